// SPDX-License-Identifier: Apache-2.0
#ifndef ARKIVBRO_CFUZZER_H
#define ARKIVBRO_CFUZZER_H

#include <stddef.h>
#include <stdint.h>

// libFuzzer's own, which no header of the toolchain declares for C.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*target)(const uint8_t *data, size_t size));

#endif
