// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/sampler.h"
#include "core/ylm.h"

/**
 * What the numbers of a check (core/check.h) are made of, site by site: how fast V and
 * the shape function converge with l, and which V_L the point group of a site allows.
 * For pictures and tables. Energies Ry, lengths bohr.
 *
 * Threads: a plain value, never changes once made.
 */

/** A number for each l; l_max < 0: it is not known. */
typedef struct kkr_l_series {
    int l_max;
    double part[KKR_L_MAX + 1];
} kkr_l_series;

/** V_L of one site, by lm from 0; of two spins the larger. */
typedef struct kkr_symmetry_row {
    char group[16];  // Hermann-Mauguin; "": the surroundings are not known
    int n_lm;        // (l_max + 1)^2; 0: there is nothing to judge
    double *norm;    // [n_lm] sqrt of the integral of V_L^2 r^2 dr, Ry bohr^(3/2)
    double *excess;  // [n_lm] the same of the part that may not be there
    bool *forbidden; // [n_lm] no potential with the symmetry of the site has this lm
    double total, sum_excess; // over all lm with l > 0
} kkr_symmetry_row;

typedef struct kkr_site_evidence {
    // rms over the shell from r_MT to where V is exact, Ry
    kkr_l_series v;
    // rms of Theta minus its sum up to l, between the inscribed sphere and r_out
    kkr_l_series theta;
    // largest |Theta_L of the file - that of the cell| of each l
    kkr_l_series shape;
    kkr_symmetry_row symmetry;
} kkr_site_evidence;

typedef struct kkr_check_evidence {
    int n_sites;
    kkr_site_evidence *sites; // [n_sites]
} kkr_check_evidence;

/** NULL if cancelled. The sampler is one of `object` in cell mode. */
kkr_check_evidence *kkr_check_evidence_new(const kkr_case *object,
                                           const kkr_sampler *sampler,
                                           const kkr_job *job, kkr_error *err);
void kkr_check_evidence_free(kkr_check_evidence *evidence);
KKR_DEFINE_AUTO(kkr_check_evidence)

/**
 * The rms of what each l adds to V, averaged over the shell from r_MT to r_cut; there
 * is none (l_max -1) where V ends at r_MT. Y_L are orthonormal, so the squares of all l
 * add up to that of V.
 */
void kkr_check_l_parts(const kkr_expansion *v, kkr_l_series *parts);

/**
 * What the sum of Theta_L Y_L up to l misses, rms over the shell from the inscribed
 * sphere to the last radius. Theta is 0 or 1, so its square is itself and
 *
 *     error^2(l) = <Theta> - sum_{l' <= l} <Theta_l'^2>     (Parseval)
 *
 * with <> the average over the shell. None (l_max -1) for a sphere.
 */
void kkr_check_theta_rest(const kkr_shape_cell *shape, kkr_l_series *rest);
