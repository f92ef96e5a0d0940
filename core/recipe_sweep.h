// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/recipe_text.h"

/**
 * A number of a recipe that runs from one value to another, picture by picture: an
 * animation. Any key that holds numbers will do.
 *
 *     plane.offset=-4:4        plane.center=0,0:5,2.5        potential.l-max=0:8
 *
 * Two of them are not quite keys: camera.turn=0:360 turns the recipe's camera about
 * the z axis, degrees; surfaces.dV.level=0.05:0.5 is the only level of that panel.
 *
 * Threads: plain values.
 */
enum { KKR_SWEEP_MAX_NUMBERS = 3 };

typedef struct kkr_recipe_sweep {
    const struct kkr_recipe_key *key; // NULL: camera.turn
    int n;
    double from[KKR_SWEEP_MAX_NUMBERS], to[KKR_SWEEP_MAX_NUMBERS]; // in the key's unit
} kkr_recipe_sweep;

/** "SECTION.KEY=FROM:TO", several numbers with commas between. */
bool kkr_recipe_sweep_parse(const char *text, kkr_recipe_sweep *sweep, kkr_error *err);

/** Where it is at `fraction` of its way, 0 to 1; a plane takes its origin along. */
void kkr_recipe_sweep_set(const kkr_recipe_sweep *sweep, double fraction,
                          kkr_recipe_text *text);
