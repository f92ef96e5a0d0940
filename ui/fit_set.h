// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <glib.h>

#include "core/fit_look.h"
#include "core/fit_picture.h"
#include "ui/source.h"

/**
 * A fit of the case that is open, and its pictures on the plane that is shown. Made in
 * a worker, never changed, counted.
 *
 * Threads: any.
 */
typedef struct KkrFit {
    kkr_fit_look look;
    kkr_jl_fit *fit;
    KkrSource *of;     // for which it was made
    KkrSource *source; // the same case, sampled with the fit's V0
} KkrFit;

/**
 * `text` says how the case of `source` was opened, in case V0 must be another one.
 * NULL and `err` on failure.
 */
KkrFit *kkr_fit_new(KkrSource *source, const kkr_recipe_text *text,
                    const kkr_fit_look *look, const kkr_job *job, kkr_error *err);
KkrFit *kkr_fit_ref(KkrFit *fit);
void kkr_fit_unref(KkrFit *fit);

/** True if it is what these ask for. */
bool kkr_fit_serves(const KkrFit *fit, const KkrSource *source,
                    const kkr_fit_look *look);

/** Its maps, line and points on a piece of a plane. */
typedef struct KkrFitted {
    KkrFit *fit;
    kkr_slice *slice; // exact, of the fit's V0
    kkr_fit_picture *picture;
} KkrFitted;

KkrFitted *kkr_fitted_new(KkrFit *fit, const kkr_slice *like, const kkr_job *job,
                          kkr_error *err);
KkrFitted *kkr_fitted_ref(KkrFitted *fitted);
void kkr_fitted_unref(KkrFitted *fitted);
