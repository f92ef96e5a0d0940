// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/case_tree.h"

#include "core/aiida.h"
#include "core/archive_form.h"
#include "core/file_kind.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { HEAD_SIZE = 16384, MAX_DEPTH = 40 };

typedef struct folder {
    char *path;
    bool has_structure, has_cluster, has_potential, has_shapes;
} folder;

typedef struct walk {
    int n;
    folder *folders; // with KKR files in them
    int n_seen;
    struct stat *seen; // folders entered, so that links make no circle
    const kkr_job *job;
    kkr_error *err;
} walk;

static void classify(folder *f, const char *path, const char *name)
{
    char head[HEAD_SIZE + 1];
    FILE *file = fopen(path, "rbe");
    size_t length = file ? fread(head, 1, HEAD_SIZE, file) : 0;
    if (file)
        fclose(file);
    head[length] = '\0';
    kkr_file_kind kind =
        length ? kkr_file_kind_of_content(head, length) : KKR_KIND_OTHER;
    if (kind == KKR_KIND_OTHER && length)
        kind = kkr_file_kind_of_name(name);
    f->has_structure |= kind == KKR_KIND_INPUTCARD || kind == KKR_KIND_KKRNANO_INPUT;
    f->has_cluster |= kind == KKR_KIND_SCOEF || kind == KKR_KIND_ATOMINFO;
    f->has_potential |= kind == KKR_KIND_POTENTIAL;
    f->has_shapes |= kind == KKR_KIND_SHAPEFUN;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char **read_names(const char *path, int *n, kkr_error *err)
{
    DIR *directory = opendir(path);
    char **names = kkr_alloc(1, sizeof *names);
    *n = 0;
    if (!directory) {
        kkr_fail(err, KKR_ERROR_FILE, "%s: cannot open this folder: %s", path,
                 strerror(errno));
        free(names);
        return NULL;
    }
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (entry->d_name[0] == '.')
            continue;
        names = kkr_realloc(names, (size_t)*n + 1, sizeof *names);
        names[(*n)++] = kkr_strdup(entry->d_name);
    }
    closedir(directory);
    qsort(names, (size_t)*n, sizeof *names, by_name);
    return names;
}

static bool is_new(walk *w, const struct stat *info)
{
    for (int i = w->n_seen; i-- > 0;)
        if (w->seen[i].st_ino == info->st_ino && w->seen[i].st_dev == info->st_dev)
            return false;
    return true;
}

static bool enter(walk *w, const char *path, int depth)
{
    struct stat info;
    if (!kkr_job_step(w->job, 0, "looking for calculations"))
        return kkr_fail(w->err, KKR_ERROR_CANCELLED, "cancelled");
    // only links can lead back; the folders above are few
    if (depth > MAX_DEPTH || stat(path, &info) != 0 || !is_new(w, &info))
        return true;
    w->seen = kkr_realloc(w->seen, (size_t)w->n_seen + 1, sizeof *w->seen);
    w->seen[w->n_seen++] = info;
    int n;
    char **names = read_names(path, &n, depth ? NULL : w->err);
    if (!names)
        return depth > 0; // a folder that must not be read is none of ours
    folder here = { .path = kkr_strdup(path) };
    bool good = true;
    size_t length = strlen(path);
    const char *slash = length && path[length - 1] == '/' ? "" : "/";
    for (int pass = 0; pass < 2; pass++) { // files, then folders
        for (int i = 0; i < n && good; i++) {
            char *full = kkr_strdup_printf("%s%s%s", path, slash, names[i]);
            if (stat(full, &info) == 0) {
                if (pass == 0 && S_ISREG(info.st_mode) && info.st_size > 0)
                    classify(&here, full, names[i]);
                else if (pass == 1 && S_ISDIR(info.st_mode))
                    good = enter(w, full, depth + 1);
            }
            free(full);
        }
        if (pass == 0 && (here.has_structure || here.has_cluster ||
                          here.has_potential || here.has_shapes)) {
            w->folders = kkr_realloc(w->folders, (size_t)w->n + 1, sizeof *w->folders);
            w->folders[w->n++] = here;
            here.path = NULL;
        }
    }
    for (int i = 0; i < n; i++)
        free(names[i]);
    free(names);
    free(here.path);
    w->n_seen--; // only the way from the root to here
    return good;
}

static bool is_host(const folder *f)
{
    return f->has_structure && !f->has_cluster && f->has_potential;
}

/** How many whole parts two full paths begin with in common. */
static int common_parts(const char *a, const char *b)
{
    int parts = 0;
    for (; *a && *a == *b; a++, b++)
        parts += *a == '/';
    bool ends_a = *a == '\0' || *a == '/', ends_b = *b == '\0' || *b == '/';
    return parts + (ends_a && ends_b);
}

/** The nearest host of folder i; *tie is another one that is as near, or NULL. */
static const folder *nearest_host(const walk *w, char *const *full, int i,
                                  const folder **tie)
{
    const folder *best = NULL;
    int most = 0;
    *tie = NULL;
    for (int k = 0; k < w->n; k++) {
        if (!is_host(&w->folders[k]))
            continue;
        int parts = common_parts(full[i], full[k]);
        if (parts > most) {
            most = parts;
            best = &w->folders[k];
            *tie = NULL;
        } else if (parts == most && best) {
            *tie = &w->folders[k];
        }
    }
    return best;
}

static void add_case(kkr_case_tree *tree, const folder *f, const char *host,
                     char *reason, bool is_a_host)
{
    tree->cases = kkr_realloc(tree->cases, (size_t)tree->n + 1, sizeof *tree->cases);
    tree->cases[tree->n++] = (kkr_tree_case){ .folder = kkr_strdup(f->path),
                                              .host = kkr_strdup(host),
                                              .reason = reason,
                                              .is_host = is_a_host,
                                              .exit_status = NAN };
}

static void judge(kkr_case_tree *tree, const walk *w, char *const *full, int i)
{
    const folder *f = &w->folders[i], *tie;
    if (is_host(f)) {
        add_case(tree, f, NULL, NULL, true);
    } else if (!f->has_potential) {
        add_case(tree, f, NULL,
                 kkr_strdup_printf("%s: no potential among its files", f->path), false);
    } else if (!f->has_cluster) {
        add_case(
            tree, f, NULL,
            kkr_strdup_printf("%s: a potential, but neither a structure (inputcard) "
                              "nor a cluster (scoef)",
                              f->path),
            false);
    } else if (f->has_structure) {
        add_case(tree, f, NULL, NULL, false);
    } else {
        const folder *host = nearest_host(w, full, i, &tie);
        char *reason = NULL;
        if (tie)
            reason = kkr_strdup_printf("%s: its host may be %s or %s; give one of them "
                                       "and this folder by themselves",
                                       f->path, host->path, tie->path);
        add_case(tree, f, host ? host->path : NULL, reason, false);
    }
}

/** The calculations in an archive. */
static bool add_archive(kkr_case_tree *tree, const char *path, const kkr_job *job,
                        kkr_error *err)
{
    KKR_AUTO(kkr_aiida) aiida = kkr_aiida_open(path, job, err);
    if (!aiida)
        return false;
    bool *is_used = kkr_alloc((size_t)aiida->n_cases + 1, sizeof *is_used);
    for (int i = 0; i < aiida->n_cases; i++)
        if (aiida->cases[i].use == KKR_AIIDA_EMBEDDING)
            is_used[aiida->cases[i].host] = true;
    for (int i = 0; i < aiida->n_cases; i++) {
        const kkr_aiida_case *c = &aiida->cases[i];
        if (c->use == KKR_AIIDA_STEP) {
            tree->n_steps++;
            continue;
        }
        tree->cases =
            kkr_realloc(tree->cases, (size_t)tree->n + 1, sizeof *tree->cases);
        tree->cases[tree->n++] = (kkr_tree_case){
            .folder = kkr_strdup_printf("%s::%s", path, c->uuid),
            .host = c->host < 0
                        ? NULL
                        : kkr_strdup_printf("%s::%s", path, aiida->cases[c->host].uuid),
            .reason = c->reason
                          ? kkr_strdup_printf("%s::%s: %s", path, c->uuid, c->reason)
                          : NULL,
            .is_host = c->use == KKR_AIIDA_HOST,
            .has_embeddings = is_used[i],
            .uuid = kkr_strdup(c->uuid),
            .process = kkr_strdup(c->process),
            .label = kkr_strdup(c->label),
            .exit_status = c->exit_status,
        };
    }
    free(is_used);
    return true;
}

static int hosts_first(const void *a, const void *b)
{
    const kkr_tree_case *x = a, *y = b;
    if (x->is_host != y->is_host)
        return x->is_host ? -1 : 1;
    if (x->has_embeddings != y->has_embeddings)
        return x->has_embeddings ? -1 : 1;
    return strcmp(x->folder, y->folder);
}

kkr_case_tree *kkr_case_tree_walk(const char *const *paths, int n_paths,
                                  const kkr_job *job, kkr_error *err)
{
    walk w = { .job = job, .err = err };
    bool good = true;
    KKR_AUTO(kkr_case_tree) tree = kkr_alloc(1, sizeof *tree);
    for (int i = 0; i < n_paths && good; i++) {
        struct stat info;
        if (stat(paths[i], &info) != 0)
            good = kkr_fail(err, KKR_ERROR_FILE, "%s: %s", paths[i], strerror(errno));
        else if (kkr_archive_form_of(paths[i]))
            good = add_archive(tree, paths[i], job, err);
        else if (!S_ISDIR(info.st_mode))
            good = kkr_fail(err, KKR_ERROR_FILE,
                            "%s: is neither a folder nor an archive (zip or tar)",
                            paths[i]);
        else
            good = enter(&w, paths[i], 0);
    }
    char **full = kkr_alloc((size_t)w.n + 1, sizeof *full);
    for (int i = 0; i < w.n; i++) {
        full[i] = realpath(w.folders[i].path, NULL);
        if (!full[i])
            full[i] = kkr_strdup(w.folders[i].path);
    }
    for (int i = 0; i < w.n && good; i++)
        judge(tree, &w, full, i);
    if (tree->n)
        qsort(tree->cases, (size_t)tree->n, sizeof *tree->cases, hosts_first);
    for (int i = 0; i < w.n; i++) {
        free(full[i]);
        free(w.folders[i].path);
    }
    free(full);
    free(w.folders);
    free(w.seen);
    return good ? KKR_STEAL(tree) : NULL;
}

void kkr_case_tree_free(kkr_case_tree *tree)
{
    if (!tree)
        return;
    for (int i = 0; i < tree->n; i++) {
        free(tree->cases[i].folder);
        free(tree->cases[i].host);
        free(tree->cases[i].reason);
        free(tree->cases[i].uuid);
        free(tree->cases[i].process);
        free(tree->cases[i].label);
    }
    free(tree->cases);
    free(tree);
}
