// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/screening.h"

#include "core/dataset.h"
#include "tests/check.h"

/* Cell by cell and shell by shell it is the same, for a cluster of 13 sites. */
static void test_shells(const kkr_dataset *set, const char *name)
{
    kkr_error err = { 0 };
    int row = kkr_dataset_find(set, name);
    char *path = kkr_strdup_printf("%s::%s", set->path, name);
    KKR_AUTO(kkr_case)
    object = kkr_case_open((const char *const *)&path, 1, NULL, NULL, &err);
    KKR_AUTO(kkr_sampler)
    sampler = object ? kkr_sampler_new(object, kkr_sampler_defaults, NULL, &err) : NULL;
    free(path);
    KKR_AUTO(kkr_screening) s = kkr_screening_new();
    CHECK(row >= 0 && sampler && kkr_screening_add_case(s, object, sampler, &err));
    if (!s->n)
        return;
    kkr_screening_add_row(s, set->rows, row);
    CHECK(s->n == 2 && s->n_lone == 0);
    const kkr_screening_curve *cells = &s->curve[0], *shells = &s->curve[1];
    CHECK(cells->n == 13 && cells->row == -1 && shells->row == row);
    CHECK(shells->n == set->rows[row].quality.n_shells && shells->n > 1);
    for (int k = 0; k < shells->n; k++) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < cells->n; i++)
            if (fabs(cells->r[i] - shells->r[k]) < 2e-3) {
                sum += cells->norm[i] * cells->norm[i];
                count++;
            }
        CHECK(count > 0);
        CHECK_NEAR(sqrt(sum / count), shells->norm[k], 1e-9 * shells->norm[k]);
    }
    for (int i = 1; i < cells->n; i++)
        CHECK(cells->r[i] >= cells->r[i - 1]);
    CHECK(shells->norm[0] > 10 * shells->norm[shells->n - 1]); // it does fall off
}

int main(void)
{
    kkr_error err = { 0 };
    char *path = kkr_strdup_printf("%s.h5", getenv("KKR_SAMPLE"));
    KKR_AUTO(kkr_dataset) set = kkr_dataset_open(path, &err);
    free(path);
    CHECK(set != NULL);
    if (!set)
        return check_done();
    test_shells(set, "Hg/Au@13");
    test_shells(set, "Cu/Ag@13");
    KKR_AUTO(kkr_screening) all = kkr_screening_new();
    for (int i = 0; i < set->n_rows; i++)
        kkr_screening_add_row(all, set->rows, i);
    CHECK(all->n == set->n_rows && all->n_lone == set->n_rows - 2);
    int ag = kkr_dataset_find(set, "Hg/Ag");
    CHECK_STRING(all->curve[ag].name, "Hg:Ag");
    CHECK_NEAR(all->curve[ag].z, 47, 0);
    CHECK_NEAR(all->curve[ag].norm[0], set->rows[ag].quality.dv, 1e-9);
    // nothing is known of it: no curve
    kkr_dataset_row nothing = kkr_dataset_row_unknown();
    kkr_screening_add_row(all, &nothing, 0);
    CHECK(all->n == set->n_rows);
    return check_done();
}
