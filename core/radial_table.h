// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/expansion.h"

#include <stdint.h>

/**
 * Expansions of one site as the float evaluator (core/evaluator.h) wants them.
 *
 * The radial mesh becomes intervals; on each one every radial function is a cubic
 * in tau = (r - middle) / half_width, so tau runs from -1 to 1. With the direction
 * (x, y, z) / r, w = x + i y and v = 2 z^2 - 1,
 *
 *     V = sum_m  A_m Re w^m + B_m Im w^m,     A_m = E(v) + z O(v), B_m likewise,
 *
 * where E and O have degree <= l/2. In powers of v (not of z) the coefficients stay
 * small enough for Horner's rule in float. -2z/r is part of the cubics, so that it
 * does not cancel against the electrons in float; only next to the nucleus, where
 * no cubic follows it, it is kept apart as the interval's `nuclear`.
 *
 * One interval is `stride` floats: middle, 1 / half_width, nuclear, 0, and then
 * columns of 4 numbers (tau^3 first) per power of v, highest power first: for
 * m = l_max .. 1 the columns E and O of A_m, E and O of B_m; for m = 0 E and O.
 *
 * No interval crosses a panel border. Where a function has no value (beyond its
 * r_max) its cubics are NaN; an interval that a cubic does not follow to a few
 * 1e-6 (1 + |V|), as next to the nucleus in some files, is left to the exact path.
 *
 * Threads: never changes once made.
 */
enum {
    KKR_TABLE_L_MAX = 12,      // larger l: no table, use the exact path
    KKR_TABLE_HEADER = 4,      // floats before the columns
    KKR_TABLE_FUNCTIONS = 2,   // V and V - V0
    KKR_TABLE_BIN_SHIFT = 13,  // float bits of r^2 >> shift: 1024 bins an octave
    KKR_TABLE_EXACT = 0xffff,  // codes of a bin: evaluate in double,
    KKR_TABLE_SEARCH = 0xfffe, // look closer (kkr_radial_table_find()),
    KKR_TABLE_BEYOND = 0xfffd, // beyond every value
};

typedef struct kkr_table_function {
    int l_max; // even; the file's is rounded up
    int stride;
    float *intervals; // [n_intervals][stride]
    // Bit 4 m + 0, 1: E, O of A_m; + 2, 3: E, O of B_m; clear: all zero.
    uint64_t columns;
    bool is_sparse; // worth looking at `columns`
} kkr_table_function;

typedef struct kkr_radial_table {
    int n_functions;
    kkr_table_function function[KKR_TABLE_FUNCTIONS];
    int n_intervals;
    double *breaks;    // [n_intervals + 1] bohr
    bool *is_edge;     // [n_intervals + 1] a panel border: float cannot tell the side
    bool *needs_exact; // [n_intervals]
    int first_bin, n_bins;
    // Interval or code; bin 0 stands for all smaller, the last for all larger r.
    uint16_t *bins;
} kkr_radial_table;

/**
 * The table of `n` expansions (1 or 2) of one site, sampled together, up to
 * `r_limit` (INFINITY: as far as they go). `nuclear` includes -2z/r. NULL if an l
 * is above KKR_TABLE_L_MAX, or there is no value at all: then only the exact path
 * is left.
 */
kkr_radial_table *kkr_radial_table_new(const kkr_expansion *const *expansions, int n,
                                       bool nuclear, double r_limit);
void kkr_radial_table_free(kkr_radial_table *table);
KKR_DEFINE_AUTO(kkr_radial_table)

/** The interval of r^2, or KKR_TABLE_EXACT next to a panel border, or _BEYOND. */
int kkr_radial_table_find(const kkr_radial_table *table, float r2);

/** Columns of A_m (and of B_m): powers of v in E and in O. */
static inline int kkr_table_n_even(int l_max, int m)
{
    return (l_max - m) / 2 + 1;
}

static inline int kkr_table_n_odd(int l_max, int m)
{
    return (l_max - m + 1) / 2;
}
