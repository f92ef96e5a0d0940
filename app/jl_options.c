// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/jl_options.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OFFSET(member) offsetof(kkr_jl_arguments, member)

const kkr_option kkr_jl_options[] = {
    { KKR_OPTION_TEXT, "species", "A,B",
      "elements in the order of columns, or host,imp [all there are]",
      OFFSET(species) },
    { KKR_OPTION_REAL, "rcut", "R", "how far a point sees, angstrom [4.5]",
      OFFSET(rcut) },
    { KKR_OPTION_TEXT, "nmax", "N1,N2", "radial functions of each body order",
      OFFSET(n_max) },
    { KKR_OPTION_TEXT, "lmax", "L", "largest l of the angles [4]", OFFSET(l_max) },
    { KKR_OPTION_TEXT, "alpha", "A1,A2", "Jacobi exponents [0,0]", OFFSET(alpha) },
    { KKR_OPTION_TEXT, "beta", "B1,B2", "Jacobi exponents [0,0]", OFFSET(beta) },
    { KKR_OPTION_REAL, "rmin", "R", "of the one-body terms, 0 or less [-0.78]",
      OFFSET(rmin) },
    { KKR_OPTION_REAL, "gamma", "G", "range of the cosine [1]", OFFSET(gamma) },
    { KKR_OPTION_TEXT, "body", "1|2|1+2", "body orders [1+2]", OFFSET(body) },
    { KKR_OPTION_FLAG, "single", NULL, "two-body terms vanish at rcut only",
      OFFSET(single) },
    { KKR_OPTION_FLAG, "double", NULL, "and at the nucleus [this]", OFFSET(twice) },
    { KKR_OPTION_CHOICE, "compat", "none|reference",
      "as the public package of 2023 computes [none]", OFFSET(compat) },
    { 0 },
};

kkr_jl_arguments kkr_jl_arguments_none(void)
{
    return (kkr_jl_arguments){ .rcut = NAN, .rmin = NAN, .gamma = NAN, .compat = -1 };
}

/** "a,b" or "a" for both, as numbers. */
static bool read_pair(const char *option, const char *text, double pair[2],
                      kkr_error *err)
{
    char copy[200];
    if (!text)
        return true;
    if (strlen(text) < sizeof copy) {
        strcpy(copy, text);
        char *comma = strchr(copy, ',');
        if (comma)
            *comma++ = 0;
        if (kkr_option_number(copy, &pair[0]) &&
            kkr_option_number(comma ? comma : copy, &pair[1]))
            return true;
    }
    return kkr_fail(err, KKR_ERROR_USAGE,
                    "--%s needs one or two numbers like 5,1, found \"%.80s\"", option,
                    text);
}

static bool read_counts(const kkr_jl_arguments *a, kkr_jl_settings *s, kkr_error *err)
{
    double n[2] = { s->n_max[0], s->n_max[1] }, l = s->l_max;
    if (!read_pair("nmax", a->n_max, n, err))
        return false;
    for (int i = 0; i < 2; i++) {
        if (n[i] != floor(n[i]) || fabs(n[i]) > 1e6)
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "--nmax needs whole numbers, found \"%.80s\"", a->n_max);
        s->n_max[i] = (int)n[i];
    }
    if (a->l_max &&
        (!kkr_option_number(a->l_max, &l) || l != floor(l) || fabs(l) > 1e6))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--lmax needs a whole number, found \"%.80s\"", a->l_max);
    s->l_max = (int)l;
    return true;
}

static bool read_species(const char *list, kkr_jl_settings *s, kkr_error *err)
{
    while (list) {
        char name[200];
        const char *comma = strchr(list, ',');
        size_t n = comma ? (size_t)(comma - list) : strlen(list);
        if (n >= sizeof name)
            n = sizeof name - 1; // too long in any case
        memcpy(name, list, n);
        name[n] = 0;
        if (kkr_jl_settings_species(s, name) >= 0)
            return kkr_fail(err, KKR_ERROR_USAGE, "--species names %s twice", name);
        if (!kkr_jl_settings_add_species(s, name, err))
            return false;
        list = comma ? comma + 1 : NULL;
    }
    return true;
}

bool kkr_jl_arguments_apply(const kkr_jl_arguments *a, kkr_jl_settings *s,
                            kkr_error *err)
{
    if (a->single && a->twice)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--single and --double exclude each other");
    if (!read_pair("alpha", a->alpha, s->alpha, err) ||
        !read_pair("beta", a->beta, s->beta, err) || !read_counts(a, s, err) ||
        !read_species(a->species, s, err))
        return false;
    if (!isnan(a->rcut))
        s->rcut = a->rcut;
    if (!isnan(a->rmin))
        s->rmin = a->rmin;
    if (!isnan(a->gamma))
        s->gamma = a->gamma;
    if (a->body) {
        bool one = strcmp(a->body, "1") == 0, two = strcmp(a->body, "2") == 0;
        if (!one && !two && strcmp(a->body, "1+2") != 0)
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "--body needs 1, 2 or 1+2, found \"%.80s\"", a->body);
        s->body = one ? KKR_JL_ONE_BODY : two ? KKR_JL_TWO_BODY : KKR_JL_BOTH_BODIES;
    }
    if (a->single || a->twice)
        s->single_vanishing = a->single;
    if (a->compat >= 0)
        s->reference = a->compat == 1;
    return true;
}

kkr_jl_naming kkr_jl_arguments_naming(const kkr_jl_settings *settings)
{
    return kkr_jl_settings_species(settings, "host") >= 0 ||
                   kkr_jl_settings_species(settings, "imp") >= 0
               ? KKR_JL_ROLES
               : KKR_JL_ELEMENTS;
}
