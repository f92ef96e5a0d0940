// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/document.h"

/**
 * What can be done to the view Check:
 *
 *   check-item S   the picture of the check of that name, "": of the worst one
 *   check-site N   marks site N, from 1 on; 0: the worst one
 *   check-grid N   judges a grid of N points along its longest axis
 */
void kkr_check_actions_add(GActionMap *map, KkrDocument *document);
void kkr_check_actions_update(GActionMap *map, KkrDocument *document);
