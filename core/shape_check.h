// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/shapefun.h"
#include "core/voronoi.h"
#include "core/ylm.h"

/**
 * What is wrong with the shape functions of a file: they are compared with those of
 * the exact polyhedron at the radii of the file. KKR codes run with wrong ones
 * without complaint.
 *
 * Threads: pure functions.
 */
enum {
    KKR_SHAPE_ATOMIC_SPHERE = 1, // a sphere, not a cell: nothing to compare
    KKR_SHAPE_VOLUME = 2,        // not the polyhedron's
    KKR_SHAPE_END = 4,           // Theta_00(r_out) is not 0
    KKR_SHAPE_TURNED = 8,        // the cell, but in other axes
    KKR_SHAPE_VALUES = 16,       // else: Theta_L differ by more than 1e-6, l <= 16
    KKR_SHAPE_MISSING = 32,      // components that the cell has are not in the file
    KKR_SHAPE_HIGH_L = 64,       // those above l = 16 differ
    KKR_SHAPE_MESH = 128,        // critical radii that are no borders of panels
    KKR_SHAPE_LAST = KKR_SHAPE_MESH,
};

typedef struct kkr_shape_check {
    int l_max;                        // of the file
    double difference[KKR_L_MAX + 1]; // largest |file - cell| of each l
    double power[KKR_L_MAX + 1];      // the same for sqrt(sum over m of Theta_lm^2)
    double missing;                   // largest component the file leaves out
    int missing_lm;
    double volume, cell_volume; // bohr^3, from the file and of the polyhedron
    double end;                 // Theta_00 at the last radius
    double mesh;                // bohr, from a critical radius to the next border
    double mesh_radius;         // which critical radius, bohr
    int n_missed;               // faces that the perpendicular from the site misses
    unsigned findings;          // what is wrong, KKR_SHAPE_* or-ed
} kkr_shape_check;

/** Compares a cell of a file at its radii; `alat` in bohr. Fails for an open cell. */
bool kkr_shape_check_cell(const kkr_shape_cell *file, const kkr_voronoi *cell,
                          double alat, const kkr_job *job, kkr_shape_check *check,
                          kkr_error *err);

/**
 * One finding (a single KKR_SHAPE_*) as a sentence without full stop, into
 * text[size].
 */
void kkr_shape_check_sentence(const kkr_shape_check *check, unsigned finding,
                              char *text, size_t size);
