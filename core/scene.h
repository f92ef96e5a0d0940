// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/camera.h"
#include "core/colormap.h"
#include "core/mesh.h"
#include "core/scale.h"
#include "core/solid.h"
#include "core/vec3.h"

/**
 * What there is to see in three dimensions: polygons, meshes, spheres, lines and
 * words, in bohr. It knows nothing of OpenGL: shaders/scene_draw.h draws it,
 * kkr_scene_pick() says what lies under the mouse, core/scene_cells.h fills it
 * with cells and atoms of a case.
 *
 * Lengths on the page (line widths) are in units of the page: logical pixels in
 * the window, points in figures.
 *
 * Threads: built on one thread, then never changed; anyone may read.
 */

/** What a thing is, so that picking can say it. */
typedef enum kkr_scene_part {
    KKR_PART_NONE,
    KKR_PART_FACE,    // index: face of the cell
    KKR_PART_ATOM,    // the nucleus of a site
    KKR_PART_SPHERE,  // around a site
    KKR_PART_SURFACE, // index: which level
    KKR_PART_SLICE,
} kkr_scene_part;

typedef struct kkr_scene_tag {
    kkr_scene_part part;
    int site; // -1: of no site
    int index;
} kkr_scene_tag;

/** The look of a surface. */
typedef struct kkr_paint {
    kkr_rgb front, back; // seen from outside (counter-clockwise) and from inside
    double opacity;      // (0, 1]; below 1 it is translucent
    double gloss;        // [0, 1] how much light and shadow model it; 0: flat tint
    double outline;      // width of the line where it turns away; 0: none
    kkr_rgb outline_color;
} kkr_paint;

/** Pixels on a plane: (0, 0) is the first one's centre. */
typedef struct kkr_scene_image {
    const unsigned char *rgba; // [height][width][4], straight alpha; borrowed
    int width, height;
    kkr_vec3 origin; // centre of the first pixel of the first row
    kkr_vec3 step_u; // to the next pixel
    kkr_vec3 step_v; // to the next row
} kkr_scene_image;

typedef struct kkr_scene_polygon { // convex, flat
    int first, n;                  // corners in kkr_scene.corners, counter-clockwise
    kkr_vec3 normal;               // unit
    kkr_paint paint;
    int image; // in kkr_scene.images instead of the paint's colours; -1: none
    kkr_scene_tag tag;
} kkr_scene_polygon;

typedef struct kkr_scene_mesh {
    const kkr_mesh *mesh;    // borrowed
    const kkr_colormap *map; // of the mesh's values, scaled; NULL: as the paint says
    kkr_scale scale;
    bool absolute; // of the values' magnitude
    kkr_paint paint;
    kkr_scene_tag tag;
} kkr_scene_mesh;

typedef struct kkr_scene_sphere {
    kkr_vec3 center;
    double radius;
    int first_clip, n_clips; // half-spaces (kkr_scene.clips) that keep a part of it
    kkr_paint paint;
    kkr_scene_tag tag;
} kkr_scene_sphere;

enum { KKR_SCENE_MAX_CLIPS = 64 }; // of one sphere: more faces than any cell has

/** How a line is drawn where the body it bounds is in front of it. */
typedef enum kkr_line_style {
    KKR_LINE_PLAIN,  // depth alone decides
    KKR_LINE_EDGE,   // of a body: dashed and thin where its faces look away
    KKR_LINE_FRONT,  // the same, but not drawn there
    KKR_LINE_DASHED, // always
} kkr_line_style;

typedef struct kkr_scene_line {
    kkr_vec3 a, b;
    kkr_rgb color;
    double width; // on the page
    kkr_line_style style;
    bool through;            // shines faintly through opaque things
    int first_side, n_sides; // outer normals (kkr_scene.sides) of an edge's faces
} kkr_scene_line;

/** A word at a point of space; whoever draws the page writes it. */
typedef struct kkr_scene_label {
    kkr_vec3 position;
    double radius; // of the thing it names: it is hidden where that is, bohr
    char text[32]; // plain
    kkr_rgb color;
    int site; // -1: of no site
} kkr_scene_label;

typedef struct kkr_scene {
    int n_corners, n_polygons, n_images, n_meshes, n_clips, n_spheres, n_sides, n_lines,
        n_labels;
    kkr_vec3 *corners;
    kkr_scene_polygon *polygons;
    kkr_scene_image *images;
    kkr_scene_mesh *meshes;
    kkr_half_space *clips; // normal . x <= distance in the scene's coordinates
    kkr_scene_sphere *spheres;
    kkr_vec3 *sides;
    kkr_scene_line *lines;
    kkr_scene_label *labels;
    int n_owned;
    void **owned; // freed with the scene
} kkr_scene;

/** Empty. */
kkr_scene *kkr_scene_new(void);
/** Also what it copied and owns; never what it borrows. */
void kkr_scene_free(kkr_scene *scene);
KKR_DEFINE_AUTO(kkr_scene)

/** Corners counter-clockwise seen from outside; fewer than 3 are ignored. */
void kkr_scene_add_polygon(kkr_scene *scene, const kkr_vec3 *corners, int n,
                           const kkr_paint *paint, kkr_scene_tag tag);
/** The same with an image on it; its pixels are borrowed. */
void kkr_scene_add_image(kkr_scene *scene, const kkr_vec3 *corners, int n,
                         const kkr_scene_image *image, const kkr_paint *paint,
                         kkr_scene_tag tag);
/** Keeps the pointer. */
void kkr_scene_add_mesh(kkr_scene *scene, const kkr_scene_mesh *mesh);
/** What of the sphere lies in all half-spaces; n_clips <= KKR_SCENE_MAX_CLIPS. */
void kkr_scene_add_sphere(kkr_scene *scene, kkr_vec3 center, double radius,
                          const kkr_half_space *clips, int n_clips,
                          const kkr_paint *paint, kkr_scene_tag tag);
/** `line` without its sides, which are copied. */
void kkr_scene_add_line(kkr_scene *scene, const kkr_scene_line *line,
                        const kkr_vec3 *sides, int n_sides);
void kkr_scene_add_label(kkr_scene *scene, const kkr_scene_label *label);
/** Memory from malloc() that things in the scene borrow: free()d with it. */
void kkr_scene_own(kkr_scene *scene, void *memory);

/**
 * A sphere around everything but labels and slices, which may reach far beyond what
 * they show: for kkr_camera_fit(). False for an empty scene.
 */
bool kkr_scene_bounds(const kkr_scene *scene, kkr_vec3 *center, double *radius);
/** The same with slices: what has a depth. */
bool kkr_scene_reach(const kkr_scene *scene, kkr_vec3 *center, double *radius);

/** True for dashed lines and for edges of which every face looks away. */
bool kkr_scene_line_is_hidden(const kkr_scene_line *line, const kkr_scene *scene,
                              const kkr_camera *camera);

typedef struct kkr_scene_pick {
    kkr_scene_tag tag; // part NONE: nothing is there
    kkr_vec3 position; // on the surface, bohr
    kkr_vec3 normal;   // unit, outwards
    double distance;   // along the ray
} kkr_scene_pick;

/**
 * The nearest thing on the ray (unit direction) whose opacity is at least
 * `opacity`; 0 takes everything. Exact: no pixels are asked.
 */
kkr_scene_pick kkr_scene_pick_ray(const kkr_scene *scene, kkr_vec3 origin,
                                  kkr_vec3 direction, double opacity);
