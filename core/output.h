// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

#include <stdio.h>

/**
 * A file that is there completely or not at all: it is written beside its place
 * and renamed at the end. Whoever gives up frees the object, and nothing is left.
 *
 * A target that is a link is followed; a mode that the old file had is kept. A
 * device or pipe (/dev/stdout) is written directly.
 *
 * Threads: one at a time.
 */
typedef struct kkr_output {
    char *path;   // as the caller gave it, for messages
    char *target; // where it goes in the end, links resolved
    char *beside; // where it is written now; equals target for a device
    FILE *file;   // large buffer; the caller writes and need not check each call
    bool is_regular;
} kkr_output;

/**
 * Fails, before anything is computed, if the folder does not exist or the place
 * cannot be written.
 */
kkr_output *kkr_output_new(const char *path, kkr_error *err);

/** Without a commit: removes what was written so far. Does nothing for NULL. */
void kkr_output_free(kkr_output *output);
KKR_DEFINE_AUTO(kkr_output)

/**
 * For a program about to die: removes what all objects have written so far. Only calls
 * unlink(), so a handler of signals may.
 */
void kkr_output_remove_all(void);

/**
 * Flushes, closes and moves the file into place. A full disk is found here at the
 * latest. Call it once; then only _free is left.
 */
bool kkr_output_commit(kkr_output *output, kkr_error *err);

/**
 * Fails if the path does not end in one of the suffixes, a NULL-terminated list
 * like { ".csv", ".npy", NULL }; else returns the index through *which.
 */
bool kkr_output_suffix(const char *path, const char *const *suffixes, int *which,
                       kkr_error *err);
