// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/jl_settings.h"
#include "core/vec3.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/**
 * Jacobi-Legendre features as their definition reads, pair by pair: what the fast way
 * is compared with, in results and in time. Finite lists of atoms only; angstrom.
 */
static inline void jl_reference(const kkr_jl_settings *s, const kkr_vec3 *atoms,
                                const int *species, int n_atoms, kkr_vec3 x,
                                double *out)
{
    const double pi = 3.14159265358979323846;
    int n0 = s->single_vanishing ? 1 : 2, n2 = s->n_max[1] - n0 + 1, n_l = s->l_max + 1;
    int k = n2 * (n2 + 1) / 2, n_near = 0;
    double(*radial)[KKR_JL_N2_MAX] = malloc((size_t)(n_atoms + 1) * sizeof *radial);
    kkr_vec3 *u = malloc((size_t)(n_atoms + 1) * sizeof *u);
    int *kind = malloc((size_t)(n_atoms + 1) * sizeof *kind);
    memset(out, 0, (size_t)kkr_jl_n_features(s) * sizeof *out);
    for (int i = 0; i < n_atoms; i++) {
        kkr_vec3 d = kkr_vec3_sub(atoms[i], x);
        double r = kkr_vec3_length(d), p[KKR_JL_N1_MAX + 1], q[KKR_JL_N1_MAX + 1];
        if (r > s->rcut)
            continue;
        u[n_near] = r < 1e-4 ? (kkr_vec3){ 0, 0, 1 } : kkr_vec3_scale(d, 1 / r);
        kind[n_near] = species[i];
        double t = s->gamma * cos(pi * (r - s->rmin) / (s->rcut - s->rmin));
        kkr_jacobi(s->n_max[0], s->alpha[0], s->beta[0], t, p);
        kkr_jacobi(s->n_max[0], s->alpha[0], s->beta[0], -s->gamma, q);
        for (int n = 1; n <= s->n_max[0]; n++)
            out[species[i] * s->n_max[0] + n - 1] += p[n] - q[n];
        t = s->gamma * cos(pi * r / s->rcut);
        double top[KKR_JL_N1_MAX + 1];
        kkr_jacobi(s->n_max[1], s->alpha[1], s->beta[1], t, p);
        kkr_jacobi(s->n_max[1], s->alpha[1], s->beta[1], -s->gamma, q);
        kkr_jacobi(s->n_max[1], s->alpha[1], s->beta[1], s->gamma, top);
        for (int n = n0; n <= s->n_max[1]; n++) {
            radial[n_near][n - n0] = p[n] - q[n];
            if (!s->single_vanishing)
                radial[n_near][n - n0] -=
                    (top[n] - q[n]) * (t + s->gamma) / (2 * s->gamma);
        }
        n_near++;
    }
    double *same = out + s->n_species * s->n_max[0],
           *cross = same + s->n_species * k * n_l;
    for (int i = 0; i < n_near; i++)
        for (int j = 0; j < n_near; j++) {
            double legendre[KKR_JL_L_MAX + 1];
            if (i == j || kind[i] > kind[j])
                continue;
            kkr_legendre(s->l_max, kkr_vec3_dot(u[i], u[j]), legendre);
            int pair = 0; // pairs of species before this one
            for (int a = 0; a < kind[i]; a++)
                pair += s->n_species - 1 - a;
            pair += kind[j] - kind[i] - 1;
            for (int a = 0; a < n2; a++)
                for (int b = 0; b < n2; b++)
                    for (int l = 0; l < n_l; l++) {
                        double value = radial[i][a] * radial[j][b] * legendre[l];
                        int place = a * n2 - a * (a - 1) / 2 + b - a;
                        if (kind[i] != kind[j])
                            cross[((pair * n2 + a) * n2 + b) * n_l + l] += value;
                        else if (a <= b)
                            same[(kind[i] * n_l + l) * k + place] += value;
                    }
        }
    free(radial);
    free(u);
    free(kind);
}
