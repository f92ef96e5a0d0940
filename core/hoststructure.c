// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/crystal.h"

#include <math.h>

#include "core/text.h"

// kkrflex_hoststructure.dat, which KKRhost leaves for KKRimp:
//
//     [bravais]                     # starts a comment line
//       x y z                       three rows, alat units
//     [basis]
//       n
//       x y z weight                n rows, alat units
//
// Slabs have a third row of zeros; what continues beyond them is not told.

// So that a wild number needs no memory; the shortest line of a site is "4*0\n".
enum { MOST_SITES = 1000000, LEAST_ROW = 4 };

/** The next line that is neither blank nor a comment. */
static bool next_data(kkr_text *text, kkr_line *line)
{
    while (kkr_text_next(text, line)) {
        kkr_line content = kkr_line_trim(*line);
        if (content.length && content.text[0] != '#')
            return true;
    }
    return false;
}

static bool find_section(kkr_text *text, const char *name, kkr_error *err)
{
    kkr_line line;
    kkr_text_rewind(text);
    while (next_data(text, &line))
        if (kkr_line_contains(line, name))
            return true;
    return kkr_text_fail(text, err, "expected a section %s, found the end of the file",
                         name);
}

static bool read_row(kkr_text *text, double *x, int n, kkr_error *err)
{
    kkr_line line;
    if (!next_data(text, &line))
        return kkr_text_fail(text, err,
                             "expected %d numbers, found the end of the file", n);
    kkr_list list = kkr_list_of(line);
    bool good = kkr_list_doubles(&list, x, n) == n;
    for (int i = 0; i < n; i++)
        good = good && isfinite(x[i]);
    return good || kkr_text_fail(text, err, "expected %d numbers, found '%.*s'", n,
                                 line.length < 60 ? (int)line.length : 60, line.text);
}

static bool read_lattice(kkr_text *text, double alat, kkr_mat3 *lattice, kkr_error *err)
{
    if (!find_section(text, "[bravais]", err))
        return false;
    for (int i = 0; i < 3; i++) {
        double x[3] = { 0 };
        if (!read_row(text, x, 3, err))
            return false;
        lattice->row[i] = kkr_vec3_scale((kkr_vec3){ x[0], x[1], x[2] }, alat);
    }
    return true;
}

kkr_crystal *kkr_crystal_read_hoststructure(const char *path, double alat,
                                            kkr_error *err)
{
    KKR_AUTO(kkr_text) text = kkr_text_read(path, err);
    kkr_mat3 lattice;
    if (!text || !read_lattice(text, alat, &lattice, err) ||
        !find_section(text, "[basis]", err))
        return NULL;
    kkr_line line;
    int n = 0;
    bool told = next_data(text, &line);
    kkr_list list = kkr_list_of(told ? line : (kkr_line){ 0 });
    if (!kkr_list_int(&list, &n) || n < 1 || n > MOST_SITES) {
        kkr_text_fail(text, err,
                      "expected the number of sites, at most %d, found '%.*s'",
                      MOST_SITES, told ? (int)(line.length < 60 ? line.length : 60) : 0,
                      told ? line.text : "");
        return NULL;
    }
    if (!kkr_text_holds(text, n, LEAST_ROW, err))
        return NULL;
    KKR_AUTO(kkr_crystal) crystal = kkr_crystal_new(path, n, n);
    crystal->alat = alat;
    crystal->lattice = lattice;
    crystal->periodicity = kkr_vec3_length(lattice.row[2]) > 0 ? 3 : 2;
    for (int i = 0; i < n; i++) {
        double x[4] = { 0 };
        if (!read_row(text, x, 4, err))
            return NULL;
        kkr_site *site = &crystal->sites[i];
        site->position = kkr_vec3_scale((kkr_vec3){ x[0], x[1], x[2] }, alat);
        site->weight = x[3] * alat * alat;
    }
    if (crystal->periodicity == 2)
        kkr_note(&crystal->n_notes, &crystal->notes,
                 "%s: does not say what continues beyond the slab; cells of its "
                 "outermost layers are open there",
                 path);
    return kkr_crystal_group_types(crystal, err) ? KKR_STEAL(crystal) : NULL;
}

bool kkr_crystal_recognise_hoststructure(const char *head, size_t length)
{
    KKR_AUTO(kkr_text) text = kkr_text_new("", head, length);
    kkr_line line;
    return next_data(text, &line) && kkr_line_contains(line, "[bravais]");
}
