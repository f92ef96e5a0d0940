// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/features_page.h"

/**
 * Points of a chart inside a lasso: where they lie in space, and how both are drawn.
 * Part of the stage of the view Features.
 *
 * Threads: main thread only.
 */
typedef struct KkrFeaturesPoints {
    GArray *path;    // of double: a lasso while it is drawn, px, interleaved
    GArray *corners; // of double: what it was, in the chart's numbers
    kkr_vec3 *x;     // the points inside
    size_t n;
} KkrFeaturesPoints;

void kkr_features_points_init(KkrFeaturesPoints *points);
void kkr_features_points_clear(KkrFeaturesPoints *points);

/** Corners as text, "x,y x,y ...": of the path on a chart; the caller frees it. */
char *kkr_features_points_text(const KkrFeaturesPoints *points,
                               const kkr_chart_axes *axes);
/** Takes corners from such a text. */
void kkr_features_points_parse(KkrFeaturesPoints *points, const char *text);
/** Finds what is inside the corners. `features` NULL: nothing. */
void kkr_features_points_find(KkrFeaturesPoints *points, const KkrFeatures *features,
                              const kkr_jl_view *view);

/** On a map: full where they lie near the plane, else only a hint. */
void kkr_features_points_draw(const KkrFeaturesPoints *points, cairo_t *cr,
                              const KkrFeaturesPage *page, const KkrFeatures *features,
                              const kkr_jl_style *style, int map);
/** The path, while `drawing`, else the corners on their chart. */
void kkr_features_points_draw_lasso(const KkrFeaturesPoints *points, cairo_t *cr,
                                    const kkr_chart_axes *axes,
                                    const kkr_jl_style *style, bool drawing);
