// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/shape_plot.h"

#include "core/shape_file.h"
#include "tests/check.h"
#include "tests/geometry.h"

enum { WIDTH = 560, HEIGHT = 400, L_MAX = 12 };
static const kkr_rect whole = { 0, 0, WIDTH, HEIGHT };

/** An fcc cell, a file of it, and everything that is made of them. */
typedef struct made_up {
    kkr_voronoi *cell;
    kkr_shapefun *file;
    kkr_shape_curves *curves;
    kkr_shape_ray *ray;
    kkr_shape_slice *slice;
} made_up;

static made_up make(bool with_file)
{
    kkr_error err = { 0 };
    made_up m = { 0 };
    kkr_crystal *crystal = make_fcc(6.8);
    m.cell = kkr_voronoi_of_site(crystal, 0, &err);
    const kkr_voronoi *cells[] = { m.cell };
    m.file = kkr_shape_file_new(cells, 1, 6.8, 8, &kkr_shape_mesh_defaults, NULL, &err);
    m.curves = kkr_shape_curves_new(m.cell, with_file ? m.file->cells : NULL, 6.8,
                                    L_MAX, NULL, &err);
    m.ray = kkr_shape_ray_new(m.curves, m.cell, (kkr_vec3){ 1, 0, 0 });
    m.slice = kkr_shape_slice_new(m.curves, m.cell, (kkr_vec3){ 1, 0, 0 },
                                  (kkr_vec3){ 0, 1, 0 }, 8, 120, NULL, &err);
    CHECK_STRING(err.message, "");
    kkr_crystal_free(crystal);
    return m;
}

static void unmake(made_up *m)
{
    kkr_voronoi_free(m->cell);
    kkr_shapefun_free(m->file);
    kkr_shape_curves_free(m->curves);
    kkr_shape_ray_free(m->ray);
    kkr_shape_slice_free(m->slice);
}

static cairo_surface_t *draw(const made_up *m, const kkr_shape_view *view,
                             kkr_rect *panel)
{
    KKR_AUTO(kkr_shape_plot)
    plot = kkr_shape_plot_new(m->curves, m->ray, m->slice, view);
    kkr_shape_style style = kkr_shape_style_screen(view->dark);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    cairo_t *cr = cairo_create(surface);
    kkr_shape_plot_place(plot, &style, &whole, panel);
    kkr_shape_plot_draw(cr, plot, &style, &whole);
    CHECK(cairo_status(cr) == CAIRO_STATUS_SUCCESS);
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    return surface;
}

static unsigned pixel(cairo_surface_t *surface, double x, double y)
{
    const unsigned char *data = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    const unsigned char *p = data + (int)floor(y) * stride + 4 * (int)floor(x);
    return (unsigned)p[2] << 16 | (unsigned)p[1] << 8 | p[0];
}

static bool same(cairo_surface_t *a, cairo_surface_t *b)
{
    return memcmp(cairo_image_surface_get_data(a), cairo_image_surface_get_data(b),
                  (size_t)cairo_image_surface_get_stride(a) * HEIGHT) == 0;
}

/** Is there ink within two pixels of a point? */
static bool marked(cairo_surface_t *surface, double x, double y)
{
    for (int dx = -2; dx <= 2; dx++)
        for (int dy = -2; dy <= 2; dy++)
            if ((pixel(surface, x + dx, y + dy) & 0xff) < 0xb0)
                return true;
    return false;
}

// a curve is drawn where its values are, and is picked there
static void test_curves(void)
{
    made_up m = make(true);
    kkr_shape_view view = { KKR_SHAPE_CURVES, KKR_SHAPE_COMPUTED, 8, 2.7, 0, false };
    KKR_AUTO(kkr_shape_plot) plot = kkr_shape_plot_new(m.curves, NULL, NULL, &view);
    kkr_rect panel;
    cairo_surface_t *surface = draw(&m, &view, &panel);
    CHECK(panel.x > 40 && panel.x + panel.width < WIDTH - 60);
    const double *theta = kkr_shape_curves_theta(m.curves, 0);
    // the axis of values: from the place of two values, sqrt(4 pi) and 0
    double x0 = kkr_shape_plot_x(plot, &panel, m.curves->r[0]) + 3, top = 0;
    for (double y = panel.y + 1; y < panel.y + panel.height && top == 0; y++)
        if (marked(surface, x0, y))
            top = y + 1.5;
    double zero = 0; // the last curve ends there
    double x1 = kkr_shape_plot_x(plot, &panel, m.curves->r_out) - 5;
    for (double y = panel.y + 4; y < panel.y + panel.height && zero == 0; y++)
        if (marked(surface, x1, y))
            zero = y + 2;
    CHECK(zero > top + 100);
    for (int i = 20; i < m.curves->n_r - 40; i += 7) {
        double x = kkr_shape_plot_x(plot, &panel, m.curves->r[i]);
        double y = zero + (top - zero) * theta[i] / sqrt(4 * M_PI);
        CHECK(marked(surface, x, y));
        CHECK_NEAR(kkr_shape_plot_r(plot, &panel, x), m.curves->r[i], 1e-9);
        if (theta[i] > 1.2)
            CHECK(kkr_shape_plot_pick(plot, &panel, x, y, 6) == 0);
    }
    CHECK(kkr_shape_plot_pick(plot, &panel, panel.x + panel.width - 4, panel.y + 4,
                              6) == -1);
    // the sphere is a line in the accent of picks, and moves
    double at = kkr_shape_plot_x(plot, &panel, 2.7);
    CHECK(pixel(surface, at, panel.y + 20) == 0xc2571f);
    view.radius = 3;
    cairo_surface_t *moved = draw(&m, &view, &panel);
    CHECK(pixel(moved, at, panel.y + 20) != 0xc2571f);
    CHECK(pixel(moved, kkr_shape_plot_x(plot, &panel, 3), panel.y + 20) == 0xc2571f);
    cairo_surface_destroy(moved);
    cairo_surface_destroy(surface);
    unmake(&m);
}

// every chart and source is a picture of its own, the same one twice
static void test_charts(void)
{
    made_up m = make(true);
    cairo_surface_t *pictures[16];
    int n = 0;
    for (int dark = 0; dark < 2; dark++)
        for (int i = 0; i < 7; i++) {
            kkr_shape_view view = { .chart = i < 4 ? KKR_SHAPE_CURVES
                                                   : (kkr_shape_chart)(i - 3),
                                    .source = i < 4 ? (kkr_shape_source)i : 0,
                                    .l = 8,
                                    .r_mt = m.curves->r_mt,
                                    .dark = dark };
            kkr_rect panel;
            pictures[n++] = draw(&m, &view, &panel);
            cairo_surface_t *again = draw(&m, &view, &panel);
            CHECK(same(again, pictures[n - 1]));
            cairo_surface_destroy(again);
            for (int k = 0; k < n - 1; k++)
                CHECK(!same(pictures[k], pictures[n - 1]));
        }
    for (int k = 0; k < n; k++)
        cairo_surface_destroy(pictures[k]);
    unmake(&m);
}

// 1 in the cell, the paper outside; the polygon's corners are inked
static void test_slice(void)
{
    made_up m = make(false);
    kkr_shape_view view = { .chart = KKR_SHAPE_SLICE, .l = 8 };
    kkr_rect panel;
    cairo_surface_t *surface = draw(&m, &view, &panel);
    CHECK_NEAR(panel.width, panel.height, 0);
    const kkr_colormap *map = kkr_colormap_get("diverging", false);
    kkr_rgb paper = kkr_colormap_color(map, 0.5);
    unsigned outside = (unsigned)paper.r << 16 | (unsigned)paper.g << 8 | paper.b;
    CHECK(pixel(surface, panel.x + 3, panel.y + 3) == outside);
    CHECK(pixel(surface, panel.x + panel.width / 2, panel.y + panel.height / 2) !=
          outside);
    for (int k = 0; k < m.slice->n_corners; k++) {
        double scale = panel.width / (2 * m.slice->half);
        CHECK(marked(surface, panel.x + panel.width / 2 + scale * m.slice->corner[k][0],
                     panel.y + panel.height / 2 - scale * m.slice->corner[k][1]));
    }
    KKR_AUTO(kkr_shape_plot) plot = kkr_shape_plot_new(m.curves, m.ray, m.slice, &view);
    CHECK(isnan(kkr_shape_plot_r(plot, &panel, 10)));
    cairo_surface_destroy(surface);
    unmake(&m);
}

// an area with no room draws nothing wrong; pages have sizes of their own
static void test_sizes(void)
{
    made_up m = make(true);
    kkr_shape_view view = { .l = 12, .radius = 2.6 };
    KKR_AUTO(kkr_shape_plot) plot = kkr_shape_plot_new(m.curves, m.ray, m.slice, &view);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    cairo_t *cr = cairo_create(surface);
    for (int profile = 0; profile < KKR_PROFILE_COUNT; profile++) {
        kkr_shape_style style = kkr_shape_style_page((kkr_profile)profile, false);
        for (int size = 0; size < 300; size += 60)
            kkr_shape_plot_draw(cr, plot, &style, &(kkr_rect){ 5, 5, size, size / 2 });
    }
    CHECK(cairo_status(cr) == CAIRO_STATUS_SUCCESS);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    unmake(&m);
}

int main(void)
{
    test_curves();
    test_charts();
    test_slice();
    test_sizes();
    return check_done();
}
