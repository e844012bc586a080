// SPDX-License-Identifier: Apache-2.0
// floor floor|probe ROOT MESSAGE ARKIVMELDING: a number on each line of standard input; does the work so often and answers
// in seconds.
//
// floor: what no translation on libxml2 can do without: the parse of both layers, the validation of both sides, and the
// writing of a result that is there already.
// probe: the least that could be called a translation: two nested push parsers, the payload's tree without its base64,
// which is decoded on the way, one run of a stylesheet, both validations, the writing.
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlschemas.h>
#include <libxml/SAX2.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static xmlSchemaPtr inward, outward;
static xsltStylesheetPtr stylesheet;
static xmlDocPtr ready;
static char *message;
static long messageSize;

static void fail(const char *what) {
    fprintf(stderr, "floor: %s\n", what);
    exit(2);
}

static xmlSchemaPtr schema(const char *root, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/schemas/%s", root, name);
    xmlSchemaParserCtxtPtr context = xmlSchemaNewParserCtxt(path);
    xmlSchemaPtr result = context == NULL ? NULL : xmlSchemaParse(context);
    if (result == NULL) fail("a schema does not compile");
    xmlSchemaFreeParserCtxt(context);
    return result;
}

static void validate(xmlSchemaPtr schema, xmlDocPtr document) {
    xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(schema);
    if (xmlSchemaValidateDoc(context, document) != 0) fail("not valid");
    xmlSchemaFreeValidCtxt(context);
}

// MARK: Floor

static xmlNodePtr find(xmlNodePtr node, const char *name) {
    for (; node != NULL; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) continue;
        if (strcmp((const char *)node->name, name) == 0) return node;
        xmlNodePtr inside = find(node->children, name);
        if (inside != NULL) return inside;
    }
    return NULL;
}

static void runFloor(void) {
    xmlDocPtr outer = xmlReadMemory(message, (int)messageSize, NULL, NULL, XML_PARSE_NONET);
    xmlNodePtr payload = find(xmlDocGetRootElement(outer), "payload");
    if (payload == NULL) fail("no payload");
    xmlChar *text = xmlNodeGetContent(payload);
    xmlDocPtr inner = xmlReadMemory((const char *)text, xmlStrlen(text), NULL, NULL, XML_PARSE_NONET);
    validate(inward, inner);
    validate(outward, ready);
    xmlChar *result;
    int size;
    xmlDocDumpMemory(ready, &result, &size);
    xmlFree(result);
    xmlFreeDoc(inner);
    xmlFree(text);
    xmlFreeDoc(outer);
}

// MARK: Probe

typedef struct {
    xmlParserCtxtPtr inner;
    int isInPayload;
    int isInBase64;
    unsigned bits, count;
    unsigned char *out;
    size_t size;
} State;

static unsigned char values[256];
static startElementNsSAX2Func treeStart;
static endElementNsSAX2Func treeEnd;
static charactersSAXFunc treeCharacters;

static void innerStart(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                       const xmlChar **declarations, int attributes, int defaults, const xmlChar **fields) {
    State *state = ((xmlParserCtxtPtr)context)->_private;
    treeStart(context, name, prefix, uri, namespaces, declarations, attributes, defaults, fields);
    state->isInBase64 = strcmp((const char *)name, "base64") == 0;
}

static void innerEnd(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    State *state = ((xmlParserCtxtPtr)context)->_private;
    state->isInBase64 = 0;
    treeEnd(context, name, prefix, uri);
}

static void innerCharacters(void *context, const xmlChar *text, int length) {
    State *state = ((xmlParserCtxtPtr)context)->_private;
    if (!state->isInBase64) {
        treeCharacters(context, text, length);
        return;
    }
    for (int index = 0; index < length; index++) {
        unsigned char value = values[text[index]];
        if (value == 255) continue;
        state->bits = state->bits << 6 | value;
        state->count += 6;
        if (state->count >= 8) state->out[state->size++] = (unsigned char)(state->bits >> (state->count -= 8));
    }
}

static void outerStart(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                       const xmlChar **declarations, int attributes, int defaults, const xmlChar **fields) {
    (void)prefix, (void)uri, (void)namespaces, (void)declarations, (void)attributes, (void)defaults, (void)fields;
    if (strcmp((const char *)name, "payload") == 0) ((State *)data)->isInPayload = 1;
}

static void outerEnd(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    (void)prefix, (void)uri;
    if (strcmp((const char *)name, "payload") == 0) ((State *)data)->isInPayload = 0;
}

static void outerCharacters(void *data, const xmlChar *text, int length) {
    State *state = data;
    if (state->isInPayload) xmlParseChunk(state->inner, (const char *)text, length, 0);
}

static void runProbe(void) {
    State state = {0};
    state.out = malloc((size_t)messageSize);
    state.inner = xmlCreatePushParserCtxt(NULL, NULL, NULL, 0, NULL);
    xmlCtxtUseOptions(state.inner, XML_PARSE_NONET | XML_PARSE_HUGE);
    state.inner->_private = &state;
    treeStart = state.inner->sax->startElementNs;
    treeEnd = state.inner->sax->endElementNs;
    treeCharacters = state.inner->sax->characters;
    state.inner->sax->startElementNs = innerStart;
    state.inner->sax->endElementNs = innerEnd;
    state.inner->sax->characters = innerCharacters;

    xmlSAXHandler sax = {0};
    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = outerStart;
    sax.endElementNs = outerEnd;
    sax.characters = outerCharacters;
    xmlParserCtxtPtr outer = xmlCreatePushParserCtxt(&sax, &state, NULL, 0, NULL);
    xmlCtxtUseOptions(outer, XML_PARSE_NONET | XML_PARSE_HUGE);
    if (xmlParseChunk(outer, message, (int)messageSize, 1) != 0) fail("not well-formed");
    xmlParseChunk(state.inner, NULL, 0, 1);

    xmlDocPtr melding = state.inner->myDoc;
    if (melding == NULL || !state.inner->wellFormed || state.size == 0) fail("no payload");
    validate(inward, melding);
    xmlDocPtr result = xsltApplyStylesheet(stylesheet, melding, NULL);
    validate(outward, result);
    xmlChar *text;
    int size;
    xsltSaveResultToString(&text, &size, result, stylesheet);
    xmlFree(text);
    xmlFreeDoc(result);
    xmlFreeDoc(melding);
    xmlFreeParserCtxt(outer);
    xmlFreeParserCtxt(state.inner);
    free(state.out);
}

int main(int count, char **arguments) {
    if (count != 5) fail("floor|probe ROOT MESSAGE ARKIVMELDING");
    FILE *file = fopen(arguments[3], "rb");
    if (file == NULL) fail("no message");
    fseek(file, 0, SEEK_END);
    messageSize = ftell(file);
    rewind(file);
    message = malloc((size_t)messageSize);
    if (fread(message, 1, (size_t)messageSize, file) != (size_t)messageSize) fail("no message");
    fclose(file);

    memset(values, 255, sizeof values);
    const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int index = 0; index < 64; index++) values[(unsigned char)alphabet[index]] = (unsigned char)index;
    inward = schema(arguments[2], "noark-exchange/rot.xsd");
    outward = schema(arguments[2], "arkivmelding/integrasjonspunkt/arkivmelding.xsd");
    char path[4096];
    snprintf(path, sizeof path, "%s/Benchmarks/peer/bro.xsl", arguments[2]);
    stylesheet = xsltParseStylesheetFile((const xmlChar *)path);
    ready = xmlReadFile(arguments[4], NULL, XML_PARSE_NONET);
    if (stylesheet == NULL || ready == NULL) fail("no stylesheet, or no arkivmelding");

    char line[64];
    while (fgets(line, sizeof line, stdin) != NULL) {
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        for (long left = atol(line); left > 0; left--) {
            if (arguments[1][0] == 'f') runFloor(); else runProbe();
        }
        clock_gettime(CLOCK_MONOTONIC, &end);
        printf("%.9f\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
        fflush(stdout);
    }
    return 0;
}
