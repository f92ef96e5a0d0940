// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/field.h"
#include "core/sampler.h"

#include <stdio.h>

/**
 * V, V0 and V - V0 along a straight line. The potential of one cell does not quite
 * meet that of the next, so where the line crosses a cell face the point is there
 * twice, with the value from each side; the crossings are exact, not sampled.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_line_point {
    double distance; // from the first point, bohr
    kkr_vec3 x;
    kkr_sample sample; // at a crossing: of the cell before, then of the one after
} kkr_line_point;

typedef struct kkr_line {
    int n;                  // the points asked for, plus two for each crossing
    kkr_line_point *points; // by distance
} kkr_line;

/** `n` >= 2 points at equal distances, both ends included. Fails if they are one. */
kkr_line *kkr_line_new(const kkr_case *object, const kkr_sampler *sampler,
                       kkr_vec3 from, kkr_vec3 to, int n, const kkr_job *job,
                       kkr_error *err);
void kkr_line_free(kkr_line *line);
KKR_DEFINE_AUTO(kkr_line)

/** CSV as `kkrscope line` prints it: d,x,y,z,value,site,r,inside; bohr and Ry. */
void kkr_line_write(const kkr_line *line, kkr_field_quantity quantity, FILE *file);
