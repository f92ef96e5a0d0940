// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#define WIDTH 8
#define KERNEL kkr_evaluator_avx2
#include "core/evaluator_kernel.inc"
