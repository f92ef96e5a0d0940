// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/crystal.h"
#include "core/vec3.h"

/**
 * Who owns a point of space: all cells of a crystal, some of its sites replaced
 * by the sites of an impurity cluster, or a lone finite cluster.
 *
 * The owner is the site with the smallest power distance |x - R|^2 - w, which is
 * the exact half-space test; never a sum of shape functions. Ties (faces) within
 * 1e-9 bohr^2 of the smallest go to the cluster before the host, then to the lowest
 * site, then to the lowest (cell[0], cell[1], cell[2]); among cluster sites to the
 * lowest. docs/theory/cells.md.
 *
 * A slab is as thick as its sites and the layers that continue it; beyond them the
 * nearest site owns the vacuum.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_tessellation kkr_tessellation;

typedef struct kkr_owner {
    int site; // host site, or cluster site if in_cluster, or a slab layer site
              // as in kkr_image; -1: nothing owns it (an empty finite cluster)
    bool in_cluster;
    kkr_vec3 center; // of the owner, bohr; the same bits for every point it owns
} kkr_owner;

/** A site of the finite cluster, bohr, in the crystal's coordinates. */
typedef struct kkr_tessellation_site {
    kkr_vec3 position;
    double weight;
    bool is_removed; // takes the host's site away and puts nothing there
} kkr_tessellation_site;

/**
 * `crystal` may be NULL (then only the cluster is there, and every point has one
 * of its sites as owner), `cluster` may be NULL with n = 0. A cluster site within
 * `tolerance` bohr of a lattice site replaces it; others are added. The crystal
 * must outlive the result, the cluster is copied.
 */
kkr_tessellation *kkr_tessellation_new(const kkr_crystal *crystal,
                                       const kkr_tessellation_site *cluster, int n,
                                       double tolerance, kkr_error *err);
void kkr_tessellation_free(kkr_tessellation *tessellation);
KKR_DEFINE_AUTO(kkr_tessellation)

/**
 * The owner of any point, in less than a microsecond; some tens of microseconds
 * where a hole in the crystal or a slab's vacuum makes it look around. -1 also for
 * points that are not finite.
 */
kkr_owner kkr_tessellation_owner(const kkr_tessellation *tessellation, kkr_vec3 x);

/**
 * All sites (host images and cluster, slab layers included) within `radius` of a
 * point, by distance; caller frees *owners. What a cell's neighbours are made of.
 */
bool kkr_tessellation_sites(const kkr_tessellation *tessellation, kkr_vec3 center,
                            double radius, kkr_owner **owners, double **weights,
                            size_t *n, kkr_error *err);

/** A run of equally owned points in a row: points [begin, end). */
typedef struct kkr_run {
    int begin, end;
    kkr_owner owner;
} kkr_run;

/**
 * Candidates for many parallel rows through a box, made once and shared by
 * threads: all sites that may own a point of the parallelepiped
 * origin + [0,1] a + [0,1] b + [0,1] c. Vectors may be zero: a plane, a single row.
 * Bundles of neighbouring rows along `a` have candidates of their own; a row in any
 * other direction is right but slower. Making a region takes about a millisecond.
 */
typedef struct kkr_tessellation_region kkr_tessellation_region;
kkr_tessellation_region *
kkr_tessellation_region_new(const kkr_tessellation *tessellation, kkr_vec3 origin,
                            kkr_vec3 a, kkr_vec3 b, kkr_vec3 c, kkr_error *err);
void kkr_tessellation_region_free(kkr_tessellation_region *region);
KKR_DEFINE_AUTO(kkr_tessellation_region)

/**
 * The owners of n points x_i = start + i step, all inside the region, as runs
 * that cover [0, n); neighbouring runs have different owners. Power distances are
 * linear in i up to a common term, so the owners are a lower envelope of lines.
 * Agrees with kkr_tessellation_owner(), ties included. Returns the number of runs; *runs has room for `max` (n is
 * always enough).
 */
int kkr_tessellation_row(const kkr_tessellation_region *region, kkr_vec3 start,
                         kkr_vec3 step, int n, kkr_run *runs, int max);
