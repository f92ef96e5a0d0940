// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/colormap.h"

#include <stddef.h>
#include <stdint.h>

/**
 * What a colour looks like to whom, and on a printer without colours. Colour
 * blindness after Machado, Oliveira and Fernandes, IEEE Trans. Vis. Comput. Graph.
 * 15 (2009) 1291, severity 1, for linear light; grey is the luminance of BT.709.
 *
 * Threads: pure functions.
 */
typedef enum kkr_vision {
    KKR_VISION_FULL,
    KKR_VISION_PROTAN, // no red cones
    KKR_VISION_DEUTAN, // no green cones
    KKR_VISION_GREY,
    KKR_VISION_COUNT
} kkr_vision;

/** The part of linear light red, green, blue that each seen channel takes. */
void kkr_vision_see(kkr_vision vision, const double linear[static 3],
                    double seen[static 3]);

kkr_rgb kkr_vision_color(kkr_vision vision, kkr_rgb color);

/**
 * A picture in place: `n` pixels of four bytes each, of which those at `red`,
 * `green` and `blue` are colours.
 */
void kkr_vision_picture(kkr_vision vision, uint8_t *pixels, size_t n, int red,
                        int green, int blue);
