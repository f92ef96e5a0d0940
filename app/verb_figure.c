// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

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

/** With the options read twice: to find the recipe, then over what it says. */
static bool run(const kkr_verb *verb, const kkr_figure_kind *kind, void *own_options,
                int argc, char **argv, kkr_error *err)
{
    arguments own = { 0 };
    kkr_series_arguments many = { 0 };
    kkr_case_arguments options = { 0 };
    kkr_option_group groups[8] = { { "Options", file_options, &own },
                                   { "The picture", kind->options, own_options } };
    int n = 2;
    if (kind->look)
        groups[n++] =
            (kkr_option_group){ "What it looks like", kind->look, own_options };
    groups[n++] = (kkr_option_group){ "The page", page_options, &own };
    groups[n++] = (kkr_option_group){ "Several pictures, on one scale",
                                      kkr_series_options, &many };
    groups[n++] = (kkr_option_group){ "What is sampled", kind->sample, &options };
    groups[n++] = (kkr_option_group){ "The case", kkr_case_options_open, &options };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    KKR_AUTO(kkr_recipe_text) text = kkr_figure_recipe_open(&paths, err);
    if (!text)
        return false;
    own = arguments_of(text);
    if (text->n_paths == 0) // no recipe has told
        own.units = (int)kind->unit;
    many = kkr_series_begin(text);
    kkr_figure_recipe_options(text, &options);
    kind->begin(text, own_options);
    kkr_options_parse(argc, argv, groups, &paths, err); // once more, over the recipe
    if (!own.output)
        return kkr_fail(err, KKR_ERROR_USAGE, "figure needs -o FILE.png, .pdf or .svg");
    int format;
    if (!kkr_series_is_film(own.output) &&
        !kkr_output_suffix(own.output, kkr_page_suffixes, &format, err)) {
        err->code = KKR_ERROR_USAGE;
        return false;
    }
    if (own.data &&
        !kkr_output_suffix(own.data, kkr_plot_data_suffixes, &format, err)) {
        err->code = KKR_ERROR_USAGE;
        return false;
    }
    if (!fill_page(text, &own, err) || !kind->take(text, own_options, &options, err) ||
        !kkr_series_take(text, &many, own.output, err))
        return false;
    text->recipe.sampler = kkr_case_arguments_params(&options);
    bool from_file = text->n_paths > 0;
    if (from_file) {
        paths.n_paths = text->n_paths;
        memcpy(paths.paths, text->paths, sizeof paths.paths);
    }
    kkr_figure_call call = { text,     from_file, own_options,
                             &options, &paths,    kkr_verb_job(options.threads) };
    if (!kkr_plot_has_font(text->recipe.lettering.font))
        kkr_verb_warn("the font %s is not installed; letters will look different",
                      text->recipe.lettering.font);
    if (own.data && kkr_series_is_one(text, &many))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--data is of one picture, found several");
    if (kkr_series_is_one(text, &many))
        return kkr_series_write(kind, &call, &many, own.output, err);
    KKR_AUTO(kkr_output) output = kkr_output_new(own.output, err);
    KKR_AUTO(kkr_output) numbers = NULL;
    if (output && own.data)
        numbers = kkr_output_new(own.data, err);
    return output && (numbers || !own.data) &&
           write_one(kind, &call, output, numbers, err);
}

bool kkr_verb_figure(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    const kkr_figure_kind *kind = kkr_figure_kind_of(find_kind(argc, argv));
    kkr_verb own = *verb;
    own.usage = kind->usage;
    own.help = kind->help;
    void *options = kkr_alloc(1, kind->own_size);
    bool good = run(&own, kind, options, argc, argv, err);
    free(options);
    return good;
}
