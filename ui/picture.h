// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <glib.h>

#include "core/histogram.h"
#include "core/recipe.h"
#include "shaders/panels.h"
#include "ui/source.h"

/**
 * A slice and all that is drawn of it, as they belong together: what the stage
 * shows. Made in a worker, never changed, counted.
 *
 * Threads: any.
 */
typedef struct KkrPicture {
    kkr_recipe recipe; // width and scales resolved
    const kkr_slice *slice;
    const kkr_panels *panels;
    unsigned serial; // of the slice; another one must be uploaded again
    // of V and of V - V0 in the slice, without what lies beyond the cluster
    const kkr_histogram *histogram[2];
    kkr_scale_pair natural[2]; // ranges in powers of ten: signed, absolute
    struct KkrShot *shot;      // the counted slice: pictures of other scales share it
} KkrPicture;

typedef struct KkrPictureParams {
    int width, height; // of a panel, device pixels
    int coarse;        // sample every n-th pixel on the fast path; 0: exact, all
    bool fit;          // scales from this slice
} KkrPictureParams;

/** Atoms nearer to the plane than this are drawn, bohr. */
extern const double kkr_picture_atom_range;

/** recipe->width must be > 0. NULL on failure, and if the job was cancelled. */
KkrPicture *kkr_picture_new(const KkrSource *source, const kkr_recipe *recipe,
                            const KkrPictureParams *params, const kkr_job *job,
                            kkr_error *err);
/** The same slice by another recipe with the same plane and view. */
KkrPicture *kkr_picture_redo(KkrPicture *picture, const kkr_recipe *recipe, double alat,
                             bool fit, const kkr_job *job);
KkrPicture *kkr_picture_ref(KkrPicture *picture);
void kkr_picture_unref(KkrPicture *picture);
