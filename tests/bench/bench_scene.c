// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * shaders/scene_draw.h: a frame of a view that moves against the same at rest, and
 * both against drawing the same triangles opaque and once. Wall time until OpenGL has
 * finished, and CPU time of all threads; medians.
 */

#include <epoxy/gl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/isosurface.h"
#include "core/scene_cells.h"
#include "shaders/gl_context.h"
#include "shaders/scene_draw.h"

enum { REPEATS = 5, WIDTH = 1280, HEIGHT = 800 };

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/** CPU ms of a frame. */
static double time_frame(kkr_scene_painter *painter, const kkr_scene_buffers *buffers,
                         const kkr_scene_view *view, const char *what, double one)
{
    double wall[REPEATS], cpu[REPEATS];
    kkr_error err = { 0 };
    for (int i = -1; i < REPEATS; i++) { // the first compiles shaders
        double w = seconds(CLOCK_MONOTONIC), c = seconds(CLOCK_PROCESS_CPUTIME_ID);
        if (!kkr_scene_painter_draw(painter, buffers, view, &err)) {
            printf("%s\n", err.message);
            exit(EXIT_FAILURE);
        }
        glFinish();
        if (i >= 0) {
            wall[i] = 1e3 * (seconds(CLOCK_MONOTONIC) - w);
            cpu[i] = 1e3 * (seconds(CLOCK_PROCESS_CPUTIME_ID) - c);
        }
    }
    qsort(wall, REPEATS, sizeof *wall, compare);
    qsort(cpu, REPEATS, sizeof *cpu, compare);
    printf("%-44s wall %6.1f ms (best %6.1f), CPU %6.1f ms", what, wall[REPEATS / 2],
           wall[0], cpu[REPEATS / 2]);
    if (one > 0)
        printf(", %.2f x", cpu[REPEATS / 2] / one);
    printf("\n");
    return cpu[REPEATS / 2];
}

/** A gyroid: a surface that fills the picture, in many layers. */
static void gyroid(int n, kkr_mesh *mesh)
{
    float *values = kkr_alloc((size_t)n * n * n, sizeof *values);
    const double turn = 2 * M_PI * 2 / n;
    for (int k = 0; k < n; k++)
        for (int j = 0; j < n; j++)
            for (int i = 0; i < n; i++)
                values[((size_t)k * n + j) * n + i] =
                    (float)(sin(turn * i) * cos(turn * j) +
                            sin(turn * j) * cos(turn * k) +
                            sin(turn * k) * cos(turn * i));
    double h = 10. / n;
    const kkr_grid grid = { .origin = { -5, -5, -5 },
                            .step = { { h, 0, 0 }, { 0, h, 0 }, { 0, 0, h } },
                            .n = { n, n, n } };
    KKR_AUTO(kkr_isosurface) maker = kkr_isosurface_new(kkr_simd_best());
    kkr_error err = { 0 };
    if (!kkr_isosurface_make(maker, &grid, values, NULL, 0.2, NULL, mesh, &err))
        printf("%s\n", err.message);
    free(values);
}

static void meshes(kkr_scene_painter *painter, int n)
{
    kkr_mesh mesh = { 0 };
    gyroid(n, &mesh);
    double one = 0;
    for (int glass = 0; glass < 2; glass++) {
        KKR_AUTO(kkr_scene) scene = kkr_scene_new();
        const kkr_scene_mesh item = {
            .mesh = &mesh,
            .paint = { .front = { 190, 90, 40 },
                       .back = { 160, 120, 90 },
                       .opacity = glass ? 0.5 : 1,
                       .gloss = 0.75,
                       .outline = 0.7 },
        };
        kkr_scene_add_mesh(scene, &item);
        kkr_error err = { 0 };
        kkr_scene_buffers *buffers = kkr_scene_buffers_new(scene, &err);
        for (int moving = 1; moving >= 0; moving--) {
            kkr_scene_view view = { .width = WIDTH,
                                    .height = HEIGHT,
                                    .camera = kkr_camera_default,
                                    .scale = 1,
                                    .samples = 2,
                                    .moving = moving,
                                    .paper = { 255, 255, 255 } };
            view.camera.span = 14;
            char what[80];
            snprintf(what, sizeof what, "%zu triangles, %s, %s", mesh.n_triangles,
                     glass ? "translucent" : "opaque", moving ? "moving" : "at rest");
            double cpu = time_frame(painter, buffers, &view, what, one);
            if (one <= 0)
                one = cpu;
        }
        kkr_scene_buffers_free(buffers);
    }
    kkr_mesh_clear(&mesh);
}

static void cells(kkr_scene_painter *painter, const char *path)
{
    kkr_error err = { 0 };
    const kkr_case_options options = { 0 };
    KKR_AUTO(kkr_case) object = kkr_case_open(&path, 1, &options, NULL, &err);
    if (!object) {
        printf("%s\n", err.message);
        return;
    }
    KKR_AUTO(kkr_scene) scene = kkr_scene_new();
    const kkr_cells_look look = {
        .opacity = 0.2, .marked = { -1, -1 }, .edge = 1, .hidden = true
    };
    kkr_scene_add_cells(scene, object, &look);
    kkr_vec3 center;
    double radius;
    kkr_scene_bounds(scene, &center, &radius);
    kkr_scene_buffers *buffers = kkr_scene_buffers_new(scene, &err);
    for (int moving = 1; moving >= 0; moving--) {
        kkr_scene_view view = { .width = WIDTH,
                                .height = HEIGHT,
                                .camera = kkr_camera_default,
                                .scale = 1,
                                .samples = 2,
                                .moving = moving,
                                .paper = { 255, 255, 255 } };
        kkr_camera_fit(&view.camera, center, radius);
        char what[80];
        snprintf(what, sizeof what, "%d cells, translucent, %s", object->n_sites,
                 moving ? "moving" : "at rest");
        time_frame(painter, buffers, &view, what, 0);
    }
    kkr_scene_buffers_free(buffers);
}

int main(void)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_gl_context) context = kkr_gl_context_new(&err);
    kkr_scene_painter *painter = context ? kkr_scene_painter_new(&err) : NULL;
    if (!painter) {
        printf("skipped: %s\n", err.message);
        return EXIT_SUCCESS;
    }
    printf("%s, %d x %d, 2 x 2 samples at rest\n",
           (const char *)glGetString(GL_RENDERER), WIDTH, HEIGHT);
    meshes(painter, 64);
    meshes(painter, 128);
    const char *sample = getenv("KKR_SAMPLE");
    cells(painter, sample ? sample : "assets/sample");
    kkr_scene_painter_free(painter);
    return EXIT_SUCCESS;
}
