// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/cells_pick.h"

#include <math.h>

/** Is a point of its plane in the polygon? */
static bool contains(const kkr_voronoi *cell, const kkr_face *face, kkr_vec3 x)
{
    for (int i = 0; i < face->n_vertices; i++) {
        kkr_vec3 a = cell->vertices[face->vertices[i]];
        kkr_vec3 b = cell->vertices[face->vertices[(i + 1) % face->n_vertices]];
        kkr_vec3 inwards = kkr_vec3_cross(face->normal, kkr_vec3_sub(b, a));
        if (kkr_vec3_dot(inwards, kkr_vec3_sub(x, a)) < 0)
            return false;
    }
    return true;
}

kkr_cells_pick kkr_cells_pick_ray(const kkr_case *object, const bool *shown, int site,
                                  kkr_vec3 origin, kkr_vec3 direction)
{
    const double same = 1e-9; // bohr
    kkr_cells_pick pick = { -1, -1, { 0, 0, 0 } };
    double nearest = INFINITY;
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *s = &object->sites[i];
        for (int k = 0; shown[i] && s->cell && k < s->cell->n_faces; k++) {
            const kkr_face *f = &s->cell->faces[k];
            double along = kkr_vec3_dot(f->normal, direction);
            kkr_vec3 from = kkr_vec3_sub(origin, s->position);
            double t = (f->distance - kkr_vec3_dot(f->normal, from)) / along;
            if (!(along < 0 && t > 0 && t < nearest + (i == site ? same : -same)))
                continue;
            kkr_vec3 x = kkr_vec3_mad(from, t, direction);
            if (!contains(s->cell, f, x))
                continue;
            nearest = t;
            pick = (kkr_cells_pick){ .site = i,
                                     .face = k,
                                     .at = kkr_vec3_add(x, s->position) };
        }
    }
    return pick;
}
