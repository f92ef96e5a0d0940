// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/features_points.h"

#include <math.h>

static const double NEAR_PLANE = 0.7; // bohr: points drawn in full

void kkr_features_points_init(KkrFeaturesPoints *points)
{
    *points =
        (KkrFeaturesPoints){ .path = g_array_new(FALSE, FALSE, sizeof(double)),
                             .corners = g_array_new(FALSE, FALSE, sizeof(double)) };
}

void kkr_features_points_clear(KkrFeaturesPoints *points)
{
    g_array_unref(points->path);
    g_array_unref(points->corners);
    g_free(points->x);
}

char *kkr_features_points_text(const KkrFeaturesPoints *points,
                               const kkr_chart_axes *axes)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; points->path->len >= 6 && i + 1 < points->path->len; i += 2) {
        char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];
        double px = g_array_index(points->path, double, i);
        double py = g_array_index(points->path, double, i + 1);
        g_ascii_formatd(x, sizeof x, "%.6g", kkr_jl_value_x(axes, px));
        g_ascii_formatd(y, sizeof y, "%.6g", kkr_jl_value_y(axes, py));
        g_string_append_printf(text, "%s%s,%s", text->len ? " " : "", x, y);
    }
    return g_string_free(text, FALSE);
}

void kkr_features_points_parse(KkrFeaturesPoints *points, const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " ,", -1);
    g_array_set_size(points->corners, 0);
    for (int i = 0; words[i] && words[i + 1]; i += 2) {
        double xy[2] = { g_ascii_strtod(words[i], NULL),
                         g_ascii_strtod(words[i + 1], NULL) };
        g_array_append_vals(points->corners, xy, 2);
    }
}

void kkr_features_points_find(KkrFeaturesPoints *points, const KkrFeatures *features,
                              const kkr_jl_view *view)
{
    g_clear_pointer(&points->x, g_free);
    points->n = 0;
    if (features && points->corners->len >= 6)
        points->n = kkr_features_page_choose(
            features, view, (const double *)(void *)points->corners->data,
            (int)points->corners->len / 2, &points->x);
}

void kkr_features_points_draw(const KkrFeaturesPoints *points, cairo_t *cr,
                              const KkrFeaturesPage *page, const KkrFeatures *features,
                              const kkr_jl_style *style, int map)
{
    const kkr_plane *plane = &features->slice->plane;
    for (size_t i = 0; i < points->n; i++) {
        double x, y;
        kkr_vec3 d = kkr_vec3_sub(points->x[i], plane->origin);
        kkr_features_page_from_plane(page, features, map, kkr_vec3_dot(d, plane->u),
                                     kkr_vec3_dot(d, plane->v), &x, &y);
        bool near = fabs(kkr_vec3_dot(d, plane->n)) < NEAR_PLANE;
        cairo_new_sub_path(cr);
        cairo_arc(cr, x, y, near ? 1.5 : 0.9, 0, 2 * M_PI);
        kkr_plot_set_color(cr, style->pick, near ? 0.85 : 0.3);
        cairo_fill(cr);
    }
}

static void draw_polygon(cairo_t *cr, const double *xy, guint n,
                         const kkr_jl_style *style)
{
    for (guint i = 0; i + 1 < n; i += 2)
        cairo_line_to(cr, xy[i], xy[i + 1]);
    cairo_close_path(cr);
    kkr_plot_set_color(cr, style->pick, 0.12);
    cairo_fill_preserve(cr);
    kkr_plot_set_color(cr, style->pick, 0.9);
    cairo_set_line_width(cr, 1.2);
    cairo_stroke(cr);
}

void kkr_features_points_draw_lasso(const KkrFeaturesPoints *points, cairo_t *cr,
                                    const kkr_chart_axes *axes,
                                    const kkr_jl_style *style, bool drawing)
{
    guint n = points->corners->len;
    if (drawing) {
        draw_polygon(cr, (const double *)(void *)points->path->data, points->path->len,
                     style);
        return;
    }
    if (n < 6)
        return;
    g_autofree double *xy = g_new(double, n);
    for (guint i = 0; i + 1 < n; i += 2) {
        xy[i] = kkr_jl_page_x(axes, g_array_index(points->corners, double, i));
        xy[i + 1] = kkr_jl_page_y(axes, g_array_index(points->corners, double, i + 1));
    }
    cairo_save(cr);
    cairo_rectangle(cr, axes->box.x, axes->box.y, axes->box.width, axes->box.height);
    cairo_clip(cr);
    draw_polygon(cr, xy, n, style);
    cairo_restore(cr);
}
