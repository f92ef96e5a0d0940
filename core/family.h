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
 * Or several entries of one host in a data set (core/place.h), each whole by itself.
 *
 * Threads: never changes once made.
 */
typedef struct kkr_family {
    char *host; // NULL: the members are entries of a data set
    int n_members;
    char **members; // [n_members] folders, in the order of their names; or entries
} kkr_family;

/**
 * A family from one folder of folders, or from its folders themselves (a host and
 * one impurity are a case, not a family), or from two or more entries. NULL without an error: the paths are something else, a case
 * perhaps. NULL with one: folders of a family with no host, or with several.
 */
kkr_family *kkr_family_find(const char *const *paths, int n_paths, kkr_error *err);
void kkr_family_free(kkr_family *family);
KKR_DEFINE_AUTO(kkr_family)

/** What kkr_case_open() wants for member i, borrowed; returns how many, 1 or 2. */
int kkr_family_member(const kkr_family *family, int i, const char *paths[2]);

/** The host, if any, and all members: [n_members + 1], borrowed; returns how many. */
int kkr_family_paths(const kkr_family *family, const char **paths);

/**
 * Component `lm` of site `site` (both from 0) of every member, by rising Z. Members
 * that cannot be read are left out and named in the notes. Fails if none is left.
 * `options` may be NULL.
 */
kkr_radial_curves *kkr_family_curves(const kkr_family *family,
                                     const kkr_case_options *options,
                                     kkr_sampler_params params, int site, int lm,
                                     const kkr_job *job, kkr_error *err);
