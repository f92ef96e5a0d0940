// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/document.h"
#include "ui/session.h"
#include "ui/settings.h"

/**
 * Keeps a window's document in the session: what it shows is on disk a moment after
 * every change, a case that is opened again looks as it was left, and is the newest
 * of the recent ones. Without a session (NULL) it only opens.
 *
 * Threads: main thread only; writing happens in a worker.
 */
typedef struct KkrKeeper KkrKeeper;

/** `session` and `settings` must outlive it. */
KkrKeeper *kkr_keeper_new(KkrDocument *document, KkrSession *session,
                          const KkrSettings *settings);
/** The window closes: the document is left as it is now, nothing is kept any more. */
void kkr_keeper_close(KkrKeeper *keeper);
void kkr_keeper_free(KkrKeeper *keeper);

/** Absolute paths, NULL-terminated; as the case was left if that is wanted. */
void kkr_keeper_open(KkrKeeper *keeper, const char *const *paths);
/** A recent case; does nothing if it is not known any more. */
void kkr_keeper_open_recent(KkrKeeper *keeper, const char *key);
/** Takes `text` over. */
void kkr_keeper_open_recipe(KkrKeeper *keeper, kkr_recipe_text *text,
                            KkrOpening opening);
