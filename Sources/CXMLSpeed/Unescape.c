// SPDX-License-Identifier: Apache-2.0
#include "CXMLSpeed.h"

#include <string.h>

// How many bytes of UTF-8 are a character of XML (section 2.2); 0 is none, or one that is cut off.
static size_t character(const unsigned char *in, size_t count) {
    unsigned char first = in[0];
    if (first < 0x80) return first >= 0x20 || first == '\t' || first == '\n';
    size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first < 0xc2 || first > 0xf4 || count < length) return 0;
    for (size_t index = 1; index < length; index++) {
        if ((in[index] & 0xc0) != 0x80) return 0;
    }
    if (first == 0xe0 && in[1] < 0xa0) return 0;
    if (first == 0xed && in[1] > 0x9f) return 0;
    if (first == 0xef && in[1] == 0xbf && in[2] > 0xbd) return 0;
    if (first == 0xf0 && in[1] < 0x90) return 0;
    if (first == 0xf4 && in[1] > 0x8f) return 0;
    return length;
}

static size_t utf8(unsigned long value, unsigned char *out) {
    if (value < 0x80) {
        out[0] = (unsigned char)value;
        return 1;
    }
    if (value < 0x800) {
        out[0] = (unsigned char)(0xc0 | value >> 6);
        out[1] = (unsigned char)(0x80 | (value & 0x3f));
        return 2;
    }
    if (value < 0x10000) {
        out[0] = (unsigned char)(0xe0 | value >> 12);
        out[1] = (unsigned char)(0x80 | (value >> 6 & 0x3f));
        out[2] = (unsigned char)(0x80 | (value & 0x3f));
        return 3;
    }
    out[0] = (unsigned char)(0xf0 | value >> 18);
    out[1] = (unsigned char)(0x80 | (value >> 12 & 0x3f));
    out[2] = (unsigned char)(0x80 | (value >> 6 & 0x3f));
    out[3] = (unsigned char)(0x80 | (value & 0x3f));
    return 4;
}

static bool is_character(unsigned long value) {
    return value == '\t' || value == '\n' || value == '\r' || (value >= 0x20 && value <= 0xd7ff) ||
           (value >= 0xe000 && value <= 0xfffd) || (value >= 0x10000 && value <= 0x10ffff);
}

// The length of a reference, and in `value` what it stands for; 0 is none of ours.
static size_t reference(const unsigned char *in, size_t count, unsigned long *value) {
    static const struct {
        const char *text;
        size_t length;
        unsigned char value;
    } names[] = {{"&lt;", 4, '<'}, {"&gt;", 4, '>'}, {"&amp;", 5, '&'}, {"&quot;", 6, '"'}, {"&apos;", 6, '\''}};
    for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
        if (count >= names[index].length && memcmp(in, names[index].text, names[index].length) == 0) {
            *value = names[index].value;
            return names[index].length;
        }
    }
    if (count < 4 || in[1] != '#') return 0;
    bool is_hexadecimal = in[2] == 'x';
    size_t start = is_hexadecimal ? 3 : 2;
    size_t index = start;
    unsigned long number = 0;
    // The longest that a serialiser writes is &#x10FFFF;.
    for (; index < count && index < start + 7 && in[index] != ';'; index++) {
        unsigned char digit = (unsigned char)(in[index] - '0');
        unsigned char letter = (unsigned char)((in[index] | 0x20) - 'a');
        // Behind the digits come ":" and on to "?", which are none.
        if (is_hexadecimal && letter < 6) {
            digit = letter + 10;
        } else if (digit > 9) {
            return 0;
        }
        number = number * (is_hexadecimal ? 16 : 10) + digit;
    }
    if (index == start || index == count || in[index] != ';' || !is_character(number)) return 0;
    *value = number;
    return index + 1;
}

size_t arkivbro_unescape(const unsigned char *in, size_t count, unsigned char *out, size_t room, size_t *written) {
    size_t index = 0;
    size_t length = 0;
    while (index < count && room - length >= 4) {
        unsigned char byte = in[index];
        if (byte == '&') {
            unsigned long value;
            size_t used = reference(in + index, count - index, &value);
            if (used == 0) break;
            index += used;
            length += utf8(value, out + length);
        } else if (byte == '\r') {
            if (index + 1 >= count || in[index + 1] != '\n') break;
            index++;
        } else if (byte == ']') {
            // "]]>" may not stand in text (section 2.4).
            if (index + 2 >= count || (in[index + 1] == ']' && in[index + 2] == '>')) break;
            out[length++] = in[index++];
        } else if (byte >= 0x20 && byte < 0x80) {
            if (byte == '<') break;
            out[length++] = in[index++];
        } else {
            size_t used = character(in + index, count - index);
            if (used == 0) break;
            for (size_t end = index + used; index < end;) out[length++] = in[index++];
        }
    }
    *written = length;
    return index;
}
