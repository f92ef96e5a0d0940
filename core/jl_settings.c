// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

// The three-term recurrence of Jacobi polynomials is DLMF 18.9.1; stable upwards
// on [-1, 1]. n = 1 is written out, since its denominator can vanish.

#include "core/jl_settings.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

kkr_jl_settings kkr_jl_settings_defaults(void)
{
    return (kkr_jl_settings){
        .rcut = 4.5,
        .n_max = { 10, 5 },
        .l_max = 4,
        .rmin = -0.78,
        .gamma = 1,
        .body = KKR_JL_BOTH_BODIES,
    };
}

static bool check_numbers(const kkr_jl_settings *s, kkr_error *err)
{
    if (!(isfinite(s->rcut) && s->rcut > 0))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "rcut must be a length above 0 angstrom, not %g", s->rcut);
    if (!(isfinite(s->rmin) && s->rmin <= 0))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "rmin must be 0 or negative, not %g: above 0 two distances "
                        "would look the same",
                        s->rmin);
    if (!(isfinite(s->gamma) && s->gamma > 0))
        return kkr_fail(err, KKR_ERROR_USAGE, "gamma must be above 0, not %g",
                        s->gamma);
    for (int i = 0; i < 2; i++) {
        if (!(isfinite(s->alpha[i]) && s->alpha[i] > -1))
            return kkr_fail(err, KKR_ERROR_USAGE, "alpha must be above -1, not %g",
                            s->alpha[i]);
        if (!(isfinite(s->beta[i]) && s->beta[i] > -1))
            return kkr_fail(err, KKR_ERROR_USAGE, "beta must be above -1, not %g",
                            s->beta[i]);
    }
    return true;
}

bool kkr_jl_settings_check(const kkr_jl_settings *s, kkr_error *err)
{
    if (s->n_species < 1 || s->n_species > KKR_JL_SPECIES_MAX)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "expected between 1 and %d species, found %d",
                        KKR_JL_SPECIES_MAX, s->n_species);
    for (int i = 0; i < s->n_species; i++)
        if (!s->species[i][0] || kkr_jl_settings_species(s, s->species[i]) != i)
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "species %d (\"%s\") has no name or is there twice", i + 1,
                            s->species[i]);
    if (!(s->body & KKR_JL_BOTH_BODIES))
        return kkr_fail(err, KKR_ERROR_USAGE, "body must be 1, 2 or 1+2");
    if (s->body & KKR_JL_ONE_BODY && (s->n_max[0] < 1 || s->n_max[0] > KKR_JL_N1_MAX))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "nmax of the one-body terms must be 1 to %d, not %d",
                        KKR_JL_N1_MAX, s->n_max[0]);
    int lowest = s->single_vanishing ? 1 : 2;
    if (s->body & KKR_JL_TWO_BODY &&
        (s->n_max[1] < lowest || s->n_max[1] > KKR_JL_N2_MAX))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "nmax of the two-body terms must be %d to %d, not %d", lowest,
                        KKR_JL_N2_MAX, s->n_max[1]);
    if (s->body & KKR_JL_TWO_BODY && (s->l_max < 0 || s->l_max > KKR_JL_L_MAX))
        return kkr_fail(err, KKR_ERROR_USAGE, "lmax must be 0 to %d, not %d",
                        KKR_JL_L_MAX, s->l_max);
    return check_numbers(s, err);
}

bool kkr_jl_settings_add_species(kkr_jl_settings *settings, const char *name,
                                 kkr_error *err)
{
    if (kkr_jl_settings_species(settings, name) >= 0)
        return true;
    if (!name[0] || strlen(name) >= KKR_JL_NAME_SIZE)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "the name of a species has 1 to %d letters, not \"%.40s\"",
                        KKR_JL_NAME_SIZE - 1, name);
    if (settings->n_species == KKR_JL_SPECIES_MAX)
        return kkr_fail(err, KKR_ERROR_USAGE, "more than %d species",
                        KKR_JL_SPECIES_MAX);
    strcpy(settings->species[settings->n_species++], name);
    return true;
}

int kkr_jl_settings_species(const kkr_jl_settings *settings, const char *name)
{
    for (int i = 0; i < settings->n_species; i++)
        if (strcmp(settings->species[i], name) == 0)
            return i;
    return -1;
}

bool kkr_jl_settings_equal(const kkr_jl_settings *a, const kkr_jl_settings *b)
{
    if (a->n_species != b->n_species || a->rcut != b->rcut || a->l_max != b->l_max ||
        a->rmin != b->rmin || a->gamma != b->gamma || a->body != b->body ||
        a->single_vanishing != b->single_vanishing || a->reference != b->reference)
        return false;
    for (int i = 0; i < 2; i++)
        if (a->n_max[i] != b->n_max[i] || a->alpha[i] != b->alpha[i] ||
            a->beta[i] != b->beta[i])
            return false;
    for (int i = 0; i < a->n_species; i++)
        if (strcmp(a->species[i], b->species[i]) != 0)
            return false;
    return true;
}

/** How the columns lie. */
typedef struct layout {
    int n0, n;      // two-body: n of the first radial function, how many
    int k, l;       // n(n+1)/2 and l_max + 1
    int one, same;  // columns of one species
    int cross;      // of one pair of species
    int first_same; // the first column of each kind
    int first_cross;
} layout;

static layout lay_out(const kkr_jl_settings *s)
{
    layout o = { .l = s->l_max + 1 };
    if (s->body & KKR_JL_ONE_BODY)
        o.one = s->n_max[0];
    if (s->body & KKR_JL_TWO_BODY) {
        o.n0 = s->single_vanishing ? 1 : 2;
        o.n = s->n_max[1] - o.n0 + 1;
        o.k = o.n * (o.n + 1) / 2;
        o.same = o.k * o.l;
        o.cross = o.n * o.n * o.l;
    }
    o.first_same = s->n_species * o.one;
    o.first_cross = o.first_same + s->n_species * o.same;
    return o;
}

int kkr_jl_n_features(const kkr_jl_settings *s)
{
    layout o = lay_out(s);
    return o.first_cross + s->n_species * (s->n_species - 1) / 2 * o.cross;
}

kkr_jl_column kkr_jl_column_at(const kkr_jl_settings *s, int f)
{
    layout o = lay_out(s);
    assert(f >= 0 && f < kkr_jl_n_features(s));
    if (f < o.first_same)
        return (kkr_jl_column){ 1, f / o.one, -1, f % o.one + 1, 0, -1 };
    if (f < o.first_cross) {
        f -= o.first_same;
        int a = 0, rest = f % o.k;
        while (rest >= o.n - a)
            rest -= o.n - a++;
        int species = f / o.same;
        return (kkr_jl_column){ 2,        species,         species,
                                o.n0 + a, o.n0 + a + rest, f % o.same / o.k };
    }
    f -= o.first_cross;
    int pair = f / o.cross, i = 0;
    while (pair >= s->n_species - 1 - i)
        pair -= s->n_species - 1 - i++;
    int tile = f % o.cross / o.l;
    return (kkr_jl_column){
        2, i, i + 1 + pair, o.n0 + tile / o.n, o.n0 + tile % o.n, f % o.l
    };
}

void kkr_jl_column_label(const kkr_jl_settings *s, int f, char *text, size_t size)
{
    kkr_jl_column c = kkr_jl_column_at(s, f);
    if (c.body == 1)
        snprintf(text, size, "%s_n%d", s->species[c.a], c.n1);
    else
        snprintf(text, size, "%s-%s_n%d_n%d_l%d", s->species[c.a], s->species[c.b],
                 c.n1, c.n2, c.l);
}

static void recurrence(int n, double a, double b, double *up, double *mid, double *down)
{
    up[1] = (a + b + 2) / 2;
    mid[1] = (a - b) / 2;
    down[1] = 0;
    for (int i = 2; i <= n; i++) {
        double s = 2 * i + a + b, den = 2 * i * (i + a + b) * (s - 2);
        up[i] = (s - 1) * s * (s - 2) / den;
        mid[i] = (s - 1) * (a * a - b * b) / den;
        down[i] = 2 * (i + a - 1) * (i + b - 1) * s / den;
    }
}

void kkr_jacobi(int n, double alpha, double beta, double x, double *values)
{
    values[0] = 1;
    for (int i = 1; i <= n; i++) {
        double up[3], mid[3], down[3];
        if (i == 1) {
            recurrence(1, alpha, beta, up, mid, down);
            values[1] = up[1] * x + mid[1];
            continue;
        }
        double s = 2 * i + alpha + beta, den = 2 * i * (i + alpha + beta) * (s - 2);
        values[i] =
            ((s - 1) * (s * (s - 2) * x + alpha * alpha - beta * beta) * values[i - 1] -
             2 * (i + alpha - 1) * (i + beta - 1) * s * values[i - 2]) /
            den;
    }
}

void kkr_legendre(int n, double x, double *values)
{
    values[0] = 1;
    if (n > 0)
        values[1] = x;
    for (int l = 2; l <= n; l++)
        values[l] = ((2 * l - 1) * x * values[l - 1] - (l - 1) * values[l - 2]) / l;
}

/* P_0 .. P_last at x from the table. */
static void polynomials(const kkr_jl_radial *radial, double x, double *p)
{
    p[0] = 1;
    p[1] = radial->up[1] * x + radial->mid[1];
    for (int n = 2; n <= radial->last; n++)
        p[n] = (radial->up[n] * x + radial->mid[n]) * p[n - 1] -
               radial->down[n] * p[n - 2];
}

kkr_jl_radial kkr_jl_radial_of(const kkr_jl_settings *s, int body)
{
    bool doubly = body == 2 && !s->single_vanishing;
    double alpha = s->alpha[body - 1], beta = s->beta[body - 1];
    if (s->reference) {
        alpha = trunc(alpha);
        beta = trunc(beta);
    }
    kkr_jl_radial radial = {
        .first = doubly ? 2 : 1,
        .last = s->n_max[body - 1],
        .rcut = s->rcut,
        .rmin = body == 1 ? s->rmin : 0,
        .gamma = s->gamma,
    };
    recurrence(radial.last, alpha, beta, radial.up, radial.mid, radial.down);
    double at_cut[KKR_JL_N1_MAX + 1], at_zero[KKR_JL_N1_MAX + 1];
    double zero = s->reference ? 1 : s->gamma;
    polynomials(&radial, -s->gamma, at_cut);
    polynomials(&radial, zero, at_zero);
    for (int n = radial.first; n <= radial.last; n++) {
        if (doubly)
            radial.slope[n] = (at_zero[n] - at_cut[n]) / (zero + s->gamma);
        radial.shift[n] = at_cut[n] + radial.slope[n] * s->gamma;
    }
    return radial;
}

void kkr_jl_radial_values(const kkr_jl_radial *radial, double r, double *values)
{
    double p[KKR_JL_N1_MAX + 1];
    if (r > radial->rcut) {
        memset(values, 0, (size_t)(radial->last - radial->first + 1) * sizeof *values);
        return;
    }
    const double pi = 3.14159265358979323846;
    double x =
        radial->gamma * cos(pi * (r - radial->rmin) / (radial->rcut - radial->rmin));
    polynomials(radial, x, p);
    for (int n = radial->first; n <= radial->last; n++)
        values[n - radial->first] = p[n] - radial->shift[n] - radial->slope[n] * x;
}
