// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "shaders/scene_private.h"

/**
 * The things of a scene (polygons, meshes, spheres, lines) drawn once into the
 * framebuffer that is bound, as one kind of pass wants them. What the framebuffers are,
 * and how passes become a picture, is the painter's (shaders/scene_draw.c).
 *
 * Threads: one; its context must be current in every call, also in _free.
 */
typedef struct kkr_scene_programs kkr_scene_programs;

kkr_scene_programs *kkr_scene_programs_new(kkr_error *err);
void kkr_scene_programs_free(kkr_scene_programs *programs);

typedef enum kkr_scene_pass_kind { // numbers of scene_common.glsl
    KKR_SCENE_OPAQUE,              // what hides things
    KKR_SCENE_PEEL,                // the translucent layer behind the one before
    KKR_SCENE_WEIGHTED,            // all of them, in one weighted sum
} kkr_scene_pass_kind;

enum {                     // texture units that a pass reads
    KKR_SCENE_UNIT_OPAQUE, // depth of what is opaque
    KKR_SCENE_UNIT_PEELED, // of the layer before
    KKR_SCENE_UNIT_COLORS, // images and maps; bound by the pass itself
    KKR_SCENE_UNIT_VEIL,   // the layers so far
};

typedef struct kkr_scene_pass {
    const kkr_scene_programs *programs;
    const kkr_scene_buffers *buffers;
    const kkr_scene_view *view;
    int samples; // a side of each pixel
    kkr_scene_pass_kind kind;
    float window[4]; // the part of the picture: scale and shift of clip coordinates
    float matrix[16];
    int n_strokes, n_through; // those that shine through come first
} kkr_scene_pass;

/** Uploads the lines as this view has them; once for all parts of a picture. */
void kkr_scene_pass_prepare(kkr_scene_pass *pass);

/** Everything but lines; `glass`: what is translucent; `first`: no layer before. */
void kkr_scene_pass_things(const kkr_scene_pass *pass, bool glass, bool first);

void kkr_scene_pass_lines(const kkr_scene_pass *pass);
