// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/dataset_index.h"

/**
 * Which entries of a data set are meant, in words. All terms, separated by blanks,
 * must hold:
 *
 *     Hg:A*            host and impurity, * for any letters and ? for one; also Hg/Ag
 *     Ag               host or impurity
 *     host=Hg          a text column (name, host, impurity, source, uuid, warning, ...)
 *     rms>1e-3         a number column (rms, dv, n_sites, core_shift, impurity_z, ...)
 *     |core_shift|>1.5 its absolute value
 *
 * Operators: = != < <= > >=. Letters count in either case. A number that is not known
 * fulfils nothing but "rms=nan".
 *
 * Threads: never changes once made.
 */
typedef struct kkr_dataset_query kkr_dataset_query;

/** An empty text means all. Fails with the nearest column for one there is not. */
kkr_dataset_query *kkr_dataset_query_new(const char *text, kkr_error *err);
void kkr_dataset_query_free(kkr_dataset_query *query);
KKR_DEFINE_AUTO(kkr_dataset_query)

bool kkr_dataset_query_matches(const kkr_dataset_query *query,
                               const kkr_dataset_row *row);
