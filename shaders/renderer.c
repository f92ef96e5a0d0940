// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/renderer.h"

#include <assert.h>
#include <epoxy/gl.h>
#include <math.h>
#include <stdlib.h>

#include "shaders/gl_program.h"

/*
 * NaN is uploaded as a huge number: comparisons with NaN are the first thing that
 * a fast-math shader compiler gives up.
 */
static const float UNKNOWN = 3e38f;

enum uniform {
    VALUES,
    OWNER,
    MAP,
    TEXEL_ORIGIN,
    TEXEL_STEP,
    CORNER,
    COMPONENT,
    ABSOLUTE,
    KIND,
    SIGNED,
    LOW,
    LIMIT,
    LINEAR_TO,
    PAPER,
    UNKNOWN_COLOR,
    HATCH_COLOR,
    HATCH,
    GROUND,
    DIM,
    N_UNIFORMS
};

static const char *const uniform_names[N_UNIFORMS] = {
    "u_values",      "u_owner",     "u_map",       "u_texel_origin", "u_texel_step",
    "u_corner",      "u_component", "u_absolute",  "u_kind",         "u_signed",
    "u_low",         "u_limit",     "u_linear_to", "u_paper",        "u_unknown",
    "u_hatch_color", "u_hatch",     "u_ground",    "u_dim",
};

struct kkr_renderer {
    GLuint program, vertex_array;
    GLuint marks_program; // copies `marks` over the colours
    GLuint marks;
    bool has_marks;
    GLint uniform[N_UNIFORMS];
    struct {
        GLuint values, owner; // textures of the slice
        double s0, t0, pitch; // where the slice lies; pitch 0: there is none
    } slot[KKR_RENDERER_SLOTS];
    GLuint map; // texture of the map drawn last
    const kkr_colormap *map_source;
    GLuint framebuffer, color; // our own, width x height
    int width, height;
    kkr_buffer upload;
};

static GLuint make_texture(void)
{
    GLuint texture = 0;
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    return texture;
}

kkr_renderer *kkr_renderer_new(kkr_error *err)
{
    GLuint program = kkr_gl_program_new("panel.glsl", err);
    if (!program)
        return NULL;
    GLuint marks_program = kkr_gl_program_new("marks.glsl", err);
    if (!marks_program) {
        glDeleteProgram(program);
        return NULL;
    }
    kkr_renderer *self = kkr_alloc(1, sizeof *self);
    self->program = program;
    self->marks_program = marks_program;
    for (int i = 0; i < N_UNIFORMS; i++)
        self->uniform[i] = glGetUniformLocation(program, uniform_names[i]);
    glGenVertexArrays(1, &self->vertex_array);
    for (int i = 0; i < KKR_RENDERER_SLOTS; i++) {
        self->slot[i].values = make_texture();
        self->slot[i].owner = make_texture();
    }
    self->map = make_texture();
    self->marks = make_texture();
    return self;
}

void kkr_renderer_free(kkr_renderer *renderer)
{
    if (!renderer)
        return;
    GLuint textures[] = { renderer->map, renderer->marks, renderer->color };
    glDeleteTextures(sizeof textures / sizeof *textures, textures);
    for (int i = 0; i < KKR_RENDERER_SLOTS; i++) {
        glDeleteTextures(1, &renderer->slot[i].values);
        glDeleteTextures(1, &renderer->slot[i].owner);
    }
    glDeleteFramebuffers(1, &renderer->framebuffer);
    glDeleteVertexArrays(1, &renderer->vertex_array);
    glDeleteProgram(renderer->program);
    glDeleteProgram(renderer->marks_program);
    kkr_buffer_clear(&renderer->upload);
    free(renderer);
}

bool kkr_renderer_set_slice(kkr_renderer *renderer, int slot, const kkr_slice *slice,
                            kkr_error *err)
{
    GLint max = 0;
    glGetIntegerv(GL_MAX_TEXTURE_SIZE, &max);
    if (slice->width > max || slice->height > max)
        return kkr_fail(err, KKR_ERROR_GPU,
                        "a picture of %d x %d pixels is more than the %d this graphics "
                        "driver allows",
                        slice->width, slice->height, max);
    size_t n = (size_t)slice->width * (size_t)slice->height;
    if (!kkr_buffer_reserve(&renderer->upload, n * 2 * sizeof(float), err))
        return false;
    float *pairs = renderer->upload.data;
    for (size_t i = 0; i < n; i++) {
        pairs[2 * i] = isnan(slice->v[i]) ? UNKNOWN : slice->v[i];
        pairs[2 * i + 1] = isnan(slice->dv[i]) ? UNKNOWN : slice->dv[i];
    }
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glBindTexture(GL_TEXTURE_2D, renderer->slot[slot].values);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RG32F, slice->width, slice->height, 0, GL_RG,
                 GL_FLOAT, pairs);
    glBindTexture(GL_TEXTURE_2D, renderer->slot[slot].owner);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_R16I, slice->width, slice->height, 0,
                 GL_RED_INTEGER, GL_SHORT, slice->owner);
    renderer->slot[slot].s0 = slice->s0;
    renderer->slot[slot].t0 = slice->t0;
    renderer->slot[slot].pitch = slice->pitch;
    return true;
}

void kkr_renderer_set_marks(kkr_renderer *renderer, const void *pixels, int width,
                            int height, int stride)
{
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    glPixelStorei(GL_UNPACK_ROW_LENGTH, stride / 4);
    glBindTexture(GL_TEXTURE_2D, renderer->marks);
    // cairo's pixels are 32-bit words 0xAARRGGBB on any machine
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_BGRA,
                 GL_UNSIGNED_INT_8_8_8_8_REV, pixels);
    glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
    renderer->has_marks = true;
}

static bool resize(kkr_renderer *renderer, int width, int height, kkr_error *err)
{
    if (renderer->framebuffer && renderer->width == width && renderer->height == height)
        return true;
    if (!renderer->framebuffer) {
        glGenFramebuffers(1, &renderer->framebuffer);
        renderer->color = make_texture();
    }
    glBindTexture(GL_TEXTURE_2D, renderer->color);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA,
                 GL_UNSIGNED_BYTE, NULL);
    glBindFramebuffer(GL_FRAMEBUFFER, renderer->framebuffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D,
                           renderer->color, 0);
    if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
        return kkr_fail(err, KKR_ERROR_GPU, "no framebuffer of %d x %d pixels", width,
                        height);
    renderer->width = width;
    renderer->height = height;
    return true;
}

static void set_color(GLint location, kkr_rgb color)
{
    glUniform3f(location, (float)color.r / 255, (float)color.g / 255,
                (float)color.b / 255);
}

static void use_map(kkr_renderer *renderer, const kkr_colormap *map)
{
    glActiveTexture(GL_TEXTURE2);
    glBindTexture(GL_TEXTURE_2D, renderer->map);
    if (renderer->map_source == map)
        return;
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB8, KKR_COLORMAP_SIZE + 1, 1, 0, GL_RGB,
                 GL_UNSIGNED_BYTE, map->colors);
    renderer->map_source = map;
}

static void draw_panel(kkr_renderer *renderer, const kkr_renderer_view *view,
                       const kkr_renderer_panel *panel)
{
    const GLint *uniform = renderer->uniform;
    const kkr_scale *scale = panel->scale;
    bool difference =
        panel->quantity == KKR_QUANTITY_DV || panel->quantity == KKR_QUANTITY_ABS_DV;
    bool absolute =
        panel->quantity == KKR_QUANTITY_ABS_V || panel->quantity == KKR_QUANTITY_ABS_DV;
    double s0 = renderer->slot[panel->slot].s0, t0 = renderer->slot[panel->slot].t0;
    double texel = renderer->slot[panel->slot].pitch;
    if (!(texel > 0))
        return;
    // corner of the panel in texels: texel (0, 0) has its centre at s0, t0
    double s = panel->center_s - 0.5 * panel->width * panel->pitch;
    double t = panel->center_t - 0.5 * panel->height * panel->pitch;

    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, renderer->slot[panel->slot].values);
    glActiveTexture(GL_TEXTURE1);
    glBindTexture(GL_TEXTURE_2D, renderer->slot[panel->slot].owner);
    use_map(renderer, panel->map);
    glViewport(panel->x, panel->y, panel->width, panel->height);
    glUniform2f(uniform[TEXEL_ORIGIN], (float)((s - s0) / texel + 0.5),
                (float)((t - t0) / texel + 0.5));
    glUniform1f(uniform[TEXEL_STEP], (float)(panel->pitch / texel));
    glUniform2f(uniform[CORNER], (float)panel->x, (float)panel->y);
    glUniform3i(uniform[HATCH], view->hatch_period, view->hatch_width, panel->height);
    glUniform1i(uniform[COMPONENT], difference);
    glUniform1i(uniform[ABSOLUTE], absolute);
    glUniform1i(uniform[KIND], (GLint)scale->kind);
    glUniform1i(uniform[SIGNED], scale->is_signed);
    glUniform1f(uniform[LOW], (float)scale->low);
    glUniform1f(uniform[LIMIT], (float)scale->limit);
    glUniform1f(uniform[LINEAR_TO], (float)scale->linear_to);
    set_color(uniform[GROUND], kkr_colormap_color(panel->map, absolute ? 0 : 0.5));
    glDrawArrays(GL_TRIANGLES, 0, 3);
}

static void draw_marks(kkr_renderer *renderer, const kkr_renderer_view *view)
{
    glViewport(0, 0, view->width, view->height);
    glUseProgram(renderer->marks_program);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, renderer->marks);
    glUniform1i(glGetUniformLocation(renderer->marks_program, "u_marks"), 0);
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA); // premultiplied
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glDisable(GL_BLEND);
}

bool kkr_renderer_draw(kkr_renderer *renderer, const kkr_renderer_view *view,
                       const kkr_renderer_panel *panels, int n_panels, kkr_error *err)
{
    assert(view->width > 0 && view->height > 0);
    GLint before = 0;
    glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &before);
    bool ok = resize(renderer, view->width, view->height, err);
    if (ok) {
        glBindFramebuffer(GL_FRAMEBUFFER, renderer->framebuffer);
        // whoever drew before may have left anything switched on
        glDisable(GL_BLEND);
        glDisable(GL_DEPTH_TEST);
        glDisable(GL_SCISSOR_TEST);
        glDisable(GL_CULL_FACE);
        glDisable(GL_FRAMEBUFFER_SRGB);
        glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
        glViewport(0, 0, view->width, view->height);
        glClearColor((float)view->paper.r / 255, (float)view->paper.g / 255,
                     (float)view->paper.b / 255, 1);
        glClear(GL_COLOR_BUFFER_BIT);
    }
    if (ok && n_panels > 0) {
        glUseProgram(renderer->program);
        glBindVertexArray(renderer->vertex_array);
        glUniform1i(renderer->uniform[VALUES], 0);
        glUniform1i(renderer->uniform[OWNER], 1);
        glUniform1i(renderer->uniform[MAP], 2);
        set_color(renderer->uniform[PAPER], view->paper);
        set_color(renderer->uniform[UNKNOWN_COLOR], view->unknown);
        set_color(renderer->uniform[HATCH_COLOR], view->hatch);
        glUniform1f(renderer->uniform[DIM], (float)view->dim);
        for (int i = 0; i < n_panels; i++)
            draw_panel(renderer, view, &panels[i]);
        if (renderer->has_marks)
            draw_marks(renderer, view);
        glBindVertexArray(0);
        glUseProgram(0);
        glActiveTexture(GL_TEXTURE0);
    }
    glBindFramebuffer(GL_FRAMEBUFFER, (GLuint)before);
    return ok;
}

void kkr_renderer_copy(kkr_renderer *renderer, unsigned framebuffer)
{
    int width = renderer->width, height = renderer->height;
    glDisable(GL_SCISSOR_TEST);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, renderer->framebuffer);
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
    glBlitFramebuffer(0, 0, width, height, 0, 0, width, height, GL_COLOR_BUFFER_BIT,
                      GL_NEAREST);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
}
