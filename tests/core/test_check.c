// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/check.h"

#include "tests/check.h"

static kkr_case *open_case(const char *folder)
{
    kkr_error err = { 0 };
    kkr_case *object = kkr_case_open(&folder, 1, &(kkr_case_options){ 0 }, NULL, &err);
    CHECK_STRING(err.message, "");
    return object;
}

static const kkr_check_item *find(const kkr_check *check, const char *id)
{
    for (int i = 0; i < check->n_items; i++)
        if (strcmp(check->items[i].id, id) == 0)
            return &check->items[i];
    printf("no check \"%s\"\n", id);
    check_failures++;
    static const kkr_check_item none = { .id = "", .value = NAN };
    return &none;
}

static kkr_check *judge(const kkr_case *object)
{
    kkr_error err = { 0 };
    kkr_check *check = kkr_check_new(object, kkr_check_defaults, NULL, &err);
    CHECK_STRING(err.message, "");
    return check;
}

/* Damages one entry of the sample, and says which check must notice. */
static void check_damage(const char *sample, const char *id, kkr_verdict verdict,
                         void (*damage)(kkr_case *))
{
    KKR_AUTO(kkr_case) object = open_case(sample);
    damage(object);
    KKR_AUTO(kkr_check) check = judge(object);
    const kkr_check_item *item = find(check, id);
    if (item->verdict != verdict)
        printf("%s: %s, %g: %s\n", id, kkr_verdict_name(item->verdict), item->value,
               item->sentence);
    CHECK(item->verdict == verdict);
    CHECK(item->sentence[0] && item->expected[0]);
}

static kkr_potential_entry *entry_of(kkr_case *object, int site)
{
    return (kkr_potential_entry *)object->sites[site].entry[0];
}

static void shift_zero(kkr_case *object) // of the host's potential
{
    kkr_potential_entry *e = (kkr_potential_entry *)object->host_sites[0].entry[0];
    for (int ir = 0; ir < e->n_r; ir++)
        e->v0[ir] += 0.01;
}

static void other_vbc(kkr_case *object)
{
    entry_of(object, 0)->vbc += 1e-4;
}

static void other_fermi_energy(kkr_case *object)
{
    entry_of(object, 3)->e_fermi += 0.01;
}

static void wrong_shape(kkr_case *object)
{
    kkr_shape_cell *cell = (kkr_shape_cell *)object->sites[2].shape;
    for (int i = cell->panel_size[0]; i < cell->n_mesh; i++)
        cell->theta[i] *= 1.01;
}

static void lost_symmetry(kkr_case *object)
{
    entry_of(object, 0)->lm_index[0] = 1; // l = 1 where inversion forbids it
}

static void not_a_number(kkr_case *object)
{
    kkr_potential_entry *e = entry_of(object, 4);
    e->v0[e->n_r - 5] = NAN;
    e->n_nan = 1;
}

int main(void)
{
    const char *sample = getenv("KKR_SAMPLE");
    {
        KKR_AUTO(kkr_case) object = open_case(sample);
        KKR_AUTO(kkr_check) check = judge(object);
        for (int i = 0; i < check->n_items; i++) {
            const kkr_check_item *item = &check->items[i];
            if (item->verdict != KKR_VERDICT_OK)
                printf("%s: %s\n", item->id, item->sentence);
            CHECK(item->verdict == KKR_VERDICT_OK);
        }
        CHECK(kkr_check_verdict(check) == KKR_VERDICT_OK);
        CHECK(check->has_grid && check->grid.n_registered == 7);
        CHECK_NEAR(find(check, "energy-zero")->value, 0, 1e-5);
        CHECK_NEAR(find(check, "volume-sum")->value, 0, 1e-12);
        // the cell volume's Simpson excess, as kkr files have it
        CHECK_NEAR(find(check, "cell-volumes")->value, 1.5e-6, 1.5e-6);
        // finer grids are better
        kkr_check_params coarse = { .n_grid = 48 };
        KKR_AUTO(kkr_check) less = kkr_check_new(object, coarse, NULL, NULL);
        CHECK(find(less, "grid-between")->value >
              2 * find(check, "grid-between")->value);
        atomic_bool cancel = true;
        CHECK_FAILS(
            kkr_check_new(object, coarse, &(kkr_job){ .cancel = &cancel }, &err),
            "cancelled");
    }
    check_damage(sample, "energy-zero", KKR_VERDICT_WARN, shift_zero);
    check_damage(sample, "energy-zero-shift", KKR_VERDICT_WARN, other_vbc);
    check_damage(sample, "fermi-level", KKR_VERDICT_WARN, other_fermi_energy);
    check_damage(sample, "cell-volumes", KKR_VERDICT_FAIL, wrong_shape);
    check_damage(sample, "shape-functions", KKR_VERDICT_WARN, wrong_shape);
    check_damage(sample, "symmetry", KKR_VERDICT_WARN, lost_symmetry);
    check_damage(sample, "numbers", KKR_VERDICT_FAIL, not_a_number);
    return check_done();
}
