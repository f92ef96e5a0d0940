// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <math.h>

/** Three doubles and a 3x3 matrix, by value. Threads: plain values. */
typedef struct kkr_vec3 {
    double x, y, z;
} kkr_vec3;

/** Three rows; for a lattice each row is a lattice vector. */
typedef struct kkr_mat3 {
    kkr_vec3 row[3];
} kkr_mat3;

static inline kkr_vec3 kkr_vec3_add(kkr_vec3 a, kkr_vec3 b)
{
    return (kkr_vec3){ a.x + b.x, a.y + b.y, a.z + b.z };
}

static inline kkr_vec3 kkr_vec3_sub(kkr_vec3 a, kkr_vec3 b)
{
    return (kkr_vec3){ a.x - b.x, a.y - b.y, a.z - b.z };
}

static inline kkr_vec3 kkr_vec3_scale(kkr_vec3 a, double s)
{
    return (kkr_vec3){ a.x * s, a.y * s, a.z * s };
}

/** a + s b */
static inline kkr_vec3 kkr_vec3_mad(kkr_vec3 a, double s, kkr_vec3 b)
{
    return (kkr_vec3){ a.x + s * b.x, a.y + s * b.y, a.z + s * b.z };
}

static inline double kkr_vec3_dot(kkr_vec3 a, kkr_vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline kkr_vec3 kkr_vec3_cross(kkr_vec3 a, kkr_vec3 b)
{
    return (kkr_vec3){ a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z,
                       a.x * b.y - a.y * b.x };
}

static inline double kkr_vec3_length(kkr_vec3 a)
{
    return sqrt(kkr_vec3_dot(a, a));
}

/** a / |a|; the zero vector stays zero. */
static inline kkr_vec3 kkr_vec3_unit(kkr_vec3 a)
{
    double length = kkr_vec3_length(a);
    return length > 0 ? kkr_vec3_scale(a, 1 / length) : a;
}

/** f.x row0 + f.y row1 + f.z row2: lattice coordinates to Cartesian. */
static inline kkr_vec3 kkr_mat3_combine(const kkr_mat3 *m, kkr_vec3 f)
{
    kkr_vec3 r = kkr_vec3_scale(m->row[0], f.x);
    r = kkr_vec3_mad(r, f.y, m->row[1]);
    return kkr_vec3_mad(r, f.z, m->row[2]);
}

/** The matrix times a column vector: the dot product with each row. */
static inline kkr_vec3 kkr_mat3_apply(const kkr_mat3 *m, kkr_vec3 v)
{
    return (kkr_vec3){ kkr_vec3_dot(m->row[0], v), kkr_vec3_dot(m->row[1], v),
                       kkr_vec3_dot(m->row[2], v) };
}

/** The triple product of the rows: the signed volume of the cell. */
static inline double kkr_mat3_determinant(const kkr_mat3 *m)
{
    return kkr_vec3_dot(m->row[0], kkr_vec3_cross(m->row[1], m->row[2]));
}

/**
 * The reciprocal rows b_i with a_i . b_j = delta_ij (no 2 pi), so that
 * kkr_mat3_apply(&b, x) gives the lattice coordinates of x. Not finite when the
 * determinant is 0.
 */
static inline kkr_mat3 kkr_mat3_reciprocal(const kkr_mat3 *m)
{
    double s = 1 / kkr_mat3_determinant(m);
    return (kkr_mat3){ { kkr_vec3_scale(kkr_vec3_cross(m->row[1], m->row[2]), s),
                         kkr_vec3_scale(kkr_vec3_cross(m->row[2], m->row[0]), s),
                         kkr_vec3_scale(kkr_vec3_cross(m->row[0], m->row[1]), s) } };
}
