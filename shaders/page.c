// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/page.h"

#include "core/recipe_embed.h"
#include "shaders/plot.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum {
    MAX_SIDE = 32767,       // of a cairo image surface
    MAX_PIXELS = 100000000, // of a page: some gigabytes while it is drawn
};

const double kkr_points_per_mm = 72 / 25.4;

const char *const kkr_page_suffixes[] = { ".png", ".pdf", ".svg", NULL };
enum { FORMAT_PNG, FORMAT_PDF, FORMAT_SVG };

double kkr_page_profile_mm(kkr_profile profile)
{
    static const double widths[] = { 89, 183, 72, 338.67 };
    return widths[profile];
}

double kkr_page_width(const kkr_recipe *recipe)
{
    return kkr_points_per_mm * (recipe->width_mm > 0
                                    ? recipe->width_mm
                                    : kkr_page_profile_mm(recipe->profile));
}

bool kkr_page_plan(const kkr_recipe *recipe, double width, double natural,
                   kkr_page *page, kkr_error *err)
{
    double height = recipe->height_mm * kkr_points_per_mm;
    if (!(height > 0))
        height = recipe->profile == KKR_PROFILE_SLIDE ? width * 9 / 16 : natural;
    *page = (kkr_page){ .width = width,
                        .height = height,
                        .dpi = recipe->dpi,
                        .transparent = recipe->transparent,
                        .dark = recipe->dark };
    return kkr_page_check(page, err);
}

bool kkr_page_refuse(const kkr_page *page, kkr_profile profile, kkr_error *err)
{
    return kkr_fail(err, KKR_ERROR_USAGE,
                    "figure: %.4g x %.4g mm are too little for profile %s",
                    page->width / kkr_points_per_mm, page->height / kkr_points_per_mm,
                    kkr_profile_name(profile));
}

bool kkr_page_check(const kkr_page *page, kkr_error *err)
{
    double width_mm = page->width / kkr_points_per_mm;
    double height_mm = page->height / kkr_points_per_mm;
    double pixels = fmax(page->width, page->height) * page->dpi / 72;
    if (!(pixels <= MAX_SIDE))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "figure: %.4g x %.4g mm at %.4g dpi is %.0f pixels wide or "
                        "high, the most is %d",
                        width_mm, height_mm, page->dpi, pixels, MAX_SIDE);
    double area = page->width * page->height * page->dpi / 72 * page->dpi / 72;
    if (!(area <= MAX_PIXELS))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "figure: %.4g x %.4g mm at %.4g dpi are %.0f million pixels, "
                        "the most is %d",
                        width_mm, height_mm, page->dpi, area / 1e6,
                        MAX_PIXELS / 1000000);
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

/** Inserts a chunk behind IHDR (PNG specification 5.3). */
static void insert_chunk(GByteArray *png, const char *type, const void *data, size_t n)
{
    enum { BEHIND_HEADER = 8 + 25 };
    g_autofree uint8_t *chunk = g_malloc(n + 12);
    put_word(chunk, (uint32_t)n);
    memcpy(chunk + 4, type, 4);
    memcpy(chunk + 8, data, n);
    put_word(chunk + 8 + n, crc32(chunk + 4, n + 4));
    guint length = png->len, added = (guint)n + 12;
    g_byte_array_set_size(png, length + added);
    memmove(png->data + BEHIND_HEADER + added, png->data + BEHIND_HEADER,
            length - BEHIND_HEADER);
    memcpy(png->data + BEHIND_HEADER, chunk, added);
}

/** 11.3.5.3: the page's true size. */
static void insert_resolution(GByteArray *png, double dpi)
{
    uint8_t data[9];
    uint32_t per_metre = (uint32_t)lround(dpi / 0.0254);
    put_word(data, per_metre);
    put_word(data + 4, per_metre);
    data[8] = 1; // the unit is the metre
    insert_chunk(png, "pHYs", data, sizeof data);
}

/** 11.3.4.5: keyword, 0, not compressed, 0, no language, no translation, text. */
static void insert_recipe(GByteArray *png, const char *recipe)
{
    static const char before[] = KKR_RECIPE_EMBED_NAME "\0\0\0\0";
    g_autoptr(GByteArray) data = g_byte_array_new();
    append(data, (const unsigned char *)before, sizeof before);
    append(data, (const unsigned char *)recipe, (unsigned)strlen(recipe));
    insert_chunk(png, "iTXt", data->data, data->len);
}

/** Cairo counts its surfaces as long as the process lives: count them anew. */
static gboolean renumber(const GMatchInfo *match, GString *result, gpointer numbers)
{
    g_autofree char *prefix = g_match_info_fetch(match, 1);
    g_autofree char *name = g_match_info_fetch(match, 2);
    gpointer number = g_hash_table_lookup(numbers, name);
    if (!number) {
        number = GUINT_TO_POINTER(g_hash_table_size(numbers) + 1);
        g_hash_table_insert(numbers, g_strdup(name), number);
    }
    g_string_append_printf(result, "%sid%u", prefix, GPOINTER_TO_UINT(number));
    return FALSE;
}

/** The page with equal ids in every process, with its recipe and its text. */
static void finish_svg(GByteArray *bytes, const char *recipe, const GString *text)
{
    g_autoptr(GRegex) ids = g_regex_new("((?:id=\"|href=\"#|url\\(#))([a-z]+[0-9-]+)",
                                        G_REGEX_OPTIMIZE, 0, NULL);
    g_autoptr(GHashTable) numbers =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *page = g_regex_replace_eval(
        ids, (const char *)bytes->data, bytes->len, 0, 0, renumber, numbers, NULL);
    char *end = g_strrstr(page, "</svg>"), *begin = strstr(page, "<svg");
    *end = 0;
    begin = strchr(begin, '>') + 1;
    g_autoptr(GString) whole = g_string_new_len(page, begin - page);
    if (recipe) {
        g_autofree char *escaped = g_markup_escape_text(recipe, -1);
        g_string_append_printf(
            whole, "\n<metadata id=\"" KKR_RECIPE_EMBED_NAME "\">%s</metadata>",
            escaped);
    }
    g_string_append(whole, begin);
    g_string_append_len(whole, text->str, (gssize)text->len);
    g_string_append(whole, "</svg>\n");
    g_byte_array_set_size(bytes, 0);
    append(bytes, (const unsigned char *)whole->str, (unsigned)whole->len);
}

cairo_surface_t *kkr_page_new_pdf(GByteArray *bytes)
{
    cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream(append, bytes, 1, 1);
    // Else the clock would make two equal figures differ.
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE,
                                   "2026-01-01T00:00:00Z");
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR,
                                   "kkrscope " KKR_VERSION);
    // In later versions a newer cairo would compress the metadata.
    cairo_pdf_surface_restrict_to_version(pdf, CAIRO_PDF_VERSION_1_4);
    return pdf;
}

static cairo_surface_t *new_surface(const kkr_page *page, int kind, GByteArray *bytes)
{
    if (kind == FORMAT_PDF) {
        cairo_surface_t *pdf = kkr_page_new_pdf(bytes);
        cairo_pdf_surface_set_size(pdf, page->width, page->height);
        if (page->recipe)
            cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_SUBJECT,
                                           page->recipe);
        return pdf;
    }
    if (kind == FORMAT_SVG) {
        cairo_surface_t *svg = cairo_svg_surface_create_for_stream(
            append, bytes, page->width, page->height);
        cairo_svg_surface_set_document_unit(svg, CAIRO_SVG_UNIT_PT);
        return svg;
    }
    double scale = page->dpi / 72;
    return cairo_image_surface_create(
        page->transparent ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24,
        (int)lround(page->width * scale), (int)lround(page->height * scale));
}

bool kkr_page_write(const kkr_page *page, void (*draw)(cairo_t *cr, void *user),
                    void *user, kkr_output *output, kkr_error *err)
{
    int kind;
    if (!kkr_output_suffix(output->path, kkr_page_suffixes, &kind, err))
        return false;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    cairo_surface_t *surface = new_surface(page, kind, bytes);
    g_autoptr(GString) text = g_string_new(NULL);
    if (kind == FORMAT_SVG)
        kkr_plot_collect_text(surface, text);
    cairo_t *cr = cairo_create(surface);
    if (kind == FORMAT_PNG)
        cairo_scale(cr, page->dpi / 72, page->dpi / 72);
    draw(cr, user);
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    if (kind == FORMAT_PNG && status == CAIRO_STATUS_SUCCESS) {
        status = cairo_surface_write_to_png_stream(surface, append, bytes);
        if (status == CAIRO_STATUS_SUCCESS) {
            if (page->recipe)
                insert_recipe(bytes, page->recipe);
            insert_resolution(bytes, page->dpi);
        }
    }
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return kkr_fail(err, KKR_ERROR_MEMORY, "%s: cannot draw the figure: %s",
                        output->path, cairo_status_to_string(status));
    if (kind == FORMAT_SVG)
        finish_svg(bytes, page->recipe, text);
    fwrite(bytes->data, 1, bytes->len, output->file); // checked by the commit
    return true;
}
