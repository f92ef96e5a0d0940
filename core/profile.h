// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/sampler.h"

/**
 * V, V0 and V - V0 along a straight line. The potential of one cell does not quite
 * meet that of the next, so where the line crosses a cell face the point is there
 * twice, with the value from each side; the crossings are exact, not sampled.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_profile_point {
    double distance; // from the first point, bohr
    kkr_vec3 x;
    kkr_sample sample; // at a crossing: of the cell before, then of the one after
} kkr_profile_point;

typedef struct kkr_profile {
    int n;                     // the points asked for, plus two for each crossing
    kkr_profile_point *points; // by distance
} kkr_profile;

/** `n` >= 2 points at equal distances, both ends included. Fails if they are one. */
kkr_profile *kkr_profile_new(const kkr_case *object, const kkr_sampler *sampler,
                             kkr_vec3 from, kkr_vec3 to, int n, const kkr_job *job,
                             kkr_error *err);
void kkr_profile_free(kkr_profile *profile);
KKR_DEFINE_AUTO(kkr_profile)
