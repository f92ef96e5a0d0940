// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/slice.h"

#include <math.h>
#include <stdio.h>

/**
 * A slice that needs no files: an fcc (001) plane of screened nuclei, Voronoi
 * cells with jumps at their faces, a cluster of five cells around a heavier atom,
 * the host beyond it, V - V0 unknown there.
 */
static inline double synthetic_site(int i, int j, double s, double t, double z)
{
    double r = fmax(hypot(s - 2.4 * i, t - 2.4 * j), 0.01);
    double angle = atan2(t - 2.4 * j, s - 2.4 * i);
    return -2 * z / r * exp(-1.9 * r) + 0.9 * exp(-(r - 2.6) * (r - 2.6)) +
           0.15 * r * r / 5 * cos(4 * angle) - 0.12;
}

static inline kkr_slice *synthetic_slice(int width, int height, double pitch)
{
    kkr_slice *slice = kkr_alloc(1, sizeof *slice);
    size_t n = (size_t)width * (size_t)height;
    slice->plane = (kkr_plane){ .u = { 1, 0, 0 },
                                .v = { 0, 1, 0 },
                                .n = { 0, 0, 1 },
                                .hkl = { 0, 0, 1 },
                                .name = "(001), z = 0" };
    slice->width = width;
    slice->height = height;
    slice->pitch = pitch;
    slice->s0 = -0.5 * (width - 1) * pitch;
    slice->t0 = -0.5 * (height - 1) * pitch;
    slice->v = kkr_alloc(n, sizeof *slice->v);
    slice->dv = kkr_alloc(n, sizeof *slice->dv);
    slice->owner = kkr_alloc(n, sizeof *slice->owner);
    // Atoms at (2.4 i, 2.4 j) with i + j even: cells are squares on their corner.
    const int sites[5][2] = { { 0, 0 }, { -1, -1 }, { 1, -1 }, { -1, 1 }, { 1, 1 } };
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            double s = slice->s0 + x * pitch, t = slice->t0 + y * pitch;
            double a = (s + t) / 4.8, b = (s - t) / 4.8;
            int m = (int)floor(a + 0.5), k = (int)floor(b + 0.5);
            int i = m + k, j = m - k;
            size_t p = (size_t)y * (size_t)width + (size_t)x;
            slice->owner[p] = -2;
            slice->dv[p] = NAN;
            slice->v[p] = (float)synthetic_site(i, j, s, t, 29);
            for (int c = 0; c < 5; c++)
                if (sites[c][0] == i && sites[c][1] == j) {
                    slice->owner[p] = (short)c;
                    double own = synthetic_site(i, j, s, t, c ? 29 : 47);
                    double r = hypot(s, t), far = hypot(s - 2.4 * i, t - 2.4 * j);
                    slice->v[p] = (float)own;
                    slice->dv[p] =
                        (float)(c == 0 ? own - synthetic_site(i, j, s, t, 29)
                                       : 0.02 * cos(1.6 * r) * exp(-0.2 * r) *
                                             (far < 0.5 ? 0.3 : 1));
                }
        }
    slice->n_cells = slice->n_atoms = 5;
    slice->cells = kkr_alloc(5, sizeof *slice->cells);
    slice->atoms = kkr_alloc(5, sizeof *slice->atoms);
    for (int c = 0; c < 5; c++) {
        double s = 2.4 * sites[c][0], t = 2.4 * sites[c][1];
        slice->atoms[c] = (kkr_slice_atom){
            .site = c, .s = s, .t = t, .r_mt = 1.6, .is_impurity = c == 0
        };
        snprintf(slice->atoms[c].label, sizeof slice->atoms[c].label, "%s %d",
                 c ? "Cu" : "Ag", c + 1);
        kkr_slice_cell *cell = &slice->cells[c];
        cell->site = c;
        cell->is_impurity = c == 0;
        cell->n = 4;
        cell->corner = kkr_alloc(4, sizeof *cell->corner);
        const int directions[4][2] = { { 1, 0 }, { 0, 1 }, { -1, 0 }, { 0, -1 } };
        for (int k = 0; k < 4; k++) {
            cell->corner[k][0] = s + 2.4 * directions[k][0];
            cell->corner[k][1] = t + 2.4 * directions[k][1];
        }
    }
    return slice;
}

static inline void synthetic_slice_free(kkr_slice *slice)
{
    for (int c = 0; c < slice->n_cells; c++)
        free(slice->cells[c].corner);
    free(slice->cells);
    free(slice->atoms);
    free(slice->v);
    free(slice->dv);
    free(slice->owner);
    free(slice);
}
