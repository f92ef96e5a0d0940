// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/scene_marks.h"

#include <math.h>
#include <stdlib.h>

// ------------------------------------------------------------- labels

typedef struct placed {
    const kkr_scene_label *label;
    double x, y, depth;
    double left, top, right, bottom;
} placed;

static int nearer(const void *a, const void *b)
{
    double p = ((const placed *)a)->depth, q = ((const placed *)b)->depth;
    return (p > q) - (p < q);
}

/** True if something opaque stands before the thing that the label names. */
static bool is_covered(const kkr_scene *scene, const kkr_camera *camera,
                       const kkr_rect *picture, const placed *p)
{
    kkr_vec3 origin, direction;
    kkr_camera_ray(camera, picture->width, picture->height, p->x - picture->x,
                   p->y - picture->y, &origin, &direction);
    double distance = kkr_vec3_dot(kkr_vec3_sub(p->label->position, origin), direction);
    kkr_scene_pick pick = kkr_scene_pick_ray(scene, origin, direction, 0.95);
    return pick.tag.part != KKR_PART_NONE &&
           pick.distance < distance - 1.02 * p->label->radius - 1e-6;
}

static bool overlaps(const placed *a, const placed *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom &&
           b->top < a->bottom;
}

static kkr_plot_text label_text(const kkr_style *style, const placed *p)
{
    return (kkr_plot_text){ .markup = p->label->text,
                            .size = style->ticks,
                            .color = p->label->color,
                            .halo = 0.16 * style->ticks,
                            .halo_color = style->paper };
}

/** The nearest first; what would cover one of them is left out. */
static void draw_labels(cairo_t *cr, const kkr_style *style, const kkr_rect *picture,
                        const kkr_scene *scene, const kkr_camera *camera)
{
    placed *list = kkr_alloc((size_t)scene->n_labels + 1, sizeof *list);
    int n = 0, kept = 0;
    for (int i = 0; i < scene->n_labels; i++) {
        placed *p = &list[n];
        *p = (placed){ .label = &scene->labels[i] };
        if (!kkr_camera_project(camera, picture->width, picture->height,
                                p->label->position, &p->x, &p->y, &p->depth))
            continue;
        p->x += picture->x;
        p->y += picture->y;
        double radius = p->label->radius / kkr_camera_pitch(camera, picture->width,
                                                            picture->height, p->depth);
        kkr_plot_text text = label_text(style, p);
        double width, height;
        kkr_plot_measure(cr, style, &text, &width, &height);
        p->left = p->x + radius + 0.25 * text.size;
        p->right = p->left + width;
        p->top = p->y - radius - 0.5 * text.size - 0.4 * height;
        p->bottom = p->top + 0.8 * height;
        bool inside = p->left > picture->x && p->right < picture->x + picture->width &&
                      p->top > picture->y && p->bottom < picture->y + picture->height;
        n += inside && !is_covered(scene, camera, picture, p);
    }
    qsort(list, (size_t)n, sizeof *list, nearer);
    for (int i = 0; i < n; i++) {
        bool free_place = true;
        for (int k = 0; k < kept && free_place; k++)
            free_place = !overlaps(&list[k], &list[i]);
        if (!free_place)
            continue;
        list[kept] = list[i];
        kkr_plot_text text = label_text(style, &list[kept]);
        kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE,
                           list[kept].left, 0.5 * (list[kept].top + list[kept].bottom));
        kept++;
    }
    free(list);
}

// ------------------------------------------------------------- tripod

static void draw_tripod(cairo_t *cr, const kkr_style *style, const kkr_rect *picture,
                        const kkr_camera *camera, const kkr_mat3 *lattice)
{
    static const char *const names[2][3] = { { "<i>x</i>", "<i>y</i>", "<i>z</i>" },
                                             { "<i>a</i>", "<i>b</i>", "<i>c</i>" } };
    const kkr_vec3 axes[3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
    double em = style->ticks, reach = 2.6 * em;
    if (picture->width < 14 * em || picture->height < 14 * em)
        return;
    double x = picture->x + 4 * em, y = picture->y + picture->height - 4 * em;
    kkr_vec3 right = kkr_camera_right(camera);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    for (int k = 0; k < 3; k++) {
        kkr_vec3 axis = lattice ? kkr_vec3_unit(lattice->row[k]) : axes[k];
        if (!(kkr_vec3_length(axis) > 0.5)) // a slab has two
            continue;
        double u = kkr_vec3_dot(axis, right), v = -kkr_vec3_dot(axis, camera->up);
        double along = hypot(u, v);
        kkr_plot_text text = { .markup = names[lattice != NULL][k],
                               .size = em,
                               .color = style->ink };
        if (along < 0.08) { // towards the viewer, or away
            cairo_new_sub_path(cr);
            cairo_arc(cr, x, y, 0.2 * em, 0, 2 * M_PI);
            kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
                               x - 0.7 * em, y + 0.7 * em);
        } else {
            cairo_move_to(cr, x, y);
            cairo_line_to(cr, x + reach * u, y + reach * v);
            double gap = (reach * along + 0.62 * em) / along;
            kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE,
                               x + gap * u, y + gap * v);
        }
        kkr_plot_set_color(cr, style->ink, 1);
        cairo_set_line_width(cr, 0.1 * em);
        cairo_stroke(cr);
    }
}

// ---------------------------------------------------------------- bar

/** 1, 2 or 5 times a power of ten, at most `most`. */
static double round_length(double most)
{
    double decade = pow(10, floor(log10(most))), factor = most / decade;
    return decade * (factor >= 5 ? 5 : factor >= 2 ? 2 : 1);
}

static void draw_bar(cairo_t *cr, const kkr_style *style, const kkr_rect *picture,
                     const kkr_camera *camera, const kkr_scene_marks *marks)
{
    double em = style->ticks;
    double factor = kkr_length_unit_factor(marks->unit, marks->alat);
    double pitch = kkr_camera_pitch(camera, picture->width, picture->height, 0);
    double length = round_length(picture->width / 5 * pitch * factor);
    double bar = length / factor / pitch;
    char number[32], label[64];
    g_ascii_formatd(number, sizeof number, "%g", length);
    g_snprintf(label, sizeof label, "%s %s", number, kkr_length_unit_name(marks->unit));
    kkr_plot_text text = { .markup = label, .size = em, .color = style->ink };
    double right = picture->x + picture->width - em;
    double y = picture->y + picture->height - em;
    cairo_move_to(cr, right - bar, y - 0.3 * em);
    cairo_line_to(cr, right - bar, y);
    cairo_line_to(cr, right, y);
    cairo_line_to(cr, right, y - 0.3 * em);
    kkr_plot_set_color(cr, style->ink, 1);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_BUTT);
    cairo_set_line_width(cr, 0.1 * em);
    cairo_stroke(cr);
    kkr_plot_draw_text(cr, style, &text, KKR_ANCHOR_CENTER | KKR_ANCHOR_BASELINE,
                       right - bar / 2, y - 0.45 * em);
}

void kkr_scene_marks_draw(cairo_t *cr, const kkr_style *style, const kkr_rect *picture,
                          const kkr_scene *scene, const kkr_camera *camera,
                          const kkr_scene_marks *marks)
{
    cairo_save(cr);
    cairo_new_path(cr);
    if (marks->labels)
        draw_labels(cr, style, picture, scene, camera);
    if (marks->tripod)
        draw_tripod(cr, style, picture, camera, marks->lattice);
    if (marks->bar && !camera->perspective)
        draw_bar(cr, style, picture, camera, marks);
    cairo_restore(cr);
}
