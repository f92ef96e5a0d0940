// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * The process's dealings with its terminal: signals, and the progress bar. There
 * is one of each per process, so this is the one place with static variables.
 */

/**
 * From now on Ctrl-C and SIGTERM set the cancel flag, and a closed pipe or a file
 * that grows beyond its limit is an error of the write, not a signal.
 */
void kkr_shell_catch_signals(void);

/**
 * From now on what stops the program in the middle leaves no half-written files: no
 * memory is exit status 1 with a sentence, a crash is still one.
 */
void kkr_shell_leave_nothing(void);

/** The flag for kkr_job.cancel. */
const atomic_bool *kkr_shell_cancel(void);

/** True if standard error is a terminal that can draw a bar. */
bool kkr_shell_has_bar(void);

/** For kkr_job.progress; draws at most twenty times a second. */
void kkr_shell_show_progress(void *user, double fraction, const char *doing);

/** Before anything else is written on the terminal. */
void kkr_shell_clear_bar(void);
