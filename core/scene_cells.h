// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/case.h"
#include "core/scene.h"

/**
 * Cells, atoms and spheres of a case as things in a scene.
 *
 * A face that two of the shown cells share is there once, an edge once, whatever
 * the number of cells around it. Edges are solid where a face that bounds the shown
 * cells looks at the viewer and dashed where all of these look away; edges inside of
 * the whole are thin.
 *
 * Positions in the case's coordinates, bohr; widths in units of the page. Sites
 * without a cell are left out.
 *
 * Threads: fill a scene on one thread.
 */
typedef struct kkr_cells_look {
    const bool *shown;     // [n_sites] which cells; NULL: all
    const kkr_rgb *colors; // [n_sites] of faces; NULL: a quiet blue grey
    double opacity;        // of faces, 0 (wire) to 1
    int marked[2];         // site and face that stands out; -1: none
    double edge;           // width of edges on the page, 0: none
    int heavy;             // site whose edges are heavier, -1: none
    bool hidden;           // edges that are hidden are dashed; else not drawn
    bool dark;             // on a dark page
    // a picture on a face, instead of its colour; false: none. NULL: nowhere
    bool (*image)(const void *user, int site, int face, kkr_scene_image *image);
    const void *user;
} kkr_cells_look;

/** Faces and edges; tags are (FACE, site, face). */
void kkr_scene_add_cells(kkr_scene *scene, const kkr_case *object,
                         const kkr_cells_look *look);

/**
 * A sphere around a site, or only its part inside of the cell, with the rim drawn
 * where faces cut it; width of the rim in units of the page. Tag (SPHERE, site, 0).
 */
void kkr_scene_add_cell_sphere(kkr_scene *scene, const kkr_case *object, int site,
                               double radius, bool cut, const kkr_paint *paint,
                               double rim);

/** Paint of spheres that a cell cuts: orange, pale inside. */
kkr_paint kkr_scene_sphere_paint(bool dark);

/** Balls at the nuclei of the shown sites (NULL: all), labelled if `labels`. */
void kkr_scene_add_atoms(kkr_scene *scene, const kkr_case *object, const bool *shown,
                         double radius, bool labels, bool dark);

/** The edges of the box that three vectors span from `origin`. */
void kkr_scene_add_box(kkr_scene *scene, kkr_vec3 origin, const kkr_mat3 *lattice,
                       double width, kkr_rgb color);

/**
 * The colour of an element: hue by its group and period, lightness by its period, quiet enough
 * for large faces. Grey for what is none.
 */
kkr_rgb kkr_element_color(double z);
/** The k-th of colours that are easy to tell apart; they repeat after 8. */
kkr_rgb kkr_site_color(int k);
