// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/file_group.h"

#include <string.h>

#include "ui/controls.h"
#include "ui/excerpt.h"
#include "ui/units.h"

struct _KkrFileGroup {
    GtkWidget parent;
    KkrDocument *document;
    GtkWidget *expander, *files, *notes, *notes_group;
    GtkLabel *notes_title;
};

G_DEFINE_FINAL_TYPE(KkrFileGroup, kkr_file_group, GTK_TYPE_WIDGET)

static GtkWidget *line(const char *text, const char *class)
{
    GtkWidget *label = gtk_label_new(text);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_selectable(GTK_LABEL(label), FALSE);
    gtk_widget_add_css_class(label, class);
    return label;
}

static GtkWidget *file_row(const kkr_case_file *file, kkr_role role)
{
    GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 10);
    GtkWidget *icon = gtk_image_new_from_icon_name(file->defect ? "kkr-warning-symbolic"
                                                                : "kkr-check-symbolic");
    GtkWidget *text = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    g_autofree char *name = g_path_get_basename(file->path);
    GtkWidget *title = line(name, "file");
    gtk_label_set_ellipsize(GTK_LABEL(title), PANGO_ELLIPSIZE_MIDDLE);
    gtk_box_append(GTK_BOX(text), title);
    gtk_box_append(GTK_BOX(text), line(kkr_role_name(role), "hint"));
    if (file->defect) {
        gtk_box_append(GTK_BOX(text), line(kkr_units_brief(file->defect), "defect"));
        gtk_widget_add_css_class(row, "defective");
        gtk_widget_set_valign(icon, GTK_ALIGN_START);
        guint64 number = kkr_excerpt_line(file->path, file->defect);
        if (number > 0)
            gtk_box_append(GTK_BOX(text), kkr_excerpt_new(file->path, number));
    }
    g_autofree char *tip =
        g_strdup_printf("%s\n%s", file->path, file->reason ? file->reason : "");
    gtk_widget_set_tooltip_text(row, g_strchomp(tip));
    gtk_widget_add_css_class(row, "file-row");
    gtk_widget_set_hexpand(text, TRUE);
    gtk_box_append(GTK_BOX(row), icon);
    gtk_box_append(GTK_BOX(row), text);
    return row;
}

/* What a file's own line or an earlier note already says is not said again. */
static void add_note(GPtrArray *notes, const kkr_case *object, const char *text)
{
    for (int role = 0; role < KKR_ROLE_COUNT; role++) {
        const char *defect = object->files[role].defect;
        if (defect && strstr(text, kkr_units_brief(defect)))
            return;
    }
    for (guint i = 0; i < notes->len; i++)
        if (strcmp(notes->pdata[i], text) == 0)
            return;
    g_ptr_array_add(notes, g_strdup(text));
}

/* Of the case, of its sites, and of the way it is sampled. */
static GPtrArray *collect_notes(const kkr_case *object, const kkr_sampler *sampler)
{
    GPtrArray *notes = g_ptr_array_new_with_free_func(g_free);
    char *const *sampled;
    int n_sampled = kkr_sampler_notes(sampler, &sampled);
    for (int i = 0; i < object->n_notes; i++)
        add_note(notes, object, kkr_units_brief(object->notes[i]));
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        g_autofree char *note =
            g_strdup_printf("%s %d: %s", site->label, i + 1,
                            site->defect ? kkr_units_brief(site->defect) : "");
        if (site->defect)
            add_note(notes, object, note);
    }
    for (int i = 0; i < n_sampled; i++)
        add_note(notes, object, kkr_units_brief(sampled[i]));
    return notes;
}

static void update(KkrFileGroup *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    kkr_control_clear_box(self->files);
    kkr_control_clear_box(self->notes);
    if (!object)
        return;
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        if (object->files[role].path)
            gtk_box_append(GTK_BOX(self->files),
                           file_row(&object->files[role], (kkr_role)role));
    g_autoptr(GPtrArray) notes =
        collect_notes(object, kkr_document_sampler(self->document));
    for (guint i = 0; i < notes->len; i++)
        gtk_box_append(GTK_BOX(self->notes), line(notes->pdata[i], "note"));
    g_autofree char *title =
        g_strdup_printf(notes->len == 1 ? "%u note" : "%u notes", notes->len);
    gtk_label_set_text(self->notes_title, title);
    gtk_widget_set_visible(self->notes_group, notes->len > 0);
}

static void kkr_file_group_dispose(GObject *object)
{
    kkr_control_dispose_template(GTK_WIDGET(object), KKR_TYPE_FILE_GROUP);
    g_clear_object(&KKR_FILE_GROUP(object)->document);
    G_OBJECT_CLASS(kkr_file_group_parent_class)->dispose(object);
}

static void kkr_file_group_class_init(KkrFileGroupClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_file_group_dispose;
    gtk_widget_class_set_template_from_resource(widget,
                                                "/org/kkrscope/ui/file_group.ui");
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
#define BIND(name) gtk_widget_class_bind_template_child(widget, KkrFileGroup, name)
    BIND(expander);
    BIND(files);
    BIND(notes);
    BIND(notes_group);
    BIND(notes_title);
#undef BIND
}

static void kkr_file_group_init(KkrFileGroup *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
}

GtkWidget *kkr_file_group_new(KkrDocument *document)
{
    KkrFileGroup *self = g_object_new(KKR_TYPE_FILE_GROUP, NULL);
    self->document = g_object_ref(document);
    g_signal_connect_object(document, "opened", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    update(self);
    return GTK_WIDGET(self);
}
