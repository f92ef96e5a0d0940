// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/colormap.h"
#include "core/scale.h"
#include "shaders/panels.h"

/**
 * A colour bar on its own: what colours of surfaces and cells mean. The bars of
 * slices, which stand between two panels, are those of shaders/panels.h.
 *
 * Threads: pure functions.
 */
typedef struct kkr_color_bar {
    const kkr_colormap *map;
    kkr_scale scale;   // in the unit that is shown
    const char *title; // markup, above the bar; NULL: none
    int n_ticks;       // labelled ones wanted
} kkr_color_bar;

/** The ramp fills `area`; its ticks are right of it, its title above. */
void kkr_color_bar_draw(cairo_t *cr, const kkr_style *style, const kkr_rect *area,
                        const kkr_color_bar *bar);
