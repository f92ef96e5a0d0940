// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/field.h"
#include "core/sampler.h"

/**
 * How well a grid stands for the potential: its values against exact ones, what
 * trilinear interpolation between them costs, and whether the atoms are where the
 * voxels say. All numbers Ry and bohr.
 *
 * Threads: a plain value.
 */
typedef struct kkr_deviation {
    const char *name; // "r < 1 bohr", ...
    long n;           // points compared
    double max, rms;  // |grid - exact|, Ry
    double max_value; // largest |exact| among them
} kkr_deviation;

enum { KKR_CERTIFICATE_REGIONS = 4 };

typedef struct kkr_certificate {
    kkr_deviation nodes; // at grid points: rounding of the file's single precision
    // between grid points, by distance from the owner's nucleus: r < 1 bohr, up to
    // r_MT, the interstitial, and beyond the cluster
    kkr_deviation between[KKR_CERTIFICATE_REGIONS];
    long n_unknown;      // random points next to a grid value that is not known
    int n_atoms;         // nuclei with a grid point around them
    int n_registered;    // of those: |V| is largest at the grid point nearest to it
    double worst_offset; // of a nucleus from its nearest grid point, bohr
} kkr_certificate;

/**
 * Compares at up to 20000 seeded random points between grid points and as many
 * grid points; the same field always gives the same numbers. False if cancelled.
 */
bool kkr_certificate_make(const kkr_field *field, const kkr_case *object,
                          const kkr_sampler *sampler, const kkr_job *job,
                          kkr_certificate *certificate);
