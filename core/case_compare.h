// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/case.h"

/**
 * V0 from another embedding in the same host: V - V0 is then
 *
 *     V_A - V_B = (V_A - V_host) - (V_B - V_host),
 *
 * the difference of two V - V0, a field like any other. Sites belong together that lie
 * at the same place around site 1; what only one of the clusters has is unknown.
 *
 * A step of kkr_case_open(), for options->reference_path that is a case.
 */

/**
 * Opens the case at `path` into object->compared and takes its potential for V0. Fails,
 * with a sentence, if the two are not embeddings in one host, or share no site.
 */
bool kkr_case_compare(kkr_case *object, const char *path, kkr_error *err);
