// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/export.h"
#include "shaders/cells_figure.h"
#include "shaders/check_page.h"
#include "shaders/jl_figure.h"
#include "ui/cells.h"

#include "core/output.h"
#include "shaders/figure.h"
#include "shaders/radial_figure.h"
#include "ui/picture.h"
#include "ui/radial.h"

#include <stdlib.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(KkrRadial, kkr_radial_unref)

static void free_radial(void *radial)
{
    kkr_radial_unref(radial);
}

typedef struct Sampled {
    kkr_slice_set *slices;
    kkr_line *line; // NULL: none
} Sampled;

static void free_sampled(void *user)
{
    Sampled *sampled = user;
    kkr_line_free(sampled->line);
    kkr_slice_set_free(sampled->slices);
    g_free(sampled);
}

static kkr_drawing *radial_page(KkrSource *source, const kkr_recipe *page,
                                const kkr_job *job, kkr_error *err)
{
    g_autoptr(KkrRadial) radial = kkr_radial_new(source, page, NULL, job);
    if (!radial) {
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    if (!radial->curves) {
        kkr_fail(err, KKR_ERROR_MISSING, "%s",
                 radial->message ? radial->message : "nothing to draw");
        return NULL;
    }
    kkr_drawing *drawing = kkr_radial_figure_drawing(page, radial->curves, err);
    if (drawing) {
        drawing->owned = g_steal_pointer(&radial);
        drawing->free_owned = free_radial;
    }
    return drawing;
}

static kkr_drawing *panels_page(const KkrSource *source, kkr_recipe *page,
                                const kkr_job *job, kkr_error *err)
{
    const kkr_case *object = source->object;
    kkr_figure figure;
    page->auto_scales = false; // as the window shows them
    kkr_recipe_settle_view(page);
    if (!kkr_figure_plan(page, kkr_slice_natural_width(object), &figure, err))
        return NULL;
    Sampled *sampled = g_new0(Sampled, 1);
    sampled->slices = kkr_slice_set_new(source->sampler, object, &figure.recipe,
                                        figure.pitch, figure.columns, figure.rows, true,
                                        kkr_picture_atom_range, job, err);
    if (sampled->slices && kkr_figure_has_line(page))
        sampled->line = kkr_line_new(object, source->sampler, page->line_from,
                                     page->line_to, kkr_figure_line_points, job, err);
    bool good = sampled->slices && (sampled->line || !kkr_figure_has_line(page));
    kkr_drawing *drawing =
        good ? kkr_figure_drawing(&figure, sampled->slices, object->alat, job, err)
             : NULL;
    if (!drawing) {
        free_sampled(sampled);
        return NULL;
    }
    if (sampled->line)
        kkr_figure_add_line(drawing, sampled->line, object);
    drawing->owned = sampled;
    drawing->free_owned = free_sampled;
    return drawing;
}

/* The page borrows from what it is drawn from, which goes with it. */
typedef struct CellsPage {
    KkrCells *cells;
    kkr_cells_jumps jumps;
} CellsPage;

static void free_cells_page(void *data)
{
    CellsPage *page = data;
    kkr_cells_unref(page->cells);
    g_free(page);
}

static kkr_drawing *cells_page(KkrSource *source, const kkr_recipe *recipe,
                               const kkr_job *job, kkr_error *err)
{
    KkrCells *cells = kkr_cells_new(source, recipe, NULL, true, job);
    if (!cells) {
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    CellsPage *page = g_new0(CellsPage, 1);
    page->cells = cells;
    if (cells->images)
        page->jumps = kkr_face_images_jumps(
            cells->images, kkr_colormap_get(recipe->diverging, recipe->dark));
    const kkr_cells_figure figure = {
        .object = source->object,
        .recipe = &cells->recipe,
        .jumps = cells->images ? &page->jumps : NULL,
        .curves = cells->curves,
        .ray = cells->ray,
        .slice = cells->slice,
    };
    kkr_drawing *drawing = kkr_cells_figure_drawing(&figure, err);
    if (!drawing) {
        free_cells_page(page);
        return NULL;
    }
    drawing->owned = page;
    drawing->free_owned = free_cells_page;
    return drawing;
}

/* Of the view Features: the chart that the recipe names, its components at first. */
typedef struct FeaturesPage {
    kkr_jl_picture *picture;
    kkr_slice *slice;
} FeaturesPage;

static void free_features_page(void *data)
{
    FeaturesPage *page = data;
    kkr_jl_picture_free(page->picture);
    kkr_slice_free(page->slice);
    g_free(page);
}

static kkr_drawing *features_page(KkrSource *source, const kkr_recipe *recipe,
                                  const kkr_job *job, kkr_error *err)
{
    const double faint = 1; // bohr: atoms nearer to the plane than this are drawn
    kkr_jl_pixels pixels =
        kkr_jl_figure_pixels(recipe, kkr_slice_natural_width(source->object));
    FeaturesPage *page = g_new0(FeaturesPage, 1);
    kkr_drawing *drawing = NULL;
    if (pixels.columns > 0)
        page->slice =
            kkr_slice_new(source->sampler, source->object, &recipe->plane,
                          recipe->center_s, recipe->center_t, pixels.pitch,
                          pixels.columns, pixels.rows, false, faint, job, err);
    if (page->slice || pixels.columns == 0)
        page->picture = kkr_jl_picture_new(recipe, source->object, source->sampler,
                                           page->slice, job, err);
    if (page->picture)
        drawing =
            kkr_jl_figure_drawing(recipe, page->picture, source->object->alat, err);
    if (!drawing) {
        free_features_page(page);
        return NULL;
    }
    drawing->owned = page;
    drawing->free_owned = free_features_page;
    return drawing;
}

bool kkr_export_write(KkrSource *source, kkr_recipe_text *text, const char *path,
                      const kkr_job *job, kkr_error *err)
{
    int which;
    kkr_recipe *page = &text->recipe;
    text->kind = page->view == KKR_VIEW_RADIAL     ? KKR_RECIPE_RADIAL
                 : page->view == KKR_VIEW_CELLS    ? KKR_RECIPE_CELLS
                 : page->view == KKR_VIEW_FEATURES ? KKR_RECIPE_JL
                 : page->view == KKR_VIEW_CHECK    ? KKR_RECIPE_CHECK
                                                   : KKR_RECIPE_SLICES;
    if (!kkr_output_suffix(path, kkr_page_suffixes, &which, err))
        return false;
    KKR_AUTO(kkr_output) output = kkr_output_new(path, err);
    if (!output)
        return false;
    KKR_AUTO(kkr_drawing)
    drawing = text->kind == KKR_RECIPE_RADIAL  ? radial_page(source, page, job, err)
              : text->kind == KKR_RECIPE_CELLS ? cells_page(source, page, job, err)
              : text->kind == KKR_RECIPE_JL    ? features_page(source, page, job, err)
              : text->kind == KKR_RECIPE_CHECK
                  ? kkr_check_page_new(source->object, page, job, err)
                  : panels_page(source, page, job, err);
    if (!drawing || !kkr_recipe_text_hash(text, source->object, job, err))
        return false;
    char *recipe = kkr_recipe_text_write(text);
    bool good = kkr_drawing_write(drawing, recipe, output, err) &&
                kkr_output_commit(output, err);
    free(recipe);
    return good;
}
