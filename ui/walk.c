// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/walk.h"

#include <string.h>
#include <sys/stat.h>

#include "core/place.h"

/* Of a document: the data set that was opened last. */
typedef struct Walk {
    KkrWalk shown;
    char *path;
    struct stat info;
    kkr_dataset *dataset; // NULL: it cannot be read
    int before;           // where one was before blinking; -1: nowhere
    int coming;           // row that was asked for last
    kkr_dataset_order *order;
    char select[128], sort[24]; // of the order
    guint order_serial;
} Walk;

static guint last_serial;

static void free_walk(void *data)
{
    Walk *walk = data;
    kkr_dataset_order_free(walk->order);
    kkr_dataset_free(walk->dataset);
    g_free(walk->path);
    g_free(walk);
}

static Walk *walk_in(KkrDocument *document, const char *path)
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
    walk->before = walk->coming = -1;
    walk->shown = (KkrWalk){ walk->dataset, ++last_serial, -1, -1 };
    g_object_set_data_full(G_OBJECT(document), "kkr-walk", walk, free_walk);
    return walk;
}

static int row_of(const Walk *walk, const char *rest)
{
    if (rest[0] == '#')
        return atoi(rest + 1) - 1;
    return kkr_dataset_find(walk->dataset, rest + 2);
}

static Walk *find_walk(KkrDocument *document)
{
    KKR_AUTO(kkr_recipe_text) text = kkr_document_text(document);
    const char *path = text && text->n_paths == 1 ? text->paths[0] : NULL;
    char *file = path ? kkr_place_dataset(path) : NULL;
    if (!file)
        return NULL;
    Walk *walk = walk_in(document, file);
    const char *rest = path + strlen(file);
    free(file);
    if (!walk->dataset)
        return NULL;
    int row = row_of(walk, rest);
    bool coming = kkr_document_loading(document) && walk->coming >= 0;
    walk->shown.here = coming ? walk->coming : row < walk->dataset->n_rows ? row : -1;
    return walk;
}

const KkrWalk *kkr_walk_of(KkrDocument *document)
{
    Walk *walk = find_walk(document);
    return walk ? &walk->shown : NULL;
}

const kkr_dataset_order *kkr_walk_order(KkrDocument *document, guint *serial)
{
    Walk *walk = find_walk(document);
    const kkr_map_style *style = &kkr_document_recipe(document)->map;
    if (!walk)
        return NULL;
    if (!walk->order || !g_str_equal(walk->select, style->select) ||
        !g_str_equal(walk->sort, style->sort)) {
        const kkr_dataset *set = walk->dataset;
        kkr_dataset_order *order = kkr_dataset_order_new(
            set->rows, set->n_rows, style->select, style->sort, NULL);
        if (!order && !walk->order) // all of them, before a query has made sense
            order = kkr_dataset_order_new(set->rows, set->n_rows, "", "", NULL);
        if (order) {
            kkr_dataset_order_free(walk->order);
            walk->order = order;
            walk->order_serial = ++last_serial;
        }
        g_strlcpy(walk->select, style->select, sizeof walk->select);
        g_strlcpy(walk->sort, style->sort, sizeof walk->sort);
    }
    if (serial)
        *serial = walk->order_serial;
    return walk->order;
}

void kkr_walk_go(KkrDocument *document, int row)
{
    Walk *walk = find_walk(document);
    if (!walk || row < 0 || row >= walk->dataset->n_rows || row == walk->shown.here)
        return;
    const kkr_dataset_row *rows = walk->dataset->rows;
    kkr_recipe_text *text = kkr_document_text(document);
    free(text->paths[0]);
    text->paths[0] = kkr_walk_path(&walk->shown, row);
    // the hashes are those of the entry before
    memset(text->sha256, 0, sizeof text->sha256);
    kkr_recipe *recipe = &text->recipe;
    recipe->auto_scales = false; // one scale for all of them
    if (walk->shown.here < 0 || rows[walk->shown.here].n_sites != rows[row].n_sites) {
        memset(recipe->radial_sites, 0, sizeof recipe->radial_sites);
        recipe->cells.site = recipe->cells.face = 0;
    }
    walk->coming = row;
    kkr_document_open_recipe(document, text, KKR_OPENING_ALONG);
    g_signal_emit_by_name(document, "changed"); // the mark goes ahead of the picture
}

void kkr_walk_pin(KkrDocument *document, int row)
{
    Walk *walk = find_walk(document);
    if (!walk || row < -1 || row >= walk->dataset->n_rows || row == walk->shown.pinned)
        return;
    walk->shown.pinned = row;
    walk->before = -1;
    g_signal_emit_by_name(document, "changed"); // the map shows it
}

void kkr_walk_blink(KkrDocument *document)
{
    Walk *walk = find_walk(document);
    if (!walk || walk->shown.pinned < 0)
        return;
    int here = walk->shown.here;
    if (here == walk->shown.pinned) {
        kkr_walk_go(document, walk->before);
    } else {
        walk->before = here;
        kkr_walk_go(document, walk->shown.pinned);
    }
}

char *kkr_walk_path(const KkrWalk *walk, int row)
{
    return kkr_strdup_printf("%s::%s", walk->dataset->path,
                             walk->dataset->rows[row].name);
}

char *kkr_walk_name(const kkr_dataset_row *row)
{
    char *name = g_strdup(row->name);
    char *slash = strchr(name, '/');
    if (slash)
        *slash = ':';
    return name;
}
