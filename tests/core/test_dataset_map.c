// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/dataset_map.h"
#include "tests/check.h"

static kkr_dataset_row entry(int host, int impurity, double rms)
{
    kkr_dataset_row row = kkr_dataset_row_unknown();
    row.host_z = host;
    row.impurity_z = impurity;
    row.quality.rms = rms;
    strcpy(row.host_element, host == 29 ? "Cu" : "Hg");
    return row;
}

int main(void)
{
    const kkr_dataset_row rows[] = {
        entry(80, 47, 1e-7), entry(80, 3, 1e-8),  entry(29, 47, 3e-3),
        entry(80, 47, 5e-6), entry(29, 0, NAN),   entry(80, 47, NAN),
        entry(29, 64, 1e-7), entry(29, 29, -0.0),
    };
    enum { N = sizeof rows / sizeof *rows };
    kkr_error err = { 0 };
    kkr_map_style style = kkr_map_style_default;
    KKR_AUTO(kkr_dataset_map) map = kkr_dataset_map_new(rows, N, &style, &err);
    CHECK(map && map->n_rows == 2 && map->n_entries == N);
    if (!map)
        return check_done();
    // group by group: Cu (11) before Hg (12); a vacancy first, gadolinium in group 3
    CHECK_STRING(map->rows[0].symbol, "Cu");
    CHECK_STRING(map->rows[1].symbol, "Hg");
    CHECK_STRING(map->columns[0].symbol, "Vac");
    CHECK_STRING(map->columns[1].symbol, "H");
    CHECK_STRING(map->columns[2].symbol, "Li");
    CHECK(map->rows[0].count == 4 && map->rows[1].count == 4);
    int sum = 0, row, column;
    for (int c = 0; c < map->n_columns; c++) {
        sum += map->columns[c].count;
        CHECK(map->columns[c].z != 57 && map->columns[c].z != 65); // no lanthanides ...
        if (map->columns[c].z == 64) // ... but the one that is there
            CHECK(map->columns[c].block == 3 && map->columns[c].count == 1);
    }
    CHECK(sum == N);
    CHECK(kkr_dataset_map_find(map, &rows[0], &row, &column));
    CHECK(row == 1 && kkr_dataset_map_cell(map, row, column)->count == 3);
    CHECK(kkr_dataset_map_cell(map, row, column)->value == 3);
    CHECK(map->whole && map->scale.limit == 3);

    // from Hg:Ag left to Hg:Li, then nothing; up to Cu:Ag
    int r = row, c = column;
    CHECK(kkr_dataset_map_walk(map, &r, &c, 0, -1) && map->columns[c].z == 3);
    CHECK(!kkr_dataset_map_walk(map, &r, &c, 0, -1));
    r = row;
    c = column;
    CHECK(kkr_dataset_map_walk(map, &r, &c, -1, 0));
    CHECK(map->rows[r].z == 29 && map->columns[c].z == 47);
    CHECK(!kkr_dataset_map_walk(map, &r, &c, -1, 0));

    // of several entries the worst counts, and a log scale has whole decades
    strcpy(style.column, "rms");
    KKR_AUTO(kkr_dataset_map) rms = kkr_dataset_map_new(rows, N, &style, &err);
    CHECK(rms && kkr_dataset_map_cell(rms, row, column)->value == 5e-6);
    CHECK(kkr_dataset_map_cell(rms, row, column)->entry == 3);
    CHECK(rms->scale.kind == KKR_SCALE_LOG);
    CHECK_NEAR(rms->scale.low, 1e-8, 1e-20);
    CHECK_NEAR(rms->scale.limit, 1e-2, 1e-12);
    CHECK(kkr_dataset_map_find(rms, &rows[4], &r, &c));
    CHECK(isnan(kkr_dataset_map_cell(rms, r, c)->value));

    // by number, all hosts, and a selection
    style.order = KKR_MAP_NUMBER;
    style.all_hosts = true;
    strcpy(style.select, "Hg");
    KKR_AUTO(kkr_dataset_map) some = kkr_dataset_map_new(rows, N, &style, &err);
    CHECK(some && some->n_entries == 4 && some->n_rows > 60);
    for (int i = 1; some && i < some->n_rows; i++)
        CHECK(some->rows[i].z > some->rows[i - 1].z);
    strcpy(style.select, "rsm>1");
    CHECK_FAILS(kkr_dataset_map_new(rows, N, &style, &err), "did you mean rms");
    strcpy(style.select, "");
    strcpy(style.column, "core_shif");
    CHECK_FAILS(kkr_dataset_map_new(rows, N, &style, &err), "core_shift");
    strcpy(style.column, "core_shift");
    KKR_AUTO(kkr_dataset_map) none = kkr_dataset_map_new(rows, 0, &style, &err);
    CHECK(none && none->n_entries == 0);
    return check_done();
}
