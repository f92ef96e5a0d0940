// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/jl_settings.h"
#include "core/vec3.h"

/**
 * The atoms that a Jacobi-Legendre description sees: any list of atoms, finite or
 * repeated along lattice vectors, or those of a case.
 *
 * Of an embedding the cluster's own sites stand on their places (removed ones are
 * gone, displaced ones where they are) and the host lattice goes on around them: a
 * point of the impurity's cell sees farther than the cluster reaches.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_jl_atom {
    kkr_vec3 position;
    char name[KKR_JL_NAME_SIZE]; // species
} kkr_jl_atom;

typedef struct kkr_jl_environment {
    double unit; // angstrom per unit of length of all positions, of points as well
    int n_atoms;
    kkr_jl_atom *atoms;
    bool periodic[3]; // along which rows of the lattice the atoms repeat
    kkr_mat3 lattice; // rows where periodic is set count, the others do not
    kkr_vec3 center;  // atoms are known within `radius` of it
    double radius;    // INFINITY: everywhere
} kkr_jl_environment;

/** Angstrom per bohr (CODATA 2018). */
extern const double kkr_angstrom_per_bohr;

/**
 * Any atoms; copied. `lattice` may be NULL: finite. Atoms and points need not lie
 * in the home cell. Fails if the lattice vectors in use are not independent or a
 * number is not finite.
 */
kkr_jl_environment *kkr_jl_environment_new(const kkr_jl_atom *atoms, int n_atoms,
                                           const kkr_mat3 *lattice,
                                           const bool periodic[3], double unit,
                                           kkr_error *err);

/** How the atoms of a case are called. */
typedef enum kkr_jl_naming {
    KKR_JL_ELEMENTS, // "Cu", "Au"; sites without a nucleus "Vac"
    KKR_JL_ROLES,    // "imp" for site 1 of an embedding, "host" for all others
} kkr_jl_naming;

/**
 * The sites of a case within `radius` bohr of `center`, in its coordinates. Beyond
 * a slab's own layers an atom is called like the one `period` further in. Fails if
 * the sites have no places, and if there would be more than ten million.
 */
kkr_jl_environment *kkr_jl_environment_of_case(const kkr_case *object,
                                               kkr_jl_naming naming, kkr_vec3 center,
                                               double radius, kkr_error *err);

/** The same, as far as these points see with `settings`. */
kkr_jl_environment *kkr_jl_environment_around(const kkr_case *object,
                                              kkr_jl_naming naming,
                                              const kkr_jl_settings *settings,
                                              const kkr_vec3 *x, size_t n,
                                              kkr_error *err);

void kkr_jl_environment_free(kkr_jl_environment *environment);
KKR_DEFINE_AUTO(kkr_jl_environment)

/**
 * Adds the names of a case's sites to settings->species, the host's before the
 * impurity's; "Vac" is left out. What a description knows if nobody says.
 */
bool kkr_jl_settings_add_case(kkr_jl_settings *settings, const kkr_case *object,
                              kkr_jl_naming naming, kkr_error *err);
