// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/certificate.h"
#include "tests/check.h"

int main(void)
{
    const char *paths[] = { getenv("KKR_SAMPLE") };
    kkr_error problem = { 0 };
    KKR_AUTO(kkr_case) sample = kkr_case_open(paths, 1, NULL, NULL, &problem);
    KKR_AUTO(kkr_sampler)
    sampler =
        sample ? kkr_sampler_new(sample, kkr_sampler_defaults, NULL, &problem) : NULL;
    CHECK_STRING(problem.message, "");
    if (!sampler)
        return check_done();

    // halving the spacing quarters the error of linear interpolation
    kkr_certificate coarse, fine, again;
    kkr_field_params params = { .spacing = 0.4, .only_site = -1 };
    KKR_AUTO(kkr_field) wide = kkr_field_new(sample, sampler, &params, NULL, NULL);
    params.spacing = 0.2;
    KKR_AUTO(kkr_field) narrow = kkr_field_new(sample, sampler, &params, NULL, NULL);
    CHECK(wide && kkr_certificate_make(wide, sample, sampler, NULL, &coarse));
    CHECK(narrow && kkr_certificate_make(narrow, sample, sampler, NULL, &fine));
    CHECK(fine.between[1].n > 1000 && fine.between[2].n > 1000);
    double ratio = coarse.between[1].rms / fine.between[1].rms;
    CHECK(ratio > 3 && ratio < 5);

    // the grid's own values are exact to single precision, and the seven atoms in place
    CHECK(fine.nodes.n > 5000);
    CHECK(fine.nodes.rms < 1e-4 && fine.nodes.max <= 1e-5 * (1 + fine.nodes.max_value));
    CHECK(fine.n_atoms == 7 && fine.n_registered == 7);
    CHECK(fine.worst_offset > 0 && fine.worst_offset < 0.2);

    // the same field, the same numbers
    CHECK(kkr_certificate_make(narrow, sample, sampler, NULL, &again));
    CHECK(memcmp(&again, &fine, sizeof fine) == 0);

    // a grid that is shifted by one point against its atoms is found out
    kkr_grid right = narrow->grid;
    narrow->grid.origin = kkr_vec3_add(right.origin, right.step[0]);
    CHECK(kkr_certificate_make(narrow, sample, sampler, NULL, &again));
    CHECK(again.n_registered == 0);
    CHECK(again.nodes.rms > 100 * fine.nodes.rms);
    return check_done();
}
