// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_slices.h"

enum { ON, OFF }; // of "on|off"

typedef kkr_slices_arguments arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "plane", "SPEC",
      "h,k,l[@offset], a:h,k,l[@offset] or P;P;P [see above]",
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

static bool take(kkr_recipe_text *text, const void *options,
                 const kkr_case_arguments *sample, kkr_error *err)
{
    const arguments *own = options;
    kkr_recipe *recipe = &text->recipe;
    const double given = recipe->width; // which begin() took
    if (!kkr_figure_field(recipe, sample->field, err))
        return false;
    kkr_recipe_settle_view(recipe);
    recipe->show_contours = own->contours == ON;
    recipe->show_cells = own->cells == ON;
    recipe->show_atoms = own->atoms == ON;
    recipe->show_labels = own->labels == ON;
    recipe->axes = own->axes < 0 ? -1 : own->axes == ON;
    if (own->width != given)
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
    return kkr_slices_range(own, recipe->energy_unit, pair, err) &&
           (!own->colormap || kkr_figure_colormap(recipe, own->colormap, err));
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
        "Panels that the recipe unlinks keep their own planes; the options move the "
        "others.\n"
        "--kind radial draws the same four against the radius, of one case or of all\n"
        "impurities in a host.",
    .options = own_options,
    .look = look_options,
    .sample = kkr_case_options_sample,
    .own_size = sizeof(arguments),
    .begin = begin,
    .take = take,
    .make = kkr_slices_make,
    .survey = kkr_slices_survey,
    .settle = kkr_slices_settle,
    .sheet = kkr_slices_sheet,
};
