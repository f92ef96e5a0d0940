// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/window.h"

/** Actions of a window: export (asks where), export-path "FILE". */
void kkr_export_actions_add(KkrWindow *window);
