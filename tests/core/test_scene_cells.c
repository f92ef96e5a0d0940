// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/scene_cells.h"

#include "tests/check.h"

static kkr_case *open_sample(void)
{
    const char *folder = getenv("KKR_SAMPLE");
    const char *path = folder ? folder : "assets/sample";
    kkr_error err = { 0 };
    kkr_case_options options = { 0 };
    kkr_case *object = kkr_case_open(&path, 1, &options, NULL, &err);
    if (!object)
        printf("%s\n", err.message);
    return object;
}

static double polygon_area(const kkr_scene *scene, const kkr_scene_polygon *polygon)
{
    const kkr_vec3 *corner = scene->corners + polygon->first;
    double area = 0;
    for (int i = 1; i + 1 < polygon->n; i++)
        area += 0.5 *
                kkr_vec3_length(kkr_vec3_cross(kkr_vec3_sub(corner[i], corner[0]),
                                               kkr_vec3_sub(corner[i + 1], corner[0])));
    return area;
}

static kkr_vec3 middle(const kkr_scene *scene, int i)
{
    const kkr_scene_polygon *polygon = &scene->polygons[i];
    kkr_vec3 sum = { 0 };
    for (int k = 0; k < polygon->n; k++)
        sum = kkr_vec3_add(sum, scene->corners[polygon->first + k]);
    return kkr_vec3_scale(sum, 1. / polygon->n);
}

/* Every cell alone is its polyhedron: areas, normals outwards, all its edges. */
static void alone(const kkr_case *object)
{
    for (int site = 0; site < object->n_sites; site++) {
        bool shown[64] = { false };
        const kkr_voronoi *cell = object->sites[site].cell;
        shown[site] = true;
        KKR_AUTO(kkr_scene) scene = kkr_scene_new();
        const kkr_cells_look look = { .shown = shown,
                                      .opacity = 0.2,
                                      .edge = 1,
                                      .marked = { -1, -1 },
                                      .heavy = -1,
                                      .hidden = true };
        kkr_scene_add_cells(scene, object, &look);
        CHECK(scene->n_polygons == cell->n_faces);
        CHECK(scene->n_lines == cell->n_edges);
        for (int i = 0; i < scene->n_polygons; i++) {
            const kkr_scene_polygon *polygon = &scene->polygons[i];
            const kkr_face *face = &cell->faces[polygon->tag.index];
            CHECK(polygon->tag.site == site);
            CHECK_NEAR(polygon_area(scene, polygon), face->area, 1e-9);
            CHECK_NEAR(kkr_vec3_dot(polygon->normal, face->normal), 1, 1e-12);
        }
        for (int i = 0; i < scene->n_lines; i++)
            CHECK(scene->lines[i].n_sides == 2);
        kkr_vec3 center;
        double radius;
        CHECK(kkr_scene_bounds(scene, &center, &radius));
        CHECK(radius < 1.2 * cell->r_out);
    }
}

/* All cells: no face twice, no edge twice; what is outside encloses the volume. */
static void together(const kkr_case *object)
{
    KKR_AUTO(kkr_scene) scene = kkr_scene_new();
    const kkr_cells_look look = { .opacity = 0.2, .marked = { -1, -1 }, .edge = 1 };
    kkr_scene_add_cells(scene, object, &look);
    double volume = 0, enclosed = 0;
    int n_faces = 0;
    for (int i = 0; i < object->n_sites; i++) {
        volume += object->sites[i].cell->volume;
        n_faces += object->sites[i].cell->n_faces;
    }
    CHECK(scene->n_polygons < n_faces);
    // a face that no ray from its middle outwards leaves to another cell is outside
    int n_outer = 0;
    for (int i = 0; i < scene->n_polygons; i++) {
        const kkr_scene_polygon *polygon = &scene->polygons[i];
        const kkr_vec3 *corner = scene->corners + polygon->first;
        const kkr_case_site *site = &object->sites[polygon->tag.site];
        const kkr_face *face = &site->cell->faces[polygon->tag.index];
        kkr_vec3 behind = kkr_vec3_add(site->position, face->neighbour.position);
        bool outer = true;
        for (int k = 0; k < object->n_sites; k++)
            outer &=
                kkr_vec3_length(kkr_vec3_sub(object->sites[k].position, behind)) > 1e-3;
        n_outer += outer;
        if (outer)
            enclosed += polygon_area(scene, polygon) *
                        kkr_vec3_dot(polygon->normal, corner[0]) / 3;
        for (int k = 0; k < i; k++)
            CHECK(kkr_vec3_length(kkr_vec3_sub(middle(scene, i), middle(scene, k))) >
                  1e-3);
    }
    CHECK_NEAR(enclosed, volume, 1e-6 * volume);
    CHECK(n_outer + 2 * (scene->n_polygons - n_outer) == n_faces);
    for (int i = 0; i < scene->n_lines; i++)
        for (int k = 0; k < i; k++) {
            const kkr_scene_line *p = &scene->lines[i], *q = &scene->lines[k];
            kkr_vec3 d =
                kkr_vec3_sub(kkr_vec3_add(p->a, p->b), kkr_vec3_add(q->a, q->b));
            CHECK(kkr_vec3_length(d) > 1e-4);
        }
}

/* The rim lies on the sphere, on a face, and in the cell; of the arc nothing lacks. */
static void rims(const kkr_case *object)
{
    const kkr_case_site *site = &object->sites[1];
    const kkr_voronoi *cell = site->cell;
    const kkr_paint paint = kkr_scene_sphere_paint(false);
    for (int step = 0; step <= 10; step++) {
        double radius = cell->r_in + (cell->r_out - cell->r_in) * step / 10;
        KKR_AUTO(kkr_scene) scene = kkr_scene_new();
        kkr_scene_add_cell_sphere(scene, object, 1, radius, true, &paint, 1);
        for (int i = 0; i < scene->n_lines; i++) {
            kkr_vec3 p = kkr_vec3_sub(scene->lines[i].a, site->position);
            CHECK_NEAR(kkr_vec3_length(p), radius, 1e-9);
            CHECK_NEAR(kkr_voronoi_depth(cell, p), 0, 1e-9);
        }
        // every hole is bounded: each end of a piece is the beginning of another
        int open = 0;
        for (int i = 0; i < scene->n_lines; i++) {
            bool met = false;
            for (int k = 0; k < scene->n_lines && !met; k++) {
                if (k == i)
                    continue;
                double to_a =
                    kkr_vec3_length(kkr_vec3_sub(scene->lines[i].b, scene->lines[k].a));
                double to_b =
                    kkr_vec3_length(kkr_vec3_sub(scene->lines[i].b, scene->lines[k].b));
                met = to_a < 1e-7 || to_b < 1e-7;
            }
            open += !met;
        }
        CHECK(open == 0);
        CHECK((scene->n_lines > 0) == (step > 0 && step < 10));
        KKR_AUTO(kkr_scene) whole = kkr_scene_new();
        kkr_scene_add_cell_sphere(whole, object, 1, radius, false, &paint, 1);
        CHECK(whole->n_lines == 0 && whole->spheres[0].n_clips == 0);
    }
}

static void marks(const kkr_case *object)
{
    KKR_AUTO(kkr_scene) scene = kkr_scene_new();
    kkr_scene_add_atoms(scene, object, NULL, 0.3, true, false);
    CHECK(scene->n_spheres == object->n_sites && scene->n_labels == object->n_sites);
    CHECK_STRING(scene->labels[0].text, "Ag 1");
    const kkr_mat3 lattice = { { { 1, 0, 0 }, { 0.5, 2, 0 }, { 0, 0, 3 } } };
    kkr_scene_add_box(scene, (kkr_vec3){ 1, 1, 1 }, &lattice, 1, (kkr_rgb){ 0 });
    double total = 0;
    for (int i = 0; i < scene->n_lines; i++)
        total += kkr_vec3_length(kkr_vec3_sub(scene->lines[i].a, scene->lines[i].b));
    CHECK(scene->n_lines == 12);
    CHECK_NEAR(total, 4 * (1 + hypot(0.5, 2) + 3), 1e-12);

    // neighbours in the table, and in a list of sites, look different
    for (int z = 2; z <= 100; z++) {
        kkr_rgb a = kkr_element_color(z), b = kkr_element_color(z - 1);
        CHECK(memcmp(&a, &b, sizeof a) != 0);
    }
    for (int k = 0; k < 8; k++)
        for (int i = 0; i < k; i++) {
            kkr_rgb a = kkr_site_color(k), b = kkr_site_color(i);
            CHECK(abs(a.r - b.r) + abs(a.g - b.g) + abs(a.b - b.b) > 40);
        }
    // one group, as an impurity and its host often are: Cu, Ag, Au; Zn, Cd, Hg
    static const double groups[][2] = { { 29, 47 }, { 47, 79 }, { 29, 79 },
                                        { 30, 48 }, { 48, 80 }, { 30, 80 } };
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        kkr_rgb a = kkr_element_color(groups[i][0]),
                b = kkr_element_color(groups[i][1]);
        CHECK(abs(a.r - b.r) + abs(a.g - b.g) + abs(a.b - b.b) > 60);
    }
    kkr_rgb empty = kkr_element_color(0), mixed = kkr_element_color(29.5);
    CHECK(memcmp(&empty, &mixed, sizeof empty) == 0);
}

int main(void)
{
    KKR_AUTO(kkr_case) object = open_sample();
    CHECK(object != NULL && object->n_sites <= 64);
    if (!object)
        return check_done();
    alone(object);
    together(object);
    rims(object);
    marks(object);
    return check_done();
}
