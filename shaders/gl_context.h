// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * An OpenGL 3.3 core context without a window or a display: EGL surfaceless,
 * then each EGL device, then the default display. For pictures made in the shell
 * and for tests; the window brings its own context.
 *
 * There is no default framebuffer: draw into your own.
 *
 * Threads: current on the thread that made it, until freed there.
 */
typedef struct kkr_gl_context kkr_gl_context;

/** Makes a context and makes it current. NULL where there is no OpenGL. */
kkr_gl_context *kkr_gl_context_new(kkr_error *err);
/** No GL call may follow on this thread. Does nothing for NULL. */
void kkr_gl_context_free(kkr_gl_context *context);
KKR_DEFINE_AUTO(kkr_gl_context)
