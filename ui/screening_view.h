// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/**
 * How fast V - V0 falls off, of all selected entries of the data set; of the open one
 * cell by cell. A press opens the nearest entry.
 */
GtkWidget *kkr_screening_view_new(KkrDocument *document);
