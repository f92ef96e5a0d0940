// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/picture.h"

typedef struct KkrShot {
    kkr_slice *slice;
    unsigned serial; // from 1; an address may come again
    kkr_histogram *histogram[2];
    kkr_scale_pair natural[2];
} KkrShot;

const double kkr_picture_atom_range = 1; // as in figures

static void clear_shot(void *box)
{
    KkrShot *shot = box;
    kkr_slice_free(shot->slice);
    kkr_histogram_free(shot->histogram[0]);
    kkr_histogram_free(shot->histogram[1]);
}

static void clear_picture(void *box)
{
    KkrPicture *picture = box;
    kkr_panels_free((kkr_panels *)picture->panels);
    g_atomic_rc_box_release_full(picture->shot, clear_shot);
}

/* What lies beyond the cluster is dimmed and does not set the range. */
static void count(KkrShot *shot)
{
    const kkr_slice *slice = shot->slice;
    size_t n = (size_t)slice->width * (size_t)slice->height, n_own = 0;
    g_autofree float *v = g_new(float, n);
    g_autofree float *dv = g_new(float, n);
    for (size_t i = 0; i < n; i++) {
        if (slice->owner[i] < KKR_OWNER_NONE)
            continue;
        v[n_own] = slice->v[i];
        dv[n_own++] = slice->dv[i];
    }
    shot->histogram[0] = kkr_histogram_new(v, n_own);
    shot->histogram[1] = kkr_histogram_new(dv, n_own);
    for (int absolute = 0; absolute < 2; absolute++)
        shot->natural[absolute] =
            n_own ? kkr_scale_pair_from_data(v, dv, n_own, absolute)
                  : kkr_scale_pair_from_data(slice->v, slice->dv, n, absolute);
}

/* Takes over a count of `shot`, also if cancelled. */
static KkrPicture *finish(KkrShot *shot, const kkr_recipe *recipe, double alat,
                          bool fit, const kkr_job *job)
{
    kkr_recipe resolved = *recipe;
    if (fit) {
        resolved.signed_scales = shot->natural[0];
        resolved.absolute_scales = shot->natural[1];
    }
    // from here on the scales stay, so that planes can be compared
    resolved.auto_scales = false;
    kkr_panels *panels = kkr_panels_new(shot->slice, &resolved, alat, job);
    if (!panels) {
        g_atomic_rc_box_release_full(shot, clear_shot);
        return NULL;
    }
    KkrPicture *picture = g_atomic_rc_box_new0(KkrPicture);
    *picture = (KkrPicture){ .recipe = resolved,
                             .slice = shot->slice,
                             .panels = panels,
                             .serial = shot->serial,
                             .histogram = { shot->histogram[0], shot->histogram[1] },
                             .natural = { shot->natural[0], shot->natural[1] },
                             .shot = shot };
    return picture;
}

KkrPicture *kkr_picture_new(const KkrSource *source, const kkr_recipe *recipe,
                            const KkrPictureParams *params, const kkr_job *job,
                            kkr_error *err)
{
    int step = MAX(params->coarse, 1);
    kkr_slice *slice = kkr_slice_new(
        source->sampler, source->object, &recipe->plane, recipe->center_s,
        recipe->center_t, recipe->width / params->width * step,
        (params->width + step - 1) / step, (params->height + step - 1) / step,
        params->coarse == 0, kkr_picture_atom_range, job, err);
    if (!slice)
        return NULL;
    KkrShot *shot = g_atomic_rc_box_new0(KkrShot);
    static atomic_uint last;
    shot->slice = slice;
    count(shot);
    shot->serial = atomic_fetch_add(&last, 1) + 1;
    return finish(shot, recipe, source->object->alat, params->fit, job);
}

KkrPicture *kkr_picture_redo(KkrPicture *picture, const kkr_recipe *recipe, double alat,
                             bool fit, const kkr_job *job)
{
    return finish(g_atomic_rc_box_acquire(picture->shot), recipe, alat, fit, job);
}

KkrPicture *kkr_picture_ref(KkrPicture *picture)
{
    return g_atomic_rc_box_acquire(picture);
}

void kkr_picture_unref(KkrPicture *picture)
{
    if (picture)
        g_atomic_rc_box_release_full(picture, clear_picture);
}
