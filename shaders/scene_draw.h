// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/camera.h"
#include "core/scene.h"

/**
 * Draws a scene with OpenGL 3.3 into a framebuffer of its own: the picture of a
 * view in the window and of a panel on a page, with the same pixels.
 *
 * At rest translucent things are peeled, layer by layer (C. Everitt, Interactive
 * order-independent transparency, NVIDIA 2001), and every pixel is the mean of
 * samples x samples; while moving they are blended with weights in one pass
 * (M. McGuire, L. Bavoil, JCGT 2 (2013) 122). Neither depends on the order in
 * which things were added.
 *
 * Sizes are device pixels.
 *
 * Threads: one; its context must be current in every call, also in _free.
 */
typedef struct kkr_scene_painter kkr_scene_painter; // programs and framebuffers

/** A scene in the memory of the graphics card. */
typedef struct kkr_scene_buffers kkr_scene_buffers;

kkr_scene_painter *kkr_scene_painter_new(kkr_error *err);
void kkr_scene_painter_free(kkr_scene_painter *painter);

/** Uploads. The scene (not what it borrowed) must outlive the result. */
kkr_scene_buffers *kkr_scene_buffers_new(const kkr_scene *scene, kkr_error *err);
void kkr_scene_buffers_free(kkr_scene_buffers *buffers);

typedef struct kkr_scene_view {
    int width, height; // of the picture
    kkr_camera camera;
    double scale;     // device pixels per unit of the page: widths of lines
    int samples;      // at rest each pixel is the mean of samples x samples, 1 to 4
    bool moving;      // quick: weighted blending
    kkr_rgb paper;    // behind everything; also the colour of ambient light
    bool transparent; // no paper: alpha 0 where nothing is
    bool dark;        // dark paper: light and shadow the other way round
} kkr_scene_view;

/** False, with a sentence, for a size that cannot be had. */
bool kkr_scene_painter_draw(kkr_scene_painter *painter,
                            const kkr_scene_buffers *buffers,
                            const kkr_scene_view *view, kkr_error *err);

/** Copies what was drawn last so that its lower left corner is at (x, y). */
void kkr_scene_painter_copy(kkr_scene_painter *painter, unsigned framebuffer, int x,
                            int y);

/**
 * Draws, in tiles where need be, and reads back: premultiplied 32-bit pixels as
 * cairo has them (0xAARRGGBB), top row first, rows `stride` bytes apart.
 */
bool kkr_scene_painter_read(kkr_scene_painter *painter,
                            const kkr_scene_buffers *buffers,
                            const kkr_scene_view *view, void *pixels, int stride,
                            kkr_error *err);
