// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#define WIDTH 2
#define MAD(a, b, c) ((a) * (b) + (c))
#define KERNEL kkr_jl_kernel_plain
#include "core/jl_kernel.inc"
