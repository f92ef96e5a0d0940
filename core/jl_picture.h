// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/feature_map.h"
#include "core/line.h"
#include "core/recipe.h"

/**
 * The numbers behind a chart of Jacobi-Legendre features: what recipe->jl asks for, of
 * a case, on a plane and at a point.
 *
 * Threads: never changes once made.
 */
enum { KKR_JL_SHEET_COLUMNS = 6, KKR_JL_SHEET_ROWS = 6, KKR_JL_COMPONENTS = 3 };

/** An atom that a line meets. */
typedef struct kkr_jl_mark {
    double distance; // along the line, bohr
    char label[16];
} kkr_jl_mark;

/** What charts of one piece of a plane have in common, and what takes longest. */
typedef struct kkr_jl_ground {
    kkr_jl_settings settings; // with species
    kkr_jl *jl;
    const kkr_slice *slice; // borrowed: pixels, cells, atoms; NULL: there is no map
    kkr_feature_map *map;   // of its pixels
} kkr_jl_ground;

/**
 * Of the recipe's settings, for points of the slice and the recipe's pin. `slice` is
 * the piece of the recipe's plane that is shown; maps have its pixels.
 */
kkr_jl_ground *kkr_jl_ground_new(const kkr_recipe *recipe, const kkr_case *object,
                                 const kkr_slice *slice, const kkr_job *job,
                                 kkr_error *err);
void kkr_jl_ground_free(kkr_jl_ground *ground);
KKR_DEFINE_AUTO(kkr_jl_ground)

typedef struct kkr_jl_picture {
    kkr_jl_look look;
    kkr_jl_ground *own;       // NULL: somebody else's
    kkr_jl_settings settings; // of the ground, as are the next three
    const kkr_jl *jl;
    const kkr_slice *slice;     // NULL for BASIS
    const kkr_feature_map *map; // of FINGERPRINT, MAP, SIMILARITY, PCA
    kkr_vec3 point;             // the pin, or one that shows something; bohr
    int n_near;
    kkr_jl_neighbour *near; // of the point
    double *z;              // [n_features] of the point; NaN: inactive
    // MAP: `n` layers of [height][width]; of a sheet its tiles by row, -1: empty
    int n_rows, n_columns;
    int feature[KKR_JL_SHEET_ROWS * KKR_JL_SHEET_COLUMNS];
    float *layers;    // also the likeness, or the ranks of three components
    double low, high; // colours of a lone MAP
    kkr_pca *pca;
    double *scores; // [map->n_sample][KKR_JL_COMPONENTS]
    // WATERFALL
    kkr_line *line;
    int n_stations;
    double length; // of the line, bohr
    int n_marks;   // atoms on the line
    kkr_jl_mark *marks;
    int n_shown;
    int *shown;       // [n_shown] active columns
    float *waterfall; // [n_shown][n_stations], z along the line
    int n_active;     // columns, of the map or the line
} kkr_jl_picture;

/** The point that is described if there is no pin: beside the middle of the plane. */
kkr_vec3 kkr_jl_natural_point(const kkr_case *object, const kkr_recipe *recipe);

/**
 * The line if the recipe has none: from the natural point of the case to the nearest
 * atom, and as far again. False if there is no such atom.
 */
bool kkr_jl_natural_line(const kkr_case *object, kkr_vec3 *from, kkr_vec3 *to);

/**
 * Whether the recipe's settings and the label of a feature make sense for the case:
 * a sentence with the nearest label, before anything slow is done.
 */
bool kkr_jl_picture_check(const kkr_recipe *recipe, const kkr_case *object,
                          kkr_error *err);

/** FINGERPRINT, MAP, SIMILARITY or PCA of a ground with a slice, which is borrowed. */
kkr_jl_picture *kkr_jl_picture_on(const kkr_jl_ground *ground, const kkr_recipe *recipe,
                                  const kkr_case *object, const kkr_job *job,
                                  kkr_error *err);

/**
 * Any chart, with a ground of its own; the slice as there. Charts that need none take
 * NULL. `sampler` is asked for V along a WATERFALL.
 */
kkr_jl_picture *kkr_jl_picture_new(const kkr_recipe *recipe, const kkr_case *object,
                                   const kkr_sampler *sampler, const kkr_slice *slice,
                                   const kkr_job *job, kkr_error *err);
void kkr_jl_picture_free(kkr_jl_picture *picture);
KKR_DEFINE_AUTO(kkr_jl_picture)
