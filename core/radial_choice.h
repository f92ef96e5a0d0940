// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/radial_curves.h"
#include "core/recipe.h"

/**
 * The curves against r that a recipe asks for: sites times components, each once
 * per sampler of the overlay. Window and figures take them from here.
 *
 * Threads: pure functions.
 */
enum { KKR_RADIAL_MAX_OVERLAY = 2, KKR_RADIAL_MAX_CURVES = 400 };

/** The sites of a recipe that the case has, from 0 on, at least one; how many. */
int kkr_radial_sites(const kkr_recipe *recipe, const kkr_case *object,
                     int sites[KKR_RECIPE_MAX_SITES]);

/** The overlay; none if the case has not both spins. */
kkr_radial_overlay kkr_radial_overlay_of(const kkr_recipe *recipe,
                                         const kkr_case *object);

/** What the samplers of the overlay are made with; `params` is that of a lone one. */
int kkr_radial_overlay_params(const kkr_recipe *recipe, const kkr_case *object,
                              kkr_sampler_params params,
                              kkr_sampler_params overlay[KKR_RADIAL_MAX_OVERLAY]);

typedef struct kkr_radial_choice {
    kkr_radial_curves *curves; // NULL: there is nothing to draw
    int *from;                 // [curves->n] which sampler; NULL: none
    char *message;             // what is missing, a sentence; NULL: nothing
} kkr_radial_choice;

/** At most KKR_RADIAL_MAX_CURVES. False only with an error. */
bool kkr_radial_choose(const kkr_recipe *recipe, const kkr_case *object,
                       const kkr_sampler *const *samplers, int n_samplers,
                       kkr_radial_choice *choice, kkr_error *err);
void kkr_radial_choice_clear(kkr_radial_choice *choice);
