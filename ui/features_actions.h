// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/document.h"

/**
 * Actions of the view Features:
 *
 *   features-rcut d   features-rmin d (angstrom)   features-likeness d
 *   features-n-one i   features-n-two i   features-l-max i
 *   features-species   all or host,imp
 *   features-single    two-body terms vanish at rcut only
 *
 * The point that is described is the pin of the panels.
 */
void kkr_features_actions_add(GActionMap *map, KkrDocument *document);
/** Brings states up to the recipe. */
void kkr_features_actions_update(GActionMap *map, KkrDocument *document);
