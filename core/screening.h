// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/dataset_index.h"
#include "core/sampler.h"

/**
 * Screening: how fast V - V0 falls off with the distance from the impurity, and so
 * whether a cluster is large enough. Of every cell the norm that core/quality.h has
 * (root mean square over the muffin-tin sphere, -2Z/r included), of a data set's entry
 * that of every shell, of a case that of every cell.
 *
 * Bohr and Ry. Threads: never changes once made.
 */
typedef struct kkr_screening_curve {
    char *name; // "Hg:Ag"
    double z;   // of the impurity
    int row;    // of the data set; -1: a case
    int n;      // shells or cells whose norm is known
    double *r;  // [n] rising, from site 1
    double *norm;
} kkr_screening_curve;

typedef struct kkr_screening {
    int n;
    kkr_screening_curve *curve; // [n]
    int n_lone;                 // of them with nothing but the impurity's own cell
} kkr_screening;

kkr_screening *kkr_screening_new(void);
void kkr_screening_free(kkr_screening *screening);
KKR_DEFINE_AUTO(kkr_screening)

/** An entry by its row; one without any norm is left out. */
void kkr_screening_add_row(kkr_screening *screening, const kkr_dataset_row *rows,
                           int row);
/** Every cell of a case; false, with a sentence, if none has a V - V0. */
bool kkr_screening_add_case(kkr_screening *screening, const kkr_case *object,
                            const kkr_sampler *sampler, kkr_error *err);
