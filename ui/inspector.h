// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/stage.h"

/**
 * The controls at the right: plane, range, potential, what is shown, units, and
 * the files of the case. Each control is a key of the recipe; simple choices are
 * actions of the window (ui/actions.h), the rest is read and written here.
 */
#define KKR_TYPE_INSPECTOR kkr_inspector_get_type()
G_DECLARE_FINAL_TYPE(KkrInspector, kkr_inspector, KKR, INSPECTOR, GtkWidget)

GtkWidget *kkr_inspector_new(KkrDocument *document, KkrStage *stage);

/** Which groups are folded: "notes;sites" of plane range potential sites show files notes. */
char *kkr_inspector_folded(KkrInspector *self);
void kkr_inspector_set_folded(KkrInspector *self, const char *names);
/** Folds or unfolds one. */
void kkr_inspector_fold(KkrInspector *self, const char *name);
