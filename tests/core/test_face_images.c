// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/cells_pick.h"
#include "core/face_images.h"
#include "tests/check.h"

static kkr_case *object; // the sample: seven cells around silver in mercury

static int count(const kkr_scene *scene, bool images)
{
    int n = 0;
    for (int i = 0; i < scene->n_polygons; i++)
        n += scene->polygons[i].tag.part == KKR_PART_FACE &&
             (scene->polygons[i].image >= 0) == images;
    return n;
}

// what a pixel says is the jump there, and the scene puts it on its face
static void test_images(const kkr_sampler *sampler)
{
    kkr_error err = { 0 };
    kkr_cells_style style = kkr_cells_style_default;
    style.color = KKR_CELLS_JUMP;
    for (int all = 0; all < 2; all++) {
        style.shown = all ? KKR_CELLS_ALL : KKR_CELLS_ONE;
        bool *shown = kkr_cells_shown_sites(object, &style);
        KKR_AUTO(kkr_face_images)
        images = kkr_face_images_new(object, sampler, shown, NULL, &err);
        CHECK_STRING(err.message, "");
        CHECK(images && images->limit > 1e-3 && images->limit < 1);
        kkr_cells_jumps jumps =
            kkr_face_images_jumps(images, kkr_colormap_get("diverging", false));
        CHECK(jumps.scale.limit >= images->limit && jumps.scale.limit < 1);
        KKR_AUTO(kkr_scene)
        scene = kkr_cells_scene_new(object, &style, &jumps, 1.4, false);
        CHECK(count(scene, true) == images->n && count(scene, false) == 0);
        for (int k = 0; k < images->n; k++) {
            const kkr_face_image *image = images->items[k].image;
            CHECK(kkr_face_images_find(images, images->items[k].site,
                                       images->items[k].face) == image);
            int i = image->width / 2, j = image->height / 2;
            kkr_vec3 x = kkr_vec3_mad(image->origin, i * image->pitch, image->u);
            double value;
            x = kkr_vec3_mad(x, j * image->pitch, image->v);
            kkr_face_jump_values(sampler, images->items[k].site, images->items[k].face,
                                 &x, 1, &value);
            CHECK_NEAR(image->jump[j * image->width + i], value, 1e-6);
            // a corner of the polygon has a colour on all sides
            double s = image->corner[0][0] / image->pitch;
            double t = image->corner[0][1] / image->pitch;
            for (int c = 0; c < 4; c++) {
                int px = (int)s + (c & 1), py = (int)t + c / 2;
                if (px < image->width && py < image->height)
                    CHECK(isfinite(image->jump[py * image->width + px]));
            }
        }
        CHECK(kkr_face_images_find(images, 0, 99) == NULL);
        free(shown);
    }
    bool shown[64] = { true };
    atomic_bool stop = true;
    kkr_job job = { .cancel = &stop };
    CHECK_FAILS(kkr_face_images_new(object, sampler, shown, &job, &err), "cancelled");
}

// a ray onto the middle of a face from just before it meets that face
static void test_pick(void)
{
    bool shown[64];
    for (int i = 0; i < object->n_sites; i++)
        shown[i] = true;
    for (int i = 0; i < object->n_sites; i++)
        for (int k = 0; k < object->sites[i].cell->n_faces; k++) {
            const kkr_case_site *s = &object->sites[i];
            const kkr_face *f = &s->cell->faces[k];
            kkr_vec3 middle = s->position;
            for (int v = 0; v < f->n_vertices; v++)
                middle = kkr_vec3_mad(middle, 1.0 / f->n_vertices,
                                      s->cell->vertices[f->vertices[v]]);
            kkr_cells_pick pick = kkr_cells_pick_ray(
                object, shown, i, kkr_vec3_mad(middle, 0.1, f->normal),
                kkr_vec3_scale(f->normal, -1));
            CHECK(pick.site == i && pick.face == k);
            CHECK_NEAR(kkr_vec3_length(kkr_vec3_sub(pick.at, middle)), 0, 1e-9);
        }
    kkr_cells_pick away = kkr_cells_pick_ray(object, shown, 0, (kkr_vec3){ 100, 0, 0 },
                                             (kkr_vec3){ 1, 0, 0 });
    CHECK(away.site == -1 && away.face == -1);
    memset(shown, 0, sizeof shown);
    CHECK(kkr_cells_pick_ray(object, shown, 0, (kkr_vec3){ 100, 0, 0 },
                             (kkr_vec3){ -1, 0, 0 })
              .site == -1);
}

int main(void)
{
    kkr_error err = { 0 };
    const char *path = getenv("KKR_SAMPLE");
    object = kkr_case_open(&path, 1, &(kkr_case_options){ 0 }, NULL, &err);
    kkr_sampler_params params = kkr_sampler_defaults;
    params.outside_host = true;
    KKR_AUTO(kkr_sampler) sampler = kkr_sampler_new_v(object, params, NULL, &err);
    CHECK_STRING(err.message, "");
    test_images(sampler);
    test_pick();
    kkr_sampler_free(KKR_STEAL(sampler));
    kkr_case_free(object);
    return check_done();
}
