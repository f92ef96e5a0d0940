// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/text.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/**
 * How fast the numbers of a potential are read, against g_ascii_strtod() on the
 * same fields in the same run. CPU time of this thread: other work on the
 * machine hardly counts. Fails if the ratio is below what it must be.
 */
enum { N_RUNS = 11, COPIES = 40, FIELD = 20 };
static const double least_ratio = 8;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times)
{
    qsort(times, N_RUNS, sizeof *times, compare);
    return times[N_RUNS / 2];
}

// Only the full lines of numbers, many times: as much as a cluster's potential.
static char *collect(const char *content, gsize *length)
{
    GString *lines = g_string_new(NULL);
    char **split = g_strsplit(content, "\n", -1);
    for (int copy = 0; copy < COPIES; copy++)
        for (char **line = split; *line; line++)
            if (strlen(*line) == 4 * FIELD && (*line)[2] == '.')
                g_string_append_printf(lines, "%s\n", *line);
    g_strfreev(split);
    *length = lines->len;
    return g_string_free(lines, FALSE);
}

// What a reader without a fast path does: cut, D becomes E, convert.
static void read_slowly(const char *data, size_t length, double *values)
{
    size_t n = 0;
    for (const char *line = data; line < data + length; line += 4 * FIELD + 1)
        for (int k = 0; k < 4; k++) {
            char field[FIELD + 1];
            memcpy(field, line + k * FIELD, FIELD);
            field[FIELD] = 0;
            field[16] = 'E';
            values[n++] = g_ascii_strtod(field, NULL);
        }
}

int main(void)
{
    const char *folder = getenv("KKR_TEST_DATA");
    char *path =
        g_build_filename(folder ? folder : "tests/data", "cu_fcc.potential", NULL);
    char *content;
    gsize length;
    if (!g_file_get_contents(path, &content, NULL, NULL))
        return EXIT_FAILURE;
    char *data = collect(content, &length);
    size_t n = length / (4 * FIELD + 1) * 4, n_read = 0;
    double *slow = g_new0(double, n), *fast = g_new0(double, n);
    double slow_times[N_RUNS], fast_times[N_RUNS];
    int n_nan = 0;
    kkr_error err = { 0 };
    KKR_AUTO(kkr_text) text = kkr_text_new(path, data, length);
    for (int i = 0; i < N_RUNS; i++) {
        double start = now();
        read_slowly(data, length, slow);
        slow_times[i] = now() - start;
        kkr_text_rewind(text);
        start = now();
        kkr_text_columns(text, 4, FIELD, fast, n, &n_read, &n_nan, &err);
        fast_times[i] = now() - start;
    }
    bool equal = n_read == n && memcmp(slow, fast, n * sizeof *slow) == 0;
    double s = median(slow_times), f = median(fast_times), ratio = s / f;
    g_print(
        "numbers of a potential: %.1f ns each, %.0f MB/s, %.1f times g_ascii_strtod "
        "(%.1f ns)%s\n",
        1e9 * f / (double)n, 1e-6 * (double)length / f, ratio, 1e9 * s / (double)n,
        equal ? "" : "; the numbers differ");
    g_free(slow);
    g_free(fast);
    g_free(data);
    g_free(content);
    g_free(path);
    return equal && ratio >= least_ratio ? EXIT_SUCCESS : EXIT_FAILURE;
}
