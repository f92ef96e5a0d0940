// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/batch.h"

/**
 * The lines that tell what the outputs of a batch were made from (core/batch.h):
 *
 *     KEY SIZE SECONDS.NANOSECONDS NAME      time of the file; its name from the folder
 *
 * Any number of tasks may append to files of their own in one folder; all are read.
 *
 * Threads: one at a time.
 */
typedef struct kkr_batch_log kkr_batch_log;

/** Marks the items of a batch whose outputs are still as some line says. */
void kkr_batch_log_read(kkr_batch *batch);

/** To append to the file of this batch's shard. */
kkr_batch_log *kkr_batch_log_new(const kkr_batch *batch, kkr_error *err);
void kkr_batch_log_free(kkr_batch_log *log);
KKR_DEFINE_AUTO(kkr_batch_log)

/** A line for an item whose output is complete. */
bool kkr_batch_log_add(kkr_batch_log *log, const kkr_batch_item *item, kkr_error *err);
