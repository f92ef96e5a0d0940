// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include <immintrin.h>

#define WIDTH 4
#define MAD(a, b, c) _mm256_fmadd_pd(a, b, c)
#define KERNEL kkr_jl_kernel_avx2
#include "core/jl_kernel.inc"
