// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/radial_table.h"

#include "core/ylm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Float coordinates know r^2 to about 5e-7: closer to a border double decides.
static const double guard = 2e-6;
// Below this radius (bohr) only the exact path is used.
static const double r_low = 1e-5;
// A cubic in tau follows 1/r to 0.008 (h/r)^4 (Chebyshev): < 1e-6 up to here.
static const double widest_nuclear = 0.1;
// How far a cubic may be used beyond its interval, in widths: bins are coarser
// than knots, and inside a panel neighbouring cubics are one function.
static const double overhang = 0.3;
static const double tolerance = 3e-6; // of a cubic, in 1 + |V|

enum {
    N_NODES = 4,
    N_PROBES = 5,
    MAX_INTERVALS = 32000,
    N_COLUMNS = (KKR_TABLE_L_MAX + 1) * (KKR_TABLE_L_MAX + 1)
};

/** Where Y_lm goes: sum_k weight[k] v^k, times z if odd, in column `column`. */
typedef struct term {
    int column; // of v^0; the columns of higher powers come before it
    int n;
    double weight[KKR_TABLE_L_MAX / 2 + 1];
} term;

/** sqrt(2) N_lm q_lm(z) of docs/theory/conventions.md in powers of z. */
static void legendre(int l, int m, double *power)
{
    double before[KKR_TABLE_L_MAX + 2] = { 0 }, now[KKR_TABLE_L_MAX + 2] = { 0 };
    double norm = (2 * l + 1) / (4 * M_PI) * (m > 0 ? 2 : 1);
    for (int k = l - m + 1; k <= l + m; k++)
        norm /= k;
    now[0] = sqrt(norm);
    for (int k = 1; k <= m; k++)
        now[0] *= 2 * k - 1;
    for (int n = m + 1; n <= l; n++) { // (n-m) q_n = (2n-1) z q_n-1 - (n+m-1) q_n-2
        double next[KKR_TABLE_L_MAX + 2] = { 0 };
        for (int k = 0; k <= n - m; k++)
            next[k] =
                ((k > 0 ? (2 * n - 1) * now[k - 1] : 0) - (n + m - 1) * before[k]) /
                (n - m);
        memcpy(before, now, sizeof now);
        memcpy(now, next, sizeof now);
    }
    memcpy(power, now, sizeof now);
}

/** Columns in front of those of m: A and B of all larger m. */
static int columns_before(int l_max, int m)
{
    int n = 0;
    for (int larger = l_max; larger > m; larger--)
        n += 2 * (l_max - larger + 1);
    return n;
}

static term make_term(int l_max, int lm, uint64_t *columns)
{
    int l = kkr_lm_l(lm), m = lm - l * l - l;
    bool is_sin = m < 0, is_odd = (l - abs(m)) % 2;
    m = abs(m);
    double power[KKR_TABLE_L_MAX + 2];
    legendre(l, m, power);

    // z^2 = (v + 1) / 2, by Horner in z^2
    term t = { .n = (l - m) / 2 + 1 };
    for (int k = t.n - 1; k >= 0; k--) {
        for (int j = t.n - 1; j >= 0; j--)
            t.weight[j] = (t.weight[j] + (j > 0 ? t.weight[j - 1] : 0)) / 2;
        t.weight[0] += power[2 * k + (is_odd ? 1 : 0)];
    }
    int n_even = kkr_table_n_even(l_max, m), n_odd = kkr_table_n_odd(l_max, m);
    t.column = columns_before(l_max, m) + (is_sin ? n_even + n_odd : 0) +
               (is_odd ? n_even + n_odd : n_even) - 1;
    *columns |= (uint64_t)1 << (4 * m + 2 * is_sin + is_odd);
    return t;
}

/** The cubics of the radial functions of one expansion, interval by interval. */
typedef struct builder {
    const kkr_expansion *expansion;
    double z; // of -2z/r; 0 without
    term *terms;
    double *node[N_NODES], *probe; // radial functions, [n_lm]
} builder;

/** f_j(r), with -2z/r in f_0 if it is to be part of the cubics. */
static void radial(const builder *b, double r, bool with_nuclear, double *f)
{
    kkr_expansion_radial(b->expansion, r, f);
    if (with_nuclear)
        f[0] -= sqrt(4 * M_PI) * 2 * b->z / r;
}

/** c[k] tau^k through the values at the Chebyshev nodes tau_i = cos((2i + 1) pi/8). */
static void cubic(const double f[N_NODES], double c[4])
{
    double t[4] = { 0 }; // Chebyshev series, discrete orthogonality
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < N_NODES; i++)
            t[k] += (k == 0 ? 0.25 : 0.5) * f[i] * cos(k * (2 * i + 1) * M_PI / 8);
    c[0] = t[0] - t[2];
    c[1] = t[1] - 3 * t[3];
    c[2] = 2 * t[2];
    c[3] = 4 * t[3];
}

/** Writes one interval; false if the cubics are not good enough. */
static bool fill(builder *b, double from, double to, kkr_table_function *function,
                 float *out)
{
    double middle = (from + to) / 2, half = (to - from) / 2;
    bool with_nuclear = b->z != 0 && to - from <= widest_nuclear * from;
    out[0] = (float)middle;
    out[1] = (float)(1 / half);
    out[2] = with_nuclear ? 0 : (float)(-2 * b->z);
    if (middle > b->expansion->r_max) {
        for (int i = KKR_TABLE_HEADER; i < function->stride; i++)
            out[i] = NAN;
        return true;
    }

    int n_lm = b->expansion->n_lm;
    for (int i = 0; i < N_NODES; i++)
        radial(b, middle + half * cos((2 * i + 1) * M_PI / 8), with_nuclear,
               b->node[i]);
    double sum[N_COLUMNS][4] = { { 0 } };
    double(*c)[4] = kkr_alloc(n_lm, sizeof *c);
    for (int j = 0; j < n_lm; j++) {
        cubic((double[]){ b->node[0][j], b->node[1][j], b->node[2][j], b->node[3][j] },
              c[j]);
        for (int k = 0; k < b->terms[j].n; k++)
            for (int p = 0; p < 4; p++)
                sum[b->terms[j].column - k][p] += b->terms[j].weight[k] * c[j][p];
    }
    for (int i = 0; i < (function->stride - KKR_TABLE_HEADER) / 4; i++)
        for (int p = 0; p < 4; p++)
            out[KKR_TABLE_HEADER + 4 * i + p] = (float)sum[i][3 - p];

    bool is_good = true; // where the error of a cubic is largest
    static const double tau[N_PROBES] = { -0.999999, -0.7071, 0, 0.7071, 0.999999 };
    for (int i = 0; i < N_PROBES; i++) {
        double r = middle + half * tau[i], square = 0;
        radial(b, r, with_nuclear, b->probe);
        for (int j = 0; j < n_lm; j++) {
            double t = tau[i];
            double d = ((c[j][3] * t + c[j][2]) * t + c[j][1]) * t + c[j][0];
            square += (d - b->probe[j]) * (d - b->probe[j]);
        }
        double v = b->probe[0] / sqrt(4 * M_PI) - (with_nuclear ? 0 : 2 * b->z / r);
        is_good = is_good && sqrt(square) <= tolerance * (1 + fabs(v));
    }
    free(c);
    return is_good;
}

static void add_function(kkr_radial_table *table, const kkr_expansion *expansion,
                         bool nuclear)
{
    kkr_table_function *function = &table->function[table->n_functions++];
    function->l_max = (expansion->l_max + 1) / 2 * 2;
    function->stride = KKR_TABLE_HEADER + 4 * kkr_n_lm(function->l_max);
    size_t n = (size_t)table->n_intervals * (size_t)function->stride;
    // A mesh has hundreds of points and l_max <= 12: at most tens of megabytes.
    function->intervals = kkr_alloc(n, sizeof(float));

    int n_lm = expansion->n_lm;
    builder b = { .expansion = expansion, .z = nuclear ? expansion->z : 0 };
    b.terms = kkr_alloc(n_lm, sizeof *b.terms);
    for (int j = 0; j < n_lm; j++)
        b.terms[j] =
            make_term(function->l_max, expansion->lm_index[j], &function->columns);
    function->is_sparse = 5 * n_lm < 3 * kkr_n_lm(function->l_max);
    double *values = kkr_alloc((size_t)(N_NODES + 1) * n_lm, sizeof *values);
    for (int i = 0; i < N_NODES; i++)
        b.node[i] = values + i * n_lm;
    b.probe = values + N_NODES * n_lm;

    for (int i = 0; i < table->n_intervals; i++)
        if (!fill(&b, table->breaks[i], table->breaks[i + 1], function,
                  function->intervals + (size_t)i * function->stride))
            table->needs_exact[i] = true;
    free(values);
    free(b.terms);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/** Knots of all meshes up to the last value; borders of panels are edges. */
static bool find_breaks(kkr_radial_table *table, const kkr_expansion *const *expansions,
                        int n, double r_limit)
{
    int n_max = 2, n_edges = 1;
    double end = 0;
    for (int f = 0; f < n; f++) {
        n_max += expansions[f]->mesh->n_r;
        n_edges += 2 * expansions[f]->mesh->n_panels + 1;
        end = fmax(end, expansions[f]->r_max);
    }
    end = fmin(end, r_limit);
    double *knots = kkr_alloc(n_max + n_edges, sizeof *knots);
    double *edges = kkr_alloc(n_edges, sizeof *edges);
    int n_knots = 0;
    n_edges = 0;
    edges[n_edges++] = end;
    for (int f = 0; f < n; f++) {
        const kkr_radial_mesh *mesh = expansions[f]->mesh;
        // V - V0 lives on the mesh of V: then only its borders and end are new.
        if (f == 0 || !kkr_radial_mesh_equal(mesh, expansions[0]->mesh)) {
            memcpy(knots + n_knots, mesh->r, (size_t)mesh->n_r * sizeof *knots);
            n_knots += mesh->n_r;
        }
        for (int p = 0; p < mesh->n_panels; p++) {
            edges[n_edges++] = mesh->r[mesh->panels[p].first];
            edges[n_edges++] = mesh->r[mesh->panels[p].last];
        }
        edges[n_edges++] = expansions[f]->r_max;
    }
    memcpy(knots + n_knots, edges, (size_t)n_edges * sizeof *knots);
    n_knots += n_edges;
    qsort(knots, n_knots, sizeof *knots, compare);
    qsort(edges, n_edges, sizeof *edges, compare);

    table->breaks = kkr_alloc(n_knots + 1, sizeof *table->breaks);
    table->is_edge = kkr_alloc(n_knots + 1, sizeof *table->is_edge);
    int n_breaks = 1; // r = 0
    for (int i = 0, e = 0; i < n_knots && knots[i] <= end * (1 + 1e-12); i++) {
        if (knots[i] > table->breaks[n_breaks - 1] * (1 + 1e-11))
            table->breaks[n_breaks++] = knots[i];
        for (; e < n_edges && edges[e] <= knots[i]; e++)
            table->is_edge[n_breaks - 1] = true;
    }
    table->n_intervals = n_breaks - 1;
    free(knots);
    free(edges);
    return table->n_intervals > 0 && table->n_intervals <= MAX_INTERVALS;
}

static float bits_to_float(uint32_t bits)
{
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

static int float_bin(double r2)
{
    float f = (float)r2;
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    return (int)(bits >> KKR_TABLE_BIN_SHIFT);
}

static int find_interval(const kkr_radial_table *table, double r)
{
    int low = 0, high = table->n_intervals;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (r < table->breaks[middle])
            high = middle;
        else
            low = middle;
    }
    return low;
}

/** One answer for all r in [from, to], or _SEARCH. */
static uint16_t bin_code(const kkr_radial_table *table, double from, double to)
{
    int i = find_interval(table, (from + to) / 2);
    double a = table->breaks[i], b = table->breaks[i + 1], room = overhang * (b - a);
    double slack = guard * to;
    bool fits = from > (table->is_edge[i] ? a + slack : a - room) &&
                to < (table->is_edge[i + 1] ? b - slack : b + room);
    if (!fits)
        return KKR_TABLE_SEARCH;
    return table->needs_exact[i] ? KKR_TABLE_EXACT : (uint16_t)i;
}

static void make_bins(kkr_radial_table *table)
{
    double end = table->breaks[table->n_intervals];
    table->first_bin = float_bin(r_low * r_low);
    table->n_bins = float_bin(end * end) - table->first_bin + 3;
    table->bins = kkr_alloc(table->n_bins, sizeof *table->bins);
    for (int i = 0; i < table->n_bins; i++) {
        uint32_t bits = (uint32_t)(table->first_bin + i) << KKR_TABLE_BIN_SHIFT;
        double from = sqrt(bits_to_float(bits));
        double to = sqrt(bits_to_float(bits + (1u << KKR_TABLE_BIN_SHIFT)));
        table->bins[i] = bin_code(table, from, to);
    }
    table->bins[0] = KKR_TABLE_EXACT;
    table->bins[table->n_bins - 1] = KKR_TABLE_BEYOND;
}

int kkr_radial_table_find(const kkr_radial_table *table, float r2)
{
    double r = sqrt((double)r2), slack = guard * r;
    if (r > table->breaks[table->n_intervals] + slack)
        return KKR_TABLE_BEYOND;
    int i = find_interval(table, r);
    if ((table->is_edge[i] && r < table->breaks[i] + slack) ||
        (table->is_edge[i + 1] && r > table->breaks[i + 1] - slack) ||
        table->needs_exact[i])
        return KKR_TABLE_EXACT;
    return i;
}

kkr_radial_table *kkr_radial_table_new(const kkr_expansion *const *expansions, int n,
                                       bool nuclear, double r_limit)
{
    for (int f = 0; f < n; f++)
        if (expansions[f]->l_max > KKR_TABLE_L_MAX)
            return NULL;
    KKR_AUTO(kkr_radial_table) table = kkr_alloc(1, sizeof *table);
    if (!find_breaks(table, expansions, n, r_limit))
        return NULL;
    table->needs_exact = kkr_alloc(table->n_intervals, sizeof *table->needs_exact);
    for (int f = 0; f < n; f++)
        add_function(table, expansions[f], nuclear);
    make_bins(table);
    return KKR_STEAL(table);
}

void kkr_radial_table_free(kkr_radial_table *table)
{
    if (!table)
        return;
    for (int f = 0; f < table->n_functions; f++)
        free(table->function[f].intervals);
    free(table->breaks);
    free(table->is_edge);
    free(table->needs_exact);
    free(table->bins);
    free(table);
}
