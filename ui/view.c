// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/view.h"

#include <math.h>

// bohr: a nucleus so near to a plane counts as in it, relaxed atoms too
static const double IN_PLANE = 0.05;
// bohr beyond the outermost nuclei, about half a cell
static const double MARGIN = 4;

/*
 * What to look at first: the impurity; of a crystal the atom in the middle of the
 * sites, so that a slab is not met at its vacuum.
 */
static kkr_vec3 first_point(const kkr_case *object)
{
    if (object->is_embedding)
        return object->sites[0].position;
    kkr_vec3 middle = { 0 };
    for (int i = 0; i < object->n_sites; i++)
        middle = kkr_vec3_mad(middle, 1.0 / object->n_sites, object->sites[i].position);
    const kkr_case_site *best = &object->sites[0];
    for (int i = 1; i < object->n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        double nearer = kkr_vec3_length(kkr_vec3_sub(best->position, middle)) -
                        kkr_vec3_length(kkr_vec3_sub(site->position, middle));
        if (site->z > 0 && (best->z == 0 || nearer > 1e-6))
            best = site;
    }
    return best->position;
}

/*
 * The low-index plane through it that holds most nuclei: neighbours should be
 * seen. Of equals the first in the list, so cubic crystals get (001).
 */
static kkr_plane first_plane(const kkr_case *object)
{
    static const int planes[][3] = { { 0, 0, 1 },  { 1, 0, 0 },  { 0, 1, 0 },
                                     { 1, 1, 0 },  { 1, -1, 0 }, { 1, 0, 1 },
                                     { 1, 0, -1 }, { 0, 1, 1 },  { 0, 1, -1 },
                                     { 1, 1, 1 } };
    kkr_plane best = { 0 };
    int most = -1;
    for (size_t i = 0; i < sizeof planes / sizeof *planes; i++) {
        kkr_plane plane;
        const int *hkl = planes[i];
        kkr_plane_from_miller(hkl[0], hkl[1], hkl[2], 0, &plane, NULL);
        double offset = kkr_vec3_dot(first_point(object), plane.n);
        kkr_plane_from_miller(hkl[0], hkl[1], hkl[2], offset, &plane, NULL);
        int inside = 0;
        for (int k = 0; k < object->n_sites; k++)
            inside += fabs(kkr_vec3_dot(object->sites[k].position, plane.n) - offset) <
                      IN_PLANE;
        if (inside > most) {
            most = inside;
            best = plane;
        }
    }
    return best;
}

void kkr_view_center(kkr_recipe *recipe, const kkr_case *object)
{
    const kkr_plane *plane = &recipe->plane;
    kkr_vec3 first = kkr_vec3_sub(first_point(object), plane->origin);
    recipe->center_s = kkr_vec3_dot(first, plane->u);
    recipe->center_t = kkr_vec3_dot(first, plane->v);
    recipe->width = 0;
}

void kkr_view_start(kkr_recipe *recipe, const kkr_case *object)
{
    recipe->plane = first_plane(object);
    recipe->auto_scales = true;
    recipe->only = -1;
    kkr_view_center(recipe, object);
}

void kkr_view_set_offset(kkr_recipe *recipe, double offset)
{
    kkr_plane *plane = &recipe->plane;
    const int *hkl = plane->hkl;
    if (!kkr_plane_from_miller(hkl[0], hkl[1], hkl[2], offset, plane, NULL)) {
        // a plane through three points has no indices, only a normal
        plane->origin = kkr_vec3_mad(plane->origin, offset - plane->offset, plane->n);
        plane->offset = offset;
    }
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
