// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/scene_pass.h"

#include <epoxy/gl.h>
#include <stdlib.h>

#include "shaders/gl_program.h"

enum program { SURFACE, SPHERE, LINE, N_PROGRAMS };

static const char *const program_names[N_PROGRAMS] = {
    [SURFACE] = "scene_common.glsl scene_surface.glsl",
    [SPHERE] = "scene_common.glsl scene_sphere.glsl",
    [LINE] = "scene_common.glsl scene_line.glsl",
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
    VEIL,
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
    N_UNIFORMS
};

static const char *const uniform_names[N_UNIFORMS] = {
    "u_matrix",   "u_window", "u_perspective", "u_eye",           "u_from",
    "u_pass",     "u_first",  "u_opaque",      "u_peeled",        "u_veil",
    "u_light",    "u_paper",  "u_dark",        "u_fog",           "u_shift",
    "u_coloring", "u_colors", "u_outline",     "u_outline_color", "u_sphere",
    "u_far",      "u_clips",  "u_n_clips",     "u_front_color",   "u_back_color",
    "u_size",     "u_pitch",  "u_unit",        "u_core",          "u_alpha",
};

struct kkr_scene_programs {
    GLuint program[N_PROGRAMS];
    GLint uniform[N_PROGRAMS][N_UNIFORMS];
    GLuint empty_array;
};

kkr_scene_programs *kkr_scene_programs_new(kkr_error *err)
{
    kkr_scene_programs *self = kkr_alloc(1, sizeof *self);
    for (int p = 0; p < N_PROGRAMS; p++) {
        self->program[p] = kkr_gl_program_new(program_names[p], err);
        if (!self->program[p]) {
            kkr_scene_programs_free(self);
            return NULL;
        }
        for (int u = 0; u < N_UNIFORMS; u++)
            self->uniform[p][u] =
                glGetUniformLocation(self->program[p], uniform_names[u]);
    }
    glGenVertexArrays(1, &self->empty_array);
    return self;
}

void kkr_scene_programs_free(kkr_scene_programs *programs)
{
    if (!programs)
        return;
    for (int p = 0; p < N_PROGRAMS; p++)
        glDeleteProgram(programs->program[p]);
    glDeleteVertexArrays(1, &programs->empty_array);
    free(programs);
}

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
static const GLint *use(const kkr_scene_pass *f, enum program p, bool first)
{
    const kkr_scene_view *view = f->view;
    const GLint *u = f->programs->uniform[p];
    glUseProgram(f->programs->program[p]);
    glUniformMatrix4fv(u[MATRIX], 1, GL_FALSE, f->matrix);
    glUniform4fv(u[WINDOW], 1, f->window);
    glUniform1i(u[PERSPECTIVE], view->camera.perspective);
    set_vec(u[EYE], kkr_camera_eye(&view->camera));
    set_vec(u[FROM], view->camera.from);
    glUniform1i(u[PASS], (GLint)f->kind);
    glUniform1i(u[FIRST], first);
    glUniform1i(u[OPAQUE], KKR_SCENE_UNIT_OPAQUE);
    glUniform1i(u[PEELED], KKR_SCENE_UNIT_PEELED);
    glUniform1i(u[COLORS], KKR_SCENE_UNIT_COLORS);
    glUniform1i(u[VEIL], KKR_SCENE_UNIT_VEIL);
    set_vec(u[LIGHT], light_direction(&view->camera));
    set_color(u[PAPER], view->paper);
    glUniform1i(u[DARK], view->dark);
    glUniform1f(u[FOG], (float)view->camera.fade);
    return u;
}

enum { COLOR_PAINT, COLOR_MAP, COLOR_IMAGE };

static void draw_polygons(const kkr_scene_pass *f, bool glass, bool first)
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
    glActiveTexture(GL_TEXTURE0 + KKR_SCENE_UNIT_COLORS);
    for (int i = 0; i < b->n_pictures; i++) {
        if (b->pictures[i].glass != glass)
            continue;
        glBindTexture(GL_TEXTURE_2D, b->pictures[i].texture);
        glDrawArrays(GL_TRIANGLES, b->pictures[i].first, b->pictures[i].n);
    }
}

static void draw_meshes(const kkr_scene_pass *f, bool glass, bool first)
{
    const kkr_scene *scene = f->buffers->scene;
    const GLint *u = use(f, SURFACE, first);
    glActiveTexture(GL_TEXTURE0 + KKR_SCENE_UNIT_COLORS);
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

static void draw_spheres(const kkr_scene_pass *f, bool glass, bool first)
{
    const kkr_scene *scene = f->buffers->scene;
    const kkr_scene_view *view = f->view;
    const GLint *u = use(f, SPHERE, first);
    glBindVertexArray(f->programs->empty_array);
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

void kkr_scene_pass_things(const kkr_scene_pass *f, bool glass, bool first)
{
    draw_polygons(f, glass, first);
    draw_meshes(f, glass, first);
    draw_spheres(f, glass, first);
}

// -------------------------------------------------------------- lines

static kkr_scene_stroke make_stroke(const kkr_scene_pass *f, const kkr_scene_line *line)
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

void kkr_scene_pass_prepare(kkr_scene_pass *f)
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

void kkr_scene_pass_lines(const kkr_scene_pass *f)
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
