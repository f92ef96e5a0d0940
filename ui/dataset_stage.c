// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/dataset_stage.h"

#include "ui/compare_view.h"
#include "ui/controls.h"
#include "ui/dataset_map.h"
#include "ui/entry_strip.h"
#include "ui/entry_table.h"
#include "ui/sample.h"
#include "ui/screening_view.h"
#include "ui/thumbnails.h"
#include "ui/walk.h"

struct _KkrDatasetStage {
    GtkWidget parent;
    KkrDocument *document;
    GtkStack *pages; // "walk", or "none" for a case of no data set
    GtkStack *shows; // map, comparison, screening
    GtkWidget *table;
};

G_DEFINE_FINAL_TYPE(KkrDatasetStage, kkr_dataset_stage, GTK_TYPE_WIDGET)

static const char *const show_names[] = { [KKR_MAP_SHOW_MAP] = "map",
                                          [KKR_MAP_SHOW_COMPARE] = "compare",
                                          [KKR_MAP_SHOW_SCREENING] = "screening" };

static void follow(KkrDatasetStage *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    if (recipe->view != KKR_VIEW_DATASET)
        return;
    bool walks = kkr_walk_of(self->document) != NULL;
    gtk_stack_set_visible_child_name(self->pages, walks ? "walk" : "none");
    gtk_stack_set_visible_child_name(self->shows, show_names[recipe->map.show]);
}

/* --- work -------------------------------------------------------------------- */

/* Pictures are asked for by those who show them; the document only waits for them. */
static void work_want(void *user, KkrSource *source, const kkr_recipe *recipe)
{
}

static void work_forget(void *user)
{
}

static bool work_busy(const void *user)
{
    return kkr_thumbnails_busy(
        kkr_thumbnails_of(((const KkrDatasetStage *)user)->document));
}

static bool work_there(const void *user)
{
    return true;
}

static const KkrViewWork work = { work_want, work_forget, work_busy, work_there };

/* --- keys --------------------------------------------------------------------- */

static const struct {
    guint key;
    const char *action, *target;
    bool arrow; // the map and the table have arrows of their own
} keys[] = {
    { GDK_KEY_space, "win.blink-entry", NULL, false },
    { GDK_KEY_Home, "win.first-entry", NULL, false },
    { GDK_KEY_End, "win.last-entry", NULL, false },
    { GDK_KEY_Return, "win.view", "panels", false },
    { GDK_KEY_KP_Enter, "win.view", "panels", false },
    { GDK_KEY_Left, "win.previous-entry", NULL, true },
    { GDK_KEY_Up, "win.previous-entry", NULL, true },
    { GDK_KEY_Right, "win.next-entry", NULL, true },
    { GDK_KEY_Down, "win.next-entry", NULL, true },
};

static gboolean on_key(GtkEventControllerKey *controller, guint key, guint code,
                       GdkModifierType state, KkrDatasetStage *self)
{
    GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));
    GtkWidget *focus = root ? gtk_root_get_focus(root) : NULL;
    if (key == GDK_KEY_f && (state & GDK_CONTROL_MASK)) {
        kkr_entry_table_search(KKR_ENTRY_TABLE(self->table));
        return TRUE;
    }
    bool types = GTK_IS_TEXT(focus);
    bool own = focus && (focus == gtk_stack_get_child_by_name(self->shows, "map") ||
                         gtk_widget_is_ancestor(focus, self->table));
    if (types || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
        return FALSE;
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (keys[i].key != key || (keys[i].arrow && own))
            continue;
        gtk_widget_activate_action(GTK_WIDGET(self), keys[i].action,
                                   keys[i].target ? "s" : NULL, keys[i].target);
        return TRUE;
    }
    return FALSE;
}

static gboolean take_focus(void *user)
{
    KkrDatasetStage *self = user;
    if (self->pages && gtk_widget_get_mapped(GTK_WIDGET(self)))
        gtk_widget_grab_focus(gtk_stack_get_visible_child(self->shows));
    return G_SOURCE_REMOVE;
}

/* Arrow keys walk at once; the stack that shows us moves the focus after this. */
static void on_map(KkrDatasetStage *self)
{
    g_idle_add_full(G_PRIORITY_DEFAULT_IDLE, take_focus, g_object_ref(self),
                    g_object_unref);
}

/* --- the widget ----------------------------------------------------------------- */

static GtkWidget *new_button(const char *label, const char *action, const char *class)
{
    GtkWidget *button = gtk_button_new_with_label(label);
    gtk_actionable_set_action_name(GTK_ACTIONABLE(button), action);
    gtk_widget_add_css_class(button, class);
    return button;
}

/* What is here when the case is of no data set. */
static GtkWidget *new_empty(void)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    gtk_widget_add_css_class(box, "empty");
    gtk_widget_set_halign(box, GTK_ALIGN_CENTER);
    gtk_widget_set_valign(box, GTK_ALIGN_CENTER);
    GtkWidget *title = gtk_label_new("Not of a data set");
    gtk_widget_add_css_class(title, "empty-title");
    gtk_box_append(GTK_BOX(box), title);
    GtkWidget *text = gtk_label_new(NULL);
    gtk_label_set_markup(
        GTK_LABEL(text),
        "Thousands of calculations fit into one file, with quality numbers for each:\n"
        "<tt>kkrscope pack FOLDER… -o all.h5</tt>\n"
        "From there one walks from one to the next, with everything else as it is.");
    gtk_label_set_justify(GTK_LABEL(text), GTK_JUSTIFY_CENTER);
    gtk_label_set_wrap(GTK_LABEL(text), TRUE);
    gtk_label_set_selectable(GTK_LABEL(text), TRUE);
    gtk_label_set_max_width_chars(GTK_LABEL(text), 72);
    gtk_widget_add_css_class(text, "dim");
    gtk_box_append(GTK_BOX(box), text);
    GtkWidget *buttons = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    gtk_widget_set_halign(buttons, GTK_ALIGN_CENTER);
    GtkWidget *open =
        new_button("Open Data Set…", "win.open-dataset", "suggested-action");
    gtk_widget_set_tooltip_text(open, "A file that kkrscope pack has made");
    gtk_box_append(GTK_BOX(buttons), open);
    g_autofree char *path = kkr_sample_find_dataset();
    if (path) {
        GtkWidget *sample =
            new_button("Open the Sample Data Set", "win.open-path", "framed");
        gtk_actionable_set_action_target(GTK_ACTIONABLE(sample), "s", path);
        gtk_widget_set_tooltip_text(sample, "81 impurities in mercury and copper");
        gtk_box_append(GTK_BOX(buttons), sample);
    }
    gtk_box_append(GTK_BOX(box), buttons);
    return box;
}

static GtkWidget *new_walk(KkrDatasetStage *self)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *top = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    GtkWidget *shows = gtk_stack_new();
    self->shows = GTK_STACK(shows);
    gtk_widget_set_hexpand(shows, TRUE);
    gtk_widget_set_vexpand(top, TRUE);
    gtk_stack_add_named(self->shows, kkr_dataset_map_view_new(self->document), "map");
    gtk_stack_add_named(self->shows, kkr_compare_view_new(self->document), "compare");
    gtk_stack_add_named(self->shows, kkr_screening_view_new(self->document),
                        "screening");
    gtk_box_append(GTK_BOX(top), shows);
    self->table = kkr_entry_table_new(self->document);
    gtk_box_append(GTK_BOX(top), self->table);
    gtk_box_append(GTK_BOX(box), top);
    gtk_box_append(GTK_BOX(box), kkr_entry_strip_new(self->document));
    return box;
}

static void kkr_dataset_stage_dispose(GObject *object)
{
    KkrDatasetStage *self = KKR_DATASET_STAGE(object);
    GtkWidget *pages = GTK_WIDGET(self->pages);
    self->pages = NULL;
    g_clear_pointer(&pages, gtk_widget_unparent);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_dataset_stage_parent_class)->dispose(object);
}

static void kkr_dataset_stage_class_init(KkrDatasetStageClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_dataset_stage_dispose;
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
    gtk_widget_class_set_css_name(widget, "datasetstage");
}

static void kkr_dataset_stage_init(KkrDatasetStage *self)
{
    GtkWidget *pages = gtk_stack_new();
    self->pages = GTK_STACK(pages);
    gtk_stack_set_hhomogeneous(self->pages, FALSE);
    gtk_stack_set_vhomogeneous(self->pages, FALSE);
    gtk_widget_set_parent(pages, GTK_WIDGET(self));
    GtkEventController *controller = gtk_event_controller_key_new();
    // before a table takes Space for its own
    gtk_event_controller_set_propagation_phase(controller, GTK_PHASE_CAPTURE);
    g_signal_connect(controller, "key-pressed", G_CALLBACK(on_key), self);
    gtk_widget_add_controller(GTK_WIDGET(self), controller);
}

GtkWidget *kkr_dataset_stage_new(KkrDocument *document)
{
    KkrDatasetStage *self = g_object_new(KKR_TYPE_DATASET_STAGE, NULL);
    self->document = g_object_ref(document);
    gtk_stack_add_named(self->pages, new_walk(self), "walk");
    gtk_stack_add_named(self->pages, new_empty(), "none");
    g_signal_connect_object(document, "opened", G_CALLBACK(follow), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "changed", G_CALLBACK(follow), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_after(self, "map", G_CALLBACK(on_map), NULL);
    kkr_document_set_work(document, KKR_VIEW_DATASET, &work, self);
    return GTK_WIDGET(self);
}
