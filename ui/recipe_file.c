// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/recipe_file.h"

#include <stdlib.h>
#include <string.h>

#include "core/output.h"
#include "core/recipe_embed.h"

/* --- reading ------------------------------------------------------------- */

static bool has_suffix(const char *path, const char *const *suffixes)
{
    g_autofree char *lower = g_ascii_strdown(path, -1);
    for (; *suffixes; suffixes++)
        if (g_str_has_suffix(lower, *suffixes))
            return true;
    return false;
}

static bool is_figure(const char *path)
{
    return has_suffix(path, (const char *const[]){ ".png", ".pdf", ".svg", NULL });
}

bool kkr_recipe_file_is_one(const char *path)
{
    return g_file_test(path, G_FILE_TEST_IS_REGULAR) &&
           (is_figure(path) ||
            has_suffix(path, (const char *const[]){ ".recipe", NULL }) ||
            kkr_recipe_text_is_one(path));
}

/* `path` as it is seen from `folder`, absolute. */
static void locate(char **path, const char *folder)
{
    if (!*path)
        return;
    g_autofree char *absolute = g_canonicalize_filename(*path, folder);
    free(*path);
    *path = kkr_strdup(absolute);
}

/* The same for the path in the recipe itself. */
static bool move_model(kkr_recipe *recipe, void (*move)(char **, const char *),
                       const char *folder, kkr_error *err)
{
    char *path = *recipe->model ? kkr_strdup(recipe->model) : NULL;
    move(&path, folder);
    bool fits = !path || strlen(path) < sizeof recipe->model;
    memset(recipe->model, 0, sizeof recipe->model); // recipes are compared as a whole
    if (path && fits)
        memcpy(recipe->model, path, strlen(path));
    else if (path)
        kkr_fail(err, KKR_ERROR_FORMAT, "the path of the model is too long: %s", path);
    free(path);
    return fits;
}

static kkr_recipe_text *read_figure(const char *path, kkr_error *err)
{
    char *data = kkr_recipe_embed_read(path, err);
    if (!data)
        return NULL;
    kkr_recipe_text *text = kkr_recipe_text_parse(path, data, strlen(data), err);
    free(data);
    return text;
}

kkr_recipe_text *kkr_recipe_file_read(const char *path, kkr_error *err)
{
    bool figure = is_figure(path);
    KKR_AUTO(kkr_recipe_text)
    text = figure ? read_figure(path, err) : kkr_recipe_text_read(path, err);
    if (!text)
        return NULL;
    if (text->n_paths == 0) {
        kkr_fail(err, KKR_ERROR_MISSING,
                 "%s: names no case; [inputs] needs case = FOLDER or files", path);
        return NULL;
    }
    // the paths of a recipe file are already seen from where the program runs
    g_autofree char *folder = figure ? g_path_get_dirname(path) : g_get_current_dir();
    for (int i = 0; i < text->n_paths; i++)
        locate(&text->paths[i], folder);
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        locate(&text->forced[role], folder);
    locate(&text->reference_path, folder);
    if (!move_model(&text->recipe, locate, folder, err))
        return NULL;
    return KKR_STEAL(text);
}

/* --- writing ------------------------------------------------------------- */

typedef struct Write {
    kkr_recipe_text *text;
    KkrSource *source;
    char *path; // NULL: none
} Write;

static void write_free(void *data)
{
    Write *write = data;
    kkr_recipe_text_free(write->text);
    kkr_source_unref(write->source);
    g_free(write->path);
    g_free(write);
}

/* Seen from `folder` if it is below it: then both can move together. */
static void shorten(char **path, const char *folder)
{
    size_t length = strlen(folder);
    if (!*path || strncmp(*path, folder, length) != 0)
        return;
    const char *rest = *path + length;
    if (*rest != '\0' && *rest != '/')
        return;
    char *shorter = kkr_strdup(*rest ? rest + 1 : ".");
    free(*path);
    *path = shorter;
}

static void shorten_all(kkr_recipe_text *text, const char *target)
{
    g_autofree char *absolute = g_canonicalize_filename(target, NULL);
    g_autofree char *folder = g_path_get_dirname(absolute);
    for (int i = 0; i < text->n_paths; i++)
        shorten(&text->paths[i], folder);
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        shorten(&text->forced[role], folder);
    shorten(&text->reference_path, folder);
    move_model(&text->recipe, shorten, folder, NULL);
}

static bool save(const char *path, const char *data, kkr_error *err)
{
    KKR_AUTO(kkr_output) output = kkr_output_new(path, err);
    if (!output)
        return false;
    fputs(data, output->file);
    return kkr_output_commit(output, err);
}

static void write_in_thread(GTask *task, void *source, void *user,
                            GCancellable *cancellable)
{
    Write *write = user;
    kkr_recipe_text *text = write->text;
    kkr_error err = { 0 };
    if (!kkr_recipe_text_hash(text, write->source->object, NULL, &err)) {
        g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", err.message);
        return;
    }
    if (write->path)
        shorten_all(text, write->path);
    char *data = kkr_recipe_text_write(text);
    if (!write->path || save(write->path, data, &err))
        g_task_return_pointer(task, g_strdup(data), g_free);
    else
        g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", err.message);
    free(data);
}

void kkr_recipe_file_write(kkr_recipe_text *text, KkrSource *source, const char *path,
                           GAsyncReadyCallback done, void *user)
{
    Write *write = g_new0(Write, 1);
    write->text = text;
    write->path = g_strdup(path);
    write->source = kkr_source_ref(source);
    // the picture as it is shown, whatever else the data would suggest
    text->recipe.auto_scales = false;
    g_autoptr(GTask) task = g_task_new(NULL, NULL, done, user);
    g_task_set_source_tag(task, kkr_recipe_file_write);
    g_task_set_task_data(task, write, write_free);
    g_task_run_in_thread(task, write_in_thread);
}

char *kkr_recipe_file_write_finish(GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}
