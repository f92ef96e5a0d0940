// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/window.h"

#include "ui/actions.h"
#include "ui/entry_switch.h"
#include "ui/export_actions.h"
#include "ui/inspector.h"
#include "ui/keeper.h"
#include "ui/keys.h"
#include "ui/open_actions.h"
#include "ui/pick_actions.h"
#include "ui/probe_line.h"
#include "ui/recent.h"
#include "ui/recipe_actions.h"
#include "ui/recipe_file.h"
#include "ui/sample.h"
#include "ui/stage.h"
#include "ui/units.h"
#include "ui/views.h"
#include "ui/watch.h"

struct _KkrWindow {
    GtkApplicationWindow parent;
    KkrDocument *document;
    KkrThemeWatch *theme;
    KkrSettings *settings;
    KkrStage *stage;
    KkrPicker *picker;
    KkrViews *views;
    KkrSession *session; // NULL: nothing is remembered
    KkrKeeper *keeper;
    KkrWatch *watch;
    const kkr_case *watched; // only to be compared
    bool hint;               // the message is about files that changed
    bool restored;           // after a crash, and not yet said so
    bool narrow;             // too narrow for panels and inspector

    GtkStack *pages, *inspector_pages;
    GtkWidget *body, *views_switch, *title_box, *entry_box;
    GtkWidget *entry_switch, *open_label, *export_label;
    GtkLabel *title, *subtitle, *loading_text;
    GtkProgressBar *progress;
    GtkRevealer *inspector;
    GtkWidget *message, *reload, *sample, *export_button, *recent, *open_folder;
    GtkButton *reopen;
    GMenu *recent_menu;
    GtkImage *message_icon;
    GtkLabel *message_title, *message_text;
};

enum { NARROW = 1000, COMPACT = 1160 }; // px

G_DEFINE_FINAL_TYPE(KkrWindow, kkr_window, GTK_TYPE_APPLICATION_WINDOW)

KkrDocument *kkr_window_document(KkrWindow *self)
{
    return self->document;
}

KkrKeeper *kkr_window_keeper(KkrWindow *self)
{
    return self->keeper;
}

const char *kkr_window_message(KkrWindow *self)
{
    bool shown = gtk_widget_get_visible(self->message);
    return shown ? gtk_label_get_text(self->message_title) : NULL;
}

/* --- what is shown ------------------------------------------------------- */

void kkr_window_say(KkrWindow *self, GtkMessageType type, const char *title,
                    const char *text)
{
    self->hint = false;
    gtk_info_bar_set_message_type(GTK_INFO_BAR(self->message), type);
    gtk_image_set_from_icon_name(self->message_icon, type == GTK_MESSAGE_INFO
                                                         ? "kkr-check-symbolic"
                                                         : "kkr-warning-symbolic");
    // the name of a file says enough; its folder is in the tooltip
    gtk_label_set_text(self->message_title, kkr_units_brief(title));
    gtk_widget_set_tooltip_text(GTK_WIDGET(self->message_title), title);
    gtk_widget_set_visible(self->reload, type != GTK_MESSAGE_INFO &&
                                             kkr_document_case(self->document) != NULL);
    gtk_label_set_text(self->message_text, text ? text : "");
    gtk_widget_set_visible(GTK_WIDGET(self->message_text), text != NULL);
    gtk_widget_set_visible(self->message, TRUE);
}

/* Files changed on disk, or are again what was read. */
static void on_files(void *user, const char *sentence)
{
    KkrWindow *self = user;
    if (sentence) {
        kkr_window_say(self, GTK_MESSAGE_INFO, sentence,
                       "What was read before is still shown.");
        gtk_image_set_from_icon_name(self->message_icon, "kkr-reload-symbolic");
        gtk_widget_set_visible(self->reload, TRUE);
        self->hint = true;
    } else if (self->hint) {
        gtk_widget_set_visible(self->message, FALSE);
    }
}

static int count_defects(const kkr_case *object, const char **first)
{
    int n = 0;
    for (int i = object->n_sites - 1; i >= 0; i--) {
        if (object->sites[i].defect) {
            *first = object->sites[i].defect;
            n++;
        }
    }
    return n;
}

/* A file that could be read in part is shown in part, and said so in place. */
static void show_defects(KkrWindow *self, const kkr_case *object)
{
    const char *first = NULL;
    int n_bad = count_defects(object, &first);
    for (int role = KKR_ROLE_COUNT - 1; role >= 0; role--)
        if (object->files[role].defect)
            first = object->files[role].defect;
    gtk_widget_set_visible(self->message, FALSE);
    if (!first)
        return;
    g_autofree char *text =
        n_bad ? g_strdup_printf("%d of %d sites are shown; the %s hatched and left out "
                                "of every number.",
                                object->n_sites - n_bad, object->n_sites,
                                n_bad == 1 ? "other is" : "others are")
              : g_strdup("What could be read is shown; the inspector lists the files.");
    if (!object->tessellation) {
        g_free(text);
        text = g_strdup("Curves against r need no structure; slices do.");
        first = "There is no structure file: where the sites are is not known.";
    }
    kkr_window_say(self, GTK_MESSAGE_WARNING, first, text);
}

static void show_title(KkrWindow *self, const kkr_case *object)
{
    g_autofree char *sites =
        g_strdup_printf(object->n_sites == 1 ? "%d site" : "%d sites", object->n_sites);
    g_autofree char *title = g_strdup_printf("%s – KKRscope", object->name);
    gtk_label_set_text(self->title, object->name);
    gtk_label_set_text(self->subtitle, sites);
    g_autoptr(GString) files = g_string_new(NULL);
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        if (object->files[role].path)
            g_string_append_printf(files, "%s%s", files->len ? "\n" : "",
                                   object->files[role].path);
    gtk_widget_set_tooltip_text(self->title_box, files->str);
    gtk_window_set_title(GTK_WINDOW(self), title);
}

static void show_page(KkrWindow *self)
{
    bool open = kkr_document_case(self->document) != NULL;
    bool loading = kkr_document_loading(self->document);
    const kkr_recipe_view shown = kkr_document_recipe(self->document)->view;
    const char *view = kkr_recipe_view_name(shown);
    bool blank = open && shown == KKR_VIEW_PANELS &&
                 !kkr_document_case(self->document)->tessellation;
    gtk_stack_set_visible_child_name(self->pages, blank     ? "no-structure"
                                                  : open    ? view
                                                  : loading ? "loading"
                                                            : "empty");
    gtk_stack_set_visible_child_name(self->inspector_pages, view);
    gtk_widget_set_visible(self->views_switch, open);
    gtk_widget_set_visible(self->export_button, open);
    gtk_widget_set_visible(self->title_box,
                           open && !gtk_widget_get_visible(self->entry_switch));
    // a hidden child of a revealer without a transition keeps its place
    gtk_widget_set_visible(GTK_WIDGET(self->inspector),
                           open && !blank &&
                               gtk_revealer_get_reveal_child(self->inspector));
}

static void show_restored(KkrWindow *self, const kkr_case *object)
{
    if (!self->restored)
        return;
    self->restored = false;
    g_autofree char *text =
        g_strdup_printf("%s is shown as you left it.", object->name);
    kkr_window_say(self, GTK_MESSAGE_INFO, "KKRscope did not end properly last time.",
                   text);
}

static void on_opened(KkrWindow *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    show_page(self);
    kkr_recipe_actions_update(self);
    if (!object || object == self->watched)
        return; // sampled in another way, no more
    self->watched = object;
    kkr_watch_set(self->watch, object);
    show_title(self, object);
    show_defects(self, object);
    show_restored(self, object);
    kkr_recent_fill_menu(self->recent_menu, self->session);
    // on a walk it stays where it is
    GtkWidget *page = kkr_views_page(self->views);
    if (!gtk_widget_get_focus_child(page))
        gtk_widget_child_focus(page, GTK_DIR_TAB_FORWARD);
}

static void on_status(KkrWindow *self)
{
    const char *what, *failure = kkr_document_failure(self->document);
    double fraction;
    kkr_document_busy(self->document, &what, &fraction);
    gtk_label_set_text(self->loading_text, what);
    gtk_progress_bar_set_fraction(self->progress, CLAMP(fraction, 0, 1));
    if (failure)
        kkr_window_say(self, GTK_MESSAGE_ERROR, failure,
                       kkr_document_case(self->document)
                           ? "What was there before is still shown."
                           : NULL);
    show_page(self);
    kkr_actions_update(G_ACTION_MAP(self), self->document);
}

static void update_actions(KkrWindow *self)
{
    kkr_actions_update(G_ACTION_MAP(self), self->document);
    show_page(self);
}

static void on_theme(KkrWindow *self)
{
    bool dark = kkr_theme_is_dark(self->theme);
    kkr_views_set_dark(self->views, dark);
    kkr_document_set_dark(self->document, dark);
}

/* --- opening ------------------------------------------------------------- */

/* A recipe or a figure. */
static void open_recipe(KkrWindow *self, const char *path)
{
    kkr_error err = { 0 };
    kkr_recipe_text *text = kkr_recipe_file_read(path, &err);
    if (text)
        kkr_keeper_open_recipe(self->keeper, text, KKR_OPENING_AS_TOLD);
    else
        kkr_window_say(self, GTK_MESSAGE_ERROR, err.message,
                       kkr_document_case(self->document)
                           ? "What was there before is still shown."
                           : NULL);
}

void kkr_window_open(KkrWindow *self, const char *const *paths)
{
    g_autoptr(GPtrArray) absolute = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; paths[i]; i++)
        g_ptr_array_add(absolute, g_canonicalize_filename(paths[i], NULL));
    g_ptr_array_add(absolute, NULL);
    gtk_widget_set_visible(self->message, FALSE);
    if (absolute->len == 2 && kkr_recipe_file_is_one(absolute->pdata[0]))
        open_recipe(self, absolute->pdata[0]);
    else
        kkr_keeper_open(self->keeper, (const char *const *)absolute->pdata);
}

void kkr_window_restore(KkrWindow *self, kkr_recipe_text *text)
{
    self->restored = true;
    kkr_keeper_open_recipe(self->keeper, text, KKR_OPENING_AS_LEFT);
}

/* --- small actions ------------------------------------------------------- */

static void copy_values(GSimpleAction *action, GVariant *value, void *user)
{
    KkrWindow *self = user;
    GtkWidget *line = gtk_widget_get_last_child(self->body);
    g_autofree char *text = kkr_probe_line_text(KKR_PROBE_LINE(line));
    if (text)
        gdk_clipboard_set_text(gtk_widget_get_clipboard(GTK_WIDGET(self)), text);
}

static void change_inspector(GSimpleAction *action, GVariant *value, void *user)
{
    KkrWindow *self = user;
    if (!self->narrow)
        self->settings->inspector = g_variant_get_boolean(value);
    gtk_revealer_set_reveal_child(self->inspector, g_variant_get_boolean(value));
    g_simple_action_set_state(action, value);
    show_page(self);
}

/* The header bar does without what its tooltips say. */
static void show_compact(KkrWindow *self, bool compact)
{
    gtk_widget_set_visible(self->export_label, !compact);
    gtk_widget_set_visible(self->open_label, !compact);
    kkr_entry_switch_set_compact(self->entry_switch, compact);
    (compact ? gtk_widget_add_css_class : gtk_widget_remove_css_class)(GTK_WIDGET(self),
                                                                       "compact");
}

/* Panels keep their 300 px: a narrow window starts without the inspector. */
static void on_width(KkrWindow *self)
{
    int width, height;
    gtk_window_get_default_size(GTK_WINDOW(self), &width, &height);
    bool narrow = width > 0 && width < NARROW;
    show_compact(self, width > 0 && width < COMPACT);
    if (narrow == self->narrow)
        return;
    self->narrow = narrow;
    bool reveal = !narrow && self->settings->inspector;
    GAction *action = g_action_map_lookup_action(G_ACTION_MAP(self), "inspector");
    gtk_revealer_set_reveal_child(self->inspector, reveal);
    show_page(self);
    g_simple_action_set_state(G_SIMPLE_ACTION(action), g_variant_new_boolean(reveal));
}

static void change_fullscreen(GSimpleAction *action, GVariant *value, void *user)
{
    if (g_variant_get_boolean(value))
        gtk_window_fullscreen(user);
    else
        gtk_window_unfullscreen(user);
    g_simple_action_set_state(action, value);
}

static void close_window(GSimpleAction *action, GVariant *value, void *user)
{
    gtk_window_close(user);
}

static void hide_message(GSimpleAction *action, GVariant *value, void *user)
{
    gtk_widget_set_visible(((KkrWindow *)user)->message, FALSE);
}

/* The nearest thing that can go away. */
static void escape(GSimpleAction *action, GVariant *value, void *user)
{
    bool shown = kkr_window_message(user) &&
                 !kkr_document_loading(((KkrWindow *)user)->document);
    g_action_group_activate_action(user, shown ? "hide-message" : "dismiss", NULL);
}

static void on_response(GtkInfoBar *bar, int response, KkrWindow *self)
{
    gtk_widget_set_visible(self->message, FALSE);
}

/* --- life ---------------------------------------------------------------- */

static KkrInspector *inspector_of(KkrWindow *self)
{
    return KKR_INSPECTOR(kkr_views_inspector(self->views, KKR_VIEW_PANELS));
}

static void fold(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_inspector_fold(inspector_of(user), g_variant_get_string(value, NULL));
}

static void remember(KkrWindow *self)
{
    GtkWindow *window = GTK_WINDOW(self);
    self->settings->maximized = gtk_window_is_maximized(window);
    gtk_window_get_default_size(window, &self->settings->width,
                                &self->settings->height);
    g_autofree char *folded = kkr_inspector_folded(inspector_of(self));
    g_strlcpy(self->settings->folded, folded, sizeof self->settings->folded);
    kkr_settings_save(self->settings);
}

static gboolean kkr_window_close_request(GtkWindow *window)
{
    KkrWindow *self = KKR_WINDOW(window);
    remember(self);
    kkr_keeper_close(self->keeper);
    kkr_document_cancel(self->document);
    return GTK_WINDOW_CLASS(kkr_window_parent_class)->close_request(window);
}

static void kkr_window_dispose(GObject *object)
{
    KkrWindow *self = KKR_WINDOW(object);
    g_clear_object(&self->theme);
    g_clear_object(&self->picker);
    g_clear_pointer(&self->keeper, kkr_keeper_free);
    g_clear_pointer(&self->watch, kkr_watch_free);
    g_clear_pointer(&self->views, kkr_views_free);
    G_OBJECT_CLASS(kkr_window_parent_class)->dispose(object);
}

static void kkr_window_finalize(GObject *object)
{
    g_clear_object(&KKR_WINDOW(object)->document);
    G_OBJECT_CLASS(kkr_window_parent_class)->finalize(object);
}

static void kkr_window_class_init(KkrWindowClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_window_dispose;
    G_OBJECT_CLASS(class)->finalize = kkr_window_finalize;
    GTK_WINDOW_CLASS(class)->close_request = kkr_window_close_request;
    gtk_widget_class_set_template_from_resource(widget, "/org/kkrscope/ui/window.ui");
    gtk_widget_class_bind_template_callback(widget, on_response);
#define BIND(name) gtk_widget_class_bind_template_child(widget, KkrWindow, name)
    BIND(pages);
    BIND(body);
    BIND(views_switch);
    BIND(inspector_pages);
    BIND(title_box);
    BIND(entry_box);
    BIND(export_label);
    BIND(open_label);
    BIND(title);
    BIND(subtitle);
    BIND(loading_text);
    BIND(progress);
    BIND(inspector);
    BIND(message);
    BIND(reload);
    BIND(export_button);
    BIND(sample);
    BIND(recent);
    BIND(open_folder);
    BIND(reopen);
    BIND(recent_menu);
    BIND(message_icon);
    BIND(message_title);
    BIND(message_text);
#undef BIND
}

static void add_actions(KkrWindow *self)
{
    static const GActionEntry entries[] = {
        { .name = "copy-values", .activate = copy_values },
        { .name = "fold", .activate = fold, .parameter_type = "s" },
        { .name = "inspector", .state = "true", .change_state = change_inspector },
        { .name = "fullscreen", .state = "false", .change_state = change_fullscreen },
        { .name = "hide-message", .activate = hide_message },
        { .name = "escape", .activate = escape },
        { .name = "close", .activate = close_window },
    };
    g_action_map_add_action_entries(G_ACTION_MAP(self), entries, G_N_ELEMENTS(entries),
                                    self);
    g_autofree char *sample = kkr_sample_find();
    gtk_widget_set_visible(self->sample, sample != NULL);
    kkr_open_actions_add(self);
    kkr_export_actions_add(self);
    kkr_recipe_actions_add(self);
    kkr_actions_add(G_ACTION_MAP(self), self->document, self->stage);
    kkr_pick_actions_add(G_ACTION_MAP(self), self->document, self->stage, self->picker);
    kkr_actions_update(G_ACTION_MAP(self), self->document);
    show_page(self);
}

static void kkr_window_init(KkrWindow *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
    self->document = kkr_document_new();
    self->stage = KKR_STAGE(kkr_stage_new(self->document));
    self->picker = kkr_picker_new(self->document, self->stage);
    const KkrViewParts parts = { self->document, self->stage, self->picker };
    self->views = kkr_views_new(&parts, self->pages, self->inspector_pages,
                                GTK_BOX(self->views_switch));
    gtk_box_append(GTK_BOX(self->body), kkr_probe_line_new(self->document));

    self->entry_switch = kkr_entry_switch_new(self->document);
    gtk_box_append(GTK_BOX(self->entry_box), self->entry_switch);

    kkr_keys_add(GTK_WIDGET(self));

    g_signal_connect_object(self->document, "opened", G_CALLBACK(on_opened), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(self->document, "status", G_CALLBACK(on_status), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(self->document, "changed", G_CALLBACK(update_actions), self,
                            G_CONNECT_SWAPPED);
    show_page(self);
}

GtkWidget *kkr_window_new(GtkApplication *application, KkrThemeWatch *theme,
                          KkrSettings *settings, KkrSession *session)
{
    KkrWindow *self = g_object_new(KKR_TYPE_WINDOW, "application", application, NULL);
    self->theme = g_object_ref(theme);
    self->settings = settings;
    self->session = session;
    self->keeper = kkr_keeper_new(self->document, session, settings);
    self->watch = kkr_watch_new(on_files, self);
    kkr_document_set_units(self->document, settings->energy_unit,
                           settings->length_unit);
    add_actions(self);
    kkr_recent_fill_menu(self->recent_menu, session);
    kkr_recent_fill_page(self->recent, self->reopen, session, settings->reopen);
    if (gtk_widget_get_visible(GTK_WIDGET(self->reopen))) { // one button stands out
        gtk_widget_remove_css_class(self->open_folder, "suggested-action");
        gtk_widget_add_css_class(self->open_folder, "framed");
        gtk_widget_grab_focus(GTK_WIDGET(self->reopen));
    }
    g_action_group_change_action_state(G_ACTION_GROUP(self), "inspector",
                                       g_variant_new_boolean(settings->inspector));
    g_signal_connect(self, "notify::default-width", G_CALLBACK(on_width), NULL);
    kkr_inspector_set_folded(inspector_of(self), settings->folded);
    gtk_window_set_default_size(GTK_WINDOW(self), settings->width, settings->height);
    if (settings->maximized)
        gtk_window_maximize(GTK_WINDOW(self));
    g_signal_connect_object(theme, "notify::dark", G_CALLBACK(on_theme), self,
                            G_CONNECT_SWAPPED);
    on_theme(self);
    return GTK_WIDGET(self);
}
