// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/color_vision.h"

#include <math.h>

static const double matrices[KKR_VISION_COUNT][3][3] = {
    [KKR_VISION_FULL] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
    [KKR_VISION_PROTAN] = { { 0.152286, 1.052583, -0.204868 },
                            { 0.114503, 0.786281, 0.099216 },
                            { -0.003882, -0.048116, 1.051998 } },
    [KKR_VISION_DEUTAN] = { { 0.367322, 0.860646, -0.227968 },
                            { 0.280085, 0.672501, 0.047413 },
                            { -0.011820, 0.042940, 0.968881 } },
    [KKR_VISION_GREY] = { { 0.2126, 0.7152, 0.0722 },
                          { 0.2126, 0.7152, 0.0722 },
                          { 0.2126, 0.7152, 0.0722 } },
};

/* sRGB, IEC 61966-2-1 */
static double to_linear(uint8_t c)
{
    double v = c / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static uint8_t from_linear(double v)
{
    double c = v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1 / 2.4) - 0.055;
    return (uint8_t)lround(255 * c);
}

void kkr_vision_see(kkr_vision vision, const double linear[static 3],
                    double seen[static 3])
{
    for (int i = 0; i < 3; i++) {
        double sum = 0;
        for (int j = 0; j < 3; j++)
            sum += matrices[vision][i][j] * linear[j];
        seen[i] = fmin(fmax(sum, 0), 1);
    }
}

kkr_rgb kkr_vision_color(kkr_vision vision, kkr_rgb color)
{
    double linear[3] = { to_linear(color.r), to_linear(color.g), to_linear(color.b) };
    double seen[3];
    kkr_vision_see(vision, linear, seen);
    return (kkr_rgb){ from_linear(seen[0]), from_linear(seen[1]),
                      from_linear(seen[2]) };
}

void kkr_vision_picture(kkr_vision vision, uint8_t *pixels, size_t n, int red,
                        int green, int blue)
{
    kkr_rgb last = { 0, 0, 0 }, seen = kkr_vision_color(vision, last);
    for (size_t i = 0; i < n && vision != KKR_VISION_FULL; i++) {
        uint8_t *p = pixels + 4 * i;
        // neighbours are mostly equal, and powers are slow
        if (p[red] != last.r || p[green] != last.g || p[blue] != last.b) {
            last = (kkr_rgb){ p[red], p[green], p[blue] };
            seen = kkr_vision_color(vision, last);
        }
        p[red] = seen.r;
        p[green] = seen.g;
        p[blue] = seen.b;
    }
}
