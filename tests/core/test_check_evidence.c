// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/check_evidence.h"

#include "tests/check.h"

/* V_L of l = 0 and 2 that are constant over the shell: each l's part is that constant
 * times sqrt(sum of squares / 4 pi), and a law for all of them: squares add up. */
static void check_parts(void)
{
    enum { N = 41 };
    double r[N], values[N][2];
    int lm[2] = { 0, 6 };
    kkr_radial_panel panels[2] = { { 0, 20 }, { 21, N - 1 } };
    for (int i = 0; i < N; i++) {
        r[i] = i <= 20 ? 0.1 * i : 2 + 0.05 * (i - 21);
        values[i][0] = sqrt(4 * M_PI) * 0.3;
        values[i][1] = 0.2;
    }
    kkr_radial_mesh mesh = { .n_r = N,
                             .r = r,
                             .i_mt = 20,
                             .n_panels = 2,
                             .panels = panels,
                             .n_exponential = 1 };
    kkr_expansion v = { .mesh = &mesh,
                        .n_lm = 2,
                        .lm_index = lm,
                        .l_max = 2,
                        .values = &values[0][0],
                        .r_mt = 2,
                        .r_max = r[N - 1],
                        .r_cut = r[N - 1] };
    kkr_l_series parts;
    kkr_check_l_parts(&v, &parts);
    CHECK(parts.l_max == 2);
    CHECK_NEAR(parts.part[0], 0.3, 1e-9);
    CHECK_NEAR(parts.part[1], 0, 0);
    CHECK_NEAR(parts.part[2], 0.2 / sqrt(4 * M_PI), 1e-9);
    // an expansion that ends at the muffin-tin sphere has none
    v.r_cut = 2;
    kkr_check_l_parts(&v, &parts);
    CHECK(parts.l_max == -1);
}

/* What the sum of Theta_L misses only falls with l, and for fcc it is what two
 * dimensional quadrature over the cell gives: 0.260, 0.201, 0.180, 0.151 at l = 4, 6,
 * 8, 12. */
static void check_theta(const kkr_case *object)
{
    const kkr_shape_cell *shape = object->sites[0].shape;
    kkr_l_series rest;
    kkr_check_theta_rest(shape, &rest);
    CHECK(rest.l_max >= 8);
    for (int l = 1; l <= rest.l_max; l++)
        CHECK(rest.part[l] <= rest.part[l - 1] + 1e-12);
    CHECK(rest.part[rest.l_max] > 0.05 && rest.part[0] < 0.5);
}

static void check_fcc(const char *folder)
{
    static const struct {
        int l;
        double rest;
    } known[] = { { 4, 0.260 }, { 6, 0.201 }, { 8, 0.180 }, { 12, 0.151 } };
    kkr_error err = { 0 };
    char path[1000];
    snprintf(path, sizeof path, "%s/cu_fcc.shapefun", folder);
    KKR_AUTO(kkr_shapefun) file = kkr_shapefun_read(path, &err);
    CHECK_STRING(err.message, "");
    if (!file)
        return;
    kkr_l_series rest;
    kkr_check_theta_rest(&file->cells[0], &rest);
    int compared = 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].l <= rest.l_max) {
            CHECK_NEAR(rest.part[known[i].l], known[i].rest, 0.01 * known[i].rest);
            compared++;
        }
    CHECK(compared >= 3);
}

int main(void)
{
    check_parts();
    check_fcc(getenv("KKR_TEST_DATA"));
    const char *path = getenv("KKR_SAMPLE");
    kkr_error err = { 0 };
    KKR_AUTO(kkr_case) object = kkr_case_open(&path, 1, NULL, NULL, &err);
    KKR_AUTO(kkr_sampler) sampler = NULL;
    sampler = object ? kkr_sampler_new(object, kkr_sampler_defaults, NULL, &err) : NULL;
    CHECK_STRING(err.message, "");
    if (!sampler)
        return check_done();
    check_theta(object);
    KKR_AUTO(kkr_check_evidence)
    evidence = kkr_check_evidence_new(object, sampler, NULL, &err);
    CHECK(evidence && evidence->n_sites == object->n_sites);
    for (int i = 0; evidence && i < evidence->n_sites; i++) {
        const kkr_site_evidence *site = &evidence->sites[i];
        const kkr_symmetry_row *row = &site->symmetry;
        CHECK(site->v.l_max == 6 && site->theta.l_max > 0);
        CHECK(row->group[0] && row->n_lm == 49);
        CHECK(!row->forbidden[0]); // l = 0 is always allowed
        for (int lm = 1; lm < row->n_lm; lm++) {
            // what may not be there at all is all excess, and there is next to nothing
            if (row->forbidden[lm])
                CHECK(fabs(row->norm[lm] - row->excess[lm]) <= 1e-6 * row->total);
            CHECK(row->excess[lm] < 1e-6 * row->total);
        }
        for (int l = 0; l <= site->shape.l_max; l++)
            CHECK(site->shape.part[l] < 2e-8);
    }
    // silver in mercury sees a rhombohedral host: no odd l, one component of l = 2
    if (evidence) {
        const kkr_symmetry_row *row = &evidence->sites[0].symmetry;
        CHECK_STRING(row->group, "-3m");
        int allowed = 0;
        for (int lm = 1; lm < 9; lm++)
            allowed += !row->forbidden[lm];
        CHECK(allowed == 1);
    }
    atomic_bool cancel = true;
    CHECK_FAILS(
        kkr_check_evidence_new(object, sampler, &(kkr_job){ .cancel = &cancel }, &err),
        "cancelled");
    return check_done();
}
