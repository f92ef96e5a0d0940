// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"

/**
 * Which file plays which role in a case: by content first, by name second.
 *
 * Every file of the given folders is looked at (its first kilobytes); what it is
 * (inputcard, potential, shape functions, cluster) is told by its content. Only
 * where several potentials or shape functions compete do names and the number
 * of entries decide. Potentials that compete are read, so that a role never
 * goes to a file with the wrong number of entries while a fitting one is there.
 *
 * Used by core/case.c alone.
 */

/**
 * Fills object->files, crystal, cluster, the potentials and the shape functions.
 * A file that cannot be read keeps its role, with `defect` set. Fails if a path
 * is not there or if no path holds anything of KKR.
 */
bool kkr_case_find_files(kkr_case *object, const char *const *paths, int n_paths,
                         const kkr_case_options *options, kkr_error *err);

/** How many cluster sites have a potential (all but the removed ones). */
int kkr_cluster_active_sites(const kkr_cluster *cluster);
