// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/certificate.h"

#include "core/random.h"

#include <math.h>
#include <stdlib.h>

enum { N_POINTS = 20000 };

static kkr_vec3 grid_point(const kkr_grid *grid, const double at[3])
{
    kkr_vec3 x = grid->origin;
    for (int axis = 0; axis < 3; axis++)
        x = kkr_vec3_mad(x, at[axis], grid->step[axis]);
    return x;
}

static double value_at(const kkr_field *field, const int at[3])
{
    const int *n = field->grid.n;
    return (double)
        field->values[((size_t)at[2] * (size_t)n[1] + (size_t)at[1]) * (size_t)n[0] +
                      (size_t)at[0]];
}

static void compare(kkr_deviation *to, double approximate, double exact)
{
    double off = fabs(approximate - exact);
    to->n++;
    to->max = fmax(to->max, off);
    to->rms += off * off; // finished at the end
    to->max_value = fmax(to->max_value, fabs(exact));
}

static void finish(kkr_deviation *deviation)
{
    deviation->rms = deviation->n ? sqrt(deviation->rms / (double)deviation->n) : 0;
}

/* 0: r < 1 bohr, 1: up to r_MT, 2: interstitial, 3: the host beyond the cluster */
static int region_of(const kkr_case *object, const kkr_sample *sample)
{
    if (sample->site < 0)
        return 3;
    return sample->r < 1 ? 0 : sample->r <= object->sites[sample->site].r_mt ? 1 : 2;
}

static void compare_between(const kkr_field *field, const kkr_case *object,
                            const kkr_sampler *sampler, kkr_certificate *c,
                            uint64_t *state)
{
    double at[3];
    for (int axis = 0; axis < 3; axis++) {
        int cells = field->grid.n[axis] - (field->periodic ? 0 : 1);
        at[axis] = kkr_random_uniform(state) * cells;
    }
    kkr_vec3 x = grid_point(&field->grid, at);
    double approximate = kkr_field_interpolate(field, x);
    kkr_sample sample = kkr_sampler_point(sampler, x);
    double exact = kkr_field_value(field->quantity, &sample);
    if (isfinite(approximate) && isfinite(exact))
        compare(&c->between[region_of(object, &sample)], approximate, exact);
    else
        c->n_unknown++;
}

static void compare_node(const kkr_field *field, const kkr_sampler *sampler,
                         kkr_certificate *c, uint64_t *state)
{
    int i[3];
    double at[3];
    for (int axis = 0; axis < 3; axis++)
        at[axis] = i[axis] = (int)(kkr_random_uniform(state) * field->grid.n[axis]);
    kkr_sample sample = kkr_sampler_point(sampler, grid_point(&field->grid, at));
    double exact = kkr_field_value(field->quantity, &sample);
    double stored = value_at(field, i);
    // nearer to a nucleus the grid holds the value at that distance, by design
    if (isfinite(stored) && isfinite(exact) && sample.r > kkr_sampler_r_display)
        compare(&c->nodes, stored, exact);
}

/*
 * The field's most repeated mistake is a grid that is shifted against its atoms:
 * among the 27 grid points around a nucleus the nearest must hold the deepest V.
 */
static void register_atom(const kkr_field *field, kkr_vec3 nucleus, kkr_certificate *c)
{
    kkr_mat3 axes;
    for (int axis = 0; axis < 3; axis++)
        axes.row[axis] = field->grid.step[axis];
    kkr_mat3 inverse = kkr_mat3_reciprocal(&axes);
    kkr_vec3 x = kkr_vec3_sub(nucleus, field->grid.origin);
    kkr_vec3 f = kkr_mat3_apply(&inverse, x);
    double at[3] = { f.x, f.y, f.z };
    int middle[3];
    for (int axis = 0; axis < 3; axis++) {
        if (field->periodic) // an image of the atom in the box
            at[axis] -= floor(at[axis] / field->grid.n[axis]) * field->grid.n[axis];
        middle[axis] = (int)lround(at[axis]);
        bool whole = field->periodic
                         ? field->grid.n[axis] > 2
                         : middle[axis] > 0 && middle[axis] < field->grid.n[axis] - 1;
        if (!whole)
            return;
    }
    kkr_vec3 inside = grid_point(&field->grid, at);
    double nearest = INFINITY, deepest = -INFINITY, value_of_nearest = 0;
    for (int k = 0; k < 27; k++) {
        int i[3] = { middle[0] + k % 3 - 1, middle[1] + k / 3 % 3 - 1,
                     middle[2] + k / 9 - 1 };
        double node[3] = { i[0], i[1], i[2] };
        double distance =
            kkr_vec3_length(kkr_vec3_sub(grid_point(&field->grid, node), inside));
        for (int axis = 0; axis < 3; axis++)
            i[axis] = (i[axis] + field->grid.n[axis]) % field->grid.n[axis];
        double value = fabs(value_at(field, i));
        if (isnan(value))
            return; // at the rim of what is known
        if (distance < nearest) {
            nearest = distance;
            value_of_nearest = value;
        }
        deepest = fmax(deepest, value);
    }
    c->n_atoms++;
    // several points may be equally near
    c->n_registered += value_of_nearest >= deepest * (1 - 1e-3);
    c->worst_offset = fmax(c->worst_offset, nearest);
}

bool kkr_certificate_make(const kkr_field *field, const kkr_case *object,
                          const kkr_sampler *sampler, const kkr_job *job,
                          kkr_certificate *certificate)
{
    static const char *const names[KKR_CERTIFICATE_REGIONS] = {
        "r < 1 bohr", "1 bohr < r < r_MT", "interstitial", "host beyond the cluster"
    };
    kkr_certificate *c = certificate;
    *c = (kkr_certificate){ .nodes = { .name = "grid points" } };
    for (int i = 0; i < KKR_CERTIFICATE_REGIONS; i++)
        c->between[i].name = names[i];
    uint64_t state = 0x6b6b7273636f7065; // "kkrscope"
    for (int i = 0; i < N_POINTS; i++) {
        if (i % 1000 == 0 && !kkr_job_step(job, (double)i / N_POINTS, "certificate"))
            return false;
        compare_between(field, object, sampler, c, &state);
        compare_node(field, sampler, c, &state);
    }
    for (int i = 0; i < object->n_sites; i++)
        if (object->sites[i].z > 0)
            register_atom(field, object->sites[i].position, c);
    finish(&c->nodes);
    for (int i = 0; i < KKR_CERTIFICATE_REGIONS; i++)
        finish(&c->between[i]);
    return true;
}
