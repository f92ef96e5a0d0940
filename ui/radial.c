// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/radial.h"

#include <math.h>
#include <string.h>

#include "core/ylm.h"

enum { MAX_OVERLAY = 2, MAX_CURVES = 400 };

/* Curves, and the samplers they come from. */
typedef struct KkrRadialSet {
    KkrSource *base, *sources[MAX_OVERLAY];
    int n_sources;
    kkr_radial_curves *curves;
    int *from; // [curves->n] which source
    char *message;
} KkrRadialSet;

static void clear_set(void *box)
{
    KkrRadialSet *set = box;
    kkr_radial_curves_free(set->curves);
    for (int i = 0; i < set->n_sources; i++)
        kkr_source_unref(set->sources[i]);
    kkr_source_unref(set->base);
    g_free(set->from);
    g_free(set->message);
}

/* --- what the recipe asks for -------------------------------------------- */

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

static kkr_radial_overlay overlay_of(const kkr_recipe *recipe, const kkr_case *object)
{
    bool can = recipe->radial_overlay != KKR_RADIAL_SPINS || object->n_spin == 2;
    return can ? recipe->radial_overlay : KKR_RADIAL_ALONE;
}

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
    bool one = a->radial_parts == KKR_RADIAL_ONE;
    return same_sources(a, b) && a->radial_parts == b->radial_parts &&
           (!one || a->radial_lm == b->radial_lm) &&
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
                       kkr_sampler_params params, const kkr_job *job, kkr_error *err)
{
    KkrSource *source = NULL;
    if (same_params(&set->base->params, &params))
        source = kkr_source_ref(set->base);
    for (int i = 0; known && !source && i < known->n_sources; i++)
        if (known->base == set->base &&
            same_params(&known->sources[i]->params, &params))
            source = kkr_source_ref(known->sources[i]);
    if (!source)
        source = kkr_source_resample(set->base, params, job, err);
    if (source)
        set->sources[set->n_sources++] = source;
    return source != NULL;
}

static bool add_sources(KkrRadialSet *set, const kkr_recipe *recipe,
                        const KkrRadialSet *known, const kkr_job *job, kkr_error *err)
{
    kkr_sampler_params params[MAX_OVERLAY] = { set->base->params, set->base->params };
    int n = 2;
    switch (overlay_of(recipe, set->base->object)) {
    case KKR_RADIAL_ALONE:
        n = 1;
        break;
    case KKR_RADIAL_MODES:
        params[0].mode = KKR_MODE_CELL;
        params[1].mode = KKR_MODE_STORED;
        break;
    case KKR_RADIAL_SPINS:
        params[0].channel = KKR_CHANNEL_UP;
        params[1].channel = KKR_CHANNEL_DOWN;
        break;
    }
    for (int i = 0; i < n; i++)
        if (!add_source(set, known, params[i], job, err))
            return false;
    return true;
}

/* --- curves -------------------------------------------------------------- */

/* What tells a curve from the others; NULL: there is only one. */
static char *name_of(const KkrRadialSet *set, const kkr_recipe *recipe, int n_sites,
                     int n_lm, int site, int lm, int source)
{
    static const char *const overlays[][MAX_OVERLAY] = {
        [KKR_RADIAL_ALONE] = { NULL, NULL },
        [KKR_RADIAL_MODES] = { "cell", "stored" },
        [KKR_RADIAL_SPINS] = { "up", "down" },
    };
    const kkr_case *object = set->base->object;
    const char *overlay = overlays[overlay_of(recipe, object)][source];
    GString *name = g_string_new(NULL);
    int l = kkr_lm_l(lm), m = lm - l * l - l;
    if (n_sites > 1)
        g_string_append_printf(name, "%s %d", object->sites[site].label, site + 1);
    if (n_lm > 1)
        g_string_append_printf(name, "%s(%d, %s%d)", name->len ? " " : "", l,
                               m < 0 ? "−" : "", abs(m));
    if (overlay)
        g_string_append_printf(name, "%s%s", name->len ? " " : "", overlay);
    return g_string_free(name, name->len == 0);
}

/* The components to draw of a site; the caller frees them. */
static int *parts_of(const KkrRadialSet *set, const kkr_recipe *recipe, int site,
                     int *n)
{
    int *lm;
    if (recipe->radial_parts == KKR_RADIAL_NONSPHERICAL) {
        *n = kkr_radial_nonspherical(set->sources[0]->sampler, site, &lm);
        return lm;
    }
    lm = kkr_alloc(1, sizeof *lm);
    lm[0] = recipe->radial_parts == KKR_RADIAL_ONE ? recipe->radial_lm - 1 : 0;
    *n = 1;
    return lm;
}

/* One sentence; the first thing that is missing is told. */
static void complain(KkrRadialSet *set, int site, const char *what)
{
    const kkr_case *object = set->base->object;
    if (!set->message)
        set->message =
            g_strdup_printf("%s %d %s", object->sites[site].label, site + 1, what);
}

typedef struct Sources {
    GArray *list; // of kkr_radial_source
    GPtrArray *names;
    GArray *from; // of int
} Sources;

static void add_curves(KkrRadialSet *set, const kkr_recipe *recipe, int n_sites,
                       int site, Sources *to)
{
    if (!kkr_sampler_v(set->sources[0]->sampler, site, false)) {
        const char *defect = set->base->object->sites[site].defect;
        g_autofree char *what =
            g_strdup_printf("cannot be shown: %s", defect ? defect : "no potential");
        complain(set, site, what);
        return;
    }
    int n_lm, *lm = parts_of(set, recipe, site, &n_lm);
    if (n_lm == 0)
        complain(set, site, "has no non-spherical parts");
    for (int k = 0; k < n_lm; k++) {
        for (int i = 0; i < set->n_sources && (int)to->list->len < MAX_CURVES; i++) {
            if (!kkr_sampler_v(set->sources[i]->sampler, site, false))
                continue;
            char *name = name_of(set, recipe, n_sites, n_lm, site, lm[k], i);
            kkr_radial_source source = {
                .object = set->base->object,
                .sampler = set->sources[i]->sampler,
                .nuclear = recipe->sampler.nuclear,
                .site = site,
                .lm = lm[k],
                .name = name,
            };
            g_ptr_array_add(to->names, name);
            g_array_append_val(to->list, source);
            g_array_append_val(to->from, i);
        }
    }
    free(lm);
}

static bool make_curves(KkrRadialSet *set, const kkr_recipe *recipe, kkr_error *err)
{
    int sites[KKR_RECIPE_MAX_SITES];
    int n = kkr_radial_sites(recipe, set->base->object, sites);
    Sources to = { g_array_new(FALSE, FALSE, sizeof(kkr_radial_source)),
                   g_ptr_array_new_with_free_func(g_free),
                   g_array_new(FALSE, FALSE, sizeof(int)) };
    for (int i = 0; i < n; i++)
        add_curves(set, recipe, n, sites[i], &to);
    if (to.list->len > 0)
        set->curves = kkr_radial_curves_new(
            (const kkr_radial_source *)(void *)to.list->data, (int)to.list->len, err);
    bool ok = set->curves || to.list->len == 0;
    g_array_unref(to.list);
    g_ptr_array_unref(to.names);
    set->from = (int *)(void *)g_array_free(to.from, FALSE);
    return ok;
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
        g_free(set->message);
        set->message = g_strdup(err.message);
    }
    return set;
}

/* --- the plot ------------------------------------------------------------ */

kkr_radial_view kkr_radial_view_of(const kkr_recipe *recipe)
{
    return (kkr_radial_view){
        .log_r = recipe->radial_log,
        .unit = recipe->energy_unit,
        .dark = recipe->dark,
        .field = recipe->sampler.channel == KKR_CHANNEL_B &&
                 recipe->radial_overlay != KKR_RADIAL_SPINS,
        .bare = !recipe->radial_marks,
        .r_from = recipe->radial_from,
        .r_to = recipe->radial_to,
    };
}

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
                           .curves = set->curves,
                           .message = set->message,
                           .set = set };
    kkr_radial_view view = kkr_radial_view_of(recipe);
    if (set->curves)
        radial->plot = kkr_radial_plot_new(set->curves, &view);
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
    int l = kkr_lm_l(recipe->radial_lm - 1), m = recipe->radial_lm - 1 - l * l - l;
    GString *text = g_string_new(NULL);
    if (n == 1)
        g_string_printf(text, "%s %d, ", object->sites[sites[0]].label, sites[0] + 1);
    else
        g_string_printf(text, "%d sites, ", n);
    if (recipe->radial_parts == KKR_RADIAL_ONE && recipe->radial_lm > 1)
        g_string_append_printf(text, "L = (%d, %s%d)", l, m < 0 ? "−" : "", abs(m));
    else
        g_string_append(text, recipe->radial_parts == KKR_RADIAL_NONSPHERICAL
                                  ? "non-spherical parts"
                                  : "spherical part");
    if (overlay_of(recipe, object) != KKR_RADIAL_MODES)
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
        radial->set->sources[radial->set->from[pick->curve]]->sampler;
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
