// SPDX-License-Identifier: Apache-2.0
#ifndef ARKIVBRO_CLIBARCHIVE_SHIM_H
#define ARKIVBRO_CLIBARCHIVE_SHIM_H

#include <archive.h>
#include <archive_entry.h>

#endif
