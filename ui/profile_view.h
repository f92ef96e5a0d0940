// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/line_profile.h"

/**
 * The curves of a profile, drawn by the code that figures use, and the cursor above
 * them. Moving over it, or Left and Right, moves the cursor; near a cell face it
 * snaps to the face.
 */
#define KKR_TYPE_PROFILE_VIEW kkr_profile_view_get_type()
G_DECLARE_FINAL_TYPE(KkrProfileView, kkr_profile_view, KKR, PROFILE_VIEW, GtkWidget)

GtkWidget *kkr_profile_view_new(KkrDocument *document, KkrLineProfile *profile);
