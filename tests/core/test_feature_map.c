// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/feature_map.h"

#include "tests/check.h"

enum { SIDE = 41 }; // odd: a pixel on the impurity, and mirror images of all

static kkr_jl_atom atoms[800];

static kkr_jl *make_jl(kkr_jl_settings *s)
{
    int n = 0;
    for (int i = -5; i <= 5; i++)
        for (int j = -5; j <= 5; j++)
            for (int k = -5; k <= 5; k++)
                if ((i + j + k) % 2 == 0) {
                    bool middle = i == 0 && j == 0 && k == 0;
                    atoms[n].position = (kkr_vec3){ 3.4 * i, 3.4 * j, 3.4 * k }; // bohr
                    strcpy(atoms[n++].name, middle ? "imp" : "host");
                }
    *s = kkr_jl_settings_defaults();
    CHECK(kkr_jl_settings_add_species(s, "host", NULL));
    CHECK(kkr_jl_settings_add_species(s, "imp", NULL));
    KKR_AUTO(kkr_jl_environment)
    e = kkr_jl_environment_new(atoms, n, NULL, NULL, kkr_angstrom_per_bohr, NULL);
    kkr_jl *jl = kkr_jl_new(s, e, NULL);
    CHECK(jl);
    return jl;
}

static float mirrored(const float *map, int i, int j, int way)
{
    int a = way & 1 ? SIDE - 1 - i : i, b = way & 2 ? SIDE - 1 - j : j;
    return way & 4 ? map[a * SIDE + b] : map[b * SIDE + a];
}

int main(void)
{
    kkr_jl_settings s;
    KKR_AUTO(kkr_jl) jl = make_jl(&s);
    kkr_feature_window w = {
        .s0 = -4, .t0 = -4, .pitch = 0.2, .width = SIDE, .height = SIDE
    };
    CHECK(kkr_plane_from_miller(0, 0, 1, 0, &w.plane, NULL));
    KKR_AUTO(kkr_feature_map) map = kkr_feature_map_new(jl, &w, NULL, NULL);
    CHECK(map);
    CHECK(map->n_sample == SIDE * SIDE && map->n_features == 200);
    // columns of the impurity with itself are never active
    for (int f = 0; f < 200; f++) {
        kkr_jl_column c = kkr_jl_column_at(&s, f);
        if (c.a == 1 && c.b == 1)
            CHECK(map->columns->deviation[f] == 0);
    }
    CHECK(map->columns->n_active == 150);

    float *out = kkr_alloc(3 * SIDE * SIDE, sizeof *out);
    static const int f[2] = { 25, 70 }; // 70: imp with itself
    CHECK(kkr_feature_map_columns(map, f, 2, false, out, NULL, NULL));
    double row[200];
    kkr_vec3 x = kkr_plane_point(&w.plane, -4 + 7 * 0.2, -4 + 30 * 0.2);
    CHECK(kkr_jl_features(jl, &x, 1, row, NULL, NULL));
    CHECK(out[30 * SIDE + 7] == (float)row[25]);
    CHECK(out[SIDE * SIDE + 5] == 0);
    CHECK(kkr_feature_map_columns(map, f, 2, true, out, NULL, NULL));
    CHECK(isnan(out[SIDE * SIDE + 5]));
    double sum = 0;
    for (int i = 0; i < SIDE * SIDE; i++)
        sum += out[i];
    CHECK_NEAR(sum / (SIDE * SIDE), 0, 1e-5);

    // a cubic plane: eight equivalent points are alike, others are not
    CHECK(kkr_feature_map_similarity(map, x, 0.5, out, NULL, NULL));
    for (int way = 0; way < 8; way++)
        CHECK_NEAR(mirrored(out, 7, 30, way), 1, 1e-6);
    int alike = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
        CHECK(out[i] >= 0 && out[i] <= 1);
        alike += out[i] > 0.999;
    }
    CHECK(alike == 8);

    KKR_AUTO(kkr_pca) pca = kkr_feature_map_pca(map, 3, NULL, NULL);
    CHECK(pca);
    CHECK(pca->share[0] >= pca->share[1] && pca->share[1] >= pca->share[2] &&
          pca->share[2] > 0.02 && pca->share[0] + pca->share[1] + pca->share[2] < 1);
    CHECK(kkr_feature_map_scores(map, pca, out, NULL, NULL));
    for (int layer = 0; layer < 3; layer++)
        for (int way = 0; way < 8; way++)
            CHECK_NEAR(mirrored(out + layer * SIDE * SIDE, 12, 33, way),
                       out[layer * SIDE * SIDE + 33 * SIDE + 12], 1e-4);
    kkr_feature_rank(out, SIDE * SIDE);
    float low = 2, high = -1;
    for (int i = 0; i < SIDE * SIDE; i++) {
        low = out[i] < low ? out[i] : low;
        high = out[i] > high ? out[i] : high;
    }
    CHECK(low >= 0 && low < 0.01 && high > 0.99 && high <= 1);
    float few[5] = { 3, 1, 2, 2, -7 };
    kkr_feature_rank(few, 5);
    CHECK(few[0] == 1 && few[1] == 0.25 && few[2] == 0.625 && few[3] == 0.625 &&
          few[4] == 0);
    atomic_bool cancel = true;
    kkr_job job = { .cancel = &cancel };
    CHECK_FAILS(kkr_feature_map_scores(map, pca, out, &job, &err), "cancelled");
    free(out);
    return check_done();
}
