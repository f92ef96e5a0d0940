// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/session.h"

/**
 * The recent cases as the user meets them; each activates win.open-recent with its
 * key.
 */

/** Fills the menu anew. */
void kkr_recent_fill_menu(GMenu *menu, KkrSession *session);

/**
 * Fills a box of the empty window anew: the newest case first, alone in `reopen`,
 * the others as a list. Both are hidden if there is nothing to show.
 */
void kkr_recent_fill_page(GtkWidget *list, GtkButton *reopen, KkrSession *session,
                          gboolean as_left);
