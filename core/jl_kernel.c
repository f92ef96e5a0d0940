// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_kernel.h"

#include <math.h>

extern const kkr_jl_kernel kkr_jl_kernel_plain, kkr_jl_kernel_avx2,
    kkr_jl_kernel_avx512;

const kkr_jl_kernel *kkr_jl_kernel_for(kkr_simd simd)
{
#if defined(__x86_64__)
    if (simd == KKR_SIMD_AVX512)
        return &kkr_jl_kernel_avx512;
    if (simd == KKR_SIMD_AVX2)
        return &kkr_jl_kernel_avx2;
#endif
    return &kkr_jl_kernel_plain;
}

kkr_jl_plan kkr_jl_plan_of(const kkr_jl_settings *s, double unit)
{
    kkr_jl_plan plan = {
        .unit = unit,
        .rcut = s->rcut,
        .n_species = s->n_species,
        .n_features = kkr_jl_n_features(s),
    };
    if (s->body & KKR_JL_ONE_BODY) {
        plan.radial[0] = kkr_jl_radial_of(s, 1);
        plan.n_one = s->n_max[0];
    }
    plan.first_same = plan.n_species * plan.n_one;
    plan.first_cross = plan.first_same;
    if (s->body & KKR_JL_TWO_BODY) {
        plan.l_max = s->l_max;
        plan.radial[1] = kkr_jl_radial_of(s, 2);
        plan.n_two = plan.radial[1].last - plan.radial[1].first + 1;
        plan.first_cross +=
            plan.n_species * plan.n_two * (plan.n_two + 1) / 2 * (s->l_max + 1);
    }
    plan.q[0] = 1;
    for (int m = 0; m <= plan.l_max; m++) {
        if (m > 0)
            plan.q[m] =
                plan.q[m - 1] * sqrt((2 * m - 1) / (2.0 * m)) * (m == 1 ? sqrt(2) : 1);
        for (int l = m + 1; l <= plan.l_max; l++) {
            double over = 1 / sqrt(l * l - m * m);
            plan.q_up[m][l] = (2 * l - 1) * over;
            plan.q_down[m][l] = l > m + 1 ? sqrt((l - 1) * (l - 1) - m * m) * over : 0;
        }
    }
    return plan;
}

void kkr_jl_harmonics(const kkr_jl_plan *plan, kkr_vec3 u, double *c)
{
    double re = 1, im = 0;
    for (int m = 0; m <= plan->l_max; m++) {
        double q0 = 0, q1 = plan->q[m];
        for (int l = m; l <= plan->l_max; l++) {
            if (m > 0)
                c[l * l + l - m] = q1 * im;
            c[l * l + l + m] = q1 * re;
            if (l == plan->l_max)
                break;
            double next = plan->q_up[m][l + 1] * u.z * q1 - plan->q_down[m][l + 1] * q0;
            q0 = q1;
            q1 = next;
        }
        double turned = re * u.x - im * u.y;
        im = re * u.y + im * u.x;
        re = turned;
    }
}
