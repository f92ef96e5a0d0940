// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * GLSL from the program's resources: one file holds both stages, told apart by
 * KKR_VERTEX and KKR_FRAGMENT. Line numbers in messages are those of the file.
 * While working on a shader, G_RESOURCE_OVERLAYS=/org/kkrscope/glsl=shaders/glsl
 * takes it from the source tree without building.
 *
 * Threads: needs a current OpenGL context.
 */

/**
 * The linked program of "panel.glsl", or of several files in a row, "a.glsl b.glsl":
 * what they share comes first. 0 and the compiler's words on failure.
 */
unsigned kkr_gl_program_new(const char *name, kkr_error *err);
