// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"
#include "core/radial_curves.h"
#include "core/sampler.h"

/**
 * A family: one host and many impurities in it, each in a folder of its own. A
 * folder that has a structure and no cluster is the host, one that has a cluster
 * an impurity; what folders are called does not matter.
 *
 *     Hg_series/              no KKR files here
 *         host/               inputcard, potential, shapefun
 *         Ag/  Al/  ...       scoef, potential_imp
 *
 * Threads: never changes once made.
 */
typedef struct kkr_family {
    char *host;
    int n_members;
    char **members; // [n_members] folders, in the order of their names
} kkr_family;

/**
 * A family from one folder of folders, or from its folders themselves (a host and
 * one impurity are a case, not a family). NULL without an error: the paths are something else, a case
 * perhaps. NULL with one: folders of a family with no host, or with several.
 */
kkr_family *kkr_family_find(const char *const *paths, int n_paths, kkr_error *err);
void kkr_family_free(kkr_family *family);
KKR_DEFINE_AUTO(kkr_family)

/**
 * Component `lm` of site `site` (both from 0) of every member, by rising Z. Members
 * that cannot be read are left out and named in the notes. Fails if none is left.
 * `options` may be NULL.
 */
kkr_radial_curves *kkr_family_curves(const kkr_family *family,
                                     const kkr_case_options *options,
                                     kkr_sampler_params params, int site, int lm,
                                     const kkr_job *job, kkr_error *err);
