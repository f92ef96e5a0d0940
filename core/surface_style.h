// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/slice.h"
#include "core/surface.h"

#include <stdbool.h>

/**
 * How surfaces of equal value are shown: the part of a recipe that the window's panels
 * and figures of that kind share. Indices are kkr_quantity; sites count from 1, levels
 * are Ry.
 *
 * Threads: a plain value.
 */
enum { KKR_SURFACE_LEVELS = 3, KKR_SURFACE_SITES = 16 };

typedef enum kkr_surface_color {
    KKR_SURFACE_BY_LEVEL, // from the panel's colour map: one colour a side of zero
    KKR_SURFACE_BY_V,     // by the values of a second field, on its panel's scale
    KKR_SURFACE_BY_DV,
    KKR_SURFACE_BY_ABS_V,
    KKR_SURFACE_BY_ABS_DV,
} kkr_surface_color;

/** What the plane of the recipe takes away. */
typedef enum kkr_surface_cut {
    KKR_SURFACE_UNCUT,
    KKR_SURFACE_CUT_FRONT, // what lies on the side of its normal
    KKR_SURFACE_CUT_BACK,
} kkr_surface_cut;

typedef struct kkr_surface_style {
    bool shown[KKR_QUANTITY_COUNT];   // panels of the window that show surfaces
    int n_levels[KKR_QUANTITY_COUNT]; // 0: one that suits the field
    double level[KKR_QUANTITY_COUNT][KKR_SURFACE_LEVELS];
    bool pair; // V and V - V0: also at the negative of each level
    kkr_surface_color color;
    double opacity; // (0, 1]
    int n;          // grid points along the longest side at rest, 16 to 512
    kkr_surface_cut cut;
    bool slice; // the plane with its colours, as in the panel without surfaces
    bool cells; // edges of the cells
    bool atoms; // nuclei, with their names
    bool box;   // of a crystal: the unit cell
    int sites[KKR_SURFACE_SITES]; // whose cells, 0 ends; none: all
    kkr_surface_extent extent;
    int repeat[3]; // of a crystal; 0 counts as 1
} kkr_surface_style;

/** No panel; one pair of levels, opaque, 128 points, edges of cells and atoms. */
extern const kkr_surface_style kkr_surface_style_default;

/** The quantity of a panel as fields call it. */
kkr_field_quantity kkr_surface_quantity(kkr_quantity panel);

/**
 * What core/surface.h is asked for. `n` grid points instead of the style's if > 0.
 * *sites (KKR_SURFACE_SITES of the caller's) holds the list that params->sites is.
 */
void kkr_surface_style_params(const kkr_surface_style *style, const kkr_plane *plane,
                              kkr_quantity panel, int n, int *sites,
                              kkr_surface_params *params);

/**
 * A round level for a field from all its values: of V and |V| about the edge of the
 * nearest quarter of space, of V - V0 so high that it is exceeded in a twentieth.
 */
double kkr_surface_level(kkr_quantity panel, const float *values, size_t n);

/**
 * The levels to draw, automatic one and negatives included, each once; at most
 * 2 KKR_SURFACE_LEVELS. Returns how many.
 */
int kkr_surface_style_levels(const kkr_surface_style *style, kkr_quantity panel,
                             const kkr_surface *surface, double *levels);
