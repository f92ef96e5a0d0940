// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#define WIDTH 4
#define KERNEL kkr_evaluator_plain
#include "core/evaluator_kernel.inc"
