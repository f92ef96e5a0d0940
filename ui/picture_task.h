// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gio/gio.h>

#include "ui/picture.h"

/**
 * Keeps the picture of the panels up to a recipe, in a thread: coarse at once, exact
 * after a short rest. The newest request wins; a coarse picture under way is let
 * finish, so that a long drag shows pictures all along. Part of a document, which
 * owns it.
 *
 * Threads: main thread only.
 */
typedef struct KkrPictureTask KkrPictureTask;

typedef enum KkrPictureNews {
    KKR_PICTURE_BUSY,   // work began or ended
    KKR_PICTURE_HERE,   // another picture is here
    KKR_PICTURE_FITTED, // likewise, and its scales were taken from the data
    KKR_PICTURE_FAILED,
} KkrPictureNews;

/** `changed` may ask for the next picture. Borrows its owner. */
KkrPictureTask *kkr_picture_task_new(GObject *owner,
                                     void (*changed)(void *owner, KkrPictureNews news));
/** Call it last: when the owner has no more references, no task runs any more. */
void kkr_picture_task_free(KkrPictureTask *self);
/** The owner wants no more pictures. */
void kkr_picture_task_stop(KkrPictureTask *self);

/** Device pixels of one panel; takes effect with what is wanted next. */
void kkr_picture_task_set_size(KkrPictureTask *self, int width, int height);

/**
 * Makes what the recipe asks for, if that is not what is there. With `fit`, and until
 * there is an exact picture, its scales are taken from the data if they are automatic.
 */
void kkr_picture_task_want(KkrPictureTask *self, KkrSource *source,
                           const kkr_recipe *recipe, bool fit);
/** Another case is here: the old picture is nothing to look at any more. */
void kkr_picture_task_forget(KkrPictureTask *self);

/** NULL: there is none yet. */
const KkrPicture *kkr_picture_task_result(const KkrPictureTask *self);
/** Why the last one failed, a sentence. */
const char *kkr_picture_task_failure(const KkrPictureTask *self);
bool kkr_picture_task_busy(const KkrPictureTask *self);
