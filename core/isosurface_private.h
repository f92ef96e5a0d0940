// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/isosurface.h"

/**
 * What isosurface.c shares with its three builds of isosurface_kernel.inc and with
 * isosurface_table.c.
 *
 * Corner c of a cube lies at i + (c & 1), j + (c >> 1 & 1), k + (c >> 2). Edges 0-3
 * run along x (from the corners 0, 2, 4, 6), 4-7 along y (0, 1, 4, 5), 8-11 along z
 * (0, 1, 2, 3).
 */
enum {
    KKR_CUBE_CASES = 256,
    KKR_CUBE_EDGES = 12,
    KKR_CUBE_TRIANGLES = 5, // at most
};

typedef struct kkr_cube_table {
    // edge[c][3 t + corner] of triangle t < n[c]; the rest is 0
    int32_t edge[KKR_CUBE_CASES][16] __attribute__((aligned(64)));
    int n[KKR_CUBE_CASES];
} kkr_cube_table;

void kkr_isosurface_table(kkr_cube_table *table);

/**
 * Row (j, k) of cubes: bits per point of the four rows of points around it, in the
 * order (j, k), (j + 1, k), (j, k + 1), (j + 1, k + 1), and per edge that has a
 * vertex. Vertices of a row of edges are numbered along it.
 */
typedef struct kkr_cube_row {
    int n_words;              // of 64 points; one word more may be read
    uint64_t last;            // the cubes of the last word
    const uint64_t *above[4]; // points at or above the level
    const uint64_t *valid;    // cubes whose corners are all known; NULL: all
    const uint64_t *edge[8];  // along x of the four rows; along y of the rows k and
                              // k + 1; along z of the rows j and j + 1
    uint32_t first[8];        // number of their first vertex
} kkr_cube_row;

/** An edge with a vertex: direction << 30 | j << 15 | i of its lower end. */
typedef uint32_t kkr_grid_edge;

enum { KKR_EDGE_CHUNK = 256 };

/** What the vertices of slice k are made from. */
typedef struct kkr_vertex_source {
    const float *values, *second; // second may be NULL
    int n[3];
    float level;
    bool has_unknown;
    float step[3][3], reciprocal[3][3]; // rows; a gradient in steps to one in space
} kkr_vertex_source;

typedef struct kkr_isosurface_kernel {
    /** Bits of n values: at or above the level, and known. True if all are known. */
    bool (*compare)(const float *values, int n, float level, uint64_t *above,
                    uint64_t *known);
    /** At most KKR_EDGE_CHUNK vertices; the list has room for that many. */
    void (*vertices)(const kkr_vertex_source *source, int k, kkr_grid_edge *list, int n,
                     float (*position)[3], float (*normal)[3], float *value);
    /** Triangles of a row; up to 64 bytes behind the last one may be written. */
    size_t (*cubes)(const kkr_cube_table *table, const kkr_cube_row *row,
                    uint32_t (*triangle)[3]);
} kkr_isosurface_kernel;

extern const kkr_isosurface_kernel kkr_isosurface_plain;
extern const kkr_isosurface_kernel kkr_isosurface_avx2;
extern const kkr_isosurface_kernel kkr_isosurface_avx512;
