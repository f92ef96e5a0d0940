// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/parallel.h"
#include "shaders/panels_private.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_LEVELS = 256 };

typedef struct tracing {
    const kkr_slice *slice;
    const short *cell; // which drawn cell a pixel lies in
    const float *values;
    bool absolute, logarithmic;
    double factor; // to the unit that is shown
    int n;
    const double *levels;
    panels_level *out;
} tracing;

/**
 * Numbers the drawn cells, so that contours stop also at a face between two
 * periodic images of one site, which share their owner code.
 */
static short *number_cells(const kkr_slice *slice)
{
    size_t n = (size_t)slice->width * (size_t)slice->height;
    short *cell = kkr_alloc(n + 1, sizeof *cell);
    for (size_t i = 0; i < n; i++)
        cell[i] = slice->owner ? (short)(-1 - (slice->owner[i] & 0x3fff)) : -1;
    for (int k = 0; k < slice->n_cells && k < 0x7fff; k++) {
        const kkr_slice_cell *polygon = &slice->cells[k];
        for (int j = 0; j < slice->height; j++) {
            // The polygon is convex: a row cuts it in one interval.
            double t = slice->t0 + j * slice->pitch, from = INFINITY, to = -INFINITY;
            for (int a = 0; a < polygon->n; a++) {
                const double *p = polygon->corner[a];
                const double *q = polygon->corner[(a + 1) % polygon->n];
                if ((p[1] > t) == (q[1] > t))
                    continue;
                double s = p[0] + (t - p[1]) / (q[1] - p[1]) * (q[0] - p[0]);
                from = fmin(from, s);
                to = fmax(to, s);
            }
            double first = ceil((from - slice->s0) / slice->pitch);
            double last = floor((to - slice->s0) / slice->pitch);
            int i0 = (int)fmin(fmax(first, 0), slice->width);
            int i1 = (int)fmax(fmin(last, slice->width - 1), -1);
            for (int i = i0; i <= i1; i++) {
                size_t p = (size_t)j * (size_t)slice->width + (size_t)i;
                if (!slice->owner || slice->owner[p] == polygon->site)
                    cell[p] = (short)k;
            }
        }
    }
    return cell;
}

/** |gradient| in values per pixel at the pixel nearest to a point; 0: unknown. */
static double steepness(const tracing *tr, const float point[2])
{
    int width = tr->slice->width, height = tr->slice->height;
    int i = (int)lroundf(point[0]), j = (int)lroundf(point[1]);
    if (i < 1 || j < 1 || i > width - 2 || j > height - 2)
        return 0;
    size_t p = (size_t)j * (size_t)width + (size_t)i;
    const float *v = tr->values + p;
    double dx = 0.5 * (v[1] - v[-1]), dy = 0.5 * (v[width] - v[-width]);
    const short *c = tr->cell + p;
    if (c[1] != c[-1] || c[width] != c[-width] || !isfinite(dx) || !isfinite(dy))
        return 0;
    return hypot(dx, dy);
}

static int compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/** The median distance of a line to the next level, in pixels. */
static float spacing_of(const tracing *tr, const kkr_contour *contour, int line,
                        double step)
{
    int begin = contour->start[line], end = contour->start[line + 1];
    int stride = 1 + (end - begin) / 64, n = 0;
    float gaps[80];
    for (int k = begin; k < end && n < 80; k += stride) {
        double slope = steepness(tr, contour->points[k]);
        if (slope > 0)
            gaps[n++] = (float)(step / slope);
    }
    qsort(gaps, (size_t)n, sizeof *gaps, compare_floats);
    return n ? gaps[n / 2] : INFINITY;
}

/** Drops points that lie within a thirtieth of a pixel of the straight line. */
static void simplify(kkr_contour *contour)
{
    enum { WINDOW = 24 };
    int out = 0;
    for (int line = 0; line < contour->n_lines; line++) {
        int begin = contour->start[line], end = contour->start[line + 1];
        contour->start[line] = out;
        int anchor = begin;
        float last[2] = { contour->points[begin][0], contour->points[begin][1] };
        contour->points[out][0] = last[0];
        contour->points[out++][1] = last[1];
        for (int next = begin + 2; next <= end; next++) {
            bool straight = next < end && next - anchor < WINDOW;
            for (int k = anchor + 1; k < next && straight; k++) {
                double dx = contour->points[next][0] - last[0];
                double dy = contour->points[next][1] - last[1];
                double ex = contour->points[k][0] - last[0];
                double ey = contour->points[k][1] - last[1];
                straight = fabs(dx * ey - dy * ex) <= 0.033 * hypot(dx, dy);
            }
            if (straight)
                continue;
            anchor = next - 1;
            last[0] = contour->points[anchor][0];
            last[1] = contour->points[anchor][1];
            // `out` never overtakes what is still to be read.
            contour->points[out][0] = last[0];
            contour->points[out++][1] = last[1];
        }
    }
    contour->start[contour->n_lines] = out;
    contour->n_points = out;
}

/**
 * The change of value from level k to the next one drawn. Levels in geometric
 * order: the step is that of the logarithm, as potentials fall off. A whole
 * decade counts for powers of ten: they stay when those between go.
 */
static double step_around(const tracing *tr, int k)
{
    double level = tr->levels[k], step = INFINITY;
    if (tr->logarithmic) {
        double decade = log10(fabs(level) * tr->factor);
        if (level != 0 && fabs(decade - round(decade)) < 1e-6)
            return fabs(level) * log(10);
    }
    for (int side = -1; side <= 1; side += 2) {
        if (k + side < 0 || k + side >= tr->n)
            continue;
        double other = tr->levels[k + side];
        bool ratio = tr->logarithmic && level * other > 0;
        step =
            fmin(step, ratio ? fabs(level * log(other / level)) : fabs(other - level));
    }
    return step;
}

static void trace_level(void *user, int k, int thread)
{
    const tracing *tr = user;
    double step = step_around(tr, k);
    panels_level *out = &tr->out[k];
    out->contour = kkr_contour_new(tr->values, tr->cell, tr->slice->width,
                                   tr->slice->height, tr->levels[k], tr->absolute);
    out->spacing = kkr_alloc((size_t)out->contour->n_lines + 1, sizeof *out->spacing);
    for (int line = 0; line < out->contour->n_lines; line++)
        out->spacing[line] = spacing_of(tr, out->contour, line, step);
    simplify(out->contour);
}

/** Levels in whole numbers of the unit that is shown. */
static int levels_of(const kkr_panels *panels, kkr_quantity quantity, double *levels)
{
    double factor = kkr_energy_unit_factor(panels->recipe.energy_unit);
    kkr_scale scale = panels->scale[quantity];
    scale.low *= factor;
    scale.limit *= factor;
    scale.linear_to *= factor;
    int n = kkr_scale_levels(&scale, panels->recipe.contours_per_decade, levels,
                             MAX_LEVELS);
    for (int k = 0; k < n; k++)
        levels[k] /= factor;
    return n;
}

bool kkr_panels_trace(kkr_panels *panels, const kkr_job *job)
{
    const kkr_slice *slice = panels->slice;
    size_t n = (size_t)slice->width * (size_t)slice->height;
    short *cell = number_cells(slice);
    float *values = kkr_alloc(n + 1, sizeof *values);
    bool ok = true;
    for (int q = 0; q < KKR_QUANTITY_COUNT && ok; q++) {
        if ((panels->recipe.only >= 0 && panels->recipe.only != q) || panels->own[q])
            continue;
        bool difference = q == KKR_QUANTITY_DV || q == KKR_QUANTITY_ABS_DV;
        const float *source = difference ? slice->dv : slice->v;
        if (!source)
            continue;
        // Beyond the cluster there are no lines; rounding errors around 0 have none.
        double noise = 1e-9 * panels->scale[q].limit;
        for (size_t i = 0; i < n; i++) {
            bool counts = !slice->owner || slice->owner[i] >= 0;
            values[i] = !counts ? NAN : fabsf(source[i]) < noise ? 0 : source[i];
        }
        double levels[MAX_LEVELS];
        int n_levels = levels_of(panels, q, levels);
        panels->level[q] = kkr_alloc((size_t)n_levels + 1, sizeof *panels->level[q]);
        panels->n_levels[q] = n_levels;
        tracing tr = {
            .slice = slice,
            .cell = cell,
            .values = values,
            .absolute = q == KKR_QUANTITY_ABS_V || q == KKR_QUANTITY_ABS_DV,
            .logarithmic = panels->scale[q].kind != KKR_SCALE_LINEAR,
            .factor = kkr_energy_unit_factor(panels->recipe.energy_unit),
            .n = n_levels,
            .levels = levels,
            .out = panels->level[q],
        };
        ok = kkr_parallel_for(job, n_levels, trace_level, &tr, NULL);
    }
    free(values);
    free(cell);
    return ok;
}
