// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_series.h"

#include "app/figure_recipe.h"
#include "app/film.h"
#include "core/family.h"
#include "core/recipe_sweep.h"
#include "shaders/book.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_SIDE = 20, MAX_FRAMES = 10000 };

const kkr_option kkr_series_options[] = {
    { KKR_OPTION_FLAG, "each", NULL,
      "a page for each CASE, or for each impurity of a FAMILY",
      offsetof(kkr_series_arguments, each) },
    { KKR_OPTION_TEXT, "sheet", "CxR",
      "small pictures of one quantity, C beside each other and R rows on a page",
      offsetof(kkr_series_arguments, sheet) },
    { KKR_OPTION_TEXT, "sweep", "KEY=A:B",
      "an animation: a number of the recipe from A to B (plane.offset=-3:3)",
      offsetof(kkr_series_arguments, sweep) },
    { KKR_OPTION_COUNT, "frames", "N", "pictures of the animation [48]",
      offsetof(kkr_series_arguments, frames) },
    { KKR_OPTION_REAL, "fps", "F", "of a film, pictures per second [12]",
      offsetof(kkr_series_arguments, fps) },
    { 0 },
};

kkr_series_arguments kkr_series_begin(const kkr_recipe_text *text)
{
    return (kkr_series_arguments){ .each = text->recipe.sheet.each,
                                   .frames = 48,
                                   .fps = 12 };
}

bool kkr_series_is_one(const kkr_recipe_text *text, const kkr_series_arguments *own)
{
    return own->sweep || text->recipe.sheet.each || text->recipe.sheet.columns > 0;
}

bool kkr_series_take(kkr_recipe_text *text, const kkr_series_arguments *own,
                     const char *output, kkr_error *err)
{
    kkr_recipe_sheet *sheet = &text->recipe.sheet;
    sheet->each = own->each;
    double side[2];
    if (own->sheet) {
        if (!kkr_figure_two("sheet", own->sheet, 'x', side, err))
            return false;
        for (int i = 0; i < 2; i++)
            if (!(side[i] >= 1 && side[i] <= MAX_SIDE && side[i] == (int)side[i]))
                return kkr_fail(err, KKR_ERROR_USAGE,
                                "--sheet needs CxR, whole numbers from 1 to %d, found "
                                "\"%s\"",
                                MAX_SIDE, own->sheet);
        sheet->columns = (int)side[0];
        sheet->rows = (int)side[1];
        sheet->each = false;
    }
    if (sheet->columns > 0 && sheet->rows == 0)
        sheet->rows = sheet->columns;
    if (sheet->columns == 0)
        sheet->rows = 0;
    if (own->sweep && (sheet->each || sheet->columns > 0))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--sweep is of one case, not with --each or --sheet");
    if (own->frames > MAX_FRAMES)
        return kkr_fail(err, KKR_ERROR_USAGE, "--frames: the most is %d", MAX_FRAMES);
    if (!(own->fps > 0 && own->fps <= 240))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--fps needs a number above 0, at most 240");
    if (sheet->columns > 0 && text->recipe.only < 0)
        text->recipe.only = KKR_QUANTITY_DV; // what one compares
    if (kkr_series_is_film(output) && !kkr_series_is_one(text, own))
        return kkr_fail(
            err, KKR_ERROR_USAGE,
            "%s: a film needs --sweep or --each; a picture is .png, .pdf or "
            ".svg",
            output);
    return true;
}

bool kkr_series_is_film(const char *path)
{
    return kkr_film_is_one(path);
}

// ----------------------------------------------------- what to draw

/** One picture: a recipe of its own, and where its case is. */
typedef struct frame {
    kkr_recipe_text *text;
    kkr_arguments paths;
    kkr_case_arguments options;
    void *own;
    char *name;
    double z;
    int place; // in the order they were given
    kkr_figure_call call;
} frame;

typedef struct series {
    const kkr_figure_kind *kind;
    bool is_book; // of several cases; else one case moves
    int n;
    frame *frames;
} series;

static void clear(series *s)
{
    for (int i = 0; i < s->n; i++) {
        kkr_recipe_text_free(s->frames[i].text);
        free(s->frames[i].own);
        free(s->frames[i].name);
    }
    free(s->frames);
}

/** The call is finished when all frames are there and no longer move in memory. */
static frame *add(series *s, const kkr_figure_call *base)
{
    s->frames = kkr_realloc(s->frames, s->n + 1, sizeof *s->frames);
    frame *f = &s->frames[s->n++];
    *f = (frame){ .text = kkr_recipe_text_copy(base->text),
                  .paths = *base->paths,
                  .options = *base->options };
    kkr_recipe_text_forget_paths(f->text);
    f->text->recipe.sheet.each = false;
    f->own = kkr_alloc(1, s->kind->own_size);
    memcpy(f->own, base->own, s->kind->own_size);
    return f;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

static void list_cases(series *s, const kkr_figure_call *base, const kkr_family *family)
{
    int n = family ? family->n_members : base->paths->n_paths;
    for (int i = 0; i < n; i++) {
        frame *f = add(s, base);
        f->paths.n_paths = family ? kkr_family_member(family, i, f->paths.paths) : 1;
        if (!family)
            f->paths.paths[0] = base->paths->paths[i];
        f->name = kkr_strdup(last_part(f->paths.paths[f->paths.n_paths - 1]));
    }
}

/** From the first picture, which finds plane and scales, to the last one. */
static bool list_sweep(series *s, const kkr_figure_call *base,
                       const kkr_series_arguments *own, kkr_error *err)
{
    kkr_recipe_sweep sweep;
    if (!kkr_recipe_sweep_parse(own->sweep, &sweep, err))
        return false;
    KKR_AUTO(kkr_drawing) first = s->kind->make(base, err);
    if (!first)
        return false;
    for (int i = 0; i < own->frames; i++) {
        frame *f = add(s, base);
        double fraction = own->frames > 1 ? (double)i / (own->frames - 1) : 0;
        kkr_recipe_sweep_set(&sweep, fraction, f->text);
        s->kind->begin(f->text, f->own); // the options are in the recipe by now
        kkr_figure_recipe_options(f->text, &f->options);
        f->options.threads = base->options->threads;
        f->paths.n_paths = f->text->n_paths;
        memcpy(f->paths.paths, f->text->paths, sizeof f->paths.paths);
    }
    return true;
}

/** The call is about what the frame holds, wherever that lies now. */
static void point(frame *f)
{
    f->call.text = f->text;
    f->call.own = f->own;
    f->call.options = &f->options;
    f->call.paths = &f->paths;
}

static void set_calls(series *s, const kkr_figure_call *base, bool from_file)
{
    for (int i = 0; i < s->n; i++) {
        frame *f = &s->frames[i];
        f->call = *base;
        f->call.from_file = from_file;
        point(f);
    }
}

/** From now on its recipe says it all, and no option. */
static void rely_on_recipe(const series *s, frame *f)
{
    s->kind->begin(f->text, f->own);
    f->call.from_file = true;
}

/**
 * One scale for all, that of their values together, and one plane, that of the first
 * one. `base` gets what a recipe of all of them must say.
 */
static bool share(series *s, const kkr_figure_call *base, kkr_error *err)
{
    kkr_figure_survey survey = { 0 };
    bool good = true;
    kkr_recipe *first = &s->frames[0].text->recipe, *all = &base->text->recipe;
    for (int i = 0; good && i < s->n; i++) {
        kkr_recipe *recipe = &s->frames[i].text->recipe;
        if (i > 0 && s->is_book) {
            recipe->plane = first->plane;
            recipe->center_s = first->center_s;
            recipe->center_t = first->center_t;
            rely_on_recipe(s, &s->frames[i]);
        }
        good = s->kind->survey(&s->frames[i].call, &survey, err);
        s->frames[i].z = survey.z;
        s->frames[i].place = i;
    }
    for (int i = 0; good && s->kind->settle && i < s->n; i++)
        good = s->kind->settle(&survey, base->own, &s->frames[i].text->recipe, err);
    for (int i = 0; good && i < s->n; i++)
        rely_on_recipe(s, &s->frames[i]);
    if (good && s->is_book) {
        good = !s->kind->settle || s->kind->settle(&survey, base->own, all, err);
        all->plane = first->plane;
        all->center_s = first->center_s;
        all->center_t = first->center_t;
    }
    free(survey.v);
    free(survey.dv);
    free(survey.level);
    return good;
}

static int by_z(const void *a, const void *b)
{
    const frame *p = a, *q = b;
    return p->z != q->z ? (p->z < q->z ? -1 : 1) : p->place - q->place;
}

// ----------------------------------------------------------- writing

static bool add_page(const series *s, int i, kkr_book *book, kkr_error *err)
{
    const frame *f = &s->frames[i];
    KKR_AUTO(kkr_drawing) drawing = s->kind->make(&f->call, err);
    if (!drawing)
        return false;
    char *recipe = kkr_recipe_text_write(f->text);
    bool good = kkr_book_add(book, drawing, f->name, recipe, err);
    free(recipe);
    return good;
}

static bool add_sheet(const series *s, int from, int n, const char *recipe,
                      kkr_book *book, kkr_error *err)
{
    kkr_figure_call *calls = kkr_alloc(s->n, sizeof *calls);
    for (int i = 0; i < s->n; i++)
        calls[i] = s->frames[i].call;
    KKR_AUTO(kkr_drawing) drawing = s->kind->sheet(calls, s->n, from, n, err);
    free(calls);
    return drawing && kkr_book_add(book, drawing, NULL, recipe, err);
}

static bool write_book(const series *s, const kkr_recipe_sheet *sheet,
                       const char *recipe, const char *path, kkr_error *err)
{
    int per_page = sheet->columns > 0 ? sheet->columns * sheet->rows : 1;
    KKR_AUTO(kkr_book)
    book = kkr_book_new(path, (s->n + per_page - 1) / per_page, err);
    if (!book)
        return false;
    for (int i = 0; i < s->n; i += per_page) {
        int n = s->n - i < per_page ? s->n - i : per_page;
        if (!(sheet->columns > 0 ? add_sheet(s, i, n, recipe, book, err)
                                 : add_page(s, i, book, err)))
            return false;
    }
    return kkr_book_close(book, recipe, err);
}

/** Into the recipe of all: the folders, in the order of their names. */
static bool take_paths(const series *s, const kkr_figure_call *call,
                       const kkr_family *family, kkr_error *err)
{
    const char *paths[KKR_RECIPE_MAX_PATHS] = { 0 };
    int n = family ? family->n_members : s->n;
    if (n + (family != NULL) > KKR_RECIPE_MAX_PATHS)
        return kkr_fail(err, KKR_ERROR_USAGE, "%d cases; the most is %d", n,
                        KKR_RECIPE_MAX_PATHS - 1);
    for (int i = 0; !family && i < n; i++)
        paths[i] = s->frames[i].paths.paths[0];
    if (family)
        n = kkr_family_paths(family, paths);
    return kkr_figure_recipe_take_paths(call->text, call->options, paths, n, &call->job,
                                        err);
}

static bool write_film(const series *s, double fps, const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_film) film = kkr_film_new(path, fps, err);
    if (!film)
        return false;
    const kkr_recipe_sheet none = { 0 };
    return write_book(s, &none, NULL, kkr_film_frames(film), err) &&
           kkr_film_close(film, err);
}

bool kkr_series_write(const kkr_figure_kind *kind, const kkr_figure_call *call,
                      const kkr_series_arguments *own, const char *output,
                      kkr_error *err)
{
    const kkr_recipe_sheet sheet = call->text->recipe.sheet;
    if (sheet.columns > 0 && !kind->sheet)
        return kkr_fail(err, KKR_ERROR_USAGE, "%s", kind->no_sheet);
    series s = { .kind = kind, .is_book = !own->sweep };
    KKR_AUTO(kkr_family) family = NULL;
    bool good;
    if (own->sweep) {
        good = list_sweep(&s, call, own, err);
    } else {
        kkr_error none = { 0 }; // single cases are no family, and that is no mistake
        family = kkr_family_find(call->paths->paths, call->paths->n_paths, &none);
        list_cases(&s, call, family);
        good = true;
    }
    set_calls(&s, call, own->sweep != NULL || call->from_file);
    good = good && (!kind->survey || share(&s, call, err));
    if (good && family) {
        qsort(s.frames, s.n, sizeof *s.frames, by_z);
        for (int i = 0; i < s.n; i++)
            point(&s.frames[i]);
    }
    char *recipe = NULL;
    if (good && s.is_book) {
        good = take_paths(&s, call, family, err);
        recipe = good ? kkr_recipe_text_write(call->text) : NULL;
    }
    if (good && kkr_series_is_film(output))
        good = write_film(&s, own->fps, output, err);
    else
        good = good && write_book(&s, &sheet, recipe, output, err);
    free(recipe);
    clear(&s);
    return good;
}
