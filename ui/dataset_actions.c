// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/dataset_actions.h"

#include <limits.h>
#include <string.h>

#include "ui/actions.h"
#include "ui/walk.h"

/* --- from one entry to another -------------------------------------------- */

static void step(GSimpleAction *action, GVariant *value, void *by)
{
    KkrDocument *document = kkr_action_document(action);
    const KkrWalk *walk = kkr_walk_of(document);
    const kkr_dataset_order *order = walk ? kkr_walk_order(document, NULL) : NULL;
    if (order)
        kkr_walk_go(document,
                    kkr_dataset_order_step(order, walk->here, GPOINTER_TO_INT(by)));
}

static void go_to(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    const KkrWalk *walk = kkr_walk_of(document);
    if (walk)
        kkr_walk_go(document,
                    kkr_dataset_find(walk->dataset, g_variant_get_string(value, NULL)));
}

static void pin(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    const KkrWalk *walk = kkr_walk_of(document);
    if (walk)
        kkr_walk_pin(document, walk->pinned == walk->here ? -1 : walk->here);
}

static void blink(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_walk_blink(kkr_action_document(action));
}

/* Is V0 the V of another case? */
static bool compares(KkrDocument *document)
{
    const char *path = kkr_document_reference_file(document);
    return kkr_document_recipe(document)->reference == KKR_REFERENCE_FILE && path &&
           kkr_case_is_place(path);
}

static void compare(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    const KkrWalk *walk = kkr_walk_of(document);
    if (!g_variant_get_boolean(value)) {
        kkr_recipe next = *kkr_document_recipe(document);
        next.reference = KKR_REFERENCE_HOST;
        if (compares(document))
            kkr_document_edit(document, &next, NULL);
    } else if (walk && walk->pinned >= 0) {
        char *path = kkr_walk_path(walk, walk->pinned);
        kkr_document_set_reference_file(document, path);
        free(path);
    }
}

/* --- another data set ------------------------------------------------------ */

typedef struct Chooser {
    GtkFileChooserNative *dialog;
    GActionMap *map;
} Chooser;

static void on_chosen(GtkNativeDialog *dialog, int response, Chooser *chooser)
{
    g_autoptr(GFile) file = gtk_file_chooser_get_file(GTK_FILE_CHOOSER(dialog));
    g_autofree char *path = file ? g_file_get_path(file) : NULL;
    if (response == GTK_RESPONSE_ACCEPT && path)
        g_action_group_activate_action(G_ACTION_GROUP(chooser->map), "open-path",
                                       g_variant_new_string(path));
    gtk_native_dialog_destroy(dialog);
    g_clear_object(&chooser->dialog);
}

static void chooser_free(void *data)
{
    Chooser *chooser = data;
    if (chooser->dialog)
        gtk_native_dialog_destroy(GTK_NATIVE_DIALOG(chooser->dialog));
    g_clear_object(&chooser->dialog);
    g_free(chooser);
}

static void open_dataset(GSimpleAction *action, GVariant *value, void *map)
{
    Chooser *chooser = g_object_get_data(G_OBJECT(action), "chooser");
    if (chooser->dialog || !GTK_IS_WINDOW(map))
        return;
    // kept until the answer: GTK does not keep native dialogs alive
    chooser->map = map;
    chooser->dialog =
        gtk_file_chooser_native_new("Open a data set", GTK_WINDOW(map),
                                    GTK_FILE_CHOOSER_ACTION_OPEN, "_Open", "_Cancel");
    g_autoptr(GtkFileFilter) filter = gtk_file_filter_new();
    gtk_file_filter_set_name(filter, "Data sets (HDF5)");
    gtk_file_filter_add_pattern(filter, "*.h5");
    gtk_file_filter_add_pattern(filter, "*.hdf5");
    gtk_file_chooser_add_filter(GTK_FILE_CHOOSER(chooser->dialog), filter);
    gtk_native_dialog_set_modal(GTK_NATIVE_DIALOG(chooser->dialog), TRUE);
    g_signal_connect(chooser->dialog, "response", G_CALLBACK(on_chosen), chooser);
    gtk_native_dialog_show(GTK_NATIVE_DIALOG(chooser->dialog));
}

static void add_open(GActionMap *map, KkrDocument *document)
{
    GSimpleAction *action = g_simple_action_new("open-dataset", NULL);
    g_object_set_data_full(G_OBJECT(action), "chooser", g_new0(Chooser, 1),
                           chooser_free);
    kkr_action_add(map, document, action, "activate", G_CALLBACK(open_dataset), map);
}

/* --- the view ------------------------------------------------------------- */

static void show_dataset(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    kkr_recipe next = *kkr_document_recipe(document);
    const char *key = "kkr-view-before";
    if (next.view != KKR_VIEW_DATASET) {
        g_object_set_data(G_OBJECT(document), key, GINT_TO_POINTER(next.view));
        next.view = KKR_VIEW_DATASET;
    } else {
        next.view = (kkr_recipe_view)GPOINTER_TO_INT(
            g_object_get_data(G_OBJECT(document), key));
    }
    if (kkr_document_case(document))
        kkr_document_edit(document, &next, NULL);
}

/* A word of the recipe's map; those without words of their own are texts. */
static const struct {
    const char *name;
    const char *words[4];
} choices[] = {
    { "map-colour", { NULL } },
    { "map-select", { NULL } },
    { "map-sort", { NULL } },
    { "map-scale", { "auto", "linear", "log" } },
    { "map-order", { "group", "number" } },
    { "map-hosts", { "used", "all" } },
    { "map-show", { "map", "compare", "screening" } },
};

enum { COLOUR, SELECT, SORT, SCALE, ORDER, HOSTS, SHOW, N_CHOICES };

static char *text_of(kkr_map_style *map, int i, size_t *size)
{
    char *const texts[] = { map->column, map->select, map->sort };
    const size_t sizes[] = { sizeof map->column, sizeof map->select, sizeof map->sort };
    *size = sizes[i];
    return texts[i];
}

static int word_of(const kkr_map_style *map, int i)
{
    const int words[] = { [SCALE] = (int)map->scale,
                          [ORDER] = (int)map->order,
                          [HOSTS] = map->all_hosts,
                          [SHOW] = (int)map->show };
    return words[i];
}

static void set_word(kkr_map_style *map, int i, int word)
{
    if (i == SCALE)
        map->scale = (kkr_map_scale)word;
    else if (i == ORDER)
        map->order = (kkr_map_order)word;
    else if (i == HOSTS)
        map->all_hosts = word == 1;
    else
        map->show = (kkr_map_show)word;
}

static void change_map(GSimpleAction *action, GVariant *value, void *user)
{
    const int i = GPOINTER_TO_INT(user);
    const char *word = g_variant_get_string(value, NULL);
    KkrDocument *document = kkr_action_document(action);
    kkr_recipe next = *kkr_document_recipe(document);
    size_t size;
    if (i <= SORT) {
        char *text = text_of(&next.map, i, &size);
        if (strlen(word) >= size)
            return;
        memset(text, 0, size); // recipes are compared byte by byte
        g_strlcpy(text, word, size);
    }
    for (int k = 0; choices[i].words[k]; k++)
        if (g_str_equal(choices[i].words[k], word))
            set_word(&next.map, i, k);
    kkr_document_edit(document, &next, choices[i].name);
}

static GVariant *map_state(kkr_map_style map, int i)
{
    size_t size;
    return g_variant_new_string(i <= SORT ? text_of(&map, i, &size)
                                          : choices[i].words[word_of(&map, i)]);
}

void kkr_dataset_actions_add(GActionMap *map, KkrDocument *document)
{
    static const struct {
        const char *name;
        void (*activate)(GSimpleAction *, GVariant *, void *);
        int by;
    } plain[] = {
        { "next-entry", step, 1 },
        { "previous-entry", step, -1 },
        { "first-entry", step, -INT_MAX },
        { "last-entry", step, INT_MAX },
        { "pin-entry", pin, 0 },
        { "blink-entry", blink, 0 },
        { "dataset-map", show_dataset, 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
        kkr_action_add(map, document, g_simple_action_new(plain[i].name, NULL),
                       "activate", G_CALLBACK(plain[i].activate),
                       GINT_TO_POINTER(plain[i].by));
    add_open(map, document);
    kkr_action_add(map, document,
                   g_simple_action_new_stateful("compare-entry", NULL,
                                                g_variant_new_boolean(FALSE)),
                   "change-state", G_CALLBACK(compare), NULL);
    kkr_action_add(map, document,
                   g_simple_action_new_stateful("entry", G_VARIANT_TYPE_STRING,
                                                g_variant_new_string("")),
                   "change-state", G_CALLBACK(go_to), NULL);
    for (int i = 0; i < N_CHOICES; i++)
        kkr_action_add(map, document,
                       g_simple_action_new_stateful(
                           choices[i].name, G_VARIANT_TYPE_STRING,
                           map_state(kkr_document_recipe(document)->map, i)),
                       "change-state", G_CALLBACK(change_map), GINT_TO_POINTER(i));
}

void kkr_dataset_actions_update(GActionMap *map, KkrDocument *document)
{
    const KkrWalk *walk = kkr_walk_of(document);
    bool at_entry = walk && walk->here >= 0;
    kkr_action_set_state(
        map, "entry",
        g_variant_new_string(at_entry ? walk->dataset->rows[walk->here].name : ""));
    kkr_action_set_state(map, "compare-entry",
                         g_variant_new_boolean(compares(document)));
    for (int i = 0; i < N_CHOICES; i++)
        kkr_action_set_state(map, choices[i].name,
                             map_state(kkr_document_recipe(document)->map, i));
}
