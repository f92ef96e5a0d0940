// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/thumbnails.h"

/**
 * Pictures of the open entry's neighbours in the order of the table, side by side. A
 * press opens one, the wheel goes on.
 */
#define KKR_TYPE_ENTRY_STRIP kkr_entry_strip_get_type()
G_DECLARE_FINAL_TYPE(KkrEntryStrip, kkr_entry_strip, KKR, ENTRY_STRIP, GtkWidget)

GtkWidget *kkr_entry_strip_new(KkrDocument *document);
