// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case_tree.h"

/**
 * Puts calculations into a data set: finds them, reads and checks them, computes
 * their quality numbers, several at once, and adds what is not there yet.
 *
 * An entry is known by the contents of its files and its host's (SHA-256), wherever
 * they lie; so packing the same folders again adds nothing, and what was interrupted
 * goes on where it was. Entries are committed every few seconds and at the end; the
 * result does not depend on the number of threads.
 */
typedef struct kkr_pack_report {
    int n_cases;   // found
    int n_added;   // embeddings
    int n_hosts;   // added
    int n_known;   // were there already
    int n_skipped; // [n_skipped] sentences
    char **skipped;
    double text_bytes; // of the files of all entries added and their hosts
} kkr_pack_report;

void kkr_pack_report_clear(kkr_pack_report *report);

/**
 * Packs cases found by core/case_tree.h into the data set `path`. If cancelled, what
 * is complete is kept, and it fails with KKR_ERROR_CANCELLED. `report` is filled in
 * any case.
 */
bool kkr_pack(const kkr_case_tree *tree, const char *path, const kkr_job *job,
              kkr_pack_report *report, kkr_error *err);
