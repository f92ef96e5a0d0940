// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/bins.h"
#include "core/tessellation.h"

/**
 * The inside of a tessellation, for tessellation.c and tessellation_row.c only:
 * which sites there are, and how far from a point its owner may be.
 */
typedef struct kkr_tessellation_entry {
    kkr_owner owner;
    double weight;
    int cell[3];      // host; 0 in the cluster
    double distance2; // from the centre of a search
} kkr_tessellation_entry;

struct kkr_tessellation {
    const kkr_crystal *crystal; // NULL: only the cluster
    int n_cluster;              // without removed sites
    kkr_tessellation_entry *cluster;
    int n_replaced; // lattice sites that are not there, by site and cell
    kkr_image *replaced;
    kkr_vec3 zone_center; // farther than zone_radius from here there is only lattice
    double zone_radius;   // < 0: no cluster
    kkr_mat3 rows, dual;  // reduced lattice (a slab: its normal in row 2), reciprocal
    int transform[3][3];
    kkr_vec3 origin;   // of the box of bins
    double low, high;  // heights of a slab's box
    kkr_image *images; // of the bins' sites
    kkr_bins bins;
    double reach2;     // largest power distance of a point in the box to its owner
    double max_weight; // of all sites
};

/** Two sites are nearer to each other than this in power distance: a tie, bohr^2. */
extern const double kkr_tessellation_tie;

/** qsort order of entries in which ties are decided. */
int kkr_tessellation_compare(const void *a, const void *b);

/** All sites within `radius` of a point, in no order. Caller frees *entries. */
bool kkr_tessellation_collect(const kkr_tessellation *t, kkr_vec3 center, double radius,
                              kkr_tessellation_entry **entries, size_t *n,
                              kkr_error *err);

/** The owner of a point is never farther than this from it; `outside` is how far the
 *  point lies above or below a slab and its layers. */
double kkr_tessellation_reach(const kkr_tessellation *t, double outside);
double kkr_tessellation_outside(const kkr_tessellation *t, kkr_vec3 x);
