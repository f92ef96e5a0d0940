// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/parallel.h"

#include <pthread.h>
#include <sched.h>

// Threads are started per call (about 20 us each): calls last milliseconds, and
// a pool would have to be shared between documents, tests and signal handlers.

enum { MAX_THREADS = 64 };

typedef struct shared {
    const kkr_job *job;
    int n_tasks;
    void (*task)(void *user, int i, int thread);
    void *user;
    const char *doing;
    atomic_int next;
    atomic_bool stop;
    pthread_mutex_t progress; // one report at a time
} shared;

typedef struct worker {
    shared *shared;
    int thread;
} worker;

int kkr_parallel_threads(const kkr_job *job)
{
    int n = job ? job->threads : 0;
    if (n <= 0) {
        cpu_set_t set;
        n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    }
    return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : n;
}

static void *work(void *data)
{
    worker *w = data;
    shared *s = w->shared;
    while (!atomic_load_explicit(&s->stop, memory_order_relaxed)) {
        int i = atomic_fetch_add(&s->next, 1);
        if (i >= s->n_tasks)
            break;
        s->task(s->user, i, w->thread);
        bool go_on = true;
        if (!s->doing) {
            go_on = !kkr_job_cancelled(s->job);
        } else if (pthread_mutex_trylock(&s->progress) == 0) {
            // whoever finds the door open reports; the others just go on
            int started = atomic_load(&s->next);
            int done = started < s->n_tasks ? started : s->n_tasks;
            go_on = kkr_job_step(s->job, (double)done / s->n_tasks, s->doing);
            pthread_mutex_unlock(&s->progress);
        }
        if (!go_on)
            atomic_store(&s->stop, true);
    }
    return NULL;
}

bool kkr_parallel_for(const kkr_job *job, int n_tasks,
                      void (*task)(void *user, int i, int thread), void *user,
                      const char *doing)
{
    shared s = {
        .job = job, .n_tasks = n_tasks, .task = task, .user = user, .doing = doing
    };
    pthread_mutex_init(&s.progress, NULL);
    int n_threads = kkr_parallel_threads(job);
    if (n_threads > n_tasks)
        n_threads = n_tasks > 0 ? n_tasks : 1;

    pthread_t thread[MAX_THREADS];
    worker workers[MAX_THREADS];
    int n_started = 1; // the caller works too; too few threads is slower, not wrong
    for (int i = 0; i < n_threads; i++)
        workers[i] = (worker){ &s, i };
    while (n_started < n_threads &&
           pthread_create(&thread[n_started], NULL, work, &workers[n_started]) == 0)
        n_started++;
    work(&workers[0]);
    for (int i = 1; i < n_started; i++)
        pthread_join(thread[i], NULL);
    pthread_mutex_destroy(&s.progress);
    return !atomic_load(&s.stop) && !kkr_job_cancelled(job);
}
