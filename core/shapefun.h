// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * A `shapefun` file as it is: how much of each sphere lies in the Voronoi cell.
 *
 *     Theta(r) = 1 inside the cell, 0 outside = sum_lm Theta_lm(|r|) Y_lm
 *
 * Radii are in units of the lattice constant (alat), lm counts from 0. The
 * first panel is usually the muffin-tinisation: Theta_00 = sqrt(4 pi) there.
 * Panels share their border: the last point of one is the first of the next,
 * stored twice. Also reads KKRnano's `shape.*` (one cell without the header).
 *
 * Threads: never changes once read. Format: docs/formats/shapefun.md.
 */
typedef struct kkr_shape_cell {
    double scale; // multiplies xrn; 1 in practice
    int n_panels;
    int *panel_size; // [n_panels] points per panel
    int n_mesh;      // their sum
    double *xrn;     // [n_mesh] radii, alat
    double *drn;     // [n_mesh] dr/di
    int n_lm;
    int *lm_index; // [n_lm] rising
    double *theta; // [n_lm][n_mesh]; of voronoi to 1e-10, at l = 24 to 1e-7
} kkr_shape_cell;

typedef struct kkr_shapefun {
    char *path;
    int n_cells;
    kkr_shape_cell *cells;
    int n_notes;
    char **notes;
} kkr_shapefun;

/**
 * Reads a file as a whole or not at all: a cell that is missing would shift the
 * ones behind it. An empty file, as ASA calculations have it, is the error
 * KKR_ERROR_MISSING. The notes tell of functions with l > 16 and of text behind
 * the last cell.
 */
kkr_shapefun *kkr_shapefun_read(const char *path, kkr_error *err);

/** Does nothing for NULL. */
void kkr_shapefun_free(kkr_shapefun *shapefun);
KKR_DEFINE_AUTO(kkr_shapefun)

/** [n_mesh] values of one component, or NULL if the file does not have it; borrowed. */
const double *kkr_shape_cell_theta(const kkr_shape_cell *cell, int lm);

/** Theta_00(r_out) / sqrt(4 pi): 0 for a real cell, 1 for an ASA sphere. */
double kkr_shape_cell_end(const kkr_shape_cell *cell);

/** The integral over xrn of f [n_mesh], by Simpson's rule, from a panel on. */
double kkr_shape_cell_integrate(const kkr_shape_cell *cell, const double *f,
                                int first_panel);

/**
 * 4 pi/3 r_MT^3 + Simpson of sqrt(4 pi) Theta_00 r^2 per panel, in alat^3. Right
 * to some 1e-6: a larger difference from the polyhedron means a wrong cell.
 */
double kkr_shape_cell_volume(const kkr_shape_cell *cell);

/** True if the first lines look like a shapefun file; reads only the beginning. */
bool kkr_shapefun_recognise(const char *head, size_t length);
