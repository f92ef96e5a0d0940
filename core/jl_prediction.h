// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/jl_model.h"
#include "core/sampler.h"

/**
 * What a model says about a case, as a field like any other: V - V0 of each site in
 * real spherical harmonics on the site's own radial mesh, and a sampler that has
 * V = V0 + this. Slices, lines, grids, surfaces and radial curves of it are made as
 * from files.
 *
 * A model is only good inside the cells it was trained in. So beyond the touching
 * sphere the coefficients are those that fit best on the directions that stay inside
 * the cell, near those of the radius before. Nearer to the nucleus than the training
 * points the electronic part stays what it is there, and -2 (Z - Z0)/r goes on.
 *
 * l <= 10 is in the mean as near to the truth as the model itself, which is what
 * kkr_jl_apply() gives: what is dropped are ripples between training points.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_jl_prediction {
    kkr_sampler *sampler; // V - V0 as predicted, V = V0 + it; unknown where untrained
    bool exact;           // the model was fitted to this element
    int n_notes;
    char **notes; // why it may mean nothing: another host, another element
} kkr_jl_prediction;

/**
 * `object` must be opened with the model's V0 (host or start) and outlive the result;
 * mode and channel of `params` must be the model's. Fails if the model has no answer
 * for the element, and if cancelled.
 */
kkr_jl_prediction *kkr_jl_prediction_new(const kkr_jl_model *model,
                                         const kkr_case *object,
                                         kkr_sampler_params params, const kkr_job *job,
                                         kkr_error *err);
void kkr_jl_prediction_free(kkr_jl_prediction *prediction);
KKR_DEFINE_AUTO(kkr_jl_prediction)
