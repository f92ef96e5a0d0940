// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/scene_marks.h"

#include "tests/check.h"

/** What is written, in one string, each word between bars. */
static char *written(const kkr_scene *scene, const kkr_camera *camera,
                     const kkr_scene_marks *marks)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 400, 300);
    g_autoptr(GArray) boxes = g_array_new(FALSE, FALSE, sizeof(kkr_plot_box));
    kkr_plot_collect_boxes(surface, boxes);
    cairo_t *cr = cairo_create(surface);
    const kkr_style style = kkr_style_screen(false);
    kkr_scene_marks_draw(cr, &style, &(kkr_rect){ 0, 0, 400, 300 }, scene, camera,
                         marks);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    GString *text = g_string_new("|");
    for (guint i = 0; i < boxes->len; i++)
        g_string_append_printf(text, "%s|", g_array_index(boxes, kkr_plot_box, i).text);
    return g_string_free(text, FALSE);
}

int main(void)
{
    const kkr_paint solid = { .opacity = 1 }, glass = { .opacity = 0.3 };
    const kkr_scene_tag tag = { KKR_PART_SPHERE, 0, 0 };
    kkr_camera camera = kkr_camera_default;
    kkr_camera_look(&camera, (kkr_vec3){ 0, -1, 0 }, (kkr_vec3){ 0, 0, 1 });
    KKR_AUTO(kkr_scene) scene = kkr_scene_new();
    // at x: behind a ball, behind glass, in the open, and once more right behind
    const struct {
        kkr_vec3 at;
        const char *text;
    } labels[] = { { { -3, 2, 0 }, "hidden" },
                   { { 0, 2, 0 }, "seen" },
                   { { 3, 0, 0 }, "near" },
                   { { 3, 4, 0.05 }, "far" } };
    for (int i = 0; i < 4; i++) {
        kkr_scene_label label = { .position = labels[i].at, .radius = 0.1 };
        snprintf(label.text, sizeof label.text, "%s", labels[i].text);
        kkr_scene_add_label(scene, &label);
    }
    kkr_scene_add_sphere(scene, (kkr_vec3){ -3, 0, 0 }, 0.8, NULL, 0, &solid, tag);
    kkr_scene_add_sphere(scene, (kkr_vec3){ 0, 0, 0 }, 0.8, NULL, 0, &glass, tag);

    kkr_scene_marks marks = { .labels = true };
    g_autofree char *names = written(scene, &camera, &marks);
    CHECK(!strstr(names, "|hidden|"));
    CHECK(strstr(names, "|seen|") && strstr(names, "|near|"));
    CHECK(!strstr(names, "|far|")); // it would lie upon the nearer one

    // from behind, all are in the open
    kkr_camera_look(&camera, (kkr_vec3){ 0.3, 1, 0.2 }, (kkr_vec3){ 0, 0, 1 });
    g_autofree char *behind = written(scene, &camera, &marks);
    CHECK(strstr(behind, "|hidden|") && strstr(behind, "|far|"));

    // directions, and a round length where depth does not change it
    marks = (kkr_scene_marks){ .tripod = true, .bar = true };
    g_autofree char *axes = written(scene, &camera, &marks);
    CHECK(strstr(axes, "|x|") && strstr(axes, "|y|") && strstr(axes, "|z|"));
    CHECK(strstr(axes, "|2 bohr|"));
    const kkr_mat3 slab = { { { 4, 0, 0 }, { 0, 4, 0 }, { 0, 0, 0 } } };
    marks.lattice = &slab;
    marks.unit = KKR_LENGTH_ALAT;
    marks.alat = 4;
    camera.perspective = true;
    g_autofree char *vectors = written(scene, &camera, &marks);
    CHECK_STRING(vectors, "|a|b|");
    return check_done();
}
