// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/export.h"

#include "core/output.h"
#include "shaders/figure.h"
#include "shaders/page.h"
#include "shaders/radial_figure.h"
#include "ui/picture.h"
#include "ui/radial.h"

#include <stdlib.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(KkrRadial, kkr_radial_unref)

static bool write_radial(KkrSource *source, const kkr_recipe *page, kkr_output *output,
                         const kkr_job *job, kkr_error *err)
{
    g_autoptr(KkrRadial) radial = kkr_radial_new(source, page, NULL, job);
    if (!radial)
        return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    if (!radial->curves)
        return kkr_fail(err, KKR_ERROR_MISSING, "%s",
                        radial->message ? radial->message : "nothing to draw");
    kkr_radial_page size = { page->profile, page->width_mm, page->height_mm, page->dpi,
                             page->transparent };
    kkr_radial_view view = kkr_radial_view_of(page);
    return kkr_radial_figure_write(radial->curves, &view, &size, output, err);
}

static bool write_panels(const KkrSource *source, kkr_recipe_text *text,
                         kkr_output *output, const kkr_job *job, kkr_error *err)
{
    const kkr_case *object = source->object;
    kkr_recipe *page = &text->recipe;
    kkr_figure figure;
    page->auto_scales = false; // as the window shows them
    if (!kkr_figure_plan(page, kkr_slice_natural_width(object), &figure, err))
        return false;
    KKR_AUTO(kkr_slice)
    slice = kkr_slice_new(source->sampler, object, &page->plane, page->center_s,
                          page->center_t, figure.pitch, figure.columns, figure.rows,
                          true, kkr_picture_atom_range, job, err);
    if (!slice || !kkr_recipe_text_hash(text, object, job, err))
        return false;
    char *recipe = kkr_recipe_text_write(text);
    figure.text = recipe;
    bool good = kkr_figure_write(&figure, slice, object->alat, output, job, err);
    free(recipe);
    return good;
}

bool kkr_export_write(KkrSource *source, kkr_recipe_text *text, const char *path,
                      const kkr_job *job, kkr_error *err)
{
    int which;
    text->recipe.dark = false;
    if (!kkr_output_suffix(path, kkr_page_suffixes, &which, err))
        return false;
    KKR_AUTO(kkr_output) output = kkr_output_new(path, err);
    if (!output)
        return false;
    bool good = text->recipe.view == KKR_VIEW_RADIAL
                    ? write_radial(source, &text->recipe, output, job, err)
                    : write_panels(source, text, output, job, err);
    return good && kkr_output_commit(output, err);
}
