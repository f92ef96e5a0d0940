// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/output.h"

/**
 * What a figure plots, as numbers: tables with names, of columns with names and units.
 * Journals ask for it.
 *
 *     # V of Ag                              V of Ag/          a group of HDF5
 *     r (bohr),V (Ry)                            r (bohr)      [n] doubles
 *     0.01,-9385.2                               V (Ry)        [n] doubles
 *
 * A column of texts (names of features, verdicts) is fixed-length UTF-8 in HDF5, and
 * quoted where it must be in CSV. The file is described in docs/formats/plot_data.md.
 *
 * The same figure gives the same bytes. Threads: one at a time.
 */
typedef struct kkr_plot_data kkr_plot_data;

kkr_plot_data *kkr_plot_data_new(void);
void kkr_plot_data_free(kkr_plot_data *data);
KKR_DEFINE_AUTO(kkr_plot_data)

/** ".csv", ".h5", NULL: for kkr_output_suffix(). */
extern const char *const kkr_plot_data_suffixes[];

/**
 * Begins a table; `columns` are "r (bohr)|V (Ry)", and "$" before a name makes it a
 * column of texts: "$check|value". A name that is there already gets a number behind it.
 */
void kkr_plot_data_begin(kkr_plot_data *data, const char *name, const char *columns);

/** A row of the table begun last: as many values as it has columns; NaN: unknown. */
void kkr_plot_data_row(kkr_plot_data *data, const double *values);

/**
 * The same for a table with texts: `values` for its columns of numbers, `texts` (copied;
 * NULL: empty) for those of texts, each in the order of the columns.
 */
void kkr_plot_data_words(kkr_plot_data *data, const double *values,
                         const char *const *texts);

/** What is put before the names of all tables begun from now on; "": nothing. */
void kkr_plot_data_prefix(kkr_plot_data *data, const char *prefix);

/** All tables, as the suffix of the output says; the caller commits it. */
bool kkr_plot_data_write(const kkr_plot_data *data, kkr_output *output, kkr_error *err);
