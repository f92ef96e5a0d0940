// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

/**
 * The rows of an inspector that is made in C: headings, and below each of them titles
 * with a control beside them. Titles are Pango markup. The box owns what is added;
 * texts are copied.
 *
 * Threads: main thread only.
 */

/** A box of rows that scrolls inside `inspector`; *scroller is to be unparented. */
GtkBox *kkr_form_new(GtkWidget *inspector, GtkWidget **scroller);
/** With a rule above it, but for the first. */
void kkr_form_add_heading(GtkBox *form, const char *title);
/** Gives the row. */
GtkWidget *kkr_form_add(GtkBox *form, const char *title, GtkWidget *control);
/** A switch that is a boolean action. */
void kkr_form_add_switch(GtkBox *form, const char *title, const char *action,
                         const char *label, const char *tooltip);
/** `behind` shows or takes the number; the caller names and connects both. */
GtkRange *kkr_form_add_scale(GtkBox *form, const char *title, double low, double high,
                             double step, GtkWidget *behind);

/** A number behind a scale, `chars` wide. */
GtkWidget *kkr_form_number(int chars);
/** Buttons side by side. */
GtkWidget *kkr_form_segments(void);
/** Takes a floating `target`; with `toggle` it is down while the action has it. */
GtkWidget *kkr_form_add_segment(GtkWidget *segments, bool toggle, const char *label,
                                const char *action, GVariant *target,
                                const char *tooltip);
