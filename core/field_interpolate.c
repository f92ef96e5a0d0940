// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/field.h"

#include <math.h>

static double value_at(const kkr_field *field, const int at[3])
{
    const int *n = field->grid.n;
    size_t i[3];
    for (int axis = 0; axis < 3; axis++)
        i[axis] = (size_t)(field->periodic ? at[axis] % n[axis] : at[axis]);
    return (double)field->values[(i[2] * (size_t)n[1] + i[1]) * (size_t)n[0] + i[0]];
}

double kkr_field_interpolate(const kkr_field *field, kkr_vec3 x)
{
    const kkr_grid *grid = &field->grid;
    kkr_mat3 axes = { { grid->step[0], grid->step[1], grid->step[2] } };
    kkr_mat3 inverse = kkr_mat3_reciprocal(&axes);
    kkr_vec3 f = kkr_mat3_apply(&inverse, kkr_vec3_sub(x, grid->origin));
    double at[3] = { f.x, f.y, f.z }, t[3];
    int low[3];
    for (int axis = 0; axis < 3; axis++) {
        const int n = grid->n[axis];
        if (field->periodic)
            at[axis] -= floor(at[axis] / n) * n;
        else if (at[axis] < 0 && at[axis] > -1e-9)
            at[axis] = 0; // a point of the rim, rounded outwards
        else if (at[axis] > n - 1 && at[axis] < n - 1 + 1e-9)
            at[axis] = n - 1;
        if (!(at[axis] >= 0 && at[axis] <= (field->periodic ? n : n - 1)))
            return NAN;
        low[axis] = (int)at[axis];
        t[axis] = at[axis] - low[axis];
    }
    double sum = 0;
    for (int corner = 0; corner < 8; corner++) {
        int i[3];
        double weight = 1;
        for (int axis = 0; axis < 3; axis++) {
            int up = corner >> axis & 1;
            i[axis] = low[axis] + up;
            weight *= up ? t[axis] : 1 - t[axis];
        }
        if (weight > 0)
            sum += weight * value_at(field, i);
    }
    return sum;
}
