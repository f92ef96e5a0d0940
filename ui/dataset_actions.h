// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/dataset.h"
#include "ui/document.h"

/**
 * Walking through a data set: what is open is one of its entries, the next one opens
 * with the same plane, camera, ranges and scales, so that only the physics changes.
 *
 *   next-entry previous-entry   among those that map-select selects
 *   entry "Hg/Ag"               by name; its state is what is open, "": no entry
 *   pin-entry                   to compare with; again: no longer
 *   blink-entry                 to the pinned entry and back
 *   map-colour map-scale map-order map-hosts map-select   of the recipe's map
 *
 * Without a data set the first five do nothing.
 */
void kkr_dataset_actions_add(GActionMap *map, KkrDocument *document);
void kkr_dataset_actions_update(GActionMap *map, KkrDocument *document);

/** The data set that the open case is an entry of, and its row (-1: a host); borrowed
 *  until another case is open. NULL: it is none. */
const kkr_dataset *kkr_dataset_of(KkrDocument *document, int *row);
/** The row that is pinned; -1: none. */
int kkr_dataset_pinned(KkrDocument *document);
/** Opens a row of kkr_dataset_of(). */
void kkr_dataset_go(KkrDocument *document, int row);
