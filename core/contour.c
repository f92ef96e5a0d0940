// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * Marching squares (W. E. Lorensen and H. E. Cline, Comput. Graph. 21 (1987) 163,
 * one dimension lower). Where both diagonals are possible the mean of the four
 * corners decides. Pieces are joined through the pixel edges that they end on.
 */
#include "core/contour.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct image {
    const float *values;
    const short *owner;
    int width, height;
} image;

/** A piece of a line: it enters and leaves a square through two edges. */
typedef struct piece {
    size_t edge[2];
    bool used;
} piece;

typedef struct pieces {
    piece *item;
    size_t n, room;
} pieces;

/** Edge 2 p: from pixel p to the right; 2 p + 1: from pixel p upwards. */
static void edge_point(const image *im, size_t edge, double level, float point[2])
{
    size_t p = edge / 2;
    size_t q = p + (edge & 1 ? (size_t)im->width : 1);
    double a = im->values[p], b = im->values[q];
    double f = (level - a) / (b - a);
    double x = (double)(p % (size_t)im->width), y = (double)(p / (size_t)im->width);
    point[0] = (float)(edge & 1 ? x : x + f);
    point[1] = (float)(edge & 1 ? y + f : y);
}

static void add_piece(pieces *list, size_t a, size_t b)
{
    if (list->n == list->room) {
        list->room = list->room ? 2 * list->room : 256;
        list->item = kkr_realloc(list->item, list->room, sizeof *list->item);
    }
    list->item[list->n++] = (piece){ { a, b }, false };
}

static bool is_usable(const image *im, size_t p)
{
    size_t q = p + (size_t)im->width;
    const float *v = im->values;
    if (!isfinite(v[p]) || !isfinite(v[p + 1]) || !isfinite(v[q]) ||
        !isfinite(v[q + 1]))
        return false;
    const short *o = im->owner;
    return !o || (o[p] == o[p + 1] && o[p] == o[q] && o[p] == o[q + 1]);
}

static void march_row(const image *im, int y, double level, pieces *list)
{
    size_t row = (size_t)y * (size_t)im->width;
    const float *low = im->values + row, *high = low + im->width;
    for (int x = 0; x + 1 < im->width; x++) {
        unsigned corners = (low[x] >= level) | (low[x + 1] >= level) << 1 |
                           (high[x + 1] >= level) << 2 | (high[x] >= level) << 3;
        if (corners == 0 || corners == 15 || !is_usable(im, row + x))
            continue;
        size_t p = row + x;
        size_t bottom = 2 * p, left = 2 * p + 1, right = 2 * (p + 1) + 1;
        size_t top = 2 * (p + (size_t)im->width);
        switch (corners) {
        case 1: // a single corner, or all but it
        case 14:
            add_piece(list, left, bottom);
            break;
        case 2:
        case 13:
            add_piece(list, bottom, right);
            break;
        case 4:
        case 11:
            add_piece(list, right, top);
            break;
        case 8:
        case 7:
            add_piece(list, top, left);
            break;
        case 3: // straight through
        case 12:
            add_piece(list, left, right);
            break;
        case 6:
        case 9:
            add_piece(list, bottom, top);
            break;
        default: { // 5, 10: a saddle
            double mean = ((double)low[x] + low[x + 1] + high[x] + high[x + 1]) / 4;
            if ((mean >= level) == (corners == 5)) {
                add_piece(list, left, top);
                add_piece(list, bottom, right);
            } else {
                add_piece(list, left, bottom);
                add_piece(list, right, top);
            }
        }
        }
    }
}

/** Which pieces touch an edge: at most two. Open addressing, sized once. */
typedef struct slot {
    size_t edge_plus_1; // 0: empty
    size_t piece_plus_1[2];
} slot;

static slot *find_slot(slot *table, size_t mask, size_t edge)
{
    size_t i = (size_t)((uint64_t)edge * 0x9e3779b97f4a7c15u >> 20) & mask;
    while (table[i].edge_plus_1 && table[i].edge_plus_1 != edge + 1)
        i = (i + 1) & mask;
    table[i].edge_plus_1 = edge + 1;
    return &table[i];
}

/** The unused piece at `edge`, or NULL. */
static piece *next_piece(const pieces *list, slot *table, size_t mask, size_t edge)
{
    slot *s = find_slot(table, mask, edge);
    for (int i = 0; i < 2; i++)
        if (s->piece_plus_1[i] && !list->item[s->piece_plus_1[i] - 1].used)
            return &list->item[s->piece_plus_1[i] - 1];
    return NULL;
}

/** Follows a line from `edge`; writes the edges passed, `edge` first. */
static size_t follow(const pieces *list, slot *table, size_t mask, size_t edge,
                     size_t *path)
{
    size_t n = 0;
    path[n++] = edge;
    for (piece *p; (p = next_piece(list, table, mask, edge));) {
        p->used = true;
        edge = p->edge[0] == edge ? p->edge[1] : p->edge[0];
        path[n++] = edge;
    }
    return n;
}

static void join(const image *im, pieces *list, double level, kkr_contour *contour)
{
    if (list->n == 0)
        return;
    size_t mask = 1;
    while (mask < 4 * list->n)
        mask *= 2;
    slot *table = kkr_alloc(mask, sizeof *table);
    mask--;
    for (size_t i = 0; i < list->n; i++)
        for (int k = 0; k < 2; k++) {
            slot *s = find_slot(table, mask, list->item[i].edge[k]);
            s->piece_plus_1[s->piece_plus_1[0] ? 1 : 0] = i + 1;
        }
    // Each piece adds a point, each line one more.
    size_t room = (size_t)contour->n_points + 2 * list->n;
    contour->points = kkr_realloc(contour->points, room, sizeof *contour->points);
    contour->start = kkr_realloc(contour->start, contour->n_lines + list->n + 1,
                                 sizeof *contour->start);
    size_t *path = kkr_alloc(list->n + 1, sizeof *path);
    size_t *back = kkr_alloc(list->n + 1, sizeof *back);
    for (size_t i = 0; i < list->n; i++) {
        piece *first = &list->item[i];
        if (first->used)
            continue;
        first->used = true;
        size_t n_back = follow(list, table, mask, first->edge[0], back);
        size_t n_path = follow(list, table, mask, first->edge[1], path);
        for (size_t k = n_back; k-- > 0;)
            edge_point(im, back[k], level, contour->points[contour->n_points++]);
        for (size_t k = 0; k < n_path; k++)
            edge_point(im, path[k], level, contour->points[contour->n_points++]);
        contour->start[++contour->n_lines] = contour->n_points;
    }
    free(path);
    free(back);
    free(table);
}

kkr_contour *kkr_contour_new(const float *values, const short *owner, int width,
                             int height, double level, bool absolute)
{
    const image im = { values, owner, width, height };
    kkr_contour *contour = kkr_alloc(1, sizeof *contour);
    contour->level = level;
    contour->start = kkr_alloc(1, sizeof *contour->start);
    for (int sign = 1; sign >= -1; sign -= 2) {
        if (sign < 0 && !(absolute && level > 0))
            break;
        pieces list = { 0 };
        for (int y = 0; y + 1 < height; y++)
            march_row(&im, y, sign * level, &list);
        join(&im, &list, sign * level, contour);
        free(list.item);
    }
    return contour;
}

void kkr_contour_free(kkr_contour *contour)
{
    if (!contour)
        return;
    free(contour->points);
    free(contour->start);
    free(contour);
}
