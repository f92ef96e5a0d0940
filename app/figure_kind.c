// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_kind.h"

#include "core/colormap.h"
#include "core/field.h"
#include "core/word.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const kkr_figure_kind *const kinds[] = {
    [KKR_RECIPE_SLICES] = &kkr_figure_slices,
    [KKR_RECIPE_RADIAL] = &kkr_figure_radial,
    [KKR_RECIPE_CELLS] = &kkr_figure_cells,
    [KKR_RECIPE_MAP_KIND] = &kkr_figure_map,
    [KKR_RECIPE_SURFACES] = &kkr_figure_surfaces,
    [KKR_RECIPE_JL] = &kkr_figure_jl,
    [KKR_RECIPE_FIT] = &kkr_figure_fit,
    [KKR_RECIPE_CHECK] = &kkr_figure_check,
};

const kkr_figure_kind *kkr_figure_kind_of(kkr_recipe_kind kind)
{
    return kinds[kind];
}

kkr_drawing *kkr_figure_keep(kkr_drawing *drawing, void *owned,
                             void (*free_owned)(void *owned))
{
    if (drawing) {
        drawing->owned = owned;
        drawing->free_owned = free_owned;
    } else {
        free_owned(owned);
    }
    return drawing;
}

bool kkr_figure_field(kkr_recipe *recipe, int field, kkr_error *err)
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

void kkr_figure_survey_space(kkr_figure_survey *survey, const kkr_case *object,
                             const bool *shown)
{
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *s = &object->sites[i];
        if (!shown[i] || !s->cell)
            continue;
        if (!(survey->reach > 0))
            survey->center = kkr_case_natural_point(object);
        double far = kkr_vec3_length(kkr_vec3_sub(s->position, survey->center));
        survey->reach = fmax(survey->reach, far + s->cell->r_out);
    }
}

void kkr_figure_settle_space(const kkr_figure_survey *survey, kkr_recipe *recipe)
{
    if (!(recipe->camera.span > 0) && survey->reach > 0)
        kkr_camera_fit(&recipe->camera, survey->center, survey->reach);
}

bool kkr_figure_two(const char *option, const char *text, char separator,
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

static void center_on(kkr_recipe *recipe, kkr_vec3 point)
{
    kkr_vec3 from = kkr_vec3_sub(point, recipe->plane.origin);
    recipe->center_s = kkr_vec3_dot(from, recipe->plane.u);
    recipe->center_t = kkr_vec3_dot(from, recipe->plane.v);
}

bool kkr_figure_set_plane(kkr_recipe *recipe, const char *plane, const char *center,
                          bool from_file, const kkr_case *object, kkr_error *err)
{
    kkr_vec3 normal = recipe->plane.n;
    if (plane) {
        if (!kkr_plane_parse(object, plane, &recipe->plane, err)) {
            err->code = KKR_ERROR_USAGE;
            return false;
        }
        // The recipe's middle means nothing on a plane of another direction.
        if (!center && kkr_vec3_dot(normal, recipe->plane.n) < 1 - 1e-9)
            recipe->center_s = recipe->center_t = 0;
    } else if (!from_file) {
        kkr_plane_natural(object, &recipe->plane);
        if (!center) // what the plane was chosen for
            center_on(recipe, kkr_case_natural_point(object));
    }
    return true;
}

bool kkr_figure_colormap(kkr_recipe *recipe, const char *name, kkr_error *err)
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
