// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/scene_draw.h"

#include <assert.h>
#include <epoxy/gl.h>
#include <stdlib.h>
#include <string.h>

#include "shaders/gl_program.h"
#include "shaders/scene_pass.h"

/*
 * A tile of samples is drawn and averaged into the picture, then the next one:
 * memory is that of a tile, and a page may be as large as it likes.
 *
 *   solid   colour and depth of what is opaque, lines too
 *   layer   the translucent fragments right behind those peeled before
 *   veil    the layers so far, front to back; or the weighted sums
 *   output  the mean of samples x samples of veil over solid
 */
enum {
    TILE = 768,        // samples a side: most have few layers and are done early
    LARGE_TILE = 3072, // where triangles cost more than pixels
    MANY = 20000,      // that is from so many triangles on
    BAND = 2048,       // pixels a side that are read at once
    MAX_LAYERS = 48,   // peeled; what is farther back no eye can tell
};

enum uniform { STEP, SAMPLES, CORNER, SOLID, VEIL, WEIGHTS, N_UNIFORMS };

static const char *const uniform_names[N_UNIFORMS] = {
    "u_step", "u_samples", "u_corner", "u_solid", "u_veil", "u_weights",
};

enum { STEP_LAYER, STEP_PEELED, STEP_WEIGHTED };
struct kkr_scene_painter {
    kkr_scene_programs *programs;
    GLuint resolve; // the program that lays layers and tiles over each other
    GLint uniform[N_UNIFORMS];
    GLuint empty_array, query;
    // of a tile
    int tile_width, tile_height;
    GLuint solid, solid_depth, layer, layer_depth[2], veil, weights;
    GLuint solid_target, layer_target[2], veil_target, weighted_target;
    // of the picture
    GLuint output, output_target;
    int width, height;
};

kkr_scene_painter *kkr_scene_painter_new(kkr_error *err)
{
    kkr_scene_painter *self = kkr_alloc(1, sizeof *self);
    self->programs = kkr_scene_programs_new(err);
    if (self->programs)
        self->resolve = kkr_gl_program_new("scene_resolve.glsl", err);
    if (!self->resolve) {
        kkr_scene_painter_free(self);
        return NULL;
    }
    for (int u = 0; u < N_UNIFORMS; u++)
        self->uniform[u] = glGetUniformLocation(self->resolve, uniform_names[u]);
    glGenVertexArrays(1, &self->empty_array);
    glGenQueries(1, &self->query);
    return self;
}

static void free_tile(kkr_scene_painter *self)
{
    const GLuint textures[] = { self->solid,          self->solid_depth,    self->layer,
                                self->layer_depth[0], self->layer_depth[1], self->veil,
                                self->weights };
    const GLuint targets[] = { self->solid_target, self->layer_target[0],
                               self->layer_target[1], self->veil_target,
                               self->weighted_target };
    glDeleteTextures(sizeof textures / sizeof *textures, textures);
    glDeleteFramebuffers(sizeof targets / sizeof *targets, targets);
    self->tile_width = self->tile_height = 0;
}

void kkr_scene_painter_free(kkr_scene_painter *painter)
{
    if (!painter)
        return;
    kkr_scene_programs_free(painter->programs);
    glDeleteProgram(painter->resolve);
    free_tile(painter);
    glDeleteTextures(1, &painter->output);
    glDeleteFramebuffers(1, &painter->output_target);
    glDeleteVertexArrays(1, &painter->empty_array);
    glDeleteQueries(1, &painter->query);
    free(painter);
}

// ------------------------------------------------------- framebuffers

static GLuint make_texture(int width, int height, GLint inner, GLenum format,
                           GLenum type)
{
    GLuint texture = 0;
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glTexImage2D(GL_TEXTURE_2D, 0, inner, width, height, 0, format, type, NULL);
    return texture;
}

/** A framebuffer of up to two colours and a depth; 0 if it is not complete. */
static GLuint make_target(GLuint color, GLuint second, GLuint depth)
{
    static const GLenum both[] = { GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1 };
    GLuint target = 0;
    glGenFramebuffers(1, &target);
    glBindFramebuffer(GL_FRAMEBUFFER, target);
    glFramebufferTexture2D(GL_FRAMEBUFFER, both[0], GL_TEXTURE_2D, color, 0);
    if (second)
        glFramebufferTexture2D(GL_FRAMEBUFFER, both[1], GL_TEXTURE_2D, second, 0);
    if (depth)
        glFramebufferTexture2D(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_TEXTURE_2D,
                               depth, 0);
    glDrawBuffers(second ? 2 : 1, both);
    if (glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE)
        return target;
    glDeleteFramebuffers(1, &target);
    return 0;
}

/** Grows only: moving and resting views take turns. */
static bool size_tile(kkr_scene_painter *self, int width, int height, kkr_error *err)
{
    if (width <= self->tile_width && height <= self->tile_height)
        return true;
    int w = width > self->tile_width ? width : self->tile_width;
    int h = height > self->tile_height ? height : self->tile_height;
    free_tile(self);
    self->solid = make_texture(w, h, GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE);
    self->layer = make_texture(w, h, GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE);
    self->veil = make_texture(w, h, GL_RGBA16F, GL_RGBA, GL_FLOAT);
    self->weights = make_texture(w, h, GL_R16F, GL_RED, GL_FLOAT);
    self->solid_depth =
        make_texture(w, h, GL_DEPTH_COMPONENT32F, GL_DEPTH_COMPONENT, GL_FLOAT);
    for (int i = 0; i < 2; i++)
        self->layer_depth[i] =
            make_texture(w, h, GL_DEPTH_COMPONENT32F, GL_DEPTH_COMPONENT, GL_FLOAT);
    self->solid_target = make_target(self->solid, 0, self->solid_depth);
    for (int i = 0; i < 2; i++)
        self->layer_target[i] = make_target(self->layer, 0, self->layer_depth[i]);
    self->veil_target = make_target(self->veil, 0, 0);
    self->weighted_target = make_target(self->veil, self->weights, self->solid_depth);
    if (!self->solid_target || !self->layer_target[0] || !self->layer_target[1] ||
        !self->veil_target || !self->weighted_target)
        return kkr_fail(err, KKR_ERROR_GPU, "no framebuffer of %d x %d samples", w, h);
    self->tile_width = w;
    self->tile_height = h;
    return true;
}

static bool size_output(kkr_scene_painter *self, int width, int height, kkr_error *err)
{
    if (self->output && self->width == width && self->height == height)
        return true;
    GLint max = 0;
    glGetIntegerv(GL_MAX_TEXTURE_SIZE, &max);
    if (width > max || height > max)
        return kkr_fail(err, KKR_ERROR_GPU,
                        "a picture of %d x %d pixels is more than the %d this graphics "
                        "driver allows",
                        width, height, max);
    glDeleteTextures(1, &self->output);
    glDeleteFramebuffers(1, &self->output_target);
    self->output = make_texture(width, height, GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE);
    self->output_target = make_target(self->output, 0, 0);
    if (!self->output_target)
        return kkr_fail(err, KKR_ERROR_GPU, "no framebuffer of %d x %d pixels", width,
                        height);
    self->width = width;
    self->height = height;
    return true;
}

// ------------------------------------------------------------ drawing

typedef struct frame {
    kkr_scene_painter *painter;
    kkr_scene_pass pass;
} frame;

static void bind_texture(int unit, GLuint texture)
{
    glActiveTexture(GL_TEXTURE0 + (GLenum)unit);
    glBindTexture(GL_TEXTURE_2D, texture);
}

static const GLint *use_resolve(const frame *f, int step)
{
    const GLint *u = f->painter->uniform;
    glUseProgram(f->painter->resolve);
    glBindVertexArray(f->painter->empty_array);
    glUniform1i(u[STEP], step);
    glUniform1i(u[SOLID], 0);
    glUniform1i(u[VEIL], 1);
    glUniform1i(u[WEIGHTS], 2);
    bind_texture(0, f->painter->solid);
    bind_texture(1, step == STEP_LAYER ? f->painter->layer : f->painter->veil);
    bind_texture(2, f->painter->weights);
    return u;
}

/** Layer by layer from the front, until there is none. */
static void peel(frame *f)
{
    kkr_scene_painter *self = f->painter;
    f->pass.kind = KKR_SCENE_PEEL;
    for (int i = 0; i < MAX_LAYERS; i++) {
        glBindFramebuffer(GL_FRAMEBUFFER, self->layer_target[i % 2]);
        glDepthMask(GL_TRUE);
        glEnable(GL_DEPTH_TEST);
        glClearColor(0, 0, 0, 0);
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
        bind_texture(KKR_SCENE_UNIT_OPAQUE, self->solid_depth);
        bind_texture(KKR_SCENE_UNIT_PEELED, self->layer_depth[(i + 1) % 2]);
        bind_texture(KKR_SCENE_UNIT_VEIL, self->veil);
        glBeginQuery(GL_ANY_SAMPLES_PASSED, self->query);
        kkr_scene_pass_things(&f->pass, true, i == 0);
        glEndQuery(GL_ANY_SAMPLES_PASSED);
        GLuint any = 0;
        glGetQueryObjectuiv(self->query, GL_QUERY_RESULT, &any);
        if (!any)
            break;
        bind_texture(KKR_SCENE_UNIT_VEIL, 0);
        glBindFramebuffer(GL_FRAMEBUFFER, self->veil_target);
        glDisable(GL_DEPTH_TEST);
        glEnable(GL_BLEND);
        glBlendFunc(GL_ONE_MINUS_DST_ALPHA, GL_ONE); // under what is there
        use_resolve(f, STEP_LAYER);
        glDrawArrays(GL_TRIANGLES, 0, 3);
        glDisable(GL_BLEND);
    }
}

static void weigh(frame *f)
{
    static const float sums[] = { 0, 0, 0, 1 }, zero[] = { 0, 0, 0, 0 };
    f->pass.kind = KKR_SCENE_WEIGHTED;
    glBindFramebuffer(GL_FRAMEBUFFER, f->painter->weighted_target);
    glClearBufferfv(GL_COLOR, 0, sums);
    glClearBufferfv(GL_COLOR, 1, zero);
    // its depth is being tested against, so it must not be bound as a texture
    bind_texture(KKR_SCENE_UNIT_OPAQUE, 0);
    bind_texture(KKR_SCENE_UNIT_PEELED, 0);
    bind_texture(KKR_SCENE_UNIT_VEIL, 0);
    glDepthMask(GL_FALSE);
    glEnable(GL_DEPTH_TEST);
    glEnable(GL_BLEND);
    glBlendFuncSeparate(GL_ONE, GL_ONE, GL_ZERO, GL_ONE_MINUS_SRC_ALPHA);
    kkr_scene_pass_things(&f->pass, true, true);
    glDisable(GL_BLEND);
    glDepthMask(GL_TRUE);
}

/** The pixels [x, x + width) x [y, y + height) of the picture, y upwards. */
static void draw_tile(frame *f, int x, int y, int width, int height, int to_x, int to_y)
{
    const kkr_scene_view *view = f->pass.view;
    kkr_scene_painter *self = f->painter;
    f->pass.window[0] = (float)view->width / (float)width;
    f->pass.window[1] = (float)view->height / (float)height;
    f->pass.window[2] = (float)(view->width - 2 * x) / (float)width - 1;
    f->pass.window[3] = (float)(view->height - 2 * y) / (float)height - 1;

    glViewport(0, 0, width * f->pass.samples, height * f->pass.samples);
    glBindFramebuffer(GL_FRAMEBUFFER, self->solid_target);
    float alpha = view->transparent ? 0 : 1;
    glClearColor(alpha * (float)view->paper.r / 255, alpha * (float)view->paper.g / 255,
                 alpha * (float)view->paper.b / 255, alpha);
    glClearDepth(1);
    glDepthMask(GL_TRUE);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LESS);
    bind_texture(KKR_SCENE_UNIT_OPAQUE, 0);
    bind_texture(KKR_SCENE_UNIT_PEELED, 0);
    bind_texture(KKR_SCENE_UNIT_VEIL, 0);
    f->pass.kind = KKR_SCENE_OPAQUE;
    kkr_scene_pass_things(&f->pass, false, true);
    kkr_scene_pass_lines(&f->pass);

    bool weighted = view->moving && f->pass.buffers->any_glass;
    if (weighted) {
        weigh(f);
    } else {
        glBindFramebuffer(GL_FRAMEBUFFER, self->veil_target);
        glClearColor(0, 0, 0, 0);
        glClear(GL_COLOR_BUFFER_BIT);
        if (f->pass.buffers->any_glass)
            peel(f);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, self->output_target);
    glViewport(to_x, to_y, width, height);
    glDisable(GL_DEPTH_TEST);
    const GLint *u = use_resolve(f, weighted ? STEP_WEIGHTED : STEP_PEELED);
    glUniform1i(u[SAMPLES], f->pass.samples);
    glUniform2i(u[CORNER], to_x, to_y);
    glDrawArrays(GL_TRIANGLES, 0, 3);
}

static size_t n_triangles(const kkr_scene *scene)
{
    size_t n = 0;
    for (int i = 0; i < scene->n_meshes; i++)
        n += scene->meshes[i].mesh->n_triangles;
    return n;
}

/** A part of the picture into the output, which is as large. */
static bool draw_part(kkr_scene_painter *painter, const kkr_scene_buffers *buffers,
                      const kkr_scene_view *view, int x, int y, int width, int height,
                      kkr_error *err)
{
    assert(width > 0 && height > 0 && view->scale > 0 && view->camera.span > 0);
    const int samples = view->moving ? 1 : view->samples < 1 ? 1 : view->samples;
    frame f = { painter, { painter->programs, buffers, view, samples } };
    const int side = (n_triangles(buffers->scene) < MANY ? TILE : LARGE_TILE) / samples;
    GLint before = 0;
    glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &before);
    bool good = size_output(painter, width, height, err) &&
                size_tile(painter, (width < side ? width : side) * samples,
                          (height < side ? height : side) * samples, err);
    if (good) {
        // whoever drew before may have left anything switched on
        glDisable(GL_BLEND);
        glDisable(GL_SCISSOR_TEST);
        glDisable(GL_CULL_FACE);
        glDisable(GL_FRAMEBUFFER_SRGB);
        glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
        glFrontFace(GL_CCW);
        // everything lies between; lines are lifted a little towards the viewer
        kkr_vec3 d = kkr_vec3_sub(buffers->center, view->camera.target);
        double depth = -kkr_vec3_dot(d, view->camera.from);
        double reach = 1.1 * buffers->radius + 0.05 * view->camera.span;
        kkr_camera_matrix(&view->camera, view->width, view->height, depth - reach,
                          depth + reach, f.pass.matrix);
        if (!buffers->is_empty)
            kkr_scene_pass_prepare(&f.pass);
        for (int j = 0; j < height; j += side)
            for (int i = 0; i < width; i += side)
                draw_tile(&f, x + i, y + j, width - i < side ? width - i : side,
                          height - j < side ? height - j : side, i, j);
        glBindVertexArray(0);
        glUseProgram(0);
        glActiveTexture(GL_TEXTURE0);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, (GLuint)before);
    return good;
}

bool kkr_scene_painter_draw(kkr_scene_painter *painter,
                            const kkr_scene_buffers *buffers,
                            const kkr_scene_view *view, kkr_error *err)
{
    return draw_part(painter, buffers, view, 0, 0, view->width, view->height, err);
}

void kkr_scene_painter_copy(kkr_scene_painter *painter, unsigned framebuffer, int x,
                            int y)
{
    int width = painter->width, height = painter->height;
    glDisable(GL_SCISSOR_TEST);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, painter->output_target);
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
    glBlitFramebuffer(0, 0, width, height, x, y, x + width, y + height,
                      GL_COLOR_BUFFER_BIT, GL_NEAREST);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
}

bool kkr_scene_painter_read(kkr_scene_painter *painter,
                            const kkr_scene_buffers *buffers,
                            const kkr_scene_view *view, void *pixels, int stride,
                            kkr_error *err)
{
    GLint before = 0;
    glGetIntegerv(GL_READ_FRAMEBUFFER_BINDING, &before);
    unsigned *band = kkr_alloc((size_t)BAND * BAND, sizeof *band);
    bool good = true;
    for (int y = 0; good && y < view->height; y += BAND) {
        for (int x = 0; good && x < view->width; x += BAND) {
            int width = view->width - x < BAND ? view->width - x : BAND;
            int height = view->height - y < BAND ? view->height - y : BAND;
            good = draw_part(painter, buffers, view, x, y, width, height, err);
            if (!good)
                break;
            glBindFramebuffer(GL_READ_FRAMEBUFFER, painter->output_target);
            glPixelStorei(GL_PACK_ALIGNMENT, 4);
            glReadPixels(0, 0, width, height, GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV,
                         band);
            for (int j = 0; j < height; j++)
                memcpy((char *)pixels +
                           (size_t)(view->height - 1 - y - j) * (size_t)stride +
                           (size_t)x * 4,
                       band + (size_t)j * (size_t)width, (size_t)width * 4);
        }
    }
    glBindFramebuffer(GL_READ_FRAMEBUFFER, (GLuint)before);
    free(band);
    return good;
}
