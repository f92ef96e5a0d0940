// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <glib.h>

#include "core/cells_scene.h"
#include "core/face_images.h"
#include "core/shape_curves.h"
#include "shaders/shape_plot.h"
#include "ui/source.h"

/**
 * What the view Cells shows, as it belongs together: the scene, the shape function of
 * the site with its chart, and how V jumps at the faces in both modes. Made in a
 * worker, never changed, counted. What cannot be shown says why; the rest stays.
 *
 * Threads: any.
 */
typedef struct KkrCells {
    kkr_recipe recipe;
    KkrSource *source;
    unsigned serial; // of the scene: another one, another number
    const kkr_scene *scene;
    const bool *shown; // [n_sites]
    int site;          // whose cell it is about, from 0; -1: none is known
    kkr_vec3 center;   // a sphere around everything, bohr
    double reach;
    double radius; // of the sphere, bohr; 0: none
    // what colours of faces stand for; map NULL: nothing with numbers
    const kkr_colormap *map;
    kkr_scale scale;                // Ry for jumps, bohr^3 for volumes
    const kkr_shape_curves *curves; // NULL: the site has no shape function
    const kkr_shape_slice *slice;   // NULL: its chart is not asked for
    const kkr_shape_ray *ray;       // along the recipe's direction
    const kkr_shape_plot *plot;     // NULL with the curves
    const kkr_face_jumps *jumps[2]; // as KKR_MODE_CELL, _STORED; NULL: not (yet) known
    const kkr_face_images *images;  // of jumps on faces; NULL: none are shown
    bool whole;                     // false: the jumps are still to come
    char *message;                  // what is missing, a sentence; NULL: nothing
    struct KkrCellsParts *parts;    // what is counted by itself
} KkrCells;

/**
 * As much of `known` (may be NULL) as fits is used again. Without `all` what takes
 * long, the jumps, is left out unless it is known. NULL if cancelled.
 */
KkrCells *kkr_cells_new(KkrSource *source, const kkr_recipe *recipe,
                        const KkrCells *known, bool all, const kkr_job *job);
KkrCells *kkr_cells_ref(KkrCells *cells);
void kkr_cells_unref(KkrCells *cells);

/** True if two recipes give the same of one source; cameras do not count. */
bool kkr_cells_same(const kkr_recipe *one, const kkr_recipe *other);

/** The jump at a face of the site in a mode, NULL: none, or not known. */
const kkr_face_jump *kkr_cells_jump(const KkrCells *cells, kkr_mode mode, int face);
/** V minus V of the one behind at a point of a face, Ry; NaN: not known. */
double kkr_cells_jump_at(const KkrCells *cells, kkr_mode mode, int site, int face,
                         kkr_vec3 at);
/** "Cu 12", "Cu, host": who is behind a face; the caller frees it. */
char *kkr_cells_behind(const KkrCells *cells, int site, int face);
