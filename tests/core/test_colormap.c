// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/colormap.h"
#include "tests/check.h"

// An independent CIELAB, so that a wrong matrix in colormap.c would show.
typedef struct lab {
    double l, a, b;
} lab;

static double light(double c)
{
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double root(double t)
{
    return t > 0.008856 ? cbrt(t) : 7.787 * t + 16. / 116;
}

static lab lab_of_linear(const double c[3])
{
    double x = root((0.4124 * c[0] + 0.3576 * c[1] + 0.1805 * c[2]) / 0.9505);
    double y = root(0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]);
    double z = root((0.0193 * c[0] + 0.1192 * c[1] + 0.9505 * c[2]) / 1.0890);
    return (lab){ 116 * y - 16, 500 * (x - y), 200 * (y - z) };
}

/** How a colour looks; `matrix` simulates a colour-vision deficiency, NULL: none. */
static lab look(kkr_rgb color, const double matrix[3][3])
{
    double c[3] = { light(color.r / 255.), light(color.g / 255.),
                    light(color.b / 255.) };
    if (!matrix)
        return lab_of_linear(c);
    double seen[3];
    for (int i = 0; i < 3; i++) {
        double sum = matrix[i][0] * c[0] + matrix[i][1] * c[1] + matrix[i][2] * c[2];
        seen[i] = fmin(fmax(sum, 0), 1);
    }
    return lab_of_linear(seen);
}

// G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, IEEE Trans. Vis. Comput.
// Graph. 15 (2009) 1291, severity 1, for linear light.
static const double protan[3][3] = { { 0.152286, 1.052583, -0.204868 },
                                     { 0.114503, 0.786281, 0.099216 },
                                     { -0.003882, -0.048116, 1.051998 } };
static const double deutan[3][3] = { { 0.367322, 0.860646, -0.227968 },
                                     { 0.280085, 0.672501, 0.047413 },
                                     { -0.011820, 0.042940, 0.968881 } };

static double distance(lab a, lab b)
{
    return sqrt((a.l - b.l) * (a.l - b.l) + (a.a - b.a) * (a.a - b.a) +
                (a.b - b.b) * (a.b - b.b));
}

static double lightness(const kkr_colormap *map, int i)
{
    return look(map->colors[i], NULL).l;
}

/** Lightness from index a to b: monotonic, in equal steps. */
static void arm_is_even(const kkr_colormap *map, int a, int b)
{
    enum { STEPS = 16 };
    double from = lightness(map, a), to = lightness(map, b);
    double sign = to > from ? 1 : -1, step = (to - from) / STEPS;
    CHECK(fabs(to - from) > 30);
    for (int k = 0; k < STEPS; k++) {
        double here = lightness(map, a + (b - a) * k / STEPS);
        double next = lightness(map, a + (b - a) * (k + 1) / STEPS);
        // 8 bits a channel leave 0.4 of lightness open.
        CHECK_NEAR(next - here, step, 0.6);
    }
    double last = from;
    for (int i = a; i != b; i += b > a ? 1 : -1) {
        double l = lightness(map, i);
        CHECK(sign * (l - last) > -0.5);
        last = l;
    }
}

static void maps_are_even(void)
{
    for (const char *const *name = kkr_colormap_names(); *name; name++)
        for (int dark = 0; dark < 2; dark++) {
            const kkr_colormap *map = kkr_colormap_get(*name, dark);
            CHECK(map && strcmp(map->name, *name) == 0 && map->dark == dark);
            const int n = KKR_COLORMAP_SIZE;
            if (!map->diverging) {
                arm_is_even(map, 0, n);
                continue;
            }
            arm_is_even(map, n / 2, 0);
            arm_is_even(map, n / 2, n);
            // Equal strength of either sign looks equally strong.
            for (int i = 0; i <= n / 2; i++)
                CHECK_NEAR(lightness(map, i), lightness(map, n - i), 0.8);
        }
}

static bool same(kkr_rgb a, unsigned hex)
{
    return (unsigned)(a.r << 16 | a.g << 8 | a.b) == hex;
}

static void zero_is_paper(void)
{
    CHECK(
        same(kkr_colormap_color(kkr_colormap_get("diverging", false), 0.5), 0xf6f4f0));
    CHECK(same(kkr_colormap_color(kkr_colormap_get("diverging", true), 0.5), 0x1d1e20));
    CHECK(same(kkr_colormap_color(kkr_colormap_get("sequential", false), 0), 0xf7f6f1));
    CHECK(same(kkr_colormap_color(kkr_colormap_get("sequential", true), 0), 0x1d1e20));
    CHECK(
        same(kkr_colormap_color(kkr_colormap_get("diverging", false), NAN), 0xf6f4f0));
    // Beyond the ends the end colour.
    const kkr_colormap *map = kkr_colormap_get("sequential", false);
    CHECK(memcmp(&map->colors[0], &(kkr_rgb){ 0xf7, 0xf6, 0xf1 }, 3) == 0);
    kkr_rgb above = kkr_colormap_color(map, 7),
            below = kkr_colormap_color(map, -INFINITY);
    CHECK(memcmp(&above, &map->colors[KKR_COLORMAP_SIZE], 3) == 0);
    CHECK(memcmp(&below, &map->colors[0], 3) == 0);
    CHECK(!kkr_colormap_get("rainbow", false));
    CHECK(!kkr_colormap_get(NULL, false));
}

static void signs_differ_for_everybody(void)
{
    const double(*visions[3])[3] = { NULL, protan, deutan };
    for (int v = 0; v < 3; v++)
        for (int dark = 0; dark < 2; dark++) {
            const kkr_colormap *map = kkr_colormap_get("diverging", dark);
            // From a tenth of the range on, attraction never looks like repulsion.
            for (int i = KKR_COLORMAP_SIZE / 20; i <= KKR_COLORMAP_SIZE / 2; i++) {
                lab minus = look(map->colors[KKR_COLORMAP_SIZE / 2 - i], visions[v]);
                lab plus = look(map->colors[KKR_COLORMAP_SIZE / 2 + i], visions[v]);
                double apart = distance(minus, plus);
                if (apart < 8)
                    printf("vision %d, dark %d, entry %d\n", v, dark, i);
                CHECK(apart >= 8);
            }
            // Sequential colours a tenth of the range apart are told apart.
            map = kkr_colormap_get("sequential", dark);
            for (int i = 0; i + KKR_COLORMAP_SIZE / 10 <= KKR_COLORMAP_SIZE; i++)
                CHECK(distance(look(map->colors[i], visions[v]),
                               look(map->colors[i + KKR_COLORMAP_SIZE / 10],
                                    visions[v])) > 5);
        }
}

int main(void)
{
    maps_are_even();
    zero_is_paper();
    signs_differ_for_everybody();
    return check_done();
}
