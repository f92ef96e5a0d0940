// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/colormap.h"
#include "core/scale.h"
#include "core/slice.h"

/**
 * The colours of the four panels, in OpenGL: a slice is uploaded once and coloured as
 * often as panels show it; unlinked panels have slices of their own. Draws into a framebuffer of its own, so that a picture
 * which did not change costs one copy.
 *
 * Sizes are device pixels; y grows upwards, as OpenGL has it.
 *
 * Threads: one; its context must be current in every call, also in _free.
 */
typedef struct kkr_renderer kkr_renderer;

kkr_renderer *kkr_renderer_new(kkr_error *err);
void kkr_renderer_free(kkr_renderer *renderer);

enum { KKR_RENDERER_SLOTS = KKR_QUANTITY_COUNT }; // for as many slices

/** Uploads to a slot; fails when the slice is larger than a texture may be. */
bool kkr_renderer_set_slice(kkr_renderer *renderer, int slot, const kkr_slice *slice,
                            kkr_error *err);

/**
 * What lies above the colours, as large as the picture: premultiplied 32-bit pixels
 * as cairo makes them, top row first, rows `stride` bytes apart (a multiple of 4).
 */
void kkr_renderer_set_marks(kkr_renderer *renderer, const void *pixels, int width,
                            int height, int stride);

typedef struct kkr_renderer_panel {
    int x, y, width, height;   // of the panel; y of its lower edge
    int slot;                  // of its slice; nothing is drawn before there is one
    double center_s, center_t; // in its middle, bohr
    double pitch;              // bohr per device pixel
    kkr_quantity quantity;
    const kkr_scale *scale;
    const kkr_colormap *map;
} kkr_renderer_panel;

typedef struct kkr_renderer_view {
    int width, height;      // of the whole picture
    kkr_rgb paper;          // around the panels and where nothing is sampled yet
    kkr_rgb unknown, hatch; // ground of what is not known, and lines across it
    int hatch_period;       // device pixels between the lines, 0: none
    int hatch_width;        // of a line
    double dim;             // [0, 1] of its colour the host beyond a cluster keeps
} kkr_renderer_view;

/** Draws colours and marks into the renderer's framebuffer. False if that cannot be had. */
bool kkr_renderer_draw(kkr_renderer *renderer, const kkr_renderer_view *view,
                       const kkr_renderer_panel *panels, int n_panels, kkr_error *err);

/** Copies what was drawn last to `framebuffer`, which must be as large. */
void kkr_renderer_copy(kkr_renderer *renderer, unsigned framebuffer);
