// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

#include <hdf5.h>

/**
 * One-dimensional HDF5 data sets, read without believing what they claim. The library
 * would make room for any size that stands in a header and inflate a chunk until it
 * ends, a thousand times its size. Here nothing is allocated before it is known that
 * the file is long enough for it, and a chunk is inflated to its size and no further.
 *
 * Known are plain data sets and chunks that are shuffled, deflated or both, in any
 * size: all that kkrscope and tools like h5repack make of its files.
 *
 * Threads: the caller holds kkr_h5_lock().
 */
enum {
    /**
     * How many times its stored size a chunk may have; smaller ones than a mebibyte
     * may have any. Writers store what deflates better undeflated; no potential does.
     */
    KKR_H5_MOST_DEFLATED = 16
};

/** Does the file that holds `object` have as many bytes? */
bool kkr_h5_holds(hid_t object, size_t bytes);

/** How many elements the data set claims; -1: it has another rank than one. */
hssize_t kkr_h5_packed_count(hid_t dataset);

/**
 * Reads elements first .. first + count - 1 and converts them to the type `memory`.
 * What `out` held before stays in fields that the file does not have. False, with
 * anything in `out`, if any is damaged, missing or larger than the file could hold.
 */
bool kkr_h5_packed_read(hid_t dataset, hid_t memory, size_t first, size_t count,
                        void *out);
