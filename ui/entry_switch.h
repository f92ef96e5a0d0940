// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/**
 * In the header bar, for a case of a data set: the entry that is open, its place in the
 * table, and the ways to the ones beside it. Invisible otherwise.
 */
GtkWidget *kkr_entry_switch_new(KkrDocument *document);
/** Without its place in the table. */
void kkr_entry_switch_set_compact(GtkWidget *self, bool compact);
