// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/radial_actions.h"

#include <math.h>
#include <string.h>

#include "core/ylm.h"

/* --- sites --------------------------------------------------------------- */

void kkr_radial_set_site(kkr_recipe *recipe, int site)
{
    if (recipe->radial_sites[0] == 0 && site == 0)
        return; // it is what "none chosen" means
    memset(recipe->radial_sites, 0, sizeof recipe->radial_sites);
    recipe->radial_sites[0] = site + 1;
}

bool kkr_radial_has_site(KkrDocument *document, int site)
{
    const kkr_case *object = kkr_document_case(document);
    int sites[KKR_RECIPE_MAX_SITES];
    int n = object ? kkr_radial_sites(kkr_document_recipe(document), object, sites) : 0;
    for (int i = 0; i < n; i++)
        if (sites[i] == site)
            return true;
    return false;
}

/* The last one stays; a seventeenth takes the place of the oldest. */
static void toggle_site(KkrDocument *document, const kkr_case *object, int site)
{
    kkr_recipe next = *kkr_document_recipe(document);
    int sites[KKR_RECIPE_MAX_SITES], kept = 0;
    int n = kkr_radial_sites(&next, object, sites);
    bool add = !kkr_radial_has_site(document, site);
    memset(next.radial_sites, 0, sizeof next.radial_sites);
    for (int i = add && n == KKR_RECIPE_MAX_SITES; i < n; i++)
        if (sites[i] != site || n == 1)
            next.radial_sites[kept++] = sites[i] + 1;
    if (add)
        next.radial_sites[kept] = site + 1;
    kkr_document_edit(document, &next, NULL);
}

/* --- radii --------------------------------------------------------------- */

void kkr_radial_set_range(KkrDocument *document, double from, double to,
                          const char *step)
{
    kkr_recipe next = *kkr_document_recipe(document);
    next.radial_from = isfinite(from) && from > 0 ? from : 0;
    next.radial_to = isfinite(to) && to > 0 ? to : 0;
    kkr_document_edit(document, &next, step);
}

/* Both ends of the axis as positions: r, or its logarithm. */
typedef struct Axis {
    bool log;
    double from, to, low, high; // shown, and all there is
} Axis;

static double position(const Axis *axis, double r)
{
    return axis->log ? log(r) : r;
}

static bool axis_of(KkrDocument *document, Axis *axis)
{
    const KkrRadial *radial =
        kkr_radial_task_result(kkr_document_radial_task(document));
    if (!radial || !radial->plot)
        return false;
    const kkr_recipe *recipe = kkr_document_recipe(document);
    double r_max = 0;
    for (int i = 0; i < radial->curves->n; i++)
        r_max = fmax(r_max, radial->curves->curve[i].r_max);
    axis->log = recipe->radial_log;
    double low = axis->log ? kkr_sampler_r_display : 0;
    double from = fmax(recipe->radial_from, low);
    double to = recipe->radial_to > 0 ? fmin(recipe->radial_to, r_max) : r_max;
    axis->low = position(axis, low);
    axis->high = position(axis, r_max);
    axis->from = position(axis, from);
    axis->to = position(axis, to);
    return axis->to > axis->from && axis->high > axis->low;
}

/* Back to radii; an end that is reached is no limit. */
static void set_axis(KkrDocument *document, const Axis *axis, double from, double to)
{
    const double least = 1e-3; // of the axis: the width that is left
    double whole = axis->high - axis->low;
    if (to - from < least * whole)
        return;
    from = from > axis->low + 1e-9 * whole ? from : NAN;
    to = to < axis->high - 1e-9 * whole ? to : NAN;
    kkr_radial_set_range(document, axis->log ? exp(from) : from,
                         axis->log ? exp(to) : to, "radial-range");
}

void kkr_radial_zoom(KkrDocument *document, double r, double factor)
{
    Axis axis;
    if (!axis_of(document, &axis) || !(factor > 0) || !(r > 0))
        return;
    double at = CLAMP(position(&axis, r), axis.from, axis.to);
    set_axis(document, &axis, at + (axis.from - at) / factor,
             at + (axis.to - at) / factor);
}

void kkr_radial_zoom_middle(KkrDocument *document, double factor)
{
    Axis axis;
    if (!axis_of(document, &axis) || !(factor > 0))
        return;
    double middle = (axis.from + axis.to) / 2, half = (axis.to - axis.from) / 2;
    set_axis(document, &axis, middle - half / factor, middle + half / factor);
}

void kkr_radial_move(KkrDocument *document, double part)
{
    Axis axis;
    if (!axis_of(document, &axis))
        return;
    double by = part * (axis.to - axis.from);
    by = CLAMP(by, axis.low - axis.from, axis.high - axis.to);
    set_axis(document, &axis, axis.from + by, axis.to + by);
}

/* --- actions ------------------------------------------------------------- */

static bool valid_site(KkrDocument *document, int number)
{
    const kkr_case *object = kkr_document_case(document);
    return object && number >= 1 && number <= object->n_sites;
}

static void activate_site(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(user);
    if (!valid_site(user, g_variant_get_int32(value)))
        return;
    kkr_radial_set_site(&next, g_variant_get_int32(value) - 1);
    kkr_document_edit(user, &next, NULL);
}

static void activate_toggle(GSimpleAction *action, GVariant *value, void *user)
{
    if (valid_site(user, g_variant_get_int32(value)))
        toggle_site(user, kkr_document_case(user), g_variant_get_int32(value) - 1);
}

static void activate_lm(GSimpleAction *action, GVariant *value, void *user)
{
    int lm = g_variant_get_int32(value);
    kkr_recipe next = *kkr_document_recipe(user);
    if (lm < 1 || lm > kkr_n_lm(KKR_L_MAX))
        return;
    next.radial_parts = lm == 1 ? KKR_RADIAL_SPHERICAL : KKR_RADIAL_LISTED;
    memset(next.radial_lm, 0, sizeof next.radial_lm);
    next.radial_lm[0] = lm;
    kkr_document_edit(user, &next, NULL);
}

static void activate_range(GSimpleAction *action, GVariant *value, void *user)
{
    double from, to;
    g_variant_get(value, "(dd)", &from, &to);
    if (!(to > 0) || from < to)
        kkr_radial_set_range(user, from, to, NULL);
}

static const GActionEntry entries[] = {
    { .name = "radial-site", .activate = activate_site, .parameter_type = "i" },
    { .name = "radial-toggle-site",
      .activate = activate_toggle,
      .parameter_type = "i" },
    { .name = "radial-lm", .activate = activate_lm, .parameter_type = "i" },
    { .name = "radial-range", .activate = activate_range, .parameter_type = "(dd)" },
};

void kkr_radial_actions_add(GActionMap *map, KkrDocument *document)
{
    g_action_map_add_action_entries(map, entries, G_N_ELEMENTS(entries), document);
}

void kkr_radial_actions_update(GActionMap *map, KkrDocument *document)
{
    bool open = kkr_document_case(document) != NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(entries); i++)
        g_simple_action_set_enabled(
            G_SIMPLE_ACTION(g_action_map_lookup_action(map, entries[i].name)), open);
}
