// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "tests/fuzz/h5_edits.h"

#include "core/h5.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_OBJECTS = 64, NAME_SIZE = 128, MAX_RAW = 1 << 16 };

typedef struct edit {
    uint8_t object, attribute, what, number;
    uint32_t value;
} edit;

typedef struct objects {
    int n;
    char name[MAX_OBJECTS][NAME_SIZE];
} objects;

static herr_t collect(hid_t file, const char *name, const H5L_info_t *info, void *user)
{
    objects *all = user;
    if (all->n < MAX_OBJECTS)
        snprintf(all->name[all->n++], NAME_SIZE, "%s", name);
    return 0;
}

/** A type of another kind: number, text of `length`, text of any length, a record. */
static hid_t other_type(uint8_t which, uint32_t length)
{
    if (which % 5 == 0)
        return H5Tcopy(H5T_NATIVE_DOUBLE);
    if (which % 5 == 1)
        return H5Tcopy(H5T_NATIVE_LONG);
    if (which % 5 == 2) {
        hid_t record = H5Tcreate(H5T_COMPOUND, 8);
        H5Tinsert(record, "name", 0, H5T_NATIVE_INT);
        H5Tinsert(record, "path", 4, H5T_NATIVE_INT);
        return record;
    }
    hid_t text = H5Tcopy(H5T_C_S1);
    H5Tset_size(text, which % 5 == 3 ? H5T_VARIABLE : 1 + length % 5000);
    return text;
}

static hid_t other_space(const edit *e, bool huge)
{
    // what is not huge the library writes out here and now
    hsize_t size[2] = { huge ? (hsize_t)e->value << e->number % 24 : e->value % 1000,
                        1 + e->number };
    if (e->number % 4 == 0)
        return H5Screate(H5S_SCALAR);
    return H5Screate_simple(1 + e->number % 3 % 2, size, NULL);
}

/** One byte of the numbers as they lie in memory. */
static void change_byte(hid_t id, bool is_attribute, const edit *e)
{
    hid_t type = is_attribute ? H5Aget_type(id) : H5Dget_type(id);
    hid_t space = is_attribute ? H5Aget_space(id) : H5Dget_space(id);
    hssize_t n = H5Sget_simple_extent_npoints(space);
    size_t size = n > 0 ? (size_t)n * H5Tget_size(type) : 0;
    static uint8_t raw[MAX_RAW];
    // pointers of texts of any length are the library's own
    if (size > 0 && size <= MAX_RAW && H5Tdetect_class(type, H5T_VLEN) <= 0 &&
        H5Tis_variable_str(type) <= 0 &&
        (is_attribute ? H5Aread(id, type, raw)
                      : H5Dread(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw)) >= 0) {
        raw[e->value % size] = e->number;
        if (is_attribute)
            H5Awrite(id, type, raw);
        else
            H5Dwrite(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw);
    }
    H5Tclose(type);
    H5Sclose(space);
}

static void edit_attribute(hid_t object, const edit *e)
{
    H5O_info_t info;
    char name[NAME_SIZE];
    if (H5Oget_info(object, &info) < 0 || info.num_attrs == 0 ||
        H5Aget_name_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC,
                           e->attribute % info.num_attrs, name, sizeof name,
                           H5P_DEFAULT) < 0)
        return;
    if (e->what % 4 == 0) {
        H5Adelete(object, name);
    } else if (e->what % 4 == 1) { // the same kind, another number
        long value = (int32_t)e->value;
        H5Adelete(object, name);
        kkr_h5_integers(object, name, &value, 0, 0);
    } else if (e->what % 4 == 2) {
        hid_t type = other_type(e->number, e->value);
        hid_t space = other_space(e, false);
        H5Adelete(object, name);
        hid_t id = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
        if (id >= 0)
            H5Aclose(id);
        H5Sclose(space);
        H5Tclose(type);
    } else {
        hid_t id = H5Aopen(object, name, H5P_DEFAULT);
        change_byte(id, true, e);
        H5Aclose(id);
    }
}

/** Another array under the same name: chunks are only there where somebody wrote. */
static void replace_array(hid_t file, const char *name, const edit *e)
{
    hid_t type = other_type(e->attribute, e->value);
    hid_t space = other_space(e, e->what & 8);
    hid_t layout = H5Pcreate(H5P_DATASET_CREATE);
    int rank = H5Sget_simple_extent_ndims(space);
    hsize_t chunk[2] = { 1 + (e->value >> 8) % 4096, 1 };
    if (rank > 0 && e->what & 8) {
        H5Pset_chunk(layout, rank, chunk);
        H5Pset_deflate(layout, 1);
    }
    H5Ldelete(file, name, H5P_DEFAULT);
    hid_t id = H5Dcreate2(file, name, type, space, H5P_DEFAULT, layout, H5P_DEFAULT);
    if (id >= 0)
        H5Dclose(id);
    H5Pclose(layout);
    H5Sclose(space);
    H5Tclose(type);
}

static void edit_object(hid_t file, const objects *all, const edit *e)
{
    const char *name = all->name[e->object % all->n];
    const char *other = all->name[e->value % (uint32_t)all->n];
    H5O_info_t info;
    if (strcmp(name, ".") == 0 ||
        H5Oget_info_by_name(file, name, &info, H5P_DEFAULT) < 0)
        return;
    switch (e->what % 6) {
    case 0:
        H5Ldelete(file, name, H5P_DEFAULT);
        break;
    case 1:
        H5Ldelete(file, name, H5P_DEFAULT);
        H5Lcreate_soft(strcmp(other, ".") == 0 ? "/" : other, file, name, H5P_DEFAULT,
                       H5P_DEFAULT);
        break;
    case 2: // a circle
        H5Ldelete(file, name, H5P_DEFAULT);
        H5Lcreate_hard(file, other, file, name, H5P_DEFAULT, H5P_DEFAULT);
        break;
    case 3: {
        H5Ldelete(file, name, H5P_DEFAULT);
        hid_t group = H5Gcreate2(file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
        if (group >= 0)
            H5Gclose(group);
        break;
    }
    case 4:
        replace_array(file, name, e);
        break;
    default:
        if (info.type == H5O_TYPE_DATASET) {
            hid_t id = H5Dopen2(file, name, H5P_DEFAULT);
            change_byte(id, false, e);
            H5Dclose(id);
        }
        break;
    }
}

static void edit_file(hid_t file, const uint8_t *data, size_t size)
{
    objects all = { 0 };
    snprintf(all.name[all.n++], NAME_SIZE, ".");
    H5Lvisit(file, H5_INDEX_NAME, H5_ITER_INC, collect, &all);
    for (size_t i = 0; i + EDIT_SIZE <= size && i < 16 * EDIT_SIZE; i += EDIT_SIZE) {
        edit e;
        memcpy(&e, data + i, sizeof e);
        hid_t object = H5Oopen(file, all.name[e.object % all.n], H5P_DEFAULT);
        if (e.what & 0x80 && object >= 0)
            edit_attribute(object, &e);
        if (object >= 0)
            H5Oclose(object);
        if (!(e.what & 0x80))
            edit_object(file, &all, &e);
    }
}

void h5_edit(const char *base, int to, const uint8_t *data, size_t size)
{
    kkr_h5_lock();
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fapl_core(access, 1 << 16, false); // what is edited is never on the disk
    hid_t file = H5Fopen(base, H5F_ACC_RDWR, access);
    H5Pclose(access);
    if (file < 0) {
        fprintf(stderr, "%s: cannot be opened\n", base);
        abort();
    }
    edit_file(file, data, size);
    H5Fflush(file, H5F_SCOPE_GLOBAL);
    ssize_t length = H5Fget_file_image(file, NULL, 0);
    uint8_t *image = length > 0 ? malloc((size_t)length) : NULL;
    if (image) // an edit may have been more than the library can write
        H5Fget_file_image(file, image, (size_t)length);
    H5Fclose(file);
    kkr_h5_unlock();
    if (image && pwrite(to, image, (size_t)length, 0) != length)
        abort();
    free(image);
}
