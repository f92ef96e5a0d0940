// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/fit_plot.h"

#include <math.h>
#include <stdio.h>

static void errors_row(kkr_plot_data *data, const char *who, const char *region,
                       const kkr_fit_errors *e)
{
    if (e->n > 0)
        kkr_plot_data_words(data,
                            (const double[]){ (double)e->n, e->mae, e->rmse, e->max,
                                              e->mean, e->shape_rmse, e->r2 },
                            (const char *const[]){ who, region });
}

static void tell_metrics(const kkr_jl_fit *fit, kkr_plot_data *data)
{
    kkr_plot_data_begin(
        data, "errors",
        "$predictor|$cells|points|MAE (Ry)|RMSE (Ry)|max (Ry)|shift (Ry)|"
        "RMSE without the shift (Ry)|R2");
    for (int r = 0; r < KKR_JL_REGION_COUNT; r++) {
        const char *region = kkr_jl_region_name((kkr_jl_region)r);
        errors_row(data, "model", region, &kkr_jl_fit_model(fit)->member[0].errors[r]);
        for (int b = 0; b < KKR_JL_BASELINE_COUNT; b++)
            errors_row(data, kkr_jl_baseline_name((kkr_jl_baseline)b), region,
                       &fit->baseline[b][r]);
    }
}

/** Held-out points: those of the parity and of the shells. */
static void tell_points(const kkr_fit_picture *p, kkr_plot_data *data)
{
    const kkr_jl_values *test = &p->fit->ensemble->problem[0]->test;
    kkr_plot_data_begin(data, "held-out points",
                        "x (bohr)|y (bohr)|z (bohr)|site|r (bohr)|scored|KKR (Ry)|"
                        "non-spherical part (Ry)|model (Ry)");
    for (size_t i = 0; i < test->n; i++)
        kkr_plot_data_row(
            data, (const double[]){ test->x[i].x, test->x[i].y, test->x[i].z,
                                    test->site[i] + 1, test->r_imp[i], test->scored[i],
                                    p->truth[i], p->shape[i], p->fit->prediction[i] });
}

static void tell_maps(const kkr_fit_picture *p, kkr_plot_data *data)
{
    const kkr_slice *s = p->slice;
    kkr_plot_data_begin(data, "plane",
                        "s (bohr)|t (bohr)|KKR (Ry)|model (Ry)|model - KKR (Ry)");
    for (int i = 0; i < s->width * s->height; i++)
        kkr_plot_data_row(data,
                          (const double[]){ s->s0 + i % s->width * s->pitch,
                                            s->t0 + i / s->width * s->pitch, s->dv[i],
                                            p->model[i], p->residual[i] });
}

static void tell_line(const kkr_fit_picture *p, kkr_plot_data *data)
{
    kkr_plot_data_begin(data, "line", "distance (bohr)|site|KKR (Ry)|model (Ry)");
    for (int i = 0; i < p->n_line; i++)
        kkr_plot_data_row(data, (const double[]){ p->distance[i], p->line_site[i] + 1,
                                                  p->kkr_line[i], p->model_line[i] });
}

static void tell_sizes(const kkr_jl_fit *fit, kkr_plot_data *data)
{
    kkr_plot_data_begin(data, "smaller models",
                        "n one|n two|l max|columns|training rms (Ry bohr)|MAE (Ry)|"
                        "RMSE (Ry)|max (Ry)");
    for (int i = 0; i < fit->n_sizes; i++) {
        const kkr_jl_size *z = &fit->sizes[i];
        const kkr_fit_errors *e = &z->errors[KKR_JL_ALL];
        if (e->n == 0)
            e = &z->errors[KKR_JL_IMPURITY];
        kkr_plot_data_row(data,
                          (const double[]){ z->n1, z->n2, z->l_max, z->n_active,
                                            z->training_rms, e->mae, e->rmse, e->max });
    }
}

static void tell_effects(const kkr_jl_fit *fit, kkr_plot_data *data)
{
    const kkr_jl_settings *s = &fit->ensemble->problem[0]->params.features;
    kkr_plot_data_begin(data, "coefficients", "$feature|w rms(X) (Ry bohr)");
    for (int f = 0; f < kkr_jl_n_features(s); f++) {
        char label[64];
        kkr_jl_column_label(s, f, label, sizeof label);
        kkr_plot_data_words(data, &fit->effects[f], (const char *const[]){ label });
    }
    kkr_plot_data_begin(data, "blocks", "$block|bodies|importance (Ry)");
    for (int i = 0; i < fit->n_blocks; i++)
        kkr_plot_data_words(
            data, (const double[]){ fit->blocks[i].body, fit->blocks[i].importance },
            (const char *const[]){ fit->blocks[i].name });
}

/** Of several embeddings: each left out, by every predictor; learning curves. */
static void tell_left_out(const kkr_jl_fit *fit, kkr_plot_data *data)
{
    const kkr_jl_left_out *t = fit->left_out;
    kkr_plot_data_begin(data, "left out",
                        "$embedding|$predictor|suspicious|MAE (Ry)|RMSE (Ry)|max (Ry)|"
                        "RMSE without the shift (Ry)");
    for (int i = 0; i < t->n; i++)
        for (int k = 0; k < t->n_predictors; k++) {
            const kkr_fit_errors *e = &t->errors[i * t->n_predictors + k];
            if (e->n > 0)
                kkr_plot_data_words(
                    data,
                    (const double[]){ t->suspicious[i], e->mae, e->rmse, e->max,
                                      e->shape_rmse },
                    (const char *const[]){ fit->ensemble->problem[i]->name,
                                           kkr_jl_predictors[k].name });
        }
    if (fit->n_curves == 0)
        return;
    kkr_plot_data_begin(data, "learning",
                        "$rule|embeddings|lower quartile (Ry)|median (Ry)|"
                        "upper quartile (Ry)");
    for (int c = 0; c < fit->n_curves; c++)
        for (int i = 0; i < fit->n_points[c]; i++) {
            const kkr_jl_learning *at = &fit->curve[c][i];
            kkr_plot_data_words(
                data,
                (const double[]){ at->n_training, at->summary.rmse[0],
                                  at->summary.rmse[1], at->summary.rmse[2] },
                (const char *const[]){ kkr_element_rule_name(fit->curve_rule[c]) });
        }
}

void kkr_fit_tell(const kkr_jl_fit *fit, const kkr_fit_picture *picture,
                  kkr_fit_chart chart, kkr_plot_data *data)
{
    if (fit->left_out) {
        tell_left_out(fit, data);
        return;
    }
    bool all = chart == KKR_FIT_OVERVIEW;
    if (all || chart == KKR_FIT_METRICS)
        tell_metrics(fit, data);
    if (all || chart == KKR_FIT_PARITY || chart == KKR_FIT_RADIUS)
        tell_points(picture, data);
    if (all || chart == KKR_FIT_MAPS)
        tell_maps(picture, data);
    if (chart == KKR_FIT_LINE)
        tell_line(picture, data);
    if (chart == KKR_FIT_CURVES)
        tell_sizes(fit, data);
    if (chart == KKR_FIT_COEFFICIENTS)
        tell_effects(fit, data);
}
