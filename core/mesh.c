// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/mesh.h"

bool kkr_mesh_reserve(kkr_mesh *mesh, size_t n_vertices, size_t n_triangles,
                      bool has_value, kkr_error *err)
{
    const size_t bytes[4] = { n_vertices * sizeof *mesh->position,
                              n_vertices * sizeof *mesh->normal,
                              has_value ? n_vertices * sizeof *mesh->value : 0,
                              n_triangles * sizeof *mesh->triangle };
    mesh->n_vertices = mesh->n_triangles = 0;
    for (int i = 0; i < 4; i++)
        if (!kkr_buffer_reserve(&mesh->memory[i], bytes[i], err))
            return false;
    mesh->position = mesh->memory[0].data;
    mesh->normal = mesh->memory[1].data;
    mesh->value = has_value ? mesh->memory[2].data : NULL;
    mesh->triangle = mesh->memory[3].data;
    return true;
}

void kkr_mesh_clear(kkr_mesh *mesh)
{
    for (int i = 0; i < 4; i++)
        kkr_buffer_clear(&mesh->memory[i]);
    *mesh = (kkr_mesh){ 0 };
}

static void corners(const kkr_mesh *mesh, size_t t, kkr_vec3 x[3])
{
    for (int c = 0; c < 3; c++) {
        const float *p = mesh->position[mesh->triangle[t][c]];
        x[c] = (kkr_vec3){ p[0], p[1], p[2] };
    }
}

double kkr_mesh_area(const kkr_mesh *mesh)
{
    double sum = 0;
    for (size_t t = 0; t < mesh->n_triangles; t++) {
        kkr_vec3 x[3];
        corners(mesh, t, x);
        sum += kkr_vec3_length(
            kkr_vec3_cross(kkr_vec3_sub(x[1], x[0]), kkr_vec3_sub(x[2], x[0])));
    }
    return sum / 2;
}

double kkr_mesh_volume(const kkr_mesh *mesh)
{
    double sum = 0; // of the tetrahedra that the triangles make with the origin
    for (size_t t = 0; t < mesh->n_triangles; t++) {
        kkr_vec3 x[3];
        corners(mesh, t, x);
        sum += kkr_vec3_dot(x[0], kkr_vec3_cross(x[1], x[2]));
    }
    return sum / 6;
}
