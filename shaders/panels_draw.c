// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/panels_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void kkr_panels_title(const kkr_recipe *recipe, kkr_quantity quantity, char *markup,
                      size_t size)
{
    static const char *const spins[] = {
        [KKR_CHANNEL_UP] = "↑", [KKR_CHANNEL_DOWN] = "↓", [KKR_CHANNEL_B] = ""
    };
    const kkr_sampler_params *sampled = &recipe->sampler;
    const char *letter = sampled->channel == KKR_CHANNEL_B ? "B" : "V";
    const char *spin =
        sampled->channel == KKR_CHANNEL_AVERAGE ? "" : spins[sampled->channel];
    const char *shape = sampled->mode == KKR_MODE_STORED ? "Θ" : "";
    bool difference = quantity == KKR_QUANTITY_DV || quantity == KKR_QUANTITY_ABS_DV;
    bool absolute = quantity == KKR_QUANTITY_ABS_V || quantity == KKR_QUANTITY_ABS_DV;
    char subtracted[96] = "", subscript[32] = "";
    if (*spin)
        snprintf(subscript, sizeof subscript, "<sub>%s</sub>", spin);
    // Thin and hair spaces: an italic V leans over what follows it.
    if (difference)
        snprintf(subtracted, sizeof subtracted,
                 "\u2009−\u200a<i>%s</i><sub>0%s</sub>%s", letter, spin, shape);
    const char *end = !absolute ? "" : difference ? "\u200a|" : "\u2009|";
    snprintf(markup, size, "%s<i>%s</i>%s%s%s%s", absolute ? "|\u200a" : "", letter,
             subscript, shape, subtracted, end);
}

void kkr_panels_heading(const kkr_recipe *recipe, kkr_quantity quantity, char *markup,
                        size_t size)
{
    char name[64];
    kkr_panels_title(recipe, quantity, markup, size);
    kkr_recipe_model_name(recipe, name, sizeof name);
    if (!*name)
        return;
    char *safe = g_markup_escape_text(name, -1);
    size_t used = strlen(markup);
    snprintf(markup + used, size - used, ", %s", safe);
    g_free(safe);
}

static void clip_to(cairo_t *cr, const kkr_rect *r)
{
    cairo_rectangle(cr, r->x, r->y, r->width, r->height);
    cairo_clip(cr);
}

static void draw_image(cairo_t *cr, const kkr_panels *panels,
                       const kkr_panels_style *style, kkr_quantity quantity,
                       const kkr_rect *panel)
{
    const kkr_slice *slice = panels->slice;
    cairo_save(cr);
    clip_to(cr, panel);
    kkr_plot_set_color(cr, style->plot.unknown, 1);
    cairo_paint(cr);
    if (slice) {
        cairo_surface_t *image = kkr_panels_image(panels, style, quantity, NULL);
        double x, y, unit = slice->pitch * panel->width / panels->width;
        kkr_panels_to_page(panels, panel, slice->s0 - 0.5 * slice->pitch,
                           slice->t0 + (slice->height - 0.5) * slice->pitch, &x, &y);
        cairo_translate(cr, x, y);
        cairo_scale(cr, unit, unit);
        cairo_set_source_surface(cr, image, 0, 0);
        cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
        cairo_paint(cr);
        cairo_surface_destroy(image);
    }
    cairo_restore(cr);
}

static void draw_frame(cairo_t *cr, const kkr_panels_style *style,
                       const kkr_rect *panel)
{
    double width = style->frame;
    cairo_rectangle(cr, panel->x + width / 2, panel->y + width / 2,
                    panel->width - width, panel->height - width);
    cairo_set_line_width(cr, width);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
    kkr_plot_set_color(cr, style->plot.line, 1);
    cairo_stroke(cr);
}

/** A paper-coloured box behind what is written in a panel. */
static void draw_chip(cairo_t *cr, const kkr_panels_style *style, double x, double y,
                      double width, double height)
{
    double r = 2;
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + width - r, y + r, r, -M_PI / 2, 0);
    cairo_arc(cr, x + width - r, y + height - r, r, 0, M_PI / 2);
    cairo_arc(cr, x + r, y + height - r, r, M_PI / 2, M_PI);
    cairo_arc(cr, x + r, y + r, r, M_PI, 3 * M_PI / 2);
    cairo_close_path(cr);
    kkr_plot_set_color(cr, style->plot.paper, 0.88);
    cairo_fill(cr);
}

/** Text in a chip in one of the corners; none if it takes more than `room`. */
static void draw_corner(cairo_t *cr, const kkr_panels_style *style,
                        const kkr_rect *panel, bool right, bool bottom, double room,
                        const kkr_plot_text *text)
{
    double width, height;
    kkr_plot_measure(cr, &style->plot, text, &width, &height);
    double em = text->size, inset = 0.62 * em, pad = 0.55 * em, high = 1.65 * em;
    if (width + 2 * pad + inset > room)
        return;
    double x =
        right ? panel->x + panel->width - inset - width - 2 * pad : panel->x + inset;
    double y = bottom ? panel->y + panel->height - inset - high : panel->y + inset;
    x = round(x);
    y = round(y);
    draw_chip(cr, style, x, y, width + 2 * pad, high);
    kkr_plot_draw_text(cr, &style->plot, text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                       x + pad, y + high / 2);
}

/** Returns where the title ends. */
static double draw_title(cairo_t *cr, const kkr_panels *panels,
                         const kkr_panels_layout *layout, const kkr_panels_style *style,
                         int quantity)
{
    const kkr_rect *panel = &layout->panel[quantity];
    char title[320];
    kkr_panels_title(&panels->recipe, quantity, title, sizeof title);
    if (style->chips && panels->recipe.own[quantity].unlinked) {
        size_t n = strlen(title); // calmly: its plane says the rest
        snprintf(title + n, sizeof title - n,
                 "  <span size=\"smaller\" weight=\"normal\" color=\"#%02x%02x%02x\">"
                 "unlinked</span>",
                 style->plot.dim.r, style->plot.dim.g, style->plot.dim.b);
    }
    kkr_plot_text text = { .markup = title,
                           .size = style->title,
                           .bold = style->chips,
                           .color = style->plot.ink };
    if (style->chips) {
        draw_corner(cr, style, panel, false, false, panel->width, &text);
        return panel->x + panel->width;
    }
    double baseline = panel->y - 0.3 * style->title_height;
    double x = panel->x;
    if (style->letters && layout->n_bars == 2) {
        x = kkr_plot_draw_letter(cr, &style->plot, panels->recipe.lettering.letters,
                                 quantity, x, baseline);
    }
    kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE,
                       x, baseline);
    double width, height;
    kkr_plot_measure(cr, &style->plot, &text, &width, &height);
    return x + width;
}

/** 1, 2 or 5 times a power of ten, about a sixth of the panel. */
static double scale_bar_length(double width)
{
    double decade = pow(10, floor(log10(width / 4)));
    double factor = width / 4 / decade;
    return decade * (factor >= 5 ? 5 : factor >= 2 ? 2 : 1);
}

double kkr_panels_draw_scale_bar(cairo_t *cr, const kkr_panels *panels,
                                 const kkr_panels_style *style, const kkr_rect *panel)
{
    double factor;
    const char *unit = kkr_panels_length_unit(panels, &factor);
    double length = scale_bar_length(panels->width * factor);
    char number[32], label[64];
    g_ascii_formatd(number, sizeof number, "%g", length);
    snprintf(label, sizeof label, "%s %s", number, unit);
    kkr_plot_text text = { .markup = label,
                           .size = style->plot.ticks + (style->chips ? 1 : 0),
                           .color = style->plot.ink };
    double width, height, em = text.size, pad = 0.6 * em, high = 1.75 * em;
    kkr_plot_measure(cr, &style->plot, &text, &width, &height);
    double bar = length / factor * panel->width / panels->width;
    double x, y;
    if (style->chips) {
        x = round(panel->x + 0.62 * em);
        y = round(panel->y + panel->height - 0.62 * em - high);
        draw_chip(cr, style, x, y, bar + width + 3 * pad, high);
        x += pad;
        y += high / 2;
    } else {
        x = panel->x + panel->width - bar - pad - width;
        y = panel->y - 0.3 * style->title_height - 0.36 * em;
    }
    for (int end = 0; end < 2; end++) {
        cairo_move_to(cr, x + end * bar, y - 0.28 * em);
        cairo_rel_line_to(cr, 0, 0.56 * em);
    }
    cairo_move_to(cr, x, y);
    cairo_rel_line_to(cr, bar, 0);
    kkr_plot_set_color(cr, style->plot.ink, 1);
    cairo_set_line_width(cr, style->chips ? 1.5 : 0.11 * em);
    cairo_stroke(cr);
    kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                       x + bar + pad, y);
    return x;
}

/** The path drawn so far, legible on any ground. */
static void stroke_with_halo(cairo_t *cr, const kkr_panels_style *style)
{
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    kkr_plot_set_color(cr, style->plot.paper, 0.8);
    cairo_set_line_width(cr, 3.5);
    cairo_stroke_preserve(cr);
    kkr_plot_set_color(cr, style->plot.ink, 1);
    cairo_set_line_width(cr, 1.5);
    cairo_stroke(cr);
}

/** An arrow or, towards or away from the viewer, a ring with its name. */
static void draw_direction(cairo_t *cr, const kkr_panels_style *style, double x,
                           double y, double right, double up, const char *name)
{
    double em = style->plot.ticks, reach = 1.9 * em, along = hypot(right, up);
    double tip_x = x + reach * right, tip_y = y - reach * up;
    kkr_plot_text text = { .markup = name,
                           .size = em,
                           .color = style->plot.ink,
                           .halo = 0.15 * em,
                           .halo_color = style->plot.paper };
    if (along < 0.1) {
        cairo_new_sub_path(cr);
        cairo_arc(cr, x, y, 0.22 * em, 0, 2 * G_PI);
        stroke_with_halo(cr, style);
        kkr_plot_draw_text(cr, &style->plot, &text,
                           KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE, x - 0.6 * em,
                           y + 0.6 * em);
    } else {
        cairo_move_to(cr, x, y);
        cairo_line_to(cr, tip_x, tip_y);
        stroke_with_halo(cr, style);
        kkr_plot_draw_text(
            cr, &style->plot, &text, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
            tip_x + 0.65 * em * right / along, tip_y - 0.65 * em * up / along);
    }
}

/** The directions of x, y and z as they lie in the plane, above the scale bar. */
static void draw_tripod(cairo_t *cr, const kkr_panels *panels,
                        const kkr_panels_style *style, const kkr_rect *panel)
{
    const kkr_plane *plane = &panels->slice->plane;
    double em = style->plot.ticks, room = 7.5 * em;
    if (panel->width < 2.5 * room || panel->height < 2.5 * room)
        return;
    double x = panel->x + 3.4 * em, y = panel->y + panel->height - 6 * em;
    const kkr_vec3 axes[3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
    static const char *const names[3] = { "<i>x</i>", "<i>y</i>", "<i>z</i>" };
    cairo_new_path(cr);
    for (int k = 0; k < 3; k++)
        draw_direction(cr, style, x, y, kkr_vec3_dot(axes[k], plane->u),
                       kkr_vec3_dot(axes[k], plane->v), names[k]);
}

/** The name of a plane as markup; to be freed. */
static char *plane_markup(const kkr_panels *panels)
{
    return g_markup_escape_text(panels->slice->plane.name, -1);
}

/**
 * In dim letters at the right end of a panel's title row, or between the lower
 * panels on the line of the axes' titles: where there is room for it.
 */
static void draw_plane_name(cairo_t *cr, const kkr_panels *panels,
                            const kkr_panels_layout *layout,
                            const kkr_panels_style *style, int q, bool below,
                            double from, double to)
{
    char *name = plane_markup(panels);
    kkr_plot_text text = { .markup = name,
                           .size = style->plot.ticks,
                           .color = style->plot.dim };
    double width, height;
    kkr_plot_measure(cr, &style->plot, &text, &width, &height);
    const kkr_rect *panel = &layout->panel[q], *column = &layout->bar[1];
    double room = below ? column->width - 0.5 * text.size : to - from - text.size;
    if (room > 0) {
        text.size *= fmin(1, room / width);
        if (below)
            kkr_plot_draw_text(
                cr, &style->plot, &text, KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE,
                column->x + column->width / 2, kkr_panels_caption(style, panel));
        else
            kkr_plot_draw_text(cr, &style->plot, &text,
                               KKR_ANCHOR_RIGHT | KKR_ANCHOR_BASELINE, to,
                               panel->y - 0.3 * style->title_height);
    }
    g_free(name);
}

/** Of the linked panels: once, beside the title that leaves most room for it. */
static void draw_common_name(cairo_t *cr, const kkr_panels *panels,
                             const kkr_panels_layout *layout,
                             const kkr_panels_style *style,
                             const double from[KKR_QUANTITY_COUNT],
                             const double to[KKR_QUANTITY_COUNT])
{
    static const kkr_quantity order[] = { KKR_QUANTITY_DV, KKR_QUANTITY_ABS_DV,
                                          KKR_QUANTITY_ABS_V, KKR_QUANTITY_V };
    char *name = plane_markup(panels);
    kkr_plot_text text = { .markup = name, .size = style->plot.ticks };
    double width, height;
    kkr_plot_measure(cr, &style->plot, &text, &width, &height);
    g_free(name);
    if (panels->recipe.only >= 0) {
        int q = panels->recipe.only;
        draw_plane_name(cr, panels, layout, style, q, false, from[q], to[q]);
        return;
    }
    bool unlinked = kkr_recipe_is_unlinked(&panels->recipe);
    if (!unlinked && to[KKR_QUANTITY_DV] - from[KKR_QUANTITY_DV] < width + text.size) {
        int q = KKR_QUANTITY_ABS_V;
        draw_plane_name(cr, panels, layout, style, q, style->axes, from[q], to[q]);
        return;
    }
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        int q = order[i];
        if (!panels->own[q]) {
            draw_plane_name(cr, panels, layout, style, q, false, from[q], to[q]);
            return;
        }
    }
}

static bool is_hatched(const kkr_panels *panels, const kkr_panels_style *style, int q)
{
    return style->hatch > 0 && q == KKR_QUANTITY_DV && panels->unknown[q] > 0.02 &&
           panels->unknown[q] < 1;
}

/** Why there is nothing, or less than expected; `placed`: its plane stands there. */
static void draw_reason(cairo_t *cr, const kkr_panels *panels,
                        const kkr_panels_style *style, int q, bool placed,
                        const kkr_rect *panel)
{
    kkr_plot_text small = { .size = style->plot.ticks + 1, .color = style->plot.ink };
    if (!style->chips && panels->slice && panels->unknown[q] >= 1) {
        bool difference = q == KKR_QUANTITY_DV || q == KKR_QUANTITY_ABS_DV;
        small.markup = !difference      ? "no values in this plane"
                       : panels->beyond ? "unknown beyond the cluster"
                                        : "no <i>V</i><sub>0</sub> to subtract";
        kkr_plot_draw_text(cr, &style->plot, &small,
                           KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
                           panel->x + panel->width / 2, panel->y + panel->height / 2);
    }
    if (is_hatched(panels, style, q) && !placed) {
        small.markup = "hatched: outside the cluster, unknown";
        small.color = style->plot.dim;
        draw_corner(cr, style, panel, true, true, panel->width, &small);
    }
}

/** Directions and plane: of the first linked panel, and of unlinked ones. */
static void draw_place(cairo_t *cr, const kkr_panels *panels,
                       const kkr_panels_style *style, int q, const kkr_rect *panel)
{
    cairo_save(cr);
    clip_to(cr, panel);
    if (panels->recipe.show_tripod)
        draw_tripod(cr, panels, style, panel);
    if (style->plane_name) {
        char *plane = plane_markup(panels);
        char *name = g_strconcat(
            plane, is_hatched(panels, style, q) ? "; hatched: unknown" : "", NULL);
        kkr_plot_text small = { .markup = name,
                                .size = style->plot.ticks + 1,
                                .color = style->plot.ink };
        // the rest of the lower edge is the scale bar's
        draw_corner(cr, style, panel, true, true, 0.62 * panel->width, &small);
        g_free(plane);
        g_free(name);
    }
    cairo_restore(cr);
}

static void draw_titles(cairo_t *cr, const kkr_panels *panels,
                        const kkr_panels_layout *layout, const kkr_panels_style *style)
{
    bool first = true;
    double from[KKR_QUANTITY_COUNT] = { 0 }, to[KKR_QUANTITY_COUNT] = { 0 };
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        if (!layout->shown[q])
            continue;
        const kkr_rect *panel = &layout->panel[q];
        const kkr_panels *of = kkr_panels_of(panels, (kkr_quantity)q);
        bool own = of != panels;
        from[q] = draw_title(cr, panels, layout, style, q);
        to[q] = panel->x + panel->width;
        if ((first || own) && of->slice && !style->axes)
            to[q] = kkr_panels_draw_scale_bar(cr, of, style, panel) -
                    1.5 * style->plot.ticks;
        if ((first || own) && of->slice && style->chips)
            draw_place(cr, of, style, q, panel);
        if (own && !style->chips && style->plane_name)
            draw_plane_name(cr, of, layout, style, q, false, from[q], to[q]);
        bool placed = first || own;
        first = first && own;
        cairo_save(cr);
        clip_to(cr, panel);
        draw_reason(cr, of, style, q, placed, panel);
        cairo_restore(cr);
    }
    if (!panels->slice || style->chips)
        return;
    if (style->axes)
        kkr_panels_draw_axes(cr, panels, layout, style);
    if (style->plane_name)
        draw_common_name(cr, panels, layout, style, from, to);
}

void kkr_panels_draw(cairo_t *cr, const kkr_panels *panels,
                     const kkr_panels_layout *layout, const kkr_panels_style *style,
                     unsigned layers)
{
    cairo_save(cr);
    if ((layers & KKR_LAYER_PAPER) && !style->transparent) {
        kkr_plot_set_color(cr, style->plot.paper, 1);
        cairo_paint(cr);
    }
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        const kkr_rect *panel = &layout->panel[q];
        if (!layout->shown[q])
            continue;
        const kkr_panels *own = kkr_panels_of(panels, (kkr_quantity)q);
        if (layers & KKR_LAYER_IMAGES)
            draw_image(cr, own, style, q, panel);
        if (layers & KKR_LAYER_MARKS) {
            cairo_save(cr);
            clip_to(cr, panel);
            kkr_panels_draw_marks(cr, own, style, q, panel);
            kkr_panels_draw_overlay(cr, own, style, panel);
            cairo_restore(cr);
            draw_frame(cr, style, panel);
        }
    }
    for (int bar = 0; bar < layout->n_bars && (layers & KKR_LAYER_BARS); bar++)
        kkr_panels_draw_bar(cr, panels, layout, style, bar);
    if (layers & KKR_LAYER_TITLES)
        draw_titles(cr, panels, layout, style);
    cairo_restore(cr);
}
