// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/check_picture.h"

#include "shaders/chart.h"
#include "shaders/check_charts.h"
#include "shaders/check_maps.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

kkr_check_picture_kind kkr_check_picture_kind_of(const kkr_check_picture *p)
{
    static const struct {
        const char *id;
        kkr_check_picture_kind kind;
    } kinds[] = {
        { "grid-points", KKR_CHECK_GRID },
        { "grid-registration", KKR_CHECK_GRID },
        { "grid-between", KKR_CHECK_GRID },
        { "grid-file", KKR_CHECK_GRID },
        { "symmetry", KKR_CHECK_SYMMETRY },
        { "l-convergence", KKR_CHECK_CONVERGENCE },
        { "shape-functions", KKR_CHECK_SHAPES },
        { "face-jump", KKR_CHECK_JUMPS },
    };
    kkr_check_picture_kind kind = p->item->by_site ? KKR_CHECK_SITES : KKR_CHECK_WORDS;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(p->item->id, kinds[i].id) == 0)
            kind = kinds[i].kind;
    bool known = kind == KKR_CHECK_GRID    ? p->error != NULL
                 : kind == KKR_CHECK_JUMPS ? p->check->jumps && p->check->jumps->n > 0
                 : kind > KKR_CHECK_GRID   ? p->evidence != NULL
                                           : true;
    return known ? kind : KKR_CHECK_WORDS;
}

/* --- curves against l ----------------------------------------------------- */

typedef enum series { SERIES_V, SERIES_THETA, SERIES_SHAPE } series;

static const kkr_l_series *series_of(const kkr_check_picture *p, int site, series which)
{
    const kkr_site_evidence *s = &p->evidence->sites[site];
    return which == SERIES_V ? &s->v : which == SERIES_THETA ? &s->theta : &s->shape;
}

/* One curve each site, the marked one on top; zeros are left out of a log scale. */
static void draw_series(cairo_t *cr, const kkr_check_picture *p, const kkr_style *style,
                        const kkr_rect *frame, series which, double limit)
{
    static const char *const titles[] = {
        "what each <i>l</i> adds to <i>V</i> between sphere and corners",
        "what Θ up to <i>l</i> misses between the inscribed sphere and the corners",
        "Θ<sub><i>L</i></sub> of the file minus that of the cell",
    };
    static const char *const units[] = { "rms (Ry)", "rms", "largest" };
    enum { N = KKR_L_MAX + 1 };
    double *all = kkr_alloc((size_t)p->evidence->n_sites * N + 1, sizeof *all), l[N];
    int l_max = 1, n = 0;
    for (int i = 0; i < N; i++)
        l[i] = i;
    for (int i = 0; i < p->evidence->n_sites; i++) {
        const kkr_l_series *s = series_of(p, i, which);
        l_max = s->l_max > l_max ? s->l_max : l_max;
        for (int k = 0; k <= s->l_max; k++)
            if (s->part[k] > 0)
                all[n++] = s->part[k];
    }
    if (limit > 0)
        all[n++] = limit;
    kkr_check_name_chart(cr, style, frame, 0, titles[which]);
    kkr_scale y = kkr_chart_log_scale(all, n);
    if (n > 0 && y.limit / y.low > 1e10)
        y.low = y.limit * 1e-10; // rounding is nothing to look at
    free(all);
    kkr_chart chart = {
        style, *frame,     { KKR_SCALE_LINEAR, false, -0.5, l_max + 0.5, 0 },
        y,     "<i>l</i>", units[which],
        8,     5
    };
    kkr_chart_draw(cr, &chart);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < p->evidence->n_sites; i++) {
            const kkr_l_series *s = series_of(p, i, which);
            double value[N];
            if ((i == p->site) != (pass == 1) || s->l_max < 0)
                continue;
            int kept = 0;
            double at[N];
            for (int k = 0; k <= s->l_max; k++)
                if (s->part[k] > 0) { // l that symmetry forbids are no points
                    at[kept] = l[k];
                    value[kept++] = s->part[k];
                }
            kkr_rgb color =
                pass ? style->accent : kkr_rgb_mix(style->paper, style->ink, 0.35);
            kkr_chart_curve(cr, &chart, at, value, kept, color,
                            (pass ? 2.2 : 1) * style->fine);
            if (pass)
                kkr_chart_dots(cr, &chart, at, value, kept, color, 0.24 * style->text);
        }
    if (limit > 0) {
        const double ends[2] = { -0.5, l_max + 0.5 }, level[2] = { limit, limit };
        const double dash[] = { 3 * style->fine, 3 * style->fine };
        cairo_save(cr);
        cairo_set_dash(cr, dash, 2, 0);
        kkr_chart_curve(cr, &chart, ends, level, 2, style->ink, style->fine);
        cairo_restore(cr);
    }
}

static void draw_convergence(cairo_t *cr, const kkr_check_picture *p,
                             const kkr_style *style, const kkr_rect *area, bool shapes)
{
    const double em = style->text, head = 2.6 * em, foot = 4.2 * em;
    const double high = area->height / 2 - head - foot;
    kkr_rect upper = { area->x + 6.5 * em, area->y + head, area->width - 8.5 * em,
                       high };
    kkr_rect lower = upper;
    lower.y += area->height / 2;
    if (high < 3 * em || upper.width < 6 * em)
        return;
    draw_series(cr, p, style, &upper, shapes ? SERIES_SHAPE : SERIES_V, p->item->limit);
    draw_series(cr, p, style, &lower, SERIES_THETA, 0);
}

/* --- a value each site ---------------------------------------------------- */

static kkr_chart sites_chart(const kkr_check_picture *p, const kkr_style *style,
                             const kkr_rect *area, double *y)
{
    const double em = style->text;
    int n = p->check->n_sites;
    for (int i = 0; i < n; i++)
        y[i] = fabs(p->item->by_site[i]);
    y[n] = fabs(p->item->limit);
    kkr_chart chart = { style,
                        { area->x + 6.5 * em, area->y + 2.6 * em,
                          area->width - 8.5 * em, area->height - 7 * em },
                        { KKR_SCALE_LINEAR, false, 0.5, n + 0.5, 0 },
                        kkr_chart_log_scale(y, n + 1),
                        "site",
                        p->item->unit[0] ? p->item->unit : NULL,
                        n < 10 ? n : 8,
                        5 };
    if (chart.y.limit / chart.y.low < 10)
        chart.y.low = chart.y.limit / 10;
    return chart;
}

static void draw_sites(cairo_t *cr, const kkr_check_picture *p, const kkr_style *style,
                       const kkr_rect *area)
{
    int n = p->check->n_sites;
    double *y = kkr_alloc((size_t)n + 1, sizeof *y);
    const kkr_chart chart = sites_chart(p, style, area, y);
    kkr_check_name_chart(cr, style, &chart.frame, 0, "at each site; dashed: the limit");
    kkr_chart_draw(cr, &chart);
    for (int i = 0; i < n; i++) {
        double x = i + 1;
        kkr_chart_dots(cr, &chart, &x, &y[i], 1,
                       i == p->site ? style->accent
                                    : kkr_rgb_mix(style->ink, style->paper, 0.35),
                       (i == p->site ? 0.4 : 0.3) * style->text);
    }
    const double ends[2] = { 0.5, n + 0.5 }, level[2] = { y[n], y[n] };
    const double dash[] = { 3 * style->fine, 3 * style->fine };
    cairo_save(cr);
    cairo_set_dash(cr, dash, 2, 0);
    kkr_chart_curve(cr, &chart, ends, level, 2, style->ink, style->fine);
    cairo_restore(cr);
    free(y);
}

/* --- a grid --------------------------------------------------------------- */

/* The slice and three charts: beside it, or in a row below. */
static void place_grid(const kkr_style *style, const kkr_rect *area, kkr_rect at[4])
{
    const double em = style->text, left = 5 * em, head = 2.6 * em, foot = 4 * em;
    bool beside = area->width > 1.25 * area->height;
    if (beside) {
        double side = fmin(area->height - head - em, 0.58 * area->width - 6 * em);
        at[0] = (kkr_rect){ area->x + em, area->y + head, side + 5 * em, side };
        double x = at[0].x + at[0].width + left + 3 * em;
        for (int i = 0; i < 3; i++)
            at[i + 1] = (kkr_rect){ x, area->y + head + i * area->height / 3,
                                    area->x + area->width - x - em,
                                    area->height / 3 - head - foot };
    } else {
        double side = fmin(0.62 * area->height - head, area->width - 9 * em);
        side = fmin(side, area->height - 2 * head - foot - 10 * em); // charts to read
        at[0] = (kkr_rect){ area->x + em, area->y + head, side + 5 * em, side };
        double y = at[0].y + side + head + em;
        int n =
            area->width > 54 * em ? 3 : 2; // where there is little room, two of them
        for (int i = 0, k = 0; i < 3; i++) {
            if (n == 2 && i == 1)
                continue; // the histogram
            at[i + 1] = (kkr_rect){ area->x + k++ * area->width / n + left, y,
                                    area->width / n - left - em,
                                    area->y + area->height - y - foot };
        }
    }
}

static void draw_grid(cairo_t *cr, const kkr_check_picture *p, const kkr_style *style,
                      const kkr_rect *area)
{
    kkr_rect at[4] = { 0 };
    place_grid(style, area, at);
    int site = p->site >= 0 ? p->site : 0;
    double r_mt = p->check->n_sites > site ? p->object->sites[site].r_mt : 0;
    if (at[0].height > 4 * style->text)
        kkr_check_draw_slice(cr, style, &at[0], 0, p->slice, p->slice_error);
    if (at[1].height < 3 * style->text || at[1].width < 5 * style->text)
        return;
    kkr_check_draw_distance(cr, style, &at[1], 0, p->error, r_mt);
    if (at[2].width > 0)
        kkr_check_draw_histogram(cr, style, &at[2], 0, p->error);
    kkr_check_draw_spacing(cr, style, &at[3], 0, p->error);
}

/* --- all ------------------------------------------------------------------ */

void kkr_check_picture_draw(cairo_t *cr, const kkr_check_picture *p,
                            const kkr_style *style, const kkr_rect *area)
{
    switch (kkr_check_picture_kind_of(p)) {
    case KKR_CHECK_WORDS:
        break;
    case KKR_CHECK_SITES:
        draw_sites(cr, p, style, area);
        break;
    case KKR_CHECK_GRID:
        draw_grid(cr, p, style, area);
        break;
    case KKR_CHECK_CONVERGENCE:
    case KKR_CHECK_SHAPES:
        draw_convergence(cr, p, style, area,
                         kkr_check_picture_kind_of(p) == KKR_CHECK_SHAPES);
        break;
    case KKR_CHECK_SYMMETRY:
        kkr_check_draw_symmetry(cr, p, style, area);
        break;
    case KKR_CHECK_JUMPS:
        kkr_check_draw_jumps(cr, p, style, area);
        break;
    }
}

kkr_check_pick kkr_check_picture_pick(const kkr_check_picture *p,
                                      const kkr_style *style, const kkr_rect *area,
                                      double x, double y)
{
    kkr_check_pick pick = { .site = -1 };
    char value[32];
    kkr_check_picture_kind kind = kkr_check_picture_kind_of(p);
    if (kind == KKR_CHECK_SYMMETRY)
        return kkr_check_pick_symmetry(p, style, area, x, y);
    if (kind == KKR_CHECK_JUMPS)
        return kkr_check_pick_jump(p, style, area, x, y);
    if (kind == KKR_CHECK_SITES) {
        double *all = kkr_alloc((size_t)p->check->n_sites + 1, sizeof *all);
        const kkr_chart chart = sites_chart(p, style, area, all);
        double at = (x - chart.frame.x) / chart.frame.width * p->check->n_sites;
        free(all);
        if (!(at >= 0 && at < p->check->n_sites))
            return pick;
        pick.site = (int)at;
        kkr_format_number(p->item->by_site[pick.site], 3, value, sizeof value);
        snprintf(pick.text, sizeof pick.text, "%s %d   %s %s",
                 p->object->sites[pick.site].label, pick.site + 1, value,
                 p->item->unit);
    }
    return pick;
}
