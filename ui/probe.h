// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/sampler.h"
#include "core/slice.h"

/**
 * What is known at the crosshair, exact whatever the picture is.
 *
 * Threads: plain values.
 */
typedef struct KkrProbe {
    bool set;
    double s, t; // on the plane, bohr
    kkr_vec3 x;
    kkr_sample sample;
    int n_leading; // the largest non-spherical terms of V there
    struct {
        int l, m;
        double value; // f_lm(r), Ry
    } leading[2];
} KkrProbe;

KkrProbe kkr_probe_at(const kkr_sampler *sampler, const kkr_plane *plane, double s,
                      double t);
