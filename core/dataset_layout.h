// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

/**
 * What core/dataset.c and core/dataset_writer.c agree on: the attributes that make an
 * HDF5 file a data set. docs/formats/dataset.md has the rest.
 */
#define KKR_DATASET_FORMAT "kkrscope data set"
enum { KKR_DATASET_VERSION = 1 };
