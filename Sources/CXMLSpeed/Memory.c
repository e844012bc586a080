// SPDX-License-Identifier: Apache-2.0
#include "CXMLSpeed.h"

#include <libxml/xmlmemory.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// A run of a stylesheet frees tens of thousands of small blocks and asks for as many of the same sizes. glibc keeps seven of
// each size for a thread and merges the others with their neighbours, to split them again: a sixth of a run.

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif

#if defined(__GLIBC__) && !defined(SANITIZED)

// What malloc gives on 64 bits holds 16 n + 8 bytes; its size stands before it, with the 8 bytes that this takes and three flags.
// What a thread keeps of each size is bounded by itself: what one large message left of some sizes must not stand in the way of
// others. The largest are libxml2's buffers, of 4096 bytes when they are new: a run asks for hundreds, one or two at a time.
enum { STEP = 16, CLASSES = 258, SMALLEST = 24, SMALL_CLASSES = 65, MOST = 128 * 1024, MOST_OF_LARGE = 16 * 1024 };

struct block {
    struct block *next;
};

static _Thread_local struct {
    struct block *first[CLASSES];
    // How many more may be kept: none before the thread's first and after its end.
    int room[CLASSES];
    bool isOpen;
} kept;

static pthread_key_t key;

static void close_thread(void *unused) {
    (void)unused;
    for (int class = 0; class < CLASSES; class++) {
        struct block *block = kept.first[class];
        kept.first[class] = NULL;
        kept.room[class] = 0;
        while (block != NULL) {
            struct block *next = block->next;
            free(block);
            block = next;
        }
    }
}

static bool open_thread(void) {
    // Any value but NULL: without one the thread's end would call nothing.
    if (kept.isOpen || pthread_setspecific(key, &kept) != 0) return false;
    kept.isOpen = true;
    for (int class = 1; class < CLASSES; class++) {
        kept.room[class] = (class < SMALL_CLASSES ? MOST : MOST_OF_LARGE) / (class * STEP);
    }
    return true;
}

static size_t class_for(size_t size) { return size <= SMALLEST ? 1 : (size - 9) / STEP + 1; }

static size_t bytes_of(size_t class) { return class * STEP + 8; }

static size_t class_of(void *memory) { return ((size_t *)memory)[-1] / STEP - 1; }

static void *take(size_t size) {
    size_t class = class_for(size);
    if (class < CLASSES) {
        struct block *block = kept.first[class];
        if (block != NULL) {
            kept.first[class] = block->next;
            kept.room[class]++;
            return block;
        }
    }
    return malloc(size);
}

static void give(void *memory) {
    if (memory == NULL) return;
    size_t class = class_of(memory);
    if (class >= CLASSES || (kept.room[class] <= 0 && !open_thread())) {
        free(memory);
        return;
    }
    struct block *block = memory;
    block->next = kept.first[class];
    kept.first[class] = block;
    kept.room[class]--;
}

// malloc's own would turn a block of one size into another: the one would always be missing, the other pile up.
static void *resize(void *memory, size_t size) {
    if (memory == NULL) return take(size);
    size_t class = class_of(memory);
    if (class >= CLASSES) return realloc(memory, size);
    if (class_for(size) <= class) return memory;
    void *larger = take(size);
    if (larger == NULL) return NULL;
    memcpy(larger, memory, bytes_of(class));
    give(memory);
    return larger;
}

static char *copy(const char *text) {
    size_t size = strlen(text) + 1;
    char *result = take(size);
    if (result != NULL) memcpy(result, text, size);
    return result;
}

// Another library may stand in malloc's place, put before it or linked in; valgrind's does. Its blocks are of other sizes.
static bool gives_known_sizes(void) {
    for (size_t size = 1; size <= bytes_of(CLASSES - 1); size += 7) {
        // The compiler would take away a block that nobody uses.
        void *volatile block = malloc(size);
        size_t class = class_for(size);
        // Only behind a block of this size is it looked at what stands before it.
        bool is_known = block != NULL && malloc_usable_size(block) >= size && malloc_usable_size(block) % STEP == 8 &&
                        malloc_usable_size(block) == bytes_of(class_of(block)) && class_of(block) - class <= 1;
        free(block);
        if (!is_known) return false;
    }
    return true;
}

void arkivbro_keep_blocks(void) {
    xmlFreeFunc free_now;
    xmlMallocFunc malloc_now;
    xmlReallocFunc realloc_now;
    xmlStrdupFunc strdup_now;
    if (sizeof(void *) != 8 || xmlMemGet(&free_now, &malloc_now, &realloc_now, &strdup_now) != 0) return;
    if (free_now != free || malloc_now != malloc || !gives_known_sizes()) return;
    if (pthread_key_create(&key, close_thread) != 0) return;
    xmlMemSetup(give, take, resize, copy);
}

void arkivbro_share_arena(void) { mallopt(M_ARENA_MAX, 1); }

#else

void arkivbro_keep_blocks(void) {}

void arkivbro_share_arena(void) {}

#endif
