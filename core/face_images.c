// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/face_images.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PIXELS = 240000, LEAST = 20, MOST = 128 }; // of all images, along one side

/** A shown cell behind a face; -1: none. */
static int shown_behind(const kkr_case *object, const bool *shown, int site,
                        const kkr_face *face)
{
    kkr_vec3 x = kkr_vec3_add(object->sites[site].position, face->neighbour.position);
    for (int i = 0; i < object->n_sites; i++)
        if (shown[i] && i != site && object->sites[i].cell &&
            kkr_vec3_length(kkr_vec3_sub(object->sites[i].position, x)) < 1e-5)
            return i;
    return -1;
}

static void list_faces(kkr_face_images *images, const kkr_case *object,
                       const bool *shown)
{
    size_t room = 1;
    for (int i = 0; i < object->n_sites; i++)
        if (shown[i] && object->sites[i].cell)
            room += (size_t)object->sites[i].cell->n_faces;
    images->items = kkr_alloc(room, sizeof *images->items);
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_voronoi *cell = shown[i] ? object->sites[i].cell : NULL;
        for (int k = 0; cell && k < cell->n_faces; k++) {
            int there = shown_behind(object, shown, i, &cell->faces[k]);
            if (there < 0 || there > i)
                images->items[images->n++] =
                    (struct kkr_face_images_item){ .site = i, .face = k };
        }
    }
}

/** The mean of what is known around a pixel. */
static float mean_around(const kkr_face_image *image, const float *jump, int i, int j)
{
    double sum = 0;
    int n = 0;
    for (int y = j - 1; y <= j + 1; y++)
        for (int x = i - 1; x <= i + 1; x++)
            if (x >= 0 && y >= 0 && x < image->width && y < image->height &&
                !isnan(jump[y * image->width + x])) {
                sum += jump[y * image->width + x];
                n++;
            }
    return n > 0 ? (float)(sum / n) : NAN;
}

static void widen(kkr_face_image *image)
{
    size_t n = (size_t)image->width * (size_t)image->height;
    float *before = kkr_alloc(n, sizeof *before);
    memcpy(before, image->jump, n * sizeof *before);
    for (int j = 0; j < image->height; j++)
        for (int i = 0; i < image->width; i++)
            if (isnan(before[j * image->width + i]))
                image->jump[j * image->width + i] = mean_around(image, before, i, j);
    free(before);
}

kkr_face_images *kkr_face_images_new(const kkr_case *object, const kkr_sampler *sampler,
                                     const bool *shown, const kkr_job *job,
                                     kkr_error *err)
{
    KKR_AUTO(kkr_face_images) images = kkr_alloc(1, sizeof *images);
    list_faces(images, object, shown);
    int size = images->n ? (int)sqrt((double)PIXELS / images->n) : MOST;
    size = size < LEAST ? LEAST : size > MOST ? MOST : size;
    for (int k = 0; k < images->n; k++) {
        struct kkr_face_images_item *item = &images->items[k];
        item->image =
            kkr_face_image_new(sampler, item->site, item->face, size, job, err);
        if (!item->image)
            return NULL;
        for (int i = 0; i < item->image->width * item->image->height; i++)
            if (fabsf(item->image->jump[i]) > images->limit) // a NaN is not
                images->limit = fabsf(item->image->jump[i]);
        widen(item->image);
    }
    return KKR_STEAL(images);
}

void kkr_face_images_free(kkr_face_images *images)
{
    if (!images)
        return;
    for (int k = 0; k < images->n; k++)
        kkr_face_image_free(images->items[k].image);
    free(images->items);
    free(images);
}

const kkr_face_image *kkr_face_images_find(const kkr_face_images *images, int site,
                                           int face)
{
    for (int k = 0; k < images->n; k++)
        if (images->items[k].site == site && images->items[k].face == face)
            return images->items[k].image;
    return NULL;
}

static const kkr_face_image *find(void *user, int site, int face)
{
    return kkr_face_images_find(user, site, face);
}

static double round_up(double x)
{
    static const double nice[] = { 1, 2, 5 };
    double decade = pow(10, floor(log10(x)));
    for (int i = 0; i < 3; i++)
        if (x <= nice[i] * decade * (1 + 1e-9))
            return nice[i] * decade;
    return 10 * decade;
}

kkr_cells_jumps kkr_face_images_jumps(const kkr_face_images *images,
                                      const kkr_colormap *map)
{
    // where symmetry makes all jumps zero, rounding errors are no picture
    double limit = images->limit > 1e-7 ? round_up(images->limit) : 1e-6;
    return (kkr_cells_jumps){
        .image = find,
        .user = (void *)images,
        .scale = { KKR_SCALE_LINEAR, true, -limit, limit, limit / 100 },
        .map = map,
    };
}
