// SPDX-License-Identifier: Apache-2.0
#include <libxml/xmlstring.h>
#include <string.h>

// libxslt compares the namespace of XSLT, 36 letters, wherever it looks at an instruction, and libxml2's function goes letter
// by letter: a twelfth of a run. What the program has by a name goes before what its libraries have by it (System V gABI,
// Dynamic Linking, Shared Object Dependencies). Calls inside libxml2 stay there. Weak, for a program with libxml2 linked in.
__attribute__((weak)) int xmlStrEqual(const xmlChar *left, const xmlChar *right) {
    if (left == right) return 1;
    if (left == NULL || right == NULL || *left != *right) return 0;
    return strcmp((const char *)left, (const char *)right) == 0;
}
