// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/check_stage.h"

#include <math.h>

#include "ui/controls.h"

struct _KkrCheckStage {
    GtkWidget parent;
    KkrDocument *document;
    KkrCheckTask *task;
    GtkWidget *paned, *overlay, *area, *wait, *again;
    GtkListBox *list;
    GtkLabel *verdict, *title, *about, *words, *doing;
    GtkProgressBar *progress;
    guint timer; // while something is being done
    bool updating;
    const KkrCheckSet *listed; // whose items the list has
    kkr_style style;
    char *font;
};

G_DEFINE_FINAL_TYPE(KkrCheckStage, kkr_check_stage, GTK_TYPE_WIDGET)

static const char *verdict_color(kkr_verdict verdict, bool dark)
{
    // as on the page; the word stands beside
    static const char *const light[] = { "#2b7a4b", "#1b6aa5", "#b05f0a", "#b01f2a" };
    static const char *const bright[] = { "#7fc897", "#62aee6", "#f0b060", "#f07a7a" };
    return (dark ? bright : light)[verdict];
}

/* --- words ---------------------------------------------------------------- */

static char *value_text(const kkr_check_item *item)
{
    char value[32];
    if (isnan(item->value))
        return g_strdup("—");
    if (item->unit[0] == '\0' && item->value == floor(item->value) &&
        fabs(item->value) < 1e6)
        g_snprintf(value, sizeof value, "%.0f", item->value);
    else
        kkr_format_number(item->value, 3, value, sizeof value);
    const char *unit = g_str_equal(item->unit, "Ry bohr^3") ? "Ry bohr³" : item->unit;
    return g_strconcat(value, unit[0] ? " " : "", unit, NULL);
}

static char *where(const kkr_case *object, const kkr_check_item *item)
{
    return item->site < 0 ? g_strdup("")
                          : g_strdup_printf("site %d %s: ", item->site + 1,
                                            object->sites[item->site].label);
}

static GtkWidget *new_row(KkrCheckStage *self, const kkr_case *object,
                          const kkr_check_item *item)
{
    GtkWidget *row = gtk_box_new(GTK_ORIENTATION_VERTICAL, 1);
    GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *mark = gtk_label_new(NULL), *what = gtk_label_new(item->what);
    g_autofree char *text = value_text(item);
    g_autofree char *of = where(object, item);
    GtkWidget *value = gtk_label_new(text);
    g_autofree char *markup =
        g_strdup_printf("<span color=\"%s\">● <small>%s</small></span>",
                        verdict_color(item->verdict, self->style.dark),
                        kkr_verdict_name(item->verdict));
    gtk_label_set_markup(GTK_LABEL(mark), markup);
    gtk_label_set_xalign(GTK_LABEL(mark), 0);
    gtk_label_set_width_chars(GTK_LABEL(mark), 6);
    gtk_label_set_xalign(GTK_LABEL(what), 0);
    gtk_label_set_ellipsize(GTK_LABEL(what), PANGO_ELLIPSIZE_END);
    gtk_widget_set_hexpand(what, TRUE);
    gtk_box_append(GTK_BOX(line), mark);
    gtk_box_append(GTK_BOX(line), what);
    gtk_box_append(GTK_BOX(line), value);
    gtk_box_append(GTK_BOX(row), line);
    if (item->verdict != KKR_VERDICT_OK) {
        g_autofree char *sentence = g_strconcat(of, item->sentence, NULL);
        GtkWidget *more = gtk_label_new(sentence);
        gtk_label_set_xalign(GTK_LABEL(more), 0);
        gtk_label_set_ellipsize(GTK_LABEL(more), PANGO_ELLIPSIZE_END);
        gtk_widget_set_margin_start(more, 54);
        gtk_widget_add_css_class(more, "dim");
        gtk_widget_add_css_class(more, "hint");
        gtk_box_append(GTK_BOX(row), more);
    }
    g_autofree char *tip =
        g_strdup_printf("%s%s\nexpected: %s", of, item->sentence, item->expected);
    g_autofree char *name = g_strdup_printf(
        "%s: %s, %s", kkr_verdict_name(item->verdict), item->what, text);
    gtk_widget_set_margin_start(row, 10);
    gtk_widget_set_margin_end(row, 10);
    gtk_widget_set_margin_top(row, 3);
    gtk_widget_set_margin_bottom(row, 3);
    GtkWidget *child = gtk_list_box_row_new();
    gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(child), row);
    kkr_control_name(child, name, tip);
    return child;
}

/* What the pictures cannot tell: everything that the readers noted. */
static char *notes_of(const kkr_case *object, const kkr_check_item *item)
{
    GString *text = g_string_new(NULL);
    if (g_str_equal(item->id, "surprises"))
        for (int i = 0; i < object->n_notes; i++)
            g_string_append_printf(text, "%s\n", object->notes[i]);
    if (g_str_equal(item->id, "sites"))
        for (int i = 0; i < object->n_sites; i++)
            if (object->sites[i].defect)
                g_string_append_printf(text, "site %d: %s\n", i + 1,
                                       object->sites[i].defect);
    if (g_str_equal(item->id, "files"))
        for (int role = 0; role < KKR_ROLE_COUNT; role++)
            if (object->files[role].path)
                g_string_append_printf(
                    text, "%s: %s%s%s\n", kkr_role_name((kkr_role)role),
                    object->files[role].path, object->files[role].defect ? ": " : "",
                    object->files[role].defect ? object->files[role].defect : "");
    return g_string_free(text, FALSE);
}

static void show_words(KkrCheckStage *self, const KkrCheckSet *set)
{
    const kkr_case *object = set->source->object;
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const kkr_check_picture picture = kkr_check_set_picture(set, recipe);
    const kkr_check_item *item = picture.item;
    g_autofree char *value = value_text(item);
    g_autofree char *of = where(object, item);
    g_autofree char *what = g_markup_escape_text(item->what, -1);
    g_autofree char *mark =
        g_strdup_printf("<span color=\"%s\" weight=\"bold\">● %s</span>   <b>%s</b>",
                        verdict_color(item->verdict, self->style.dark),
                        kkr_verdict_name(item->verdict), what);
    g_autofree char *numbers =
        g_strdup_printf("%s, expected: %s", value, item->expected);
    g_autofree char *sentence = g_strconcat(of, item->sentence, ".", NULL);
    g_autofree char *notes = notes_of(object, item);
    gtk_label_set_markup(self->verdict, mark);
    gtk_label_set_text(self->title, numbers);
    gtk_label_set_text(self->about, sentence);
    gtk_label_set_text(self->words, notes);
    gtk_widget_set_visible(GTK_WIDGET(self->words), notes[0] != '\0');
    gtk_widget_set_visible(self->area,
                           kkr_check_picture_kind_of(&picture) != KKR_CHECK_WORDS);
    gtk_widget_queue_draw(self->area);
}

static void fill_list(KkrCheckStage *self, const KkrCheckSet *set)
{
    GtkWidget *row;
    while ((row = gtk_widget_get_first_child(GTK_WIDGET(self->list))))
        gtk_list_box_remove(self->list, row);
    for (int i = 0; set && i < kkr_check_set_n_items(set); i++)
        gtk_list_box_append(
            self->list, new_row(self, set->source->object, kkr_check_set_item(set, i)));
    self->listed = set;
}

static gboolean show_progress(void *user)
{
    KkrCheckStage *self = user;
    char doing[64];
    double fraction;
    kkr_check_task_progress(self->task, doing, &fraction);
    g_autofree char *text = g_strdup_printf("Checking: %s", doing[0] ? doing : "…");
    gtk_label_set_text(self->doing, text);
    gtk_progress_bar_set_fraction(self->progress, CLAMP(fraction, 0, 1));
    return G_SOURCE_CONTINUE;
}

static void update(KkrCheckStage *self)
{
    const KkrCheckSet *set = kkr_check_task_result(self->task);
    const bool busy = kkr_check_task_busy(self->task);
    const bool stopped = kkr_check_task_stopped(self->task) && !busy;
    gtk_widget_set_visible(self->wait, busy && !set);
    gtk_widget_set_visible(self->again, stopped && !set);
    if (busy && !set && !self->timer) {
        show_progress(self);
        self->timer = g_timeout_add(100, show_progress, self);
    } else if ((!busy || set) && self->timer) {
        g_source_remove(self->timer);
        self->timer = 0;
    }
    gtk_widget_set_visible(gtk_widget_get_parent(GTK_WIDGET(self->title)), set != NULL);
    self->updating = true;
    if (set != self->listed)
        fill_list(self, set);
    if (set && kkr_document_source(self->document) &&
        set->source->object == kkr_document_case(self->document)) {
        int i = kkr_check_set_chosen(set, kkr_document_recipe(self->document));
        gtk_list_box_select_row(self->list,
                                gtk_list_box_get_row_at_index(self->list, i));
        show_words(self, set);
    }
    self->updating = false;
}

/* --- drawing and mouse ---------------------------------------------------- */

static const KkrCheckSet *drawn(KkrCheckStage *self)
{
    const KkrCheckSet *set = kkr_check_task_result(self->task);
    return set && set->source->object == kkr_document_case(self->document) ? set : NULL;
}

static void draw(GtkDrawingArea *area, cairo_t *cr, int width, int height, void *user)
{
    KkrCheckStage *self = user;
    const KkrCheckSet *set = drawn(self);
    if (!set || width < 60 || height < 60)
        return;
    const kkr_check_picture picture =
        kkr_check_set_picture(set, kkr_document_recipe(self->document));
    const kkr_rect all = { 0, 0, width, height };
    kkr_check_picture_draw(cr, &picture, &self->style, &all);
}

static kkr_check_pick pick_at(KkrCheckStage *self, double x, double y)
{
    const KkrCheckSet *set = drawn(self);
    if (!set)
        return (kkr_check_pick){ .site = -1 };
    const kkr_check_picture picture =
        kkr_check_set_picture(set, kkr_document_recipe(self->document));
    const kkr_rect all = { 0, 0, gtk_widget_get_width(self->area),
                           gtk_widget_get_height(self->area) };
    return kkr_check_picture_pick(&picture, &self->style, &all, x, y);
}

static const char hint[] = "click on a check to see its picture";

static void on_motion(GtkEventControllerMotion *motion, double x, double y,
                      KkrCheckStage *self)
{
    kkr_check_pick pick = pick_at(self, x, y);
    kkr_document_set_note(self->document, pick.text[0] ? pick.text : NULL,
                          pick.site >= 0 ? "click to mark this site" : hint);
}

static void on_leave(KkrCheckStage *self)
{
    kkr_document_set_note(self->document, NULL, hint);
}

static void on_pressed(GtkGestureClick *click, int n, double x, double y,
                       KkrCheckStage *self)
{
    kkr_check_pick pick = pick_at(self, x, y);
    if (pick.site >= 0)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.check-site", "i",
                                   pick.site + 1);
}

static void on_row(GtkListBox *list, GtkListBoxRow *row, KkrCheckStage *self)
{
    const KkrCheckSet *set = drawn(self);
    int i = row ? gtk_list_box_row_get_index(row) : -1;
    if (!self->updating && set && i >= 0 && i < kkr_check_set_n_items(set))
        gtk_widget_activate_action(GTK_WIDGET(self), "win.check-item", "s",
                                   kkr_check_set_item(set, i)->id);
}

/* --- work ----------------------------------------------------------------- */

static void task_changed(void *owner)
{
    KkrCheckStage *self = owner;
    update(self);
    kkr_document_announce(self->document);
}

static void work_want(void *user, KkrSource *source, const kkr_recipe *recipe)
{
    kkr_check_task_want(KKR_CHECK_STAGE(user)->task, source, recipe);
}

static void work_forget(void *user)
{
    KkrCheckStage *self = user;
    kkr_check_task_forget(self->task);
    update(self);
}

static bool work_busy(const void *user)
{
    return kkr_check_task_busy(((const KkrCheckStage *)user)->task);
}

static bool work_there(const void *user)
{
    const KkrCheckStage *self = user;
    return kkr_check_task_result(self->task) || kkr_check_task_stopped(self->task);
}

static const KkrViewWork work = { work_want, work_forget, work_busy, work_there };

static void stop(GtkWidget *widget, const char *name, GVariant *value)
{
    kkr_check_task_stop(KKR_CHECK_STAGE(widget)->task);
}

static void run(GtkWidget *widget, const char *name, GVariant *value)
{
    KkrCheckStage *self = KKR_CHECK_STAGE(widget);
    KkrSource *source = kkr_document_source(self->document);
    kkr_check_task_resume(self->task);
    if (source)
        kkr_check_task_want(self->task, source, kkr_document_recipe(self->document));
}

/* --- the widget ----------------------------------------------------------- */

void kkr_check_stage_set_dark(KkrCheckStage *self, bool dark)
{
    self->style = kkr_style_screen(dark);
    g_strlcpy(self->style.font, self->font, sizeof self->style.font);
    self->listed = NULL; // its colours are others
    update(self);
}

static void kkr_check_stage_dispose(GObject *object)
{
    KkrCheckStage *self = KKR_CHECK_STAGE(object);
    self->updating = true;
    g_clear_handle_id(&self->timer, g_source_remove);
    if (self->document)
        kkr_document_set_work(self->document, KKR_VIEW_CHECK, NULL, NULL);
    g_clear_pointer(&self->task, kkr_check_task_free);
    g_clear_pointer(&self->paned, gtk_widget_unparent);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_check_stage_parent_class)->dispose(object);
}

static void kkr_check_stage_finalize(GObject *object)
{
    g_free(KKR_CHECK_STAGE(object)->font);
    G_OBJECT_CLASS(kkr_check_stage_parent_class)->finalize(object);
}

static void kkr_check_stage_class_init(KkrCheckStageClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_check_stage_dispose;
    G_OBJECT_CLASS(class)->finalize = kkr_check_stage_finalize;
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
    gtk_widget_class_set_css_name(widget, "stage");
    gtk_widget_class_install_action(widget, "check.stop", NULL, stop);
    gtk_widget_class_install_action(widget, "check.run", NULL, run);
}

static GtkLabel *add_label(GtkWidget *box, const char *class)
{
    GtkWidget *label = gtk_label_new(NULL);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    if (class)
        gtk_widget_add_css_class(label, class);
    gtk_box_append(GTK_BOX(box), label);
    return GTK_LABEL(label);
}

static void build_list(KkrCheckStage *self)
{
    GtkWidget *scroller = gtk_scrolled_window_new();
    self->list = GTK_LIST_BOX(gtk_list_box_new());
    gtk_list_box_set_selection_mode(self->list, GTK_SELECTION_BROWSE);
    gtk_widget_add_css_class(GTK_WIDGET(self->list), "checks");
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->list),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL, "Checks", -1);
    g_signal_connect(self->list, "row-selected", G_CALLBACK(on_row), self);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_NEVER,
                                   GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller),
                                  GTK_WIDGET(self->list));
    gtk_widget_set_size_request(scroller, 330, -1);
    gtk_paned_set_start_child(GTK_PANED(self->paned), scroller);
    gtk_paned_set_shrink_start_child(GTK_PANED(self->paned), FALSE);
    gtk_paned_set_resize_start_child(GTK_PANED(self->paned), FALSE);
}

static void build_wait(KkrCheckStage *self)
{
    self->wait = gtk_box_new(GTK_ORIENTATION_VERTICAL, 10);
    self->doing = add_label(self->wait, "dim");
    self->progress = GTK_PROGRESS_BAR(gtk_progress_bar_new());
    gtk_box_append(GTK_BOX(self->wait), GTK_WIDGET(self->progress));
    GtkWidget *button = gtk_button_new_with_label("Stop");
    gtk_actionable_set_action_name(GTK_ACTIONABLE(button), "check.stop");
    kkr_control_name(button, "Stop checking", "Stop checking this case");
    gtk_box_append(GTK_BOX(self->wait), button);
    self->again = gtk_button_new_with_label("Check this case");
    gtk_actionable_set_action_name(GTK_ACTIONABLE(self->again), "check.run");
    kkr_control_name(self->again, "Check this case",
                     "Begin again where it was stopped");
    GtkWidget *both[2] = { self->wait, self->again };
    for (int i = 0; i < 2; i++) {
        gtk_widget_set_halign(both[i], GTK_ALIGN_CENTER);
        gtk_widget_set_valign(both[i], GTK_ALIGN_CENTER);
        gtk_widget_set_visible(both[i], FALSE);
        gtk_overlay_add_overlay(GTK_OVERLAY(self->overlay), both[i]);
    }
}

static void build_picture(KkrCheckStage *self)
{
    GtkWidget *side = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *head = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
    gtk_widget_set_margin_start(head, 16);
    gtk_widget_set_margin_end(head, 16);
    gtk_widget_set_margin_top(head, 12);
    gtk_widget_set_margin_bottom(head, 8);
    self->verdict = add_label(head, NULL);
    self->title = add_label(head, NULL);
    self->about = add_label(head, "dim");
    self->words = add_label(head, "dim");
    gtk_label_set_selectable(self->words, TRUE);
    gtk_widget_set_margin_top(GTK_WIDGET(self->words), 8);
    gtk_box_append(GTK_BOX(side), head);
    self->area = gtk_drawing_area_new();
    gtk_widget_set_vexpand(self->area, TRUE);
    gtk_widget_set_hexpand(self->area, TRUE);
    gtk_widget_set_size_request(self->area, 300, 260);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->area),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   "Picture of the chosen check", -1);
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(self->area), draw, self, NULL);
    GtkEventController *motion = gtk_event_controller_motion_new();
    g_signal_connect(motion, "motion", G_CALLBACK(on_motion), self);
    g_signal_connect_swapped(motion, "leave", G_CALLBACK(on_leave), self);
    gtk_widget_add_controller(self->area, motion);
    GtkGesture *click = gtk_gesture_click_new();
    g_signal_connect(click, "pressed", G_CALLBACK(on_pressed), self);
    gtk_widget_add_controller(self->area, GTK_EVENT_CONTROLLER(click));
    gtk_box_append(GTK_BOX(side), self->area);
    self->overlay = gtk_overlay_new();
    gtk_overlay_set_child(GTK_OVERLAY(self->overlay), side);
    gtk_paned_set_end_child(GTK_PANED(self->paned), self->overlay);
    gtk_paned_set_shrink_end_child(GTK_PANED(self->paned), FALSE);
}

static void kkr_check_stage_init(KkrCheckStage *self)
{
    self->task = kkr_check_task_new(self, task_changed);
    self->paned = gtk_paned_new(GTK_ORIENTATION_HORIZONTAL);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->paned),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   "The checks and the picture of one", -1);
    gtk_widget_set_parent(self->paned, GTK_WIDGET(self));
    build_list(self);
    build_picture(self);
    build_wait(self);
    gtk_paned_set_position(GTK_PANED(self->paned), 470);
    g_signal_connect_after(self, "map", G_CALLBACK(on_leave), NULL);
    const PangoFontDescription *font = pango_context_get_font_description(
        gtk_widget_get_pango_context(GTK_WIDGET(self)));
    self->font = g_strdup(pango_font_description_get_family(font));
}

GtkWidget *kkr_check_stage_new(KkrDocument *document)
{
    KkrCheckStage *self = g_object_new(KKR_TYPE_CHECK_STAGE, NULL);
    self->document = g_object_ref(document);
    g_signal_connect_object(document, "changed", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    kkr_document_set_work(document, KKR_VIEW_CHECK, &work, self);
    kkr_check_stage_set_dark(self, false);
    return GTK_WIDGET(self);
}
