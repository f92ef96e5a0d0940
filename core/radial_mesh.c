// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/radial_mesh.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static kkr_radial_mesh *make_mesh(int n_r, int n_panels, double a, double b)
{
    kkr_radial_mesh *mesh = kkr_alloc(1, sizeof *mesh);
    mesh->n_r = n_r;
    mesh->r = kkr_alloc(n_r, sizeof *mesh->r);
    mesh->n_panels = n_panels;
    mesh->panels = kkr_alloc(n_panels, sizeof *mesh->panels);
    mesh->a = a;
    mesh->b = b;
    return mesh;
}

void kkr_radial_mesh_free(kkr_radial_mesh *mesh)
{
    if (!mesh)
        return;
    free(mesh->r);
    free(mesh->panels);
    free(mesh);
}

kkr_radial_mesh *kkr_radial_mesh_copy(const kkr_radial_mesh *mesh)
{
    kkr_radial_mesh *copy = make_mesh(mesh->n_r, mesh->n_panels, mesh->a, mesh->b);
    memcpy(copy->r, mesh->r, mesh->n_r * sizeof *mesh->r);
    memcpy(copy->panels, mesh->panels, mesh->n_panels * sizeof *mesh->panels);
    copy->i_mt = mesh->i_mt;
    copy->n_exponential = mesh->n_exponential;
    return copy;
}

static void fill_exponential(kkr_radial_mesh *mesh, int i_mt)
{
    for (int ir = 0; ir <= i_mt; ir++)
        mesh->r[ir] = mesh->b * expm1(mesh->a * ir);
    mesh->i_mt = i_mt;
    mesh->panels[0] = (kkr_radial_panel){ 0, i_mt };
    mesh->n_exponential = 1;
}

/** The exponential point at `r_mt`, and b such that it lies there exactly. */
static bool find_muffin_tin(const kkr_potential_entry *entry, double r_mt, int *i_mt,
                            double *b, kkr_error *err)
{
    double index = log1p(r_mt / entry->b) / entry->a;
    if (!(index >= 2 && index < entry->n_r - 0.5))
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "%s: the radial mesh A = %g, B = %g with %d points does not "
                        "reach the muffin-tin radius %g",
                        entry->title, entry->a, entry->b, entry->n_r, r_mt);
    *i_mt = (int)lround(index);
    *b = r_mt / expm1(entry->a * *i_mt);
    return true;
}

static kkr_radial_mesh *make_spherical(const kkr_potential_entry *entry, kkr_error *err)
{
    if (!entry->full_potential) {
        kkr_radial_mesh *mesh = make_mesh(entry->n_r, 1, entry->a, entry->b);
        fill_exponential(mesh, entry->n_r - 1);
        if (isfinite(mesh->r[mesh->i_mt]))
            return mesh;
        kkr_radial_mesh_free(mesh);
        kkr_fail(err, KKR_ERROR_FORMAT,
                 "%s: the radial mesh A = %g, B = %g with %d points has no end",
                 entry->title, entry->a, entry->b, entry->n_r);
        return NULL;
    }
    double r_mt = entry->r_mt_new > 0 ? entry->r_mt_new : entry->r_mt, b = 0;
    int i_mt = 0;
    if (!find_muffin_tin(entry, r_mt, &i_mt, &b, err))
        return NULL;
    kkr_radial_mesh *mesh = make_mesh(i_mt + 1, 1, entry->a, b);
    fill_exponential(mesh, i_mt);
    mesh->r[i_mt] = r_mt;
    return mesh;
}

/** Radii must rise evenly within a panel: interpolation counts on it. */
static bool check_shape(const kkr_shape_cell *shape, kkr_error *err)
{
    int first = 0;
    for (int p = 0; p < shape->n_panels; p++) {
        int n = shape->panel_size[p];
        if (n < 2 || n > shape->n_mesh - first)
            return kkr_fail(err, KKR_ERROR_FORMAT,
                            "panel %d of the shape function has %d of %d points", p + 1,
                            n, shape->n_mesh);
        const double *r = shape->xrn + first;
        double step = (r[n - 1] - r[0]) / (n - 1);
        if (!(step > 0) || !(r[0] > 0) || (p > 0 && r[0] < r[-1] * (1 - 1e-9)))
            return kkr_fail(err, KKR_ERROR_FORMAT,
                            "panel %d of the shape function: radii %g to %g do not "
                            "rise",
                            p + 1, r[0], r[n - 1]);
        for (int i = 0; i < n; i++)
            if (!(fabs(r[i] - r[0] - i * step) <= 1e-5 * step))
                return kkr_fail(err, KKR_ERROR_FORMAT,
                                "panel %d of the shape function: radius %d, %g, is "
                                "not evenly spaced",
                                p + 1, i + 1, r[i]);
        first += n;
    }
    if (first == 0 || first != shape->n_mesh)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "the panels of the shape function have %d points, its mesh %d",
                        first, shape->n_mesh);
    return true;
}

kkr_radial_mesh *kkr_radial_mesh_new(const kkr_potential_entry *entry,
                                     const kkr_shape_cell *shape, kkr_error *err)
{
    if (!(entry->a > 0 && entry->b > 0) || entry->n_r < 3) {
        kkr_fail(err, KKR_ERROR_FORMAT,
                 "%s: A = %g, B = %g and %d points make no radial mesh", entry->title,
                 entry->a, entry->b, entry->n_r);
        return NULL;
    }
    if (!shape)
        return make_spherical(entry, err);
    if (!check_shape(shape, err))
        return NULL;

    double alat = entry->alat > 0 ? entry->alat
                                  : entry->r_mt_new / (shape->scale * shape->xrn[0]);
    double scale = shape->scale * alat, r_mt = scale * shape->xrn[0], b = 0;
    if (!(fabs(r_mt - entry->r_mt_new) <= 1e-6 * r_mt)) {
        kkr_fail(err, KKR_ERROR_FORMAT,
                 "%s: the potential has the muffin-tin radius %.6f bohr, the shape "
                 "function %.6f: they do not belong together",
                 entry->title, entry->r_mt_new, r_mt);
        return NULL;
    }
    int i_mt = 0;
    if (!find_muffin_tin(entry, r_mt, &i_mt, &b, err))
        return NULL;
    if (entry->n_r != i_mt + 1 + shape->n_mesh) {
        kkr_fail(err, KKR_ERROR_FORMAT,
                 "%s: the potential has %d radial points beyond the muffin-tin radius, "
                 "the shape function %d: they do not belong together",
                 entry->title, entry->n_r - i_mt - 1, shape->n_mesh);
        return NULL;
    }

    kkr_radial_mesh *mesh = make_mesh(entry->n_r, shape->n_panels + 1, entry->a, b);
    fill_exponential(mesh, i_mt);
    mesh->r[i_mt] = r_mt; // not one rounding beside its double
    int first = i_mt + 1;
    for (int i = 0; i < shape->n_mesh; i++)
        mesh->r[first + i] = scale * shape->xrn[i];
    for (int p = 0; p < shape->n_panels; p++) {
        int next = first + shape->panel_size[p];
        mesh->panels[p + 1] = (kkr_radial_panel){ first, next - 1 };
        first = next;
    }
    return mesh;
}

bool kkr_radial_mesh_split(kkr_radial_mesh *mesh, int ir)
{
    int p = 0;
    while (p < mesh->n_panels && mesh->panels[p].last <= ir)
        p++;
    if (p == mesh->n_panels || mesh->panels[p].first >= ir)
        return false;

    mesh->r = kkr_realloc(mesh->r, mesh->n_r + 1, sizeof *mesh->r);
    memmove(mesh->r + ir + 1, mesh->r + ir, (mesh->n_r - ir) * sizeof *mesh->r);
    mesh->n_r++;
    mesh->panels = kkr_realloc(mesh->panels, mesh->n_panels + 1, sizeof *mesh->panels);
    memmove(mesh->panels + p + 1, mesh->panels + p,
            (mesh->n_panels - p) * sizeof *mesh->panels);
    mesh->n_panels++;
    mesh->panels[p].last = ir;
    mesh->panels[p + 1].first = ir;
    for (int q = p + 1; q < mesh->n_panels; q++) {
        mesh->panels[q].first++;
        mesh->panels[q].last++;
    }
    mesh->n_exponential += p < mesh->n_exponential;
    mesh->i_mt = mesh->panels[mesh->n_exponential - 1].last;
    return true;
}

bool kkr_radial_mesh_equal(const kkr_radial_mesh *a, const kkr_radial_mesh *b)
{
    if (a->n_r != b->n_r || a->n_panels != b->n_panels ||
        a->n_exponential != b->n_exponential ||
        memcmp(a->panels, b->panels, a->n_panels * sizeof *a->panels) != 0)
        return false;
    for (int ir = 0; ir < a->n_r; ir++)
        if (!(fabs(a->r[ir] - b->r[ir]) <= 1e-12 * a->r[ir]))
            return false;
    return true;
}

int kkr_radial_mesh_panel(const kkr_radial_mesh *mesh, double r)
{
    int low = 0, high = mesh->n_panels - 1;
    while (low < high) { // the first panel whose upper border is not below r
        int middle = (low + high) / 2;
        double border = mesh->r[mesh->panels[middle].last];
        bool to_upper = middle < mesh->n_exponential - 1;
        if (to_upper ? r < border * (1 - 1e-12) : r <= border * (1 + 1e-12))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/** The place of r among the points of a panel, where they are equidistant. */
static double index_coordinate(const kkr_radial_mesh *mesh, int panel, double r)
{
    if (panel < mesh->n_exponential) // each split before it has doubled one point
        return log1p(r / mesh->b) / mesh->a + panel;
    kkr_radial_panel p = mesh->panels[panel];
    double width = mesh->r[p.last] - mesh->r[p.first];
    return p.first + (r - mesh->r[p.first]) / width * (p.last - p.first);
}

kkr_stencil kkr_radial_mesh_stencil_in(const kkr_radial_mesh *mesh, int panel, double r)
{
    assert(panel >= 0 && panel < mesh->n_panels);
    kkr_radial_panel p = mesh->panels[panel];
    int lowest = p.first > 0 ? p.first : 1;
    if (panel == 0 && r < mesh->r[1] && p.last >= 2) {
        double w = (r - mesh->r[1]) / (mesh->r[2] - mesh->r[1]);
        return (kkr_stencil){ 0, 1, 2, { 1 - w, w } };
    }
    int n = p.last - lowest + 1;
    if (n > KKR_STENCIL)
        n = KKR_STENCIL;
    double t = index_coordinate(mesh, panel, r);
    int first = lowest;
    if (t > lowest) { // also keeps a far extrapolation out of the conversion to int
        int centred = t < p.last ? (int)t - n / 2 + 1 : p.last;
        int highest = p.last - n + 1;
        first = centred < lowest ? lowest : centred > highest ? highest : centred;
    }
    kkr_stencil stencil = { panel, first, n, { 0 } };
    double x = t - first;
    if (n == KKR_STENCIL) {
        double x1 = x - 1, x2 = x - 2, x3 = x - 3, x4 = x - 4, x5 = x - 5;
        double x01 = x * x1, x23 = x2 * x3, x45 = x4 * x5;
        stencil.weight[0] = x1 * x23 * x45 / -120;
        stencil.weight[1] = x * x23 * x45 / 24;
        stencil.weight[2] = x01 * x3 * x45 / -12;
        stencil.weight[3] = x01 * x2 * x45 / 12;
        stencil.weight[4] = x01 * x23 * x5 / -24;
        stencil.weight[5] = x01 * x23 * x4 / 120;
        return stencil;
    }
    for (int k = 0; k < n; k++) {
        double weight = 1;
        for (int i = 0; i < n; i++)
            if (i != k)
                weight *= (x - i) / (k - i);
        stencil.weight[k] = weight;
    }
    return stencil;
}

kkr_stencil kkr_radial_mesh_stencil(const kkr_radial_mesh *mesh, double r)
{
    return kkr_radial_mesh_stencil_in(mesh, kkr_radial_mesh_panel(mesh, r), r);
}

/** dt / dr of index_coordinate(). */
static double index_slope(const kkr_radial_mesh *mesh, int panel, double r)
{
    if (panel < mesh->n_exponential)
        return 1 / (mesh->a * (r + mesh->b));
    kkr_radial_panel p = mesh->panels[panel];
    return (p.last - p.first) / (mesh->r[p.last] - mesh->r[p.first]);
}

void kkr_radial_mesh_slope(const kkr_radial_mesh *mesh, const kkr_stencil *stencil,
                           double r, double slope[KKR_STENCIL])
{
    int n = stencil->n;
    if (stencil->panel == 0 && r < mesh->r[1] && n == 2) { // the line of the stencil
        slope[1] = 1 / (mesh->r[2] - mesh->r[1]);
        slope[0] = -slope[1];
        return;
    }
    double x = index_coordinate(mesh, stencil->panel, r) - stencil->first;
    double scale = index_slope(mesh, stencil->panel, r);
    for (int k = 0; k < n; k++) { // product rule for prod_i (x - i) / (k - i)
        double value = 1, derivative = 0;
        for (int i = 0; i < n; i++)
            if (i != k) {
                derivative = (derivative * (x - i) + value) / (k - i);
                value *= (x - i) / (k - i);
            }
        slope[k] = derivative * scale;
    }
}

/** Integral over the index from point 0 to n - 1: the cubic through four points. */
static double integrate_index(const double *g, int n)
{
    if (n < 2)
        return 0;
    if (n == 2)
        return (g[0] + g[1]) / 2;
    if (n == 3)
        return (g[0] + 4 * g[1] + g[2]) / 3;
    double sum = 9 * (g[0] + g[n - 1]) + 19 * (g[1] + g[n - 2]) -
                 5 * (g[2] + g[n - 3]) + g[3] + g[n - 4];
    for (int i = 1; i + 2 < n; i++)
        sum += 13 * (g[i] + g[i + 1]) - g[i - 1] - g[i + 2];
    return sum / 24;
}

double kkr_radial_mesh_integrate_r2(const kkr_radial_mesh *mesh, const double *f,
                                    int first, int last)
{
    double *g = kkr_alloc(mesh->n_r, sizeof *g), sum = 0;
    for (int p = 0; p < mesh->n_panels; p++) {
        kkr_radial_panel panel = mesh->panels[p];
        double step =
            (mesh->r[panel.last] - mesh->r[panel.first]) / (panel.last - panel.first);
        int from = panel.first > first ? panel.first : first;
        int to = panel.last < last ? panel.last : last;
        for (int ir = from; ir <= to; ir++) {
            double r = mesh->r[ir];
            double slope = p < mesh->n_exponential ? mesh->a * (r + mesh->b) : step;
            g[ir] = ir > 0 ? f[ir] * r * r * slope : 0;
        }
        if (from < to)
            sum += integrate_index(g + from, to - from + 1);
    }
    free(g);
    return sum;
}
