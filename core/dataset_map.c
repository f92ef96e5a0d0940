// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/dataset_map.h"

#include "core/core_trend.h"
#include "core/crystal.h"
#include "core/dataset_query.h"
#include "core/elements.h"
#include "core/word.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_Z = 120, LAST_PLAIN_Z = 86 };

const kkr_map_style kkr_map_style_default = { .column = "count" };

/** The numbers of a menu; others of the table can be asked for by name. */
static const struct column {
    const char *name, *words, *title;
    bool is_log, diverging, whole;
} columns[] = {
    { "count", "Number of entries", "entries", false, false, true },
    { "dv", "Size of V − V0", "‖<i>V</i> − <i>V</i><sub>0</sub>‖ (Ry)", true, false },
    { "rms", "rms of the last iteration", "rms (Ry)", true, false },
    { "core_shift", "Core level off its trend",
      "core level against its trend along <i>Z</i> (Ry)", false, true },
    { "face_jump", "Jump over cell faces", "jump over faces (Ry)", true, false },
    { "symmetry", "Broken symmetry", "broken symmetry (Ry)", true, false },
    { "vbc_shift", "Shift of the zero", "VBC − VBC<sub>0</sub> (Ry)", false, true },
    { "n_sites", "Sites of the cluster", "sites", false, false, true },
    { "n_warnings", "Warnings", "warnings", false, false, true },
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

static const struct column *column_named(const char *name)
{
    for (int i = 0; i < N_COLUMNS; i++)
        if (strcmp(columns[i].name, name) == 0)
            return &columns[i];
    return NULL;
}

const char *kkr_map_column(int i)
{
    return i >= 0 && i < N_COLUMNS ? columns[i].name : NULL;
}

const char *kkr_map_column_words(const char *name)
{
    const struct column *c = column_named(name);
    return c ? c->words : NULL;
}

static bool check_column(const char *name, kkr_error *err)
{
    const kkr_dataset_row any = kkr_dataset_row_unknown();
    bool found = strcmp(name, "count") == 0;
    if (!found)
        kkr_dataset_row_number(&any, name, &found);
    if (found)
        return true;
    const char *words[64];
    int n = 0;
    words[n++] = "count";
    for (int i = 0; kkr_dataset_number_column(i) && n < 64; i++)
        words[n++] = kkr_dataset_number_column(i);
    const char *nearest = kkr_word_nearest(name, words, n);
    return kkr_fail(err, KKR_ERROR_USAGE,
                    "%s: no number of the table; did you mean %s?", name,
                    nearest ? nearest : "count, dv, rms or core_shift");
}

// ------------------------------------------------------------- rows and columns

static bool is_plain(int z)
{
    kkr_element e;
    return z >= 1 && z <= LAST_PLAIN_Z && kkr_element_find(z, &e) &&
           e.block != KKR_BLOCK_F;
}

static int group_of(int z)
{
    kkr_element e;
    return kkr_element_find(z, &e) ? e.group : 0;
}

static int period_of(int z)
{
    kkr_element e;
    return kkr_element_find(z, &e) ? e.period : 0;
}

static int by_group(const void *a, const void *b)
{
    const kkr_map_element *x = a, *y = b;
    int gx = group_of(x->z), gy = group_of(y->z);
    return gx != gy ? gx - gy : x->z - y->z;
}

/** `counts` of entries by Z; `all`: every plain element has a place. */
static int make_elements(const int *counts, bool all, kkr_map_order order,
                         kkr_map_element **elements)
{
    kkr_map_element *e = kkr_alloc(MAX_Z, sizeof *e);
    int n = 0;
    for (int z = 0; z < MAX_Z; z++)
        if (counts[z] || (all && is_plain(z)))
            e[n++] = (kkr_map_element){
                .z = z,
                .block = order == KKR_MAP_GROUP ? group_of(z) : period_of(z),
                .count = counts[z],
                .symbol = kkr_element_symbol(z),
            };
    if (order == KKR_MAP_GROUP && n)
        qsort(e, (size_t)n, sizeof *e, by_group);
    *elements = e;
    return n;
}

static int z_of(double z)
{
    return z >= 0 && z < MAX_Z - 0.5 ? (int)lround(z) : -1;
}

static int place_of(const kkr_map_element *elements, int n, int z)
{
    for (int i = 0; i < n; i++)
        if (elements[i].z == z)
            return i;
    return -1;
}

bool kkr_dataset_map_find(const kkr_dataset_map *map, const kkr_dataset_row *entry,
                          int *row, int *column)
{
    *row = place_of(map->rows, map->n_rows, z_of(entry->host_z));
    *column = place_of(map->columns, map->n_columns, z_of(entry->impurity_z));
    return *row >= 0 && *column >= 0;
}

// ------------------------------------------------------------- numbers

static void find_scale(kkr_dataset_map *map, const kkr_map_style *style,
                       const struct column *known)
{
    double low = INFINITY, high = 0, largest = 0;
    for (int i = 0; i < map->n_rows * map->n_columns; i++) {
        double x = map->cells[i].value;
        if (isnan(x) || map->cells[i].entry < 0)
            continue;
        largest = fmax(largest, fabs(x));
        high = fmax(high, x);
        if (x > 0)
            low = fmin(low, x);
    }
    map->diverging = known && known->diverging;
    map->whole = known && known->whole;
    bool log = style->scale == KKR_MAP_LOG ||
               (style->scale == KKR_MAP_AUTO && known && known->is_log);
    if (map->diverging) {
        // ordinary core levels stay pale, those that betray something are dark
        bool core = strcmp(style->column, "core_shift") == 0;
        double limit = core ? 2 * KKR_CORE_SHIFT_LARGE : largest > 0 ? largest : 1;
        map->scale = (kkr_scale){ KKR_SCALE_LINEAR, true, -limit, limit, limit / 10 };
        if (log)
            map->scale =
                (kkr_scale){ KKR_SCALE_SYMLOG, true, -limit, limit, limit / 1000 };
    } else if (log && isfinite(low)) {
        // the host in itself is a zero of many digits: it has the palest colour
        low = fmax(low, 1e-5 * high);
        low = pow(10, floor(log10(low)));
        high = pow(10, ceil(log10(high)));
        map->scale =
            (kkr_scale){ KKR_SCALE_LOG, false, low, high > low ? high : 10 * low, low };
    } else {
        map->scale = (kkr_scale){ KKR_SCALE_LINEAR, false, 0, high > 0 ? high : 1, 1 };
    }
}

static void add_entry(kkr_dataset_map *map, const kkr_dataset_row *row, int index,
                      const char *column)
{
    int r, c;
    if (!kkr_dataset_map_find(map, row, &r, &c))
        return;
    kkr_map_cell *cell = &map->cells[(size_t)r * (size_t)map->n_columns + (size_t)c];
    cell->count++;
    map->n_entries++;
    if (strcmp(column, "count") == 0) {
        cell->value = cell->count;
        if (cell->entry < 0)
            cell->entry = index;
        return;
    }
    bool found;
    double value = kkr_dataset_row_number(row, column, &found);
    if (cell->entry < 0 || (!isnan(value) && !(fabs(cell->value) >= fabs(value)))) {
        cell->entry = index;
        cell->value = value;
    }
}

kkr_dataset_map *kkr_dataset_map_new(const kkr_dataset_row *rows, int n,
                                     const kkr_map_style *style, kkr_error *err)
{
    if (!check_column(style->column, err))
        return NULL;
    KKR_AUTO(kkr_dataset_query) query = kkr_dataset_query_new(style->select, err);
    if (!query)
        return NULL;
    int hosts[MAX_Z] = { 0 }, impurities[MAX_Z] = { 0 };
    bool *chosen = kkr_alloc((size_t)n + 1, sizeof *chosen);
    for (int i = 0; i < n; i++) {
        int host = z_of(rows[i].host_z), impurity = z_of(rows[i].impurity_z);
        chosen[i] =
            host >= 0 && impurity >= 0 && kkr_dataset_query_matches(query, &rows[i]);
        if (chosen[i]) {
            hosts[host]++;
            impurities[impurity]++;
        }
    }
    kkr_dataset_map *map = kkr_alloc(1, sizeof *map);
    map->n_rows = make_elements(hosts, style->all_hosts, style->order, &map->rows);
    map->n_columns = make_elements(impurities, true, style->order, &map->columns);
    size_t n_cells = (size_t)map->n_rows * (size_t)map->n_columns;
    map->cells = kkr_alloc(n_cells ? n_cells : 1, sizeof *map->cells);
    for (size_t i = 0; i < n_cells; i++)
        map->cells[i] = (kkr_map_cell){ .entry = -1, .value = NAN };
    for (int i = 0; i < n; i++)
        if (chosen[i])
            add_entry(map, &rows[i], i, style->column);
    free(chosen);
    const struct column *known = column_named(style->column);
    snprintf(map->title, sizeof map->title, "%s", known ? known->title : style->column);
    find_scale(map, style, known);
    return map;
}

void kkr_dataset_map_free(kkr_dataset_map *map)
{
    if (!map)
        return;
    free(map->rows);
    free(map->columns);
    free(map->cells);
    free(map);
}

bool kkr_dataset_map_walk(const kkr_dataset_map *map, int *row, int *column, int dr,
                          int dc)
{
    // along the row or column; of a neighbouring row the nearest cell
    if (dc) {
        for (int c = *column + dc; c >= 0 && c < map->n_columns; c += dc)
            if (*row >= 0 && *row < map->n_rows &&
                kkr_dataset_map_cell(map, *row, c)->count) {
                *column = c;
                return true;
            }
        return false;
    }
    for (int r = *row + dr; r >= 0 && r < map->n_rows; r += dr)
        for (int d = 0; d < map->n_columns; d++)
            for (int side = -1; side <= 1; side += 2) {
                int c = *column + side * d;
                if (c >= 0 && c < map->n_columns &&
                    kkr_dataset_map_cell(map, r, c)->count) {
                    *row = r;
                    *column = c;
                    return true;
                }
            }
    return false;
}
