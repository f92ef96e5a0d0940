// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/crystal.h"
#include "shaders/page.h"
#include "shaders/radial_figure.h"
#include "shaders/radial_plot.h"
#include "tests/check.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <stdint.h>

enum { N_POINTS = 300 };

static void add_line(kkr_radial_line *line, double z, double z0, double wave)
{
    line->n = N_POINTS;
    line->r = kkr_alloc(N_POINTS, sizeof *line->r);
    line->value = kkr_alloc(N_POINTS, sizeof *line->value);
    for (int k = 0; k < N_POINTS; k++) {
        double r = 0.01 + 4 * (double)k / (N_POINTS - 1);
        line->r[k] = r;
        line->value[k] =
            -2 * (z - z0) / r * exp(-1.5 * r) + 0.3 * wave * (r / 4) * (r / 4);
    }
}

/** Screened nuclei, Z = 3 on; ends of the lines close to each other and apart. */
static kkr_radial_curves *synthetic_family(int n)
{
    kkr_radial_curves *curves = kkr_alloc(1, sizeof *curves);
    curves->n = n;
    curves->is_family = true;
    curves->curve = kkr_alloc(n, sizeof *curves->curve);
    for (int i = 0; i < n; i++) {
        kkr_radial_curve *c = &curves->curve[i];
        c->z = 3 + i;
        c->name = kkr_strdup(kkr_element_symbol(c->z));
        c->r_mt = 2.8;
        c->r_cut = 3.8;
        c->r_max = 4.01;
        c->border = kkr_alloc(1, sizeof *c->border);
        c->border[0] = 2.8;
        c->n_borders = 1;
        add_line(&c->line[KKR_RADIAL_V], c->z, 0, sin(0.7 * i));
        add_line(&c->line[KKR_RADIAL_DV], c->z, 3 + n / 2, sin(0.7 * i));
    }
    return curves;
}

static bool overlap(const kkr_rect *a, const kkr_rect *b)
{
    const double touch = 1e-9;
    return a->x < b->x + b->width - touch && b->x < a->x + a->width - touch &&
           a->y < b->y + b->height - touch && b->y < a->y + a->height - touch;
}

static cairo_surface_t *new_image(double width, double height)
{
    return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
}

static void labels_never_overlap(void)
{
    for (int profile = -1; profile < KKR_PROFILE_COUNT; profile++)
        for (int n = 1; n <= 80; n = n < 8 ? n + 1 : 2 * n) {
            KKR_AUTO(kkr_radial_curves) curves = synthetic_family(n);
            kkr_radial_view view = { .log_r = n == 6 };
            KKR_AUTO(kkr_radial_plot) plot = kkr_radial_plot_new(curves, &view);
            bool screen = profile < 0;
            kkr_radial_style style =
                screen ? kkr_radial_style_screen(false)
                       : kkr_radial_style_page((kkr_profile)profile, false);
            double width = screen ? 1100 : kkr_page_profile_mm(profile) * 72 / 25.4;
            double height = kkr_radial_plot_height(plot, &style, width, 1);
            kkr_radial_layout layout;
            kkr_radial_plot_place(plot, &style, width, height, &layout);
            cairo_surface_t *image = new_image(10, 10);
            cairo_t *cr = cairo_create(image);
            for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
                const kkr_rect *panel = &layout.panel[q];
                CHECK(panel->x > 0 && panel->y > 0 && panel->width > 30);
                CHECK(panel->x + panel->width < width);
                CHECK(panel->y + panel->height < height);
                for (int other = 0; other < q; other++)
                    CHECK(!overlap(panel, &layout.panel[other]));
                kkr_radial_label *labels;
                int n_labels =
                    kkr_radial_plot_labels(cr, plot, &layout, &style, q, &labels);
                CHECK(n_labels <= n);
                bool left = q == KKR_QUANTITY_V || q == KKR_QUANTITY_ABS_V;
                CHECK(n < 2 || (left && !style.left_labels) || n_labels > 0);
                for (int i = 0; i < n_labels; i++) {
                    CHECK(labels[i].box.x >= panel->x + panel->width);
                    CHECK(labels[i].box.x + labels[i].box.width <= width + 0.5);
                    CHECK(labels[i].box.y + labels[i].box.height / 2 >= panel->y - 1);
                    CHECK(labels[i].box.y + labels[i].box.height / 2 <=
                          panel->y + panel->height + 1);
                    CHECK(i == 0 || labels[i].end_y >= labels[i - 1].end_y);
                    for (int k = 0; k < i; k++) {
                        CHECK(!overlap(&labels[i].box, &labels[k].box));
                        CHECK(labels[i].curve != labels[k].curve);
                    }
                    // Leaders stay short, and start where the line ends.
                    const kkr_radial_line *line =
                        &curves->curve[labels[i].curve].line[left ? 0 : 1];
                    double x, y, h = labels[i].box.height;
                    kkr_radial_plot_to_page(plot, &layout, q, line->r[line->n - 1],
                                            line->value[line->n - 1], &x, &y);
                    CHECK_NEAR(labels[i].end_x, x, 0.01);
                    CHECK_NEAR(labels[i].end_y, y, 0.01);
                    CHECK(n_labels < 3 ||
                          fabs(labels[i].box.y + h / 2 - y) <= 3 * h + 1e-6);
                }
                free(labels);
            }
            cairo_destroy(cr);
            cairo_surface_destroy(image);
        }
}

typedef struct canvas {
    kkr_radial_curves *curves;
    kkr_radial_plot *plot;
    kkr_radial_style style;
    kkr_radial_layout layout;
    cairo_surface_t *image;
} canvas;

static canvas new_canvas(int n, kkr_radial_view view)
{
    canvas c = { .curves = synthetic_family(n) };
    c.plot = kkr_radial_plot_new(c.curves, &view);
    c.style = kkr_radial_style_screen(view.dark);
    kkr_radial_plot_place(c.plot, &c.style, 1000, 800, &c.layout);
    c.image = new_image(1000, 800);
    return c;
}

static void paint(canvas *c, unsigned layers, const kkr_radial_pick *pick)
{
    cairo_t *cr = cairo_create(c->image);
    kkr_radial_plot_draw(cr, c->plot, &c->layout, &c->style, layers, pick);
    CHECK(cairo_status(cr) == CAIRO_STATUS_SUCCESS);
    cairo_destroy(cr);
    cairo_surface_flush(c->image);
}

static void free_canvas(canvas *c)
{
    cairo_surface_destroy(c->image);
    kkr_radial_plot_free(c->plot);
    kkr_radial_curves_free(c->curves);
}

static uint32_t pixel(const canvas *c, double x, double y)
{
    const unsigned char *row = cairo_image_surface_get_data(c->image) +
                               (int)floor(y) * cairo_image_surface_get_stride(c->image);
    return ((const uint32_t *)row)[(int)floor(x)] & 0xffffffu;
}

/** How many pixels of two panels differ. */
static int difference(const canvas *c, int a, int b)
{
    const kkr_rect *p = &c->layout.panel[a], *q = &c->layout.panel[b];
    int n = 0;
    for (double y = 1; y < p->height - 1; y++)
        for (double x = 1; x < p->width - 1; x++)
            n += pixel(c, p->x + x, p->y + y) != pixel(c, q->x + x, q->y + y);
    return n;
}

static int count_pick(const canvas *c, int quantity)
{
    const kkr_rect *p = &c->layout.panel[quantity];
    uint32_t wanted = (uint32_t)c->style.pick.r << 16 | (uint32_t)c->style.pick.g << 8 |
                      c->style.pick.b;
    int n = 0;
    for (double y = 0; y < p->height; y++)
        for (double x = 0; x < p->width; x++)
            n += pixel(c, p->x + x, p->y + y) == wanted;
    return n;
}

static void panels_differ_and_picks_show(void)
{
    for (int dark = 0; dark < 2; dark++) {
        canvas c = new_canvas(20, (kkr_radial_view){ .dark = dark });
        paint(&c, KKR_RADIAL_LAYER_ALL, NULL);
        for (int a = 0; a < KKR_QUANTITY_COUNT; a++) {
            for (int b = 0; b < a; b++)
                CHECK(difference(&c, a, b) > 1000);
            CHECK(count_pick(&c, a) == 0);
        }
        kkr_radial_pick pick = { .curve = 7, .quantity = KKR_QUANTITY_V, .r = 2 };
        paint(&c, KKR_RADIAL_LAYER_LIVE, &pick);
        for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
            CHECK(count_pick(&c, q) > 50);
        pick.curve = -1;
        paint(&c, KKR_RADIAL_LAYER_ALL, &pick);
        CHECK(count_pick(&c, 0) == 0);
        free_canvas(&c);
    }
}

static void picks_are_points(void)
{
    canvas c = new_canvas(5, (kkr_radial_view){ 0 });
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        bool difference = q == KKR_QUANTITY_DV || q == KKR_QUANTITY_ABS_DV;
        const kkr_radial_line *line = &c.curves->curve[1].line[difference];
        const kkr_rect *panel = &c.layout.panel[q];
        for (int k = 100; k < N_POINTS; k += 37) {
            double x, y;
            kkr_radial_plot_to_page(c.plot, &c.layout, q, line->r[k], line->value[k],
                                    &x, &y);
            if (y < panel->y || y > panel->y + panel->height)
                continue;
            kkr_radial_pick pick = kkr_radial_plot_pick(c.plot, &c.layout, x, y, 8);
            CHECK(pick.curve >= 0 && (int)pick.quantity == q);
            CHECK(pick.distance < 0.02);
            if (pick.curve == 1)
                CHECK(pick.point == k && pick.r == line->r[k] &&
                      pick.value == line->value[k]);
        }
    }
    CHECK(kkr_radial_plot_pick(c.plot, &c.layout, 1, 1, 8).curve == -1);
    const kkr_rect *v = &c.layout.panel[KKR_QUANTITY_V];
    // Under all curves, far from each of them.
    CHECK(kkr_radial_plot_pick(c.plot, &c.layout, v->x + 0.9 * v->width,
                               v->y + 0.9 * v->height, 8)
              .curve == -1);
    free_canvas(&c);
}

static void axes_follow_the_data(void)
{
    canvas c = new_canvas(9, (kkr_radial_view){ .unit = KKR_ENERGY_EV });
    double x, y, before, ten, hundred;
    const kkr_rect *panel = &c.layout.panel[KKR_QUANTITY_V];
    // r is linear from 0 to the last radius.
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_V, 4.01, 0, &x, &before);
    CHECK_NEAR(x, panel->x + panel->width, 1e-3);
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_V, 0, 0, &x, &y);
    CHECK_NEAR(x, panel->x, 1e-3);
    // V is linear: zero is inside, the nucleus is cut off.
    CHECK(before > panel->y && before < panel->y + panel->height);
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_V, 0.01, -1000, &x, &y);
    CHECK(y > panel->y + 2 * panel->height);
    // V - V0 is symlog: a decade a step, either side.
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_DV, 1, 10, &x, &ten);
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_DV, 1, 100, &x, &hundred);
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_DV, 1, 1, &x, &y);
    CHECK_NEAR(y - ten, ten - hundred, 1e-6);
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_DV, 1, -1, &x, &y);
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_DV, 1, -10, &x, &ten);
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_DV, 1, -100, &x, &hundred);
    CHECK_NEAR(ten - y, hundred - ten, 1e-6);
    // |V| is log, signs do not count.
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_ABS_V, 1, -10, &x, &ten);
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_ABS_V, 1, 10, &x, &y);
    CHECK_NEAR(y, ten, 0);
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_ABS_V, 1, 1, &x, &y);
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_ABS_V, 1, 100, &x,
                            &hundred);
    CHECK_NEAR(y - ten, ten - hundred, 1e-6);
    free_canvas(&c);
    // On a log r axis as well.
    c = new_canvas(3, (kkr_radial_view){ .log_r = true });
    double tenth, one;
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_DV, 0.01, 0, &x, &y);
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_DV, 0.1, 0, &tenth, &y);
    kkr_radial_plot_to_page(c.plot, &c.layout, KKR_QUANTITY_DV, 1, 0, &one, &y);
    CHECK_NEAR(x, c.layout.panel[KKR_QUANTITY_DV].x, 1e-3);
    CHECK_NEAR(tenth - x, one - tenth, 1e-6);
    free_canvas(&c);
}

static char *write_page(const kkr_radial_curves *curves, const char *suffix,
                        const kkr_recipe *page, size_t *length)
{
    char *folder = g_dir_make_tmp("kkr-radial-XXXXXX", NULL);
    char *path = g_strconcat(folder, "/page", suffix, NULL), *bytes = NULL;
    kkr_error err = { 0 };
    KKR_AUTO(kkr_drawing) drawing = kkr_radial_figure_drawing(page, curves, &err);
    KKR_AUTO(kkr_output) output = kkr_output_new(path, &err);
    bool good = output && drawing && kkr_drawing_write(drawing, NULL, output, &err) &&
                kkr_output_commit(output, &err);
    CHECK(good);
    CHECK(good && g_file_get_contents(path, &bytes, length, NULL));
    g_unlink(path);
    g_rmdir(folder);
    g_free(path);
    g_free(folder);
    return bytes;
}

static void pages(void)
{
    KKR_AUTO(kkr_radial_curves) curves = synthetic_family(45);
    kkr_recipe page;
    kkr_recipe_init(&page);
    page.dpi = 100;
    const char *const suffixes[] = { ".png", ".pdf", ".svg" };
    for (int i = 0; i < 3; i++) {
        size_t n, again;
        char *one = write_page(curves, suffixes[i], &page, &n);
        char *two = write_page(curves, suffixes[i], &page, &again);
        CHECK(n == again && n > 5000 && n < 600000 && memcmp(one, two, n) == 0);
        if (i == 2) {
            CHECK(strstr(one, "Li</tspan>") && strstr(one, ">Ag</tspan>"));
            CHECK(strstr(one, " (bohr)</tspan>") && strstr(one, " (Ry)</tspan>"));
            CHECK(strstr(one, ">MT</tspan>"));
        }
        g_free(one);
        g_free(two);
    }
    // Without V0 its panels say so.
    for (int i = 0; i < curves->n; i++)
        curves->curve[i].line[KKR_RADIAL_DV].n = 0;
    size_t n;
    char *svg = write_page(curves, ".svg", &page, &n);
    CHECK(strstr(svg, "no ") && strstr(svg, " to subtract"));
    g_free(svg);
    page.width_mm = page.height_mm = 30;
    CHECK_FAILS(kkr_radial_figure_drawing(&page, curves, &err), "too little");
    page.width_mm = page.height_mm = 1e5;
    CHECK_FAILS(kkr_radial_figure_drawing(&page, curves, &err), "pixels");
}

/** Equivalent sites: one line is seen, one label stands there, in its colour. */
static void twins_share_a_label(void)
{
    canvas c = new_canvas(4, (kkr_radial_view){ 0 });
    for (int q = 0; q < KKR_RADIAL_LINES; q++)
        for (int k = 0; k < N_POINTS; k++)
            c.curves->curve[3].line[q].value[k] = c.curves->curve[1].line[q].value[k];
    kkr_radial_plot_free(c.plot);
    kkr_radial_view view = { 0 };
    c.plot = kkr_radial_plot_new(c.curves, &view);
    cairo_t *cr = cairo_create(c.image);
    kkr_radial_label *labels;
    int n = kkr_radial_plot_labels(cr, c.plot, &c.layout, &c.style, KKR_QUANTITY_DV,
                                   &labels);
    CHECK(n == 3);
    for (int i = 0; i < n; i++)
        CHECK(labels[i].curve != 1);
    free(labels);
    cairo_destroy(cr);
    free_canvas(&c);
}

/** Nothing that files can hold stops the drawing. */
static void odd_curves(void)
{
    for (int n = 0; n < 3; n++) {
        canvas c = new_canvas(n, (kkr_radial_view){ 0 });
        paint(&c, KKR_RADIAL_LAYER_ALL, NULL);
        free_canvas(&c);
    }
    const double values[] = { 0, 1e-300, 1e300, -1e300, INFINITY, NAN };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        kkr_radial_curves *curves = synthetic_family(3);
        for (int q = 0; q < KKR_RADIAL_LINES; q++)
            for (int k = 0; k < N_POINTS; k++)
                curves->curve[1].line[q].value[k] = values[i];
        curves->curve[2].line[KKR_RADIAL_V].n = 1;
        kkr_radial_view view = { 0 };
        canvas c = { .curves = curves, .plot = kkr_radial_plot_new(curves, &view) };
        c.style = kkr_radial_style_screen(false);
        kkr_radial_plot_place(c.plot, &c.style, 700, 500, &c.layout);
        c.image = new_image(1000, 800);
        paint(&c, KKR_RADIAL_LAYER_ALL, &(kkr_radial_pick){ .curve = 1, .r = 1 });
        kkr_radial_plot_pick(c.plot, &c.layout, 200, 200, 500);
        free_canvas(&c);
    }
}

int main(void)
{
    labels_never_overlap();
    panels_differ_and_picks_show();
    picks_are_points();
    axes_follow_the_data();
    pages();
    twins_share_a_label();
    odd_curves();
    return check_done();
}
