// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/file_pool.h"

#include "core/archive_form.h"
#include "core/dataset.h"
#include "core/place.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { HEAD_SIZE = 16384, MAX_FILES = 4096 };

bool kkr_found_has(const kkr_found *file, const char *part)
{
    return strcasestr(file->name, part) != NULL;
}

bool kkr_found_ends(const kkr_found *file, const char *end)
{
    size_t n = strlen(file->name), m = strlen(end);
    return n >= m && strcasecmp(file->name + n - m, end) == 0;
}

bool kkr_found_is(const kkr_found *file, const char *name)
{
    return strcasecmp(file->name, name) == 0;
}

/** What has a role need not be read; the small files tell by their content. */
static kkr_file_kind kind_in_place(const kkr_found *file, kkr_error *err)
{
    switch (file->told) {
    case KKR_ROLE_POTENTIAL:
    case KKR_ROLE_IMP_POTENTIAL:
    case KKR_ROLE_HOST_CLUSTER:
    case KKR_ROLE_START:
        return KKR_KIND_POTENTIAL;
    case KKR_ROLE_SHAPES:
    case KKR_ROLE_IMP_SHAPES:
        return KKR_KIND_SHAPEFUN;
    default:;
    }
    size_t length;
    char *text = kkr_place_load(file->path, &length, err);
    kkr_file_kind kind = KKR_KIND_OTHER;
    if (text)
        kind = kkr_file_kind_of_content(text, length < HEAD_SIZE ? length : HEAD_SIZE);
    free(text);
    return kind != KKR_KIND_OTHER ? kind : kkr_file_kind_of_name(file->name);
}

static kkr_file_kind kind_of_file(const kkr_found *file, kkr_case *object,
                                  kkr_error *err)
{
    if (kkr_place_is(file->path))
        return kind_in_place(file, err);
    FILE *stream = fopen(file->path, "rb");
    if (!stream) {
        kkr_fail(err, KKR_ERROR_FILE, "%s: cannot open: %s", file->path,
                 strerror(errno));
        return kkr_file_kind_of_name(file->name);
    }
    char head[HEAD_SIZE + 1];
    size_t length = fread(head, 1, HEAD_SIZE, stream);
    bool failed = ferror(stream) != 0;
    fclose(stream);
    head[length] = '\0';
    if (failed)
        kkr_fail(err, KKR_ERROR_FILE, "%s: cannot read: %s", file->path,
                 strerror(errno));
    kkr_file_kind kind =
        length ? kkr_file_kind_of_content(head, length) : KKR_KIND_OTHER;
    if (kind != KKR_KIND_OTHER)
        return kind;
    if (length == 0 && kkr_found_has(file, "shapefun")) { // ASA runs leave one behind
        kkr_note(&object->n_notes, &object->notes,
                 "%s: empty, no shape functions: only ASA potentials can be shown",
                 file->path);
        return KKR_KIND_OTHER;
    }
    return kkr_file_kind_of_name(file->name);
}

static void pool_add(kkr_file_pool *pool, const char *path, int folder)
{
    pool->file = kkr_realloc(pool->file, (size_t)pool->n + 1, sizeof *pool->file);
    kkr_found *file = &pool->file[pool->n++];
    *file = (kkr_found){ .path = kkr_strdup(path),
                         .folder = folder,
                         .role = KKR_ROLE_COUNT,
                         .told = KKR_ROLE_COUNT };
    const char *slash = strrchr(file->path, '/');
    file->name = slash ? slash + 1 : file->path;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool pool_add_folder(kkr_file_pool *pool, const char *path, int folder,
                            kkr_error *err)
{
    DIR *directory = opendir(path);
    if (!directory)
        return kkr_fail(err, KKR_ERROR_FILE, "%s: cannot open this folder: %s", path,
                        strerror(errno));
    char **names = NULL;
    int n = 0;
    for (struct dirent *entry; n < MAX_FILES && (entry = readdir(directory));) {
        if (entry->d_name[0] == '.')
            continue;
        names = kkr_realloc(names, (size_t)n + 1, sizeof *names);
        names[n++] = kkr_strdup(entry->d_name);
    }
    closedir(directory);
    if (n) // the order that readdir gives differs between machines
        qsort(names, (size_t)n, sizeof *names, by_name);
    size_t length = strlen(path);
    const char *slash = length && path[length - 1] == '/' ? "" : "/";
    for (int i = 0; i < n; i++) {
        char *full = kkr_strdup_printf("%s%s%s", path, slash, names[i]);
        struct stat info;
        if (stat(full, &info) == 0 && S_ISREG(info.st_mode))
            pool_add(pool, full, folder);
        free(full);
        free(names[i]);
    }
    free(names);
    return true;
}

void kkr_file_pool_clear(kkr_file_pool *pool)
{
    for (int i = 0; i < pool->n; i++) {
        free(pool->file[i].path);
        kkr_potential_free(pool->file[i].potential);
    }
    free(pool->file);
}

static bool is_structure(kkr_file_kind kind)
{
    return kind == KKR_KIND_INPUTCARD || kind == KKR_KIND_KKRNANO_INPUT ||
           kind == KKR_KIND_HOSTSTRUCTURE;
}

static bool is_cluster(kkr_file_kind kind)
{
    return kind == KKR_KIND_SCOEF || kind == KKR_KIND_ATOMINFO;
}

bool kkr_found_forced(kkr_found *file, const char *path, kkr_case *object,
                      kkr_error *err)
{
    const char *slash = strrchr(path, '/');
    *file = (kkr_found){ .path = kkr_strdup(path),
                         .folder = -1,
                         .role = KKR_ROLE_COUNT,
                         .told = KKR_ROLE_COUNT };
    file->name = slash ? file->path + (slash + 1 - path) : file->path;
    file->kind = kind_of_file(file, object, &file->error);
    return !file->error.code ||
           kkr_fail(err, file->error.code, "%s", file->error.message);
}

/* Nothing fits by content: say why for a single file, or what was looked for. */
static bool nothing_found(const kkr_file_pool *pool, const char *path, kkr_error *err)
{
    if (pool->n == 0)
        return kkr_fail(
            err, KKR_ERROR_FILE,
            "%s: no files in this folder, expected KKR files (inputcard, potential, "
            "shapefun, scoef, potential_imp, ...)",
            path);
    const kkr_found *file = &pool->file[0];
    if (pool->n == 1 && file->error.code)
        return kkr_fail(err, file->error.code, "%s", file->error.message);
    for (int i = 0; i < pool->n; i++) { // the reader knows best what is wrong with it
        file = &pool->file[i];
        if (file->folder >= 0 && !strcasestr(file->name, "pot"))
            continue;
        kkr_error why = { 0 };
        KKR_AUTO(kkr_potential) potential = kkr_potential_read(file->path, &why);
        if (!potential)
            return kkr_fail(err, KKR_ERROR_FORMAT, "%s", why.message);
    }
    return kkr_fail(
        err, KKR_ERROR_FORMAT,
        "%s: no KKR file among %d, expected inputcard, potential, shapefun, "
        "scoef, potential_imp, ...",
        path, pool->n);
}

/** The files of an entry of a data set: those of its host count as a folder. */
static bool pool_add_place(kkr_file_pool *pool, const char *path, kkr_error *err)
{
    kkr_place_file *files;
    if (pool->n_folders)
        return kkr_fail(err, KKR_ERROR_FILE,
                        "%s: an entry of a data set is a case by itself, expected no "
                        "folder beside it",
                        path);
    int n = kkr_place_files(path, &files, err);
    for (int i = 0; i < n; i++) {
        pool_add(pool, files[i].path, files[i].is_host ? 0 : 1);
        pool->file[pool->n - 1].told = files[i].role;
    }
    pool->n_folders = 2;
    if (n >= 0)
        kkr_place_files_free(n, files);
    return n >= 0;
}

bool kkr_file_pool_fill(kkr_file_pool *pool, kkr_case *object, const char *const *paths,
                        int n_paths, const kkr_case_options *options, kkr_error *err)
{
    for (int i = 0; i < n_paths; i++) {
        struct stat info;
        char *dataset = kkr_place_dataset(paths[i]);
        bool is_entry = dataset && !kkr_place_exists(paths[i]);
        free(dataset);
        if (is_entry) {
            if (!pool_add_place(pool, paths[i], err))
                return false;
            continue;
        }
        if (stat(paths[i], &info) != 0 && !kkr_place_is(paths[i]))
            return kkr_fail(err, KKR_ERROR_FILE, "%s: %s", paths[i], strerror(errno));
        if (kkr_dataset_is_one(paths[i]))
            return kkr_fail(err, KKR_ERROR_FILE,
                            "%s: holds many cases, expected one of them: %s::HOST/"
                            "IMPURITY or %s#NUMBER (kkrscope list %s shows them)",
                            paths[i], paths[i], paths[i], paths[i]);
        if (kkr_archive_form_of(paths[i]))
            return kkr_fail(err, KKR_ERROR_FILE,
                            "%s: an archive may hold many cases, expected one of them: "
                            "%s::UUID (kkrscope info %s shows them)",
                            paths[i], paths[i], paths[i]);
        if (kkr_place_is(paths[i]) || !S_ISDIR(info.st_mode))
            pool_add(pool, paths[i], -1);
        else if (pool->n_folders == 2)
            return kkr_fail(
                err, KKR_ERROR_FILE,
                "%s: a third folder, expected at most two (host and impurity)",
                paths[i]);
        else if (!pool_add_folder(pool, paths[i], pool->n_folders++, err))
            return false;
    }
    int n_known = 0;
    for (int i = 0; i < pool->n; i++) {
        kkr_found *file = &pool->file[i];
        file->kind = kind_of_file(file, object, &file->error);
        n_known += file->kind != KKR_KIND_OTHER;
        if (file->folder >= 0) {
            pool->has_structure[file->folder] |=
                is_structure(file->kind) && file->kind != KKR_KIND_HOSTSTRUCTURE;
            pool->has_cluster[file->folder] |= is_cluster(file->kind);
        }
    }
    bool forced = false;
    for (int role = 0; options && role < KKR_ROLE_COUNT; role++)
        forced = forced || options->forced[role];
    return n_known || forced || nothing_found(pool, n_paths ? paths[0] : ".", err);
}

/* KKRnano's files per atom: "vpot.00001" and its followers in the same folder. */
static bool is_follower(const kkr_found *first, const kkr_found *file)
{
    const char *dot = strchr(first->name, '.');
    size_t stem = dot ? (size_t)(dot - first->name) + 1 : 0;
    return stem && file != first && file->folder == first->folder &&
           file->kind == first->kind && strncmp(file->name, first->name, stem) == 0 &&
           strcmp(file->name, first->name) > 0 &&
           strspn(file->name + stem, "0123456789") == strlen(file->name + stem);
}

static void append_potential(kkr_potential *to, kkr_potential *from)
{
    to->entries = kkr_realloc(to->entries, (size_t)(to->n_entries + from->n_entries),
                              sizeof *to->entries);
    memcpy(&to->entries[to->n_entries], from->entries,
           (size_t)from->n_entries * sizeof *to->entries);
    to->n_entries += from->n_entries;
    for (int i = 0; i < from->n_notes; i++)
        kkr_note(&to->n_notes, &to->notes, "%s", from->notes[i]);
    from->n_entries = 0; // they belong to `to` now
    kkr_potential_free(from);
}

const kkr_potential *kkr_found_potential(const kkr_file_pool *pool, kkr_found *file)
{
    if (file->potential || file->read_failed)
        return file->potential;
    kkr_error err = { 0 };
    file->potential = kkr_potential_read(file->path, &err);
    bool many = strncmp(file->name, "vpot.", 5) == 0;
    for (int i = 0; many && file->potential && i < pool->n; i++) {
        if (!is_follower(file, &pool->file[i]))
            continue;
        kkr_potential *next = kkr_potential_read(pool->file[i].path, &err);
        if (!next) { // a missing atom in the middle would shift all others
            kkr_potential_free(file->potential);
            file->potential = NULL;
        } else {
            append_potential(file->potential, next);
        }
    }
    file->read_failed = !file->potential;
    if (file->read_failed)
        file->error = err;
    return file->potential;
}

kkr_shapefun *kkr_found_shapes(const kkr_file_pool *pool, const kkr_found *file,
                               kkr_error *err)
{
    KKR_AUTO(kkr_shapefun) shapes = kkr_shapefun_read(file->path, err);
    bool many = strncmp(file->name, "shape.", 6) == 0;
    for (int i = 0; many && shapes && i < pool->n; i++) {
        if (!is_follower(file, &pool->file[i]))
            continue;
        kkr_shapefun *next = kkr_shapefun_read(pool->file[i].path, err);
        if (!next)
            return NULL;
        shapes->cells =
            kkr_realloc(shapes->cells, (size_t)(shapes->n_cells + next->n_cells),
                        sizeof *shapes->cells);
        memcpy(&shapes->cells[shapes->n_cells], next->cells,
               (size_t)next->n_cells * sizeof *shapes->cells);
        shapes->n_cells += next->n_cells;
        next->n_cells = 0;
        kkr_shapefun_free(next);
    }
    return KKR_STEAL(shapes);
}
