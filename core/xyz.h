// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/vec3.h"

/**
 * Atoms from an (extended) XYZ file: how many, a line of key=value pairs, then one
 * atom a line. Lengths in angstrom, as in the file. Format: docs/formats/xyz.md.
 *
 * Of the second line, Lattice, Properties and pbc are read; other keys are left
 * alone. A plain XYZ file, whose second line is any text, is fine.
 *
 * Threads: never changes once read.
 */
typedef struct kkr_xyz_atom {
    kkr_vec3 position; // angstrom
    char species[16];
} kkr_xyz_atom;

typedef struct kkr_xyz {
    char *path;
    int n_atoms;
    kkr_xyz_atom *atoms;
    bool has_lattice;
    kkr_mat3 lattice; // rows are the lattice vectors, angstrom
    bool periodic[3]; // pbc; all if there is a lattice and no pbc, else none
    int n_notes;
    char **notes;
} kkr_xyz;

/** The first structure of the file; that there are more is a note. */
kkr_xyz *kkr_xyz_read(const char *path, kkr_error *err);
void kkr_xyz_free(kkr_xyz *xyz);
KKR_DEFINE_AUTO(kkr_xyz)
