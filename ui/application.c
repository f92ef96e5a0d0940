// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/application.h"

#include <glib-unix.h>
#include <gtk/gtk.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "ui/resources.h"
#include "ui/script.h"
#include "ui/theme.h"
#include "ui/views.h"
#include "ui/window.h"

#define APPLICATION_ID "org.kkrscope.kkrscope"

enum {
    STATUS_USAGE = 2,
    TRIAL_SECONDS = 20, // a crash sooner than this may come from what was restored
};

typedef struct KkrApplication {
    GtkApplication parent;
    KkrThemeWatch *theme;
    KkrSettings settings;
    KkrSession *session;          // NULL: nothing is kept
    bool ran;                     // has had a window
    char *script;                 // file to run in the first window
    char *state;                  // folder of the session
    char *forced[KKR_ROLE_COUNT]; // files given for a role
} KkrApplication;

typedef struct KkrApplicationClass {
    GtkApplicationClass parent;
} KkrApplicationClass;

GType kkr_application_get_type(void);
G_DEFINE_TYPE(KkrApplication, kkr_application, GTK_TYPE_APPLICATION)

static const struct {
    const char *action;
    const char *keys[3];
} shortcuts[] = {
    { "app.quit", { "<Ctrl>q" } },
    { "app.new-window", { "<Ctrl>n" } },
    { "win.close", { "<Ctrl>w" } },
    { "win.open", { "<Ctrl>o" } },
    { "win.export", { "<Ctrl>e" } },
    { "win.save-recipe", { "<Ctrl>s" } },
    { "win.open-recipe", { "<Ctrl><Shift>o" } },
    { "win.copy-recipe", { "<Ctrl><Alt>c" } },
    { "win.reload", { "<Ctrl>r", "F5" } },
    { "win.undo", { "<Ctrl>z" } },
    { "win.redo", { "<Ctrl><Shift>z", "<Ctrl>y" } },
    { "win.copy-values", { "<Ctrl><Alt>c" } },
    { "win.inspector", { "F9" } },
    { "win.fullscreen", { "F11" } },
};

/* --- actions ------------------------------------------------------------- */

static void quit(GSimpleAction *action, GVariant *value, void *user)
{
    GList *windows = g_list_copy(gtk_application_get_windows(GTK_APPLICATION(user)));
    for (GList *item = windows; item; item = item->next)
        gtk_window_close(item->data);
    g_list_free(windows);
}

static void about(GSimpleAction *action, GVariant *value, void *user)
{
    static const char *const authors[] = { "The authors of kkrscope", NULL };
    gtk_show_about_dialog(
        gtk_application_get_active_window(GTK_APPLICATION(user)), "program-name",
        "KKRscope", "version", KKR_VERSION, "logo-icon-name", APPLICATION_ID,
        "comments",
        "See the potentials of Korringa–Kohn–Rostoker calculations, exactly.",
        "authors", authors, "license-type", GTK_LICENSE_MIT_X11, NULL);
}

/* A preference that is one of some words; -1 if the value is none of them. */
static int take_word(GSimpleAction *action, GVariant *value, const char *const *words)
{
    for (int i = 0; words[i]; i++) {
        if (g_str_equal(words[i], g_variant_get_string(value, NULL))) {
            g_simple_action_set_state(action, value);
            return i;
        }
    }
    return -1;
}

static void change_theme(GSimpleAction *action, GVariant *value, void *user)
{
    KkrApplication *self = user;
    int i = take_word(action, value, kkr_theme_words);
    if (i < 0)
        return;
    self->settings.theme = (KkrTheme)i;
    kkr_theme_set(self->theme, self->settings.theme);
    kkr_settings_save(&self->settings);
}

static void change_energy_unit(GSimpleAction *action, GVariant *value, void *user)
{
    KkrApplication *self = user;
    int i = take_word(action, value, kkr_energy_words);
    if (i < 0)
        return;
    self->settings.energy_unit = (kkr_energy_unit)i;
    kkr_settings_save(&self->settings);
}

static void change_length_unit(GSimpleAction *action, GVariant *value, void *user)
{
    KkrApplication *self = user;
    int i = take_word(action, value, kkr_length_words);
    if (i < 0)
        return;
    self->settings.length_unit = (kkr_length_unit)i;
    kkr_settings_save(&self->settings);
}

static void change_reopen(GSimpleAction *action, GVariant *value, void *user)
{
    KkrApplication *self = user;
    self->settings.reopen = g_variant_get_boolean(value);
    g_simple_action_set_state(action, value);
    kkr_settings_save(&self->settings);
}

static KkrWindow *new_window(KkrApplication *self);

static void open_window(GSimpleAction *action, GVariant *value, void *user)
{
    new_window(user);
}

static gboolean on_signal(void *user)
{
    g_action_group_activate_action(G_ACTION_GROUP(user), "quit", NULL);
    return G_SOURCE_CONTINUE;
}

/* --- life ---------------------------------------------------------------- */

static void add_preference(KkrApplication *self, const char *name, const char *word,
                           GCallback change)
{
    g_autoptr(GSimpleAction) action = g_simple_action_new_stateful(
        name, G_VARIANT_TYPE_STRING, g_variant_new_string(word));
    g_signal_connect(action, "change-state", change, self);
    g_action_map_add_action(G_ACTION_MAP(self), G_ACTION(action));
}

static void kkr_application_startup(GApplication *application)
{
    static const GActionEntry entries[] = {
        { .name = "quit", .activate = quit },
        { .name = "about", .activate = about },
        { .name = "new-window", .activate = open_window },
    };
    KkrApplication *self = (KkrApplication *)application;
    G_APPLICATION_CLASS(kkr_application_parent_class)->startup(application);
    // GTK has set the user's locale; numbers are written with a point everywhere
    setlocale(LC_NUMERIC, "C");
    self->settings = kkr_settings_load();
    self->theme = kkr_theme_new(self->settings.theme);
    g_action_map_add_action_entries(G_ACTION_MAP(self), entries, G_N_ELEMENTS(entries),
                                    self);
    add_preference(self, "theme", kkr_theme_words[self->settings.theme],
                   G_CALLBACK(change_theme));
    add_preference(self, "energy-unit", kkr_energy_words[self->settings.energy_unit],
                   G_CALLBACK(change_energy_unit));
    add_preference(self, "length-unit", kkr_length_words[self->settings.length_unit],
                   G_CALLBACK(change_length_unit));
    g_autoptr(GSimpleAction) reopen = g_simple_action_new_stateful(
        "reopen", NULL, g_variant_new_boolean(self->settings.reopen));
    g_signal_connect(reopen, "change-state", G_CALLBACK(change_reopen), self);
    g_action_map_add_action(G_ACTION_MAP(self), G_ACTION(reopen));
    // a script shows the same whatever was done before
    if (self->state || !self->script)
        self->session = kkr_session_new(self->state);
    // logging out is no crash
    const int signals[] = { SIGINT, SIGTERM, SIGHUP };
    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
        g_unix_signal_add(signals[i], on_signal, self);
    for (size_t i = 0; i < G_N_ELEMENTS(shortcuts); i++)
        gtk_application_set_accels_for_action(GTK_APPLICATION(self),
                                              shortcuts[i].action, shortcuts[i].keys);
    kkr_views_add_keys(GTK_APPLICATION(self));
}

static KkrWindow *new_window(KkrApplication *self)
{
    KkrWindow *window = KKR_WINDOW(kkr_window_new(GTK_APPLICATION(self), self->theme,
                                                  &self->settings, self->session));
    self->ran = true;
    kkr_case_options options = { 0 };
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        options.forced[role] = self->forced[role];
    kkr_document_set_options(kkr_window_document(window), &options);
    gtk_window_present(GTK_WINDOW(window));
    if (self->script)
        kkr_script_run(window, self->script);
    g_clear_pointer(&self->script, g_free);
    return window;
}

static gboolean end_trial(void *user)
{
    kkr_session_set_on_trial(((KkrApplication *)user)->session, FALSE);
    return G_SOURCE_REMOVE;
}

/* What a crash left open; if that itself may be what crashes, only offers it. */
static void restore(KkrApplication *self)
{
    gboolean steady;
    g_autoptr(GPtrArray) texts = kkr_session_take_leftovers(self->session, &steady);
    for (guint i = 0; steady && i < texts->len; i++) {
        kkr_window_restore(new_window(self), texts->pdata[i]);
        texts->pdata[i] = NULL; // the window's now
    }
    if (!steady)
        kkr_window_say(new_window(self), GTK_MESSAGE_WARNING,
                       "KKRscope did not end properly twice in a row.",
                       "What was open is below; opening it may be the reason.");
    else if (texts->len > 0) {
        kkr_session_set_on_trial(self->session, TRUE);
        g_timeout_add_seconds(TRIAL_SECONDS, end_trial, self);
    }
}

static void kkr_application_activate(GApplication *application)
{
    KkrApplication *self = (KkrApplication *)application;
    bool first = !self->ran;
    if (first && self->session)
        restore(self);
    if (!first || !self->ran) // nothing was restored, or one more is asked for
        new_window(self);
}

static void kkr_application_open(GApplication *application, GFile **files, int n,
                                 const char *hint)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < n; i++) {
        char *path = g_file_get_path(files[i]);
        if (path)
            g_ptr_array_add(paths, path);
    }
    g_ptr_array_add(paths, NULL);
    KkrWindow *window = new_window((KkrApplication *)application);
    if (paths->len > 1)
        kkr_window_open(window, (const char *const *)paths->pdata);
}

static void kkr_application_finalize(GObject *object)
{
    KkrApplication *self = (KkrApplication *)object;
    g_clear_object(&self->theme);
    g_free(self->script);
    g_free(self->state);
    kkr_session_free(self->session);
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        g_free(self->forced[role]);
    G_OBJECT_CLASS(kkr_application_parent_class)->finalize(object);
}

static void kkr_application_class_init(KkrApplicationClass *class)
{
    GApplicationClass *application = G_APPLICATION_CLASS(class);
    G_OBJECT_CLASS(class)->finalize = kkr_application_finalize;
    application->startup = kkr_application_startup;
    application->activate = kkr_application_activate;
    application->open = kkr_application_open;
}

static void kkr_application_init(KkrApplication *self)
{
}

/* --- the command line ---------------------------------------------------- */

/* The window's options, taken out of argv; -1 or the status to leave with. */
static int take_options(KkrApplication *self, int *argc, char ***argv)
{
    GOptionEntry entries[KKR_ROLE_COUNT + 3] = { 0 };
    char *help[KKR_ROLE_COUNT];
    for (int role = 0; role < KKR_ROLE_COUNT; role++) {
        help[role] = g_strdup_printf("use FILE as %s", kkr_role_name((kkr_role)role));
        entries[role] = (GOptionEntry){ kkr_role_option((kkr_role)role),
                                        0,
                                        0,
                                        G_OPTION_ARG_FILENAME,
                                        &self->forced[role],
                                        help[role],
                                        "FILE" };
    }
    entries[KKR_ROLE_COUNT] = (GOptionEntry){
        "script", 0,     G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &self->script,
        NULL,     "FILE"
    };
    entries[KKR_ROLE_COUNT + 1] = (GOptionEntry){
        "state", 0,       G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &self->state,
        NULL,    "FOLDER"
    };
    g_autoptr(GOptionContext) context = g_option_context_new("[FOLDER|FILE…]");
    g_autoptr(GError) error = NULL;
    g_option_context_add_main_entries(context, entries, NULL);
    int status = -1;
    if (!g_option_context_parse(context, argc, argv, &error)) {
        fprintf(stderr, "kkrscope: %s; kkrscope --help lists all\n", error->message);
        status = STATUS_USAGE;
    }
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        g_free(help[role]);
    return status;
}

/* Options belong to this process: a program already running does not know them. */
static bool has_options(const KkrApplication *self)
{
    bool any = self->script || self->state;
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        any = any || self->forced[role];
    return any;
}

int kkr_ui_run(int argc, char **argv)
{
    kkr_ui_register_resource();
    g_set_application_name("KKRscope");
    g_autoptr(GApplication) application = g_object_new(
        kkr_application_get_type(), "application-id", APPLICATION_ID, "flags",
        G_APPLICATION_HANDLES_OPEN, "resource-base-path", "/org/kkrscope/ui", NULL);
    KkrApplication *self = (KkrApplication *)application;
    int status = take_options(self, &argc, &argv);
    if (status >= 0)
        return status;
    if (!gtk_init_check()) {
        fprintf(stderr,
                "kkrscope: there is no display for a window; verbs work without "
                "one: kkrscope --help\n");
        return EXIT_FAILURE;
    }
    g_set_prgname(APPLICATION_ID); // by which desktops find the icon
    if (has_options(self))
        g_application_set_flags(application,
                                G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
    return g_application_run(application, argc, argv);
}
