// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/h5_rows.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_RANK = 5 };

hid_t kkr_h5_rows_new(hid_t group, const char *name, hid_t type, int rank,
                      const size_t *shape, const size_t *chunk)
{
    hsize_t now[MAX_RANK] = { 0 }, most[MAX_RANK] = { H5S_UNLIMITED },
            pieces[MAX_RANK] = { chunk[0] };
    for (int i = 1; i < rank; i++) {
        now[i] = most[i] = shape[i - 1];
        pieces[i] = chunk[i];
    }
    hid_t space = H5Screate_simple(rank, now, most);
    hid_t layout = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(layout, rank, pieces);
    H5Pset_obj_track_times(layout, false);
    hid_t id = H5Dcreate2(group, name, type, space, H5P_DEFAULT, layout, H5P_DEFAULT);
    H5Pclose(layout);
    H5Sclose(space);
    return id;
}

/** The rank of an array and the size of each axis; -1: unknown. */
static int shape_of(hid_t rows, hsize_t size[MAX_RANK])
{
    hid_t space = H5Dget_space(rows);
    int rank = space >= 0 ? H5Sget_simple_extent_ndims(space) : -1;
    if (rank < 1 || rank > MAX_RANK ||
        H5Sget_simple_extent_dims(space, size, NULL) != rank)
        rank = -1;
    if (space >= 0)
        H5Sclose(space);
    return rank;
}

bool kkr_h5_rows_cut(hid_t rows, size_t n)
{
    hsize_t size[MAX_RANK];
    if (shape_of(rows, size) < 0)
        return false;
    size[0] = n;
    return H5Dset_extent(rows, size) >= 0;
}

bool kkr_h5_rows_put(hid_t rows, hid_t type, size_t first, size_t n, const void *data)
{
    hsize_t count[MAX_RANK], begin[MAX_RANK] = { first };
    int rank = shape_of(rows, count);
    if (rank < 0 || !kkr_h5_rows_cut(rows, first + n))
        return false;
    count[0] = n;
    hid_t space = H5Dget_space(rows), memory = H5Screate_simple(rank, count, NULL);
    bool good =
        H5Sselect_hyperslab(space, H5S_SELECT_SET, begin, NULL, count, NULL) >= 0 &&
        H5Dwrite(rows, type, memory, space, H5P_DEFAULT, data) >= 0;
    H5Sclose(memory);
    H5Sclose(space);
    return good;
}

hid_t kkr_h5_text_type(size_t size)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, size);
    H5Tset_strpad(type, H5T_STR_NULLPAD);
    return type;
}

bool kkr_h5_set_integer(hid_t object, const char *name, long value)
{
    hid_t id = H5Aopen(object, name, H5P_DEFAULT);
    bool good = id >= 0 && H5Awrite(id, H5T_NATIVE_LONG, &value) >= 0;
    return id >= 0 && H5Aclose(id) >= 0 && good;
}

// ---- several files as one --------------------------------------------------------

char *kkr_h5_seen_from(const char *path, const char *joined)
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

bool kkr_h5_rows_join(hid_t file, const char *name, hid_t like, char *const *seen_from,
                      const size_t *n_rows, int n)
{
    hsize_t all[MAX_RANK], begin[MAX_RANK] = { 0 };
    int rank = shape_of(like, all);
    hid_t type = rank > 0 ? H5Dget_type(like) : H5I_INVALID_HID;
    if (type < 0)
        return false;
    all[0] = 0;
    for (int i = 0; i < n; i++)
        all[0] += n_rows[i];
    hid_t space = H5Screate_simple(rank, all, NULL);
    hid_t layout = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(layout, false);
    bool good = true;
    for (int i = 0; good && i < n; i++) {
        hsize_t size[MAX_RANK];
        memcpy(size, all, sizeof size);
        size[0] = n_rows[i];
        hid_t source = H5Screate_simple(rank, size, NULL);
        good =
            H5Sselect_hyperslab(space, H5S_SELECT_SET, begin, NULL, size, NULL) >= 0 &&
            H5Pset_virtual(layout, space, seen_from[i], name, source) >= 0;
        H5Sclose(source);
        begin[0] += size[0];
    }
    H5Sselect_all(space);
    hid_t id =
        good ? H5Dcreate2(file, name, type, space, H5P_DEFAULT, layout, H5P_DEFAULT)
             : H5I_INVALID_HID;
    H5Pclose(layout);
    H5Sclose(space);
    H5Tclose(type);
    return id >= 0 && H5Dclose(id) >= 0;
}
