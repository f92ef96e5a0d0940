// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/cells_scene.h"

#include "core/scene_cells.h"

#include <math.h>
#include <stdlib.h>

int kkr_cells_site(const kkr_case *object, const kkr_cells_style *style)
{
    int site = style->site - 1;
    if (site >= 0 && site < object->n_sites)
        return object->sites[site].cell ? site : -1;
    for (site = 0; site < object->n_sites; site++)
        if (object->sites[site].cell)
            return site;
    return -1;
}

double kkr_cells_radius(const kkr_case *object, const kkr_cells_style *style)
{
    int site = kkr_cells_site(object, style);
    if (site < 0)
        return 0;
    if (style->radius > 0)
        return style->radius;
    const kkr_voronoi *cell = object->sites[site].cell;
    double *radii;
    int n = kkr_voronoi_critical_radii(cell, &radii);
    // where the first faces are met, but no edge yet: holes, and all of them round
    double radius = n >= 2 ? radii[0] + 0.55 * (radii[1] - radii[0]) : cell->r_in;
    free(radii);
    return radius;
}

bool *kkr_cells_shown_sites(const kkr_case *object, const kkr_cells_style *style)
{
    int site = kkr_cells_site(object, style);
    bool *shown = kkr_alloc((size_t)object->n_sites + 1, sizeof *shown);
    for (int i = 0; i < object->n_sites; i++)
        shown[i] =
            object->sites[i].cell && (i == site || style->shown == KKR_CELLS_ALL);
    if (site < 0 || style->shown != KKR_CELLS_NEIGHBOURS)
        return shown;
    const kkr_case_site *s = &object->sites[site];
    for (int f = 0; f < s->cell->n_faces; f++) {
        kkr_vec3 there =
            kkr_vec3_add(s->position, s->cell->faces[f].neighbour.position);
        for (int i = 0; i < object->n_sites; i++) {
            kkr_vec3 d = kkr_vec3_sub(object->sites[i].position, there);
            shown[i] |= object->sites[i].cell && kkr_vec3_length(d) < 1e-5;
        }
    }
    return shown;
}

bool kkr_cells_volumes(const kkr_case *object, const kkr_cells_style *style,
                       double *low, double *high)
{
    *low = INFINITY;
    *high = -INFINITY;
    for (int i = 0; i < object->n_sites; i++) {
        if (!object->sites[i].cell)
            continue;
        *low = fmin(*low, object->sites[i].cell->volume);
        *high = fmax(*high, object->sites[i].cell->volume);
    }
    return style->color == KKR_CELLS_VOLUME && *high > *low * (1 + 1e-6);
}

/** [n_sites] to be freed; NULL: the plain one. */
static kkr_rgb *site_colors(const kkr_case *object, const kkr_cells_style *style,
                            bool dark)
{
    if (style->color == KKR_CELLS_PLAIN || style->color == KKR_CELLS_JUMP)
        return NULL;
    kkr_rgb *colors = kkr_alloc((size_t)object->n_sites + 1, sizeof *colors);
    const kkr_colormap *map = kkr_colormap_get("sequential", dark);
    double low, high;
    bool range = kkr_cells_volumes(object, style, &low, &high);
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        if (style->color == KKR_CELLS_ELEMENT)
            colors[i] = kkr_element_color(site->z);
        else if (style->color == KKR_CELLS_SITE)
            colors[i] = kkr_site_color(i);
        else // equal volumes are not the lowest ones
            colors[i] = kkr_colormap_color(
                map,
                range && site->cell ? (site->cell->volume - low) / (high - low) : 0.45);
    }
    return colors;
}

// -------------------------------------------------------------- jumps

typedef struct painter {
    kkr_scene *scene;
    const kkr_case *object;
    const kkr_cells_jumps *jumps;
} painter;

/** Pixels of the jump; where it is not known they are clear. */
static bool paint_jump(const void *user, int site, int face, kkr_scene_image *image)
{
    const painter *p = user;
    const kkr_face_image *jump = p->jumps->image(p->jumps->user, site, face);
    if (!jump)
        return false;
    size_t n = (size_t)jump->width * (size_t)jump->height;
    unsigned char *rgba = kkr_alloc(n, 4);
    for (size_t i = 0; i < n; i++) {
        double value = jump->jump[i];
        kkr_rgb color = kkr_colormap_color(
            p->jumps->map,
            isnan(value) ? 0.5 : kkr_scale_position(&p->jumps->scale, value));
        rgba[4 * i] = color.r;
        rgba[4 * i + 1] = color.g;
        rgba[4 * i + 2] = color.b;
        rgba[4 * i + 3] = 255; // beyond the polygon nothing is drawn anyway
    }
    kkr_scene_own(p->scene, rgba);
    *image = (kkr_scene_image){ .rgba = rgba,
                                .width = jump->width,
                                .height = jump->height,
                                .origin = jump->origin,
                                .step_u = kkr_vec3_scale(jump->u, jump->pitch),
                                .step_v = kkr_vec3_scale(jump->v, jump->pitch) };
    return true;
}

// ------------------------------------------------------------ spheres

static void add_spheres(kkr_scene *scene, const kkr_case *object,
                        const kkr_cells_style *style, int site, double width, bool dark)
{
    const kkr_case_site *s = &object->sites[site];
    const struct {
        bool shown;
        double radius;
        kkr_rgb color;
    } fixed[] = { { style->r_in, s->cell->r_in, { 0x2b, 0x8a, 0x8a } },
                  { style->r_mt, s->r_mt, { 0x7a, 0x7f, 0x87 } },
                  { style->r_out, s->cell->r_out, { 0x7a, 0x52, 0xa8 } } };
    for (int i = 0; i < 3; i++) {
        const kkr_paint glass = { .front = fixed[i].color,
                                  .back = fixed[i].color,
                                  .opacity = 0.06,
                                  .outline = 0.8 * width,
                                  .outline_color = fixed[i].color };
        if (fixed[i].shown && fixed[i].radius > 0)
            kkr_scene_add_cell_sphere(scene, object, site, fixed[i].radius, false,
                                      &glass, 0);
    }
    double radius = kkr_cells_radius(object, style);
    if (!style->sphere || !(radius > 0))
        return;
    kkr_paint paint = kkr_scene_sphere_paint(dark);
    paint.outline = 0.55 * width;
    kkr_scene_add_cell_sphere(scene, object, site, radius, style->cut, &paint,
                              0.85 * width);
}

/** From the nucleus outwards, where the chart is about it. */
static void add_direction(kkr_scene *scene, const kkr_case_site *site,
                          const kkr_cells_style *style, double width, bool dark)
{
    kkr_vec3 u = kkr_vec3_unit(style->direction);
    const kkr_scene_line line = {
        .a = site->position,
        .b = kkr_vec3_mad(site->position, 1.05 * site->cell->r_out, u),
        .color = dark ? (kkr_rgb){ 0x62, 0xae, 0xe6 } : (kkr_rgb){ 0x1b, 0x6a, 0xa5 },
        .width = 1.5 * width,
        .through = true,
    };
    if (style->chart == KKR_SHAPE_RAY)
        kkr_scene_add_line(scene, &line, NULL, 0);
}

kkr_scene *kkr_cells_scene_new(const kkr_case *object, const kkr_cells_style *style,
                               const kkr_cells_jumps *jumps, double width, bool dark)
{
    kkr_scene *scene = kkr_scene_new();
    int site = kkr_cells_site(object, style);
    if (site < 0)
        return scene;
    bool *shown = kkr_cells_shown_sites(object, style);
    kkr_rgb *colors = site_colors(object, style, dark);
    int n = 0;
    for (int i = 0; i < object->n_sites; i++)
        n += shown[i];
    const painter user = { scene, object, jumps };
    const kkr_cells_look look = {
        .shown = shown,
        .colors = colors,
        .opacity = style->opacity,
        .marked = { site, style->face - 1 },
        .edge = n > 1 ? 0.75 * width : width,
        .heavy = n > 1 ? site : -1,
        .hidden = style->hidden,
        .dark = dark,
        .image = style->color == KKR_CELLS_JUMP && jumps ? paint_jump : NULL,
        .user = &user,
    };
    kkr_scene_add_cells(scene, object, &look);
    add_spheres(scene, object, style, site, width, dark);
    add_direction(scene, &object->sites[site], style, width, dark);
    if (style->atoms) {
        double smallest = INFINITY;
        for (int i = 0; i < object->n_sites; i++)
            if (object->sites[i].cell)
                smallest = fmin(smallest, object->sites[i].cell->r_in);
        kkr_scene_add_atoms(scene, object, shown, 0.13 * smallest, true, dark);
    }
    free(shown);
    free(colors);
    return scene;
}
