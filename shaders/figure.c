// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/figure.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <gio/gio.h>
#include <math.h>
#include <string.h>

enum { MAX_SIDE = 32767 }; // of a cairo image surface

static const double points_per_mm = 72 / 25.4;

typedef enum format { FORMAT_PNG, FORMAT_PDF, FORMAT_SVG, FORMAT_NONE } format;

static format format_of(const char *path)
{
    static const char *const suffixes[] = { ".png", ".pdf", ".svg" };
    for (int i = 0; i < FORMAT_NONE; i++)
        if (g_str_has_suffix(path, suffixes[i]))
            return i;
    return FORMAT_NONE;
}

bool kkr_figure_check_path(const char *path, kkr_error *err)
{
    if (format_of(path) != FORMAT_NONE)
        return true;
    return kkr_fail(err, KKR_ERROR_FILE,
                    "%s: a figure ends in .png, .pdf or .svg, which this name does not",
                    path);
}

static double profile_width_mm(kkr_profile profile)
{
    static const double widths[] = { 89, 183, 72, 338.67 };
    return widths[profile];
}

/** Height of a panel over its width: squares, but 80.2 x 66 mm on two columns. */
static double profile_aspect(kkr_profile profile)
{
    return profile == KKR_PROFILE_JOURNAL_2COL ? 66 / 80.2 : 1;
}

bool kkr_figure_plan(const kkr_recipe *recipe, double natural_width, kkr_figure *figure,
                     kkr_error *err)
{
    *figure = (kkr_figure){ .recipe = *recipe };
    kkr_recipe *r = &figure->recipe;
    figure->style = kkr_panels_style_page(r->profile, r->dark);
    figure->style.transparent = r->transparent;
    if (!(r->dpi > 0))
        r->dpi = 300;
    figure->style.snap = 72 / r->dpi;
    if (!(r->width_mm > 0))
        r->width_mm = profile_width_mm(r->profile);
    figure->width = r->width_mm * points_per_mm;
    if (!(r->height_mm > 0)) {
        // A slide has the shape of the screen.
        r->height_mm = r->profile == KKR_PROFILE_SLIDE
                           ? r->width_mm * 9 / 16
                           : kkr_panels_height(&figure->style, r, figure->width,
                                               profile_aspect(r->profile)) /
                                 points_per_mm;
    }
    figure->height = r->height_mm * points_per_mm;
    double pixels = fmax(figure->width, figure->height) * r->dpi / 72;
    if (!(pixels <= MAX_SIDE))
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "figure: %.4g x %.4g mm at %.4g dpi is %.0f pixels wide or "
                        "high, the most is %d",
                        r->width_mm, r->height_mm, r->dpi, pixels, MAX_SIDE);
    kkr_panels_place(&figure->style, r, figure->width, figure->height, &figure->layout);
    const kkr_rect *panel = &figure->layout.panel[r->only >= 0 ? r->only : 0];
    double smallest = 3 * figure->style.plot.text;
    if (!(panel->width >= smallest && panel->height >= smallest))
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "figure: %.4g x %.4g mm leave %.3g x %.3g mm for a panel, too "
                        "little for profile %s",
                        r->width_mm, r->height_mm, panel->width / points_per_mm,
                        panel->height / points_per_mm, kkr_profile_name(r->profile));
    if (!(r->width > 0))
        r->width = natural_width * fmax(1, panel->width / panel->height);
    figure->pitch = r->width / (panel->width * r->dpi / 72);
    figure->columns = (int)ceil(panel->width * r->dpi / 72 - 1e-6);
    figure->rows = (int)ceil(panel->height * r->dpi / 72 - 1e-6);
    return true;
}

static cairo_status_t append(void *closure, const unsigned char *data,
                             unsigned int length)
{
    g_byte_array_append(closure, data, length);
    return CAIRO_STATUS_SUCCESS;
}

static uint32_t crc32(const uint8_t *data, size_t n)
{
    uint32_t crc = 0xffffffffu;
    for (size_t i = 0; i < n; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? 0xedb88320u ^ crc >> 1 : crc >> 1;
    }
    return ~crc;
}

static void put_word(uint8_t *at, uint32_t word)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(word >> (24 - 8 * i));
}

/** Inserts pHYs behind IHDR (PNG specification 11.3.5.3): the page's true size. */
static void insert_resolution(GByteArray *png, double dpi)
{
    enum { BEHIND_HEADER = 8 + 25, CHUNK = 21 };
    uint32_t per_metre = (uint32_t)lround(dpi / 0.0254);
    uint8_t chunk[CHUNK] = { 0, 0, 0, 9, 'p', 'H', 'Y', 's' };
    put_word(chunk + 8, per_metre);
    put_word(chunk + 12, per_metre);
    chunk[16] = 1; // the unit is the metre
    put_word(chunk + 17, crc32(chunk + 4, 13));
    guint length = png->len;
    g_byte_array_set_size(png, length + CHUNK);
    memmove(png->data + BEHIND_HEADER + CHUNK, png->data + BEHIND_HEADER,
            length - BEHIND_HEADER);
    memcpy(png->data + BEHIND_HEADER, chunk, CHUNK);
}

static cairo_surface_t *new_surface(const kkr_figure *figure, format kind,
                                    GByteArray *bytes)
{
    if (kind == FORMAT_PDF) {
        cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream(
            append, bytes, figure->width, figure->height);
        // Else the clock would make two equal figures differ.
        cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE,
                                       "2026-01-01T00:00:00Z");
        cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR,
                                       "kkrscope " KKR_VERSION);
        return pdf;
    }
    if (kind == FORMAT_SVG) {
        cairo_surface_t *svg = cairo_svg_surface_create_for_stream(
            append, bytes, figure->width, figure->height);
        cairo_svg_surface_set_document_unit(svg, CAIRO_SVG_UNIT_PT);
        return svg;
    }
    double scale = figure->recipe.dpi / 72;
    return cairo_image_surface_create(
        figure->recipe.transparent ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24,
        (int)lround(figure->width * scale), (int)lround(figure->height * scale));
}

bool kkr_figure_write(const kkr_figure *figure, const kkr_slice *slice, double alat,
                      const char *path, const kkr_job *job, kkr_error *err)
{
    format kind = format_of(path);
    if (!kkr_figure_check_path(path, err))
        return false;
    KKR_AUTO(kkr_panels) panels = kkr_panels_new(slice, &figure->recipe, alat, job);
    if (!panels)
        return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");

    g_autoptr(GByteArray) bytes = g_byte_array_new();
    cairo_surface_t *surface = new_surface(figure, kind, bytes);
    cairo_t *cr = cairo_create(surface);
    if (kind == FORMAT_PNG)
        cairo_scale(cr, figure->recipe.dpi / 72, figure->recipe.dpi / 72);
    kkr_panels_draw(cr, panels, &figure->layout, &figure->style, KKR_LAYER_PAGE, NULL);
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    if (kind == FORMAT_PNG && status == CAIRO_STATUS_SUCCESS) {
        status = cairo_surface_write_to_png_stream(surface, append, bytes);
        if (status == CAIRO_STATUS_SUCCESS)
            insert_resolution(bytes, figure->recipe.dpi);
    }
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return kkr_fail(err, KKR_ERROR_MEMORY, "%s: cannot draw the figure: %s", path,
                        cairo_status_to_string(status));
    g_autoptr(GError) error = NULL;
    // Writes beside the target and renames.
    if (!g_file_set_contents(path, (const char *)bytes->data, bytes->len, &error))
        return kkr_fail(err, KKR_ERROR_FILE, "%s: cannot write: %s", path,
                        error->message);
    return true;
}
