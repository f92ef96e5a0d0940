// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/check_evidence.h"

#include "core/shape_check.h"
#include "core/symmetry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void kkr_check_l_parts(const kkr_expansion *v, kkr_l_series *parts)
{
    *parts = (kkr_l_series){ .l_max = -1 };
    const kkr_radial_mesh *mesh = v->mesh;
    int first = mesh->i_mt + 1, last = 0;
    for (int ir = first; ir < mesh->n_r && mesh->r[ir] <= v->r_cut; ir++)
        last = ir;
    if (last <= first)
        return;
    double volume = pow(mesh->r[last], 3) - pow(mesh->r[first], 3);
    double *square = kkr_alloc((size_t)mesh->n_r, sizeof *square);
    parts->l_max = v->l_max;
    for (int l = 0; l <= v->l_max; l++) {
        for (int ir = first; ir <= last; ir++) {
            square[ir] = 0;
            for (int j = 0; j < v->n_lm; j++)
                if (kkr_lm_l(v->lm_index[j]) == l) {
                    double f = v->values[(size_t)ir * (size_t)v->n_lm + (size_t)j];
                    if (v->lm_index[j] == 0) // the expansion keeps that apart
                        f -= sqrt(4 * M_PI) * 2 * v->z / mesh->r[ir];
                    square[ir] += f * f;
                }
        }
        double sum = kkr_radial_mesh_integrate_r2(mesh, square, first, last);
        parts->part[l] = sqrt(fmax(0, sum) / (4 * M_PI / 3 * volume));
    }
    free(square);
}

void kkr_check_theta_rest(const kkr_shape_cell *shape, kkr_l_series *rest)
{
    *rest = (kkr_l_series){ .l_max = -1 };
    const double *theta0 = kkr_shape_cell_theta(shape, 0);
    if (!theta0 || shape->n_mesh < 2 || kkr_shape_cell_end(shape) > 0.5)
        return;
    int l_max = kkr_lm_l(shape->lm_index[shape->n_lm - 1]);
    // panels below the inscribed sphere hold Theta = 1
    int panel = 0, from = 0;
    for (; panel < shape->n_panels; from += shape->panel_size[panel++])
        if (theta0[from + shape->panel_size[panel] - 1] < sqrt(4 * M_PI) * (1 - 1e-9))
            break;
    if (panel == shape->n_panels)
        return;
    double *f = kkr_alloc((size_t)shape->n_mesh, sizeof *f);
    const double *r = shape->xrn;
    double volume = 4 * M_PI / 3 * (pow(r[shape->n_mesh - 1], 3) - pow(r[from], 3));
    double left = 0;
    for (int l = -1; l <= l_max && l <= KKR_L_MAX; l++) { // -1: <Theta> itself
        for (int i = from; i < shape->n_mesh; i++)
            f[i] = l < 0 ? sqrt(4 * M_PI) * theta0[i] * r[i] * r[i] : 0;
        for (int j = 0; l >= 0 && j < shape->n_lm; j++)
            for (int i = from; kkr_lm_l(shape->lm_index[j]) == l && i < shape->n_mesh;
                 i++) {
                double t = shape->theta[(size_t)j * (size_t)shape->n_mesh + (size_t)i];
                f[i] += t * t * r[i] * r[i];
            }
        double sum = kkr_shape_cell_integrate(shape, f, panel);
        left += (l < 0 ? sum : -sum) / volume;
        if (l >= 0)
            rest->part[l] = sqrt(fmax(0, left));
    }
    rest->l_max = l_max < KKR_L_MAX ? l_max : KKR_L_MAX;
    free(f);
}

static void audit_site(const kkr_case *object, int i, kkr_symmetry_row *row)
{
    const kkr_case_site *s = &object->sites[i];
    kkr_symmetry symmetry;
    if (!kkr_symmetry_of_site(object, i, &symmetry, NULL))
        return;
    snprintf(row->group, sizeof row->group, "%s", symmetry.name);
    for (int spin = 0; spin < 2; spin++) {
        const kkr_potential_entry *e = s->entry[spin];
        kkr_symmetry_audit audit;
        if (!e || !e->full_potential || e->n_nan > 0 || e->n_lm == 0 ||
            s->content != KKR_CONTENT_CONVOLUTED ||
            !kkr_symmetry_audit_entry(&symmetry, e, s->shape, &audit, NULL))
            continue;
        if (audit.n_lm > row->n_lm) {
            size_t n = (size_t)audit.n_lm, had = (size_t)row->n_lm;
            row->norm = kkr_realloc(row->norm, n, sizeof *row->norm);
            row->excess = kkr_realloc(row->excess, n, sizeof *row->excess);
            for (size_t lm = had; lm < n; lm++)
                row->norm[lm] = row->excess[lm] = 0;
            row->n_lm = audit.n_lm;
        }
        for (int lm = 0; lm < audit.n_lm; lm++) {
            row->norm[lm] = fmax(row->norm[lm], audit.norm[lm]);
            row->excess[lm] = fmax(row->excess[lm], audit.excess[lm]);
        }
        row->total = fmax(row->total, audit.total);
        row->sum_excess = fmax(row->sum_excess, audit.forbidden);
        kkr_symmetry_audit_clear(&audit);
    }
    row->forbidden = kkr_alloc((size_t)row->n_lm + 1, sizeof *row->forbidden);
    double projector[(2 * KKR_L_MAX + 1) * (2 * KKR_L_MAX + 1)];
    for (int l = 0; l * l < row->n_lm; l++) {
        kkr_symmetry_projector(&symmetry, l, projector);
        for (int m = 0; m <= 2 * l && l * l + m < row->n_lm; m++)
            row->forbidden[l * l + m] = projector[m * (2 * l + 1) + m] < 1e-9;
    }
}

static void compare_shapes(const kkr_case *object, int i, const kkr_job *job,
                           kkr_site_evidence *site)
{
    const kkr_case_site *s = &object->sites[i];
    kkr_shape_check check;
    if (!s->shape)
        return;
    kkr_check_theta_rest(s->shape, &site->theta);
    if (!s->cell || !s->cell->closed || !(object->alat > 0) ||
        !kkr_shape_check_cell(s->shape, s->cell, object->alat, job, &check, NULL))
        return;
    site->shape.l_max = check.l_max;
    for (int l = 0; l <= check.l_max; l++)
        site->shape.part[l] = check.difference[l];
}

kkr_check_evidence *kkr_check_evidence_new(const kkr_case *object,
                                           const kkr_sampler *sampler,
                                           const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_check_evidence) evidence = kkr_alloc(1, sizeof *evidence);
    evidence->n_sites = object->n_sites;
    evidence->sites = kkr_alloc((size_t)object->n_sites + 1, sizeof *evidence->sites);
    for (int i = 0; i < object->n_sites; i++) {
        kkr_site_evidence *site = &evidence->sites[i];
        site->v.l_max = site->theta.l_max = site->shape.l_max = -1;
        if (!kkr_job_step(job, (double)i / object->n_sites, "site by site")) {
            kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
            return NULL;
        }
        const kkr_expansion *v = kkr_sampler_v(sampler, i, false);
        if (v)
            kkr_check_l_parts(v, &site->v);
        compare_shapes(object, i, job, site);
        audit_site(object, i, &site->symmetry);
    }
    return KKR_STEAL(evidence);
}

void kkr_check_evidence_free(kkr_check_evidence *evidence)
{
    if (!evidence)
        return;
    for (int i = 0; i < evidence->n_sites; i++) {
        free(evidence->sites[i].symmetry.norm);
        free(evidence->sites[i].symmetry.excess);
        free(evidence->sites[i].symmetry.forbidden);
    }
    free(evidence->sites);
    free(evidence);
}
