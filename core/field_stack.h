// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/batch.h"
#include "core/field.h"

/**
 * Grids of many cases in one HDF5 file, all with equally many points:
 * docs/formats/fields.md.
 *
 *     /values        [M][nz][ny][nx] float32, Ry
 *     /cases/name    [M] "Hg/Ag"; also path, number, sha256, z, origin, steps, n_unknown
 *
 * Cases are added one by one to PATH.part, which becomes PATH when all are there and can
 * be taken up again after an interruption. Shards of a job array are files of their own
 * that kkr_field_stack_join() shows as one.
 *
 * Threads: one at a time; takes the lock of HDF5 by itself.
 */
typedef struct kkr_field_stack kkr_field_stack;

/**
 * Takes up PATH.part, or PATH, if it was made by the same `work` (a digest) and holds
 * nothing but cases of the batch as they are now: these are marked as done. Else, or if
 * `force`, begins anew. `how` as in kkr_field_params.
 */
kkr_field_stack *kkr_field_stack_new(const char *path, kkr_batch *batch,
                                     const char *work, const char *how, bool force,
                                     kkr_error *err);

/** What is complete stays in PATH.part. Does nothing for NULL. */
void kkr_field_stack_free(kkr_field_stack *stack);
KKR_DEFINE_AUTO(kkr_field_stack)

/** Adds a case. Fails with KKR_ERROR_GEOMETRY if its grid has another shape. */
bool kkr_field_stack_add(kkr_field_stack *stack, const kkr_field *field,
                         const kkr_batch_item *item, kkr_error *err);

/** All are there: PATH.part becomes PATH. */
bool kkr_field_stack_commit(kkr_field_stack *stack, kkr_error *err);

/** Makes PATH a file that shows the cases of all shards; they must stay where they are. */
bool kkr_field_stack_join(const char *const *shards, int n, const char *path,
                          size_t *n_cases, kkr_error *err);
