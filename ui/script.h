// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/window.h"

/**
 * Drives a window from a file, for tests and for the pictures of the manual; a
 * line each, # comments:
 *
 *   wait MS                     let MS milliseconds pass
 *   settle                      until the exact picture is there, a minute at most
 *   size W H                    of the window
 *   point X Y [WIDGET]          the mouse at X, Y of the stage, or of the first widget
 *                               of that type, in parts of its size
 *   drag WIDGET X1 Y1 X2 Y2     on the first one shown of that type, in parts of its size
 *   drop PATH ...               files or folders dropped on the window
 *   row N                       a click on row N (from 1) of the first table shown
 *   action NAME [VALUE]         win.NAME or app.NAME, or page.NAME of the export
 *                               dialog; VALUE as GVariant text
 *   measure FILE                waits for the pictures of the action before it, and adds
 *                               the milliseconds to the first of them on the screen and
 *                               to the exact one to FILE
 *   state NAME VALUE            the state of an action must be VALUE
 *   actions FILE                every action: name, parameter type, whether it is
 *                               enabled, state; "-": none
 *   message TEXT                the message in the window must contain TEXT within ten
 *                               seconds; "-": there must be none
 *   shot FILE.png [dialog]      the window as it is, or its export dialog
 *   clipboard FILE              the text on the clipboard
 *   memory FILE                 adds the bytes that are allocated, and those of the
 *                               program that are in memory, to FILE
 *   window N                    what follows is about the N-th window that was opened
 *   quit                        closes the window
 *
 * A line that fails prints FILE:LINE and ends the program with status 1.
 */
void kkr_script_run(KkrWindow *window, const char *path);
