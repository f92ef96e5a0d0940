// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/screening.h"
#include "shaders/drawing.h"
#include "shaders/panels.h"

/**
 * The norm of V - V0 in a cell against its distance from the impurity, on a log scale,
 * one curve an entry, coloured by Z:
 *
 *     10 |o                        Z
 *        | \__                     |#| 80
 *      1 |    \__o___              |#|
 *        |           \__o          |#| 3
 *        +--------------------
 *         0      5      10 bohr
 *
 * What has only the impurity's own cell is a dot at 0. Threads: pure functions.
 */
typedef struct kkr_screening_view {
    kkr_energy_unit energy_unit;
    kkr_length_unit length_unit; // the lattice constant differs: bohr is shown instead
    int here, pinned;            // rows of curves that stand out; -1: none
    const kkr_screening *cells;  // of the open case, as dots; NULL: none
} kkr_screening_view;

/** Fills `area`, titles and colour bar included. */
void kkr_screening_plot_draw(cairo_t *cr, const kkr_style *style, const kkr_rect *area,
                             const kkr_screening *screening,
                             const kkr_screening_view *view);

/** The curve at a place; -1: none is near. */
int kkr_screening_plot_pick(const kkr_style *style, const kkr_rect *area,
                            const kkr_screening *screening,
                            const kkr_screening_view *view, double x, double y);

/** A page as the recipe says; it borrows the curves. Fails if there is too little room. */
kkr_drawing *kkr_screening_page(const kkr_recipe *recipe,
                                const kkr_screening *screening, kkr_error *err);
