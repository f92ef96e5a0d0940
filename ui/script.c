// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/script.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ui/export_dialog.h"

typedef struct Script {
    KkrWindow *window;
    char *path;
    GStrv lines;
    int next;
    int patience;    // checks left for "settle", "shot" and "message"
    bool again;      // the same line once more, a little later
    int frames;      // left to be drawn after it
    gint64 began;    // the last action, monotonic microseconds
    unsigned before; // the slice that was shown then
    double first;    // ms to the first new picture on the screen; 0: none yet
    gulong painted;  // handler of "measure"
} Script;

enum { SETTLE_CHECK_MS = 50, SETTLE_CHECKS = 1200, MESSAGE_CHECKS = 200 };

static gboolean step(void *user);

static void script_free(Script *script)
{
    g_object_unref(script->window);
    g_strfreev(script->lines);
    g_free(script->path);
    g_free(script);
}

static void fail(const Script *script, const char *why)
{
    g_printerr("%s:%d: %s\n", script->path, script->next, why);
    exit(EXIT_FAILURE);
}

/* --- commands ------------------------------------------------------------ */

/* The window's own dialog; NULL: it is not open. */
static GtkWidget *dialog_of(Script *script)
{
    return (GtkWidget *)kkr_export_dialog_of(script->window);
}

static GActionGroup *group_of(Script *script, const char **name)
{
    if (g_str_has_prefix(*name, "app.")) {
        *name += 4;
        return G_ACTION_GROUP(gtk_window_get_application(GTK_WINDOW(script->window)));
    }
    if (g_str_has_prefix(*name, "page.") && dialog_of(script)) {
        *name += 5;
        return kkr_export_dialog_actions(KKR_EXPORT_DIALOG(dialog_of(script)));
    }
    if (g_str_has_prefix(*name, "win."))
        *name += 4;
    return G_ACTION_GROUP(script->window);
}

static void activate(Script *script, char **words)
{
    const char *name = words[1];
    GActionGroup *group = group_of(script, &name);
    g_autoptr(GVariant) value = NULL;
    g_autoptr(GVariant) state = NULL;
    if (!g_action_group_has_action(group, name))
        fail(script, "no such action");
    if (words[2]) {
        g_autofree char *text = g_strjoinv(" ", words + 2);
        value = g_variant_parse(NULL, text, NULL, NULL, NULL);
        if (!value)
            fail(script, "not a value");
    }
    const KkrPicture *picture =
        kkr_document_picture(kkr_window_document(script->window));
    script->before = picture ? picture->serial : 0;
    script->began = g_get_monotonic_time();
    state = g_action_group_get_action_state(group, name);
    // a toggle has no parameter: a value for it is its new state
    if (value && state && !g_action_group_get_action_parameter_type(group, name))
        g_action_group_change_action_state(group, name, value);
    else
        g_action_group_activate_action(group, name, value);
}

static void check_state(Script *script, char **words)
{
    const char *name = words[1];
    GActionGroup *group = group_of(script, &name);
    g_autoptr(GVariant) state = g_action_group_get_action_state(group, name);
    g_autofree char *is = state ? g_variant_print(state, FALSE) : g_strdup("nothing");
    g_autofree char *wanted = g_strjoinv(" ", words + 2);
    if (strcmp(is, wanted) != 0) {
        g_autofree char *why = g_strdup_printf("%s is %s", name, is);
        fail(script, why);
    }
}

static void list_group(GString *text, const char *prefix, GActionGroup *group)
{
    g_auto(GStrv) names = g_action_group_list_actions(group);
    for (char **name = names; *name; name++) {
        const GVariantType *type =
            g_action_group_get_action_parameter_type(group, *name);
        g_autoptr(GVariant) state = g_action_group_get_action_state(group, *name);
        g_autofree char *is = state ? g_variant_print(state, FALSE) : g_strdup("-");
        bool enabled = g_action_group_get_action_enabled(group, *name);
        g_string_append_printf(text, "%s%s %s %s %s\n", prefix, *name,
                               type ? (const char *)type : "-",
                               enabled ? "enabled" : "disabled", is);
    }
}

static void list_actions(Script *script, char **words)
{
    GtkApplication *application =
        gtk_window_get_application(GTK_WINDOW(script->window));
    g_autoptr(GString) text = g_string_new(NULL);
    list_group(text, "app.", G_ACTION_GROUP(application));
    list_group(text, "win.", G_ACTION_GROUP(script->window));
    if (!g_file_set_contents(words[1], text->str, (gssize)text->len, NULL))
        fail(script, "cannot write the list");
}

static void check_message(Script *script, char **words)
{
    g_autofree char *part = g_strjoinv(" ", words + 1);
    const char *message = kkr_window_message(script->window);
    bool ok = strcmp(part, "-") == 0 ? !message : message && strstr(message, part);
    script->again = !ok;
    if (!ok && SETTLE_CHECKS - script->patience > MESSAGE_CHECKS) {
        g_autofree char *why =
            g_strdup_printf("the message is: %s", message ? message : "none");
        fail(script, why);
    }
}

/* The first widget of a type that is on the screen; NULL: none. */
static GtkWidget *find(GtkWidget *widget, const char *type)
{
    if (strcmp(G_OBJECT_TYPE_NAME(widget), type) == 0)
        return widget;
    GtkWidget *found = NULL;
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child && !found;
         child = gtk_widget_get_next_sibling(child))
        found = gtk_widget_get_mapped(child) ? find(child, type) : NULL;
    return found;
}

static void point(Script *script, char **words)
{
    GtkWidget *stage =
        find(GTK_WIDGET(script->window), words[3] ? words[3] : "KkrStage");
    if (!stage && !words[3])
        stage = find(GTK_WIDGET(script->window), "KkrRadialStage");
    if (!stage) {
        fail(script, "no such widget");
        return;
    }
    g_autoptr(GListModel) controllers = gtk_widget_observe_controllers(stage);
    double x = g_ascii_strtod(words[1], NULL) * gtk_widget_get_width(stage);
    double y = g_ascii_strtod(words[2], NULL) * gtk_widget_get_height(stage);
    for (guint i = 0; i < g_list_model_get_n_items(controllers); i++) {
        g_autoptr(GObject) controller = g_list_model_get_item(controllers, i);
        if (GTK_IS_EVENT_CONTROLLER_MOTION(controller))
            g_signal_emit_by_name(controller, "motion", x, y);
    }
}

static void on_clipboard(GObject *clipboard, GAsyncResult *result, void *user)
{
    g_autofree char *path = user;
    g_autofree char *text =
        gdk_clipboard_read_text_finish(GDK_CLIPBOARD(clipboard), result, NULL);
    if (text)
        g_file_set_contents(path, text, -1, NULL);
}

static void save_clipboard(Script *script, char **words)
{
    gdk_clipboard_read_text_async(gtk_widget_get_clipboard(GTK_WIDGET(script->window)),
                                  NULL, on_clipboard, g_strdup(words[1]));
}

static void shoot(Script *script, char **words)
{
    GtkWidget *widget = GTK_WIDGET(script->window);
    if (words[2] && strcmp(words[2], "dialog") == 0)
        widget = dialog_of(script);
    if (!widget) {
        fail(script, "no dialog is open");
        return;
    }
    g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new(widget);
    GtkSnapshot *snapshot = gtk_snapshot_new();
    int scale = gtk_widget_get_scale_factor(widget);
    // its own size, with the frame around the window: any other would be resampled
    int width = gdk_paintable_get_intrinsic_width(paintable);
    int height = gdk_paintable_get_intrinsic_height(paintable);
    gtk_snapshot_scale(snapshot, (float)scale, (float)scale);
    gdk_paintable_snapshot(paintable, snapshot, width, height);
    g_autoptr(GskRenderNode) node = gtk_snapshot_free_to_node(snapshot);
    if (!node) { // its parts are being placed anew: the same line again
        if (script->patience <= 0)
            fail(script, "the window is empty");
        script->again = true;
        return;
    }
    graphene_rect_t all =
        GRAPHENE_RECT_INIT(0, 0, (float)(width * scale), (float)(height * scale));
    GskRenderer *renderer = gtk_native_get_renderer(GTK_NATIVE(widget));
    g_autoptr(GdkTexture) texture = gsk_renderer_render_texture(renderer, node, &all);
    if (!gdk_texture_save_to_png(texture, words[1]))
        fail(script, "cannot write the picture");
}

/* Files dropped on the window, as the desktop's file manager does it. */
static void drop(Script *script, char **words)
{
    g_autoptr(GListModel) controllers =
        gtk_widget_observe_controllers(GTK_WIDGET(script->window));
    GSList *files = NULL;
    for (int i = 1; words[i]; i++)
        files = g_slist_append(files, g_file_new_for_path(words[i]));
    g_auto(GValue) value = G_VALUE_INIT;
    g_value_init(&value, GDK_TYPE_FILE_LIST);
    g_value_take_boxed(&value, gdk_file_list_new_from_list(files));
    gboolean taken = FALSE;
    for (guint i = 0; i < g_list_model_get_n_items(controllers); i++) {
        g_autoptr(GObject) controller = g_list_model_get_item(controllers, i);
        if (GTK_IS_DROP_TARGET(controller))
            g_signal_emit_by_name(controller, "drop", &value, 1.0, 1.0, &taken);
    }
    g_slist_free_full(files, g_object_unref);
    if (!taken)
        fail(script, "the window does not take them");
}

static void resize(Script *script, char **words)
{
    gtk_window_set_default_size(GTK_WINDOW(script->window), atoi(words[1]),
                                atoi(words[2]));
}

static void drag(Script *script, char **words)
{
    GtkWidget *widget = find(GTK_WIDGET(script->window), words[1]);
    double at[4];
    if (!widget) {
        fail(script, "no such widget");
        return;
    }
    g_autoptr(GListModel) controllers = gtk_widget_observe_controllers(widget);
    for (int i = 0; i < 4; i++)
        at[i] = g_ascii_strtod(words[2 + i], NULL) *
                (i % 2 ? gtk_widget_get_height(widget) : gtk_widget_get_width(widget));
    for (guint i = 0; i < g_list_model_get_n_items(controllers); i++) {
        g_autoptr(GObject) controller = g_list_model_get_item(controllers, i);
        if (!GTK_IS_GESTURE_DRAG(controller))
            continue;
        g_signal_emit_by_name(controller, "drag-begin", at[0], at[1]);
        for (int part = 1; part <= 4; part++) // on the way
            g_signal_emit_by_name(controller, "drag-update", (at[2] - at[0]) * part / 4,
                                  (at[3] - at[1]) * part / 4);
        g_signal_emit_by_name(controller, "drag-end", at[2] - at[0], at[3] - at[1]);
    }
}

/* Several views may have one: that of the view that is shown. */
static void select_row(Script *script, char **words)
{
    GtkWidget *table = find(GTK_WIDGET(script->window), "GtkColumnView");
    int row = atoi(words[1]) - 1;
    GtkSelectionModel *model =
        table ? gtk_column_view_get_model(GTK_COLUMN_VIEW(table)) : NULL;
    if (!model || row < 0 || !gtk_selection_model_select_item(model, (guint)row, TRUE))
        fail(script, "no such row");
}

/* A sanitizer's own count; glibc's is 0 there. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static void add_memory(Script *script, char **words)
{
    g_autofree char *status = NULL;
    size_t allocated = mallinfo2().uordblks + mallinfo2().hblkhd;
    if (__sanitizer_get_current_allocated_bytes)
        allocated = __sanitizer_get_current_allocated_bytes();
    long pages = 0;
    malloc_trim(0); // what is free in the middle is nobody's
    if (!g_file_get_contents("/proc/self/statm", &status, NULL, NULL) ||
        sscanf(status, "%*d %ld", &pages) != 1)
        fail(script, "the system does not say how much memory is used");
    FILE *file = fopen(words[1], "ae");
    if (!file) {
        fail(script, "cannot be written");
        return;
    }
    fprintf(file, "%zu %ld\n", allocated, pages * sysconf(_SC_PAGESIZE));
    fclose(file);
}

static void finish(Script *script, char **words)
{
    gtk_window_close(GTK_WINDOW(script->window));
}

static void choose_window(Script *script, char **words)
{
    GtkWindow *window = gtk_application_get_window_by_id(
        GTK_APPLICATION(g_application_get_default()), (guint)atoi(words[1]));
    if (KKR_IS_WINDOW(window))
        g_set_object(&script->window, KKR_WINDOW(window));
    else
        fail(script, "no such window");
}

static const struct {
    const char *name;
    guint n_words; // at least
    void (*run)(Script *, char **);
} commands[] = {
    { "action", 2, activate },
    { "state", 3, check_state },
    { "actions", 2, list_actions },
    { "message", 2, check_message },
    { "point", 3, point },
    { "shot", 2, shoot },
    { "clipboard", 2, save_clipboard },
    { "size", 3, resize },
    { "drag", 6, drag },
    { "drop", 2, drop },
    { "row", 2, select_row },
    { "memory", 2, add_memory },
    { "window", 2, choose_window },
    { "quit", 1, finish },
};

/* --- one line after the other -------------------------------------------- */

static gboolean wait_frames(GtkWidget *widget, GdkFrameClock *clock, void *user)
{
    Script *script = user;
    if (--script->frames > 0)
        return G_SOURCE_CONTINUE;
    g_timeout_add(1, step, script);
    return G_SOURCE_REMOVE;
}

/* A frame is on the screen: is it the first of a new picture, or the exact one? */
static void on_painted(GdkFrameClock *clock, Script *script)
{
    KkrDocument *document = kkr_window_document(script->window);
    const KkrPicture *picture = kkr_document_picture(document);
    double now = (double)(g_get_monotonic_time() - script->began) / 1e3;
    if (!picture || picture->serial == script->before)
        return;
    if (script->first == 0)
        script->first = now;
    if (!kkr_document_settled(document) || !picture->exact)
        return;
    g_auto(GStrv) words = g_strsplit(script->lines[script->next - 1], " ", 2);
    FILE *file = fopen(words[1], "a");
    if (!file)
        fail(script, "cannot write the times");
    fprintf(file, "%.1f %.1f\n", script->first, now);
    fclose(file);
    g_signal_handler_disconnect(clock, script->painted);
    gdk_frame_clock_end_updating(clock);
    g_timeout_add(1, step, script);
}

static void measure(Script *script)
{
    GdkFrameClock *clock = gtk_widget_get_frame_clock(GTK_WIDGET(script->window));
    script->first = 0;
    script->painted =
        g_signal_connect(clock, "after-paint", G_CALLBACK(on_painted), script);
    gdk_frame_clock_begin_updating(clock);
}

static gboolean wait_settled(void *user)
{
    Script *script = user;
    KkrExportDialog *dialog = kkr_export_dialog_of(script->window);
    if (!kkr_document_settled(kkr_window_document(script->window)) ||
        (dialog && !kkr_export_dialog_settled(dialog))) {
        if (--script->patience == 0)
            fail(script, "no exact picture in time");
        return G_SOURCE_CONTINUE;
    }
    // some frames more, so that what has settled is also drawn
    script->frames = 3;
    gtk_widget_add_tick_callback(GTK_WIDGET(script->window), wait_frames, script, NULL);
    return G_SOURCE_REMOVE;
}

static gboolean step(void *user)
{
    Script *script = user;
    const char *text = script->lines[script->next];
    if (!text) {
        script_free(script);
        return G_SOURCE_REMOVE;
    }
    script->next++;
    g_auto(GStrv) words = g_strsplit_set(text, " \t\r", -1);
    guint n = g_strv_length(words);
    guint delay = 1;
    if (n == 0 || words[0][0] == '\0' || words[0][0] == '#') {
        ;
    } else if (strcmp(words[0], "wait") == 0 && n == 2) {
        delay = (guint)atoi(words[1]);
    } else if (strcmp(words[0], "settle") == 0) {
        script->patience = SETTLE_CHECKS;
        g_timeout_add(SETTLE_CHECK_MS, wait_settled, script);
        return G_SOURCE_REMOVE;
    } else if (strcmp(words[0], "measure") == 0 && n == 2) {
        measure(script);
        return G_SOURCE_REMOVE;
    } else {
        size_t i = 0;
        while (i < G_N_ELEMENTS(commands) &&
               (strcmp(words[0], commands[i].name) != 0 || n < commands[i].n_words))
            i++;
        if (i == G_N_ELEMENTS(commands))
            fail(script, "not a command of this language");
        else
            commands[i].run(script, words);
    }
    if (script->again) {
        script->again = false;
        script->patience--;
        script->next--;
        delay = SETTLE_CHECK_MS;
    } else {
        script->patience = SETTLE_CHECKS;
    }
    g_timeout_add(delay, step, script);
    return G_SOURCE_REMOVE;
}

void kkr_script_run(KkrWindow *window, const char *path)
{
    Script *script = g_new0(Script, 1);
    script->window = g_object_ref(window);
    script->path = g_strdup(path);
    script->patience = SETTLE_CHECKS;
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &text, NULL, &error))
        fail(script, error->message);
    script->lines = g_strsplit(text, "\n", -1);
    // a window that has not been drawn yet forgets what it is told
    script->frames = 2;
    gtk_widget_add_tick_callback(GTK_WIDGET(window), wait_frames, script, NULL);
}
