// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/jacobi_legendre.h"
#include "core/pca.h"
#include "core/slice.h"

/**
 * What Jacobi-Legendre features look like on a piece of a plane: single columns, how
 * alike all points are to one of them, and their principal components.
 *
 * "z" is the score of a column among the points of this piece, from a regular sample
 * of at most a few thousand of its pixels. All features of all pixels are never kept:
 * each question goes through the pixels once.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_feature_window { // pixels as those of core/slice.h
    kkr_plane plane;
    double s0, t0; // of the centre of pixel (0, 0), bohr
    double pitch;  // bohr per pixel
    int width, height;
} kkr_feature_window;

/** The window that a slice shows. */
kkr_feature_window kkr_feature_window_of(const kkr_slice *slice);

typedef struct kkr_feature_map {
    const kkr_jl *jl; // borrowed
    kkr_feature_window window;
    int n_features;
    size_t n_sample;
    kkr_vec3 *sample;     // [n_sample] the case's coordinates, bohr
    double *rows;         // [n_sample][n_features]
    kkr_columns *columns; // of the sample
} kkr_feature_map;

/** Features of the sample. Fails as kkr_jl_features() does. */
kkr_feature_map *kkr_feature_map_new(const kkr_jl *jl, const kkr_feature_window *window,
                                     const kkr_job *job, kkr_error *err);
void kkr_feature_map_free(kkr_feature_map *map);
KKR_DEFINE_AUTO(kkr_feature_map)

/**
 * Columns f[0] .. f[n - 1] into out[n][height][width], as they are or as z (then NaN
 * for inactive ones).
 */
bool kkr_feature_map_columns(const kkr_feature_map *map, const int *f, int n, bool as_z,
                             float *out, const kkr_job *job, kkr_error *err);

/**
 * How alike each pixel is to the point x, into out[height][width]:
 * exp(-d^2 / (2 h^2)), d^2 the mean over active columns of the squared difference of
 * z, h = `width` times the median of d over the sample. 1: no model can tell them apart.
 */
bool kkr_feature_map_similarity(const kkr_feature_map *map, kkr_vec3 x, double width,
                                float *out, const kkr_job *job, kkr_error *err);

/** The principal components of the sample. */
kkr_pca *kkr_feature_map_pca(const kkr_feature_map *map, int n_components,
                             const kkr_job *job, kkr_error *err);

/** Scores of all pixels into out[n_components][height][width]. */
bool kkr_feature_map_scores(const kkr_feature_map *map, const kkr_pca *pca, float *out,
                            const kkr_job *job, kkr_error *err);

/** Each value becomes its rank among them, 0 to 1; equal ones get equal ranks. */
void kkr_feature_rank(float *values, size_t n);
