// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/line.h"
#include "tests/check.h"

#include <gsl/gsl_errno.h>

static kkr_vec3 point(double x, double y, double z)
{
    return (kkr_vec3){ x, y, z };
}

/** How many crossings there are; each must be a pair of rows at one place. */
static int count_crossings(const kkr_line *line)
{
    int n = 0;
    for (int i = 1; i < line->n; i++) {
        CHECK(line->points[i].distance >= line->points[i - 1].distance);
        n += line->points[i].distance == line->points[i - 1].distance;
    }
    return n;
}

/** Between two neighbours of equal weight lies one face, half way. */
static void test_neighbours(const kkr_case *object, const kkr_sampler *sampler)
{
    kkr_error err = { 0 };
    for (int to = 1; to < object->n_sites; to++) {
        KKR_AUTO(kkr_line)
        line = kkr_line_new(object, sampler, object->sites[0].position,
                            object->sites[to].position, 10, NULL, &err);
        CHECK(line && line->n == 12 && count_crossings(line) == 1);
        if (!line)
            continue;
        double length = line->points[11].distance;
        for (int i = 0; i + 1 < line->n; i++) {
            const kkr_line_point *a = &line->points[i], *b = a + 1;
            if (a->distance != b->distance)
                continue;
            CHECK_NEAR(a->distance, length / 2, 1e-9);
            CHECK(a->sample.site == 0 && b->sample.site == to);
            CHECK_NEAR(a->sample.r, b->sample.r, 1e-9);
            // each side is the limit of its own cell
            kkr_vec3 step =
                kkr_vec3_scale(kkr_vec3_unit(object->sites[to].position), 1e-6);
            kkr_sample before = kkr_sampler_point(sampler, kkr_vec3_sub(a->x, step));
            kkr_sample after = kkr_sampler_point(sampler, kkr_vec3_add(a->x, step));
            CHECK_NEAR(a->sample.v, before.v, 1e-5);
            CHECK_NEAR(b->sample.v, after.v, 1e-5);
            CHECK_NEAR(a->sample.dv, before.dv, 1e-5);
            CHECK_NEAR(b->sample.v0, after.v0, 1e-5);
        }
    }
}

/** A random line: the owner changes at crossings and nowhere else. */
static void test_owners(const kkr_case *object, const kkr_sampler *sampler)
{
    kkr_error err = { 0 };
    kkr_vec3 from = point(-11.3, -4.7, -9.1), to = point(8.9, 6.2, 10.7);
    KKR_AUTO(kkr_line)
    line = kkr_line_new(object, sampler, from, to, 5000, NULL, &err);
    CHECK(line);
    if (!line)
        return;
    int n = count_crossings(line);
    CHECK(line->n == 5000 + 2 * n);
    CHECK(n >= 4);
    for (int i = 1; i < line->n; i++) {
        const kkr_line_point *a = &line->points[i - 1], *b = a + 1;
        kkr_vec3 d = kkr_vec3_sub(a->sample.center, b->sample.center);
        bool changes = kkr_vec3_length(d) > 1e-6;
        CHECK(changes == (a->distance == b->distance));
        if (changes) // on a face of equal weights: equally far from both
            CHECK_NEAR(kkr_vec3_length(kkr_vec3_sub(a->x, a->sample.center)),
                       kkr_vec3_length(kkr_vec3_sub(b->x, b->sample.center)), 1e-8);
    }
}

/** A point asked for on a face is the two of the crossing, not three. */
static void test_coincidence(const kkr_case *object, const kkr_sampler *sampler)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_line)
    line = kkr_line_new(object, sampler, object->sites[0].position,
                        object->sites[1].position, 11, NULL, &err);
    CHECK(line && line->n == 12 && count_crossings(line) == 1);
    kkr_vec3 x = object->sites[0].position;
    CHECK_FAILS(kkr_line_new(object, sampler, x, x, 11, NULL, &err), "one point");
}

int main(void)
{
    gsl_set_error_handler_off();
    const char *path = check_data("../../assets/sample");
    kkr_case_options options = { 0 };
    kkr_error err = { 0 };
    KKR_AUTO(kkr_case) object = kkr_case_open(&path, 1, &options, NULL, &err);
    CHECK(object);
    KKR_AUTO(kkr_sampler)
    sampler = object ? kkr_sampler_new(object, kkr_sampler_defaults, NULL, &err) : NULL;
    CHECK(sampler);
    if (!sampler)
        return check_done();
    test_neighbours(object, sampler);
    test_owners(object, sampler);
    test_coincidence(object, sampler);

    // beyond the cluster the host's cells are crossed as well
    kkr_sampler_params params = kkr_sampler_defaults;
    params.outside_host = true;
    KKR_AUTO(kkr_sampler) outside = kkr_sampler_new(object, params, NULL, &err);
    CHECK(outside);
    if (outside)
        test_owners(object, outside);
    return check_done();
}
