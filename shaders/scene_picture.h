// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "shaders/panels.h"
#include "shaders/scene_draw.h"

/**
 * Scenes as pictures on a page, drawn by an OpenGL context of their own: no window
 * and no display are needed.
 *
 * Threads: pure functions; a context that was current on the thread is not
 * afterwards.
 */

/**
 * n pictures, views[i] of scenes[i], as ARGB32 surfaces of the caller's. Fails
 * (KKR_ERROR_GPU) where there is no OpenGL 3.3.
 */
bool kkr_scene_pictures(const kkr_scene *const *scenes, const kkr_scene_view *views,
                        int n, cairo_surface_t **pictures, kkr_error *err);

/**
 * The view of a rectangle on a page (points), `dpi` pixels per inch; the rectangle
 * is moved to whole pixels.
 */
kkr_scene_view kkr_scene_page_view(kkr_rect *area, double dpi, const kkr_camera *camera,
                                   const kkr_style *style, bool transparent);

/** Draws the picture where it belongs. */
void kkr_scene_picture_draw(cairo_t *cr, cairo_surface_t *picture,
                            const kkr_rect *area);
