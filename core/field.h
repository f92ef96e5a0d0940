// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/output.h"
#include "core/sampler.h"

/**
 * A box of values on a regular grid with its place in space, and the files it
 * can be written to. Values are float, NaN where nothing is known.
 *
 * Layout: index i fastest: value(i, j, k) = values[(k * n[1] + j) * n[0] + i] at
 * grid.origin + i step[0] + j step[1] + k step[2], bohr. A periodic grid does not
 * repeat its end points (step = lattice vector / n); any other includes both ends.
 *
 * Threads: never changes once sampled.
 */
typedef enum kkr_field_quantity {
    KKR_FIELD_V,
    KKR_FIELD_V0,
    KKR_FIELD_DV,
    KKR_FIELD_ABS_V,
    KKR_FIELD_ABS_DV,
} kkr_field_quantity;

/** "V", "V0", "dV", "absV", "absdV", the words of options and files. */
const char *kkr_field_name(kkr_field_quantity quantity);
/** True for V0, dV and absdV, which need a V0. */
bool kkr_field_needs_reference(kkr_field_quantity quantity);
/** The quantity in an exact sample. */
double kkr_field_value(kkr_field_quantity quantity, const kkr_sample *sample);

typedef struct kkr_field {
    kkr_field_quantity quantity;
    kkr_grid grid;
    bool periodic;
    float *values; // in `memory`
    kkr_buffer memory;
    size_t n_unknown;      // NaN
    char description[256]; // "Hg:Ag dV, cell mode, channel avg, nuclear on"
} kkr_field;

/** Which box the grid fills. */
typedef enum kkr_box {
    KKR_BOX_DEFAULT, // of one site: its cell; embedding: cluster; crystal: cell
    KKR_BOX_CELL,    // the unit cell along its own axes, from the lattice origin
    KKR_BOX_CLUSTER, // the smallest upright box around the cells of all sites
    KKR_BOX_CORNERS, // upright, between two corners in any order
} kkr_box;

typedef struct kkr_field_params {
    kkr_field_quantity quantity;
    double spacing;     // bohr, at most; 0: use n
    int n[3];           // points along each axis, from 1 on
    kkr_box box;        // [DEFAULT]
    kkr_vec3 corner[2]; // for CORNERS
    int only_site;      // >= 0: values of this site's cell only; -1: all
    const char *how;    // "cell mode, channel avg", for `description`; NULL: nothing
} kkr_field_params;

/**
 * Where the grid of a box lies; no sampling yet. An axis with one point has it in
 * the middle. The unit cell of a slab is as high as its cells reach. Only the unit
 * cell of a crystal is periodic. Fails if the box is not known or flat, or the
 * grid has more than 2^36 points.
 */
bool kkr_field_grid(const kkr_case *object, const kkr_field_params *params,
                    kkr_grid *grid, bool *periodic, kkr_error *err);

/**
 * Samples the grid on the fast float path, |error| <= 1e-5 (1 + |V|); nearer than
 * 0.01 bohr to a nucleus it has the value at that distance. V0 is V - dV in float.
 * Needs no more memory than the values and a slab of scratch space. Fails with
 * KKR_ERROR_MEMORY if the values do not fit into the machine.
 *
 * With only_site >= 0 a periodic grid keeps all images of the site's cell, any
 * other grid the cell at the site's own position.
 */
kkr_field *kkr_field_new(const kkr_case *object, const kkr_sampler *sampler,
                         const kkr_field_params *params, const kkr_job *job,
                         kkr_error *err);
void kkr_field_free(kkr_field *field);
KKR_DEFINE_AUTO(kkr_field)

/**
 * Linear interpolation between the eight grid points around x (bohr); a periodic
 * grid goes on. NaN outside the grid, and where a value that counts is not known.
 */
double kkr_field_interpolate(const kkr_field *field, kkr_vec3 x);

/** The formats: ".h5", ".cube", ".xsf", ".vti", ".npy"; NULL-terminated. */
extern const char *const kkr_field_suffixes[];

/**
 * Writes by suffix: .h5 (VTKHDF ImageData), .cube, .xsf, .vti, .npy. The output
 * is made by the caller, before anything is computed, and committed by it.
 * `object` gives the atoms. Formats without NaN get 0 and, through *warning
 * (caller frees; may be NULL), a sentence that says so. docs/formats/fields.md.
 */
bool kkr_field_export(const kkr_field *field, const kkr_case *object,
                      kkr_output *output, char **warning, const kkr_job *job,
                      kkr_error *err);
