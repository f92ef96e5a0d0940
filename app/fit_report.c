// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/fit_report.h"

#include "app/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *target_name(const kkr_jl_fit *fit)
{
    return fit->target ? "V - V_start" : "V - V_host";
}

// ---- text ------------------------------------------------------------------------

static void print_settings(const kkr_jl_fit *fit)
{
    const kkr_jl_problem *p = fit->ensemble->problem[0];
    const kkr_jl_settings *s = &p->params.features;
    const kkr_jl_model_params *m = &kkr_jl_fit_model(fit)->params;
    int n = fit->ensemble->n;
    printf("target       r (%s), %s\n", target_name(fit),
           p->params.only_impurity ? "the impurity's cell"
                                   : "the cells of all sites together");
    printf("features     [%d,%d], l <= %d, rcut %.4g A, rmin %.4g A; %d columns, %d "
           "active\n",
           s->n_max[0], s->n_max[1], s->l_max, s->rcut, s->rmin, p->n_features,
           fit->n_active);
    printf("points       %zu to fit, %zu held out%s, seed %lu\n", p->train.n, p->test.n,
           n > 1 ? ", each" : "", (unsigned long)p->params.seed);
    if (p->train.n_dropped + p->test.n_dropped > 0)
        printf("             %zu more are left out: V - V0 is not known there\n",
               p->train.n_dropped + p->test.n_dropped);
    printf("solution     lambda %.3g, cut %.3g, condition %.2g, %.2f s\n", m->lambda,
           m->cut, fit->condition, fit->seconds);
}

static void print_errors(const char *name, const kkr_fit_errors *e)
{
    if (e->n == 0)
        return;
    printf("  %-16s %9.2f %9.2f %9.1f %9.2f %9.2f %9.2f %9.1f", name, 1e3 * e->mae,
           1e3 * e->rmse, 1e3 * e->max, 1e3 * e->mean, 1e3 * e->shape_mae,
           1e3 * e->shape_rmse, 1e3 * e->shape_max);
    printf(isfinite(e->r2) ? " %9.6f\n" : "\n", e->r2);
}

static void print_header(const char *title)
{
    printf("\n%-18s %9s %9s %9s %9s %9s %9s %9s %9s\n", title, "MAE", "RMSE", "max",
           "shift", "MAE", "RMSE", "max", "R2");
}

static const char *region_title(int region)
{
    static const char *const titles[] = { "impurity's cell", "neighbour cells",
                                          "all cells" };
    return titles[region];
}

static void print_one(const kkr_jl_fit *fit)
{
    const kkr_jl_member *m = &kkr_jl_fit_model(fit)->member[0];
    bool one = fit->ensemble->problem[0]->n_sites == 1;
    printf("\nErrors of V at held-out points, r > 0.3 A, in mRy; on the right without "
           "the mean shift\n");
    for (int r = 0; r < (one ? 1 : KKR_JL_REGION_COUNT); r++) {
        print_header(region_title(r));
        print_errors("JL model", &m->errors[r]);
        for (int b = 0; b < KKR_JL_BASELINE_COUNT; b++)
            print_errors(kkr_jl_baseline_name((kkr_jl_baseline)b),
                         &fit->baseline[b][r]);
    }
}

static void print_radius(const kkr_jl_fit *fit)
{
    const kkr_jl_problem *p = fit->ensemble->problem[0];
    enum { N = 10 };
    kkr_fit_shell shells[N];
    double *truth = kkr_alloc(p->test.n, sizeof *truth), far = 0;
    for (size_t i = 0; i < p->test.n; i++) {
        truth[i] = p->test.value[i * p->n_targets + fit->target];
        far = fmax(far, p->test.r_imp[i]);
    }
    kkr_fit_shells(p->test.r_imp, truth, fit->prediction, p->test.n, 0.04, far * 1.0001,
                   N, shells);
    printf("\n%-18s %9s %9s %9s %9s\n", "distance, bohr", "points", "RMSE", "shift",
           "rms");
    for (int k = 0; k < N; k++)
        if (shells[k].n > 0)
            printf("  %6.3f - %-7.3f %9zu %9.2f %9.2f %9.2f\n", shells[k].low,
                   shells[k].high, shells[k].n, 1e3 * shells[k].rmse,
                   1e3 * shells[k].mean, 1e3 * shells[k].rms_truth);
    free(truth);
}

static void print_sizes(const kkr_jl_fit *fit)
{
    bool one = fit->ensemble->problem[0]->n_sites == 1;
    int r = one ? KKR_JL_IMPURITY : KKR_JL_ALL;
    printf("\nSmaller models of the same rows, %s, mRy\n%-24s %7s %9s %9s %9s\n",
           region_title(r), "", "columns", "MAE", "RMSE", "max");
    for (int i = 0; i < fit->n_sizes; i++) {
        const kkr_jl_size *s = &fit->sizes[i];
        char name[64];
        if (s->n2)
            snprintf(name, sizeof name, "[%d,%d] l <= %d", s->n1, s->n2, s->l_max);
        else
            snprintf(name, sizeof name, "[%d] one-body", s->n1);
        printf("  %-22s %7d %9.2f %9.2f %9.1f\n", name, s->n_active,
               1e3 * s->errors[r].mae, 1e3 * s->errors[r].rmse, 1e3 * s->errors[r].max);
    }
    printf("\nWhat the blocks add to V, mRy (a fit with lambda %.0e, RMSE %.2f mRy)\n",
           fit->ridge, 1e3 * fit->ridge_rmse);
    for (int i = 0; i < fit->n_blocks; i++)
        printf("  %d-body %-14s %9.2f\n", fit->blocks[i].body, fit->blocks[i].name,
               1e3 * fit->blocks[i].importance);
}

static void print_left_out(const kkr_jl_fit *fit)
{
    const kkr_jl_left_out *t = fit->left_out;
    int n_suspicious = 0;
    for (int i = 0; i < t->n; i++)
        n_suspicious += t->suspicious[i];
    printf("\nEach embedding left out once, errors of V in mRy: median (quartiles)\n");
    printf("%-34s %5s %22s %22s\n", "", "cases", "RMSE", "without the shift");
    for (int k = 0; k < t->n_predictors; k++) {
        kkr_jl_summary s = kkr_jl_left_out_summary(t, k);
        if (s.n == 0)
            continue;
        char rmse[64], shape[64];
        snprintf(rmse, sizeof rmse, "%.1f (%.0f - %.0f)", 1e3 * s.rmse[1],
                 1e3 * s.rmse[0], 1e3 * s.rmse[2]);
        snprintf(shape, sizeof shape, "%.1f (%.0f - %.0f)", 1e3 * s.shape[1],
                 1e3 * s.shape[0], 1e3 * s.shape[2]);
        printf("  %-32s %5d %22s %22s\n", kkr_jl_predictors[k].name, s.n, rmse, shape);
    }
    for (int i = 0; i < t->n; i++)
        if (t->suspicious[i])
            printf("%s %s: missed by %.0f mRy, a false solution perhaps; it takes no "
                   "part\n",
                   n_suspicious-- > 0 ? "suspicious:" : "",
                   fit->models[0]->member[i].name, 1e3 * t->suspect_rmse[i]);
    if (fit->ensemble->same_points)
        printf(
            "For one host and one geometry a pointwise combination of the fields is as "
            "good as one\nof their models: the model is a compression.\n");
}

static void print_members(const kkr_jl_fit *fit)
{
    static const char *const shown[] = { "V_start", "V - V_start, nearest",
                                         "V - V_start, table", "V - V_start, gp-block",
                                         "dV, gp-block" };
    enum { N = sizeof shown / sizeof *shown };
    const kkr_jl_left_out *t = fit->left_out;
    const kkr_jl_model *m = kkr_jl_fit_model(fit);
    printf("\nRMSE / shift of each, mRy\n%-10s %9s", "", "own fit");
    for (int k = 0; k < N; k++)
        printf(" %21s", shown[k]);
    printf("\n");
    for (int i = 0; i < t->n; i++) {
        printf("  %-8s %9.2f", m->member[i].name,
               1e3 * m->member[i].errors[KKR_JL_ALL].rmse);
        for (int k = 0; k < N; k++)
            for (int q = 0; q < t->n_predictors; q++)
                if (strcmp(kkr_jl_predictors[q].name, shown[k]) == 0) {
                    const kkr_fit_errors *e =
                        &t->errors[(size_t)i * t->n_predictors + q];
                    char cell[64] = "-";
                    if (e->n > 0)
                        snprintf(cell, sizeof cell, "%.0f / %+.0f", 1e3 * e->rmse,
                                 1e3 * e->mean);
                    printf(" %21s", cell);
                }
        printf("%s\n", t->suspicious[i] ? "  suspicious" : "");
    }
}

static void print_curves(const kkr_jl_fit *fit)
{
    printf("\nLearning from n embeddings, %s, median RMSE / without the shift, mRy\n",
           target_name(fit));
    for (int k = 0; k < fit->n_curves; k++) {
        printf("  %-10s", kkr_element_rule_name(fit->curve_rule[k]));
        for (int i = 0; i < fit->n_points[k]; i++)
            printf("   %d: %.0f / %.0f", fit->curve[k][i].n_training,
                   1e3 * fit->curve[k][i].summary.rmse[1],
                   1e3 * fit->curve[k][i].summary.shape[1]);
        printf("\n");
    }
}

static void print_trials(const kkr_fit_report *report)
{
    bool other = false;
    printf(
        "\nThe model elsewhere: RMSE, without the shift, max; and of %s itself, mRy\n",
        report->fit->target ? "V_start" : "V_host");
    for (int i = 0; i < report->n_trials; i++) {
        const kkr_jl_trial *t = &report->trials[i];
        const kkr_fit_errors *e = &t->errors[KKR_JL_ALL];
        if (t->known)
            printf("  %-10s %9.1f %9.1f %9.1f %12.1f  %s\n", t->name, 1e3 * e->rmse,
                   1e3 * e->shape_rmse, 1e3 * e->max,
                   1e3 * t->untouched[KKR_JL_ALL].rmse,
                   t->other_host ? "another host"
                   : t->exact    ? "this element was trained"
                                 : "");
        else
            printf("  %-10s %s\n", t->name, t->why);
        other = other || t->other_host;
    }
    if (other)
        printf("Models do not transfer between hosts: the host's columns have seen one "
               "geometry only.\n");
}

void kkr_fit_report_text(const kkr_fit_report *report)
{
    const kkr_jl_fit *fit = report->fit;
    int n = fit->ensemble->n;
    if (n == 1)
        printf("%s\n", fit->ensemble->problem[0]->name);
    else
        printf("%d embeddings, %s to %s\n", n, fit->ensemble->problem[0]->name,
               fit->ensemble->problem[n - 1]->name);
    print_settings(fit);
    if (n == 1) {
        print_one(fit);
        print_radius(fit);
    } else {
        print_left_out(fit);
        print_members(fit);
    }
    if (report->curves && n == 1)
        print_sizes(fit);
    if (report->curves && fit->n_curves)
        print_curves(fit);
    if (report->n_trials)
        print_trials(report);
}

// ---- JSON ------------------------------------------------------------------------

static void write_errors(kkr_json *json, const char *key, const kkr_fit_errors *e)
{
    if (e->n == 0) {
        kkr_json_null(json, key);
        return;
    }
    kkr_json_begin_object(json, key);
    kkr_json_integer(json, "n", (long)e->n);
    kkr_json_number(json, "mae", e->mae);
    kkr_json_number(json, "rmse", e->rmse);
    kkr_json_number(json, "max", e->max);
    kkr_json_number(json, "shift", e->mean);
    kkr_json_number(json, "shape_mae", e->shape_mae);
    kkr_json_number(json, "shape_rmse", e->shape_rmse);
    kkr_json_number(json, "shape_max", e->shape_max);
    kkr_json_number(json, "rms", e->rms_truth);
    kkr_json_number(json, "r2", e->r2);
    kkr_json_end_object(json);
}

static void write_regions(kkr_json *json, const char *key,
                          const kkr_fit_errors errors[KKR_JL_REGION_COUNT])
{
    kkr_json_begin_object(json, key);
    for (int r = 0; r < KKR_JL_REGION_COUNT; r++)
        write_errors(json, kkr_jl_region_name((kkr_jl_region)r), &errors[r]);
    kkr_json_end_object(json);
}

static void write_settings(kkr_json *json, const kkr_jl_fit *fit)
{
    const kkr_jl_problem *p = fit->ensemble->problem[0];
    const kkr_jl_settings *s = &p->params.features;
    const kkr_jl_model_params *m = &kkr_jl_fit_model(fit)->params;
    kkr_json_string(json, "target", target_name(fit));
    kkr_json_string(json, "cells", p->params.only_impurity ? "impurity" : "all");
    kkr_json_string(json, "energy_unit", "Ry");
    kkr_json_string(json, "length_unit", "bohr");
    kkr_json_begin_object(json, "settings");
    kkr_json_integer(json, "n1", s->n_max[0]);
    kkr_json_integer(json, "n2", s->n_max[1]);
    kkr_json_integer(json, "l_max", s->l_max);
    kkr_json_number(json, "rcut_angstrom", s->rcut);
    kkr_json_number(json, "rmin_angstrom", s->rmin);
    kkr_json_end_object(json);
    kkr_json_number(json, "lambda", m->lambda);
    kkr_json_number(json, "cut", m->cut);
    kkr_json_number(json, "condition", fit->condition);
    kkr_json_integer(json, "columns", p->n_features);
    kkr_json_integer(json, "active", fit->n_active);
    kkr_json_integer(json, "training_points", (long)p->train.n);
    kkr_json_integer(json, "test_points", (long)p->test.n);
    kkr_json_integer(json, "unknown_points",
                     (long)(p->train.n_dropped + p->test.n_dropped));
    kkr_json_integer(json, "seed", (long)p->params.seed);
    kkr_json_number(json, "seconds", fit->seconds);
}

static void write_one(kkr_json *json, const kkr_jl_fit *fit)
{
    kkr_json_begin_object(json, "baselines");
    for (int b = 0; b < KKR_JL_BASELINE_COUNT; b++)
        write_regions(json, kkr_jl_baseline_name((kkr_jl_baseline)b), fit->baseline[b]);
    kkr_json_end_object(json);
    kkr_json_begin_array(json, "sizes");
    for (int i = 0; i < fit->n_sizes; i++) {
        const kkr_jl_size *s = &fit->sizes[i];
        kkr_json_begin_object(json, NULL);
        kkr_json_integer(json, "n1", s->n1);
        kkr_json_integer(json, "n2", s->n2);
        kkr_json_integer(json, "l_max", s->l_max);
        kkr_json_integer(json, "active", s->n_active);
        kkr_json_number(json, "training_rms", s->training_rms);
        write_regions(json, "errors", s->errors);
        kkr_json_end_object(json);
    }
    kkr_json_end_array(json);
    kkr_json_begin_array(json, "blocks");
    for (int i = 0; i < fit->n_blocks; i++) {
        kkr_json_begin_object(json, NULL);
        kkr_json_integer(json, "body", fit->blocks[i].body);
        kkr_json_string(json, "name", fit->blocks[i].name);
        kkr_json_number(json, "importance", fit->blocks[i].importance);
        kkr_json_end_object(json);
    }
    kkr_json_end_array(json);
}

static void write_members(kkr_json *json, const kkr_jl_fit *fit)
{
    const kkr_jl_model *m = kkr_jl_fit_model(fit);
    const kkr_jl_left_out *t = fit->left_out;
    kkr_json_begin_array(json, "members");
    for (int i = 0; i < m->n_members; i++) {
        kkr_json_begin_object(json, NULL);
        kkr_json_string(json, "name", m->member[i].name);
        kkr_json_number(json, "z", m->member[i].z);
        kkr_json_string(json, "sha256", m->member[i].sha256);
        kkr_json_number(json, "training_rms", m->member[i].training_rms);
        write_regions(json, "own_fit", m->member[i].errors);
        if (t) {
            kkr_json_bool(json, "suspicious", t->suspicious[i]);
            kkr_json_begin_object(json, "left_out");
            for (int k = 0; k < t->n_predictors; k++)
                write_errors(json, kkr_jl_predictors[k].name,
                             &t->errors[(size_t)i * t->n_predictors + k]);
            kkr_json_end_object(json);
        }
        kkr_json_end_object(json);
    }
    kkr_json_end_array(json);
}

static void write_summary(kkr_json *json, const char *key, const kkr_jl_summary *s)
{
    kkr_json_begin_object(json, key);
    kkr_json_integer(json, "n", s->n);
    for (int kind = 0; kind < 2; kind++) {
        kkr_json_begin_array(json, kind ? "shape_quartiles" : "rmse_quartiles");
        for (int q = 0; q < 3; q++)
            kkr_json_number(json, NULL, kind ? s->shape[q] : s->rmse[q]);
        kkr_json_end_array(json);
    }
    kkr_json_end_object(json);
}

static void write_many(kkr_json *json, const kkr_jl_fit *fit)
{
    kkr_json_begin_object(json, "left_out");
    for (int k = 0; k < fit->left_out->n_predictors; k++) {
        kkr_jl_summary s = kkr_jl_left_out_summary(fit->left_out, k);
        write_summary(json, kkr_jl_predictors[k].name, &s);
    }
    kkr_json_end_object(json);
    kkr_json_begin_object(json, "learning");
    for (int k = 0; k < fit->n_curves; k++) {
        kkr_json_begin_array(json, kkr_element_rule_name(fit->curve_rule[k]));
        for (int i = 0; i < fit->n_points[k]; i++) {
            kkr_json_begin_object(json, NULL);
            kkr_json_integer(json, "embeddings", fit->curve[k][i].n_training);
            write_summary(json, "errors", &fit->curve[k][i].summary);
            kkr_json_end_object(json);
        }
        kkr_json_end_array(json);
    }
    kkr_json_end_object(json);
}

static void write_trials(kkr_json *json, const kkr_fit_report *report)
{
    kkr_json_begin_array(json, "tests");
    for (int i = 0; i < report->n_trials; i++) {
        const kkr_jl_trial *t = &report->trials[i];
        kkr_json_begin_object(json, NULL);
        kkr_json_string(json, "name", t->name);
        kkr_json_number(json, "z", t->z);
        kkr_json_bool(json, "trained", t->exact);
        kkr_json_bool(json, "other_host", t->other_host);
        kkr_json_string(json, "why_not", t->known ? NULL : t->why);
        write_regions(json, "errors", t->errors);
        write_regions(json, "v0_itself", t->untouched);
        kkr_json_end_object(json);
    }
    kkr_json_end_array(json);
}

void kkr_fit_report_json(const kkr_fit_report *report)
{
    const kkr_jl_fit *fit = report->fit;
    kkr_json json = { .file = stdout };
    kkr_json_begin_object(&json, NULL);
    write_settings(&json, fit);
    write_members(&json, fit);
    if (fit->ensemble->n == 1)
        write_one(&json, fit);
    else
        write_many(&json, fit);
    write_trials(&json, report);
    kkr_json_begin_array(&json, "warnings");
    for (int i = 0; i < fit->ensemble->n_notes; i++)
        kkr_json_string(&json, NULL, fit->ensemble->notes[i]);
    kkr_json_end_array(&json);
    kkr_json_end_object(&json);
    kkr_json_finish(&json);
}
