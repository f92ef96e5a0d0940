// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/shape_file.h"

#include "core/output.h"
#include "core/shape_function.h"
#include "core/ylm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double negligible = 1e-6; // what voronoi leaves out as well

static double *scaled(const double *values, int n, double factor)
{
    double *copy = kkr_alloc((size_t)n, sizeof *copy);
    for (int i = 0; i < n; i++)
        copy[i] = values[i] * factor;
    return copy;
}

// Keeps the components that are larger than nothing somewhere; owns `theta`.
static void take_components(kkr_shape_cell *cell, double *theta, int n_lm)
{
    const size_t n = (size_t)cell->n_mesh;
    cell->lm_index = kkr_alloc((size_t)n_lm, sizeof(int));
    for (int lm = 0; lm < n_lm; lm++) {
        double largest = 0;
        for (size_t i = 0; i < n; i++)
            largest = fmax(largest, fabs(theta[(size_t)lm * n + i]));
        if (largest <= negligible)
            continue;
        memmove(theta + (size_t)cell->n_lm * n, theta + (size_t)lm * n,
                n * sizeof *theta);
        cell->lm_index[cell->n_lm++] = lm;
    }
    cell->theta = theta;
}

static bool fill_cell(kkr_shape_cell *cell, const kkr_voronoi *source, double alat,
                      int l_max, const kkr_shape_mesh_params *params,
                      const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_shape_mesh) mesh = kkr_shape_mesh_new(source, params, err);
    if (!mesh)
        return false;
    cell->scale = 1;
    cell->n_panels = mesh->n_panels;
    cell->panel_size = kkr_alloc((size_t)mesh->n_panels, sizeof(int));
    memcpy(cell->panel_size, mesh->panel_size, (size_t)mesh->n_panels * sizeof(int));
    cell->n_mesh = mesh->n;
    cell->xrn = scaled(mesh->r, mesh->n, 1 / alat);
    cell->drn = scaled(mesh->dr, mesh->n, 1 / alat);

    KKR_AUTO(kkr_shape_function) shape = kkr_shape_function_new(source, l_max, err);
    if (!shape)
        return false;
    const int n_lm = kkr_n_lm(l_max);
    double *theta = kkr_alloc_large((size_t)n_lm * (size_t)mesh->n, sizeof *theta, err);
    if (!theta)
        return false;
    if (!kkr_shape_function_values(shape, mesh->r, mesh->n, theta, job, err)) {
        free(theta);
        return false;
    }
    take_components(cell, theta, n_lm);
    return true;
}

kkr_shapefun *kkr_shape_file_new(const kkr_voronoi *const *cells, int n_cells,
                                 double alat, int l_max,
                                 const kkr_shape_mesh_params *params,
                                 const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_shapefun) file = kkr_alloc(1, sizeof *file);
    file->n_cells = n_cells;
    file->cells = kkr_alloc((size_t)n_cells, sizeof *file->cells);
    for (int i = 0; i < n_cells; i++) {
        kkr_error inner = { 0 };
        if (!kkr_job_step(job, (double)i / n_cells, "shape functions")) {
            kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
            return NULL;
        }
        if (!fill_cell(&file->cells[i], cells[i], alat, l_max, params, job, &inner)) {
            kkr_fail(err, inner.code, "cell %d: %s", i + 1, inner.message);
            return NULL;
        }
    }
    return KKR_STEAL(file);
}

// A column of 20 as Fortran writes it: 0.ddddddddddddD+ee
static void write_real(FILE *file, double value, char letter)
{
    char text[40];
    if (fabs(value) < 1e-90) // a third digit of the exponent would hide the letter
        value = 0;
    snprintf(text, sizeof text, "%.11e", fabs(value));
    char *e = strchr(text, 'e');
    int exponent = value == 0 ? 0 : atoi(e + 1) + 1;
    fprintf(file, " %c0.%c%.11s%c%c%02d", value < 0 ? '-' : ' ', text[0], text + 2,
            letter, exponent < 0 ? '-' : '+', abs(exponent));
}

// Four columns to a line: values, or pairs of two.
static void write_block(FILE *file, const double *a, const double *b, int n)
{
    int column = 0;
    for (int i = 0; i < n; i++) {
        write_real(file, a[i], 'D');
        if (b)
            write_real(file, b[i], 'D');
        column += b ? 2 : 1;
        if (column == 4 || i == n - 1) {
            fputc('\n', file);
            column = 0;
        }
    }
}

static void write_cell(FILE *file, const kkr_shape_cell *cell, int number)
{
    fprintf(file, "%5d%5d NPAN,MESHN;  Shape number %5d\n", cell->n_panels,
            cell->n_mesh, number);
    for (int i = 0; i < cell->n_panels; i++)
        fprintf(file, "%5d%s", cell->panel_size[i],
                i % 16 == 15 || i == cell->n_panels - 1 ? "\n" : "");
    write_block(file, cell->xrn, cell->drn, cell->n_mesh);
    fprintf(file, "%5d\n", cell->n_lm);
    for (int i = 0; i < cell->n_lm; i++) {
        fprintf(file, "%5d\n", cell->lm_index[i] + 1);
        write_block(file, cell->theta + (size_t)i * (size_t)cell->n_mesh, NULL,
                    cell->n_mesh);
    }
}

bool kkr_shape_file_write(const kkr_shapefun *shapefun, bool one_scale,
                          const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_output) output = kkr_output_new(path, err);
    if (!output)
        return false;
    fprintf(output->file, "%5d\n", shapefun->n_cells);
    int n_scales = one_scale ? 1 : (shapefun->n_cells + 3) / 4 * 4;
    for (int i = 0; i < n_scales; i++) {
        write_real(output->file, i < shapefun->n_cells ? shapefun->cells[i].scale : 1,
                   'E');
        if (i % 4 == 3 || i == n_scales - 1)
            fputc('\n', output->file);
    }
    for (int i = 0; i < shapefun->n_cells; i++)
        write_cell(output->file, &shapefun->cells[i], i + 1);
    return kkr_output_commit(output, err);
}
