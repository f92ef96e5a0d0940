// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gio/gio.h>

#include "core/recipe_text.h"
#include "ui/source.h"

/**
 * Reads a case and prepares its samples in a thread; the newest request wins, the old
 * one is cancelled and not heard of again. Part of a document, which owns it.
 *
 * Threads: main thread only.
 */
typedef struct KkrReader KkrReader;

/** How a case is shown at first. */
typedef enum KkrOpening {
    KKR_OPENING_FRESH,   // a good first look, with the choices of the case before
    KKR_OPENING_AS_TOLD, // by its recipe
    KKR_OPENING_AS_LEFT, // likewise, and with scales that were taken from the data
    KKR_OPENING_ALONG,   // the next one of many: as the one before, edits included
} KkrOpening;

/** A request, and what came of it. */
typedef struct KkrReading {
    kkr_recipe_text *text;      // what to read, and how to show it
    const char *reference_path; // of V0, interned; also while V0 is not a file
    KkrOpening opening;
    bool again;        // nothing but the files or the samples is new
    bool reload;       // the files must be read
    KkrSource *known;  // given: only sampled anew
    KkrSource *source; // the result; NULL: `err`
    kkr_error err;
} KkrReading;

/** `done` may take parts of a reading over; `progress` tells that there is some. */
KkrReader *kkr_reader_new(GObject *owner, void (*done)(void *owner, KkrReading *),
                          void (*progress)(void *owner));
/** Call it last: when the owner has no more references, no task runs any more. */
void kkr_reader_free(KkrReader *reader);

/** Takes over what the request points to. */
void kkr_reader_start(KkrReader *reader, KkrReading request);
/** Asks it to stop; `done` will tell. */
void kkr_reader_cancel(KkrReader *reader);
/** Likewise, and nothing is told. */
void kkr_reader_abandon(KkrReader *reader);

/** What is under way; NULL: nothing. */
const KkrReading *kkr_reader_current(const KkrReader *reader);
/** How far it is, in [0, 1]; a few words on what it does. */
const char *kkr_reader_progress(KkrReader *reader, double *fraction);
