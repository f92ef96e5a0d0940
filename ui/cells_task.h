// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gio/gio.h>

#include "ui/cells.h"

/**
 * Keeps what the view Cells shows up to a recipe, in a thread: the newest request
 * wins, and the jumps follow the rest.
 *
 * Threads: main thread only.
 */
typedef struct KkrCellsTask KkrCellsTask;

/** `changed` is called when a result is here or work has begun. Borrows its owner. */
KkrCellsTask *kkr_cells_task_new(GObject *owner, void (*changed)(void *owner));
/** Cancels; what runs ends by itself and calls nobody. */
void kkr_cells_task_free(KkrCellsTask *self);

/** Makes what the recipe asks for, if that is not what is there. */
void kkr_cells_task_want(KkrCellsTask *self, KkrSource *source,
                         const kkr_recipe *recipe);
/** Another case is here: the old result is nothing to look at any more. */
void kkr_cells_task_forget(KkrCellsTask *self);

/** NULL: there is none yet. */
const KkrCells *kkr_cells_task_result(const KkrCellsTask *self);
bool kkr_cells_task_busy(const KkrCellsTask *self);
