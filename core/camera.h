// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/vec3.h"

/**
 * From where a scene is seen. A plain value: copy it by assignment.
 *
 *            up
 *            |   . from: towards the viewer
 *            | .
 *     target o------ right = up x from
 *
 * Pages are width x height, x to the right and y down, as mouse events and cairo
 * have it; any unit. Positions are bohr. Depth is the distance along -from, counted
 * from the target: larger is farther.
 *
 * Threads: plain values, pure functions.
 */
typedef struct kkr_camera {
    kkr_vec3 from;    // unit, from the target towards the viewer
    kkr_vec3 up;      // unit, perpendicular to `from`
    kkr_vec3 target;  // in the middle of the page, bohr
    double span;      // of the shorter side of the page at the target, bohr, > 0
    bool perspective; // else orthographic
    double fade;      // [0, 1] how much the farthest things fade into the page
} kkr_camera;

/** Slightly from above and from the right of -y, z upwards; 10 bohr, orthographic. */
extern const kkr_camera kkr_camera_default;

/**
 * True if both directions can be made a camera's: finite, not zero, not parallel.
 * Then `from` is kept and `up` made perpendicular, both of length one.
 */
bool kkr_camera_straighten(kkr_camera *camera);

/** To the right of the page. */
kkr_vec3 kkr_camera_right(const kkr_camera *camera);
/** Where the viewer is; for an orthographic camera, where one would be. */
kkr_vec3 kkr_camera_eye(const kkr_camera *camera);
/** From a point towards the viewer, unit. */
kkr_vec3 kkr_camera_towards(const kkr_camera *camera, kkr_vec3 point);

/**
 * Turns the scene under a mouse that goes from (x0, y0) to (x1, y1), as if it
 * held a ball that fills the page (Bell's virtual trackball: a sphere that goes
 * over into a hyperbola; K. Henriksen et al., IEEE TVCG 10 (2004) 206).
 */
void kkr_camera_turn(kkr_camera *camera, double width, double height, double x0,
                     double y0, double x1, double y1);
/** Moves the scene by a distance on the page. */
void kkr_camera_pan(kkr_camera *camera, double width, double height, double dx,
                    double dy);
/** factor > 1: nearer. What is at the target's depth under (x, y) stays there. */
void kkr_camera_zoom(kkr_camera *camera, double width, double height, double x,
                     double y, double factor);
/**
 * Looks against `from`; `up` may be any vector: where it cannot be up, z or y is,
 * whichever is farther from `from`. Does nothing if `from` is zero.
 */
void kkr_camera_look(kkr_camera *camera, kkr_vec3 from, kkr_vec3 up);
/** Target and span so that a sphere is seen whole with a little room around. */
void kkr_camera_fit(kkr_camera *camera, kkr_vec3 center, double radius);

/** Where a point is seen. False if it is at or behind the viewer. */
bool kkr_camera_project(const kkr_camera *camera, double width, double height,
                        kkr_vec3 point, double *x, double *y, double *depth);
/** The point with this depth that is seen at (x, y). */
kkr_vec3 kkr_camera_unproject(const kkr_camera *camera, double width, double height,
                              double x, double y, double depth);
/** What is seen at (x, y) lies on origin + t direction (unit), t > 0. */
void kkr_camera_ray(const kkr_camera *camera, double width, double height, double x,
                    double y, kkr_vec3 *origin, kkr_vec3 *direction);
/** Bohr per unit of the page at a depth. */
double kkr_camera_pitch(const kkr_camera *camera, double width, double height,
                        double depth);

/**
 * Clip coordinates of OpenGL as a matrix by columns: depths from `near` to `far`
 * (both cut to what lies before the viewer) are seen.
 */
void kkr_camera_matrix(const kkr_camera *camera, double width, double height,
                       double near, double far, float matrix[16]);
