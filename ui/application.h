// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

/**
 * The program with a window: `argv` as main got it, without a verb. Opens a window
 * on the folder or files named there, or an empty one. Returns the exit status:
 * 0 done, 1 there is no display, 2 an option that does not exist.
 */
int kkr_ui_run(int argc, char **argv);
