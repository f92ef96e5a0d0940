// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <stddef.h>
#include <stdio.h>

/**
 * The head of a .npy file (NumPy Enhancement Proposal 1, version 1.0) for an array
 * in C order, in the byte order of this machine; the values follow as they lie in
 * memory. `type` is "f4", "f8" or "i4". Threads: one file at a time.
 */
void kkr_npy_write_header(FILE *file, const char *type, int rank, const size_t *shape);
