// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/batch_options.h"
#include "app/figure_kind.h"
#include "app/figure_recipe.h"
#include "app/figure_series.h"
#include "app/verb.h"
#include "core/output.h"
#include "core/word.h"
#include "shaders/plot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROFILES "journal-1col|journal-2col|beamer|slide"
#define UNITS "Ry|mRy|Ha|eV|meV"

/** What every kind has. */
typedef struct arguments {
    const char *size, *output, *data;
    double dpi;
    int kind, profile, units;
    bool dark, transparent;
} arguments;

static const kkr_option file_options[] = {
    { KKR_OPTION_CHOICE, "kind", KKR_RECIPE_KINDS,
      "what is drawn; each has its own --help [slices, or the recipe's]",
      offsetof(arguments, kind) },
    { KKR_OPTION_TEXT, "o", "FILE", ".png .pdf .svg; of an animation .mp4 .webm, too",
      offsetof(arguments, output) },
    { KKR_OPTION_TEXT, "data", "FILE", "all that is plotted as numbers: .csv .h5",
      offsetof(arguments, data) },
    { 0 },
};

static const kkr_option page_options[] = {
    { KKR_OPTION_CHOICE, "profile", PROFILES, "sizes of text and lines [journal-2col]",
      offsetof(arguments, profile) },
    { KKR_OPTION_TEXT, "size", "WxH", "of the page in mm [as the profile says]",
      offsetof(arguments, size) },
    { KKR_OPTION_REAL, "dpi", "N", "pixels of a picture per inch [300]",
      offsetof(arguments, dpi) },
    { KKR_OPTION_CHOICE, "units", UNITS, "of energies [Ry]",
      offsetof(arguments, units) },
    { KKR_OPTION_FLAG, "dark", NULL, "dark page and colours",
      offsetof(arguments, dark) },
    { KKR_OPTION_FLAG, "transparent", NULL, "no paper",
      offsetof(arguments, transparent) },
    { 0 },
};

/** What the options are where the command line does not say it. */
static arguments arguments_of(const kkr_recipe_text *text)
{
    const kkr_recipe *r = &text->recipe;
    return (arguments){
        .kind = (int)text->kind,
        .dpi = r->dpi,
        .profile = (int)r->profile,
        .units = (int)r->energy_unit,
        .dark = r->dark,
        .transparent = r->transparent,
    };
}

/** Before the options are known: what --kind says, else a recipe among the words. */
static kkr_recipe_kind find_kind(int argc, char **argv)
{
    int kind = -1;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *word = strncmp(argv[i], "--kind=", 7) == 0 ? argv[i] + 7
                           : strcmp(argv[i], "--kind") == 0 && i + 1 < argc
                               ? argv[i + 1]
                               : NULL;
        if (word)
            kind = kkr_word_index(word, KKR_RECIPE_KINDS);
    }
    for (int i = 1; i < argc && kind < 0; i++) {
        KKR_AUTO(kkr_recipe_text)
        text = kkr_recipe_text_is_one(argv[i]) ? kkr_recipe_text_read(argv[i], NULL)
                                               : NULL;
        kind = text ? (int)text->kind : kind;
    }
    return kind < 0 ? KKR_RECIPE_SLICES : (kkr_recipe_kind)kind;
}

static bool fill_page(kkr_recipe_text *text, const arguments *own, kkr_error *err)
{
    kkr_recipe *recipe = &text->recipe;
    text->kind = (kkr_recipe_kind)own->kind;
    recipe->profile = (kkr_profile)own->profile;
    recipe->energy_unit = (kkr_energy_unit)own->units;
    recipe->dark = own->dark;
    recipe->transparent = own->transparent;
    recipe->dpi = own->dpi;
    if (own->dpi <= 0)
        return kkr_fail(err, KKR_ERROR_USAGE, "--dpi needs a number above 0");
    double pair[2];
    if (!own->size)
        return true;
    if (!kkr_figure_two("size", own->size, 'x', pair, err))
        return false;
    if (!(pair[0] > 0 && pair[1] > 0))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--size needs WxH in mm above 0, found \"%s\"", own->size);
    recipe->width_mm = pair[0];
    recipe->height_mm = pair[1];
    return true;
}

/** The recipe as text, for the figure; NULL if it asks for what no recipe can say. */
static char *write_text(const kkr_recipe_text *text, kkr_error *err)
{
    char *data = kkr_recipe_text_write(text);
    KKR_AUTO(kkr_recipe_text)
    back = kkr_recipe_text_parse("recipe", data, strlen(data), err);
    if (back)
        return data;
    err->code = KKR_ERROR_USAGE;
    free(data);
    return NULL;
}

static bool write_numbers(const kkr_drawing *drawing, kkr_output *output,
                          kkr_error *err)
{
    if (!drawing->tell)
        return kkr_fail(err, KKR_ERROR_USAGE, "--data: this kind has no tables");
    KKR_AUTO(kkr_plot_data) numbers = kkr_plot_data_new();
    drawing->tell(drawing->user, numbers);
    return kkr_plot_data_write(numbers, output, err);
}

/** Draws and writes one page, and its numbers (NULL: none): both files or none. */
static bool write_one(const kkr_figure_kind *kind, const kkr_figure_call *call,
                      kkr_output *output, kkr_output *numbers, kkr_error *err)
{
    KKR_AUTO(kkr_drawing) drawing = kind->make(call, err);
    char *data = drawing ? write_text(call->text, err) : NULL;
    bool good = data && kkr_drawing_write(drawing, data, output, err) &&
                (!numbers || write_numbers(drawing, numbers, err)) &&
                kkr_output_commit(output, err) &&
                (!numbers || kkr_output_commit(numbers, err));
    free(data);
    return good;
}

/** All that the command line says, with the options read twice. */
typedef struct request {
    const kkr_figure_kind *kind;
    arguments own;
    kkr_series_arguments series;
    kkr_batch_arguments many;
    kkr_case_arguments options;
    kkr_recipe_text *text;
    kkr_arguments paths;
    bool from_file; // the recipe
    void *kind_options;
} request;

/** Draws what one call is about: one picture, or several into one book. */
static bool draw(const kkr_figure_kind *kind, const kkr_figure_call *call,
                 const kkr_series_arguments *series, const char *path, const char *data,
                 kkr_error *err)
{
    if (kkr_series_is_one(call->text, series))
        return kkr_series_write(kind, call, series, path, err);
    KKR_AUTO(kkr_output) output = kkr_output_new(path, err);
    KKR_AUTO(kkr_output) numbers = NULL;
    if (output && data)
        numbers = kkr_output_new(data, err);
    return output && (numbers || !data) && write_one(kind, call, output, numbers, err);
}

/** An entry of a data set, as if it had been given alone. */
static bool draw_item(void *user, const kkr_batch_item *item, const kkr_job *job,
                      void **product, kkr_error *err)
{
    const request *r = user;
    kkr_case_arguments options = r->options;
    const kkr_arguments paths = kkr_batch_arguments_paths(item);
    KKR_AUTO(kkr_recipe_text) text = kkr_recipe_text_copy(r->text);
    const kkr_figure_call call = {
        text, false, r->kind_options, &options, &paths, *job
    };
    char *data = r->own.data ? kkr_batch_expand(item, r->own.data, err) : NULL;
    bool good = (data || !r->own.data) &&
                draw(r->kind, &call, &r->series, item->output, data, err);
    free(data);
    return good;
}

/** The entries of data sets in place of these: of one picture, or of a book. */
static bool draw_entries(const kkr_batch_call *batch_call, request *r, kkr_error *err)
{
    KKR_AUTO(kkr_batch) batch = kkr_batch_arguments_open(batch_call, err);
    if (!batch)
        return false;
    if (batch->n > KKR_OPTIONS_MAX_PATHS)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "%d entries in one figure; the most is %d: --select fewer, or "
                        "give -o a pattern like {name}.png",
                        batch->n, KKR_OPTIONS_MAX_PATHS);
    r->paths.n_paths = batch->n;
    for (int i = 0; i < batch->n; i++)
        r->paths.paths[i] = batch->items[i].path;
    const kkr_figure_call call = {
        r->text,     false,     r->kind_options,
        &r->options, &r->paths, kkr_batch_arguments_job(&r->many, r->options.threads)
    };
    if (batch->n > 1 && !r->kind->family && !kkr_series_is_one(r->text, &r->series))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "%d entries are several figures: --each, --sheet CxR, or a "
                        "pattern like -o {name}.png",
                        batch->n);
    return draw(r->kind, &call, &r->series, r->own.output, r->own.data, err);
}

static bool draw_many(const kkr_verb *verb, const kkr_option_group *groups, request *r,
                      kkr_error *err)
{
    bool each = kkr_batch_is_pattern(r->own.output);
    if (each && (r->text->recipe.sheet.each || r->text->recipe.sheet.columns > 0))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--each and --sheet make one file, found a pattern in -o %s",
                        r->own.output);
    if (each && r->own.data && !kkr_batch_is_pattern(r->own.data))
        return kkr_fail(err, KKR_ERROR_USAGE, "--data needs a pattern, too");
    char *recipe = kkr_recipe_text_write(r->text);
    const kkr_arguments given = r->paths;
    const kkr_batch_call call = { .verb = verb,
                                  .own = &r->many,
                                  .groups = groups,
                                  .paths = &given,
                                  .pattern = each ? r->own.output : NULL,
                                  .more = recipe,
                                  .threads = r->options.threads };
    // one by one: a picture uses all threads itself, and OpenGL is of one
    const kkr_batch_work work = {
        .make = draw_item, .user = r, .doing = "drawing", .one_by_one = true
    };
    bool good = each ? kkr_batch_arguments_files(&call, ".png", &work, err)
                     : draw_entries(&call, r, err);
    free(recipe);
    return good;
}

/** Before anything is read: can this be written at all? */
static bool check_outputs(const arguments *own, kkr_error *err)
{
    int format;
    if (!own->output)
        return kkr_fail(err, KKR_ERROR_USAGE, "figure needs -o FILE.png, .pdf or .svg");
    if ((!kkr_series_is_film(own->output) &&
         !kkr_output_suffix(own->output, kkr_page_suffixes, &format, err)) ||
        (own->data &&
         !kkr_output_suffix(own->data, kkr_plot_data_suffixes, &format, err))) {
        err->code = KKR_ERROR_USAGE;
        return false;
    }
    return true;
}

/** What options and recipe say, brought together in r->text. */
static bool settle(request *r, kkr_error *err)
{
    if (!fill_page(r->text, &r->own, err) ||
        !r->kind->take(r->text, r->kind_options, &r->options, err) ||
        !kkr_series_take(r->text, &r->series, r->own.output, err))
        return false;
    r->text->recipe.sampler = kkr_case_arguments_params(&r->options);
    r->from_file = r->text->n_paths > 0;
    if (r->from_file) {
        r->paths.n_paths = r->text->n_paths;
        memcpy(r->paths.paths, r->text->paths, sizeof r->paths.paths);
    }
    if (!kkr_plot_has_font(r->text->recipe.lettering.font))
        kkr_verb_warn("the font %s is not installed; letters will look different",
                      r->text->recipe.lettering.font);
    return !r->own.data || !kkr_series_is_one(r->text, &r->series) ||
           kkr_fail(err, KKR_ERROR_USAGE, "--data is of one picture, found several");
}

/** With the options read twice: to find the recipe, then over what it says. */
static bool run(const kkr_verb *verb, request *r, int argc, char **argv, kkr_error *err)
{
    const kkr_figure_kind *kind = r->kind;
    kkr_option_group groups[9] = { { "Options", file_options, &r->own },
                                   { "The picture", kind->options, r->kind_options } };
    int n = 2;
    if (kind->look)
        groups[n++] =
            (kkr_option_group){ "What it looks like", kind->look, r->kind_options };
    groups[n++] = (kkr_option_group){ "The page", page_options, &r->own };
    groups[n++] = (kkr_option_group){ "Several pictures, on one scale",
                                      kkr_series_options, &r->series };
    if (!kind->of_data_set)
        groups[n++] = (kkr_option_group){ "Data sets", kkr_batch_options, &r->many };
    groups[n++] = (kkr_option_group){ "What is sampled", kind->sample, &r->options };
    groups[n++] = (kkr_option_group){ "The case", kkr_case_options_open, &r->options };
    if (!kkr_verb_begin(verb, argc, argv, groups, &r->paths, err))
        return false;
    if (r->paths.help)
        return true;
    KKR_AUTO(kkr_recipe_text) text = kkr_figure_recipe_open(&r->paths, err);
    if (!text)
        return false;
    r->text = text;
    r->own = arguments_of(text);
    if (text->n_paths == 0) // no recipe has told
        r->own.units = (int)kind->unit;
    r->series = kkr_series_begin(text);
    kkr_figure_recipe_options(text, &r->options);
    kind->begin(text, r->kind_options);
    // once more, over the recipe
    kkr_options_parse(argc, argv, groups, &r->paths, err);
    if (!check_outputs(&r->own, err) || !settle(r, err))
        return false;
    bool several = false;
    if (!kind->of_data_set &&
        !kkr_batch_arguments_many(&r->many, &r->paths, &several, err))
        return false;
    if (several)
        return draw_many(verb, groups, r, err);
    const kkr_figure_call call = {
        text,        r->from_file, r->kind_options,
        &r->options, &r->paths,    kkr_batch_arguments_job(&r->many, r->options.threads)
    };
    return draw(kind, &call, &r->series, r->own.output, r->own.data, err);
}

bool kkr_verb_figure(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    const kkr_figure_kind *kind = kkr_figure_kind_of(find_kind(argc, argv));
    kkr_verb own = *verb;
    own.usage = kind->usage;
    own.help = kind->help;
    request r = { .kind = kind, .kind_options = kkr_alloc(1, kind->own_size) };
    bool good = run(&own, &r, argc, argv, err);
    free(r.kind_options);
    return good;
}
