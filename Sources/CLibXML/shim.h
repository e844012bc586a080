// SPDX-License-Identifier: Apache-2.0
#ifndef ARKIVBRO_CLIBXML_SHIM_H
#define ARKIVBRO_CLIBXML_SHIM_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/SAX2.h>
#include <libxml/dict.h>
#include <libxml/globals.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/uri.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlmemory.h>
#include <libxml/xmlregexp.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <libxslt/documents.h>
#include <libxslt/extensions.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/variables.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>
#include <libexslt/exslt.h>

// xsl:message and XPath faults reach a printf-style callback, which Swift cannot implement: they are
// formatted here and passed on as text.
typedef void (*arkivbro_text_sink)(void *context, const char *text, size_t length);

typedef struct {
    arkivbro_text_sink sink;
    void *context;
} arkivbro_text_target;

static void arkivbro_generic_error(void *target, const char *format, ...) {
    arkivbro_text_target *to = (arkivbro_text_target *)target;
    if (to == NULL || to->sink == NULL) {
        return;
    }
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    char room[1024];
    int length = vsnprintf(room, sizeof room, format, arguments);
    if (length >= 0 && (size_t)length < sizeof room) {
        to->sink(to->context, room, (size_t)length);
    } else if (length >= 0) {
        char *longer = (char *)malloc((size_t)length + 1);
        if (longer != NULL) {
            vsnprintf(longer, (size_t)length + 1, format, again);
            to->sink(to->context, longer, (size_t)length);
            free(longer);
        }
    }
    va_end(again);
    va_end(arguments);
}

static void arkivbro_silence(void *target, const char *format, ...) {
    (void)target;
    (void)format;
}

static inline void arkivbro_collect_transform_messages(xsltTransformContextPtr context, arkivbro_text_target *target) {
    xsltSetTransformErrorFunc(context, target, arkivbro_generic_error);
}

// The library's own default prints to standard error, document text included.
static inline void arkivbro_silence_generic_errors(void) {
    // libxslt has one for all threads: written each time, it would go from core to core.
    if (xsltGenericError != arkivbro_silence) {
        xsltSetGenericErrorFunc(NULL, arkivbro_silence);
    }
    xmlSetGenericErrorFunc(NULL, arkivbro_silence);
}

// Newer releases made the error of the structured callback const; one type for both keeps Swift free of #if.
typedef void (*arkivbro_error_sink)(void *context, int domain, int code, int level, const char *message, int line,
                                    int column, void *node);

typedef struct {
    arkivbro_error_sink sink;
    void *context;
} arkivbro_error_target;

#if LIBXML_VERSION >= 21200
static void arkivbro_structured_error(void *target, const xmlError *error) {
#else
static void arkivbro_structured_error(void *target, xmlErrorPtr error) {
#endif
    arkivbro_error_target *to = (arkivbro_error_target *)target;
    if (to == NULL || to->sink == NULL || error == NULL) {
        return;
    }
    to->sink(to->context, error->domain, error->code, error->level, error->message, error->line, error->int2,
             error->node);
}

static inline void arkivbro_silence_structured_errors(void) {
    xmlSetStructuredErrorFunc(NULL, (xmlStructuredErrorFunc)arkivbro_structured_error);
}

static inline void arkivbro_schema_parser_errors(xmlSchemaParserCtxtPtr context, arkivbro_error_target *target) {
    xmlSchemaSetParserStructuredErrors(context, (xmlStructuredErrorFunc)arkivbro_structured_error, target);
}

static inline void arkivbro_schema_valid_errors(xmlSchemaValidCtxtPtr context, arkivbro_error_target *target) {
    xmlSchemaSetValidStructuredErrors(context, (xmlStructuredErrorFunc)arkivbro_structured_error, target);
}

// xmlFree is a mutable global function pointer, which Swift 6 does not let through.
static inline void arkivbro_free(void *memory) {
    xmlFree(memory);
}

#endif
