// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/radial.h"

#include <math.h>
#include <string.h>

#include "core/ylm.h"

/* Curves, and the samplers they come from. */
typedef struct KkrRadialSet {
    KkrSource *base, *sources[KKR_RADIAL_MAX_OVERLAY];
    int n_sources;
    kkr_radial_choice choice;
    char *error; // why there are no curves; NULL: there are, or choice.message says it
} KkrRadialSet;

static void clear_set(void *box)
{
    KkrRadialSet *set = box;
    kkr_radial_choice_clear(&set->choice);
    for (int i = 0; i < set->n_sources; i++)
        kkr_source_unref(set->sources[i]);
    kkr_source_unref(set->base);
    g_free(set->error);
}

/* --- what is the same ---------------------------------------------------- */

static bool same_params(const kkr_sampler_params *a, const kkr_sampler_params *b)
{
    return a->mode == b->mode && a->channel == b->channel && a->l_max == b->l_max;
}

static bool same_sources(const kkr_recipe *a, const kkr_recipe *b)
{
    return a->radial_overlay == b->radial_overlay;
}

static bool same_curves(const kkr_recipe *a, const kkr_recipe *b)
{
    bool one = a->radial_parts == KKR_RADIAL_LISTED;
    return same_sources(a, b) && a->radial_parts == b->radial_parts &&
           (!one || memcmp(a->radial_lm, b->radial_lm, sizeof a->radial_lm) == 0) &&
           a->sampler.nuclear == b->sampler.nuclear &&
           memcmp(a->radial_sites, b->radial_sites, sizeof a->radial_sites) == 0;
}

bool kkr_radial_is_for(const KkrRadial *radial, const KkrSource *source,
                       const kkr_recipe *recipe)
{
    const kkr_recipe *own = &radial->recipe;
    return radial->source == source && same_curves(own, recipe) &&
           own->radial_log == recipe->radial_log &&
           own->radial_marks == recipe->radial_marks &&
           own->radial_from == recipe->radial_from &&
           own->radial_to == recipe->radial_to &&
           own->energy_unit == recipe->energy_unit && own->dark == recipe->dark;
}

/* --- sources ------------------------------------------------------------- */

static bool add_source(KkrRadialSet *set, const KkrRadialSet *known,
                       const kkr_recipe *recipe, kkr_sampler_params params,
                       const kkr_job *job, kkr_error *err)
{
    kkr_recipe other = *recipe;
    other.sampler = params;
    KkrSource *source = NULL;
    if (same_params(&set->base->params, &params))
        source = kkr_source_ref(set->base);
    for (int i = 0; known && !source && i < known->n_sources; i++)
        if (known->base == set->base &&
            same_params(&known->sources[i]->params, &params))
            source = kkr_source_ref(known->sources[i]);
    if (!source)
        source = kkr_source_resample(set->base, &other, job, err);
    if (source)
        set->sources[set->n_sources++] = source;
    return source != NULL;
}

static bool add_sources(KkrRadialSet *set, const kkr_recipe *recipe,
                        const KkrRadialSet *known, const kkr_job *job, kkr_error *err)
{
    kkr_sampler_params params[KKR_RADIAL_MAX_OVERLAY];
    int n =
        kkr_radial_overlay_params(recipe, set->base->object, set->base->params, params);
    for (int i = 0; i < n; i++)
        if (!add_source(set, known, recipe, params[i], job, err))
            return false;
    return true;
}

/* --- curves -------------------------------------------------------------- */

static bool make_curves(KkrRadialSet *set, const kkr_recipe *recipe, kkr_error *err)
{
    const kkr_sampler *samplers[KKR_RADIAL_MAX_OVERLAY];
    for (int i = 0; i < set->n_sources; i++)
        samplers[i] = set->sources[i]->sampler;
    return kkr_radial_choose(recipe, set->base->object, samplers, set->n_sources,
                             &set->choice, err);
}

static KkrRadialSet *make_set(KkrSource *source, const kkr_recipe *recipe,
                              const KkrRadialSet *known, const kkr_job *job)
{
    KkrRadialSet *set = g_atomic_rc_box_new0(KkrRadialSet);
    kkr_error err = { 0 };
    set->base = kkr_source_ref(source);
    if (!add_sources(set, recipe, known, job, &err) ||
        !make_curves(set, recipe, &err)) {
        if (err.code == KKR_ERROR_CANCELLED) {
            g_atomic_rc_box_release_full(set, clear_set);
            return NULL;
        }
        set->error = g_strdup(err.message);
    }
    return set;
}

/* --- the plot ------------------------------------------------------------ */

KkrRadial *kkr_radial_new(KkrSource *source, const kkr_recipe *recipe,
                          const KkrRadial *known, const kkr_job *job)
{
    KkrRadialSet *set;
    if (known && known->source == source && same_curves(&known->recipe, recipe))
        set = g_atomic_rc_box_acquire(known->set);
    else
        set = make_set(source, recipe, known ? known->set : NULL, job);
    if (!set)
        return NULL;
    KkrRadial *radial = g_atomic_rc_box_new0(KkrRadial);
    *radial = (KkrRadial){ .recipe = *recipe,
                           .source = set->base,
                           .curves = set->choice.curves,
                           .message = set->error ? set->error : set->choice.message,
                           .set = set };
    kkr_radial_view view = kkr_radial_view_of(recipe);
    if (radial->curves)
        radial->plot = kkr_radial_plot_new(radial->curves, &view);
    return radial;
}

static void clear_radial(void *box)
{
    KkrRadial *radial = box;
    kkr_radial_plot_free((kkr_radial_plot *)radial->plot);
    g_atomic_rc_box_release_full(radial->set, clear_set);
}

KkrRadial *kkr_radial_ref(KkrRadial *radial)
{
    return g_atomic_rc_box_acquire(radial);
}

void kkr_radial_unref(KkrRadial *radial)
{
    if (radial)
        g_atomic_rc_box_release_full(radial, clear_radial);
}

/* --- in words ------------------------------------------------------------ */

char *kkr_radial_subject(const KkrRadial *radial)
{
    static const char *const modes[] = { "cell mode", "stored", "muffin tin" };
    const kkr_recipe *recipe = &radial->recipe;
    const kkr_case *object = radial->source->object;
    int sites[KKR_RECIPE_MAX_SITES];
    int n = kkr_radial_sites(recipe, object, sites);
    int lm = recipe->radial_lm[0] - 1, l = kkr_lm_l(lm), m = lm - l * l - l;
    bool listed = recipe->radial_parts == KKR_RADIAL_LISTED;
    GString *text = g_string_new(NULL);
    if (n == 1)
        g_string_printf(text, "%s %d, ", object->sites[sites[0]].label, sites[0] + 1);
    else
        g_string_printf(text, "%d sites, ", n);
    if (listed && recipe->radial_lm[1])
        g_string_append(text, "components");
    else if (listed && lm > 0)
        g_string_append_printf(text, "L = (%d, %s%d)", l, m < 0 ? "−" : "", abs(m));
    else
        g_string_append(text, recipe->radial_parts == KKR_RADIAL_NONSPHERICAL
                                  ? "non-spherical parts"
                                  : "spherical part");
    if (kkr_radial_overlay_of(recipe, object) != KKR_RADIAL_MODES)
        g_string_append_printf(text, ", %s", modes[radial->source->params.mode]);
    return g_string_free(text, FALSE);
}

/* --- the probe ----------------------------------------------------------- */

/* A component at r as core/radial_curves.h has it; NaN where there is no value. */
static double component_at(const kkr_expansion *e, int lm, double r, bool nuclear)
{
    if (!e || r > e->r_max + 1e-9)
        return NAN;
    double value = 0;
    double *all = kkr_alloc((size_t)e->n_lm, sizeof *all);
    kkr_expansion_radial(e, r, all);
    for (int j = 0; j < e->n_lm; j++)
        if (e->lm_index[j] == lm)
            value = all[j];
    free(all);
    if (lm > 0)
        return value;
    return value / sqrt(4 * G_PI) - (nuclear ? 2 * e->z / r : 0);
}

KkrRadialProbe kkr_radial_probe_at(const KkrRadial *radial, const kkr_radial_pick *pick)
{
    KkrRadialProbe probe = { .pick = *pick };
    if (!radial->curves || pick->curve < 0 || pick->curve >= radial->curves->n)
        return probe;
    const kkr_radial_curve *curve = &radial->curves->curve[pick->curve];
    const kkr_sampler *sampler =
        radial->set->sources[radial->set->choice.from[pick->curve]]->sampler;
    bool nuclear = radial->recipe.sampler.nuclear;
    bool difference =
        pick->quantity == KKR_QUANTITY_DV || pick->quantity == KKR_QUANTITY_ABS_DV;
    probe.set = true;
    g_strlcpy(probe.name, curve->name, sizeof probe.name);
    probe.v = component_at(kkr_sampler_v(sampler, curve->site, false), curve->lm,
                           pick->r, nuclear);
    probe.v0 =
        component_at(kkr_sampler_v0(sampler, curve->site), curve->lm, pick->r, nuclear);
    probe.dv =
        component_at(kkr_sampler_dv(sampler, curve->site), curve->lm, pick->r, nuclear);
    // at a border of panels the curve that is pointed at knows its side
    *(difference ? &probe.dv : &probe.v) = pick->value;
    return probe;
}
