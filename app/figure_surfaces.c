// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_camera.h"
#include "app/figure_kind.h"
#include "app/figure_recipe.h"
#include "app/verb.h"
#include "core/field.h"
#include "core/surface_set.h"
#include "shaders/plot.h"
#include "shaders/space_sheet.h"
#include "shaders/surface_figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ON, OFF }; // of "on|off"

typedef struct arguments {
    const char *level, *sites, *repeat, *plane;
    int pair, colour, points, extent, cut, slice, box, cells, atoms, labels;
    double opacity;
    kkr_camera_arguments camera;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "level", "A[:B..][,C..]",
      "levels of V and |V|, then of V - V0 and |V - V0|; of a lone --field its own, in "
      "the units shown [from the data]",
      offsetof(arguments, level) },
    { KKR_OPTION_CHOICE, "pair", "on|off", "V and V - V0 at minus each level, too [on]",
      offsetof(arguments, pair) },
    { KKR_OPTION_TEXT, "sites", "K,...", "only in the cells of these sites [all]",
      offsetof(arguments, sites) },
    { KKR_OPTION_CHOICE, "extent", "cells|unit-cell",
      "of a crystal: Voronoi cells of its sites, or its unit cell [cells]",
      offsetof(arguments, extent) },
    { KKR_OPTION_TEXT, "repeat", "LxMxN", "of a crystal, along a, b and c [1x1x1]",
      offsetof(arguments, repeat) },
    { KKR_OPTION_COUNT, "points", "N", "of the grid along the longest side [128]",
      offsetof(arguments, points) },
    { KKR_OPTION_TEXT, "plane", "SPEC",
      "h,k,l[@offset] or P;P;P, for --cut, --slice and --from n",
      offsetof(arguments, plane) },
    { KKR_OPTION_CHOICE, "cut", "none|front|back",
      "what lies in front of the plane, or behind it, is left out [none]",
      offsetof(arguments, cut) },
    { KKR_OPTION_CHOICE, "slice", "on|off", "the plane is drawn, too [off]",
      offsetof(arguments, slice) },
    { 0 },
};

static const kkr_option look_options[] = {
    KKR_CAMERA_OPTIONS(arguments, camera),
    { KKR_OPTION_CHOICE, "colour", "level|V|dV|absV|absdV",
      "of surfaces: each level its own, or that of another field [level]",
      offsetof(arguments, colour) },
    { KKR_OPTION_REAL, "opacity", "O", "of surfaces, above 0 to 1 [1]",
      offsetof(arguments, opacity) },
    { KKR_OPTION_CHOICE, "cells", "on|off", "edges of the cells [on]",
      offsetof(arguments, cells) },
    { KKR_OPTION_CHOICE, "atoms", "on|off", "nuclei [on]", offsetof(arguments, atoms) },
    { KKR_OPTION_CHOICE, "labels", "on|off", "their names [on]",
      offsetof(arguments, labels) },
    { KKR_OPTION_CHOICE, "box", "on|off", "edges of a crystal's unit cell [off]",
      offsetof(arguments, box) },
    { 0 },
};

static void begin(const kkr_recipe_text *text, void *own)
{
    const kkr_recipe *r = &text->recipe;
    const kkr_surface_style *s = &r->surfaces;
    *(arguments *)own = (arguments){
        .pair = s->pair ? ON : OFF,
        .colour = (int)s->color,
        .points = s->n,
        .extent = (int)s->extent,
        .cut = (int)s->cut,
        .slice = s->slice ? ON : OFF,
        .box = s->box ? ON : OFF,
        .cells = s->cells ? ON : OFF,
        .atoms = s->atoms ? ON : OFF,
        .labels = r->show_labels ? ON : OFF,
        .opacity = s->opacity,
        .camera = kkr_camera_arguments_of(r),
    };
}

// ------------------------------------------------------------- options

/** "0.5:0.1" as levels in Ry; ends at a comma or the end. Returns how many, 0: bad. */
static int parse_levels(const char *text, size_t length, double unit,
                        double level[KKR_SURFACE_LEVELS])
{
    char copy[128];
    int n = 0;
    if (length >= sizeof copy)
        return 0;
    memcpy(copy, text, length);
    copy[length] = 0;
    for (char *word = copy; word; n++) {
        char *next = strchr(word, ':');
        if (next)
            *next++ = 0;
        if (n == KKR_SURFACE_LEVELS || !kkr_option_number(word, &level[n]))
            return 0;
        level[n] /= unit;
        word = next;
    }
    return n;
}

static void set_levels(kkr_surface_style *style, int q, int n, const double *level)
{
    bool absolute = q == KKR_QUANTITY_ABS_V || q == KKR_QUANTITY_ABS_DV;
    style->n_levels[q] = n;
    for (int i = 0; i < n; i++)
        style->level[q][i] = absolute ? fabs(level[i]) : level[i];
}

static bool take_levels(kkr_recipe *recipe, const char *text, kkr_error *err)
{
    if (!text)
        return true;
    double unit = kkr_energy_unit_factor(recipe->energy_unit);
    const char *comma = strchr(text, ',');
    const char *parts[2] = { text, comma ? comma + 1 : NULL };
    bool lone_difference =
        recipe->only == KKR_QUANTITY_DV || recipe->only == KKR_QUANTITY_ABS_DV;
    if (lone_difference && !comma) {
        parts[1] = text;
        parts[0] = NULL;
    }
    for (int k = 0; k < 2; k++) {
        if (!parts[k])
            continue;
        double level[KKR_SURFACE_LEVELS] = { 0 };
        size_t length = strcspn(parts[k], ",");
        int n = parse_levels(parts[k], length, unit, level);
        if (n == 0 || (k == 1 && parts[k][length]))
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "--level needs 1 to %d numbers with \":\" between, and the "
                            "same for V - V0 behind a comma, found \"%s\"",
                            KKR_SURFACE_LEVELS, text);
        set_levels(&recipe->surfaces, k ? KKR_QUANTITY_DV : KKR_QUANTITY_V, n, level);
        set_levels(&recipe->surfaces, k ? KKR_QUANTITY_ABS_DV : KKR_QUANTITY_ABS_V, n,
                   level);
    }
    return true;
}

static bool take_sites(kkr_surface_style *style, const char *text, kkr_error *err)
{
    if (!text)
        return true;
    char *copy = kkr_strdup(text), *save = NULL;
    int found[KKR_SURFACE_SITES] = { 0 }, n = 0;
    bool good = true;
    for (char *word = strtok_r(copy, ",", &save); good && word;
         word = strtok_r(NULL, ",", &save), n++)
        good = n < KKR_SURFACE_SITES && kkr_option_counts(word, &found[n], 1) == 1;
    free(copy);
    if (!good || n == 0)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--sites needs 1 to %d numbers from 1 on, found \"%s\"",
                        KKR_SURFACE_SITES, text);
    memcpy(style->sites, found, sizeof found);
    return true;
}

static bool take(kkr_recipe_text *text, const void *options,
                 const kkr_case_arguments *sample, kkr_error *err)
{
    const arguments *own = options;
    kkr_recipe *recipe = &text->recipe;
    kkr_surface_style *s = &recipe->surfaces;
    if (!kkr_figure_field(recipe, sample->field, err))
        return false;
    recipe->show_labels = own->labels == ON;
    s->pair = own->pair == ON;
    s->color = (kkr_surface_color)own->colour;
    s->n = own->points;
    s->extent = (kkr_surface_extent)own->extent;
    s->cut = (kkr_surface_cut)own->cut;
    s->slice = own->slice == ON;
    s->box = own->box == ON;
    s->cells = own->cells == ON;
    s->atoms = own->atoms == ON;
    s->opacity = own->opacity;
    if (!(own->opacity >= 0.01 && own->opacity <= 1))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--opacity needs a number from 0.01 to 1, found %g",
                        own->opacity);
    if (own->points < 16 || own->points > 512)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--points needs a number from 16 to 512, found %d",
                        own->points);
    if (own->repeat) {
        int n[3];
        bool good = kkr_option_counts(own->repeat, n, 3) == 3;
        for (int i = 0; i < 3 && good; i++)
            good = n[i] <= 16;
        if (!good)
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "--repeat needs LxMxN, each from 1 to 16, found \"%s\"",
                            own->repeat);
        memcpy(s->repeat, n, sizeof n);
    }
    return take_levels(recipe, own->level, err) && take_sites(s, own->sites, err);
}

// ------------------------------------------------------------- picture

/** What the page is drawn from; all of it goes with the drawing. */
typedef struct picture {
    kkr_recipe recipe;
    kkr_case *object;
    kkr_sampler *sampler;
    kkr_surface_set *sets[KKR_QUANTITY_COUNT];
    char why[KKR_QUANTITY_COUNT][1000];
    kkr_slice *slice;
    kkr_surface_colors colors;
} picture;

static void free_picture(void *owned)
{
    picture *p = owned;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        kkr_surface_set_free(p->sets[q]);
    kkr_slice_free(p->slice);
    kkr_sampler_free(p->sampler);
    kkr_case_free(p->object);
    free(p);
}

/** 1, 2 or 5 times a power of ten that most magnitudes do not exceed. */
static double round_limit(const kkr_surface_set *set, double most)
{
    for (int i = 0; i < set->n; i++)
        for (size_t k = 0; k < set->mesh[i].n_vertices; k++)
            if (isfinite(set->mesh[i].value[k]))
                most = fmax(most, fabs(set->mesh[i].value[k]));
    return most;
}

/** Of the colours on surfaces: linear, as wide as what is met there. */
static kkr_scale scale_on_surfaces(const picture *p, bool is_signed)
{
    double most = 0;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        if (p->sets[q])
            most = round_limit(p->sets[q], most);
    most = most > 0 ? most : 1;
    double decade = pow(10, floor(log10(most))), factor = most / decade;
    double limit = decade * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    return (kkr_scale){ KKR_SCALE_LINEAR, is_signed, is_signed ? -limit : 0, limit, 0 };
}

static void take_scales(picture *p, kkr_quantity q, const kkr_surface *surface)
{
    bool difference = q == KKR_QUANTITY_DV || q == KKR_QUANTITY_ABS_DV;
    bool absolute = q == KKR_QUANTITY_ABS_V || q == KKR_QUANTITY_ABS_DV;
    const kkr_recipe *r = &p->recipe;
    const kkr_scale_pair *told = absolute ? &r->absolute_scales : &r->signed_scales;
    p->colors.scale[q] = difference ? told->dv : told->v;
    if (!r->auto_scales || !surface)
        return;
    size_t n;
    const float *values = kkr_surface_values(surface, &n);
    p->colors.scale[q] = kkr_scale_pair_from_data(values, NULL, n, absolute).v;
}

/** One panel; what cannot be shown leaves a sentence. False only if it must end. */
static bool add_set(picture *p, kkr_quantity q, const kkr_job *job, kkr_error *err)
{
    const kkr_surface_style *style = &p->recipe.surfaces;
    bool difference = q == KKR_QUANTITY_DV || q == KKR_QUANTITY_ABS_DV;
    kkr_error why = { 0 };
    if (difference && !kkr_case_has_reference(p->object, &why)) {
        snprintf(p->why[q], sizeof p->why[q], "%s", why.message);
        return true;
    }
    int sites[KKR_SURFACE_SITES];
    kkr_surface_params params;
    kkr_surface_style_params(style, &p->recipe.plane, q, 0, sites, &params);
    KKR_AUTO(kkr_surface)
    surface = kkr_surface_new(p->object, p->sampler, &params, job, &why);
    if (surface) {
        p->sets[q] = kkr_surface_set_new(surface, style, q, true, job, &why);
        take_scales(p, q, surface);
    }
    if (p->sets[q]) {
        if (*p->sets[q]->note)
            kkr_verb_warn("%s", p->sets[q]->note);
        return true;
    }
    if (why.code == KKR_ERROR_CANCELLED || why.code == KKR_ERROR_MEMORY) {
        *err = why;
        return false;
    }
    snprintf(p->why[q], sizeof p->why[q], "%s", why.message);
    return true;
}

static bool add_slice(picture *p, const kkr_job *job, kkr_error *err)
{
    enum { SIZE = 480 };
    const double faint = 1;
    const kkr_plane *plane = &p->recipe.plane;
    kkr_vec3 from = kkr_vec3_sub(kkr_case_natural_point(p->object), plane->origin);
    double pitch = kkr_slice_natural_width(p->object) / SIZE;
    p->slice = kkr_slice_new(p->sampler, p->object, plane, kkr_vec3_dot(from, plane->u),
                             kkr_vec3_dot(from, plane->v), pitch, SIZE, SIZE, true,
                             faint, job, err);
    return p->slice != NULL;
}

static bool check_sites(const kkr_case *object, const kkr_surface_style *style,
                        kkr_error *err)
{
    for (int i = 0; i < KKR_SURFACE_SITES && style->sites[i]; i++)
        if (style->sites[i] > object->n_sites)
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "--sites needs numbers from 1 to %d, found %d",
                            object->n_sites, style->sites[i]);
    return true;
}

/** Everything but the surfaces. */
static bool prepare(picture *p, const kkr_figure_call *call,
                    kkr_case_arguments *options, kkr_error *err)
{
    const arguments *own = call->own;
    const kkr_job *job = &call->job;
    kkr_recipe *recipe = &call->text->recipe;
    if (!kkr_figure_set_plane(recipe, own->plane, "", call->from_file, p->object,
                              err) ||
        !kkr_camera_arguments_take(&own->camera, p->object, recipe, err) ||
        !check_sites(p->object, &recipe->surfaces, err) ||
        !kkr_figure_recipe_take(call->text, options, call->paths, p->object, job, err))
        return false;
    if (options->field < 0)
        options->field = KKR_FIELD_V; // V - V0 is drawn if there is a V0
    p->recipe = *recipe;
    p->sampler = kkr_case_arguments_sampler(options, p->object, job, err);
    if (!p->sampler)
        return false;
    p->colors.diverging = kkr_colormap_get(recipe->diverging, recipe->dark);
    p->colors.sequential = kkr_colormap_get(recipe->sequential, recipe->dark);
    p->colors.dark = recipe->dark;
    return true;
}

static bool fill(picture *p, const kkr_figure_call *call, kkr_case_arguments *options,
                 kkr_error *err)
{
    const kkr_job *job = &call->job;
    if (!prepare(p, call, options, err))
        return false;
    const kkr_recipe *recipe = &p->recipe;
    int n = 0;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        take_scales(p, (kkr_quantity)q, NULL);
        if (recipe->only >= 0 && recipe->only != q)
            continue;
        if (!add_set(p, (kkr_quantity)q, job, err))
            return false;
        n += p->sets[q] != NULL;
        // V - V0 and its magnitude lack the same thing
        bool told = q > 0 && strcmp(p->why[q], p->why[q == 3 ? 1 : 0]) == 0;
        if (!p->sets[q] && recipe->only < 0 && !told)
            kkr_verb_warn("%s", p->why[q]);
    }
    if (n == 0) // no picture at all
        return kkr_fail(err, KKR_ERROR_MISSING, "%s: %s", p->object->name,
                        p->why[recipe->only >= 0 ? recipe->only : 0]);
    kkr_surface_color color = recipe->surfaces.color;
    if (color != KKR_SURFACE_BY_LEVEL && recipe->auto_scales) {
        int q = (int)color - KKR_SURFACE_BY_V;
        p->colors.scale[q] =
            scale_on_surfaces(p, q == KKR_QUANTITY_V || q == KKR_QUANTITY_DV);
    }
    return !recipe->surfaces.slice || add_slice(p, job, err);
}

static kkr_drawing *make(const kkr_figure_call *call, kkr_error *err)
{
    kkr_case_arguments options = *call->options;
    picture *p = kkr_alloc(1, sizeof *p);
    p->object = kkr_case_arguments_open(&options, call->paths, &call->job, err);
    kkr_drawing *drawing = NULL;
    if (p->object && fill(p, call, &options, err)) {
        kkr_surface_figure figure = { .object = p->object,
                                      .recipe = &p->recipe,
                                      .slice = p->slice,
                                      .colors = &p->colors };
        for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
            figure.sets[q] = p->sets[q];
            figure.why[q] = p->why[q];
        }
        drawing = kkr_surface_figure_drawing(&figure, err);
    }
    return kkr_figure_keep(drawing, p, free_picture);
}

// ------------------------------------------------------ several cases

static void shown_sites(const kkr_case *object, const kkr_surface_style *style,
                        bool *shown)
{
    for (int i = 0; i < object->n_sites; i++)
        shown[i] = !style->sites[0];
    for (int i = 0; i < KKR_SURFACE_SITES && style->sites[i]; i++)
        if (style->sites[i] <= object->n_sites)
            shown[style->sites[i] - 1] = true;
}

/** The level that suits a panel, found on a coarse grid; NaN: there is none. */
static double coarse_level(const picture *p, kkr_quantity q, const kkr_job *job)
{
    enum { COARSE = 40 };
    int sites[KKR_SURFACE_SITES];
    kkr_surface_params params;
    kkr_error none = { 0 };
    kkr_surface_style_params(&p->recipe.surfaces, &p->recipe.plane, q, COARSE, sites,
                             &params);
    KKR_AUTO(kkr_surface)
    surface = kkr_surface_new(p->object, p->sampler, &params, job, &none);
    if (!surface)
        return NAN;
    size_t n;
    const float *values = kkr_surface_values(surface, &n);
    return kkr_surface_level(q, values, n);
}

static bool survey(const kkr_figure_call *call, kkr_figure_survey *survey,
                   kkr_error *err)
{
    kkr_case_arguments options = *call->options;
    picture *p = kkr_alloc(1, sizeof *p);
    p->object = kkr_case_arguments_open(&options, call->paths, &call->job, err);
    bool good = p->object && prepare(p, call, &options, err);
    if (good) {
        bool *shown = kkr_alloc(p->object->n_sites + 1, sizeof *shown);
        shown_sites(p->object, &p->recipe.surfaces, shown);
        kkr_figure_survey_space(survey, p->object, shown);
        free(shown);
        survey->level =
            kkr_realloc(survey->level, survey->n_levels + 1, sizeof *survey->level);
        float *level = survey->level[survey->n_levels++];
        for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
            bool wanted = (p->recipe.only < 0 || p->recipe.only == q) &&
                          p->recipe.surfaces.n_levels[q] == 0;
            level[q] =
                wanted ? (float)coarse_level(p, (kkr_quantity)q, &call->job) : NAN;
        }
        survey->z = p->object->n_sites > 0 ? p->object->sites[0].z : 0;
    }
    free_picture(p);
    return good;
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/** Where nobody said a level, the middle one of those that suit each. */
static bool settle(const kkr_figure_survey *survey, const void *own, kkr_recipe *recipe,
                   kkr_error *err)
{
    (void)own;
    (void)err;
    kkr_figure_settle_space(survey, recipe);
    float *found = kkr_alloc(survey->n_levels + 1, sizeof *found);
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        int n = 0;
        for (int i = 0; i < survey->n_levels; i++)
            if (isfinite(survey->level[i][q]))
                found[n++] = survey->level[i][q];
        if (n == 0 || recipe->surfaces.n_levels[q] > 0)
            continue;
        qsort(found, n, sizeof *found, by_size);
        char round[32]; // they are round numbers, in double
        snprintf(round, sizeof round, "%.3g", (double)found[n / 2]);
        kkr_option_number(round, &recipe->surfaces.level[q][0]);
        recipe->surfaces.n_levels[q] = 1;
    }
    free(found);
    return true;
}

/** What a sheet is drawn from. */
typedef struct pictures {
    int n;
    picture **picture; // [n]
    kkr_scene **scene; // [n]
} pictures;

static void free_pictures(void *owned)
{
    pictures *all = owned;
    for (int i = 0; i < all->n; i++) {
        kkr_scene_free(all->scene[i]);
        if (all->picture[i])
            free_picture(all->picture[i]);
    }
    free(all->picture);
    free(all->scene);
    free(all);
}

/** Coarser than a page of its own would be, by as many as stand beside it. */
static bool add_picture(pictures *all, int i, const kkr_figure_call *call,
                        kkr_space_entry *entry, kkr_error *err)
{
    kkr_case_arguments options = *call->options;
    kkr_recipe *recipe = &call->text->recipe;
    kkr_quantity q = (kkr_quantity)recipe->only;
    picture *p = all->picture[i] = kkr_alloc(1, sizeof *p);
    p->object = kkr_case_arguments_open(&options, call->paths, &call->job, err);
    if (!p->object || !prepare(p, call, &options, err))
        return false;
    int n = p->recipe.surfaces.n / recipe->sheet.columns;
    p->recipe.surfaces.n = n < 48 ? 48 : n;
    if (!add_set(p, q, &call->job, err))
        return false;
    kkr_surface_sheet_colors(&p->recipe, q, &p->colors);
    double edge = 0.05 * kkr_style_page(recipe->dark, 7).ticks;
    all->scene[i] = kkr_surface_scene_new(p->object, &p->recipe.surfaces, q, p->sets[q],
                                          NULL, &p->colors, edge);
    *entry = (kkr_space_entry){ .name = p->object->name,
                                .scene = all->scene[i],
                                .alat = p->object->alat };
    return true;
}

static kkr_drawing *sheet(const kkr_figure_call *calls, int n_calls, int from, int n,
                          kkr_error *err)
{
    (void)n_calls; // the survey has seen them all
    const kkr_recipe *recipe = &calls[from].text->recipe;
    if (recipe->surfaces.color != KKR_SURFACE_BY_LEVEL || recipe->surfaces.slice) {
        kkr_fail(err, KKR_ERROR_USAGE,
                 "--sheet of surfaces has one colour a level: no --colour, no --slice");
        return NULL;
    }
    pictures *all = kkr_alloc(1, sizeof *all);
    all->n = n;
    all->picture = kkr_alloc(n, sizeof *all->picture);
    all->scene = kkr_alloc(n, sizeof *all->scene);
    kkr_space_entry *entries = kkr_alloc(n, sizeof *entries);
    bool good = true;
    for (int i = 0; good && i < n; i++)
        good = add_picture(all, i, &calls[from + i], &entries[i], err);
    kkr_drawing *drawing = NULL;
    if (good) {
        kkr_space_legend legend;
        kkr_surface_sheet_legend(recipe, (kkr_quantity)recipe->only,
                                 &all->picture[0]->colors, &legend);
        kkr_camera camera = kkr_recipe_camera(recipe, (kkr_vec3){ 0 }, 1);
        drawing = kkr_space_sheet_drawing(recipe, &camera, entries, n, &legend, err);
    }
    free(entries);
    return kkr_figure_keep(drawing, all, free_pictures);
}

const kkr_figure_kind kkr_figure_surfaces = {
    .usage = "--kind surfaces CASE|FILE.recipe -o FILE.(png|pdf|svg) [options]",
    .help =
        "Draws surfaces of equal V, V - V0, |V| and |V - V0|, or of one of them\n"
        "(--field), seen from the same place. Every vertex lies on the exact "
        "potential;\n"
        "where that jumps at a cell face, the surface has a gap. Needs OpenGL, but no\n"
        "display.",
    .options = own_options,
    .look = look_options,
    .sample = kkr_case_options_sample,
    .own_size = sizeof(arguments),
    .begin = begin,
    .take = take,
    .make = make,
    .survey = survey,
    .settle = settle,
    .sheet = sheet,
};
