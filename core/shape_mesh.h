// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/voronoi.h"

/**
 * The radial points of a cell beyond its muffin-tin sphere, as the voronoi program
 * chooses them: equidistant in panels that end at the critical radii.
 *
 *     r_mt          r_in                                  r_out
 *     |-- panel 0 --||-- panel 1 --||-- 2 --|| ... ||-- n --|
 *      Theta = 1     Theta is smooth inside a panel
 *
 * Borders are double points. Radii in bohr; docs/theory/shape-functions.md.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_shape_mesh_params {
    int n_points;    // NPOI: at least so many points beyond r_in, 2 to 100000 [125]
    int n_min;       // NMIN: at least so many in a panel, 2 to 1000 [7]
    double r_mt_max; // RMTCORE: r_mt is this or 0.99 r_in if that is less [INFINITY]
} kkr_shape_mesh_params;

extern const kkr_shape_mesh_params kkr_shape_mesh_defaults;

typedef struct kkr_shape_mesh {
    int n_panels;
    int *panel_size; // [n_panels] points of each; the first has 10
    int n;           // their sum
    double *r;       // [n] rising
    double *dr;      // [n] dr/di, constant in a panel
} kkr_shape_mesh;

/** Fails if the cell is open, or if r_mt_max is not positive. */
kkr_shape_mesh *kkr_shape_mesh_new(const kkr_voronoi *cell,
                                   const kkr_shape_mesh_params *params, kkr_error *err);

/** Does nothing for NULL. */
void kkr_shape_mesh_free(kkr_shape_mesh *mesh);
KKR_DEFINE_AUTO(kkr_shape_mesh)
