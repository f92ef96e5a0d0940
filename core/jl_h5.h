// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/jl_environment.h"
#include "core/jl_settings.h"

#include <hdf5.h>

/**
 * What model files and exported features have in common: docs/formats/model.md.
 * The caller holds the lock of core/h5.h; false when the library fails.
 */

/** The group `settings`. */
bool kkr_jl_settings_write(hid_t file, const kkr_jl_settings *settings,
                           kkr_jl_naming naming);

/** n texts of `size` bytes each, one after the other, padded with zeros. */
bool kkr_jl_texts_write(hid_t group, const char *name, const char *text, size_t n,
                        size_t size);
