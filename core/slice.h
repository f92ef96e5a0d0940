// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/contour.h"
#include "core/sampler.h"

/**
 * A plane through a case: where it lies, the image of (V, V - V0) on it, and
 * what is drawn on top: cell outlines and atoms. Four pictures (V, V - V0 and
 * their absolute values) are coloured from this one object.
 *
 * Plane coordinates (s, t) in bohr along the orthonormal u, v; (0, 0) is the
 * plane's origin: the foot of the case's origin on the plane, plus what _center
 * says. n = u x v points towards the viewer.
 *
 * Threads: a slice never changes once sampled.
 */
typedef struct kkr_plane {
    kkr_vec3 origin;  // a point of the plane, (s, t) = (0, 0)
    kkr_vec3 u, v, n; // orthonormal, right-handed
    double offset;    // n . origin, bohr
    int hkl[3];       // 0 0 0: not given by Miller indices
    char name
        [48]; // "(001), z = 0", "(111) + 0.500 bohr", "⊥ 1 0.3 0", "through 3 points"
} kkr_plane;

/**
 * The plane h k l at `offset` bohr from the case's origin along its normal.
 * Indices count along the conventional (cubic) Cartesian axes x, y, z in units of
 * alat: the normal is (h, k, l). u is chosen horizontal: along x for (001), in
 * general along (z x n), or x where n is z. Fails for 0 0 0.
 */
bool kkr_plane_from_miller(int h, int k, int l, double offset, kkr_plane *plane,
                           kkr_error *err);

/** The parallel plane at another offset; one without indices is named by it. */
void kkr_plane_set_offset(kkr_plane *plane, double offset);

/** Any normal, of any length, in Cartesian axes; u as above. Fails for 0 0 0 and NaN. */
bool kkr_plane_from_normal(kkr_vec3 normal, double offset, kkr_plane *plane,
                           kkr_error *err);
/** The normal with its largest part 1 (or -1): what a user may have typed. */
kkr_vec3 kkr_plane_plain_normal(const kkr_plane *plane);

/** Through three points; u along the first two. Fails if they lie on a line. */
bool kkr_plane_from_points(kkr_vec3 a, kkr_vec3 b, kkr_vec3 c, kkr_plane *plane,
                           kkr_error *err);

/**
 * What to look at first: the impurity; of a crystal the atom in the middle of the
 * sites, so that a slab is not met at its vacuum.
 */
kkr_vec3 kkr_case_natural_point(const kkr_case *object);

/**
 * The plane to begin with: through that point, the first of (001), (100), (010),
 * (110), ... (of a slab, those along its normal first) that holds at least three
 * sites of the cluster (of a crystal: lattice sites nearby), else the one that
 * holds most.
 */
void kkr_plane_natural(const kkr_case *object, kkr_plane *plane);

/**
 * "h,k,l[@offset]", "a:h,k,l[@offset]" with a normal along the axes of the lattice, or
 * "P;P;P" with points as kkr_case_parse_point reads them. With numbers that are not
 * whole h,k,l are a normal.
 */
bool kkr_plane_parse(const kkr_case *object, const char *text, kkr_plane *plane,
                     kkr_error *err);

kkr_vec3 kkr_plane_point(const kkr_plane *plane, double s, double t);

/** An outline polygon or an atom of the plane. */
typedef struct kkr_slice_cell {
    int site;            // owner code as in core/sampler.h
    bool is_impurity;    // site 1 of an embedding: drawn bold
    int n;               // corners
    double (*corner)[2]; // [n] (s, t)
} kkr_slice_cell;

typedef struct kkr_slice_atom {
    int site;       // owner code
    char label[24]; // "Ag 1", or "Hg" beyond the cluster
    double s, t;    // foot of the nucleus on the plane
    double height;  // its distance from the plane, signed, bohr
    double r_mt;    // bohr
    bool is_impurity;
} kkr_slice_atom;

typedef struct kkr_slice {
    kkr_plane plane;
    double s0, t0;     // of the centre of pixel (0, 0)
    double pitch;      // bohr per pixel
    int width, height; // pixels; row 0 is the lowest t
    bool exact;        // double evaluation, not the float path
    float *v, *dv;     // [height][width]; NaN: unknown
    short *owner;      // [height][width], see core/sampler.h
    int n_cells;
    kkr_slice_cell *cells;
    int n_atoms;
    kkr_slice_atom *atoms; // |height| <= r_mt, nearest to the plane last
} kkr_slice;

/**
 * Samples width x height pixels of `pitch` bohr centred on (s, t) = (center_s,
 * center_t). Atoms within `atom_range` bohr of the plane are listed.
 */
kkr_slice *kkr_slice_new(const kkr_sampler *sampler, const kkr_case *object,
                         const kkr_plane *plane, double center_s, double center_t,
                         double pitch, int width, int height, bool exact,
                         double atom_range, const kkr_job *job, kkr_error *err);
void kkr_slice_free(kkr_slice *slice);
KKR_DEFINE_AUTO(kkr_slice)

/** Which of the four quantities. */
typedef enum kkr_quantity {
    KKR_QUANTITY_V,
    KKR_QUANTITY_DV,
    KKR_QUANTITY_ABS_V,
    KKR_QUANTITY_ABS_DV,
    KKR_QUANTITY_COUNT
} kkr_quantity;

/** The values of a quantity's base: slice->v or slice->dv. */
const float *kkr_slice_values(const kkr_slice *slice, kkr_quantity quantity);

/** A window that shows the cluster (or the unit cell) well: width in bohr. */
double kkr_slice_natural_width(const kkr_case *object);
