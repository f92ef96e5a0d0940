// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/radial_plot_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const double kkr_radial_far_outside = 50;

// ---- what the values are like ---------------------------------------------------

/** A value and how much of the r axis it stands for. */
typedef struct weighted {
    double value, weight;
} weighted;

typedef struct sorted {
    weighted *list; // rising
    int n;
    double total;
} sorted;

static int by_value(const void *a, const void *b)
{
    double x = ((const weighted *)a)->value, y = ((const weighted *)b)->value;
    return (x > y) - (x < y);
}

/** All values of a line, in the unit shown, from position `from` of the r axis on. */
static sorted sort_values(const kkr_radial_plot *plot, int line, bool absolute,
                          double from)
{
    size_t room = 1;
    for (int i = 0; i < plot->curves->n; i++)
        room += plot->curves->curve[i].line[line].n;
    sorted s = { .list = kkr_alloc(room, sizeof *s.list) };
    for (int i = 0; i < plot->curves->n; i++) {
        const kkr_radial_line *l = &plot->curves->curve[i].line[line];
        for (int k = 0; k < l->n; k++) {
            int before = k > 0 ? k - 1 : 0, after = k + 1 < l->n ? k + 1 : k;
            double x = kkr_radial_axis_position(&plot->r_axis, l->r[k]);
            double weight = (kkr_radial_axis_position(&plot->r_axis, l->r[after]) -
                             kkr_radial_axis_position(&plot->r_axis, l->r[before])) /
                            2;
            double value = plot->factor * l->value[k];
            if (x < from || x > 1 || !isfinite(value) || (absolute && value == 0))
                continue;
            s.list[s.n++] = (weighted){ absolute ? fabs(value) : value, weight };
            s.total += weight;
        }
    }
    if (s.n)
        qsort(s.list, s.n, sizeof *s.list, by_value);
    return s;
}

static double quantile(const sorted *s, double fraction)
{
    double sum = 0;
    for (int i = 0; i < s->n; i++) {
        sum += s->list[i].weight;
        if (sum >= fraction * s->total)
            return s->list[i].value;
    }
    return s->n ? s->list[s->n - 1].value : 0;
}

/** Does a spherical part rise like 1/r at the nucleus? Then most of the range is there. */
static bool is_steep(const kkr_radial_plot *plot, int line)
{
    sorted s = sort_values(plot, line, true, 0);
    double middle = quantile(&s, 0.5);
    free(s.list);
    for (int i = 0; i < plot->curves->n; i++) {
        const kkr_radial_curve *curve = &plot->curves->curve[i];
        const kkr_radial_line *l = &curve->line[line];
        int k = 0; // the first one shown
        while (k < l->n && kkr_radial_axis_position(&plot->r_axis, l->r[k]) < 0)
            k++;
        if (curve->lm == 0 && k < l->n &&
            plot->factor * fabs(l->value[k]) > 30 * middle)
            return true;
    }
    return false;
}

// ---- axes -----------------------------------------------------------------------

double kkr_radial_axis_position(const radial_axis *axis, double value)
{
    double p = kkr_scale_position(&axis->scale, value);
    p = (p - axis->from) / (axis->to - axis->from);
    return fmin(fmax(p, -kkr_radial_far_outside), kkr_radial_far_outside);
}

static radial_axis whole(kkr_scale scale)
{
    return (radial_axis){ scale, 0, 1 };
}

/** The next of 1, 1.2, 1.5, 2, ... times a power of ten. */
static double round_up(double x)
{
    static const double nice[] = { 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 };
    double decade = pow(10, floor(log10(x)));
    for (size_t i = 0; i < sizeof nice / sizeof *nice; i++)
        if (x <= nice[i] * decade * (1 + 1e-9))
            return nice[i] * decade;
    return 10 * decade;
}

/** Zero always belongs to it, and a little room above and below. */
static radial_axis linear_axis(const sorted *s, bool steep)
{
    double low = s->n ? fmin(s->list[0].value, 0) : 0;
    double high = s->n ? fmax(s->list[s->n - 1].value, 0) : 0;
    if (steep) { // a quarter of the length may leave the panel
        double cut = quantile(s, 0.22);
        low = fmax(low, cut < 0 ? -round_up(-cut) : low);
        double top = quantile(s, 0.78);
        high = fmin(high, top > 0 && -low < 0.1 * top ? round_up(top) : high);
    }
    double room = 0.05 * (high - low);
    if (room == 0)
        room = 1;
    kkr_scale scale = { .kind = KKR_SCALE_LINEAR,
                        .low = steep && low < 0 ? low : low - room,
                        .limit = high + room };
    return whole(scale);
}

/** Linear within the usual values of the outer third, a decade a step beyond. */
static radial_axis symlog_axis(const kkr_radial_plot *plot, int line, const sorted *s)
{
    sorted outer = sort_values(plot, line, true, plot->view.log_r ? 0.85 : 0.67);
    double usual = quantile(&outer, 0.5);
    free(outer.list);
    double low = fmin(quantile(s, 0.004), 0), high = fmax(quantile(s, 0.996), 0);
    double most = fmax(-low, high);
    if (!(usual > 1e-5 * most))
        usual = 1e-5 * most;
    double linear_to = pow(10, round(log10(usual)));
    double limit = pow(10, ceil(log10(most)));
    if (!(linear_to < limit))
        linear_to = limit / 10;
    radial_axis axis =
        whole((kkr_scale){ KKR_SCALE_SYMLOG, true, -limit, limit, linear_to });
    low = fmin(low, -2 * linear_to);
    high = fmax(high, 2 * linear_to);
    axis.from = fmax(kkr_scale_position(&axis.scale, low), 0);
    axis.to = fmin(kkr_scale_position(&axis.scale, high), 1);
    return axis;
}

/** From what few values are below, to the largest. */
static radial_axis log_axis(const kkr_radial_plot *plot, int line)
{
    sorted s = sort_values(plot, line, true, 0);
    double high = s.n ? s.list[s.n - 1].value : 1;
    double low = fmax(quantile(&s, 0.03), 3e-4 * quantile(&s, 0.5));
    free(s.list);
    low = fmax(low, 1e-10 * high);
    if (!(low > 0 && low < 0.3 * high))
        low = 0.1 * high;
    low = pow(10, floor(log10(low) * 2 + 1e-9) / 2); // half decades
    return whole((kkr_scale){ KKR_SCALE_LOG, false, low, 1.3 * high, low });
}

static void set_axes(kkr_radial_plot *plot)
{
    double r_max = kkr_sampler_r_display * 2;
    for (int i = 0; i < plot->curves->n; i++)
        r_max = fmax(r_max, plot->curves->curve[i].r_max);
    kkr_scale r_scale = { .kind = plot->view.log_r ? KKR_SCALE_LOG : KKR_SCALE_LINEAR,
                          .low = plot->view.log_r ? kkr_sampler_r_display : 0,
                          .limit = r_max };
    double low = fmax(plot->view.r_from, r_scale.low);
    double high = plot->view.r_to > 0 ? fmin(plot->view.r_to, r_max) : r_max;
    if (high - low > 1e-6 * r_max) { // else nothing would be left
        r_scale.low = low;
        r_scale.limit = high;
    }
    plot->r_axis = whole(r_scale);
    for (int line = 0; line < KKR_RADIAL_LINES; line++) {
        plot->empty[line] = true;
        for (int i = 0; i < plot->curves->n; i++)
            plot->empty[line] &= plot->curves->curve[i].line[line].n == 0;
        bool steep = is_steep(plot, line);
        sorted s = sort_values(plot, line, false, 0);
        int plain = line == KKR_RADIAL_V ? KKR_QUANTITY_V : KKR_QUANTITY_DV;
        int absolute = line == KKR_RADIAL_V ? KKR_QUANTITY_ABS_V : KKR_QUANTITY_ABS_DV;
        bool symlog = steep && (line == KKR_RADIAL_DV || plot->view.log_r);
        plot->axis[plain] =
            symlog ? symlog_axis(plot, line, &s) : linear_axis(&s, steep);
        plot->axis[absolute] = log_axis(plot, line);
        free(s.list);
    }
}

// ---- marks and colours ----------------------------------------------------------

static bool same(double a, double b)
{
    return fabs(a - b) <= 1e-6 * fmax(fabs(a), fabs(b));
}

static void set_marks(kkr_radial_plot *plot)
{
    const kkr_radial_curves *curves = plot->curves;
    if (curves->n == 0 || plot->view.bare)
        return;
    const kkr_radial_curve *first = &curves->curve[0];
    bool borders = true, ir_min = true, cut = true, end = true;
    for (int i = 0; i < curves->n; i++) {
        const kkr_radial_curve *c = &curves->curve[i];
        int k = 0;
        while (k < plot->n_r_mt && !same(plot->r_mt[k], c->r_mt))
            k++;
        if (k == plot->n_r_mt && k < RADIAL_MAX_R_MT && c->r_mt > 0)
            plot->r_mt[plot->n_r_mt++] = c->r_mt;
        ir_min &= same(c->r_ir_min, first->r_ir_min);
        cut &= same(c->r_cut, first->r_cut);
        end &= same(c->r_max, first->r_max);
        borders &= c->n_borders == first->n_borders;
        for (int b = 0; borders && b < c->n_borders; b++)
            borders = same(c->border[b], first->border[b]);
    }
    plot->r_ir_min = ir_min ? first->r_ir_min : 0;
    plot->r_cut = cut && !same(first->r_cut, first->r_max) ? first->r_cut : 0;
    plot->r_max = end ? first->r_max : 0;
    plot->n_borders = borders ? first->n_borders : 0;
    plot->border = first->border;
}

/** The part of the map that families use: what is paler is lost on the paper. */
kkr_rgb kkr_radial_map_color(const kkr_radial_plot *plot, double fraction)
{
    const kkr_colormap *map = plot->view.map;
    if (!map)
        map = kkr_colormap_get("sequential", plot->view.dark);
    // Heavy nuclei have the strong colours: dark on paper, light on a dark ground.
    double from = kkr_rgb_lightness(kkr_colormap_color(map, 0));
    double to = kkr_rgb_lightness(kkr_colormap_color(map, 1));
    bool backwards = plot->view.dark ? from > to : from < to;
    double low = plot->view.dark ? 0.42 : 0.30, high = 0.96;
    if (strcmp(map->name, "sequential") != 0) // never as pale as paper
        low = plot->view.dark ? 0.28 : 0.17;
    double f = low + (high - low) * fraction;
    return kkr_colormap_color(map, backwards ? 1 - f : f);
}

static void set_colors(kkr_radial_plot *plot)
{
    const kkr_radial_curves *curves = plot->curves;
    plot->color = kkr_alloc(curves->n, sizeof *plot->color);
    plot->z_low = INFINITY;
    plot->z_high = -INFINITY;
    for (int i = 0; i < curves->n; i++) {
        plot->z_low = fmin(plot->z_low, curves->curve[i].z);
        plot->z_high = fmax(plot->z_high, curves->curve[i].z);
    }
    bool by_z = curves->is_family && plot->z_high > plot->z_low;
    for (int i = 0; i < curves->n; i++) {
        double f = curves->n > 1 ? (double)i / (curves->n - 1) : 0.55;
        if (by_z)
            f = (curves->curve[i].z - plot->z_low) / (plot->z_high - plot->z_low);
        plot->color[i] = kkr_radial_map_color(plot, f);
    }
}

// ---- the plot -------------------------------------------------------------------

static void trace_line(const kkr_radial_plot *plot, int line,
                       const kkr_radial_line *from, radial_trace *to)
{
    int plain = line == KKR_RADIAL_V ? KKR_QUANTITY_V : KKR_QUANTITY_DV;
    int absolute = line == KKR_RADIAL_V ? KKR_QUANTITY_ABS_V : KKR_QUANTITY_ABS_DV;
    to->n = from->n;
    to->x = kkr_alloc(from->n, sizeof *to->x);
    for (int k = 0; k < 2; k++)
        to->y[k] = kkr_alloc(from->n, sizeof *to->y[k]);
    for (int i = 0; i < from->n; i++) {
        double value = plot->factor * from->value[i];
        to->x[i] = (float)kkr_radial_axis_position(&plot->r_axis, from->r[i]);
        to->y[0][i] = (float)kkr_radial_axis_position(&plot->axis[plain], value);
        to->y[1][i] =
            (float)kkr_radial_axis_position(&plot->axis[absolute], fabs(value));
    }
}

/** Do two curves look the same, as those of equivalent sites? */
static bool are_twins(const kkr_radial_plot *plot, int a, int b)
{
    const double tolerance = 1e-3; // of an axis
    for (int line = 0; line < KKR_RADIAL_LINES; line++) {
        const radial_trace *p = &plot->trace[a][line], *q = &plot->trace[b][line];
        if (p->n != q->n)
            return false;
        for (int k = 0; k < p->n; k++)
            if (!(fabsf(p->x[k] - q->x[k]) < tolerance) ||
                !(fabsf(p->y[0][k] - q->y[0][k]) < tolerance) ||
                !(fabsf(p->y[1][k] - q->y[1][k]) < tolerance))
                return false;
    }
    return true;
}

/** Twins share a label, "Cu 2 +11", at the line that is drawn last and seen. */
static void set_labels(kkr_radial_plot *plot)
{
    int n = plot->curves->n;
    plot->label = kkr_alloc(n, sizeof *plot->label);
    int *first = kkr_alloc(n, sizeof *first), *count = kkr_alloc(n, sizeof *count);
    int *last = kkr_alloc(n, sizeof *last);
    for (int i = 0; i < n; i++) {
        first[i] = i;
        for (int k = 0; k < i && first[i] == i; k++)
            if (first[k] == k && are_twins(plot, k, i))
                first[i] = k;
        last[first[i]] = i;
        count[first[i]]++;
    }
    for (int i = 0; i < n; i++) {
        if (first[i] != i)
            continue;
        char *name = g_markup_escape_text(plot->curves->curve[i].name, -1);
        plot->label[last[i]] =
            count[i] > 1 ? kkr_strdup_printf("%s\u2009+%d", name, count[i] - 1)
                         : kkr_strdup(name);
        g_free(name);
    }
    free(first);
    free(count);
    free(last);
}

kkr_radial_view kkr_radial_view_of(const kkr_recipe *recipe)
{
    kkr_radial_view view = {
        .log_r = recipe->radial_log,
        .unit = recipe->energy_unit,
        .dark = recipe->dark,
        .field = recipe->sampler.channel == KKR_CHANNEL_B &&
                 recipe->radial_overlay != KKR_RADIAL_SPINS,
        .map = kkr_colormap_get(recipe->sequential, recipe->dark),
        .bare = !recipe->radial_marks,
        .r_from = recipe->radial_from,
        .r_to = recipe->radial_to,
    };
    kkr_recipe_model_name(recipe, view.model, sizeof view.model);
    return view;
}

kkr_radial_plot *kkr_radial_plot_new(const kkr_radial_curves *curves,
                                     const kkr_radial_view *view)
{
    kkr_radial_plot *plot = kkr_alloc(1, sizeof *plot);
    plot->curves = curves;
    plot->view = *view;
    plot->factor = kkr_energy_unit_factor(view->unit);
    set_axes(plot);
    set_marks(plot);
    set_colors(plot);
    plot->trace = kkr_alloc(curves->n, sizeof *plot->trace);
    for (int i = 0; i < curves->n; i++)
        for (int line = 0; line < KKR_RADIAL_LINES; line++)
            trace_line(plot, line, &curves->curve[i].line[line], &plot->trace[i][line]);
    set_labels(plot);
    return plot;
}

void kkr_radial_plot_free(kkr_radial_plot *plot)
{
    if (!plot)
        return;
    for (int i = 0; i < plot->curves->n; i++)
        for (int line = 0; line < KKR_RADIAL_LINES; line++) {
            free(plot->trace[i][line].x);
            free(plot->trace[i][line].y[0]);
            free(plot->trace[i][line].y[1]);
        }
    for (int i = 0; i < plot->curves->n; i++)
        free(plot->label[i]);
    free(plot->label);
    free(plot->trace);
    free(plot->color);
    free(plot);
}

// ---- from the page and to it ----------------------------------------------------

void kkr_radial_plot_to_page(const kkr_radial_plot *plot,
                             const kkr_radial_layout *layout, kkr_quantity quantity,
                             double r, double value, double *x, double *y)
{
    const kkr_rect *p = &layout->panel[quantity];
    value *= plot->factor;
    if (kkr_radial_is_absolute(quantity))
        value = fabs(value);
    *x = p->x + p->width * kkr_radial_axis_position(&plot->r_axis, r);
    *y =
        p->y + p->height * (1 - kkr_radial_axis_position(&plot->axis[quantity], value));
}

void kkr_radial_plot_range(const kkr_radial_plot *plot, double *from, double *to)
{
    *from = plot->r_axis.scale.low;
    *to = plot->r_axis.scale.limit;
}

double kkr_radial_plot_r(const kkr_radial_plot *plot, const kkr_radial_layout *layout,
                         kkr_quantity quantity, double x)
{
    const kkr_rect *p = &layout->panel[quantity];
    return kkr_scale_value(&plot->r_axis.scale, (x - p->x) / p->width);
}

/** Distance from the origin to the piece from a to b; *f says where on it. */
static double distance_to(double ax, double ay, double bx, double by, double *f)
{
    double dx = bx - ax, dy = by - ay, length2 = dx * dx + dy * dy;
    *f = length2 > 0 ? fmin(fmax(-(ax * dx + ay * dy) / length2, 0), 1) : 0;
    return hypot(ax + *f * dx, ay + *f * dy);
}

kkr_radial_pick kkr_radial_plot_pick(const kkr_radial_plot *plot,
                                     const kkr_radial_layout *layout, double x,
                                     double y, double within)
{
    kkr_radial_pick pick = { .curve = -1, .distance = within };
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        const kkr_rect *p = &layout->panel[q];
        if (x < p->x - within || x > p->x + p->width + within || y < p->y ||
            y > p->y + p->height)
            continue;
        int line = kkr_radial_line_of(q), absolute = kkr_radial_is_absolute(q);
        for (int i = 0; i < plot->curves->n; i++) {
            const radial_trace *t = &plot->trace[i][line];
            double ax = 0, ay = 0;
            for (int k = 0; k < t->n; k++) {
                double bx = p->x + p->width * t->x[k] - x;
                double by = p->y + p->height * (1 - t->y[absolute][k]) - y, f = 1;
                double distance = k ? distance_to(ax, ay, bx, by, &f) : hypot(bx, by);
                if (distance <= pick.distance)
                    pick = (kkr_radial_pick){ .curve = i,
                                              .quantity = q,
                                              .point = f < 0.5 ? k - 1 : k,
                                              .distance = distance };
                ax = bx;
                ay = by;
            }
        }
    }
    if (pick.curve >= 0) {
        const kkr_radial_line *l =
            &plot->curves->curve[pick.curve].line[kkr_radial_line_of(pick.quantity)];
        pick.r = l->r[pick.point];
        pick.value = l->value[pick.point];
    }
    return pick;
}
