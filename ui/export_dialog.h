// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/window.h"

/**
 * The figure before it is written: a preview at true size, made by the very code
 * that writes the file, the page's size and ground, what a journal would object to,
 * and how it looks without colours. The page's keys are the recipe's and are undone
 * as any other; format, ground and eyes belong to the dialog:
 *
 *   page.format   pdf, svg or png
 *   page.ground   white, clear or dark
 *   page.eyes     full, protan, deutan or grey: of the preview only
 *   page.save     asks where;  page.copy-command
 */
#define KKR_TYPE_EXPORT_DIALOG kkr_export_dialog_get_type()
G_DECLARE_FINAL_TYPE(KkrExportDialog, kkr_export_dialog, KKR, EXPORT_DIALOG, GtkWindow)

/** Closes with the window that it belongs to; one at a time. */
void kkr_export_dialog_show(KkrWindow *window);
/** NULL: it is not open. */
KkrExportDialog *kkr_export_dialog_of(KkrWindow *window);
/** True once the preview shows what was chosen last. */
bool kkr_export_dialog_settled(KkrExportDialog *self);
/** The actions named above, without "page."; borrowed. */
GActionGroup *kkr_export_dialog_actions(KkrExportDialog *self);
