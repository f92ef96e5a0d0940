// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/cells_scene.h"

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

static int count_shown(const kkr_case *object, const kkr_cells_style *style)
{
    bool *shown = kkr_cells_shown_sites(object, style);
    int n = 0;
    for (int i = 0; i < object->n_sites; i++)
        n += shown[i];
    free(shown);
    return n;
}

/* One cell, those that share a face with it, all of them. */
static void choices(const kkr_case *object)
{
    kkr_cells_style style = kkr_cells_style_default;
    CHECK(kkr_cells_site(object, &style) == 0);
    style.site = 3;
    CHECK(kkr_cells_site(object, &style) == 2);
    style.site = object->n_sites + 1; // a recipe from elsewhere: the natural one
    CHECK(kkr_cells_site(object, &style) == 0);
    style.site = 1;
    CHECK(count_shown(object, &style) == 1);
    style.shown = KKR_CELLS_ALL;
    CHECK(count_shown(object, &style) == object->n_sites);
    style.shown = KKR_CELLS_NEIGHBOURS;
    CHECK(count_shown(object, &style) == object->n_sites); // six around the impurity
    style.site = 2;
    CHECK(count_shown(object, &style) < object->n_sites);

    // the sphere cuts faces and no edge, unless the recipe says how large it is
    const kkr_voronoi *cell = object->sites[1].cell;
    double *radii, radius = kkr_cells_radius(object, &style);
    int n = kkr_voronoi_critical_radii(cell, &radii);
    CHECK(n > 2 && radius > radii[0] && radius < radii[1]);
    free(radii);
    style.radius = 3.25;
    CHECK_NEAR(kkr_cells_radius(object, &style), 3.25, 0);
}

static const kkr_scene_polygon *face_of(const kkr_scene *scene, int site, int face)
{
    for (int i = 0; i < scene->n_polygons; i++)
        if (scene->polygons[i].tag.site == site && scene->polygons[i].tag.index == face)
            return &scene->polygons[i];
    return NULL;
}

static bool same(kkr_rgb a, kkr_rgb b)
{
    return a.r == b.r && a.g == b.g && a.b == b.b;
}

/* Faces have the colours that the recipe says, a marked one stands out. */
static void colors(const kkr_case *object)
{
    kkr_cells_style style = kkr_cells_style_default;
    style.sphere = false;
    KKR_AUTO(kkr_scene) plain = kkr_cells_scene_new(object, &style, NULL, 1, false);
    CHECK(plain->n_spheres == 0 && plain->n_labels == 0);
    style.color = KKR_CELLS_ELEMENT;
    style.face = 5;
    style.atoms = true;
    KKR_AUTO(kkr_scene) marked = kkr_cells_scene_new(object, &style, NULL, 1, false);
    const kkr_scene_polygon *a = face_of(marked, 0, 3), *b = face_of(marked, 0, 4);
    CHECK(a && b && b->paint.opacity > a->paint.opacity);
    CHECK(!same(a->paint.front, b->paint.front));
    CHECK(!same(a->paint.front, face_of(plain, 0, 3)->paint.front));
    CHECK(marked->n_spheres == 1 && marked->n_labels == 1);
    style.opacity = 0; // wire: the marked face alone
    KKR_AUTO(kkr_scene) wire = kkr_cells_scene_new(object, &style, NULL, 1, false);
    CHECK(wire->n_polygons == 1 && wire->n_lines == plain->n_lines);

    // equal volumes have no range; a jump that nobody knows leaves the face plain
    double low, high;
    style.color = KKR_CELLS_VOLUME;
    CHECK(!kkr_cells_volumes(object, &style, &low, &high));
    CHECK_NEAR(low, 157.605364, 1e-5);
    style.color = KKR_CELLS_JUMP;
    style.opacity = 0.2;
    style.face = 0;
    KKR_AUTO(kkr_scene) unknown = kkr_cells_scene_new(object, &style, NULL, 1, false);
    CHECK(unknown->n_images == 0);
    CHECK(same(face_of(unknown, 0, 0)->paint.front, face_of(plain, 0, 0)->paint.front));
}

static const kkr_face_image *jump_of(void *user, int site, int face)
{
    return site == 0 && face == 1 ? user : NULL;
}

/* The picture of a jump is coloured by its scale, pixel by pixel. */
static void jumps(const kkr_case *object)
{
    float values[] = { -0.5f, 0, 0.5f, NAN };
    kkr_face_image image = {
        .u = { 1, 0, 0 }, .v = { 0, 1, 0 }, .pitch = 0.5, .width = 4, .height = 1
    };
    image.jump = values;
    const kkr_colormap *map = kkr_colormap_get("diverging", false);
    const kkr_cells_jumps known = { .image = jump_of,
                                    .user = &image,
                                    .scale = { KKR_SCALE_LINEAR, true, -1, 1, 0 },
                                    .map = map };
    kkr_cells_style style = kkr_cells_style_default;
    style.color = KKR_CELLS_JUMP;
    KKR_AUTO(kkr_scene) scene = kkr_cells_scene_new(object, &style, &known, 1, false);
    CHECK(scene->n_images == 1);
    const kkr_scene_image *painted = &scene->images[0];
    CHECK(painted->width == 4 && painted->height == 1);
    CHECK_NEAR(painted->step_u.x, 0.5, 1e-15);
    for (int i = 0; i < 3; i++) {
        kkr_rgb color = kkr_colormap_color(map, 0.5 + values[i] / 2);
        CHECK(memcmp(painted->rgba + 4 * i, &color, 3) == 0);
    }
    const kkr_scene_polygon *face = face_of(scene, 0, 1);
    CHECK(face && face->image == 0 && face->paint.gloss == 0);
    CHECK(face_of(scene, 0, 2)->image < 0);
}

int main(void)
{
    KKR_AUTO(kkr_case) object = open_sample();
    CHECK(object != NULL);
    if (!object)
        return check_done();
    choices(object);
    colors(object);
    jumps(object);
    return check_done();
}
