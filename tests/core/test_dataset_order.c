// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/dataset_order.h"
#include "tests/check.h"

static kkr_dataset_row entry(const char *name, int impurity, double rms)
{
    kkr_dataset_row row = kkr_dataset_row_unknown();
    strcpy(row.name, name);
    sprintf(row.host_element, "%.2s", name);
    strcpy(row.impurity, name + 3);
    row.impurity_z = impurity;
    row.quality.rms = rms;
    return row;
}

static const char *names(const kkr_dataset_order *order, const kkr_dataset_row *rows)
{
    static char text[256];
    *text = '\0';
    for (int i = 0; order && i < order->n; i++)
        sprintf(text + strlen(text), "%s%s", i ? " " : "", rows[order->row[i]].name);
    return text;
}

int main(void)
{
    const kkr_dataset_row rows[] = {
        entry("Hg/Au@13", 79, 2e-8), entry("Cu/Ag", 47, NAN),   entry("Hg/Li", 3, 1e-3),
        entry("Hg/Au@2", 79, 2e-8),  entry("Hg/Ag", 47, -1e-9),
    };
    enum { N = sizeof rows / sizeof *rows };
    kkr_error err = { 0 };
    static const struct {
        const char *select, *sort, *names;
    } all[] = {
        { "", "", "Hg/Au@13 Cu/Ag Hg/Li Hg/Au@2 Hg/Ag" },
        { "", "impurity_z", "Hg/Li Cu/Ag Hg/Ag Hg/Au@13 Hg/Au@2" },
        { "", "-impurity_z", "Hg/Au@13 Hg/Au@2 Cu/Ag Hg/Ag Hg/Li" },
        // what is not known comes last, whichever way
        { "", "rms", "Hg/Ag Hg/Au@13 Hg/Au@2 Hg/Li Cu/Ag" },
        { "", "-rms", "Hg/Li Hg/Au@13 Hg/Au@2 Hg/Ag Cu/Ag" },
        { "", "name", "Cu/Ag Hg/Ag Hg/Au@2 Hg/Au@13 Hg/Li" },
        { "Hg:A*", "-name", "Hg/Au@13 Hg/Au@2 Hg/Ag" },
        { "rms>1", "rms", "" },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        KKR_AUTO(kkr_dataset_order)
        order = kkr_dataset_order_new(rows, N, all[i].select, all[i].sort, &err);
        CHECK_STRING(names(order, rows), all[i].names);
        int found = 0;
        for (int k = 0; order && k < N; k++)
            if (order->position[k] >= 0) {
                CHECK(order->row[order->position[k]] == k);
                found++;
            }
        CHECK(order && found == order->n);
    }

    KKR_AUTO(kkr_dataset_order)
    order = kkr_dataset_order_new(rows, N, "Hg", "rms", &err);
    CHECK(kkr_dataset_order_step(order, 4, 1) == 0); // Hg/Ag, then Hg/Au@13
    CHECK(kkr_dataset_order_step(order, 0, -1) == 4);
    CHECK(kkr_dataset_order_step(order, 4, -1) == 4); // the first one stays
    CHECK(kkr_dataset_order_step(order, 4, 2147483647) == 2);
    CHECK(kkr_dataset_order_step(order, 2, -2147483647) == 4);
    CHECK(kkr_dataset_order_step(order, 1, 1) == 4); // not selected: from the start
    CHECK(kkr_dataset_order_step(order, -1, 1) == 4);
    KKR_AUTO(kkr_dataset_order)
    none = kkr_dataset_order_new(rows, 0, "", "rms", &err);
    CHECK(none && kkr_dataset_order_step(none, -1, 1) == -1);

    CHECK_FAILS(kkr_dataset_order_new(rows, N, "", "rsm", &err), "did you mean rms");
    CHECK_FAILS(kkr_dataset_order_new(rows, N, "", "-nam", &err), "name");
    CHECK_FAILS(kkr_dataset_order_new(rows, N, "rsm>1", "", &err), "rms");
    return check_done();
}
