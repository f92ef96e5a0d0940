// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/h5.h"

/**
 * HDF5 arrays that grow along their first axis, row by row, and the same arrays of
 * several files shown as one (HDF5 virtual data sets: nothing is copied).
 *
 * Threads: as core/h5.h; the caller holds the lock.
 */

/**
 * An array without rows. A row has `shape`[rank - 1] numbers; `chunk`[rank] is the
 * shape of the pieces on disk. Negative on failure.
 */
hid_t kkr_h5_rows_new(hid_t group, const char *name, hid_t type, int rank,
                      const size_t *shape, const size_t *chunk);

/** Writes rows first .. first + n - 1 and makes the array end there. */
bool kkr_h5_rows_put(hid_t rows, hid_t type, size_t first, size_t n, const void *data);

/** Makes the array end after n rows. */
bool kkr_h5_rows_cut(hid_t rows, size_t n);

/** Texts of `size` bytes, filled up with zeros; close it with H5Tclose(). */
hid_t kkr_h5_text_type(size_t size);

/** Changes a scalar attribute. */
bool kkr_h5_set_integer(hid_t object, const char *name, long value);

/**
 * The name by which `joined` knows the file `path`: of a file beside it the name alone,
 * so that both may move together; else the full path. The caller frees it.
 */
char *kkr_h5_seen_from(const char *path, const char *joined);

/**
 * Makes in `file` the array `name` whose rows are those of `name` in n other files, one
 * after the other. `like` is one of these arrays, open; file i has n_rows[i] rows.
 */
bool kkr_h5_rows_join(hid_t file, const char *name, hid_t like, char *const *seen_from,
                      const size_t *n_rows, int n);
