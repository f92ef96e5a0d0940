// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "app/verb.h"
#include "core/batch.h"

/** What a verb does with many cases: the options for it, and the way it goes. */
typedef struct kkr_batch_arguments {
    const char *select, *shard;
    bool force, quiet;
} kkr_batch_arguments;

/** --select --shard --force -q */
extern const kkr_option kkr_batch_options[];

/**
 * *many: the paths are data sets, so that the verb is to do its work for each entry.
 * False if they are one case and an option is about many.
 */
bool kkr_batch_arguments_many(const kkr_batch_arguments *own,
                              const kkr_arguments *paths, bool *many, kkr_error *err);

/** kkr_verb_job(), without progress if -q says so. */
kkr_job kkr_batch_arguments_job(const kkr_batch_arguments *own, int threads);

typedef struct kkr_batch_call {
    const kkr_verb *verb;
    const kkr_batch_arguments *own;
    const kkr_option_group *groups; // all options of the verb
    const kkr_arguments *paths;
    const char *pattern; // of the outputs; NULL: the work's put() has them
    const char *more;    // what else makes a difference, as text; NULL: nothing
    int threads;
} kkr_batch_call;

/** The entries that are meant, their outputs, what is there already. */
kkr_batch *kkr_batch_arguments_open(const kkr_batch_call *call, kkr_error *err);

/**
 * Does the work and tells how it went. False, too, if some failed: each has a line on
 * standard error, and `err` counts them.
 */
bool kkr_batch_arguments_run(const kkr_batch_call *call, kkr_batch *batch,
                             const kkr_batch_work *work, kkr_error *err);

/** Of the verb, its options and the files they name: equal work, equal digest. */
void kkr_batch_arguments_digest(const kkr_batch_call *call, char hex[KKR_SHA256_HEX]);

/**
 * Both for a verb that writes a file per entry: `call->pattern` names them; `suffix` is
 * that of the example in the message if it is none.
 */
bool kkr_batch_arguments_files(const kkr_batch_call *call, const char *suffix,
                               const kkr_batch_work *work, kkr_error *err);

/** The item as the paths of one case. */
kkr_arguments kkr_batch_arguments_paths(const kkr_batch_item *item);
