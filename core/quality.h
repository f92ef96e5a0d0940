// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/expansion.h"

/**
 * The numbers by which one of ten thousand calculations shows that something is wrong
 * with it, or that it is worth a look. Ry and bohr; NaN: not known.
 *
 *     shell          0       1       2        cluster sites by their distance
 *     shell_r        0       5.6     6.6      from site 1
 *     shell_dv     12.3      0.08    0.02     how far V - V0 reaches: the last one
 *                                             should be small
 *
 * A norm of V - V0 is its root mean square over the muffin-tin spheres, -2Z/r
 * included: an integral of the components alone (Parseval), without a grid.
 *
 * Threads: plain values.
 */
enum { KKR_QUALITY_SHELLS = 8, KKR_QUALITY_CORE = 24 };

typedef struct kkr_quality {
    double rms;       // of the last iteration, Ry; from an output file
    double dv;        // norm of V - V0 over the whole cluster
    double host_q;    // 4 pi sum int_(r > r_MT) V Theta r^2 dr over the host's cell, Ry
                      // bohr^3: 0 for a sound bulk potential (docs/theory/potential.md)
    double vbc_shift; // VBC of V minus that of V0: a constant in V - V0; must be 0
    double face_jump; // rms of the jump of V over the faces of the cluster's cells
    double
        symmetry; // largest difference of V at points equal by symmetry around site 1
    double core_shift; // of the highest p (or else s) core level of site 1 against the
                       // trend along Z (core/core_trend.h)
    int n_warnings;
    int n_shells; // as many as there are, at most KKR_QUALITY_SHELLS
    double shell_r[KKR_QUALITY_SHELLS], shell_dv[KKR_QUALITY_SHELLS];
    int n_core; // of site 1, spin down
    int core_l[KKR_QUALITY_CORE];
    double core_energy[KKR_QUALITY_CORE];
} kkr_quality;

/** Nothing is known yet. */
kkr_quality kkr_quality_unknown(void);

/**
 * All but rms, which no potential tells, and core_shift, which takes other cases.
 * `warning` (size bytes) gets the first sentence of the case's and the sampler's
 * notes, or becomes empty. Fails if the potential cannot be sampled at all.
 */
bool kkr_quality_of_case(const kkr_case *object, const kkr_job *job,
                         kkr_quality *quality, char *warning, size_t size,
                         kkr_error *err);

/** The norm of a V - V0 in the muffin-tin sphere of its site; NaN for NULL. */
double kkr_quality_norm(const kkr_expansion *dv);

/**
 * The rms of the last iteration in a text that KKRhost, KKRimp ("average rms-error
 * : v+ + v- = 1.2D-07") or our own runs (convergence.txt) wrote; NaN: none.
 */
double kkr_quality_rms(const char *text, size_t length);
