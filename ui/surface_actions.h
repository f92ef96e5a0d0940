// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gio/gio.h>

#include "ui/document.h"

/**
 * Surfaces as actions of the window; they act on the active panel. Simple switches
 * (surface-pair, surface-colour, ...) are in ui/actions.c.
 *
 *   surface            toggle: the panel shows surfaces instead of the slice
 *   surface-level d    the only level, Ry; NaN: one that suits
 *   surface-levels ad  one to three of them
 *   surface-opacity d  0.05 to 1
 *   surface-repeat (iii)  of a crystal's cell, 1 to 16
 */
void kkr_surface_actions_add(GActionMap *map, KkrDocument *document);
void kkr_surface_actions_update(GActionMap *map, KkrDocument *document);

/** The levels of the active panel; a drag is one `step`. */
void kkr_surface_set_levels(KkrDocument *document, const double *levels, int n,
                            const char *step);
