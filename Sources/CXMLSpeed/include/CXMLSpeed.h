// SPDX-License-Identifier: Apache-2.0
#ifndef ARKIVBRO_CXMLSPEED_H
#define ARKIVBRO_CXMLSPEED_H

#include <stdbool.h>
#include <stddef.h>

// Whether there is nothing but letters and digits of ASCII, what base64 has beside them, spaces, tabs and line feeds.
bool arkivbro_is_plain(const unsigned char *bytes, size_t count);

// Gives libxml2, and libxslt with it, blocks that the thread has freed before it asks malloc. Every block is malloc's own, so
// that it may be freed by whomever. Does nothing where the process has chosen another allocator for libxml2 already.
//
// Call before libxml2 is used.
void arkivbro_keep_blocks(void);

// Lets all threads take their memory from one place. Call before a second thread is started.
void arkivbro_share_arena(void);

#endif
