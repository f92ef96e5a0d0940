// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/scene_draw.h"

#include <epoxy/gl.h>
#include <stdint.h>

#include "shaders/gl_context.h"
#include "tests/check.h"

enum { WIDTH = 160, HEIGHT = 120 };

static const kkr_rgb WHITE = { 255, 255, 255 };
static const kkr_scene_tag NO_TAG = { KKR_PART_NONE, -1, -1 };

static kkr_paint paint(kkr_rgb color, double opacity)
{
    return (kkr_paint){ .front = color, .back = color, .opacity = opacity };
}

static kkr_scene_view view_of(int width, int height, bool perspective)
{
    kkr_scene_view view = { .width = width,
                            .height = height,
                            .camera = kkr_camera_default,
                            .scale = 1,
                            .samples = 2,
                            .paper = WHITE };
    view.camera.perspective = perspective;
    view.camera.span = 8;
    return view;
}

static uint32_t *draw(kkr_scene_painter *painter, const kkr_scene *scene,
                      const kkr_scene_view *view)
{
    kkr_error err = { 0 };
    uint32_t *pixels = kkr_alloc((size_t)view->width * (size_t)view->height, 4);
    kkr_scene_buffers *buffers = kkr_scene_buffers_new(scene, &err);
    CHECK(buffers != NULL);
    CHECK(
        kkr_scene_painter_read(painter, buffers, view, pixels, view->width * 4, &err));
    CHECK(glGetError() == GL_NO_ERROR);
    kkr_scene_buffers_free(buffers);
    return pixels;
}

static int channel(uint32_t pixel, int shift)
{
    return (int)(pixel >> shift & 255);
}

static size_t count(const uint32_t *a, const uint32_t *b, int tolerance)
{
    size_t n = 0;
    for (size_t i = 0; i < WIDTH * HEIGHT; i++)
        for (int s = 0; s < 32; s += 8)
            if (abs(channel(a[i], s) - channel(b[i], s)) > tolerance) {
                n++;
                break;
            }
    return n;
}

/* Balls and lines lie where the camera says, and are as large as it says. */
static void places(kkr_scene_painter *painter, bool perspective)
{
    const kkr_paint black = paint((kkr_rgb){ 0, 0, 0 }, 1);
    for (int k = 0; k < 12; k++) {
        kkr_vec3 p = { 2.5 * sin(k), 2.5 * cos(3 * k), 2.5 * sin(5 * k + 1) };
        kkr_vec3 q = { 2.5 * cos(k), 2.5 * sin(2 * k), 2.5 * cos(7 * k + 1) };
        KKR_AUTO(kkr_scene) scene = kkr_scene_new();
        bool ball = k % 2 == 0;
        kkr_scene_line line = { .a = p, .b = q, .width = 5, .style = KKR_LINE_PLAIN };
        if (ball)
            kkr_scene_add_sphere(scene, p, 0.5, NULL, 0, &black, NO_TAG);
        else
            kkr_scene_add_line(scene, &line, NULL, 0);
        kkr_scene_view view = view_of(WIDTH, HEIGHT, perspective);
        view.samples = 4;
        uint32_t *pixels = draw(painter, scene, &view);
        double x, y, x2, y2, depth, depth2, sum = 0, sum_x = 0, sum_y = 0;
        kkr_camera_project(&view.camera, WIDTH, HEIGHT, p, &x, &y, &depth);
        kkr_camera_project(&view.camera, WIDTH, HEIGHT, q, &x2, &y2, &depth2);
        for (int j = 0; j < HEIGHT; j++)
            for (int i = 0; i < WIDTH; i++) {
                double dark = 1 - channel(pixels[j * WIDTH + i], 8) / 255.;
                sum += dark;
                sum_x += dark * (i + 0.5);
                sum_y += dark * (j + 0.5);
            }
        if (ball) {
            double pitch = kkr_camera_pitch(&view.camera, WIDTH, HEIGHT, depth);
            double area = M_PI * 0.25 / (pitch * pitch);
            CHECK_NEAR(sum_x / sum, x, perspective ? 0.3 : 0.1);
            CHECK_NEAR(sum_y / sum, y, perspective ? 0.3 : 0.1);
            CHECK_NEAR(sum, area, perspective ? 0.05 * area : 0.01 * area);
        } else {
            double length = hypot(x2 - x, y2 - y), area = 5 * length + M_PI * 6.25;
            CHECK_NEAR(sum_x / sum, 0.5 * (x + x2), 0.3);
            CHECK_NEAR(sum_y / sum, 0.5 * (y + y2), 0.3);
            CHECK_NEAR(sum, area, 0.02 * area);
        }
        free(pixels);
    }
}

/* A square through the origin that faces the viewer, `z` bohr nearer to him. */
static void add_square(kkr_scene *scene, double half, double z, const kkr_paint *look)
{
    const kkr_camera *c = &kkr_camera_default;
    kkr_vec3 right = kkr_camera_right(c), corners[4];
    for (int i = 0; i < 4; i++) {
        kkr_vec3 p = kkr_vec3_scale(c->from, z);
        p = kkr_vec3_mad(p, i == 1 || i == 2 ? half : -half, right);
        corners[i] = kkr_vec3_mad(p, i >= 2 ? half : -half, c->up);
    }
    kkr_scene_add_polygon(scene, corners, 4, look, NO_TAG);
}

/* Panes of glass give the colour that the formula gives, whatever their order. */
static void panes(kkr_scene_painter *painter)
{
    const struct {
        kkr_paint look;
        double z;
    } pane[] = { { paint((kkr_rgb){ 255, 0, 0 }, 0.5), 1 },
                 { paint((kkr_rgb){ 0, 0, 255 }, 0.25), -1 },
                 { paint((kkr_rgb){ 0, 200, 0 }, 0.4), 0.3 } };
    static const int orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 }, { 1, 0, 2 } };
    uint32_t *first = NULL;
    for (int k = 0; k < 3; k++) {
        KKR_AUTO(kkr_scene) scene = kkr_scene_new();
        for (int i = 0; i < 3; i++)
            add_square(scene, 3, pane[orders[k][i]].z, &pane[orders[k][i]].look);
        kkr_scene_view view = view_of(WIDTH, HEIGHT, false);
        uint32_t *pixels = draw(painter, scene, &view);
        double expected[3] = { 255, 255, 255 };
        static const int back_to_front[3] = { 1, 2, 0 };
        for (int i = 0; i < 3; i++) {
            const kkr_paint *look = &pane[back_to_front[i]].look;
            const unsigned char *color = &look->front.r;
            for (int c = 0; c < 3; c++)
                expected[c] += look->opacity * (color[c] - expected[c]);
        }
        uint32_t middle = pixels[HEIGHT / 2 * WIDTH + WIDTH / 2];
        CHECK_NEAR(channel(middle, 16), expected[0], 2);
        CHECK_NEAR(channel(middle, 8), expected[1], 2);
        CHECK_NEAR(channel(middle, 0), expected[2], 2);
        CHECK(pixels[0] == 0xffffffff);
        if (first)
            CHECK(memcmp(first, pixels, sizeof *pixels * WIDTH * HEIGHT) == 0);
        // the quick way does not depend on the order either, and is near
        view.moving = true;
        uint32_t *quick = draw(painter, scene, &view);
        CHECK(count(quick, pixels, 60) < WIDTH * HEIGHT / 50);
        free(quick);
        if (first)
            free(pixels);
        else
            first = pixels;
    }
    free(first);
}

/* Glass that goes through other glass: at every pixel the nearer one is above. */
static void crossing(kkr_scene_painter *painter)
{
    const kkr_paint looks[2] = { paint((kkr_rgb){ 255, 0, 0 }, 0.5),
                                 paint((kkr_rgb){ 0, 0, 255 }, 0.5) };
    uint32_t *pictures[2];
    for (int order = 0; order < 2; order++) {
        KKR_AUTO(kkr_scene) scene = kkr_scene_new();
        for (int i = 0; i < 2; i++) {
            int k = i ^ order;
            double z = k ? 1 : -1;
            kkr_vec3 corners[4] = {
                { -2, -2 * z, -2 }, { 2, -2 * z, -2 }, { 2, 2 * z, 2 }, { -2, 2 * z, 2 }
            };
            kkr_scene_add_polygon(scene, corners, 4, &looks[k], NO_TAG);
        }
        kkr_scene_add_sphere(scene, (kkr_vec3){ 0 }, 1, NULL, 0, &looks[0], NO_TAG);
        kkr_scene_view view = view_of(WIDTH, HEIGHT, true);
        pictures[order] = draw(painter, scene, &view);
    }
    CHECK(memcmp(pictures[0], pictures[1], 4 * WIDTH * HEIGHT) == 0);
    free(pictures[0]);
    free(pictures[1]);
}

static kkr_scene *still_life(void)
{
    kkr_scene *scene = kkr_scene_new();
    kkr_paint glass = paint((kkr_rgb){ 40, 90, 140 }, 0.3);
    kkr_paint solid = paint((kkr_rgb){ 200, 120, 60 }, 1);
    solid.gloss = 1;
    solid.outline = 1;
    const kkr_half_space clip = { { 0, 0, 1 }, 0.5 };
    kkr_scene_add_sphere(scene, (kkr_vec3){ 0 }, 1.5, &clip, 1, &solid, NO_TAG);
    kkr_scene_add_sphere(scene, (kkr_vec3){ 1, 0, 0 }, 2, NULL, 0, &glass, NO_TAG);
    add_square(scene, 2.5, 0.7, &glass);
    kkr_scene_line line = {
        .a = { -3, 0, -1 }, .b = { 3, 1, 2 }, .width = 1.5, .style = KKR_LINE_DASHED
    };
    kkr_scene_add_line(scene, &line, NULL, 0);
    return scene;
}

/* The same bytes every time, through a framebuffer as through memory. */
static void again(kkr_scene_painter *painter)
{
    KKR_AUTO(kkr_scene) scene = still_life();
    kkr_scene_view view = view_of(WIDTH, HEIGHT, false);
    uint32_t *one = draw(painter, scene, &view), *two = draw(painter, scene, &view);
    CHECK(memcmp(one, two, 4 * WIDTH * HEIGHT) == 0);

    kkr_error err = { 0 };
    GLuint framebuffer, color;
    glGenFramebuffers(1, &framebuffer);
    glGenRenderbuffers(1, &color);
    glBindRenderbuffer(GL_RENDERBUFFER, color);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, WIDTH + 7, HEIGHT + 5);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER,
                              color);
    kkr_scene_buffers *buffers = kkr_scene_buffers_new(scene, &err);
    CHECK(kkr_scene_painter_draw(painter, buffers, &view, &err));
    kkr_scene_painter_copy(painter, framebuffer, 7, 5);
    glReadPixels(7, 5, WIDTH, HEIGHT, GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV, two);
    size_t wrong = 0;
    for (int j = 0; j < HEIGHT; j++)
        wrong +=
            memcmp(two + j * WIDTH, one + (HEIGHT - 1 - j) * WIDTH, 4 * WIDTH) != 0;
    CHECK(wrong == 0);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glDeleteFramebuffers(1, &framebuffer);
    glDeleteRenderbuffers(1, &color);
    kkr_scene_buffers_free(buffers);

    // without paper: nothing where nothing is, and above paper the same colours
    view.transparent = true;
    uint32_t *bare = draw(painter, scene, &view);
    CHECK(bare[0] == 0);
    for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
        int left = 255 - channel(bare[i], 24);
        for (int s = 0; s < 24; s += 8)
            CHECK(abs(channel(bare[i], s) + left - channel(one[i], s)) <= 3);
    }
    free(bare);
    free(one);
    free(two);
}

/* A page of many tiles has no seams: each part is what it is in a small picture. */
static void tiles(kkr_scene_painter *painter)
{
    KKR_AUTO(kkr_scene) scene = still_life();
    kkr_scene_view view = view_of(WIDTH, HEIGHT, false);
    uint32_t *small = draw(painter, scene, &view);
    enum { TIMES = 6 };
    kkr_scene_view large = view_of(TIMES * WIDTH, TIMES * HEIGHT, false);
    large.scale = TIMES;
    uint32_t *page = draw(painter, scene, &large);
    uint32_t *mean = kkr_alloc(WIDTH * HEIGHT, sizeof *mean);
    for (int j = 0; j < HEIGHT; j++)
        for (int i = 0; i < WIDTH; i++)
            for (int s = 0; s < 32; s += 8) {
                int sum = 0;
                for (int k = 0; k < TIMES * TIMES; k++)
                    sum +=
                        channel(page[(size_t)(j * TIMES + k / TIMES) * TIMES * WIDTH +
                                     (size_t)(i * TIMES + k % TIMES)],
                                s);
                mean[j * WIDTH + i] |= (uint32_t)(sum / (TIMES * TIMES)) << s;
            }
    CHECK(count(mean, small, 24) < WIDTH * HEIGHT / 200);
    free(small);
    free(page);
    free(mean);
}

/* What is far away fades into the paper, what is near does not. */
static void fades(kkr_scene_painter *painter)
{
    const kkr_paint black = paint((kkr_rgb){ 0, 0, 0 }, 1);
    KKR_AUTO(kkr_scene) scene = kkr_scene_new();
    kkr_vec3 right = kkr_camera_right(&kkr_camera_default);
    for (int k = 0; k < 3; k++) {
        kkr_vec3 p = kkr_vec3_scale(kkr_camera_default.from, 3 * (1 - k));
        kkr_scene_add_sphere(scene, kkr_vec3_mad(p, 3 * (k - 1), right), 0.5, NULL, 0,
                             &black, NO_TAG);
    }
    kkr_scene_view view = view_of(WIDTH, HEIGHT, false);
    for (int fade = 0; fade < 2; fade++) {
        view.camera.fade = fade;
        uint32_t *pixels = draw(painter, scene, &view);
        int grey[3];
        for (int k = 0; k < 3; k++)
            grey[k] = channel(pixels[HEIGHT / 2 * WIDTH + WIDTH / 2 + (k - 1) * 45], 8);
        if (fade)
            CHECK(grey[0] < 60 && grey[1] > 90 && grey[1] < 150 && grey[2] > 180);
        else
            CHECK(grey[0] == 0 && grey[1] == 0 && grey[2] == 0);
        free(pixels);
    }
}

/* Edges whose faces all look away are dashed, or not there. */
static void hidden(kkr_scene_painter *painter)
{
    double sums[4];
    for (int k = 0; k < 4; k++) {
        kkr_vec3 side = kkr_vec3_scale(kkr_camera_default.from, k == 0 ? 1 : -1);
        KKR_AUTO(kkr_scene) scene = kkr_scene_new();
        kkr_scene_line line = { .a = { -3, -1, 0 }, .b = { 3, 1, 0 }, .width = 2 };
        line.style = k == 2 ? KKR_LINE_FRONT : k == 3 ? KKR_LINE_PLAIN : KKR_LINE_EDGE;
        kkr_scene_add_line(scene, &line, &side, 1);
        kkr_scene_view view = view_of(WIDTH, HEIGHT, false);
        uint32_t *pixels = draw(painter, scene, &view);
        sums[k] = 0;
        for (size_t i = 0; i < WIDTH * HEIGHT; i++)
            sums[k] += 255 - channel(pixels[i], 8);
        free(pixels);
    }
    CHECK(sums[0] == sums[3]);
    CHECK(sums[1] > 0.1 * sums[0] && sums[1] < 0.5 * sums[0]);
    CHECK(sums[2] == 0);
}

/* Colours of a mesh come from its values, an image lies where its plane is. */
static void colors(kkr_scene_painter *painter)
{
    kkr_error err = { 0 };
    kkr_mesh mesh = { .origin = { 1, 2, 3 } };
    CHECK(kkr_mesh_reserve(&mesh, 4, 2, true, &err));
    mesh.n_vertices = 4;
    mesh.n_triangles = 2;
    const kkr_camera *c = &kkr_camera_default;
    kkr_vec3 right = kkr_camera_right(c);
    for (int i = 0; i < 4; i++) {
        kkr_vec3 p = kkr_vec3_scale(right, i % 2 ? 3 : -3);
        p = kkr_vec3_sub(kkr_vec3_mad(p, i / 2 ? 3 : -3, c->up), mesh.origin);
        const double position[3] = { p.x, p.y, p.z };
        const double normal[3] = { c->from.x, c->from.y, c->from.z };
        for (int k = 0; k < 3; k++) {
            mesh.position[i][k] = (float)position[k];
            mesh.normal[i][k] = (float)normal[k];
        }
        mesh.value[i] = i % 2 ? 3 : -3;
    }
    const uint32_t triangles[2][3] = { { 0, 1, 3 }, { 0, 3, 2 } };
    memcpy(mesh.triangle, triangles, sizeof triangles);
    const kkr_colormap *map = kkr_colormap_get("diverging", false);
    KKR_AUTO(kkr_scene) scene = kkr_scene_new();
    kkr_scene_add_mesh(scene,
                       &(kkr_scene_mesh){ .mesh = &mesh,
                                          .map = map,
                                          .scale = { KKR_SCALE_LINEAR, true, -4, 4, 0 },
                                          .paint = { .opacity = 1 } });
    kkr_scene_view view = view_of(WIDTH, HEIGHT, false);
    view.samples = 1;
    uint32_t *pixels = draw(painter, scene, &view);
    int n = 0;
    for (int i = 0; i < WIDTH; i++) {
        double x = (i + 0.5 - 0.5 * WIDTH) * 8 / HEIGHT;
        if (fabs(x) > 2.9)
            continue;
        kkr_rgb color = kkr_colormap_color(map, 0.5 + x / 8);
        uint32_t found = pixels[HEIGHT / 2 * WIDTH + i];
        CHECK(abs(color.r - channel(found, 16)) <= 3 &&
              abs(color.g - channel(found, 8)) <= 3 &&
              abs(color.b - channel(found, 0)) <= 3);
        n++;
    }
    CHECK(n > 80);
    free(pixels);
    kkr_mesh_clear(&mesh);

    // four pixels of 2 bohr: red, green above blue, nothing
    static const unsigned char rgba[] = { 0,   0, 255, 255, 0, 0,   0, 0,
                                          255, 0, 0,   255, 0, 255, 0, 255 };
    kkr_scene_image image = { .rgba = rgba, .width = 2, .height = 2 };
    image.step_u = kkr_vec3_scale(right, 2);
    image.step_v = kkr_vec3_scale(c->up, 2);
    image.origin = kkr_vec3_sub(kkr_vec3_scale(right, -1), c->up);
    kkr_vec3 corners[4];
    for (int i = 0; i < 4; i++)
        corners[i] = kkr_vec3_mad(kkr_vec3_scale(right, i == 1 || i == 2 ? 2 : -2),
                                  i >= 2 ? 2 : -2, c->up);
    KKR_AUTO(kkr_scene) slice = kkr_scene_new();
    const kkr_paint plain = paint(WHITE, 1);
    kkr_scene_add_image(slice, corners, 4, &image, &plain, NO_TAG);
    pixels = draw(painter, slice, &view);
    static const uint32_t expected[4] = { 0xffff0000, 0xff00ff00, 0xff0000ff,
                                          0xffffffff };
    for (int k = 0; k < 4; k++) {
        int i = WIDTH / 2 + (k % 2 ? 26 : -26), j = HEIGHT / 2 + (k / 2 ? 26 : -26);
        CHECK(pixels[j * WIDTH + i] == expected[k]);
    }
    free(pixels);
}

/* Nothing to draw is paper; what cannot be drawn is told. */
static void limits(kkr_scene_painter *painter)
{
    KKR_AUTO(kkr_scene) scene = kkr_scene_new();
    kkr_scene_view view = view_of(WIDTH, HEIGHT, false);
    uint32_t *pixels = draw(painter, scene, &view);
    for (size_t i = 0; i < WIDTH * HEIGHT; i++)
        CHECK(pixels[i] == 0xffffffff);
    free(pixels);
    kkr_error err = { 0 };
    kkr_scene_buffers *buffers = kkr_scene_buffers_new(scene, &err);
    view.width = 1 << 20;
    CHECK_FAILS(kkr_scene_painter_draw(painter, buffers, &view, &err), "pixels");
    kkr_scene_buffers_free(buffers);
    static const unsigned char rgba[4];
    const kkr_paint plain = paint(WHITE, 1);
    const kkr_vec3 corners[3] = { { 0, 0, 0 }, { 1, 0, 0 }, { 0, 1, 0 } };
    const kkr_scene_image image = { rgba, 1 << 20, 1, { 0 }, { 1, 0, 0 }, { 0, 1, 0 } };
    kkr_scene_add_image(scene, corners, 3, &image, &plain, NO_TAG);
    CHECK_FAILS(kkr_scene_buffers_new(scene, &err) != NULL, "image");
}

int main(void)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_gl_context) context = kkr_gl_context_new(&err);
    if (!context) {
        printf("skipped: %s\n", err.message);
        return CHECK_SKIP;
    }
    kkr_scene_painter *painter = kkr_scene_painter_new(&err);
    if (!painter)
        printf("%s\n", err.message);
    CHECK(painter != NULL);
    if (!painter)
        return check_done();
    for (int perspective = 0; perspective < 2; perspective++)
        places(painter, perspective);
    panes(painter);
    crossing(painter);
    again(painter);
    tiles(painter);
    fades(painter);
    hidden(painter);
    colors(painter);
    limits(painter);
    kkr_scene_painter_free(painter);
    return check_done();
}
