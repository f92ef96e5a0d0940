// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/line.h"
#include "ui/document.h"

/**
 * V, V0 and V - V0 along the line of the document's recipe, kept up to date in the
 * background while there is a line and it is shown: the newest line wins.
 *
 * Signals, without arguments, from the main thread:
 *   changed  another profile, or none
 *   cursor   the marked place on the line moved
 *
 * Threads: main thread only.
 */
#define KKR_TYPE_LINE_PROFILE kkr_line_profile_get_type()
G_DECLARE_FINAL_TYPE(KkrLineProfile, kkr_line_profile, KKR, LINE_PROFILE, GObject)

KkrLineProfile *kkr_line_profile_new(KkrDocument *document);

/** NULL: there is no line, or none yet. Borrowed until "changed". */
const kkr_line *kkr_line_profile_line(KkrLineProfile *self);
/** The case it belongs to. */
const kkr_case *kkr_line_profile_case(KkrLineProfile *self);
/** Why there is none; NULL: nothing failed. */
const char *kkr_line_profile_failure(KkrLineProfile *self);

/** Distance from the first point, bohr; NAN: nowhere. Moves the probe there, too. */
void kkr_line_profile_set_cursor(KkrLineProfile *self, double distance);
double kkr_line_profile_cursor(KkrLineProfile *self);

/** True if the recipe has a line with two ends. */
bool kkr_line_profile_wanted(const kkr_recipe *recipe);

/**
 * The CSV that `kkrscope line` prints for this line; caller frees. NULL without a
 * line.
 */
char *kkr_line_profile_csv(KkrDocument *document, kkr_field_quantity quantity);
