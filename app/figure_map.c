// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/dataset_options.h"
#include "app/figure_kind.h"
#include "app/figure_recipe.h"
#include "app/verb.h"
#include "core/dataset_map.h"
#include "core/dataset_query.h"
#include "core/place.h"
#include "core/screening.h"
#include "shaders/map_plot.h"
#include "shaders/screening_plot.h"

#include <stdlib.h>
#include <string.h>

typedef struct arguments {
    const char *colour, *select;
    int scale, order, hosts, show;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "colour", "COLUMN",
      "count, dv, rms, core_shift, face_jump, ... [count]",
      offsetof(arguments, colour) },
    { KKR_OPTION_TEXT, "select", "QUERY", "only these entries, like \"Hg:A* rms<1e-3\"",
      offsetof(arguments, select) },
    { KKR_OPTION_CHOICE, "scale", "auto|linear|log", "of the colours [auto]",
      offsetof(arguments, scale) },
    { KKR_OPTION_CHOICE, "order", "group|number",
      "of elements: group by group, or by Z [group]", offsetof(arguments, order) },
    { KKR_OPTION_CHOICE, "hosts", "used|all", "rows for these elements [used]",
      offsetof(arguments, hosts) },
    { KKR_OPTION_CHOICE, "show", "map|screening",
      "the map, or V - V0 against the distance of the shells [map]",
      offsetof(arguments, show) },
    { 0 },
};

static const kkr_option no_options[] = { { 0 } };

static void begin(const kkr_recipe_text *text, void *own)
{
    const kkr_map_style *map = &text->recipe.map;
    *(arguments *)own = (arguments){
        .colour = map->column,
        .select = map->select,
        .scale = (int)map->scale,
        .order = (int)map->order,
        .hosts = map->all_hosts,
        // what only the window shows is a map here
        .show = map->show == KKR_MAP_SHOW_SCREENING,
    };
}

static bool copy(char *to, size_t size, const char *option, const char *text,
                 kkr_error *err)
{
    if (strlen(text) >= size)
        return kkr_fail(err, KKR_ERROR_USAGE, "--%s takes at most %zu bytes", option,
                        size - 1);
    memmove(to, text, strlen(text) + 1);
    return true;
}

static bool take(kkr_recipe_text *text, const void *options,
                 const kkr_case_arguments *sample, kkr_error *err)
{
    const arguments *own = options;
    kkr_map_style *map = &text->recipe.map;
    map->scale = (kkr_map_scale)own->scale;
    map->order = (kkr_map_order)own->order;
    map->all_hosts = own->hosts == 1;
    map->show = own->show == 1 ? KKR_MAP_SHOW_SCREENING : KKR_MAP_SHOW_MAP;
    return copy(map->column, sizeof map->column, "colour", own->colour, err) &&
           copy(map->select, sizeof map->select, "select", own->select, err);
}

static void free_map(void *owned)
{
    kkr_dataset_map_free(owned);
}

static void free_screening(void *owned)
{
    kkr_screening_free(owned);
}

/** How fast V - V0 falls off, of all entries that the query selects. */
static kkr_drawing *make_screening(const kkr_figure_call *call,
                                   const kkr_dataset *dataset, kkr_error *err)
{
    const kkr_recipe *recipe = &call->text->recipe;
    KKR_AUTO(kkr_dataset_query)
    query = kkr_dataset_query_new(recipe->map.select, err);
    if (!query)
        return NULL;
    kkr_screening *screening = kkr_screening_new();
    for (int i = 0; i < dataset->n_rows; i++)
        if (kkr_dataset_query_matches(query, &dataset->rows[i]))
            kkr_screening_add_row(screening, dataset->rows, i);
    kkr_drawing *drawing = NULL;
    if (screening->n == screening->n_lone)
        kkr_fail(
            err, KKR_ERROR_MISSING,
            "%s: none of the entries has more than its impurity's cell: nothing is "
            "known of how V - V0 falls off",
            dataset->path);
    else if (kkr_figure_recipe_take_paths(call->text, call->options, call->paths->paths,
                                          1, &call->job, err))
        drawing = kkr_screening_page(recipe, screening, err);
    return kkr_figure_keep(drawing, screening, free_screening);
}

static kkr_drawing *make(const kkr_figure_call *call, kkr_error *err)
{
    const kkr_arguments *paths = call->paths;
    if (paths->n_paths != 1) {
        kkr_fail(err, KKR_ERROR_USAGE, "a map needs one data set, found %d paths",
                 paths->n_paths);
        return NULL;
    }
    KKR_AUTO(kkr_dataset) dataset = kkr_dataset_open(paths->paths[0], err);
    if (!dataset)
        return NULL;
    for (int i = 0; i < dataset->n_notes; i++)
        kkr_verb_warn("%s", dataset->notes[i]);
    if (call->text->recipe.map.show == KKR_MAP_SHOW_SCREENING)
        return make_screening(call, dataset, err);
    kkr_dataset_map *map = kkr_dataset_map_new(dataset->rows, dataset->n_rows,
                                               &call->text->recipe.map, err);
    if (map && map->n_entries == 0)
        kkr_fail(err, KKR_ERROR_MISSING, "%s: none of its %d entries is %s",
                 dataset->path, dataset->n_rows, call->text->recipe.map.select);
    kkr_drawing *drawing = NULL;
    if (map && map->n_entries &&
        kkr_figure_recipe_take_paths(call->text, call->options, paths->paths, 1,
                                     &call->job, err))
        drawing = kkr_map_plot_page(&call->text->recipe, map, err);
    return kkr_figure_keep(drawing, map, free_map);
}

const kkr_figure_kind kkr_figure_map = {
    .usage = "--kind map FILE.h5 -o FILE.(png|pdf|svg) [options]",
    .help =
        "Draws the map of a data set: hosts down, impurities across, in the order of\n"
        "the periodic table, coloured by how many entries there are or by one of\n"
        "their numbers (kkrscope list --csv FILE.h5 shows all). Counts stand at the\n"
        "ends of rows and columns. Of several entries in a cell the one with the\n"
        "largest absolute value counts. With --show screening it draws instead how\n"
        "fast V - V0 falls off with the distance from the impurity, on a log scale, a\n"
        "curve for each entry.",
    .options = own_options,
    .sample = no_options,
    .own_size = sizeof(arguments),
    .of_data_set = true,
    .begin = begin,
    .take = take,
    .make = make,
    .no_sheet = "--sheet is of cases; a map is already all of a data set",
};
