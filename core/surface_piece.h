// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/mesh.h"
#include "core/vec3.h"

/**
 * A piece of surface while it is being made: cut at planes and spheres, and moved
 * onto the exact field. Used by core/surface.c; positions in double, relative to the
 * site whose cell it fills.
 *
 * Zero-initialise, release with kkr_piece_clear().
 *
 * Threads: one at a time.
 */
typedef struct kkr_clip { // keeps normal . x <= distance, or |x| <= radius
    kkr_vec3 normal;      // unit
    double distance;
    double radius; // > 0: a sphere, and the others do not count
} kkr_clip;

enum {
    KKR_PIECE_MAX_CLIPS = 60, // a bit each
    KKR_PIECE_MAX_POLYGON = 3 + KKR_PIECE_MAX_CLIPS,
};

typedef struct kkr_piece {
    size_t n_vertices, room_vertices;
    kkr_vec3 *x, *normal;
    double *value;   // second field
    int8_t (*on)[2]; // the clips a vertex was cut by, -1: none
    size_t n_triangles, room_triangles;
    uint32_t (*triangle)[3];
} kkr_piece;

void kkr_piece_clear(kkr_piece *piece);

/**
 * The part of a mesh that is not as a whole beyond one of the clips; `flipped` turns
 * triangles and normals around.
 */
void kkr_piece_from_mesh(kkr_piece *piece, const kkr_mesh *mesh, const kkr_clip *clips,
                         int n_clips, bool flipped);

/** A copy of `from`, less what is as a whole beyond one of the clips. */
void kkr_piece_copy(kkr_piece *piece, const kkr_piece *from, const kkr_clip *clips,
                    int n_clips);

/**
 * Cuts at the clips first .. first + n - 1 of the list that `on` counts in. Vertices
 * before *n_old are those from before, possibly fewer of them; new ones follow.
 */
void kkr_piece_cut(kkr_piece *piece, const kkr_clip *clips, int first, int n,
                   size_t *n_old);

/** The field a vertex is moved on, with its gradient. */
typedef struct kkr_piece_field {
    double (*value)(const void *user, kkr_vec3 x, kkr_vec3 *gradient);
    const void *user;
    double level;
    double reach; // no vertex moves farther, bohr
    double snap;  // a vertex so near to a clip goes onto it if it can, bohr
    bool flipped; // normals against the gradient
    double (*colour)(const void *user, kkr_vec3 x); // may be NULL
} kkr_piece_field;

/** What polishing came to. */
typedef struct kkr_surface_quality {
    double worst;      // largest |V - level| of the vertices that settled, Ry
    size_t n_on_jumps; // vertices where the field jumps over the level, on the jump
    size_t n_lost;     // vertices that found no place and stay on the grid's surface
} kkr_surface_quality;

void kkr_surface_quality_add(kkr_surface_quality *sum, const kkr_surface_quality *part);

/**
 * Moves the vertices from `begin` on to where the field has the level, by Newton's
 * method with the shortest step that keeps a vertex on the clips it was cut by and, if
 * there are any, behind all n_clips of them. Sets normals and values, adds to *quality. False if cancelled.
 */
bool kkr_piece_polish(kkr_piece *piece, size_t begin, const kkr_clip *clips,
                      int n_clips, const kkr_piece_field *field, const kkr_job *job,
                      kkr_surface_quality *quality);
