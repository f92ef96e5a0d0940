// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * Every map is a short list of colours, joined by straight lines in CIELAB
 * (CIE 15:2004, D65) and walked along so that lightness rises by equal steps.
 *
 * diverging, sequential: of this program. vik: F. Crameri, G. E. Shephard and
 * P. J. Heron, Nat. Commun. 11 (2020) 5444, its ten-colour palette. viridis:
 * S. van der Walt and N. Smith, matplotlib 1.5 (2015). cividis: J. R. Nunez,
 * C. R. Anderton and R. S. Renslow, PLoS ONE 13 (2018) e0199239. Of the last two
 * ten evenly spaced colours each. So these three follow the published maps
 * closely, not digit by digit.
 */
#include "core/colormap.h"

#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

enum { MAX_STOPS = 11, N_MAPS = 6 };

typedef struct stops {
    const char *name;
    bool diverging; // the stop in the middle is the neutral colour
    int n;
    unsigned color[2][MAX_STOPS]; // light ground, dark ground
} stops;

static const stops sources[N_MAPS] = {
    { "diverging",
      true,
      11,
      { { 0x0b2a5c, 0x154a86, 0x2f76ad, 0x79aed0, 0xc3d9e6, 0xf6f4f0, 0xf0d3ba,
          0xde9a68, 0xbf5f2a, 0x8a3410, 0x571a06 },
        { 0xb9dcf6, 0x78b7e6, 0x3f86c0, 0x24567f, 0x1b2f42, 0x1d1e20, 0x42281b,
          0x7d4322, 0xbd6a36, 0xe7a06e, 0xf9d6b8 } } },
    { "sequential",
      false,
      9,
      { { 0xf7f6f1, 0xd5e8e2, 0xa3d2cd, 0x6bb5ba, 0x4295a8, 0x337395, 0x30507d,
          0x28305c, 0x160f2f },
        { 0x1d1e20, 0x20283f, 0x2a4066, 0x325f8a, 0x3f82a0, 0x5aa5ad, 0x8cc7bb,
          0xc4e3d3, 0xf4f6ec } } },
    { "vik",
      true,
      11,
      { { 0x001261, 0x033e7d, 0x1e6f9d, 0x71a8c4, 0xc9dde7, 0xece5e0, 0xeacebd,
          0xd39774, 0xbe6533, 0x8b2706, 0x590008 } } },
    { "viridis",
      false,
      10,
      { { 0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779,
          0x6ece58, 0xb5de2b, 0xfde725 } } },
    { "cividis",
      false,
      10,
      { { 0x00224e, 0x123570, 0x3b496c, 0x575d6d, 0x707173, 0x8a8678, 0xa59c74,
          0xc3b369, 0xe1cc55, 0xfee838 } } },
    { "grey", false, 2, { { 0xffffff, 0x000000 }, { 0x1d1e20, 0xffffff } } },
};

static const char *const names[N_MAPS + 1] = { "diverging", "sequential", "vik",
                                               "viridis",   "cividis",    "grey" };

typedef struct lab {
    double l, a, b;
} lab;

static double decode(double c)
{
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double encode(double c)
{
    return c <= 0.0031308 ? 12.92 * c : 1.055 * pow(c, 1 / 2.4) - 0.055;
}

// White point D65 of sRGB, IEC 61966-2-1.
static const double white[3] = { 0.95047, 1, 1.08883 };

static double lab_root(double t)
{
    return t > 216. / 24389 ? cbrt(t) : (24389. / 27 * t + 16) / 116;
}

static double lab_cube(double t)
{
    return t > 6. / 29 ? t * t * t : (116 * t - 16) * 27 / 24389;
}

static lab lab_from_hex(unsigned hex)
{
    double r = decode((hex >> 16 & 255) / 255.);
    double g = decode((hex >> 8 & 255) / 255.);
    double b = decode((hex & 255) / 255.);
    double x = lab_root((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / white[0]);
    double y = lab_root((0.2126729 * r + 0.7151522 * g + 0.0721750 * b) / white[1]);
    double z = lab_root((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / white[2]);
    return (lab){ 116 * y - 16, 500 * (x - y), 200 * (y - z) };
}

static unsigned char to_byte(double linear)
{
    double c = encode(fmin(fmax(linear, 0), 1));
    return (unsigned char)lround(255 * c);
}

static kkr_rgb rgb_from_lab(lab c)
{
    double fy = (c.l + 16) / 116;
    double x = white[0] * lab_cube(fy + c.a / 500);
    double y = white[1] * lab_cube(fy);
    double z = white[2] * lab_cube(fy - c.b / 200);
    return (kkr_rgb){ to_byte(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
                      to_byte(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z),
                      to_byte(0.0556434 * x - 0.2040259 * y + 1.0572252 * z) };
}

/** The point of lightness l on the polyline of n stops, whose lightness is monotonic. */
static lab at_lightness(const lab *stop, int n, double l)
{
    double sign = stop[n - 1].l > stop[0].l ? 1 : -1;
    int i = 0;
    while (i < n - 2 && sign * (l - stop[i + 1].l) > 0)
        i++;
    double f = (l - stop[i].l) / (stop[i + 1].l - stop[i].l);
    f = fmin(fmax(f, 0), 1);
    return (lab){ l, stop[i].a + f * (stop[i + 1].a - stop[i].a),
                  stop[i].b + f * (stop[i + 1].b - stop[i].b) };
}

static void build(kkr_colormap *map, const stops *source, bool dark)
{
    // Maps of others have one form for both grounds.
    const unsigned *hex = source->color[dark && source->color[1][0] ? 1 : 0];
    lab stop[MAX_STOPS] = { 0 };
    for (int i = 0; i < source->n; i++)
        stop[i] = lab_from_hex(hex[i]);
    map->name = source->name;
    map->diverging = source->diverging;
    map->dark = dark;

    const int n = KKR_COLORMAP_SIZE;
    if (!source->diverging) {
        double from = stop[0].l, to = stop[source->n - 1].l;
        for (int i = 0; i <= n; i++) {
            double l = from + (to - from) * i / n;
            map->colors[i] = rgb_from_lab(at_lightness(stop, source->n, l));
        }
        return;
    }
    // Both arms end at the same lightness, that of the arm with the smaller span:
    // equal strength of either sign looks equally strong.
    int middle = source->n / 2;
    lab left[MAX_STOPS] = { 0 };
    for (int i = 0; i <= middle; i++)
        left[i] = stop[middle - i];
    double from = stop[middle].l;
    double spans[2] = { left[middle].l - from, stop[source->n - 1].l - from };
    double span = fabs(spans[0]) < fabs(spans[1]) ? spans[0] : spans[1];
    for (int i = 0; i <= n / 2; i++) {
        double l = from + span * i / (n / 2.);
        map->colors[n / 2 - i] = rgb_from_lab(at_lightness(left, middle + 1, l));
        map->colors[n / 2 + i] =
            rgb_from_lab(at_lightness(stop + middle, source->n - middle, l));
    }
    map->colors[n / 2] = rgb_from_lab(stop[middle]);
}

static kkr_colormap maps[N_MAPS][2];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void build_all(void)
{
    for (int i = 0; i < N_MAPS; i++) {
        assert(strcmp(sources[i].name, names[i]) == 0);
        build(&maps[i][0], &sources[i], false);
        build(&maps[i][1], &sources[i], true);
    }
}

const kkr_colormap *kkr_colormap_get(const char *name, bool dark)
{
    pthread_once(&once, build_all);
    for (int i = 0; i < N_MAPS; i++)
        if (name && strcmp(name, names[i]) == 0)
            return &maps[i][dark];
    return NULL;
}

const char *const *kkr_colormap_names(void)
{
    return names;
}

kkr_rgb kkr_colormap_color(const kkr_colormap *map, double position)
{
    if (isnan(position))
        return map->colors[map->diverging ? KKR_COLORMAP_SIZE / 2 : 0];
    position = fmin(fmax(position, 0), 1);
    return map->colors[lround(position * KKR_COLORMAP_SIZE)];
}
