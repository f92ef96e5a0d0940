// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/line.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "core/csv.h"

// Along a line x(u) = p + u e the power distances |x - R|^2 - w are u^2 plus a
// linear function each, so the owners are the lower envelope of straight lines
// and the crossings are where two of them meet. A long line is walked in pieces,
// each with the sites that can own a point of it.

static const double piece_length = 4;     // bohr
static const double same_crossing = 1e-7; // bohr; a line through an edge or corner

typedef struct crossings {
    int n, room;
    double *distance; // from the first point, rising
} crossings;

static void add_crossing(crossings *list, double distance)
{
    if (list->n > 0 && distance < list->distance[list->n - 1] + same_crossing)
        return;
    if (list->n == list->room) {
        list->room = list->room ? 2 * list->room : 16;
        list->distance = kkr_realloc(list->distance, list->room, sizeof(double));
    }
    list->distance[list->n++] = distance;
}

/** A power distance without u^2: a + b u. */
typedef struct envelope_line {
    double a, b;
    kkr_vec3 center;
} envelope_line;

static double distance_to_owner(const kkr_tessellation *tessellation, kkr_vec3 x)
{
    kkr_owner owner = kkr_tessellation_owner(tessellation, x);
    return owner.site < 0 ? 0 : kkr_vec3_length(kkr_vec3_sub(owner.center, x));
}

/** The envelope's lines for one piece; the caller frees. */
static envelope_line *lines_of_piece(const kkr_tessellation *tessellation, kkr_vec3 p,
                                     kkr_vec3 e, double length, size_t *n,
                                     kkr_error *err)
{
    // Whoever owns a point of the piece is hardly farther than the way over an end
    // of the piece to that end's owner; the rest allows for different weights.
    kkr_vec3 q = kkr_vec3_mad(p, length, e);
    double reach = length + fmax(distance_to_owner(tessellation, p),
                                 distance_to_owner(tessellation, q));
    kkr_owner *owners = NULL;
    double *weights = NULL;
    if (!kkr_tessellation_sites(tessellation, kkr_vec3_mad(p, length / 2, e),
                                length / 2 + 1.25 * reach + 1, &owners, &weights, n,
                                err))
        return NULL;
    envelope_line *lines = kkr_alloc(*n, sizeof *lines);
    for (size_t i = 0; i < *n; i++) {
        kkr_vec3 d = kkr_vec3_sub(p, owners[i].center);
        lines[i].a = kkr_vec3_dot(d, d) - weights[i];
        lines[i].b = 2 * kkr_vec3_dot(e, d);
        lines[i].center = owners[i].center;
    }
    free(owners);
    free(weights);
    return lines;
}

/** Where to begin: the owner of the piece before if it still is one. */
static size_t first_owner(const envelope_line *lines, size_t n, const kkr_vec3 *before)
{
    const double tie = 1e-9; // bohr^2, as core/tessellation.h
    size_t first = 0;
    for (size_t i = 1; i < n; i++)
        if (lines[i].a < lines[first].a - tie ||
            (lines[i].a < lines[first].a + tie && lines[i].b < lines[first].b - tie))
            first = i;
    for (size_t i = 0; before && i < n; i++)
        if (kkr_vec3_length(kkr_vec3_sub(lines[i].center, *before)) < 1e-6 &&
            lines[i].a < lines[first].a + 1e-6)
            return i;
    return first;
}

static bool find_crossings(const kkr_tessellation *tessellation, kkr_vec3 from,
                           kkr_vec3 e, double length, crossings *list,
                           const kkr_job *job, kkr_error *err)
{
    int n_pieces = (int)fmin(ceil(length / piece_length), 1e6);
    kkr_vec3 owner;
    bool has_owner = false;
    for (int i = 0; i < n_pieces; i++) {
        if (kkr_job_cancelled(job))
            return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        double begin = length * i / n_pieces, end = length * (i + 1) / n_pieces;
        size_t n;
        envelope_line *lines = lines_of_piece(
            tessellation, kkr_vec3_mad(from, begin, e), e, end - begin, &n, err);
        if (!lines)
            return false;
        size_t now = n > 0 ? first_owner(lines, n, has_owner ? &owner : NULL) : 0;
        double u = 0;
        for (bool more = n > 0; more;) {
            double next_u = end - begin;
            more = false;
            size_t next = now;
            for (size_t j = 0; j < n; j++) {
                double slope = lines[now].b - lines[j].b;
                if (slope < 1e-9)
                    continue;
                double meet = fmax(u, (lines[j].a - lines[now].a) / slope);
                if (meet < next_u ||
                    (more && meet == next_u && lines[j].b < lines[next].b)) {
                    next_u = meet;
                    next = j;
                    more = true;
                }
            }
            if (more) {
                now = next;
                u = next_u;
                add_crossing(list, begin + u);
            }
        }
        has_owner = n > 0;
        if (has_owner)
            owner = lines[now].center;
        free(lines);
    }
    return true;
}

/** The sample at x as the cell of `cell`, a sample well inside it, has it. */
static kkr_sample sample_side(const kkr_case *object, const kkr_sampler *sampler,
                              const kkr_sample *cell, kkr_vec3 x, kkr_vec3 inside)
{
    kkr_sample side = *cell;
    kkr_vec3 d = kkr_vec3_sub(x, cell->center);
    if (cell->site >= 0) {
        kkr_vec3 own = kkr_vec3_add(object->sites[cell->site].position, d);
        side.v = kkr_sampler_site_value(sampler, cell->site, own, false);
        side.dv = kkr_sampler_site_value(sampler, cell->site, own, true);
        side.v0 = side.v - side.dv;
        side.r = kkr_vec3_length(d);
    } else if (cell->host_site >= 0) {
        // a cell beyond the cluster is asked a hair's breadth inside of it
        kkr_vec3 to = kkr_vec3_unit(kkr_vec3_sub(inside, x));
        side = kkr_sampler_point(sampler, kkr_vec3_mad(x, 1e-8, to));
    }
    return side;
}

kkr_line *kkr_line_new(const kkr_case *object, const kkr_sampler *sampler,
                       kkr_vec3 from, kkr_vec3 to, int n, const kkr_job *job,
                       kkr_error *err)
{
    assert(n >= 2);
    kkr_vec3 e = kkr_vec3_sub(to, from);
    double length = kkr_vec3_length(e);
    if (!(length > 1e-9) || !isfinite(length)) {
        kkr_fail(err, KKR_ERROR_GEOMETRY, "the two ends of the line are one point");
        return NULL;
    }
    e = kkr_vec3_scale(e, 1 / length);
    crossings list = { 0 };
    if (object->tessellation &&
        !find_crossings(object->tessellation, kkr_vec3_add(from, object->origin), e,
                        length, &list, job, err)) {
        free(list.distance);
        return NULL;
    }

    KKR_AUTO(kkr_line) line = kkr_alloc(1, sizeof *line);
    line->points = kkr_alloc((size_t)n + 2 * (size_t)list.n, sizeof *line->points);
    bool good = true;
    double begin = 0; // of the present cell
    int i_crossing = 0;
    for (int i = 0; good && i < n;) {
        double u = i == n - 1 ? length : length * i / (n - 1);
        kkr_line_point *point = &line->points[line->n];
        bool crosses = i_crossing < list.n && list.distance[i_crossing] <= u + 1e-9;
        if (!crosses) {
            kkr_vec3 x = i == n - 1 ? to : kkr_vec3_mad(from, u, e);
            *point = (kkr_line_point){ u, x, kkr_sampler_point(sampler, x) };
            line->n++;
            i++;
            good = i % 1000 || kkr_job_step(job, (double)i / n, "line");
            continue;
        }
        double at = list.distance[i_crossing++];
        double end = i_crossing < list.n ? list.distance[i_crossing] : length;
        kkr_vec3 x = kkr_vec3_mad(from, at, e);
        for (int side = 0; side < 2; side++) {
            double middle = side == 0 ? (begin + at) / 2 : (at + end) / 2;
            kkr_vec3 inside = kkr_vec3_mad(from, middle, e);
            kkr_sample cell = kkr_sampler_point(sampler, inside);
            point[side] =
                (kkr_line_point){ at, x,
                                  sample_side(object, sampler, &cell, x, inside) };
        }
        line->n += 2;
        begin = at;
        if (u <= at + 1e-9) // the point asked for is the crossing itself
            i++;
    }
    free(list.distance);
    if (!good) {
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    return KKR_STEAL(line);
}

void kkr_line_free(kkr_line *line)
{
    if (!line)
        return;
    free(line->points);
    free(line);
}

void kkr_line_write(const kkr_line *line, kkr_field_quantity quantity, FILE *file)
{
    fprintf(file, "d,%s\n", kkr_csv_sample_header);
    for (int i = 0; i < line->n; i++) {
        const kkr_line_point *point = &line->points[i];
        kkr_csv_number(file, point->distance);
        putc(',', file);
        kkr_csv_sample(file, point->x, &point->sample, quantity);
    }
}
