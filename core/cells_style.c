// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/cells_style.h"

const kkr_cells_style kkr_cells_style_default = {
    .opacity = 0.2,
    .hidden = true,
    .sphere = true,
    .cut = true,
    .l = 8,
    .direction = { 1, 1, 1 },
};
