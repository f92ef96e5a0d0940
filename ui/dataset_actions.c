// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/dataset_actions.h"

#include <string.h>
#include <sys/stat.h>

#include "core/dataset_query.h"
#include "core/place.h"
#include "core/word.h"
#include "ui/actions.h"

/* --- which data set ------------------------------------------------------ */

/* Of a document: the data set that was opened last, and what is pinned in it. */
typedef struct Walk {
    char *path;
    struct stat info;
    kkr_dataset *dataset; /* NULL: it cannot be read */
    int pinned, before;   /* rows; -1: none */
} Walk;

static void free_walk(void *data)
{
    Walk *walk = data;
    kkr_dataset_free(walk->dataset);
    g_free(walk->path);
    g_free(walk);
}

static Walk *walk_of(KkrDocument *document, const char *path)
{
    Walk *walk = g_object_get_data(G_OBJECT(document), "kkr-walk");
    struct stat info = { 0 };
    stat(path, &info);
    if (walk && g_str_equal(walk->path, path) && walk->info.st_ino == info.st_ino &&
        walk->info.st_mtim.tv_sec == info.st_mtim.tv_sec &&
        walk->info.st_mtim.tv_nsec == info.st_mtim.tv_nsec)
        return walk;
    walk = g_new0(Walk, 1);
    walk->path = g_strdup(path);
    walk->info = info;
    walk->dataset = kkr_dataset_open(path, NULL);
    walk->pinned = walk->before = -1;
    g_object_set_data_full(G_OBJECT(document), "kkr-walk", walk, free_walk);
    return walk;
}

/* The document's walk, and the row of what is open. */
static Walk *find_walk(KkrDocument *document, int *row)
{
    KKR_AUTO(kkr_recipe_text) text = kkr_document_text(document);
    const char *path = text && text->n_paths == 1 ? text->paths[0] : NULL;
    char *file = path ? kkr_place_dataset(path) : NULL;
    *row = -1;
    if (!file)
        return NULL;
    Walk *walk = walk_of(document, file);
    const char *rest = path + strlen(file);
    free(file);
    if (!walk->dataset)
        return NULL;
    if (rest[0] == '#')
        *row = atoi(rest + 1) - 1;
    else
        *row = kkr_dataset_find(walk->dataset, rest + 2);
    return walk;
}

const kkr_dataset *kkr_dataset_of(KkrDocument *document, int *row)
{
    Walk *walk = find_walk(document, row);
    return walk ? walk->dataset : NULL;
}

int kkr_dataset_pinned(KkrDocument *document)
{
    int row;
    Walk *walk = find_walk(document, &row);
    return walk ? walk->pinned : -1;
}

/* --- from one to another ------------------------------------------------- */

void kkr_dataset_go(KkrDocument *document, int row)
{
    int here;
    const kkr_dataset *dataset = kkr_dataset_of(document, &here);
    if (!dataset || row < 0 || row >= dataset->n_rows || row == here)
        return;
    kkr_recipe_text *text = kkr_document_text(document);
    free(text->paths[0]);
    text->paths[0] =
        kkr_strdup_printf("%s::%s", dataset->path, dataset->rows[row].name);
    // the hashes are those of the entry before
    memset(text->sha256, 0, sizeof text->sha256);
    kkr_recipe *recipe = &text->recipe;
    recipe->auto_scales = false; // one scale for all of them
    if (here < 0 || dataset->rows[here].n_sites != dataset->rows[row].n_sites) {
        memset(recipe->radial_sites, 0, sizeof recipe->radial_sites);
        recipe->cells.site = recipe->cells.face = 0;
    }
    kkr_document_open_recipe(document, text, KKR_OPENING_AS_TOLD);
}

/* The next entry that is selected, in the order of the table. */
static void step(KkrDocument *document, int direction)
{
    int row;
    const kkr_dataset *dataset = kkr_dataset_of(document, &row);
    if (!dataset)
        return;
    KKR_AUTO(kkr_dataset_query)
    query = kkr_dataset_query_new(kkr_document_recipe(document)->map.select, NULL);
    for (int k = row + direction; k >= 0 && k < dataset->n_rows; k += direction)
        if (!query || kkr_dataset_query_matches(query, &dataset->rows[k])) {
            kkr_dataset_go(document, k);
            return;
        }
}

static void next_entry(GSimpleAction *action, GVariant *value, void *user)
{
    step(kkr_action_document(action), 1);
}

static void previous_entry(GSimpleAction *action, GVariant *value, void *user)
{
    step(kkr_action_document(action), -1);
}

static void go_to(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    int row;
    const kkr_dataset *dataset = kkr_dataset_of(document, &row);
    if (dataset)
        kkr_dataset_go(document,
                       kkr_dataset_find(dataset, g_variant_get_string(value, NULL)));
}

static void pin(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    int row;
    Walk *walk = find_walk(document, &row);
    if (!walk)
        return;
    walk->pinned = walk->pinned == row ? -1 : row;
    g_signal_emit_by_name(document, "changed"); // the map shows it
}

static void blink(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    int row;
    Walk *walk = find_walk(document, &row);
    if (!walk || walk->pinned < 0)
        return;
    if (row != walk->pinned) {
        walk->before = row;
        kkr_dataset_go(document, walk->pinned);
    } else {
        kkr_dataset_go(document, walk->before);
    }
}

/* --- what the map shows -------------------------------------------------- */

static const char *const scales[] = { "auto", "linear", "log", NULL };
static const char *const orders[] = { "group", "number", NULL };
static const char *const hosts[] = { "used", "all", NULL };

/* The index of a word; -1: it is none of them. */
static int index_of(const char *const *words, const char *word)
{
    for (int i = 0; words[i]; i++)
        if (g_str_equal(words[i], word))
            return i;
    return -1;
}

static void change_map(GSimpleAction *action, GVariant *value, void *user)
{
    const char *name = user, *word = g_variant_get_string(value, NULL);
    KkrDocument *document = kkr_action_document(action);
    kkr_recipe next = *kkr_document_recipe(document);
    kkr_map_style *map = &next.map;
    int scale = index_of(scales, word), order = index_of(orders, word);
    int host = index_of(hosts, word);
    if (g_str_equal(name, "map-colour") && strlen(word) < sizeof map->column)
        g_strlcpy(map->column, word, sizeof map->column);
    else if (g_str_equal(name, "map-select") && strlen(word) < sizeof map->select)
        g_strlcpy(map->select, word, sizeof map->select);
    else if (g_str_equal(name, "map-scale") && scale >= 0)
        map->scale = (kkr_map_scale)scale;
    else if (g_str_equal(name, "map-order") && order >= 0)
        map->order = (kkr_map_order)order;
    else if (g_str_equal(name, "map-hosts") && host >= 0)
        map->all_hosts = host == 1;
    kkr_document_edit(document, &next, name);
}

static const char *const map_actions[] = { "map-colour", "map-select", "map-scale",
                                           "map-order", "map-hosts" };

static GVariant *map_state(const kkr_map_style *map, size_t i)
{
    const char *states[] = { map->column, map->select, scales[map->scale],
                             orders[map->order], hosts[map->all_hosts] };
    return g_variant_new_string(states[i]);
}

void kkr_dataset_actions_add(GActionMap *map, KkrDocument *document)
{
    const struct {
        const char *name, *type;
        void (*activate)(GSimpleAction *, GVariant *, void *);
    } plain[] = {
        { "next-entry", NULL, next_entry },
        { "previous-entry", NULL, previous_entry },
        { "pin-entry", NULL, pin },
        { "blink-entry", NULL, blink },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
        kkr_action_add(
            map, document,
            g_simple_action_new(plain[i].name, (const GVariantType *)plain[i].type),
            "activate", G_CALLBACK(plain[i].activate), NULL);
    kkr_action_add(map, document,
                   g_simple_action_new_stateful("entry", G_VARIANT_TYPE_STRING,
                                                g_variant_new_string("")),
                   "change-state", G_CALLBACK(go_to), NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(map_actions); i++)
        kkr_action_add(map, document,
                       g_simple_action_new_stateful(
                           map_actions[i], G_VARIANT_TYPE_STRING,
                           map_state(&kkr_document_recipe(document)->map, i)),
                       "change-state", G_CALLBACK(change_map), map_actions[i]);
}

void kkr_dataset_actions_update(GActionMap *map, KkrDocument *document)
{
    int row;
    const kkr_dataset *dataset = kkr_dataset_of(document, &row);
    const char *name =
        dataset && row >= 0 && row < dataset->n_rows ? dataset->rows[row].name : "";
    kkr_action_set_state(map, "entry", g_variant_new_string(name));
    for (size_t i = 0; i < G_N_ELEMENTS(map_actions); i++)
        kkr_action_set_state(map, map_actions[i],
                             map_state(&kkr_document_recipe(document)->map, i));
}
