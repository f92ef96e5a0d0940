// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

/**
 * A line of a text file between its neighbours, marked: where a reader stopped. Read
 * in the background; empty if the file cannot be read.
 */
GtkWidget *kkr_excerpt_new(const char *path, guint64 line);

/** The line number in "PATH:LINE: what is wrong"; 0 if the sentence has none. */
guint64 kkr_excerpt_line(const char *path, const char *sentence);
