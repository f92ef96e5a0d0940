// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/surface_piece.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/parallel.h"

static const double on_clip = 1e-10; // bohr; nearer counts as inside

void kkr_surface_quality_add(kkr_surface_quality *sum, const kkr_surface_quality *part)
{
    sum->worst = fmax(sum->worst, part->worst);
    sum->n_on_jumps += part->n_on_jumps;
    sum->n_lost += part->n_lost;
}

void kkr_piece_clear(kkr_piece *piece)
{
    free(piece->x);
    free(piece->normal);
    free(piece->value);
    free(piece->on);
    free(piece->triangle);
    *piece = (kkr_piece){ 0 };
}

static void reserve_vertices(kkr_piece *piece, size_t n)
{
    if (n <= piece->room_vertices)
        return;
    size_t room = piece->room_vertices = n + n / 2 + 64;
    piece->x = kkr_realloc(piece->x, room, sizeof *piece->x);
    piece->normal = kkr_realloc(piece->normal, room, sizeof *piece->normal);
    piece->value = kkr_realloc(piece->value, room, sizeof *piece->value);
    piece->on = kkr_realloc(piece->on, room, sizeof *piece->on);
}

static void reserve_triangles(kkr_piece *piece, size_t n)
{
    if (n <= piece->room_triangles)
        return;
    piece->room_triangles = n + n / 2 + 64;
    piece->triangle =
        kkr_realloc(piece->triangle, piece->room_triangles, sizeof *piece->triangle);
}

/** Positive beyond the clip, bohr. */
static double beyond(const kkr_clip *clip, kkr_vec3 x)
{
    return clip->radius > 0 ? kkr_vec3_length(x) - clip->radius
                            : kkr_vec3_dot(clip->normal, x) - clip->distance;
}

/** Bit k: beyond clip k. */
static uint64_t outcode(const kkr_clip *clips, int n, kkr_vec3 x)
{
    uint64_t code = 0;
    for (int k = 0; k < n; k++)
        code |= (uint64_t)(beyond(&clips[k], x) > on_clip) << k;
    return code;
}

// ---- what is worth keeping ------------------------------------------------------

/** Drops unused vertices; *n_old (may be NULL) becomes how many of the first remain. */
static void compact(kkr_piece *piece, size_t *n_old)
{
    uint32_t *new_number = kkr_alloc(piece->n_vertices, sizeof *new_number);
    for (size_t i = 0; i < 3 * piece->n_triangles; i++)
        new_number[piece->triangle[i / 3][i % 3]] = 1;
    size_t n = 0, old = 0;
    for (size_t i = 0; i < piece->n_vertices; i++) {
        if (!new_number[i])
            continue;
        piece->x[n] = piece->x[i];
        piece->normal[n] = piece->normal[i];
        piece->value[n] = piece->value[i];
        memcpy(piece->on[n], piece->on[i], sizeof *piece->on);
        new_number[i] = (uint32_t)n++;
        old += n_old && i < *n_old;
    }
    for (size_t i = 0; i < 3 * piece->n_triangles; i++)
        piece->triangle[i / 3][i % 3] = new_number[piece->triangle[i / 3][i % 3]];
    piece->n_vertices = n;
    if (n_old)
        *n_old = old;
    free(new_number);
}

/** Drops triangles whose corners are all beyond the same clip. */
static void reject(kkr_piece *piece, const kkr_clip *clips, int n_clips)
{
    uint64_t *code = kkr_alloc(piece->n_vertices, sizeof *code);
    for (size_t i = 0; i < piece->n_vertices; i++)
        code[i] = outcode(clips, n_clips, piece->x[i]);
    size_t n = 0;
    for (size_t t = 0; t < piece->n_triangles; t++) {
        uint32_t corner[3];
        memcpy(corner, piece->triangle[t], sizeof corner);
        if (code[corner[0]] & code[corner[1]] & code[corner[2]])
            continue;
        memcpy(piece->triangle[n++], corner, sizeof corner);
    }
    bool all = n == piece->n_triangles;
    piece->n_triangles = n;
    free(code);
    if (!all)
        compact(piece, NULL);
}

void kkr_piece_from_mesh(kkr_piece *piece, const kkr_mesh *mesh, const kkr_clip *clips,
                         int n_clips, bool flipped)
{
    reserve_vertices(piece, mesh->n_vertices);
    reserve_triangles(piece, mesh->n_triangles);
    piece->n_vertices = mesh->n_vertices;
    piece->n_triangles = mesh->n_triangles;
    const double sign = flipped ? -1 : 1;
    for (size_t i = 0; i < mesh->n_vertices; i++) {
        const float *x = mesh->position[i], *n = mesh->normal[i];
        piece->x[i] = kkr_vec3_add(mesh->origin, (kkr_vec3){ x[0], x[1], x[2] });
        piece->normal[i] = kkr_vec3_scale((kkr_vec3){ n[0], n[1], n[2] }, sign);
        piece->value[i] = mesh->value ? mesh->value[i] : 0;
        piece->on[i][0] = piece->on[i][1] = -1;
    }
    for (size_t t = 0; t < mesh->n_triangles; t++)
        for (int c = 0; c < 3; c++)
            piece->triangle[t][flipped ? 2 - c : c] = mesh->triangle[t][c];
    reject(piece, clips, n_clips);
}

void kkr_piece_copy(kkr_piece *piece, const kkr_piece *from, const kkr_clip *clips,
                    int n_clips)
{
    size_t n = from->n_vertices;
    reserve_vertices(piece, n);
    reserve_triangles(piece, from->n_triangles);
    piece->n_vertices = n;
    piece->n_triangles = from->n_triangles;
    if (n == 0)
        return;
    memcpy(piece->x, from->x, n * sizeof *piece->x);
    memcpy(piece->normal, from->normal, n * sizeof *piece->normal);
    memcpy(piece->value, from->value, n * sizeof *piece->value);
    memcpy(piece->on, from->on, n * sizeof *piece->on);
    memcpy(piece->triangle, from->triangle,
           from->n_triangles * sizeof *piece->triangle);
    reject(piece, clips, n_clips);
}

// ---- cutting --------------------------------------------------------------------

/** Where edges were cut, so that both their triangles get the same vertex. */
typedef struct cut_table {
    struct cut {
        uint32_t low, high, vertex;
        int clip; // -1: a free place
    } * cuts;
    size_t n, size; // a power of two
} cut_table;

static struct cut *find_cut(const cut_table *table, uint32_t low, uint32_t high,
                            int clip)
{
    uint64_t hash = (low * 0x9e3779b97f4a7c15u) ^ (high * 0xc2b2ae3d27d4eb4fu) ^
                    ((uint64_t)clip << 57);
    hash ^= hash >> 29;
    hash *= 0xbf58476d1ce4e5b9u;
    for (size_t at = hash >> 20;; at++) {
        struct cut *cut = &table->cuts[at & (table->size - 1)];
        if (cut->clip < 0 ||
            (cut->low == low && cut->high == high && cut->clip == clip))
            return cut;
    }
}

static void grow_table(cut_table *table)
{
    cut_table old = *table;
    table->size = old.size ? 2 * old.size : 1024;
    table->cuts = kkr_alloc(table->size, sizeof *table->cuts);
    for (size_t i = 0; i < table->size; i++)
        table->cuts[i].clip = -1;
    for (size_t i = 0; i < old.size; i++)
        if (old.cuts[i].clip >= 0)
            *find_cut(table, old.cuts[i].low, old.cuts[i].high, old.cuts[i].clip) =
                old.cuts[i];
    free(old.cuts);
}

/** The part of the way from a to b (inside to outside) at which a clip is met. */
static double way_to(const kkr_clip *clip, kkr_vec3 a, kkr_vec3 b)
{
    if (!(clip->radius > 0)) {
        double da = beyond(clip, a), db = beyond(clip, b);
        return fmin(fmax(da / (da - db), 0), 1);
    }
    kkr_vec3 d = kkr_vec3_sub(b, a); // |a + t d| = radius
    double p = kkr_vec3_dot(a, d), dd = kkr_vec3_dot(d, d);
    double q = kkr_vec3_dot(a, a) - clip->radius * clip->radius;
    double root = sqrt(fmax(p * p - dd * q, 0));
    return fmin(fmax((root - p) / dd, 0), 1);
}

/** Clips that both ends were cut by also hold the new vertex. */
static void inherit(const int8_t a[2], const int8_t b[2], int clip, int8_t on[2])
{
    on[0] = (int8_t)clip;
    on[1] = -1;
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            if (a[i] >= 0 && a[i] == b[j] && a[i] != clip)
                on[1] = a[i];
}

static uint32_t cut_edge(kkr_piece *piece, cut_table *table, const kkr_clip *clips,
                         int clip, uint32_t inside, uint32_t outside)
{
    uint32_t low = inside < outside ? inside : outside;
    uint32_t high = inside < outside ? outside : inside;
    if (2 * (table->n + 1) > table->size)
        grow_table(table);
    struct cut *cut = find_cut(table, low, high, clip);
    if (cut->clip >= 0)
        return cut->vertex;
    size_t n = piece->n_vertices;
    reserve_vertices(piece, n + 1);
    kkr_vec3 a = piece->x[inside], b = piece->x[outside];
    double t = way_to(&clips[clip], a, b);
    piece->x[n] = kkr_vec3_mad(kkr_vec3_scale(a, 1 - t), t, b);
    piece->normal[n] = kkr_vec3_unit(kkr_vec3_mad(
        kkr_vec3_scale(piece->normal[inside], 1 - t), t, piece->normal[outside]));
    piece->value[n] = piece->value[inside] * (1 - t) + piece->value[outside] * t;
    inherit(piece->on[inside], piece->on[outside], clip, piece->on[n]);
    *cut = (struct cut){ low, high, (uint32_t)n, clip };
    table->n++;
    return (uint32_t)piece->n_vertices++;
}

/** Sutherland and Hodgman's step; the clips come in the same order for all triangles. */
static int cut_polygon(kkr_piece *piece, cut_table *table, const kkr_clip *clips,
                       int clip, uint32_t *polygon, int n)
{
    uint32_t result[KKR_PIECE_MAX_POLYGON + 1];
    int n_result = 0;
    for (int i = 0; i < n; i++) {
        uint32_t here = polygon[i], next = polygon[(i + 1) % n];
        bool here_out = beyond(&clips[clip], piece->x[here]) > on_clip;
        bool next_out = beyond(&clips[clip], piece->x[next]) > on_clip;
        if (!here_out)
            result[n_result++] = here;
        if (here_out != next_out)
            result[n_result++] =
                cut_edge(piece, table, clips, clip, here_out ? next : here,
                         here_out ? here : next);
    }
    memcpy(polygon, result, n_result * sizeof *polygon);
    return n_result < 3 ? 0 : n_result;
}

void kkr_piece_cut(kkr_piece *piece, const kkr_clip *clips, int first, int n,
                   size_t *n_old)
{
    *n_old = piece->n_vertices;
    uint64_t *code = kkr_alloc(piece->n_vertices, sizeof *code);
    for (size_t i = 0; i < piece->n_vertices; i++)
        code[i] = outcode(clips + first, n, piece->x[i]);
    cut_table table = { 0 };
    kkr_piece whole = { .n_triangles = piece->n_triangles,
                        .triangle = piece->triangle };
    piece->triangle = NULL;
    piece->n_triangles = piece->room_triangles = 0;
    reserve_triangles(piece, whole.n_triangles);
    for (size_t t = 0; t < whole.n_triangles; t++) {
        uint32_t polygon[KKR_PIECE_MAX_POLYGON];
        memcpy(polygon, whole.triangle[t], 3 * sizeof *polygon);
        uint64_t met = code[polygon[0]] | code[polygon[1]] | code[polygon[2]];
        int n_corners = 3;
        for (int k = 0; met && k < n && n_corners; k++)
            if (met >> k & 1)
                n_corners =
                    cut_polygon(piece, &table, clips, first + k, polygon, n_corners);
        reserve_triangles(piece, piece->n_triangles + KKR_PIECE_MAX_POLYGON);
        for (int c = 2; c < n_corners; c++) {
            uint32_t *out = piece->triangle[piece->n_triangles++];
            out[0] = polygon[0];
            out[1] = polygon[c - 1];
            out[2] = polygon[c];
        }
    }
    free(whole.triangle);
    free(table.cuts);
    free(code);
    compact(piece, n_old);
}

// ---- polishing ------------------------------------------------------------------

enum { BLOCK = 256, STEPS = 12 };

typedef struct polishing {
    kkr_piece *piece;
    size_t begin;
    const kkr_clip *clips;
    int n_clips;
    const kkr_piece_field *field;
    kkr_surface_quality *quality; // [blocks]
} polishing;

/**
 * The shortest step s with row_i . s = right_i for n <= 3 rows: s = A^T (A A^T)^-1 b
 * by Gram-Schmidt; false where the rows are (almost) dependent.
 */
static bool shortest_step(const kkr_vec3 *row, const double *right, int n, kkr_vec3 *s)
{
    kkr_vec3 basis[3];
    *s = (kkr_vec3){ 0 };
    for (int i = 0; i < n; i++) {
        kkr_vec3 left = row[i];
        double rest = right[i] - kkr_vec3_dot(row[i], *s);
        for (int k = 0; k < i; k++)
            left = kkr_vec3_mad(left, -kkr_vec3_dot(left, basis[k]), basis[k]);
        double length = kkr_vec3_length(left);
        if (!(length > 1e-7 * kkr_vec3_length(row[i])))
            return false;
        basis[i] = kkr_vec3_scale(left, 1 / length);
        *s = kkr_vec3_mad(*s, rest / length, basis[i]);
    }
    return true;
}

typedef enum outcome { SETTLED, ON_JUMP, LOST } outcome;

/** The clips a vertex is on, as rows of a step that brings it back to them. */
static int clip_rows(const polishing *p, const int8_t on[2], kkr_vec3 x, kkr_vec3 *row,
                     double *right)
{
    int n = 0;
    for (int k = 0; k < 2; k++) {
        int c = on[k];
        if (c < 0)
            continue;
        const kkr_clip *clip = &p->clips[c];
        row[n] = clip->radius > 0 ? kkr_vec3_unit(x) : clip->normal;
        right[n++] = -beyond(clip, x);
    }
    return n;
}

/**
 * Newton's method did not end because the field jumps over the level, as it may at a
 * border of radial panels: halves the way between a point below and one above.
 */
static outcome halve(const polishing *p, const int8_t on[2], kkr_vec3 below,
                     kkr_vec3 above, double tolerance, kkr_vec3 *x, kkr_vec3 *gradient,
                     double *error)
{
    const kkr_piece_field *f = p->field;
    for (int i = 0; i < 60; i++) {
        kkr_vec3 row[3], s;
        double right[3];
        *x = kkr_vec3_scale(kkr_vec3_add(below, above), 0.5);
        int n = clip_rows(p, on, *x, row, right); // back to a sphere
        if (shortest_step(row, right, n, &s))
            *x = kkr_vec3_add(*x, s);
        double off = f->level - f->value(f->user, *x, gradient);
        *error = fabs(off);
        if (*error <= tolerance)
            return SETTLED;
        if (off > 0)
            below = *x;
        else
            above = *x;
        if (kkr_vec3_length(kkr_vec3_sub(above, below)) < 1e-11)
            break;
    }
    return *error < 1e-8 ? SETTLED : ON_JUMP;
}

/** Where a vertex goes; *error is |V - level| there. */
static outcome find_place(const polishing *p, const int8_t on[2], kkr_vec3 *x,
                          kkr_vec3 *gradient, double *error)
{
    const kkr_piece_field *f = p->field;
    const kkr_vec3 start = *x;
    kkr_vec3 side[2]; // the last points below and above the level
    bool has_side[2] = { false };
    const double tolerance = 1e-10 + 1e-13 * fabs(f->level);
    for (int step = 0; step < STEPS; step++) {
        double off = f->level - f->value(f->user, *x, gradient);
        if (!(fabs(off) < INFINITY))
            return LOST;
        *error = fabs(off);
        if (*error <= tolerance)
            return SETTLED;
        side[off < 0] = *x;
        has_side[off < 0] = true;
        kkr_vec3 row[3], s;
        double right[3];
        int n = clip_rows(p, on, *x, row, right); // first: these are met exactly
        row[n] = *gradient;
        right[n++] = off;
        if (!shortest_step(row, right, n, &s))
            break;
        double length = kkr_vec3_length(s);
        if (length > f->reach / 2)
            s = kkr_vec3_scale(s, f->reach / 2 / length);
        *x = kkr_vec3_add(*x, s);
        if (!(kkr_vec3_length(kkr_vec3_sub(*x, start)) <= f->reach))
            break;
    }
    return has_side[0] && has_side[1]
               ? halve(p, on, side[0], side[1], tolerance, x, gradient, error)
               : LOST;
}

/**
 * A vertex on a clip must not leave the cell along it: where it does, it belongs on
 * the edge with the clip it passes.
 */
static outcome stay_inside(const polishing *p, int8_t on[2], kkr_vec3 start,
                           kkr_vec3 *x, kkr_vec3 *gradient, double *error,
                           outcome so_far)
{
    for (int c = 0; c < p->n_clips && so_far != LOST && on[0] >= 0; c++) {
        if (c == on[0] || c == on[1] || beyond(&p->clips[c], *x) <= on_clip)
            continue;
        if (on[1] >= 0)
            return LOST;
        on[1] = (int8_t)c;
        *x = start;
        so_far = find_place(p, on, x, gradient, error);
        c = -1; // all clips again
    }
    return so_far;
}

/**
 * A vertex close to a clip is moved onto it, if that is near: the cut would leave
 * slivers beside it, which later moves turn over.
 */
static void snap(const polishing *p, int8_t on[2], kkr_vec3 *x, kkr_vec3 *gradient,
                 double *error)
{
    const double near = p->field->snap;
    for (int c = 0; c < p->n_clips; c++) {
        if (!(fabs(beyond(&p->clips[c], *x)) < near))
            continue;
        int8_t try_on[2] = { (int8_t)c, -1 };
        kkr_vec3 try_x = *x, try_gradient;
        double try_error;
        if (find_place(p, try_on, &try_x, &try_gradient, &try_error) != SETTLED ||
            kkr_vec3_length(kkr_vec3_sub(try_x, *x)) > 2 * near ||
            outcode(p->clips, p->n_clips, try_x))
            continue;
        *x = try_x;
        *gradient = try_gradient;
        *error = try_error;
        on[0] = (int8_t)c;
        return;
    }
}

static void polish_block(void *user, int block, int thread)
{
    (void)thread;
    const polishing *p = user;
    const kkr_piece_field *f = p->field;
    kkr_piece *piece = p->piece;
    kkr_surface_quality *quality = &p->quality[block];
    size_t begin = p->begin + (size_t)block * BLOCK, end = begin + BLOCK;
    for (size_t i = begin; i < end && i < piece->n_vertices; i++) {
        kkr_vec3 start = piece->x[i], x = start, gradient;
        double error = 0;
        int8_t on[2] = { piece->on[i][0], piece->on[i][1] };
        outcome what = find_place(p, on, &x, &gradient, &error);
        what = stay_inside(p, on, start, &x, &gradient, &error, what);
        if (what == SETTLED && on[0] < 0)
            snap(p, on, &x, &gradient, &error);
        quality->n_lost += what == LOST;
        quality->n_on_jumps += what == ON_JUMP;
        if (what == SETTLED)
            quality->worst = fmax(quality->worst, error);
        if (what != LOST) {
            piece->x[i] = x;
            memcpy(piece->on[i], on, sizeof on);
            piece->normal[i] =
                kkr_vec3_scale(kkr_vec3_unit(gradient), f->flipped ? -1 : 1);
        }
        if (f->colour)
            piece->value[i] = f->colour(f->user, piece->x[i]);
    }
}

bool kkr_piece_polish(kkr_piece *piece, size_t begin, const kkr_clip *clips,
                      int n_clips, const kkr_piece_field *field, const kkr_job *job,
                      kkr_surface_quality *quality)
{
    if (begin >= piece->n_vertices)
        return !kkr_job_cancelled(job);
    int n_blocks = (int)((piece->n_vertices - begin + BLOCK - 1) / BLOCK);
    polishing p = { piece, begin, clips, n_clips, field };
    p.quality = kkr_alloc(n_blocks, sizeof *p.quality);
    bool good = kkr_parallel_for(job, n_blocks, polish_block, &p, NULL);
    for (int i = 0; i < n_blocks; i++)
        kkr_surface_quality_add(quality, &p.quality[i]);
    free(p.quality);
    return good;
}
