// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_kind.h"
#include "app/figure_recipe.h"
#include "app/fit_options.h"
#include "app/verb.h"
#include "core/family.h"
#include "core/fit_picture.h"
#include "shaders/fit_figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct arguments {
    kkr_jl_arguments features;
    const char *plane, *center;
    double width;
    int plot, target, cells;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_CHOICE, "plot", KKR_RECIPE_FIT_CHARTS, "which chart [overview]",
      offsetof(arguments, plot) },
    { KKR_OPTION_CHOICE, "target", "dV|dVstart",
      "V - V_host or V - V_start [dV; of several cases dVstart]",
      offsetof(arguments, target) },
    { KKR_OPTION_CHOICE, "cells", "all|impurity",
      "cells of the whole cluster, or site 1 alone [all]", offsetof(arguments, cells) },
    { KKR_OPTION_TEXT, "nmax", "N1,N2", "radial functions of each body order [30,3]",
      offsetof(arguments, features.n_max) },
    { KKR_OPTION_TEXT, "lmax", "L", "largest l of the angles [4]",
      offsetof(arguments, features.l_max) },
    { KKR_OPTION_REAL, "rcut", "R",
      "how far a point sees, angstrom [4.5 for one cell, 6 for several]",
      offsetof(arguments, features.rcut) },
    { KKR_OPTION_TEXT, "plane", "SPEC", "of maps: h,k,l[@offset] or P;P;P",
      offsetof(arguments, plane) },
    { KKR_OPTION_REAL, "width", "W", "of a map, bohr [the cluster]",
      offsetof(arguments, width) },
    { KKR_OPTION_TEXT, "center", "S,T", "middle of a map on the plane, bohr",
      offsetof(arguments, center) },
    { 0 },
};

static void begin(const kkr_recipe_text *text, void *own)
{
    const kkr_recipe *r = &text->recipe;
    *(arguments *)own = (arguments){ .features = kkr_jl_arguments_none(),
                                     .plot = (int)r->fit.chart,
                                     .target = text->n_paths ? r->fit.from_start : -1,
                                     .cells = r->fit.only_impurity,
                                     .width = r->width };
}

static bool take(kkr_recipe_text *text, const void *options,
                 const kkr_case_arguments *sample, kkr_error *err)
{
    const arguments *own = options;
    kkr_recipe *recipe = &text->recipe;
    kkr_fit_look *look = &recipe->fit;
    look->chart = (kkr_fit_chart)own->plot;
    look->from_start = own->target == 1;
    look->only_impurity = own->cells == 1;
    recipe->width = own->width;
    kkr_jl_settings s = kkr_jl_settings_defaults();
    s.n_max[0] = look->n_one;
    s.n_max[1] = look->n_two;
    s.l_max = look->l_max;
    if (!kkr_jl_arguments_apply(&own->features, &s, err))
        return false;
    look->n_one = s.n_max[0];
    look->n_two = s.n_max[1];
    look->l_max = s.l_max;
    if (isfinite(own->features.rcut))
        look->rcut = own->features.rcut;
    kkr_jl_fit_params params;
    if (!kkr_fit_look_params(look, false, &params, err)) {
        err->code = KKR_ERROR_USAGE;
        return false;
    }
    if (own->width < 0)
        return kkr_fail(err, KKR_ERROR_USAGE, "--width needs a number above 0");
    if (sample->v0 && strcmp(sample->v0, "host") != 0)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--v0 is not for fits: --target dV or dVstart says what is "
                        "subtracted");
    double pair[2];
    if (!own->center)
        return true;
    if (!kkr_figure_two("center", own->center, ',', pair, err))
        return false;
    recipe->center_s = pair[0];
    recipe->center_t = pair[1];
    return true;
}

/** What a drawing is made of; it goes with it. */
typedef struct owned {
    kkr_jl_fit *fit;
    kkr_fit_picture *picture;
    kkr_slice *slice;
    double alat;
} owned;

static void free_owned(void *user)
{
    owned *o = user;
    kkr_fit_picture_free(o->picture);
    kkr_slice_free(o->slice);
    kkr_jl_fit_free(o->fit);
    free(o);
}

/** Maps, line and points of the one case. */
static bool fill_picture(owned *o, const kkr_figure_call *call, kkr_error *err)
{
    kkr_recipe *recipe = &call->text->recipe;
    const arguments *own = call->own;
    kkr_case_arguments options = *call->options;
    options.v0 = recipe->fit.from_start ? "start" : "host";
    options.field = KKR_FIELD_DV;
    KKR_AUTO(kkr_case)
    object = kkr_case_arguments_open(&options, call->paths, &call->job, err);
    if (!object || !kkr_figure_set_plane(recipe, own->plane, own->center,
                                         call->from_file, object, err))
        return false;
    kkr_case_arguments told = *call->options;
    if (!kkr_figure_recipe_take(call->text, &told, call->paths, object, &call->job,
                                err))
        return false;
    KKR_AUTO(kkr_sampler)
    sampler = kkr_case_arguments_sampler(&options, object, &call->job, err);
    if (!sampler)
        return false;
    double natural = recipe->fit.only_impurity ? 2.2 * object->sites[0].cell->r_out
                                               : kkr_slice_natural_width(object);
    kkr_fit_pixels pixels = kkr_fit_figure_pixels(recipe, natural);
    const double faint = 1; // bohr: atoms nearer to the plane than this are drawn
    if (pixels.columns > 0) {
        o->slice = kkr_slice_new(sampler, object, &recipe->plane, recipe->center_s,
                                 recipe->center_t, pixels.pitch, pixels.columns,
                                 pixels.rows, true, faint, &call->job, err);
        if (!o->slice)
            return false;
    }
    o->alat = object->alat;
    o->picture =
        kkr_fit_picture_new(o->fit, object, sampler, o->slice, &call->job, err);
    return o->picture;
}

/** The folders of several cases, one by one, into the recipe. */
static bool take_sources(const kkr_figure_call *call, const kkr_fit_sources *sources,
                         kkr_error *err)
{
    if (sources->n + 1 > KKR_RECIPE_MAX_PATHS)
        return kkr_fail(err, KKR_ERROR_USAGE, "%d cases; a recipe has room for %d",
                        sources->n, KKR_RECIPE_MAX_PATHS - 1);
    const char **paths = kkr_alloc(KKR_RECIPE_MAX_PATHS, sizeof *paths);
    int n = 0;
    if (sources->family && sources->family->host)
        paths[n++] = sources->family->host;
    for (int i = 0; i < sources->n; i++)
        paths[n++] = sources->source[i].path[sources->source[i].n_paths - 1];
    bool good = kkr_figure_recipe_take_paths(call->text, call->options, paths, n,
                                             &call->job, err);
    free(paths);
    return good;
}

static bool fill(owned *o, const kkr_figure_call *call, kkr_error *err)
{
    kkr_recipe *recipe = &call->text->recipe;
    const arguments *own = call->own;
    kkr_fit_sources sources;
    kkr_jl_fit_params params;
    kkr_case_options open;
    if (!kkr_fit_sources_find(call->paths->paths, call->paths->n_paths, NULL, &sources,
                              err))
        return false;
    if (own->target < 0 && sources.n > 1) // nobody has said
        recipe->fit.from_start = true;
    bool good = kkr_fit_look_params(&recipe->fit, sources.n > 1, &params, err) &&
                kkr_case_arguments_options(call->options, &open, err);
    if (good)
        o->fit = kkr_jl_fit_new(sources.source, sources.n, &open,
                                kkr_case_arguments_params(call->options), &params,
                                &call->job, err);
    for (int i = 0; o->fit && i < o->fit->ensemble->n_notes; i++)
        kkr_verb_warn("%s", o->fit->ensemble->notes[i]);
    if (o->fit && o->fit->left_out)
        good = take_sources(call, &sources, err);
    else
        good = o->fit && fill_picture(o, call, err);
    kkr_fit_sources_clear(&sources);
    return good;
}

static kkr_drawing *make(const kkr_figure_call *call, kkr_error *err)
{
    kkr_recipe *recipe = &call->text->recipe;
    if (!call->from_file)
        recipe->length_unit = KKR_LENGTH_ANGSTROM; // as rcut
    owned *o = kkr_alloc(1, sizeof *o);
    kkr_drawing *drawing = NULL;
    if (fill(o, call, err))
        drawing = kkr_fit_figure_drawing(recipe, o->fit, o->picture, o->alat, err);
    return kkr_figure_keep(drawing, o, free_owned);
}

const kkr_figure_kind kkr_figure_fit = {
    .usage = "--kind fit --plot CHART CASE|FAMILY|FILE.recipe -o FILE.(png|pdf|svg)",
    .help =
        "Fits a linear model of V - V0 (kkrscope fit) and draws what it is worth: "
        "maps\n"
        "of KKR, model and difference, parity, errors along a line and in shells,\n"
        "metrics beside baselines, learning curves, coefficients. Of several cases,\n"
        "as fit takes them, the matrix of those left out. Settings are in angstrom.",
    .options = own_options,
    .sample = kkr_fit_options_sample,
    .own_size = sizeof(arguments),
    .family = true,
    .unit = KKR_ENERGY_MRY,
    .begin = begin,
    .take = take,
    .make = make,
    .no_sheet = "--sheet is of cases on one scale; of fits, --plot matrix compares "
                "many, and --each makes a page for each case",
};
