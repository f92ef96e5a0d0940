// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/book.h"

#include "core/output.h"
#include "shaders/plot.h"

#include <cairo-pdf.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORMAT_PDF = 1 };                                 // of kkr_page_suffixes
static const double caption_size = 7, caption_room = 11; // points

struct kkr_book {
    char *path;
    int n_pages, n;     // all, and how many are there
    kkr_output *output; // of a PDF
    cairo_surface_t *pdf;
    GByteArray *bytes;
    GPtrArray *written; // files that stay only if all pages come
    bool closed;
};

kkr_book *kkr_book_new(const char *path, int n_pages, kkr_error *err)
{
    int format;
    if (!kkr_output_suffix(path, kkr_page_suffixes, &format, err))
        return NULL;
    KKR_AUTO(kkr_output) output = kkr_output_new(path, err);
    if (!output)
        return NULL;
    kkr_book *book = kkr_alloc(1, sizeof *book);
    book->path = kkr_strdup(path);
    book->n_pages = n_pages;
    book->bytes = g_byte_array_new();
    book->written = g_ptr_array_new_with_free_func(g_free);
    if (format == FORMAT_PDF) {
        book->output = KKR_STEAL(output);
        book->pdf = kkr_page_new_pdf(book->bytes);
    }
    return book;
}

void kkr_book_free(kkr_book *book)
{
    if (!book)
        return;
    for (guint i = 0; i < book->written->len && !book->closed; i++)
        g_unlink(book->written->pdata[i]);
    if (book->pdf) {
        cairo_surface_finish(book->pdf);
        cairo_surface_destroy(book->pdf);
    }
    kkr_output_free(book->output);
    g_byte_array_unref(book->bytes);
    g_ptr_array_unref(book->written);
    free(book->path);
    free(book);
}

typedef struct captioned {
    const kkr_drawing *drawing;
    const char *title;
} captioned;

/** The drawing, and its title in the strip below. */
static void draw_captioned(cairo_t *cr, void *user)
{
    const captioned *c = user;
    const kkr_page *page = &c->drawing->page;
    kkr_style style = kkr_style_page(page->dark, caption_size);
    if (!page->transparent) {
        kkr_plot_set_color(cr, style.paper, 1);
        cairo_paint(cr);
    }
    cairo_save(cr);
    cairo_rectangle(cr, 0, 0, page->width, page->height);
    cairo_clip(cr);
    c->drawing->draw(cr, c->drawing->user);
    cairo_restore(cr);
    char *markup = g_markup_escape_text(c->title, -1);
    kkr_plot_text text = { .markup = markup, .size = caption_size, .color = style.dim };
    kkr_plot_draw_text(cr, &style, &text, KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE,
                       page->width / 2, page->height + 0.6 * caption_room);
    g_free(markup);
}

static bool add_to_pdf(kkr_book *book, const kkr_drawing *drawing, const char *title,
                       kkr_error *err)
{
    kkr_page page = drawing->page;
    captioned c = { drawing, title };
    page.height += title ? caption_room : 0;
    cairo_pdf_surface_set_size(book->pdf, page.width, page.height);
    if (title) {
        char link[32];
        snprintf(link, sizeof link, "page=%d", book->n + 1);
        cairo_pdf_surface_add_outline(book->pdf, CAIRO_PDF_OUTLINE_ROOT, title, link,
                                      0);
    }
    cairo_t *cr = cairo_create(book->pdf);
    if (title)
        draw_captioned(cr, &c);
    else
        drawing->draw(cr, drawing->user);
    cairo_show_page(cr);
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    return status == CAIRO_STATUS_SUCCESS ||
           kkr_fail(err, KKR_ERROR_MEMORY, "%s: cannot draw page %d: %s", book->path,
                    book->n + 1, cairo_status_to_string(status));
}

/** "a.png" of 120 pages: "a-007.png". */
static char *numbered(const kkr_book *book)
{
    const char *suffix = strrchr(book->path, '.');
    int digits = 3;
    for (int most = 999; most < book->n_pages; most = 10 * most + 9)
        digits++;
    return g_strdup_printf("%.*s-%0*d%s", (int)(suffix - book->path), book->path,
                           digits, book->n + 1, suffix);
}

static bool add_file(kkr_book *book, const kkr_drawing *drawing, const char *title,
                     const char *recipe, kkr_error *err)
{
    g_autofree char *path = numbered(book);
    KKR_AUTO(kkr_output) output = kkr_output_new(path, err);
    if (!output)
        return false;
    kkr_page page = drawing->page;
    page.recipe = recipe;
    captioned c = { drawing, title };
    page.height += title ? caption_room : 0;
    bool good = kkr_page_write(&page, title ? draw_captioned : drawing->draw,
                               title ? (void *)&c : drawing->user, output, err) &&
                kkr_output_commit(output, err);
    if (good)
        g_ptr_array_add(book->written, g_steal_pointer(&path));
    return good;
}

bool kkr_book_add(kkr_book *book, const kkr_drawing *drawing, const char *title,
                  const char *recipe, kkr_error *err)
{
    bool good = book->pdf ? add_to_pdf(book, drawing, title, err)
                          : add_file(book, drawing, title, recipe, err);
    book->n += good;
    return good;
}

bool kkr_book_close(kkr_book *book, const char *recipe, kkr_error *err)
{
    book->closed = true;
    if (!book->pdf)
        return true;
    if (recipe)
        cairo_pdf_surface_set_metadata(book->pdf, CAIRO_PDF_METADATA_SUBJECT, recipe);
    cairo_surface_finish(book->pdf);
    cairo_status_t status = cairo_surface_status(book->pdf);
    if (status != CAIRO_STATUS_SUCCESS)
        return kkr_fail(err, KKR_ERROR_MEMORY, "%s: cannot draw the figure: %s",
                        book->path, cairo_status_to_string(status));
    fwrite(book->bytes->data, 1, book->bytes->len, book->output->file);
    return kkr_output_commit(book->output, err);
}
