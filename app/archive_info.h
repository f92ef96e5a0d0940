// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

#include <stdbool.h>

/** `kkrscope info FILE.aiida`: which calculations are in it, and what they are good for. */
bool kkr_archive_info(const char *path, bool json, kkr_error *err);
