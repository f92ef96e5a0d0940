// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/sampler.h"

/**
 * V and V - V0 around a site as curves against r: one component L of one site, or
 * its spherical part; several of them make a picture.
 *
 * lm = 0 is the spherical part of the total, V_00 Y_00 - 2Z/r; lm = l*l + l + m > 0
 * the coefficient V_L of the real Y_L. Each quantity comes from its own expansion,
 * point by point: every point of the radial mesh from 0.01 bohr on, a border of
 * panels twice as in the file, and interpolated ones where the mesh is coarse, so
 * that straight lines between points look smooth. Where a curve changes its sign between two points
 * the zero is found and points are added on both sides, each four times nearer
 * than the one before: on a log axis |V - V0| has a dip there, as deep as it is.
 *
 * Bohr and Ry. Threads: never changes once made.
 */
enum { KKR_RADIAL_V, KKR_RADIAL_DV, KKR_RADIAL_LINES };

typedef struct kkr_radial_line {
    int n;         // 0: not known
    double *r;     // [n] rising; equal neighbours are a border, where values may jump
    double *value; // [n] Ry
} kkr_radial_line;

typedef struct kkr_radial_curve {
    char *name; // "Ag", "Ag 3", "(2, −1)", in UTF-8
    double z;   // of the site's nucleus
    int site, lm;
    kkr_radial_line line[KKR_RADIAL_LINES];
    double r_mt;     // bohr
    double r_ir_min; // first radius with non-spherical parts; 0: there are none
    double r_cut;    // beyond it V is continued linearly; r_max: it is not
    double r_max;    // last radius with a value
    int n_borders;   // of panels, inside (0.01, r_max)
    double *border;  // [n_borders] rising
} kkr_radial_curve;

typedef struct kkr_radial_curves {
    int n;
    kkr_radial_curve *curve; // [n]
    bool is_family;          // one curve per nucleus, rising Z: colours tell Z
    int n_notes;             // what is missing, sentences for the user
    char **notes;
} kkr_radial_curves;

/** Where a curve comes from. */
typedef struct kkr_radial_source {
    const kkr_case *object;
    const kkr_sampler *sampler;
    bool nuclear;     // the spherical part of V includes -2Z/r
    int site, lm;     // from 0
    const char *name; // NULL: after what differs among the sources
} kkr_radial_source;

/**
 * One curve per source: several L of one site, several sites, both spins, modes.
 * Fails if a site has no potential; without V0 line[KKR_RADIAL_DV] is empty.
 */
kkr_radial_curves *kkr_radial_curves_new(const kkr_radial_source *sources, int n,
                                         kkr_error *err);
void kkr_radial_curves_free(kkr_radial_curves *curves);
KKR_DEFINE_AUTO(kkr_radial_curves)

/** A single one, into a zeroed curve that kkr_radial_curve_clear() empties. */
bool kkr_radial_curve_make(kkr_radial_curve *curve, const kkr_radial_source *source,
                           kkr_error *err);
void kkr_radial_curve_clear(kkr_radial_curve *curve);

/**
 * The lm > 0 with a value other than 0 in V or V - V0, rising, into the caller's
 * array, which it frees. Returns how many.
 */
int kkr_radial_nonspherical(const kkr_sampler *sampler, int site, int **lm);
