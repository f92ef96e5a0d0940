// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/shapefun.h"

#include "core/text.h"
#include "core/ylm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/**
 * The file starts with the number of cells and their scale factors, in one of
 * several layouts; then the cells follow. The short lines are read
 * list-directed, as the codes do, the blocks in columns of 20.
 */

// Beyond l = 16 voronoi loses digits, ever more (docs/formats/shapefun.md).
enum { MAX_LM = (KKR_L_MAX + 1) * (KKR_L_MAX + 1), L_TRUSTED = 16 };

static int quoted(kkr_line line)
{
    return (int)(line.length < 60 ? line.length : 60);
}

static void clear_cell(kkr_shape_cell *cell)
{
    free(cell->panel_size);
    free(cell->xrn);
    free(cell->drn);
    free(cell->lm_index);
    free(cell->theta);
}

void kkr_shapefun_free(kkr_shapefun *shapefun)
{
    if (!shapefun)
        return;
    for (int i = 0; i < shapefun->n_cells; i++)
        clear_cell(&shapefun->cells[i]);
    free(shapefun->cells);
    kkr_notes_free(shapefun->n_notes, shapefun->notes);
    free(shapefun->path);
    free(shapefun);
}

static bool next_line(kkr_text *text, kkr_line *line, const char *what, kkr_error *err)
{
    if (kkr_text_next(text, line))
        return true;
    return kkr_text_fail(text, err, "the file ends, expected %s", what);
}

static bool read_int(kkr_text *text, int *value, const char *what, kkr_error *err)
{
    kkr_line line;
    if (!next_line(text, &line, what, err))
        return false;
    kkr_list list = kkr_list_of(line);
    if (kkr_list_int(&list, value) && *value > 0)
        return true;
    return kkr_text_fail(text, err, "expected %s, found \"%.*s\"", what, quoted(line),
                         line.text);
}

static bool has_dot(kkr_line line)
{
    kkr_line token;
    kkr_list list = kkr_list_of(line);
    return kkr_list_next(&list, &token) && memchr(token.text, '.', token.length);
}

/**
 * The scale factors, one per cell: four to a line (voronoi), or one number for
 * all (KKRimp), or a whole number (KKRnano). The line after NCELL is always one
 * of them, the next ones as long as they start with a real number.
 */
static bool read_scales(kkr_text *text, kkr_shapefun *shapefun, kkr_error *err)
{
    kkr_line line;
    if (!next_line(text, &line, "a line of scale factors", err))
        return false;
    int i = 0;
    double scale = 0;
    for (;;) {
        kkr_list list = kkr_list_of(line);
        while (i < shapefun->n_cells && kkr_list_double(&list, &scale)) {
            if (!(scale > 0 && isfinite(scale)))
                return kkr_text_fail(text, err, "the scale factor of cell %d is %g",
                                     i + 1, scale);
            shapefun->cells[i++].scale = scale;
        }
        if (i == 0)
            return kkr_text_fail(text, err, "expected scale factors, found \"%.*s\"",
                                 quoted(line), line.text);
        if (!kkr_text_peek(text, &line) || !has_dot(line))
            break;
        kkr_text_next(text, &line);
    }
    for (; i < shapefun->n_cells; i++)
        shapefun->cells[i].scale = scale;
    return true;
}

// NPAN MESHN and the points of each panel, 16 to a line.
static bool read_panels(kkr_text *text, kkr_shape_cell *cell, kkr_error *err)
{
    kkr_line line;
    if (!next_line(text, &line, "NPAN MESHN", err))
        return false;
    int k[2];
    kkr_list list = kkr_list_of(line);
    if (kkr_list_ints(&list, k, 2) != 2 || k[0] < 1 || k[1] < k[0])
        return kkr_text_fail(
            text, err,
            "expected NPAN and MESHN, panels and radial points, found \"%.*s\"",
            quoted(line), line.text);
    if (!kkr_text_holds(text, 2.0 * k[1], 20, err))
        return false;
    cell->n_panels = k[0];
    cell->n_mesh = k[1];
    cell->panel_size = kkr_alloc((size_t)k[0], sizeof *cell->panel_size);
    int sum = 0;
    for (int i = 0; i < cell->n_panels;) {
        if (!next_line(text, &line, "the number of points of each panel", err))
            return false;
        list = kkr_list_of(line);
        int first = i;
        while (i < cell->n_panels && kkr_list_int(&list, &cell->panel_size[i])) {
            if (cell->panel_size[i] < 1 || cell->panel_size[i] > cell->n_mesh)
                return kkr_text_fail(text, err, "panel %d has %d points of %d", i + 1,
                                     cell->panel_size[i], cell->n_mesh);
            sum += cell->panel_size[i++];
        }
        if (i == first)
            return kkr_text_fail(
                text, err, "expected the points of panel %d of %d, found \"%.*s\"",
                i + 1, cell->n_panels, quoted(line), line.text);
    }
    if (sum != cell->n_mesh)
        return kkr_text_fail(text, err,
                             "the panels have %d points together, but MESHN is %d", sum,
                             cell->n_mesh);
    return true;
}

static bool read_block(kkr_text *text, double *values, size_t n, kkr_error *err)
{
    int n_nan = 0;
    size_t n_read;
    if (!kkr_text_columns(text, 4, 20, values, n, &n_read, &n_nan, err))
        return false;
    if (n_nan == 0)
        return true;
    text->line = text->nan_line;
    return kkr_text_fail(text, err, "a number is NaN or did not fit into its columns");
}

// Pairs XRN, DRN.
static bool read_mesh(kkr_text *text, kkr_shape_cell *cell, kkr_error *err)
{
    size_t n = (size_t)cell->n_mesh;
    double *pairs = kkr_alloc_large(2 * n, sizeof *pairs, err);
    cell->xrn = kkr_alloc_large(n, sizeof *cell->xrn, err);
    cell->drn = kkr_alloc_large(n, sizeof *cell->drn, err);
    bool ok = pairs && cell->xrn && cell->drn && read_block(text, pairs, 2 * n, err);
    for (size_t i = 0; ok && i < n; i++) {
        cell->xrn[i] = pairs[2 * i];
        cell->drn[i] = pairs[2 * i + 1];
        if (!(cell->xrn[i] > 0) || (i > 0 && cell->xrn[i] < cell->xrn[i - 1]))
            ok = kkr_text_fail(text, err, "the radii do not rise: XRN(%zu) = %.12g",
                               i + 1, cell->xrn[i]);
    }
    free(pairs);
    return ok;
}

static bool read_lm(kkr_text *text, int i, int n, int previous, int *lm, kkr_error *err)
{
    kkr_line line;
    int number = 0;
    if (!next_line(text, &line, "the lm of a shape function", err))
        return false;
    if (!kkr_parse_int(line.text, line.length, &number))
        return kkr_text_fail(
            text, err, "expected the lm of shape function %d of %d, found \"%.*s\"",
            i + 1, n, quoted(line), line.text);
    *lm = number - 1; // from here on lm counts from 0
    if (*lm > previous && *lm < MAX_LM)
        return true;
    return kkr_text_fail(text, err, "lm = %d, expected %d to %d", number, previous + 2,
                         MAX_LM);
}

static bool read_functions(kkr_text *text, kkr_shape_cell *cell, kkr_error *err)
{
    int n;
    if (!read_int(text, &n, "NFUN, the number of shape functions", err) ||
        !kkr_text_holds(text, (double)n * cell->n_mesh, 20, err))
        return false;
    size_t n_mesh = (size_t)cell->n_mesh;
    cell->lm_index = kkr_alloc_large((size_t)n, sizeof *cell->lm_index, err);
    cell->theta = kkr_alloc_large((size_t)n * n_mesh, sizeof *cell->theta, err);
    if (!cell->lm_index || !cell->theta)
        return false;
    for (int i = 0; i < n; i++) {
        int previous = i > 0 ? cell->lm_index[i - 1] : -1;
        if (!read_lm(text, i, n, previous, &cell->lm_index[i], err) ||
            !read_block(text, cell->theta + (size_t)i * n_mesh, n_mesh, err))
            return false;
    }
    cell->n_lm = n;
    return true;
}

static bool read_cell(kkr_text *text, kkr_shape_cell *cell, int k, kkr_error *err)
{
    kkr_error cause = { 0 };
    if (read_panels(text, cell, &cause) && read_mesh(text, cell, &cause) &&
        read_functions(text, cell, &cause))
        return true;
    return kkr_fail(err, cause.code, "%s (cell %d)", cause.message, k + 1);
}

static void note_surprises(kkr_shapefun *shapefun, kkr_text *text)
{
    int lm = 0;
    for (int i = 0; i < shapefun->n_cells; i++) {
        const kkr_shape_cell *cell = &shapefun->cells[i];
        if (cell->lm_index[cell->n_lm - 1] > lm)
            lm = cell->lm_index[cell->n_lm - 1];
    }
    if (kkr_lm_l(lm) > L_TRUSTED)
        kkr_note(
            &shapefun->n_notes, &shapefun->notes,
            "the shape functions go up to l = %d; voronoi loses digits beyond l = %d, "
            "some 1e-7 at l = 24",
            kkr_lm_l(lm), L_TRUSTED);
    kkr_line line;
    while (kkr_text_next(text, &line))
        if (line.length) {
            kkr_note(&shapefun->n_notes, &shapefun->notes,
                     "what follows the %d cells from line %d on was left out",
                     shapefun->n_cells, text->line);
            break;
        }
}

// One whole number: NCELL. Two: the file of a single cell, as KKRnano writes it.
static bool starts_with_cell(const kkr_text *text)
{
    kkr_line line;
    int k[2];
    if (!kkr_text_peek(text, &line))
        return false;
    kkr_list list = kkr_list_of(line);
    return kkr_list_ints(&list, k, 2) == 2;
}

static bool is_empty(kkr_text *text)
{
    kkr_line line;
    while (kkr_text_next(text, &line))
        if (line.length)
            return false;
    return true;
}

static bool read_file(kkr_text *text, kkr_shapefun *shapefun, kkr_error *err)
{
    if (is_empty(text))
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "%s: is empty: no shape functions, only ASA potentials can be "
                        "shown",
                        text->path);
    kkr_text_rewind(text);
    int n = 1;
    bool single = starts_with_cell(text);
    // a cell has at least six lines
    if (!single && (!read_int(text, &n, "NCELL, the number of shapes", err) ||
                    !kkr_text_holds(text, 6.0 * n, 2, err)))
        return false;
    shapefun->cells = kkr_alloc_large((size_t)n, sizeof *shapefun->cells, err);
    if (!shapefun->cells)
        return false;
    shapefun->n_cells = n;
    shapefun->cells[0].scale = 1;
    if (!single && !read_scales(text, shapefun, err))
        return false;
    for (int i = 0; i < n; i++)
        if (!read_cell(text, &shapefun->cells[i], i, err))
            return false;
    note_surprises(shapefun, text);
    return true;
}

kkr_shapefun *kkr_shapefun_read(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_text) text = kkr_text_read(path, err);
    if (!text)
        return NULL;
    KKR_AUTO(kkr_shapefun) shapefun = kkr_alloc(1, sizeof *shapefun);
    shapefun->path = kkr_strdup(path);
    return read_file(text, shapefun, err) ? KKR_STEAL(shapefun) : NULL;
}

const double *kkr_shape_cell_theta(const kkr_shape_cell *cell, int lm)
{
    for (int i = 0; i < cell->n_lm; i++)
        if (cell->lm_index[i] == lm)
            return cell->theta + (size_t)i * (size_t)cell->n_mesh;
    return NULL;
}

double kkr_shape_cell_end(const kkr_shape_cell *cell)
{
    const double *theta = kkr_shape_cell_theta(cell, 0);
    return theta ? theta[cell->n_mesh - 1] / sqrt(4 * M_PI) : 0;
}

// Simpson's rule for an odd number n of equidistant points.
static double simpson(const double *f, int n)
{
    double sum = 0;
    for (int i = 0; i + 2 < n; i += 2)
        sum += (f[i] + 4 * f[i + 1] + f[i + 2]) / 3;
    return sum;
}

// An even n: the trapezoidal rule for the first or for the last interval, averaged.
static double integrate_panel(const double *f, int n)
{
    if (n % 2 == 1)
        return simpson(f, n);
    double first = (f[0] + f[1]) / 2, last = (f[n - 2] + f[n - 1]) / 2;
    return (first + simpson(f + 1, n - 1) + simpson(f, n - 1) + last) / 2;
}

double kkr_shape_cell_integrate(const kkr_shape_cell *cell, const double *f,
                                int first_panel)
{
    double sum = 0, *g = kkr_alloc((size_t)cell->n_mesh, sizeof *g);
    for (int i = 0; i < cell->n_mesh; i++)
        g[i] = f[i] * cell->drn[i];
    for (int p = 0, first = 0; p < cell->n_panels; first += cell->panel_size[p++])
        if (p >= first_panel)
            sum += integrate_panel(g + first, cell->panel_size[p]);
    free(g);
    return sum;
}

double kkr_shape_cell_volume(const kkr_shape_cell *cell)
{
    const double *theta = kkr_shape_cell_theta(cell, 0);
    double r_mt = cell->xrn[0], volume = 4 * M_PI / 3 * r_mt * r_mt * r_mt;
    double *f = kkr_alloc((size_t)cell->n_mesh, sizeof *f);
    for (int i = 0; theta && i < cell->n_mesh; i++)
        f[i] = sqrt(4 * M_PI) * theta[i] * cell->xrn[i] * cell->xrn[i];
    volume += kkr_shape_cell_integrate(cell, f, 0);
    free(f);
    return volume * cell->scale * cell->scale * cell->scale;
}

// At most four reals in every line up to the first cell.
static bool skip_scales(kkr_text *text)
{
    kkr_line line;
    if (!kkr_text_next(text, &line))
        return false;
    for (;;) {
        double x[5];
        kkr_list list = kkr_list_of(line);
        int n = kkr_list_doubles(&list, x, 5);
        if (n < 1 || n > 4 || list.next < list.end)
            return false;
        if (!kkr_text_peek(text, &line) || !has_dot(line))
            return true;
        kkr_text_next(text, &line);
    }
}

bool kkr_shapefun_recognise(const char *head, size_t length)
{
    KKR_AUTO(kkr_text) text = kkr_text_new("", head, length);
    kkr_line line;
    int k[2];
    if (!kkr_text_peek(text, &line))
        return false;
    kkr_list list = kkr_list_of(line);
    int n = kkr_list_ints(&list, k, 2);
    if (n < 1 || k[0] < 1)
        return false;
    if (n == 1) {
        kkr_text_next(text, &line);
        if (list.next < list.end || !skip_scales(text))
            return false;
        if (!kkr_text_peek(text, &line))
            return true; // many cells: the beginning holds nothing but scale factors
    }
    // NPAN MESHN, the first panel's points, and a line of radii
    kkr_text_next(text, &line);
    list = kkr_list_of(line);
    if (kkr_list_ints(&list, k, 2) != 2 || k[0] < 1 || k[1] < k[0] ||
        !kkr_text_next(text, &line))
        return false;
    list = kkr_list_of(line);
    int first;
    return kkr_list_int(&list, &first) && first >= 1 && first <= k[1];
}
