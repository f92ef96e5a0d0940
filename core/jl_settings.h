// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * What a Jacobi-Legendre description of a point is made of, and how its columns
 * are counted: B. Focassio, M. Domina, U. Patil, A. Fazzio and S. Sanvito, npj
 * Comput. Mater. 9, 87 (2023). Features: core/jacobi_legendre.h.
 *
 * r_i is the distance of atom i from the point; R_n and P_n are polynomials of
 * x(r) = gamma cos(pi (r - rmin) / (rcut - rmin)); P_n Jacobi's with exponents
 * alpha, beta.
 *
 *     P~_n = P_n(x) - P_n(-gamma)                       zero at rcut
 *     P-_n = P~_n - P~_n(gamma) (x + gamma)/(2 gamma)   also zero at rmin, n >= 2
 *
 * One-body terms use P~ with n = 1..n_max[0], alpha[0], beta[0], rmin. Two-body
 * terms use P- (or P~ if single_vanishing) up to n_max[1] with alpha[1], beta[1]
 * and rmin = 0 whatever is set.
 *
 * Lengths here are in angstrom.
 */
enum {
    KKR_JL_SPECIES_MAX = 12,
    KKR_JL_NAME_SIZE = 16, // with the final 0
    KKR_JL_N1_MAX = 40,
    KKR_JL_N2_MAX = 16,
    KKR_JL_L_MAX = 12,
};

typedef enum kkr_jl_body { // may be or'ed
    KKR_JL_ONE_BODY = 1,
    KKR_JL_TWO_BODY = 2,
    KKR_JL_BOTH_BODIES = 3,
} kkr_jl_body;

typedef struct kkr_jl_settings {
    int n_species; // 1 .. KKR_JL_SPECIES_MAX; their order is the order of columns
    char species[KKR_JL_SPECIES_MAX][KKR_JL_NAME_SIZE]; // "Cu", "host"
    double rcut;                                        // > 0 [4.5]
    int n_max[2];          // one-body 1..40, two-body 1..16, 2..16 if doubly [10, 5]
    int l_max;             // 0..12 [4]
    double alpha[2];       // > -1 [0]
    double beta[2];        // > -1 [0]
    double rmin;           // <= 0 [-0.78]: rmin > 0 would give two r the same value
    double gamma;          // > 0 [1]
    kkr_jl_body body;      // [both]
    bool single_vanishing; // two-body terms zero at rcut only [false]
    // As the public package of 2023 computes: exponents cut to whole numbers, only
    // some of the (n1, n2) of a species with itself, upper zero at x = 1 [false].
    bool reference;
} kkr_jl_settings;

/** No species yet; all else as in brackets above. */
kkr_jl_settings kkr_jl_settings_defaults(void);

/** False, with a sentence, for settings that describe nothing. */
bool kkr_jl_settings_check(const kkr_jl_settings *settings, kkr_error *err);

/** Appends a species; true without a change if it is there. Fails if it does not fit. */
bool kkr_jl_settings_add_species(kkr_jl_settings *settings, const char *name,
                                 kkr_error *err);

/** Index of a species, or -1. */
int kkr_jl_settings_species(const kkr_jl_settings *settings, const char *name);

/** Equal in every number and name. */
bool kkr_jl_settings_equal(const kkr_jl_settings *a, const kkr_jl_settings *b);

/**
 * How many columns: S n1 + S K L + S(S-1)/2 N^2 L with L = l_max + 1, N two-body
 * radial functions and K = N(N+1)/2, as far as `body` asks for them.
 */
int kkr_jl_n_features(const kkr_jl_settings *settings);

/**
 * What column f is. Order: one-body by species, n fastest; a species with itself
 * by species, then l, then n1 <= n2; pairs of different species by (a, b), a < b,
 * then n1 (of a), n2 (of b), l fastest.
 */
typedef struct kkr_jl_column {
    int body;   // 1 or 2
    int a, b;   // species; b = -1 for one body
    int n1, n2; // n2 = 0 for one body
    int l;      // -1 for one body
} kkr_jl_column;

/** 0 <= f < kkr_jl_n_features(). */
kkr_jl_column kkr_jl_column_at(const kkr_jl_settings *settings, int f);

/** "Cu_n3", "Cu-Cu_n2_n4_l0", "Cu-Au_n3_n2_l1" into text[size]. */
void kkr_jl_column_label(const kkr_jl_settings *settings, int f, char *text,
                         size_t size);

/** The radial functions of one body order, tabulated for evaluation. */
typedef struct kkr_jl_radial {
    int first, last;          // n; there are last - first + 1 functions
    double rcut, rmin, gamma; // angstrom
    // P_n = (up[n] x + mid[n]) P_{n-1} - down[n] P_{n-2}
    double up[KKR_JL_N1_MAX + 1], mid[KKR_JL_N1_MAX + 1], down[KKR_JL_N1_MAX + 1];
    double shift[KKR_JL_N1_MAX + 1],
        slope[KKR_JL_N1_MAX + 1]; // R = P - shift - slope x
} kkr_jl_radial;

/** `body` is 1 or 2. The settings must be good. */
kkr_jl_radial kkr_jl_radial_of(const kkr_jl_settings *settings, int body);

/** R_first .. R_last at r (angstrom) into values; all 0 beyond rcut. */
void kkr_jl_radial_values(const kkr_jl_radial *radial, double r, double *values);

/** P_0 .. P_n of Jacobi into values[n + 1]. */
void kkr_jacobi(int n, double alpha, double beta, double x, double *values);

/** P_0 .. P_n of Legendre into values[n + 1]. */
void kkr_legendre(int n, double x, double *values);
