// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/renderer.h"

#include <epoxy/gl.h>

#include "shaders/gl_context.h"
#include "tests/check.h"

/*
 * The picture that OpenGL makes is the picture that the core's scales and colour
 * maps make: every pixel of all panels, for every kind of scale.
 */

enum { WIDTH = 96, HEIGHT = 64, GAP = 8 };

static const kkr_rgb PAPER = { 255, 255, 255 }, UNKNOWN = { 241, 241, 242 };
static const double DIM = 0.38;

static void fill(kkr_slice *slice)
{
    size_t n = WIDTH * HEIGHT;
    *slice = (kkr_slice){ .s0 = -1,
                          .t0 = -2,
                          .pitch = 0.125,
                          .width = WIDTH,
                          .height = HEIGHT,
                          .v = kkr_alloc(n, sizeof *slice->v),
                          .dv = kkr_alloc(n, sizeof *slice->dv),
                          .owner = kkr_alloc(n, sizeof *slice->owner) };
    unsigned state = 7;
    for (size_t i = 0; i < n; i++) {
        double u[2];
        for (int k = 0; k < 2; k++) {
            state = state * 1664525u + 1013904223u;
            u[k] = (double)(state >> 8) / (1 << 24);
        }
        // magnitudes over nine decades, both signs
        slice->v[i] = (float)((u[0] < 0.5 ? -1 : 1) * pow(10, 9 * u[1] - 5));
        slice->dv[i] = (float)(slice->v[i] * 0.1 * u[0]);
        slice->owner[i] = (short)(i % 3 == 0 ? -2 : (int)(i % 5));
        if (i % 17 == 0)
            slice->v[i] = slice->dv[i] = NAN;
        if (i % 13 == 0)
            slice->v[i] = slice->dv[i] = 0;
    }
}

static kkr_rgb dim(kkr_rgb ground, kkr_rgb color)
{
    return (kkr_rgb){ (unsigned char)lround(ground.r + DIM * (color.r - ground.r)),
                      (unsigned char)lround(ground.g + DIM * (color.g - ground.g)),
                      (unsigned char)lround(ground.b + DIM * (color.b - ground.b)) };
}

static bool near(kkr_rgb a, const unsigned char *b)
{
    return abs(a.r - b[0]) <= 1 && abs(a.g - b[1]) <= 1 && abs(a.b - b[2]) <= 1;
}

/* The colour at a pixel; single precision may land one step of the map aside. */
static bool right_color(const kkr_slice *slice, const kkr_renderer_panel *panel,
                        size_t i, const unsigned char *found)
{
    bool absolute = panel->quantity >= KKR_QUANTITY_ABS_V;
    double value = panel->quantity % 2 == KKR_QUANTITY_DV ? slice->dv[i] : slice->v[i];
    if (isnan(value))
        return near(UNKNOWN, found);
    double position = kkr_scale_position(panel->scale, absolute ? fabs(value) : value);
    for (int step = -1; step <= 1; step++) {
        kkr_rgb color = kkr_colormap_color(
            panel->map, fmin(fmax(position, 0), 1) + step / (double)KKR_COLORMAP_SIZE);
        if (slice->owner[i] <= -2)
            color = dim(kkr_colormap_color(panel->map, absolute ? 0 : 0.5), color);
        if (near(color, found))
            return true;
    }
    return false;
}

static void check_scales(kkr_renderer *renderer, const kkr_slice *slice,
                         const kkr_scale *upper, const kkr_scale *lower)
{
    static unsigned char pixels[2 * HEIGHT + GAP][2 * WIDTH + GAP][4];
    const kkr_renderer_view view = { .width = 2 * WIDTH + GAP,
                                     .height = 2 * HEIGHT + GAP,
                                     .paper = PAPER,
                                     .unknown = UNKNOWN,
                                     .dim = DIM };
    kkr_renderer_panel panels[4];
    for (int q = 0; q < 4; q++)
        panels[q] = (kkr_renderer_panel){
            .x = q % 2 * (WIDTH + GAP),
            .y = q / 2 == 0 ? HEIGHT + GAP : 0,
            .width = WIDTH,
            .height = HEIGHT,
            .slot = q == KKR_QUANTITY_ABS_V, // unlinked: the same slice, once more
            .center_s = -1 + 0.125 * (WIDTH - 1) / 2,
            .center_t = -2 + 0.125 * (HEIGHT - 1) / 2,
            .pitch = 0.125,
            .quantity = (kkr_quantity)q,
            .scale = q < 2 ? upper : lower,
            .map = kkr_colormap_get(q < 2 ? "diverging" : "sequential", false),
        };
    kkr_error err = { 0 };
    CHECK(kkr_renderer_draw(renderer, &view, panels, 4, &err));

    GLuint framebuffer, color;
    glGenFramebuffers(1, &framebuffer);
    glGenRenderbuffers(1, &color);
    glBindRenderbuffer(GL_RENDERBUFFER, color);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, view.width, view.height);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER,
                              color);
    kkr_renderer_copy(renderer, framebuffer);
    glReadPixels(0, 0, view.width, view.height, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
    glDeleteFramebuffers(1, &framebuffer);
    glDeleteRenderbuffers(1, &color);

    int wrong = 0;
    for (int q = 0; q < 4; q++)
        for (int j = 0; j < HEIGHT; j++)
            for (int i = 0; i < WIDTH; i++)
                wrong += !right_color(slice, &panels[q], (size_t)j * WIDTH + i,
                                      pixels[panels[q].y + j][panels[q].x + i]);
    CHECK(wrong == 0);
    // between the panels there is paper, opaque
    CHECK(near(PAPER, pixels[HEIGHT + 2][WIDTH + 2]));
    CHECK(pixels[HEIGHT + 2][WIDTH + 2][3] == 255);
    CHECK(glGetError() == GL_NO_ERROR);
}

int main(void)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_gl_context) context = kkr_gl_context_new(&err);
    if (!context) {
        printf("skipped: %s\n", err.message);
        return CHECK_SKIP;
    }
    kkr_renderer *renderer = kkr_renderer_new(&err);
    if (!renderer)
        printf("%s\n", err.message);
    CHECK(renderer != NULL);
    if (!renderer)
        return check_done();

    kkr_slice slice;
    fill(&slice);
    for (int slot = 0; slot < 2; slot++)
        CHECK(kkr_renderer_set_slice(renderer, slot, &slice, &err));
    const kkr_scale upper[] = {
        { KKR_SCALE_SYMLOG, true, -100, 100, 0.01 },
        { KKR_SCALE_LINEAR, true, -3, 3, 0 },
        { KKR_SCALE_ASINH, true, -50, 50, 0.1 },
    };
    const kkr_scale lower[] = {
        { KKR_SCALE_LOG, false, 0.001, 1000, 0 },
        { KKR_SCALE_LINEAR, false, 0, 2, 0 },
        { KKR_SCALE_LOG, false, 1e-4, 10, 0 },
    };
    for (size_t i = 0; i < sizeof upper / sizeof *upper; i++)
        check_scales(renderer, &slice, &upper[i], &lower[i]);

    // a texture has a largest size; the message says both
    kkr_slice huge = slice;
    huge.width = 1 << 20;
    CHECK(!kkr_renderer_set_slice(renderer, 0, &huge, &err));
    CHECK(err.code == KKR_ERROR_GPU);

    kkr_renderer_free(renderer);
    free(slice.v);
    free(slice.dv);
    free(slice.owner);
    return check_done();
}
