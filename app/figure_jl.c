// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_kind.h"
#include "app/figure_recipe.h"
#include "app/jl_options.h"
#include "core/field.h"
#include "core/jl_picture.h"
#include "shaders/jl_figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct arguments {
    kkr_jl_arguments features; // first: the table of core/jl_settings counts from here
    const char *feature, *plane, *center, *at, *from, *to;
    int plot, values;
    double width, likeness;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_CHOICE, "plot", KKR_RECIPE_JL_CHARTS, "which chart [basis]",
      offsetof(arguments, plot) },
    { KKR_OPTION_TEXT, "feature", "LABEL",
      "of a map: a label that jl prints, or overview [that]",
      offsetof(arguments, feature) },
    { KKR_OPTION_CHOICE, "values", "z|raw", "of a map: scores or as they are [z]",
      offsetof(arguments, values) },
    { KKR_OPTION_TEXT, "at", "P",
      "the point that is described: x,y,z in bohr or site:K [beside the impurity]",
      offsetof(arguments, at) },
    { KKR_OPTION_REAL, "likeness", "H",
      "how wide likeness is, in medians of the distance [0.5]",
      offsetof(arguments, likeness) },
    { KKR_OPTION_TEXT, "from", "P", "of a waterfall: first point [the impurity]",
      offsetof(arguments, from) },
    { KKR_OPTION_TEXT, "to", "P", "last point [beyond the nearest atom]",
      offsetof(arguments, to) },
    { KKR_OPTION_TEXT, "plane", "SPEC", "h,k,l[@offset] or P;P;P",
      offsetof(arguments, plane) },
    { KKR_OPTION_REAL, "width", "W", "of a map, bohr [the cluster or unit cell]",
      offsetof(arguments, width) },
    { KKR_OPTION_TEXT, "center", "S,T", "middle of a map on the plane, bohr",
      offsetof(arguments, center) },
    { 0 },
};

static const kkr_option sample_options[] = {
    { KKR_OPTION_CHOICE, "channel", "avg|up|down|B",
      "of V along a waterfall; B = (up - down)/2 [avg]",
      offsetof(kkr_case_arguments, channel) },
    { KKR_OPTION_CHOICE, "mode", "cell|stored|mt",
      "V in the exact cell, as stored (V Theta), or in the muffin tin [cell]",
      offsetof(kkr_case_arguments, mode) },
    { 0 },
};

static void begin(const kkr_recipe_text *text, void *own)
{
    const kkr_recipe *r = &text->recipe;
    *(arguments *)own = (arguments){
        .features = kkr_jl_arguments_none(),
        .plot = (int)r->jl.chart,
        .values = r->jl.raw,
        .width = r->width,
        .likeness = r->jl.likeness,
    };
}

static bool copy_text(const char *option, const char *text, char *to, size_t size,
                      kkr_error *err)
{
    if (text && (strlen(text) >= size || !text[0]))
        return kkr_fail(err, KKR_ERROR_USAGE, "--%s needs 1 to %zu letters", option,
                        size - 1);
    if (text)
        strcpy(to, text);
    return true;
}

/** The options' settings into the recipe; what makes no sense is refused. */
static bool take_settings(kkr_jl_look *look, const kkr_jl_arguments *options,
                          kkr_error *err)
{
    kkr_jl_settings s;
    kkr_jl_arguments numbers = *options;
    numbers.species = NULL; // as text, since "all" is not known yet
    if (!copy_text("species", options->species, look->species, sizeof look->species,
                   err) ||
        !kkr_jl_look_settings(look, &s, err) ||
        !kkr_jl_arguments_apply(&numbers, &s, err))
        return false;
    look->rcut = s.rcut;
    look->n_one = s.n_max[0];
    look->n_two = s.n_max[1];
    look->l_max = s.l_max;
    memcpy(look->alpha, s.alpha, sizeof look->alpha);
    memcpy(look->beta, s.beta, sizeof look->beta);
    look->rmin = s.rmin;
    look->gamma = s.gamma;
    look->body = s.body;
    look->single = s.single_vanishing;
    look->reference = s.reference;
    return kkr_jl_look_settings(look, &s, err);
}

static bool take(kkr_recipe_text *text, const void *options,
                 const kkr_case_arguments *sample, kkr_error *err)
{
    (void)sample;
    const arguments *own = options;
    kkr_recipe *recipe = &text->recipe;
    recipe->jl.chart = (kkr_jl_chart)own->plot;
    recipe->jl.raw = own->values == 1;
    recipe->jl.likeness = own->likeness;
    recipe->width = own->width;
    if (own->width < 0 || !(own->likeness > 0))
        return kkr_fail(err, KKR_ERROR_USAGE, "--%s needs a number above 0",
                        own->width < 0 ? "width" : "likeness");
    double pair[2];
    if (own->center) {
        if (!kkr_figure_two("center", own->center, ',', pair, err))
            return false;
        recipe->center_s = pair[0];
        recipe->center_t = pair[1];
    }
    return copy_text("feature", own->feature, recipe->jl.feature,
                     sizeof recipe->jl.feature, err) &&
           take_settings(&recipe->jl, &own->features, err);
}

/** Points that need the case to be understood. */
static bool set_points(kkr_recipe *recipe, const arguments *own, const kkr_case *object,
                       kkr_error *err)
{
    if (own->at) {
        recipe->has_pin = true;
        if (!kkr_case_arguments_point(object, "--at", own->at, &recipe->pin, err))
            return false;
    }
    if (!own->from && !own->to)
        return true;
    if (recipe->line_ends != 2 &&
        !kkr_jl_natural_line(object, &recipe->line_from, &recipe->line_to))
        return kkr_fail(err, KKR_ERROR_MISSING, "%s: no second atom for a line",
                        object->name);
    recipe->line_ends = 2;
    return (!own->from || kkr_case_arguments_point(object, "--from", own->from,
                                                   &recipe->line_from, err)) &&
           (!own->to ||
            kkr_case_arguments_point(object, "--to", own->to, &recipe->line_to, err));
}

/** What a drawing is made of; it goes with it. */
typedef struct owned {
    kkr_jl_picture *picture;
    kkr_slice *slice;
} owned;

static void free_owned(void *user)
{
    owned *o = user;
    kkr_jl_picture_free(o->picture);
    kkr_slice_free(o->slice);
    free(o);
}

static bool fill(owned *o, const kkr_figure_call *call, const kkr_case *object,
                 kkr_error *err)
{
    const kkr_recipe *recipe = &call->text->recipe;
    kkr_jl_pixels pixels =
        kkr_jl_figure_pixels(recipe, kkr_slice_natural_width(object));
    KKR_AUTO(kkr_sampler) sampler = NULL;
    kkr_case_arguments options = *call->options;
    options.field = KKR_FIELD_V; // V - V0 is drawn if there is a V0
    options.outside = 1;         // beyond the cluster V is the host's
    if (pixels.columns > 0 || recipe->jl.chart == KKR_JL_WATERFALL) {
        sampler = kkr_case_arguments_sampler(&options, object, &call->job, err);
        if (!sampler)
            return false;
    }
    const double faint = 1; // bohr: atoms nearer to the plane than this are drawn
    if (pixels.columns > 0) {
        o->slice = kkr_slice_new(sampler, object, &recipe->plane, recipe->center_s,
                                 recipe->center_t, pixels.pitch, pixels.columns,
                                 pixels.rows, false, faint, &call->job, err);
        if (!o->slice)
            return false;
    }
    o->picture = kkr_jl_picture_new(recipe, object, sampler, o->slice, &call->job, err);
    return o->picture;
}

static kkr_drawing *make(const kkr_figure_call *call, kkr_error *err)
{
    kkr_recipe *recipe = &call->text->recipe;
    const arguments *own = call->own;
    KKR_AUTO(kkr_case)
    object = kkr_case_arguments_open(call->options, call->paths, &call->job, err);
    if (!object || !kkr_case_is_whole(object, err) ||
        !kkr_figure_set_plane(recipe, own->plane, own->center, call->from_file, object,
                              err) ||
        !set_points(recipe, own, object, err) ||
        !kkr_jl_picture_check(recipe, object, err) ||
        !kkr_figure_recipe_take(call->text, call->options, call->paths, object,
                                &call->job, err))
        return NULL;
    if (!call->from_file)
        recipe->length_unit = KKR_LENGTH_ANGSTROM; // as rcut
    owned *o = kkr_alloc(1, sizeof *o);
    kkr_drawing *drawing = NULL;
    if (fill(o, call, object, err))
        drawing = kkr_jl_figure_drawing(recipe, o->picture, object->alat, err);
    return kkr_figure_keep(drawing, o, free_owned);
}

const kkr_figure_kind kkr_figure_jl = {
    .usage = "--kind jl --plot CHART CASE|FILE.recipe -o FILE.(png|pdf|svg) [options]",
    .help =
        "Draws Jacobi-Legendre features of points: the functions they are made of "
        "(basis),\n"
        "all columns at a point (fingerprint), one column or a sheet of many on a "
        "plane\n"
        "(map), all along a line below V (waterfall), how alike a plane is to a "
        "point\n"
        "(similarity), and three principal components as red, green and blue (pca).\n"
        "Settings are in angstrom, points in bohr.",
    .options = own_options,
    .look = kkr_jl_options,
    .sample = sample_options,
    .own_size = sizeof(arguments),
    .begin = begin,
    .take = take,
    .make = make,
    .no_sheet = "--sheet is of cases on one scale; of jl, --plot map --feature "
                "overview shows many columns of one, and --each a page for each case",
};
