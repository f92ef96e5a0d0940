// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * A KKR potential file as it is: `potential`, `out_potential` (KKRhost, KKRimp),
 * `output.pot` (voronoi) and `vpot.*` (KKRnano) have one format.
 *
 * The file is a chain of entries, one per atom type and spin, atom-major:
 * atom 1 spin down, atom 1 spin up, atom 2 spin down, ... (order counts; titles
 * are unreliable). Energies Ry, lengths bohr. Radial points and lm count from 0
 * here: lm = l*l + l + m; the file's 1-based numbers are converted in the reader.
 *
 *   v0[ir]            spherical potential V_00(r) Y_00 without -2Z/r, r = 0 .. n_r-1
 *   v_lm[j][k]        coefficient of the real Y_lm, lm = lm_index[j] >= 1,
 *                     at ir = ir_min + k; zero for ir < ir_min; an lm that is not
 *                     stored is exactly zero
 *
 * Beyond the muffin-tin radius the KKR codes write V times the shape function;
 * core/expansion.h undoes that. The mesh needs the shape function too
 * (core/radial_mesh.h). Format: docs/formats/potential.md.
 *
 * Threads: never changes once read.
 */
typedef struct kkr_potential_entry {
    char title[84];      // first line, trailing blanks removed
    char exchange[64];   // what follows "exc:", for instance "Vosko,Wilk,Nusair"
    int line;            // of the title, counted from 1
    double z;            // nuclear charge; 0: empty sphere
    double r_mt;         // RMT, bohr
    double alat;         // bohr; 0 in KKRnano files
    double r_mt_new;     // RMTNEW: r_mt as the mesh has it, bohr
    double r_ws;         // last radius, 5 digits, informative
    double e_fermi;      // Ry
    double vbc;          // muffin-tin zero, already added to the potential, Ry
    double a, b;         // exponential mesh r(i) = b (exp(a i) - 1), i = 0 ...
    int n_r;             // radial points
    int n_core;          // core states
    int *core_l;         // [n_core]
    double *core_energy; // [n_core] Ry
    bool full_potential; // false: ASA or muffin tin, v0 only
    int ir_min;          // first point with non-spherical parts; 0 when not full
    int lm_max;    // number of lm the calculation had: (LPOT + 1)^2; 1 when not full
    int n_lm;      // non-spherical components stored
    int *lm_index; // [n_lm] rising, each in [1, lm_max)
    double *v0;    // [n_r]
    double *v_lm;  // [n_lm][n_r - ir_min], see kkr_potential_v_lm()
    int n_nan;     // values that are NaN or overflowed; > 0: do not draw
    char *defect;  // why this entry cannot be used, a sentence; NULL: it can. With a
                   // defect there are no values: n_r = n_core = n_lm = 0
} kkr_potential_entry;

typedef struct kkr_potential {
    char *path;
    int n_entries;
    kkr_potential_entry *entries;
    int n_notes; // surprises that were handled, sentences for the user
    char **notes;
} kkr_potential;

/**
 * Reads a file. A file that ends early or is damaged in the middle of entry k
 * still gives entries 1..k-1; entry k is the last one, with `defect` set. Fails
 * when not a single entry can be read, with "path:line: what, expected, found".
 * The notes tell of NaN, of titles that contradict Z or the order of spins, of
 * ALAT = 0, and of text behind the last entry.
 */
kkr_potential *kkr_potential_read(const char *path, kkr_error *err);

/** Does nothing for NULL. */
void kkr_potential_free(kkr_potential *potential);
KKR_DEFINE_AUTO(kkr_potential)

/** [n_r - ir_min] values of the j-th stored component; borrowed. */
static inline const double *kkr_potential_v_lm(const kkr_potential_entry *entry, int j)
{
    return entry->v_lm + (size_t)j * (size_t)(entry->n_r - entry->ir_min);
}

/**
 * 1 or 2 spins, from the file alone: 2 if a title names a spin or if there are
 * twice as many entries as `n_atoms` (0: unknown); 0 if it cannot be told
 * (consecutive entries in equal pairs): then ask the inputcard or the user.
 */
int kkr_potential_spins(const kkr_potential *potential, int n_atoms);

/** True if the first lines look like a potential file; reads only the beginning. */
bool kkr_potential_recognise(const char *head, size_t length);
