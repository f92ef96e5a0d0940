// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * The cases in trees of folders: which folder is an embedding, which one its host.
 *
 *     runs/
 *         Hg/host/        structure, no cluster: a host
 *         Hg/Ag/          a cluster, no structure: an impurity, its host is the nearest
 *         Cu_Ag/          structure and cluster: an embedding with its host
 *
 * Nearest is the host with the longest part of the path in common. Folders that are
 * links are followed once; what hides behind a dot is left alone. A folder with KKR
 * files that make no case is kept with the reason.
 *
 * Of an archive of AiiDA (core/aiida.h) the cases are its calculations, as places
 * (core/place.h).
 *
 * Threads: never changes once made.
 */
typedef struct kkr_tree_case {
    char *folder;        // or a place
    char *host;          // folder of its host; NULL: in the same folder, or none
    char *reason;        // why it is no case, a sentence; NULL: it is one
    bool is_host;        // a crystal, no embedding
    bool has_embeddings; // of a host in an archive: some are there, too
    // what an archive tells, NULL in a folder: see kkr_dataset_row
    char *uuid, *process, *label;
    double exit_status;
} kkr_tree_case;

typedef struct kkr_case_tree {
    int n;
    kkr_tree_case *cases; // hosts first, those with embeddings before others; by path
    int n_steps;          // calculations in archives that lead to one of these
} kkr_case_tree;

/** Fails if a path is neither folder nor archive, or if cancelled. */
kkr_case_tree *kkr_case_tree_walk(const char *const *paths, int n_paths,
                                  const kkr_job *job, kkr_error *err);
void kkr_case_tree_free(kkr_case_tree *tree);
KKR_DEFINE_AUTO(kkr_case_tree)
