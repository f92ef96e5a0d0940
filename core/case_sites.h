// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"

/**
 * The sites of a case: where they are, which entry and which shape is theirs,
 * what V0 is, and their cells. Steps of kkr_case_open(), in this order, each
 * filling a case that is not finished yet; positions are still the crystal's.
 */

/** How far a cluster site may be from the lattice site it replaces (KKRhost: 1e-5). */
#define KKR_SITE_TOLERANCE_ALAT 1e-4

/** The atom type of a (CPA) site with the largest concentration. */
int kkr_case_main_type(const kkr_crystal *crystal, int site);

/** What to add to the cluster's positions to be in the crystal, bohr. */
kkr_vec3 kkr_case_cluster_offset(const kkr_case *object);

/** The basis sites of object->crystal with `potential` (NULL: bare sites). */
kkr_case_site *kkr_case_make_crystal_sites(kkr_case *object,
                                           const kkr_potential *potential);
/** object->sites of the cluster, with the cluster's potential. */
void kkr_case_make_cluster_sites(kkr_case *object);
/** object->sites when there is no structure at all: atoms nowhere in space. */
void kkr_case_make_lone_sites(kkr_case *object, const kkr_potential *potential,
                              const kkr_shapefun *shapes);

/** V0 of every site, as options->reference says. */
bool kkr_case_set_references(kkr_case *object, const kkr_case_options *options,
                             kkr_error *err);
/** Notes a constant between V and V0 (different VBC). */
void kkr_case_compare_zeros(kkr_case *object);

/** The tessellation and the Voronoi cells. */
bool kkr_case_make_cells(kkr_case *object, kkr_error *err);
