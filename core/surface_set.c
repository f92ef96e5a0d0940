// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/surface_set.h"

#include "core/scene_cells.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

kkr_surface_set *kkr_surface_set_new(const kkr_surface *surface,
                                     const kkr_surface_style *style, kkr_quantity panel,
                                     bool exact, const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_surface_set) set = kkr_alloc(1, sizeof *set);
    double levels[2 * KKR_SURFACE_LEVELS], low, high;
    int n = kkr_surface_style_levels(style, panel, surface, levels);
    set->panel = panel;
    kkr_surface_range(surface, &low, &high);
    kkr_surface_bounds(surface, &set->low, &set->high);
    kkr_error why = { 0 };
    for (int i = 0; i < n; i++) {
        kkr_surface_quality quality = { 0 };
        why = (kkr_error){ 0 };
        if (kkr_surface_make(surface, levels[i], exact, job, &set->mesh[set->n],
                             &quality, &why)) {
            set->level[set->n++] = levels[i];
            kkr_surface_quality_add(&set->quality, &quality);
            continue;
        }
        bool is_pair = i > 0 && levels[i] == -levels[i - 1]; // one side may be missing
        if (why.code != KKR_ERROR_GEOMETRY) {
            kkr_fail(err, why.code, "%s", why.message);
            return NULL;
        }
        if (!is_pair || set->n == 0)
            memcpy(set->note, why.message, sizeof set->note);
    }
    if (set->n == 0) {
        kkr_fail(err, KKR_ERROR_GEOMETRY, "%s", set->note);
        return NULL;
    }
    // the positive one of a pair may be the one that is never reached
    if (style->pair && set->n == 1 && n == 2 && levels[1] == -levels[0])
        set->note[0] = 0;
    return KKR_STEAL(set);
}

void kkr_surface_set_free(kkr_surface_set *set)
{
    if (!set)
        return;
    for (int i = 0; i < 2 * KKR_SURFACE_LEVELS; i++)
        kkr_mesh_clear(&set->mesh[i]);
    free(set);
}

// ---- colours --------------------------------------------------------------------

static const kkr_colormap *map_of(const kkr_surface_colors *colors, kkr_quantity panel)
{
    bool is_signed = panel == KKR_QUANTITY_V || panel == KKR_QUANTITY_DV;
    return is_signed ? colors->diverging : colors->sequential;
}

kkr_rgb kkr_surface_level_color(const kkr_surface_colors *colors, kkr_quantity panel,
                                double level)
{
    const kkr_scale *scale = &colors->scale[panel];
    double position = kkr_scale_position(scale, level);
    // the colours near the paper's would not tell the signs apart, those at the ends
    // not the levels of one sign
    position = fmin(fmax(position, 0), 1);
    if (scale->is_signed)
        position =
            level < 0 ? 0.28 - 0.4 * (0.5 - position) : 0.72 + 0.4 * (position - 0.5);
    else
        position = 0.35 + 0.5 * position;
    return kkr_colormap_color(map_of(colors, panel), position);
}

static kkr_rgb mix(kkr_rgb a, kkr_rgb b, double t)
{
    return (kkr_rgb){ (unsigned char)lround(a.r + (b.r - a.r) * t),
                      (unsigned char)lround(a.g + (b.g - a.g) * t),
                      (unsigned char)lround(a.b + (b.b - a.b) * t) };
}

static kkr_quantity panel_of_color(kkr_surface_color color)
{
    static const kkr_quantity panels[] = {
        [KKR_SURFACE_BY_V] = KKR_QUANTITY_V,
        [KKR_SURFACE_BY_DV] = KKR_QUANTITY_DV,
        [KKR_SURFACE_BY_ABS_V] = KKR_QUANTITY_ABS_V,
        [KKR_SURFACE_BY_ABS_DV] = KKR_QUANTITY_ABS_DV,
    };
    return panels[color];
}

// ---- the scene ------------------------------------------------------------------

static void add_meshes(kkr_scene *scene, const kkr_surface_style *style,
                       kkr_quantity panel, const kkr_surface_set *set,
                       const kkr_surface_colors *colors, double width)
{
    const kkr_rgb shade =
        colors->dark ? (kkr_rgb){ 255, 255, 255 } : (kkr_rgb){ 20, 24, 32 };
    for (int i = 0; i < set->n; i++) {
        kkr_rgb front = kkr_surface_level_color(colors, panel, set->level[i]);
        kkr_scene_mesh mesh = {
            .mesh = &set->mesh[i],
            .paint = { .front = front,
                       .back = mix(front, shade, 0.25), // the hollow side
                       .opacity = style->opacity,
                       .gloss = 0.75,
                       .outline = 0.7 * width,
                       .outline_color = mix(front, shade, 0.6) },
            .tag = { KKR_PART_SURFACE, -1, i },
        };
        if (style->color != KKR_SURFACE_BY_LEVEL) {
            kkr_quantity by = panel_of_color(style->color);
            mesh.map = map_of(colors, by);
            mesh.scale = colors->scale[by];
            mesh.absolute = by == KKR_QUANTITY_ABS_V || by == KKR_QUANTITY_ABS_DV;
        }
        kkr_scene_add_mesh(scene, &mesh);
    }
}

/** The slice as the panel without surfaces has it; clear where nothing is known. */
static void add_slice(kkr_scene *scene, kkr_quantity panel, const kkr_slice *slice,
                      const kkr_surface_colors *colors)
{
    const float *values = kkr_slice_values(slice, panel);
    bool absolute = panel == KKR_QUANTITY_ABS_V || panel == KKR_QUANTITY_ABS_DV;
    size_t n = (size_t)slice->width * slice->height;
    unsigned char *rgba = kkr_alloc(n, 4);
    for (size_t i = 0; i < n; i++) {
        double v = absolute ? fabsf(values[i]) : values[i];
        kkr_rgb c = kkr_colormap_color(map_of(colors, panel),
                                       kkr_scale_position(&colors->scale[panel], v));
        rgba[4 * i] = c.r;
        rgba[4 * i + 1] = c.g;
        rgba[4 * i + 2] = c.b;
        rgba[4 * i + 3] = isnan(v) || slice->owner[i] < 0 ? 0 : 255;
    }
    kkr_scene_own(scene, rgba);
    const kkr_plane *plane = &slice->plane;
    double pitch = slice->pitch, s1 = slice->s0 + (slice->width - 1) * pitch,
           t1 = slice->t0 + (slice->height - 1) * pitch;
    const kkr_vec3 corners[4] = { kkr_plane_point(plane, slice->s0, slice->t0),
                                  kkr_plane_point(plane, s1, slice->t0),
                                  kkr_plane_point(plane, s1, t1),
                                  kkr_plane_point(plane, slice->s0, t1) };
    const kkr_scene_image image = { .rgba = rgba,
                                    .width = slice->width,
                                    .height = slice->height,
                                    .origin = corners[0],
                                    .step_u = kkr_vec3_scale(plane->u, pitch),
                                    .step_v = kkr_vec3_scale(plane->v, pitch) };
    const kkr_paint paint = { .opacity = 1 };
    kkr_scene_add_image(scene, corners, 4, &image, &paint,
                        (kkr_scene_tag){ KKR_PART_SLICE, -1, 0 });
}

/** The unit cells, each as a box. */
static void add_boxes(kkr_scene *scene, const kkr_case *object,
                      const kkr_surface_style *style, double width, bool dark)
{
    const kkr_crystal *crystal = object->crystal;
    if (!crystal || object->is_embedding || crystal->periodicity < 3)
        return;
    const kkr_rgb color =
        dark ? (kkr_rgb){ 0xb0, 0xb6, 0xc0 } : (kkr_rgb){ 0x5a, 0x60, 0x6a };
    int n[3];
    for (int a = 0; a < 3; a++)
        n[a] = style->repeat[a] > 0 ? style->repeat[a] : 1;
    for (int k = 0; k < n[2]; k++)
        for (int j = 0; j < n[1]; j++)
            for (int i = 0; i < n[0]; i++) {
                kkr_vec3 f = { i, j, k };
                kkr_vec3 corner = kkr_vec3_sub(kkr_mat3_combine(&crystal->lattice, f),
                                               object->origin);
                kkr_scene_add_box(scene, corner, &crystal->lattice, width, color);
            }
}

kkr_scene *kkr_surface_scene_new(const kkr_case *object, const kkr_surface_style *style,
                                 kkr_quantity panel, const kkr_surface_set *set,
                                 const kkr_slice *slice,
                                 const kkr_surface_colors *colors, double width)
{
    kkr_scene *scene = kkr_scene_new();
    bool *shown = kkr_alloc((size_t)object->n_sites + 1, sizeof *shown);
    double smallest = INFINITY;
    for (int i = 0; i < object->n_sites; i++) {
        shown[i] = style->sites[0] == 0;
        for (int k = 0; k < KKR_SURFACE_SITES && style->sites[k] > 0; k++)
            shown[i] |= style->sites[k] - 1 == i;
        if (object->sites[i].cell)
            smallest = fmin(smallest, object->sites[i].cell->r_in);
    }
    if (set)
        add_meshes(scene, style, panel, set, colors, width);
    if (style->slice && slice)
        add_slice(scene, panel, slice, colors);
    // cells of a repeated crystal are more than a picture can bear: its boxes say it
    bool repeated = style->extent == KKR_SURFACE_UNIT_CELL;
    for (int a = 0; a < 3; a++)
        repeated |= style->repeat[a] > 1;
    if (style->cells && !repeated) {
        const kkr_cells_look look = { .shown = shown,
                                      .marked = { -1, -1 },
                                      .edge = 0.7 * width,
                                      .heavy = object->is_embedding ? 0 : -1,
                                      .hidden = true,
                                      .dark = colors->dark };
        kkr_scene_add_cells(scene, object, &look);
    }
    if (style->box || repeated)
        add_boxes(scene, object, style, width, colors->dark);
    if (style->atoms && isfinite(smallest))
        kkr_scene_add_atoms(scene, object, shown, 0.13 * smallest, true, colors->dark);
    free(shown);
    return scene;
}
