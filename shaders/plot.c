// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static kkr_rgb rgb(unsigned hex)
{
    return (kkr_rgb){ (hex >> 16) & 255, (hex >> 8) & 255, hex & 255 };
}

kkr_style kkr_style_screen(bool dark)
{
    if (dark)
        return (kkr_style){ .dark = true,
                            .font = "Cantarell, Sans",
                            .text = 13,
                            .ticks = 11,
                            .fine = 1,
                            .paper = rgb(0x1e1f22),
                            .ink = rgb(0xe8e9eb),
                            .dim = rgb(0xa2a7af),
                            .line = rgb(0x3a3c41),
                            .accent = rgb(0x62aee6),
                            .unknown = rgb(0x28292d),
                            .hatch = rgb(0x35363b) };
    return (kkr_style){ .font = "Cantarell, Sans",
                        .text = 13,
                        .ticks = 11,
                        .fine = 1,
                        .paper = rgb(0xffffff),
                        .ink = rgb(0x1d2126),
                        .dim = rgb(0x646b74),
                        .line = rgb(0xdcdee1),
                        .accent = rgb(0x1b6aa5),
                        .unknown = rgb(0xf1f1f2),
                        .hatch = rgb(0xe2e3e6) };
}

kkr_style kkr_style_page(bool dark, double text)
{
    kkr_style style = kkr_style_screen(dark);
    kkr_style_set_font(&style, "Nimbus Sans");
    style.text = style.ticks = text;
    style.fine = 0.4;
    style.ink = dark ? rgb(0xf2f3f4) : rgb(0x000000);
    style.dim = dark ? rgb(0xb4b8be) : rgb(0x4d4d4d);
    style.line = dark ? rgb(0x8a8f98) : rgb(0x000000);
    style.unknown = dark ? rgb(0x34353a) : rgb(0xededed);
    return style;
}

void kkr_style_set_font(kkr_style *style, const char *family)
{
    // Where the figure is opened, one of its twins will do.
    snprintf(style->font, sizeof style->font,
             "%s, Arial, Helvetica, Liberation Sans, "
             "DejaVu Sans",
             family);
}

bool kkr_plot_has_font(const char *family)
{
    PangoFontFamily **families;
    int n;
    bool found = false;
    pango_font_map_list_families(pango_cairo_font_map_get_default(), &families, &n);
    for (int i = 0; i < n && !found; i++)
        found =
            g_ascii_strcasecmp(pango_font_family_get_name(families[i]), family) == 0;
    g_free(families);
    return found;
}

void kkr_plot_set_color(cairo_t *cr, kkr_rgb color, double alpha)
{
    cairo_set_source_rgba(cr, color.r / 255., color.g / 255., color.b / 255., alpha);
}

kkr_rgb kkr_rgb_mix(kkr_rgb a, kkr_rgb b, double fraction)
{
    return (kkr_rgb){ (unsigned char)lround(a.r + fraction * (b.r - a.r)),
                      (unsigned char)lround(a.g + fraction * (b.g - a.g)),
                      (unsigned char)lround(a.b + fraction * (b.b - a.b)) };
}

static double linear_light(unsigned char c)
{
    double x = c / 255.;
    return x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4);
}

double kkr_rgb_lightness(kkr_rgb color)
{
    double y = 0.2126 * linear_light(color.r) + 0.7152 * linear_light(color.g) +
               0.0722 * linear_light(color.b);
    return y > 0.008856 ? 116 * cbrt(y) - 16 : 903.3 * y;
}

/** Of a smaller letter, above or below the line. */
static void open_span(GString *text, double size, double scale, double rise)
{
    g_string_append_printf(text, "<span size=\"%d\" rise=\"%d\">",
                           (int)lround(scale * size * PANGO_SCALE),
                           (int)lround(rise * size * PANGO_SCALE));
}

/** The ordinary character that is raised in Unicode: "⁻" is "−"; NULL: none. */
static const char *raised(gunichar c)
{
    static const struct {
        gunichar c;
        const char *plain;
    } table[] = { { 0x2070, "0" }, { 0xb9, "1" },   { 0xb2, "2" },   { 0xb3, "3" },
                  { 0x2074, "4" }, { 0x2075, "5" }, { 0x2076, "6" }, { 0x2077, "7" },
                  { 0x2078, "8" }, { 0x2079, "9" }, { 0x207b, "−" } };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].c == c)
            return table[i].plain;
    return NULL;
}

/**
 * Scripts and narrow spaces in the font's own letters, which it need not have in
 * Unicode. Pango 1.50 scales <sub> by the context's matrix, too: spelt out it is right.
 */
static char *expand_scripts(const char *markup, double size)
{
    const double small = 0.72, below = -0.16, above = 0.36;
    GString *text = g_string_new(NULL);
    bool up = false;
    for (const char *p = markup; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        const char *plain = raised(c);
        if (up && !plain)
            g_string_append(text, "</span>");
        if (plain && !up)
            open_span(text, size, small, above);
        up = plain != NULL;
        if (plain) {
            g_string_append(text, plain);
        } else if (c == 0x2009 || c == 0x200a) { // a sixth and a twelfth of an em
            open_span(text, size, c == 0x2009 ? 0.6 : 0.3, 0);
            g_string_append(text, " </span>");
        } else if (g_str_has_prefix(p, "<sub>")) {
            open_span(text, size, small, below);
            p += strlen("<sub>") - 1;
        } else if (g_str_has_prefix(p, "</sub>")) {
            g_string_append(text, "</span>");
            p += strlen("</sub>") - 1;
        } else {
            g_string_append_unichar(text, c);
        }
    }
    if (up)
        g_string_append(text, "</span>");
    return g_string_free(text, FALSE);
}

static PangoLayout *lay_out(cairo_t *cr, const kkr_style *style,
                            const kkr_plot_text *text)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoContext *context = pango_layout_get_context(layout);
    // Else letters land on whole pixels, and differently on screen and paper.
    pango_context_set_round_glyph_positions(context, FALSE);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);

    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, style->font);
    pango_cairo_context_set_resolution(context, 72); // a point is a unit
    pango_font_description_set_size(font, (int)lround(text->size * PANGO_SCALE));
    if (text->bold)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    char *markup = expand_scripts(text->markup, text->size);
    pango_layout_set_markup(layout, markup, -1);
    g_free(markup);
    return layout;
}

void kkr_plot_measure(cairo_t *cr, const kkr_style *style, const kkr_plot_text *text,
                      double *width, double *height)
{
    PangoLayout *layout = lay_out(cr, style, text);
    PangoRectangle box;
    pango_layout_get_extents(layout, NULL, &box);
    *width = (double)box.width / PANGO_SCALE;
    *height = (double)box.height / PANGO_SCALE;
    g_object_unref(layout);
}

static const cairo_user_data_key_t collector;

void kkr_plot_collect_text(cairo_surface_t *surface, GString *svg)
{
    cairo_surface_set_user_data(surface, &collector, svg, NULL);
}

/** " name=\"value\"" with a point in every locale. */
static void append_number(GString *svg, const char *name, double value)
{
    char number[32];
    g_ascii_formatd(number, sizeof number, "%.3f", value);
    g_string_append_printf(svg, " %s=\"%s\"", name, number);
}

static void append_color(GString *svg, const char *name, kkr_rgb c)
{
    g_string_append_printf(svg, " %s=\"#%02x%02x%02x\"", name, c.r, c.g, c.b);
}

/** Each run, a piece in one font, gets its own place: subscripts and italics stay. */
static void append_layout(GString *svg, PangoLayout *layout, const kkr_style *style,
                          const kkr_plot_text *text, const cairo_matrix_t *turn,
                          double left, double top)
{
    char *family = g_markup_escape_text(style->font, -1);
    g_string_append_printf(svg, "<text xml:space=\"preserve\" font-family=\"%s\"",
                           family);
    g_free(family);
    if (text->bold)
        g_string_append(svg, " font-weight=\"bold\"");
    if (turn) {
        const double m[] = {
            turn->xx, turn->yx, turn->xy, turn->yy, turn->x0, turn->y0
        };
        g_string_append(svg, " transform=\"matrix(");
        for (int i = 0; i < 6; i++) {
            char number[32];
            g_ascii_formatd(number, sizeof number, "%.3f", m[i]);
            g_string_append_printf(svg, "%s%s", i ? " " : "", number);
        }
        g_string_append(svg, ")\"");
    }
    append_color(svg, "fill", text->color);
    if (text->halo > 0) {
        append_color(svg, "stroke", text->halo_color);
        append_number(svg, "stroke-width", 2 * text->halo);
        g_string_append(svg, " stroke-linejoin=\"round\" paint-order=\"stroke\"");
    }
    g_string_append(svg, ">");
    const char *characters = pango_layout_get_text(layout);
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        PangoLayoutRun *run = pango_layout_iter_get_run_readonly(iter);
        if (!run)
            continue;
        PangoRectangle box;
        pango_layout_iter_get_run_extents(iter, NULL, &box);
        PangoFontDescription *font =
            pango_font_describe_with_absolute_size(run->item->analysis.font);
        double baseline = pango_layout_iter_get_run_baseline(iter);
        g_string_append(svg, "<tspan");
        append_number(svg, "x", left + (double)box.x / PANGO_SCALE);
        append_number(svg, "y", top + baseline / PANGO_SCALE);
        append_number(svg, "font-size",
                      (double)pango_font_description_get_size(font) / PANGO_SCALE);
        if (pango_font_description_get_style(font) != PANGO_STYLE_NORMAL)
            g_string_append(svg, " font-style=\"italic\"");
        char *piece =
            g_markup_escape_text(characters + run->item->offset, run->item->length);
        g_string_append_printf(svg, ">%s</tspan>", piece);
        g_free(piece);
        pango_font_description_free(font);
    } while (pango_layout_iter_next_run(iter));
    pango_layout_iter_free(iter);
    g_string_append(svg, "</text>\n");
}

static const cairo_user_data_key_t box_collector;

void kkr_plot_collect_boxes(cairo_surface_t *surface, GArray *boxes)
{
    cairo_surface_set_user_data(surface, &box_collector, boxes, NULL);
}

/** What the ink covers, in device units; turned text has its bounding box. */
static void append_box(GArray *boxes, cairo_t *cr, PangoLayout *layout, double left,
                       double top)
{
    PangoRectangle ink;
    pango_layout_get_extents(layout, &ink, NULL);
    double x[2] = { INFINITY, -INFINITY }, y[2] = { INFINITY, -INFINITY };
    for (int corner = 0; corner < 4; corner++) {
        double px = left + (double)(ink.x + (corner & 1 ? ink.width : 0)) / PANGO_SCALE;
        double py = top + (double)(ink.y + (corner & 2 ? ink.height : 0)) / PANGO_SCALE;
        cairo_user_to_device(cr, &px, &py);
        x[0] = fmin(x[0], px);
        x[1] = fmax(x[1], px);
        y[0] = fmin(y[0], py);
        y[1] = fmax(y[1], py);
    }
    kkr_plot_box box = { x[0], y[0], x[1] - x[0], y[1] - y[0], "" };
    g_strlcpy(box.text, pango_layout_get_text(layout), sizeof box.text);
    g_array_append_val(boxes, box);
}

void kkr_plot_draw_text(cairo_t *cr, const kkr_style *style, const kkr_plot_text *text,
                        int anchor, double x, double y)
{
    PangoLayout *layout = lay_out(cr, style, text);
    PangoRectangle box;
    pango_layout_get_extents(layout, NULL, &box);
    double width = (double)box.width / PANGO_SCALE;
    double height = (double)box.height / PANGO_SCALE;
    double baseline = (double)pango_layout_get_baseline(layout) / PANGO_SCALE;
    double top = y;
    switch (anchor & 12) {
    case KKR_ANCHOR_MIDDLE:
        // Digits are about 0.72 of the size high in all sans faces of the list.
        top = y - baseline + 0.36 * text->size;
        break;
    case KKR_ANCHOR_BOTTOM:
        top = y - height;
        break;
    case KKR_ANCHOR_BASELINE:
        top = y - baseline;
        break;
    }
    double left = x - width * ((anchor & 3) / 2.);

    GArray *boxes = cairo_surface_get_user_data(cairo_get_target(cr), &box_collector);
    if (boxes)
        append_box(boxes, cr, layout, left, top);
    GString *svg = cairo_surface_get_user_data(cairo_get_target(cr), &collector);
    if (svg) {
        cairo_matrix_t matrix;
        cairo_get_matrix(cr, &matrix);
        bool turned = matrix.yx != 0;
        if (!turned)
            cairo_user_to_device(cr, &left, &top);
        append_layout(svg, layout, style, text, turned ? &matrix : NULL, left, top);
        g_object_unref(layout);
        return;
    }
    cairo_save(cr);
    cairo_move_to(cr, left, top);
    if (text->halo > 0) {
        pango_cairo_layout_path(cr, layout);
        cairo_set_line_width(cr, 2 * text->halo);
        cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
        kkr_plot_set_color(cr, text->halo_color, 1);
        cairo_stroke(cr);
        cairo_move_to(cr, left, top);
    }
    kkr_plot_set_color(cr, text->color, 1);
    pango_cairo_show_layout(cr, layout);
    cairo_restore(cr);
    g_object_unref(layout);
}

double kkr_plot_draw_letter(cairo_t *cr, const kkr_style *style, kkr_letters letters,
                            int index, double x, double baseline)
{
    const double size = 8; // points, as journals ask for
    if (letters == KKR_LETTERS_NONE)
        return x;
    bool bold = letters == KKR_LETTERS_BOLD;
    char letter[4];
    snprintf(letter, sizeof letter, bold ? "%c" : "(%c)", 'a' + index % 26);
    kkr_plot_text text = {
        .markup = letter, .size = size, .bold = bold, .color = style->ink
    };
    kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_BASELINE, x,
                       baseline);
    return x + (bold ? 1.6 : 1.9) * size;
}
