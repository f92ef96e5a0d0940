// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/recipe.h"
#include "core/scene.h"
#include "shaders/drawing.h"

/**
 * A contact sheet of pictures in space: several cases seen from the same side with the
 * same lengths, a name above each, and one legend: a title with coloured keys.
 */
enum { KKR_SPACE_KEYS = 24 };

typedef struct kkr_space_legend {
    char title[160]; // markup
    int n;
    struct {
        kkr_rgb color;
        char name[64]; // markup
    } key[KKR_SPACE_KEYS];
} kkr_space_legend;

typedef struct kkr_space_entry {
    const char *name;       // copied
    const kkr_scene *scene; // borrowed while the drawing is there; NULL: no picture ...
    const char *why;        // ... for this reason; copied
    double alat;            // bohr, for the scale bar of the first one
} kkr_space_entry;

/**
 * `camera` sees all of them. Fails for pages that leave no room and without OpenGL
 * (KKR_ERROR_GPU). Threads: as kkr_scene_pictures().
 */
kkr_drawing *kkr_space_sheet_drawing(const kkr_recipe *recipe, const kkr_camera *camera,
                                     const kkr_space_entry *entries, int n,
                                     const kkr_space_legend *legend, kkr_error *err);

/** The radius around `center` (the first scene's) that holds every scene. */
double kkr_space_sheet_reach(const kkr_space_entry *entries, int n, kkr_vec3 *center);
