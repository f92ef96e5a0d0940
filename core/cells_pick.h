// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/case.h"

/**
 * The first face that a ray meets from outside, also where faces are not drawn.
 * Positions in the case's coordinates, bohr. Threads: a pure function.
 */
typedef struct kkr_cells_pick {
    int site, face; // -1: there is none
    kkr_vec3 at;
} kkr_cells_pick;

/**
 * Among the cells with shown[i], [n_sites]; `direction` is of length one. Of the two
 * sides of a face that of `site` comes first.
 */
kkr_cells_pick kkr_cells_pick_ray(const kkr_case *object, const bool *shown, int site,
                                  kkr_vec3 origin, kkr_vec3 direction);
