// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/panels_private.h"

#include <math.h>
#include <stdio.h>

/** Thin and hair spaces: an italic V leans over what follows it. */
static const char *const titles[KKR_QUANTITY_COUNT] = {
    "<i>V</i>",
    "<i>V</i>\u2009−\u200a<i>V</i><sub>0</sub>",
    "|\u200a<i>V</i>\u2009|",
    "|\u200a<i>V</i>\u2009−\u200a<i>V</i><sub>0</sub>\u200a|",
};

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

/** Text in a chip in one of the corners: 8 from both edges. */
static void draw_corner(cairo_t *cr, const kkr_panels_style *style,
                        const kkr_rect *panel, bool right, bool bottom,
                        const kkr_plot_text *text)
{
    double width, height;
    kkr_plot_measure(cr, &style->plot, text, &width, &height);
    double em = text->size, inset = 0.62 * em, pad = 0.55 * em, high = 1.65 * em;
    double x =
        right ? panel->x + panel->width - inset - width - 2 * pad : panel->x + inset;
    double y = bottom ? panel->y + panel->height - inset - high : panel->y + inset;
    x = round(x);
    y = round(y);
    draw_chip(cr, style, x, y, width + 2 * pad, high);
    kkr_plot_draw_text(cr, &style->plot, text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                       x + pad, y + high / 2);
}

static void draw_title(cairo_t *cr, const kkr_panels_layout *layout,
                       const kkr_panels_style *style, int quantity)
{
    const kkr_rect *panel = &layout->panel[quantity];
    kkr_plot_text text = { .markup = titles[quantity],
                           .size = style->title,
                           .bold = style->chips,
                           .color = style->plot.ink };
    if (style->chips) {
        draw_corner(cr, style, panel, false, false, &text);
        return;
    }
    double baseline = panel->y - 0.3 * style->title_height;
    double x = panel->x;
    if (style->letters && layout->n_bars == 2) {
        char letter[2] = { (char)('a' + quantity), 0 };
        kkr_plot_text bold = {
            .markup = letter, .size = 8, .bold = true, .color = style->plot.ink
        };
        kkr_plot_draw_text(cr, &style->plot, &bold,
                           KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, x, baseline);
        x += 1.6 * bold.size;
    }
    kkr_plot_draw_text(cr, &style->plot, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE,
                       x, baseline);
}

/** 1, 2 or 5 times a power of ten, about a sixth of the panel. */
static double scale_bar_length(double width)
{
    double decade = pow(10, floor(log10(width / 4)));
    double factor = width / 4 / decade;
    return decade * (factor >= 5 ? 5 : factor >= 2 ? 2 : 1);
}

/** In a chip in the panel's corner, or above the panel at its right end. */
static void draw_scale_bar(cairo_t *cr, const kkr_panels *panels,
                           const kkr_panels_style *style, const kkr_rect *panel)
{
    kkr_length_unit unit = panels->recipe.length_unit;
    if (unit == KKR_LENGTH_ALAT && !(panels->alat > 0))
        unit = KKR_LENGTH_BOHR;
    double factor = kkr_length_unit_factor(unit, panels->alat);
    double length = scale_bar_length(panels->width * factor);
    char number[32], label[64];
    g_ascii_formatd(number, sizeof number, "%g", length);
    snprintf(label, sizeof label, unit == KKR_LENGTH_ALAT ? "%s <i>%s</i>" : "%s %s",
             number, kkr_length_unit_name(unit));
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
}

static void draw_titles(cairo_t *cr, const kkr_panels *panels,
                        const kkr_panels_layout *layout, const kkr_panels_style *style)
{
    bool first = true;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        if (!layout->shown[q])
            continue;
        const kkr_rect *panel = &layout->panel[q];
        draw_title(cr, layout, style, q);
        if (first && panels->slice)
            draw_scale_bar(cr, panels, style, panel);
        cairo_save(cr);
        clip_to(cr, panel);
        kkr_plot_text small = { .size = style->plot.ticks + 1,
                                .color = style->plot.ink };
        if (first && panels->slice && style->plane_name) {
            char *name = g_markup_escape_text(panels->slice->plane.name, -1);
            small.markup = name;
            draw_corner(cr, style, panel, true, true, &small);
            g_free(name);
        }
        first = false;
        if (!style->chips && panels->slice && panels->unknown[q] >= 1) {
            bool difference = q == KKR_QUANTITY_DV || q == KKR_QUANTITY_ABS_DV;
            small.markup = difference ? "no <i>V</i><sub>0</sub> to subtract"
                                      : "no values in this plane";
            kkr_plot_draw_text(
                cr, &style->plot, &small, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
                panel->x + panel->width / 2, panel->y + panel->height / 2);
        }
        if (style->hatch > 0 && q == KKR_QUANTITY_DV && panels->unknown[q] > 0.02 &&
            panels->unknown[q] < 1) {
            small.markup = "hatched: outside the cluster, unknown";
            small.color = style->plot.dim;
            draw_corner(cr, style, panel, true, true, &small);
        }
        cairo_restore(cr);
    }
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
        if (layers & KKR_LAYER_IMAGES)
            draw_image(cr, panels, style, q, panel);
        if (layers & KKR_LAYER_MARKS) {
            cairo_save(cr);
            clip_to(cr, panel);
            kkr_panels_draw_marks(cr, panels, style, q, panel);
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
