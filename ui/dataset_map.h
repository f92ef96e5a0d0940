// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/**
 * The map of the data set that is open, with what it shows and what is searched above
 * it and the entry under the pointer below. A press opens an entry, arrow keys walk
 * from one to the next, Space compares with the pinned one.
 */
GtkWidget *kkr_dataset_map_view_new(KkrDocument *document);
