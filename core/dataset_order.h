// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/dataset_index.h"

/**
 * The entries of a data set that a query selects, in the order of a column: what a
 * table shows, and where the next and the previous entry lead.
 *
 * `sort` is a column of the table, number or text: "impurity_z", "name"; with "-"
 * before it, falling: "-rms". Empty: as in the file. Names are ordered with their
 * numbers as numbers, "Ag@2" before "Ag@13". What is not known comes last either way;
 * equal entries stay as in the file.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_dataset_order {
    int n;         // entries that are selected
    int *row;      // [n] their rows
    int n_all;     // rows there are
    int *position; // [n_all] of each row in `row`; -1: it is not selected
} kkr_dataset_order;

/** Fails for a query or a column that makes no sense. */
kkr_dataset_order *kkr_dataset_order_new(const kkr_dataset_row *rows, int n,
                                         const char *select, const char *sort,
                                         kkr_error *err);
void kkr_dataset_order_free(kkr_dataset_order *order);
KKR_DEFINE_AUTO(kkr_dataset_order)

/**
 * The row `by` places after `row` (before it, if negative), at most the first or last;
 * of a row that is not selected, or none (-1), the first one. -1: there are none.
 */
int kkr_dataset_order_step(const kkr_dataset_order *order, int row, int by);
