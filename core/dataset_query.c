// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/dataset_query.h"

#include "core/text.h"
#include "core/word.h"

#include <ctype.h>
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef enum relation { EQUAL, UNEQUAL, LESS, LESS_EQUAL, MORE, MORE_EQUAL } relation;

typedef struct term {
    char *column; // NULL: a bare pattern
    bool is_text, absolute;
    relation relation;
    char *pattern; // of texts
    char *second;  // of a bare pattern "host:impurity"; NULL: one word
    double number;
} term;

struct kkr_dataset_query {
    int n;
    term *terms;
};

static const char *const operators[] = { "=", "!=", "<", "<=", ">", ">=" };

/** The operator at `at`, the longer one first; -1: none. */
static int operator_at(const char *at, size_t *length)
{
    static const relation order[] = {
        UNEQUAL, LESS_EQUAL, MORE_EQUAL, EQUAL, LESS, MORE
    };
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        *length = strlen(operators[order[i]]);
        if (strncmp(at, operators[order[i]], *length) == 0)
            return (int)order[i];
    }
    return -1;
}

static bool fail_column(const char *name, kkr_error *err)
{
    const char *words[64];
    int n = 0;
    for (int i = 0; kkr_dataset_number_column(i) && n < 64; i++)
        words[n++] = kkr_dataset_number_column(i);
    for (int i = 0; kkr_dataset_text_column(i) && n < 64; i++)
        words[n++] = kkr_dataset_text_column(i);
    const char *nearest = kkr_word_nearest(name, words, n);
    return kkr_fail(err, KKR_ERROR_USAGE,
                    nearest ? "%s: no such column; did you mean %s?"
                            : "%s: no such column, expected %s",
                    name,
                    nearest ? nearest : "rms, dv, n_sites, core_shift, host, ...");
}

static bool read_comparison(term *t, char *word, char *op, size_t length,
                            kkr_error *err)
{
    char *value = op + length;
    *op = '\0';
    char *name = word;
    size_t n = strlen(name);
    if (n > 2 && name[0] == '|' && name[n - 1] == '|') {
        name[n - 1] = '\0';
        name++;
        t->absolute = true;
    }
    bool is_number;
    const kkr_dataset_row any = kkr_dataset_row_unknown();
    kkr_dataset_row_number(&any, name, &is_number);
    t->is_text = kkr_dataset_row_text(&any, name) != NULL;
    if (!is_number && !t->is_text)
        return fail_column(name, err);
    t->column = kkr_strdup(name);
    if (t->is_text) {
        t->pattern = kkr_strdup(value);
        return (t->relation <= UNEQUAL && !t->absolute) ||
               kkr_fail(err, KKR_ERROR_USAGE, "%s is a text: expected %s=PATTERN", name,
                        name);
    }
    kkr_number what = kkr_parse_fortran(value, strlen(value), &t->number);
    return what == KKR_NUMBER_OK || what == KKR_NUMBER_NAN ||
           kkr_fail(err, KKR_ERROR_USAGE, "%s needs a number, found \"%s\"", name,
                    value);
}

static bool add_term(kkr_dataset_query *query, char *word, kkr_error *err)
{
    query->terms =
        kkr_realloc(query->terms, (size_t)query->n + 1, sizeof *query->terms);
    term *t = &query->terms[query->n++];
    *t = (term){ 0 };
    for (char *at = word; *at; at++) {
        size_t length;
        int op = operator_at(at, &length);
        if (op >= 0) {
            t->relation = (relation)op;
            return read_comparison(t, word, at, length, err);
        }
    }
    t->is_text = true;
    char *colon = strpbrk(word, ":/");
    if (colon) {
        *colon = '\0';
        t->second = kkr_strdup(colon[1] ? colon + 1 : "*");
    }
    t->pattern = kkr_strdup(*word ? word : "*");
    return true;
}

kkr_dataset_query *kkr_dataset_query_new(const char *text, kkr_error *err)
{
    KKR_AUTO(kkr_dataset_query) query = kkr_alloc(1, sizeof *query);
    char *copy = kkr_strdup(text), *rest = copy;
    bool good = true;
    for (char *word; good && (word = strtok_r(rest, " \t\n,", &rest));)
        good = add_term(query, word, err);
    free(copy);
    return good ? KKR_STEAL(query) : NULL;
}

void kkr_dataset_query_free(kkr_dataset_query *query)
{
    if (!query)
        return;
    for (int i = 0; i < query->n; i++) {
        free(query->terms[i].column);
        free(query->terms[i].pattern);
        free(query->terms[i].second);
    }
    free(query->terms);
    free(query);
}

static bool fits(const char *pattern, const char *text)
{
    return fnmatch(pattern, text, FNM_CASEFOLD) == 0;
}

static bool fits_bare(const term *t, const kkr_dataset_row *row)
{
    if (!t->second)
        return fits(t->pattern, row->host_element) || fits(t->pattern, row->impurity);
    bool host = fits(t->pattern, row->host_element) || fits(t->pattern, row->host);
    const char *slash = strchr(row->name, '/'); // "Hg/Ag@7"
    return host &&
           (fits(t->second, row->impurity) || (slash && fits(t->second, slash + 1)));
}

static bool fits_number(const term *t, double x)
{
    if (t->absolute)
        x = fabs(x);
    if (isnan(t->number))
        return isnan(x) == (t->relation == EQUAL);
    switch (t->relation) {
    case EQUAL:
        return x == t->number;
    case UNEQUAL:
        return !isnan(x) && x != t->number;
    case LESS:
        return x < t->number;
    case LESS_EQUAL:
        return x <= t->number;
    case MORE:
        return x > t->number;
    default:
        return x >= t->number;
    }
}

bool kkr_dataset_query_matches(const kkr_dataset_query *query,
                               const kkr_dataset_row *row)
{
    for (int i = 0; i < query->n; i++) {
        const term *t = &query->terms[i];
        bool good, found;
        if (!t->column)
            good = fits_bare(t, row);
        else if (t->is_text)
            good = fits(t->pattern, kkr_dataset_row_text(row, t->column)) ==
                   (t->relation == EQUAL);
        else
            good = fits_number(t, kkr_dataset_row_number(row, t->column, &found));
        if (!good)
            return false;
    }
    return true;
}
