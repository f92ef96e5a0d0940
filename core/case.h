// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/cluster.h"
#include "core/crystal.h"
#include "core/expansion.h"
#include "core/potential.h"
#include "core/shapefun.h"
#include "core/tessellation.h"
#include "core/voronoi.h"

/**
 * One calculation to look at: a host crystal, an impurity embedding, or as much
 * of one as the files allow. Files get their roles by content first, by name
 * second; whatever is missing is said in a note, and what
 * can be shown is shown.
 *
 * Coordinates are Cartesian, bohr; the origin is cluster site 1 for an
 * embedding, the lattice origin for a crystal, unless options.origin_site moves
 * it. Sites count from 0 here and from 1 for the user.
 *
 * Threads: never changes once opened.
 */
typedef enum kkr_role {
    KKR_ROLE_STRUCTURE,     // inputcard, input.conf, kkrflex_hoststructure.dat
    KKR_ROLE_POTENTIAL,     // of the host
    KKR_ROLE_SHAPES,        // of the host
    KKR_ROLE_CLUSTER,       // scoef, kkrflex_atominfo
    KKR_ROLE_IMP_POTENTIAL, // of the cluster
    KKR_ROLE_IMP_SHAPES,
    KKR_ROLE_HOST_CLUSTER, // V0: the host's potentials in cluster order
    KKR_ROLE_START,        // starting potential
    KKR_ROLE_COUNT
} kkr_role;

/** "structure", "host potential", ... as the window and `info` say it. */
const char *kkr_role_name(kkr_role role);
/** The option that forces it, without "--": "structure", "potential", "shapes", ... */
const char *kkr_role_option(kkr_role role);

typedef struct kkr_case_file {
    char *path;   // NULL: this role has no file
    char *reason; // why this file got the role: "forced", "scoef: 7 positions", ...
    char *defect; // why it could not be read (fully), a sentence; NULL: it could
} kkr_case_file;

/** What V0 is. */
typedef enum kkr_reference {
    KKR_REFERENCE_HOST,  // the same site of the host; of a crystal: nothing
    KKR_REFERENCE_START, // the starting potential, spherical part
    KKR_REFERENCE_FILE,  // options.reference_path, in cluster (or site) order; or
                         // another embedding in the same host (core/case_compare.h)
    KKR_REFERENCE_ZERO,
} kkr_reference;

typedef struct kkr_case_options {
    const char *forced[KKR_ROLE_COUNT]; // NULL: find it
    kkr_reference reference;            // [HOST]
    const char *reference_path;         // for FILE
    int origin_site;                    // 1-based; 0: default
    int n_spin; // 1 or 2 where the files leave it open; 0: decide
} kkr_case_options;

/** A site of the case: of the cluster for an embedding, of the basis for a crystal. */
typedef struct kkr_case_site {
    kkr_vec3 position;           // bohr, from the case's origin
    double z;                    // of the potential (its line 3 is to be trusted)
    char label[16];              // "Ag", "Cu"; the number is the site index + 1
    int host_site;               // basis site it sits on, -1: none or unknown
    double weight;               // of the power diagram, bohr^2
    double r_mt;                 // bohr; 0: unknown
    const kkr_shape_cell *shape; // NULL: none (ASA)
    const kkr_potential_entry *entry[2]; // V, spin down and up; [1] NULL for one spin
    const kkr_shape_cell *reference_shape;
    const kkr_potential_entry *reference[2]; // V0; NULL: there is none
    kkr_content content;
    kkr_voronoi *cell; // NULL: its surroundings are not known (see `defect`)
    char *defect;      // why the site cannot be shown (fully), a sentence; NULL: it can
} kkr_case_site;

typedef struct kkr_case {
    char *name; // "Hg:Ag", "Cu", "Hg:Ag − Hg:Au" where V0 is another embedding
    kkr_case_file files[KKR_ROLE_COUNT];
    bool is_embedding;
    kkr_reference reference; // what V0 is; with ZERO no site needs an entry for it
    int n_spin;              // 1 or 2
    double alat;             // bohr; 0: unknown
    double e_fermi;          // Ry, of the shown potential
    kkr_vec3 origin;         // of the case in the crystal's coordinates, bohr
    kkr_crystal *crystal;    // NULL: structure unknown
    kkr_cluster *cluster;    // NULL: not an embedding
    kkr_potential *potential, *imp_potential, *host_cluster, *start, *reference_file;
    struct kkr_case *compared; // the embedding whose V is V0; NULL: it is none
    kkr_shapefun *shapes, *imp_shapes;
    int n_sites;
    kkr_case_site *sites;
    int n_host_sites;          // basis sites, when an embedding also knows its host
    kkr_case_site *host_sites; // what V is beyond the cluster; for a crystal = sites
    kkr_tessellation *tessellation; // in the crystal's coordinates: add `origin`
    kkr_gaunt *gaunt;               // for the largest LPOT among the files
    int n_notes;
    char **notes; // warnings, sentences
} kkr_case;

/**
 * Opens what the paths name: a folder, two folders (host and impurity, either
 * order), or single files. Never changes anything on disk.
 */
kkr_case *kkr_case_open(const char *const *paths, int n_paths,
                        const kkr_case_options *options, const kkr_job *job,
                        kkr_error *err);
void kkr_case_free(kkr_case *object);
KKR_DEFINE_AUTO(kkr_case)

/** Is this a folder or an entry of a data set, where a file would do as well? */
bool kkr_case_is_place(const char *path);

/**
 * True if every file with a role could be read to its end. The window shows what
 * there is; a verb that writes numbers asks this first and fails with the sentence.
 */
bool kkr_case_is_whole(const kkr_case *object, kkr_error *err);

/** False, with a sentence that says what is missing and how to give it. */
bool kkr_case_has_reference(const kkr_case *object, kkr_error *err);

/** A point in text: "x,y,z" in bohr or "site:K" (1-based). */
bool kkr_case_parse_point(const kkr_case *object, const char *text, kkr_vec3 *point,
                          kkr_error *err);
