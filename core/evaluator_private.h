// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/evaluator.h"

/** What evaluator.c shares with its three builds of evaluator_kernel.inc. */

enum { KKR_BUCKET_POINTS = 128 };

/** A point as a bucket holds it: relative to the site; the index is exact in float. */
typedef struct kkr_bucket_point {
    float x, y, z, index;
} kkr_bucket_point;

typedef struct kkr_evaluator_kernel kkr_evaluator_kernel;

struct kkr_evaluator {
    const kkr_evaluator_kernel *kernel;
    const kkr_radial_table *table;
    float *out[KKR_TABLE_FUNCTIONS];
    int floor_bin;           // up to here exact: r_min
    kkr_buffer points;       // [n_intervals][KKR_BUCKET_POINTS]
    kkr_bucket_point **next; // [n_intervals] where its next point goes
    int next_size;
    int *exact; // indices for the caller
    size_t n_exact, exact_size;
};

/** A row in float: `origin` is its point nearest to the site. */
typedef struct kkr_evaluator_line {
    float origin[4], step[4]; // x, y, z, index
    int begin, end;           // relative to that point
} kkr_evaluator_line;

struct kkr_evaluator_kernel {
    void (*row)(kkr_evaluator *evaluator, const kkr_evaluator_line *line);
    void (*flush)(kkr_evaluator *evaluator, int interval);
};

extern const kkr_evaluator_kernel kkr_evaluator_plain;
extern const kkr_evaluator_kernel kkr_evaluator_avx2;
extern const kkr_evaluator_kernel kkr_evaluator_avx512;

void kkr_evaluator_add_exact(kkr_evaluator *evaluator, float index);
