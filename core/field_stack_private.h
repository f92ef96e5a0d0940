// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/h5_rows.h"

/** What the writer of core/field_stack.h and the one that joins its files share. */
enum { KKR_STACK_NAME = 48, KKR_STACK_PATH = 512, KKR_STACK_HASH = 68 };

#define KKR_STACK_FORMAT "kkrscope grids"

/** All arrays with a row for each case; NULL-terminated. */
extern const char *const kkr_field_stack_sets[];
