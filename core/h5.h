// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/output.h"

#include <hdf5.h>

/**
 * The few pieces of HDF5 that our files are made of. Every function returns false
 * when the library does; the writer then says which file it was.
 *
 * Threads: the library is not safe for threads. Whoever calls it holds the lock: from
 * kkr_h5_file() to kkr_h5_close() a writer does, readers take it themselves. The
 * lock is recursive.
 */
void kkr_h5_lock(void);
void kkr_h5_unlock(void);

/**
 * A new file where `output` is written now; negative with a message on failure, else
 * the lock is held until kkr_h5_close().
 */
hid_t kkr_h5_file(const kkr_output *output, kkr_error *err);

/** Closes it; false with a message if that fails or something before did (!good). */
bool kkr_h5_close(hid_t file, bool good, const kkr_output *output, kkr_error *err);

/** A new group. No times are kept, so that the same data make the same bytes. */
hid_t kkr_h5_group(hid_t parent, const char *name);

/** A string attribute of fixed length, ASCII or UTF-8, as VTKHDF wants it. */
bool kkr_h5_text(hid_t object, const char *name, const char *text);

/** The attribute again, terminated; NULL if there is none. The caller frees it. */
char *kkr_h5_read_text(hid_t object, const char *name);

/** A scalar attribute; false if there is no such number. */
bool kkr_h5_read_integer(hid_t object, const char *name, long *value);

/** Attributes of `rows` x `columns` numbers; rows = 0: a vector; columns = 0: a scalar. */
bool kkr_h5_doubles(hid_t object, const char *name, const double *values, int rows,
                    int columns);
bool kkr_h5_integers(hid_t object, const char *name, const long *values, int rows,
                     int columns);

/** A contiguous, uncompressed data set; `type` of the memory is that of the file. */
bool kkr_h5_dataset(hid_t group, const char *name, hid_t type, int rank,
                    const size_t *shape, const void *data);
