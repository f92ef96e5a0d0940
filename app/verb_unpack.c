// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/dataset_options.h"
#include "app/verb.h"
#include "core/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct arguments {
    const char *output, *select;
    int threads;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "o", "FOLDER", "where they go: FOLDER/Hg/Ag, FOLDER/Hg/host",
      offsetof(arguments, output) },
    { KKR_OPTION_TEXT, "select", "QUERY", "only these entries, like \"Hg:A* rms<1e-3\"",
      offsetof(arguments, select) },
    { KKR_OPTION_COUNT, "threads", "N", "taken as by all verbs; this one needs one",
      offsetof(arguments, threads) },
    { 0 },
};

static bool unpack_host(const kkr_dataset *dataset, const char *host,
                        const char *folder, kkr_error *err)
{
    char *group = kkr_strdup_printf("/hosts/%s", host);
    char *to = kkr_strdup_printf("%s/%s/host", folder, host);
    bool good = kkr_dataset_unpack(dataset, group, to, err);
    free(group);
    free(to);
    return good;
}

/** A name is a path below the folder: it must not lead out of it. */
static bool is_safe(const char *name)
{
    return name[0] != '/' && name[0] != '.' && !strstr(name, "/.");
}

/** Hosts that no entry of theirs brought along: of an archive, or named by themselves. */
static bool unpack_hosts(const kkr_dataset *dataset, const char *path, bool *done,
                         const char *folder, int *n, kkr_error *err)
{
    char *file = kkr_place_dataset(path);
    const char *tail = file ? path + strlen(file) : "";
    bool good = true;
    for (int h = 0; h < dataset->n_hosts && good; h++) {
        const char *host = dataset->hosts[h];
        bool meant = !*tail || (tail[0] == ':' && strcmp(tail + 2, host) == 0);
        if (!meant || done[h])
            continue;
        good = is_safe(host) ||
               kkr_fail(err, KKR_ERROR_FORMAT, "%s: \"%s\" is no name for a host",
                        dataset->path, host);
        good = good && unpack_host(dataset, host, folder, err);
        (*n)++;
    }
    free(file);
    return good;
}

static bool unpack_rows(const kkr_dataset *dataset, const int *rows, int n,
                        const char *folder, bool *host_done, const kkr_job *job,
                        kkr_error *err)
{
    bool good = true;
    for (int i = 0; i < n && good; i++) {
        const kkr_dataset_row *row = &dataset->rows[rows[i]];
        if (!is_safe(row->name) || !is_safe(row->host[0] ? row->host : "x")) {
            good = kkr_fail(err, KKR_ERROR_FORMAT, "%s: \"%s\" is no name for an entry",
                            dataset->path, row->name);
            break;
        }
        char *to = kkr_strdup_printf("%s/%s", folder, row->name);
        good = kkr_dataset_unpack(dataset, row->path, to, err);
        free(to);
        for (int h = 0; h < dataset->n_hosts && good; h++)
            if (!host_done[h] && strcmp(dataset->hosts[h], row->host) == 0) {
                good = unpack_host(dataset, row->host, folder, err);
                host_done[h] = true;
            }
        if (good && !kkr_job_step(job, (double)(i + 1) / n, "unpacking"))
            good = kkr_fail(err, KKR_ERROR_CANCELLED, "interrupted");
    }
    return good;
}

bool kkr_verb_unpack(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { 0 };
    const kkr_option_group groups[] = { { "Options", own_options, &own }, { 0 } };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    if (!own.output)
        return kkr_fail(err, KKR_ERROR_USAGE, "unpack needs -o FOLDER");
    if (paths.n_paths > 1)
        return kkr_fail(err, KKR_ERROR_USAGE, "unpack needs one data set, found %s too",
                        paths.paths[1]);
    int n;
    int *rows;
    KKR_AUTO(kkr_dataset)
    dataset = kkr_dataset_options_open(paths.paths[0], own.select, &rows, &n, err);
    if (!dataset)
        return false;
    kkr_job job = kkr_verb_job(own.threads);
    bool *host_done = kkr_alloc((size_t)dataset->n_hosts + 1, sizeof *host_done);
    int n_alone = 0;
    bool good = unpack_rows(dataset, rows, n, own.output, host_done, &job, err) &&
                (own.select || unpack_hosts(dataset, paths.paths[0], host_done,
                                            own.output, &n_alone, err));
    free(rows);
    free(host_done);
    if (good && n_alone)
        printf("%s: %d %s and %d host%s without any unpacked to %s\n", dataset->path, n,
               n == 1 ? "entry" : "entries", n_alone, n_alone == 1 ? "" : "s",
               own.output);
    else if (good)
        printf("%s: %d %s unpacked to %s\n", dataset->path, n,
               n == 1 ? "entry" : "entries", own.output);
    return good;
}
