// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/dataset.h"
#include "core/dataset_query.h"

/**
 * A data set and the entries of it that a command line means: FILE.h5 all of them,
 * FILE.h5::Hg/Ag or FILE.h5#12 one, FILE.h5::Hg those in one host; of these the ones
 * that fit the query (NULL: all). *rows is made with malloc. What is damaged is told
 * on standard error. NULL if there is nothing left, too, but
 * FILE.h5::Hg may be a host without entries.
 */
kkr_dataset *kkr_dataset_options_open(const char *path, const char *query, int **rows,
                                      int *n, kkr_error *err);

/** `kkrscope info FILE.h5`: how many entries of which hosts, and what stands out. */
bool kkr_dataset_options_info(const char *path, bool json, kkr_error *err);
