// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/export_dialog.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "core/color_vision.h"
#include "shaders/advice.h"
#include "shaders/page.h"
#include "ui/controls.h"
#include "ui/export.h"
#include "ui/export_actions.h"
#include "ui/recipe_file.h"

struct _KkrExportDialog {
    GtkWindow parent;
    KkrWindow *window; // its owner, which lives longer
    KkrDocument *document;
    GSimpleActionGroup *actions;
    GCancellable *running; // the preview that is being made; NULL: none
    bool again;            // something changed meanwhile
    bool updating;         // controls follow the recipe now, not the other way

    GtkPicture *preview;
    GtkSpinner *spinner;
    GtkLabel *about;
    GtkDropDown *profile, *eyes;
    GtkEditable *width, *height, *dpi;
    GtkWidget *objections, *cancel, *save;
};

G_DEFINE_FINAL_TYPE(KkrExportDialog, kkr_export_dialog, GTK_TYPE_WINDOW)

enum { SCREEN_DPI = 96 }; // what a logical pixel is
static const char KEY[] = "export-dialog";
static const char *const grounds[] = { "white", "clear", "dark", NULL };
static const char *const formats[] = { "pdf", "svg", "png", NULL };
static const char *const eyes_words[] = { "full", "protan", "deutan", "grey", NULL };

static const char *word_of(KkrExportDialog *self, const char *name)
{
    g_autoptr(GVariant) state =
        g_action_group_get_action_state(G_ACTION_GROUP(self->actions), name);
    return g_intern_string(g_variant_get_string(state, NULL));
}

/* How the figure would be written now; the caller frees it. NULL: nothing is open. */
static kkr_recipe_text *text_now(KkrExportDialog *self)
{
    kkr_recipe_text *text = kkr_document_text(self->document);
    if (text) {
        text->recipe.dark = g_str_equal(word_of(self, "ground"), "dark");
        text->recipe.transparent = g_str_equal(word_of(self, "ground"), "clear");
    }
    return text;
}

/* --- the preview --------------------------------------------------------- */

typedef struct Preview {
    KkrSource *source;
    kkr_recipe_text *text;
    kkr_vision vision;
    cairo_surface_t *image;
} Preview;

static void preview_free(void *data)
{
    Preview *preview = data;
    kkr_source_unref(preview->source);
    kkr_recipe_text_free(preview->text);
    if (preview->image)
        cairo_surface_destroy(preview->image);
    g_free(preview);
}

static void look_through(Preview *preview)
{
    cairo_surface_t *image = preview->image;
    cairo_surface_flush(image);
    unsigned char *data = cairo_image_surface_get_data(image);
    for (int y = 0; y < cairo_image_surface_get_height(image); y++)
        kkr_vision_picture(preview->vision,
                           data + (gsize)y * cairo_image_surface_get_stride(image),
                           (gsize)cairo_image_surface_get_width(image), 2, 1, 0);
    cairo_surface_mark_dirty(image);
}

static void preview_in_thread(GTask *task, void *source, void *data,
                              GCancellable *cancellable)
{
    Preview *preview = data;
    g_autofree char *path = NULL;
    kkr_error err = { 0 };
    int file = g_file_open_tmp("kkrscope-XXXXXX.png", &path, NULL);
    bool good = file >= 0 || kkr_fail(&err, KKR_ERROR_FILE,
                                      "no preview: the folder for temporary files "
                                      "cannot be written");
    if (file >= 0)
        close(file);
    good = good && kkr_export_write(preview->source, preview->text, path, NULL, &err);
    if (good) {
        preview->image = cairo_image_surface_create_from_png(path);
        good = cairo_surface_status(preview->image) == CAIRO_STATUS_SUCCESS ||
               kkr_fail(&err, KKR_ERROR_FILE, "no preview: out of memory");
    }
    if (path)
        g_unlink(path);
    if (good && preview->vision != KKR_VISION_FULL)
        look_through(preview);
    if (good)
        g_task_return_boolean(task, TRUE);
    else
        g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", err.message);
}

static void start_preview(KkrExportDialog *self);

static void show_image(KkrExportDialog *self, const Preview *preview)
{
    cairo_surface_t *image = preview->image;
    int width = cairo_image_surface_get_width(image);
    int height = cairo_image_surface_get_height(image);
    int stride = cairo_image_surface_get_stride(image);
    g_autoptr(GBytes) bytes =
        g_bytes_new(cairo_image_surface_get_data(image), (gsize)stride * (gsize)height);
    g_autoptr(GdkTexture) texture = gdk_memory_texture_new(
        width, height, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, bytes, (gsize)stride);
    gtk_picture_set_paintable(self->preview, GDK_PAINTABLE(texture));
    int scale = gtk_widget_get_scale_factor(GTK_WIDGET(self));
    gtk_widget_set_size_request(GTK_WIDGET(self->preview), width / scale,
                                height / scale);
    double mm = 25.4 / preview->text->recipe.dpi;
    g_autofree char *about =
        g_strdup_printf("%.3g × %.3g mm, here at true size (%d pixels an inch)",
                        width * mm, height * mm, SCREEN_DPI);
    gtk_label_set_text(self->about, about);
}

static void add_sentence(KkrExportDialog *self, const char *sentence, bool objects)
{
    GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *icon = gtk_image_new_from_icon_name(objects ? "kkr-warning-symbolic"
                                                           : "kkr-check-symbolic");
    GtkWidget *label = gtk_label_new(sentence);
    gtk_widget_set_valign(icon, GTK_ALIGN_START);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_max_width_chars(GTK_LABEL(label), 30);
    gtk_widget_add_css_class(label, objects ? "objection" : "dim");
    gtk_box_append(GTK_BOX(row), icon);
    gtk_box_append(GTK_BOX(row), label);
    gtk_box_append(GTK_BOX(self->objections), row);
}

static void show_objections(KkrExportDialog *self, const kkr_recipe *recipe)
{
    kkr_advice advice =
        kkr_advice_page(recipe, g_str_equal(word_of(self, "format"), "png"));
    kkr_control_clear_box(self->objections);
    for (int i = 0; i < advice.n; i++) {
        g_autofree char *sentence = g_strconcat(advice.sentence[i], ".", NULL);
        add_sentence(self, sentence, true);
    }
    if (advice.n == 0)
        add_sentence(self, "Text, lines and resolution are as asked for.", false);
}

/** There is no such page: what was seen before would be another one. */
static void show_failure(KkrExportDialog *self, const char *why)
{
    gtk_picture_set_paintable(self->preview, NULL);
    gtk_label_set_text(self->about, why);
    kkr_control_clear_box(self->objections);
    add_sentence(self, why, true);
}

static void on_preview(GObject *source, GAsyncResult *result, void *user)
{
    KkrExportDialog *self = KKR_EXPORT_DIALOG(source);
    g_autoptr(GError) error = NULL;
    bool good = g_task_propagate_boolean(G_TASK(result), &error);
    g_clear_object(&self->running);
    if (!self->document)
        return; // closed meanwhile
    if (self->again) {
        start_preview(self);
        return;
    }
    gtk_spinner_stop(self->spinner);
    gtk_widget_set_sensitive(self->save, good);
    if (good)
        show_image(self, g_task_get_task_data(G_TASK(result)));
    else
        show_failure(self, error->message);
}

static void start_preview(KkrExportDialog *self)
{
    self->again = self->running != NULL;
    KkrSource *source = kkr_document_source(self->document);
    if (self->running || !source)
        return;
    Preview *preview = g_new0(Preview, 1);
    preview->source = kkr_source_ref(source);
    preview->text = text_now(self);
    preview->text->recipe.dpi =
        SCREEN_DPI * gtk_widget_get_scale_factor(GTK_WIDGET(self));
    for (int i = 0; i < KKR_VISION_COUNT; i++)
        if (g_str_equal(eyes_words[i], word_of(self, "eyes")))
            preview->vision = (kkr_vision)i;
    self->running = g_cancellable_new();
    gtk_spinner_start(self->spinner);
    g_autoptr(GTask) task = g_task_new(self, self->running, on_preview, NULL);
    g_task_set_task_data(task, preview, preview_free);
    g_task_run_in_thread(task, preview_in_thread);
}

bool kkr_export_dialog_settled(KkrExportDialog *self)
{
    return !self->running;
}

GActionGroup *kkr_export_dialog_actions(KkrExportDialog *self)
{
    return G_ACTION_GROUP(self->actions);
}

/* --- from the recipe to the controls ------------------------------------- */

static void show_number(GtkEditable *entry, double value)
{
    g_autofree char *text = value > 0 ? g_strdup_printf("%.6g", value) : g_strdup("");
    kkr_control_set_text(entry, text);
}

static void update(KkrExportDialog *self)
{
    KKR_AUTO(kkr_recipe_text) text = text_now(self);
    if (!text) { // the case was closed
        gtk_window_close(GTK_WINDOW(self));
        return;
    }
    self->updating = true;
    gtk_drop_down_set_selected(self->profile, (guint)text->recipe.profile);
    for (guint i = 0; i < KKR_VISION_COUNT; i++)
        if (g_str_equal(eyes_words[i], word_of(self, "eyes")))
            gtk_drop_down_set_selected(self->eyes, i);
    show_number(self->width, text->recipe.width_mm);
    show_number(self->height, text->recipe.height_mm);
    show_number(self->dpi, text->recipe.dpi);
    self->updating = false;
    show_objections(self, &text->recipe);
    start_preview(self);
}

/* --- from the controls to the recipe ------------------------------------- */

static void on_profile(KkrExportDialog *self)
{
    kkr_profile profile = (kkr_profile)gtk_drop_down_get_selected(self->profile);
    if (!self->updating)
        g_action_group_change_action_state(
            G_ACTION_GROUP(self->window), "page-profile",
            g_variant_new_string(kkr_profile_name(profile)));
}

static void on_eyes(KkrExportDialog *self)
{
    guint i = gtk_drop_down_get_selected(self->eyes);
    if (!self->updating)
        g_action_group_change_action_state(G_ACTION_GROUP(self->actions), "eyes",
                                           g_variant_new_string(eyes_words[i]));
}

static void take_number(KkrExportDialog *self, GtkEditable *entry, const char *action)
{
    const char *text = gtk_editable_get_text(entry);
    char *end;
    double value = g_strtod(text, &end);
    if (self->updating)
        return;
    if (*g_strchug(end) == '\0' && isfinite(value))
        g_action_group_change_action_state(G_ACTION_GROUP(self->window), action,
                                           g_variant_new_double(value));
    update(self); // what was no size becomes the recipe's again
}

static void on_width(KkrExportDialog *self)
{
    take_number(self, self->width, "page-width");
}

static void on_height(KkrExportDialog *self)
{
    take_number(self, self->height, "page-height");
}

static void on_dpi(KkrExportDialog *self)
{
    take_number(self, self->dpi, "page-dpi");
}

static void change_word(GSimpleAction *action, GVariant *value, void *user)
{
    KkrExportDialog *self = user;
    const char *name = g_action_get_name(G_ACTION(action));
    const char *const *words = g_str_equal(name, "ground")   ? grounds
                               : g_str_equal(name, "format") ? formats
                                                             : eyes_words;
    if (!g_strv_contains(words, g_variant_get_string(value, NULL)))
        return;
    g_simple_action_set_state(action, value);
    update(self);
}

/* --- writing and copying -------------------------------------------------- */

static char *file_name(KkrExportDialog *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    g_autofree char *name = g_strdup(object && object->name ? object->name : "figure");
    return g_strconcat(g_strdelimit(name, ":/ ", '-'), ".", word_of(self, "format"),
                       NULL);
}

static void on_chosen(GtkNativeDialog *chooser, int response, KkrExportDialog *self)
{
    if (response == GTK_RESPONSE_ACCEPT && self->document) {
        g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(chooser));
        g_autofree char *path = file ? g_file_get_path(file) : NULL;
        kkr_recipe_text *text = text_now(self);
        if (path && text) {
            kkr_export_run(self->window, text, path);
            gtk_window_close(GTK_WINDOW(self));
        } else {
            kkr_recipe_text_free(text);
        }
    }
    gtk_native_dialog_destroy(chooser);
    g_object_set_data(G_OBJECT(self), "chooser", NULL);
}

static void save(GSimpleAction *action, GVariant *value, void *user)
{
    KkrExportDialog *self = user;
    if (g_object_get_data(user, "chooser"))
        return;
    GtkFileChooserNative *chooser =
        gtk_file_chooser_native_new("Export the figure", GTK_WINDOW(self),
                                    GTK_FILE_CHOOSER_ACTION_SAVE, "_Export", "_Cancel");
    g_autofree char *name = file_name(self);
    gtk_file_chooser_set_current_name(GTK_FILE_CHOOSER(chooser), name);
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(chooser), TRUE);
    g_signal_connect(chooser, "response", G_CALLBACK(on_chosen), self);
    g_object_set_data_full(user, "chooser", chooser, g_object_unref);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(chooser));
}

typedef struct Copy {
    KkrExportDialog *self;
    char *name; // of the file that the command writes; NULL: only the recipe
} Copy;

static void on_recipe(GObject *source, GAsyncResult *result, void *user)
{
    g_autofree Copy *copy = user;
    g_autoptr(KkrExportDialog) self = copy->self;
    g_autofree char *name = copy->name;
    g_autoptr(GError) error = NULL;
    g_autofree char *recipe = kkr_recipe_file_write_finish(result, &error);
    if (!self->document)
        return; // closed meanwhile
    if (!recipe) {
        gtk_label_set_text(self->about, error->message);
        return;
    }
    g_autofree char *command = NULL;
    if (name) {
        const char *dot = strrchr(name, '.');
        g_autofree char *stem = g_strndup(name, (gsize)(dot - name));
        command = g_strdup_printf("cat > '%s.recipe' <<'END'\n%sEND\n"
                                  "kkrscope figure '%s.recipe' -o '%s'\n",
                                  stem, recipe, stem, name);
    }
    gdk_clipboard_set_text(gtk_widget_get_clipboard(GTK_WIDGET(self)),
                           name ? command : recipe);
    gtk_label_set_text(self->about, name ? "The command is on the clipboard."
                                         : "The recipe is on the clipboard.");
}

static void copy_text(KkrExportDialog *self, char *name)
{
    kkr_recipe_text *text = text_now(self);
    if (!text) {
        g_free(name);
        return;
    }
    Copy *copy = g_new0(Copy, 1);
    copy->self = g_object_ref(self);
    copy->name = name;
    kkr_recipe_file_write(text, kkr_document_source(self->document), NULL, on_recipe,
                          copy);
}

static void copy_command(GSimpleAction *action, GVariant *value, void *user)
{
    copy_text(user, file_name(user));
}

static void copy_recipe(GSimpleAction *action, GVariant *value, void *user)
{
    copy_text(user, NULL);
}

/* --- the object ------------------------------------------------------------ */

static void kkr_export_dialog_dispose(GObject *object)
{
    KkrExportDialog *self = KKR_EXPORT_DIALOG(object);
    g_clear_object(&self->document);
    g_clear_object(&self->actions);
    G_OBJECT_CLASS(kkr_export_dialog_parent_class)->dispose(object);
}

static void kkr_export_dialog_class_init(KkrExportDialogClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_export_dialog_dispose;
    gtk_widget_class_set_template_from_resource(widget,
                                                "/org/kkrscope/ui/export_dialog.ui");
    gtk_widget_class_bind_template_child(widget, KkrExportDialog, preview);
    gtk_widget_class_bind_template_child(widget, KkrExportDialog, spinner);
    gtk_widget_class_bind_template_child(widget, KkrExportDialog, about);
    gtk_widget_class_bind_template_child(widget, KkrExportDialog, profile);
    gtk_widget_class_bind_template_child(widget, KkrExportDialog, eyes);
    gtk_widget_class_bind_template_child(widget, KkrExportDialog, width);
    gtk_widget_class_bind_template_child(widget, KkrExportDialog, height);
    gtk_widget_class_bind_template_child(widget, KkrExportDialog, dpi);
    gtk_widget_class_bind_template_child(widget, KkrExportDialog, objections);
    gtk_widget_class_bind_template_child(widget, KkrExportDialog, cancel);
    gtk_widget_class_bind_template_child(widget, KkrExportDialog, save);
    gtk_widget_class_add_binding_action(widget, GDK_KEY_Escape, 0, "window.close",
                                        NULL);
    gtk_widget_class_add_binding_action(widget, GDK_KEY_s, GDK_CONTROL_MASK,
                                        "page.save", NULL);
}

static void kkr_export_dialog_init(KkrExportDialog *self)
{
    static const GActionEntry entries[] = {
        { .name = "format",
          .parameter_type = "s",
          .state = "'pdf'",
          .change_state = change_word },
        { .name = "ground",
          .parameter_type = "s",
          .state = "'white'",
          .change_state = change_word },
        { .name = "eyes",
          .parameter_type = "s",
          .state = "'full'",
          .change_state = change_word },
        { .name = "save", .activate = save },
        { .name = "copy-command", .activate = copy_command },
        { .name = "copy-recipe", .activate = copy_recipe },
    };
    self->actions = g_simple_action_group_new();
    g_action_map_add_action_entries(G_ACTION_MAP(self->actions), entries,
                                    G_N_ELEMENTS(entries), self);
    gtk_widget_insert_action_group(GTK_WIDGET(self), "page",
                                   G_ACTION_GROUP(self->actions));
    gtk_widget_init_template(GTK_WIDGET(self));
    g_signal_connect_swapped(self->profile, "notify::selected", G_CALLBACK(on_profile),
                             self);
    g_signal_connect_swapped(self->eyes, "notify::selected", G_CALLBACK(on_eyes), self);
    kkr_control_connect_entry(self->width, G_CALLBACK(on_width), self);
    kkr_control_connect_entry(self->height, G_CALLBACK(on_height), self);
    kkr_control_connect_entry(self->dpi, G_CALLBACK(on_dpi), self);
    g_signal_connect_swapped(self->cancel, "clicked", G_CALLBACK(gtk_window_close),
                             self);
}

KkrExportDialog *kkr_export_dialog_of(KkrWindow *window)
{
    return g_object_get_data(G_OBJECT(window), KEY);
}

static void forget(void *window, GObject *dialog)
{
    (void)dialog;
    g_object_set_data(window, KEY, NULL);
}

void kkr_export_dialog_show(KkrWindow *window)
{
    if (kkr_export_dialog_of(window)) {
        gtk_window_present(GTK_WINDOW(kkr_export_dialog_of(window)));
        return;
    }
    KkrExportDialog *self =
        g_object_new(KKR_TYPE_EXPORT_DIALOG, "transient-for", window, "modal", TRUE,
                     "destroy-with-parent", TRUE, NULL);
    self->window = window;
    self->document = g_object_ref(kkr_window_document(window));
    gtk_widget_insert_action_group(GTK_WIDGET(self), "win", G_ACTION_GROUP(window));
    g_signal_connect_object(self->document, "changed", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(self->document, "opened", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    g_object_set_data(G_OBJECT(window), KEY, self);
    g_object_weak_ref(G_OBJECT(self), forget, window);
    update(self);
    gtk_window_present(GTK_WINDOW(self));
}
