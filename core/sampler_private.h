// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/radial_table.h"
#include "core/sampler.h"

/** What sampler.c (making, points) shares with sampler_grid.c. */

/**
 * Everything known around a site. Sites with the same entries, shapes and limit
 * share one: a host of one type has one, however many images lie in a box.
 */
typedef struct kkr_sampler_kind {
    const kkr_expansion *v, *v0, *dv;       // NULL: unknown
    kkr_expansion *own_v, *own_v0, *own_dv; // where they are not borrowed
    const kkr_expansion *guess;             // of V - V0; NULL: from the files
    double r_value;                         // beyond it there is no V
    double r_inside;         // beyond it the cell is not known at all; INFINITY: it is
    kkr_radial_table *table; // of v, and dv if known; NULL: only the exact path
    // what it is made of, see sampler.c
    int source_v, source_v0;
    double r_limit;
    kkr_error no_dv; // why there is no V - V0 although there is a V0
} kkr_sampler_kind;

struct kkr_sampler {
    const kkr_case *object;
    kkr_sampler_params params;
    struct kkr_sampler_source *sources;
    int n_sources;
    kkr_sampler_kind *kinds;
    int n_kinds;
    int *site_kind; // [object->n_sites] -1: unknown
    int *host_kind; // [object->n_host_sites] of an embedding
    int n_notes;
    char **notes;
};

/** An owner in the words of the case. */
typedef struct kkr_sampler_place {
    const kkr_sampler_kind *kind; // NULL: nothing is known, or not to be shown
    int site, host_site;          // as in kkr_sample
} kkr_sampler_place;

kkr_sampler_place kkr_sampler_find(const kkr_sampler *sampler, const kkr_owner *owner);

/** A value of `kind` at x relative to its site; NaN if unknown. */
double kkr_sampler_kind_value(const kkr_sampler *sampler, const kkr_sampler_kind *kind,
                              const kkr_expansion *expansion, kkr_vec3 x);
