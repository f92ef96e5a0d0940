// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * The box is halved again and again; each half keeps the sites of the whole that
 * are not beaten everywhere in it by one of the few best at its centre.
 */

#include "core/bins.h"

#include <math.h>
#include <stdlib.h>

const double kkr_bins_margin = 1e-3;

enum { N_BEST = 4 };

typedef struct builder {
    kkr_bins *bins;
    kkr_vec3 origin, step[3]; // of one bin
    const kkr_bin_site *sites;
    double *power;     // [n_sites] at the centre of the present box
    int *stack;        // lists of the boxes on the way down
    size_t used, room; // of the stack
    size_t n_list, room_list;
} builder;

typedef struct box {
    kkr_vec3 center, half[3];
} box;

static void find_best(const builder *b, const int *list, int n, int best[N_BEST])
{
    int n_best = 0;
    for (int k = 0; k < n; k++) {
        int at = n_best < N_BEST ? n_best++ : N_BEST;
        while (at > 0 && b->power[list[k]] < b->power[best[at - 1]]) {
            if (at < N_BEST)
                best[at] = best[at - 1];
            at--;
        }
        if (at < N_BEST)
            best[at] = list[k];
    }
}

/* Half of how much a linear function with this gradient changes over a box. */
static double half_change(const box *where, kkr_vec3 gradient)
{
    return fabs(kkr_vec3_dot(where->half[0], gradient)) +
           fabs(kkr_vec3_dot(where->half[1], gradient)) +
           fabs(kkr_vec3_dot(where->half[2], gradient));
}

/* Those of a list that may own a point of the box, on top of the stack. */
static int keep_owners(builder *b, const box *where, size_t first, int n)
{
    if (b->used + (size_t)n > b->room) {
        b->room = 2 * (b->used + (size_t)n);
        b->stack = kkr_realloc(b->stack, b->room, sizeof *b->stack);
    }
    const int *list = b->stack + first;
    int *kept = b->stack + b->used, n_kept = 0, best[N_BEST];

    for (int k = 0; k < n; k++) {
        const kkr_bin_site *site = &b->sites[list[k]];
        kkr_vec3 d = kkr_vec3_sub(where->center, site->position);
        b->power[list[k]] = kkr_vec3_dot(d, d) - site->weight;
    }
    find_best(b, list, n, best);
    int n_best = n < N_BEST ? n : N_BEST;
    for (int k = 0; k < n; k++) {
        const int j = list[k];
        bool beaten = false;
        for (int m = 0; m < n_best && !beaten; m++) {
            int i = best[m];
            double gap = b->power[j] - b->power[i] - kkr_bins_margin;
            if (gap <= 0)
                break; // the next ones are worse
            kkr_vec3 apart = kkr_vec3_sub(b->sites[i].position, b->sites[j].position);
            beaten = gap > 2 * half_change(where, apart);
        }
        if (!beaten)
            kept[n_kept++] = j;
    }
    b->used += (size_t)n_kept;
    return n_kept;
}

/* The largest power distance that a point of the box can have to its owner. */
static double largest_power(const builder *b, const box *where, const int *list, int n)
{
    double smallest = INFINITY, size2 = 0;
    for (int i = 0; i < 8; i++) {
        kkr_vec3 corner = kkr_vec3_scale(where->half[0], i & 1 ? 1 : -1);
        corner = kkr_vec3_mad(corner, i & 2 ? 1 : -1, where->half[1]);
        corner = kkr_vec3_mad(corner, i & 4 ? 1 : -1, where->half[2]);
        size2 = fmax(size2, kkr_vec3_dot(corner, corner));
    }
    for (int k = 0; k < n; k++) {
        kkr_vec3 d = kkr_vec3_sub(where->center, b->sites[list[k]].position);
        smallest =
            fmin(smallest, b->power[list[k]] + 2 * half_change(where, d) + size2);
    }
    return smallest;
}

static void store(builder *b, const int low[3], const int *list, int n)
{
    kkr_bins *bins = b->bins;
    int bin = (low[2] * bins->n[1] + low[1]) * bins->n[0] + low[0];

    if (b->n_list + (size_t)n > b->room_list) {
        b->room_list = 2 * (b->n_list + (size_t)n);
        bins->list = kkr_realloc(bins->list, b->room_list, sizeof *bins->list);
    }
    bins->start[bin] = (int)b->n_list;
    bins->count[bin] = n;
    for (int k = 0; k < n; k++)
        bins->list[b->n_list++] = list[k];
}

/* Bins low .. high - 1, whose sites are among n entries of the stack. */
static void divide(builder *b, const int low[3], const int high[3], size_t first, int n)
{
    box where = { .center = b->origin };
    double longest = -1;
    int split = 0;
    for (int k = 0; k < 3; k++) {
        where.center = kkr_vec3_mad(where.center, (low[k] + high[k]) / 2.0, b->step[k]);
        where.half[k] = kkr_vec3_scale(b->step[k], (high[k] - low[k]) / 2.0);
        double length = kkr_vec3_length(where.half[k]);
        if (high[k] - low[k] > 1 && length > longest) {
            longest = length;
            split = k;
        }
    }
    size_t mine = b->used;
    int n_mine = keep_owners(b, &where, first, n);
    if (longest < 0) {
        store(b, low, b->stack + mine, n_mine);
        b->bins->reach2 =
            fmax(b->bins->reach2, largest_power(b, &where, b->stack + mine, n_mine));
    } else {
        int low2[3] = { low[0], low[1], low[2] },
            high1[3] = { high[0], high[1], high[2] };
        low2[split] = high1[split] = (low[split] + high[split]) / 2;
        divide(b, low, high1, mine, n_mine);
        divide(b, low2, high, mine, n_mine);
    }
    b->used = mine;
}

bool kkr_bins_init(kkr_bins *bins, kkr_vec3 origin, const kkr_vec3 axis[3],
                   const int n[3], const kkr_bin_site *sites, size_t n_sites,
                   kkr_error *err)
{
    size_t n_bins = (size_t)n[0] * (size_t)n[1] * (size_t)n[2];
    builder b = { .bins = bins, .origin = origin, .sites = sites };

    *bins = (kkr_bins){ .n = { n[0], n[1], n[2] }, .reach2 = -INFINITY };
    for (int k = 0; k < 3; k++)
        b.step[k] = kkr_vec3_scale(axis[k], 1.0 / n[k]);
    bins->start = kkr_alloc_large(n_bins, sizeof *bins->start, err);
    bins->count = kkr_alloc_large(n_bins, sizeof *bins->count, err);
    b.power = kkr_alloc_large(n_sites, sizeof *b.power, err);
    if (bins->start && bins->count && b.power) {
        b.room = 4 * n_sites + 64;
        b.stack = kkr_alloc(b.room, sizeof *b.stack);
        for (size_t i = 0; i < n_sites; i++)
            b.stack[i] = (int)i;
        b.used = n_sites;
        divide(&b, (int[]){ 0, 0, 0 }, bins->n, 0, (int)n_sites);
        free(b.stack);
        free(b.power);
        return true;
    }
    free(b.power);
    kkr_bins_clear(bins);
    return false;
}

void kkr_bins_clear(kkr_bins *bins)
{
    free(bins->start);
    free(bins->count);
    free(bins->list);
    *bins = (kkr_bins){ 0 };
}
