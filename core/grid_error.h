// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/field.h"
#include "core/sampler.h"
#include "core/slice.h"

/**
 * What a grid costs: V interpolated linearly between grid points minus the exact V,
 * by distance from the nucleus, as a histogram, and how it falls with the spacing.
 * For pages and pictures; core/certificate.h has the verdicts. Ry and bohr.
 *
 * Threads: a plain value, never changes once made.
 */
enum { KKR_ERROR_BINS = 40, KKR_ERROR_GRIDS = 4 };

typedef struct kkr_grid_error {
    int n_points; // compared, at random in the box
    // by distance from the owner's nucleus, in equal steps of log r
    double r[KKR_ERROR_BINS];                        // middle of each bin
    double rms[KKR_ERROR_BINS], max[KKR_ERROR_BINS]; // NaN: no point in it
    // how many have log10 |error / Ry| in [from + k, from + k + 1) / 5
    double histogram_from;
    int histogram[KKR_ERROR_BINS];
    // the same box with other spacings, coarse first
    int n_grids;
    double spacing[KKR_ERROR_GRIDS];
    double between[KKR_ERROR_GRIDS]; // rms between the spheres
    double inside[KKR_ERROR_GRIDS];  // rms from 1 bohr to r_MT
} kkr_grid_error;

/** NULL if cancelled. The quantity is the field's; equal fields give equal numbers. */
kkr_grid_error *kkr_grid_error_new(const kkr_field *field, const kkr_case *object,
                                   const kkr_sampler *sampler, const kkr_job *job,
                                   kkr_error *err);
void kkr_grid_error_free(kkr_grid_error *error);
KKR_DEFINE_AUTO(kkr_grid_error)

/** Grid minus exact on a slice of the same potential: [height][width], NaN: unknown. */
float *kkr_grid_error_slice(const kkr_field *field, const kkr_slice *slice);
