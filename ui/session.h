// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <glib.h>

#include "core/recipe_text.h"

/**
 * What outlives the program, as recipes in the user's state folder, never beside the
 * data: what every open window shows (so that a crash loses nothing), how every case
 * was left, and which cases were open lately.
 *
 *   open/NAME.lock, open/NAME.1.recipe   of a program that runs; one that holds no
 *                                        lock any more has crashed
 *   cases/KEY.recipe                     a case as it was left; KEY from its inputs
 *   recent.ini                           the cases, newest last
 *
 * Files are written beside their place and renamed. What cannot be read or written
 * is as good as not there. Programs may share the folder.
 *
 * Threads: main thread only, except kkr_session_write().
 */
typedef struct KkrSession KkrSession;

/** `folder` NULL: the user's. */
KkrSession *kkr_session_new(const char *folder);
/** The good end: nothing is left open. Does nothing for NULL. */
void kkr_session_free(KkrSession *session);

/* --- windows ------------------------------------------------------------- */

/** Where the state of a window goes; g_free() it. */
char *kkr_session_window_path(const KkrSession *session, guint window);
/** Slow when the disk is; for any thread. */
gboolean kkr_session_write(const char *path, const char *text);

/**
 * What programs that crashed had open, kkr_recipe_text, at most 8; each is handed
 * out once. `steady` is false if such a program crashed soon after it had itself
 * brought back what a crash had left: then this may be the reason.
 */
GPtrArray *kkr_session_take_leftovers(KkrSession *session, gboolean *steady);
/** True right after leftovers were opened, false when that went well for a while. */
void kkr_session_set_on_trial(KkrSession *session, gboolean on_trial);

/* --- cases --------------------------------------------------------------- */

typedef struct KkrRecent {
    char *key, *name; // "Hg:Ag"
    char *place;      // its folder, for the user
} KkrRecent;

/** Which case the inputs are, whatever is shown of it; g_free() it. */
char *kkr_session_key(const kkr_recipe_text *text);
/** The case is the newest now. */
void kkr_session_push(KkrSession *session, const kkr_recipe_text *text,
                      const char *name);
/** Keeps how it was left. */
void kkr_session_leave(KkrSession *session, const kkr_recipe_text *text);
/** As it was left; NULL: it is not known. */
kkr_recipe_text *kkr_session_recall(KkrSession *session, const char *key);
/** The newest first, those whose files are still there; of KkrRecent. */
GPtrArray *kkr_session_recent(KkrSession *session, guint most);
