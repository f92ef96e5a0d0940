// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/cells_scene.h"
#include "core/face_jump.h"

/**
 * How V jumps over all faces of the shown cells: the pictures that lie on them.
 *
 * A face between two shown cells is there once, as the lower site sees it, which is
 * where a scene draws it (core/scene_cells.h). Each picture goes on for a pixel
 * beyond its polygon, so that colours reach the rim.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_face_images {
    int n;
    struct kkr_face_images_item {
        int site, face;
        kkr_face_image *image;
    } * items;    // [n] by site, then by face
    double limit; // the largest |jump|, Ry; 0: nothing is known
} kkr_face_images;

/**
 * Of the cells with shown[i], [n_sites]; the sampler is one of `object`, for faces
 * between a cluster and its host with outside_host. NULL if cancelled.
 */
kkr_face_images *kkr_face_images_new(const kkr_case *object, const kkr_sampler *sampler,
                                     const bool *shown, const kkr_job *job,
                                     kkr_error *err);
void kkr_face_images_free(kkr_face_images *images);
KKR_DEFINE_AUTO(kkr_face_images)

/** NULL: not among them. */
const kkr_face_image *kkr_face_images_find(const kkr_face_images *images, int site,
                                           int face);

/** As kkr_cells_scene_new() wants them: a linear scale to 1, 2 or 5 times 10^n Ry. */
kkr_cells_jumps kkr_face_images_jumps(const kkr_face_images *images,
                                      const kkr_colormap *map);
