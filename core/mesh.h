// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/vec3.h"

#include <stdint.h>

/**
 * A surface in space as triangles that share their vertices: what
 * core/isosurface.h makes and a scene draws.
 *
 * Positions are bohr from `origin`, in float. Normals are of unit length along the
 * gradient of the field (0 0 0 where it vanishes), and the corners of a triangle
 * run counter-clockwise seen from the side to which they point: that of larger
 * values.
 *
 * Zero-initialise, release with kkr_mesh_clear(). A mesh that is filled again keeps
 * its memory.
 *
 * Threads: never changes between two fillings.
 */
typedef struct kkr_mesh {
    kkr_vec3 origin;
    size_t n_vertices, n_triangles;
    float (*position)[3];    // [n_vertices]
    float (*normal)[3];      // [n_vertices]
    float *value;            // [n_vertices] of a second field; NULL: there is none
    uint32_t (*triangle)[3]; // [n_triangles] vertices
    kkr_buffer memory[4];    // in this order
} kkr_mesh;

/** Makes the mesh so large; what was in it is lost. */
bool kkr_mesh_reserve(kkr_mesh *mesh, size_t n_vertices, size_t n_triangles,
                      bool has_value, kkr_error *err);
void kkr_mesh_clear(kkr_mesh *mesh);

/** bohr^2, summed in double. */
double kkr_mesh_area(const kkr_mesh *mesh);

/**
 * The volume on the side of smaller values, bohr^3: of a closed mesh, whatever the
 * origin, negative if the larger values are inside.
 */
double kkr_mesh_volume(const kkr_mesh *mesh);
