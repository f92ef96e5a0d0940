// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/cells_words.h"

#include <math.h>

#include "ui/units.h"

static void append_count(GString *text, int n, const char *one, const char *many)
{
    if (n > 0)
        g_string_append_printf(text, "%s%d %s", text->len ? ", " : "", n,
                               n == 1 ? one : many);
}

char *kkr_cells_title(const KkrCells *cells)
{
    const kkr_case *object = cells->source->object;
    if (cells->site < 0)
        return NULL;
    const kkr_case_site *site = &object->sites[cells->site];
    return g_strdup_printf("<b>%s %d</b>\u2002%d faces, %d vertices, %d edges",
                           site->label, cells->site + 1, site->cell->n_faces,
                           site->cell->n_vertices, site->cell->n_edges);
}

char *kkr_cells_sphere_text(const KkrCells *cells)
{
    char r[64], part[64];
    if (!cells->recipe.cells.sphere || !(cells->radius > 0) || !cells->curves)
        return NULL;
    double inside =
        kkr_shape_curves_value(cells->curves, 0, cells->radius) / sqrt(4 * M_PI);
    kkr_units_length(cells->radius, KKR_LENGTH_BOHR, 1, r, sizeof r);
    g_snprintf(part, sizeof part, "%.4f", inside);
    return g_strdup_printf("Sphere <i>r</i> = %s inside the cell: "
                           "Θ<sub>00</sub> / √4π = %s of its surface",
                           r, part);
}

/* Small whole numbers along a direction, else the direction itself. */
static char *direction_text(kkr_vec3 n)
{
    double most = fmax(fabs(n.x), fmax(fabs(n.y), fabs(n.z)));
    for (int k = 1; k <= 6; k++) {
        double c[3] = { n.x * k / most, n.y * k / most, n.z * k / most };
        double off = 0;
        for (int i = 0; i < 3; i++)
            off = fmax(off, fabs(c[i] - round(c[i])));
        if (off < 1e-5) {
            int d[3] = { (int)lround(c[0]), (int)lround(c[1]), (int)lround(c[2]) };
            int length2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
            g_autofree char *text = g_strdup_printf("(%d, %d, %d)", d[0], d[1], d[2]);
            g_autoptr(GString) signs = g_string_new(text);
            g_string_replace(signs, "-", "−", 0);
            if (length2 > 1)
                g_string_append_printf(signs, "/√%d", length2);
            return g_string_free(g_steal_pointer(&signs), FALSE);
        }
    }
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "(%.3f, %.3f, %.3f)", n.x, n.y, n.z);
    g_string_replace(text, "-", "−", 0);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void append_jump(GString *text, const KkrCells *cells, int site, int face,
                        const kkr_vec3 *at)
{
    const kkr_recipe *recipe = &cells->recipe;
    kkr_mode mode =
        recipe->sampler.mode == KKR_MODE_STORED ? KKR_MODE_STORED : KKR_MODE_CELL;
    char value[64];
    if (at) {
        double jump = kkr_cells_jump_at(cells, mode, site, face, *at);
        if (isnan(jump))
            return;
        kkr_units_energy(jump, recipe->energy_unit, value, sizeof value);
        g_string_append_printf(text, "\u2003<span alpha='70%%'>jump here</span> %s",
                               value);
    } else {
        const kkr_face_jump *jump = kkr_cells_jump(cells, mode, face);
        if (!jump || isnan(jump->rms))
            return;
        kkr_units_energy(jump->rms, recipe->energy_unit, value, sizeof value);
        g_string_append_printf(text, "\u2003<span alpha='70%%'>jump rms</span> %s",
                               value);
    }
}

char *kkr_cells_face_text(const KkrCells *cells, int site, int face, const kkr_vec3 *at)
{
    const kkr_case_site *s = &cells->source->object->sites[site];
    if (!s->cell || face < 0 || face >= s->cell->n_faces)
        return NULL;
    const kkr_face *f = &s->cell->faces[face];
    g_autofree char *normal = direction_text(f->normal);
    g_autofree char *behind = kkr_cells_behind(cells, site, face);
    GString *text = g_string_new(NULL);
    g_string_append_printf(text,
                           "<b>%s %d</b>\u2003<span alpha='70%%'>face</span> %d of %d"
                           "\u2003<span alpha='70%%'>normal</span> %s"
                           "\u2003<span alpha='70%%'>distance</span> %.4f bohr"
                           "\u2003<span alpha='70%%'>area</span> %.4f bohr²"
                           "\u2003<span alpha='70%%'>neighbour</span> %s",
                           s->label, site + 1, face + 1, s->cell->n_faces, normal,
                           f->distance, f->area, behind);
    append_jump(text, cells, site, face, at);
    return g_string_free(text, FALSE);
}

char *kkr_cells_meeting_text(const kkr_shape_curves *curves, int k)
{
    GString *text = g_string_new(NULL);
    append_count(text, curves->meets[k].faces, "face", "faces");
    append_count(text, curves->meets[k].edges, "edge", "edges");
    append_count(text, curves->meets[k].vertices, "vertex", "vertices");
    return g_string_free(text, FALSE);
}

/* --- the colour bar ------------------------------------------------------ */

/* Where there is more room: at the right of a wide picture, below a high one. */
typedef struct Bar {
    bool upright;
    double x, y, length;
} Bar;

enum { BAR = 14, LEAST_BAR = 60 }; // px: width of the ramp, shortest one

static Bar place_bar(const kkr_rect *picture)
{
    Bar bar = { .upright = picture->width > 1.1 * picture->height };
    if (bar.upright) {
        bar.length = fmin(220, picture->height - 160);
        bar.x = picture->x + picture->width - 92;
        bar.y = picture->y + 78;
    } else {
        bar.length = fmin(220, picture->width - 150);
        bar.x = picture->x + picture->width - 30 - bar.length;
        bar.y = picture->y + picture->height - 84;
    }
    return bar;
}

static void draw_ramp(cairo_t *cr, const Bar *bar, const kkr_colormap *map)
{
    double low_y = bar->upright ? bar->y + bar->length : bar->y;
    double high_x = bar->upright ? bar->x : bar->x + bar->length;
    cairo_pattern_t *ramp = cairo_pattern_create_linear(bar->x, low_y, high_x, bar->y);
    for (int k = 0; k <= 64; k++) {
        kkr_rgb c = kkr_colormap_color(map, k / 64.);
        cairo_pattern_add_color_stop_rgb(ramp, k / 64., c.r / 255., c.g / 255.,
                                         c.b / 255.);
    }
    cairo_rectangle(cr, bar->x, bar->y, bar->upright ? BAR : bar->length,
                    bar->upright ? bar->length : BAR);
    cairo_set_source(cr, ramp);
    cairo_fill(cr);
    cairo_pattern_destroy(ramp);
}

static void draw_tick(cairo_t *cr, const kkr_style *style, const Bar *bar,
                      const kkr_tick *tick)
{
    kkr_plot_text text = { .markup = tick->label,
                           .size = style->ticks,
                           .color = style->ink };
    kkr_plot_set_color(cr, style->ink, 0.8);
    cairo_set_line_width(cr, 1);
    if (bar->upright) {
        double y = floor(bar->y + bar->length * (1 - tick->position)) + 0.5;
        cairo_move_to(cr, bar->x + BAR, y);
        cairo_line_to(cr, bar->x + BAR + 4, y);
        cairo_stroke(cr);
        kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                           bar->x + BAR + 7, y);
    } else {
        double x = floor(bar->x + bar->length * tick->position) + 0.5;
        cairo_move_to(cr, x, bar->y + BAR);
        cairo_line_to(cr, x, bar->y + BAR + 4);
        cairo_stroke(cr);
        kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE, x,
                           bar->y + BAR + 7 + style->ticks);
    }
}

void kkr_cells_draw_bar(cairo_t *cr, const kkr_style *style, const KkrCells *cells,
                        kkr_energy_unit unit, const kkr_rect *picture)
{
    bool jump = cells->recipe.cells.color == KKR_CELLS_JUMP;
    kkr_scale shown = cells->scale; // in the unit of the numbers
    double factor = jump ? kkr_energy_unit_factor(unit) : 1;
    Bar bar = place_bar(picture);
    if (bar.length < LEAST_BAR)
        return;
    shown.low *= factor;
    shown.limit *= factor;
    draw_ramp(cr, &bar, cells->map);
    kkr_tick ticks[32];
    int n = kkr_scale_ticks(&shown, 5, ticks, 32);
    for (int k = 0; k < n; k++)
        if (ticks[k].major && ticks[k].position > -1e-9 && ticks[k].position < 1 + 1e-9)
            draw_tick(cr, style, &bar, &ticks[k]);
    g_autofree char *title =
        jump ? g_strdup_printf("<i>V</i> − <i>V</i><sub>behind</sub> (%s)",
                               kkr_energy_unit_name(unit))
             : g_strdup("volume (bohr³)");
    kkr_plot_text text = { .markup = title, .size = style->ticks, .color = style->dim };
    double right = picture->x + picture->width - (bar.upright ? 16 : 30);
    kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_RIGHT | KKR_ANCHOR_BASELINE, right,
                       bar.y - (bar.upright ? 12 : 7));
}
