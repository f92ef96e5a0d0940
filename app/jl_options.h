// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "app/options.h"
#include "core/jl_environment.h"
#include "core/jl_settings.h"

/** The options that describe Jacobi-Legendre features; shared by the verbs. */
typedef struct kkr_jl_arguments {
    const char *species, *n_max, *l_max, *alpha, *beta,
        *body;                // lists as text; NULL: default
    double rcut, rmin, gamma; // NAN: default
    bool single, twice;       // --single, --double
    int compat;               // index of the choice; -1: default
} kkr_jl_arguments;

/** --species --rcut --nmax --lmax --alpha --beta --rmin --gamma --body ... */
extern const kkr_option kkr_jl_options[];

/** Nothing said yet. */
kkr_jl_arguments kkr_jl_arguments_none(void);

/**
 * What was said goes into *settings, which holds the defaults. Bad values are refused
 * with the option's name; settings that make no sense are left to
 * kkr_jl_settings_check(), since the species may not be known yet.
 */
bool kkr_jl_arguments_apply(const kkr_jl_arguments *arguments,
                            kkr_jl_settings *settings, kkr_error *err);

/** "host" or "imp" among the species: sites are called by their roles. */
kkr_jl_naming kkr_jl_arguments_naming(const kkr_jl_settings *settings);
