// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/picture.h"

#include <string.h>

typedef struct KkrShot {
    KkrSource *source;
    kkr_panel_view view;
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
    kkr_source_unref(shot->source);
}

static void unref_shots(KkrShot *const shots[KKR_QUANTITY_COUNT])
{
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        if (shots[q])
            g_atomic_rc_box_release_full(shots[q], clear_shot);
}

static void clear_picture(void *box)
{
    KkrPicture *picture = box;
    kkr_panels_free((kkr_panels *)picture->panels);
    unref_shots(picture->shots);
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

static bool is_difference(int quantity)
{
    return quantity == KKR_QUANTITY_DV || quantity == KKR_QUANTITY_ABS_DV;
}

/* Ranges are powers of ten: those of two slices go together as those of one do. */
static void find_natural(KkrShot *const shots[KKR_QUANTITY_COUNT],
                         kkr_scale_pair natural[2])
{
    natural[0].v = shots[KKR_QUANTITY_V]->natural[0].v;
    natural[0].dv = shots[KKR_QUANTITY_DV]->natural[0].dv;
    natural[1].v = shots[KKR_QUANTITY_ABS_V]->natural[1].v;
    natural[1].dv = shots[KKR_QUANTITY_ABS_DV]->natural[1].dv;
}

/* Takes over counts of the shots, also if cancelled. */
static KkrPicture *finish(KkrShot *const shots[KKR_QUANTITY_COUNT],
                          const kkr_recipe *recipe, double alat, bool fit,
                          const kkr_job *job)
{
    kkr_recipe resolved = *recipe;
    const kkr_slice *slices[KKR_QUANTITY_COUNT];
    kkr_scale_pair natural[2];
    find_natural(shots, natural);
    if (fit) {
        resolved.signed_scales = natural[0];
        resolved.absolute_scales = natural[1];
    }
    // from here on the scales stay, so that planes can be compared
    resolved.auto_scales = false;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        slices[q] = shots[q]->slice;
    kkr_panels *panels = kkr_panels_new_of(slices, &resolved, alat, job);
    if (!panels) {
        unref_shots(shots);
        return NULL;
    }
    KkrPicture *picture = g_atomic_rc_box_new0(KkrPicture);
    *picture = (KkrPicture){ .recipe = resolved,
                             .panels = panels,
                             .exact = true,
                             .natural = { natural[0], natural[1] } };
    for (int q = KKR_QUANTITY_COUNT - 1; q >= 0; q--) {
        if (!shots[q]->view.unlinked)
            picture->slice = shots[q]->slice;
        picture->shots[q] = shots[q];
        picture->serials[q] = shots[q]->serial;
        picture->serial = MAX(picture->serial, shots[q]->serial);
        picture->exact = picture->exact && shots[q]->slice->exact;
        picture->histogram[q] = shots[q]->histogram[is_difference(q)];
    }
    if (!picture->slice)
        picture->slice = shots[0]->slice;
    return picture;
}

static bool same_view(const kkr_panel_view *a, const kkr_panel_view *b)
{
    return memcmp(&a->plane, &b->plane, sizeof a->plane) == 0 &&
           a->center_s == b->center_s && a->center_t == b->center_t &&
           a->width == b->width;
}

/* A count of a slice of `known` that is as good; NULL: there is none. */
static KkrShot *find_shot(const KkrPicture *known, const KkrSource *source,
                          const kkr_panel_view *view, const KkrPictureParams *params)
{
    for (int q = 0; known && q < KKR_QUANTITY_COUNT; q++) {
        KkrShot *shot = known->shots[q];
        if (shot->source == source && same_view(&shot->view, view) &&
            shot->slice->exact && shot->slice->width == params->width &&
            shot->slice->height == params->height)
            return g_atomic_rc_box_acquire(shot);
    }
    return NULL;
}

static KkrShot *shoot(KkrSource *source, const kkr_panel_view *view,
                      const KkrPictureParams *params, const kkr_job *job,
                      kkr_error *err)
{
    int step = MAX(params->coarse, 1);
    kkr_slice *slice = kkr_slice_new(
        source->sampler, source->object, &view->plane, view->center_s, view->center_t,
        view->width / params->width * step, (params->width + step - 1) / step,
        (params->height + step - 1) / step, params->coarse == 0, kkr_picture_atom_range,
        job, err);
    if (!slice)
        return NULL;
    KkrShot *shot = g_atomic_rc_box_new0(KkrShot);
    static atomic_uint last;
    shot->source = kkr_source_ref(source);
    shot->view = *view;
    shot->slice = slice;
    count(shot);
    shot->serial = atomic_fetch_add(&last, 1) + 1;
    return shot;
}

KkrPicture *kkr_picture_new(KkrSource *source, const kkr_recipe *recipe,
                            const KkrPictureParams *params, KkrPicture *known,
                            const kkr_job *job, kkr_error *err)
{
    KkrShot *shots[KKR_QUANTITY_COUNT] = { 0 }, *common = NULL;
    for (int i = 0; i < KKR_QUANTITY_COUNT; i++) {
        // of one panel alone there is one slice
        kkr_quantity q = (kkr_quantity)(recipe->only >= 0 ? recipe->only : i);
        kkr_panel_view view = kkr_recipe_panel(recipe, q);
        bool alone = view.unlinked && recipe->only < 0;
        if (alone || !common)
            shots[i] = find_shot(known, source, &view, params);
        else
            shots[i] = g_atomic_rc_box_acquire(common);
        if (!shots[i])
            shots[i] = shoot(source, &view, params, job, err);
        if (!shots[i]) {
            unref_shots(shots);
            return NULL;
        }
        if (!alone)
            common = shots[i];
    }
    return finish(shots, recipe, source->object->alat, params->fit, job);
}

KkrPicture *kkr_picture_redo(KkrPicture *picture, const kkr_recipe *recipe, double alat,
                             bool fit, const kkr_job *job)
{
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        g_atomic_rc_box_acquire(picture->shots[q]);
    return finish(picture->shots, recipe, alat, fit, job);
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
