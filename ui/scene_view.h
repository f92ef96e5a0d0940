// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "core/recipe.h"
#include "core/scene.h"

/**
 * A scene on the screen, turned by the mouse:
 *
 *   drag               turns; with Shift, or the middle button, moves
 *   wheel              zooms to the pointer
 *   click              signal "picked"
 *
 * While it moves it is drawn quickly, a moment later at its best. Without OpenGL
 * it says so. Signals, all from the main thread:
 *
 *   camera              the camera is another one, by the user's hand
 *   picked (dx, dy)     a click without a drag, in logical pixels
 *   pointed (dx, dy)    the pointer moved; negative: it left
 */
#define KKR_TYPE_SCENE_VIEW kkr_scene_view_get_type()
G_DECLARE_FINAL_TYPE(KkrSceneView, kkr_scene_view, KKR, SCENE_VIEW, GtkWidget)

/** `name` is what assistive technologies say. */
GtkWidget *kkr_scene_view_new(const char *name);

/**
 * Shows another scene, NULL: nothing; it is borrowed until the next call. `serial`
 * tells one from another: the same number is not uploaded again.
 */
void kkr_scene_view_set_scene(KkrSceneView *self, const kkr_scene *scene,
                              unsigned serial);
void kkr_scene_view_set_camera(KkrSceneView *self, const kkr_camera *camera);
const kkr_camera *kkr_scene_view_get_camera(KkrSceneView *self);
/**
 * With `quick` what comes is one of many pictures and drawn as one that moves, until
 * it rests for a moment; without, at its best at once.
 */
void kkr_scene_view_hurry(KkrSceneView *self, bool quick);
/** False while it moves, or before the frame that it came to rest with. */
bool kkr_scene_view_is_at_rest(KkrSceneView *self);
void kkr_scene_view_set_colors(KkrSceneView *self, kkr_rgb paper, bool dark);
