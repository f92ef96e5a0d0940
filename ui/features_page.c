// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/features_page.h"

#include <math.h>

/* --- where ---------------------------------------------------------------- */

static kkr_rect map_box(const KkrFeatures *features, const kkr_jl_style *style,
                        kkr_rect area)
{
    return kkr_jl_slice_place(features->slice, style, &area);
}

static void add_map(KkrFeaturesPage *page, const KkrFeatures *features,
                    const kkr_jl_style *style, kkr_rect area)
{
    page->map[page->n_planes] = area;
    page->plane[page->n_planes++] = map_box(features, style, area);
}

static void place_point(KkrFeaturesPage *page, const KkrFeatures *features,
                        const kkr_jl_style *s, kkr_rect all)
{
    double left = round(0.28 * all.width), right = all.width - left - s->gap;
    for (int i = 0; i < 3; i++)
        page->functions[i] =
            (kkr_rect){ all.x, all.y + i * (all.height + s->gap / 2) / 3, left,
                        (all.height - s->gap) / 3 };
    double x = all.x + left + s->gap, bars = s->head + 3 * 1.7 * s->label;
    double map = (right - 2 * s->gap) / KKR_FEATURES_PLANES;
    map = fmin(map, 0.62 * all.height - s->head - s->bar_room - bars);
    double below = map + s->head + s->bar_room + bars + s->gap / 2;
    page->fingerprint =
        (kkr_rect){ x, all.y, right, all.height - below - 0.5 * s->gap };
    double wanted = kkr_jl_fingerprint_height(features->chart[KKR_JL_FINGERPRINT], s,
                                              page->fingerprint.width);
    page->fingerprint_scale = fmin(1, page->fingerprint.height / wanted);
    for (int i = 0; i < KKR_FEATURES_PLANES; i++)
        add_map(page, features, s,
                (kkr_rect){ x + i * (map + s->gap), all.y + all.height - below, map,
                            map + s->head + s->bar_room });
    page->shares = (kkr_rect){ page->map[2].x, all.y + all.height - bars, map, bars };
}

static void place_plane(KkrFeaturesPage *page, const KkrFeatures *features,
                        const kkr_jl_style *s, kkr_rect all)
{
    double bars = s->head + 3 * 1.7 * s->label, extra = s->head + s->bar_room;
    double left =
        fmin(round(0.34 * all.width), (all.height - bars - 2 * s->gap) / 2 - extra / 2);
    kkr_rect area = { all.x, all.y, left, left + extra };
    add_map(page, features, s, area);
    area.y += area.height + s->gap / 2;
    area.height = all.y + all.height - area.y - bars - s->gap / 2;
    page->scatter = area;
    page->shares = (kkr_rect){ all.x, all.y + all.height - bars, left, bars };
    page->sheet = (kkr_rect){ all.x + left + 1.5 * s->gap, all.y,
                              all.width - left - 1.5 * s->gap, all.height };
    const kkr_jl_picture *p = features->chart[KKR_JL_MAP];
    if (p && p->n_rows * p->n_columns == 1)
        add_map(page, features, s, page->sheet);
}

static void place_line(KkrFeaturesPage *page, const KkrFeatures *features,
                       const kkr_jl_style *s, kkr_rect all)
{
    double extra = s->head + s->bar_room;
    double left = fmin(round(0.34 * all.width), (all.height - s->gap) / 2 - extra);
    kkr_rect area = { all.x, all.y, left, left + extra };
    add_map(page, features, s, area);
    area.y += area.height + s->gap;
    add_map(page, features, s, area);
    page->waterfall = (kkr_rect){ all.x + left + 1.5 * s->gap, all.y,
                                  all.width - left - 1.5 * s->gap, all.height };
}

static void place_model(KkrFeaturesPage *page, const KkrFeatures *features,
                        const kkr_jl_style *s, kkr_rect all)
{
    double left = round(0.31 * all.width), right = all.width - left - 1.5 * s->gap;
    double x = all.x + left + 1.5 * s->gap, half = (all.height - s->gap) / 2;
    page->parity =
        (kkr_rect){ all.x, all.y, left, fmin(half, left + s->head + s->axis_room) };
    double y = all.y + page->parity.height + s->gap;
    page->radius = (kkr_rect){ all.x, y, left, all.y + all.height - y };
    double width = right;
    const kkr_fit_picture *p = features->fitted->picture;
    double height = kkr_fit_maps_height(p, s, width);
    if (height > 0.6 * all.height) { // squares
        width -= 3 * (height - 0.6 * all.height);
        height = kkr_fit_maps_height(p, s, width);
    }
    page->maps = (kkr_rect){ x, all.y, width, height };
    page->n_planes = KKR_FEATURES_PLANES;
    for (int i = 0; i < KKR_FEATURES_PLANES; i++)
        page->plane[i] = kkr_fit_map_place(p, s, &page->maps, i);
    y = all.y + height + s->gap;
    page->metrics = (kkr_rect){ x, y, 0.46 * right, all.y + all.height - y };
    page->line = page->metrics;
    page->line.x += 0.46 * right + 1.5 * s->gap;
    page->line.width = 0.54 * right - 1.5 * s->gap;
}

/* A fit that is on its way leaves the panel alone. */
static bool has_model(const KkrFeatures *features)
{
    return features->fitted != NULL;
}

KkrFeaturesPage kkr_features_page_place(const KkrFeatures *features,
                                        const kkr_jl_style *style, double width,
                                        double height)
{
    double m = style->margin;
    KkrFeaturesPage page = { .fingerprint_scale = 1 };
    kkr_rect all = { m, m, width - 2 * m, height - 2 * m };
    if (features->recipe.jl.page == KKR_JL_PAGE_POINT &&
        features->chart[KKR_JL_FINGERPRINT])
        place_point(&page, features, style, all);
    else if (features->recipe.jl.page == KKR_JL_PAGE_PLANE)
        place_plane(&page, features, style, all);
    else if (features->recipe.jl.page == KKR_JL_PAGE_LINE)
        place_line(&page, features, style, all);
    else if (has_model(features))
        place_model(&page, features, style, all);
    else
        add_map(&page, features, style,
                (kkr_rect){ m, m, 0.31 * all.width, all.height });
    return page;
}

/* --- how ------------------------------------------------------------------ */

static void draw_panel(cairo_t *cr, const KkrFeaturesPage *page,
                       const KkrFeatures *features, const kkr_jl_view *view,
                       const kkr_jl_style *style)
{
    kkr_jl_draw_panel(cr, features->panels, features->slice, view->recipe->active, view,
                      style, &page->map[0]);
}

static void draw_fingerprint(cairo_t *cr, const KkrFeaturesPage *page,
                             const KkrFeatures *features, const kkr_jl_view *view,
                             const kkr_jl_style *style)
{
    double scale = page->fingerprint_scale;
    const kkr_rect *at = &page->fingerprint;
    kkr_rect area = { 0, 0, at->width / scale, at->height / scale };
    cairo_save(cr);
    cairo_rectangle(cr, at->x, at->y, at->width, at->height);
    cairo_clip(cr);
    cairo_translate(cr, at->x, at->y);
    cairo_scale(cr, scale, scale);
    kkr_jl_draw_fingerprint(cr, features->chart[KKR_JL_FINGERPRINT], view, style,
                            &area);
    cairo_restore(cr);
}

static void draw_point(cairo_t *cr, const KkrFeaturesPage *page,
                       const KkrFeatures *features, const kkr_jl_view *view,
                       const kkr_jl_style *style)
{
    const kkr_jl_picture *p = features->chart[KKR_JL_FINGERPRINT];
    int k = 0;
    if (p->settings.body & KKR_JL_ONE_BODY)
        kkr_jl_draw_radial(cr, p, view, style, 1, &page->functions[k++]);
    if (p->settings.body & KKR_JL_TWO_BODY) {
        kkr_jl_draw_radial(cr, p, view, style, 2, &page->functions[k++]);
        kkr_jl_draw_angular(cr, p, style, &page->functions[k++]);
    }
    draw_fingerprint(cr, page, features, view, style);
    draw_panel(cr, page, features, view, style);
    if (features->chart[KKR_JL_SIMILARITY])
        kkr_jl_draw_map(cr, features->chart[KKR_JL_SIMILARITY], view, style,
                        &page->map[1]);
    if (!features->chart[KKR_JL_PCA])
        return;
    kkr_jl_draw_map(cr, features->chart[KKR_JL_PCA], view, style, &page->map[2]);
    kkr_jl_draw_shares(cr, features->chart[KKR_JL_PCA], style, &page->shares);
}

static void draw_plane(cairo_t *cr, const KkrFeaturesPage *page,
                       const KkrFeatures *features, const kkr_jl_view *view,
                       const kkr_jl_style *style)
{
    const kkr_jl_picture *map = features->chart[KKR_JL_MAP];
    const kkr_jl_picture *points = features->chart[KKR_JL_PCA];
    draw_panel(cr, page, features, view, style);
    if (map && map->n_rows * map->n_columns == 1)
        kkr_jl_draw_map(cr, map, view, style, &page->sheet);
    else if (map)
        kkr_jl_draw_sheet(cr, map, view, style, &page->sheet);
    if (!points)
        return;
    kkr_jl_draw_scatter(cr, points, view, style, &page->scatter);
    kkr_jl_draw_shares(cr, points, style, &page->shares);
}

static void draw_line(cairo_t *cr, const KkrFeaturesPage *page,
                      const KkrFeatures *features, const kkr_jl_view *view,
                      const kkr_jl_style *style)
{
    draw_panel(cr, page, features, view, style);
    if (features->chart[KKR_JL_SIMILARITY])
        kkr_jl_draw_map(cr, features->chart[KKR_JL_SIMILARITY], view, style,
                        &page->map[1]);
    if (features->chart[KKR_JL_WATERFALL])
        kkr_jl_draw_waterfall(cr, features->chart[KKR_JL_WATERFALL], view, style,
                              &page->waterfall);
}

static void draw_model(cairo_t *cr, const KkrFeaturesPage *page,
                       const KkrFeatures *features, const kkr_jl_view *view,
                       const kkr_jl_style *style)
{
    const kkr_fit_picture *p = features->fitted->picture;
    kkr_fit_draw_maps(cr, p, view, style, &page->maps);
    kkr_fit_draw_parity(cr, p, view, style, &page->parity);
    kkr_fit_draw_radius(cr, p, view, style, &page->radius);
    kkr_fit_draw_metrics(cr, p->fit, view, style, &page->metrics);
    kkr_fit_draw_line(cr, p, view, style, &page->line);
}

void kkr_features_page_draw(cairo_t *cr, const KkrFeaturesPage *page,
                            const KkrFeatures *features, const kkr_jl_view *view,
                            const kkr_jl_style *style)
{
    kkr_jl_page which = features->recipe.jl.page;
    if (which == KKR_JL_PAGE_POINT && features->chart[KKR_JL_FINGERPRINT])
        draw_point(cr, page, features, view, style);
    else if (which == KKR_JL_PAGE_PLANE)
        draw_plane(cr, page, features, view, style);
    else if (which == KKR_JL_PAGE_LINE)
        draw_line(cr, page, features, view, style);
    else if (has_model(features))
        draw_model(cr, page, features, view, style);
    else
        draw_panel(cr, page, features, view, style);
}

/* --- the pointer ---------------------------------------------------------- */

int kkr_features_page_pick(const KkrFeaturesPage *page, double x, double y)
{
    for (int i = 0; i < page->n_planes; i++) {
        const kkr_rect *box = &page->plane[i];
        if (x >= box->x && x < box->x + box->width && y >= box->y &&
            y < box->y + box->height)
            return i;
    }
    return -1;
}

void kkr_features_page_to_plane(const KkrFeaturesPage *page,
                                const KkrFeatures *features, int map, double x,
                                double y, double *s, double *t)
{
    const kkr_rect *box = &page->plane[map];
    const kkr_slice *slice = features->slice;
    double pixel = box->width / slice->width;
    *s = slice->s0 + slice->pitch * ((x - box->x) / pixel - 0.5);
    *t = slice->t0 + slice->pitch * ((box->y + box->height - y) / pixel - 0.5);
}

void kkr_features_page_from_plane(const KkrFeaturesPage *page,
                                  const KkrFeatures *features, int map, double s,
                                  double t, double *x, double *y)
{
    const kkr_rect *box = &page->plane[map];
    const kkr_slice *slice = features->slice;
    double pixel = box->width / slice->width;
    *x = box->x + pixel * ((s - slice->s0) / slice->pitch + 0.5);
    *y = box->y + box->height - pixel * ((t - slice->t0) / slice->pitch + 0.5);
}

/* --- points that are chosen ----------------------------------------------- */

bool kkr_features_page_chosen_axes(const KkrFeaturesPage *page,
                                   const KkrFeatures *features, const kkr_jl_view *view,
                                   const kkr_jl_style *style, kkr_chart_axes *axes)
{
    kkr_jl_page which = features->recipe.jl.page;
    double sign;
    if (which == KKR_JL_PAGE_PLANE && features->chart[KKR_JL_PCA])
        kkr_jl_scatter_axes(features->chart[KKR_JL_PCA], style, &page->scatter, axes);
    else if (which == KKR_JL_PAGE_MODEL && has_model(features))
        kkr_fit_parity_axes(features->fitted->picture, view, style, &page->parity, axes,
                            &sign);
    else
        return false;
    return true;
}

/* W. R. Franklin's crossing rule. */
static bool is_inside(const double *corners, int n, double x, double y)
{
    bool inside = false;
    for (int i = 0, k = n - 1; i < n; k = i++) {
        double xi = corners[2 * i], yi = corners[2 * i + 1];
        double xk = corners[2 * k], yk = corners[2 * k + 1];
        if ((yi > y) != (yk > y) && x < (xk - xi) * (y - yi) / (yk - yi) + xi)
            inside = !inside;
    }
    return inside;
}

static size_t choose_components(const kkr_jl_picture *p, const double *corners, int n,
                                kkr_vec3 *x)
{
    size_t count = 0;
    for (size_t i = 0; i < p->map->n_sample; i++) {
        const double *s = p->scores + i * KKR_JL_COMPONENTS;
        if (is_inside(corners, n, s[0], s[1]))
            x[count++] = p->map->sample[i];
    }
    return count;
}

static size_t choose_held_out(const kkr_fit_picture *p, const kkr_jl_view *view,
                              const double *corners, int n, kkr_vec3 *x)
{
    const kkr_jl_values *test = &p->fit->ensemble->problem[0]->test;
    const kkr_jl_style any = kkr_jl_style_screen(false);
    const kkr_rect nowhere = { 0, 0, 100, 100 };
    kkr_chart_axes axes;
    double sign;
    kkr_fit_parity_axes(p, view, &any, &nowhere, &axes, &sign);
    double f = sign * kkr_energy_unit_factor(view->recipe->energy_unit);
    size_t count = 0;
    for (size_t i = 0; i < test->n; i++)
        if (test->scored[i] &&
            is_inside(corners, n, p->truth[i] * f, p->fit->prediction[i] * f))
            x[count++] = test->x[i];
    return count;
}

size_t kkr_features_page_choose(const KkrFeatures *features, const kkr_jl_view *view,
                                const double *corners, int n, kkr_vec3 **x)
{
    const kkr_jl_picture *points = features->chart[KKR_JL_PCA];
    *x = NULL;
    if (n < 3)
        return 0;
    if (features->recipe.jl.page == KKR_JL_PAGE_PLANE && points) {
        *x = g_new(kkr_vec3, points->map->n_sample);
        return choose_components(points, corners, n, *x);
    }
    if (features->recipe.jl.page == KKR_JL_PAGE_MODEL && has_model(features)) {
        const kkr_fit_picture *p = features->fitted->picture;
        *x = g_new(kkr_vec3, p->fit->ensemble->problem[0]->test.n);
        return choose_held_out(p, view, corners, n, *x);
    }
    return 0;
}
