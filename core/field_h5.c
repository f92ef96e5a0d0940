// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/field_formats.h"
#include "core/h5.h"

#include <stdlib.h>
#include <string.h>

// VTKHDF ImageData, version 1.0 (VTK file formats, "VTKHDF"): one group with a few
// attributes and a data set per array. What VTK has no place for lies outside of
// that group, so that the file can be read without VTK, too.

static bool write_image(hid_t file, const kkr_field *field)
{
    const int *n = field->grid.n;
    const kkr_vec3 *o = &field->grid.origin;
    double direction[9], spacing[3], origin[3] = { o->x, o->y, o->z };
    kkr_field_vtk_axes(&field->grid, direction, spacing);
    const long version[2] = { 1, 0 };
    const long extent[6] = { 0, n[0] - 1, 0, n[1] - 1, 0, n[2] - 1 };
    const size_t shape[3] = { (size_t)n[2], (size_t)n[1], (size_t)n[0] };

    hid_t image = kkr_h5_group(file, "VTKHDF");
    bool good = image >= 0 && kkr_h5_integers(image, "Version", version, 0, 2) &&
                kkr_h5_text(image, "Type", "ImageData") &&
                kkr_h5_integers(image, "WholeExtent", extent, 0, 6) &&
                kkr_h5_doubles(image, "Origin", origin, 0, 3) &&
                kkr_h5_doubles(image, "Spacing", spacing, 0, 3) &&
                kkr_h5_doubles(image, "Direction", direction, 0, 9);
    hid_t points = good ? kkr_h5_group(image, "PointData") : H5I_INVALID_HID;
    good = points >= 0 && kkr_h5_dataset(points, kkr_field_name(field->quantity),
                                         H5T_NATIVE_FLOAT, 3, shape, field->values);
    if (points >= 0)
        H5Gclose(points);
    if (image >= 0)
        H5Gclose(image);
    return good;
}

/** Units, the exact axes (VTK's are unit vectors), and how it was sampled. */
static bool write_attributes(hid_t file, const kkr_field *field, const kkr_case *object)
{
    const kkr_grid *grid = &field->grid;
    const kkr_vec3 rows[4] = { grid->origin, grid->step[0], grid->step[1],
                               grid->step[2] };
    double numbers[4][3];
    for (int i = 0; i < 4; i++) {
        numbers[i][0] = rows[i].x;
        numbers[i][1] = rows[i].y;
        numbers[i][2] = rows[i].z;
    }
    const long shape[3] = { grid->n[0], grid->n[1], grid->n[2] };
    const long periodic = field->periodic, unknown = (long)field->n_unknown;
    return kkr_h5_text(file, "program", "kkrscope " KKR_VERSION) &&
           kkr_h5_text(file, "description", field->description) &&
           kkr_h5_text(file, "quantity", kkr_field_name(field->quantity)) &&
           kkr_h5_text(file, "unit", "Ry") &&
           kkr_h5_text(file, "length_unit", "bohr") &&
           kkr_h5_doubles(file, "origin", numbers[0], 0, 3) &&
           kkr_h5_doubles(file, "steps", numbers[1], 3, 3) &&
           kkr_h5_integers(file, "shape", shape, 0, 3) &&
           kkr_h5_integers(file, "periodic", &periodic, 0, 0) &&
           kkr_h5_integers(file, "n_unknown", &unknown, 0, 0) &&
           kkr_h5_doubles(file, "alat", &object->alat, 0, 0);
}

static bool write_atoms(hid_t file, const kkr_case *object)
{
    size_t n = (size_t)object->n_sites;
    const size_t shape[2] = { n, 3 };
    double *position = kkr_alloc(3 * n, sizeof *position), *z = kkr_alloc(n, sizeof *z);
    enum { LABEL = sizeof object->sites->label };
    char *labels = kkr_alloc(n, LABEL);
    for (size_t i = 0; i < n; i++) {
        const kkr_case_site *site = &object->sites[i];
        position[3 * i] = site->position.x;
        position[3 * i + 1] = site->position.y;
        position[3 * i + 2] = site->position.z;
        z[i] = site->z;
        memcpy(labels + LABEL * i, site->label, LABEL);
    }
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, LABEL);
    hid_t atoms = kkr_h5_group(file, "atoms");
    bool good =
        atoms >= 0 &&
        kkr_h5_dataset(atoms, "position", H5T_NATIVE_DOUBLE, 2, shape, position) &&
        kkr_h5_dataset(atoms, "z", H5T_NATIVE_DOUBLE, 1, shape, z) &&
        kkr_h5_dataset(atoms, "label", type, 1, shape, labels);
    if (atoms >= 0)
        H5Gclose(atoms);
    H5Tclose(type);
    free(position);
    free(z);
    free(labels);
    return good;
}

bool kkr_field_write_h5(const kkr_field *field, const kkr_case *object,
                        kkr_output *output, const kkr_job *job, kkr_error *err)
{
    hid_t file = kkr_h5_file(output, err);
    if (file < 0)
        return false;
    bool good = write_attributes(file, field, object) &&
                (object->n_sites == 0 || write_atoms(file, object)) &&
                write_image(file, field);
    return kkr_h5_close(file, good, output, err);
}
