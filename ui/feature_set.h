// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gio/gio.h>

#include "core/jl_picture.h"
#include "ui/source.h"

/**
 * What the view Features shows, as it belongs together: the point's fingerprint, its
 * likeness on the plane, and the plane's components. Made in a worker, never changed,
 * counted. What cannot be shown says why.
 *
 * Threads: any.
 */
typedef struct KkrFeatures {
    kkr_recipe recipe;
    KkrSource *source;
    kkr_slice *slice; // the piece of the plane, V and V - V0 too
    // NULL, all three: there is nothing to draw
    kkr_jl_picture *fingerprint, *likeness, *components;
    char *message; // what is missing, a sentence; NULL: nothing
} KkrFeatures;

/** NULL if cancelled. */
KkrFeatures *kkr_features_new(KkrSource *source, const kkr_recipe *recipe,
                              const kkr_job *job);
void kkr_features_unref(KkrFeatures *features);

/** True if two recipes give the same of one source. */
bool kkr_features_same(const kkr_recipe *one, const kkr_recipe *other);

/**
 * Keeps them up to a recipe, in a thread: the newest request wins. Main thread only.
 */
typedef struct KkrFeaturesTask KkrFeaturesTask;

/** `changed` is called when a result is here or work has begun. Borrows its owner. */
KkrFeaturesTask *kkr_features_task_new(void *owner, void (*changed)(void *owner));
/** Cancels; what runs ends by itself and calls nobody. */
void kkr_features_task_free(KkrFeaturesTask *self);
/** Makes what the recipe asks for, if that is not what is there. */
void kkr_features_task_want(KkrFeaturesTask *self, KkrSource *source,
                            const kkr_recipe *recipe);
/** Another case is here: the old result is nothing to look at any more. */
void kkr_features_task_forget(KkrFeaturesTask *self);
/** NULL: there is none yet. */
const KkrFeatures *kkr_features_task_result(const KkrFeaturesTask *self);
bool kkr_features_task_busy(const KkrFeaturesTask *self);
