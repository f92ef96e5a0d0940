// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/scene_private.h"

#include <assert.h>
#include <epoxy/gl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shaders/gl_program.h"

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

enum program { SURFACE, SPHERE, LINE, RESOLVE, N_PROGRAMS };

static const char *const program_names[N_PROGRAMS] = {
    [SURFACE] = "scene_common.glsl scene_surface.glsl",
    [SPHERE] = "scene_common.glsl scene_sphere.glsl",
    [LINE] = "scene_common.glsl scene_line.glsl",
    [RESOLVE] = "scene_resolve.glsl",
};

enum uniform {
    MATRIX,
    WINDOW,
    PERSPECTIVE,
    EYE,
    FROM,
    PASS,
    FIRST,
    OPAQUE,
    PEELED,
    LIGHT,
    PAPER,
    DARK,
    FOG,
    SHIFT,
    COLORING,
    COLORS,
    OUTLINE,
    OUTLINE_COLOR,
    BALL,
    FAR_SIDE,
    CLIPS,
    N_CLIPS,
    FRONT_COLOR,
    BACK_COLOR,
    SIZE,
    PITCH,
    UNIT,
    CORE,
    ALPHA,
    STEP,
    SAMPLES,
    CORNER,
    SOLID,
    VEIL,
    WEIGHTS,
    N_UNIFORMS
};

static const char *const uniform_names[N_UNIFORMS] = {
    "u_matrix",  "u_window",  "u_perspective",   "u_eye",        "u_from",
    "u_pass",    "u_first",   "u_opaque",        "u_peeled",     "u_light",
    "u_paper",   "u_dark",    "u_fog",           "u_shift",      "u_coloring",
    "u_colors",  "u_outline", "u_outline_color", "u_sphere",     "u_far",
    "u_clips",   "u_n_clips", "u_front_color",   "u_back_color", "u_size",
    "u_pitch",   "u_unit",    "u_core",          "u_alpha",      "u_step",
    "u_samples", "u_corner",  "u_solid",         "u_veil",       "u_weights",
};

enum { PASS_OPAQUE, PASS_PEEL, PASS_WEIGHTED };
enum { STEP_LAYER, STEP_PEELED, STEP_WEIGHTED };
enum {
    UNIT_OPAQUE,
    UNIT_PEELED,
    UNIT_COLORS,
    UNIT_VEIL
}; // texture units; RESOLVE uses them anew

struct kkr_scene_painter {
    GLuint program[N_PROGRAMS];
    GLint uniform[N_PROGRAMS][N_UNIFORMS];
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
    for (int p = 0; p < N_PROGRAMS; p++) {
        self->program[p] = kkr_gl_program_new(program_names[p], err);
        if (!self->program[p]) {
            kkr_scene_painter_free(self);
            return NULL;
        }
        for (int u = 0; u < N_UNIFORMS; u++)
            self->uniform[p][u] =
                glGetUniformLocation(self->program[p], uniform_names[u]);
    }
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
    for (int p = 0; p < N_PROGRAMS; p++)
        glDeleteProgram(painter->program[p]);
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
    const kkr_scene_buffers *buffers;
    const kkr_scene_view *view;
    int samples;
    int pass;
    float window[4];
    float matrix[16];
    int n_strokes, n_through; // those that shine through come first
} frame;

static void set_color(GLint location, kkr_rgb color)
{
    glUniform3f(location, (float)color.r / 255, (float)color.g / 255,
                (float)color.b / 255);
}

static void set_rgba(GLint location, kkr_rgb color, double fourth)
{
    glUniform4f(location, (float)color.r / 255, (float)color.g / 255,
                (float)color.b / 255, (float)fourth);
}

static void set_vec(GLint location, kkr_vec3 v)
{
    glUniform3f(location, (float)v.x, (float)v.y, (float)v.z);
}

/** From above left, as in every textbook. */
static kkr_vec3 light_direction(const kkr_camera *camera)
{
    kkr_vec3 light = kkr_vec3_scale(kkr_camera_right(camera), -0.42);
    light = kkr_vec3_mad(light, 0.60, camera->up);
    return kkr_vec3_unit(kkr_vec3_mad(light, 0.68, camera->from));
}

/** Makes a program current with what does not change from thing to thing. */
static const GLint *use(const frame *f, enum program p, bool first)
{
    const kkr_scene_view *view = f->view;
    const GLint *u = f->painter->uniform[p];
    glUseProgram(f->painter->program[p]);
    glUniformMatrix4fv(u[MATRIX], 1, GL_FALSE, f->matrix);
    glUniform4fv(u[WINDOW], 1, f->window);
    glUniform1i(u[PERSPECTIVE], view->camera.perspective);
    set_vec(u[EYE], kkr_camera_eye(&view->camera));
    set_vec(u[FROM], view->camera.from);
    glUniform1i(u[PASS], f->pass);
    glUniform1i(u[FIRST], first);
    glUniform1i(u[OPAQUE], UNIT_OPAQUE);
    glUniform1i(u[PEELED], UNIT_PEELED);
    glUniform1i(u[COLORS], UNIT_COLORS);
    glUniform1i(u[VEIL], UNIT_VEIL);
    set_vec(u[LIGHT], light_direction(&view->camera));
    set_color(u[PAPER], view->paper);
    glUniform1i(u[DARK], view->dark);
    glUniform1f(u[FOG], (float)view->camera.fade);
    return u;
}

enum { COLOR_PAINT, COLOR_MAP, COLOR_IMAGE };

static void draw_polygons(const frame *f, bool glass, bool first)
{
    const kkr_scene_buffers *b = f->buffers;
    const GLint *u = use(f, SURFACE, first);
    glBindVertexArray(b->polygon_array);
    set_vec(u[SHIFT], (kkr_vec3){ 0 });
    glUniform1f(u[OUTLINE], 0);
    glUniform1i(u[COLORING], COLOR_PAINT);
    if (glass && b->n_glass > 0)
        glDrawArrays(GL_TRIANGLES, b->n_solid, b->n_glass);
    if (!glass && b->n_solid > 0)
        glDrawArrays(GL_TRIANGLES, 0, b->n_solid);
    glUniform1i(u[COLORING], COLOR_IMAGE);
    glActiveTexture(GL_TEXTURE0 + UNIT_COLORS);
    for (int i = 0; i < b->n_pictures; i++) {
        if (b->pictures[i].glass != glass)
            continue;
        glBindTexture(GL_TEXTURE_2D, b->pictures[i].texture);
        glDrawArrays(GL_TRIANGLES, b->pictures[i].first, b->pictures[i].n);
    }
}

static void draw_meshes(const frame *f, bool glass, bool first)
{
    const kkr_scene *scene = f->buffers->scene;
    const GLint *u = use(f, SURFACE, first);
    glActiveTexture(GL_TEXTURE0 + UNIT_COLORS);
    for (int i = 0; i < scene->n_meshes; i++) {
        const kkr_scene_surface *surface = &f->buffers->surfaces[i];
        const kkr_mesh *mesh = scene->meshes[i].mesh;
        const kkr_paint *paint = &scene->meshes[i].paint;
        if (surface->glass != glass || mesh->n_triangles == 0)
            continue;
        glBindVertexArray(surface->array);
        glVertexAttrib4f(KKR_ATTRIBUTE_FRONT, (float)paint->front.r / 255,
                         (float)paint->front.g / 255, (float)paint->front.b / 255,
                         (float)paint->opacity);
        glVertexAttrib4f(KKR_ATTRIBUTE_BACK, (float)paint->back.r / 255,
                         (float)paint->back.g / 255, (float)paint->back.b / 255,
                         (float)paint->gloss);
        set_vec(u[SHIFT], mesh->origin);
        glUniform1i(u[COLORING], surface->map ? COLOR_MAP : COLOR_PAINT);
        glBindTexture(GL_TEXTURE_2D, surface->map);
        glUniform1f(u[OUTLINE], (float)(paint->outline * f->view->scale * f->samples));
        set_color(u[OUTLINE_COLOR], paint->outline_color);
        glDrawElements(GL_TRIANGLES, (GLsizei)(3 * mesh->n_triangles), GL_UNSIGNED_INT,
                       NULL);
    }
}

static void draw_spheres(const frame *f, bool glass, bool first)
{
    const kkr_scene *scene = f->buffers->scene;
    const kkr_scene_view *view = f->view;
    const GLint *u = use(f, SPHERE, first);
    glBindVertexArray(f->painter->empty_array);
    for (int i = 0; i < scene->n_spheres; i++) {
        const kkr_scene_sphere *sphere = &scene->spheres[i];
        const kkr_paint *paint = &sphere->paint;
        if ((paint->opacity < 1) != glass)
            continue;
        float clips[KKR_SCENE_MAX_CLIPS][4];
        for (int k = 0; k < sphere->n_clips; k++) {
            const kkr_half_space *clip = &scene->clips[sphere->first_clip + k];
            clips[k][0] = (float)clip->normal.x;
            clips[k][1] = (float)clip->normal.y;
            clips[k][2] = (float)clip->normal.z;
            clips[k][3] = (float)clip->distance;
        }
        if (sphere->n_clips > 0)
            glUniform4fv(u[CLIPS], sphere->n_clips, &clips[0][0]);
        glUniform1i(u[N_CLIPS], sphere->n_clips);
        glUniform4f(u[BALL], (float)sphere->center.x, (float)sphere->center.y,
                    (float)sphere->center.z, (float)sphere->radius);
        set_rgba(u[FRONT_COLOR], paint->front, paint->opacity);
        set_rgba(u[BACK_COLOR], paint->back, paint->gloss);
        set_color(u[OUTLINE_COLOR], paint->outline_color);
        double pitch = kkr_camera_pitch(&view->camera, view->width, view->height, 0);
        glUniform1f(u[OUTLINE], (float)(paint->outline * view->scale * pitch));
        // what can be seen of its inside
        bool far = glass || sphere->n_clips > 0;
        for (int side = 0; side <= far; side++) {
            glUniform1i(u[FAR_SIDE], side);
            glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
        }
    }
}

static void draw_things(const frame *f, bool glass, bool first)
{
    draw_polygons(f, glass, first);
    draw_meshes(f, glass, first);
    draw_spheres(f, glass, first);
}

// -------------------------------------------------------------- lines

static kkr_scene_stroke make_stroke(const frame *f, const kkr_scene_line *line)
{
    kkr_scene_stroke stroke = {
        .a = { (float)line->a.x, (float)line->a.y, (float)line->a.z },
        .b = { (float)line->b.x, (float)line->b.y, (float)line->b.z },
        .color = { line->color.r, line->color.g, line->color.b, 255 },
        .width = (float)line->width,
    };
    if (kkr_scene_line_is_hidden(line, f->buffers->scene, &f->view->camera)) {
        stroke.dash = (float)(1.4 + 2 * line->width);
        // of width 0 nothing is seen
        stroke.width = line->style == KKR_LINE_FRONT ? 0 : (float)(0.6 * line->width);
        stroke.color[3] = 150;
    }
    return stroke;
}

static void put_strokes(frame *f)
{
    const kkr_scene *scene = f->buffers->scene;
    kkr_scene_stroke *strokes = kkr_alloc((size_t)scene->n_lines + 1, sizeof *strokes);
    for (int through = 1; through >= 0; through--) {
        for (int i = 0; i < scene->n_lines; i++)
            if (scene->lines[i].through == (through == 1))
                strokes[f->n_strokes++] = make_stroke(f, &scene->lines[i]);
        if (through == 1)
            f->n_through = f->n_strokes;
    }
    kkr_scene_buffers_set_strokes(f->buffers, strokes, f->n_strokes);
    free(strokes);
}

static void draw_lines(const frame *f)
{
    if (f->n_strokes == 0)
        return;
    const kkr_scene_view *view = f->view;
    const GLint *u = use(f, LINE, true);
    glUniform2f(u[SIZE], (float)(view->width * f->samples),
                (float)(view->height * f->samples));
    glUniform1f(u[UNIT], (float)(view->scale * f->samples));
    glUniform1f(u[PITCH],
                (float)kkr_camera_pitch(&view->camera, view->width * f->samples,
                                        view->height * f->samples, 0));
    glBindVertexArray(f->buffers->line_array);
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    // First what other things hide, faintly; then soft rims, which hide nothing.
    glDepthMask(GL_FALSE);
    glDepthFunc(GL_GREATER);
    glUniform1f(u[ALPHA], 0.22f);
    for (int core = 0; core < 2; core++) {
        glUniform1i(u[CORE], core);
        glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, f->n_through);
    }
    glDepthFunc(GL_LESS);
    glUniform1f(u[ALPHA], 1);
    for (int core = 0; core < 2; core++) {
        glDepthMask(core == 1);
        glUniform1i(u[CORE], core);
        glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, f->n_strokes);
    }
    glDisable(GL_BLEND);
}

// -------------------------------------------------------------- tiles

static void bind_texture(int unit, GLuint texture)
{
    glActiveTexture(GL_TEXTURE0 + (GLenum)unit);
    glBindTexture(GL_TEXTURE_2D, texture);
}

static const GLint *use_resolve(const frame *f, int step)
{
    const GLint *u = f->painter->uniform[RESOLVE];
    glUseProgram(f->painter->program[RESOLVE]);
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
    f->pass = PASS_PEEL;
    for (int i = 0; i < MAX_LAYERS; i++) {
        glBindFramebuffer(GL_FRAMEBUFFER, self->layer_target[i % 2]);
        glDepthMask(GL_TRUE);
        glEnable(GL_DEPTH_TEST);
        glClearColor(0, 0, 0, 0);
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
        bind_texture(UNIT_OPAQUE, self->solid_depth);
        bind_texture(UNIT_PEELED, self->layer_depth[(i + 1) % 2]);
        bind_texture(UNIT_VEIL, self->veil);
        glBeginQuery(GL_ANY_SAMPLES_PASSED, self->query);
        draw_things(f, true, i == 0);
        glEndQuery(GL_ANY_SAMPLES_PASSED);
        GLuint any = 0;
        glGetQueryObjectuiv(self->query, GL_QUERY_RESULT, &any);
        if (!any)
            break;
        bind_texture(UNIT_VEIL, 0);
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
    f->pass = PASS_WEIGHTED;
    glBindFramebuffer(GL_FRAMEBUFFER, f->painter->weighted_target);
    glClearBufferfv(GL_COLOR, 0, sums);
    glClearBufferfv(GL_COLOR, 1, zero);
    // its depth is being tested against, so it must not be bound as a texture
    bind_texture(UNIT_OPAQUE, 0);
    bind_texture(UNIT_PEELED, 0);
    bind_texture(UNIT_VEIL, 0);
    glDepthMask(GL_FALSE);
    glEnable(GL_DEPTH_TEST);
    glEnable(GL_BLEND);
    glBlendFuncSeparate(GL_ONE, GL_ONE, GL_ZERO, GL_ONE_MINUS_SRC_ALPHA);
    draw_things(f, true, true);
    glDisable(GL_BLEND);
    glDepthMask(GL_TRUE);
}

/** The pixels [x, x + width) x [y, y + height) of the picture, y upwards. */
static void draw_tile(frame *f, int x, int y, int width, int height, int to_x, int to_y)
{
    const kkr_scene_view *view = f->view;
    kkr_scene_painter *self = f->painter;
    f->window[0] = (float)view->width / (float)width;
    f->window[1] = (float)view->height / (float)height;
    f->window[2] = (float)(view->width - 2 * x) / (float)width - 1;
    f->window[3] = (float)(view->height - 2 * y) / (float)height - 1;

    glViewport(0, 0, width * f->samples, height * f->samples);
    glBindFramebuffer(GL_FRAMEBUFFER, self->solid_target);
    float alpha = view->transparent ? 0 : 1;
    glClearColor(alpha * (float)view->paper.r / 255, alpha * (float)view->paper.g / 255,
                 alpha * (float)view->paper.b / 255, alpha);
    glClearDepth(1);
    glDepthMask(GL_TRUE);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LESS);
    bind_texture(UNIT_OPAQUE, 0);
    bind_texture(UNIT_PEELED, 0);
    bind_texture(UNIT_VEIL, 0);
    f->pass = PASS_OPAQUE;
    draw_things(f, false, true);
    draw_lines(f);

    bool weighted = view->moving && f->buffers->any_glass;
    if (weighted) {
        weigh(f);
    } else {
        glBindFramebuffer(GL_FRAMEBUFFER, self->veil_target);
        glClearColor(0, 0, 0, 0);
        glClear(GL_COLOR_BUFFER_BIT);
        if (f->buffers->any_glass)
            peel(f);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, self->output_target);
    glViewport(to_x, to_y, width, height);
    glDisable(GL_DEPTH_TEST);
    const GLint *u = use_resolve(f, weighted ? STEP_WEIGHTED : STEP_PEELED);
    glUniform1i(u[SAMPLES], f->samples);
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
    frame f = { .painter = painter, .buffers = buffers, .view = view };
    f.samples = view->moving ? 1 : view->samples < 1 ? 1 : view->samples;
    const int side =
        (n_triangles(buffers->scene) < MANY ? TILE : LARGE_TILE) / f.samples;
    GLint before = 0;
    glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &before);
    bool good = size_output(painter, width, height, err) &&
                size_tile(painter, (width < side ? width : side) * f.samples,
                          (height < side ? height : side) * f.samples, err);
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
                          depth + reach, f.matrix);
        if (!buffers->is_empty)
            put_strokes(&f);
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
