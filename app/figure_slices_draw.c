// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_recipe.h"
#include "app/figure_slices.h"
#include "app/verb.h"
#include "core/field.h"
#include "shaders/figure.h"
#include "shaders/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool kkr_slices_range(const kkr_slices_arguments *own, kkr_energy_unit unit,
                      double limit[2], kkr_error *err)
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
static bool set_scales(kkr_recipe *recipe, const kkr_slices_arguments *own,
                       const kkr_slice *const *slices, kkr_error *err)
{
    double limit[2] = { 0 };
    if (!own->range && !(own->linear_to > 0))
        return true;
    if (!kkr_slices_range(own, recipe->energy_unit, limit, err))
        return false;
    kkr_recipe plain = *recipe;
    plain.show_contours = false;
    KKR_AUTO(kkr_panels)
    panels = slices ? kkr_panels_new_of(slices, &plain, 0, NULL)
                    : kkr_panels_new(NULL, &plain, 0, NULL);
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

/** What a drawing is made of, and goes with it. */
typedef struct sampled {
    kkr_case *object;
    kkr_slice_set *slices;
    kkr_line *line; // NULL: none
} sampled;

static void free_sampled(void *user)
{
    sampled *s = user;
    kkr_line_free(s->line);
    kkr_slice_set_free(s->slices);
    kkr_case_free(s->object);
    free(s);
}

/** Opens the case, finds its plane, and writes down what was opened. */
static kkr_case *open_case(const kkr_figure_call *call, kkr_case_arguments *options,
                           kkr_error *err)
{
    *options = *call->options;
    if (options->field < 0)
        options->field = KKR_FIELD_V; // V - V0 is drawn if there is a V0
    const kkr_slices_arguments *own = call->own;
    KKR_AUTO(kkr_case)
    object = kkr_case_arguments_open(options, call->paths, &call->job, err);
    if (object && kkr_figure_set_plane(&call->text->recipe, own->plane, own->center,
                                       call->from_file, object, err))
        return KKR_STEAL(object);
    return NULL;
}

static const double faint = 1; // bohr: atoms nearer to the plane than this are drawn

/** Of one of several cases; sheets have one quantity, so that no panel is unlinked. */
static kkr_slice *sample(const kkr_figure_call *call, const kkr_case_arguments *options,
                         const kkr_case *object, double pitch, int pixels, bool exact,
                         kkr_error *err)
{
    const kkr_recipe *recipe = &call->text->recipe;
    KKR_AUTO(kkr_sampler)
    sampler = kkr_case_arguments_sampler(options, object, &call->job, err);
    return sampler ? kkr_slice_new(sampler, object, &recipe->plane, recipe->center_s,
                                   recipe->center_t, pitch, pixels, pixels, exact,
                                   faint, &call->job, err)
                   : NULL;
}

/** Everything of the page that `figure` plans. */
static bool sample_page(const kkr_figure_call *call, const kkr_case_arguments *options,
                        const kkr_case *object, const kkr_figure *figure, sampled *from,
                        kkr_error *err)
{
    const kkr_recipe *recipe = &figure->recipe;
    KKR_AUTO(kkr_sampler)
    sampler = kkr_case_arguments_sampler(options, object, &call->job, err);
    if (sampler && kkr_figure_has_line(recipe))
        from->line = kkr_line_new(object, sampler, recipe->line_from, recipe->line_to,
                                  kkr_figure_line_points, &call->job, err);
    if (!sampler || (!from->line && kkr_figure_has_line(recipe)))
        return false;
    from->slices =
        kkr_slice_set_new(sampler, object, recipe, figure->pitch, figure->columns,
                          figure->rows, true, faint, &call->job, err);
    return from->slices != NULL;
}

static void take_scales(kkr_recipe *to, const kkr_recipe *from)
{
    to->auto_scales = from->auto_scales;
    to->signed_scales = from->signed_scales;
    to->absolute_scales = from->absolute_scales;
}

kkr_drawing *kkr_slices_make(const kkr_figure_call *call, kkr_error *err)
{
    kkr_recipe *recipe = &call->text->recipe;
    kkr_case_arguments options;
    KKR_AUTO(kkr_case) object = open_case(call, &options, err);
    if (!object || !kkr_figure_recipe_take(call->text, &options, call->paths, object,
                                           &call->job, err))
        return NULL;
    kkr_figure figure;
    if (!kkr_figure_plan(recipe, kkr_slice_natural_width(object), &figure, err))
        return NULL;
    kkr_error why = { 0 };
    if (recipe->only < 0 && !kkr_case_has_reference(object, &why))
        kkr_verb_warn("the panels of V - V0 stay empty: %s", why.message);
    sampled *from = kkr_alloc(1, sizeof *from);
    kkr_drawing *drawing = NULL;
    if (sample_page(call, &options, object, &figure, from, err) &&
        set_scales(&figure.recipe, call->own, from->slices->of, err)) {
        take_scales(recipe, &figure.recipe);
        drawing =
            kkr_figure_drawing(&figure, from->slices, object->alat, &call->job, err);
    }
    from->object = KKR_STEAL(object);
    if (drawing && from->line)
        kkr_figure_add_line(drawing, from->line, from->object);
    return kkr_figure_keep(drawing, from, free_sampled);
}

// ------------------------------------------------------ several cases

bool kkr_slices_survey(const kkr_figure_call *call, kkr_figure_survey *survey,
                       kkr_error *err)
{
    enum { COARSE = 96 }; // pixels each way, enough for quantiles
    const kkr_recipe *recipe = &call->text->recipe;
    kkr_case_arguments options;
    KKR_AUTO(kkr_case) object = open_case(call, &options, err);
    if (!object)
        return false;
    double width = recipe->width > 0 ? recipe->width : kkr_slice_natural_width(object);
    survey->width = fmax(survey->width, width);
    KKR_AUTO(kkr_slice)
    slice = sample(call, &options, object, width / COARSE, COARSE, false, err);
    if (!slice)
        return false;
    size_t more = (size_t)COARSE * COARSE;
    survey->v = kkr_realloc(survey->v, survey->n + more, sizeof *survey->v);
    survey->dv = kkr_realloc(survey->dv, survey->n + more, sizeof *survey->dv);
    for (size_t i = 0; i < more; i++, survey->n++) {
        bool counts = slice->owner[i] >= 0; // beyond the cluster it is dimmed
        survey->v[survey->n] = counts ? slice->v[i] : NAN;
        survey->dv[survey->n] = counts && slice->dv ? slice->dv[i] : NAN;
        if (isnan(survey->dv[survey->n]))
            continue;
        double s = fabs((double)(i % COARSE) + 0.5 - COARSE / 2.);
        double t = fabs((double)(i / COARSE) + 0.5 - COARSE / 2.);
        survey->known = fmax(survey->known, 2 * (fmax(s, t) + 1) * width / COARSE);
    }
    survey->z = object->n_sites > 0 ? object->sites[0].z : 0;
    return true;
}

bool kkr_slices_settle(const kkr_figure_survey *survey, const void *own,
                       kkr_recipe *recipe, kkr_error *err)
{
    if (recipe->auto_scales)
        kkr_panels_settle(recipe, survey->v, survey->dv, survey->n);
    if (!set_scales(recipe, own, NULL, err) || recipe->width > 0)
        return !err->code;
    // Of V - V0 there is nothing to see beyond the clusters.
    bool difference =
        recipe->only == KKR_QUANTITY_DV || recipe->only == KKR_QUANTITY_ABS_DV;
    recipe->width = survey->width;
    if (difference && survey->known > 0)
        recipe->width = fmin(1.12 * survey->known, survey->width);
    return true;
}

/** One picture of a sheet. */
static bool sample_entry(const kkr_figure_call *call, const kkr_sheet *sheet,
                         kkr_sheet_entry *entry, kkr_error *err)
{
    kkr_case_arguments options;
    KKR_AUTO(kkr_case) object = open_case(call, &options, err);
    if (!object)
        return false;
    entry->slice =
        sample(call, &options, object, sheet->pitch, sheet->pixels, true, err);
    entry->name = kkr_strdup(object->name);
    entry->alat = object->alat;
    entry->center_s = call->text->recipe.center_s;
    entry->center_t = call->text->recipe.center_t;
    return entry->slice != NULL;
}

kkr_drawing *kkr_slices_sheet(const kkr_figure_call *calls, int n_calls, int from,
                              int n, kkr_error *err)
{
    (void)n_calls; // the survey has seen them all
    calls += from;
    kkr_sheet sheet;
    const kkr_recipe *recipe = &calls[0].text->recipe;
    if (!kkr_sheet_plan(recipe, recipe->width, &sheet, err))
        return NULL;
    kkr_sheet_entry *entries = kkr_alloc(n, sizeof *entries);
    bool good = true;
    for (int i = 0; good && i < n; i++)
        good = sample_entry(&calls[i], &sheet, &entries[i], err);
    kkr_drawing *drawing =
        good ? kkr_sheet_drawing(&sheet, entries, n, &calls[0].job, err) : NULL;
    for (int i = 0; i < n; i++) {
        kkr_slice_free(entries[i].slice);
        free(entries[i].name);
    }
    free(entries);
    return drawing;
}
