// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <glib.h>

#include "core/radial_choice.h"
#include "shaders/radial_plot.h"
#include "ui/source.h"

/**
 * The curves of the radial view and their plot, as they belong together. Made in a
 * worker, never changed, counted. Where nothing can be drawn, it says why.
 *
 * Threads: any.
 */
typedef struct KkrRadial {
    kkr_recipe recipe;
    KkrSource *source;               // of the recipe's own mode and channel
    const kkr_radial_curves *curves; // NULL: nothing to draw
    const kkr_radial_plot *plot;     // NULL: the same
    char *message;                   // what is missing, a sentence; NULL: nothing
    struct KkrRadialSet *set;        // the counted curves: plots share them
} KkrRadial;

/** As much of `known` (may be NULL) as fits is used again. NULL if cancelled. */
KkrRadial *kkr_radial_new(KkrSource *source, const kkr_recipe *recipe,
                          const KkrRadial *known, const kkr_job *job);
KkrRadial *kkr_radial_ref(KkrRadial *radial);
void kkr_radial_unref(KkrRadial *radial);

/** True if the recipe (and another source) would give the same plot. */
bool kkr_radial_is_for(const KkrRadial *radial, const KkrSource *source,
                       const kkr_recipe *recipe);

/** "Ag 1, spherical part": what all curves have in common. The caller frees it. */
char *kkr_radial_subject(const KkrRadial *radial);

/** What is known where the mouse points at a curve. */
typedef struct KkrRadialProbe {
    bool set;
    kkr_radial_pick pick;
    char name[64];
    double v, v0, dv; // Ry, of the curve's component at pick.r; NaN: unknown
} KkrRadialProbe;

KkrRadialProbe kkr_radial_probe_at(const KkrRadial *radial,
                                   const kkr_radial_pick *pick);
