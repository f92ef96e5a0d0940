// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
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
bool kkr_field_parse(const char *name, kkr_field_quantity *quantity, kkr_error *err);

typedef struct kkr_field {
    kkr_field_quantity quantity;
    kkr_grid grid;
    bool periodic;
    float *values; // in `memory`
    kkr_buffer memory;
    size_t n_unknown;      // NaN
    char description[256]; // "Hg:Ag dV, cell mode, channel avg, nuclear on"
} kkr_field;

typedef struct kkr_field_params {
    kkr_field_quantity quantity;
    double spacing; // bohr, at most; 0: use n
    int n[3];
    enum { KKR_BOX_DEFAULT, KKR_BOX_CELL, KKR_BOX_CLUSTER, KKR_BOX_CORNERS } box;
    kkr_vec3 corner[2]; // for CORNERS
    int only_site;      // >= 0: values of this site's cell only; -1: all
} kkr_field_params;

/** Where the grid of a box lies; no sampling yet. */
bool kkr_field_grid(const kkr_case *object, const kkr_field_params *params,
                    kkr_grid *grid, bool *periodic, kkr_error *err);

kkr_field *kkr_field_new(const kkr_case *object, const kkr_sampler *sampler,
                         const kkr_field_params *params, const kkr_job *job,
                         kkr_error *err);
void kkr_field_free(kkr_field *field);
KKR_DEFINE_AUTO(kkr_field)

/**
 * Writes by suffix: .h5 (VTKHDF ImageData), .cube, .xsf, .vti, .npy, beside the
 * target and renamed at the end, so that a failure leaves nothing. `object` gives
 * the atoms for .cube and .xsf. Formats without NaN get 0 and, through *warning
 * (caller frees; may be NULL), a sentence that says so. docs/formats/fields.md.
 */
bool kkr_field_export(const kkr_field *field, const kkr_case *object, const char *path,
                      char **warning, const kkr_job *job, kkr_error *err);
