// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "app/case_options.h"
#include "core/case.h"
#include "core/recipe.h"

/** The options of figures in three dimensions that say from where they are seen. */
typedef struct kkr_camera_arguments {
    const char *from, *up, *center;
    double span, fade;
    int projection;
} kkr_camera_arguments;

// clang-format off: rows of a table
/** Six rows for a table of options; `member` is the struct in `target`. */
#define KKR_CAMERA_OPTIONS(target, member)                                        \
    { KKR_OPTION_TEXT, "from", "DIR",                                             \
      "seen from x y z -x -y -z, a b c, n (the plane's normal) or X,Y,Z "         \
      "[-y, a little aside]",                                                     \
      offsetof(target, member.from) },                                            \
        { KKR_OPTION_TEXT, "up", "DIR", "this direction upwards [z]",             \
          offsetof(target, member.up) },                                          \
        { KKR_OPTION_TEXT, "look-at", "P", "x,y,z or site:K in the middle [all]", \
          offsetof(target, member.center) },                                      \
        { KKR_OPTION_REAL, "span", "W", "of the shorter side there, bohr [all]",  \
          offsetof(target, member.span) },                                        \
        { KKR_OPTION_CHOICE, "projection", "orthographic|perspective",            \
          "[orthographic]", offsetof(target, member.projection) },                \
    {                                                                             \
        KKR_OPTION_REAL, "fade", "F",                                             \
            "how much the farthest things fade into the page, 0 to 1 [0]",        \
            offsetof(target, member.fade)                                         \
    }
// clang-format on

/** What they are where the command line does not say it. */
kkr_camera_arguments kkr_camera_arguments_of(const kkr_recipe *recipe);

/**
 * Into the recipe; `object` knows a, b, c and sites. A middle without a span shows
 * the natural width of the case.
 */
bool kkr_camera_arguments_take(const kkr_camera_arguments *own, const kkr_case *object,
                               kkr_recipe *recipe, kkr_error *err);
