// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/application.h"

#include <gtk/gtk.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "ui/resources.h"
#include "ui/script.h"
#include "ui/theme.h"
#include "ui/window.h"

#define APPLICATION_ID "org.kkrscope.kkrscope"

enum { STATUS_USAGE = 2 };

typedef struct KkrApplication {
    GtkApplication parent;
    KkrThemeWatch *theme;
    KkrSettings settings;
    char *script;                 // file to run in the first window
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
    { "win.close", { "<Ctrl>w" } },
    { "win.open", { "<Ctrl>o" } },
    { "win.export", { "<Ctrl>e" } },
    { "win.view::panels", { "<Ctrl>1" } },
    { "win.view::radial", { "<Ctrl>2" } },
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

static void change_theme(GSimpleAction *action, GVariant *value, void *user)
{
    static const char *const words[] = { "auto", "light", "dark" };
    KkrApplication *self = user;
    for (int i = 0; i < (int)G_N_ELEMENTS(words); i++) {
        if (!g_str_equal(words[i], g_variant_get_string(value, NULL)))
            continue;
        self->settings.theme = (KkrTheme)i;
        kkr_theme_set(self->theme, self->settings.theme);
        g_simple_action_set_state(action, value);
        kkr_settings_save(&self->settings);
    }
}

/* --- life ---------------------------------------------------------------- */

static void kkr_application_startup(GApplication *application)
{
    static const GActionEntry entries[] = {
        { .name = "quit", .activate = quit },
        { .name = "about", .activate = about },
    };
    static const char *const themes[] = { "auto", "light", "dark" };
    KkrApplication *self = (KkrApplication *)application;
    G_APPLICATION_CLASS(kkr_application_parent_class)->startup(application);
    // GTK has set the user's locale; numbers are written with a point everywhere
    setlocale(LC_NUMERIC, "C");
    self->settings = kkr_settings_load();
    self->theme = kkr_theme_new(self->settings.theme);
    g_action_map_add_action_entries(G_ACTION_MAP(self), entries, G_N_ELEMENTS(entries),
                                    self);
    g_autoptr(GSimpleAction) theme = g_simple_action_new_stateful(
        "theme", G_VARIANT_TYPE_STRING,
        g_variant_new_string(themes[self->settings.theme]));
    g_signal_connect(theme, "change-state", G_CALLBACK(change_theme), self);
    g_action_map_add_action(G_ACTION_MAP(self), G_ACTION(theme));
    for (size_t i = 0; i < G_N_ELEMENTS(shortcuts); i++)
        gtk_application_set_accels_for_action(GTK_APPLICATION(self),
                                              shortcuts[i].action, shortcuts[i].keys);
}

static KkrWindow *new_window(KkrApplication *self)
{
    KkrWindow *window =
        KKR_WINDOW(kkr_window_new(GTK_APPLICATION(self), self->theme, &self->settings));
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

static void kkr_application_activate(GApplication *application)
{
    new_window((KkrApplication *)application);
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
    GOptionEntry entries[KKR_ROLE_COUNT + 2] = { 0 };
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
    bool any = self->script != NULL;
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
