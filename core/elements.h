// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * Where an element stands in the periodic table. Symbols: kkr_element_symbol().
 *
 * Threads: pure functions.
 */
typedef enum kkr_block {
    KKR_BLOCK_S,
    KKR_BLOCK_F,
    KKR_BLOCK_D,
    KKR_BLOCK_P,
} kkr_block; // in the order in which a period fills them

typedef struct kkr_element {
    int z;
    int period; // 1 .. 7
    int group;  // 1 .. 18; the f block counts as group 3
    kkr_block block;
} kkr_element;

/**
 * False for a vacancy, a fractional charge (CPA, virtual crystal) and anything
 * beyond oganesson. La and Ac begin the f block, Lu and Lr end the gap before it:
 * they are d elements of group 3, as IUPAC draws it.
 */
bool kkr_element_find(double z, kkr_element *element);
