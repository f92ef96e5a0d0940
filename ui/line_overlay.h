// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/line_profile.h"
#include "ui/picker.h"

/**
 * What is picked on the panels: the line of the profile with its ends and cursor,
 * and the atoms chosen for a plane, with a hint how many are missing.
 */
#define KKR_TYPE_LINE_OVERLAY kkr_line_overlay_get_type()
G_DECLARE_FINAL_TYPE(KkrLineOverlay, kkr_line_overlay, KKR, LINE_OVERLAY, GtkWidget)

GtkWidget *kkr_line_overlay_new(KkrDocument *document, KkrStage *stage,
                                KkrPicker *picker, KkrLineProfile *profile);
