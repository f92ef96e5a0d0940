// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gio/gio.h>

#include "core/jl_picture.h"
#include "shaders/panels.h"
#include "ui/fit_set.h"
#include "ui/source.h"

/**
 * What the view Features shows, as it belongs together: V on a piece of the plane, the
 * charts of the recipe's page at the recipe's pin, or a fitted model. Made in a worker,
 * never changed, counted; what did not change is shared with the one before. What
 * cannot be shown says why.
 *
 * Threads: any.
 */
typedef struct KkrFeatures {
    kkr_recipe recipe; // its pin is the point
    KkrSource *source;
    const kkr_slice *slice; // NULL: there is nothing to draw
    const kkr_panels *panels;
    // those of the page, the others are NULL
    const kkr_jl_picture *chart[KKR_JL_PCA + 1];
    KkrFitted *fitted;
    char *message; // what is missing, a sentence; NULL: nothing
    // what is counted behind these
    struct KkrGround *ground;
    struct KkrLook *look; // of the panel
    struct KkrChart *charts[KKR_JL_PCA + 1];
} KkrFeatures;

void kkr_features_unref(KkrFeatures *features);

/**
 * Keeps them up to a recipe, in a thread: the newest request wins. What follows the
 * mouse is there first, components and fits a little later. Main thread only.
 */
typedef struct KkrFeaturesTask KkrFeaturesTask;

/** `changed` is called when a result is here or work has begun. Borrows its owner. */
KkrFeaturesTask *kkr_features_task_new(void *owner, void (*changed)(void *owner));
/** Cancels; what runs ends by itself and calls nobody. */
void kkr_features_task_free(KkrFeaturesTask *self);
/**
 * Makes what the recipe asks for, if that is not what is there. `text` says how the
 * case was opened and is taken over.
 */
void kkr_features_task_want(KkrFeaturesTask *self, KkrSource *source,
                            const kkr_recipe *recipe, kkr_recipe_text *text);
/** Another case is here: the old result is nothing to look at any more. */
void kkr_features_task_forget(KkrFeaturesTask *self);
/** NULL: there is none yet. */
const KkrFeatures *kkr_features_task_result(const KkrFeaturesTask *self);
bool kkr_features_task_busy(const KkrFeaturesTask *self);
