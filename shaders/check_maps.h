// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "shaders/check_picture.h"

/**
 * Pictures of a check that are maps of squares, a row for each site: what of V_L the
 * symmetry of the site forbids, and how V jumps at each face of its cell, beside the
 * worst face. `area` is all they may use. A pick has site -1 where no square is.
 *
 * Threads: a cairo context belongs to one thread; all arguments are borrowed.
 */

/** Columns are L = (l, m); needs `evidence`. */
void kkr_check_draw_symmetry(cairo_t *cr, const kkr_check_picture *p,
                             const kkr_style *style, const kkr_rect *area);
kkr_check_pick kkr_check_pick_symmetry(const kkr_check_picture *p,
                                       const kkr_style *style, const kkr_rect *area,
                                       double x, double y);

/** Columns are faces; needs the jumps of `check`. */
void kkr_check_draw_jumps(cairo_t *cr, const kkr_check_picture *p,
                          const kkr_style *style, const kkr_rect *area);
kkr_check_pick kkr_check_pick_jump(const kkr_check_picture *p, const kkr_style *style,
                                   const kkr_rect *area, double x, double y);
