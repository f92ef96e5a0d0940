// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/place.h"

#include "core/aiida.h"
#include "core/archive_form.h"
#include "core/dataset.h"
#include "core/h5.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// ------------------------------------------------------------- open data sets

enum { N_OPEN = 4 };

/** A data set or an archive. */
typedef struct opened {
    char *path;
    kkr_dataset *dataset;
    kkr_aiida *aiida;
    struct stat info;
    unsigned used;
} opened;

// One list for the process; the lock of HDF5 guards it, as reading takes it anyway.
static opened open_sets[N_OPEN];
static unsigned clock_hand;

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
           a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void close_set(opened *set)
{
    kkr_dataset_free(set->dataset);
    kkr_aiida_free(set->aiida);
    free(set->path);
    *set = (opened){ 0 };
}

/** Borrowed as long as the lock is held. */
static const opened *open_set(const char *path, kkr_error *err)
{
    opened new = { 0 };
    stat(path, &new.info);
    int oldest = 0;
    for (int i = 0; i < N_OPEN; i++) {
        if (open_sets[i].path && same_file(&open_sets[i].info, &new.info) &&
            strcmp(open_sets[i].path, path) == 0) {
            open_sets[i].used = ++clock_hand;
            return &open_sets[i];
        }
        if (open_sets[i].used < open_sets[oldest].used)
            oldest = i;
    }
    if (kkr_archive_form_of(path))
        new.aiida = kkr_aiida_open(path, NULL, err);
    else
        new.dataset = kkr_dataset_open(path, err);
    if (!new.aiida && !new.dataset)
        return NULL;
    close_set(&open_sets[oldest]);
    new.path = kkr_strdup(path);
    new.used = ++clock_hand;
    open_sets[oldest] = new;
    return &open_sets[oldest];
}

// ------------------------------------------------------------- what a path means

typedef struct place {
    char *file;       // of the data set
    const char *rest; // in `path`: "Hg/Ag/potential_imp" or "12/potential_imp"
    bool by_number;
} place;

static bool is_file(const char *path, size_t length)
{
    char *copy = kkr_strdup_printf("%.*s", (int)length, path);
    struct stat info;
    bool is = stat(copy, &info) == 0 && S_ISREG(info.st_mode);
    free(copy);
    return is;
}

static bool split(const char *path, place *p)
{
    const char *mark = NULL;
    p->by_number = false;
    for (const char *at = path; !mark && (at = strstr(at, "::")); at++)
        if (is_file(path, (size_t)(at - path)))
            mark = at;
    if (mark) {
        p->rest = mark + 2;
    } else {
        for (const char *at = path; !mark && (at = strchr(at, '#')); at++) {
            size_t digits = strspn(at + 1, "0123456789");
            char after = at[1 + digits];
            if (digits && (after == '\0' || after == '/') &&
                is_file(path, (size_t)(at - path)))
                mark = at;
        }
        p->rest = mark ? mark + 1 : NULL;
        p->by_number = true;
    }
    p->file = mark ? kkr_strdup_printf("%.*s", (int)(mark - path), path) : NULL;
    return mark != NULL;
}

bool kkr_place_is(const char *path)
{
    place p;
    struct stat info;
    if ((!strstr(path, "::") && !strchr(path, '#')) || stat(path, &info) == 0 ||
        !split(path, &p))
        return false;
    free(p.file);
    return true;
}

char *kkr_place_dataset(const char *path)
{
    place p = { 0 };
    return kkr_place_is(path) && split(path, &p) ? p.file : NULL;
}

/** A host's group, or an entry's with its row; *tail is the file in it, "" for none. */
typedef struct target {
    char *group;
    int row;          // -1: a host
    const char *tail; // in the path
    char *name;       // "Hg/Ag", "Hg", "12": as the path has it
} target;

static bool aim(const kkr_dataset *dataset, const char *name, size_t length,
                bool by_number, target *t)
{
    t->name = kkr_strdup_printf("%.*s", (int)length, name);
    t->row = -1;
    if (by_number) {
        long number = strtol(t->name, NULL, 10);
        t->row = number >= 1 && number <= dataset->n_rows && strlen(t->name) < 10 &&
                         strspn(t->name, "0123456789") == length
                     ? (int)number - 1
                     : -1;
    } else {
        t->row = kkr_dataset_find(dataset, t->name);
    }
    if (t->row >= 0)
        t->group = kkr_strdup(dataset->rows[t->row].path);
    else if (!by_number && kkr_dataset_has_host(dataset, t->name))
        t->group = kkr_strdup_printf("/hosts/%s", t->name);
    else
        t->group = NULL;
    if (!t->group)
        free(t->name);
    return t->group != NULL;
}

static bool find(const kkr_dataset *dataset, const place *p, const char *path,
                 target *t, kkr_error *err)
{
    size_t length = strlen(p->rest);
    const char *slash = strrchr(p->rest, '/');
    t->tail = "";
    if (aim(dataset, p->rest, length, p->by_number, t))
        return true;
    if (slash && aim(dataset, p->rest, (size_t)(slash - p->rest), p->by_number, t)) {
        t->tail = slash + 1;
        return true;
    }
    return kkr_fail(err, KKR_ERROR_FILE,
                    "%s: no such entry among the %d of this data set (kkrscope list %s "
                    "shows them)",
                    path, dataset->n_rows, p->file);
}

static void clear(target *t)
{
    free(t->group);
    free(t->name);
}

// ------------------------------------------------------------- archives

/** The embeddings in their order, then the hosts, as `info` lists them; from 1. */
static int find_numbered(const kkr_aiida *aiida, int number)
{
    for (int use = KKR_AIIDA_EMBEDDING; use <= KKR_AIIDA_HOST; use++)
        for (int i = 0; i < aiida->n_cases; i++)
            if ((int)aiida->cases[i].use == use && --number == 0)
                return i;
    return -1;
}

/** "UUID" or "UUID/scoef"; *tail is "scoef", or "". */
static const kkr_aiida_case *aim_archive(const kkr_aiida *aiida, const place *p,
                                         const char *path, const char **tail,
                                         kkr_error *err)
{
    size_t length = strcspn(p->rest, "/");
    char *uuid = kkr_strdup_printf("%.*s", (int)length, p->rest);
    int found =
        p->by_number ? find_numbered(aiida, atoi(uuid)) : kkr_aiida_find(aiida, uuid);
    *tail = p->rest[length] ? p->rest + length + 1 : "";
    free(uuid);
    if (found < 0)
        kkr_fail(err, KKR_ERROR_FILE,
                 "%s: no calculation of this archive, expected (the beginning of) a "
                 "UUID that only one has (kkrscope info %s shows them)",
                 path, p->file);
    return found < 0 ? NULL : &aiida->cases[found];
}

static char *load_from_archive(kkr_aiida *aiida, const place *p, const char *path,
                               size_t *length, kkr_error *err)
{
    const char *tail;
    const kkr_aiida_case *c = aim_archive(aiida, p, path, &tail, err);
    for (int i = 0; c && i < c->n_files; i++)
        if (strcmp(c->files[i].name, tail) == 0)
            return kkr_aiida_load(aiida, &c->files[i], length, err);
    if (c)
        kkr_fail(err, KKR_ERROR_FILE, "%s: not among the files of this calculation",
                 path);
    return NULL;
}

static void add_archived(const kkr_aiida_case *c, const char *file, bool is_host,
                         kkr_place_file *files, int *n)
{
    for (int i = 0; i < c->n_files; i++)
        files[(*n)++] = (kkr_place_file){
            .path = kkr_strdup_printf("%s::%s/%s", file, c->uuid, c->files[i].name),
            .role = c->files[i].role,
            .is_host = is_host,
        };
}

static int files_of_archive(const kkr_aiida *aiida, const place *p, const char *path,
                            kkr_place_file **files, kkr_error *err)
{
    const char *tail;
    const kkr_aiida_case *c = aim_archive(aiida, p, path, &tail, err);
    int n = 0;
    if (!c)
        return -1;
    if (c->reason || *tail) {
        kkr_fail(err, KKR_ERROR_MISSING, "%s: %s", path,
                 *tail ? "no such calculation" : c->reason);
        return -1;
    }
    *files = kkr_alloc(2 * KKR_AIIDA_FILES, sizeof **files);
    add_archived(c, p->file, c->use == KKR_AIIDA_HOST, *files, &n);
    if (c->host >= 0)
        add_archived(&aiida->cases[c->host], p->file, true, *files, &n);
    return n;
}

// ------------------------------------------------------------- files

bool kkr_place_exists(const char *path)
{
    kkr_place_file *files;
    const char *slash = strrchr(path, '/');
    char *entry = kkr_strdup_printf("%.*s", slash ? (int)(slash - path) : 0, path);
    int n = slash ? kkr_place_files(entry, &files, NULL) : -1;
    bool found = false;
    for (int i = 0; i < n; i++) {
        const char *name = strrchr(files[i].path, '/');
        found = found || strcmp(name + 1, slash + 1) == 0;
    }
    if (n >= 0)
        kkr_place_files_free(n, files);
    free(entry);
    return found;
}

char *kkr_place_load(const char *path, size_t *length, kkr_error *err)
{
    place p;
    target t;
    if (!split(path, &p)) {
        kkr_fail(err, KKR_ERROR_FILE, "%s: no place in a data set", path);
        return NULL;
    }
    char *text = NULL;
    kkr_h5_lock();
    const opened *set = open_set(p.file, err);
    const kkr_dataset *dataset = set ? set->dataset : NULL;
    if (set && set->aiida)
        text = load_from_archive(set->aiida, &p, path, length, err);
    if (dataset && find(dataset, &p, path, &t, err)) {
        if (*t.tail)
            text = kkr_dataset_load(dataset, t.group, t.tail, length, err);
        else
            kkr_fail(err, KKR_ERROR_FILE,
                     "%s: an entry of a data set, expected one of its files", path);
        clear(&t);
    }
    kkr_h5_unlock();
    free(p.file);
    return text;
}

static int add_files(const kkr_dataset *dataset, const char *group, const char *prefix,
                     bool is_host, kkr_place_file **files, int n, kkr_error *err)
{
    kkr_dataset_file *found;
    int more = kkr_dataset_files(dataset, group, &found, err);
    if (more < 0)
        return -1;
    *files = kkr_realloc(*files, (size_t)(n + more) + 1, sizeof **files);
    for (int i = 0; i < more; i++)
        (*files)[n + i] = (kkr_place_file){
            .path = kkr_strdup_printf("%s/%s", prefix, found[i].name),
            .role = found[i].role,
            .is_host = is_host,
        };
    kkr_dataset_files_free(more, found);
    return n + more;
}

static int files_of(const kkr_dataset *dataset, const place *p, const target *t,
                    kkr_place_file **files, kkr_error *err)
{
    char *prefix =
        kkr_strdup_printf("%s%s%s", p->file, p->by_number ? "#" : "::", t->name);
    int n = add_files(dataset, t->group, prefix, t->row < 0, files, 0, err);
    free(prefix);
    const char *host = t->row < 0 ? "" : dataset->rows[t->row].host;
    if (n < 0 || !*host)
        return n;
    char *group = kkr_strdup_printf("/hosts/%s", host);
    prefix = kkr_strdup_printf("%s::%s", p->file, host);
    int all = add_files(dataset, group, prefix, true, files, n, err);
    if (all < 0)
        kkr_place_files_free(n, *files);
    free(group);
    free(prefix);
    return all;
}

int kkr_place_files(const char *path, kkr_place_file **files, kkr_error *err)
{
    place p;
    target t;
    *files = NULL;
    if (!split(path, &p)) {
        kkr_fail(err, KKR_ERROR_FILE, "%s: no place in a data set", path);
        return -1;
    }
    int n = -1;
    kkr_h5_lock();
    const opened *set = open_set(p.file, err);
    const kkr_dataset *dataset = set ? set->dataset : NULL;
    if (set && set->aiida)
        n = files_of_archive(set->aiida, &p, path, files, err);
    if (dataset && find(dataset, &p, path, &t, err)) {
        if (*t.tail)
            kkr_fail(err, KKR_ERROR_FILE,
                     "%s: no such entry (nor host) in this data set", path);
        else
            n = files_of(dataset, &p, &t, files, err);
        clear(&t);
    }
    kkr_h5_unlock();
    free(p.file);
    return n;
}

void kkr_place_files_free(int n, kkr_place_file *files)
{
    for (int i = 0; i < n; i++)
        free(files[i].path);
    free(files);
}

char *kkr_place_provenance(const char *path)
{
    place p;
    target t;
    char *text = NULL;
    const char *tail;
    if (!kkr_place_is(path) || !split(path, &p))
        return NULL;
    kkr_h5_lock();
    const opened *set = open_set(p.file, NULL);
    const kkr_aiida_case *c =
        set && set->aiida ? aim_archive(set->aiida, &p, path, &tail, NULL) : NULL;
    if (c)
        text = kkr_strdup(c->provenance);
    if (set && set->dataset && find(set->dataset, &p, path, &t, NULL)) {
        text = kkr_dataset_provenance(set->dataset, t.group);
        clear(&t);
    }
    kkr_h5_unlock();
    free(p.file);
    return text;
}
