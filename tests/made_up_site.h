// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/expansion.h"
#include "core/ylm.h"

#include <math.h>

/**
 * A site without files, for the evaluator's test and benchmark: 484 radial points
 * in 5 panels, as many as a real file has, all components up to l_max ("dense") or
 * those of a site with cubic symmetry.
 */
enum { SITE_EXPONENTIAL = 349, SITE_PANELS = 5 };
static const double site_z = 29, site_r_mt = 2.39, site_r_out = 3.415;

static inline kkr_radial_mesh *site_mesh(void)
{
    static const int size[SITE_PANELS - 1] = { 10, 47, 24, 54 };
    static const double end[SITE_PANELS - 1] = { 2.41, 2.79, 2.96, 3.415 };
    kkr_radial_mesh *mesh = kkr_alloc(1, sizeof *mesh);
    mesh->a = 0.025;
    mesh->b = site_r_mt / (exp(mesh->a * (SITE_EXPONENTIAL - 1)) - 1);
    mesh->i_mt = SITE_EXPONENTIAL - 1;
    mesh->n_r = SITE_EXPONENTIAL;
    for (int p = 0; p < SITE_PANELS - 1; p++)
        mesh->n_r += size[p];
    mesh->r = kkr_alloc(mesh->n_r, sizeof *mesh->r);
    mesh->panels = kkr_alloc(SITE_PANELS, sizeof *mesh->panels);
    mesh->n_panels = SITE_PANELS;
    mesh->n_exponential = 1;
    for (int i = 0; i < SITE_EXPONENTIAL; i++)
        mesh->r[i] = mesh->b * expm1(mesh->a * i);
    mesh->panels[0] = (kkr_radial_panel){ 0, SITE_EXPONENTIAL - 1 };
    double from = site_r_mt;
    for (int p = 0, i = SITE_EXPONENTIAL; p < SITE_PANELS - 1; p++) {
        mesh->panels[p + 1] = (kkr_radial_panel){ i, i + size[p] - 1 };
        for (int k = 0; k < size[p]; k++, i++)
            mesh->r[i] = from + (end[p] - from) * k / (size[p] - 1);
        from = end[p];
    }
    return mesh;
}

/** f_j(r): a screened nucleus, and functions that grow like r^l and jump at r_mt. */
static inline double site_component(int lm, double r, bool outside)
{
    int l = kkr_lm_l(lm);
    if (lm == 0)
        return sqrt(4 * M_PI) * 2 * site_z * (r > 0 ? -expm1(-2 * r) / r : 2) +
               (outside ? 0.01 : 0);
    return 0.3 * cos(lm) * pow(r / site_r_out, l) * (1 + 0.2 * sin(3 * r)) *
           (outside ? 0.9 : 1);
}

static inline bool site_is_cubic(int lm)
{
    int l = kkr_lm_l(lm), m = lm - l * l - l;
    return lm == 0 || (l >= 4 && l % 2 == 0 && m >= 0 && m % 4 == 0);
}

static inline kkr_expansion *site_new(int l_max, bool cubic)
{
    kkr_expansion *e = kkr_alloc(1, sizeof *e);
    e->mesh = site_mesh();
    e->z = site_z;
    e->lm_index = kkr_alloc(kkr_n_lm(l_max), sizeof *e->lm_index);
    for (int lm = 0; lm < kkr_n_lm(l_max); lm++)
        if (!cubic || site_is_cubic(lm))
            e->lm_index[e->n_lm++] = lm;
    e->l_max = l_max;
    e->values = kkr_alloc((size_t)e->mesh->n_r * e->n_lm, sizeof *e->values);
    for (int i = 0; i < e->mesh->n_r; i++)
        for (int j = 0; j < e->n_lm; j++)
            e->values[i * e->n_lm + j] =
                site_component(e->lm_index[j], e->mesh->r[i], i > e->mesh->i_mt);
    e->r_mt = site_r_mt;
    e->r_max = e->r_cut = site_r_out;
    e->kappa = 1;
    return e;
}
