// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/ylm.h"

/**
 * The point group of a site, found from where the atoms around it are, and what it
 * says about V_L: a potential around the site must not change under the group, so
 * for each l only the invariant combinations of Y_lm may occur (Wigner, Group Theory,
 * 1959, ch. 12: the projector on the identity representation).
 *
 * Threads: never changes once made.
 */

/** An atom around the site; two of the same kind may be exchanged. */
typedef struct kkr_neighbour {
    kkr_vec3 position; // relative to the site, bohr
    int kind;
} kkr_neighbour;

enum { KKR_SYMMETRY_MAX = 48 };

typedef struct kkr_symmetry {
    int n_operations;                      // 1 .. KKR_SYMMETRY_MAX
    kkr_mat3 operations[KKR_SYMMETRY_MAX]; // orthogonal; the identity is among them
    const char *name; // Hermann-Mauguin: "m-3m", "-3m", ..., or "?"
} kkr_symmetry;

/**
 * The operations that carry the neighbours into themselves, each to `tolerance`
 * bohr. Fails if they do not span the space (the group would be infinite), or if
 * they are too few to tell.
 */
bool kkr_symmetry_of_neighbours(const kkr_neighbour *neighbours, size_t n,
                                double tolerance, kkr_symmetry *symmetry,
                                kkr_error *err);

/**
 * The group of a site of the case: all atoms as far as the potential may depend on
 * them count with element, weight, and, with two spins, the sign of their moment;
 * in an embedding all of the cluster, which ends where it ends. Fails where the
 * surroundings of the site are not known.
 */
bool kkr_symmetry_of_site(const kkr_case *object, int site, kkr_symmetry *symmetry,
                          kkr_error *err);

/**
 * The projector P[(2l+1)][(2l+1)], row-major in m, on the invariant combinations
 * of one l: P v = v for what may occur. P = 0: this l is forbidden.
 */
void kkr_symmetry_projector(const kkr_symmetry *symmetry, int l, double *projector);

/** How far the non-spherical parts of an entry are from what the group allows. */
typedef struct kkr_symmetry_audit {
    int n_lm;         // of the arrays
    double *norm;     // [n_lm] sqrt of the integral of V_L^2 r^2 dr
    double *excess;   // [n_lm] the same of the part that may not be there
    double total;     // sqrt(sum of norm^2), l > 0; Ry bohr^(3/2)
    double forbidden; // sqrt(sum of excess^2)
    int worst_lm;     // with the largest excess
} kkr_symmetry_audit;

/** Free with kkr_symmetry_audit_clear(). `shape` may be NULL. */
bool kkr_symmetry_audit_entry(const kkr_symmetry *symmetry,
                              const kkr_potential_entry *entry,
                              const kkr_shape_cell *shape, kkr_symmetry_audit *audit,
                              kkr_error *err);
void kkr_symmetry_audit_clear(kkr_symmetry_audit *audit);
