// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/dataset.h"
#include "core/file_pool.h"
#include "core/parallel.h"
#include "core/recipe_text.h"

#include <stdlib.h>
#include <string.h>

// ------------------------------------------------------ a folder

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const kkr_found *const *)a)->name,
                  (*(const kkr_found *const *)b)->name);
}

/** Of the KKR files in a folder, what else lies there does not matter; or a data set. */
static bool hash_folder(const char *path, char hex[KKR_SHA256_HEX], kkr_error *err)
{
    if (kkr_dataset_is_one(path))
        return kkr_sha256_file(path, hex, err);
    kkr_case scratch = { 0 }; // the pool wants someone to tell its notes
    kkr_file_pool pool = { 0 };
    kkr_case_options nothing = { 0 };
    bool good = kkr_file_pool_fill(&pool, &scratch, &path, 1, &nothing, err);
    const kkr_found **files = kkr_alloc(pool.n + 1, sizeof(kkr_found *));
    int n = 0;
    for (int i = 0; good && i < pool.n; i++)
        if (pool.file[i].kind != KKR_KIND_OTHER)
            files[n++] = &pool.file[i];
    if (n)
        qsort(files, n, sizeof *files, by_name);
    kkr_sha256 hash;
    kkr_sha256_init(&hash);
    for (int i = 0; good && i < n; i++) {
        char of_file[KKR_SHA256_HEX];
        good = kkr_sha256_file(files[i]->path, of_file, err);
        kkr_sha256_add(&hash, files[i]->name, strlen(files[i]->name) + 1);
        kkr_sha256_add(&hash, of_file, KKR_SHA256_HEX);
    }
    kkr_sha256_finish(&hash, hex);
    free(files);
    kkr_file_pool_clear(&pool);
    kkr_notes_free(scratch.n_notes, scratch.notes);
    return good;
}

// ------------------------------------------------------ one case

/** The files with a role, and behind them that for V0 and the model. */
enum { N_FILES = KKR_ROLE_COUNT + 2 };

typedef struct hashing {
    const char *path[N_FILES]; // NULL: none
    char *hex[N_FILES];
    kkr_error err[N_FILES];
} hashing;

static void hash_file(void *user, int i, int thread)
{
    hashing *h = user;
    memset(h->hex[i], 0, KKR_SHA256_HEX);
    if (h->path[i] && i == KKR_ROLE_COUNT && kkr_case_is_place(h->path[i]))
        hash_folder(h->path[i], h->hex[i], &h->err[i]);
    else if (h->path[i])
        kkr_sha256_file(h->path[i], h->hex[i], &h->err[i]);
}

bool kkr_recipe_text_hash(kkr_recipe_text *text, const kkr_case *object,
                          const kkr_job *job, kkr_error *err)
{
    hashing h = { .path[KKR_ROLE_COUNT] = text->reference_path,
                  .hex[KKR_ROLE_COUNT] = text->reference_sha256 };
    h.path[KKR_ROLE_COUNT + 1] = *text->recipe.model ? text->recipe.model : NULL;
    h.hex[KKR_ROLE_COUNT + 1] = text->model_sha256;
    for (int role = 0; role < KKR_ROLE_COUNT; role++) {
        h.path[role] = object->files[role].path;
        h.hex[role] = text->sha256[role];
    }
    if (!kkr_parallel_for(job, N_FILES, hash_file, &h, NULL))
        return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    for (int i = 0; i < N_FILES; i++)
        if (h.err[i].code)
            return kkr_fail(err, h.err[i].code, "%s", h.err[i].message);
    return true;
}

// ------------------------------------------------------ several cases

typedef struct path_hashing {
    kkr_recipe_text *text;
    kkr_error *err; // [n_paths]
} path_hashing;

static void hash_path(void *user, int i, int thread)
{
    (void)thread;
    path_hashing *h = user;
    char hex[KKR_SHA256_HEX] = "";
    if (hash_folder(h->text->paths[i], hex, &h->err[i]))
        h->text->path_sha256[i] = kkr_strdup(hex);
}

void kkr_recipe_text_forget_paths(kkr_recipe_text *text)
{
    for (int i = 0; i < text->n_path_sha256; i++)
        free(text->path_sha256[i]);
    memset(text->path_sha256, 0, sizeof text->path_sha256);
    text->n_path_sha256 = 0;
}

bool kkr_recipe_text_hash_paths(kkr_recipe_text *text, const kkr_job *job,
                                kkr_error *err)
{
    kkr_recipe_text_forget_paths(text);
    text->n_path_sha256 = text->n_paths;
    path_hashing h = { text, kkr_alloc(text->n_paths, sizeof *h.err) };
    bool done = kkr_parallel_for(job, text->n_paths, hash_path, &h, NULL);
    if (!done)
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    for (int i = 0; done && i < text->n_paths; i++)
        if (!text->path_sha256[i])
            done = kkr_fail(err, h.err[i].code, "%s", h.err[i].message);
    free(h.err);
    if (!done) // without holes
        for (int i = 0; i < text->n_paths; i++)
            if (!text->path_sha256[i])
                text->path_sha256[i] = kkr_strdup("");
    return done;
}
