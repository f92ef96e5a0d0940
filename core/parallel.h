// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * Work shared out over the cores.
 *
 * A job is cut into `n_tasks` independent tasks; every task writes its own part
 * of the output and reads only what nobody writes. So the result is the same,
 * bit for bit, whatever the number of threads.
 */

/** How many threads a job will use: job->threads, else the cores we may run on. */
int kkr_parallel_threads(const kkr_job *job);

/**
 * Calls task(user, i, thread) once for each i in [0, n_tasks), from several
 * threads; `thread` is in [0, kkr_parallel_threads(job)), for scratch memory.
 * Tasks are handed out in rising order. Reports progress as `doing` (may be
 * NULL: silent). Returns false if the job was cancelled: then some tasks were
 * never called.
 *
 * Threads: may be called from any thread; from inside a task only with a job of
 * one thread.
 */
bool kkr_parallel_for(const kkr_job *job, int n_tasks,
                      void (*task)(void *user, int i, int thread), void *user,
                      const char *doing);
