// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "app/verb.h"

/** True if the arguments ask for `figure --kind radial`, which has its own options. */
bool kkr_figure_wants_radial(int argc, char **argv);

/** `kkrscope figure --kind radial ...`, as kkr_verb_figure(). */
bool kkr_figure_radial(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
