// SPDX-License-Identifier: Apache-2.0
#ifndef ARKIVBRO_CXMLSPEED_H
#define ARKIVBRO_CXMLSPEED_H

#include <stdbool.h>
#include <stddef.h>

// Whether there is nothing but letters and digits of ASCII, what base64 has beside them, spaces, tabs and line feeds.
bool arkivbro_is_plain(const unsigned char *bytes, size_t count);

// Whether there is a byte that may begin a combining mark in UTF-8, of which the first is U+0300.
bool arkivbro_may_have_marks(const unsigned char *bytes, size_t count);

// How many line feeds there are; and how many bytes are behind the last of them, or in all where there is none.
size_t arkivbro_line_feeds(const unsigned char *bytes, size_t count, size_t *behind);

// Takes the references off text of XML in UTF-8 that has no markup in it: XML's own five, and those to a character by number;
// and makes a line feed of a carriage return before one (XML 1.0 section 2.11). Stops before whatever it does not know, what is
// no XML, what may go on behind the end, and where there is no room for another character.
//
// Returns how many bytes are done; what they say is in `out`, and its length in `written`.
size_t arkivbro_unescape(const unsigned char *in, size_t count, unsigned char *out, size_t room, size_t *written);

// Gives libxml2, and libxslt with it, blocks that the thread has freed before it asks malloc. Every block is malloc's own, so
// that it may be freed by whomever. Does nothing where the process has chosen another allocator for libxml2 already.
//
// Call before libxml2 is used.
void arkivbro_keep_blocks(void);

// Lets all threads take their memory from one place. Call before a second thread is started.
void arkivbro_share_arena(void);

#endif
