// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/packed_text.h"
#include "core/sha256.h"

#include <hdf5.h>

/**
 * One file of a KKR code as a data set keeps it: a one-dimensional HDF5 data set of
 * its numbers (float64, one chunk, shuffled and deflated) with the rest of the text,
 * its SHA-256 and, of potentials, a table of blocks as attributes.
 *
 * Making one needs no HDF5 and may be done by many threads; reading and writing are
 * for holders of kkr_h5_lock(). Format: docs/formats/dataset.md.
 */
typedef struct kkr_stored_block {
    int entry; // of the potential, from 1: atom and spin
    int lm;    // from 1; 1: the spherical part
    int first; // of its numbers, from 0
    int count;
} kkr_stored_block;

typedef struct kkr_stored_file {
    char *name;
    kkr_role role; // KKR_ROLE_COUNT: none of its own, but another file needs it
    char sha256[KKR_SHA256_HEX];
    size_t length; // of the original text
    kkr_packed_text *packed;
    int n_blocks;
    kkr_stored_block *blocks;
    size_t chunk_size;
    void *chunk; // the numbers, shuffled and deflated; NULL if there are none
} kkr_stored_file;

/** `name` is copied. */
kkr_stored_file *kkr_stored_file_new(const char *name, kkr_role role, const char *text,
                                     size_t length);
void kkr_stored_file_free(kkr_stored_file *file);
KKR_DEFINE_AUTO(kkr_stored_file)

/** Writes it as `file->name` into a group. */
bool kkr_stored_file_write(const kkr_stored_file *file, hid_t group);

/**
 * The text of the file in a group; the caller frees it. `path` is for messages.
 * Whatever does not have the SHA-256 that was stored is refused.
 */
char *kkr_stored_file_read(hid_t group, const char *name, const char *path,
                           size_t *length, kkr_error *err);
