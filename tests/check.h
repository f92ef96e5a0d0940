// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/**
 * What every test uses. A failed check prints both expressions and both values
 * and the test goes on; `return check_done();` ends main. A test that needs the
 * reference data asks check_shared() and returns CHECK_SKIP without it.
 */

// CHECK_FAILS has an `err` of its own, whatever the test calls its one.
#pragma GCC diagnostic ignored "-Wshadow"

#define CHECK_SKIP 77 // the exit status that meson shows as "skipped"

static int check_failures;

#define CHECK(condition)                                                     \
    do {                                                                     \
        if (!(condition)) {                                                  \
            printf("%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
            check_failures++;                                                \
        }                                                                    \
    } while (0)

/** |a - b| <= tol; a NaN on either side fails. */
#define CHECK_NEAR(a, b, tol)                                                        \
    do {                                                                             \
        double a_ = (a), b_ = (b), tol_ = (tol);                                     \
        if (!(fabs(a_ - b_) <= tol_)) {                                              \
            printf("%s:%d: %s = %.17g, but %s = %.17g; off by %.3g, allowed %.3g\n", \
                   __FILE__, __LINE__, #a, a_, #b, b_, fabs(a_ - b_), tol_);         \
            check_failures++;                                                        \
        }                                                                            \
    } while (0)

#define CHECK_STRING(a, b)                                                          \
    do {                                                                            \
        const char *a_ = (a), *b_ = (b);                                            \
        if (!a_ || !b_ || strcmp(a_, b_) != 0) {                                    \
            printf("%s:%d: %s = \"%s\", but %s = \"%s\"\n", __FILE__, __LINE__, #a, \
                   a_ ? a_ : "(null)", #b, b_ ? b_ : "(null)");                     \
            check_failures++;                                                       \
        }                                                                           \
    } while (0)

/** `call` must fail and its message must contain `part`; uses a kkr_error `err`. */
#define CHECK_FAILS(call, part)                                                        \
    do {                                                                               \
        kkr_error err = { 0 };                                                         \
        bool failed_ = !(call);                                                        \
        if (!failed_ || !strstr(err.message, part)) {                                  \
            printf("%s:%d: %s: expected an error with \"%s\", got \"%s\"\n", __FILE__, \
                   __LINE__, #call, part, failed_ ? err.message : "success");          \
            check_failures++;                                                          \
        }                                                                              \
    } while (0)

/** The folder with reference data, or NULL; meson sets KKR_SHARED. */
static inline const char *check_shared(void)
{
    const char *folder = getenv("KKR_SHARED");
    char probe[4096];
    if (folder && *folder) {
        snprintf(probe, sizeof probe, "%s/golden/kkr.json", folder);
        FILE *file = fopen(probe, "r");
        if (file) {
            fclose(file);
            return folder;
        }
    }
    printf("skipped: the reference data (option `shared`) is not here\n");
    return NULL;
}

/** A file of our own below tests/data; the string lives until the next call. */
static inline const char *check_data(const char *name)
{
    static char path[4096];
    const char *folder = getenv("KKR_TEST_DATA");
    snprintf(path, sizeof path, "%s/%s", folder ? folder : "tests/data", name);
    return path;
}

static inline int check_done(void)
{
    if (check_failures)
        printf("%d check%s failed\n", check_failures, check_failures == 1 ? "" : "s");
    return check_failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
