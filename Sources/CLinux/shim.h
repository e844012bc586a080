// SPDX-License-Identifier: Apache-2.0
#ifndef ARKIVBRO_CLINUX_SHIM_H
#define ARKIVBRO_CLINUX_SHIM_H

// rename(2), glibc 2.28: stdio.h has it only for _GNU_SOURCE, which Swift's module of the C library is built without.
extern int renameat2(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, unsigned int flags);

enum { ARKIVBRO_RENAME_EXCHANGE = 2 };

#endif
