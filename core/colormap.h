// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * From a position in [0, 1] to a colour. Maps are perceptually even (constant
 * lightness steps in CIELAB); diverging maps have the colour of the paper
 * exactly at 0.5, sequential ones at 0. Sources in colormap.c.
 *
 * Threads: tables are built on first use, by any thread.
 */
typedef struct kkr_rgb {
    unsigned char r, g, b; // sRGB, display-ready
} kkr_rgb;

enum { KKR_COLORMAP_SIZE = 1024 };

typedef struct kkr_colormap {
    const char *name; // "diverging", "sequential", "vik", "viridis", "cividis", "grey"
    bool diverging;
    bool dark;                             // for a dark ground
    kkr_rgb colors[KKR_COLORMAP_SIZE + 1]; // odd count: the middle one is exact
} kkr_colormap;

/** By name; NULL if there is none (kkr_colormap_names() lists them). */
const kkr_colormap *kkr_colormap_get(const char *name, bool dark);
/** NULL-terminated, static. */
const char *const *kkr_colormap_names(void);

/** Clamped; NaN gives the map's paper colour. */
kkr_rgb kkr_colormap_color(const kkr_colormap *map, double position);
