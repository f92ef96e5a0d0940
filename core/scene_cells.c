// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/scene_cells.h"

#include "core/elements.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Shared faces and edges are found by place: two sites that see each other see the
 * same plane, and corners of neighbouring cells agree to rounding.
 */
static const double SAME = 1e-5; // bohr

static kkr_rgb mix(kkr_rgb a, kkr_rgb b, double fraction)
{
    return (kkr_rgb){ (unsigned char)lround(a.r + fraction * (b.r - a.r)),
                      (unsigned char)lround(a.g + fraction * (b.g - a.g)),
                      (unsigned char)lround(a.b + fraction * (b.b - a.b)) };
}

static kkr_rgb paper(bool dark)
{
    return dark ? (kkr_rgb){ 0x1e, 0x1f, 0x22 } : (kkr_rgb){ 255, 255, 255 };
}

static kkr_rgb ink(bool dark)
{
    return dark ? (kkr_rgb){ 0xe8, 0xe9, 0xeb } : (kkr_rgb){ 0x1d, 0x21, 0x26 };
}

// -------------------------------------------------------------- faces

static bool is_shown(const kkr_case *object, const kkr_cells_look *look, int site)
{
    return object->sites[site].cell && (!look->shown || look->shown[site]);
}

/** The shown site behind a face; -1: none. */
static int shown_behind(const kkr_case *object, const kkr_cells_look *look, int site,
                        const kkr_face *face)
{
    kkr_vec3 there =
        kkr_vec3_add(object->sites[site].position, face->neighbour.position);
    for (int i = 0; i < object->n_sites; i++)
        if (i != site && is_shown(object, look, i) &&
            kkr_vec3_length(kkr_vec3_sub(object->sites[i].position, there)) < SAME)
            return i;
    return -1;
}

static kkr_rgb face_color(const kkr_cells_look *look, int site)
{
    if (look->colors)
        return look->colors[site];
    return look->dark ? (kkr_rgb){ 0x8f, 0xb2, 0xd4 } : (kkr_rgb){ 0x5a, 0x82, 0xaa };
}

static void add_face(kkr_scene *scene, const kkr_case *object,
                     const kkr_cells_look *look, int site, int index, int behind)
{
    const kkr_case_site *s = &object->sites[site];
    const kkr_face *face = &s->cell->faces[index];
    kkr_vec3 *corners = kkr_alloc((size_t)face->n_vertices, sizeof *corners);
    for (int i = 0; i < face->n_vertices; i++)
        corners[i] = kkr_vec3_add(s->position, s->cell->vertices[face->vertices[i]]);
    kkr_rgb color = face_color(look, site);
    if (behind >= 0) // it belongs to both
        color = mix(color, face_color(look, behind), 0.5);
    kkr_paint paint = { .front = color,
                        .back = color,
                        .opacity = look->opacity,
                        .gloss = look->opacity < 1 ? 0.25 : 0.8 };
    const kkr_scene_tag tag = { KKR_PART_FACE, site, index };
    kkr_scene_image image;
    if (look->marked[0] == site && look->marked[1] == index) {
        const kkr_rgb accent =
            look->dark ? (kkr_rgb){ 0x62, 0xae, 0xe6 } : (kkr_rgb){ 0x1b, 0x6a, 0xa5 };
        paint.front = paint.back = accent;
        paint.opacity = fmax(0.55, paint.opacity);
    }
    if (look->image && look->image(look->user, site, index, &image)) {
        paint.gloss = 0; // light would make other numbers of its colours
        kkr_scene_add_image(scene, corners, face->n_vertices, &image, &paint, tag);
    } else {
        kkr_scene_add_polygon(scene, corners, face->n_vertices, &paint, tag);
    }
    free(corners);
}

// -------------------------------------------------------------- edges

enum { MAX_SIDES = 12 };

typedef struct edge {
    kkr_vec3 a, b, middle;
    kkr_vec3 sides[MAX_SIDES]; // normals of faces that bound the whole
    int n_sides;
    int n_faces; // of its cell that meet there
    bool heavy;
} edge;

static int by_middle(const void *a, const void *b)
{
    const kkr_vec3 *p = &((const edge *)a)->middle, *q = &((const edge *)b)->middle;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return (p->z > q->z) - (p->z < q->z);
}

/** True if the vertices follow each other on the face. */
static bool bounds(const kkr_face *face, const int ends[2])
{
    for (int i = 0; i < face->n_vertices; i++) {
        int v = face->vertices[i], w = face->vertices[(i + 1) % face->n_vertices];
        if ((v == ends[0] && w == ends[1]) || (v == ends[1] && w == ends[0]))
            return true;
    }
    return false;
}

static edge make_edge(const kkr_case_site *s, int index, const bool *outer, bool heavy)
{
    const kkr_voronoi *cell = s->cell;
    const int *ends = cell->edges[index];
    edge e = { .a = kkr_vec3_add(s->position, cell->vertices[ends[0]]),
               .b = kkr_vec3_add(s->position, cell->vertices[ends[1]]),
               .heavy = heavy };
    e.middle = kkr_vec3_scale(kkr_vec3_add(e.a, e.b), 0.5);
    for (int f = 0; f < cell->n_faces; f++) {
        if (!bounds(&cell->faces[f], ends))
            continue;
        e.n_faces++;
        if (outer[f] && e.n_sides < MAX_SIDES)
            e.sides[e.n_sides++] = cell->faces[f].normal;
    }
    return e;
}

/** Makes one edge of those at one place. Returns how many are left. */
static int merge_edges(edge *edges, int n)
{
    int left = 0;
    qsort(edges, (size_t)n, sizeof *edges, by_middle);
    for (int i = 0; i < n; i++) {
        int k = left - 1;
        for (; k >= 0 && edges[i].middle.x - edges[k].middle.x < SAME; k--)
            if (kkr_vec3_length(kkr_vec3_sub(edges[i].middle, edges[k].middle)) < SAME)
                break;
        if (k < 0 || edges[i].middle.x - edges[k].middle.x >= SAME) {
            edges[left++] = edges[i];
            continue;
        }
        edge *same = &edges[k];
        same->heavy |= edges[i].heavy;
        for (int j = 0; j < edges[i].n_sides && same->n_sides < MAX_SIDES; j++)
            same->sides[same->n_sides++] = edges[i].sides[j];
    }
    return left;
}

static void add_edges(kkr_scene *scene, const kkr_cells_look *look, const edge *edges,
                      int n)
{
    // without faces there is nothing that quiets the edges behind
    bool wire = look->opacity <= 0;
    kkr_rgb strong = mix(ink(look->dark), paper(look->dark), wire ? 0.35 : 0);
    for (int i = 0; i < n; i++) {
        bool inner = edges[i].n_sides == 0;
        kkr_scene_line line = { .a = edges[i].a,
                                .b = edges[i].b,
                                .color = strong,
                                .width = look->edge,
                                .style = look->hidden ? KKR_LINE_EDGE : KKR_LINE_FRONT,
                                .through = look->hidden && !inner };
        if (edges[i].heavy)
            line.width *= 1.5;
        if (inner && !edges[i].heavy) {
            line.style = KKR_LINE_PLAIN;
            line.width *= 0.5;
            line.color = mix(strong, paper(look->dark), wire ? 0.6 : 0.45);
        } else if (inner) {
            line.style = KKR_LINE_PLAIN;
        }
        kkr_scene_add_line(scene, &line, edges[i].sides, edges[i].n_sides);
    }
}

void kkr_scene_add_cells(kkr_scene *scene, const kkr_case *object,
                         const kkr_cells_look *look)
{
    int n_edges = 0, n = 0;
    for (int i = 0; i < object->n_sites; i++)
        if (is_shown(object, look, i))
            n_edges += object->sites[i].cell->n_edges;
    edge *edges = kkr_alloc((size_t)n_edges + 1, sizeof *edges);
    for (int i = 0; i < object->n_sites; i++) {
        if (!is_shown(object, look, i))
            continue;
        const kkr_case_site *s = &object->sites[i];
        bool *outer = kkr_alloc((size_t)s->cell->n_faces + 1, sizeof *outer);
        for (int f = 0; f < s->cell->n_faces; f++) {
            int behind = shown_behind(object, look, i, &s->cell->faces[f]);
            outer[f] = behind < 0;
            bool marked = look->marked[0] == i && look->marked[1] == f;
            bool mine = behind < 0 || behind > i;
            if (marked || (mine && look->opacity > 0))
                add_face(scene, object, look, i, f, behind);
        }
        for (int e = 0; e < s->cell->n_edges; e++) {
            edge found = make_edge(s, e, outer, i == look->heavy);
            if (found.n_faces > 0) // else it is of the cube that closes an open cell
                edges[n++] = found;
        }
        free(outer);
    }
    if (look->edge > 0)
        add_edges(scene, look, edges, merge_edges(edges, n));
    free(edges);
}

// ------------------------------------------------------------ spheres

kkr_paint kkr_scene_sphere_paint(bool dark)
{
    return (kkr_paint){ .front = { 0xeb, 0xa6, 0x72 },
                        .back = dark ? (kkr_rgb){ 0x8a, 0x7a, 0x6c }
                                     : (kkr_rgb){ 0xd9, 0xcb, 0xbd },
                        .opacity = 1,
                        .gloss = 1,
                        .outline_color = dark ? (kkr_rgb){ 0xe7, 0xa0, 0x6e }
                                              : (kkr_rgb){ 0x8a, 0x45, 0x1c } };
}

static int by_value(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

/**
 * Where a face cuts the sphere: the circle about the face's foot, as far as it lies
 * in all other half-spaces. n . (foot + rho (u cos phi + v sin phi)) = d has two
 * solutions per face; between neighbouring ones all of the arc is there or nothing.
 */
static void add_rim(kkr_scene *scene, const kkr_case_site *site, int face,
                    double radius, const kkr_scene_line *look)
{
    const kkr_voronoi *cell = site->cell;
    const kkr_face *f = &cell->faces[face];
    double rho = sqrt(radius * radius - f->distance * f->distance);
    kkr_vec3 foot = kkr_vec3_scale(f->normal, f->distance);
    kkr_vec3 aside =
        fabs(f->normal.z) < 0.9 ? (kkr_vec3){ 0, 0, 1 } : (kkr_vec3){ 1, 0, 0 };
    kkr_vec3 u = kkr_vec3_unit(kkr_vec3_cross(aside, f->normal));
    kkr_vec3 v = kkr_vec3_cross(f->normal, u);
    double *angle = kkr_alloc(2 * (size_t)cell->n_faces + 2, sizeof *angle);
    int n = 0;
    angle[n++] = 0;
    for (int j = 0; j < cell->n_faces; j++) {
        kkr_vec3 other = cell->faces[j].normal;
        double a = rho * kkr_vec3_dot(other, u), b = rho * kkr_vec3_dot(other, v);
        double c = cell->faces[j].distance - kkr_vec3_dot(other, foot);
        double length = hypot(a, b);
        if (j == face || !(fabs(c) < length))
            continue;
        for (int sign = -1; sign <= 1; sign += 2) {
            double phi = atan2(b, a) + sign * acos(c / length);
            angle[n++] = phi - 2 * M_PI * floor(phi / (2 * M_PI));
        }
    }
    angle[n++] = 2 * M_PI;
    qsort(angle, (size_t)n, sizeof *angle, by_value);
    for (int k = 0; k + 1 < n; k++) {
        double middle = 0.5 * (angle[k] + angle[k + 1]), size = angle[k + 1] - angle[k];
        kkr_vec3 at = kkr_vec3_mad(foot, rho * cos(middle), u);
        at = kkr_vec3_mad(at, rho * sin(middle), v);
        bool inside = true;
        for (int j = 0; j < cell->n_faces && inside; j++)
            inside = j == face ||
                     kkr_vec3_dot(cell->faces[j].normal, at) <= cell->faces[j].distance;
        int steps = inside ? (int)ceil(size / (M_PI / 90)) : 0;
        for (int i = 0; i < steps; i++) {
            kkr_scene_line line = *look;
            kkr_vec3 *ends[2] = { &line.a, &line.b };
            for (int e = 0; e < 2; e++) {
                double phi = angle[k] + size * (i + e) / steps;
                kkr_vec3 p = kkr_vec3_mad(foot, rho * cos(phi), u);
                p = kkr_vec3_mad(p, rho * sin(phi), v);
                *ends[e] = kkr_vec3_add(site->position, p);
            }
            kkr_scene_add_line(scene, &line, NULL, 0);
        }
    }
    free(angle);
}

void kkr_scene_add_cell_sphere(kkr_scene *scene, const kkr_case *object, int site,
                               double radius, bool cut, const kkr_paint *paint,
                               double rim)
{
    const kkr_case_site *s = &object->sites[site];
    kkr_half_space clips[KKR_SCENE_MAX_CLIPS];
    int n = 0;
    for (int f = 0; cut && s->cell && f < s->cell->n_faces; f++) {
        const kkr_face *face = &s->cell->faces[f];
        if (!(face->distance < radius) || n == KKR_SCENE_MAX_CLIPS)
            continue;
        clips[n++] = (kkr_half_space){
            face->normal, face->distance + kkr_vec3_dot(face->normal, s->position)
        };
        kkr_scene_line look = { .color = paint->outline_color,
                                .width = rim,
                                .style = KKR_LINE_PLAIN };
        if (rim > 0)
            add_rim(scene, s, f, radius, &look);
    }
    kkr_scene_add_sphere(scene, s->position, radius, clips, n, paint,
                         (kkr_scene_tag){ KKR_PART_SPHERE, site, 0 });
}

// -------------------------------------------------------- atoms, boxes

void kkr_scene_add_atoms(kkr_scene *scene, const kkr_case *object, const bool *shown,
                         double radius, bool labels, bool dark)
{
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *s = &object->sites[i];
        if (shown && !shown[i])
            continue;
        kkr_rgb color = kkr_element_color(s->z);
        const kkr_paint paint = { .front = color,
                                  .back = color,
                                  .opacity = 1,
                                  .gloss = 1,
                                  .outline = 0.6,
                                  .outline_color = mix(color, ink(false), 0.55) };
        kkr_scene_add_sphere(scene, s->position, radius, NULL, 0, &paint,
                             (kkr_scene_tag){ KKR_PART_ATOM, i, 0 });
        if (!labels)
            continue;
        kkr_scene_label label = {
            .position = s->position, .radius = radius, .color = ink(dark), .site = i
        };
        snprintf(label.text, sizeof label.text, "%s %d", s->label, i + 1);
        kkr_scene_add_label(scene, &label);
    }
}

void kkr_scene_add_box(kkr_scene *scene, kkr_vec3 origin, const kkr_mat3 *lattice,
                       double width, kkr_rgb color)
{
    for (int axis = 0; axis < 3; axis++) {
        for (int k = 0; k < 4; k++) {
            kkr_vec3 a = origin;
            if (k & 1)
                a = kkr_vec3_add(a, lattice->row[(axis + 1) % 3]);
            if (k & 2)
                a = kkr_vec3_add(a, lattice->row[(axis + 2) % 3]);
            kkr_scene_line line = { .a = a,
                                    .b = kkr_vec3_add(a, lattice->row[axis]),
                                    .color = color,
                                    .width = width,
                                    .style = KKR_LINE_PLAIN };
            kkr_scene_add_line(scene, &line, NULL, 0);
        }
    }
}

// ------------------------------------------------------------- colours

static unsigned char from_linear(double x)
{
    x = fmin(fmax(x, 0), 1);
    double y = x <= 0.0031308 ? 12.92 * x : 1.055 * pow(x, 1 / 2.4) - 0.055;
    return (unsigned char)lround(255 * y);
}

/** CIELAB (D65) by lightness, chroma and hue in degrees. */
static kkr_rgb from_lch(double l, double chroma, double hue)
{
    double a = chroma * cos(hue * M_PI / 180), b = chroma * sin(hue * M_PI / 180);
    double fy = (l + 16) / 116, f[3] = { fy + a / 500, fy, fy - b / 200 };
    static const double white[3] = { 0.95047, 1, 1.08883 };
    double t[3];
    for (int i = 0; i < 3; i++)
        t[i] = white[i] *
               (f[i] > 6. / 29 ? f[i] * f[i] * f[i] : (f[i] - 4. / 29) * 108 / 841);
    return (
        kkr_rgb){ from_linear(3.2404542 * t[0] - 1.5371385 * t[1] - 0.4985314 * t[2]),
                  from_linear(-0.9692660 * t[0] + 1.8760108 * t[1] + 0.0415560 * t[2]),
                  from_linear(0.0556434 * t[0] - 0.2040259 * t[1] + 1.0572252 * t[2]) };
}

kkr_rgb kkr_element_color(double z)
{
    kkr_element element;
    if (!kkr_element_find(z, &element))
        return (kkr_rgb){ 0x9a, 0x9f, 0xa6 };
    if (element.block == KKR_BLOCK_F)
        return from_lch(78 - 0.9 * ((element.z - 57) % 32), 30, 150);
    // in steps that part neighbouring groups, and copper from silver and gold
    double hue = 20 + 137.5 * element.group + 75 * element.period;
    return from_lch(80 - 4.5 * element.period, 42, hue);
}

kkr_rgb kkr_site_color(int k)
{
    static const double hues[8] = { 255, 55, 150, 320, 95, 200, 20, 285 };
    k = ((k % 8) + 8) % 8;
    return from_lch(k % 2 ? 66 : 56, 44, hues[k]);
}
