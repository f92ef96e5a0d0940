// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "shaders/scene_draw.h"

/** What shaders/scene_buffers.c keeps for shaders/scene_pass.c and scene_draw.c. */

enum { // attributes of scene_surface.glsl
    KKR_ATTRIBUTE_POSITION,
    KKR_ATTRIBUTE_NORMAL,
    KKR_ATTRIBUTE_FRONT,
    KKR_ATTRIBUTE_BACK,
    KKR_ATTRIBUTE_PLACE,
};

typedef struct kkr_scene_picture { // a polygon with an image on it
    unsigned texture;
    int first, n; // vertices in the array of polygons
    bool glass;
} kkr_scene_picture;

typedef struct kkr_scene_surface { // a mesh
    unsigned array, buffers[4];    // positions, normals, places, triangles
    unsigned map;                  // texture; 0: coloured by its paint
    bool glass;
} kkr_scene_surface;

struct kkr_scene_buffers {
    const kkr_scene *scene;
    unsigned polygon_array, polygon_buffer;
    int n_solid, n_glass; // vertices of polygons, the solid ones first
    int n_pictures;
    kkr_scene_picture *pictures;
    kkr_scene_surface *surfaces; // [scene->n_meshes]
    unsigned line_array, line_buffer;
    bool any_glass;
    bool is_empty;
    kkr_vec3 center; // of a sphere around everything
    double radius;
};

/** A line as the card has it. */
typedef struct kkr_scene_stroke {
    float a[3], b[3];
    unsigned char color[4];
    float width, dash; // page units
} kkr_scene_stroke;

/** Uploads lines for one view; those that hidden edges make dashes of, too. */
void kkr_scene_buffers_set_strokes(const kkr_scene_buffers *buffers,
                                   const kkr_scene_stroke *strokes, int n);
