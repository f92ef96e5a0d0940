// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/form.h"

#include "ui/controls.h"

GtkBox *kkr_form_new(GtkWidget *inspector, GtkWidget **scroller)
{
    GtkWidget *form = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_add_css_class(form, "inspector");
    *scroller = gtk_scrolled_window_new();
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(*scroller), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(*scroller), form);
    gtk_widget_set_parent(*scroller, inspector);
    return GTK_BOX(form);
}

void kkr_form_add_heading(GtkBox *form, const char *title)
{
    GtkWidget *heading = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    GtkWidget *label = gtk_label_new(NULL);
    if (gtk_widget_get_first_child(GTK_WIDGET(form))) {
        GtkWidget *rule = gtk_separator_new(GTK_ORIENTATION_HORIZONTAL);
        gtk_widget_add_css_class(rule, "section");
        gtk_box_append(form, rule);
    }
    gtk_widget_add_css_class(heading, "heading");
    gtk_label_set_markup(GTK_LABEL(label), title);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_box_append(GTK_BOX(heading), label);
    gtk_box_append(form, heading);
}

GtkWidget *kkr_form_add(GtkBox *form, const char *title, GtkWidget *control)
{
    GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *label = gtk_label_new(NULL);
    gtk_widget_add_css_class(row, "row");
    gtk_label_set_markup(GTK_LABEL(label), title);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_widget_set_size_request(label, 76, -1);
    gtk_widget_add_css_class(label, "dim");
    gtk_box_append(GTK_BOX(row), label);
    gtk_widget_set_hexpand(control, TRUE);
    gtk_box_append(GTK_BOX(row), control);
    gtk_box_append(form, row);
    return row;
}

void kkr_form_add_switch(GtkBox *form, const char *title, const char *action,
                         const char *label, const char *tooltip)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    GtkWidget *toggle = gtk_switch_new();
    gtk_actionable_set_action_name(GTK_ACTIONABLE(toggle), action);
    gtk_widget_set_valign(toggle, GTK_ALIGN_CENTER);
    gtk_widget_set_halign(toggle, GTK_ALIGN_END);
    gtk_widget_set_hexpand(toggle, TRUE);
    kkr_control_name(toggle, label, tooltip);
    gtk_box_append(GTK_BOX(box), toggle);
    kkr_form_add(form, title, box);
}

GtkRange *kkr_form_add_scale(GtkBox *form, const char *title, double low, double high,
                             double step, GtkWidget *behind)
{
    GtkWidget *both = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *scale =
        gtk_scale_new_with_range(GTK_ORIENTATION_HORIZONTAL, low, high, step);
    gtk_scale_set_draw_value(GTK_SCALE(scale), FALSE);
    gtk_widget_set_hexpand(scale, TRUE);
    gtk_box_append(GTK_BOX(both), scale);
    gtk_box_append(GTK_BOX(both), behind);
    kkr_form_add(form, title, both);
    return GTK_RANGE(scale);
}

GtkWidget *kkr_form_number(int chars)
{
    GtkWidget *number = gtk_label_new(NULL);
    gtk_label_set_xalign(GTK_LABEL(number), 1);
    gtk_label_set_width_chars(GTK_LABEL(number), chars);
    return number;
}

GtkWidget *kkr_form_segments(void)
{
    GtkWidget *segments = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_box_set_homogeneous(GTK_BOX(segments), TRUE);
    gtk_widget_add_css_class(segments, "linked");
    gtk_widget_add_css_class(segments, "segmented");
    return segments;
}

GtkWidget *kkr_form_add_segment(GtkWidget *segments, bool toggle, const char *label,
                                const char *action, GVariant *target,
                                const char *tooltip)
{
    GtkWidget *button = toggle ? gtk_toggle_button_new_with_label(label)
                               : gtk_button_new_with_label(label);
    gtk_actionable_set_action_name(GTK_ACTIONABLE(button), action);
    gtk_actionable_set_action_target_value(GTK_ACTIONABLE(button), target);
    gtk_widget_set_tooltip_text(button, tooltip);
    gtk_box_append(GTK_BOX(segments), button);
    return button;
}
