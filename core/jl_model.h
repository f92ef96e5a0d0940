// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/element_model.h"
#include "core/fit_errors.h"
#include "core/jl_problem.h"
#include "core/output.h"
#include "core/sha256.h"

/**
 * A fitted linear model of V - V0: settings of the features and one set of
 * coefficients for each embedding it was fitted to. With several embeddings of one
 * host the coefficients for a further element are put together by a rule
 * (core/element_model.h).
 *
 * What does not transfer: another host. The host's columns were only ever seen at
 * one geometry, so their coefficients mean nothing in another crystal, not even for
 * the same impurity.
 *
 * Files: docs/formats/model.md. Threads: never changes once made or read.
 */
typedef enum kkr_jl_region {
    KKR_JL_IMPURITY,   // the impurity's cell
    KKR_JL_NEIGHBOURS, // the other cells of the cluster
    KKR_JL_ALL,
    KKR_JL_REGION_COUNT
} kkr_jl_region;

/** "impurity", "neighbours", "all". */
const char *kkr_jl_region_name(kkr_jl_region region);

/** An embedding that the model was fitted to. */
typedef struct kkr_jl_member {
    char name[64];               // "Hg:Au"
    double z, z_host;            // of the impurity and what it replaced
    char sha256[KKR_SHA256_HEX]; // of its potential; "": not known
    double training_rms;         // rms of r_c (V - V0) missed in training
    kkr_fit_errors errors[KKR_JL_REGION_COUNT]; // at held-out points, Ry
} kkr_jl_member;

typedef struct kkr_jl_model_params {
    double lambda; // ridge on columns of unit rms [0]
    double cut;    // singular values below cut times the largest are dropped [1e-13]
    kkr_element_rule rule; // how members make a further element [GP_BLOCK]
} kkr_jl_model_params;

extern const kkr_jl_model_params kkr_jl_model_defaults;

typedef struct kkr_jl_model {
    kkr_jl_problem_params problem; // features with species, points, seed
    kkr_jl_model_params params;
    kkr_reference reference; // V0: HOST or START
    kkr_mode mode;
    kkr_channel channel;
    int n_features, n_members;
    bool *active;          // [n_features] not zero at every training point
    double *rms;           // [n_features] of the columns at the first member's points
    kkr_jl_member *member; // [n_members]
    double *w;             // [n_members][n_features], Ry bohr
    double *gram;          // [n_members][n_members] mean products of their fields, Ry^2
} kkr_jl_model;

/**
 * Fits target `t` of each problem by itself; all must have the same settings. What
 * V0, mode and channel the samplers had is the caller's to say.
 */
kkr_jl_model *kkr_jl_model_new(kkr_jl_problem *const *problems, int n, int t,
                               const kkr_jl_model_params *params, const kkr_job *job,
                               kkr_error *err);
void kkr_jl_model_free(kkr_jl_model *model);
KKR_DEFINE_AUTO(kkr_jl_model)

/**
 * The errors of predictions at a problem's test points, model[n] (stride given),
 * against target t.
 */
kkr_fit_errors kkr_jl_errors(const kkr_jl_problem *problem, int t, kkr_jl_region region,
                             const double *model, int stride);

/**
 * Coefficients w[n_features] for an impurity of charge z: those of the member of
 * this element, else put together by the rule; a lone member's are taken for any
 * element, and *exact says whether they were its own. Fails if the rule does.
 */
bool kkr_jl_model_coefficients(const kkr_jl_model *model, double z, double *w,
                               bool *exact, kkr_error *err);

/** Writes; the caller commits. */
bool kkr_jl_model_write(const kkr_jl_model *model, const kkr_output *output,
                        kkr_error *err);

/** Reads and checks everything that is in it. */
kkr_jl_model *kkr_jl_model_read(const char *path, kkr_error *err);
