// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// bohr beyond the outermost nuclei, about half a cell
static const double MARGIN = 4;

void kkr_view_center(kkr_recipe *recipe, const kkr_case *object)
{
    const kkr_plane *plane = &recipe->plane;
    kkr_vec3 first = kkr_vec3_sub(kkr_case_natural_point(object), plane->origin);
    recipe->center_s = kkr_vec3_dot(first, plane->u);
    recipe->center_t = kkr_vec3_dot(first, plane->v);
    recipe->width = 0;
}

void kkr_view_start(kkr_recipe *recipe, const kkr_case *object)
{
    kkr_plane_natural(object, &recipe->plane);
    recipe->auto_scales = !recipe->keep_scales;
    recipe->only = -1;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        kkr_recipe_set_linked(recipe, (kkr_quantity)q, true);
    recipe->has_pin = false;
    recipe->show_line = false;
    recipe->line_ends = 0;
    // sites and radii of another case mean nothing here
    memset(recipe->radial_sites, 0, sizeof recipe->radial_sites);
    recipe->radial_from = recipe->radial_to = 0;
    recipe->cells.site = recipe->cells.face = 0;
    recipe->cells.radius = 0;
    recipe->camera.span = 0;
    // nor do the names of its elements
    if (strcmp(recipe->jl.species, "host,imp") != 0)
        strcpy(recipe->jl.species, "all");
    // without a structure there are no cells to cut, only potentials
    if (!object->tessellation)
        recipe->view = KKR_VIEW_RADIAL;
    kkr_view_center(recipe, object);
}

void kkr_view_start_over(kkr_recipe *recipe, const kkr_case *object)
{
    kkr_recipe old = *recipe;
    kkr_recipe_init(recipe);
    recipe->dark = old.dark;
    recipe->energy_unit = old.energy_unit;
    recipe->length_unit = old.length_unit;
    kkr_view_start(recipe, object);
}

void kkr_view_set_offset(kkr_recipe *recipe, double offset)
{
    kkr_plane_set_offset(&recipe->plane, offset);
}

double kkr_view_step(const kkr_recipe *recipe, const kkr_case *object, double step)
{
    const double same = 1e-6; // bohr; below it two planes are one
    double from = recipe->plane.offset, size = fabs(step), side = step < 0 ? -1 : 1;
    if (!(size > 0))
        return from;
    double ahead = size * (floor(side * from / size + same) + 1);
    for (int i = 0; i < object->n_sites; i++) {
        double along = side * kkr_vec3_dot(object->sites[i].position, recipe->plane.n);
        if (along > side * from + same && along < ahead)
            ahead = along;
    }
    return side * ahead;
}

double kkr_view_width(const kkr_recipe *recipe, const kkr_case *object)
{
    return recipe->width > 0 ? recipe->width : kkr_slice_natural_width(object);
}

void kkr_view_resolve_widths(kkr_recipe *recipe, const kkr_case *object)
{
    recipe->width = kkr_view_width(recipe, object);
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        if (recipe->own[q].unlinked && !(recipe->own[q].width > 0))
            recipe->own[q].width = kkr_slice_natural_width(object);
}

void kkr_view_reach(const kkr_recipe *recipe, const kkr_case *object, double *low,
                    double *high)
{
    *low = *high = recipe->plane.offset;
    for (int i = 0; i < object->n_sites; i++) {
        double along = kkr_vec3_dot(object->sites[i].position, recipe->plane.n);
        *low = fmin(*low, along - MARGIN);
        *high = fmax(*high, along + MARGIN);
    }
}

bool kkr_view_same_plane(const kkr_recipe *a, const kkr_recipe *b)
{
    return memcmp(&a->plane.origin, &b->plane.origin, sizeof a->plane.origin) == 0 &&
           memcmp(&a->plane.u, &b->plane.u, sizeof a->plane.u) == 0 &&
           memcmp(&a->plane.v, &b->plane.v, sizeof a->plane.v) == 0;
}

bool kkr_view_same_pin(const kkr_recipe *a, const kkr_recipe *b)
{
    return a->has_pin == b->has_pin && memcmp(&a->pin, &b->pin, sizeof a->pin) == 0;
}

bool kkr_view_same_sampler(const kkr_sampler_params *a, const kkr_sampler_params *b)
{
    return a->mode == b->mode && a->channel == b->channel && a->nuclear == b->nuclear &&
           a->outside_host == b->outside_host && a->l_max == b->l_max;
}
