// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/radial_plot_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const kkr_rgb orange = { 0xc2, 0x57, 0x1f }, pale_orange = { 0xe7, 0xa0, 0x6e };

kkr_radial_style kkr_radial_style_screen(bool dark)
{
    return (kkr_radial_style){
        .plot = kkr_style_screen(dark),
        .margin = 12,
        .title_height = 28,
        .title = 13.3,
        .tick_room = 48,
        .row_gap = 12,
        .column_gap = 16,
        .axis_room = 40,
        .legend_room = 34,
        .tick_length = 4,
        .curve = 1.4,
        .curve_many = 0.9,
        .picked = 2,
        .halo = 4.5,
        .label = 11,
        .leader = 12,
        .pick = dark ? pale_orange : orange,
        .n_ticks = 9,
        .upper_numbers = true,
        .left_labels = true,
        .mark_names = true,
        .snap = 1,
    };
}

kkr_radial_style kkr_radial_style_page(kkr_profile profile, bool dark)
{
    kkr_radial_style style = {
        .plot = kkr_style_page(dark, 7),
        .margin = 0.4,
        .title_height = 14,
        .title = 8,
        .tick_room = 22,
        .row_gap = 6,
        .column_gap = 10,
        .axis_room = 22,
        .legend_room = 20,
        .tick_length = 2.2,
        .curve = 0.9,
        .curve_many = 0.5,
        .picked = 1.2,
        .halo = 2.6,
        .label = 6.5,
        .leader = 8,
        .pick = dark ? pale_orange : orange,
        .n_ticks = 8,
        .letters = true,
        .left_labels = true,
        .mark_names = true,
    };
    switch (profile) {
    case KKR_PROFILE_JOURNAL_1COL:
        style.title_height = 13;
        style.title = 7.5;
        style.column_gap = 4;
        style.leader = 6;
        style.label = 6;
        style.n_ticks = 6;
        style.curve_many = 0.4;
        style.mark_names = false;
        break;
    case KKR_PROFILE_BEAMER:
        style.title = 9;
        style.title_height = 21;
        style.row_gap = 4;
        style.column_gap = 4;
        style.leader = 6;
        style.n_ticks = 5;
        style.curve_many = 0.4;
        style.letters = style.left_labels = style.mark_names = false;
        break;
    case KKR_PROFILE_SLIDE:
        style.plot = kkr_style_page(dark, 18);
        style.plot.fine = 1;
        style.margin = 12;
        style.title_height = 32;
        style.title = 20;
        style.tick_room = 58;
        style.row_gap = 10;
        style.column_gap = 24;
        style.axis_room = 54;
        style.legend_room = 48;
        style.tick_length = 5;
        style.curve = 2.2;
        style.curve_many = 1.2;
        style.picked = 3;
        style.halo = 6;
        style.label = 16;
        style.leader = 18;
        style.n_ticks = 7;
        style.letters = false;
        break;
    default:
        break;
    }
    return style;
}

static bool has_legend(const kkr_radial_plot *plot)
{
    return plot->curves->is_family && plot->curves->n > 2 && plot->z_high > plot->z_low;
}

/** Without labels: half of the name of r_out, which stands above the panel's end. */
static double bare_room(const kkr_radial_style *style)
{
    return 1.2 * style->plot.ticks;
}

/** Room for the widest name. */
static double label_room(const kkr_radial_plot *plot, const kkr_radial_style *style)
{
    if (plot->curves->n < 2)
        return bare_room(style);
    cairo_surface_t *none = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_t *cr = cairo_create(none);
    double widest = 0;
    for (int i = 0; i < plot->curves->n; i++) {
        if (!plot->label[i])
            continue;
        kkr_plot_text text = { .markup = plot->label[i], .size = style->label };
        double width, height;
        kkr_plot_measure(cr, &style->plot, &text, &width, &height);
        widest = fmax(widest, width);
    }
    cairo_destroy(cr);
    cairo_surface_destroy(none);
    return style->leader + fmin(widest, 12 * style->label);
}

static double down_to(double x, double step)
{
    return step > 0 ? floor(x / step + 1e-6) * step : x;
}

/** Everything around the panels of a column of two. */
static void measure(const kkr_radial_plot *plot, const kkr_radial_style *style,
                    double room, double *across, double *along)
{
    double left_room = style->left_labels ? room : bare_room(style);
    *across =
        2 * style->margin + 2 * style->tick_room + left_room + room + style->column_gap;
    double upper = style->upper_numbers ? style->axis_room : 0;
    *along = 2 * style->margin + 2 * style->title_height + upper + style->row_gap +
             style->axis_room + (has_legend(plot) ? style->legend_room : 0);
}

void kkr_radial_plot_place(const kkr_radial_plot *plot, const kkr_radial_style *style,
                           double width, double height, kkr_radial_layout *layout)
{
    *layout = (kkr_radial_layout){ .label_room = label_room(plot, style) };
    double across, along;
    measure(plot, style, layout->label_room, &across, &along);
    double w = down_to(fmax((width - across) / 2, 1), style->snap);
    double h = down_to(fmax((height - along) / 2, 1), style->snap);
    double left_room = style->left_labels ? layout->label_room : bare_room(style);
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        double x = style->margin + style->tick_room;
        double y = style->margin + style->title_height;
        if (kkr_radial_line_of(q) == KKR_RADIAL_DV)
            x += w + left_room + style->column_gap + style->tick_room;
        if (kkr_radial_is_absolute(q))
            y += h + (style->upper_numbers ? style->axis_room : 0) + style->row_gap +
                 style->title_height;
        layout->panel[q] =
            (kkr_rect){ down_to(x, style->snap), down_to(y, style->snap), w, h };
    }
    if (has_legend(plot)) {
        const kkr_rect *a = &layout->panel[KKR_QUANTITY_ABS_V];
        const kkr_rect *b = &layout->panel[KKR_QUANTITY_ABS_DV];
        double whole = b->x + b->width + layout->label_room - a->x;
        double length = fmin(24 * style->plot.ticks, 0.5 * (b->x + b->width - a->x));
        double middle = (a->x + b->x + b->width) / 2;
        double widest = layout->label_room - style->leader;
        int n = plot->curves->n;
        layout->names_all = n * (widest + 0.25 * style->label) < whole;
        if (layout->names_all) {
            length = fmin(whole, n * 3 * style->label);
            middle = a->x + whole / 2;
        }
        layout->legend = (kkr_rect){
            down_to(middle - length / 2, style->snap),
            down_to(a->y + a->height + style->axis_room + 0.18 * style->legend_room,
                    style->snap),
            down_to(length, style->snap), 0.62 * style->plot.ticks
        };
    }
}

double kkr_radial_plot_height(const kkr_radial_plot *plot,
                              const kkr_radial_style *style, double width,
                              double aspect)
{
    double across, along;
    measure(plot, style, label_room(plot, style), &across, &along);
    return along + aspect * fmax(width - across, 1);
}

// ---- labels ---------------------------------------------------------------------

/** Ends of the lines that are inside the panel. */
static int find_ends(const kkr_radial_plot *plot, const kkr_rect *panel,
                     kkr_quantity quantity, kkr_radial_label *labels)
{
    int n = 0, absolute = kkr_radial_is_absolute(quantity);
    for (int i = 0; i < plot->curves->n; i++) {
        const radial_trace *t = &plot->trace[i][kkr_radial_line_of(quantity)];
        if (t->n == 0 || !plot->label[i])
            continue;
        int k = t->n - 1; // the last one shown
        while (k > 0 && t->x[k] > 1)
            k--;
        double x = t->x[k], y = t->y[absolute][k];
        if (k + 1 < t->n && x <= 1) { // the line goes on: where it leaves the panel
            double part = (1 - x) / (t->x[k + 1] - x);
            y += part * (t->y[absolute][k + 1] - y);
            x = 1;
        }
        if (x >= 0 && x <= 1 && y >= 0 && y <= 1)
            labels[n++] = (kkr_radial_label){
                .curve = i,
                .end_x = panel->x + panel->width * x,
                .end_y = panel->y + panel->height * (1 - y),
            };
    }
    return n;
}

static int by_end(const void *a, const void *b)
{
    const kkr_radial_label *p = a, *q = b;
    if (p->end_y != q->end_y)
        return p->end_y < q->end_y ? -1 : 1;
    return p->curve - q->curve;
}

/**
 * Keeps the highest, then again and again the one farthest from all that are kept,
 * until `most` are, or the next would lie closer than `least` to one of them.
 */
static int choose(kkr_radial_label *labels, int n, int most, double least)
{
    double *distance = kkr_alloc(n, sizeof *distance);
    bool *keep = kkr_alloc(n, sizeof *keep);
    for (int i = 0; i < n; i++)
        distance[i] = INFINITY;
    for (int chosen = 0; chosen < n && chosen < most; chosen++) {
        int next = -1;
        for (int i = 0; i < n; i++)
            if (!keep[i] && (next < 0 || distance[i] > distance[next]))
                next = i;
        if (distance[next] < least)
            break;
        keep[next] = true;
        for (int i = 0; i < n; i++)
            distance[i] = fmin(distance[i], fabs(labels[i].end_y - labels[next].end_y));
    }
    int kept = 0;
    for (int i = 0; i < n; i++)
        if (keep[i])
            labels[kept++] = labels[i];
    free(distance);
    free(keep);
    return kept;
}

/**
 * Moves boxes of equal height apart with the least sum of squared shifts: with
 * u_i = y_i - i h that is isotonic regression, solved by pooling neighbours that
 * are out of order (T. Robertson, F. T. Wright, R. L. Dykstra, Order Restricted
 * Statistical Inference, Wiley 1988, section 1.2); limits are met by clamping.
 */
static void move_apart(kkr_radial_label *labels, int n, double h, double top,
                       double bottom)
{
    double *mean = kkr_alloc(n, sizeof *mean);
    int *count = kkr_alloc(n, sizeof *count), pools = 0;
    for (int i = 0; i < n; i++) {
        mean[pools] = labels[i].end_y - i * h;
        count[pools++] = 1;
        while (pools > 1 && mean[pools - 2] >= mean[pools - 1]) {
            int a = count[pools - 2], b = count[pools - 1];
            mean[pools - 2] = (a * mean[pools - 2] + b * mean[pools - 1]) / (a + b);
            count[pools - 2] = a + b;
            pools--;
        }
    }
    for (int pool = 0, i = 0; pool < pools; pool++)
        for (int k = 0; k < count[pool]; k++, i++) {
            double u =
                fmin(fmax(mean[pool], top + h / 2), bottom - h / 2 - (n - 1) * h);
            labels[i].box.y = u + i * h - h / 2;
            labels[i].box.height = h;
        }
    free(mean);
    free(count);
}

/** The label with the nearest neighbour, not the first nor the last; -1: none. */
static int most_crowded(const kkr_radial_label *labels, int n)
{
    int worst = -1;
    double nearest = INFINITY;
    for (int i = 1; i + 1 < n; i++) {
        double gap = fmin(labels[i].end_y - labels[i - 1].end_y,
                          labels[i + 1].end_y - labels[i].end_y);
        if (gap < nearest) {
            nearest = gap;
            worst = i;
        }
    }
    return worst;
}

static double longest_shift(const kkr_radial_label *labels, int n)
{
    double longest = 0;
    for (int i = 0; i < n; i++)
        longest = fmax(longest, fabs(labels[i].box.y + labels[i].box.height / 2 -
                                     labels[i].end_y));
    return longest;
}

int kkr_radial_plot_labels(cairo_t *cr, const kkr_radial_plot *plot,
                           const kkr_radial_layout *layout,
                           const kkr_radial_style *style, kkr_quantity quantity,
                           kkr_radial_label **labels)
{
    const kkr_rect *panel = &layout->panel[quantity];
    *labels = kkr_alloc(plot->curves->n, sizeof **labels);
    bool left = kkr_radial_line_of(quantity) == KKR_RADIAL_V;
    if (plot->curves->n < 2 || (left && !style->left_labels))
        return 0;
    int n = find_ends(plot, panel, quantity, *labels);
    if (n == 0)
        return 0;
    qsort(*labels, n, sizeof **labels, by_end);
    double h = 1.12 * style->label;
    // a little more than the panel: a label may hang over its corner
    double top = panel->y - 0.3 * h, bottom = panel->y + panel->height + 0.3 * h;
    int most = (int)((bottom - top) / h);
    n = choose(*labels, n, most, n > most ? 0.3 * h : 0);
    move_apart(*labels, n, h, top, bottom);
    // Leaders must stay short enough to follow: better a label less.
    for (int i; longest_shift(*labels, n) > 3 * h && (i = most_crowded(*labels, n)) > 0;
         n--) {
        memmove(*labels + i, *labels + i + 1, (n - 1 - i) * sizeof **labels);
        move_apart(*labels, n - 1, h, top, bottom);
    }
    for (int i = 0; i < n; i++) {
        kkr_plot_text text = { .markup = plot->label[(*labels)[i].curve],
                               .size = style->label };
        double height;
        (*labels)[i].box.x = panel->x + panel->width + style->leader;
        kkr_plot_measure(cr, &style->plot, &text, &(*labels)[i].box.width, &height);
    }
    return n;
}
