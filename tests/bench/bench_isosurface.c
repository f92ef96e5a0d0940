// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * core/isosurface.h against marching cubes as one writes it down: a cube at a time,
 * vertices shared through an array of edges, the same normals, outputs that grow.
 * One core, CPU time, medians.
 */

#include "core/isosurface.h"
#include "core/isosurface_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { REPEATS = 7 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, int n)
{
    qsort(x, n, sizeof *x, compare);
    return x[n / 2];
}

// ---- the plain one --------------------------------------------------------------

typedef struct plain {
    const float *values;
    int n;
    const kkr_cube_table *table;
    int *vertex_of; // [n][n][n][3]
    float (*position)[3], (*normal)[3];
    uint32_t (*triangle)[3];
    size_t n_vertices, n_triangles, room_vertices, room_triangles;
} plain;

static size_t at(const plain *p, int i, int j, int k)
{
    return ((size_t)k * p->n + j) * p->n + i;
}

static void gradient(const plain *p, const int c[3], float g[3])
{
    for (int a = 0; a < 3; a++) {
        int low[3] = { c[0], c[1], c[2] }, high[3] = { c[0], c[1], c[2] };
        low[a] -= c[a] > 0;
        high[a] += c[a] < p->n - 1;
        g[a] = (p->values[at(p, high[0], high[1], high[2])] -
                p->values[at(p, low[0], low[1], low[2])]) /
               (float)(high[a] - low[a]);
    }
}

static int plain_vertex(plain *p, const int lower[3], int axis)
{
    int *id = &p->vertex_of[3 * at(p, lower[0], lower[1], lower[2]) + axis];
    if (*id >= 0)
        return *id;
    if (p->n_vertices == p->room_vertices) {
        p->room_vertices = 2 * p->room_vertices + 1024;
        p->position = kkr_realloc(p->position, p->room_vertices, sizeof *p->position);
        p->normal = kkr_realloc(p->normal, p->room_vertices, sizeof *p->normal);
    }
    int upper[3] = { lower[0], lower[1], lower[2] };
    upper[axis]++;
    float v0 = p->values[at(p, lower[0], lower[1], lower[2])];
    float v1 = p->values[at(p, upper[0], upper[1], upper[2])];
    float t = -v0 / (v1 - v0), g0[3], g1[3], g[3], square = 0;
    gradient(p, lower, g0);
    gradient(p, upper, g1);
    for (int a = 0; a < 3; a++) {
        p->position[p->n_vertices][a] = (float)lower[a] + (a == axis ? t : 0);
        g[a] = g0[a] + t * (g1[a] - g0[a]);
        square += g[a] * g[a];
    }
    for (int a = 0; a < 3; a++)
        p->normal[p->n_vertices][a] = g[a] / sqrtf(square);
    return *id = (int)p->n_vertices++;
}

static void run_plain(plain *p)
{
    static const int start[12] = { 0, 2, 4, 6, 0, 1, 4, 5, 0, 1, 2, 3 };
    p->n_vertices = p->n_triangles = 0;
    memset(p->vertex_of, 255, 3 * sizeof(int) * p->n * p->n * p->n);
    for (int k = 0; k + 1 < p->n; k++)
        for (int j = 0; j + 1 < p->n; j++)
            for (int i = 0; i + 1 < p->n; i++) {
                int c = 0;
                for (int b = 0; b < 8; b++)
                    c |= (p->values[at(p, i + (b & 1), j + (b >> 1 & 1),
                                       k + (b >> 2))] >= 0)
                         << b;
                for (int t = 0; t < p->table->n[c]; t++) {
                    if (p->n_triangles == p->room_triangles) {
                        p->room_triangles = 2 * p->room_triangles + 1024;
                        p->triangle = kkr_realloc(p->triangle, p->room_triangles,
                                                  sizeof *p->triangle);
                    }
                    for (int v = 0; v < 3; v++) {
                        int e = p->table->edge[c][3 * t + v], b = start[e];
                        int lower[3] = { i + (b & 1), j + (b >> 1 & 1), k + (b >> 2) };
                        p->triangle[p->n_triangles][v] =
                            (uint32_t)plain_vertex(p, lower, e / 4);
                    }
                    p->n_triangles++;
                }
            }
}

// ---- fields ---------------------------------------------------------------------

/** Two periods of the gyroid. */
static float gyroid(float x, float y, float z)
{
    return sinf(x) * cosf(y) + sinf(y) * cosf(z) + sinf(z) * cosf(x) + 0.013f;
}

/** A screened charge with a cubic part. */
static float atom(float x, float y, float z)
{
    x /= (float)M_PI;
    y /= (float)M_PI;
    z /= (float)M_PI;
    float r2 = x * x + y * y + z * z, r = sqrtf(r2) + 1e-3f;
    float r4 = r * r * r * r;
    float cubic = x * x * x * x + y * y * y * y + z * z * z * z;
    return expf(-r) * (1 + 0.3f * (cubic - 0.6f * r4) / r4) - 0.2f;
}

static void bench(const char *name, float (*f)(float, float, float), int n)
{
    float h = 4 * (float)M_PI / (float)(n - 1);
    kkr_buffer memory = { 0 };
    if (!kkr_buffer_reserve(&memory, sizeof(float) * n * n * n, NULL))
        return;
    float *values = memory.data;
    for (int k = 0; k < n; k++)
        for (int j = 0; j < n; j++)
            for (int i = 0; i < n; i++)
                values[((size_t)k * n + j) * n + i] =
                    f((float)i * h - 2 * (float)M_PI, (float)j * h - 2 * (float)M_PI,
                      (float)k * h - 2 * (float)M_PI);
    kkr_cube_table *table = aligned_alloc(64, sizeof *table);
    if (!table)
        abort();
    kkr_isosurface_table(table);
    plain p = { values, n, table };
    p.vertex_of = kkr_alloc(3 * (size_t)n * n * n, sizeof *p.vertex_of);
    double seconds[REPEATS];
    for (int i = 0; i < 3; i++) {
        double start = now();
        run_plain(&p);
        seconds[i] = now() - start;
    }
    double plain_time = median(seconds, 3);
    printf("%s %d^3, %zu triangles: plain marching cubes %.1f ms\n", name, n,
           p.n_triangles, 1e3 * plain_time);

    const kkr_grid grid = { { 0 },
                            { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
                            { n, n, n } };
    const kkr_job job = { .threads = 1 };
    for (kkr_simd simd = 0; simd <= kkr_simd_best(); simd++) {
        KKR_AUTO(kkr_isosurface) maker = kkr_isosurface_new(simd);
        kkr_mesh mesh = { 0 };
        for (int i = -1; i < REPEATS; i++) { // once for the pages
            double start = now();
            kkr_isosurface_make(maker, &grid, values, NULL, 0, &job, &mesh, NULL);
            if (i >= 0)
                seconds[i] = now() - start;
        }
        double time = median(seconds, REPEATS);
        bool same =
            mesh.n_triangles == p.n_triangles && mesh.n_vertices == p.n_vertices;
        printf("    %-8s %6.1f ms, %5.1f x%s\n", kkr_simd_name(simd), 1e3 * time,
               plain_time / time, same ? "" : ", but another surface");
        kkr_mesh_clear(&mesh);
    }
    free(p.vertex_of);
    free(p.position);
    free(p.normal);
    free(p.triangle);
    free(table);
    kkr_buffer_clear(&memory);
}

int main(void)
{
    for (int n = 128; n <= 256; n *= 2) {
        bench("gyroid", gyroid, n);
        bench("atom", atom, n);
    }
    return EXIT_SUCCESS;
}
