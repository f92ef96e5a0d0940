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
    bool pinned;   // stays where it is when the mouse moves
    double s, t;   // on the plane, bohr; of a point beside it, the foot
    double height; // above the plane, bohr
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
/** At a point anywhere. */
KkrProbe kkr_probe_at_point(const kkr_sampler *sampler, const kkr_plane *plane,
                            kkr_vec3 x);

/** Its foot on another plane; returns the height above it, bohr. */
double kkr_probe_foot(const KkrProbe *probe, const kkr_plane *plane, double *s,
                      double *t);
