// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#define WIDTH 16
#define KERNEL kkr_isosurface_avx512
#include "core/isosurface_kernel.inc"
