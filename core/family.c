// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/family.h"

#include "core/file_pool.h"
#include "core/parallel.h"
#include "core/place.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_FOLDERS = 4096 };

typedef enum folder_kind { OTHER, HOST, MEMBER } folder_kind;

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static folder_kind kind_of_folder(const char *path)
{
    kkr_case scratch = { 0 }; // the pool wants someone to tell its notes
    kkr_file_pool pool = { 0 };
    kkr_case_options nothing = { 0 };
    folder_kind kind = OTHER;
    if (kkr_file_pool_fill(&pool, &scratch, &path, 1, &nothing, NULL))
        kind = pool.has_cluster[0] ? MEMBER : pool.has_structure[0] ? HOST : OTHER;
    kkr_file_pool_clear(&pool);
    kkr_notes_free(scratch.n_notes, scratch.notes);
    return kind;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/** The folders in a folder, by name; 0 if it has files of its own that are KKR's. */
static int list_folders(const char *path, char ***folders)
{
    int n = 0;
    *folders = NULL;
    DIR *directory = kind_of_folder(path) == OTHER ? opendir(path) : NULL;
    if (!directory)
        return 0;
    size_t length = strlen(path);
    const char *slash = length && path[length - 1] == '/' ? "" : "/";
    for (struct dirent *entry; n < MAX_FOLDERS && (entry = readdir(directory));) {
        char *full = kkr_strdup_printf("%s%s%s", path, slash, entry->d_name);
        if (entry->d_name[0] == '.' || !is_folder(full)) {
            free(full);
            continue;
        }
        *folders = kkr_realloc(*folders, n + 1, sizeof **folders);
        (*folders)[n++] = full;
    }
    closedir(directory);
    if (n)
        qsort(*folders, n, sizeof **folders, by_name);
    return n;
}

static kkr_family *sort_folders(const char *const *folders, int n, int least,
                                kkr_error *err)
{
    KKR_AUTO(kkr_family) family = kkr_alloc(1, sizeof *family);
    family->members = kkr_alloc(n, sizeof *family->members);
    for (int i = 0; i < n; i++) {
        folder_kind kind = kind_of_folder(folders[i]);
        if (kind == HOST && family->host) {
            kkr_fail(err, KKR_ERROR_FILE,
                     "%s and %s: two hosts, expected one and the impurities in it",
                     family->host, folders[i]);
            return NULL;
        }
        if (kind == HOST)
            family->host = kkr_strdup(folders[i]);
        else if (kind == MEMBER)
            family->members[family->n_members++] = kkr_strdup(folders[i]);
    }
    if (family->n_members > 0)
        qsort(family->members, family->n_members, sizeof *family->members, by_name);
    if (family->n_members < least)
        return NULL;
    if (!family->host) {
        kkr_fail(
            err, KKR_ERROR_MISSING,
            "%s: an impurity without its host, expected one folder with the host's "
            "structure and potential among the %d folders",
            family->members[0], n);
        return NULL;
    }
    return KKR_STEAL(family);
}

/** "Hg" of "all.h5::Hg/Ag", its length; 0: the path does not tell. */
static size_t host_of_entry(const char *path, const char **host)
{
    char *file = kkr_place_dataset(path);
    size_t length = file ? strlen(file) : 0;
    free(file);
    *host = path + length + 2;
    return length && path[length] == ':' ? strcspn(*host, "/") : 0;
}

/** Entries of data sets; NULL without an error if some path is none. */
static kkr_family *family_of_entries(const char *const *paths, int n, kkr_error *err)
{
    const char *first, *host;
    size_t length = host_of_entry(paths[0], &first);
    for (int i = 0; i < n; i++) {
        if (!kkr_place_is(paths[i]))
            return NULL;
        size_t other = host_of_entry(paths[i], &host);
        if (other && length && (other != length || memcmp(first, host, length) != 0)) {
            kkr_fail(err, KKR_ERROR_MISSING,
                     "%s and %s: two hosts, expected one and the impurities in it, as "
                     "with --select host=%.*s",
                     paths[0], paths[i], (int)length, first);
            return NULL;
        }
    }
    kkr_family *family = kkr_alloc(1, sizeof *family);
    family->members = kkr_alloc(n, sizeof *family->members);
    for (int i = 0; i < n; i++)
        family->members[family->n_members++] = kkr_strdup(paths[i]);
    return family;
}

kkr_family *kkr_family_find(const char *const *paths, int n_paths, kkr_error *err)
{
    if (n_paths > 1 && kkr_place_is(paths[0]))
        return family_of_entries(paths, n_paths, err);
    for (int i = 0; i < n_paths; i++)
        if (!is_folder(paths[i]))
            return NULL;
    if (n_paths != 1)
        return sort_folders(paths, n_paths, 2, err); // of two a case is made
    char **folders;
    int n = list_folders(paths[0], &folders);
    kkr_family *family = sort_folders((const char *const *)folders, n, 1, err);
    for (int i = 0; i < n; i++)
        free(folders[i]);
    free(folders);
    return family;
}

int kkr_family_member(const kkr_family *family, int i, const char *paths[2])
{
    int n = 0;
    if (family->host)
        paths[n++] = family->host;
    paths[n++] = family->members[i];
    return n;
}

int kkr_family_paths(const kkr_family *family, const char **paths)
{
    int n = 0;
    if (family->host)
        paths[n++] = family->host;
    for (int i = 0; i < family->n_members; i++)
        paths[n++] = family->members[i];
    return n;
}

void kkr_family_free(kkr_family *family)
{
    if (!family)
        return;
    for (int i = 0; i < family->n_members; i++)
        free(family->members[i]);
    free(family->members);
    free(family->host);
    free(family);
}

// ---- curves ---------------------------------------------------------------------

typedef struct loading {
    const kkr_family *family;
    const kkr_case_options *options;
    kkr_sampler_params params;
    int site, lm;
    const kkr_job *job;
    kkr_radial_curve *curve; // [n_members]
    kkr_error *why;          // [n_members] code 0: the curve is there
    int *n_notes;            // [n_members]
    char ***notes;
} loading;

static void load_member(void *user, int i, int thread)
{
    (void)thread;
    loading *l = user;
    const char *paths[2];
    int n_paths = kkr_family_member(l->family, i, paths);
    // the members share out the cores; a member needs no threads of its own
    kkr_job job = { .cancel = l->job ? l->job->cancel : NULL, .threads = 1 };
    KKR_AUTO(kkr_case)
    object = kkr_case_open(paths, n_paths, l->options, &job, &l->why[i]);
    if (!object || !kkr_case_is_whole(object, &l->why[i]))
        return;
    if (l->site >= object->n_sites) {
        kkr_fail(&l->why[i], KKR_ERROR_MISSING, "%s: no site %d, there are %d",
                 l->family->members[i], l->site + 1, object->n_sites);
        return;
    }
    KKR_AUTO(kkr_sampler)
    sampler = kkr_sampler_new(object, l->params, &job, &l->why[i]);
    if (!sampler)
        return;
    char *const *notes;
    int n = kkr_sampler_notes(sampler, &notes);
    for (int k = 0; k < n; k++)
        kkr_note(&l->n_notes[i], &l->notes[i], "%s: %s", object->name, notes[k]);
    kkr_radial_source source = { object,  sampler, l->params.nuclear,
                                 l->site, l->lm,   object->sites[l->site].label };
    kkr_radial_curve_make(&l->curve[i], &source, &l->why[i]);
}

static int by_z(const void *a, const void *b)
{
    const kkr_radial_curve *p = a, *q = b;
    if (p->z != q->z)
        return p->z < q->z ? -1 : 1;
    return strcmp(p->name, q->name);
}

/** Two members with one nucleus are told apart by their folders. */
static void tell_apart(kkr_radial_curve *curve, const kkr_family *family)
{
    for (int i = 0; i < family->n_members; i++)
        for (int k = i + 1; k < family->n_members; k++) {
            if (!curve[i].name || !curve[k].name ||
                strcmp(curve[i].name, curve[k].name) != 0)
                continue;
            const char *slash = strrchr(family->members[k], '/');
            free(curve[k].name);
            curve[k].name = kkr_strdup(slash ? slash + 1 : family->members[k]);
        }
}

/** Moves what was read into a set, in the order of the members. */
static kkr_radial_curves *collect(loading *l)
{
    kkr_radial_curves *curves = kkr_alloc(1, sizeof *curves);
    int n = l->family->n_members;
    curves->curve = kkr_alloc(n, sizeof *curves->curve);
    curves->is_family = true;
    tell_apart(l->curve, l->family);
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < l->n_notes[i]; k++)
            kkr_note(&curves->n_notes, &curves->notes, "%s", l->notes[i][k]);
        kkr_notes_free(l->n_notes[i], l->notes[i]);
        if (l->curve[i].name)
            curves->curve[curves->n++] = l->curve[i];
        else
            kkr_note(&curves->n_notes, &curves->notes, "left out: %s",
                     l->why[i].message);
    }
    if (curves->n)
        qsort(curves->curve, curves->n, sizeof *curves->curve, by_z);
    return curves;
}

kkr_radial_curves *kkr_family_curves(const kkr_family *family,
                                     const kkr_case_options *options,
                                     kkr_sampler_params params, int site, int lm,
                                     const kkr_job *job, kkr_error *err)
{
    int n = family->n_members;
    loading l = { .family = family,
                  .options = options,
                  .params = params,
                  .site = site,
                  .lm = lm,
                  .job = job };
    l.curve = kkr_alloc(n, sizeof *l.curve);
    l.why = kkr_alloc(n, sizeof *l.why);
    l.n_notes = kkr_alloc(n, sizeof *l.n_notes);
    l.notes = kkr_alloc(n, sizeof *l.notes);
    bool done = kkr_parallel_for(job, n, load_member, &l, "reading the family");
    KKR_AUTO(kkr_radial_curves) curves = collect(&l);
    kkr_error first = l.why[0];
    free(l.curve);
    free(l.why);
    free(l.n_notes);
    free(l.notes);
    if (!done) {
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    if (curves->n == 0) {
        kkr_fail(err, first.code, "no member of the family can be shown: %s",
                 first.message);
        return NULL;
    }
    return KKR_STEAL(curves);
}
