// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/vec3.h"

#include <stdbool.h>

/**
 * How cells and shape functions are shown: the part of a recipe that the view Cells
 * and figures of that kind share. Sites and faces count from 1, lengths are bohr.
 *
 * Threads: a plain value.
 */
typedef enum kkr_cells_shown {
    KKR_CELLS_ONE,        // the site's cell
    KKR_CELLS_NEIGHBOURS, // and those that share a face with it
    KKR_CELLS_ALL,
} kkr_cells_shown;

/** What the faces are coloured by. */
typedef enum kkr_cells_color {
    KKR_CELLS_PLAIN,
    KKR_CELLS_ELEMENT,
    KKR_CELLS_SITE,
    KKR_CELLS_VOLUME,
    KKR_CELLS_JUMP, // of V at each point of a face (core/face_jump.h)
} kkr_cells_color;

/** Which chart of the shape function stands beside (shaders/shape_plot.h). */
typedef enum kkr_shape_chart {
    KKR_SHAPE_CURVES, // Theta_L(r)
    KKR_SHAPE_RAY,    // its sum along a direction
    KKR_SHAPE_SLICE,  // its sum on a plane through the site
    KKR_SHAPE_GIBBS,  // the error of the sum against its last l
} kkr_shape_chart;

/** The table below it, in the window. */
typedef enum kkr_cells_table {
    KKR_CELLS_FACES,
    KKR_CELLS_RADII, // critical ones
} kkr_cells_table;

/** Whose Theta_L the curves are. */
typedef enum kkr_shape_source {
    KKR_SHAPE_BOTH, // computed as lines, the file's as dots
    KKR_SHAPE_COMPUTED,
    KKR_SHAPE_FILE,
    KKR_SHAPE_DIFFERENCE, // file - computed
} kkr_shape_source;

typedef struct kkr_cells_style {
    int site; // 0: the impurity, or the first one
    int face; // the one that is marked; 0: none
    kkr_cells_shown shown;
    kkr_cells_color color;
    double opacity;         // of faces, 0 (wire) to 1
    bool hidden;            // hidden edges are dashed, else not there
    bool atoms;             // nuclei, with their names
    bool r_in, r_mt, r_out; // spheres of these radii
    bool sphere;            // the sphere whose radius moves
    double radius;          // of it; 0: between the first two critical radii
    bool cut;               // only its part inside the cell
    kkr_shape_chart chart;
    kkr_shape_source source;
    kkr_cells_table table;
    int l;              // curves up to it, sums up to it: 0 to 32
    kkr_vec3 direction; // of RAY, not zero
} kkr_cells_style;

/** One cell, translucent, its sphere cut by it, curves up to l = 8. */
extern const kkr_cells_style kkr_cells_style_default;
