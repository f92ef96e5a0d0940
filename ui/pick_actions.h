// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/picker.h"

/**
 * The window's actions on points and lines. P is "x,y,z" in bohr or "site:K".
 *
 *   pin P  unpin               the probe stays at P
 *   center-on P                shows P, or its foot on the plane, in the middle
 *   plane-at P                 moves the plane along its normal to P
 *   plane-through "P;P;P"
 *   pick-atom P  unpick        the third one gives the plane
 *   profile                    toggle: the strip below the panels
 *   profile-from P  profile-to P
 *   profile-scale              "linear" or "symlog"
 *   copy-value P               of the active panel's quantity, as text
 *   copy-profile               as CSV
 *   copy-view                  the panels as an image
 *   context-menu               at the crosshair
 *   dismiss                    drops picked atoms, else the pin; stops reading
 *
 * Their states and whether they are enabled follow the document.
 */
void kkr_pick_actions_add(GActionMap *map, KkrDocument *document, KkrStage *stage,
                          KkrPicker *picker);
