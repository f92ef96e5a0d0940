// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/color_vision.h"
#include "core/colormap.h"
#include "tests/check.h"

#include <stdint.h>

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

/** How a colour looks to somebody. */
static lab look(kkr_rgb color, kkr_vision vision)
{
    double c[3] = { light(color.r / 255.), light(color.g / 255.),
                    light(color.b / 255.) };
    double seen[3];
    kkr_vision_see(vision, c, seen);
    return lab_of_linear(seen);
}

static double distance(lab a, lab b)
{
    return sqrt((a.l - b.l) * (a.l - b.l) + (a.a - b.a) * (a.a - b.a) +
                (a.b - b.b) * (a.b - b.b));
}

static double lightness(const kkr_colormap *map, int i)
{
    return look(map->colors[i], KKR_VISION_FULL).l;
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
    for (kkr_vision v = KKR_VISION_FULL; v <= KKR_VISION_DEUTAN; v++)
        for (int dark = 0; dark < 2; dark++) {
            const kkr_colormap *map = kkr_colormap_get("diverging", dark);
            // From a tenth of the range on, attraction never looks like repulsion.
            for (int i = KKR_COLORMAP_SIZE / 20; i <= KKR_COLORMAP_SIZE / 2; i++) {
                lab minus = look(map->colors[KKR_COLORMAP_SIZE / 2 - i], v);
                lab plus = look(map->colors[KKR_COLORMAP_SIZE / 2 + i], v);
                double apart = distance(minus, plus);
                if (apart < 8)
                    printf("vision %d, dark %d, entry %d\n", v, dark, i);
                CHECK(apart >= 8);
            }
            // Sequential colours a tenth of the range apart are told apart.
            map = kkr_colormap_get("sequential", dark);
            for (int i = 0; i + KKR_COLORMAP_SIZE / 10 <= KKR_COLORMAP_SIZE; i++)
                CHECK(distance(look(map->colors[i], v),
                               look(map->colors[i + KKR_COLORMAP_SIZE / 10], v)) > 5);
        }
}

/** White stays white, greys stay grey, and a picture is its pixels one by one. */
static void eyes_agree(void)
{
    uint8_t pixels[4 * 256];
    for (int i = 0; i < 256; i++)
        for (int k = 0; k < 4; k++)
            pixels[4 * i + k] = (uint8_t)(k == 3 ? 7 : (i * (37 + 20 * k)) & 255);
    for (kkr_vision v = KKR_VISION_FULL; v < KKR_VISION_COUNT; v++) {
        for (int grey = 0; grey < 256; grey++) {
            kkr_rgb color = { (unsigned char)grey, (unsigned char)grey,
                              (unsigned char)grey };
            kkr_rgb seen = kkr_vision_color(v, color);
            CHECK(abs(seen.r - grey) <= 1 && abs(seen.g - grey) <= 1 &&
                  abs(seen.b - grey) <= 1);
        }
        uint8_t copy[sizeof pixels];
        memcpy(copy, pixels, sizeof pixels);
        kkr_vision_picture(v, copy, 256, 2, 1, 0);
        for (int i = 0; i < 256; i++) {
            kkr_rgb one = kkr_vision_color(
                v, (kkr_rgb){ pixels[4 * i + 2], pixels[4 * i + 1], pixels[4 * i] });
            CHECK(copy[4 * i + 2] == one.r && copy[4 * i + 1] == one.g &&
                  copy[4 * i] == one.b && copy[4 * i + 3] == 7);
        }
    }
    // red and green of one lightness are what a deuteranope cannot tell
    lab red = look((kkr_rgb){ 200, 90, 60 }, KKR_VISION_DEUTAN);
    lab green = look((kkr_rgb){ 128, 122, 45 }, KKR_VISION_DEUTAN);
    CHECK(distance(red, green) <
          distance(look((kkr_rgb){ 200, 90, 60 }, KKR_VISION_FULL),
                   look((kkr_rgb){ 128, 122, 45 }, KKR_VISION_FULL)) /
              3);
}

int main(void)
{
    eyes_agree();
    maps_are_even();
    zero_is_paper();
    signs_differ_for_everybody();
    return check_done();
}
