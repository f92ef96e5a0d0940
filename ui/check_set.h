// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gio/gio.h>

#include "core/check.h"
#include "core/check_evidence.h"
#include "core/grid_error.h"
#include "shaders/check_picture.h"
#include "ui/source.h"

/**
 * What the view Check shows, as it belongs together: the checks, what they are made of,
 * and what a grid of the recipe's size costs on the recipe's plane. Made in a worker,
 * never changed, counted; another grid or plane makes only that part again.
 *
 * Threads: any.
 */
typedef struct KkrCheckSet {
    kkr_recipe recipe;
    KkrSource *source;
    const kkr_check *check;             // all but the grid's items
    const kkr_check_evidence *evidence; // NULL: nothing can be shown in space
    const kkr_check *grid;              // the grid's items; NULL: there is no grid
    const kkr_grid_error *error;        // NULL with `grid`
    kkr_vec3 spacing;                   // of the grid along its axes, bohr
    kkr_slice *slice;                   // NULL with `grid`
    float *slice_error;                 // grid minus exact
    kkr_face_image *face; // of the worst face of the marked site; NULL: not asked for
    int face_index;
    struct KkrCheckParts *parts; // what is counted by itself
} KkrCheckSet;

/** As much of `known` (may be NULL) as fits is used again. NULL if cancelled. */
KkrCheckSet *kkr_check_set_new(KkrSource *source, const kkr_recipe *recipe,
                               const KkrCheckSet *known, const kkr_job *job);
void kkr_check_set_unref(KkrCheckSet *set);

int kkr_check_set_n_items(const KkrCheckSet *set);
/** The i-th item of check and grid together. */
const kkr_check_item *kkr_check_set_item(const KkrCheckSet *set, int i);
/** Which one a recipe means: its own, else the worst, else the first. */
int kkr_check_set_chosen(const KkrCheckSet *set, const kkr_recipe *recipe);
/** What is drawn for it; borrowed from the set. */
kkr_check_picture kkr_check_set_picture(const KkrCheckSet *set,
                                        const kkr_recipe *recipe);

/**
 * Keeps them up to a recipe, in a thread: the newest request wins. Main thread only.
 */
typedef struct KkrCheckTask KkrCheckTask;

/** `changed` is called when a result is here or work has begun. Borrows its owner. */
KkrCheckTask *kkr_check_task_new(void *owner, void (*changed)(void *owner));
/** Cancels; what runs ends by itself and calls nobody. */
void kkr_check_task_free(KkrCheckTask *self);
/** Makes what the recipe asks for, if that is not what is there. */
void kkr_check_task_want(KkrCheckTask *self, KkrSource *source,
                         const kkr_recipe *recipe);
/** Stops; nothing begins again before the case is another one, or _resume(). */
void kkr_check_task_stop(KkrCheckTask *self);
void kkr_check_task_resume(KkrCheckTask *self);
bool kkr_check_task_stopped(const KkrCheckTask *self);
/** Another case is here: the old result is nothing to look at any more. */
void kkr_check_task_forget(KkrCheckTask *self);
/** NULL: there is none yet. */
const KkrCheckSet *kkr_check_task_result(const KkrCheckTask *self);
bool kkr_check_task_busy(const KkrCheckTask *self);
/** What is being done, "" if nothing, and how much of it, 0 to 1. */
void kkr_check_task_progress(KkrCheckTask *self, char doing[64], double *fraction);
