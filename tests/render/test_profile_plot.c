// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/profile_plot.h"
#include "tests/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = 402, WIDTH = 900, HEIGHT = 180 };

/* Two nuclei 6 bohr apart with a face half way, where the value jumps. */
typedef struct made_up {
    kkr_line line;
    kkr_line_point points[N];
    kkr_case object;
    kkr_case_site sites[2];
} made_up;

static void make(made_up *m, bool has_reference)
{
    memset(m, 0, sizeof *m);
    m->object.n_sites = 2;
    m->object.sites = m->sites;
    m->line = (kkr_line){ N, m->points };
    for (int i = 0; i < 2; i++) {
        m->sites[i].position.x = 6 * i;
        strcpy(m->sites[i].label, i ? "Hg" : "Ag");
    }
    for (int k = 0; k < N; k++) {
        int site = k >= N / 2;
        double d = 6. * (site ? k - 1 : k) / (N - 2);
        kkr_line_point *p = &m->points[k];
        p->distance = d;
        p->x.x = d;
        p->sample = (kkr_sample){ .site = site,
                                  .host_site = -1,
                                  .center = m->sites[site].position,
                                  .r = fabs(d - 6 * site) };
        p->sample.v = -10 / p->sample.r + 0.5 * site;
        p->sample.dv = has_reference ? exp(-d) : NAN;
        p->sample.v0 = p->sample.v - p->sample.dv;
    }
}

static cairo_surface_t *draw(const kkr_profile_plot *plot, kkr_profile_layout *layout)
{
    kkr_profile_style style = kkr_profile_style_screen(false);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    kkr_profile_plot_place(plot, &style, WIDTH, HEIGHT, layout);
    kkr_profile_plot_draw(cr, plot, layout, &style);
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    return surface;
}

/* How many pixels of a column, between the axes, are not paper. */
static int ink(cairo_surface_t *surface, const kkr_rect *rect, double x)
{
    const unsigned char *data = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface), n = 0;
    for (int y = (int)rect->y + 2; y < (int)(rect->y + rect->height) - 2; y++)
        n += data[y * stride + (int)x * 4] < 250;
    return n;
}

static void places(void)
{
    made_up m;
    for (int has_reference = 0; has_reference < 2; has_reference++) {
        make(&m, has_reference);
        kkr_recipe recipe;
        kkr_recipe_init(&recipe);
        KKR_AUTO(kkr_profile_plot)
        plot = kkr_profile_plot_new(&m.line, &m.object, &recipe);
        kkr_profile_layout layout;
        cairo_surface_destroy(draw(plot, &layout));
        CHECK(layout.n == 1 + has_reference);
        for (int i = 0; i < layout.n; i++) {
            double d = -1, x = kkr_profile_plot_x(plot, &layout, i, 2.25);
            CHECK(kkr_profile_plot_pick(plot, &layout, x, layout.plot[i].y + 5, &d));
            CHECK_NEAR(d, 2.25, 1e-9);
            // larger values are higher; the nucleus is below, not infinitely
            CHECK(kkr_profile_plot_y(plot, &layout, i, 0.1) <
                  kkr_profile_plot_y(plot, &layout, i, -0.1));
            CHECK(isfinite(kkr_profile_plot_y(plot, &layout, i, -INFINITY)));
        }
        double d;
        CHECK(!kkr_profile_plot_pick(plot, &layout, 1, 50, &d));
    }
}

/* Every finite value has its place on a symlog axis; a linear one leaves out nuclei. */
static void ranges(void)
{
    made_up m;
    make(&m, true);
    for (int linear = 0; linear < 2; linear++) {
        kkr_recipe recipe;
        kkr_recipe_init(&recipe);
        recipe.line_scale = linear ? KKR_SCALE_LINEAR : KKR_SCALE_SYMLOG;
        KKR_AUTO(kkr_profile_plot)
        plot = kkr_profile_plot_new(&m.line, &m.object, &recipe);
        kkr_profile_layout layout;
        cairo_surface_destroy(draw(plot, &layout));
        const kkr_rect *r = &layout.plot[0];
        int inside = 0;
        for (int k = 1; k < N - 1; k++) {
            double y = kkr_profile_plot_y(plot, &layout, 0, m.points[k].sample.v);
            inside += y >= r->y && y <= r->y + r->height;
        }
        CHECK(linear ? inside > N / 2 && inside < N - 40 : inside > N - 30);
    }
}

static void drawing(void)
{
    made_up m;
    make(&m, true);
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    KKR_AUTO(kkr_profile_plot)
    plot = kkr_profile_plot_new(&m.line, &m.object, &recipe);
    kkr_profile_layout layout;
    cairo_surface_t *one = draw(plot, &layout), *two = draw(plot, &layout);
    size_t size = (size_t)cairo_image_surface_get_stride(one) * HEIGHT;
    CHECK(memcmp(cairo_image_surface_get_data(one), cairo_image_surface_get_data(two),
                 size) == 0);
    for (int i = 0; i < 2; i++) {
        const kkr_rect *r = &layout.plot[i];
        double face = floor(kkr_profile_plot_x(plot, &layout, i, 3));
        CHECK(ink(one, r, face) > r->height - 10);     // a line from top to bottom
        CHECK(ink(one, r, face + 30) < r->height / 2); // a curve and the grid
        CHECK(ink(one, r, face + 30) > 0);
    }
    cairo_surface_destroy(one);
    cairo_surface_destroy(two);
}

int main(void)
{
    places();
    ranges();
    drawing();
    return check_done();
}
