// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/cluster.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

// Formats: docs/formats/cluster.md.

void kkr_cluster_free(kkr_cluster *cluster)
{
    if (!cluster)
        return;
    free(cluster->path);
    free(cluster->sites);
    kkr_notes_free(cluster->n_notes, cluster->notes);
    free(cluster);
}

static kkr_cluster *new_cluster(const char *path)
{
    kkr_cluster *cluster = kkr_alloc(1, sizeof *cluster);
    cluster->path = kkr_strdup(path);
    return cluster;
}

/** Room is made as rows are found: what a count claims costs nothing. */
static kkr_cluster_site *add_site(kkr_cluster *cluster)
{
    int n = cluster->n_sites;
    if ((n & (n - 1)) == 0)
        cluster->sites =
            kkr_realloc(cluster->sites, n ? 2 * (size_t)n : 1, sizeof *cluster->sites);
    cluster->sites[n] = (kkr_cluster_site){ .host_site = -1, .z = -1 };
    cluster->n_sites = n + 1;
    return &cluster->sites[n];
}

/** A line with nothing but a whole number: the count of a scoef. */
static bool is_count(kkr_line line, int *n)
{
    kkr_list list = kkr_list_of(line);
    return kkr_list_int(&list, n) && !kkr_list_next(&list, &(kkr_line){ 0 });
}

static bool is_row(kkr_line line, kkr_cluster_site *site)
{
    double x[3] = { 0 };
    int index = 0;
    kkr_list list = kkr_list_of(line);
    if (kkr_list_doubles(&list, x, 3) < 3 || !kkr_list_int(&list, &index))
        return false;
    for (int i = 0; i < 3; i++)
        if (!isfinite(x[i]))
            return false;
    site->position = (kkr_vec3){ x[0], x[1], x[2] };
    site->host_site = index >= 1 ? index - 1 : -1;
    double z = -1;
    if (kkr_list_double(&list, &z) && isfinite(z))
        site->z = z;
    return true;
}

static bool read_scoef_rows(kkr_cluster *cluster, kkr_text *text, kkr_error *err)
{
    int n = INT_MAX, count_line = 1, more = 0, unknown = 0;
    bool counted = false;
    kkr_line line;
    while (kkr_text_next(text, &line)) {
        if (kkr_line_trim(line).length == 0)
            continue;
        if (!counted && is_count(line, &n)) {
            count_line = text->line;
            counted = true;
            if (n < 1)
                return kkr_text_fail(text, err,
                                     "expected the number of positions, "
                                     "found %d",
                                     n);
            continue;
        }
        if (counted && cluster->n_sites == n) {
            more++; // whatever it is, KKR does not look at it
            continue;
        }
        counted = true; // some programs leave the count out
        kkr_cluster_site row = { .z = -1 };
        if (!is_row(line, &row))
            return kkr_text_fail(text, err,
                                 "expected x y z and the index of a host site, found "
                                 "'%.*s'",
                                 line.length < 60 ? (int)line.length : 60, line.text);
        *add_site(cluster) = row;
        if (row.host_site < 0 && unknown++ == 0)
            kkr_note(&cluster->n_notes, &cluster->notes,
                     "%s:%d: host sites count from 1; this one is not told", text->path,
                     text->line);
    }
    if (n == INT_MAX) {
        kkr_note(&cluster->n_notes, &cluster->notes,
                 "%s: there is no line with the number of positions; all %d were read",
                 text->path, cluster->n_sites);
    } else if (cluster->n_sites < n) {
        text->line = count_line;
        return kkr_text_fail(text, err, "expected %d positions, found %d", n,
                             cluster->n_sites);
    }
    if (cluster->n_sites == 0)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "%s: expected positions, the file is empty", text->path);
    if (more)
        kkr_note(&cluster->n_notes, &cluster->notes,
                 "%s: %d more line%s after the %d positions that line %d promises; "
                 "ignored, as KKR does",
                 text->path, more, more == 1 ? "" : "s", n, count_line);
    return true;
}

kkr_cluster *kkr_cluster_read_scoef(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_text) text = kkr_text_read(path, err);
    if (!text)
        return NULL;
    KKR_AUTO(kkr_cluster) cluster = new_cluster(path);
    if (!read_scoef_rows(cluster, text, err))
        return NULL;
    return KKR_STEAL(cluster);
}

/** x y z Z VATOM KILLATOM, blank separated or in the columns 3F25.16, F6.2, 3I5. */
static bool is_atom(kkr_line line, kkr_cluster_site *site)
{
    double x[4] = { 0 };
    int flag[2] = { 0 };
    kkr_list list = kkr_list_of(line);
    bool good =
        kkr_list_doubles(&list, x, 4) == 4 && kkr_list_ints(&list, flag, 2) == 2;
    if (!good) { // neighbours touch
        static const size_t begin[] = { 0, 25, 50, 75, 81, 86 };
        static const size_t width[] = { 25, 25, 25, 6, 5, 5 };
        good = true;
        for (int i = 0; good && i < 6; i++) {
            kkr_line field = kkr_line_cut(line, begin[i], width[i]);
            good = i < 4 ? kkr_parse_fortran(field.text, field.length, &x[i]) ==
                               KKR_NUMBER_OK
                         : kkr_parse_int(field.text, field.length, &flag[i - 4]);
        }
    }
    for (int i = 0; i < 4; i++)
        good = good && isfinite(x[i]);
    if (!good)
        return false;
    site->position = (kkr_vec3){ x[0], x[1], x[2] };
    site->z = x[3];
    site->is_virtual = flag[0] != 0;
    site->is_removed = flag[1] != 0;
    return true;
}

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

static bool read_atoms(kkr_cluster *cluster, kkr_text *text, kkr_error *err)
{
    kkr_line line;
    int n[2] = { 0, 0 }, n_removed = 0;
    if (!next_data(text, &line))
        return kkr_text_fail(text, err,
                             "expected the number of positions, found the "
                             "end of the file");
    kkr_list list = kkr_list_of(line);
    if (kkr_list_ints(&list, n, 2) < 2 || n[0] < 1)
        return kkr_text_fail(text, err,
                             "expected two counts, positions and atoms, found '%.*s'",
                             line.length < 60 ? (int)line.length : 60, line.text);
    while (cluster->n_sites < n[0]) {
        if (!next_data(text, &line))
            return kkr_text_fail(text, err, "expected %d positions, found %d", n[0],
                                 cluster->n_sites);
        kkr_cluster_site row = { .host_site = -1 };
        if (!is_atom(line, &row))
            return kkr_text_fail(text, err,
                                 "expected x y z Z and two flags, found '%.*s'",
                                 line.length < 60 ? (int)line.length : 60, line.text);
        *add_site(cluster) = row;
        n_removed += row.is_removed;
    }
    // The heading calls the counts NATOM NTOTATOM, the program takes them the other
    // way round: all positions first, then those with an atom.
    if (n[0] - n_removed != n[1])
        kkr_note(&cluster->n_notes, &cluster->notes,
                 "%s: %d atoms are announced, but %d of %d positions are marked as "
                 "removed",
                 text->path, n[1], n_removed, n[0]);
    if (next_data(text, &line))
        kkr_note(
            &cluster->n_notes, &cluster->notes,
            "%s:%d: more lines than the %d positions announced; ignored, as KKR does",
            text->path, text->line, n[0]);
    return true;
}

kkr_cluster *kkr_cluster_read_atominfo(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_text) text = kkr_text_read(path, err);
    if (!text)
        return NULL;
    KKR_AUTO(kkr_cluster) cluster = new_cluster(path);
    if (!read_atoms(cluster, text, err))
        return NULL;
    return KKR_STEAL(cluster);
}

/** Reads on only in lines that are complete: the head may end inside one. */
static bool next_complete(kkr_text *text, kkr_line *line)
{
    return next_data(text, line) && text->position < text->length;
}

bool kkr_cluster_recognise_scoef(const char *head, size_t length)
{
    KKR_AUTO(kkr_text) text = kkr_text_new("", head, length);
    kkr_line line;
    int n;
    kkr_cluster_site site;
    if (!next_data(text, &line))
        return false;
    if (is_count(line, &n) && (n < 1 || !next_data(text, &line)))
        return false;
    // x y z are written with a point, the index without
    return memchr(line.text, '.', line.length) && is_row(line, &site);
}

bool kkr_cluster_recognise_atominfo(const char *head, size_t length)
{
    KKR_AUTO(kkr_text) text = kkr_text_new("", head, length);
    kkr_line line;
    int n[3] = { 0 };
    kkr_cluster_site site;
    if (!next_complete(text, &line))
        return false;
    kkr_list list = kkr_list_of(line);
    return kkr_list_ints(&list, n, 3) == 2 && next_data(text, &line) &&
           is_atom(line, &site);
}
