// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/stage.h"

/**
 * What can be asked of a case, as actions of the window:
 *
 *   center-site N          plane and view through site N (from 1)
 *   l-max N                components up to l = N, -1: all
 *   reference-path "FILE"  V0 from that file
 *   reference-file         the same, after asking for the file
 */
void kkr_case_actions_add(GActionMap *map, KkrDocument *document, KkrStage *stage);
void kkr_case_actions_update(GActionMap *map, KkrDocument *document);

/** The largest l of the shown potentials: their LPOT. */
int kkr_case_l_max(const kkr_case *object);
