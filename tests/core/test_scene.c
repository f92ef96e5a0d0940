// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/scene.h"

#include "tests/check.h"

static const kkr_paint SOLID = { { 200, 100, 50 }, { 50, 100, 200 }, 1, 1, 0, { 0 } };
static const kkr_paint GLASS = { { 200, 100, 50 }, { 50, 100, 200 }, 0.2, 0, 0, { 0 } };

/* Six faces of the cube |x|, |y|, |z| <= half, moved by `shift` along x. */
static void add_cube(kkr_scene *scene, double half, double shift, int site)
{
    static const int faces[6][4] = { { 1, 3, 7, 5 }, { 0, 4, 6, 2 }, { 2, 6, 7, 3 },
                                     { 0, 1, 5, 4 }, { 4, 5, 7, 6 }, { 0, 2, 3, 1 } };
    for (int f = 0; f < 6; f++) {
        kkr_vec3 corners[4];
        for (int i = 0; i < 4; i++) {
            int v = faces[f][i];
            corners[i] = (kkr_vec3){ shift + (v & 1 ? half : -half),
                                     v & 2 ? half : -half, v & 4 ? half : -half };
        }
        kkr_scene_add_polygon(scene, corners, 4, &GLASS,
                              (kkr_scene_tag){ KKR_PART_FACE, site, f });
    }
}

/* Normals point away from the middle; the ray finds the face it must find. */
static void polygons(void)
{
    KKR_AUTO(kkr_scene) scene = kkr_scene_new();
    kkr_vec3 center;
    double radius;
    CHECK(!kkr_scene_bounds(scene, &center, &radius));
    add_cube(scene, 2, 10, 3);
    for (int f = 0; f < 6; f++) {
        kkr_vec3 middle = { 0 };
        for (int i = 0; i < 4; i++)
            middle = kkr_vec3_add(middle, scene->corners[4 * f + i]);
        middle = kkr_vec3_sub(kkr_vec3_scale(middle, 0.25), (kkr_vec3){ 10, 0, 0 });
        CHECK_NEAR(kkr_vec3_dot(middle, scene->polygons[f].normal), 2, 1e-14);
    }
    CHECK(kkr_scene_bounds(scene, &center, &radius));
    CHECK_NEAR(center.x, 10, 1e-14);
    CHECK_NEAR(radius, 2 * sqrt(3), 1e-14);

    kkr_scene_pick pick =
        kkr_scene_pick_ray(scene, (kkr_vec3){ 0, 1, -1 }, (kkr_vec3){ 1, 0, 0 }, 0);
    CHECK(pick.tag.part == KKR_PART_FACE && pick.tag.site == 3 && pick.tag.index == 1);
    CHECK_NEAR(pick.distance, 8, 1e-14);
    CHECK_NEAR(pick.position.x, 8, 1e-14);
    CHECK_NEAR(pick.normal.x, -1, 1e-14);
    // from inside the opposite one; behind the ray there is nothing
    pick = kkr_scene_pick_ray(scene, (kkr_vec3){ 10, 0, 0 }, (kkr_vec3){ 1, 0, 0 }, 0);
    CHECK(pick.tag.index == 0);
    pick = kkr_scene_pick_ray(scene, (kkr_vec3){ 20, 0, 0 }, (kkr_vec3){ 1, 0, 0 }, 0);
    CHECK(pick.tag.part == KKR_PART_NONE);
    pick = kkr_scene_pick_ray(scene, (kkr_vec3){ 0, 3, 0 }, (kkr_vec3){ 1, 0, 0 }, 0);
    CHECK(pick.tag.part == KKR_PART_NONE);
    // glass is not asked for
    pick = kkr_scene_pick_ray(scene, (kkr_vec3){ 0, 1, 0 }, (kkr_vec3){ 1, 0, 0 }, 0.9);
    CHECK(pick.tag.part == KKR_PART_NONE);
}

/* A sphere cut by a plane shows its inside through the hole. */
static void spheres(void)
{
    KKR_AUTO(kkr_scene) scene = kkr_scene_new();
    const kkr_half_space clip = { { -1, 0, 0 }, 1 }; // x >= -1
    kkr_scene_add_sphere(scene, (kkr_vec3){ 0 }, 2, &clip, 1, &SOLID,
                         (kkr_scene_tag){ KKR_PART_SPHERE, 1, 0 });
    kkr_scene_pick pick =
        kkr_scene_pick_ray(scene, (kkr_vec3){ 0, 1.9, -9 }, (kkr_vec3){ 0, 0, 1 }, 0.5);
    CHECK(pick.tag.part == KKR_PART_SPHERE);
    CHECK_NEAR(pick.position.z, -sqrt(4 - 1.9 * 1.9), 1e-13);
    CHECK(pick.normal.z < 0);
    pick =
        kkr_scene_pick_ray(scene, (kkr_vec3){ -9, 0, 0 }, (kkr_vec3){ 1, 0, 0 }, 0.5);
    CHECK_NEAR(pick.position.x, 2, 1e-13);
    pick =
        kkr_scene_pick_ray(scene, (kkr_vec3){ -1.5, 0, 9 }, (kkr_vec3){ 0, 0, -1 }, 0);
    CHECK(pick.tag.part == KKR_PART_NONE);
}

/* Every ray into an octahedron's inside comes out where |x|+|y|+|z| = 1. */
static void meshes(void)
{
    static const float positions[6][3] = { { 1, 0, 0 },  { -1, 0, 0 }, { 0, 1, 0 },
                                           { 0, -1, 0 }, { 0, 0, 1 },  { 0, 0, -1 } };
    static const uint32_t triangles[8][3] = { { 0, 2, 4 }, { 2, 1, 4 }, { 1, 3, 4 },
                                              { 3, 0, 4 }, { 2, 0, 5 }, { 1, 2, 5 },
                                              { 3, 1, 5 }, { 0, 3, 5 } };
    kkr_mesh mesh = { .origin = { 7, 8, 9 } };
    kkr_error err = { 0 };
    CHECK(kkr_mesh_reserve(&mesh, 6, 8, false, &err));
    mesh.n_vertices = 6;
    mesh.n_triangles = 8;
    memcpy(mesh.position, positions, sizeof positions);
    memcpy(mesh.normal, positions, sizeof positions);
    memcpy(mesh.triangle, triangles, sizeof triangles);
    KKR_AUTO(kkr_scene) scene = kkr_scene_new();
    kkr_scene_add_mesh(scene, &(kkr_scene_mesh){ .mesh = &mesh,
                                                 .paint = SOLID,
                                                 .tag = { KKR_PART_SURFACE, -1, 2 } });
    for (int i = 0; i < 100; i++) {
        kkr_vec3 d = kkr_vec3_unit((kkr_vec3){ sin(i), cos(3 * i), sin(7 * i + 2) });
        kkr_scene_pick pick =
            kkr_scene_pick_ray(scene, kkr_vec3_mad(mesh.origin, -5, d), d, 0.5);
        kkr_vec3 p = kkr_vec3_sub(pick.position, mesh.origin);
        CHECK(pick.tag.part == KKR_PART_SURFACE && pick.tag.index == 2);
        CHECK_NEAR(fabs(p.x) + fabs(p.y) + fabs(p.z), 1, 1e-12);
        CHECK(kkr_vec3_dot(pick.normal, d) < 0);
    }
    kkr_vec3 center;
    double radius;
    CHECK(kkr_scene_bounds(scene, &center, &radius));
    CHECK_NEAR(radius, 1, 1e-15);
    CHECK_NEAR(center.y, 8, 1e-15);
    kkr_mesh_clear(&mesh);
}

/* An edge is hidden exactly where both its faces look away. */
static void edges(void)
{
    static const kkr_vec3 sides[] = { { 1, 0, 0 }, { 0, 1, 0 } };
    KKR_AUTO(kkr_scene) scene = kkr_scene_new();
    kkr_scene_line edge = {
        .a = { 1, 1, -1 }, .b = { 1, 1, 1 }, .style = KKR_LINE_EDGE, .width = 1
    };
    kkr_scene_add_line(scene, &edge, sides, 2);
    for (int i = 0; i < 360; i += 7) {
        double phi = i * M_PI / 180;
        kkr_camera camera = kkr_camera_default;
        kkr_camera_look(&camera, (kkr_vec3){ cos(phi), sin(phi), 0.3 },
                        (kkr_vec3){ 0, 0, 1 });
        bool hidden = cos(phi) < 0 && sin(phi) < 0;
        CHECK(kkr_scene_line_is_hidden(&scene->lines[0], scene, &camera) == hidden);
    }
}

/* What was added stays where it was, however much follows. */
static void grows(void)
{
    KKR_AUTO(kkr_scene) scene = kkr_scene_new();
    for (int i = 0; i < 1000; i++) {
        kkr_scene_label label = { .position = { i, 0, 0 }, .site = i };
        kkr_scene_add_label(scene, &label);
        add_cube(scene, 1, i, i);
    }
    CHECK(scene->n_labels == 1000 && scene->n_polygons == 6000);
    int wrong = 0;
    for (int i = 0; i < 1000; i++)
        wrong += scene->labels[i].site != i || scene->polygons[6 * i].tag.site != i ||
                 scene->corners[24 * i].x != i + 1;
    CHECK(wrong == 0);
}

int main(void)
{
    polygons();
    spheres();
    meshes();
    edges();
    grows();
    return check_done();
}
