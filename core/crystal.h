// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/vec3.h"

/**
 * The periodic host: lattice, sites, atom types. Everything here is in bohr.
 *
 * `periodicity` is 3 for a bulk crystal, 2 for a slab (row 2 of the lattice is
 * then zero): a slab continues on both sides in half-infinite crystals, given by
 * the sites of the first layer and a vector that carries a layer to the next,
 * outwards.
 *
 * A site may hold several atom types (CPA); potentials are per type. Sites,
 * types and shapes count from 0; what the user sees is 1-based.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_site {
    kkr_vec3 position;
    double
        weight; // of the power (weighted Voronoi) diagram, bohr^2; only differences count
    int first_type; // its types are first_type .. first_type + n_types - 1
    int n_types;    //  in `type_order`; 1 unless CPA
} kkr_site;

typedef struct kkr_atom_type {
    int site;
    double z;             // -1: not given here, the potential knows
    double concentration; // 1 unless CPA
    int shape;            // which cell of the shapefun file
} kkr_atom_type;

typedef struct kkr_layers { // one half-infinite side of a slab
    int n_sites;
    kkr_vec3 *position; // [n_sites] the layer next to the slab
    double *weight;     // [n_sites]
    kkr_vec3 period;    // layer n lies at position + n period, n = 0, 1, ...
    int n_layers;       // how many to use at most
} kkr_layers;

typedef struct kkr_crystal {
    char *path;       // the file that told
    double alat;      // bohr
    kkr_mat3 lattice; // rows are the lattice vectors
    int periodicity;  // 3 or 2
    int n_sites;
    kkr_site *sites;
    int n_types;
    kkr_atom_type *types;
    int *type_order; // [n_types] indices into types, grouped by site
    kkr_layers left, right;
    int n_spin;         // NSPIN; 0: not told
    int l_max;          // LMAX; -1: not told
    int full_potential; // INS: 1, 0, or -1 when not told
    int n_notes;
    char **notes;
} kkr_crystal;

/**
 * For readers, before anything is told: positions zero, type i on site i (the
 * last site if there are fewer sites), its shape i, concentration 1, z -1.
 */
kkr_crystal *kkr_crystal_new(const char *path, int n_sites, int n_types);

/**
 * For readers, once every type has its site: fills type_order and the sites'
 * first_type and n_types. Fails if a site has no type.
 */
bool kkr_crystal_group_types(kkr_crystal *crystal, kkr_error *err);

/** Does nothing for NULL. */
void kkr_crystal_free(kkr_crystal *crystal);
KKR_DEFINE_AUTO(kkr_crystal)

/** Volume of the unit cell in bohr^3; area in bohr^2 for a slab. Never negative. */
double kkr_crystal_volume(const kkr_crystal *crystal);

/**
 * KKRhost / voronoi `inputcard`, old and new style: keywords wherever they stand,
 * values behind "KEY=" or below the keyword from its column on, lists as Fortran
 * reads them. What KKR would silently read differently from what is meant gets a
 * note. Without <SHAPE> the `atominfo.txt` that voronoi leaves beside the file is
 * asked. Format: docs/formats/inputcard.md.
 */
kkr_crystal *kkr_crystal_read_inputcard(const char *path, kkr_error *err);

/** KKRnano: `input.conf`, with `rbasis.xyz` and (if any) `voro_weights` beside it. */
kkr_crystal *kkr_crystal_read_kkrnano(const char *input_conf, kkr_error *err);

/** `kkrflex_hoststructure.dat`; alat is not in it and must be given in bohr. */
kkr_crystal *kkr_crystal_read_hoststructure(const char *path, double alat,
                                            kkr_error *err);

/** From the first few kilobytes of a file: is it one of these? */
bool kkr_crystal_recognise_inputcard(const char *head, size_t length);
bool kkr_crystal_recognise_kkrnano(const char *head, size_t length);
bool kkr_crystal_recognise_hoststructure(const char *head, size_t length);

/**
 * "Ag" for 47, "Vac" for 0, "Z29.5" where there is no such element. Never NULL. A
 * string of the last kind lives until this thread asks for the next one.
 */
const char *kkr_element_symbol(double z);

/** A lattice site near a point: basis site and whole lattice vectors. */
typedef struct kkr_image {
    int site;          // in [0, n_sites); a left layer site is n_sites + k,
                       // a right one n_sites + left.n_sites + k
    int cell[3];       // for a layer site cell[2] is the layer number n
    kkr_vec3 position; // bohr
    double weight;
} kkr_image;

/**
 * The image of a site in a cell, numbered as in kkr_image. Every part of the core
 * gets positions from here, so that equal images have equal bits.
 */
kkr_image kkr_crystal_image(const kkr_crystal *crystal, int site, const int cell[3]);

/**
 * A basis of the same lattice with short vectors, shortest first, and how they
 * come about: reduced row i = sum_j transform[i][j] lattice row j. For a slab row
 * 2 is the unit normal of the plane, and transform row 2 is 0 0 1.
 * Fails if the lattice vectors are not independent.
 */
bool kkr_crystal_reduce(const kkr_crystal *crystal, kkr_mat3 *reduced,
                        int transform[3][3], kkr_error *err);

/**
 * All lattice sites within `radius` bohr of `center`, slab layers included, by
 * distance. The caller frees *images with free(). Works for any basis: skewed,
 * not reduced, positions outside the unit cell. Fails if there would be more
 * than ten million.
 */
bool kkr_crystal_neighbours(const kkr_crystal *crystal, kkr_vec3 center, double radius,
                            kkr_image **images, size_t *n_images, kkr_error *err);
