// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gio/gio.h>

#include "core/case.h"

/**
 * Tells when files of a case are no longer what was read. Waits until they have been
 * quiet for a second, so that it does not speak while a calculation writes them.
 *
 * Threads: main thread only.
 */
typedef struct KkrWatch KkrWatch;

/**
 * `tell` gets a sentence like "potential and scoef changed on disk.", or NULL when
 * all is again as it was.
 */
KkrWatch *kkr_watch_new(void (*tell)(void *user, const char *sentence), void *user);
void kkr_watch_free(KkrWatch *watch);

/** From now on these files, as they are now. NULL: none. */
void kkr_watch_set(KkrWatch *watch, const kkr_case *object);
