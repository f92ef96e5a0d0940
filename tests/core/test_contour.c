// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/contour.h"
#include "tests/check.h"

enum { N = 101 };
static float values[N * N];
static short owner[N * N];

static double length_of(const kkr_contour *c)
{
    double sum = 0;
    for (int i = 0; i < c->n_lines; i++)
        for (int k = c->start[i]; k + 1 < c->start[i + 1]; k++)
            sum += hypot(c->points[k + 1][0] - c->points[k][0],
                         c->points[k + 1][1] - c->points[k][1]);
    return sum;
}

static void a_circle_is_one_closed_line(void)
{
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++)
            values[j * N + i] = (float)hypot(i - 50.2, j - 49.7);
    KKR_AUTO(kkr_contour) c = kkr_contour_new(values, NULL, N, N, 30, false);
    CHECK(c->n_lines == 1);
    CHECK(c->start[0] == 0 && c->start[1] == c->n_points);
    for (int k = 0; k < c->n_points; k++) // linear interpolation: 1/8R of a pixel
        CHECK_NEAR(hypot(c->points[k][0] - 50.2, c->points[k][1] - 49.7), 30, 0.02);
    CHECK_NEAR(c->points[0][0], c->points[c->n_points - 1][0], 0);
    CHECK_NEAR(c->points[0][1], c->points[c->n_points - 1][1], 0);
    CHECK_NEAR(length_of(c), 2 * M_PI * 30, 0.2);

    // A circle that leaves the picture is open at its border.
    KKR_AUTO(kkr_contour) open = kkr_contour_new(values, NULL, N, N, 60, false);
    CHECK(open->n_lines == 4);
    KKR_AUTO(kkr_contour) none = kkr_contour_new(values, NULL, N, N, 1000, false);
    CHECK(none->n_lines == 0 && none->n_points == 0 && none->start[0] == 0);
}

static void lines_stop_at_faces(void)
{
    // Left of x = 50.5 the value is y, right of it y + 7: broken, never joined.
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++) {
            owner[j * N + i] = i > 50;
            values[j * N + i] = (float)(j + (i > 50 ? 7 : 0));
        }
    KKR_AUTO(kkr_contour) c = kkr_contour_new(values, owner, N, N, 40.5, false);
    CHECK(c->n_lines == 2);
    for (int k = 0; k < c->n_points; k++) {
        bool right = c->points[k][0] > 50.5;
        CHECK_NEAR(c->points[k][1], right ? 33.5 : 40.5, 1e-5);
        CHECK(right ? c->points[k][0] >= 51 : c->points[k][0] <= 50);
    }
    // Without owners the jump is followed.
    KKR_AUTO(kkr_contour) joined = kkr_contour_new(values, NULL, N, N, 40.5, false);
    CHECK(joined->n_lines == 1);
    // The unknown ends a line, too.
    values[40 * N + 20] = NAN;
    KKR_AUTO(kkr_contour) holed = kkr_contour_new(values, owner, N, N, 40.5, false);
    CHECK(holed->n_lines == 3);
}

static void absolute_takes_both_signs(void)
{
    for (int j = 0; j < N; j++)
        for (int i = 0; i < N; i++)
            values[j * N + i] = (float)(i - 50);
    KKR_AUTO(kkr_contour) c = kkr_contour_new(values, NULL, N, N, 10.25, true);
    CHECK(c->n_lines == 2);
    for (int k = 0; k < c->n_points; k++)
        CHECK_NEAR(fabs(c->points[k][0] - 50), 10.25, 1e-5);
    KKR_AUTO(kkr_contour) zero = kkr_contour_new(values, NULL, N, N, 0, true);
    CHECK(zero->n_lines == 1);
}

static void saddles_do_not_cross(void)
{
    // x y = +-1/4 around a saddle in the middle of a square: two lines each.
    const float square[] = { 1, -1, -1, 1 };
    KKR_AUTO(kkr_contour) up = kkr_contour_new(square, NULL, 2, 2, 0.25, false);
    KKR_AUTO(kkr_contour) down = kkr_contour_new(square, NULL, 2, 2, -0.25, false);
    CHECK(up->n_lines == 2 && up->n_points == 4);
    CHECK(down->n_lines == 2 && down->n_points == 4);
    // Above zero the positive corners are cut off from each other, below joined.
    for (int i = 0; i < 2; i++) {
        const float *a = up->points[2 * i], *b = up->points[2 * i + 1];
        double product = (0.5 * (a[0] + b[0]) - 0.5) * (0.5 * (a[1] + b[1]) - 0.5);
        CHECK(product > 0);
        a = down->points[2 * i], b = down->points[2 * i + 1];
        product = (0.5 * (a[0] + b[0]) - 0.5) * (0.5 * (a[1] + b[1]) - 0.5);
        CHECK(product < 0);
    }
}

static void smallest_images(void)
{
    const float one[] = { 1 };
    KKR_AUTO(kkr_contour) a = kkr_contour_new(one, NULL, 1, 1, 0.5, false);
    KKR_AUTO(kkr_contour) b = kkr_contour_new(one, NULL, 0, 0, 0.5, false);
    CHECK(a->n_lines == 0 && b->n_lines == 0);
}

int main(void)
{
    a_circle_is_one_closed_line();
    lines_stop_at_faces();
    absolute_takes_both_signs();
    saddles_do_not_cross();
    smallest_images();
    return check_done();
}
