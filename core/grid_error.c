// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/grid_error.h"

#include <math.h>
#include <stdlib.h>

#include "core/certificate.h"
#include "core/random.h"

enum { N_POINTS = 40000 };

static const double R_FROM = 0.05, R_TO = 6; // bohr
static const double HISTOGRAM_FROM = -40;    // 1e-8 Ry, five bins a decade

static bool sample_points(const kkr_field *field, const kkr_sampler *sampler,
                          const kkr_job *job, kkr_grid_error *error)
{
    uint64_t state = 0x6b6b7273636f7065; // "kkrscope"
    long count[KKR_ERROR_BINS] = { 0 };
    kkr_vec3 *x = kkr_alloc(N_POINTS, sizeof *x);
    kkr_sample *exact = kkr_alloc(N_POINTS, sizeof *exact);
    for (int i = 0; i < N_POINTS; i++) {
        x[i] = field->grid.origin;
        for (int axis = 0; axis < 3; axis++) {
            int n = field->grid.n[axis] - (field->periodic ? 0 : 1);
            x[i] = kkr_vec3_mad(x[i], kkr_random_uniform(&state) * n,
                                field->grid.step[axis]);
        }
    }
    bool done = kkr_sampler_points(sampler, x, N_POINTS, exact, job);
    for (int i = 0; done && i < N_POINTS; i++) {
        double off = fabs(kkr_field_interpolate(field, x[i]) -
                          kkr_field_value(field->quantity, &exact[i]));
        if (!isfinite(off) || !(exact[i].r > 0))
            continue;
        error->n_points++;
        int bin =
            (int)floor(log(exact[i].r / R_FROM) / log(R_TO / R_FROM) * KKR_ERROR_BINS);
        if (bin >= 0 && bin < KKR_ERROR_BINS) {
            count[bin]++;
            error->rms[bin] += off * off;
            error->max[bin] = fmax(error->max[bin], off);
        }
        bin = (int)floor(5 * log10(fmax(off, 1e-300)) - HISTOGRAM_FROM);
        bin = bin < 0 ? 0 : bin < KKR_ERROR_BINS ? bin : KKR_ERROR_BINS - 1;
        error->histogram[bin]++;
    }
    for (int bin = 0; bin < KKR_ERROR_BINS; bin++) {
        error->r[bin] = R_FROM * pow(R_TO / R_FROM, (bin + 0.5) / KKR_ERROR_BINS);
        error->rms[bin] = count[bin] ? sqrt(error->rms[bin] / (double)count[bin]) : NAN;
        if (!count[bin])
            error->max[bin] = NAN;
    }
    error->histogram_from = HISTOGRAM_FROM;
    free(x);
    free(exact);
    return done;
}

static double spacing_of(const kkr_field *field)
{
    double h = 0;
    for (int axis = 0; axis < 3; axis++)
        h = fmax(h, kkr_vec3_length(field->grid.step[axis]));
    return h;
}

/* The field again on grids 2, 4 and 8 times as coarse: its own points, every other. */
static bool coarsen(const kkr_field *field, const kkr_case *object,
                    const kkr_sampler *sampler, const kkr_job *job,
                    kkr_grid_error *error, kkr_error *err)
{
    for (int factor = 8; factor > 0; factor /= 2) {
        const int *n = field->grid.n;
        kkr_field coarse = *field;
        float *values = NULL;
        for (int axis = 0; axis < 3; axis++) {
            int cells = n[axis] - (field->periodic ? 0 : 1);
            coarse.grid.n[axis] = cells / factor + (field->periodic ? 0 : 1);
            coarse.grid.step[axis] = kkr_vec3_scale(field->grid.step[axis], factor);
            if (coarse.grid.n[axis] < 4 ||
                (field->periodic && cells % factor != 0)) // no longer periodic
                coarse.grid.n[axis] = 0;
        }
        const int *m = coarse.grid.n;
        size_t size = (size_t)m[0] * (size_t)m[1] * (size_t)m[2];
        if (size == 0)
            continue;
        if (!(values = kkr_alloc_large(size, sizeof *values, err)))
            return false;
        for (int k = 0; k < m[2]; k++)
            for (int j = 0; j < m[1]; j++)
                for (int i = 0; i < m[0]; i++)
                    values[((size_t)k * m[1] + j) * m[0] + i] =
                        field->values[((size_t)k * factor * n[1] + (size_t)j * factor) *
                                          n[0] +
                                      (size_t)i * factor];
        coarse.values = values;
        kkr_certificate c;
        bool done = kkr_certificate_make(&coarse, object, sampler, job, &c);
        free(values);
        if (!done)
            return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        int g = error->n_grids++;
        error->spacing[g] = spacing_of(&coarse);
        error->inside[g] = c.between[1].n ? c.between[1].rms : NAN;
        error->between[g] = c.between[2].n ? c.between[2].rms : NAN;
    }
    return true;
}

kkr_grid_error *kkr_grid_error_new(const kkr_field *field, const kkr_case *object,
                                   const kkr_sampler *sampler, const kkr_job *job,
                                   kkr_error *err)
{
    KKR_AUTO(kkr_grid_error) error = kkr_alloc(1, sizeof *error);
    if (!sample_points(field, sampler, job, error)) {
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    return coarsen(field, object, sampler, job, error, err) ? KKR_STEAL(error) : NULL;
}

void kkr_grid_error_free(kkr_grid_error *error)
{
    free(error);
}

float *kkr_grid_error_slice(const kkr_field *field, const kkr_slice *slice)
{
    float *error =
        kkr_alloc((size_t)slice->width * (size_t)slice->height, sizeof *error);
    const bool of_dv = field->quantity == KKR_FIELD_DV;
    for (int row = 0; row < slice->height; row++)
        for (int column = 0; column < slice->width; column++) {
            size_t i = (size_t)row * (size_t)slice->width + (size_t)column;
            kkr_vec3 x =
                kkr_plane_point(&slice->plane, slice->s0 + column * slice->pitch,
                                slice->t0 + row * slice->pitch);
            double exact = (double)(of_dv ? slice->dv[i] : slice->v[i]);
            error[i] = (float)(kkr_field_interpolate(field, x) - exact);
        }
    return error;
}
