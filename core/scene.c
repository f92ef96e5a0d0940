// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/scene.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

kkr_scene *kkr_scene_new(void)
{
    return kkr_alloc(1, sizeof(kkr_scene));
}

void kkr_scene_free(kkr_scene *scene)
{
    if (!scene)
        return;
    free(scene->corners);
    free(scene->polygons);
    free(scene->images);
    free(scene->meshes);
    free(scene->clips);
    free(scene->spheres);
    free(scene->sides);
    free(scene->lines);
    free(scene->labels);
    for (int i = 0; i < scene->n_owned; i++)
        free(scene->owned[i]);
    free(scene->owned);
    free(scene);
}

/** The array with room for `more` behind its `n` elements: grows by doubling. */
static void *grown(void *array, int n, int more, size_t size)
{
    size_t room = 16, before = n > 0 ? 16 : 0;
    while (before > 0 && before < (size_t)n)
        before *= 2;
    while (room < (size_t)n + (size_t)more)
        room *= 2;
    return room == before ? array : kkr_realloc(array, room, size);
}

#define APPEND(scene, list, count, element)                                    \
    ((scene)->list = grown((scene)->list, (scene)->count, 1, sizeof(element)), \
     (scene)->list[(scene)->count++] = (element))

static void add_polygon(kkr_scene *scene, const kkr_vec3 *corners, int n,
                        const kkr_paint *paint, int image, kkr_scene_tag tag)
{
    if (n < 3)
        return;
    // Newell's sum: right also where three neighbouring corners are in line
    kkr_vec3 normal = { 0 };
    for (int i = 0; i < n; i++) {
        kkr_vec3 a = kkr_vec3_sub(corners[i], corners[0]);
        kkr_vec3 b = kkr_vec3_sub(corners[(i + 1) % n], corners[0]);
        normal = kkr_vec3_add(normal, kkr_vec3_cross(a, b));
    }
    kkr_scene_polygon polygon = { .first = scene->n_corners,
                                  .n = n,
                                  .normal = kkr_vec3_unit(normal),
                                  .paint = *paint,
                                  .image = image,
                                  .tag = tag };
    for (int i = 0; i < n; i++)
        APPEND(scene, corners, n_corners, corners[i]);
    APPEND(scene, polygons, n_polygons, polygon);
}

void kkr_scene_add_polygon(kkr_scene *scene, const kkr_vec3 *corners, int n,
                           const kkr_paint *paint, kkr_scene_tag tag)
{
    add_polygon(scene, corners, n, paint, -1, tag);
}

void kkr_scene_add_image(kkr_scene *scene, const kkr_vec3 *corners, int n,
                         const kkr_scene_image *image, const kkr_paint *paint,
                         kkr_scene_tag tag)
{
    APPEND(scene, images, n_images, *image);
    add_polygon(scene, corners, n, paint, scene->n_images - 1, tag);
}

void kkr_scene_add_mesh(kkr_scene *scene, const kkr_scene_mesh *mesh)
{
    APPEND(scene, meshes, n_meshes, *mesh);
}

void kkr_scene_add_sphere(kkr_scene *scene, kkr_vec3 center, double radius,
                          const kkr_half_space *clips, int n_clips,
                          const kkr_paint *paint, kkr_scene_tag tag)
{
    assert(n_clips <= KKR_SCENE_MAX_CLIPS);
    kkr_scene_sphere sphere = { .center = center,
                                .radius = radius,
                                .first_clip = scene->n_clips,
                                .n_clips = n_clips,
                                .paint = *paint,
                                .tag = tag };
    for (int i = 0; i < n_clips; i++)
        APPEND(scene, clips, n_clips, clips[i]);
    APPEND(scene, spheres, n_spheres, sphere);
}

void kkr_scene_add_line(kkr_scene *scene, const kkr_scene_line *line,
                        const kkr_vec3 *sides, int n_sides)
{
    kkr_scene_line copy = *line;
    copy.first_side = scene->n_sides;
    copy.n_sides = n_sides;
    for (int i = 0; i < n_sides; i++)
        APPEND(scene, sides, n_sides, sides[i]);
    APPEND(scene, lines, n_lines, copy);
}

void kkr_scene_add_label(kkr_scene *scene, const kkr_scene_label *label)
{
    APPEND(scene, labels, n_labels, *label);
}

void kkr_scene_own(kkr_scene *scene, void *memory)
{
    APPEND(scene, owned, n_owned, memory);
}

// ------------------------------------------------------------- bounds

typedef struct box {
    kkr_vec3 low, high;
} box;

static void include(box *b, kkr_vec3 p, double radius)
{
    b->low.x = fmin(b->low.x, p.x - radius);
    b->low.y = fmin(b->low.y, p.y - radius);
    b->low.z = fmin(b->low.z, p.z - radius);
    b->high.x = fmax(b->high.x, p.x + radius);
    b->high.y = fmax(b->high.y, p.y + radius);
    b->high.z = fmax(b->high.z, p.z + radius);
}

static kkr_vec3 mesh_point(const kkr_mesh *mesh, size_t i)
{
    const float *p = mesh->position[i];
    return kkr_vec3_add(mesh->origin, (kkr_vec3){ p[0], p[1], p[2] });
}

/** Its corners, if the polygon counts. */
static int counted(const kkr_scene *scene, int polygon, bool slices,
                   const kkr_vec3 **corners)
{
    const kkr_scene_polygon *p = &scene->polygons[polygon];
    *corners = scene->corners + p->first;
    return slices || p->tag.part != KKR_PART_SLICE ? p->n : 0;
}

static bool enclose(const kkr_scene *scene, bool slices, kkr_vec3 *center,
                    double *radius)
{
    const kkr_vec3 *corners;
    box b = { { INFINITY, INFINITY, INFINITY }, { -INFINITY, -INFINITY, -INFINITY } };
    for (int k = 0; k < scene->n_polygons; k++)
        for (int i = counted(scene, k, slices, &corners) - 1; i >= 0; i--)
            include(&b, corners[i], 0);
    for (int i = 0; i < scene->n_spheres; i++)
        include(&b, scene->spheres[i].center, scene->spheres[i].radius);
    for (int i = 0; i < scene->n_lines; i++) {
        include(&b, scene->lines[i].a, 0);
        include(&b, scene->lines[i].b, 0);
    }
    for (int k = 0; k < scene->n_meshes; k++)
        for (size_t i = 0; i < scene->meshes[k].mesh->n_vertices; i++)
            include(&b, mesh_point(scene->meshes[k].mesh, i), 0);
    if (!(b.low.x <= b.high.x))
        return false;
    kkr_vec3 c = kkr_vec3_scale(kkr_vec3_add(b.low, b.high), 0.5);
    double most = 0;
    for (int k = 0; k < scene->n_polygons; k++)
        for (int i = counted(scene, k, slices, &corners) - 1; i >= 0; i--)
            most = fmax(most, kkr_vec3_length(kkr_vec3_sub(corners[i], c)));
    for (int i = 0; i < scene->n_spheres; i++)
        most =
            fmax(most, scene->spheres[i].radius +
                           kkr_vec3_length(kkr_vec3_sub(scene->spheres[i].center, c)));
    for (int i = 0; i < scene->n_lines; i++)
        most = fmax(most, fmax(kkr_vec3_length(kkr_vec3_sub(scene->lines[i].a, c)),
                               kkr_vec3_length(kkr_vec3_sub(scene->lines[i].b, c))));
    for (int k = 0; k < scene->n_meshes; k++)
        for (size_t i = 0; i < scene->meshes[k].mesh->n_vertices; i++)
            most = fmax(most, kkr_vec3_length(kkr_vec3_sub(
                                  mesh_point(scene->meshes[k].mesh, i), c)));
    *center = c;
    *radius = most;
    return true;
}

bool kkr_scene_bounds(const kkr_scene *scene, kkr_vec3 *center, double *radius)
{
    return enclose(scene, false, center, radius);
}

bool kkr_scene_reach(const kkr_scene *scene, kkr_vec3 *center, double *radius)
{
    return enclose(scene, true, center, radius);
}

bool kkr_scene_line_is_hidden(const kkr_scene_line *line, const kkr_scene *scene,
                              const kkr_camera *camera)
{
    bool edge = line->style == KKR_LINE_EDGE || line->style == KKR_LINE_FRONT;
    if (!edge || line->n_sides == 0)
        return line->style == KKR_LINE_DASHED;
    // both ends lie on every face, so either will do
    kkr_vec3 towards = kkr_camera_towards(camera, line->a);
    for (int i = 0; i < line->n_sides; i++)
        if (kkr_vec3_dot(scene->sides[line->first_side + i], towards) > 1e-6)
            return false;
    return true;
}

// ------------------------------------------------------------ picking

typedef struct ray {
    kkr_vec3 origin, direction;
} ray;

static kkr_vec3 at(const ray *r, double t)
{
    return kkr_vec3_mad(r->origin, t, r->direction);
}

static void take(kkr_scene_pick *best, const ray *r, double t, kkr_vec3 normal,
                 kkr_scene_tag tag)
{
    if (!(t > 0 && t < best->distance))
        return;
    *best = (kkr_scene_pick){
        .tag = tag, .position = at(r, t), .normal = normal, .distance = t
    };
}

static void pick_polygon(const kkr_scene *scene, const kkr_scene_polygon *polygon,
                         const ray *r, kkr_scene_pick *best)
{
    const kkr_vec3 *corner = scene->corners + polygon->first;
    double slope = kkr_vec3_dot(polygon->normal, r->direction);
    if (fabs(slope) < 1e-12)
        return;
    double t =
        kkr_vec3_dot(polygon->normal, kkr_vec3_sub(corner[0], r->origin)) / slope;
    kkr_vec3 p = at(r, t);
    for (int i = 0; i < polygon->n; i++) {
        kkr_vec3 a = corner[i], b = corner[(i + 1) % polygon->n];
        kkr_vec3 inwards = kkr_vec3_cross(polygon->normal, kkr_vec3_sub(b, a));
        if (kkr_vec3_dot(inwards, kkr_vec3_sub(p, a)) < 0)
            return;
    }
    take(best, r, t, polygon->normal, polygon->tag);
}

static void pick_sphere(const kkr_scene *scene, const kkr_scene_sphere *sphere,
                        const ray *r, kkr_scene_pick *best)
{
    kkr_vec3 d = kkr_vec3_sub(r->origin, sphere->center);
    double b = kkr_vec3_dot(d, r->direction);
    kkr_vec3 nearest = kkr_vec3_mad(d, -b, r->direction);
    double square = sphere->radius * sphere->radius - kkr_vec3_dot(nearest, nearest);
    if (square < 0)
        return;
    for (int sign = -1; sign <= 1; sign += 2) { // outside, then what is seen of inside
        double t = -b + sign * sqrt(square);
        kkr_vec3 p = at(r, t);
        bool kept = true;
        for (int i = 0; i < sphere->n_clips && kept; i++) {
            const kkr_half_space *clip = &scene->clips[sphere->first_clip + i];
            kept = kkr_vec3_dot(clip->normal, p) <= clip->distance;
        }
        if (kept)
            take(best, r, t, kkr_vec3_unit(kkr_vec3_sub(p, sphere->center)),
                 sphere->tag);
    }
}

/** T. Moeller, B. Trumbore, J. Graphics Tools 2 (1997) 21. */
static void pick_mesh(const kkr_mesh *mesh, const ray *r, kkr_scene_tag tag,
                      kkr_scene_pick *best)
{
    for (size_t k = 0; k < mesh->n_triangles; k++) {
        const uint32_t *v = mesh->triangle[k];
        kkr_vec3 a = mesh_point(mesh, v[0]);
        kkr_vec3 ab = kkr_vec3_sub(mesh_point(mesh, v[1]), a);
        kkr_vec3 ac = kkr_vec3_sub(mesh_point(mesh, v[2]), a);
        kkr_vec3 p = kkr_vec3_cross(r->direction, ac);
        double determinant = kkr_vec3_dot(ab, p);
        if (determinant == 0)
            continue;
        kkr_vec3 s = kkr_vec3_sub(r->origin, a);
        double u = kkr_vec3_dot(s, p) / determinant;
        if (!(u >= 0 && u <= 1))
            continue;
        kkr_vec3 q = kkr_vec3_cross(s, ab);
        double w = kkr_vec3_dot(r->direction, q) / determinant;
        if (!(w >= 0 && u + w <= 1))
            continue;
        take(best, r, kkr_vec3_dot(ac, q) / determinant,
             kkr_vec3_unit(kkr_vec3_cross(ab, ac)), tag);
    }
}

kkr_scene_pick kkr_scene_pick_ray(const kkr_scene *scene, kkr_vec3 origin,
                                  kkr_vec3 direction, double opacity)
{
    const ray r = { origin, direction };
    kkr_scene_pick best = { .tag = { KKR_PART_NONE, -1, -1 }, .distance = INFINITY };
    for (int i = 0; i < scene->n_polygons; i++)
        if (scene->polygons[i].paint.opacity >= opacity)
            pick_polygon(scene, &scene->polygons[i], &r, &best);
    for (int i = 0; i < scene->n_spheres; i++)
        if (scene->spheres[i].paint.opacity >= opacity)
            pick_sphere(scene, &scene->spheres[i], &r, &best);
    for (int i = 0; i < scene->n_meshes; i++)
        if (scene->meshes[i].paint.opacity >= opacity)
            pick_mesh(scene->meshes[i].mesh, &r, scene->meshes[i].tag, &best);
    return best;
}
