// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/scene_private.h"

#include <epoxy/gl.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

typedef struct vertex {
    float position[3], normal[3];
    unsigned char front[4], back[4];
    float place[2];
} vertex;

static void set_vec(float out[3], kkr_vec3 v)
{
    out[0] = (float)v.x;
    out[1] = (float)v.y;
    out[2] = (float)v.z;
}

static void set_rgba(unsigned char out[4], kkr_rgb color, double alpha)
{
    out[0] = color.r;
    out[1] = color.g;
    out[2] = color.b;
    out[3] = (unsigned char)lround(255 * fmin(fmax(alpha, 0), 1));
}

static bool is_glass(const kkr_paint *paint)
{
    return paint->opacity < 1;
}

/** Where a point of the image's plane lies on the texture. */
static void set_place(float place[2], const kkr_scene_image *image, kkr_vec3 p)
{
    kkr_vec3 d = kkr_vec3_sub(p, image->origin);
    double u =
        kkr_vec3_dot(d, image->step_u) / kkr_vec3_dot(image->step_u, image->step_u);
    double v =
        kkr_vec3_dot(d, image->step_v) / kkr_vec3_dot(image->step_v, image->step_v);
    place[0] = (float)((u + 0.5) / image->width);
    place[1] = (float)((v + 0.5) / image->height);
}

/** A fan of triangles from the first corner. Returns how many vertices. */
static int put_polygon(const kkr_scene *scene, const kkr_scene_polygon *polygon,
                       vertex *out)
{
    const kkr_scene_image *image =
        polygon->image >= 0 ? &scene->images[polygon->image] : NULL;
    int n = 0;
    for (int i = 1; i + 1 < polygon->n; i++) {
        const int corner[3] = { 0, i, i + 1 };
        for (int k = 0; k < 3; k++) {
            vertex *v = &out[n++];
            kkr_vec3 p = scene->corners[polygon->first + corner[k]];
            set_vec(v->position, p);
            set_vec(v->normal, polygon->normal);
            set_rgba(v->front, polygon->paint.front, polygon->paint.opacity);
            set_rgba(v->back, polygon->paint.back, polygon->paint.gloss);
            v->place[0] = v->place[1] = 0;
            if (image)
                set_place(v->place, image, p);
        }
    }
    return n;
}

static unsigned make_texture(int width, int height, GLenum inner, GLenum format,
                             const void *pixels, GLint filter)
{
    GLuint texture = 0;
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glTexImage2D(GL_TEXTURE_2D, 0, (GLint)inner, width, height, 0, format,
                 GL_UNSIGNED_BYTE, pixels);
    return texture;
}

static void put_polygons(kkr_scene_buffers *self)
{
    const kkr_scene *scene = self->scene;
    vertex *vertices = kkr_alloc((size_t)scene->n_corners * 3 + 1, sizeof *vertices);
    int n = 0;
    for (int glass = 0; glass < 2; glass++) {
        for (int i = 0; i < scene->n_polygons; i++) {
            const kkr_scene_polygon *polygon = &scene->polygons[i];
            if (polygon->image < 0 && is_glass(&polygon->paint) == (glass == 1))
                n += put_polygon(scene, polygon, vertices + n);
        }
        if (glass == 0)
            self->n_solid = n;
    }
    self->n_glass = n - self->n_solid;
    self->pictures = kkr_alloc((size_t)scene->n_images + 1, sizeof *self->pictures);
    for (int i = 0; i < scene->n_polygons; i++) {
        const kkr_scene_polygon *polygon = &scene->polygons[i];
        if (polygon->image < 0)
            continue;
        const kkr_scene_image *image = &scene->images[polygon->image];
        kkr_scene_picture *picture = &self->pictures[self->n_pictures++];
        picture->first = n;
        picture->n = put_polygon(scene, polygon, vertices + n);
        picture->glass = is_glass(&polygon->paint);
        picture->texture = make_texture(image->width, image->height, GL_RGBA8, GL_RGBA,
                                        image->rgba, GL_LINEAR);
        n += picture->n;
        self->any_glass |= picture->glass;
    }
    self->any_glass |= self->n_glass > 0;

    glGenVertexArrays(1, &self->polygon_array);
    glBindVertexArray(self->polygon_array);
    glGenBuffers(1, &self->polygon_buffer);
    glBindBuffer(GL_ARRAY_BUFFER, self->polygon_buffer);
    glBufferData(GL_ARRAY_BUFFER, (GLsizeiptr)((size_t)n * sizeof *vertices), vertices,
                 GL_STATIC_DRAW);
    const GLsizei stride = sizeof *vertices;
    static const struct {
        GLint size;
        GLenum type;
        size_t offset;
    } attributes[] = {
        [KKR_ATTRIBUTE_POSITION] = { 3, GL_FLOAT, offsetof(vertex, position) },
        [KKR_ATTRIBUTE_NORMAL] = { 3, GL_FLOAT, offsetof(vertex, normal) },
        [KKR_ATTRIBUTE_FRONT] = { 4, GL_UNSIGNED_BYTE, offsetof(vertex, front) },
        [KKR_ATTRIBUTE_BACK] = { 4, GL_UNSIGNED_BYTE, offsetof(vertex, back) },
        [KKR_ATTRIBUTE_PLACE] = { 2, GL_FLOAT, offsetof(vertex, place) },
    };
    for (GLuint a = 0; a < sizeof attributes / sizeof *attributes; a++) {
        glEnableVertexAttribArray(a);
        glVertexAttribPointer(a, attributes[a].size, attributes[a].type, GL_TRUE,
                              stride, (const void *)attributes[a].offset);
    }
    free(vertices);
}

static bool put_mesh(const kkr_scene_mesh *item, kkr_scene_surface *surface,
                     kkr_error *err)
{
    const kkr_mesh *mesh = item->mesh;
    const size_t n = mesh->n_vertices;
    float *places = NULL;
    if (item->map) {
        places = kkr_alloc_large(n, sizeof *places, err);
        if (!places)
            return false;
        for (size_t i = 0; i < n; i++) {
            double value = mesh->value[i];
            places[i] = (float)kkr_scale_position(&item->scale,
                                                  item->absolute ? fabs(value) : value);
        }
        surface->map = make_texture(KKR_COLORMAP_SIZE + 1, 1, GL_RGB8, GL_RGB,
                                    item->map->colors, GL_NEAREST);
    }
    surface->glass = is_glass(&item->paint);
    glGenVertexArrays(1, &surface->array);
    glBindVertexArray(surface->array);
    glGenBuffers(4, surface->buffers);
    const void *data[] = { mesh->position, mesh->normal, places };
    static const GLuint attribute[] = { KKR_ATTRIBUTE_POSITION, KKR_ATTRIBUTE_NORMAL,
                                        KKR_ATTRIBUTE_PLACE };
    for (int k = 0; k < 3; k++) {
        if (!data[k])
            continue;
        GLint size = k < 2 ? 3 : 1;
        glBindBuffer(GL_ARRAY_BUFFER, surface->buffers[k]);
        glBufferData(GL_ARRAY_BUFFER, (GLsizeiptr)(n * (size_t)size * sizeof(float)),
                     data[k], GL_STATIC_DRAW);
        glEnableVertexAttribArray(attribute[k]);
        glVertexAttribPointer(attribute[k], size, GL_FLOAT, GL_FALSE, 0, NULL);
    }
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, surface->buffers[3]);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER,
                 (GLsizeiptr)(mesh->n_triangles * 3 * sizeof(uint32_t)), mesh->triangle,
                 GL_STATIC_DRAW);
    free(places);
    return true;
}

static void make_line_array(kkr_scene_buffers *self)
{
    glGenVertexArrays(1, &self->line_array);
    glBindVertexArray(self->line_array);
    glGenBuffers(1, &self->line_buffer);
    glBindBuffer(GL_ARRAY_BUFFER, self->line_buffer);
    const GLsizei stride = sizeof(kkr_scene_stroke);
    static const struct {
        GLint size;
        GLenum type;
        size_t offset;
    } attributes[] = {
        { 3, GL_FLOAT, offsetof(kkr_scene_stroke, a) },
        { 3, GL_FLOAT, offsetof(kkr_scene_stroke, b) },
        { 4, GL_UNSIGNED_BYTE, offsetof(kkr_scene_stroke, color) },
        { 2, GL_FLOAT, offsetof(kkr_scene_stroke, width) },
    };
    for (GLuint a = 0; a < sizeof attributes / sizeof *attributes; a++) {
        glEnableVertexAttribArray(a);
        glVertexAttribPointer(a, attributes[a].size, attributes[a].type, GL_TRUE,
                              stride, (const void *)attributes[a].offset);
        glVertexAttribDivisor(a, 1);
    }
}

void kkr_scene_buffers_set_strokes(const kkr_scene_buffers *buffers,
                                   const kkr_scene_stroke *strokes, int n)
{
    glBindBuffer(GL_ARRAY_BUFFER, buffers->line_buffer);
    glBufferData(GL_ARRAY_BUFFER, (GLsizeiptr)((size_t)n * sizeof *strokes), strokes,
                 GL_STREAM_DRAW);
    glBindBuffer(GL_ARRAY_BUFFER, 0);
}

kkr_scene_buffers *kkr_scene_buffers_new(const kkr_scene *scene, kkr_error *err)
{
    GLint max = 0;
    glGetIntegerv(GL_MAX_TEXTURE_SIZE, &max);
    for (int i = 0; i < scene->n_images; i++) {
        if (scene->images[i].width <= max && scene->images[i].height <= max)
            continue;
        kkr_fail(err, KKR_ERROR_GPU,
                 "an image of %d x %d pixels is more than the %d this graphics driver "
                 "allows",
                 scene->images[i].width, scene->images[i].height, max);
        return NULL;
    }
    kkr_scene_buffers *self = kkr_alloc(1, sizeof *self);
    self->scene = scene;
    self->is_empty = !kkr_scene_reach(scene, &self->center, &self->radius);
    put_polygons(self);
    self->surfaces = kkr_alloc((size_t)scene->n_meshes + 1, sizeof *self->surfaces);
    bool good = true;
    for (int i = 0; good && i < scene->n_meshes; i++) {
        good = put_mesh(&scene->meshes[i], &self->surfaces[i], err);
        self->any_glass |= self->surfaces[i].glass;
    }
    for (int i = 0; i < scene->n_spheres; i++)
        self->any_glass |= is_glass(&scene->spheres[i].paint);
    make_line_array(self);
    glBindVertexArray(0);
    glBindBuffer(GL_ARRAY_BUFFER, 0);
    if (good)
        return self;
    kkr_scene_buffers_free(self);
    return NULL;
}

void kkr_scene_buffers_free(kkr_scene_buffers *buffers)
{
    if (!buffers)
        return;
    for (int i = 0; i < buffers->n_pictures; i++)
        glDeleteTextures(1, &buffers->pictures[i].texture);
    for (int i = 0; i < buffers->scene->n_meshes; i++) {
        kkr_scene_surface *surface = &buffers->surfaces[i];
        glDeleteTextures(1, &surface->map);
        glDeleteBuffers(4, surface->buffers);
        glDeleteVertexArrays(1, &surface->array);
    }
    const GLuint arrays[] = { buffers->polygon_array, buffers->line_array };
    const GLuint lists[] = { buffers->polygon_buffer, buffers->line_buffer };
    glDeleteVertexArrays(2, arrays);
    glDeleteBuffers(2, lists);
    free(buffers->pictures);
    free(buffers->surfaces);
    free(buffers);
}
