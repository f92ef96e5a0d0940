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
    kkr_recipe recipe;      // widths and scales resolved
    const kkr_slice *slice; // of the linked panels; if there are none, of the first
    const kkr_panels *panels;
    bool exact;      // all slices are
    unsigned serial; // of the newest slice
    // of each panel's slice; one with another serial must be uploaded again
    unsigned serials[KKR_QUANTITY_COUNT];
    // of V or V - V0 in each panel, without what lies beyond the cluster
    const kkr_histogram *histogram[KKR_QUANTITY_COUNT];
    kkr_scale_pair natural[2]; // ranges in powers of ten: signed, absolute
    // the counted slices: pictures of other scales, or with one other plane, share them
    struct KkrShot *shots[KKR_QUANTITY_COUNT];
} KkrPicture;

typedef struct KkrPictureParams {
    int width, height; // of a panel, device pixels
    int coarse;        // sample every n-th pixel on the fast path; 0: exact, all
    bool fit;          // scales from this slice
} KkrPictureParams;

/** Atoms nearer to the plane than this are drawn, bohr. */
extern const double kkr_picture_atom_range;

/**
 * Widths must be > 0. Slices of `known` (NULL: none) that are as good are taken from it:
 * one panel may have moved alone. NULL on failure, and if the job was cancelled.
 */
KkrPicture *kkr_picture_new(KkrSource *source, const kkr_recipe *recipe,
                            const KkrPictureParams *params, KkrPicture *known,
                            const kkr_job *job, kkr_error *err);
/** The same slice by another recipe with the same plane and view. */
KkrPicture *kkr_picture_redo(KkrPicture *picture, const kkr_recipe *recipe, double alat,
                             bool fit, const kkr_job *job);
KkrPicture *kkr_picture_ref(KkrPicture *picture);
void kkr_picture_unref(KkrPicture *picture);
