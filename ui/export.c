// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/export.h"

#include "core/output.h"
#include "shaders/figure.h"
#include "shaders/page.h"
#include "ui/picture.h"

#include <stdlib.h>

bool kkr_export_write(const KkrSource *source, kkr_recipe_text *text, const char *path,
                      const kkr_job *job, kkr_error *err)
{
    const kkr_case *object = source->object;
    kkr_recipe *page = &text->recipe;
    kkr_figure figure;
    int which;
    page->dark = false;
    page->auto_scales = false; // as the window shows them
    if (!kkr_output_suffix(path, kkr_page_suffixes, &which, err) ||
        !kkr_figure_plan(page, kkr_slice_natural_width(object), &figure, err))
        return false;
    KKR_AUTO(kkr_output) output = kkr_output_new(path, err);
    if (!output)
        return false;
    KKR_AUTO(kkr_slice)
    slice = kkr_slice_new(source->sampler, object, &page->plane, page->center_s,
                          page->center_t, figure.pitch, figure.columns, figure.rows,
                          true, kkr_picture_atom_range, job, err);
    if (!slice || !kkr_recipe_text_hash(text, object, job, err))
        return false;
    char *recipe = kkr_recipe_text_write(text);
    figure.text = recipe;
    bool good = kkr_figure_write(&figure, slice, object->alat, output, job, err) &&
                kkr_output_commit(output, err);
    free(recipe);
    return good;
}
