// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/field_formats.h"
#include "core/npy.h"

#include <stdint.h>

// The two formats that are a short header and the values as they lie in memory.

static const char *byte_order(void)
{
    const uint16_t one = 1;
    return *(const unsigned char *)&one ? "LittleEndian" : "BigEndian";
}

/** The values in pieces, so that a cancelled job stops. */
static bool write_values(const kkr_field *field, FILE *file, const kkr_job *job,
                         kkr_error *err)
{
    const int *n = field->grid.n;
    const size_t total = (size_t)n[0] * n[1] * n[2], piece = (size_t)1 << 22;
    for (size_t i = 0; i < total; i += piece) {
        size_t count = total - i < piece ? total - i : piece;
        if (!kkr_job_step(job, (double)i / (double)total, "writing"))
            return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        if (fwrite(field->values + i, sizeof *field->values, count, file) != count)
            break; // the caller looks at ferror()
    }
    return true;
}

/** VTK XML ImageData with the values appended as raw bytes. */
bool kkr_field_write_vti(const kkr_field *field, const kkr_case *object,
                         kkr_output *output, const kkr_job *job, kkr_error *err)
{
    FILE *file = output->file;
    const int *n = field->grid.n;
    const kkr_vec3 *o = &field->grid.origin;
    const char *name = kkr_field_name(field->quantity);
    double direction[9], spacing[3];
    kkr_field_vtk_axes(&field->grid, direction, spacing);
    char extent[80];
    snprintf(extent, sizeof extent, "0 %d 0 %d 0 %d", n[0] - 1, n[1] - 1, n[2] - 1);

    fprintf(file,
            "<?xml version=\"1.0\"?>\n<!-- values in Ry, lengths in bohr; kkrscope " //
            KKR_VERSION " -->\n<VTKFile type=\"ImageData\" version=\"1.0\" "
            "byte_order=\"%s\" header_type=\"UInt64\">\n",
            byte_order());
    fprintf(file, "<ImageData WholeExtent=\"%s\" Origin=\"%.17g %.17g %.17g\" ", extent,
            o->x, o->y, o->z);
    fprintf(file, "Spacing=\"%.17g %.17g %.17g\" Direction=\"", spacing[0], spacing[1],
            spacing[2]);
    for (int i = 0; i < 9; i++)
        fprintf(file, i ? " %.17g" : "%.17g", direction[i]);
    fprintf(
        file,
        "\">\n<Piece Extent=\"%s\">\n<PointData Scalars=\"%s\">\n"
        "<DataArray type=\"Float32\" Name=\"%s\" format=\"appended\" offset=\"0\"/>\n"
        "</PointData>\n</Piece>\n</ImageData>\n<AppendedData encoding=\"raw\">\n_",
        extent, name, name);
    uint64_t bytes = (uint64_t)n[0] * n[1] * n[2] * sizeof *field->values;
    fwrite(&bytes, sizeof bytes, 1, file);
    if (!write_values(field, file, job, err))
        return false;
    fprintf(file, "\n</AppendedData>\n</VTKFile>\n");
    return true;
}

/** NumPy's own format, version 1.0: a Python literal, padded to 64 bytes. */
bool kkr_field_write_npy(const kkr_field *field, const kkr_case *object,
                         kkr_output *output, const kkr_job *job, kkr_error *err)
{
    const int *n = field->grid.n;
    const size_t shape[3] = { (size_t)n[2], (size_t)n[1], (size_t)n[0] };
    kkr_npy_write_header(output->file, "f4", 3, shape);
    return write_values(field, output->file, job, err);
}
