// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <glib.h>

#include "core/case.h"
#include "core/recipe_text.h"
#include "core/sampler.h"

/**
 * An opened case with one way of sampling it. Neither changes once made, so
 * workers and the window share them: a counted box, gone with its last user in
 * whichever thread that is. Several sources may share one case.
 *
 * Threads: any.
 */
typedef struct KkrSource {
    const kkr_case *object;
    const kkr_sampler *sampler;
    kkr_sampler_params params; // of the sampler
    bool predicted;            // V - V0 is a model's, not that of the files
    struct KkrOpened *opened;  // the counted case
} KkrSource;

/** Reads the files a recipe names, as it says. NULL and `err` on failure. */
KkrSource *kkr_source_open(const kkr_recipe_text *text, const kkr_job *job,
                           kkr_error *err);
/** The same case, sampled in another way, or with another model or none. */
KkrSource *kkr_source_resample(KkrSource *source, const kkr_recipe *recipe,
                               const kkr_job *job, kkr_error *err);
KkrSource *kkr_source_ref(KkrSource *source);
void kkr_source_unref(KkrSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KkrSource, kkr_source_unref)
