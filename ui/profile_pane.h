// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/picker.h"

/**
 * The stage, and below it, as high as the user wants, the profile along the
 * recipe's line: curves with a head line that says from where to where, the
 * values at the cursor, and has the controls. Without a line shown, the stage
 * has all the room. The line itself is drawn on the stage's panels.
 */
GtkWidget *kkr_profile_pane_new(KkrDocument *document, KkrStage *stage,
                                KkrPicker *picker);
