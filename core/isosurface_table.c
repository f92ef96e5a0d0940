// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/* The 256 cases of a cube, derived instead of listed: docs/theory/surfaces.md. */

#include "core/isosurface_private.h"

static const int edge_ends[KKR_CUBE_EDGES][2] = {
    { 0, 1 }, { 2, 3 }, { 4, 5 }, { 6, 7 }, { 0, 2 }, { 1, 3 },
    { 4, 6 }, { 5, 7 }, { 0, 4 }, { 1, 5 }, { 2, 6 }, { 3, 7 },
};

// corners of each face, counter-clockwise seen from outside
static const int faces[6][4] = {
    { 0, 4, 6, 2 }, { 1, 3, 7, 5 }, { 0, 1, 5, 4 },
    { 2, 6, 7, 3 }, { 0, 2, 3, 1 }, { 4, 5, 7, 6 },
};

static int edge_between(int a, int b)
{
    int e = 0;
    while ((edge_ends[e][0] != a || edge_ends[e][1] != b) &&
           (edge_ends[e][0] != b || edge_ends[e][1] != a))
        e++;
    return e;
}

static bool on_one_face(int a, int b)
{
    for (int f = 0; f < 6; f++) {
        int found = 0;
        for (int k = 0; k < 4; k++) {
            int e = edge_between(faces[f][k], faces[f][(k + 1) % 4]);
            found += (e == a) + (e == b);
        }
        if (found == 2)
            return true;
    }
    return false;
}

/**
 * Cuts ears off a polygon of edges. No cut runs in a face of the cube: the cube
 * behind it might make the same one, and four triangles would share an edge.
 */
static bool cut_polygon(const int *polygon, int n, int32_t *out)
{
    if (n == 3) {
        for (int k = 0; k < 3; k++)
            out[k] = polygon[k];
        return true;
    }
    for (int ear = 0; ear < n; ear++) {
        int before = polygon[(ear + n - 1) % n], after = polygon[(ear + 1) % n];
        if (on_one_face(before, after))
            continue;
        int rest[KKR_CUBE_EDGES], m = 0;
        for (int k = 0; k < n; k++)
            if (k != ear)
                rest[m++] = polygon[k];
        out[0] = before;
        out[1] = polygon[ear];
        out[2] = after;
        if (cut_polygon(rest, m, out + 3))
            return true;
    }
    return false;
}

/**
 * Walking around a face, each run of corners at or above the level is left over one
 * edge and was entered over another: a side of a polygon leads from the first to the
 * second. An edge is left on one of its two faces and entered on the other, so the
 * sides close.
 */
static void make_case(kkr_cube_table *table, int c)
{
    int next[KKR_CUBE_EDGES];
    for (int e = 0; e < KKR_CUBE_EDGES; e++)
        next[e] = -1;
    for (int f = 0; f < 6; f++)
        for (int k = 0; k < 4; k++) {
            int here = faces[f][k], there = faces[f][(k + 1) % 4];
            if (!(c >> here & 1) || c >> there & 1)
                continue;
            int j = k; // back to where the run begins
            while (c >> faces[f][(j + 3) % 4] & 1)
                j = (j + 3) % 4;
            next[edge_between(here, there)] =
                edge_between(faces[f][(j + 3) % 4], faces[f][j]);
        }
    int32_t *out = table->edge[c];
    for (int e = 0; e < KKR_CUBE_EDGES; e++) {
        int polygon[KKR_CUBE_EDGES], n = 0;
        for (int at = e; next[at] >= 0; n++) {
            int after = next[at];
            polygon[n] = at;
            next[at] = -1;
            at = after;
        }
        if (n > 0 && cut_polygon(polygon, n, out)) {
            out += 3 * (n - 2);
            table->n[c] += n - 2;
        }
    }
}

void kkr_isosurface_table(kkr_cube_table *table)
{
    *table = (kkr_cube_table){ 0 };
    for (int c = 0; c < KKR_CUBE_CASES; c++)
        make_case(table, c);
}
