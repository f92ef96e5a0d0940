// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_export.h"

#include "core/h5_packed.h"
#include "core/h5_rows.h"
#include "core/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_SIZE = 64 };

typedef struct shard {
    char *seen_from; // the name that the joined file knows it by
    size_t rows, cases;
    hsize_t width;
    char *labels, *v0;
} shard;

static bool shape_of(hid_t file, const char *name, int rank, hsize_t size[2])
{
    hid_t id = H5Dopen2(file, name, H5P_DEFAULT);
    hid_t space = id >= 0 ? H5Dget_space(id) : H5I_INVALID_HID;
    size[1] = 0;
    bool good = space >= 0 && H5Sget_simple_extent_ndims(space) == rank &&
                H5Sget_simple_extent_dims(space, size, NULL) == rank;
    if (space >= 0)
        H5Sclose(space);
    if (id >= 0)
        H5Dclose(id);
    return good;
}

static bool read_labels(hid_t file, shard *s)
{
    hsize_t size[2];
    if (!shape_of(file, "labels", 1, size) || size[0] != s->width)
        return false;
    if (!kkr_h5_holds(file, size[0])) // more labels than the file has bytes
        return false;
    s->labels = kkr_alloc_large(size[0], LABEL_SIZE, NULL);
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, LABEL_SIZE);
    hid_t id = H5Dopen2(file, "labels", H5P_DEFAULT);
    bool good = s->labels && kkr_h5_packed_read(id, type, 0, size[0], s->labels);
    H5Dclose(id);
    H5Tclose(type);
    return good;
}

static bool read_shard(const char *path, const char *joined, shard *s, kkr_error *err)
{
    hid_t file = H5Fis_hdf5(path) > 0 ? H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT)
                                      : H5I_INVALID_HID;
    if (file < 0)
        return kkr_fail(err, KKR_ERROR_FILE,
                        "%s: expected a file that kkrscope export "
                        "has written",
                        path);
    char *format = kkr_h5_read_text(file, "format");
    hsize_t x[2], y[2], name[2];
    bool good = format && strcmp(format, "kkrscope jl_export") == 0 &&
                shape_of(file, "X", 2, x) && shape_of(file, "y", 1, y) &&
                shape_of(file, "cases/name", 1, name) && x[0] == y[0];
    if (good) {
        s->rows = x[0];
        s->width = x[1];
        s->cases = name[0];
        s->v0 = kkr_h5_read_text(file, "v0");
        good = s->v0 && read_labels(file, s);
    }
    s->seen_from = kkr_h5_seen_from(path, joined);
    free(format);
    H5Fclose(file);
    return good || kkr_fail(err, KKR_ERROR_FORMAT,
                            "%s: expected a complete file that kkrscope export has "
                            "written",
                            path);
}

static bool same_columns(const shard *a, const shard *b)
{
    return a->width == b->width && strcmp(a->v0, b->v0) == 0 &&
           memcmp(a->labels, b->labels, a->width * LABEL_SIZE) == 0;
}

/** The arrays of rows and those of cases. */
static bool join_sets(hid_t file, hid_t first, const shard *shards, int n)
{
    static const char *const sets[] = { "X",          "y",          "position",
                                        "r_imp",      "site",       "case",
                                        "cases/name", "cases/path", "cases/sha256",
                                        "cases/z",    "cases/rows" };
    char **seen_from = kkr_alloc(n, sizeof *seen_from);
    size_t *n_rows = kkr_alloc(n, sizeof *n_rows);
    bool good = true;
    for (size_t k = 0; good && k < sizeof sets / sizeof *sets; k++) {
        for (int i = 0; i < n; i++) {
            seen_from[i] = shards[i].seen_from;
            n_rows[i] = strchr(sets[k], '/') ? shards[i].cases : shards[i].rows;
        }
        hid_t like = H5Dopen2(first, sets[k], H5P_DEFAULT);
        good = like >= 0 && kkr_h5_rows_join(file, sets[k], like, seen_from, n_rows, n);
        if (like >= 0)
            H5Dclose(like);
    }
    free(seen_from);
    free(n_rows);
    return good;
}

/** Which shard a row is from, and where the cases of each begin. */
static bool write_shards(hid_t file, const shard *shards, int n)
{
    long *begin = kkr_alloc((size_t)n * 2, sizeof *begin), rows = 0, cases = 0;
    for (int i = 0; i < n; i++) {
        begin[2 * i] = rows;
        begin[2 * i + 1] = cases;
        rows += (long)shards[i].rows;
        cases += (long)shards[i].cases;
    }
    const size_t shape[2] = { (size_t)n, 2 };
    bool good = kkr_h5_dataset(file, "shards", H5T_NATIVE_LONG, 2, shape, begin);
    free(begin);
    return good;
}

static bool write_joined(hid_t file, const char *first_path, const shard *shards, int n)
{
    static const long version = 1;
    const size_t width = shards[0].width;
    hid_t name = kkr_h5_text_type(LABEL_SIZE);
    hid_t group = kkr_h5_group(file, "cases");
    hid_t first = H5Fopen(first_path, H5F_ACC_RDONLY, H5P_DEFAULT);
    bool good = group >= 0 && H5Gclose(group) >= 0 && first >= 0 &&
                kkr_h5_text(file, "format", "kkrscope jl_export") &&
                kkr_h5_integers(file, "version", &version, 0, 0) &&
                kkr_h5_text(file, "program", "kkrscope " KKR_VERSION) &&
                kkr_h5_text(file, "v0", shards[0].v0) &&
                kkr_h5_text(file, "energy_unit", "Ry") &&
                kkr_h5_text(file, "length_unit", "bohr") &&
                kkr_h5_dataset(file, "labels", name, 1, &width, shards[0].labels) &&
                write_shards(file, shards, n) && join_sets(file, first, shards, n);
    if (first >= 0)
        H5Fclose(first);
    H5Tclose(name);
    return good;
}

bool kkr_jl_export_join(const char *const *paths, int n, const char *path,
                        size_t *n_rows, kkr_error *err)
{
    KKR_AUTO(kkr_output) output = kkr_output_new(path, err);
    if (!output)
        return false;
    shard *shards = kkr_alloc(n, sizeof *shards);
    bool good = true;
    *n_rows = 0;
    kkr_h5_lock();
    for (int i = 0; good && i < n; i++) {
        good = read_shard(paths[i], path, &shards[i], err);
        if (good && !same_columns(&shards[0], &shards[i]))
            good =
                kkr_fail(err, KKR_ERROR_FORMAT,
                         "%s and %s: other columns or another V0, expected shards of "
                         "one export",
                         paths[0], paths[i]);
        *n_rows += shards[i].rows;
    }
    kkr_h5_unlock();
    hid_t file = good ? kkr_h5_file(output, err) : H5I_INVALID_HID;
    good = file >= 0;
    if (good)
        good =
            kkr_h5_close(file, write_joined(file, paths[0], shards, n), output, err) &&
            kkr_output_commit(output, err);
    for (int i = 0; i < n; i++) {
        free(shards[i].seen_from);
        free(shards[i].labels);
        free(shards[i].v0);
    }
    free(shards);
    return good;
}
