// SPDX-License-Identifier: Apache-2.0
#ifndef ARKIVBRO_CXMLMEMORY_H
#define ARKIVBRO_CXMLMEMORY_H

// Gives libxml2, and libxslt with it, blocks that the thread has freed before it asks malloc. Every block is malloc's own, so
// that it may be freed by whomever. Does nothing where the process has chosen another allocator for libxml2 already.
//
// Call before libxml2 is used.
void arkivbro_keep_blocks(void);

// How many bytes of freed blocks this thread holds.
unsigned long arkivbro_kept_bytes(void);

#endif
