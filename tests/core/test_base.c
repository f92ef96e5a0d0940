// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/base.h"
#include "core/parallel.h"
#include "tests/check.h"

#include <stdint.h>

static void square(void *user, int i, int thread)
{
    (void)thread;
    double *out = user;
    out[i] = (double)i * i;
}

static void count_progress(void *user, double fraction, const char *doing)
{
    (void)doing;
    double *last = user;
    CHECK(fraction >= 0 && fraction <= 1);
    *last = fraction;
}

int main(void)
{
    // an error keeps one sentence and says false
    kkr_error err = { 0 };
    CHECK(
        !kkr_fail(&err, KKR_ERROR_FORMAT, "fe.pot:%d: %s", 136, "expected 4 numbers"));
    CHECK_STRING(err.message, "fe.pot:136: expected 4 numbers");
    CHECK(!kkr_fail(&err, err.code, "site 3: %s", err.message));
    CHECK_STRING(err.message, "site 3: fe.pot:136: expected 4 numbers");
    CHECK(!kkr_fail(NULL, KKR_ERROR_FILE, "nobody listens"));

    // a buffer grows, keeps its place when it is large enough, and is aligned
    kkr_buffer buffer = { 0 };
    CHECK(kkr_buffer_reserve(&buffer, 100, &err));
    CHECK(buffer.size >= 100 && (uintptr_t)buffer.data % 64 == 0);
    CHECK(kkr_buffer_reserve(&buffer, (size_t)3 << 20, &err));
    CHECK((uintptr_t)buffer.data % ((size_t)2 << 20) == 0);
    void *place = buffer.data;
    CHECK(kkr_buffer_reserve(&buffer, 1000, &err) && buffer.data == place);
    kkr_buffer_clear(&buffer);
    CHECK(!buffer.data && buffer.size == 0);
    CHECK_FAILS(kkr_buffer_reserve(&buffer, SIZE_MAX - 5, &err), "no memory");
    CHECK_FAILS(kkr_alloc_large(SIZE_MAX / 2, 16, &err), "no memory");

    // notes are kept once each
    int n_notes = 0;
    char **notes = NULL;
    kkr_note(&n_notes, &notes, "site %d: odd", 3);
    kkr_note(&n_notes, &notes, "site %d: odd", 3);
    kkr_note(&n_notes, &notes, "site %d: odd", 4);
    CHECK(n_notes == 2);
    CHECK_STRING(notes[1], "site 4: odd");
    kkr_notes_free(n_notes, notes);

    // every task runs once, whatever the number of threads
    enum { N = 1000 };
    static double one[N], many[N];
    double last = -1;
    kkr_job job = { .threads = 1, .progress = count_progress, .user = &last };
    CHECK(kkr_parallel_for(&job, N, square, one, "squaring"));
    CHECK_NEAR(last, 1, 0);
    job = (kkr_job){ .threads = 7 };
    CHECK(kkr_parallel_for(&job, N, square, many, NULL));
    CHECK(memcmp(one, many, sizeof one) == 0);
    CHECK_NEAR(one[N - 1], (N - 1.0) * (N - 1.0), 0);

    // a cancelled job stops
    atomic_bool cancel = true;
    job = (kkr_job){ .cancel = &cancel };
    CHECK(!kkr_parallel_for(&job, N, square, one, NULL));
    CHECK(!kkr_job_step(&job, 0.5, "anything"));
    CHECK(kkr_job_step(NULL, 0.5, "anything"));
    return check_done();
}
