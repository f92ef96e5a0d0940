// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/ylm.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>

/*
 * Y_lm = Q_lm(z) Re or Im (x + iy)^m, where Q_lm sin^m is the associated Legendre
 * function with its norm. Q follows the normalised recursion in l,
 *
 *     Q_lm = rise_lm z Q_{l-1,m} - fall_lm Q_{l-2,m},
 *
 * which stays of order one and is stable for all l (S. A. Holmes and W. E.
 * Featherstone, J. Geodesy 76 (2002) 279, eq. 11, without their factor sin^m).
 * Going l by l keeps the inner loop over m free of dependencies.
 */
typedef struct recursion {
    double diagonal[KKR_L_MAX + 1]; // Q_mm, a constant
    double rise[KKR_L_MAX + 1][KKR_L_MAX + 1];
    double fall[KKR_L_MAX + 1][KKR_L_MAX + 1];
} recursion;

static recursion table;
static pthread_once_t table_once = PTHREAD_ONCE_INIT;

static void make_table(void)
{
    table.diagonal[0] = sqrt(1 / (4 * M_PI));
    for (int m = 1; m <= KKR_L_MAX; m++) {
        double two = m == 1 ? 2 : 1; // cos and sin carry sqrt(2), m = 0 does not
        table.diagonal[m] =
            table.diagonal[m - 1] * sqrt(two * (2.0 * m + 1) / (2.0 * m));
    }
    for (int l = 1; l <= KKR_L_MAX; l++) {
        for (int m = 0; m < l; m++) {
            double rise = sqrt((4.0 * l * l - 1) / ((double)l * l - m * m));
            double k = l - 1;
            table.rise[l][m] = rise;
            table.fall[l][m] =
                l - 1 > m ? rise * sqrt((k * k - m * m) / (4 * k * k - 1)) : 0;
        }
    }
}

int kkr_lm_l(int lm)
{
    int l = (int)sqrt((double)lm);
    return l * l > lm ? l - 1 : l;
}

void kkr_ylm(int l_max, double x, double y, double z, double *ylm)
{
    assert(l_max >= 0 && l_max <= KKR_L_MAX);
    pthread_once(&table_once, make_table);

    double r = sqrt(x * x + y * y + z * z);
    if (r > 0) {
        x /= r;
        y /= r;
        z /= r;
    } else {
        x = y = 0;
        z = 1;
    }

    double re[KKR_L_MAX + 1], im[KKR_L_MAX + 1]; // of (x + iy)^m
    double rows[3][KKR_L_MAX + 1];               // Q of l, l - 1, l - 2
    double *q = rows[0], *q1 = rows[1], *q2 = rows[2];
    re[0] = 1;
    im[0] = 0;
    q[0] = table.diagonal[0];
    ylm[0] = q[0];
    for (int l = 1; l <= l_max; l++) {
        re[l] = x * re[l - 1] - y * im[l - 1];
        im[l] = y * re[l - 1] + x * im[l - 1];

        double *spare = q2;
        q2 = q1;
        q1 = q;
        q = spare;
        q2[l - 1] = 0; // Q_{m-1,m}, never set above
        for (int m = 0; m < l; m++)
            q[m] = table.rise[l][m] * z * q1[m] - table.fall[l][m] * q2[m];
        q[l] = table.diagonal[l];

        double *middle = ylm + l * l + l;
        middle[0] = q[0];
        for (int m = 1; m <= l; m++) {
            middle[m] = q[m] * re[m];
            middle[-m] = q[m] * im[m];
        }
    }
}

/*
 * With F(x, y, z) = Q_lm(z) Re or Im (x + iy)^m for any x, y, z the tangential part
 * of grad F is that of r grad Y_lm; dQ/dz follows from the recursion above.
 */
void kkr_ylm_gradient(int l_max, double x, double y, double z, double *ylm,
                      double *const d[3])
{
    assert(l_max >= 0 && l_max <= KKR_L_MAX);
    pthread_once(&table_once, make_table);

    double r = sqrt(x * x + y * y + z * z);
    if (r > 0) {
        x /= r;
        y /= r;
        z /= r;
    } else {
        x = y = 0;
        z = 1;
    }

    double re[KKR_L_MAX + 1], im[KKR_L_MAX + 1];
    double rows[6][KKR_L_MAX + 2]; // Q and dQ/dz of l, l - 1, l - 2
    double *q = rows[0], *q1 = rows[1], *q2 = rows[2];
    double *s = rows[3], *s1 = rows[4], *s2 = rows[5];
    re[0] = 1;
    im[0] = 0;
    q[0] = ylm[0] = table.diagonal[0];
    s[0] = d[0][0] = d[1][0] = d[2][0] = 0;
    for (int l = 1; l <= l_max; l++) {
        re[l] = x * re[l - 1] - y * im[l - 1];
        im[l] = y * re[l - 1] + x * im[l - 1];
        double *spare = q2;
        q2 = q1;
        q1 = q;
        q = spare;
        spare = s2;
        s2 = s1;
        s1 = s;
        s = spare;
        q2[l - 1] = s2[l - 1] = 0;
        for (int m = 0; m < l; m++) {
            double rise = table.rise[l][m], fall = table.fall[l][m];
            q[m] = rise * z * q1[m] - fall * q2[m];
            s[m] = rise * (q1[m] + z * s1[m]) - fall * s2[m];
        }
        q[l] = table.diagonal[l];
        s[l] = 0;

        const int middle = l * l + l;
        ylm[middle] = q[0];
        d[0][middle] = -x * z * s[0]; // (0, 0, s) less its radial part
        d[1][middle] = -y * z * s[0];
        d[2][middle] = (1 - z * z) * s[0];
        for (int m = 1; m <= l; m++) {
            double a = m * q[m] * re[m - 1], b = m * q[m] * im[m - 1];
            double fz = s[m] * re[m], gz = s[m] * im[m];
            double f = x * a - y * b + z * fz, g = x * b + y * a + z * gz; // radial
            ylm[middle + m] = q[m] * re[m];
            ylm[middle - m] = q[m] * im[m];
            d[0][middle + m] = a - x * f;
            d[1][middle + m] = -b - y * f;
            d[2][middle + m] = fz - z * f;
            d[0][middle - m] = b - x * g;
            d[1][middle - m] = a - y * g;
            d[2][middle - m] = gz - z * g;
        }
    }
}
