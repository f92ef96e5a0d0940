// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/quality.h"

#include <hdf5.h>

/**
 * The table of a data set: one row an embedding. Row n (from 0) belongs to the group
 * /embeddings/n. Everything that can be searched, sorted, coloured or listed is here,
 * so that ten thousand entries need no look into one of them.
 *
 * In the file it is a compound table of the same names (docs/formats/dataset.md); a
 * column that an older file lacks is NaN, 0 or empty.
 */
typedef struct kkr_dataset_row {
    char name[48];         // "Hg/Ag", unique
    char host[32];         // its name in /hosts; empty: the host is not known
    char host_element[16]; // whose place the impurity takes: "Hg"
    char impurity[16];     // "Ag"
    double host_z, impurity_z;
    double alat;    // bohr
    double e_fermi; // Ry
    int n_sites;    // of the cluster
    int n_spin, l_pot;
    int n_r; // radial points of the impurity
    kkr_quality quality;
    char path[32];    // "/embeddings/0"
    char source[200]; // the folder or archive it came from; a long one lacks its start
    char uuid[40];    // of the calculation, where its source has one
    char process[24]; // what kind of calculation its source calls it: "kkr.kkrimp"
    char label[80];   // its label there
    double exit_status; // 0: ended well, NaN: not told
    char hash[68];      // of the contents of its files and its host's
    char warning[160];  // the first one
} kkr_dataset_row;

/** What a row is before anything is known: NaN and empty. */
kkr_dataset_row kkr_dataset_row_unknown(void);

/**
 * Reads /index: *n rows (made with malloc), at least min_rows. Rows whose piece of the
 * table is damaged are unknown and counted into *n_lost. Needs the HDF5 lock.
 */
bool kkr_dataset_index_read(hid_t file, int min_rows, kkr_dataset_row **rows, int *n,
                            int *n_lost);

/** Writes all rows as /index, which is made or made longer. Needs the HDF5 lock. */
bool kkr_dataset_index_write(hid_t file, const kkr_dataset_row *rows, int n);

/**
 * A number of a row by the name of its column: "rms", "dv", "n_sites", "core_shift",
 * ...; *found tells whether there is such a column.
 */
double kkr_dataset_row_number(const kkr_dataset_row *row, const char *column,
                              bool *found);

/** A text of a row by the name of its column, or NULL. */
const char *kkr_dataset_row_text(const kkr_dataset_row *row, const char *column);

/** "rms", "dv", ...: column i that holds one number; NULL beyond the last. */
const char *kkr_dataset_number_column(int i);
/** The same for texts. */
const char *kkr_dataset_text_column(int i);
