// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/certificate.h"
#include "core/face_jump.h"
#include "core/field.h"
#include "core/sampler.h"

/**
 * Is everything right with this case? A list of checks, each with a number, what is
 * expected of it, a verdict and a sentence: files, geometry, shape functions, energy
 * zero, symmetry, jumps at the faces, and whether a grid stands for the potential.
 * docs/guide/check.md says what each means. Energies Ry, lengths bohr.
 *
 * Threads: a plain value, never changes once made.
 */
typedef enum kkr_verdict {
    KKR_VERDICT_OK,
    KKR_VERDICT_NOTE, // unusual or not applicable; nothing is wrong
    KKR_VERDICT_WARN, // look at it before you trust the numbers
    KKR_VERDICT_FAIL, // wrong
} kkr_verdict;

/** "ok", "note", "warn", "fail" */
const char *kkr_verdict_name(kkr_verdict verdict);

typedef struct kkr_check_item {
    const char *id;   // "cell-volumes", for scripts
    const char *what; // "cell volumes of the shape functions"
    double value;     // NaN: there is none
    const char *unit; // "Ry", "bohr^3 Ry", "" for ratios and counts
    char expected[64];
    kkr_verdict verdict;
    int site; // the worst one, from 0; -1: the whole case
    char sentence[400];
    double *by_site; // [n_sites] NaN: not told; NULL: it is about the whole case
    double limit;    // of |by_site|, where something else than ok begins; NaN: none
} kkr_check_item;

typedef struct kkr_check {
    int n_items;
    kkr_check_item *items;
    int n_sites;           // of the case
    kkr_face_jumps *jumps; // of `face-jump`; NULL: no cell is known
    bool has_grid;
    kkr_certificate grid; // of `grid_description`, where a grid could be made
    char grid_description[256];
} kkr_check;

enum { KKR_CHECK_GRID_LEAST = 8, KKR_CHECK_GRID_MOST = 1024 };

typedef struct kkr_check_params {
    // points along the longest axis of the grid that is judged [96]; 0: no grid is
    int n_grid;
} kkr_check_params;

extern const kkr_check_params kkr_check_defaults;

/** NULL only if cancelled or out of memory: what is wrong is in the list. */
kkr_check *kkr_check_new(const kkr_case *object, kkr_check_params params,
                         const kkr_job *job, kkr_error *err);
/** The items about a grid alone; *field (the caller's) is that grid, NULL if there is
 *  none to make. The sampler is one with the default parameters. */
kkr_check *kkr_check_new_grid(const kkr_case *object, const kkr_sampler *sampler,
                              kkr_check_params params, kkr_field **field,
                              const kkr_job *job, kkr_error *err);
void kkr_check_free(kkr_check *check);

/**
 * The grid that is judged: V in the box that `convert` takes by default. NULL
 * without an error: there is no box, as of a lone potential.
 */
kkr_field *kkr_check_field(const kkr_case *object, const kkr_sampler *sampler,
                           int n_grid, const kkr_job *job, kkr_error *err);
KKR_DEFINE_AUTO(kkr_check)

/** The longest side of that box, bohr; 0: there is none. */
double kkr_check_longest_side(const kkr_case *object);

/** The worst verdict of all items. */
kkr_verdict kkr_check_verdict(const kkr_check *check);
/** The item of that name; NULL: it does not apply to the case. */
const kkr_check_item *kkr_check_find(const kkr_check *check, const char *id);
