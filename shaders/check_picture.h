// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/check.h"
#include "core/check_evidence.h"
#include "core/face_jump.h"
#include "core/grid_error.h"
#include "core/slice.h"
#include "shaders/panels.h"

/**
 * The picture behind one item of a check: of a grid its error on a plane with three
 * charts, of the symmetry a map of sites and components, of the jumps a map of sites
 * and faces with the marked face, of convergence curves against l; else the item's
 * value at each site, beside its limit. Everything in Ry and bohr.
 *
 * Threads: a cairo context belongs to one thread; what is drawn is borrowed.
 */
typedef enum kkr_check_picture_kind {
    KKR_CHECK_WORDS, // there is nothing to draw
    KKR_CHECK_SITES,
    KKR_CHECK_GRID,
    KKR_CHECK_CONVERGENCE,
    KKR_CHECK_SHAPES,
    KKR_CHECK_SYMMETRY,
    KKR_CHECK_JUMPS,
} kkr_check_picture_kind;

typedef struct kkr_check_picture {
    const kkr_case *object;
    const kkr_check *check;
    const kkr_check_item *item;
    const kkr_check_evidence *evidence; // NULL: not known; then words or sites
    int site;                           // marked, from 0; -1: none
    const kkr_grid_error *error;        // NULL with the next two: there is no grid
    const kkr_slice *slice;
    const float *slice_error;   // grid minus exact
    const kkr_face_image *face; // of the marked site's worst face; NULL: none
    int face_index;             // which it is
} kkr_check_picture;

/** What there is to draw. */
kkr_check_picture_kind kkr_check_picture_kind_of(const kkr_check_picture *picture);

void kkr_check_picture_draw(cairo_t *cr, const kkr_check_picture *picture,
                            const kkr_style *style, const kkr_rect *area);

/** What lies under a point of the picture. */
typedef struct kkr_check_pick {
    int site;       // from 0; -1: none
    char text[256]; // a line of markup; "": nothing
} kkr_check_pick;

kkr_check_pick kkr_check_picture_pick(const kkr_check_picture *picture,
                                      const kkr_style *style, const kkr_rect *area,
                                      double x, double y);
