// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/case_options.h"
#include "app/verb.h"
#include "core/csv.h"
#include "core/h5.h"
#include "core/npy.h"
#include "core/output.h"
#include "core/slice.h"

#include <stdlib.h>
#include <string.h>

typedef struct arguments {
    const char *plane, *size, *output;
    double width;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "plane", "SPEC", "h,k,l[@offset], a:h,k,l[@offset] or P;P;P",
      offsetof(arguments, plane) },
    { KKR_OPTION_TEXT, "size", "N[xM]", "columns and rows [256]",
      offsetof(arguments, size) },
    { KKR_OPTION_REAL, "width", "W", "of all columns, bohr [the cluster or unit cell]",
      offsetof(arguments, width) },
    { KKR_OPTION_TEXT, "o", "FILE", ".csv .npy .h5 [.csv on standard output]",
      offsetof(arguments, output) },
    { 0 },
};

static const char *const suffixes[] = { ".csv", ".npy", ".h5", NULL };
enum { CSV, NPY, H5 };

typedef struct image {
    kkr_plane plane;
    int size[2];          // columns, rows
    double pitch, s0, t0; // of the centre of column 0, row 0
    kkr_field_quantity quantity;
    double *values; // [rows][columns]
    int *sites;     // [rows][columns], 1-based, 0: none
} image;

/** The exact samples of some rows. */
static bool sample_rows(const image *im, const kkr_sampler *sampler, int first,
                        int rows, kkr_vec3 *points, kkr_sample *samples,
                        const kkr_job *job)
{
    size_t n = 0;
    for (int row = first; row < first + rows; row++)
        for (int i = 0; i < im->size[0]; i++)
            points[n++] = kkr_plane_point(&im->plane, im->s0 + im->pitch * i,
                                          im->t0 + im->pitch * row);
    kkr_job silent = *job;
    silent.progress = NULL;
    return kkr_sampler_points(sampler, points, n, samples, &silent) &&
           kkr_job_step(job, (double)first / im->size[1], "slice");
}

static void write_csv_row(FILE *file, const image *im, int row, const kkr_vec3 *points,
                          const kkr_sample *samples)
{
    for (int i = 0; i < im->size[0]; i++) {
        const double numbers[6] = { im->s0 + im->pitch * i,
                                    im->t0 + im->pitch * row,
                                    points[i].x,
                                    points[i].y,
                                    points[i].z,
                                    kkr_field_value(im->quantity, &samples[i]) };
        for (int k = 0; k < 6; k++) {
            kkr_csv_number(file, numbers[k]);
            putc(',', file);
        }
        fprintf(file, "%d\n", samples[i].site + 1);
    }
}

/** Samples batches of rows; CSV is written at once, the others are kept. */
static bool sample_image(image *im, const kkr_sampler *sampler, FILE *csv,
                         const kkr_job *job, kkr_error *err)
{
    size_t width = (size_t)im->size[0], n = width * (size_t)im->size[1];
    int batch = im->size[0] < 16384 ? 16384 / im->size[0] : 1;
    kkr_vec3 *points = kkr_alloc(width * (size_t)batch, sizeof *points);
    kkr_sample *samples = kkr_alloc(width * (size_t)batch, sizeof *samples);
    bool good = true;
    if (csv)
        fprintf(csv, "s,t,x,y,z,value,site\n");
    else
        good = (im->values = kkr_alloc_large(n, sizeof *im->values, err)) &&
               (im->sites = kkr_alloc_large(n, sizeof *im->sites, err));
    for (int row = 0; good && row < im->size[1]; row += batch) {
        int rows = im->size[1] - row < batch ? im->size[1] - row : batch;
        good = sample_rows(im, sampler, row, rows, points, samples, job) ||
               kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        for (int k = 0; good && csv && k < rows; k++)
            write_csv_row(csv, im, row + k, points + width * (size_t)k,
                          samples + width * (size_t)k);
        for (size_t i = 0; good && !csv && i < width * (size_t)rows; i++) {
            im->values[width * (size_t)row + i] =
                kkr_field_value(im->quantity, &samples[i]);
            im->sites[width * (size_t)row + i] = samples[i].site + 1;
        }
    }
    free(points);
    free(samples);
    return good;
}

static bool write_h5(const image *im, const kkr_output *output, const char *how,
                     kkr_error *err)
{
    hid_t file = kkr_h5_file(output, err);
    if (file < 0)
        return false;
    const kkr_plane *p = &im->plane;
    const double vectors[4][3] = { { p->origin.x, p->origin.y, p->origin.z },
                                   { p->u.x, p->u.y, p->u.z },
                                   { p->v.x, p->v.y, p->v.z },
                                   { p->n.x, p->n.y, p->n.z } };
    const size_t shape[2] = { (size_t)im->size[1], (size_t)im->size[0] };
    bool good =
        kkr_h5_text(file, "program", "kkrscope " KKR_VERSION) &&
        kkr_h5_text(file, "plane", p->name) &&
        kkr_h5_text(file, "axes", "Cartesian; h,k,l count along x, y, z") &&
        kkr_h5_text(file, "quantity", kkr_field_name(im->quantity)) &&
        kkr_h5_text(file, "how", how) && kkr_h5_text(file, "unit", "Ry") &&
        kkr_h5_text(file, "length_unit", "bohr") &&
        kkr_h5_doubles(file, "origin", vectors[0], 0, 3) &&
        kkr_h5_doubles(file, "u", vectors[1], 0, 3) &&
        kkr_h5_doubles(file, "v", vectors[2], 0, 3) &&
        kkr_h5_doubles(file, "n", vectors[3], 0, 3) &&
        kkr_h5_doubles(file, "offset", &p->offset, 0, 0) &&
        kkr_h5_doubles(file, "pitch", &im->pitch, 0, 0) &&
        kkr_h5_doubles(file, "s0", &im->s0, 0, 0) &&
        kkr_h5_doubles(file, "t0", &im->t0, 0, 0) &&
        kkr_h5_dataset(file, "value", H5T_NATIVE_DOUBLE, 2, shape, im->values) &&
        kkr_h5_dataset(file, "site", H5T_NATIVE_INT, 2, shape, im->sites);
    return kkr_h5_close(file, good, output, err);
}

static bool write_npy(const image *im, FILE *file)
{
    const size_t shape[2] = { (size_t)im->size[1], (size_t)im->size[0] };
    kkr_npy_write_header(file, "f8", 2, shape);
    fwrite(im->values, sizeof *im->values, shape[0] * shape[1], file);
    return true;
}

/** .npy holds numbers only; where they lie is told on standard error. */
static void tell_place(const image *im, const char *path)
{
    const kkr_plane *p = &im->plane;
    kkr_vec3 first =
        kkr_vec3_add(p->origin, kkr_vec3_add(kkr_vec3_scale(p->u, im->s0),
                                             kkr_vec3_scale(p->v, im->t0)));
    kkr_vec3 u = kkr_vec3_scale(p->u, im->pitch), v = kkr_vec3_scale(p->v, im->pitch);
    kkr_verb_tell("%s: value[j][i] at (%.10g, %.10g, %.10g) + i (%.10g, %.10g, %.10g) "
                  "+ j (%.10g, %.10g, %.10g) bohr along the Cartesian axes, in Ry",
                  path, first.x, first.y, first.z, u.x, u.y, u.z, v.x, v.y, v.z);
}

/** --plane, --size and --width; what needs no case has been judged before. */
static bool place_image(image *im, const arguments *own, const kkr_case *object,
                        kkr_error *err)
{
    if (!kkr_plane_parse(object, own->plane, &im->plane, err)) {
        err->code = KKR_ERROR_USAGE;
        return false;
    }
    double width = own->width > 0 ? own->width : kkr_slice_natural_width(object);
    im->pitch = width / im->size[0];
    im->s0 = -im->pitch * (im->size[0] - 1) / 2;
    im->t0 = -im->pitch * (im->size[1] - 1) / 2;
    return true;
}

bool kkr_verb_plane(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { .size = "256" };
    kkr_case_arguments options = { 0 };
    const kkr_option_group groups[] = {
        { "Options", own_options, &own },
        { "What is sampled", kkr_case_options_sample, &options },
        { "The case", kkr_case_options_open, &options },
        { 0 },
    };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    if (!own.plane)
        return kkr_fail(err, KKR_ERROR_USAGE, "plane needs --plane h,k,l or P;P;P");
    image im = { .quantity = (kkr_field_quantity)options.field };
    int counts = kkr_option_counts(own.size, im.size, 2);
    if (counts == 0 || im.size[0] > 32768 || im.size[1] > 32768)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--size needs N or NxM up to 32768, found \"%s\"", own.size);
    if (counts == 1)
        im.size[1] = im.size[0];
    if (own.width < 0)
        return kkr_fail(err, KKR_ERROR_USAGE, "--width needs a length above 0");
    int format = CSV;
    if (own.output && !kkr_output_suffix(own.output, suffixes, &format, err)) {
        err->code = KKR_ERROR_USAGE;
        return false;
    }

    kkr_job job = kkr_verb_job(options.threads);
    KKR_AUTO(kkr_output) output = NULL;
    if (own.output && !(output = kkr_output_new(own.output, err)))
        return false;
    KKR_AUTO(kkr_case) object = kkr_case_arguments_open(&options, &paths, &job, err);
    if (!object || !place_image(&im, &own, object, err))
        return false;
    KKR_AUTO(kkr_sampler) sampler = NULL;
    sampler = kkr_case_arguments_sampler(&options, object, &job, err);
    FILE *file = output ? output->file : stdout;
    char how[100];
    kkr_case_arguments_describe(&options, how, sizeof how);
    bool good = sampler &&
                sample_image(&im, sampler, format == CSV ? file : NULL, &job, err) &&
                (format != NPY || write_npy(&im, file)) &&
                (format != H5 || write_h5(&im, output, how, err)) &&
                (!output || kkr_output_commit(output, err));
    if (good && format == NPY)
        tell_place(&im, own.output);
    free(im.values);
    free(im.sites);
    return good;
}
