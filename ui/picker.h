// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/stage.h"

/**
 * Points, atoms and lines by mouse on the stage's panels:
 *
 *   click                pins the probe there; on the pin, releases it
 *   double click         enlarges the panel, and back
 *   Shift+drag           draws the line of the profile
 *   drag an end of it    moves that end
 *   Ctrl+click           picks an atom; the third gives the plane through them
 *   secondary click      a menu of what can be done there
 *
 * Near a nucleus in the plane, a point is that nucleus, exactly.
 *
 * Signal "changed", without arguments: other atoms are picked.
 *
 * Threads: main thread only.
 */
#define KKR_TYPE_PICKER kkr_picker_get_type()
G_DECLARE_FINAL_TYPE(KkrPicker, kkr_picker, KKR, PICKER, GObject)

KkrPicker *kkr_picker_new(KkrDocument *document, KkrStage *stage);

/** The atoms picked so far, at most two: the third makes the plane. */
int kkr_picker_atoms(KkrPicker *self, const kkr_vec3 **atoms);
/** Picks an atom, or drops it if it is picked. */
void kkr_picker_add(KkrPicker *self, kkr_vec3 atom);
void kkr_picker_clear(KkrPicker *self);
/** What to do next, a sentence for the user; NULL: nothing is half done. */
const char *kkr_picker_hint(KkrPicker *self);

/** The menu at the crosshair, for the keyboard. */
void kkr_picker_open_menu(KkrPicker *self);
