// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/field_formats.h"

#include <errno.h>
#include <string.h>

const char *const kkr_field_suffixes[] = {
    ".h5", ".cube", ".xsf", ".vti", ".npy", NULL
};

static const kkr_field_writer writers[] = { kkr_field_write_h5, kkr_field_write_cube,
                                            kkr_field_write_xsf, kkr_field_write_vti,
                                            kkr_field_write_npy };

static bool has_nan(kkr_field_writer writer)
{
    return writer != kkr_field_write_cube && writer != kkr_field_write_xsf;
}

void kkr_field_vtk_axes(const kkr_grid *grid, double direction[9], double spacing[3])
{
    for (int i = 0; i < 3; i++) {
        spacing[i] = kkr_vec3_length(grid->step[i]);
        kkr_vec3 unit = kkr_vec3_unit(grid->step[i]);
        if (spacing[i] == 0) { // one point of a flat box: any thickness will do
            spacing[i] = 1;
            unit = (kkr_vec3){ i == 0, i == 1, i == 2 };
        }
        direction[i] = unit.x;
        direction[3 + i] = unit.y;
        direction[6 + i] = unit.z;
    }
}

bool kkr_field_export(const kkr_field *field, const kkr_case *object,
                      kkr_output *output, char **warning, const kkr_job *job,
                      kkr_error *err)
{
    int which;
    if (!kkr_output_suffix(output->path, kkr_field_suffixes, &which, err))
        return false;
    if (!kkr_job_step(job, 0, "writing"))
        return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    errno = 0;
    if (!writers[which](field, object, output, job, err))
        return false;
    if (ferror(output->file))
        return kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written: %s", output->path,
                        errno ? strerror(errno) : "input/output error");
    if (warning && field->n_unknown > 0 && !has_nan(writers[which])) {
        size_t n = (size_t)field->grid.n[0] * field->grid.n[1] * field->grid.n[2];
        *warning = kkr_strdup_printf(
            "%s: this format has no NaN: %zu of %zu values that are not known are "
            "written as 0; .h5, .vti and .npy keep them apart",
            output->path, field->n_unknown, n);
    }
    return true;
}
