// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/radial_choice.h"

#include "core/ylm.h"

#include <stdio.h>
#include <stdlib.h>

int kkr_radial_sites(const kkr_recipe *recipe, const kkr_case *object,
                     int sites[KKR_RECIPE_MAX_SITES])
{
    int n = 0;
    for (int i = 0; i < KKR_RECIPE_MAX_SITES && recipe->radial_sites[i] > 0; i++)
        if (recipe->radial_sites[i] <= object->n_sites)
            sites[n++] = recipe->radial_sites[i] - 1;
    if (n == 0) // the impurity is site 1
        sites[n++] = 0;
    return n;
}

kkr_radial_overlay kkr_radial_overlay_of(const kkr_recipe *recipe,
                                         const kkr_case *object)
{
    bool can = recipe->radial_overlay != KKR_RADIAL_SPINS || object->n_spin == 2;
    return can ? recipe->radial_overlay : KKR_RADIAL_ALONE;
}

int kkr_radial_overlay_params(const kkr_recipe *recipe, const kkr_case *object,
                              kkr_sampler_params params,
                              kkr_sampler_params overlay[KKR_RADIAL_MAX_OVERLAY])
{
    overlay[0] = overlay[1] = params;
    switch (kkr_radial_overlay_of(recipe, object)) {
    case KKR_RADIAL_ALONE:
        return 1;
    case KKR_RADIAL_MODES:
        overlay[0].mode = KKR_MODE_CELL;
        overlay[1].mode = KKR_MODE_STORED;
        break;
    case KKR_RADIAL_SPINS:
        overlay[0].channel = KKR_CHANNEL_UP;
        overlay[1].channel = KKR_CHANNEL_DOWN;
        break;
    }
    return 2;
}

typedef struct choosing {
    const kkr_recipe *recipe;
    const kkr_case *object;
    const kkr_sampler *const *samplers;
    int n_samplers, n_sites;
    kkr_radial_choice *choice;
    int n;
    kkr_radial_source *source; // [KKR_RADIAL_MAX_CURVES]
    char **name;
} choosing;

/** What tells a curve from the others; NULL: there is only one. */
static char *name_of(const choosing *c, int n_lm, int site, int lm, int sampler)
{
    static const char *const overlays[][KKR_RADIAL_MAX_OVERLAY] = {
        [KKR_RADIAL_ALONE] = { NULL, NULL },
        [KKR_RADIAL_MODES] = { "cell", "stored" },
        [KKR_RADIAL_SPINS] = { "up", "down" },
    };
    const char *overlay =
        overlays[kkr_radial_overlay_of(c->recipe, c->object)][sampler];
    int l = kkr_lm_l(lm), m = lm - l * l - l;
    char name[80] = "";
    size_t n = 0;
    if (c->n_sites > 1)
        n += (size_t)snprintf(name, sizeof name, "%s %d", c->object->sites[site].label,
                              site + 1);
    if (n_lm > 1)
        n += (size_t)snprintf(name + n, sizeof name - n, "%s(%d, %s%d)", n ? " " : "",
                              l, m < 0 ? "−" : "", abs(m));
    if (overlay)
        snprintf(name + n, sizeof name - n, "%s%s", n ? " " : "", overlay);
    return *name ? kkr_strdup(name) : NULL;
}

/** The components to draw of a site; the caller frees them. */
static int *parts_of(const choosing *c, int site, int *n)
{
    int *lm;
    if (c->recipe->radial_parts == KKR_RADIAL_NONSPHERICAL) {
        *n = kkr_radial_nonspherical(c->samplers[0], site, &lm);
        return lm;
    }
    lm = kkr_alloc(KKR_RECIPE_MAX_SITES, sizeof *lm);
    *n = 1; // lm = 0, the spherical part
    if (c->recipe->radial_parts == KKR_RADIAL_SPHERICAL)
        return lm;
    for (*n = 0; *n < KKR_RECIPE_MAX_SITES && c->recipe->radial_lm[*n]; (*n)++)
        lm[*n] = c->recipe->radial_lm[*n] - 1;
    return lm;
}

/** One sentence; the first thing that is missing is told. */
static void complain(choosing *c, int site, const char *what, const char *more)
{
    if (!c->choice->message)
        c->choice->message = kkr_strdup_printf(
            "%s %d %s%s", c->object->sites[site].label, site + 1, what, more);
}

static void add_site(choosing *c, int site)
{
    if (!kkr_sampler_v(c->samplers[0], site, false)) {
        const char *defect = c->object->sites[site].defect;
        complain(c, site, "cannot be shown: ", defect ? defect : "no potential");
        return;
    }
    int n_lm, *lm = parts_of(c, site, &n_lm);
    if (n_lm == 0)
        complain(c, site, "has no non-spherical parts", "");
    for (int k = 0; k < n_lm; k++) {
        for (int i = 0; i < c->n_samplers && c->n < KKR_RADIAL_MAX_CURVES; i++) {
            if (!kkr_sampler_v(c->samplers[i], site, false))
                continue;
            c->name[c->n] = name_of(c, n_lm, site, lm[k], i);
            c->source[c->n] = (kkr_radial_source){
                .object = c->object,
                .sampler = c->samplers[i],
                .nuclear = c->recipe->sampler.nuclear,
                .site = site,
                .lm = lm[k],
                .name = c->name[c->n],
            };
            c->choice->from[c->n++] = i;
        }
    }
    free(lm);
}

bool kkr_radial_choose(const kkr_recipe *recipe, const kkr_case *object,
                       const kkr_sampler *const *samplers, int n_samplers,
                       kkr_radial_choice *choice, kkr_error *err)
{
    *choice = (kkr_radial_choice){
        .from = kkr_alloc(KKR_RADIAL_MAX_CURVES, sizeof *choice->from),
    };
    int sites[KKR_RECIPE_MAX_SITES];
    choosing c = {
        recipe, object, samplers, n_samplers, kkr_radial_sites(recipe, object, sites),
        choice
    };
    c.source = kkr_alloc(KKR_RADIAL_MAX_CURVES, sizeof *c.source);
    c.name = kkr_alloc(KKR_RADIAL_MAX_CURVES, sizeof *c.name);
    for (int i = 0; i < c.n_sites; i++)
        add_site(&c, sites[i]);
    if (c.n > 0)
        choice->curves = kkr_radial_curves_new(c.source, c.n, err);
    bool good = choice->curves || c.n == 0;
    for (int i = 0; i < c.n; i++)
        free(c.name[i]);
    free(c.name);
    free(c.source);
    if (!good)
        kkr_radial_choice_clear(choice);
    return good;
}

void kkr_radial_choice_clear(kkr_radial_choice *choice)
{
    kkr_radial_curves_free(choice->curves);
    free(choice->from);
    free(choice->message);
    *choice = (kkr_radial_choice){ 0 };
}
