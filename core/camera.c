// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/camera.h"

#include <math.h>

// Half of the angle that the shorter side fills in perspective: 15 degrees.
static const double HALF_ANGLE_TAN = 0.2679491924311227;

// from = (sin 30 cos 20, -cos 30 cos 20, sin 20)
const kkr_camera kkr_camera_default = {
    .from = { 0.4698463103929542, -0.8137976813493738, 0.3420201433256687 },
    .up = { -0.1710100716628344, 0.2961981327260238, 0.9396926207859084 },
    .span = 10,
};

static bool is_finite(kkr_vec3 a)
{
    return isfinite(a.x) && isfinite(a.y) && isfinite(a.z);
}

bool kkr_camera_straighten(kkr_camera *camera)
{
    if (!is_finite(camera->from) || !is_finite(camera->up))
        return false;
    kkr_vec3 from = kkr_vec3_unit(camera->from), up = kkr_vec3_unit(camera->up);
    up = kkr_vec3_mad(up, -kkr_vec3_dot(up, from), from);
    if (!(kkr_vec3_length(from) > 0.5 && kkr_vec3_length(up) > 1e-6))
        return false;
    camera->from = from;
    up = kkr_vec3_unit(up);
    // once more: the first pass loses digits where they were nearly parallel
    camera->up = kkr_vec3_unit(kkr_vec3_mad(up, -kkr_vec3_dot(up, from), from));
    return true;
}

kkr_vec3 kkr_camera_right(const kkr_camera *camera)
{
    return kkr_vec3_cross(camera->up, camera->from);
}

static double eye_distance(const kkr_camera *camera)
{
    return 0.5 * camera->span / HALF_ANGLE_TAN;
}

kkr_vec3 kkr_camera_eye(const kkr_camera *camera)
{
    return kkr_vec3_mad(camera->target, eye_distance(camera), camera->from);
}

kkr_vec3 kkr_camera_towards(const kkr_camera *camera, kkr_vec3 point)
{
    if (!camera->perspective)
        return camera->from;
    return kkr_vec3_unit(kkr_vec3_sub(kkr_camera_eye(camera), point));
}

double kkr_camera_pitch(const kkr_camera *camera, double width, double height,
                        double depth)
{
    double pitch = camera->span / fmin(width, height);
    return camera->perspective ? pitch * (1 + depth / eye_distance(camera)) : pitch;
}

// ------------------------------------------------------------ moving

/** A vector turned about a unit axis (O. Rodrigues, 1840). */
static kkr_vec3 rotate(kkr_vec3 v, kkr_vec3 axis, double angle)
{
    double c = cos(angle), s = sin(angle);
    kkr_vec3 r = kkr_vec3_scale(v, c);
    r = kkr_vec3_mad(r, s, kkr_vec3_cross(axis, v));
    return kkr_vec3_mad(r, (1 - c) * kkr_vec3_dot(axis, v), axis);
}

/** The point of the trackball under the mouse, in axes right, up, from. */
static kkr_vec3 on_ball(double width, double height, double x, double y)
{
    double size = 0.5 * fmin(width, height);
    double u = (x - 0.5 * width) / size, v = (0.5 * height - y) / size;
    double square = u * u + v * v;
    double w = square < 0.5 ? sqrt(1 - square) : 0.5 / sqrt(square);
    return kkr_vec3_unit((kkr_vec3){ u, v, w });
}

void kkr_camera_turn(kkr_camera *camera, double width, double height, double x0,
                     double y0, double x1, double y1)
{
    kkr_vec3 a = on_ball(width, height, x0, y0), b = on_ball(width, height, x1, y1);
    kkr_vec3 axis = kkr_vec3_cross(a, b);
    double sine = kkr_vec3_length(axis);
    if (!(sine > 0))
        return;
    kkr_vec3 right = kkr_camera_right(camera);
    kkr_vec3 world = kkr_vec3_scale(right, axis.x / sine);
    world = kkr_vec3_mad(world, axis.y / sine, camera->up);
    world = kkr_vec3_mad(world, axis.z / sine, camera->from);
    // The scene follows the mouse, so the camera goes the other way.
    double angle = -atan2(sine, kkr_vec3_dot(a, b));
    camera->from = rotate(camera->from, world, angle);
    camera->up = rotate(camera->up, world, angle);
    kkr_camera_straighten(camera);
}

void kkr_camera_pan(kkr_camera *camera, double width, double height, double dx,
                    double dy)
{
    double pitch = kkr_camera_pitch(camera, width, height, 0);
    camera->target =
        kkr_vec3_mad(camera->target, -dx * pitch, kkr_camera_right(camera));
    camera->target = kkr_vec3_mad(camera->target, dy * pitch, camera->up);
}

void kkr_camera_zoom(kkr_camera *camera, double width, double height, double x,
                     double y, double factor)
{
    kkr_vec3 fixed = kkr_camera_unproject(camera, width, height, x, y, 0);
    double span = camera->span / factor;
    if (!(span > 1e-6 && span < 1e9))
        return;
    camera->target =
        kkr_vec3_mad(fixed, 1 / factor, kkr_vec3_sub(camera->target, fixed));
    camera->span = span;
}

void kkr_camera_look(kkr_camera *camera, kkr_vec3 from, kkr_vec3 up)
{
    kkr_camera next = *camera;
    next.from = kkr_vec3_unit(from);
    next.up = up;
    if (kkr_camera_straighten(&next)) {
        *camera = next;
        return;
    }
    next.up = fabs(next.from.z) < 0.9 ? (kkr_vec3){ 0, 0, 1 } : (kkr_vec3){ 0, 1, 0 };
    if (kkr_camera_straighten(&next))
        *camera = next;
}

void kkr_camera_fit(kkr_camera *camera, kkr_vec3 center, double radius)
{
    camera->target = center;
    double room = 1.06;
    // In perspective a sphere looks larger than its cross-section at the target.
    if (camera->perspective)
        room *= sqrt(1 + HALF_ANGLE_TAN * HALF_ANGLE_TAN);
    camera->span = radius > 0 ? 2 * room * radius : kkr_camera_default.span;
}

// --------------------------------------------------------- projection

bool kkr_camera_project(const kkr_camera *camera, double width, double height,
                        kkr_vec3 point, double *x, double *y, double *depth)
{
    kkr_vec3 d = kkr_vec3_sub(point, camera->target);
    *depth = -kkr_vec3_dot(d, camera->from);
    double pitch = kkr_camera_pitch(camera, width, height, *depth);
    if (!(pitch > 0))
        return false;
    *x = 0.5 * width + kkr_vec3_dot(d, kkr_camera_right(camera)) / pitch;
    *y = 0.5 * height - kkr_vec3_dot(d, camera->up) / pitch;
    return true;
}

kkr_vec3 kkr_camera_unproject(const kkr_camera *camera, double width, double height,
                              double x, double y, double depth)
{
    double pitch = kkr_camera_pitch(camera, width, height, depth);
    kkr_vec3 point = kkr_vec3_mad(camera->target, -depth, camera->from);
    point = kkr_vec3_mad(point, (x - 0.5 * width) * pitch, kkr_camera_right(camera));
    return kkr_vec3_mad(point, (0.5 * height - y) * pitch, camera->up);
}

void kkr_camera_ray(const kkr_camera *camera, double width, double height, double x,
                    double y, kkr_vec3 *origin, kkr_vec3 *direction)
{
    kkr_vec3 seen = kkr_camera_unproject(camera, width, height, x, y, 0);
    if (camera->perspective) {
        *origin = kkr_camera_eye(camera);
        *direction = kkr_vec3_unit(kkr_vec3_sub(seen, *origin));
    } else {
        // from far enough that nothing of a case lies behind
        *origin = kkr_vec3_mad(seen, 1e3 + 10 * camera->span, camera->from);
        *direction = kkr_vec3_scale(camera->from, -1);
    }
}

void kkr_camera_matrix(const kkr_camera *camera, double width, double height,
                       double near, double far, float matrix[16])
{
    double side = fmin(width, height), half = 0.5 * camera->span;
    kkr_vec3 right = kkr_camera_right(camera), up = camera->up, from = camera->from;
    // rows of the map to clip coordinates: x, y, z, w
    kkr_vec3 row[4] = { kkr_vec3_scale(right, side / (half * width)),
                        kkr_vec3_scale(up, side / (half * height)) };
    double shift[4] = { -kkr_vec3_dot(row[0], camera->target),
                        -kkr_vec3_dot(row[1], camera->target) };
    double origin = kkr_vec3_dot(from, camera->target); // depth = origin - from . x
    if (camera->perspective) {
        double eye = eye_distance(camera);
        near = fmax(near, -0.99 * eye);
        far = fmax(far, near + 1e-3 * eye);
        // w = 1 + depth / eye, z = a + b depth with z = -w at near and w at far
        double wn = 1 + near / eye, wf = 1 + far / eye;
        double b = (wf + wn) / (far - near), a = wf - b * far;
        row[2] = kkr_vec3_scale(from, -b);
        shift[2] = a + b * origin;
        row[3] = kkr_vec3_scale(from, -1 / eye);
        shift[3] = 1 + origin / eye;
    } else {
        double b = 2 / (far - near);
        row[2] = kkr_vec3_scale(from, -b);
        shift[2] = b * (origin - near) - 1;
        row[3] = (kkr_vec3){ 0, 0, 0 };
        shift[3] = 1;
    }
    for (int i = 0; i < 4; i++) {
        matrix[i] = (float)row[i].x;
        matrix[4 + i] = (float)row[i].y;
        matrix[8 + i] = (float)row[i].z;
        matrix[12 + i] = (float)shift[i];
    }
}
