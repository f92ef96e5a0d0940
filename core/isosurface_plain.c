// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#define WIDTH 4
#define KERNEL kkr_isosurface_plain
#include "core/isosurface_kernel.inc"
