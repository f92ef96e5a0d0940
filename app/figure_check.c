// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_kind.h"
#include "app/figure_recipe.h"
#include "core/check.h"
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
    *(arguments *)own = (arguments){ .n_grid = text->recipe.check.grid };
}

static bool take(kkr_recipe_text *text, const void *options,
                 const kkr_case_arguments *sample, kkr_error *err)
{
    (void)sample;
    const arguments *own = options;
    text->recipe.check.grid = own->n_grid;
    return (own->n_grid >= KKR_CHECK_GRID_LEAST &&
            own->n_grid <= KKR_CHECK_GRID_MOST) ||
           kkr_fail(err, KKR_ERROR_USAGE, "--grid needs %d to %d points, found %d",
                    KKR_CHECK_GRID_LEAST, KKR_CHECK_GRID_MOST, own->n_grid);
}

/** The case that the page is about; it goes with the drawing, behind what that owns. */
typedef struct page {
    kkr_recipe recipe;
    kkr_case *object;
    void *inner;
    void (*free_inner)(void *inner);
} page;

static void free_page(void *owned)
{
    page *p = owned;
    if (p->free_inner)
        p->free_inner(p->inner);
    kkr_case_free(p->object);
    free(p);
}

static bool settle(page *p, const kkr_figure_call *call, kkr_error *err)
{
    const arguments *own = call->own;
    kkr_recipe *recipe = &call->text->recipe;
    if (!kkr_figure_set_plane(recipe, own->plane, "", call->from_file, p->object,
                              err) ||
        !kkr_figure_recipe_take(call->text, call->options, call->paths, p->object,
                                &call->job, err))
        return false;
    p->recipe = *recipe;
    return true;
}

static kkr_drawing *make(const kkr_figure_call *call, kkr_error *err)
{
    page *p = kkr_alloc(1, sizeof *p);
    p->object = kkr_case_arguments_open(call->options, call->paths, &call->job, err);
    kkr_drawing *drawing = NULL;
    if (p->object && settle(p, call, err))
        drawing = kkr_check_page_new(p->object, &p->recipe, &call->job, err);
    if (drawing) {
        p->inner = drawing->owned;
        p->free_inner = drawing->free_owned;
    }
    return kkr_figure_keep(drawing, p, free_page);
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
