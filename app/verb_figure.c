// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/case_options.h"
#include "app/figure_recipe.h"
#include "app/verb.h"
#include "app/verb_figure_radial.h"
#include "core/field.h"
#include "core/word.h"
#include "shaders/figure.h"
#include "shaders/page.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROFILES "journal-1col|journal-2col|beamer|slide"
#define UNITS "Ry|mRy|Ha|eV|meV"
enum { ON, OFF }; // of "on|off"

typedef struct arguments {
    const char *plane, *center, *size, *output, *colormap, *range;
    double width, dpi, linear_to;
    int kind, profile, scale, units;
    int contours, cells, atoms, labels, axes;
    bool dark, transparent;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_CHOICE, "kind", "slices|radial",
      "a plane, or curves against r, which has its own --help [slices]",
      offsetof(arguments, kind) },
    { KKR_OPTION_TEXT, "o", "FILE", ".png .pdf .svg", offsetof(arguments, output) },
    { KKR_OPTION_TEXT, "plane", "SPEC", "h,k,l[@offset] or P;P;P [see above]",
      offsetof(arguments, plane) },
    { KKR_OPTION_REAL, "width", "W", "of a panel, bohr [the cluster or unit cell]",
      offsetof(arguments, width) },
    { KKR_OPTION_TEXT, "center", "S,T",
      "middle of a panel on the plane, bohr [0,0; without --plane see above]",
      offsetof(arguments, center) },
    { 0 },
};

static const kkr_option look_options[] = {
    { KKR_OPTION_CHOICE, "scale", "linear|log|symlog|asinh",
      "of the colours; signs need symlog or asinh [symlog, log]",
      offsetof(arguments, scale) },
    { KKR_OPTION_TEXT, "range", "R[,R]",
      "upper limit of V and of V - V0, in the units shown [from the data]",
      offsetof(arguments, range) },
    { KKR_OPTION_REAL, "linear-to", "L",
      "end of the linear part, lower end of a log scale [four decades below]",
      offsetof(arguments, linear_to) },
    { KKR_OPTION_TEXT, "colormap", "NAME",
      "diverging vik sequential viridis cividis grey", offsetof(arguments, colormap) },
    { KKR_OPTION_CHOICE, "units", UNITS, "of the colour bars [Ry]",
      offsetof(arguments, units) },
    { KKR_OPTION_CHOICE, "contours", "on|off", "lines of equal value [on]",
      offsetof(arguments, contours) },
    { KKR_OPTION_CHOICE, "cells", "on|off", "outlines of the cells [on]",
      offsetof(arguments, cells) },
    { KKR_OPTION_CHOICE, "atoms", "on|off", "nuclei in the plane [on]",
      offsetof(arguments, atoms) },
    { KKR_OPTION_CHOICE, "labels", "on|off", "their names [on]",
      offsetof(arguments, labels) },
    { KKR_OPTION_CHOICE, "axes", "on|off",
      "numbers along the panels; off: a scale bar [on; beamer: off]",
      offsetof(arguments, axes) },
    { KKR_OPTION_FLAG, "dark", NULL, "dark page and colours",
      offsetof(arguments, dark) },
    { KKR_OPTION_FLAG, "transparent", NULL, "no paper",
      offsetof(arguments, transparent) },
    { 0 },
};

static const kkr_option page_options[] = {
    { KKR_OPTION_CHOICE, "profile", PROFILES, "sizes of text and lines [journal-2col]",
      offsetof(arguments, profile) },
    { KKR_OPTION_TEXT, "size", "WxH", "of the page in mm [as the profile says]",
      offsetof(arguments, size) },
    { KKR_OPTION_REAL, "dpi", "N", "pixels of a picture per inch [300]",
      offsetof(arguments, dpi) },
    { 0 },
};

static bool parse_two(const char *option, const char *text, char separator,
                      double value[2], kkr_error *err)
{
    char first[64];
    const char *cut = strchr(text, separator);
    if (cut && (size_t)(cut - text) < sizeof first) {
        memcpy(first, text, (size_t)(cut - text));
        first[cut - text] = 0;
        if (kkr_option_number(first, &value[0]) &&
            kkr_option_number(cut + 1, &value[1]))
            return true;
    }
    return kkr_fail(err, KKR_ERROR_USAGE,
                    "--%s needs two numbers with \"%c\" between, found \"%s\"", option,
                    separator, text);
}

static bool set_colormap(kkr_recipe *recipe, const char *name, kkr_error *err)
{
    const kkr_colormap *map = kkr_colormap_get(name, false);
    if (!map) {
        int n = 0;
        while (kkr_colormap_names()[n])
            n++;
        const char *nearest = kkr_word_nearest(name, kkr_colormap_names(), n);
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--colormap: there is no map \"%s\"%s%s%s", name,
                        nearest ? "; did you mean " : "", nearest ? nearest : "",
                        nearest ? "?" : "");
    }
    char *target = map->diverging ? recipe->diverging : recipe->sequential;
    snprintf(target, sizeof recipe->diverging, "%s", name);
    return true;
}

/** What the options are where the command line does not say it. */
static arguments arguments_of(const kkr_recipe_text *text)
{
    const kkr_recipe *r = &text->recipe;
    return (arguments){
        .kind = (int)text->kind,
        .width = r->width,
        .dpi = r->dpi,
        .profile = (int)r->profile,
        .scale = -1,
        .units = (int)r->energy_unit,
        .contours = r->show_contours ? ON : OFF,
        .cells = r->show_cells ? ON : OFF,
        .atoms = r->show_atoms ? ON : OFF,
        .labels = r->show_labels ? ON : OFF,
        .axes = r->axes < 0 ? -1
                : r->axes   ? ON
                            : OFF,
        .dark = r->dark,
        .transparent = r->transparent,
    };
}

/** Everything of the recipe that needs no case. */
static bool fill_recipe(kkr_recipe *recipe, const arguments *own, int field,
                        kkr_error *err)
{
    if (field == KKR_FIELD_V0)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--field V0 is no picture of its own; V, dV, absV or absdV");
    static const int quantities[] = { [KKR_FIELD_V] = KKR_QUANTITY_V,
                                      [KKR_FIELD_DV] = KKR_QUANTITY_DV,
                                      [KKR_FIELD_ABS_V] = KKR_QUANTITY_ABS_V,
                                      [KKR_FIELD_ABS_DV] = KKR_QUANTITY_ABS_DV };
    recipe->only = field < 0 ? -1 : quantities[field];
    recipe->profile = (kkr_profile)own->profile;
    recipe->energy_unit = (kkr_energy_unit)own->units;
    recipe->show_contours = own->contours == ON;
    recipe->show_cells = own->cells == ON;
    recipe->show_atoms = own->atoms == ON;
    recipe->show_labels = own->labels == ON;
    recipe->axes = own->axes < 0 ? -1 : own->axes == ON;
    recipe->dark = own->dark;
    recipe->transparent = own->transparent;
    recipe->width = own->width;
    recipe->dpi = own->dpi;
    if (own->width < 0 || own->dpi <= 0 || own->linear_to < 0)
        return kkr_fail(err, KKR_ERROR_USAGE, "--%s needs a number above 0",
                        own->width < 0  ? "width"
                        : own->dpi <= 0 ? "dpi"
                                        : "linear-to");
    double pair[2] = { 0 };
    if (own->center) {
        if (!parse_two("center", own->center, ',', pair, err))
            return false;
        recipe->center_s = pair[0];
        recipe->center_t = pair[1];
    }
    if (own->size) {
        if (!parse_two("size", own->size, 'x', pair, err))
            return false;
        if (!(pair[0] > 0 && pair[1] > 0))
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "--size needs WxH in mm above 0, found \"%s\"", own->size);
        recipe->width_mm = pair[0];
        recipe->height_mm = pair[1];
    }
    if (own->scale >= 0) {
        kkr_scale_kind kind = (kkr_scale_kind)own->scale;
        kkr_scale_pair *pairs[] = { &recipe->signed_scales, &recipe->absolute_scales };
        for (int i = 0; i < 2; i++) {
            pairs[i]->v = kkr_scale_with_kind(pairs[i]->v, kind);
            pairs[i]->dv = kkr_scale_with_kind(pairs[i]->dv, kind);
        }
    }
    return !own->colormap || set_colormap(recipe, own->colormap, err);
}

/** --range: one limit, or those of V and V - V0; in Ry. */
static bool parse_range(const arguments *own, double limit[2], kkr_error *err)
{
    if (!own->range)
        return true;
    double factor = kkr_energy_unit_factor((kkr_energy_unit)own->units);
    if (strchr(own->range, ',')) {
        if (!parse_two("range", own->range, ',', limit, err))
            return false;
    } else if (!kkr_option_number(own->range, &limit[0])) {
        return kkr_fail(err, KKR_ERROR_USAGE, "--range needs R or R,R, found \"%s\"",
                        own->range);
    } else {
        limit[1] = NAN;
    }
    for (int i = 0; i < 2; i++) {
        if (limit[i] <= 0)
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "--range needs limits above 0, found \"%s\"", own->range);
        limit[i] /= factor;
    }
    return true;
}

/** Stretches a scale to a new limit, and to a lower end if one is given. */
static void stretch(kkr_scale *scale, double limit, double low)
{
    double factor = limit / scale->limit;
    scale->limit = limit;
    scale->low *= factor;
    scale->linear_to *= factor;
    if (low > 0) {
        scale->linear_to = low;
        if (!scale->is_signed && scale->kind == KKR_SCALE_LOG)
            scale->low = low;
    }
}

/** Limits that were asked for; the rest stays as the data say. */
static bool set_scales(kkr_recipe *recipe, const arguments *own, const kkr_slice *slice,
                       const double limit[2], kkr_error *err)
{
    if (!own->range && !(own->linear_to > 0))
        return true;
    kkr_recipe plain = *recipe;
    plain.show_contours = false;
    KKR_AUTO(kkr_panels) panels = kkr_panels_new(slice, &plain, 0, NULL);
    bool lone_difference =
        recipe->only == KKR_QUANTITY_DV || recipe->only == KKR_QUANTITY_ABS_DV;
    double unit = kkr_energy_unit_factor(recipe->energy_unit);
    kkr_scale_pair *pairs[] = { &recipe->signed_scales, &recipe->absolute_scales };
    // One limit keeps the power of ten between the panels.
    double ratio = kkr_panels_scale(panels, KKR_QUANTITY_DV)->limit /
                   kkr_panels_scale(panels, KKR_QUANTITY_V)->limit;
    for (int i = 0; i < 2; i++) {
        kkr_scale_pair *pair = pairs[i];
        pair->v = *kkr_panels_scale(panels, i ? KKR_QUANTITY_ABS_V : KKR_QUANTITY_V);
        pair->dv = *kkr_panels_scale(panels, i ? KKR_QUANTITY_ABS_DV : KKR_QUANTITY_DV);
        double of_v = pair->v.limit, of_dv = pair->dv.limit;
        if (own->range) {
            of_v = limit[0];
            of_dv = isnan(limit[1]) ? (lone_difference ? limit[0] : limit[0] * ratio)
                                    : limit[1];
        }
        double low = own->linear_to / unit;
        stretch(&pair->v, of_v, low);
        stretch(&pair->dv, of_dv, lone_difference ? low : low * of_dv / of_v);
        kkr_error inner = { 0 };
        if (!kkr_scale_check(&pair->v, &inner) || !kkr_scale_check(&pair->dv, &inner))
            return kkr_fail(err, KKR_ERROR_USAGE, "%s", inner.message);
    }
    recipe->auto_scales = false;
    return true;
}

static void center_on(kkr_recipe *recipe, kkr_vec3 point)
{
    kkr_vec3 from = kkr_vec3_sub(point, recipe->plane.origin);
    recipe->center_s = kkr_vec3_dot(from, recipe->plane.u);
    recipe->center_t = kkr_vec3_dot(from, recipe->plane.v);
}

/** The plane that was asked for, else the recipe's, else the natural one. */
static bool set_plane(kkr_recipe *recipe, const arguments *own, bool from_file,
                      const kkr_case *object, kkr_error *err)
{
    kkr_vec3 normal = recipe->plane.n;
    if (own->plane) {
        if (!kkr_plane_parse(object, own->plane, &recipe->plane, err)) {
            err->code = KKR_ERROR_USAGE;
            return false;
        }
        // The recipe's middle means nothing on a plane of another direction.
        if (!own->center && kkr_vec3_dot(normal, recipe->plane.n) < 1 - 1e-9)
            recipe->center_s = recipe->center_t = 0;
    } else if (!from_file) {
        kkr_plane_natural(object, &recipe->plane);
        if (!own->center) // what the plane was chosen for
            center_on(recipe, kkr_case_natural_point(object));
    }
    return true;
}

/** The recipe as text, for the figure; false if it asks for what no recipe can say. */
static bool write_text(const kkr_recipe_text *text, char **data, kkr_error *err)
{
    *data = kkr_recipe_text_write(text);
    KKR_AUTO(kkr_recipe_text)
    back = kkr_recipe_text_parse("recipe", *data, strlen(*data), err);
    if (!back)
        err->code = KKR_ERROR_USAGE;
    return back != NULL;
}

/** Opens, samples, draws; what needs no case has been judged before. */
static bool draw(kkr_recipe_text *text, const arguments *own, const double limit[2],
                 kkr_case_arguments *options, const kkr_arguments *paths,
                 kkr_output *output, kkr_error *err)
{
    kkr_recipe *recipe = &text->recipe;
    bool from_file = text->n_paths > 0;
    kkr_job job = kkr_verb_job(options->threads);
    KKR_AUTO(kkr_case) object = kkr_case_arguments_open(options, paths, &job, err);
    if (!object || !set_plane(recipe, own, from_file, object, err) ||
        !kkr_figure_recipe_take(text, options, paths, object, &job, err))
        return false;
    kkr_figure figure;
    if (!kkr_figure_plan(recipe, kkr_slice_natural_width(object), &figure, err)) {
        err->code = KKR_ERROR_USAGE;
        return false;
    }
    KKR_AUTO(kkr_sampler)
    sampler = kkr_case_arguments_sampler(options, object, &job, err);
    if (!sampler)
        return false;
    kkr_error why = { 0 };
    if (recipe->only < 0 && !kkr_case_has_reference(object, &why))
        kkr_verb_warn("the panels of V - V0 stay empty: %s", why.message);
    const double faint = 1; // bohr: atoms nearer to the plane than this are drawn
    KKR_AUTO(kkr_slice)
    slice = kkr_slice_new(sampler, object, &recipe->plane, recipe->center_s,
                          recipe->center_t, figure.pitch, figure.columns, figure.rows,
                          true, faint, &job, err);
    if (!slice || !set_scales(&figure.recipe, own, slice, limit, err))
        return false;
    recipe->auto_scales = figure.recipe.auto_scales;
    recipe->signed_scales = figure.recipe.signed_scales;
    recipe->absolute_scales = figure.recipe.absolute_scales;
    char *data = NULL;
    bool good = write_text(text, &data, err);
    figure.text = data;
    good = good && kkr_figure_write(&figure, slice, object->alat, output, &job, err) &&
           kkr_output_commit(output, err);
    free(data);
    return good;
}

bool kkr_verb_figure(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    if (kkr_figure_wants_radial(argc, argv))
        return kkr_figure_radial(verb, argc, argv, err);
    arguments own = { 0 };
    kkr_case_arguments options = { 0 };
    const kkr_option_group groups[] = {
        { "Options", own_options, &own },
        { "What it looks like", look_options, &own },
        { "The page", page_options, &own },
        { "What is sampled", kkr_case_options_sample, &options },
        { "The case", kkr_case_options_open, &options },
        { 0 },
    };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    KKR_AUTO(kkr_recipe_text) text = kkr_figure_recipe_open(&paths, err);
    if (!text)
        return false;
    own = arguments_of(text);
    kkr_figure_recipe_options(text, &options);
    kkr_options_parse(argc, argv, groups, &paths, err); // once more, over the recipe
    if (!own.output)
        return kkr_fail(err, KKR_ERROR_USAGE, "figure needs -o FILE.png, .pdf or .svg");
    int format;
    if (!kkr_output_suffix(own.output, kkr_page_suffixes, &format, err)) {
        err->code = KKR_ERROR_USAGE;
        return false;
    }
    double limit[2] = { 0 };
    if (!fill_recipe(&text->recipe, &own, options.field, err) ||
        !parse_range(&own, limit, err))
        return false;
    text->recipe.sampler = kkr_case_arguments_params(&options);
    if (options.field < 0)
        options.field = KKR_FIELD_V; // V - V0 is drawn if there is a V0
    if (text->n_paths > 0) {
        paths.n_paths = text->n_paths;
        memcpy(paths.paths, text->paths, sizeof paths.paths);
    }
    KKR_AUTO(kkr_output) output = kkr_output_new(own.output, err);
    return output && draw(text, &own, limit, &options, &paths, output, err);
}
