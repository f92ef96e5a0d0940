// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/document.h"

/**
 * The page of a figure, as keys of the recipe:
 *
 *   page-profile          journal-1col, journal-2col, beamer or slide; the word
 *   page-width, -height   mm; 0: as the profile says
 *   page-dpi              10 to 2400
 */
void kkr_page_actions_add(GActionMap *map, KkrDocument *document);
/** Brings their states up to the recipe. */
void kkr_page_actions_update(GActionMap *map, KkrDocument *document);
