// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/document.h"

/**
 * What one can do in a data set (ui/walk.h):
 *
 *   next-entry previous-entry   in the order of the table, among those map-select selects
 *   first-entry last-entry
 *   entry "Hg/Ag"               by name; its state is what is open, "": no entry
 *   pin-entry                   to compare with; again: no longer
 *   blink-entry                 to the pinned entry and back
 *   compare-entry               V0 is the pinned entry's V, so that V - V0 is what differs
 *   open-dataset                asks for the file of another data set
 *   dataset-map                 the view Data set, and back to the one before
 *   map-colour map-scale map-order map-hosts map-select map-sort map-show
 *                               of the recipe's map
 *
 * Without a data set those up to compare-entry do nothing.
 */
void kkr_dataset_actions_add(GActionMap *map, KkrDocument *document);
void kkr_dataset_actions_update(GActionMap *map, KkrDocument *document);
