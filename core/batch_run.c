// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/batch_log.h"
#include "core/parallel.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** What all threads share; items are made at once, and put one after the other. */
typedef struct run {
    kkr_batch *batch;
    const kkr_batch_work *work;
    const kkr_job *job;
    kkr_job one; // for the work on one item
    kkr_batch_log *log;
    const int *todo; // items
    int n;
    pthread_mutex_t mutex;
    pthread_cond_t turn_changed;
    int turn; // of todo, whose product is put next
    bool stop;
    kkr_error *err; // of what ended it all
} run;

/** "Hg/Ag: ...", unless the sentence has its place already. */
static void note_failure(run *r, const kkr_batch_item *item, const char *why)
{
    if (strncmp(why, item->path, strlen(item->path)) == 0)
        kkr_note(&r->batch->n_failed, &r->batch->failed, "%s", why);
    else
        kkr_note(&r->batch->n_failed, &r->batch->failed, "%s: %s", item->path, why);
}

/** Everything ends here, as no further item could be kept. */
static void stop(run *r, const kkr_error *why)
{
    if (!r->stop)
        kkr_fail(r->err, why->code, "%s", why->message);
    r->stop = true;
}

/** What is done with an item when it is its turn; the mutex is held. */
static void finish(run *r, int i, bool made, void *product, kkr_error *why)
{
    const kkr_batch_item *item = &r->batch->items[r->todo[i]];
    bool kept = made && !r->stop &&
                (!r->work->put || r->work->put(r->work->user, item, product, why));
    bool is_logged = kept && (!r->log || kkr_batch_log_add(r->log, item, why));
    if (why->code == KKR_ERROR_CANCELLED || (kept && !is_logged) ||
        (made && !kept && why->code == KKR_ERROR_FILE))
        stop(r, why);
    else if (!kept && !r->stop)
        note_failure(r, item, why->message);
    if (product && r->work->drop)
        r->work->drop(product);
    char doing[100];
    snprintf(doing, sizeof doing, "%s %d of %d: %s", r->work->doing, i + 1, r->n,
             item->row->name);
    if (!r->stop && !kkr_job_step(r->job, (double)(i + 1) / r->n, doing))
        stop(r, &(kkr_error){ KKR_ERROR_CANCELLED, "cancelled" });
}

/** Items are handed out in rising order, so the one whose turn it is is at work. */
static void do_item(void *user, int i, int thread)
{
    run *r = user;
    const kkr_batch_item *item = &r->batch->items[r->todo[i]];
    kkr_error why = { 0 };
    void *product = NULL;
    pthread_mutex_lock(&r->mutex);
    bool stopped = r->stop;
    pthread_mutex_unlock(&r->mutex);
    bool made = !stopped && r->work->make(r->work->user, item, &r->one, &product, &why);
    if (stopped)
        why.code = KKR_ERROR_CANCELLED;
    pthread_mutex_lock(&r->mutex);
    while (r->turn != i)
        pthread_cond_wait(&r->turn_changed, &r->mutex);
    finish(r, i, made, product, &why);
    r->turn++;
    pthread_cond_broadcast(&r->turn_changed);
    pthread_mutex_unlock(&r->mutex);
}

bool kkr_batch_run(kkr_batch *batch, const kkr_batch_work *work, const kkr_job *job,
                   kkr_error *err)
{
    int *todo = kkr_alloc((size_t)batch->n + 1, sizeof *todo);
    run r = { .batch = batch, .work = work, .job = job, .todo = todo, .err = err };
    for (int i = 0; i < batch->n; i++)
        if (!batch->items[i].is_done)
            todo[r.n++] = i;
    KKR_AUTO(kkr_batch_log) log = NULL;
    bool good = true;
    if (r.n && batch->items[0].output)
        good = (log = kkr_batch_log_new(batch, err));
    r.log = log;
    int n_threads = kkr_parallel_threads(job);
    int at_once = work->one_by_one ? 1 : r.n < n_threads ? r.n : n_threads;
    r.one = (kkr_job){ .cancel = job ? job->cancel : NULL,
                       .threads = at_once > 0 ? n_threads / at_once : 1 };
    kkr_job outer = { .cancel = r.one.cancel, .threads = at_once };
    pthread_mutex_init(&r.mutex, NULL);
    pthread_cond_init(&r.turn_changed, NULL);
    if (good && r.n && !kkr_parallel_for(&outer, r.n, do_item, &r, NULL) && !r.stop) {
        r.stop = true;
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    }
    pthread_cond_destroy(&r.turn_changed);
    pthread_mutex_destroy(&r.mutex);
    free(todo);
    return good && !r.stop;
}
