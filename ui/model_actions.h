// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/features_stage.h"
#include "ui/window.h"

/**
 * Actions on the model that the stage shows:
 *
 *   features-chosen   "x,y x,y ...", corners around points of the scatter or of the
 *                     parity, in the chart's numbers; "": none are chosen
 *   save-model   save-model-path FILE   the model as a file, for the verbs
 *   model   model-path FILE             V - V0 everywhere as this file predicts it; with
 *                                       its V0; "": as the files of the case hold it
 */
void kkr_model_actions_add(KkrWindow *window, KkrFeaturesStage *stage);
