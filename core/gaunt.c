// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/gaunt.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/ylm.h"

/*
 * Y_lm = P_l|m|(z) e_m(phi) with e_m = 1, sqrt(2) cos m phi, sqrt(2) sin |m| phi,
 * so C = (integral of three P over z) * (integral of three e over phi).
 *
 * The phi integral vanishes unless an even number of m is negative and the
 * largest |m| is the sum of the other two; the z integral unless l1 + l2 + l3 is
 * even and the triangle rule holds. Hence a pair of P needs only two |m3| and
 * every second l3, and since the integrand is then an even polynomial of z,
 * half the points of a Gauss-Legendre rule integrate it exactly.
 */
enum {
    L_MAX = KKR_L_MAX / 2,
    MAX_POINTS = L_MAX + 1,     // upper half of 2 l_max + 1 points
    MAX_L3 = L_MAX + 1,         // |l1 - l2|, |l1 - l2| + 2, ..., l1 + l2
    MAX_TERMS = 2 * MAX_L3 * 2, // of a pair, generously
};

struct kkr_gaunt {
    int l_max;
    size_t *first; // [n_lm^2 + 1]: terms of pair i are first[i] .. first[i + 1] - 1
    kkr_gaunt_term *terms;
};

/** An index for (l, m >= 0). */
static int lm_half(int l, int m)
{
    return l * (l + 1) / 2 + m;
}

/** The non-negative half of the n-point Gauss-Legendre rule, weights doubled. */
static int gauss_legendre(int n, double *z, double *weight)
{
    for (int i = 0; i < (n + 1) / 2; i++) {
        double x = cos(M_PI * (i + 0.75) / (n + 0.5)), slope = 1;
        for (int iteration = 0; iteration < 8; iteration++) {
            double p = 1, p1 = 0;
            for (int k = 1; k <= n; k++) {
                double p2 = p1;
                p1 = p;
                p = ((2 * k - 1) * x * p1 - (k - 1) * p2) / k;
            }
            slope = n * (x * p - p1) / (x * x - 1);
            x -= p / slope;
        }
        bool centre = 2 * i + 1 == n;
        z[i] = centre ? 0 : x;
        weight[i] = (centre ? 2 : 4) / ((1 - x * x) * slope * slope);
    }
    return (n + 1) / 2;
}

/** legendre[lm_half(l, m)][i] = P_lm(z_i), normalised as in Y_lm = P_lm e_m. */
static void tabulate_legendre(int l_max, int n, const double *z,
                              double (*legendre)[MAX_POINTS])
{
    double ylm[(KKR_L_MAX + 1) * (KKR_L_MAX + 1)];
    for (int i = 0; i < n; i++) {
        kkr_ylm(l_max, sqrt(1 - z[i] * z[i]), 0, z[i], ylm); // phi = 0: cos = 1
        for (int l = 0; l <= l_max; l++)
            for (int m = 0; m <= l; m++)
                legendre[lm_half(l, m)][i] = ylm[l * l + l + m] * (m ? M_SQRT1_2 : 1);
    }
}

/** Integral of e_m1 e_m2 e_m3, where the largest |m| is the sum of the others. */
static double phi_integral(int m1, int m2, int m3)
{
    if (m1 == 0 || m2 == 0 || m3 == 0)
        return 2 * M_PI;
    if (m1 > 0 && m2 > 0 && m3 > 0)
        return M_SQRT2 * M_PI;
    // two sines and a cosine: sin b sin c = (cos(b - c) - cos(b + c)) / 2
    int cosine = m1 > 0 ? m1 : m2 > 0 ? m2 : m3;
    bool largest = 2 * cosine == abs(m1) + abs(m2) + abs(m3);
    return largest ? -M_SQRT2 * M_PI : M_SQRT2 * M_PI;
}

typedef double z_integrals[2][MAX_L3]; // [|m1| - |m2|, |m1| + |m2|][(l3 - |l1-l2|) / 2]

static void integrate_z(int l1, int m1, int l2, int m2, int n, const double *weight,
                        double (*legendre)[MAX_POINTS], z_integrals out)
{
    double product[MAX_POINTS];
    for (int i = 0; i < n; i++)
        product[i] =
            weight[i] * legendre[lm_half(l1, m1)][i] * legendre[lm_half(l2, m2)][i];
    for (int sum = 0; sum < 2; sum++) {
        int m3 = sum ? m1 + m2 : abs(m1 - m2);
        for (int l3 = abs(l1 - l2), k = 0; l3 <= l1 + l2; l3 += 2, k++) {
            double integral = 0;
            if (m3 <= l3)
                for (int i = 0; i < n; i++)
                    integral += product[i] * legendre[lm_half(l3, m3)][i];
            out[sum][k] = integral;
        }
    }
}

/** Writes the terms of (l1 m1, l2 m2), rising in lm3; returns how many. */
static int find_terms(int l1, int m1, int l2, int m2, z_integrals z,
                      kkr_gaunt_term *out)
{
    // an even number of negative m, and m3 = 0 counts as not negative
    int sign = (m1 < 0) == (m2 < 0) ? 1 : -1;
    int n = 0;
    for (int l3 = abs(l1 - l2), k = 0; l3 <= l1 + l2; l3 += 2, k++) {
        int difference = abs(abs(m1) - abs(m2)), total = abs(m1) + abs(m2);
        for (int i = 0; i < 2; i++) {
            bool sum = (i == 0) == (sign < 0); // the smaller m3 first
            int m3 = sign * (sum ? total : difference);
            if ((sum && total == difference) || (m3 == 0 && sign < 0) || abs(m3) > l3)
                continue;
            double value = z[sum][k] * phi_integral(m1, m2, m3);
            if (fabs(value) >= 1e-10)
                out[n++] = (kkr_gaunt_term){ l3 * l3 + l3 + m3, value };
        }
    }
    return n;
}

kkr_gaunt *kkr_gaunt_new(int l_max)
{
    assert(l_max >= 0 && l_max <= L_MAX);
    double z[MAX_POINTS], weight[MAX_POINTS];
    int n = gauss_legendre(2 * l_max + 1, z, weight);
    int n_half = lm_half(l_max, l_max) + 1;
    double(*legendre)[MAX_POINTS] =
        kkr_alloc(lm_half(2 * l_max, 2 * l_max) + 1, sizeof *legendre);
    tabulate_legendre(2 * l_max, n, z, legendre);

    z_integrals *integrals = kkr_alloc((size_t)n_half * n_half, sizeof *integrals);
    for (int l1 = 0; l1 <= l_max; l1++)
        for (int m1 = 0; m1 <= l1; m1++)
            for (int l2 = 0; l2 <= l1; l2++)
                for (int m2 = 0; m2 <= l2; m2++) {
                    int i1 = lm_half(l1, m1), i2 = lm_half(l2, m2);
                    double(*out)[MAX_L3] = integrals[i1 * n_half + i2];
                    integrate_z(l1, m1, l2, m2, n, weight, legendre, out);
                    memcpy(integrals[i2 * n_half + i1], out, sizeof(z_integrals));
                }

    int n_lm = kkr_n_lm(l_max);
    kkr_gaunt *gaunt = kkr_alloc(1, sizeof *gaunt);
    gaunt->l_max = l_max;
    gaunt->first = kkr_alloc((size_t)n_lm * n_lm + 1, sizeof *gaunt->first);
    size_t count = 0, room = 0, pair = 0;
    for (int l1 = 0; l1 <= l_max; l1++)
        for (int m1 = -l1; m1 <= l1; m1++)
            for (int l2 = 0; l2 <= l_max; l2++)
                for (int m2 = -l2; m2 <= l2; m2++) {
                    if (room < count + MAX_TERMS) {
                        room = 2 * room + 4096;
                        gaunt->terms =
                            kkr_realloc(gaunt->terms, room, sizeof *gaunt->terms);
                    }
                    int i1 = lm_half(l1, abs(m1)), i2 = lm_half(l2, abs(m2));
                    count +=
                        (size_t)find_terms(l1, m1, l2, m2, integrals[i1 * n_half + i2],
                                           gaunt->terms + count);
                    gaunt->first[++pair] = count;
                }
    free(integrals);
    free(legendre);
    return gaunt;
}

void kkr_gaunt_free(kkr_gaunt *gaunt)
{
    if (!gaunt)
        return;
    free(gaunt->first);
    free(gaunt->terms);
    free(gaunt);
}

int kkr_gaunt_l_max(const kkr_gaunt *gaunt)
{
    return gaunt->l_max;
}

int kkr_gaunt_terms(const kkr_gaunt *gaunt, int lm1, int lm2,
                    const kkr_gaunt_term **terms)
{
    int n_lm = kkr_n_lm(gaunt->l_max);
    assert(lm1 >= 0 && lm1 < n_lm && lm2 >= 0 && lm2 < n_lm);
    size_t pair = (size_t)lm1 * n_lm + lm2;
    *terms = gaunt->terms + gaunt->first[pair];
    return (int)(gaunt->first[pair + 1] - gaunt->first[pair]);
}
