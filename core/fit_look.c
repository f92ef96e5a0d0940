// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/fit_look.h"

#include "core/jl_fit.h"

const kkr_fit_look kkr_fit_look_default = { .n_one = 30, .n_two = 3, .l_max = 4 };

bool kkr_fit_look_params(const kkr_fit_look *look, bool several,
                         kkr_jl_fit_params *params, kkr_error *err)
{
    *params = (kkr_jl_fit_params){ .problem = kkr_jl_problem_defaults(),
                                   .model = kkr_jl_model_defaults,
                                   .target = look->from_start };
    kkr_jl_problem_params *p = &params->problem;
    if (several) { // each has fewer points: the others know the rest
        p->impurity.volume = 1500;
        p->impurity.log_r = 500;
        p->impurity.surface = 200;
        p->test[0].volume = 2000;
        p->test[0].log_r = 0;
        params->model.lambda = 1e-14;
    }
    if (look->points > 0) {
        p->impurity.volume = look->points - look->points / 3;
        p->impurity.log_r = look->points / 3;
        p->impurity.surface = look->points / 15;
    }
    if (look->lambda > 0)
        params->model.lambda = look->lambda;
    p->only_impurity = look->only_impurity;
    kkr_jl_settings *s = &p->features;
    s->n_max[0] = look->n_one;
    s->n_max[1] = look->n_two;
    s->l_max = look->l_max;
    s->rcut = look->rcut;
    kkr_jl_settings known = *s; // species and cut-off follow from the case
    kkr_jl_settings_add_species(&known, "host", NULL);
    known.rcut = look->rcut != 0 ? look->rcut : 6;
    return kkr_jl_settings_check(&known, err);
}
