// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * Contour lines of an image that jumps at cell borders: marching squares inside
 * each cell, so lines stop at a cell face instead of breaking into dots there.
 *
 * Threads: pure functions.
 */
typedef struct kkr_contour {
    double level;
    int n_points;       // of all lines
    float (*points)[2]; // pixel coordinates, (0, 0) = centre of the first pixel
    int n_lines;
    int *start; // [n_lines + 1]: line i is points start[i] .. start[i+1] - 1
} kkr_contour;

/**
 * The lines of `level` in values[height][width]; squares whose corners have
 * different owners or a NaN are left out (owner may be NULL). With `absolute`
 * the level is of |value|: both +level and -level are drawn.
 */
kkr_contour *kkr_contour_new(const float *values, const short *owner, int width,
                             int height, double level, bool absolute);
void kkr_contour_free(kkr_contour *contour);
KKR_DEFINE_AUTO(kkr_contour)
