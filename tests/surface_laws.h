// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/mesh.h"

#include <stdlib.h>
#include <string.h>

/** What holds for every surface, counted where it does not. */

typedef struct surface_edge {
    uint32_t low, high;
    int direction; // 1: a triangle runs from low to high, -1: back
} surface_edge;

static inline int surface_compare_edges(const void *a, const void *b)
{
    const surface_edge *x = a, *y = b;
    if (x->low != y->low)
        return x->low < y->low ? -1 : 1;
    return (x->high > y->high) - (x->high < y->high);
}

/** Edges with one triangle, and those with more than two or two that disagree. */
static inline void surface_count_edges(const kkr_mesh *mesh, size_t *n_open,
                                       size_t *n_crowded)
{
    size_t n = 3 * mesh->n_triangles;
    surface_edge *edges = kkr_alloc(n, sizeof *edges);
    for (size_t i = 0; i < n; i++) {
        uint32_t a = mesh->triangle[i / 3][i % 3],
                 b = mesh->triangle[i / 3][(i + 1) % 3];
        edges[i] = a < b ? (surface_edge){ a, b, 1 } : (surface_edge){ b, a, -1 };
    }
    qsort(edges, n, sizeof *edges, surface_compare_edges);
    *n_open = *n_crowded = 0;
    for (size_t i = 0, next; i < n; i = next) {
        int direction = 0;
        for (next = i; next < n && !surface_compare_edges(&edges[i], &edges[next]);
             next++)
            direction += edges[next].direction;
        if (next - i == 1)
            ++*n_open;
        else if (next - i > 2 || direction != 0)
            ++*n_crowded;
    }
    free(edges);
}

/** Edges that do not have exactly two triangles of opposite direction. */
static inline size_t surface_open_edges(const kkr_mesh *mesh)
{
    size_t n_open, n_crowded;
    surface_count_edges(mesh, &n_open, &n_crowded);
    return n_open + n_crowded;
}

static inline size_t surface_crowded_edges(const kkr_mesh *mesh)
{
    size_t n_open, n_crowded;
    surface_count_edges(mesh, &n_open, &n_crowded);
    return n_crowded;
}

static inline size_t surface_unused_vertices(const kkr_mesh *mesh)
{
    bool *used = kkr_alloc(mesh->n_vertices, sizeof *used);
    size_t n = mesh->n_vertices;
    for (size_t i = 0; i < 3 * mesh->n_triangles; i++) {
        uint32_t v = mesh->triangle[i / 3][i % 3];
        if (v >= mesh->n_vertices) {
            n = SIZE_MAX; // worse than unused
            break;
        }
        n -= !used[v];
        used[v] = true;
    }
    free(used);
    return n;
}

/** Triangles of a size that counts that look against the normals of their corners. */
static inline size_t surface_turned(const kkr_mesh *mesh)
{
    size_t n = 0;
    double mean = kkr_mesh_area(mesh) / (double)(mesh->n_triangles + 1);
    for (size_t t = 0; t < mesh->n_triangles; t++) {
        kkr_vec3 x[3], normal = { 0 };
        for (int c = 0; c < 3; c++) {
            const float *p = mesh->position[mesh->triangle[t][c]];
            const float *g = mesh->normal[mesh->triangle[t][c]];
            x[c] = (kkr_vec3){ p[0], p[1], p[2] };
            normal = kkr_vec3_add(normal, (kkr_vec3){ g[0], g[1], g[2] });
        }
        kkr_vec3 area =
            kkr_vec3_cross(kkr_vec3_sub(x[1], x[0]), kkr_vec3_sub(x[2], x[0]));
        n += kkr_vec3_length(area) > 1e-3 * mean && kkr_vec3_dot(area, normal) < 0;
    }
    return n;
}
