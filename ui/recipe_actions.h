// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/window.h"

/**
 * Actions of a window about recipes as a whole:
 *
 *   copy-recipe         to the clipboard
 *   save-recipe  save-recipe-path "FILE"
 *   open-recipe         a recipe, or a figure that carries one
 *   start-over          what a case looks like that was never open before
 */
void kkr_recipe_actions_add(KkrWindow *window);

/** Call it on "opened". */
void kkr_recipe_actions_update(KkrWindow *window);
