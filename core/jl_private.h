// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <stdint.h>

#include "core/jacobi_legendre.h"
#include "core/jl_kernel.h"

/** What core/jacobi_legendre.c shares with core/jl_centred.c. */

typedef struct kkr_jl_source { // an atom of the settings' species
    kkr_vec3 position;         // environment's unit
    int species;
    uint64_t key; // along the curve that sorts them
} kkr_jl_source;

typedef struct kkr_jl_tile { // sources [first, last) of one species and their box
    int first, last;
    kkr_vec3 low, high;
} kkr_jl_tile;

struct kkr_jl {
    kkr_jl_settings settings;
    kkr_jl_plan plan;
    const kkr_jl_kernel *kernel;
    int n_features;
    double unit; // angstrom per unit of length
    bool periodic[3];
    kkr_mat3 lattice, reciprocal;
    kkr_vec3 center;
    double radius;
    int n_sources;
    kkr_jl_source *sources; // images of everything a point of the home cell can see
    int n_tiles;
    kkr_jl_tile *tiles;
};

/** Into the home cell; false if not everything within `reach` angstrom is known. */
bool kkr_jl_place(const kkr_jl *jl, double reach, kkr_vec3 *x);
/** Always false; says why. */
bool kkr_jl_fail_place(const kkr_jl *jl, kkr_vec3 x, kkr_error *err);
