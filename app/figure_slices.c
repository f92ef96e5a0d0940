// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_kind.h"
#include "app/figure_recipe.h"
#include "app/verb.h"
#include "core/field.h"
#include "core/word.h"
#include "shaders/figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ON, OFF }; // of "on|off"

typedef struct arguments {
    const char *plane, *center, *colormap, *range;
    double width, linear_to;
    int scale, contours, cells, atoms, labels, axes;
} arguments;

static const kkr_option own_options[] = {
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
    { 0 },
};

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

static void begin(const kkr_recipe_text *text, void *own)
{
    const kkr_recipe *r = &text->recipe;
    *(arguments *)own = (arguments){
        .width = r->width,
        .scale = -1,
        .contours = r->show_contours ? ON : OFF,
        .cells = r->show_cells ? ON : OFF,
        .atoms = r->show_atoms ? ON : OFF,
        .labels = r->show_labels ? ON : OFF,
        .axes = r->axes < 0 ? -1
                : r->axes   ? ON
                            : OFF,
    };
}

/** --range: one limit, or those of V and V - V0; in Ry. */
static bool parse_range(const arguments *own, kkr_energy_unit unit, double limit[2],
                        kkr_error *err)
{
    if (!own->range)
        return true;
    double factor = kkr_energy_unit_factor(unit);
    if (strchr(own->range, ',')) {
        if (!kkr_figure_two("range", own->range, ',', limit, err))
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

static bool set_field(kkr_recipe *recipe, int field, kkr_error *err)
{
    static const int quantities[] = { [KKR_FIELD_V] = KKR_QUANTITY_V,
                                      [KKR_FIELD_DV] = KKR_QUANTITY_DV,
                                      [KKR_FIELD_ABS_V] = KKR_QUANTITY_ABS_V,
                                      [KKR_FIELD_ABS_DV] = KKR_QUANTITY_ABS_DV };
    if (field == KKR_FIELD_V0)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--field V0 is no picture of its own; V, dV, absV or absdV");
    recipe->only = field < 0 ? -1 : quantities[field];
    return true;
}

static bool take(kkr_recipe_text *text, const void *options,
                 const kkr_case_arguments *sample, kkr_error *err)
{
    const arguments *own = options;
    kkr_recipe *recipe = &text->recipe;
    if (!set_field(recipe, sample->field, err))
        return false;
    recipe->show_contours = own->contours == ON;
    recipe->show_cells = own->cells == ON;
    recipe->show_atoms = own->atoms == ON;
    recipe->show_labels = own->labels == ON;
    recipe->axes = own->axes < 0 ? -1 : own->axes == ON;
    recipe->width = own->width;
    if (own->width < 0 || own->linear_to < 0)
        return kkr_fail(err, KKR_ERROR_USAGE, "--%s needs a number above 0",
                        own->width < 0 ? "width" : "linear-to");
    double pair[2] = { 0 };
    if (own->center) {
        if (!kkr_figure_two("center", own->center, ',', pair, err))
            return false;
        recipe->center_s = pair[0];
        recipe->center_t = pair[1];
    }
    if (own->scale >= 0) {
        kkr_scale_kind kind = (kkr_scale_kind)own->scale;
        kkr_scale_pair *pairs[] = { &recipe->signed_scales, &recipe->absolute_scales };
        for (int i = 0; i < 2; i++) {
            pairs[i]->v = kkr_scale_with_kind(pairs[i]->v, kind);
            pairs[i]->dv = kkr_scale_with_kind(pairs[i]->dv, kind);
        }
    }
    return parse_range(own, recipe->energy_unit, pair, err) &&
           (!own->colormap || set_colormap(recipe, own->colormap, err));
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
                       kkr_error *err)
{
    double limit[2] = { 0 };
    if (!own->range && !(own->linear_to > 0))
        return true;
    if (!parse_range(own, recipe->energy_unit, limit, err))
        return false;
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

static void free_slice(void *slice)
{
    kkr_slice_free(slice);
}

static kkr_drawing *make(const kkr_figure_call *call, kkr_error *err)
{
    kkr_recipe *recipe = &call->text->recipe;
    const arguments *own = call->own;
    kkr_case_arguments options = *call->options;
    if (options.field < 0)
        options.field = KKR_FIELD_V; // V - V0 is drawn if there is a V0
    KKR_AUTO(kkr_case)
    object = kkr_case_arguments_open(&options, call->paths, &call->job, err);
    if (!object || !set_plane(recipe, own, call->from_file, object, err) ||
        !kkr_figure_recipe_take(call->text, &options, call->paths, object, &call->job,
                                err))
        return NULL;
    kkr_figure figure;
    if (!kkr_figure_plan(recipe, kkr_slice_natural_width(object), &figure, err)) {
        err->code = KKR_ERROR_USAGE;
        return NULL;
    }
    KKR_AUTO(kkr_sampler)
    sampler = kkr_case_arguments_sampler(&options, object, &call->job, err);
    if (!sampler)
        return NULL;
    kkr_error why = { 0 };
    if (recipe->only < 0 && !kkr_case_has_reference(object, &why))
        kkr_verb_warn("the panels of V - V0 stay empty: %s", why.message);
    const double faint = 1; // bohr: atoms nearer to the plane than this are drawn
    KKR_AUTO(kkr_slice)
    slice = kkr_slice_new(sampler, object, &recipe->plane, recipe->center_s,
                          recipe->center_t, figure.pitch, figure.columns, figure.rows,
                          true, faint, &call->job, err);
    if (!slice || !set_scales(&figure.recipe, own, slice, err))
        return NULL;
    recipe->auto_scales = figure.recipe.auto_scales;
    recipe->signed_scales = figure.recipe.signed_scales;
    recipe->absolute_scales = figure.recipe.absolute_scales;
    kkr_drawing *drawing =
        kkr_figure_drawing(&figure, slice, object->alat, &call->job, err);
    if (drawing) {
        drawing->owned = KKR_STEAL(slice);
        drawing->free_owned = free_slice;
    }
    return drawing;
}

const kkr_figure_kind kkr_figure_slices = {
    .usage = "CASE|FILE.recipe -o FILE.(png|pdf|svg) [options]",
    .help =
        "Draws V, V - V0, |V| and |V - V0| in a plane, or one of them (--field). "
        "Without\n"
        "--plane it goes through the impurity, or the middle atom of a crystal: the "
        "first\n"
        "of (001), (100), (010), (110), ... that holds three sites. Beyond the cluster "
        "V\n"
        "is the host's, dimmed, unless --outside none. In PDF and SVG lines and text "
        "stay\n"
        "lines and text. Equal figures are equal files, byte by byte.\n"
        "--kind radial draws the same four against the radius, of one case or of all\n"
        "impurities in a host.",
    .options = own_options,
    .look = look_options,
    .sample = kkr_case_options_sample,
    .own_size = sizeof(arguments),
    .begin = begin,
    .take = take,
    .make = make,
};
