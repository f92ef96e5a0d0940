// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/stage.h"

/**
 * What the menu, the keys, the inspector, scripts and the session bus can do to a
 * picture: every key of the recipe as an action of the window, with the recipe's
 * value as its state.
 *
 *   cells contours atoms labels muffin-tin host nuclear     toggles
 *   mode reference channel scale energy-unit length-unit    the word of a choice
 *   panel                    -1: all four, else the one to show alone
 *   plane "h,k,l[@offset]"   move-plane (bohr, relative)
 *   zoom (factor)  reset-view  fit-range  undo  redo  reload  cancel
 *
 * `scale` and `fit-range` act on the row of the stage's active panel.
 */
void kkr_actions_add(GActionMap *map, KkrDocument *document, KkrStage *stage);

/** Brings the actions' states up to the recipe. Call it on "changed" and "opened". */
void kkr_actions_update(GActionMap *map, KkrDocument *document, KkrStage *stage);
