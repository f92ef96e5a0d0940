// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/**
 * The entries of a data set, with the search above them: a row each, as many as the
 * query leaves, in the order of the column whose heading was pressed. Choosing a row
 * opens it, Return shows it in the panels.
 *
 * Rows are made when they are seen; ten thousand of them cost nothing.
 */
#define KKR_TYPE_ENTRY_TABLE kkr_entry_table_get_type()
G_DECLARE_FINAL_TYPE(KkrEntryTable, kkr_entry_table, KKR, ENTRY_TABLE, GtkWidget)

GtkWidget *kkr_entry_table_new(KkrDocument *document);
/** Where one types what is searched. */
void kkr_entry_table_search(KkrEntryTable *self);
