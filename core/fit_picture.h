// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/fit_look.h"
#include "core/jl_fit.h"
#include "core/sampler.h"
#include "core/slice.h"

/**
 * The numbers behind pictures of a fit to one embedding: the model on a plane and along
 * a line, beside what the files say. Ry and bohr; NaN where the model was not trained.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_fit_picture {
    const kkr_jl_fit *fit; // borrowed, as is the slice
    const kkr_slice *slice;
    float *model, *residual;      // [height][width] of the slice; NULL without a slice
    double limit, residual_limit; // symmetric ranges: most points are within
    int n_line;
    double *distance; // [n_line] from the impurity's nucleus
    double *kkr_line, *model_line;
    int *line_site;   // in whose cell; it changes at faces
    char line_to[32]; // "Hg 2"
    double r_mt;      // of the impurity
    double *truth;    // [test.n] V - V0 at the fit's test points
    double *shape;    // [test.n] its non-spherical part
} kkr_fit_picture;

/**
 * `sampler` is of the first embedding of `fit` with the fit's V0. `slice` may be NULL:
 * no maps. The line leads from the impurity to its nearest neighbour in the cluster, or
 * as far along x as the impurity's cell reaches.
 */
kkr_fit_picture *kkr_fit_picture_new(const kkr_jl_fit *fit, const kkr_case *object,
                                     const kkr_sampler *sampler, const kkr_slice *slice,
                                     const kkr_job *job, kkr_error *err);
void kkr_fit_picture_free(kkr_fit_picture *picture);
KKR_DEFINE_AUTO(kkr_fit_picture)
