// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gio/gio.h>

#include "core/dataset.h"
#include "core/dataset_order.h"

/**
 * A kkr_dataset_order as a GListModel of KkrEntry, which are made when somebody asks.
 *
 * Threads: main thread only.
 */
#define KKR_TYPE_ENTRY kkr_entry_get_type()
G_DECLARE_FINAL_TYPE(KkrEntry, kkr_entry, KKR, ENTRY, GObject)

#define KKR_TYPE_ENTRY_LIST kkr_entry_list_get_type()
G_DECLARE_FINAL_TYPE(KkrEntryList, kkr_entry_list, KKR, ENTRY_LIST, GObject)

/** One that stands for no row: what the sorters of a table are asked with. */
KkrEntry *kkr_entry_new(void);
/** Borrowed as long as the list has it; NULL: it stands for none. */
const kkr_dataset_row *kkr_entry_row(KkrEntry *entry);

KkrEntryList *kkr_entry_list_new(void);
/** Both are borrowed until they are set again; NULL: none. */
void kkr_entry_list_set(KkrEntryList *list, const kkr_dataset *dataset,
                        const kkr_dataset_order *order);
/** The row of the data set at a position; -1: there is none. */
int kkr_entry_list_row_at(KkrEntryList *list, guint position);
