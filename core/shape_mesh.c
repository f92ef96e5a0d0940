// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * The rules are those of the voronoi program (JuKKR), so that a mesh made here has
 * the points of a potential that was made there. See docs/theory/shape-functions.md.
 */

#include "core/shape_mesh.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum {
    TIN_POINTS = 10,    // of the muffin-tinisation panel
    MAX_POINTS = 99999, // what the columns of a shapefun file hold
};

static const double points_per_bohr = 100; // at least, before n_points

const kkr_shape_mesh_params kkr_shape_mesh_defaults = { 125, 7, INFINITY };

// How many points there must be in all, by the widths of the panels.
static double count_points(const double *edge, int n, const kkr_shape_mesh_params *p)
{
    double sum = 0, least = (double)n * p->n_min;
    for (int i = 0; i < n; i++)
        sum += fmax(p->n_min, round(points_per_bohr * (edge[i + 1] - edge[i])));
    return fmax(p->n_points, sum <= least ? least + 1 : sum);
}

/*
 * Every panel gets its share of all points, at least n_min; then the points that are
 * not among the minima are shared out once more to those above it, and what is left of
 * them goes to the first panel.
 */
static void share_points(const double *edge, int n, int all, int n_min, int *size)
{
    const int free_points = all - n_min * n;
    const double fraction = (double)free_points / all, length = edge[n] - edge[0];
    int left = free_points;
    for (int i = 0; i < n; i++) {
        int share = (int)(all * (edge[i + 1] - edge[i]) / length);
        size[i] = share > n_min ? share : n_min;
    }
    for (int i = 0; i < n; i++) {
        int more = (int)lround(fraction * size[i]);
        if (size[i] <= n_min || left - more <= 0)
            continue;
        size[i] = n_min + more;
        left -= more;
    }
    size[0] += left;
}

static int fill_panel(kkr_shape_mesh *mesh, int first, double from, double to, int size)
{
    double step = (to - from) / (size - 1);
    for (int i = 0; i < size; i++) {
        mesh->r[first + i] = i == size - 1 ? to : from + i * step;
        mesh->dr[first + i] = step;
    }
    return first + size;
}

kkr_shape_mesh *kkr_shape_mesh_new(const kkr_voronoi *cell,
                                   const kkr_shape_mesh_params *params, kkr_error *err)
{
    assert(params->n_points >= 2 && params->n_points <= 100000);
    assert(params->n_min >= 2 && params->n_min <= 1000);
    if (!cell->closed) {
        kkr_fail(err, KKR_ERROR_GEOMETRY,
                 "the cell is open: its mesh needs a neighbour on every side");
        return NULL;
    }
    if (!(params->r_mt_max > 0)) {
        kkr_fail(err, KKR_ERROR_GEOMETRY,
                 "the muffin-tin radius must be above 0, found %g bohr",
                 params->r_mt_max);
        return NULL;
    }
    double *edge;
    int n = kkr_voronoi_critical_radii(cell, &edge) - 1;
    edge[0] = cell->r_in;
    edge[n] = cell->r_out; // equal corners count once: let it be the farthest

    double all = count_points(edge, n, params);
    if (!(all <= MAX_POINTS - TIN_POINTS)) {
        free(edge);
        kkr_fail(err, KKR_ERROR_GEOMETRY,
                 "a mesh of %.0f points is too fine, at most %d are possible (the cell "
                 "reaches out to %g bohr)",
                 all, MAX_POINTS - TIN_POINTS, cell->r_out);
        return NULL;
    }
    kkr_shape_mesh *mesh = kkr_alloc(1, sizeof *mesh);
    mesh->n_panels = n + 1;
    mesh->panel_size = kkr_alloc((size_t)mesh->n_panels, sizeof(int));
    mesh->panel_size[0] = TIN_POINTS;
    share_points(edge, n, (int)all, params->n_min, mesh->panel_size + 1);
    for (int i = 0; i < mesh->n_panels; i++)
        mesh->n += mesh->panel_size[i];
    mesh->r = kkr_alloc((size_t)mesh->n, sizeof(double));
    mesh->dr = kkr_alloc((size_t)mesh->n, sizeof(double));

    double r_mt = fmin(params->r_mt_max, 0.99 * cell->r_in);
    int next = fill_panel(mesh, 0, r_mt, cell->r_in, TIN_POINTS);
    for (int i = 0; i < n; i++)
        next = fill_panel(mesh, next, edge[i], edge[i + 1], mesh->panel_size[i + 1]);
    free(edge);
    return mesh;
}

void kkr_shape_mesh_free(kkr_shape_mesh *mesh)
{
    if (!mesh)
        return;
    free(mesh->panel_size);
    free(mesh->r);
    free(mesh->dr);
    free(mesh);
}
