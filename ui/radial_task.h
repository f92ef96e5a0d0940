// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gio/gio.h>

#include "ui/radial.h"
#include "ui/view_work.h"

/**
 * Keeps the curves up to a recipe, in a thread: the newest request wins. Part of a
 * document, which owns it.
 *
 * Threads: main thread only.
 */
typedef struct KkrRadialTask KkrRadialTask;

/**
 * `changed` is called when another result is here (`curves`), or another point of
 * the curves is probed. Borrows its owner.
 */
KkrRadialTask *kkr_radial_task_new(GObject *owner,
                                   void (*changed)(void *owner, bool curves));
/** Call it last: when the owner has no more references, no task runs any more. */
void kkr_radial_task_free(KkrRadialTask *self);

/** Makes what the recipe asks for, if that is not what is there. */
void kkr_radial_task_want(KkrRadialTask *self, KkrSource *source,
                          const kkr_recipe *recipe);
/** Another case is here: the old curves are nothing to look at any more. */
void kkr_radial_task_forget(KkrRadialTask *self);

/** The same as the work of a view, with the task for its user. */
extern const KkrViewWork kkr_radial_task_work;

/** NULL: there is none yet. */
const KkrRadial *kkr_radial_task_result(const KkrRadialTask *self);
/** Probes a point of a curve; with pick->curve < 0 none, as with another result. */
void kkr_radial_task_set_probe(KkrRadialTask *self, const kkr_radial_pick *pick);
const KkrRadialProbe *kkr_radial_task_probe(const KkrRadialTask *self);
bool kkr_radial_task_busy(const KkrRadialTask *self);
