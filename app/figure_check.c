// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_kind.h"
#include "app/figure_recipe.h"
#include "core/check.h"
#include "core/grid_error.h"
#include "shaders/check_page.h"

#include <stdlib.h>

typedef struct arguments {
    const char *plane;
    int n_grid;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_COUNT, "grid", "N", "points along the longest axis of the grid [96]",
      offsetof(arguments, n_grid) },
    { KKR_OPTION_TEXT, "plane", "SPEC", "of the slice: h,k,l[@offset] or P;P;P",
      offsetof(arguments, plane) },
    { 0 },
};

// a check looks at everything as it is by default
static const kkr_option sample_options[] = { { 0 } };

static void begin(const kkr_recipe_text *text, void *own)
{
    *(arguments *)own = (arguments){ .n_grid = text->recipe.check_grid };
}

static bool take(kkr_recipe_text *text, const void *options,
                 const kkr_case_arguments *sample, kkr_error *err)
{
    (void)sample;
    const arguments *own = options;
    text->recipe.check_grid = own->n_grid;
    return (own->n_grid >= KKR_CHECK_GRID_LEAST &&
            own->n_grid <= KKR_CHECK_GRID_MOST) ||
           kkr_fail(err, KKR_ERROR_USAGE, "--grid needs %d to %d points, found %d",
                    KKR_CHECK_GRID_LEAST, KKR_CHECK_GRID_MOST, own->n_grid);
}

/** What the page is drawn from; all of it goes with the drawing. */
typedef struct picture {
    kkr_recipe recipe;
    kkr_case *object;
    kkr_check *check;
    kkr_grid_error *error;
    kkr_slice *slice;
    float *slice_error;
} picture;

static void free_picture(void *owned)
{
    picture *p = owned;
    free(p->slice_error);
    kkr_slice_free(p->slice);
    kkr_grid_error_free(p->error);
    kkr_check_free(p->check);
    kkr_case_free(p->object);
    free(p);
}

/** What the grid costs, if there is one. */
static bool add_grid(picture *p, const kkr_figure_call *call, kkr_error *err)
{
    enum { SIZE = 400 };
    KKR_AUTO(kkr_sampler) sampler = NULL;
    sampler = kkr_sampler_new(p->object, kkr_sampler_defaults, &call->job, NULL);
    KKR_AUTO(kkr_field) field = NULL;
    if (sampler)
        field =
            kkr_check_field(p->object, sampler, p->recipe.check_grid, &call->job, err);
    if (!field)
        return err->code == KKR_ERROR_NONE;
    double width = kkr_slice_natural_width(p->object);
    p->slice = kkr_slice_new(sampler, p->object, &p->recipe.plane, 0, 0, width / SIZE,
                             SIZE, SIZE, true, 0, &call->job, err);
    if (!p->slice)
        return false;
    p->slice_error = kkr_grid_error_slice(field, p->slice);
    p->error = kkr_grid_error_new(field, p->object, sampler, &call->job, err);
    return p->error != NULL;
}

static bool fill(picture *p, const kkr_figure_call *call, kkr_error *err)
{
    const arguments *own = call->own;
    kkr_recipe *recipe = &call->text->recipe;
    if (own->plane) {
        if (!kkr_plane_parse(p->object, own->plane, &recipe->plane, err)) {
            err->code = KKR_ERROR_USAGE;
            return false;
        }
    } else if (!call->from_file) {
        kkr_plane_natural(p->object, &recipe->plane);
    }
    if (!kkr_figure_recipe_take(call->text, call->options, call->paths, p->object,
                                &call->job, err))
        return false;
    p->recipe = *recipe;
    kkr_check_params params = kkr_check_defaults;
    params.n_grid = recipe->check_grid;
    p->check = kkr_check_new(p->object, params, &call->job, err);
    return p->check && (!p->check->has_grid || add_grid(p, call, err));
}

static kkr_drawing *make(const kkr_figure_call *call, kkr_error *err)
{
    picture *p = kkr_alloc(1, sizeof *p);
    p->object = kkr_case_arguments_open(call->options, call->paths, &call->job, err);
    kkr_drawing *drawing = NULL;
    if (p->object && fill(p, call, err)) {
        const kkr_check_page page = { p->object, &p->recipe, p->check,
                                      p->error,  p->slice,   p->slice_error };
        drawing = kkr_check_page_drawing(&page, err);
    }
    return kkr_figure_keep(drawing, p, free_picture);
}

const kkr_figure_kind kkr_figure_check = {
    .usage = "--kind check CASE|FILE.recipe -o FILE.(png|pdf|svg) [options]",
    .help = "A page that says whether a conversion is right: every check of kkrscope "
            "check\n"
            "with its verdict, and what a grid of N points along its longest axis "
            "costs: on\n"
            "a plane, against the distance from the nucleus, and with its spacing.",
    .options = own_options,
    .sample = sample_options,
    .own_size = sizeof(arguments),
    .begin = begin,
    .take = take,
    .make = make,
    .no_sheet = "--sheet is of cases on one scale; of checks, --each makes a page for "
                "each case",
};
