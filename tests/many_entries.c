// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * Makes a large data set from a small one: its entries again and again, under the names
 * of other hosts and impurities. For tests and benchmarks of size, not of physics.
 *
 *     many_entries SMALL.h5 LARGE.h5 N [copy|link]
 *
 * "copy" gives every entry files of its own, "link" lets equal ones share them, which is
 * quick. Names are Li/Li, Li/Be, ... with @ and a number where they come again; every
 * seventh entry of a full map is left out, so that it has holes.
 */

#include "core/crystal.h"
#include "core/dataset.h"
#include "core/dataset_layout.h"
#include "core/h5.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_Z = 3, LAST_Z = 83 };

/* Host and impurity of entry i: row by row over the whole map, then once more. */
static void rename_row(kkr_dataset_row *row, int i)
{
    const int n = LAST_Z - FIRST_Z + 1, per_map = n * n - n * n / 7;
    int round = i / per_map, k = i % per_map;
    k += k / 6; // leaves out every seventh
    int host = FIRST_Z + (k / n) % n, impurity = FIRST_Z + k % n;
    row->host_z = host;
    row->impurity_z = impurity;
    snprintf(row->host_element, sizeof row->host_element, "%s",
             kkr_element_symbol(host));
    snprintf(row->impurity, sizeof row->impurity, "%s", kkr_element_symbol(impurity));
    snprintf(row->name, sizeof row->name, round ? "%s/%s@%d" : "%s/%s",
             kkr_element_symbol(host), kkr_element_symbol(impurity), round + 1);
    snprintf(row->path, sizeof row->path, "/embeddings/%d", i);
    // numbers that differ, so that sorting has something to do
    row->quality.dv *= 1 + 1e-3 * (i % 977);
    row->quality.rms *= 1 + (i % 89);
}

static bool add_groups(hid_t from, hid_t to, const kkr_dataset *small, int n, bool copy)
{
    bool good = H5Ocopy(from, "hosts", to, "hosts", H5P_DEFAULT, H5P_DEFAULT) >= 0;
    hid_t group = H5Gcreate2(to, "embeddings", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    for (int i = 0; good && i < n; i++) {
        char path[32], first[32];
        snprintf(path, sizeof path, "/embeddings/%d", i);
        snprintf(first, sizeof first, "/embeddings/%d", i % small->n_rows);
        if (copy || i < small->n_rows)
            good = H5Ocopy(from, small->rows[i % small->n_rows].path, to, path,
                           H5P_DEFAULT, H5P_DEFAULT) >= 0;
        else
            good = H5Lcreate_hard(to, first, to, path, H5P_DEFAULT, H5P_DEFAULT) >= 0;
    }
    H5Gclose(group);
    return good;
}

static bool add_attributes(hid_t to)
{
    const long version = KKR_DATASET_VERSION;
    return kkr_h5_text(to, "format", KKR_DATASET_FORMAT) &&
           kkr_h5_integers(to, "version", &version, 0, 0);
}

int main(int argc, char **argv)
{
    int n = argc > 3 ? atoi(argv[3]) : 0;
    kkr_error err = { 0 };
    if (n < 1) {
        fprintf(stderr, "usage: many_entries SMALL.h5 LARGE.h5 N [copy|link]\n");
        return 2;
    }
    KKR_AUTO(kkr_dataset) small = kkr_dataset_open(argv[1], &err);
    if (!small) {
        fprintf(stderr, "many_entries: %s\n", err.message);
        return 1;
    }
    kkr_dataset_row *rows = kkr_alloc((size_t)n, sizeof *rows);
    for (int i = 0; i < n; i++) {
        rows[i] = small->rows[i % small->n_rows];
        rename_row(&rows[i], i);
    }
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
    hid_t to = H5Fcreate(argv[2], H5F_ACC_TRUNC, H5P_DEFAULT, access);
    bool good = to >= 0 && add_attributes(to) &&
                add_groups(small->file, to, small, n,
                           argc < 5 || strcmp(argv[4], "copy") == 0) &&
                kkr_dataset_index_write(to, rows, n);
    good = to >= 0 && H5Fclose(to) >= 0 && good;
    H5Pclose(access);
    free(rows);
    if (!good)
        fprintf(stderr, "many_entries: %s cannot be written\n", argv[2]);
    return good ? 0 : 1;
}
