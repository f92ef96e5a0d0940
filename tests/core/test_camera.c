// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/camera.h"

#include "tests/check.h"

static const double WIDTH = 640, HEIGHT = 400;

static kkr_camera somewhere(bool perspective)
{
    kkr_camera camera = kkr_camera_default;
    camera.target = (kkr_vec3){ 1, -2, 3 };
    camera.span = 7;
    camera.perspective = perspective;
    return camera;
}

static void check_orthonormal(const kkr_camera *camera)
{
    kkr_vec3 right = kkr_camera_right(camera);
    CHECK_NEAR(kkr_vec3_length(camera->from), 1, 1e-14);
    CHECK_NEAR(kkr_vec3_length(camera->up), 1, 1e-14);
    CHECK_NEAR(kkr_vec3_length(right), 1, 1e-14);
    CHECK_NEAR(kkr_vec3_dot(camera->from, camera->up), 0, 1e-14);
    // right, up, towards the viewer: a right-handed frame
    CHECK_NEAR(kkr_vec3_dot(kkr_vec3_cross(right, camera->up), camera->from), 1, 1e-14);
}

/* Ten thousand turns in a row leave the camera as straight as it was. */
static void turns(bool perspective)
{
    kkr_camera camera = somewhere(perspective);
    unsigned state = 1;
    double place[2] = { 100, 100 };
    for (int i = 0; i < 10000; i++) {
        double next[2];
        for (int k = 0; k < 2; k++) {
            state = state * 1664525u + 1013904223u;
            next[k] = (double)(state >> 8) / (1 << 24) * 700 - 50;
        }
        kkr_camera_turn(&camera, WIDTH, HEIGHT, place[0], place[1], next[0], next[1]);
        memcpy(place, next, sizeof place);
    }
    check_orthonormal(&camera);

    // what is near the viewer follows the mouse, and the way back undoes it
    camera = somewhere(perspective);
    kkr_vec3 front = kkr_vec3_mad(camera.target, 3.5, camera.from);
    double x0, y0, x1, y1, depth;
    CHECK(kkr_camera_project(&camera, WIDTH, HEIGHT, front, &x0, &y0, &depth));
    kkr_camera before = camera;
    kkr_camera_turn(&camera, WIDTH, HEIGHT, 320, 200, 350, 190);
    kkr_camera_project(&camera, WIDTH, HEIGHT, front, &x1, &y1, &depth);
    CHECK(x1 > x0 + 20 && y1 < y0 - 5);
    kkr_camera_turn(&camera, WIDTH, HEIGHT, 350, 190, 320, 200);
    CHECK_NEAR(kkr_vec3_dot(camera.from, before.from), 1, 1e-14);
    CHECK_NEAR(kkr_vec3_dot(camera.up, before.up), 1, 1e-14);
    kkr_camera_turn(&camera, WIDTH, HEIGHT, 320, 200, 320, 200); // no way, no turn
    CHECK_NEAR(kkr_vec3_dot(camera.from, before.from), 1, 1e-14);
}

/* Zooming and panning move nothing away from under the mouse. */
static void zooms(bool perspective)
{
    kkr_camera camera = somewhere(perspective);
    for (int i = 0; i < 50; i++) {
        double x = 13 * i, y = 400 - 7 * i, x1, y1, depth;
        kkr_vec3 fixed = kkr_camera_unproject(&camera, WIDTH, HEIGHT, x, y, 0);
        kkr_camera_zoom(&camera, WIDTH, HEIGHT, x, y, i % 2 ? 1.25 : 0.7);
        CHECK(kkr_camera_project(&camera, WIDTH, HEIGHT, fixed, &x1, &y1, &depth));
        CHECK_NEAR(x1, x, 1e-8);
        CHECK_NEAR(y1, y, 1e-8);
        CHECK_NEAR(depth, 0, 1e-8);
        kkr_camera_pan(&camera, WIDTH, HEIGHT, 11, -5);
        kkr_camera_project(&camera, WIDTH, HEIGHT, fixed, &x1, &y1, &depth);
        CHECK_NEAR(x1, x + 11, 1e-8);
        CHECK_NEAR(y1, y - 5, 1e-8);
    }
    double span = camera.span;
    kkr_camera_zoom(&camera, WIDTH, HEIGHT, 0, 0, 1e-30); // beyond all measure
    kkr_camera_zoom(&camera, WIDTH, HEIGHT, 0, 0, 0);
    kkr_camera_zoom(&camera, WIDTH, HEIGHT, 0, 0, NAN);
    CHECK(camera.span == span);
}

/* Project, unproject, the ray and OpenGL's matrix speak of the same place. */
static void agree(bool perspective)
{
    kkr_camera camera = somewhere(perspective);
    float matrix[16];
    kkr_camera_matrix(&camera, WIDTH, HEIGHT, -4, 6, matrix);
    for (int i = 0; i < 200; i++) {
        kkr_vec3 p = { 1 + sin(i) * 3, -2 + cos(2 * i) * 3, 3 + sin(5 * i + 1) * 3 };
        double x, y, depth;
        CHECK(kkr_camera_project(&camera, WIDTH, HEIGHT, p, &x, &y, &depth));
        kkr_vec3 q = kkr_camera_unproject(&camera, WIDTH, HEIGHT, x, y, depth);
        CHECK_NEAR(kkr_vec3_length(kkr_vec3_sub(p, q)), 0, 1e-12);
        kkr_vec3 origin, direction;
        kkr_camera_ray(&camera, WIDTH, HEIGHT, x, y, &origin, &direction);
        kkr_vec3 d = kkr_vec3_sub(p, origin);
        CHECK_NEAR(kkr_vec3_length(kkr_vec3_cross(d, direction)), 0, 1e-9);
        CHECK(kkr_vec3_dot(d, direction) > 0);
        CHECK_NEAR(kkr_vec3_dot(kkr_camera_towards(&camera, p), direction), -1, 1e-12);
        double clip[4];
        for (int k = 0; k < 4; k++)
            clip[k] = matrix[k] * p.x + matrix[4 + k] * p.y + matrix[8 + k] * p.z +
                      matrix[12 + k];
        CHECK_NEAR((0.5 + 0.5 * clip[0] / clip[3]) * WIDTH, x, 1e-3);
        CHECK_NEAR((0.5 - 0.5 * clip[1] / clip[3]) * HEIGHT, y, 1e-3);
        CHECK((fabs(clip[2]) < clip[3]) == (depth > -4 && depth < 6));
    }
    kkr_vec3 behind = kkr_vec3_mad(camera.target, 1e3, camera.from);
    double x, y, depth;
    CHECK(kkr_camera_project(&camera, WIDTH, HEIGHT, behind, &x, &y, &depth) ==
          !perspective);
}

static void looks(void)
{
    static const kkr_vec3 axes[] = { { 1, 0, 0 }, { 0, 1, 0 },  { 0, 0, 1 },
                                     { 0, 0, 5 }, { 1, 1, -1 }, { 0, -2, 0 } };
    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
        kkr_camera camera = somewhere(false);
        kkr_camera_look(&camera, axes[i], (kkr_vec3){ 0, 0, 1 });
        check_orthonormal(&camera);
        CHECK_NEAR(kkr_vec3_dot(camera.from, kkr_vec3_unit(axes[i])), 1, 1e-14);
        CHECK_NEAR(camera.target.z, 3, 0);
    }
    kkr_camera camera = somewhere(false), before = camera;
    kkr_camera_look(&camera, (kkr_vec3){ 0 }, (kkr_vec3){ 0, 0, 1 });
    CHECK(memcmp(&camera, &before, sizeof camera) == 0);

    // directions that are none
    camera.up = kkr_vec3_scale(camera.from, -3);
    CHECK(!kkr_camera_straighten(&camera));
    camera = before;
    camera.from.x = NAN;
    CHECK(!kkr_camera_straighten(&camera));
    camera = before;
    camera.from = (kkr_vec3){ 0 };
    CHECK(!kkr_camera_straighten(&camera));
    camera = before;
    camera.from = kkr_vec3_scale(camera.from, 40);
    camera.up = kkr_vec3_mad(camera.up, 0.3, camera.from);
    CHECK(kkr_camera_straighten(&camera));
    check_orthonormal(&camera);
    CHECK_NEAR(kkr_vec3_dot(camera.up, before.up), 1, 1e-14);
}

/* The whole sphere is on the page, and nearly fills it. */
static void fits(bool perspective)
{
    kkr_camera camera = somewhere(perspective);
    const kkr_vec3 center = { -3, 4, 2 };
    kkr_camera_fit(&camera, center, 2.5);
    double low = HEIGHT, high = 0;
    for (int i = 0; i < 2000; i++) {
        double z = 2 * (i + 0.5) / 2000 - 1, s = sqrt(1 - z * z), phi = 2.4 * i;
        double x, y, depth;
        kkr_vec3 p = { center.x + 2.5 * s * cos(phi), center.y + 2.5 * s * sin(phi),
                       center.z + 2.5 * z };
        CHECK(kkr_camera_project(&camera, WIDTH, HEIGHT, p, &x, &y, &depth));
        low = fmin(low, y);
        high = fmax(high, y);
    }
    CHECK(low > 2 && low < 0.06 * HEIGHT);
    CHECK(high < HEIGHT - 2 && high > 0.94 * HEIGHT);
    kkr_camera_fit(&camera, center, 0); // a single point
    CHECK(camera.span > 0);
}

int main(void)
{
    check_orthonormal(&kkr_camera_default);
    for (int perspective = 0; perspective < 2; perspective++) {
        turns(perspective);
        zooms(perspective);
        agree(perspective);
        fits(perspective);
    }
    looks();
    return check_done();
}
