// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/dataset_index.h"
#include "core/map_style.h"
#include "core/scale.h"

/**
 * The map of a data set: hosts down, impurities across, in each cell one number of
 * the entries there.
 *
 *               Li Na Be Mg ... Cu Ag Au       group by group, or by Z
 *          Cu    .  #  .  #      #  #  #   34
 *          Hg    #  #  #  #      #  #  #   45
 *
 * Elements without entries have columns (and with all_hosts rows), too, so that the
 * holes of a data set are seen; lanthanides and actinides only where there are any.
 *
 * Threads: never changes once made.
 */
/** A row or column. */
typedef struct kkr_map_element {
    int z;     // 0: a vacancy
    int block; // its group (1 to 18; 0: none) or, by number, its period
    int count; // of entries
    const char *symbol;
} kkr_map_element;

typedef struct kkr_map_cell {
    int count;
    int entry;    // row of the data set that the cell stands for; -1: none
    double value; // of that entry, or the count; NaN: not known
} kkr_map_cell;

typedef struct kkr_dataset_map {
    int n_rows, n_columns;
    kkr_map_element *rows, *columns;
    kkr_map_cell *cells; // [n_rows][n_columns]
    int n_entries;       // that the query selects
    char title[96];      // of the number, markup, with its unit
    bool diverging;      // the number has a sign that matters
    bool whole;          // it counts something
    kkr_scale scale;     // in Ry (or counts)
} kkr_dataset_map;

/**
 * Of several entries in a cell the one with the largest absolute value counts, so that
 * what is wrong is seen. Fails for a column or query that makes no sense.
 */
kkr_dataset_map *kkr_dataset_map_new(const kkr_dataset_row *rows, int n,
                                     const kkr_map_style *style, kkr_error *err);
void kkr_dataset_map_free(kkr_dataset_map *map);
KKR_DEFINE_AUTO(kkr_dataset_map)

static inline const kkr_map_cell *kkr_dataset_map_cell(const kkr_dataset_map *map,
                                                       int row, int column)
{
    return &map->cells[(size_t)row * (size_t)map->n_columns + (size_t)column];
}

/** The cell of an entry; false if it is in none. */
bool kkr_dataset_map_find(const kkr_dataset_map *map, const kkr_dataset_row *entry,
                          int *row, int *column);

/** The next cell with entries from a place in direction (dr, dc); false: there is none. */
bool kkr_dataset_map_walk(const kkr_dataset_map *map, int *row, int *column, int dr,
                          int dc);

/** What can be shown, in words for people: "rms of the last iteration"; NULL: no such. */
const char *kkr_map_column_words(const char *column);
/** The columns a map can show, in the order of a menu; NULL beyond the last. */
const char *kkr_map_column(int i);
