// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/surface_set.h"
#include "ui/document.h"

/**
 * Keeps the surfaces of the panels up to the recipe, in a thread: coarse at once, exact
 * after a short rest. The newest request wins; a coarse one under way is let finish.
 * Samples are kept, so that another level is a matter of milliseconds. Registers itself
 * as the document's work for the panels.
 *
 * Threads: main thread only.
 */
typedef struct KkrSurfaceTask KkrSurfaceTask;

/** What a panel shows. */
typedef struct KkrSurfaces {
    kkr_surface_set *set;
    kkr_scene *scene; // with cells and atoms
    KkrSource *source;
    KkrPicture *picture; // whose slice is in the scene; NULL: none
    bool exact;
    unsigned serial; // another number: another scene
} KkrSurfaces;

/** `changed` is called when a result or a failure is here. */
KkrSurfaceTask *kkr_surface_task_new(KkrDocument *document, void (*changed)(void *user),
                                     void *user);
/** Cancels; what runs frees the rest. */
void kkr_surface_task_free(KkrSurfaceTask *self);

/** NULL: there are none yet. Borrowed until `changed` is called. */
const KkrSurfaces *kkr_surface_task_result(const KkrSurfaceTask *self,
                                           kkr_quantity panel);
/** Why there are none, or what is missing, a sentence; NULL: all is well. */
const char *kkr_surface_task_failure(const KkrSurfaceTask *self, kkr_quantity panel);
