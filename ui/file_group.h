// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/document.h"

#include <gtk/gtk.h>

/**
 * The inspector's groups for the files of the case with what is wrong in them, and
 * for what else was noticed: "3 notes", folded until someone asks.
 */
#define KKR_TYPE_FILE_GROUP kkr_file_group_get_type()
G_DECLARE_FINAL_TYPE(KkrFileGroup, kkr_file_group, KKR, FILE_GROUP, GtkWidget)

GtkWidget *kkr_file_group_new(KkrDocument *document);
