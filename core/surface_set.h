// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/scene.h"
#include "core/surface_style.h"

/**
 * The surfaces of one panel, and the scene they are in: what the window and figures
 * show in three dimensions.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_surface_set {
    kkr_quantity panel;
    int n;
    double level[2 * KKR_SURFACE_LEVELS];
    kkr_mesh mesh[2 * KKR_SURFACE_LEVELS];
    char note[1000]; // levels that are never reached, a sentence; empty: none
    kkr_surface_quality quality;
    kkr_vec3 low, high; // box around the cells
} kkr_surface_set;

/**
 * Surfaces at the style's levels. Levels that the field never reaches are left out,
 * with a note; fails if none is reached.
 */
kkr_surface_set *kkr_surface_set_new(const kkr_surface *surface,
                                     const kkr_surface_style *style, kkr_quantity panel,
                                     bool exact, const kkr_job *job, kkr_error *err);
void kkr_surface_set_free(kkr_surface_set *set);
KKR_DEFINE_AUTO(kkr_surface_set)

/** Scales and maps of the panels: where colours come from. */
typedef struct kkr_surface_colors {
    kkr_scale scale[KKR_QUANTITY_COUNT];
    const kkr_colormap *diverging, *sequential;
    bool dark;
} kkr_surface_colors;

/** The colour of a surface that is coloured by its level. */
kkr_rgb kkr_surface_level_color(const kkr_surface_colors *colors, kkr_quantity panel,
                                double level);

/**
 * The scene of a panel; the set (may be NULL: cells and atoms alone) is borrowed and
 * must outlive it. `slice` (may be NULL) is drawn if the style says so. `width` is that
 * of an edge in units of the page.
 */
kkr_scene *kkr_surface_scene_new(const kkr_case *object, const kkr_surface_style *style,
                                 kkr_quantity panel, const kkr_surface_set *set,
                                 const kkr_slice *slice,
                                 const kkr_surface_colors *colors, double width);
