// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/document.h"

/**
 * Actions of the view Features; `map` is the window. What describes nothing is refused
 * with a sentence in the window. Those of a model that is there: ui/model_actions.h.
 *
 *   features-page      point, plane, line or model
 *   features-panel     V, dV, absV or absdV: the panel of V beside the charts
 *   features-rcut d   features-rmin d (angstrom)   features-gamma d
 *   features-n-one i   features-n-two i   features-l-max i
 *   features-alpha-one d   features-alpha-two d   features-beta-one d   features-beta-two d
 *   features-species   all or host,imp
 *   features-single    two-body terms vanish at rcut only
 *   features-likeness d
 *   features-feature   of the page plane: a label, or overview
 *   features-raw       its values as they are, not z
 *   fit-target   dV or dVstart          fit-cells   all or impurity
 *   fit-n-one i   fit-n-two i   fit-l-max i   fit-rcut d (0: as suits the cells)
 *   fit-ridge d   fit-points i (0: as suits)
 *
 * The point that is described is the pin of the panels, else their crosshair.
 */
void kkr_features_actions_add(GActionMap *map, KkrDocument *document);
/** Brings states up to the recipe. */
void kkr_features_actions_update(GActionMap *map, KkrDocument *document);
