// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/case.h"
#include "core/cells_style.h"
#include "core/face_jump.h"
#include "core/scene.h"

/**
 * The scene that a recipe's [cells] describes: what the view Cells of the window
 * shows, and a figure of that kind.
 *
 * Threads: pure functions of what never changes.
 */

/** How the jump of V on faces becomes colours; made by whoever sampled it. */
typedef struct kkr_cells_jumps {
    // the picture of a face, borrowed; NULL: not known, the face stays plain
    const kkr_face_image *(*image)(void *user, int site, int face);
    void *user;
    kkr_scale scale; // signed, Ry
    const kkr_colormap *map;
} kkr_cells_jumps;

/** The site in the middle, from 0; -1: no site has a cell. */
int kkr_cells_site(const kkr_case *object, const kkr_cells_style *style);

/** The radius of the sphere that moves, bohr; 0: the site has no cell. */
double kkr_cells_radius(const kkr_case *object, const kkr_cells_style *style);

/** Which cells are shown: [n_sites], to be freed. */
bool *kkr_cells_shown_sites(const kkr_case *object, const kkr_cells_style *style);

/**
 * The range of volumes that colours stand for when faces are coloured by volume;
 * false if it is coloured otherwise, or all are equal.
 */
bool kkr_cells_volumes(const kkr_case *object, const kkr_cells_style *style,
                       double *low, double *high);

/**
 * `jumps` may be NULL; then faces coloured by jump are plain. `width` is that of a
 * front edge in units of the page.
 */
kkr_scene *kkr_cells_scene_new(const kkr_case *object, const kkr_cells_style *style,
                               const kkr_cells_jumps *jumps, double width, bool dark);
