// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

/** What the groups of the inspector do alike. */

/** Leaves cursor and selection alone if the text is there already. */
void kkr_control_set_text(GtkEditable *entry, const char *text);
/** Return and leaving the entry both mean it; `callback` gets `user` alone. */
void kkr_control_connect_entry(GtkEditable *entry, GCallback callback, void *user);
/** Before the dispose above: GTK 4.8 leaves children that are not bound. */
void kkr_control_dispose_template(GtkWidget *widget, GType type);
void kkr_control_clear_box(GtkWidget *box);
/** What is heard and what is read of a control without a text of its own. */
void kkr_control_name(GtkWidget *widget, const char *label, const char *tooltip);
/**
 * A context to draw a part of a widget with, clipped to it; NULL where there is nothing
 * to draw on. GTK makes widgets that slide open up to 100 times too wide, and its OpenGL
 * renderer ends the program when cairo refuses an image of such a size.
 */
cairo_t *kkr_control_begin_cairo(GtkSnapshot *snapshot, double x, double y,
                                 double width, double height);
void kkr_control_end_cairo(cairo_t *cr);
/** For a drop-down of a GtkStringList whose texts may be longer than it is wide. */
GtkListItemFactory *kkr_control_short_factory(void);
/**
 * Headings stand above the ends of their numbers, but for the columns whose bit is set
 * in `left`; GTK has no property for that.
 */
void kkr_control_align_titles(GtkColumnView *view, unsigned left);
/** The family of the theme's font, for what is drawn in the widget. */
void kkr_control_font(GtkWidget *widget, char *family, size_t size);
