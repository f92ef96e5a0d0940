// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/**
 * The line below the panels: everything about the probed point, and what the
 * program is doing. What does not fit is left out, the least important first.
 */
#define KKR_TYPE_PROBE_LINE kkr_probe_line_get_type()
G_DECLARE_FINAL_TYPE(KkrProbeLine, kkr_probe_line, KKR, PROBE_LINE, GtkWidget)

GtkWidget *kkr_probe_line_new(KkrDocument *document);

/** The line as text for the clipboard; the caller frees it. NULL: nothing probed. */
char *kkr_probe_line_text(KkrProbeLine *self);
