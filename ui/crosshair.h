// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"

/**
 * What follows the mouse above the panels: the linked crosshair, a value in each
 * panel, the frame of the active one, and why a panel is empty. A few rectangles
 * and glyphs for GTK's own renderer, so that moving the mouse draws nothing else
 * anew.
 */
#define KKR_TYPE_CROSSHAIR kkr_crosshair_get_type()
G_DECLARE_FINAL_TYPE(KkrCrosshair, kkr_crosshair, KKR, CROSSHAIR, GtkWidget)

GtkWidget *kkr_crosshair_new(KkrDocument *document);

/** Where the panels lie, how they look, and which of them is active. */
void kkr_crosshair_place(KkrCrosshair *self, const kkr_panels_layout *layout,
                         const kkr_panels_style *style, kkr_quantity active);

/** Outlines the cells of a site of the case; -1: of none. */
void kkr_crosshair_highlight(KkrCrosshair *self, int site);
