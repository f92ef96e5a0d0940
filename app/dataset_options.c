// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/dataset_options.h"

#include "app/json.h"
#include "app/verb.h"
#include "core/core_trend.h"
#include "core/place.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** What stands behind the file's name: an entry, a host, or nothing. */
static bool is_meant(const kkr_dataset *dataset, int row, const char *tail)
{
    if (tail[0] == '#')
        return row == atoi(tail + 1) - 1;
    if (tail[0] != ':')
        return true;
    return strcmp(dataset->rows[row].name, tail + 2) == 0 ||
           strcmp(dataset->rows[row].host, tail + 2) == 0;
}

kkr_dataset *kkr_dataset_options_open(const char *path, const char *query, int **rows,
                                      int *n, kkr_error *err)
{
    *rows = NULL;
    KKR_AUTO(kkr_dataset_query) wanted = kkr_dataset_query_new(query ? query : "", err);
    if (!wanted)
        return NULL;
    char *file = kkr_place_dataset(path);
    const char *tail = file ? path + strlen(file) : "";
    KKR_AUTO(kkr_dataset) dataset = kkr_dataset_open(file ? file : path, err);
    free(file);
    if (!dataset)
        return NULL;
    for (int i = 0; i < dataset->n_notes; i++)
        kkr_verb_warn("%s", dataset->notes[i]);
    *n = 0;
    *rows = kkr_alloc((size_t)dataset->n_rows + 1, sizeof **rows);
    for (int i = 0; i < dataset->n_rows; i++)
        if (is_meant(dataset, i, tail) &&
            kkr_dataset_query_matches(wanted, &dataset->rows[i]))
            (*rows)[(*n)++] = i;
    bool is_host = strncmp(tail, "::", 2) == 0 &&
                   kkr_dataset_has_host(dataset, tail + 2); // perhaps of no entry
    if (*n || (!query && (!*tail || is_host)))
        return KKR_STEAL(dataset);
    free(*rows);
    kkr_fail(err, KKR_ERROR_MISSING, "%s: none of its %d entries is %s%s%s",
             dataset->path, dataset->n_rows, tail, *tail && query ? " and " : "",
             query ? query : "");
    return NULL;
}

static int count_in(const kkr_dataset *dataset, const char *host)
{
    int n = 0;
    for (int i = 0; i < dataset->n_rows; i++)
        n += strcmp(dataset->rows[i].host, host) == 0;
    return n;
}

static bool stands_out(const kkr_dataset_row *row, char *why, size_t size)
{
    const kkr_quality *q = &row->quality;
    if (fabs(q->core_shift) > KKR_CORE_SHIFT_LARGE)
        snprintf(why, size,
                 "its core levels lie %.1f Ry %s the trend along Z: perhaps a false "
                 "solution",
                 fabs(q->core_shift), q->core_shift < 0 ? "below" : "above");
    else if (q->rms > 1e-3)
        snprintf(why, size, "not converged, rms %.2g", q->rms);
    else if (fabs(q->vbc_shift) > 1e-6)
        snprintf(why, size, "VBC is %.2g Ry off that of its host", q->vbc_shift);
    else if (row->warning[0])
        snprintf(why, size, "%s", row->warning);
    else
        return false;
    return true;
}

static void print_json(const kkr_dataset *dataset)
{
    kkr_json json = { .file = stdout };
    kkr_json_begin_object(&json, NULL);
    kkr_json_string(&json, "kind", "dataset");
    kkr_json_string(&json, "path", dataset->path);
    kkr_json_integer(&json, "n_entries", dataset->n_rows);
    kkr_json_begin_array(&json, "hosts");
    for (int i = 0; i < dataset->n_hosts; i++) {
        kkr_json_begin_object(&json, NULL);
        kkr_json_string(&json, "name", dataset->hosts[i]);
        kkr_json_integer(&json, "n_entries", count_in(dataset, dataset->hosts[i]));
        kkr_json_end_object(&json);
    }
    kkr_json_end_array(&json);
    kkr_json_begin_array(&json, "remarkable");
    char why[256];
    for (int i = 0; i < dataset->n_rows; i++)
        if (stands_out(&dataset->rows[i], why, sizeof why)) {
            kkr_json_begin_object(&json, NULL);
            kkr_json_string(&json, "name", dataset->rows[i].name);
            kkr_json_string(&json, "why", why);
            kkr_json_end_object(&json);
        }
    kkr_json_end_array(&json);
    kkr_json_begin_array(&json, "warnings");
    for (int i = 0; i < dataset->n_notes; i++)
        kkr_json_string(&json, NULL, dataset->notes[i]);
    kkr_json_end_array(&json);
    kkr_json_end_object(&json);
    kkr_json_finish(&json);
}

static void print_text(const kkr_dataset *dataset)
{
    printf("%s: data set, %d %s in %d %s\n\n", dataset->path, dataset->n_rows,
           dataset->n_rows == 1 ? "entry" : "entries", dataset->n_hosts,
           dataset->n_hosts == 1 ? "host" : "hosts");
    for (int i = 0; i < dataset->n_hosts; i++) {
        const char *host = dataset->hosts[i];
        printf("  %-10s %5d ", host, count_in(dataset, host));
        int column = 19;
        for (int k = 0; k < dataset->n_rows; k++) {
            if (strcmp(dataset->rows[k].host, host) != 0)
                continue;
            const char *name = dataset->rows[k].name + strlen(host) + 1;
            if (column + (int)strlen(name) + 1 > 88)
                column = 18 + printf("\n%18s", "") - 19;
            column += printf(" %s", name);
        }
        printf("\n");
    }
    char why[256];
    bool any = false;
    for (int i = 0; i < dataset->n_rows; i++) {
        if (!stands_out(&dataset->rows[i], why, sizeof why))
            continue;
        printf("%s  %-10s %s\n", any ? "" : "\nworth a look:\n", dataset->rows[i].name,
               why);
        any = true;
    }
    for (int i = 0; i < dataset->n_notes; i++)
        printf("%snote: %s\n", i ? "" : "\n", dataset->notes[i]);
}

bool kkr_dataset_options_info(const char *path, bool json, kkr_error *err)
{
    KKR_AUTO(kkr_dataset) dataset = kkr_dataset_open(path, err);
    if (!dataset)
        return false;
    if (json)
        print_json(dataset);
    else
        print_text(dataset);
    return true;
}
