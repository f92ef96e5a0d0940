// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/panels_private.h"

#include <math.h>
#include <stdio.h>

/** Along one side of one panel; lengths in the unit that is shown. */
typedef struct axis {
    cairo_t *cr;
    const kkr_panels *panels;
    const kkr_panels_style *style;
    const kkr_rect *panel;
    bool upright;         // along t, at the left
    int factor, exponent; // a tick every factor * 10^exponent
    double per_bohr;
} axis;

const char *kkr_panels_length_unit(const kkr_panels *panels, double *per_bohr)
{
    kkr_length_unit unit = panels->recipe.length_unit;
    if (unit == KKR_LENGTH_ALAT && !(panels->alat > 0))
        unit = KKR_LENGTH_BOHR;
    *per_bohr = kkr_length_unit_factor(unit, panels->alat);
    return unit == KKR_LENGTH_ALAT ? "<i>a</i>" : kkr_length_unit_name(unit);
}

/** Short whole numbers along the unit vector u; false if there are none. */
static bool find_indices(kkr_vec3 u, int index[3])
{
    enum { LONGEST = 9 };
    const double part[3] = { u.x, u.y, u.z };
    double largest = fmax(fmax(fabs(u.x), fabs(u.y)), fabs(u.z));
    for (int m = 1; m <= LONGEST; m++) {
        double error = 0;
        for (int k = 0; k < 3; k++) {
            double x = part[k] * m / largest;
            index[k] = (int)lround(x);
            error = fmax(error, fabs(x - index[k]));
        }
        if (error < 1e-6 * m)
            return true;
    }
    return false;
}

/** "x", "−x", "along [1 −1 0]", else the letter of the plane's own coordinate. */
static void name_direction(const kkr_plane *plane, bool upright, char *name,
                           size_t size)
{
    kkr_vec3 u = upright ? plane->v : plane->u;
    int index[3];
    if (!find_indices(u, index)) {
        snprintf(name, size, "<i>%s</i>", upright ? "t" : "s");
        return;
    }
    // Numbers along x are x only if (0, 0) of the plane has x = 0.
    int n = abs(index[0]) + abs(index[1]) + abs(index[2]);
    if (n == 1 && fabs(kkr_vec3_dot(plane->origin, u)) < 1e-6) {
        snprintf(name, size, "%s<i>%s</i>",
                 index[0] + index[1] + index[2] < 0 ? "−" : "",
                 index[0]   ? "x"
                 : index[1] ? "y"
                            : "z");
        return;
    }
    char number[3][16];
    for (int k = 0; k < 3; k++)
        snprintf(number[k], sizeof number[k], "%s%d", index[k] < 0 ? "−" : "",
                 abs(index[k]));
    snprintf(name, size, "along [%s %s %s]", number[0], number[1], number[2]);
}

static void limits(const axis *a, double *low, double *high)
{
    double s0, t0, s1, t1;
    const kkr_rect *p = a->panel;
    kkr_panels_to_plane(a->panels, p, p->x, p->y + p->height, &s0, &t0);
    kkr_panels_to_plane(a->panels, p, p->x + p->width, p->y, &s1, &t1);
    *low = a->per_bohr * (a->upright ? t0 : s0);
    *high = a->per_bohr * (a->upright ? t1 : s1);
}

/** The widest step of 1, 2 or 5 that gives the shorter side three ticks or more. */
static bool choose_step(axis *a)
{
    static const int factors[] = { 5, 2, 1 };
    axis side = *a;
    side.upright = a->panel->height < a->panel->width;
    double low, high;
    limits(&side, &low, &high);
    double span = high - low;
    if (!(span > 1e-9 * fmax(fabs(low), fabs(high))))
        return false;   // so far away that doubles do not tell the ends apart
    low += 0.03 * span; // ticks in the corners do not count
    high -= 0.03 * span;
    int e = (int)floor(log10(span));
    for (int k = 0;; k++) {
        a->factor = factors[k % 3];
        a->exponent = e - k / 3;
        double step = a->factor * pow(10, a->exponent);
        if (floor(high / step) - ceil(low / step) >= 2)
            return true;
    }
}

static double tick_value(const axis *a, double k)
{
    // Dividing gives 0.2 as one types it.
    return a->exponent < 0 ? k * a->factor / pow(10, -a->exponent)
                           : k * a->factor * pow(10, a->exponent);
}

static void write_label(const axis *a, double k, char *label, size_t size)
{
    char format[16], number[48];
    int decimals = k != 0 && a->exponent < 0 ? -a->exponent : 0;
    snprintf(format, sizeof format, "%%.%df", decimals < 16 ? decimals : 16);
    g_ascii_formatd(number, sizeof number, format, fabs(tick_value(a, k)));
    snprintf(label, size, "%s%s", k < 0 ? "−" : "", number);
}

static double gap(const axis *a)
{
    return 0.3 * a->style->plot.ticks;
}

static void draw_tick(const axis *a, double x, double y)
{
    const kkr_rect *p = a->panel;
    double snap = a->style->snap;
    if (a->upright) {
        y = snap > 0 ? (floor(y / snap) + 0.5) * snap : y;
        cairo_move_to(a->cr, p->x - a->style->tick_length, y);
        cairo_line_to(a->cr, p->x, y);
    } else {
        x = snap > 0 ? (floor(x / snap) + 0.5) * snap : x;
        cairo_move_to(a->cr, x, p->y + p->height);
        cairo_line_to(a->cr, x, p->y + p->height + a->style->tick_length);
    }
    cairo_set_line_width(a->cr, a->style->plot.fine);
    kkr_plot_set_color(a->cr, a->style->plot.ink, 1);
    cairo_stroke(a->cr);
}

/** Text with its middle or one end at (x, y), turned to read upwards. */
static void draw_turned(const axis *a, const kkr_plot_text *text, int anchor, double x,
                        double y)
{
    cairo_save(a->cr);
    cairo_translate(a->cr, x, y);
    cairo_rotate(a->cr, -M_PI / 2);
    kkr_plot_draw_text(a->cr, &a->style->plot, text, anchor, 0, 0);
    cairo_restore(a->cr);
}

/** Labels too wide for the room at the left are turned. */
static bool must_turn(const axis *a, double first, double last, double *widest)
{
    *widest = 0;
    for (double k = first; k <= last; k++) {
        char label[64];
        write_label(a, k, label, sizeof label);
        kkr_plot_text text = { .markup = label, .size = a->style->plot.ticks };
        double width, height;
        kkr_plot_measure(a->cr, &a->style->plot, &text, &width, &height);
        *widest = fmax(*widest, width);
    }
    double em = a->style->plot.ticks;
    if (!a->upright || *widest <= 1.8 * em)
        return false;
    *widest = 0.8 * em;
    return true;
}

static void draw_labels(const axis *a, double first, double last, bool turn)
{
    const kkr_rect *p = a->panel;
    double em = a->style->plot.ticks, away = a->style->tick_length + gap(a);
    double right = p->x + p->width + a->style->margin; // of the page, at the right
    double taken = -INFINITY;
    for (double k = first; k <= last; k++) {
        char label[64];
        write_label(a, k, label, sizeof label);
        kkr_plot_text text = { .markup = label,
                               .size = em,
                               .color = a->style->plot.ink };
        double width, height, x, y;
        kkr_plot_measure(a->cr, &a->style->plot, &text, &width, &height);
        double at = tick_value(a, k) / a->per_bohr;
        kkr_panels_to_page(a->panels, p, at, at, &x, &y);
        draw_tick(a, x, y);
        // Along the axis, growing; labels that would touch are left out.
        double along = a->upright ? -y : x, half = width / 2;
        if (a->upright && !turn)
            half = 0.5 * em;
        if (along - half < taken)
            continue;
        taken = along + half + 0.3 * em;
        if (!a->upright)
            kkr_plot_draw_text(
                a->cr, &a->style->plot, &text, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
                fmin(x, right - half), p->y + p->height + away + 0.36 * em);
        else if (turn)
            draw_turned(a, &text, KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE, p->x - away,
                        y);
        else
            kkr_plot_draw_text(a->cr, &a->style->plot, &text,
                               KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE, p->x - away, y);
    }
}

static void draw_title(const axis *a, const char *unit, double labels)
{
    const kkr_rect *p = a->panel;
    const kkr_plane *plane = &a->panels->slice->plane;
    char name[96], title[160];
    name_direction(plane, a->upright, name, sizeof name);
    snprintf(title, sizeof title, "%s (%s)", name, unit);
    double em = a->style->plot.ticks, width, height;
    kkr_plot_text text = { .markup = title, .size = em, .color = a->style->plot.ink };
    kkr_plot_measure(a->cr, &a->style->plot, &text, &width, &height);
    if (width > (a->upright ? p->height : p->width)) // too long: the letter alone
        snprintf(title, sizeof title, "<i>%s</i> (%s)", a->upright ? "t" : "s", unit);
    int anchor = KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE;
    if (a->upright) {
        double x = p->x - a->style->tick_length - gap(a) - labels - 0.55 * em;
        double edge = p->x - a->style->axis_left + 0.78 * em;
        draw_turned(a, &text, anchor, fmax(x, edge), p->y + p->height / 2);
    } else {
        kkr_plot_draw_text(a->cr, &a->style->plot, &text, anchor, p->x + p->width / 2,
                           kkr_panels_caption(a->style, p));
    }
}

static void draw_axis(axis *a, bool upright, const char *unit)
{
    a->upright = upright;
    double low, high, widest;
    limits(a, &low, &high);
    double step = a->factor * pow(10, a->exponent);
    double first = ceil(low / step - 1e-9), last = floor(high / step + 1e-9);
    bool turn = must_turn(a, first, last, &widest);
    draw_labels(a, first, last, turn);
    draw_title(a, unit, widest);
}

double kkr_panels_caption(const kkr_panels_style *style, const kkr_rect *panel)
{
    return panel->y + panel->height + style->axis_bottom - 0.25 * style->plot.ticks;
}

void kkr_panels_draw_axes(cairo_t *cr, const kkr_panels *panels,
                          const kkr_panels_layout *layout,
                          const kkr_panels_style *style)
{
    bool lone = panels->recipe.only >= 0;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        if (!layout->shown[q])
            continue;
        axis a = {
            .cr = cr, .panels = panels, .style = style, .panel = &layout->panel[q]
        };
        const char *unit = kkr_panels_length_unit(panels, &a.per_bohr);
        if (!choose_step(&a))
            continue;
        if (lone || q == KKR_QUANTITY_ABS_V || q == KKR_QUANTITY_ABS_DV)
            draw_axis(&a, false, unit);
        if (lone || q == KKR_QUANTITY_V || q == KKR_QUANTITY_ABS_V)
            draw_axis(&a, true, unit);
    }
}
