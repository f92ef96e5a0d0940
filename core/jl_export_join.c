// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_export.h"

#include "core/h5.h"
#include "core/h5_packed.h"
#include "core/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_SETS = 6, LABEL_SIZE = 64 };

static const char *const sets[N_SETS] = {
    "X", "y", "position", "r_imp", "site", "case"
};

typedef struct shard {
    char *seen_from; // the name that the joined file knows it by
    size_t rows, cases;
    hsize_t width;
    char *labels, *v0;
} shard;

/** A shard beside the joined file is known by its name alone: both may move. */
static char *seen_from(const char *path, const char *joined)
{
    const char *slash = strrchr(path, '/'), *other = strrchr(joined, '/');
    size_t length = slash ? (size_t)(slash - path) : 0,
           other_length = other ? (size_t)(other - joined) : 0;
    if (length == other_length && strncmp(path, joined, length) == 0 &&
        !slash == !other)
        return kkr_strdup(slash ? slash + 1 : path);
    char *full = realpath(path, NULL);
    return full ? full : kkr_strdup(path);
}

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
    s->seen_from = seen_from(path, joined);
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

/** One array whose rows are those of the shards. */
static bool join_set(hid_t file, const char *name, int columns, hid_t type,
                     const shard *shards, int n, bool of_cases)
{
    int rank = columns ? 2 : 1;
    hsize_t all[2] = { 0, (hsize_t)columns }, begin[2] = { 0, 0 };
    for (int i = 0; i < n; i++)
        all[0] += of_cases ? shards[i].cases : shards[i].rows;
    hid_t space = H5Screate_simple(rank, all, NULL);
    hid_t layout = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(layout, false);
    bool good = true;
    for (int i = 0; good && i < n; i++) {
        hsize_t size[2] = { of_cases ? shards[i].cases : shards[i].rows,
                            (hsize_t)columns };
        hid_t source = H5Screate_simple(rank, size, NULL);
        good =
            H5Sselect_hyperslab(space, H5S_SELECT_SET, begin, NULL, size, NULL) >= 0 &&
            H5Pset_virtual(layout, space, shards[i].seen_from, name, source) >= 0;
        H5Sclose(source);
        begin[0] += size[0];
    }
    H5Sselect_all(space);
    hid_t id =
        good ? H5Dcreate2(file, name, type, space, H5P_DEFAULT, layout, H5P_DEFAULT)
             : H5I_INVALID_HID;
    H5Pclose(layout);
    H5Sclose(space);
    return id >= 0 && H5Dclose(id) >= 0;
}

static hid_t text_type(size_t size)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, size);
    H5Tset_strpad(type, H5T_STR_NULLPAD);
    return type;
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

static bool write_joined(hid_t file, const shard *shards, int n)
{
    static const long version = 1;
    const size_t width = shards[0].width;
    hid_t name = text_type(LABEL_SIZE), path = text_type(512), hash = text_type(65);
    hid_t group = kkr_h5_group(file, "cases");
    bool good = group >= 0 && H5Gclose(group) >= 0 &&
                kkr_h5_text(file, "format", "kkrscope jl_export") &&
                kkr_h5_integers(file, "version", &version, 0, 0) &&
                kkr_h5_text(file, "program", "kkrscope " KKR_VERSION) &&
                kkr_h5_text(file, "v0", shards[0].v0) &&
                kkr_h5_text(file, "energy_unit", "Ry") &&
                kkr_h5_text(file, "length_unit", "bohr") &&
                kkr_h5_dataset(file, "labels", name, 1, &width, shards[0].labels) &&
                write_shards(file, shards, n);
    for (int k = 0; good && k < N_SETS; k++)
        good = join_set(file, sets[k],
                        k == 0   ? (int)width
                        : k == 2 ? 3
                                 : 0,
                        k < 4 ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT, shards, n, false);
    good = good && join_set(file, "cases/name", 0, name, shards, n, true) &&
           join_set(file, "cases/path", 0, path, shards, n, true) &&
           join_set(file, "cases/sha256", 0, hash, shards, n, true) &&
           join_set(file, "cases/z", 2, H5T_NATIVE_DOUBLE, shards, n, true) &&
           join_set(file, "cases/rows", 2, H5T_NATIVE_LONG, shards, n, true);
    H5Tclose(name);
    H5Tclose(path);
    H5Tclose(hash);
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
        good = kkr_h5_close(file, write_joined(file, shards, n), output, err) &&
               kkr_output_commit(output, err);
    for (int i = 0; i < n; i++) {
        free(shards[i].seen_from);
        free(shards[i].labels);
        free(shards[i].v0);
    }
    free(shards);
    return good;
}
