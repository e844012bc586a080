// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE  // memrchr
#include "CXMLSpeed.h"

#include <string.h>

// In blocks, to stop early; without branches inside, for the compiler to take many bytes at a time. Swift takes one at a time,
// which was a third of the reading of a document.
bool arkivbro_is_plain(const unsigned char *bytes, size_t count) {
    for (size_t start = 0; start < count; start += 1024) {
        size_t end = count - start < 1024 ? count : start + 1024;
        unsigned char fault = 0;
        for (size_t index = start; index < end; index++) {
            unsigned char byte = bytes[index];
            unsigned char is_letter = (unsigned char)((byte | 0x20) - 'a') < 26;
            unsigned char is_digit_or_slash = (unsigned char)(byte - '/') < 11;
            unsigned char is_tab_or_line_feed = (unsigned char)(byte - '\t') < 2;
            fault |= !(is_letter | is_digit_or_slash | is_tab_or_line_feed | (byte == '+') | (byte == '=') | (byte == ' '));
        }
        if (fault) return false;
    }
    return true;
}

bool arkivbro_may_have_marks(const unsigned char *bytes, size_t count) {
    unsigned char found = 0;
    for (size_t index = 0; index < count; index++) found |= bytes[index] >= 0xcc;
    return found;
}

// In blocks that a byte can count, for the compiler to take many at a time: there may be gigabytes of nothing else, and a search
// for each of them costs ten times as much.
size_t arkivbro_line_feeds(const unsigned char *bytes, size_t count, size_t *behind) {
    size_t found = 0;
    for (size_t start = 0; start < count; start += 192) {
        size_t end = count - start < 192 ? count : start + 192;
        unsigned char here = 0;
        for (size_t index = start; index < end; index++) here += bytes[index] == '\n';
        found += here;
    }
    const unsigned char *last = found > 0 ? memrchr(bytes, '\n', count) : NULL;
    *behind = last == NULL ? count : (size_t)(bytes + count - last - 1);
    return found;
}
