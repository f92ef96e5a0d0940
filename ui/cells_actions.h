// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/document.h"

/**
 * Actions of the view Cells and of its camera that are more than a word or a switch
 * (ui/actions.c has those: cells-shown, cells-chart, cells-hidden, ...):
 *
 *   cells-site i   whose cell; 0: the natural one     cells-face i   marked; 0: none
 *   cells-colour   plain element site volume jump; faces coloured by jump are made
 *                  opaque enough to be read
 *   cells-opacity d   cells-radius d (bohr, 0: auto)   cells-l i
 *   cells-direction (ddd)
 *   look           x y z -x -y -z, a b c of the lattice, or normal of the plane
 *   fit            everything is seen
 */
void kkr_cells_zoom(KkrDocument *document, double factor);
void kkr_cells_actions_add(GActionMap *map, KkrDocument *document);
/** Brings states up to the recipe. */
void kkr_cells_actions_update(GActionMap *map, KkrDocument *document);
