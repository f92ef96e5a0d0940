// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

/** What the groups of the inspector do alike. */

/** Leaves cursor and selection alone if the text is there already. */
void kkr_control_set_text(GtkEditable *entry, const char *text);
/** Return and leaving the entry both mean it; `callback` gets `user` alone. */
void kkr_control_connect_entry(GtkEditable *entry, GCallback callback, void *user);
void kkr_control_clear_box(GtkWidget *box);
/** For a drop-down of a GtkStringList whose texts may be longer than it is wide. */
GtkListItemFactory *kkr_control_short_factory(void);
