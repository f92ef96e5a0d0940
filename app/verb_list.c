// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/dataset_options.h"
#include "app/json.h"
#include "app/verb.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct arguments {
    bool json, csv;
    const char *select;
    int threads;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "select", "QUERY", "only these entries, like \"Hg:A* rms<1e-3\"",
      offsetof(arguments, select) },
    { KKR_OPTION_FLAG, "csv", NULL, "all columns, comma-separated",
      offsetof(arguments, csv) },
    { KKR_OPTION_FLAG, "json", NULL, "one JSON object", offsetof(arguments, json) },
    { KKR_OPTION_COUNT, "threads", "N", "taken as by all verbs; this one needs one",
      offsetof(arguments, threads) },
    { 0 },
};

// ------------------------------------------------------------- CSV

/** A text that has a comma or a quote stands in quotes. */
static void print_field(const char *text)
{
    if (!strpbrk(text, ",\"\n")) {
        fputs(text, stdout);
        return;
    }
    putchar('"');
    for (; *text; text++) {
        if (*text == '"')
            putchar('"');
        putchar(*text == '\n' ? ' ' : *text);
    }
    putchar('"');
}

static void print_csv(const kkr_dataset *dataset, const int *rows, int n)
{
    const char *column;
    printf("number");
    for (int k = 0; (column = kkr_dataset_text_column(k)); k++)
        printf(",%s", column);
    for (int k = 0; (column = kkr_dataset_number_column(k)); k++)
        printf(",%s", column);
    printf("\n");
    for (int i = 0; i < n; i++) {
        const kkr_dataset_row *row = &dataset->rows[rows[i]];
        printf("%d", rows[i] + 1);
        for (int k = 0; (column = kkr_dataset_text_column(k)); k++) {
            putchar(',');
            print_field(kkr_dataset_row_text(row, column));
        }
        for (int k = 0; (column = kkr_dataset_number_column(k)); k++) {
            bool found;
            printf(",%.10g", kkr_dataset_row_number(row, column, &found));
        }
        printf("\n");
    }
}

// ------------------------------------------------------------- JSON

static void print_json(const kkr_dataset *dataset, const int *rows, int n)
{
    kkr_json json = { .file = stdout };
    kkr_json_begin_object(&json, NULL);
    kkr_json_string(&json, "path", dataset->path);
    kkr_json_string(&json, "energy_unit", "Ry");
    kkr_json_string(&json, "length_unit", "bohr");
    kkr_json_begin_array(&json, "entries");
    for (int i = 0; i < n; i++) {
        const kkr_dataset_row *row = &dataset->rows[rows[i]];
        const char *column;
        kkr_json_begin_object(&json, NULL);
        kkr_json_integer(&json, "number", rows[i] + 1);
        for (int k = 0; (column = kkr_dataset_text_column(k)); k++)
            kkr_json_string(&json, column, kkr_dataset_row_text(row, column));
        for (int k = 0; (column = kkr_dataset_number_column(k)); k++) {
            bool found;
            kkr_json_number(&json, column, kkr_dataset_row_number(row, column, &found));
        }
        kkr_json_begin_array(&json, "shells");
        for (int k = 0; k < row->quality.n_shells; k++) {
            kkr_json_begin_object(&json, NULL);
            kkr_json_number(&json, "r", row->quality.shell_r[k]);
            kkr_json_number(&json, "dv", row->quality.shell_dv[k]);
            kkr_json_end_object(&json);
        }
        kkr_json_end_array(&json);
        kkr_json_end_object(&json);
    }
    kkr_json_end_array(&json);
    kkr_json_end_object(&json);
    kkr_json_finish(&json);
}

// ------------------------------------------------------------- a table to read

/** A number in nine columns, or a dash. */
static void print_number(double x)
{
    if (isnan(x))
        printf(" %9s", "-");
    else if (x == 0 || (fabs(x) >= 0.01 && fabs(x) < 1e4))
        printf(" %9.3f", x);
    else
        printf(" %9.2e", x);
}

static void print_table(const kkr_dataset *dataset, const int *rows, int n)
{
    printf("%6s %-14s %5s %9s %9s %9s %9s %9s %9s  %s\n", "number", "entry", "sites",
           "rms", "dV", "last", "jump", "symmetry", "core", "warnings");
    for (int i = 0; i < n; i++) {
        const kkr_dataset_row *row = &dataset->rows[rows[i]];
        const kkr_quality *q = &row->quality;
        printf("%6d %-14s %5d", rows[i] + 1, row->name, row->n_sites);
        print_number(q->rms);
        print_number(q->dv);
        print_number(q->n_shells > 1 ? q->shell_dv[q->n_shells - 1] : NAN);
        print_number(q->face_jump);
        print_number(q->symmetry);
        print_number(q->core_shift);
        if (q->n_warnings)
            printf("  %d: %s", q->n_warnings, row->warning);
        printf("\n");
    }
    printf("\nrms of the last iteration; dV: norm of V - V0 in the muffin-tin spheres, "
           "and in the\noutermost shell; jump of V over the cell faces; what symmetry "
           "forbids; core level off\nits trend along Z. Energies in Ry; a dash is not "
           "known.\n");
}

bool kkr_verb_list(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { 0 };
    const kkr_option_group groups[] = { { "Options", own_options, &own }, { 0 } };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    if (paths.n_paths > 1)
        return kkr_fail(err, KKR_ERROR_USAGE, "list needs one data set, found %s too",
                        paths.paths[1]);
    if (own.json && own.csv)
        return kkr_fail(err, KKR_ERROR_USAGE, "list writes --json or --csv, not both");
    int n;
    int *rows;
    KKR_AUTO(kkr_dataset)
    dataset = kkr_dataset_options_open(paths.paths[0], own.select, &rows, &n, err);
    if (!dataset)
        return false;
    if (own.json)
        print_json(dataset, rows, n);
    else if (own.csv)
        print_csv(dataset, rows, n);
    else
        print_table(dataset, rows, n);
    free(rows);
    return true;
}
