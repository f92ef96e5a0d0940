// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/voronoi.h"
#include "core/ylm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/**
 * Shape functions by two-dimensional quadrature, as the yardstick for
 * kkr_shape_function: no border integrals, no rotations of harmonics, nothing shared.
 *
 * What lies outside the cell is summed over triangles foot - corner - corner of every
 * face. In polar coordinates about the normal, psi counted from the edge's own foot,
 * theta runs from 0 to the edge or to the circle, whichever comes first. Gauss-Legendre
 * with n_psi points on each smooth piece and n_theta inside.
 */

/** Nodes and weights on [-1, 1] by Newton's method. */
static inline void reference_gauss(int n, double *x, double *w)
{
    for (int i = 0; i < n; i++) {
        double z = cos(M_PI * (i + 0.75) / (n + 0.5)), slope = 1;
        for (int turn = 0; turn < 50; turn++) {
            double p = 1, p1 = 0;
            for (int k = 0; k < n; k++) {
                double p2 = p1;
                p1 = p;
                p = ((2 * k + 1) * z * p1 - k * p2) / (k + 1);
            }
            slope = n * (z * p - p1) / (z * z - 1);
            double step = p / slope;
            z -= step;
            if (fabs(step) < 1e-16)
                break;
        }
        x[i] = z;
        w[i] = 2 / ((1 - z * z) * slope * slope);
    }
}

typedef struct reference_rule {
    int n_psi, n_theta;
    double x_psi[200], w_psi[200], x_theta[64], w_theta[64];
} reference_rule;

static inline reference_rule *reference_rule_new(int n_psi, int n_theta)
{
    reference_rule *rule = kkr_alloc(1, sizeof *rule);
    rule->n_psi = n_psi;
    rule->n_theta = n_theta;
    reference_gauss(n_psi, rule->x_psi, rule->w_psi);
    reference_gauss(n_theta, rule->x_theta, rule->w_theta);
    return rule;
}

/** Theta_lm(r) for l <= l_max into theta[(l_max + 1)^2]. */
static inline void reference_theta(const reference_rule *rule, const kkr_voronoi *cell,
                                   int l_max, double r, double *theta)
{
    double y[(KKR_L_MAX + 1) * (KKR_L_MAX + 1)];
    const int n_lm = kkr_n_lm(l_max);
    memset(theta, 0, (size_t)n_lm * sizeof *theta);
    theta[0] = sqrt(4 * M_PI);
    for (int i = 0; i < cell->n_faces; i++) {
        const kkr_face *f = &cell->faces[i];
        const double d = f->distance;
        if (d >= r)
            continue;
        kkr_vec3 n = f->normal, foot = kkr_vec3_scale(n, d);
        double rho = sqrt(r * r - d * d);
        for (int k = 0; k < f->n_vertices; k++) {
            kkr_vec3 a = kkr_vec3_sub(cell->vertices[f->vertices[k]], foot);
            kkr_vec3 b = kkr_vec3_sub(
                cell->vertices[f->vertices[(k + 1) % f->n_vertices]], foot);
            kkr_vec3 along = kkr_vec3_unit(kkr_vec3_sub(b, a));
            kkr_vec3 out = kkr_vec3_cross(along, n);
            double p = kkr_vec3_dot(a, out), sign = p < 0 ? -1 : 1;
            if (p < 0)
                out = kkr_vec3_scale(out, -1);
            p = fabs(p);
            if (p < 1e-14 * r)
                continue; // a triangle without area
            double low = atan2(kkr_vec3_dot(a, along), p);
            double high = atan2(kkr_vec3_dot(b, along), p);
            double h = p < rho ? acos(p / rho) : 0;
            double cuts[4] = { low, fmin(fmax(-h, low), high), fmax(fmin(h, high), low),
                               high };
            if (p >= rho)
                cuts[1] = cuts[2] = low;
            for (int piece = 0; piece < 3; piece++) {
                double width = cuts[piece + 1] - cuts[piece];
                if (width <= 0)
                    continue;
                // on the edge q with tan(psi) = sinh(q) does not mind a small p
                bool edge = piece == 1 && p < rho;
                double from = edge ? asinh(tan(cuts[1])) : cuts[piece];
                if (edge)
                    width = asinh(tan(cuts[2])) - from;
                for (int s = 0; s < rule->n_psi; s++) {
                    double q = from + width * (1 + rule->x_psi[s]) / 2;
                    double psi = edge ? atan(sinh(q)) : q;
                    double end = atan((edge ? p * cosh(q) : rho) / d);
                    kkr_vec3 e = kkr_vec3_add(kkr_vec3_scale(out, cos(psi)),
                                              kkr_vec3_scale(along, sin(psi)));
                    for (int t = 0; t < rule->n_theta; t++) {
                        double angle = end * (1 + rule->x_theta[t]) / 2;
                        double factor = sign * width / 2 * rule->w_psi[s] /
                                        (edge ? cosh(q) : 1) * end / 2 *
                                        rule->w_theta[t] * sin(angle);
                        kkr_vec3 u = kkr_vec3_add(kkr_vec3_scale(n, cos(angle)),
                                                  kkr_vec3_scale(e, sin(angle)));
                        kkr_ylm(l_max, u.x, u.y, u.z, y);
                        for (int lm = 0; lm < n_lm; lm++)
                            theta[lm] -= factor * y[lm];
                    }
                }
            }
        }
    }
}
