// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/field_formats.h"

#include <math.h>

// XCrySDen structure file: lengths in Angstrom, a "general" grid whose last point
// along an axis is the first one of the next cell, x fastest. So a periodic grid
// gets one point more along each axis.

static const double angstrom = 0.529177210903; // of one bohr, CODATA 2018

static float value_at(const void *user, int row, int column)
{
    const kkr_field *field = user;
    const int *n = field->grid.n;
    int rows = field->periodic ? n[1] + 1 : n[1];
    size_t i = (size_t)(column % n[0]), j = (size_t)(row % rows % n[1]);
    size_t k = (size_t)(row / rows % n[2]);
    return field->values[(k * n[1] + j) * n[0] + i];
}

static void write_vec3(FILE *file, kkr_vec3 v)
{
    fprintf(file, " %17.10f %17.10f %17.10f\n", angstrom * v.x, angstrom * v.y,
            angstrom * v.z);
}

static void write_atoms(FILE *file, const kkr_case *object)
{
    for (int i = 0; i < object->n_sites; i++) {
        fprintf(file, "%3d", (int)lround(fmax(object->sites[i].z, 0)));
        write_vec3(file, object->sites[i].position);
    }
}

bool kkr_field_write_xsf(const kkr_field *field, const kkr_case *object,
                         kkr_output *output, const kkr_job *job, kkr_error *err)
{
    FILE *file = output->file;
    const kkr_grid *grid = &field->grid;
    fprintf(file,
            "# %s\n# values in Ry, lengths in Angstrom; kkrscope " KKR_VERSION "%s\n",
            field->description, field->n_unknown ? "; 0 where nothing is known" : "");
    if (field->periodic) {
        fprintf(file, "CRYSTAL\nPRIMVEC\n");
        for (int i = 0; i < 3; i++)
            write_vec3(file, kkr_vec3_scale(grid->step[i], grid->n[i]));
        fprintf(file, "PRIMCOORD\n%d 1\n", object->n_sites);
    } else {
        fprintf(file, "ATOMS\n");
    }
    write_atoms(file, object);

    const char *name = kkr_field_name(field->quantity);
    int more = field->periodic ? 1 : 0; // points, and steps that the axes span
    fprintf(file, "BEGIN_BLOCK_DATAGRID_3D\n %s\n BEGIN_DATAGRID_3D_%s\n", name, name);
    fprintf(file, " %d %d %d\n", grid->n[0] + more, grid->n[1] + more,
            grid->n[2] + more);
    write_vec3(file, grid->origin);
    for (int i = 0; i < 3; i++) {
        int steps = field->periodic ? grid->n[i] : grid->n[i] > 1 ? grid->n[i] - 1 : 1;
        write_vec3(file, kkr_vec3_scale(grid->step[i], steps));
    }
    kkr_field_text text = { .digits = 9,
                            .per_line = 6,
                            .n_rows = (grid->n[1] + more) * (grid->n[2] + more),
                            .n_columns = grid->n[0] + more,
                            .value = value_at,
                            .user = field };
    if (!kkr_field_text_write(&text, file, job, err))
        return false;
    fprintf(file, " END_DATAGRID_3D\nEND_BLOCK_DATAGRID_3D\n");
    return true;
}
