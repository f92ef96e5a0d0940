// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/scene_picture.h"

#include <math.h>

#include "shaders/gl_context.h"

static cairo_surface_t *draw(kkr_scene_painter *painter, const kkr_scene *scene,
                             const kkr_scene_view *view, kkr_error *err)
{
    cairo_surface_t *picture =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, view->width, view->height);
    if (cairo_surface_status(picture) != CAIRO_STATUS_SUCCESS) {
        kkr_fail(err, KKR_ERROR_MEMORY, "no memory for a picture of %d x %d pixels",
                 view->width, view->height);
        cairo_surface_destroy(picture);
        return NULL;
    }
    cairo_surface_flush(picture);
    kkr_scene_buffers *buffers = kkr_scene_buffers_new(scene, err);
    bool good =
        buffers && kkr_scene_painter_read(painter, buffers, view,
                                          cairo_image_surface_get_data(picture),
                                          cairo_image_surface_get_stride(picture), err);
    kkr_scene_buffers_free(buffers);
    cairo_surface_mark_dirty(picture);
    if (good)
        return picture;
    cairo_surface_destroy(picture);
    return NULL;
}

bool kkr_scene_pictures(const kkr_scene *const *scenes, const kkr_scene_view *views,
                        int n, cairo_surface_t **pictures, kkr_error *err)
{
    KKR_AUTO(kkr_gl_context) context = kkr_gl_context_new(err);
    kkr_scene_painter *painter = context ? kkr_scene_painter_new(err) : NULL;
    int done = 0;
    for (; painter && done < n; done++) {
        pictures[done] = draw(painter, scenes[done], &views[done], err);
        if (!pictures[done])
            break;
    }
    bool good = painter && done == n;
    kkr_scene_painter_free(painter);
    if (!good)
        while (done > 0)
            cairo_surface_destroy(pictures[--done]);
    return good;
}

kkr_scene_view kkr_scene_page_view(kkr_rect *area, double dpi, const kkr_camera *camera,
                                   const kkr_style *style, bool transparent)
{
    enum { SAMPLES = 3 };
    double scale = dpi / 72;
    int width = (int)fmax(1, floor(area->width * scale + 1e-6));
    int height = (int)fmax(1, floor(area->height * scale + 1e-6));
    *area = (kkr_rect){ round(area->x * scale) / scale, round(area->y * scale) / scale,
                        width / scale, height / scale };
    return (kkr_scene_view){ .width = width,
                             .height = height,
                             .camera = *camera,
                             .scale = scale,
                             .samples = SAMPLES,
                             .paper = style->paper,
                             .transparent = transparent,
                             .dark = style->dark };
}

void kkr_scene_picture_draw(cairo_t *cr, cairo_surface_t *picture, const kkr_rect *area)
{
    cairo_save(cr);
    cairo_translate(cr, area->x, area->y);
    cairo_scale(cr, area->width / cairo_image_surface_get_width(picture),
                area->height / cairo_image_surface_get_height(picture));
    cairo_set_source_surface(cr, picture, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
    cairo_paint(cr);
    cairo_restore(cr);
}
