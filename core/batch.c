// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/batch.h"

#include "core/batch_log.h"
#include "core/dataset_query.h"
#include "core/place.h"
#include "core/word.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// ------------------------------------------------------------- which entries

bool kkr_batch_is_meant(const char *const *paths, int n_paths)
{
    for (int i = 0; i < n_paths; i++)
        if (!kkr_place_is(paths[i]) && kkr_dataset_is_one(paths[i]))
            return true;
    return false;
}

static void add_item(kkr_batch *batch, const kkr_dataset *set, int row)
{
    batch->items =
        kkr_realloc(batch->items, (size_t)batch->n + 1, sizeof *batch->items);
    batch->items[batch->n++] = (kkr_batch_item){
        .path = kkr_strdup_printf("%s::%s", set->path, set->rows[row].name),
        .number = row + 1,
        .row = &set->rows[row],
    };
}

static bool add_set(kkr_batch *batch, const char *path, const kkr_dataset_query *query,
                    kkr_error *err)
{
    char *file = kkr_place_dataset(path);
    const char *tail = file ? path + strlen(file) : "";
    kkr_dataset *set = kkr_dataset_open(file ? file : path, err);
    free(file);
    if (!set)
        return false;
    batch->sets =
        kkr_realloc(batch->sets, (size_t)batch->n_sets + 1, sizeof *batch->sets);
    batch->sets[batch->n_sets++] = set;
    int only = -1;
    if (*tail == '#')
        only = atoi(tail + 1) - 1;
    else if (*tail)
        only = kkr_dataset_find(set, tail + 2);
    if (*tail && (only < 0 || only >= set->n_rows))
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "%s: there is no such entry (kkrscope list %s shows them)",
                        path, set->path);
    for (int i = 0; i < set->n_rows; i++)
        if ((only < 0 || only == i) && kkr_dataset_query_matches(query, &set->rows[i]))
            add_item(batch, set, i);
    return true;
}

kkr_batch *kkr_batch_new(const char *const *paths, int n_paths, const char *query,
                         kkr_error *err)
{
    KKR_AUTO(kkr_dataset_query) wanted = kkr_dataset_query_new(query ? query : "", err);
    if (!wanted)
        return NULL;
    KKR_AUTO(kkr_batch) batch = kkr_alloc(1, sizeof *batch);
    batch->shard = batch->n_shards = 1;
    int n_rows = 0;
    for (int i = 0; i < n_paths; i++) {
        if (!kkr_place_is(paths[i]) && !kkr_dataset_is_one(paths[i])) {
            kkr_fail(err, KKR_ERROR_USAGE,
                     "%s is no data set: either data sets or one case can be given",
                     paths[i]);
            return NULL;
        }
        if (!add_set(batch, paths[i], wanted, err))
            return NULL;
        n_rows += batch->sets[i]->n_rows;
    }
    batch->n_all = batch->n;
    if (batch->n)
        return KKR_STEAL(batch);
    kkr_fail(err, KKR_ERROR_MISSING, "%s: none of its %d entries is %s", paths[0],
             n_rows, query ? query : "there");
    return NULL;
}

static void clear_item(kkr_batch_item *item)
{
    free(item->path);
    free(item->output);
}

void kkr_batch_free(kkr_batch *batch)
{
    if (!batch)
        return;
    for (int i = 0; i < batch->n; i++)
        clear_item(&batch->items[i]);
    for (int i = 0; i < batch->n_sets; i++)
        kkr_dataset_free(batch->sets[i]);
    free(batch->items);
    free(batch->sets);
    free(batch->folder);
    kkr_notes_free(batch->n_failed, batch->failed);
    free(batch);
}

// ------------------------------------------------------------- shards

bool kkr_batch_parse_shard(const char *text, int *shard, int *n_shards, kkr_error *err)
{
    int used = 0;
    *shard = *n_shards = 1;
    if (!text || (strspn(text, "0123456789/") == strlen(text) && strlen(text) < 20 &&
                  sscanf(text, "%d/%d%n", shard, n_shards, &used) == 2 &&
                  text[used] == 0 && *shard >= 1 && *shard <= *n_shards))
        return true;
    return kkr_fail(err, KKR_ERROR_USAGE,
                    "--shard needs I/N with I from 1 to N, found \"%.80s\"", text);
}

bool kkr_batch_shard(kkr_batch *batch, int shard, int n_shards, kkr_error *err)
{
    if (shard > batch->n)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "shard %d/%d of %d case%s: expected a number from 1 to at most "
                        "as many as there are cases",
                        shard, n_shards, batch->n, batch->n == 1 ? "" : "s");
    int n = 0;
    for (int i = 0; i < batch->n; i++) {
        if (i % n_shards == shard - 1)
            batch->items[n++] = batch->items[i];
        else
            clear_item(&batch->items[i]);
    }
    batch->n = n;
    batch->shard = shard;
    batch->n_shards = n_shards;
    return true;
}

// ------------------------------------------------------------- names of outputs

bool kkr_batch_is_pattern(const char *pattern)
{
    const char *open = pattern ? strchr(pattern, '{') : NULL;
    return open && strchr(open, '}');
}

/** The nearest column, for a message; "" if none is near. */
static const char *nearest_column(const char *word)
{
    const char *names[100] = { "index" };
    int n = 1;
    for (int k = 0; n < 50 && kkr_dataset_text_column(k); k++)
        names[n++] = kkr_dataset_text_column(k);
    for (int k = 0; n < 100 && kkr_dataset_number_column(k); k++)
        names[n++] = kkr_dataset_number_column(k);
    const char *near = kkr_word_nearest(word, names, n);
    return near ? near : "";
}

static bool append_value(const kkr_batch_item *item, const char *word, char **text,
                         kkr_error *err)
{
    bool found = strcmp(word, "index") == 0;
    char number[40];
    snprintf(number, sizeof number, "%d", item->number);
    const char *value = found ? number : kkr_dataset_row_text(item->row, word);
    if (!value) {
        double x = kkr_dataset_row_number(item->row, word, &found);
        snprintf(number, sizeof number, "%.10g", x);
        value = number;
        if (!found) {
            const char *near = nearest_column(word);
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "{%s}: data sets have no such column%s%s%s", word,
                            *near ? "; did you mean {" : "", near,
                            *near ? "}?" : ", only {index}, {host}, {impurity}, ...");
        }
    }
    // a name comes from a file: it must not lead out of the folder
    if (value[0] == '/' || value[0] == '.' || strstr(value, "/.") || !value[0])
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "%s: its %s \"%s\" cannot be part of the name of a file",
                        item->path, word, value);
    char *longer = kkr_strdup_printf("%s%s", *text, value);
    free(*text);
    *text = longer;
    return true;
}

char *kkr_batch_expand(const kkr_batch_item *item, const char *pattern, kkr_error *err)
{
    char *text = kkr_strdup("");
    while (*pattern) {
        const char *close = *pattern == '{' ? strchr(pattern, '}') : NULL;
        if (close) {
            char *word =
                kkr_strdup_printf("%.*s", (int)(close - pattern - 1), pattern + 1);
            bool good = append_value(item, word, &text, err);
            free(word);
            if (!good) {
                free(text);
                return NULL;
            }
            pattern = close + 1;
        } else {
            size_t n = 1 + strcspn(pattern + 1, "{");
            char *longer = kkr_strdup_printf("%s%.*s", text, (int)n, pattern);
            free(text);
            text = longer;
            pattern += n;
        }
    }
    return text;
}

static int by_output(const void *a, const void *b)
{
    const kkr_batch_item *const *x = a, *const *y = b;
    return strcmp((*x)->output, (*y)->output);
}

bool kkr_batch_name(kkr_batch *batch, const char *pattern, kkr_error *err)
{
    const char *open = strchr(pattern, '{'), *slash = NULL;
    for (const char *at = pattern; *at && (!open || at < open); at++)
        slash = *at == '/' ? at : slash;
    batch->folder = slash
                        ? kkr_strdup_printf("%.*s", (int)(slash - pattern + 1), pattern)
                        : kkr_strdup("./");
    const kkr_batch_item **sorted = kkr_alloc(batch->n, sizeof *sorted);
    bool good = true;
    for (int i = 0; good && i < batch->n; i++) {
        batch->items[i].output = kkr_batch_expand(&batch->items[i], pattern, err);
        good = batch->items[i].output;
        sorted[i] = &batch->items[i];
    }
    if (good)
        qsort(sorted, batch->n, sizeof *sorted, by_output);
    for (int i = 1; good && i < batch->n; i++)
        if (strcmp(sorted[i - 1]->output, sorted[i]->output) == 0)
            good = kkr_fail(err, KKR_ERROR_USAGE,
                            "%s would be the file of %s and of %s: {name} or {index} "
                            "in the pattern keeps them apart",
                            sorted[i]->output, sorted[i - 1]->row->name,
                            sorted[i]->row->name);
    free(sorted);
    return good;
}

// ------------------------------------------------------------- what is there

void kkr_batch_key(kkr_batch *batch, const char *work)
{
    for (int i = 0; i < batch->n; i++) {
        kkr_batch_item *item = &batch->items[i];
        kkr_sha256 hash;
        kkr_sha256_init(&hash);
        kkr_sha256_add(&hash, work, strlen(work) + 1);
        kkr_sha256_add(&hash, item->row->hash, strlen(item->row->hash));
        kkr_sha256_finish(&hash, item->key);
        if (!item->row->hash[0])
            item->key[0] = '\0';
    }
}

/** Makes the folders on the way to a file. */
static bool make_folders(const char *path, kkr_error *err)
{
    char *copy = kkr_strdup(path);
    bool good = true;
    for (char *slash = strchr(copy + 1, '/'); good && slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST)
            good = kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be made: %s", copy,
                            strerror(errno));
        *slash = '/';
    }
    free(copy);
    return good;
}

bool kkr_batch_begin(kkr_batch *batch, bool force, kkr_error *err)
{
    for (int i = 0; i < batch->n; i++)
        if (!make_folders(batch->items[i].output, err))
            return false;
    if (!force)
        kkr_batch_log_read(batch);
    return true;
}

int kkr_batch_n_done(const kkr_batch *batch)
{
    int n = 0;
    for (int i = 0; i < batch->n; i++)
        n += batch->items[i].is_done;
    return n;
}
