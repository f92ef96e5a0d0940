// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/radial_curves.h"

#include "core/ylm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 64, DIP_POINTS = 8, BISECTIONS = 52 };

static const double sqrt_4pi = 3.5449077018110320546;
static const double widest_step = 0.02; // bohr; exponential meshes grow coarser

/** One component of an expansion. */
typedef struct component {
    const kkr_expansion *e;
    int column;    // in e->values; -1: not stored, zero
    double factor; // from there to Ry
    double nuclear;
} component;

static component component_of(const kkr_expansion *e, int lm, bool nuclear)
{
    component c = { e, -1, lm ? 1 : 1 / sqrt_4pi, lm || !nuclear ? 0 : 2 * e->z };
    for (int j = 0; j < e->n_lm; j++)
        if (e->lm_index[j] == lm)
            c.column = j;
    return c;
}

static double finish(const component *c, double value, double r)
{
    return c->factor * value - (c->nuclear != 0 ? c->nuclear / r : 0);
}

static double value_at_point(const component *c, int ir)
{
    const kkr_expansion *e = c->e;
    double value = c->column < 0 ? 0 : e->values[(size_t)ir * e->n_lm + c->column];
    return finish(c, value, e->mesh->r[ir]);
}

static double value_between(const component *c, int panel, double r)
{
    const kkr_expansion *e = c->e;
    double value = 0;
    if (c->column >= 0) {
        kkr_stencil s = kkr_radial_mesh_stencil_in(e->mesh, panel, r);
        for (int k = 0; k < s.n; k++)
            value +=
                s.weight[k] * e->values[(size_t)(s.first + k) * e->n_lm + c->column];
    }
    return finish(c, value, r);
}

static void append(kkr_radial_line *line, int *room, double r, double value)
{
    if (line->n == *room) {
        *room = *room ? 2 * *room : ROOM;
        line->r = kkr_realloc(line->r, *room, sizeof *line->r);
        line->value = kkr_realloc(line->value, *room, sizeof *line->value);
    }
    line->r[line->n] = r;
    line->value[line->n++] = value;
}

/** The zero between two radii of one panel, whose values have opposite signs. */
static double find_zero(const component *c, int panel, double a, double b, bool rising)
{
    for (int k = 0; k < BISECTIONS; k++) {
        double middle = (a + b) / 2;
        if ((value_between(c, panel, middle) < 0) == rising)
            a = middle;
        else
            b = middle;
    }
    return (a + b) / 2;
}

/** Points between the last one of the line and (r, value): down to zero and up. */
static void append_dip(kkr_radial_line *line, int *room, const component *c, int panel,
                       double r, double value)
{
    double before = line->r[line->n - 1];
    double zero = find_zero(c, panel, before, r, value > 0);
    for (int k = 1; k <= DIP_POINTS; k++) {
        double at = zero - (zero - before) / pow(4, k);
        append(line, room, at, value_between(c, panel, at));
    }
    append(line, room, zero, 0);
    for (int k = DIP_POINTS; k >= 1; k--) {
        double at = zero + (r - zero) / pow(4, k);
        append(line, room, at, value_between(c, panel, at));
    }
}

/** The next point of a panel; between it and the last one a dip if signs differ. */
static void append_point(kkr_radial_line *line, int *room, const component *c,
                         int panel, double r, double value)
{
    if (line->n && line->value[line->n - 1] * value < 0)
        append_dip(line, room, c, panel, r, value);
    append(line, room, r, value);
}

static kkr_radial_line make_line(const component *c, double r_min)
{
    kkr_radial_line line = { 0 };
    int room = 0;
    const kkr_radial_mesh *mesh = c->e->mesh;
    double r_max = c->e->r_max + 1e-9;
    for (int p = 0; p < mesh->n_panels; p++) {
        bool first = true; // of this panel
        for (int ir = mesh->panels[p].first; ir <= mesh->panels[p].last; ir++) {
            double r = mesh->r[ir], value = value_at_point(c, ir);
            if (r < r_min || ir == 0)
                continue;
            if (r > r_max)
                return line;
            if (line.n == 0 && r > r_min) {
                append(&line, &room, r_min, value_between(c, p, r_min));
                first = false;
            }
            if (first) {
                append(&line, &room, r, value);
                first = false;
                continue;
            }
            double before = line.r[line.n - 1];
            int steps = (int)ceil((r - before) / widest_step);
            for (int k = 1; k < steps; k++) {
                double at = before + k * (r - before) / steps;
                append_point(&line, &room, c, p, at, value_between(c, p, at));
            }
            append_point(&line, &room, c, p, r, value);
        }
    }
    return line;
}

static void set_marks(kkr_radial_curve *curve, const kkr_case_site *site,
                      const kkr_expansion *v)
{
    const kkr_radial_mesh *mesh = v->mesh;
    curve->r_mt = v->r_mt;
    curve->r_cut = v->r_cut;
    curve->r_max = v->r_max;
    const kkr_potential_entry *entry = site->entry[0];
    if (entry && entry->full_potential && entry->ir_min > 0)
        curve->r_ir_min = mesh->b * expm1(mesh->a * entry->ir_min);
    curve->border = kkr_alloc(mesh->n_panels, sizeof *curve->border);
    for (int p = 0; p + 1 < mesh->n_panels; p++) {
        double r = mesh->r[mesh->panels[p].last];
        if (r > kkr_sampler_r_display && r < v->r_max * (1 - 1e-9))
            curve->border[curve->n_borders++] = r;
    }
}

/** What differs among the sources, so that every curve has a name of its own. */
static char *name_of(const kkr_radial_source *sources, int n, int index)
{
    const kkr_radial_source *s = &sources[index];
    bool sites = false, components = false;
    for (int i = 0; i < n; i++) {
        sites |= sources[i].site != s->site || sources[i].object != s->object;
        components |= sources[i].lm != s->lm;
    }
    int l = kkr_lm_l(s->lm), m = s->lm - l * l - l;
    char pair[32] = "";
    if (components)
        snprintf(pair, sizeof pair, "(%d, %s%d)", l, m < 0 ? "−" : "", abs(m));
    if (components && !sites)
        return kkr_strdup(pair);
    const char *label = s->object->sites[s->site].label, *gap = components ? " " : "";
    if (s->object->n_sites == 1)
        return kkr_strdup_printf("%s%s%s", label, gap, pair);
    return kkr_strdup_printf("%s %d%s%s", label, s->site + 1, gap, pair);
}

static bool make_curve(kkr_radial_curve *curve, const kkr_radial_source *sources, int n,
                       int index, kkr_error *err)
{
    const kkr_radial_source *s = &sources[index];
    const kkr_expansion *v = kkr_sampler_v(s->sampler, s->site, false);
    if (!v) {
        bool there = s->site >= 0 && s->site < s->object->n_sites;
        const char *defect = there ? s->object->sites[s->site].defect : NULL;
        return kkr_fail(err, KKR_ERROR_MISSING, "%s: site %d has no potential%s%s",
                        s->object->name, s->site + 1, defect ? ": " : "",
                        defect ? defect : "");
    }
    const kkr_case_site *site = &s->object->sites[s->site];
    *curve = (kkr_radial_curve){ .z = site->z, .site = s->site, .lm = s->lm };
    curve->name = s->name ? kkr_strdup(s->name) : name_of(sources, n, index);
    set_marks(curve, site, v);
    const kkr_expansion *both[] = { v, kkr_sampler_dv(s->sampler, s->site) };
    for (int q = 0; q < KKR_RADIAL_LINES; q++)
        if (both[q]) {
            component c = component_of(both[q], s->lm, s->nuclear);
            curve->line[q] = make_line(&c, kkr_sampler_r_display);
        }
    return true;
}

bool kkr_radial_curve_make(kkr_radial_curve *curve, const kkr_radial_source *source,
                           kkr_error *err)
{
    return make_curve(curve, source, 1, 0, err);
}

void kkr_radial_curve_clear(kkr_radial_curve *curve)
{
    for (int q = 0; q < KKR_RADIAL_LINES; q++) {
        free(curve->line[q].r);
        free(curve->line[q].value);
    }
    free(curve->border);
    free(curve->name);
    *curve = (kkr_radial_curve){ 0 };
}

kkr_radial_curves *kkr_radial_curves_new(const kkr_radial_source *sources, int n,
                                         kkr_error *err)
{
    KKR_AUTO(kkr_radial_curves) curves = kkr_alloc(1, sizeof *curves);
    curves->curve = kkr_alloc(n, sizeof *curves->curve);
    for (; curves->n < n; curves->n++)
        if (!make_curve(&curves->curve[curves->n], sources, n, curves->n, err))
            return NULL;
    return KKR_STEAL(curves);
}

void kkr_radial_curves_free(kkr_radial_curves *curves)
{
    if (!curves)
        return;
    for (int i = 0; i < curves->n; i++)
        kkr_radial_curve_clear(&curves->curve[i]);
    free(curves->curve);
    kkr_notes_free(curves->n_notes, curves->notes);
    free(curves);
}

/** Marks the components of an expansion that are not zero everywhere. */
static void mark_present(const kkr_expansion *e, bool *present)
{
    for (int j = 0; e && j < e->n_lm; j++)
        for (int ir = 1; ir < e->mesh->n_r && !present[e->lm_index[j]]; ir++)
            present[e->lm_index[j]] = e->values[(size_t)ir * e->n_lm + j] != 0;
}

int kkr_radial_nonspherical(const kkr_sampler *sampler, int site, int **lm)
{
    enum { N_LM = (KKR_L_MAX + 1) * (KKR_L_MAX + 1) };
    bool present[N_LM] = { false };
    mark_present(kkr_sampler_v(sampler, site, false), present);
    mark_present(kkr_sampler_dv(sampler, site), present);
    int n = 0;
    *lm = kkr_alloc(N_LM, sizeof **lm);
    for (int i = 1; i < N_LM; i++)
        if (present[i])
            (*lm)[n++] = i;
    return n;
}
