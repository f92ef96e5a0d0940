// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/h5.h"

#include "core/h5_packed.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t mutex = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

void kkr_h5_lock(void)
{
    pthread_mutex_lock(&mutex);
    // some builds keep this per thread; what goes wrong is ours to say
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

void kkr_h5_unlock(void)
{
    pthread_mutex_unlock(&mutex);
}

static bool write_attribute(hid_t object, const char *name, hid_t type, hid_t space,
                            const void *data)
{
    hid_t id = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    bool good = id >= 0 && H5Awrite(id, type, data) >= 0;
    if (id >= 0)
        good = H5Aclose(id) >= 0 && good;
    H5Sclose(space);
    return good;
}

bool kkr_h5_text(hid_t object, const char *name, const char *text)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    bool is_ascii = true;
    for (const char *p = text; *p; p++)
        is_ascii = is_ascii && (unsigned char)*p < 0x80;
    H5Tset_size(type, *text ? strlen(text) : 1);
    H5Tset_strpad(type, H5T_STR_NULLPAD);
    H5Tset_cset(type, is_ascii ? H5T_CSET_ASCII : H5T_CSET_UTF8);
    bool good = write_attribute(object, name, type, H5Screate(H5S_SCALAR), text);
    H5Tclose(type);
    return good;
}

char *kkr_h5_read_text(hid_t object, const char *name)
{
    if (H5Aexists(object, name) <= 0)
        return NULL;
    hid_t id = H5Aopen(object, name, H5P_DEFAULT);
    hid_t type = id >= 0 ? H5Aget_type(id) : H5I_INVALID_HID;
    hid_t space = id >= 0 ? H5Aget_space(id) : H5I_INVALID_HID;
    char *text = NULL;
    if (type >= 0 && H5Tget_class(type) == H5T_STRING &&
        H5Tis_variable_str(type) == 0 && H5Sget_simple_extent_npoints(space) == 1 &&
        kkr_h5_holds(object, H5Tget_size(type))) {
        text = kkr_alloc_large(H5Tget_size(type) + 1, 1, NULL);
        if (text && H5Aread(id, type, text) < 0) {
            free(text);
            text = NULL;
        }
    }
    if (type >= 0)
        H5Tclose(type);
    if (space >= 0)
        H5Sclose(space);
    if (id >= 0)
        H5Aclose(id);
    return text;
}

bool kkr_h5_read_integer(hid_t object, const char *name, long *value)
{
    if (H5Aexists(object, name) <= 0)
        return false;
    hid_t id = H5Aopen(object, name, H5P_DEFAULT);
    hid_t space = id >= 0 ? H5Aget_space(id) : H5I_INVALID_HID;
    bool good = space >= 0 && H5Sget_simple_extent_npoints(space) == 1 &&
                H5Aread(id, H5T_NATIVE_LONG, value) >= 0;
    if (space >= 0)
        H5Sclose(space);
    if (id >= 0)
        H5Aclose(id);
    return good;
}

static hid_t space_of(int rows, int columns)
{
    hsize_t shape[2] = { (hsize_t)rows, (hsize_t)columns };
    if (columns == 0)
        return H5Screate(H5S_SCALAR);
    return rows == 0 ? H5Screate_simple(1, shape + 1, NULL)
                     : H5Screate_simple(2, shape, NULL);
}

bool kkr_h5_doubles(hid_t object, const char *name, const double *values, int rows,
                    int columns)
{
    return write_attribute(object, name, H5T_NATIVE_DOUBLE, space_of(rows, columns),
                           values);
}

bool kkr_h5_integers(hid_t object, const char *name, const long *values, int rows,
                     int columns)
{
    return write_attribute(object, name, H5T_NATIVE_LONG, space_of(rows, columns),
                           values);
}

bool kkr_h5_dataset(hid_t group, const char *name, hid_t type, int rank,
                    const size_t *shape, const void *data)
{
    assert(rank >= 1 && rank <= 3);
    hsize_t size[3];
    for (int i = 0; i < rank; i++)
        size[i] = shape[i];
    hid_t space = H5Screate_simple(rank, size, NULL);
    hid_t layout = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(layout, false); // the same data make the same bytes
    H5Pset_fill_time(layout, H5D_FILL_TIME_NEVER);
    hid_t id = H5Dcreate2(group, name, type, space, H5P_DEFAULT, layout, H5P_DEFAULT);
    bool good = id >= 0 && H5Dwrite(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0;
    if (id >= 0)
        good = H5Dclose(id) >= 0 && good;
    H5Pclose(layout);
    H5Sclose(space);
    return good;
}

hid_t kkr_h5_group(hid_t parent, const char *name)
{
    hid_t settings = H5Pcreate(H5P_GROUP_CREATE);
    H5Pset_obj_track_times(settings, false);
    hid_t group = H5Gcreate2(parent, name, H5P_DEFAULT, settings, H5P_DEFAULT);
    H5Pclose(settings);
    return group;
}

hid_t kkr_h5_file(const kkr_output *output, kkr_error *err)
{
    kkr_h5_lock();
    hid_t file = output->is_regular ? H5Fcreate(output->beside, H5F_ACC_TRUNC,
                                                H5P_DEFAULT, H5P_DEFAULT)
                                    : H5I_INVALID_HID;
    if (file < 0)
        kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be made an HDF5 file%s", output->path,
                 output->is_regular ? "" : ": it is no regular file");
    if (file < 0)
        kkr_h5_unlock();
    return file;
}

bool kkr_h5_close(hid_t file, bool good, const kkr_output *output, kkr_error *err)
{
    int error = errno;
    errno = 0;
    bool closed = H5Fclose(file) >= 0;
    kkr_h5_unlock();
    if (good)
        error = errno;
    if (good && closed)
        return true;
    return kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written: %s", output->path,
                    error ? strerror(error) : "the HDF5 library gave up");
}
