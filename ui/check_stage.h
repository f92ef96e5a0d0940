// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/check_set.h"
#include "ui/document.h"

/**
 * Is the conversion right: the list of all checks, and the picture of the chosen one.
 *
 *   click on a check     shows its picture (action check-item)
 *   click on a picture   marks the site there (check-site)
 *
 * Checking can be stopped and begun again with its own actions check.stop, check.run.
 */
#define KKR_TYPE_CHECK_STAGE kkr_check_stage_get_type()
G_DECLARE_FINAL_TYPE(KkrCheckStage, kkr_check_stage, KKR, CHECK_STAGE, GtkWidget)

GtkWidget *kkr_check_stage_new(KkrDocument *document);
/** The theme changed. */
void kkr_check_stage_set_dark(KkrCheckStage *self, bool dark);
