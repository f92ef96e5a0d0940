// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/vec3.h"

/**
 * The points of --points: three finite numbers a line, # begins a comment. `path` is
 * a file, or "-" for standard input (at most 1 GiB either way). The caller frees the
 * points with free(); NULL and `err` for anything else.
 */
kkr_vec3 *kkr_points_read(const char *path, size_t *n, const kkr_job *job,
                          kkr_error *err);
