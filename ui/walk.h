// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/dataset.h"
#include "core/dataset_order.h"
#include "ui/document.h"

/**
 * Walking through a data set: the one that the document's case is an entry of, where
 * one is in it, and what is pinned to compare with. From one entry to the next plane,
 * camera, levels, ranges and scales stay, so that only the physics changes.
 *
 * Threads: main thread only.
 */
typedef struct KkrWalk {
    const kkr_dataset *dataset;
    guint serial; // another number for another data set
    int here;     // row that is open, or is being opened; -1: a host without impurity
    int pinned;   // row to compare with; -1: none
} KkrWalk;

/** Borrowed until another case is open. NULL: it is of no data set. */
const KkrWalk *kkr_walk_of(KkrDocument *document);

/**
 * The entries that the recipe's map selects, in the order of its table; one that makes
 * no sense (a query that is being typed) leaves the order before it. `serial` changes
 * with it and may be NULL. Borrowed until it does; NULL: there is none.
 */
const kkr_dataset_order *kkr_walk_order(KkrDocument *document, guint *serial);

/** Opens a row of the data set. Does nothing if there is no such row. */
void kkr_walk_go(KkrDocument *document, int row);
/** Pins a row; -1: none any more. */
void kkr_walk_pin(KkrDocument *document, int row);
/** To the pinned entry, and from there back. */
void kkr_walk_blink(KkrDocument *document);

/** The path of a row, "FILE.h5::Hg/Ag"; the caller frees it. */
char *kkr_walk_path(const KkrWalk *walk, int row);
/** "Hg:Ag", as cases are named; with "@7" where it comes several times. g_free() it. */
char *kkr_walk_name(const kkr_dataset_row *row);
