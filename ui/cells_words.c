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

void kkr_cells_draw_bar(cairo_t *cr, const kkr_style *style, const KkrCells *cells,
                        kkr_energy_unit unit, const kkr_rect *picture)
{
    bool jump = cells->recipe.cells.color == KKR_CELLS_JUMP;
    double width = 14, height = fmin(220, picture->height - 160);
    double x = picture->x + picture->width - 92, y = picture->y + 78;
    kkr_scale shown = cells->scale; // in the unit of the numbers
    double factor = jump ? kkr_energy_unit_factor(unit) : 1;
    if (height < 60)
        return;
    shown.low *= factor;
    shown.limit *= factor;
    cairo_pattern_t *ramp = cairo_pattern_create_linear(0, y + height, 0, y);
    for (int k = 0; k <= 64; k++) {
        kkr_rgb c = kkr_colormap_color(cells->map, k / 64.);
        cairo_pattern_add_color_stop_rgb(ramp, k / 64., c.r / 255., c.g / 255.,
                                         c.b / 255.);
    }
    cairo_rectangle(cr, x, y, width, height);
    cairo_set_source(cr, ramp);
    cairo_fill(cr);
    cairo_pattern_destroy(ramp);
    kkr_tick ticks[32];
    int n = kkr_scale_ticks(&shown, 5, ticks, 32);
    kkr_plot_text text = { .size = style->ticks, .color = style->ink };
    for (int k = 0; k < n; k++) {
        double at = floor(y + height * (1 - ticks[k].position)) + 0.5;
        if (!ticks[k].major || ticks[k].position < -1e-9 ||
            ticks[k].position > 1 + 1e-9)
            continue;
        cairo_move_to(cr, x + width, at);
        cairo_line_to(cr, x + width + 4, at);
        kkr_plot_set_color(cr, style->ink, 0.8);
        cairo_set_line_width(cr, 1);
        cairo_stroke(cr);
        text.markup = ticks[k].label;
        kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                           x + width + 7, at);
    }
    g_autofree char *title =
        jump ? g_strdup_printf("<i>V</i> − <i>V</i><sub>behind</sub> (%s)",
                               kkr_energy_unit_name(unit))
             : g_strdup("volume (bohr³)");
    text.markup = title;
    text.color = style->dim;
    kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_RIGHT | KKR_ANCHOR_BASELINE,
                       picture->x + picture->width - 16, y - 12);
}
