// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#define WIDTH 8
#define KERNEL kkr_isosurface_avx2
#include "core/isosurface_kernel.inc"
