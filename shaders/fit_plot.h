// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/fit_picture.h"
#include "shaders/jl_plot.h"

/**
 * Charts that judge a fitted model, in the manner of shaders/jl_plot.h: each draws
 * into a rectangle, heading included, and can stand beside others. Energies in the
 * recipe's unit.
 *
 * Threads: as there.
 */

/** KKR, the model, and model - KKR on the plane, side by side. */
void kkr_fit_draw_maps(cairo_t *cr, const kkr_fit_picture *picture,
                       const kkr_jl_view *view, const kkr_jl_style *style,
                       const kkr_rect *area);
/** Where map i lies; for the pointer. */
kkr_rect kkr_fit_map_place(const kkr_fit_picture *picture, const kkr_jl_style *style,
                           const kkr_rect *area, int i);
/** Height of the three at a width. */
double kkr_fit_maps_height(const kkr_fit_picture *picture, const kkr_jl_style *style,
                           double width);

/** Model against KKR at held-out points, as a density. */
void kkr_fit_draw_parity(cairo_t *cr, const kkr_fit_picture *picture,
                         const kkr_jl_view *view, const kkr_jl_style *style,
                         const kkr_rect *area);
/** Its axes, in the recipe's unit times *sign: of one sign the scale is logarithmic. */
void kkr_fit_parity_axes(const kkr_fit_picture *picture, const kkr_jl_view *view,
                         const kkr_jl_style *style, const kkr_rect *area,
                         kkr_chart_axes *axes, double *sign);
/** KKR and model along the line; their difference on an axis of its own. */
void kkr_fit_draw_line(cairo_t *cr, const kkr_fit_picture *picture,
                       const kkr_jl_view *view, const kkr_jl_style *style,
                       const kkr_rect *area);
/** Errors in shells around the impurity. */
void kkr_fit_draw_radius(cairo_t *cr, const kkr_fit_picture *picture,
                         const kkr_jl_view *view, const kkr_jl_style *style,
                         const kkr_rect *area);
/** Errors beside the baselines. */
void kkr_fit_draw_metrics(cairo_t *cr, const kkr_jl_fit *fit, const kkr_jl_view *view,
                          const kkr_jl_style *style, const kkr_rect *area);
/** The error against n1; and for each n2 and l. */
void kkr_fit_draw_sizes(cairo_t *cr, const kkr_jl_fit *fit, const kkr_jl_view *view,
                        const kkr_jl_style *style, const kkr_rect *area);
void kkr_fit_draw_tiles(cairo_t *cr, const kkr_jl_fit *fit, const kkr_jl_view *view,
                        const kkr_jl_style *style, const kkr_rect *area);
/** What columns and blocks carry. */
void kkr_fit_draw_effects(cairo_t *cr, const kkr_jl_fit *fit, const kkr_jl_view *view,
                          const kkr_jl_style *style, const kkr_rect *area);
void kkr_fit_draw_blocks(cairo_t *cr, const kkr_jl_fit *fit, const kkr_jl_view *view,
                         const kkr_jl_style *style, const kkr_rect *area);
/** Of several embeddings: each left out, by every predictor; learning curves. */
void kkr_fit_draw_matrix(cairo_t *cr, const kkr_jl_fit *fit, const kkr_jl_view *view,
                         const kkr_jl_style *style, const kkr_rect *area);
double kkr_fit_matrix_height(const kkr_jl_fit *fit, const kkr_jl_style *style);
void kkr_fit_draw_learning(cairo_t *cr, const kkr_jl_fit *fit, const kkr_jl_view *view,
                           const kkr_jl_style *style, const kkr_rect *area);

/** What a chart of them shows, as tables; `picture` is NULL for several embeddings. */
void kkr_fit_tell(const kkr_jl_fit *fit, const kkr_fit_picture *picture,
                  kkr_fit_chart chart, kkr_plot_data *data);
