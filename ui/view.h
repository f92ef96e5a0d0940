// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/case.h"
#include "core/recipe.h"

/**
 * Where a recipe looks: a good first plane of a case, its middle, and how far its
 * plane can sensibly be moved.
 *
 * Threads: pure functions.
 */

/** Plane, middle and width for a case that was just opened; scales from the data
 *  unless the recipe keeps them. */
void kkr_view_start(kkr_recipe *recipe, const kkr_case *object);

/** The same with everything else at its default; theme and units stay. */
void kkr_view_start_over(kkr_recipe *recipe, const kkr_case *object);

/** The middle at the impurity or a middle atom, the usual width; the plane stays. */
void kkr_view_center(kkr_recipe *recipe, const kkr_case *object);

/** Moves the plane along its normal. */
void kkr_view_set_offset(kkr_recipe *recipe, double offset);

/**
 * The offset one `step` (bohr, either sign) further: the next whole multiple of it,
 * or the first nucleus before that, so that no plane of atoms is stepped over.
 */
double kkr_view_step(const kkr_recipe *recipe, const kkr_case *object, double step);

/** Width of a panel in bohr, resolved. */
double kkr_view_width(const kkr_recipe *recipe, const kkr_case *object);

/** The widths of all panels. */
void kkr_view_resolve_widths(kkr_recipe *recipe, const kkr_case *object);

/** How far the case reaches along the normal of the plane, bohr. */
void kkr_view_reach(const kkr_recipe *recipe, const kkr_case *object, double *low,
                    double *high);

/** Whether two recipes need no other samples, as far as that goes. */
bool kkr_view_same_plane(const kkr_recipe *a, const kkr_recipe *b);
bool kkr_view_same_pin(const kkr_recipe *a, const kkr_recipe *b);
bool kkr_view_same_sampler(const kkr_sampler_params *a, const kkr_sampler_params *b);
