// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/sampler.h"

#include "core/evaluator.h"
#include "tests/check.h"
#include "tests/json.h"

#include <stdint.h>

/** A case and what samples it; closed together. */
typedef struct opened {
    kkr_case *object;
    kkr_sampler *sampler;
} opened;

static opened open_two(const char *path, const char *host, kkr_case_options options,
                       kkr_sampler_params params)
{
    kkr_error err = { 0 };
    opened o = { 0 };
    const char *const paths[2] = { path, host };
    o.object = kkr_case_open(paths, host ? 2 : 1, &options, NULL, &err);
    if (o.object)
        o.sampler = kkr_sampler_new(o.object, params, NULL, &err);
    if (!o.sampler) {
        printf("%s: %s\n", path, err.message);
        check_failures++;
    }
    return o;
}

static opened open_with(const char *path, kkr_case_options options,
                        kkr_sampler_params params)
{
    return open_two(path, NULL, options, params);
}

static void close_case(opened o)
{
    kkr_sampler_free(o.sampler);
    kkr_case_free(o.object);
}

static const char *shared_file(const char *name)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", check_shared(), name);
    return path;
}

static double random_number(void) // in [0, 1), always the same ones
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) / 9007199254740992.0;
}

static kkr_vec3 random_point(kkr_vec3 center, double reach)
{
    kkr_vec3 x = center;
    x.x += reach * (2 * random_number() - 1);
    x.y += reach * (2 * random_number() - 1);
    x.z += reach * (2 * random_number() - 1);
    return x;
}

/** Equal, both unknown counting as equal. */
static void check_equal(double a, double b, double tolerance)
{
    if (isnan(a) || isnan(b))
        CHECK(isnan(a) && isnan(b));
    else
        CHECK_NEAR(a, b, tolerance);
}

// A box that cuts cells, atoms and the rim of a cluster, off every symmetry.
static kkr_grid make_grid(const kkr_case *object, double width, int n)
{
    double h = width / n;
    kkr_vec3 o = object->sites[0].position;
    return (kkr_grid){ { o.x - 0.47 * width, o.y - 0.513 * width, o.z - 0.491 * width },
                       { { h, 0, 0 }, { 0.1 * h, h, 0 }, { 0, 0.2 * h, 1.1 * h } },
                       { n, n + 3, n - 5 } };
}

/** Both paths on a grid: against points, against each other, for 1, 2, 7 threads. */
static void check_grid(const opened *o, double width, int n)
{
    kkr_grid grid = make_grid(o->object, width, n);
    size_t size = (size_t)grid.n[0] * grid.n[1] * grid.n[2];
    float *v[3], *dv[3];
    short *owner[3];
    for (int i = 0; i < 3; i++) {
        v[i] = kkr_alloc(size, sizeof *v[i]);
        dv[i] = kkr_alloc(size, sizeof *dv[i]);
        owner[i] = kkr_alloc(size, sizeof *owner[i]);
    }
    static const int threads[3] = { 1, 2, 7 };
    float *exact_v = kkr_alloc(size, sizeof *exact_v);
    float *exact_dv = kkr_alloc(size, sizeof *exact_dv);
    const double r_min = kkr_sampler_r_display;
    for (int exact = 1; exact >= 0; exact--) {
        for (int i = 0; i < 3; i++) {
            kkr_job job = { .threads = threads[i] };
            CHECK(kkr_sampler_grid(o->sampler, &grid, exact, r_min, v[i], dv[i],
                                   owner[i], &job, NULL));
            CHECK(memcmp(v[0], v[i], size * sizeof *v[0]) == 0);
            CHECK(memcmp(dv[0], dv[i], size * sizeof *dv[0]) == 0);
            CHECK(memcmp(owner[0], owner[i], size * sizeof *owner[0]) == 0);
        }
        if (exact) {
            memcpy(exact_v, v[0], size * sizeof *exact_v);
            memcpy(exact_dv, dv[0], size * sizeof *exact_dv);
        }
    }

    // the exact path is the point, rounded once
    for (int k = 0; k < 300; k++) {
        size_t at = (size_t)(random_number() * (double)size);
        kkr_vec3 x = kkr_vec3_mad(grid.origin, (double)(at % grid.n[0]), grid.step[0]);
        x = kkr_vec3_mad(x, (double)(at / grid.n[0] % grid.n[1]), grid.step[1]);
        x = kkr_vec3_mad(x, (double)(at / grid.n[0] / grid.n[1]), grid.step[2]);
        kkr_sample s = kkr_sampler_point(o->sampler, x);
        if (s.r > r_min) {
            check_equal((float)s.v, exact_v[at], 0);
            check_equal((float)s.dv, exact_dv[at], 0);
        }
        bool known = !isnan(s.v);
        if (known)
            CHECK(owner[0][at] == (s.site >= 0 ? s.site : -2 - s.host_site));
    }

    // the float path is close to it, unknown where it is unknown
    double worst = 0, worst_dv = 0;
    size_t n_known = 0;
    for (size_t i = 0; i < size; i++) {
        CHECK(isnan(v[0][i]) == isnan(exact_v[i]));
        CHECK(isnan(dv[0][i]) == isnan(exact_dv[i]));
        n_known += !isnan(v[0][i]);
        double error = fabsf(v[0][i] - exact_v[i]) / (1 + fabsf(exact_v[i]));
        double error_dv = fabsf(dv[0][i] - exact_dv[i]) / (1 + fabsf(exact_dv[i]));
        worst = error > worst ? error : worst;
        worst_dv = error_dv > worst_dv ? error_dv : worst_dv;
    }
    printf("%-8s float path off by %.1e, %.1e; %.0f %% known\n", o->object->name, worst,
           worst_dv, 100.0 * (double)n_known / (double)size);
    CHECK(n_known > 0);
    CHECK(worst <= 1e-5);
    CHECK(worst_dv <= 1e-5);
    for (int i = 0; i < 3; i++) {
        free(v[i]);
        free(dv[i]);
        free(owner[i]);
    }
    free(exact_v);
    free(exact_dv);
}

/** Every instruction set agrees with the exact path along rows through a nucleus. */
static void check_evaluators(const opened *o)
{
    enum { N = 3000, ROWS = 12 };
    static float out[ROWS * N];
    const kkr_expansion *v = kkr_sampler_v(o->sampler, 0, false);
    kkr_radial_table *table = kkr_radial_table_new(&v, 1, true, INFINITY);
    CHECK(table != NULL);
    for (kkr_simd simd = 0; table && simd <= kkr_simd_best(); simd++) {
        kkr_evaluator *evaluator = kkr_evaluator_new(simd);
        float *const both[2] = { out, NULL };
        CHECK(kkr_evaluator_begin(evaluator, table, 0, both, NULL));
        kkr_vec3 start[ROWS], step[ROWS];
        for (int j = 0; j < ROWS; j++) {
            // ever closer to the nucleus: 3e-1 to 3e-12 bohr
            start[j] = random_point((kkr_vec3){ 0, 0, 0 }, 2.5);
            step[j] = kkr_vec3_scale(start[j], -2.0 / N);
            start[j] = random_point(start[j], 0.3 * pow(10, -j));
            kkr_evaluator_row(evaluator, start[j], step[j], 0, N, j * N);
        }
        const int *exact;
        size_t n_exact = kkr_evaluator_end(evaluator, &exact);
        CHECK(n_exact < 200);
        for (size_t i = 0; i < n_exact; i++)
            out[exact[i]] = -1e30f;
        for (int i = 0; i < ROWS * N; i++) {
            kkr_vec3 x = kkr_vec3_mad(start[i / N], i % N, step[i / N]);
            double value = kkr_expansion_value(v, x, true);
            if (out[i] != -1e30f)
                check_equal(out[i], value, 1e-5 * (1 + fabs(value)));
        }
        kkr_evaluator_free(evaluator);
    }
    kkr_radial_table_free(table);
}

/** Around a nucleus, in a box smaller than r_min: V is that at r_min. */
static void check_nucleus(const opened *o)
{
    enum { N = 9 };
    const double r_min = kkr_sampler_r_display, h = 0.001;
    kkr_vec3 site = o->object->sites[0].position;
    kkr_grid grid = { kkr_vec3_sub(site, (kkr_vec3){ 4 * h, 4 * h, 4 * h }),
                      { { h, 0, 0 }, { 0, h, 0 }, { 0, 0, h } },
                      { N, N, N } };
    float v[2][N * N * N];
    for (int exact = 0; exact < 2; exact++)
        CHECK(kkr_sampler_grid(o->sampler, &grid, exact, r_min, v[exact], NULL, NULL,
                               NULL, NULL));
    CHECK(memcmp(v[0], v[1], sizeof v[0]) == 0); // nothing here is left to float
    for (int i = 0; i < N * N * N; i++) {
        kkr_vec3 x = { (i % N - 4) * h, (i / N % N - 4) * h, (i / N / N - 4) * h };
        double r = kkr_vec3_length(x);
        x = r > 0 ? kkr_vec3_scale(x, r_min / r) : (kkr_vec3){ 0, 0, r_min };
        double want =
            kkr_sampler_site_value(o->sampler, 0, kkr_vec3_add(site, x), false);
        CHECK_NEAR(v[0][i], want, 1e-6 * fabs(want));
    }
    // not clamped, the centre is infinitely deep
    grid = (kkr_grid){ site, { { h, 0, 0 }, { 0, h, 0 }, { 0, 0, h } }, { 1, 1, 1 } };
    CHECK(kkr_sampler_grid(o->sampler, &grid, false, 0, v[0], NULL, NULL, NULL, NULL));
    CHECK(isinf(v[0][0]) && v[0][0] < 0);
}

static void test_sample_case(void)
{
    const char *path = check_data("../../assets/sample");
    opened o = open_with(path, (kkr_case_options){ 0 }, kkr_sampler_defaults);
    if (!o.sampler)
        return;
    check_evaluators(&o);
    check_grid(&o, 14, 48);
    check_nucleus(&o);
    // a point of a cell: V - V0 is the difference of the two
    int n_inside = 0;
    for (int i = 0; i < 500; i++) {
        kkr_vec3 x = random_point(o.object->sites[0].position, 6);
        kkr_sample s = kkr_sampler_point(o.sampler, x);
        n_inside += s.inside;
        CHECK(s.inside == (s.site >= 0));
        if (s.inside)
            CHECK_NEAR(s.dv, s.v - s.v0, 1e-9 * (1 + fabs(s.v)));
        else // the host beyond the cluster: not asked for
            CHECK(isnan(s.v) && isnan(s.dv) && s.host_site >= 0);
        CHECK_NEAR(s.r, kkr_vec3_length(kkr_vec3_sub(x, s.center)), 1e-12);
    }
    CHECK(n_inside > 50 && n_inside < 500);

    // the list of points is the points
    kkr_vec3 x[700];
    kkr_sample out[700];
    for (int i = 0; i < 700; i++)
        x[i] = random_point(o.object->sites[0].position, 6);
    CHECK(kkr_sampler_points(o.sampler, x, 700, out, NULL));
    for (int i = 0; i < 700; i += 13)
        check_equal(out[i].v, kkr_sampler_point(o.sampler, x[i]).v, 0);

    // stopped
    atomic_bool cancel = true;
    kkr_job job = { .cancel = &cancel };
    kkr_grid grid = make_grid(o.object, 10, 20);
    CHECK_FAILS(
        kkr_sampler_grid(o.sampler, &grid, false, 0, NULL, NULL, NULL, &job, &err),
        "cancelled");
    CHECK_FAILS(kkr_sampler_new(o.object, kkr_sampler_defaults, &job, &err),
                "cancelled");
    CHECK(!kkr_sampler_points(o.sampler, x, 700, out, &job));
    grid.n[1] = 0;
    CHECK_FAILS(
        kkr_sampler_grid(o.sampler, &grid, false, 0, NULL, NULL, NULL, NULL, &err),
        "0 x 15");
    close_case(o);

    // beyond the cluster V can be the host's; V - V0 stays unknown there
    kkr_sampler_params params = kkr_sampler_defaults;
    params.outside_host = true;
    o = open_with(path, (kkr_case_options){ 0 }, params);
    check_grid(&o, 20, 32);
    for (int i = 0; i < 300; i++) {
        kkr_sample s =
            kkr_sampler_point(o.sampler, random_point(o.object->sites[0].position, 9));
        CHECK(isfinite(s.v));
        if (s.site < 0)
            CHECK(!s.inside && s.host_site >= 0 && isnan(s.dv) && isnan(s.v0));
    }
    close_case(o);

    // V0 = 0: V - V0 is V
    kkr_case_options zero = { .reference = KKR_REFERENCE_ZERO };
    o = open_with(path, zero, kkr_sampler_defaults);
    for (int i = 0; i < 200; i++) {
        kkr_sample s =
            kkr_sampler_point(o.sampler, random_point(o.object->sites[0].position, 4));
        check_equal(s.dv, s.v, 0);
        check_equal(s.v0, s.inside ? 0 : NAN, 0);
    }
    close_case(o);

    // V0 = start: its spherical part; V - V0 keeps all of V's others
    kkr_case_options start = { .reference = KKR_REFERENCE_START };
    o = open_with(path, start, kkr_sampler_defaults);
    const kkr_expansion *v0 = kkr_sampler_v0(o.sampler, 0);
    const kkr_expansion *dv = kkr_sampler_dv(o.sampler, 0);
    CHECK(v0 && v0->l_max == 0);
    CHECK(dv && dv->l_max == kkr_sampler_v(o.sampler, 0, false)->l_max);
    close_case(o);

    // inside the muffin-tin sphere only
    params = kkr_sampler_defaults;
    params.mode = KKR_MODE_MT;
    o = open_with(path, (kkr_case_options){ 0 }, params);
    check_grid(&o, 10, 24);
    for (int i = 0; i < 300; i++) {
        kkr_sample s =
            kkr_sampler_point(o.sampler, random_point(o.object->sites[0].position, 4));
        if (s.site >= 0) {
            CHECK(s.inside); // the cell is known, V is not shown
            CHECK(isnan(s.v) == (s.r > o.object->sites[s.site].r_mt + 1e-9));
        }
    }
    close_case(o);
}

/** V at golden points, in both modes; points outside the cell through the site. */
static void test_golden(void)
{
    json *golden = json_read(shared_file("golden/kkr.json"));
    kkr_sampler_params params[2] = { kkr_sampler_defaults, kkr_sampler_defaults };
    params[1].mode = KKR_MODE_STORED;
    for (int mode = 0; mode < 2; mode++) {
        opened o = open_with(shared_file("golden/files/zn_in_cu"),
                             (kkr_case_options){ 0 }, params[mode]);
        const json *sites = json_get(golden, "cases/zn_in_cu/sites");
        CHECK(json_count(sites) == 3);
        for (int i = 0; o.sampler && i < json_count(sites); i++) {
            const json *site = json_item(sites, i), *points = json_get(site, "points");
            int k = (int)json_number(json_get(site, "cluster_atom")) - 1;
            double r_out = json_number(json_get(site, "r_out"));
            double r_cut = json_number(json_get(site, "dec_r_cut"));
            for (int p = 0; p < json_count(points); p++) {
                const json *point = json_item(points, p);
                double r = json_number(json_get(point, "r"));
                kkr_vec3 x = { json_number(json_get(point, "x/0")),
                               json_number(json_get(point, "x/1")),
                               json_number(json_get(point, "x/2")) };
                x = kkr_vec3_add(x, o.object->sites[k].position);
                kkr_sample s = kkr_sampler_point(o.sampler, x);
                bool inside = json_true(json_get(point, "inside_cell"));
                CHECK((s.site == k) == inside);
                double v = kkr_sampler_site_value(o.sampler, k, x, false);
                double dv = kkr_sampler_site_value(o.sampler, k, x, true);
                if (inside) {
                    check_equal(s.v, v, 1e-9 * fabs(v));
                    check_equal(s.dv, dv, 1e-9 * fabs(dv));
                }
                double want = json_number(json_get(point, mode ? "full" : "dec"));
                double want_dv =
                    json_number(json_get(point, mode ? "dV_full" : "dV_dec"));
                // the points have ten digits less than -2Z/r wants near the nucleus
                double tolerance =
                    (mode || r < 0.9 * r_out ? 2e-6 : 1e-4) + 1e-9 * fabs(want);
                if (mode || r < r_cut) {
                    CHECK_NEAR(v, want, tolerance);
                    CHECK_NEAR(dv, want_dv, tolerance);
                }
            }
        }
        close_case(o);
    }
    json_free(golden);
}

/** avg = (up + down) / 2, up = avg + B, in every mode. */
static void test_channels(void)
{
    char path[4096];
    snprintf(path, sizeof path, "%s", shared_file("data/computed/Cu_s2_Fe_1"));
    opened o[4];
    for (kkr_channel c = 0; c < 4; c++) {
        kkr_sampler_params params = kkr_sampler_defaults;
        params.channel = c;
        o[c] = open_with(path, (kkr_case_options){ 0 }, params);
    }
    double largest = 0;
    if (o[0].sampler && o[1].sampler && o[2].sampler && o[3].sampler)
        for (int i = 0; i < 300; i++) {
            kkr_vec3 x = random_point(o[0].object->sites[0].position, 3);
            kkr_sample average = kkr_sampler_point(o[KKR_CHANNEL_AVERAGE].sampler, x);
            kkr_sample up = kkr_sampler_point(o[KKR_CHANNEL_UP].sampler, x);
            kkr_sample down = kkr_sampler_point(o[KKR_CHANNEL_DOWN].sampler, x);
            kkr_sample b = kkr_sampler_point(o[KKR_CHANNEL_B].sampler, x);
            double small = 1e-10 * (1 + fabs(average.v));
            check_equal(average.v, (up.v + down.v) / 2, small);
            check_equal(up.v, average.v + b.v, small);
            check_equal(down.dv, average.dv - b.dv, small);
            largest = fmax(largest, fabs(b.v));
        }
    CHECK(largest > 0.05); // iron is magnetic
    check_grid(&o[KKR_CHANNEL_B], 8, 24);
    for (int c = 0; c < 4; c++)
        close_case(o[c]);

    // one spin only: there is no field
    kkr_sampler_params params = kkr_sampler_defaults;
    params.channel = KKR_CHANNEL_B;
    opened one =
        open_with(check_data("../../assets/sample"), (kkr_case_options){ 0 }, params);
    CHECK_NEAR(kkr_sampler_point(one.sampler, (kkr_vec3){ 1, 0.3, 0.2 }).v, 0, 0);
    close_case(one);
}

/** A cubic site looks the same in 48 ways. */
static void test_cubic(const char *name)
{
    opened o =
        open_with(shared_file(name), (kkr_case_options){ 0 }, kkr_sampler_defaults);
    for (int i = 0; o.sampler && i < 40; i++) {
        kkr_vec3 p = random_point((kkr_vec3){ 0, 0, 0 }, 3.2);
        double v = kkr_sampler_point(o.sampler, p).v;
        CHECK(isfinite(v));
        double c[3] = { p.x, p.y, p.z };
        static const int order[6][3] = { { 0, 1, 2 }, { 1, 2, 0 }, { 2, 0, 1 },
                                         { 0, 2, 1 }, { 2, 1, 0 }, { 1, 0, 2 } };
        for (int k = 0; k < 48; k++) {
            kkr_vec3 q = { c[order[k / 8][0]] * (k & 1 ? -1 : 1),
                           c[order[k / 8][1]] * (k & 2 ? -1 : 1),
                           c[order[k / 8][2]] * (k & 4 ? -1 : 1) };
            CHECK_NEAR(kkr_sampler_point(o.sampler, q).v, v, 1e-9 * (1 + fabs(v)));
        }
    }
    close_case(o);
}

/**
 * Copper: both sides of a face are mirror images, so V has one value on it, from
 * either cell, whatever the error of the expansion.
 */
static void test_faces(void)
{
    opened o = open_with(shared_file("data/computed/host_Cu_fcc"),
                         (kkr_case_options){ 0 }, kkr_sampler_defaults);
    if (!o.sampler)
        return;
    const kkr_voronoi *cell = o.object->sites[0].cell;
    CHECK(cell && cell->n_faces == 12);
    for (int f = 0; cell && f < cell->n_faces; f++) {
        kkr_vec3 neighbour = cell->faces[f].neighbour.position;
        for (int i = 0; i < 20; i++) { // within the face
            kkr_vec3 x = { 0, 0, 0 };
            double sum = 0;
            for (int k = 0; k < cell->faces[f].n_vertices; k++) {
                double weight = random_number();
                x = kkr_vec3_mad(x, weight, cell->vertices[cell->faces[f].vertices[k]]);
                sum += weight;
            }
            x = kkr_vec3_scale(x, 1 / sum);
            double v = kkr_sampler_site_value(o.sampler, 0, x, false);
            kkr_vec3 other = kkr_vec3_sub(x, neighbour);
            CHECK_NEAR(kkr_sampler_site_value(o.sampler, 0, other, false), v, 1e-9);
            kkr_vec3 across = kkr_vec3_mad(x, 1e-9, neighbour);
            CHECK_NEAR(kkr_sampler_point(o.sampler, across).v, v, 1e-6);
        }
    }
    check_grid(&o, 12, 40);
    close_case(o);
}

/** The host as an impurity in itself: V - V0 = 0, to what the runs converged to. */
static void test_host_in_host(const char *impurity, const char *host)
{
    char path[4096];
    snprintf(path, sizeof path, "%s", shared_file(impurity));
    opened o = open_two(path, shared_file(host), (kkr_case_options){ 0 },
                        kkr_sampler_defaults);
    if (!o.sampler)
        return;
    double largest = 0, largest_rim = 0;
    double r_cut = kkr_sampler_dv(o.sampler, 0)->r_cut;
    int n = 0;
    for (int i = 0; i < 2000; i++) {
        kkr_sample s = kkr_sampler_point(
            o.sampler, random_point(o.object->sites[0].position, 3.5));
        CHECK(s.inside == isfinite(s.dv));
        if (!s.inside)
            continue;
        n++;
        if (s.r < 0.9 * r_cut)
            largest = fmax(largest, fabs(s.dv));
        else
            largest_rim = fmax(largest_rim, fabs(s.dv));
    }
    printf("%s: largest |V - V0| %.1e Ry, %.1e at the rim, %d points\n", impurity,
           largest, largest_rim, n);
    CHECK(n > 100);
    CHECK(largest <= 1e-5);
    CHECK(largest_rim <= 1e-4);
    close_case(o);
}

/** An impurity without its host: known inside the muffin-tin sphere, no V0. */
static void test_alone(void)
{
    opened o = open_with(shared_file("data/computed/Hg_series/Ag"),
                         (kkr_case_options){ 0 }, kkr_sampler_defaults);
    if (!o.sampler)
        return;
    double r_mt = kkr_sampler_v(o.sampler, 0, false)->r_mt;
    int n_known = 0;
    for (int i = 0; i < 300; i++) {
        kkr_sample s =
            kkr_sampler_point(o.sampler, random_point(o.object->sites[0].position, 4));
        bool known = s.r <= r_mt;
        n_known += known;
        CHECK(isfinite(s.v) == known && s.inside == known);
        CHECK(isnan(s.v0) && isnan(s.dv) && s.site == 0 && s.host_site == -1);
    }
    CHECK(n_known > 30);
    CHECK(!kkr_sampler_dv(o.sampler, 0) && !kkr_sampler_v(o.sampler, 1, false));
    check_grid(&o, 8, 20);
    close_case(o);

    // not a number in, unknown out; a site without potential says why
    kkr_sample s = { 0 };
    o = open_with(check_data("../../assets/sample"), (kkr_case_options){ 0 },
                  kkr_sampler_defaults);
    s = kkr_sampler_point(o.sampler, (kkr_vec3){ NAN, 0, 0 });
    CHECK(isnan(s.v) && isnan(s.dv) && s.site == -1 && !s.inside);
    close_case(o);
    const char *path = shared_file("golden/files/triclinic_weights");
    kkr_error why = { 0 };
    kkr_case *empty = kkr_case_open(&path, 1, NULL, NULL, &why);
    if (empty)
        CHECK_FAILS(kkr_sampler_new(empty, kkr_sampler_defaults, NULL, &err),
                    "no potential");
    kkr_case_free(empty);
}

static void test_spheres(void)
{
    opened o = open_with(shared_file("golden/files/au_asa"), (kkr_case_options){ 0 },
                         kkr_sampler_defaults);
    if (!o.sampler)
        return;
    const kkr_expansion *v = kkr_sampler_v(o.sampler, 0, false);
    int n_beyond = 0;
    for (int i = 0; i < 500; i++) {
        kkr_sample s =
            kkr_sampler_point(o.sampler, random_point((kkr_vec3){ 0, 0, 0 }, 5));
        bool beyond = s.r > v->r_max + 1e-9;
        n_beyond += beyond;
        CHECK(isnan(s.v) == beyond && s.inside == !beyond && isnan(s.dv));
    }
    CHECK(n_beyond > 0);
    check_grid(&o, 10, 32);
    close_case(o);
}

/* A cut in l leaves the lower components as they are, and nothing else. */
static void test_l_max(void)
{
    const char *folder = getenv("KKR_SAMPLE");
    kkr_sampler_params params = kkr_sampler_defaults;
    opened whole = open_with(folder, (kkr_case_options){ 0 }, params);
    params.l_max = 2;
    opened cut = open_with(folder, (kkr_case_options){ 0 }, params);
    if (whole.sampler && cut.sampler) {
        const kkr_expansion *a = kkr_sampler_v(whole.sampler, 1, false);
        const kkr_expansion *b = kkr_sampler_v(cut.sampler, 1, false);
        CHECK(a->l_max == 6 && b->l_max == 2 && b->n_lm <= 9 && b->n_lm > 1);
        double f[49], g[49];
        for (double r = 0.5; r < 4; r += 0.37) {
            kkr_expansion_radial(a, r, f);
            kkr_expansion_radial(b, r, g);
            for (int j = 0; j < b->n_lm; j++)
                CHECK_NEAR(f[j], g[j], 1e-12 * (1 + fabs(f[j])));
        }
        CHECK(kkr_sampler_dv(cut.sampler, 1)->l_max == 2);
    }
    close_case(whole);
    close_case(cut);
}

/* A file that is not self-consistent is told as such, and so is a lost V - V0. */
static void test_notes(void)
{
    char *const *notes = NULL;
    opened nickel = open_with(shared_file("data/computed/Hg_Ni_1"),
                              (kkr_case_options){ 0 }, kkr_sampler_defaults);
    if (nickel.sampler && kkr_sampler_notes(nickel.sampler, &notes) == 1)
        CHECK(strstr(notes[0], "site 1: its potential is not self-consistent"));
    else
        CHECK(!"one note");
    close_case(nickel);
    kkr_sampler_params stored = kkr_sampler_defaults;
    stored.mode = KKR_MODE_STORED;
    opened silver =
        open_with(shared_file("data/computed/Hg_Ag_1"),
                  (kkr_case_options){ .reference = KKR_REFERENCE_START }, stored);
    if (silver.sampler && kkr_sampler_notes(silver.sampler, &notes) == 1)
        CHECK(strstr(notes[0], "no V - V0: what the files hold cannot be subtracted"));
    else
        CHECK(!"one note");
    close_case(silver);
}

int main(void)
{
    test_sample_case();
    test_l_max();
    if (!check_shared())
        return check_failures ? check_done() : CHECK_SKIP;
    test_golden();
    test_notes();
    test_channels();
    test_cubic("data/computed/host_Cu_fcc");
    test_cubic("data/computed/host_bcc_Fe_s2");
    test_faces();
    test_host_in_host("data/computed/Hg_series/Hg", "data/computed/Hg_series/host");
    test_host_in_host("data/computed/Cu_series/Cu", "data/computed/Cu_series/host");
    test_spheres();
    test_alone();
    static const char *const others[] = {
        "data/computed/host_dia_Si_ES", "data/computed/Hg_Ag_7",
        "data/computed/host_hcp_Zn",    "data/shipped/Cu_fcc_XC_PBE",
        "data/computed/Cu_Ag_13",       "data/shipped/KKRnano_GaN",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        opened o = open_with(shared_file(others[i]), (kkr_case_options){ 0 },
                             kkr_sampler_defaults);
        if (o.sampler)
            check_grid(&o, 16, 32);
        close_case(o);
    }
    return check_done();
}
