// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <stddef.h>

/**
 * Real spherical harmonics in the JuKKR convention: no Condon-Shortley phase,
 * order m = -l .. l, lm = l*l + l + m from 0, all positive for small positive
 * x, y, z. l = 1 is sqrt(3/4pi) (y, z, x). docs/theory/conventions.md.
 *
 * Threads: pure functions.
 */

enum { KKR_L_MAX = 32 }; // largest l anywhere

static inline int kkr_n_lm(int l_max)
{
    return (l_max + 1) * (l_max + 1);
}

/** The l of a combined index. */
int kkr_lm_l(int lm);

/**
 * Y_lm of the direction (x, y, z), which need not be normalised, for all
 * l <= l_max <= KKR_L_MAX into y[(l_max+1)^2]. The zero vector gives the values
 * of the z axis. No trigonometric functions; exact at the poles.
 */
void kkr_ylm(int l_max, double x, double y, double z, double *ylm);

/**
 * The same, and r times their gradient, which is tangential: d[axis][lm]. Exact at
 * the poles too.
 */
void kkr_ylm_gradient(int l_max, double x, double y, double z, double *ylm,
                      double *const d[3]);
