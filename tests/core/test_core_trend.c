// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/core_trend.h"
#include "tests/check.h"

enum { FIRST_Z = 20, N = 20 };

/** Levels as Moseley's law has them: sqrt(-E) linear in Z. */
static void make_rows(kkr_dataset_row *rows)
{
    for (int i = 0; i < N; i++) {
        rows[i] = kkr_dataset_row_unknown();
        strcpy(rows[i].host_element, "Hg");
        rows[i].impurity_z = FIRST_Z + i;
        kkr_quality *q = &rows[i].quality;
        q->n_core = 3;
        for (int k = 0; k < 3; k++) {
            double root = (1 + 0.1 * i) * (3 - k);
            q->core_energy[k] = -root * root;
            q->core_l[k] = k == 2; // 1s, 2s, 2p
        }
    }
}

static double off(const kkr_dataset_row *rows, int i)
{
    return rows[i].quality.core_shift;
}

int main(void)
{
    kkr_dataset_row rows[N + 1];
    make_rows(rows);
    kkr_core_trend(rows, N);
    for (int i = 0; i < N; i++)
        CHECK_NEAR(off(rows, i), 0, 1e-9);
    // three of them together, as in real data, do not hide each other
    rows[8].quality.core_energy[2] -= 6;
    rows[5].quality.core_energy[2] -= 2.4;
    rows[4].quality.core_energy[2] -= 1.8;
    kkr_core_trend(rows, N);
    CHECK_NEAR(off(rows, 8), -6, 1e-9);
    CHECK_NEAR(off(rows, 5), -2.4, 1e-9);
    CHECK_NEAR(off(rows, 4), -1.8, 1e-9);
    for (int i = 0; i < N; i++)
        if (i != 4 && i != 5 && i != 8)
            CHECK_NEAR(off(rows, i), 0, 1e-9);
    // 1s is deeper than 2p and not judged
    make_rows(rows);
    rows[3].quality.core_energy[0] -= 5;
    kkr_core_trend(rows, N);
    CHECK_NEAR(off(rows, 3), 0, 1e-9);
    // alone in its host there is no trend
    rows[N] = rows[0];
    strcpy(rows[N].host_element, "Cu");
    kkr_core_trend(rows, N + 1);
    CHECK(isnan(off(rows, N)));
    CHECK_NEAR(off(rows, 0), 0, 1e-9);
    kkr_core_trend(rows, 0);
    // a hundred of each, as in a data set of many runs, change nothing
    enum { COPIES = 100 };
    kkr_dataset_row *many = kkr_alloc(N * COPIES, sizeof *many);
    make_rows(rows);
    rows[8].quality.core_energy[2] -= 6;
    rows[5].quality.core_energy[2] -= 2.4;
    for (int i = 0; i < N * COPIES; i++)
        many[i] = rows[i % N];
    kkr_core_trend(many, N * COPIES);
    for (int i = 0; i < N * COPIES; i++)
        CHECK_NEAR(off(many, i), i % N == 8 ? -6 : i % N == 5 ? -2.4 : 0, 1e-9);
    free(many);
    return check_done();
}
