// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/vec3.h"

/**
 * The impurity cluster of an embedding, from `scoef` or `kkrflex_atominfo`.
 *
 * Positions are in alat as in the file and relative as in the file: if the first
 * vector is zero they are relative to cluster site 1. Sites count from 0.
 *
 * Threads: never changes once read.
 */
typedef struct kkr_cluster_site {
    kkr_vec3 position; // alat
    int host_site;     // scoef: site of the host's unit cell, 0-based; -1: not told
    double z;          // informative in scoef; -1: not told
    bool is_virtual;   // atominfo VATOM: not on a host site
    bool is_removed;   // atominfo KILLATOM: a host atom taken out; no potential entry
} kkr_cluster_site;

typedef struct kkr_cluster {
    char *path;
    int n_sites; // with the removed ones
    kkr_cluster_site *sites;
    int n_notes;
    char **notes;
} kkr_cluster;

kkr_cluster *kkr_cluster_read_scoef(const char *path, kkr_error *err);
kkr_cluster *kkr_cluster_read_atominfo(const char *path, kkr_error *err);
void kkr_cluster_free(kkr_cluster *cluster);
KKR_DEFINE_AUTO(kkr_cluster)

bool kkr_cluster_recognise_scoef(const char *head, size_t length);
bool kkr_cluster_recognise_atominfo(const char *head, size_t length);
