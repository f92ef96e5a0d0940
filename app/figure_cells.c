// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_camera.h"
#include "app/figure_kind.h"
#include "app/figure_recipe.h"
#include "app/verb.h"
#include "core/face_images.h"
#include "shaders/cells_figure.h"
#include "shaders/plot.h"
#include "shaders/space_sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ON, OFF }; // of "on|off"

typedef struct arguments {
    const char *direction;
    int site, face, shown, colour, sphere, cut, atoms, labels, chart, source, l;
    double opacity, radius;
    kkr_camera_arguments camera;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_COUNT, "site", "K", "whose cell, from 1 on [1]",
      offsetof(arguments, site) },
    { KKR_OPTION_CHOICE, "show", "one|neighbours|all", "which cells [one]",
      offsetof(arguments, shown) },
    { KKR_OPTION_REAL, "radius", "R", "of the sphere, bohr [where faces are met]",
      offsetof(arguments, radius) },
    { KKR_OPTION_CHOICE, "chart", "curves|direction|slice|error",
      "Theta_L(r), its sum along a direction or on a plane, or the sum's error "
      "[curves]",
      offsetof(arguments, chart) },
    { KKR_OPTION_CHOICE, "source", "both|computed|file|difference",
      "whose Theta_L [both]", offsetof(arguments, source) },
    { KKR_OPTION_COUNT, "lmax", "L", "up to which l [8]", offsetof(arguments, l) },
    { KKR_OPTION_TEXT, "direction", "X,Y,Z", "of the chart [1,1,1]",
      offsetof(arguments, direction) },
    { 0 },
};

static const kkr_option look_options[] = {
    KKR_CAMERA_OPTIONS(arguments, camera),
    { KKR_OPTION_CHOICE, "colour", "plain|element|site|volume|jump",
      "of faces; jump: of V across them [plain]", offsetof(arguments, colour) },
    { KKR_OPTION_REAL, "opacity", "O", "of faces, 0 (wire) to 1 [0.2]",
      offsetof(arguments, opacity) },
    { KKR_OPTION_COUNT, "face", "F", "one that stands out, from 1 on [none]",
      offsetof(arguments, face) },
    { KKR_OPTION_CHOICE, "sphere", "on|off", "around the site [on]",
      offsetof(arguments, sphere) },
    { KKR_OPTION_CHOICE, "cut", "on|off", "only its part inside the cell [on]",
      offsetof(arguments, cut) },
    { KKR_OPTION_CHOICE, "atoms", "on|off", "nuclei [off]",
      offsetof(arguments, atoms) },
    { KKR_OPTION_CHOICE, "labels", "on|off", "their names [on]",
      offsetof(arguments, labels) },
    { 0 },
};

static const kkr_option sample_options[] = {
    { KKR_OPTION_CHOICE, "channel", "avg|up|down|B",
      "of the jump: spin; B = (up - down)/2 [avg]",
      offsetof(kkr_case_arguments, channel) },
    { KKR_OPTION_CHOICE, "mode", "cell|stored|mt",
      "of the jump: V in the exact cell, or as stored (V Theta) [cell]",
      offsetof(kkr_case_arguments, mode) },
    { 0 },
};

static void begin(const kkr_recipe_text *text, void *own)
{
    const kkr_recipe *r = &text->recipe;
    const kkr_cells_style *cells = &r->cells;
    *(arguments *)own = (arguments){
        .site = cells->site,
        .face = cells->face,
        .shown = (int)cells->shown,
        .colour = (int)cells->color,
        .sphere = cells->sphere ? ON : OFF,
        .cut = cells->cut ? ON : OFF,
        .atoms = cells->atoms ? ON : OFF,
        .labels = r->show_labels ? ON : OFF,
        .chart = (int)cells->chart,
        .source = (int)cells->source,
        .l = cells->l,
        .opacity = cells->opacity,
        .radius = cells->radius,
        .camera = kkr_camera_arguments_of(r),
    };
}

static bool take(kkr_recipe_text *text, const void *options,
                 const kkr_case_arguments *sample, kkr_error *err)
{
    (void)sample;
    const arguments *own = options;
    kkr_cells_style *cells = &text->recipe.cells;
    text->recipe.show_labels = own->labels == ON;
    cells->site = own->site;
    cells->face = own->face;
    cells->shown = (kkr_cells_shown)own->shown;
    cells->color = (kkr_cells_color)own->colour;
    cells->sphere = own->sphere == ON;
    cells->cut = own->cut == ON;
    cells->atoms = own->atoms == ON;
    cells->chart = (kkr_shape_chart)own->chart;
    cells->source = (kkr_shape_source)own->source;
    cells->l = own->l;
    cells->opacity = own->opacity;
    cells->radius = own->radius;
    if (!(own->opacity >= 0 && own->opacity <= 1))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--opacity needs a number from 0 to 1, found %g", own->opacity);
    if (own->radius < 0)
        return kkr_fail(err, KKR_ERROR_USAGE, "--radius needs a number above 0");
    if (own->l > KKR_L_MAX)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--lmax needs a number up to %d, found %d", KKR_L_MAX, own->l);
    kkr_vec3 d;
    char rest;
    if (own->direction &&
        (sscanf(own->direction, "%lf,%lf,%lf%c", &d.x, &d.y, &d.z, &rest) != 3 ||
         !(kkr_vec3_length(d) > 1e-12 && kkr_vec3_length(d) < 1e6)))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--direction needs X,Y,Z, not all 0, found \"%s\"",
                        own->direction);
    if (own->direction)
        cells->direction = d;
    return true;
}

/** What the page is drawn from; all of it goes with the drawing. */
typedef struct picture {
    kkr_recipe recipe;
    kkr_case *object;
    kkr_shape_curves *curves;
    kkr_shape_ray *ray;
    kkr_shape_slice *slice;
    kkr_face_images *images;
    kkr_cells_jumps jumps;
} picture;

static void free_picture(void *owned)
{
    picture *p = owned;
    kkr_face_images_free(p->images);
    kkr_shape_slice_free(p->slice);
    kkr_shape_ray_free(p->ray);
    kkr_shape_curves_free(p->curves);
    kkr_case_free(p->object);
    free(p);
}

static bool check_site(const kkr_case *object, const kkr_cells_style *cells,
                       kkr_error *err)
{
    if (cells->site > object->n_sites)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--site needs a number from 1 to %d, found %d", object->n_sites,
                        cells->site);
    int site = kkr_cells_site(object, cells);
    if (site < 0) {
        int k = cells->site > 0 ? cells->site - 1 : 0;
        const char *why = object->sites[k].defect;
        return kkr_fail(err, KKR_ERROR_MISSING, "%s: site %d has no cell%s%s",
                        object->name, k + 1, why ? ": " : "", why ? why : "");
    }
    if (cells->face > object->sites[site].cell->n_faces)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--face needs a number from 1 to %d, found %d",
                        object->sites[site].cell->n_faces, cells->face);
    return true;
}

/** Theta of the site's cell; an open one has none, and no chart is drawn. */
static bool add_shapes(picture *p, int site, const kkr_job *job, kkr_error *err)
{
    const kkr_cells_style *cells = &p->recipe.cells;
    const kkr_case_site *s = &p->object->sites[site];
    if (!s->cell->closed) {
        kkr_verb_warn("the cell of site %d is open: it has no shape function",
                      site + 1);
        return true;
    }
    // how the error falls needs more terms than are shown
    int l_max = cells->chart == KKR_SHAPE_GIBBS ? KKR_L_MAX : cells->l;
    p->curves =
        kkr_shape_curves_new(s->cell, s->shape, p->object->alat, l_max, job, err);
    if (!p->curves)
        return false;
    if (cells->chart == KKR_SHAPE_RAY)
        p->ray = kkr_shape_ray_new(p->curves, s->cell, cells->direction);
    if (cells->chart != KKR_SHAPE_SLICE)
        return true;
    enum { SIZE = 512 };
    p->slice = kkr_shape_slice_new(p->curves, s->cell, p->recipe.plane.u,
                                   p->recipe.plane.v, cells->l, SIZE, job, err);
    return p->slice != NULL;
}

static bool add_jumps(picture *p, const kkr_figure_call *call, kkr_error *err)
{
    kkr_case_arguments options = *call->options;
    options.outside = 1; // faces between cluster and host have two sides, too
    KKR_AUTO(kkr_sampler)
    sampler = kkr_case_arguments_sampler(&options, p->object, &call->job, err);
    if (!sampler)
        return false;
    bool *shown = kkr_cells_shown_sites(p->object, &p->recipe.cells);
    p->images = kkr_face_images_new(p->object, sampler, shown, &call->job, err);
    free(shown);
    if (p->images)
        p->jumps = kkr_face_images_jumps(
            p->images, kkr_colormap_get(p->recipe.diverging, p->recipe.dark));
    return p->images != NULL;
}

static bool fill(picture *p, const kkr_figure_call *call, kkr_error *err)
{
    const arguments *own = call->own;
    kkr_recipe *recipe = &call->text->recipe;
    if (!kkr_camera_arguments_take(&own->camera, p->object, recipe, err) ||
        !check_site(p->object, &recipe->cells, err) ||
        !kkr_figure_recipe_take(call->text, call->options, call->paths, p->object,
                                &call->job, err))
        return false;
    p->recipe = *recipe;
    int site = kkr_cells_site(p->object, &recipe->cells);
    return add_shapes(p, site, &call->job, err) &&
           (recipe->cells.color != KKR_CELLS_JUMP || add_jumps(p, call, err));
}

static kkr_drawing *make(const kkr_figure_call *call, kkr_error *err)
{
    picture *p = kkr_alloc(1, sizeof *p);
    p->object = kkr_case_arguments_open(call->options, call->paths, &call->job, err);
    kkr_drawing *drawing = NULL;
    if (p->object && fill(p, call, err)) {
        const kkr_cells_figure figure = {
            p->object, &p->recipe, p->images ? &p->jumps : NULL,
            p->curves, p->ray,     p->slice
        };
        // the figure is a copy, what it points to goes with the drawing
        drawing = kkr_cells_figure_drawing(&figure, err);
    }
    return kkr_figure_keep(drawing, p, free_picture);
}

// ------------------------------------------------------ several cases

static bool survey(const kkr_figure_call *call, kkr_figure_survey *survey,
                   kkr_error *err)
{
    KKR_AUTO(kkr_case)
    object = kkr_case_arguments_open(call->options, call->paths, &call->job, err);
    const arguments *own = call->own;
    kkr_recipe *recipe = &call->text->recipe;
    if (!object || !kkr_camera_arguments_take(&own->camera, object, recipe, err))
        return false;
    bool *shown = kkr_cells_shown_sites(object, &recipe->cells);
    kkr_figure_survey_space(survey, object, shown);
    free(shown);
    survey->z = object->n_sites > 0 ? object->sites[0].z : 0;
    return true;
}

static bool settle(const kkr_figure_survey *survey, const void *own, kkr_recipe *recipe,
                   kkr_error *err)
{
    (void)own;
    (void)err;
    kkr_figure_settle_space(survey, recipe);
    return true;
}

/** What a sheet is drawn from. */
typedef struct scenes {
    int n;
    kkr_case **object; // [n]
    kkr_scene **scene; // [n]
} scenes;

static void free_scenes(void *owned)
{
    scenes *all = owned;
    for (int i = 0; i < all->n; i++) {
        kkr_scene_free(all->scene[i]);
        kkr_case_free(all->object[i]);
    }
    free(all->scene);
    free(all->object);
    free(all);
}

static bool add_scene(scenes *all, int i, const kkr_figure_call *call,
                      kkr_space_entry *entry, kkr_space_legend *legend, kkr_error *err)
{
    const kkr_recipe *recipe = &call->text->recipe;
    kkr_case *object = all->object[i] =
        kkr_case_arguments_open(call->options, call->paths, &call->job, err);
    if (!object || !check_site(object, &recipe->cells, err))
        return false;
    double edge = 0.05 * kkr_style_page(recipe->dark, 7).ticks;
    all->scene[i] =
        kkr_cells_scene_new(object, &recipe->cells, NULL, edge, recipe->dark);
    *entry = (kkr_space_entry){ .name = object->name,
                                .scene = all->scene[i],
                                .alat = object->alat };
    kkr_cells_figure_keys(object, recipe, legend);
    return true;
}

static kkr_drawing *sheet(const kkr_figure_call *calls, int n_calls, int from, int n,
                          kkr_error *err)
{
    (void)n_calls; // the survey has seen them all
    const kkr_recipe *recipe = &calls[from].text->recipe;
    if (recipe->cells.color == KKR_CELLS_VOLUME ||
        recipe->cells.color == KKR_CELLS_JUMP) {
        kkr_fail(err, KKR_ERROR_USAGE,
                 "--sheet of cells has no scale of numbers: --colour plain, element or "
                 "site");
        return NULL;
    }
    scenes *all = kkr_alloc(1, sizeof *all);
    all->n = n;
    all->object = kkr_alloc(n, sizeof *all->object);
    all->scene = kkr_alloc(n, sizeof *all->scene);
    kkr_space_entry *entries = kkr_alloc(n, sizeof *entries);
    kkr_space_legend legend = { 0 };
    bool good = true;
    for (int i = 0; good && i < n; i++)
        good = add_scene(all, i, &calls[from + i], &entries[i], &legend, err);
    kkr_drawing *drawing = NULL;
    if (good) {
        kkr_camera camera = kkr_recipe_camera(recipe, (kkr_vec3){ 0 }, 1);
        drawing = kkr_space_sheet_drawing(recipe, &camera, entries, n, &legend, err);
    }
    free(entries);
    return kkr_figure_keep(drawing, all, free_scenes);
}

const kkr_figure_kind kkr_figure_cells = {
    .usage = "--kind cells CASE|FILE.recipe -o FILE.(png|pdf|svg) [options]",
    .help =
        "Draws Voronoi cells in space, a sphere that the cell cuts, and beside it the\n"
        "shape function of that cell: Theta_L against r, computed and as the file has\n"
        "it, or its sum along a direction or on a plane. Needs OpenGL, but no "
        "display.",
    .options = own_options,
    .look = look_options,
    .sample = sample_options,
    .own_size = sizeof(arguments),
    .begin = begin,
    .take = take,
    .make = make,
    .survey = survey,
    .settle = settle,
    .sheet = sheet,
};
