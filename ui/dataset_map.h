// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/**
 * The map of the data set that is open. A press opens an entry, arrow keys walk along
 * rows and columns, the probe line tells what is under the pointer.
 */
GtkWidget *kkr_dataset_map_view_new(KkrDocument *document);
