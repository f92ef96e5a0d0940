// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/batch_options.h"

#include "core/place.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

const kkr_option kkr_batch_options[] = {
    { KKR_OPTION_TEXT, "select", "QUERY",
      "of data sets: these entries, like \"Hg:A* rms<1e-3\" [all]",
      offsetof(kkr_batch_arguments, select) },
    { KKR_OPTION_TEXT, "shard", "I/N", "the I-th of N parts of the cases, I from 1 on",
      offsetof(kkr_batch_arguments, shard) },
    { KKR_OPTION_FLAG, "force", NULL, "make anew what is there already",
      offsetof(kkr_batch_arguments, force) },
    { KKR_OPTION_FLAG, "q", NULL, "no progress and no summary",
      offsetof(kkr_batch_arguments, quiet) },
    { 0 },
};

bool kkr_batch_arguments_many(const kkr_batch_arguments *own,
                              const kkr_arguments *paths, bool *many, kkr_error *err)
{
    *many = kkr_batch_is_meant(paths->paths, paths->n_paths);
    const char *option = own->select  ? "select"
                         : own->shard ? "shard"
                         : own->force ? "force"
                                      : NULL;
    return *many || !option ||
           kkr_fail(err, KKR_ERROR_USAGE, "--%s is for data sets, and %s is none",
                    option, paths->paths[0]);
}

kkr_job kkr_batch_arguments_job(const kkr_batch_arguments *own, int threads)
{
    kkr_job job = kkr_verb_job(threads);
    if (own->quiet)
        job.progress = NULL;
    return job;
}

// ------------------------------------------------------------- what the work is

/** Options that say where and how, not what. */
static bool is_about_running(const char *name)
{
    static const char *const names[] = { "o",     "threads", "select", "shard",
                                         "force", "q",       "join",   NULL };
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/** A text, or the contents of the file that it names. */
static void add_text(kkr_sha256 *hash, const char *text)
{
    char hex[KKR_SHA256_HEX];
    struct stat info;
    bool is_file =
        (stat(text, &info) == 0 && S_ISREG(info.st_mode)) || kkr_place_is(text);
    if (is_file && kkr_sha256_file(text, hex, NULL))
        kkr_sha256_add(hash, hex, sizeof hex);
    else
        kkr_sha256_add(hash, text, strlen(text) + 1);
}

static void add_option(kkr_sha256 *hash, const kkr_option *option, const void *target)
{
    const void *value = (const char *)target + option->offset;
    kkr_sha256_add(hash, option->name, strlen(option->name) + 1);
    switch (option->kind) {
    case KKR_OPTION_FLAG:
        kkr_sha256_add(hash, value, sizeof(bool));
        break;
    case KKR_OPTION_TEXT:
        if (*(const char *const *)value)
            add_text(hash, *(const char *const *)value);
        break;
    case KKR_OPTION_COUNT:
    case KKR_OPTION_CHOICE:
        kkr_sha256_add(hash, value, sizeof(int));
        break;
    case KKR_OPTION_REAL:
        kkr_sha256_add(hash, value, sizeof(double));
        break;
    case KKR_OPTION_END:
        break;
    }
}

void kkr_batch_arguments_digest(const kkr_batch_call *call, char hex[KKR_SHA256_HEX])
{
    kkr_sha256 hash;
    kkr_sha256_init(&hash);
    kkr_sha256_add(&hash, KKR_VERSION, sizeof KKR_VERSION);
    kkr_sha256_add(&hash, call->verb->name, strlen(call->verb->name) + 1);
    for (const kkr_option_group *g = call->groups; g->title; g++)
        for (const kkr_option *o = g->options; o->kind != KKR_OPTION_END; o++)
            if (!is_about_running(o->name))
                add_option(&hash, o, g->target);
    if (call->more)
        kkr_sha256_add(&hash, call->more, strlen(call->more));
    kkr_sha256_finish(&hash, hex);
}

// ------------------------------------------------------------- all of it

kkr_arguments kkr_batch_arguments_paths(const kkr_batch_item *item)
{
    return (kkr_arguments){ .n_paths = 1, .paths = { item->path } };
}

kkr_batch *kkr_batch_arguments_open(const kkr_batch_call *call, kkr_error *err)
{
    const kkr_batch_arguments *own = call->own;
    int shard, n_shards;
    if (!kkr_batch_parse_shard(own->shard, &shard, &n_shards, err))
        return NULL;
    KKR_AUTO(kkr_batch)
    batch = kkr_batch_new(call->paths->paths, call->paths->n_paths, own->select, err);
    if (!batch)
        return NULL;
    for (int i = 0; i < batch->n_sets; i++)
        for (int k = 0; k < batch->sets[i]->n_notes; k++)
            kkr_verb_warn("%s", batch->sets[i]->notes[k]);
    char work[KKR_SHA256_HEX];
    kkr_batch_arguments_digest(call, work);
    if ((call->pattern && !kkr_batch_name(batch, call->pattern, err)) ||
        !kkr_batch_shard(batch, shard, n_shards, err))
        return NULL;
    kkr_batch_key(batch, work);
    if (call->pattern && !kkr_batch_begin(batch, own->force, err))
        return NULL;
    return KKR_STEAL(batch);
}

/** The work, and whose warnings they are. */
static bool make_named(void *user, const kkr_batch_item *item, const kkr_job *job,
                       void **product, kkr_error *err)
{
    const kkr_batch_work *work = user;
    kkr_verb_warn_about(item->path);
    bool good = work->make(work->user, item, job, product, err);
    kkr_verb_warn_about(NULL);
    return good;
}

static bool put_named(void *user, const kkr_batch_item *item, void *product,
                      kkr_error *err)
{
    const kkr_batch_work *work = user;
    return !work->put || work->put(work->user, item, product, err);
}

static void tell(const kkr_batch *batch)
{
    kkr_verb_tell("%d of %d case%s done, %d there already, %d failed",
                  batch->n - kkr_batch_n_done(batch) - batch->n_failed, batch->n,
                  batch->n == 1 ? "" : "s", kkr_batch_n_done(batch), batch->n_failed);
}

bool kkr_batch_arguments_run(const kkr_batch_call *call, kkr_batch *batch,
                             const kkr_batch_work *work, kkr_error *err)
{
    kkr_job job = kkr_batch_arguments_job(call->own, call->threads);
    kkr_batch_work named = *work;
    named.make = make_named;
    named.put = put_named;
    named.user = (void *)work;
    bool good = kkr_batch_run(batch, &named, &job, err);
    for (int i = 0; i < batch->n_failed; i++)
        kkr_verb_tell("%s", batch->failed[i]);
    if (!good)
        return false;
    if (!call->own->quiet)
        tell(batch);
    return batch->n_failed == 0 ||
           kkr_fail(err, KKR_ERROR_FORMAT, "%d of %d cases failed", batch->n_failed,
                    batch->n);
}

bool kkr_batch_arguments_files(const kkr_batch_call *call, const char *suffix,
                               const kkr_batch_work *work, kkr_error *err)
{
    if (!call->pattern || !kkr_batch_is_pattern(call->pattern))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "%s of a data set needs a pattern like -o "
                        "{name}%s%s%s",
                        call->verb->name, suffix, call->pattern ? ", found " : "",
                        call->pattern ? call->pattern : "");
    KKR_AUTO(kkr_batch) batch = kkr_batch_arguments_open(call, err);
    return batch && kkr_batch_arguments_run(call, batch, work, err);
}
