// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_picture.h"

#include "tests/check.h"

static kkr_case *object;
static kkr_sampler *sampler;
static kkr_slice *slice;

static kkr_recipe new_recipe(kkr_jl_chart chart)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    kkr_plane_natural(object, &recipe.plane);
    recipe.jl.chart = chart;
    return recipe;
}

static kkr_jl_picture *picture_of(const kkr_recipe *recipe)
{
    kkr_error err = { 0 };
    kkr_jl_picture *p = kkr_jl_picture_new(recipe, object, sampler, slice, NULL, &err);
    if (!p)
        printf("%s\n", err.message);
    CHECK(p);
    return p;
}

static void test_basis(void)
{
    kkr_recipe recipe = new_recipe(KKR_JL_BASIS);
    recipe.has_pin = true;
    recipe.pin = (kkr_vec3){ 1, 0.5, -0.2 };
    KKR_AUTO(kkr_jl_picture) p = picture_of(&recipe);
    CHECK(p->settings.n_species == 2 && p->point.x == 1 && p->n_near > 10);
    CHECK_NEAR(p->near[0].r, sqrt(1.29) * kkr_angstrom_per_bohr, 1e-9);
    for (int i = 1; i < p->n_near; i++)
        CHECK(p->near[i].r >= p->near[i - 1].r);
}

static void test_fingerprint(void)
{
    kkr_recipe recipe = new_recipe(KKR_JL_FINGERPRINT);
    KKR_AUTO(kkr_jl_picture) p = picture_of(&recipe);
    CHECK(p->n_active == 150);
    int active = 0;
    for (int f = 0; f < 200; f++) {
        kkr_jl_column c = kkr_jl_column_at(&p->settings, f);
        CHECK(isnan(p->z[f]) == (c.a == 1 && c.b == 1));
        active += !isnan(p->z[f]);
    }
    CHECK(active == 150);
}

static void test_map(void)
{
    kkr_recipe recipe = new_recipe(KKR_JL_MAP);
    size_t size = (size_t)slice->width * (size_t)slice->height;
    KKR_AUTO(kkr_jl_picture) sheet = picture_of(&recipe);
    CHECK(sheet->n_rows == 6 && sheet->n_columns == 6);
    for (int i = 0; i < 36; i++)
        CHECK(sheet->feature[i] >= 0);
    kkr_jl_column c = kkr_jl_column_at(&sheet->settings, sheet->feature[6 * 2 + 4]);
    CHECK(c.a == 0 && c.b == 1 && c.n1 == 3 && c.n2 == 3 && c.l == 1);
    strcpy(recipe.jl.feature, "Hg_n2");
    KKR_AUTO(kkr_jl_picture) one = picture_of(&recipe);
    CHECK(one->n_rows == 1 && one->feature[0] == 1 && one->low == -one->high);
    CHECK(memcmp(one->layers, sheet->layers + size, size * sizeof(float)) == 0);
    recipe.jl.raw = true;
    KKR_AUTO(kkr_jl_picture) raw = picture_of(&recipe);
    CHECK(raw->low < raw->high && raw->low != -raw->high);
    // the sheet of one species, of one body order, of few n
    strcpy(recipe.jl.feature, "overview");
    strcpy(recipe.jl.species, "Hg");
    recipe.jl.n_one = 2;
    recipe.jl.n_two = 3;
    recipe.jl.l_max = 1;
    KKR_AUTO(kkr_jl_picture) small = picture_of(&recipe);
    CHECK(small->n_rows == 3 && small->feature[1] == 1 && small->feature[2] == -1);
    CHECK(small->feature[6] == 2 && small->feature[7] == 4 && small->feature[8] == -1);
}

static void test_others(void)
{
    size_t size = (size_t)slice->width * (size_t)slice->height;
    kkr_recipe recipe = new_recipe(KKR_JL_SIMILARITY);
    // a pixel's centre as the point: there it is one
    recipe.has_pin = true;
    recipe.pin = kkr_plane_point(&slice->plane, slice->s0 + 20 * slice->pitch,
                                 slice->t0 + 31 * slice->pitch);
    KKR_AUTO(kkr_jl_picture) likeness = picture_of(&recipe);
    CHECK_NEAR(likeness->layers[31 * slice->width + 20], 1, 1e-6);
    recipe = new_recipe(KKR_JL_PCA);
    KKR_AUTO(kkr_jl_picture) pca = picture_of(&recipe);
    for (size_t i = 0; i < 3 * size; i++)
        CHECK(pca->layers[i] >= 0 && pca->layers[i] <= 1);
    CHECK(pca->pca->share[0] >= pca->pca->share[1] && pca->pca->share[2] > 0);
}

static void test_waterfall(void)
{
    kkr_recipe recipe = new_recipe(KKR_JL_WATERFALL);
    KKR_AUTO(kkr_jl_picture) p = picture_of(&recipe);
    CHECK(p->n_shown == p->n_active && p->n_shown > 100 && p->n_marks >= 2);
    CHECK_STRING(p->marks[0].label, "Ag");
    CHECK_STRING(p->marks[1].label, "Hg");
    CHECK_NEAR(p->marks[0].distance, 0, 1e-9);
    CHECK_NEAR(p->marks[1].distance, p->length / 2, p->length / 300);
    for (int f = 0; f < p->n_shown; f++) {
        double sum = 0, sum2 = 0;
        for (int i = 0; i < p->n_stations; i++) {
            double z = p->waterfall[f * p->n_stations + i];
            sum += z;
            sum2 += z * z;
        }
        CHECK_NEAR(sum / p->n_stations, 0, 1e-5);
        CHECK_NEAR(sum2 / p->n_stations, 1, 1e-5);
    }
}

static void test_refused(void)
{
    kkr_recipe recipe = new_recipe(KKR_JL_MAP);
    strcpy(recipe.jl.feature, "Hg_n22");
    CHECK_FAILS(kkr_jl_picture_check(&recipe, object, &err), "did you mean Hg_n2?");
    CHECK_FAILS(kkr_jl_picture_new(&recipe, object, sampler, slice, NULL, &err),
                "no feature Hg_n22");
    recipe = new_recipe(KKR_JL_BASIS);
    strcpy(recipe.jl.species, "Hg,,Ag");
    CHECK_FAILS(kkr_jl_picture_check(&recipe, object, &err), "1 to 15 letters");
    recipe = new_recipe(KKR_JL_PCA);
    recipe.jl.n_two = 1;
    CHECK_FAILS(kkr_jl_picture_check(&recipe, object, &err), "two-body terms");
    recipe.jl.n_two = 5;
    atomic_bool cancel = true;
    kkr_job job = { .cancel = &cancel };
    CHECK_FAILS(kkr_jl_picture_new(&recipe, object, sampler, slice, &job, &err),
                "cancelled");
}

/* One ground serves all charts and every point of the window, to the last bit. */
static void test_ground(void)
{
    const kkr_jl_chart charts[] = { KKR_JL_FINGERPRINT, KKR_JL_SIMILARITY, KKR_JL_MAP,
                                    KKR_JL_PCA };
    kkr_error err = { 0 };
    kkr_recipe recipe = new_recipe(KKR_JL_FINGERPRINT);
    KKR_AUTO(kkr_jl_ground)
    ground = kkr_jl_ground_new(&recipe, object, slice, NULL, &err);
    CHECK(ground && ground->map->n_features == 200);
    const size_t size = (size_t)slice->width * (size_t)slice->height;
    recipe.has_pin = true; // anywhere in the window
    recipe.pin = kkr_plane_point(&recipe.plane, slice->s0 + 3 * slice->pitch,
                                 slice->t0 + 30 * slice->pitch);
    for (size_t i = 0; i < sizeof charts / sizeof *charts; i++) {
        recipe.jl.chart = charts[i];
        KKR_AUTO(kkr_jl_picture) own = picture_of(&recipe);
        KKR_AUTO(kkr_jl_picture)
        p = kkr_jl_picture_on(ground, &recipe, object, NULL, &err);
        CHECK(p && !p->own && own->own && p->n_near == own->n_near);
        CHECK(p->point.x == own->point.x && p->point.y == own->point.y);
        if (p->layers)
            CHECK(memcmp(p->layers, own->layers, size * sizeof *p->layers) == 0);
        if (p->z)
            CHECK(memcmp(p->z, own->z, 200 * sizeof *p->z) == 0);
    }
}

int main(void)
{
    const char *folder = getenv("KKR_SAMPLE");
    kkr_error err = { 0 };
    kkr_sampler_params params = kkr_sampler_defaults;
    params.outside_host = true;
    object = kkr_case_open(&folder, 1, NULL, NULL, &err);
    sampler = object ? kkr_sampler_new(object, params, NULL, &err) : NULL;
    if (!sampler) {
        printf("no sample case: %s\n", err.message);
        return EXIT_FAILURE;
    }
    kkr_recipe recipe = new_recipe(KKR_JL_MAP);
    slice = kkr_slice_new(sampler, object, &recipe.plane, 0, 0, 0.3, 48, 40, false, 1,
                          NULL, &err);
    CHECK(slice);
    test_basis();
    test_fingerprint();
    test_map();
    test_others();
    test_waterfall();
    test_refused();
    test_ground();
    kkr_slice_free(slice);
    kkr_sampler_free(sampler);
    kkr_case_free(object);
    return check_done();
}
