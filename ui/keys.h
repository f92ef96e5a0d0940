// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

/**
 * The keys of a window that are not in its menus, most of them without Ctrl: they act
 * only where no text is being typed.
 */
void kkr_keys_add(GtkWidget *window);
