// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <stddef.h>
#include <stdint.h>

/**
 * Makes of a good HDF5 file another one that is sound as a container and wrong in what
 * it holds: damage that the checksums of the library would never let through.
 *
 * `data` is a list of edits of EDIT_SIZE bytes: which object, which of its attributes,
 * what to do (delete, replace by another type, rank or size, change a byte, link in a
 * circle, claim a huge extent), and with what. The result is written to the open file
 * `to`.
 */
enum { EDIT_SIZE = 8 };

void h5_edit(const char *base, int to, const uint8_t *data, size_t size);
