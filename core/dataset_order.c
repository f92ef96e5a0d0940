// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/dataset_order.h"

#include "core/dataset_query.h"
#include "core/word.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct key {
    double number;
    const char *text; // NULL: sorted by number
    int row;
} key;

static int compare_rising(const void *x, const void *y)
{
    const key *a = x, *b = y;
    int order = a->text ? strverscmp(a->text, b->text)
                        : (a->number > b->number) - (a->number < b->number);
    return order ? order : a->row - b->row;
}

static int compare_falling(const void *x, const void *y)
{
    const key *a = x, *b = y;
    int order = a->text ? strverscmp(b->text, a->text)
                        : (b->number > a->number) - (b->number < a->number);
    return order ? order : a->row - b->row;
}

static bool check_column(const char *name, kkr_error *err)
{
    const kkr_dataset_row any = kkr_dataset_row_unknown();
    bool found;
    kkr_dataset_row_number(&any, name, &found);
    if (found || kkr_dataset_row_text(&any, name))
        return true;
    const char *words[96];
    int n = 0;
    for (int i = 0; kkr_dataset_number_column(i) && n < 64; i++)
        words[n++] = kkr_dataset_number_column(i);
    for (int i = 0; kkr_dataset_text_column(i) && n < 96; i++)
        words[n++] = kkr_dataset_text_column(i);
    const char *nearest = kkr_word_nearest(name, words, n);
    return kkr_fail(err, KKR_ERROR_USAGE,
                    "%s: no column of the table to sort by; did you mean %s?", name,
                    nearest ? nearest : "name, impurity_z, dv or rms");
}

static bool is_unknown(const key *k)
{
    return k->text ? !*k->text : isnan(k->number);
}

/** Known ones to the front, in the order of the file; how many. */
static size_t part(key *keys, size_t n)
{
    key *late = kkr_alloc(n ? n : 1, sizeof *late);
    size_t n_known = 0, n_late = 0;
    for (size_t i = 0; i < n; i++)
        if (is_unknown(&keys[i]))
            late[n_late++] = keys[i];
        else
            keys[n_known++] = keys[i];
    memcpy(keys + n_known, late, n_late * sizeof *late);
    free(late);
    return n_known;
}

kkr_dataset_order *kkr_dataset_order_new(const kkr_dataset_row *rows, int n,
                                         const char *select, const char *sort,
                                         kkr_error *err)
{
    bool falling = sort[0] == '-';
    const char *column = sort + falling;
    if (*column && !check_column(column, err))
        return NULL;
    KKR_AUTO(kkr_dataset_query) query = kkr_dataset_query_new(select, err);
    if (!query)
        return NULL;
    kkr_dataset_order *order = kkr_alloc(1, sizeof *order);
    order->n_all = n;
    order->row = kkr_alloc((size_t)n + 1, sizeof *order->row);
    order->position = kkr_alloc((size_t)n + 1, sizeof *order->position);
    key *keys = kkr_alloc((size_t)n + 1, sizeof *keys);
    for (int i = 0; i < n; i++) {
        order->position[i] = -1;
        if (!kkr_dataset_query_matches(query, &rows[i]))
            continue;
        bool found = false;
        key *k = &keys[order->n++];
        k->row = i;
        k->number = *column ? kkr_dataset_row_number(&rows[i], column, &found) : i;
        k->text = *column && !found ? kkr_dataset_row_text(&rows[i], column) : NULL;
    }
    size_t n_known = part(keys, (size_t)order->n);
    if (n_known)
        qsort(keys, n_known, sizeof *keys, falling ? compare_falling : compare_rising);
    for (int i = 0; i < order->n; i++) {
        order->row[i] = keys[i].row;
        order->position[keys[i].row] = i;
    }
    free(keys);
    return order;
}

void kkr_dataset_order_free(kkr_dataset_order *order)
{
    if (!order)
        return;
    free(order->row);
    free(order->position);
    free(order);
}

int kkr_dataset_order_step(const kkr_dataset_order *order, int row, int by)
{
    if (order->n == 0)
        return -1;
    int at = row >= 0 && row < order->n_all ? order->position[row] : -1;
    if (at < 0)
        return order->row[0];
    long to = (long)at + by;
    return order->row[to < 0 ? 0 : to >= order->n ? order->n - 1 : to];
}
