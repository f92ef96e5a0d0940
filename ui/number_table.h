// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

/**
 * A small table of texts with numbers behind them: sorts by any column, one row is
 * chosen. Signal "chosen" (int key): the user selected a row; -1: none any more.
 */
#define KKR_TYPE_NUMBER_TABLE kkr_number_table_get_type()
G_DECLARE_FINAL_TYPE(KkrNumberTable, kkr_number_table, KKR, NUMBER_TABLE, GtkWidget)

enum { KKR_TABLE_MAX_COLUMNS = 8 };

typedef struct KkrTableRow {
    int key;
    double value[KKR_TABLE_MAX_COLUMNS]; // to sort by; NaN comes last
    char *text[KKR_TABLE_MAX_COLUMNS];   // taken over
} KkrTableRow;

/**
 * `titles` NULL-terminated; the text of column k is at the left if the bit 1 << k of
 * `left` is set, else at the right. `name` is what assistive technologies say.
 */
GtkWidget *kkr_number_table_new(const char *const *titles, unsigned left,
                                const char *name);
void kkr_number_table_set_title(KkrNumberTable *self, int column, const char *title);
void kkr_number_table_fill(KkrNumberTable *self, KkrTableRow *rows, int n);
/** Selects the row with this key; -1: none. Emits nothing. */
void kkr_number_table_select(KkrNumberTable *self, int key);
