// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/window.h"

/**
 * Actions of a window that open something: open (asks for folders), open-path "FILE",
 * open-sample, open-recent "KEY", structure (asks for a file), structure-path "FILE";
 * and files dropped on it.
 */
void kkr_open_actions_add(KkrWindow *window);
