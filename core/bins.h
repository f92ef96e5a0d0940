// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/vec3.h"

/**
 * A parallelepiped cut into equal bins, each with the few sites that may own a
 * point of it. What core/tessellation.h finds owners with.
 *
 * A site is left out of a bin if another one is nearer everywhere in it, in power
 * distance |x - R|^2 - w, by more than `kkr_bins_margin`. The difference of two
 * power distances is linear in x, so the test is exact for a box.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_bin_site {
    kkr_vec3 position; // bohr
    double weight;     // bohr^2
} kkr_bin_site;

typedef struct kkr_bins {
    int n[3];      // along each axis
    int *start;    // [n0 n1 n2] first in `list`; bin (i, j, k) is (k n1 + j) n0 + i
    int *count;    // [n0 n1 n2]
    int *list;     // indices of sites
    double reach2; // no point is farther (in power distance) from its nearest site
} kkr_bins;

extern const double kkr_bins_margin; // bohr^2

/** The box origin + [0,1] axis[0] + [0,1] axis[1] + [0,1] axis[2]. */
bool kkr_bins_init(kkr_bins *bins, kkr_vec3 origin, const kkr_vec3 axis[3],
                   const int n[3], const kkr_bin_site *sites, size_t n_sites,
                   kkr_error *err);
void kkr_bins_clear(kkr_bins *bins);
