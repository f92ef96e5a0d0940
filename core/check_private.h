// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/check.h"

/** What core/check.c asks of its other half; only for these two. */

/** A new item at the end of the list. */
kkr_check_item *kkr_check_add(kkr_check *check, const char *id, const char *what,
                              const char *unit);

/** What the item is at a site; the value and the worst site are the caller's. */
void kkr_check_tell_site(const kkr_check *check, kkr_check_item *item, int site,
                         double value);

void kkr_check_say(kkr_check_item *item, kkr_verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/**
 * The integral of V over the part of a cell beyond r_MT, Ry bohr^3, from the radial
 * mesh alone: 4 pi integral of r^2 (v0 - 2Z/r) dr needs no shape function, since the
 * file holds V times it. Averaged over spins; NaN where it is not known.
 */
double kkr_check_interstitial(const kkr_case_site *site);

/** The sites' potentials: their content, energy zero, symmetry, convergence in l. */
bool kkr_check_potentials(kkr_check *check, const kkr_case *object, const kkr_job *job);

/** The potential in space: continuation, jumps, host in host. */
bool kkr_check_space(kkr_check *check, const kkr_case *object,
                     const kkr_sampler *sampler, const kkr_job *job);

/** A grid against the exact potential; *made is the caller's. */
bool kkr_check_grid(kkr_check *check, const kkr_case *object,
                    const kkr_sampler *sampler, kkr_check_params params,
                    kkr_field **made, const kkr_job *job, kkr_error *err);
