// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/panels_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const kkr_rgb dark_ink = { 0x10, 0x13, 0x17 }, light_ink = { 255, 255, 255 };

typedef struct box {
    double x0, y0, x1, y1;
} box;

typedef struct view {
    cairo_t *cr;
    const kkr_panels *panels;
    const kkr_panels_style *style;
    kkr_quantity quantity;
    const kkr_rect *panel;
    double unit; // page lengths per bohr
} view;

/** Ink that shows on the data: dark lines on light maps, light ones on dark maps. */
static kkr_rgb line_color(const view *v)
{
    return v->panels->recipe.dark ? (kkr_rgb){ 255, 255, 255 } : (kkr_rgb){ 0, 0, 0 };
}

static double line_length(const float (*p)[2], int n)
{
    double sum = 0;
    for (int k = 0; k + 1 < n; k++)
        sum += hypot(p[k + 1][0] - p[k][0], p[k + 1][1] - p[k][1]);
    return sum;
}

static void draw_contours(const view *v)
{
    const kkr_slice *slice = v->panels->slice;
    double pixel = slice->pitch * v->unit; // page lengths per slice pixel
    double x0, y0;
    kkr_panels_to_page(v->panels, v->panel, slice->s0, slice->t0, &x0, &y0);
    cairo_set_line_join(v->cr, CAIRO_LINE_JOIN_ROUND);
    for (int i = 0; i < v->panels->n_levels[v->quantity]; i++) {
        const panels_level *level = &v->panels->level[v->quantity][i];
        const kkr_contour *c = level->contour;
        bool zero = c->level == 0;
        for (int line = 0; line < c->n_lines; line++) {
            const float(*p)[2] = (const float(*)[2])c->points + c->start[line];
            int n = c->start[line + 1] - c->start[line];
            // Too close to its neighbours, or a speck.
            if ((!zero && level->spacing[line] * pixel < v->style->contour_gap) ||
                line_length(p, n) * pixel < 8 * v->style->contour_gap)
                continue;
            for (int k = 0; k < n; k++)
                cairo_line_to(v->cr, x0 + p[k][0] * pixel, y0 - p[k][1] * pixel);
            if (n > 2 && p[0][0] == p[n - 1][0] && p[0][1] == p[n - 1][1])
                cairo_close_path(v->cr);
            cairo_new_sub_path(v->cr);
        }
        cairo_set_line_width(v->cr, zero ? v->style->zero : v->style->contour);
        kkr_plot_set_color(v->cr, line_color(v), zero ? 0.75 : 0.5);
        cairo_stroke(v->cr);
    }
}

static void draw_cell(const view *v, const kkr_slice_cell *cell)
{
    cairo_new_sub_path(v->cr);
    for (int k = 0; k < cell->n; k++) {
        double x, y;
        kkr_panels_to_page(v->panels, v->panel, cell->corner[k][0], cell->corner[k][1],
                           &x, &y);
        cairo_line_to(v->cr, x, y);
    }
    cairo_close_path(v->cr);
}

static void draw_cells(const view *v)
{
    const kkr_slice *slice = v->panels->slice;
    cairo_set_line_join(v->cr, CAIRO_LINE_JOIN_MITER);
    // All ordinary cells are one path: shared faces are not drawn darker.
    for (int k = 0; k < slice->n_cells; k++)
        if (slice->cells[k].site >= 0 && !slice->cells[k].is_impurity)
            draw_cell(v, &slice->cells[k]);
    cairo_set_line_width(v->cr, v->style->cell);
    kkr_plot_set_color(v->cr, line_color(v), 0.7);
    cairo_stroke(v->cr);
    for (int k = 0; k < slice->n_cells; k++)
        if (slice->cells[k].is_impurity)
            draw_cell(v, &slice->cells[k]);
    cairo_set_line_width(v->cr, v->style->impurity);
    kkr_plot_set_color(v->cr, line_color(v), 1);
    cairo_stroke(v->cr);
}

/** Who owns what: neighbours in the list of sites get different tints. */
static void draw_owners(const view *v)
{
    // M. Okabe and K. Ito, Color Universal Design (2008), without black and yellow
    static const kkr_rgb tints[] = { { 230, 159, 0 }, { 86, 180, 233 },
                                     { 0, 158, 115 }, { 204, 121, 167 },
                                     { 0, 114, 178 }, { 213, 94, 0 } };
    const kkr_slice *slice = v->panels->slice;
    for (int k = 0; k < slice->n_cells; k++) {
        int site = slice->cells[k].site;
        if (site < 0)
            continue;
        draw_cell(v, &slice->cells[k]);
        kkr_plot_set_color(v->cr, tints[site % (int)(sizeof tints / sizeof *tints)],
                           0.3);
        cairo_fill(v->cr);
    }
}

/** The slice's mean colour inside a box of the page, and how much it varies, 0 .. 1. */
static kkr_rgb ground(const view *v, box b, double *variety)
{
    enum { SAMPLES = 5 };
    const kkr_slice *slice = v->panels->slice;
    double sum[3] = { 0 }, squares = 0;
    for (int k = 0; k < SAMPLES * SAMPLES; k++) {
        double fx = (k % SAMPLES + 0.5) / SAMPLES;
        double fy = ((double)(k / SAMPLES) + 0.5) / SAMPLES, s, t;
        kkr_panels_to_plane(v->panels, v->panel, b.x0 + fx * (b.x1 - b.x0),
                            b.y0 + fy * (b.y1 - b.y0), &s, &t);
        double i = round((s - slice->s0) / slice->pitch);
        double j = round((t - slice->t0) / slice->pitch);
        int column = (int)fmin(fmax(i, 0), slice->width - 1);
        int row = (int)fmin(fmax(j, 0), slice->height - 1);
        kkr_rgb c = kkr_panels_pixel(v->panels, v->style, v->quantity, column, row);
        sum[0] += c.r;
        sum[1] += c.g;
        sum[2] += c.b;
        squares += c.r * c.r + c.g * c.g + c.b * c.b;
    }
    const double n = SAMPLES * SAMPLES;
    double mean2 = (sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]) / (n * n);
    *variety = fmin(sqrt(fmax(squares / n - mean2, 0)) / 80, 1);
    return (kkr_rgb){ (unsigned char)lround(sum[0] / n),
                      (unsigned char)lround(sum[1] / n),
                      (unsigned char)lround(sum[2] / n) };
}

static bool overlaps(const box *a, const box *b)
{
    return a->x0 < b->x1 && b->x0 < a->x1 && a->y0 < b->y1 && b->y0 < a->y1;
}

/** The label below the dot, above it where there is no room, else none. */
static bool place_label(const view *v, double x, double y, double width, double height,
                        const box *taken, int n_taken, box *place)
{
    double gap = v->style->atom + 0.25 * height;
    for (int side = 1; side >= -1; side -= 2) {
        double middle = y + side * (gap + height / 2);
        *place = (box){ x - width / 2, middle - height / 2, x + width / 2,
                        middle + height / 2 };
        const kkr_rect *p = v->panel;
        bool fits = place->x0 > p->x + 1 && place->x1 < p->x + p->width - 1 &&
                    place->y0 > p->y + 1 && place->y1 < p->y + p->height - 1;
        for (int k = 0; k < n_taken && fits; k++)
            fits = !overlaps(place, &taken[k]);
        if (fits)
            return true;
    }
    return false;
}

static void draw_label(const view *v, const kkr_slice_atom *atom, double x, double y,
                       box *taken, int *n_taken)
{
    char name[sizeof atom->label];
    memcpy(name, atom->label, sizeof name);
    name[sizeof name - 1] = 0;
    char *number = strchr(name, ' ');
    if (number && !v->style->numbers)
        *number = 0;
    char *markup = g_markup_escape_text(name, -1);
    kkr_plot_text text = { .markup = markup, .size = v->style->plot.ticks };
    double width, height;
    kkr_plot_measure(v->cr, &v->style->plot, &text, &width, &height);
    box place;
    if (place_label(v, x, y, width, 0.8 * text.size, taken, *n_taken, &place)) {
        // A rim in the colour of the ground hides lines behind the letters; on
        // motley ground it turns to the opposite of the ink.
        double variety;
        kkr_rgb below = ground(v, place, &variety);
        bool pale = kkr_rgb_lightness(below) > 58;
        text.color = pale ? dark_ink : light_ink;
        text.halo = 0.11 * text.size;
        text.halo_color = kkr_rgb_mix(below, pale ? light_ink : dark_ink, variety);
        kkr_plot_draw_text(v->cr, &v->style->plot, &text,
                           KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE, x,
                           (place.y0 + place.y1) / 2);
        taken[(*n_taken)++] = place;
    }
    g_free(markup);
}

static void draw_muffin_tin(const view *v, const kkr_slice_atom *atom, double x,
                            double y)
{
    double r2 = atom->r_mt * atom->r_mt - atom->height * atom->height;
    if (!(r2 > 0))
        return;
    double dash = 3 * v->style->cell;
    cairo_new_sub_path(v->cr);
    cairo_arc(v->cr, x, y, sqrt(r2) * v->unit, 0, 2 * M_PI);
    cairo_set_dash(v->cr, &dash, 1, 0);
    cairo_set_line_width(v->cr, v->style->cell);
    kkr_plot_set_color(v->cr, line_color(v), 0.7);
    cairo_stroke(v->cr);
    cairo_set_dash(v->cr, NULL, 0, 0);
}

static void draw_atom(const view *v, const kkr_slice_atom *atom, double x, double y)
{
    // Atoms in front of or behind the plane are faint.
    double alpha = fabs(atom->height) < 0.05 ? 1 : 0.4;
    double r = v->style->atom;
    box around = { x - 2 * r, y - 2 * r, x + 2 * r, y + 2 * r };
    double variety;
    bool pale = kkr_rgb_lightness(ground(v, around, &variety)) > 58;
    cairo_new_sub_path(v->cr);
    cairo_arc(v->cr, x, y, r, 0, 2 * M_PI);
    kkr_plot_set_color(v->cr, light_ink, alpha);
    if (pale) {
        cairo_fill_preserve(v->cr);
        cairo_set_line_width(v->cr, 0.4 * r);
        kkr_plot_set_color(v->cr, dark_ink, alpha);
        cairo_stroke(v->cr);
    } else {
        cairo_fill(v->cr);
    }
}

static int by_importance(const void *a, const void *b)
{
    const kkr_slice_atom *x = *(const kkr_slice_atom *const *)a;
    const kkr_slice_atom *y = *(const kkr_slice_atom *const *)b;
    if (x->is_impurity != y->is_impurity)
        return x->is_impurity ? -1 : 1;
    double d = fabs(x->height) - fabs(y->height);
    if (fabs(d) > 1e-6)
        return d < 0 ? -1 : 1;
    return x < y ? -1 : x > y; // one array: its order
}

static void draw_atoms(const view *v)
{
    const kkr_slice *slice = v->panels->slice;
    const kkr_recipe *recipe = &v->panels->recipe;
    size_t n = (size_t)slice->n_atoms;
    const kkr_slice_atom **order = kkr_alloc(n + 1, sizeof *order);
    box *taken = kkr_alloc(2 * n + 1, sizeof *taken);
    int n_taken = 0, n_shown = 0;
    for (size_t k = 0; k < n; k++) {
        const kkr_slice_atom *atom = &slice->atoms[k];
        double x, y, r = v->style->atom;
        kkr_panels_to_page(v->panels, v->panel, atom->s, atom->t, &x, &y);
        if (atom->site < 0 || x < v->panel->x - r || y < v->panel->y - r ||
            x > v->panel->x + v->panel->width + r ||
            y > v->panel->y + v->panel->height + r)
            continue;
        order[n_shown++] = atom;
        if (recipe->show_r_mt)
            draw_muffin_tin(v, atom, x, y);
        if (recipe->show_atoms) {
            draw_atom(v, atom, x, y);
            taken[n_taken++] = (box){ x - r, y - r, x + r, y + r };
        }
    }
    qsort(order, (size_t)n_shown, sizeof *order, by_importance);
    for (int k = 0; k < n_shown && recipe->show_labels && v->style->labels; k++) {
        double x, y;
        kkr_panels_to_page(v->panels, v->panel, order[k]->s, order[k]->t, &x, &y);
        draw_label(v, order[k], x, y, taken, &n_taken);
    }
    free(taken);
    free(order);
}

void kkr_panels_draw_marks(cairo_t *cr, const kkr_panels *panels,
                           const kkr_panels_style *style, kkr_quantity quantity,
                           const kkr_rect *panel)
{
    if (!panels->slice || panels->unknown[quantity] >= 1)
        return;
    const view v = { cr, panels, style, quantity, panel, panel->width / panels->width };
    if (panels->recipe.show_owners)
        draw_owners(&v);
    draw_contours(&v);
    if (panels->recipe.show_cells)
        draw_cells(&v);
    if (panels->slice->width > 0 && panels->slice->height > 0)
        draw_atoms(&v);
}
