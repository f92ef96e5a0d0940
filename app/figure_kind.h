// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "app/case_options.h"
#include "core/recipe_text.h"
#include "shaders/drawing.h"

/**
 * The kinds of figures: what `figure --kind NAME` and a recipe with that kind draw.
 * Each is one file, app/figure_NAME.c, and one row of the table.
 *
 * To add one: a word in KKR_RECIPE_KINDS and kkr_recipe_kind (core/recipe_text.h),
 * its keys in core/recipe_keys.c, docs/formats/recipe.md and sample.recipe, a row in
 * figure_kind.c, the file, and its line in app/meson.build. What the verb does for
 * all: -o, --profile, --size, --dpi, --units, --dark, --transparent, reading the
 * recipe, writing page and recipe into the file.
 */
typedef struct kkr_figure_call {
    kkr_recipe_text *text; // everything told so far; completed, it goes into the file
    bool from_file;        // it was a file, so that its plane and so on are meant
    const void *own;       // the kind's own options
    const kkr_case_arguments *options;
    const kkr_arguments *paths; // the case; those of the recipe if it named one
    kkr_job job;
} kkr_figure_call;

/** What pictures on one scale have in common: coarse values of all of them, Ry. */
typedef struct kkr_figure_survey {
    size_t n;
    float *v, *dv; // [n] NaN: unknown
    double width;  // the widest window, bohr
    double known;  // the widest window with V - V0 in it, bohr; 0: none
    // of pictures in space: a sphere around what is seen in any of them
    kkr_vec3 center;                    // bohr; of the first one
    double reach;                       // bohr; 0: nothing yet
    float (*level)[KKR_QUANTITY_COUNT]; // [n_levels] Ry, that suits each; NaN: none
    int n_levels;
    double z; // of the last one's first site: pictures of a family go by it
} kkr_figure_survey;

typedef struct kkr_figure_kind {
    const char *usage, *help;         // as those of a verb
    const kkr_option *options, *look; // its own two tables; `look` may be NULL
    const kkr_option *sample;         // of kkr_case_arguments: what is sampled
    size_t own_size;                  // of the struct that its options go into
    kkr_energy_unit unit;             // where neither --units nor a recipe says one
    bool of_data_set;                 // of a data set itself, not of its entries
    bool family;                      // of several cases in one picture

    /** What its options are where the command line does not say it. */
    void (*begin)(const kkr_recipe_text *text, void *own);
    /** Its options into the recipe, whose page is filled in: what needs no case. */
    bool (*take)(kkr_recipe_text *text, const void *own,
                 const kkr_case_arguments *options, kkr_error *err);
    /** Opens, samples, lays out; completes call->text. */
    kkr_drawing *(*make)(const kkr_figure_call *call, kkr_error *err);

    // Of several pictures (app/figure_series.h). NULL: each has its own scale.
    bool (*survey)(const kkr_figure_call *call, kkr_figure_survey *survey,
                   kkr_error *err);
    /** What the survey found into the recipe, and options that were about it. */
    bool (*settle)(const kkr_figure_survey *survey, const void *own, kkr_recipe *recipe,
                   kkr_error *err);
    /**
     * A page of small ones, calls[from] to calls[from + n - 1] of all n_calls, as the
     * first one's recipe says. NULL: there is none, for the reason `no_sheet`.
     */
    kkr_drawing *(*sheet)(const kkr_figure_call *calls, int n_calls, int from, int n,
                          kkr_error *err);
    const char *no_sheet; // a sentence: what to ask for instead
} kkr_figure_kind;

/** The row of a kind. */
const kkr_figure_kind *kkr_figure_kind_of(kkr_recipe_kind kind);

extern const kkr_figure_kind kkr_figure_slices, kkr_figure_radial, kkr_figure_cells,
    kkr_figure_map, kkr_figure_surfaces, kkr_figure_jl, kkr_figure_check;
extern const kkr_figure_kind kkr_figure_fit;

/**
 * The drawing with what it is made of, which goes with it; NULL where there is none,
 * and then `owned` is freed.
 */
kkr_drawing *kkr_figure_keep(kkr_drawing *drawing, void *owned,
                             void (*free_owned)(void *owned));

/** --field into recipe->only; there is no picture of V0. */
bool kkr_figure_field(kkr_recipe *recipe, int field, kkr_error *err);

/** Makes the sphere of a survey hold the shown sites' cells. */
void kkr_figure_survey_space(kkr_figure_survey *survey, const kkr_case *object,
                             const bool *shown);

/** One camera for all: where the recipe's sees everything, all of that sphere. */
void kkr_figure_settle_space(const kkr_figure_survey *survey, kkr_recipe *recipe);

/** "A,B" or "WxH" as two numbers; the message names the option. */
bool kkr_figure_two(const char *option, const char *text, char separator,
                    double value[2], kkr_error *err);

/**
 * The plane that was asked for, else the recipe's, else the natural one around the
 * natural point. `plane` and `center` are what --plane and --center said, or NULL; a
 * kind without a window on the plane says "" and keeps the recipe's middle.
 */
bool kkr_figure_set_plane(kkr_recipe *recipe, const char *plane, const char *center,
                          bool from_file, const kkr_case *object, kkr_error *err);

/** A colour map by name, as the diverging or the sequential one of the recipe. */
bool kkr_figure_colormap(kkr_recipe *recipe, const char *name, kkr_error *err);
