// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/elements.h"

#include <math.h>

bool kkr_element_find(double z, kkr_element *element)
{
    static const int noble[] = { 0, 2, 10, 18, 36, 54, 86, 118 };
    if (!(z >= 1 && z <= 118) || z != floor(z))
        return false;
    int number = (int)z, period = 1;
    while (number > noble[period])
        period++;
    int first = number - noble[period - 1];   // 1: the alkali metal
    int last = 18 - (noble[period] - number); // 18: the noble gas
    bool s = first <= 2 && (period > 1 || first == 1);
    element->z = number;
    element->period = period;
    if (s) {
        element->group = first;
        element->block = KKR_BLOCK_S;
    } else if (last < 3) { // La .. Yb, Ac .. No
        element->group = 3;
        element->block = KKR_BLOCK_F;
    } else {
        element->group = last;
        element->block = number == 2  ? KKR_BLOCK_S
                         : last <= 12 ? KKR_BLOCK_D
                                      : KKR_BLOCK_P;
    }
    return true;
}
