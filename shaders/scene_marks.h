// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/recipe.h"
#include "core/scene.h"
#include "shaders/panels.h"

/**
 * What is written above the picture of a scene, in the window and on a page: names
 * of atoms that are not hidden, the directions of space, a bar for lengths. Lengths
 * are in units of the cairo context.
 *
 * Threads: pure functions of what never changes.
 */
typedef struct kkr_scene_marks {
    bool labels;             // the scene's
    bool tripod;             // the directions of x, y and z, or ...
    const kkr_mat3 *lattice; // ... of these vectors a, b and c; NULL: x, y and z
    bool bar;                // orthographic pictures only: else depth decides
    kkr_length_unit unit;    // of the bar ...
    double alat;             // ... bohr, for lattice constants
} kkr_scene_marks;

/** `picture` is where the scene was drawn. Leaves the context as it was. */
void kkr_scene_marks_draw(cairo_t *cr, const kkr_style *style, const kkr_rect *picture,
                          const kkr_scene *scene, const kkr_camera *camera,
                          const kkr_scene_marks *marks);
