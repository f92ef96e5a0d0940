// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/field_formats.h"

#include <math.h>

// Gaussian cube: two lines of comment, atoms and axes in bohr (a positive count of
// points says so), values with z fastest, six in a line as 6E13.5.

static float value_at(const void *user, int row, int column)
{
    const kkr_field *field = user;
    const int *n = field->grid.n;
    size_t i = (size_t)(row / n[1]), j = (size_t)(row % n[1]), k = (size_t)column;
    return field->values[(k * n[1] + j) * n[0] + i];
}

static void write_line(FILE *file, int count, kkr_vec3 v)
{
    fprintf(file, "%5d %17.10f %17.10f %17.10f\n", count, v.x, v.y, v.z);
}

bool kkr_field_write_cube(const kkr_field *field, const kkr_case *object,
                          kkr_output *output, const kkr_job *job, kkr_error *err)
{
    FILE *file = output->file;
    const kkr_grid *grid = &field->grid;
    fprintf(file, "%s\n", field->description);
    fprintf(file,
            "values in Ry, lengths in bohr, z fastest; kkrscope " KKR_VERSION "%s\n",
            field->n_unknown ? "; 0 where nothing is known" : "");
    write_line(file, object->n_sites, grid->origin);
    for (int i = 0; i < 3; i++)
        write_line(file, grid->n[i], grid->step[i]);
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        fprintf(file, "%5d %12.6f %17.10f %17.10f %17.10f\n",
                (int)lround(fmax(site->z, 0)), site->z, site->position.x,
                site->position.y, site->position.z);
    }
    kkr_field_text text = { .digits = 6,
                            .per_line = 6,
                            .n_rows = grid->n[0] * grid->n[1],
                            .n_columns = grid->n[2],
                            .value = value_at,
                            .user = field };
    return kkr_field_text_write(&text, file, job, err);
}
