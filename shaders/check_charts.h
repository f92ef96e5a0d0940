// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/grid_error.h"
#include "core/slice.h"
#include "shaders/panels.h"

/**
 * What a grid costs, as charts for the page of a check and for the window. `area` is
 * the frame of the curves; ticks and titles are outside: 4.6 text sizes at the left,
 * 3.6 below, 1.8 above. A letter 0 is none. Everything in Ry and bohr.
 *
 * Threads: a cairo context belongs to one thread; all arguments are borrowed.
 */

/** Letter and words above a frame. */
void kkr_check_name_chart(cairo_t *cr, const kkr_style *style, const kkr_rect *frame,
                          char letter, const char *markup);

/** Grid minus exact V on a slice, in a square as large as fits with its colour bar. */
void kkr_check_draw_slice(cairo_t *cr, const kkr_style *style, const kkr_rect *area,
                          char letter, const kkr_slice *slice,
                          const float *slice_error);
/** rms and maximum by distance from the nucleus; `r_mt` is marked. */
void kkr_check_draw_distance(cairo_t *cr, const kkr_style *style, const kkr_rect *area,
                             char letter, const kkr_grid_error *error, double r_mt);
/** How many points have which error. */
void kkr_check_draw_histogram(cairo_t *cr, const kkr_style *style, const kkr_rect *area,
                              char letter, const kkr_grid_error *error);
/** rms against the spacing, beside a line of second order; nothing for one grid. */
void kkr_check_draw_spacing(cairo_t *cr, const kkr_style *style, const kkr_rect *area,
                            char letter, const kkr_grid_error *error);
