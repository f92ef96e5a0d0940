// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/figure.h"
#include "tests/check.h"
#include "tests/synthetic.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <locale.h>

typedef struct page {
    kkr_figure figure;
    kkr_slice *slice;
} page;

static page new_page(const kkr_recipe *recipe)
{
    page p;
    kkr_error err = { 0 };
    CHECK(kkr_figure_plan(recipe, 10, &p.figure, &err));
    p.slice = synthetic_slice(p.figure.columns, p.figure.rows, p.figure.pitch);
    return p;
}

/** Writes the page and returns the file's bytes; the caller frees them. */
static char *write_page(const page *p, const char *suffix, int threads, size_t *length)
{
    char *folder = g_dir_make_tmp("kkr-figure-XXXXXX", NULL);
    char *path = g_strconcat(folder, "/page", suffix, NULL);
    char *bytes = NULL;
    kkr_error err = { 0 };
    kkr_job job = { .threads = threads };
    KKR_AUTO(kkr_output) output = kkr_output_new(path, &err);
    const kkr_slice_set set = { .of = { p->slice, p->slice, p->slice, p->slice } };
    KKR_AUTO(kkr_drawing)
    drawing = kkr_figure_drawing(&p->figure, &set, 6.8, &job, &err);
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

static void planned_sizes(void)
{
    // Widths of the profiles in mm; dpi changes pixels, never the layout.
    const double widths[] = { 89, 183, 72, 338.67 };
    for (int profile = 0; profile < KKR_PROFILE_COUNT; profile++) {
        kkr_recipe recipe;
        kkr_recipe_init(&recipe);
        recipe.profile = profile;
        kkr_figure coarse, fine;
        recipe.dpi = 150;
        CHECK(kkr_figure_plan(&recipe, 10, &coarse, NULL));
        recipe.dpi = 600;
        CHECK(kkr_figure_plan(&recipe, 10, &fine, NULL));
        CHECK_NEAR(coarse.width, widths[profile] * 72 / 25.4, 1e-9);
        CHECK_NEAR(coarse.height, fine.height, 1e-9);
        CHECK_NEAR(coarse.layout.panel[0].width, fine.layout.panel[0].width, 0.5);
        CHECK_NEAR(fine.columns, 4 * coarse.columns, 4);
        // The natural width fits into the shorter side of a panel.
        const kkr_rect *panel = &fine.layout.panel[0];
        CHECK_NEAR(fine.recipe.width * fmin(1, panel->height / panel->width), 10, 1e-9);
        // Panels lie on the page, bars between them.
        for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
            const kkr_rect *r = &fine.layout.panel[q];
            bool axes = profile != KKR_PROFILE_BEAMER;
            double at_left = axes ? fine.style.axis_left - 0.2 : 0;
            double below = axes ? fine.style.axis_bottom - 0.2 : 0;
            CHECK(fine.style.axes == axes);
            CHECK(r->x >= at_left && r->x + r->width <= fine.width + 1e-6);
            CHECK(r->y >= 0 && r->y + r->height <= fine.height - below + 1e-6);
            CHECK(kkr_panels_pick(&fine.layout, r->x + 1, r->y + 1) == q);
        }
        CHECK(fine.layout.n_bars == 2);
        CHECK(fine.layout.ramp[0].x > panel->x + panel->width);
        CHECK(fine.layout.ramp[0].x + fine.layout.ramp[0].width <
              fine.layout.panel[KKR_QUANTITY_DV].x);
    }
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    kkr_figure figure;
    recipe.width_mm = 20;
    recipe.height_mm = 20;
    CHECK_FAILS(kkr_figure_plan(&recipe, 10, &figure, &err), "too little");
    recipe.width_mm = recipe.height_mm = 400;
    recipe.dpi = 2000;
    CHECK_FAILS(kkr_figure_plan(&recipe, 10, &figure, &err), "million pixels");
    recipe.width_mm = 1e9;
    CHECK_FAILS(kkr_figure_plan(&recipe, 10, &figure, &err), "pixels");
}

static kkr_rgb pixel(cairo_surface_t *image, int x, int y)
{
    const unsigned char *row =
        cairo_image_surface_get_data(image) + y * cairo_image_surface_get_stride(image);
    uint32_t p = ((const uint32_t *)row)[x];
    return (kkr_rgb){ (unsigned char)(p >> 16), (unsigned char)(p >> 8),
                      (unsigned char)p };
}

static bool equal(kkr_rgb a, kkr_rgb b)
{
    return a.r == b.r && a.g == b.g && a.b == b.b;
}

static void images_follow_scale_and_map(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    kkr_slice *slice = synthetic_slice(200, 160, 0.05);
    const int zero = 30 * 200 + 40, known = 80 * 200 + 90;
    slice->v[zero] = 0;
    slice->owner[zero] = 0;
    KKR_AUTO(kkr_panels) panels = kkr_panels_new(slice, &recipe, 0, NULL);
    kkr_panels_style style = kkr_panels_style_page(KKR_PROFILE_JOURNAL_2COL, false);
    cairo_surface_t *images[KKR_QUANTITY_COUNT];
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        images[q] = kkr_panels_image(panels, &style, q, NULL);
        CHECK(cairo_image_surface_get_width(images[q]) == 200);
        CHECK(cairo_image_surface_get_height(images[q]) == 160);
    }
    // The four differ, each has many colours.
    for (int a = 0; a < KKR_QUANTITY_COUNT; a++) {
        int n_same[KKR_QUANTITY_COUNT] = { 0 }, n_steps = 0;
        for (int i = 1; i < 200; i++) {
            n_steps += !equal(pixel(images[a], i, 79), pixel(images[a], i - 1, 79));
            for (int b = 0; b < KKR_QUANTITY_COUNT; b++)
                n_same[b] += equal(pixel(images[a], i, 79), pixel(images[b], i, 79));
        }
        CHECK(n_steps > 20);
        for (int b = 0; b < KKR_QUANTITY_COUNT; b++)
            CHECK(b == a || n_same[b] < 150);
    }
    // Zero is the neutral colour; the first row of the slice is the lowest.
    kkr_rgb neutral = kkr_colormap_color(kkr_colormap_get("diverging", false), 0.5);
    CHECK(equal(pixel(images[KKR_QUANTITY_V], 40, 159 - 30), neutral));
    // A pixel in the middle: map(position(value)), to the bit.
    const kkr_scale *scale = kkr_panels_scale(panels, KKR_QUANTITY_ABS_V);
    kkr_rgb expected =
        kkr_colormap_color(kkr_panels_colormap(panels, KKR_QUANTITY_ABS_V),
                           kkr_scale_position(scale, fabs(slice->v[known])));
    CHECK(equal(pixel(images[KKR_QUANTITY_ABS_V], 90, 159 - 80), expected));
    // Beyond the cluster: dimmed, and unknown for V - V0.
    CHECK(slice->owner[0] == -2);
    CHECK(equal(pixel(images[KKR_QUANTITY_DV], 0, 159), style.plot.unknown));
    kkr_rgb full = kkr_colormap_color(
        kkr_panels_colormap(panels, KKR_QUANTITY_V),
        kkr_scale_position(kkr_panels_scale(panels, KKR_QUANTITY_V), slice->v[0]));
    CHECK(equal(pixel(images[KKR_QUANTITY_V], 0, 159),
                kkr_rgb_mix(style.plot.paper, full, kkr_panels_dimmed)));
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        cairo_surface_destroy(images[q]);
    // There and back between the plane and the page.
    kkr_rect panel = { 10, 20, 300, 240 };
    double x, y, s, t;
    kkr_panels_to_page(panels, &panel, 1.5, -0.75, &x, &y);
    kkr_panels_to_plane(panels, &panel, x, y, &s, &t);
    CHECK_NEAR(s, 1.5, 1e-12);
    CHECK_NEAR(t, -0.75, 1e-12);
    CHECK(x > 160 && y > 140);
    synthetic_slice_free(slice);
}

/** Pixels of the screen's marks and titles that are not paper-coloured. */
static int count_ink(const kkr_recipe *recipe, const kkr_slice *slice)
{
    KKR_AUTO(kkr_panels) panels = kkr_panels_new(slice, recipe, 0, NULL);
    kkr_panels_style style = kkr_panels_style_screen(false);
    kkr_panels_layout layout;
    kkr_panels_place(&style, recipe, 700, 600, &layout);
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 700, 600);
    cairo_t *cr = cairo_create(image);
    kkr_panels_draw(cr, panels, &layout, &style,
                    KKR_LAYER_PAPER | KKR_LAYER_MARKS | KKR_LAYER_TITLES);
    cairo_destroy(cr);
    int n = 0;
    for (int y = 0; y < 600; y++)
        for (int x = 0; x < 700; x++)
            n += !equal(pixel(image, x, y), style.plot.paper);
    cairo_surface_destroy(image);
    return n;
}

static void every_mark_can_be_left_out(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    recipe.show_r_mt = recipe.show_owners = true;
    kkr_slice *slice = synthetic_slice(200, 160, 0.05);
    const int all = count_ink(&recipe, slice);
    bool *const marks[] = { &recipe.show_cells, &recipe.show_contours,
                            &recipe.show_atoms, &recipe.show_labels,
                            &recipe.show_r_mt,  &recipe.show_owners,
                            &recipe.show_tripod };
    for (size_t i = sizeof marks / sizeof *marks; i-- > 0;) {
        // under the tint of the owners the others cannot be counted
        bool *mark = marks[i];
        if (mark != &recipe.show_owners && recipe.show_owners)
            recipe.show_owners = false;
        int with = count_ink(&recipe, slice);
        *mark = !*mark;
        CHECK(count_ink(&recipe, slice) != with);
        *mark = !*mark;
    }
    CHECK(all > count_ink(&recipe, slice));
    synthetic_slice_free(slice);
}

static void bytes_are_the_same(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    recipe.profile = KKR_PROFILE_BEAMER;
    recipe.dpi = 150;
    page p = new_page(&recipe);
    const char *const suffixes[] = { ".png", ".pdf", ".svg" };
    for (int i = 0; i < 3; i++) {
        size_t n1 = 0, n2 = 0, n3 = 0;
        char *one = write_page(&p, suffixes[i], 1, &n1);
        char *again = write_page(&p, suffixes[i], 1, &n2);
        const char *comma = setlocale(LC_ALL, "de_DE.UTF-8");
        char *many = write_page(&p, suffixes[i], 7, &n3);
        if (comma)
            setlocale(LC_ALL, "C");
        CHECK(n1 > 10000 && n1 == n2 && n1 == n3);
        CHECK(one && again && memcmp(one, again, n1) == 0);
        CHECK(one && many && memcmp(one, many, n1) == 0);
        g_free(one);
        g_free(again);
        g_free(many);
    }
    synthetic_slice_free(p.slice);
}

static void png_knows_its_size(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    recipe.profile = KKR_PROFILE_BEAMER;
    recipe.dpi = 254;
    page p = new_page(&recipe);
    size_t n = 0;
    char *bytes = write_page(&p, ".png", 0, &n);
    // 72 mm at 254 dpi are 720 pixels; 254 dpi are 10000 per metre.
    const unsigned char *u = (const unsigned char *)bytes;
    CHECK(memcmp(u, "\x89PNG\r\n\x1a\n", 8) == 0);
    CHECK((u[18] << 8 | u[19]) == 720);
    CHECK(memcmp(u + 37, "pHYs\x00\x00\x27\x10\x00\x00\x27\x10\x01", 13) == 0);
    // The page is not blank where the panels are, and paper at its edge.
    char *folder = g_dir_make_tmp("kkr-figure-XXXXXX", NULL);
    char *path = g_strconcat(folder, "/page.png", NULL);
    CHECK(g_file_set_contents(path, bytes, (gssize)n, NULL));
    cairo_surface_t *image = cairo_image_surface_create_from_png(path);
    CHECK(cairo_surface_status(image) == CAIRO_STATUS_SUCCESS);
    CHECK(equal(pixel(image, 0, 0), (kkr_rgb){ 255, 255, 255 }));
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        const kkr_rect *r = &p.figure.layout.panel[q];
        double scale = recipe.dpi / 72;
        // Half-way to the face right of the impurity, off its label.
        int x = (int)((r->x + 0.6 * r->width) * scale);
        int y = (int)((r->y + 0.5 * r->height) * scale);
        CHECK(kkr_rgb_lightness(pixel(image, x, y)) < 70);
    }
    cairo_surface_destroy(image);
    g_unlink(path);
    g_rmdir(folder);
    g_free(path);
    g_free(folder);
    g_free(bytes);
    synthetic_slice_free(p.slice);
}

static bool run(const char *command, char **output)
{
    int status = -1;
    bool started = g_spawn_command_line_sync(command, output, NULL, &status, NULL);
    return started && g_spawn_check_wait_status(status, NULL);
}

static int count(const char *text, const char *part)
{
    int n = 0;
    for (const char *at = text; text && (at = strstr(at, part)); at++)
        n++;
    return n;
}

static void text_stays_text(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    recipe.dpi = 100;
    page p = new_page(&recipe);
    char *folder = g_dir_make_tmp("kkr-figure-XXXXXX", NULL);
    const char *const suffixes[] = { ".pdf", ".svg" };
    const char *const tools[] = { "pdftotext", "xmllint" };
    const char *const commands[] = { "pdftotext '%s' -", "xmllint --noout '%s'" };
    for (int i = 0; i < 2; i++) {
        size_t n = 0;
        char *bytes = write_page(&p, suffixes[i], 0, &n);
        if (i == 1)
            CHECK(strstr(bytes, ">Ag</tspan>") && strstr(bytes, ">100</tspan>") &&
                  strstr(bytes, "font-style=\"italic\">V</tspan>"));
        char *path = g_strconcat(folder, "/page", suffixes[i], NULL);
        CHECK(g_file_set_contents(path, bytes, (gssize)n, NULL));
        char *tool = g_find_program_in_path(tools[i]);
        if (tool) {
            char *command = g_strdup_printf(commands[i], path), *text = NULL;
            CHECK(run(command, &text));
            if (i == 0)
                CHECK(text && strstr(text, "Ag") && strstr(text, "Ry") &&
                      strstr(text, "−0.1") && strstr(text, "x (bohr)") &&
                      strstr(text, "y (bohr)") && strstr(text, "(001), z = 0") &&
                      count(text, "V − V0") >= 4 && !strstr(text, "2 bohr"));
            g_free(text);
            g_free(command);
        }
        g_free(tool);
        g_unlink(path);
        g_free(path);
        g_free(bytes);
    }
    g_rmdir(folder);
    g_free(folder);
    synthetic_slice_free(p.slice);
}

/** Is there a straight line between the two points in the SVG? */
static bool has_line(const char *svg, double x0, double y0, double x1, double y1)
{
    const double close = 0.02;
    for (const char *at = svg; (at = strstr(at, " d=\"M ")); at++) {
        double p[4];
        if (sscanf(at, " d=\"M %lf %lf L %lf %lf ", &p[0], &p[1], &p[2], &p[3]) == 4 &&
            fabs(p[0] - x0) < close && fabs(p[1] - y0) < close &&
            fabs(p[2] - x1) < close && fabs(p[3] - y1) < close)
            return true;
    }
    return false;
}

/** Does a run of this text begin left of x, by half its width or so, at that height? */
static bool has_number(const char *svg, const char *number, double x, double y)
{
    g_autofree char *end = g_strconcat(">", number, "</tspan>", NULL);
    for (const char *at = svg; (at = strstr(at, "<tspan x=")); at++) {
        double p[2];
        const char *stop = strchr(at, '>');
        if (sscanf(at, "<tspan x=\"%lf\" y=\"%lf\"", &p[0], &p[1]) == 2 &&
            g_str_has_prefix(stop, end) && p[0] < x && p[0] > x - 8 &&
            fabs(p[1] - y) < 4)
            return true;
    }
    return false;
}

static void ticks_lie_where_the_plane_says(void)
{
    // The panel shows 10 bohr: every second bohr or angstrom, every 0.5 alat.
    const struct {
        kkr_length_unit unit;
        double tick; // bohr
        const char *number, *minus, *title;
    } cases[] = {
        { KKR_LENGTH_BOHR, 2, "2", "−2", "> (bohr)</tspan>" },
        { KKR_LENGTH_ANGSTROM, 2 / 0.529177210903, "2", "−2", "> (Å)</tspan>" },
        { KKR_LENGTH_ALAT, 0.5 * 6.8, "0.5", "−0.5",
          "font-style=\"italic\">a</tspan>" },
    };
    for (int c = 0; c < 3; c++) {
        kkr_recipe recipe;
        kkr_recipe_init(&recipe);
        recipe.dpi = 60;
        recipe.length_unit = cases[c].unit;
        recipe.show_contours = false;
        page p = new_page(&recipe);
        p.figure.style.snap = 0; // ticks where they belong, not on pixels
        size_t n = 0;
        g_autofree char *svg = write_page(&p, ".svg", 0, &n);
        KKR_AUTO(kkr_panels)
        panels = kkr_panels_new(p.slice, &p.figure.recipe, 6.8, NULL);
        double length = p.figure.style.tick_length;
        for (int sign = -1; sign <= 1; sign += 2)
            for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
                const kkr_rect *r = &p.figure.layout.panel[q];
                double x, y, at = sign * cases[c].tick, bottom = r->y + r->height;
                const char *number = sign < 0 ? cases[c].minus : cases[c].number;
                kkr_panels_to_page(panels, r, at, at, &x, &y);
                bool low = q == KKR_QUANTITY_ABS_V || q == KKR_QUANTITY_ABS_DV;
                bool left = q == KKR_QUANTITY_V || q == KKR_QUANTITY_ABS_V;
                CHECK(has_line(svg, x, bottom, x, bottom + length) == low);
                CHECK(has_line(svg, r->x - length, y, r->x, y) == left);
                CHECK(has_number(svg, number, x, bottom + 9) == low);
                CHECK(!left || has_number(svg, number, r->x - 6, y + 2.5) ||
                      cases[c].unit == KKR_LENGTH_ALAT); // turned: too wide
            }
        // An axis has a title; on a page with axes there is no scale bar.
        CHECK(count(svg, cases[c].title) == 4);
        CHECK(count(svg, ">(001), z = 0</tspan>") == 1);
        CHECK(count(svg, "bohr") == (c == 0 ? 4 : 0));
        synthetic_slice_free(p.slice);
    }
}

/** The page of the synthetic slice in another plane, as SVG; the caller frees it. */
static char *write_plane(kkr_recipe *recipe, const kkr_plane *plane)
{
    page p = new_page(recipe);
    p.slice->plane = *plane;
    size_t n = 0;
    char *svg = write_page(&p, ".svg", 0, &n);
    synthetic_slice_free(p.slice);
    return svg;
}

static void axes_name_their_direction(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    recipe.dpi = 60;
    recipe.show_contours = false;
    const struct {
        int hkl[3];
        const char *u, *v;
    } planes[] = {
        { { 1, 0, 0 }, "italic\">y</tspan>", "italic\">z</tspan>" },
        { { 0, -1, 0 }, "italic\">x</tspan>", "italic\">z</tspan>" },
        { { 1, -1, 0 }, ">along [1 1 0] (bohr)<", "italic\">z</tspan>" },
        { { 1, 1, 1 }, ">along [−1 1 0] (bohr)<", ">along [−1 −1 2] (bohr)<" },
    };
    kkr_plane plane;
    for (size_t i = 0; i < sizeof planes / sizeof *planes; i++) {
        CHECK(kkr_plane_from_miller(planes[i].hkl[0], planes[i].hkl[1],
                                    planes[i].hkl[2], 0, &plane, NULL));
        g_autofree char *svg = write_plane(&recipe, &plane);
        CHECK(count(svg, planes[i].u) == 2);
        CHECK(count(svg, planes[i].v) == 2);
    }
    // u along -x: the numbers are those of -x.
    CHECK(kkr_plane_from_miller(0, 1, 0, 0, &plane, NULL));
    g_autofree char *turned = write_plane(&recipe, &plane);
    CHECK(count(turned, ">−</tspan>") == 6); // and four of V − V0
    // Through points: (0, 0) is their middle, so numbers along x are not x.
    CHECK(kkr_plane_from_points((kkr_vec3){ 1, 0, 0 }, (kkr_vec3){ 3, 0, 0 },
                                (kkr_vec3){ 1, 1, 0 }, &plane, NULL));
    g_autofree char *shifted = write_plane(&recipe, &plane);
    CHECK(count(shifted, ">along [1 0 0] (bohr)<") == 2);
    CHECK(kkr_plane_from_points((kkr_vec3){ 0 }, (kkr_vec3){ 1, 0.123, 0.456 },
                                (kkr_vec3){ 0.3, 1, 0.7 }, &plane, NULL));
    g_autofree char *general = write_plane(&recipe, &plane);
    CHECK(count(general, "italic\">s</tspan>") == 2);
    CHECK(count(general, "italic\">t</tspan>") == 2);
}

static void bars_say_what_they_show(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    recipe.dpi = 60;
    recipe.show_contours = false;
    const char *v = "italic\">V</tspan>", *b = "italic\">B</tspan>";
    for (int profile = 0; profile < KKR_PROFILE_COUNT; profile++) {
        recipe.profile = profile;
        g_autofree char *svg = write_plane(&recipe, &recipe.plane);
        // V, V - V0, |V|, |V - V0| as titles, and again above the bars.
        CHECK(count(svg, v) == (profile == KKR_PROFILE_BEAMER ? 6 : 12));
        CHECK(count(svg, ">Ry</tspan>") == 2);
        CHECK(count(svg, ">(001), z = 0</tspan>") == 1);
    }
    // Half a slide has a scale bar unless axes are asked for.
    recipe.profile = KKR_PROFILE_BEAMER;
    g_autofree char *bar = write_plane(&recipe, &recipe.plane);
    CHECK(count(bar, "bohr<") == 1 && count(bar, "> (bohr)<") == 0);
    recipe.axes = 1;
    g_autofree char *axes = write_plane(&recipe, &recipe.plane);
    CHECK(count(axes, "bohr") == 4 && count(axes, "> (bohr)<") == 4);
    recipe.profile = KKR_PROFILE_JOURNAL_2COL;
    recipe.axes = 0;
    g_autofree char *without = write_plane(&recipe, &recipe.plane);
    CHECK(count(without, "bohr<") == 1 && count(without, "> (bohr)<") == 0);
    // The field of a magnet is not called V.
    recipe.sampler.channel = KKR_CHANNEL_B;
    g_autofree char *magnet = write_plane(&recipe, &recipe.plane);
    CHECK(count(magnet, b) == 12 && count(magnet, v) == 0);
    recipe.sampler.channel = KKR_CHANNEL_UP;
    recipe.sampler.mode = KKR_MODE_STORED;
    g_autofree char *up = write_plane(&recipe, &recipe.plane);
    CHECK(count(up, "↑") >= 6 && count(up, "Θ") >= 6);
}

static void one_panel_and_no_reference(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    recipe.profile = KKR_PROFILE_JOURNAL_1COL;
    recipe.only = KKR_QUANTITY_ABS_DV;
    recipe.dark = true;
    recipe.transparent = true;
    recipe.energy_unit = KKR_ENERGY_EV;
    recipe.dpi = 100;
    page p = new_page(&recipe);
    CHECK(p.figure.layout.n_bars == 1);
    CHECK(!p.figure.layout.shown[KKR_QUANTITY_V]);
    CHECK(kkr_panels_pick(&p.figure.layout, 100, 100) == KKR_QUANTITY_ABS_DV);
    size_t n = 0;
    g_free(write_page(&p, ".png", 0, &n));
    CHECK(n > 1000);
    synthetic_slice_free(p.slice);

    // Without V0 the other two panels are still drawn, without a slice the frames.
    recipe.only = -1;
    p = new_page(&recipe);
    for (int i = 0; i < p.figure.columns * p.figure.rows; i++)
        p.slice->dv[i] = NAN;
    g_autofree char *no_reference = write_page(&p, ".svg", 0, &n);
    CHECK(count(no_reference, " to subtract<") == 2);
    // A piece of the host has no V - V0 for another reason.
    for (int i = 0; i < p.figure.columns * p.figure.rows; i++)
        p.slice->owner[i] = -2;
    g_autofree char *host = write_page(&p, ".svg", 0, &n);
    CHECK(count(host, ">unknown beyond the cluster<") == 2);
    synthetic_slice_free(p.slice);
    p.slice = NULL;
    g_free(write_page(&p, ".pdf", 0, &n));
    CHECK(n > 1000);
}

int main(void)
{
    planned_sizes();
    images_follow_scale_and_map();
    every_mark_can_be_left_out();
    bytes_are_the_same();
    png_knows_its_size();
    text_stays_text();
    ticks_lie_where_the_plane_says();
    axes_name_their_direction();
    bars_say_what_they_show();
    one_panel_and_no_reference();
    return check_done();
}
