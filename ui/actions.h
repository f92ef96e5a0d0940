// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/stage.h"

/**
 * What the menu, the keys, the inspector, scripts and the session bus can do to a
 * picture: every key of the recipe as an action of the window, with the recipe's
 * value as its state.
 *
 *   cells contours atoms labels muffin-tin host nuclear keep-scales   toggles
 *   mode reference channel energy-unit length-unit    the word of a choice
 *   view                     panels, radial or cells
 *   radial-log radial-marks radial-parts radial-overlay   of the radial view
 *   cells-shown cells-chart cells-source cells-table   words, of the view Cells
 *   cells-hidden cells-atoms cells-r-in cells-r-mt cells-r-out cells-sphere
 *   cells-cut perspective   its toggles
 *   panel                    -1: all four, else the one to show alone
 *   plane "h,k,l[@offset]"   move-plane (bohr, relative)
 *   next-mode                cell, stored, mt, and so on: blinks between them
 *   zoom (factor)  reset-view  undo  redo  reload  cancel
 *
 *   surface-pair surface-slice surface-cells surface-atoms surface-box    toggles
 *   surface-colour surface-cut surface-extent    of surfaces in panels
 *
 * and those of ui/range_actions.h, ui/case_actions.h, ui/radial_actions.h,
 * ui/cells_actions.h, ui/dataset_actions.h and ui/surface_actions.h.
 */
void kkr_actions_add(GActionMap *map, KkrDocument *document, KkrStage *stage);

/** Brings the actions' states up to the recipe. Call it on "changed" and "opened". */
void kkr_actions_update(GActionMap *map, KkrDocument *document);

/** For files that add actions of their own: `callback` finds the document in its action. */
void kkr_action_add(GActionMap *map, KkrDocument *document, GSimpleAction *action,
                    const char *signal, GCallback callback, const void *user);
KkrDocument *kkr_action_document(GSimpleAction *action);
void kkr_action_set_state(GActionMap *map, const char *name, GVariant *state);
void kkr_action_enable(GActionMap *map, const char *name, bool enabled);
