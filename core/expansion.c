// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/expansion.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/deconvolution.h"
#include "core/ylm.h"

static const double sqrt_4pi = 3.5449077018110320546;

void kkr_expansion_free(kkr_expansion *expansion)
{
    if (!expansion)
        return;
    kkr_radial_mesh_free(expansion->mesh);
    free(expansion->lm_index);
    free(expansion->values);
    free(expansion);
}

const char *kkr_content_name(kkr_content content)
{
    static const char *const names[] = {
        [KKR_CONTENT_CONVOLUTED] = "convoluted",
        [KKR_CONTENT_UNCONVOLUTED] = "unconvoluted",
        [KKR_CONTENT_PLACEHOLDER] = "voronoi start potential",
        [KKR_CONTENT_ASA] = "ASA",
        [KKR_CONTENT_MISFIT] = "wrong shape",
    };
    return names[content];
}

/** voronoi fills the non-spherical parts of a start potential with Theta itself. */
static bool is_placeholder(const kkr_potential_entry *entry,
                           const kkr_shape_cell *shape, int i_mt)
{
    for (int j = 0; j < entry->n_lm; j++) {
        const double *v = kkr_potential_v_lm(entry, j) + i_mt + 1 - entry->ir_min;
        const double *theta = kkr_shape_cell_theta(shape, entry->lm_index[j]);
        for (int k = 0; k < shape->n_mesh; k++)
            if (!(fabs(v[k] - (theta ? theta[k] : 0)) <= 1e-9))
                return false;
    }
    return entry->n_lm > 0;
}

kkr_content kkr_expansion_content(const kkr_potential_entry *entry,
                                  const kkr_shape_cell *shape,
                                  const kkr_radial_mesh *mesh)
{
    if (!shape || !mesh)
        return entry->full_potential ? KKR_CONTENT_MISFIT : KKR_CONTENT_ASA;
    if (entry->ir_min > mesh->i_mt)
        return KKR_CONTENT_MISFIT;
    double end = kkr_shape_cell_end(shape);
    if (end > 0.5) // a sphere in the clothes of a shape function
        return KKR_CONTENT_ASA;
    if (is_placeholder(entry, shape, mesh->i_mt))
        return KKR_CONTENT_PLACEHOLDER;
    // (V - 2Z/r) Theta vanishes at r_out, as far as Theta does: there are cells
    // for which voronoi leaves a few thousandths
    int last = mesh->n_r - 1;
    double rest = entry->v0[last] - 2 * entry->z / mesh->r[last];
    return fabs(rest) < 1e-5 + 10 * fabs(end) ? KKR_CONTENT_CONVOLUTED
                                              : KKR_CONTENT_UNCONVOLUTED;
}

/**
 * KKRimp multiplies 2Z/r by a single precision sqrt(4 pi) before it convolutes.
 * At r_out only that term is left, and it shows by how much.
 */
static double find_kappa(const kkr_potential_entry *entry, const kkr_shape_cell *shape,
                         const kkr_radial_mesh *mesh)
{
    int last = mesh->n_r - 1;
    if (!(entry->z > 0) || !(fabs(kkr_shape_cell_end(shape)) < 1e-6))
        return 1;
    double kappa = entry->v0[last] * mesh->r[last] / (2 * entry->z);
    return fabs(kappa - 1) < 1e-6 ? kappa : 1;
}

/** The components of the entry on the mesh; `spherical` leaves out lm > 0. */
static void fill_values(kkr_expansion *e, const kkr_potential_entry *entry,
                        bool spherical)
{
    int n_lm = spherical ? 1 : entry->n_lm + 1, n_r = e->mesh->n_r;
    e->n_lm = n_lm;
    e->lm_index = kkr_alloc(n_lm, sizeof *e->lm_index);
    e->values = kkr_alloc((size_t)n_r * n_lm, sizeof *e->values);
    for (int ir = 0; ir < n_r; ir++)
        e->values[(size_t)ir * n_lm] = sqrt_4pi * entry->v0[ir];
    for (int j = 1; j < n_lm; j++) {
        const double *v = kkr_potential_v_lm(entry, j - 1);
        e->lm_index[j] = entry->lm_index[j - 1];
        for (int ir = entry->ir_min; ir < n_r; ir++)
            e->values[(size_t)ir * n_lm + j] = v[ir - entry->ir_min];
    }
    e->l_max = kkr_lm_l(e->lm_index[n_lm - 1]);
}

/**
 * Point 0 (r = 0) is never used by the codes and may hold anything; the full
 * Dirac solver leaves point 1 behind, too, tens of Ry off. Both are put on the
 * line through their neighbours, which is what is evaluated there.
 */
static void mend_centre(kkr_expansion *e)
{
    double *f = e->values;
    int n = e->n_lm;
    if (e->mesh->panels[0].last < 3)
        return;
    if (fabs(f[n] - f[2 * n]) > 20 * fabs(f[2 * n] - f[3 * n]) + sqrt_4pi)
        f[n] = 2 * f[2 * n] - f[3 * n];
    f[0] = 2 * f[n] - f[2 * n];
}

/** A border at point ir, the row of values doubled with it; returns if it is new. */
static bool split(kkr_expansion *e, int ir)
{
    if (!kkr_radial_mesh_split(e->mesh, ir))
        return false;
    size_t n_r = e->mesh->n_r, row = e->n_lm;
    e->values = kkr_realloc(e->values, n_r * row, sizeof *e->values);
    memmove(e->values + (ir + 1) * row, e->values + ir * row,
            (n_r - 1 - ir) * row * sizeof *e->values);
    return true;
}

/** The steepest component between two neighbouring points, Ry / bohr; 0 at borders. */
static double slope_at(const kkr_expansion *e, int ir)
{
    double step = e->mesh->r[ir] - e->mesh->r[ir - 1], steepest = 0;
    const double *f = e->values + (size_t)ir * e->n_lm;
    for (int j = 0; j < e->n_lm; j++)
        steepest = fmax(steepest, fabs(f[j] - f[j - e->n_lm]));
    return step > 0 ? steepest / step : 0;
}

/**
 * The last point to be trusted, at most `cut`. A file that is not self-consistent
 * yet still holds a share of its start potential, which is not V times Theta, and
 * the small eigenvalues blow that up to thousands of Ry. Where Theta = 1 nothing
 * is blown up, so the slopes of the first panel tell what is normal: converged
 * potentials stay below 1.2 times that + 0.4 Ry / bohr. Beyond three times, step
 * back by as much as the continuation looks at.
 */
static int find_last_smooth(const kkr_expansion *e, int cut, double reach)
{
    const double *r = e->mesh->r;
    kkr_radial_panel panel = e->mesh->panels[e->mesh->n_exponential];
    double normal = 0;
    for (int ir = panel.first + 1; ir <= panel.last; ir++)
        normal = fmax(normal, slope_at(e, ir));
    int steep = panel.first + 1;
    while (steep <= cut && slope_at(e, steep) <= 3 * normal + 2)
        steep++;
    if (steep > cut)
        return cut;
    double last = r[steep] - reach;
    for (cut = steep; cut > panel.first && r[cut] > last;)
        cut--;
    return cut;
}

/**
 * Continues every component beyond point `cut` along a line through it, with
 * the least-squares slope of the points within `reach` before it.
 */
static void continue_linearly(kkr_expansion *e, int cut, double reach)
{
    const double *r = e->mesh->r;
    int n_r = e->mesh->n_r, n = e->n_lm;
    for (int j = 0; j < n; j++) {
        double v = e->values[(size_t)cut * n + j], xx = 0, xy = 0;
        for (int ir = cut; ir > e->mesh->i_mt && r[ir] >= r[cut] - reach; ir--) {
            double x = r[ir] - r[cut];
            xx += x * x;
            xy += x * (e->values[(size_t)ir * n + j] - v);
        }
        double slope = xx > 0 ? xy / xx : 0;
        for (int ir = cut + 1; ir < n_r; ir++)
            e->values[(size_t)ir * n + j] = v + slope * (r[ir] - r[cut]);
    }
}

/** Replaces V Theta by V beyond r_mt. False: the shape is good for nothing. */
static bool deconvolute(kkr_expansion *e, const kkr_shape_cell *shape,
                        const kkr_gaunt *gaunt)
{
    const double *r = e->mesh->r;
    int n_r = e->mesh->n_r, first = e->mesh->i_mt + 1, n = e->n_lm;
    double nuclear = sqrt_4pi * e->kappa * 2 * e->z;
    for (int ir = first; ir < n_r; ir++)
        e->values[(size_t)ir * n] -= nuclear / r[ir];
    int count = kkr_deconvolution_solve(shape, gaunt, e->lm_index, n,
                                        e->values + (size_t)first * n);
    int cut = first + count - 1;
    if (count > 0) { // the total potential is flat there, its parts are not
        double reach = 0.04 * r[n_r - 1];
        int smooth = find_last_smooth(e, cut, reach);
        e->unconverged = smooth < cut;
        cut = smooth;
        continue_linearly(e, cut, reach);
    }
    for (int ir = first; ir < n_r; ir++)
        e->values[(size_t)ir * n] += nuclear / r[ir];
    if (count == 0)
        return false;
    e->r_cut = r[cut];
    split(e, cut);
    return true;
}

/** Below ir_min the non-spherical parts are zero by definition: a jump. */
static void split_at_ir_min(kkr_expansion *e, int ir_min)
{
    if (e->n_lm > 1 && split(e, ir_min))
        memset(e->values + (size_t)ir_min * e->n_lm + 1, 0,
               (e->n_lm - 1) * sizeof *e->values);
}

static bool check_entry(const kkr_potential_entry *entry, kkr_error *err)
{
    int l_max = entry->n_lm ? kkr_lm_l(entry->lm_index[entry->n_lm - 1]) : 0;
    if (entry->defect)
        return kkr_fail(err, KKR_ERROR_FORMAT, "%s: %s", entry->title, entry->defect);
    if (entry->n_nan)
        return kkr_fail(err, KKR_ERROR_FORMAT, "%s: %d of its values are not numbers",
                        entry->title, entry->n_nan);
    if (l_max > KKR_L_MAX)
        return kkr_fail(err, KKR_ERROR_FORMAT, "%s: l = %d is beyond l = %d",
                        entry->title, l_max, KKR_L_MAX);
    return true;
}

kkr_expansion *kkr_expansion_new(const kkr_potential_entry *entry,
                                 const kkr_shape_cell *shape, kkr_mode mode,
                                 const kkr_gaunt *gaunt, kkr_error *err)
{
    if (!check_entry(entry, err))
        return NULL;
    KKR_AUTO(kkr_expansion) e = kkr_alloc(1, sizeof *e);
    e->mesh = kkr_radial_mesh_new(entry, shape, shape ? NULL : err);
    e->content = kkr_expansion_content(entry, shape, e->mesh);
    if (!e->mesh && shape)
        e->mesh = kkr_radial_mesh_new(entry, NULL, err);
    if (!e->mesh)
        return NULL;

    bool cell = mode == KKR_MODE_CELL;
    bool spherical = cell && e->content == KKR_CONTENT_PLACEHOLDER;
    fill_values(e, entry, spherical);
    mend_centre(e);
    e->z = entry->z;
    e->kappa = 1;
    e->r_mt = e->mesh->r[e->mesh->i_mt];
    e->r_max = e->mesh->r[e->mesh->n_r - 1];
    e->r_cut = e->r_max;
    if (e->content == KKR_CONTENT_CONVOLUTED || spherical) {
        e->kappa = find_kappa(entry, shape, e->mesh);
        if (cell && e->l_max > kkr_gaunt_l_max(gaunt)) {
            kkr_fail(err, KKR_ERROR_FORMAT,
                     "%s: l = %d cannot be deconvoluted, only l = %d", entry->title,
                     e->l_max, kkr_gaunt_l_max(gaunt));
            return NULL;
        }
        if (cell && !deconvolute(e, shape, gaunt))
            e->content = KKR_CONTENT_MISFIT;
    }
    if (mode == KKR_MODE_MT || e->content == KKR_CONTENT_MISFIT)
        e->r_max = e->r_cut = e->r_mt;
    split_at_ir_min(e, entry->ir_min);
    return KKR_STEAL(e);
}

static void interpolate(const kkr_expansion *e, kkr_stencil s, double *out)
{
    int n = e->n_lm;
    const double *f = e->values + (size_t)s.first * n;
    if (s.n == 6) {
        const double *w = s.weight;
        for (int j = 0; j < n; j++)
            out[j] = w[0] * f[j] + w[1] * f[n + j] + w[2] * f[2 * n + j] +
                     w[3] * f[3 * n + j] + w[4] * f[4 * n + j] + w[5] * f[5 * n + j];
        return;
    }
    for (int j = 0; j < n; j++) {
        out[j] = 0;
        for (int k = 0; k < s.n; k++)
            out[j] += s.weight[k] * f[k * n + j];
    }
}

void kkr_expansion_radial(const kkr_expansion *expansion, double r, double *out)
{
    interpolate(expansion, kkr_radial_mesh_stencil(expansion->mesh, r), out);
}

double kkr_expansion_value(const kkr_expansion *expansion, kkr_vec3 x, bool nuclear)
{
    enum { N_LM = (KKR_L_MAX + 1) * (KKR_L_MAX + 1) };
    double f[N_LM], ylm[N_LM];
    double r = kkr_vec3_length(x);
    if (!(r <= expansion->r_max + 1e-9))
        return NAN;
    kkr_expansion_radial(expansion, r, f);
    kkr_ylm(expansion->l_max, x.x, x.y, x.z, ylm);
    double sum = 0;
    for (int j = 0; j < expansion->n_lm; j++)
        sum += f[j] * ylm[expansion->lm_index[j]];
    if (nuclear && expansion->z != 0)
        sum -= 2 * expansion->z / r;
    return sum;
}

double kkr_expansion_gradient(const kkr_expansion *expansion, kkr_vec3 x, bool nuclear,
                              kkr_vec3 *gradient)
{
    enum { N_LM = (KKR_L_MAX + 1) * (KKR_L_MAX + 1) };
    const kkr_expansion *e = expansion;
    double f[N_LM], ylm[N_LM], dx[N_LM], dy[N_LM], dz[N_LM];
    double r = kkr_vec3_length(x);
    *gradient = (kkr_vec3){ 0 };
    if (r == 0)
        return kkr_expansion_value(e, x, nuclear);
    double inside = fmin(r, e->r_max);
    kkr_stencil stencil = kkr_radial_mesh_stencil(e->mesh, inside), slopes = stencil;
    kkr_radial_mesh_slope(e->mesh, &stencil, inside, slopes.weight);
    for (int k = 0; k < stencil.n; k++)
        stencil.weight[k] += slopes.weight[k] * (r - inside);
    interpolate(e, stencil, f);
    kkr_ylm_gradient(e->l_max, x.x, x.y, x.z, ylm, (double *const[3]){ dx, dy, dz });
    double sum = 0, radial = 0;
    kkr_vec3 tangential = { 0 };
    const double *rows = e->values + (size_t)stencil.first * e->n_lm;
    for (int j = 0; j < e->n_lm; j++) {
        int lm = e->lm_index[j];
        double slope = 0;
        for (int k = 0; k < stencil.n; k++)
            slope += slopes.weight[k] * rows[k * e->n_lm + j];
        sum += f[j] * ylm[lm];
        radial += slope * ylm[lm];
        tangential.x += f[j] * dx[lm];
        tangential.y += f[j] * dy[lm];
        tangential.z += f[j] * dz[lm];
    }
    if (nuclear && e->z != 0) {
        sum -= 2 * e->z / r;
        radial += 2 * e->z / (r * r);
    }
    *gradient = kkr_vec3_scale(kkr_vec3_mad(tangential, radial, x), 1 / r);
    return sum;
}

static double min(double a, double b)
{
    return a < b ? a : b;
}

/** Whether the values of two entries beyond r_mt are of the same kind and cell. */
static bool check_comparable(const kkr_expansion *a, const kkr_expansion *b,
                             kkr_error *err)
{
    static const char advice[] = "compare them inside the cell (mode cell)";
    if (a->content == KKR_CONTENT_MISFIT || b->content == KKR_CONTENT_MISFIT)
        return true; // both end at a muffin-tin radius
    if (a->content != b->content)
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "what the files hold cannot be subtracted: one is %s, the "
                        "other %s; %s",
                        kkr_content_name(a->content), kkr_content_name(b->content),
                        advice);
    const kkr_radial_mesh *ma = a->mesh, *mb = b->mesh;
    int n = ma->n_r - ma->i_mt;
    bool same = n == mb->n_r - mb->i_mt;
    for (int k = 0; same && k < n; k++) {
        double r = ma->r[ma->i_mt + k];
        same = fabs(r - mb->r[mb->i_mt + k]) <= 1e-9 * r;
    }
    if (!same)
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "what the files hold cannot be subtracted: their cells differ "
                        "(r_MT %.6f and %.6f, r_out %.6f and %.6f bohr); %s",
                        a->r_mt, b->r_mt, a->r_max, b->r_max, advice);
    return true;
}

/** The union of two rising lists, and where each of its members came from. */
static void unite_components(kkr_expansion *e, const kkr_expansion *a,
                             const kkr_expansion *b, int *from_a, int *from_b)
{
    e->lm_index = kkr_alloc(a->n_lm + b->n_lm, sizeof *e->lm_index);
    for (int i = 0, j = 0; i < a->n_lm || j < b->n_lm; e->n_lm++) {
        int lm_a = i < a->n_lm ? a->lm_index[i] : INT_MAX;
        int lm_b = j < b->n_lm ? b->lm_index[j] : INT_MAX;
        e->lm_index[e->n_lm] = lm_a < lm_b ? lm_a : lm_b;
        from_a[e->n_lm] = lm_a <= lm_b ? i++ : -1;
        from_b[e->n_lm] = lm_b <= lm_a ? j++ : -1;
    }
    e->l_max = kkr_lm_l(e->lm_index[e->n_lm - 1]);
}

/** Borders of `other` that are points of `mesh` become borders there, too. */
static void adopt_borders(kkr_radial_mesh *mesh, const kkr_radial_mesh *other)
{
    for (int p = 0; p + 1 < other->n_panels; p++) {
        double r = other->r[other->panels[p].last];
        for (int ir = 0; ir < mesh->n_r; ir++)
            if (fabs(mesh->r[ir] - r) <= 1e-12 * r) {
                kkr_radial_mesh_split(mesh, ir);
                break;
            }
    }
}

/** Adds s * e at radius r, read in `panel`, to row[]; points of e's mesh exactly. */
static void add_row(double s, const kkr_expansion *e, int panel, double r,
                    const int *from, int n, double *row, double *scratch)
{
    kkr_stencil stencil = kkr_radial_mesh_stencil_in(e->mesh, panel, r);
    for (int k = 0; k < stencil.n; k++)
        if (fabs(e->mesh->r[stencil.first + k] - r) <= 1e-12 * r) {
            memset(stencil.weight, 0, sizeof stencil.weight);
            stencil.weight[k] = 1;
        }
    interpolate(e, stencil, scratch);
    for (int j = 0; j < n; j++)
        if (from[j] >= 0)
            row[j] += s * scratch[from[j]];
}

kkr_expansion *kkr_expansion_combine(double p, const kkr_expansion *a, double q,
                                     const kkr_expansion *b, kkr_mode mode,
                                     kkr_error *err)
{
    if (mode == KKR_MODE_STORED && !check_comparable(a, b, err))
        return NULL;
    kkr_expansion *e = kkr_alloc(1, sizeof *e);
    int *from_a = kkr_alloc(a->n_lm + b->n_lm, sizeof *from_a);
    int *from_b = kkr_alloc(a->n_lm + b->n_lm, sizeof *from_b);
    unite_components(e, a, b, from_a, from_b);
    e->mesh = kkr_radial_mesh_copy(a->mesh);
    adopt_borders(e->mesh, b->mesh);
    e->z = p * a->z + q * b->z;
    e->kappa = a->kappa;
    e->r_mt = a->r_mt;
    e->unconverged = a->unconverged || b->unconverged;
    e->content = b->content == KKR_CONTENT_MISFIT ? b->content : a->content;
    bool go_on = mode == KKR_MODE_CELL && b->content != KKR_CONTENT_MISFIT &&
                 b->content != KKR_CONTENT_ASA && b->r_max >= 0.9 * a->r_max;
    e->r_max = go_on ? a->r_max : min(a->r_max, b->r_max);
    e->r_cut = min(min(a->r_cut, b->r_cut), e->r_max);

    e->values = kkr_alloc((size_t)e->mesh->n_r * e->n_lm, sizeof *e->values);
    double *scratch = kkr_alloc(a->n_lm + b->n_lm, sizeof *scratch);
    for (int i = 0; i < e->mesh->n_panels; i++) {
        kkr_radial_panel panel = e->mesh->panels[i];
        double middle = (e->mesh->r[panel.first] + e->mesh->r[panel.last]) / 2;
        int panel_a = kkr_radial_mesh_panel(a->mesh, middle);
        int panel_b = kkr_radial_mesh_panel(b->mesh, middle);
        for (int ir = panel.first; ir <= panel.last; ir++) {
            double r = e->mesh->r[ir], *row = e->values + (size_t)ir * e->n_lm;
            if (r > e->r_max * (1 + 1e-12))
                break; // no values: left zero
            add_row(p, a, panel_a, r, from_a, e->n_lm, row, scratch);
            add_row(q, b, panel_b, r, from_b, e->n_lm, row, scratch);
        }
    }
    free(scratch);
    free(from_a);
    free(from_b);
    return e;
}
