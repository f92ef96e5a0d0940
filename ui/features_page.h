// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "shaders/fit_plot.h"
#include "ui/feature_set.h"

/**
 * The pages of the view Features: where what stands, and how it is drawn. On each of
 * them the first map is the panel of V.
 *
 *     point    functions | fingerprint           plane   panel   | columns
 *                        | panel likeness comp.          scatter |
 *     line     panel     | waterfall             model   parity  | KKR model difference
 *              likeness  |                               radius  | metrics     line
 *
 * Threads: a page is a plain value; a cairo context belongs to one thread.
 */
enum { KKR_FEATURES_PLANES = 3 };

typedef struct KkrFeaturesPage {
    int n_planes;
    kkr_rect plane[KKR_FEATURES_PLANES]; // pixels of the maps
    kkr_rect map[KKR_FEATURES_PLANES];   // with heading and colours
    kkr_rect functions[3], fingerprint, shares, sheet, scatter, waterfall;
    kkr_rect parity, radius, maps, metrics, line;
    double fingerprint_scale;
} KkrFeaturesPage;

/** For features that have something to draw. */
KkrFeaturesPage kkr_features_page_place(const KkrFeatures *features,
                                        const kkr_jl_style *style, double width,
                                        double height);
void kkr_features_page_draw(cairo_t *cr, const KkrFeaturesPage *page,
                            const KkrFeatures *features, const kkr_jl_view *view,
                            const kkr_jl_style *style);

/** Which map is at (x, y); -1: none. */
int kkr_features_page_pick(const KkrFeaturesPage *page, double x, double y);
/** From page to plane coordinates (bohr) on a map, and back. */
void kkr_features_page_to_plane(const KkrFeaturesPage *page,
                                const KkrFeatures *features, int map, double x,
                                double y, double *s, double *t);
void kkr_features_page_from_plane(const KkrFeaturesPage *page,
                                  const KkrFeatures *features, int map, double s,
                                  double t, double *x, double *y);

/** The chart with points that can be chosen, and its frame; false: there is none. */
bool kkr_features_page_chosen_axes(const KkrFeaturesPage *page,
                                   const KkrFeatures *features, const kkr_jl_view *view,
                                   const kkr_jl_style *style, kkr_chart_axes *axes);

/**
 * Points of that chart within a polygon of n corners (x, y in the chart's numbers,
 * interleaved), as places in space; the caller frees *x with g_free(). Returns how many.
 */
size_t kkr_features_page_choose(const KkrFeatures *features, const kkr_jl_view *view,
                                const double *corners, int n, kkr_vec3 **x);
