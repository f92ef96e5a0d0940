// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/parallel.h"
#include "shaders/panels_private.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const double kkr_panels_dimmed = 0.38;

static bool is_absolute(kkr_quantity quantity)
{
    return quantity == KKR_QUANTITY_ABS_V || quantity == KKR_QUANTITY_ABS_DV;
}

static const float *values_of(const kkr_slice *slice, kkr_quantity quantity)
{
    bool difference = quantity == KKR_QUANTITY_DV || quantity == KKR_QUANTITY_ABS_DV;
    return difference ? slice->dv : slice->v;
}

/** Values of one slice, some of which count: beyond the cluster it is dimmed. */
typedef struct sample {
    const float *values; // NULL: none
    const short *owner;  // NULL: all count
    size_t n;
} sample;

/** Scales of the data, in powers of ten of the unit that the ticks will show. */
static kkr_scale_pair scales_of(const sample of[2], double factor, bool absolute,
                                kkr_scale_kind kind)
{
    size_t n = of[0].n > of[1].n ? of[0].n : of[1].n;
    float *scaled = kkr_alloc(2 * n + 1, sizeof *scaled);
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < n; i++) {
            bool counts =
                of[k].values && i < of[k].n && (!of[k].owner || of[k].owner[i] >= 0);
            scaled[k * n + i] = counts ? (float)(factor * of[k].values[i]) : NAN;
        }
    kkr_scale_pair pair = kkr_scale_pair_from_data(scaled, scaled + n, n, absolute);
    free(scaled);
    kkr_scale *both[] = { &pair.v, &pair.dv };
    for (int i = 0; i < 2; i++) {
        both[i]->low /= factor;
        both[i]->limit /= factor;
        both[i]->linear_to /= factor;
        *both[i] = kkr_scale_with_kind(*both[i], kind);
    }
    return pair;
}

void kkr_panels_settle(kkr_recipe *recipe, const float *v, const float *dv, size_t n)
{
    double factor = kkr_energy_unit_factor(recipe->energy_unit);
    kkr_scale_pair *pairs[] = { &recipe->signed_scales, &recipe->absolute_scales };
    const sample samples[2] = { { v, NULL, n }, { dv, NULL, n } };
    for (int i = 0; i < 2; i++)
        *pairs[i] = scales_of(samples, factor, i, pairs[i]->v.kind);
    recipe->auto_scales = false;
}

static sample sample_of(const kkr_slice *slice, kkr_quantity quantity)
{
    if (!slice)
        return (sample){ 0 };
    return (sample){ values_of(slice, quantity), slice->owner,
                     (size_t)slice->width * (size_t)slice->height };
}

static void resolve_scales(kkr_panels *panels, const kkr_slice *const *slices)
{
    const kkr_recipe *recipe = &panels->recipe;
    kkr_scale_pair pair[2] = { recipe->signed_scales, recipe->absolute_scales };
    static const kkr_quantity both[2][2] = {
        { KKR_QUANTITY_V, KKR_QUANTITY_DV }, { KKR_QUANTITY_ABS_V, KKR_QUANTITY_ABS_DV }
    };
    for (int i = 0; i < 2 && recipe->auto_scales; i++) {
        double factor = kkr_energy_unit_factor(recipe->energy_unit);
        const sample samples[2] = { sample_of(slices[both[i][0]], both[i][0]),
                                    sample_of(slices[both[i][1]], both[i][1]) };
        if (samples[0].n > 0 || samples[1].n > 0)
            pair[i] = scales_of(samples, factor, i, pair[i].v.kind);
    }
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        const kkr_scale_pair *p = &pair[is_absolute(q)];
        bool difference = q == KKR_QUANTITY_DV || q == KKR_QUANTITY_ABS_DV;
        panels->scale[q] = difference ? p->dv : p->v;
        const char *name = is_absolute(q) ? recipe->sequential : recipe->diverging;
        panels->map[q] = kkr_colormap_get(name, recipe->dark);
        if (!panels->map[q])
            panels->map[q] = kkr_colormap_get(
                is_absolute(q) ? "sequential" : "diverging", recipe->dark);
    }
}

/** Of the panels that show its slice. */
static void survey(kkr_panels *panels)
{
    const kkr_slice *slice = panels->slice;
    size_t n = (size_t)slice->width * (size_t)slice->height;
    panels->beyond = slice->owner;
    for (size_t i = 0; i < n && panels->beyond; i++)
        panels->beyond = slice->owner[i] < KKR_OWNER_NONE;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        if (panels->own[q])
            continue;
        const float *values = values_of(slice, q);
        const kkr_scale *scale = &panels->scale[q];
        double low = scale->is_signed ? -scale->limit : scale->low;
        size_t n_unknown = 0;
        for (size_t i = 0; i < n; i++) {
            double value = values ? values[i] : NAN;
            if (isnan(value)) {
                n_unknown++;
                continue;
            }
            value = is_absolute(q) ? fabs(value) : value;
            panels->below[q] |= value < low;
            panels->above[q] |= value > scale->limit;
        }
        panels->unknown[q] = n ? (double)n_unknown / (double)n : 0;
    }
}

static kkr_panels *begin(const kkr_slice *slice, const kkr_recipe *recipe, double alat)
{
    kkr_panels *panels = kkr_alloc(1, sizeof *panels);
    panels->slice = slice;
    panels->recipe = *recipe;
    panels->alat = alat;
    panels->center_s = recipe->center_s;
    panels->center_t = recipe->center_t;
    panels->width = recipe->width;
    if (!(panels->width > 0))
        panels->width = slice ? slice->width * slice->pitch : 1;
    return panels;
}

/** Looks at the slice; false if cancelled. */
static bool finish(kkr_panels *panels, const kkr_job *job)
{
    if (!panels->slice)
        return true;
    survey(panels);
    return !panels->recipe.show_contours || kkr_panels_trace(panels, job);
}

/** A panel that looks elsewhere, on the scales of all; false if cancelled. */
static bool unlink_panel(kkr_panels *panels, kkr_quantity q, const kkr_slice *slice,
                         const kkr_job *job)
{
    kkr_recipe seen = kkr_recipe_seen_by(&panels->recipe, q);
    seen.only = q; // no contours but its own
    kkr_panels *own = panels->own[q] = begin(slice, &seen, panels->alat);
    memcpy(own->scale, panels->scale, sizeof own->scale);
    memcpy(own->map, panels->map, sizeof own->map);
    if (!finish(own, job))
        return false;
    panels->below[q] = own->below[q];
    panels->above[q] = own->above[q];
    panels->unknown[q] = own->unknown[q];
    return true;
}

kkr_panels *kkr_panels_new_of(const kkr_slice *const *slices, const kkr_recipe *recipe,
                              double alat, const kkr_job *job)
{
    if (recipe->only >= 0) { // what the others do is not seen
        kkr_recipe seen = kkr_recipe_seen_by(recipe, (kkr_quantity)recipe->only);
        return kkr_panels_new(slices[recipe->only], &seen, alat, job);
    }
    const kkr_slice *common = NULL;
    for (int q = 0; q < KKR_QUANTITY_COUNT && !common; q++)
        common = recipe->own[q].unlinked ? NULL : slices[q];
    KKR_AUTO(kkr_panels) panels = begin(common, recipe, alat);
    resolve_scales(panels, slices);
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        if (recipe->own[q].unlinked && slices[q] &&
            !unlink_panel(panels, (kkr_quantity)q, slices[q], job))
            return NULL;
    return finish(panels, job) ? KKR_STEAL(panels) : NULL;
}

kkr_panels *kkr_panels_new(const kkr_slice *slice, const kkr_recipe *recipe,
                           double alat, const kkr_job *job)
{
    const kkr_slice *const slices[KKR_QUANTITY_COUNT] = { slice, slice, slice, slice };
    KKR_AUTO(kkr_panels) panels = begin(slice, recipe, alat);
    memset(panels->recipe.own, 0, sizeof panels->recipe.own);
    resolve_scales(panels, slices);
    return finish(panels, job) ? KKR_STEAL(panels) : NULL;
}

const kkr_panels *kkr_panels_of(const kkr_panels *panels, kkr_quantity quantity)
{
    return panels->own[quantity] ? panels->own[quantity] : panels;
}

const kkr_slice *kkr_panels_slice(const kkr_panels *panels, kkr_quantity quantity)
{
    return kkr_panels_of(panels, quantity)->slice;
}

void kkr_panels_free(kkr_panels *panels)
{
    if (!panels)
        return;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        kkr_panels_free(panels->own[q]);
        for (int i = 0; i < panels->n_levels[q]; i++) {
            kkr_contour_free(panels->level[q][i].contour);
            free(panels->level[q][i].spacing);
        }
        free(panels->level[q]);
    }
    free(panels);
}

const kkr_scale *kkr_panels_scale(const kkr_panels *panels, kkr_quantity quantity)
{
    return &panels->scale[quantity];
}

const kkr_colormap *kkr_panels_colormap(const kkr_panels *panels, kkr_quantity quantity)
{
    return panels->map[quantity];
}

void kkr_panels_to_page(const kkr_panels *panels, const kkr_rect *panel, double s,
                        double t, double *x, double *y)
{
    double unit = panel->width / panels->width;
    *x = panel->x + panel->width / 2 + (s - panels->center_s) * unit;
    *y = panel->y + panel->height / 2 - (t - panels->center_t) * unit;
}

void kkr_panels_to_plane(const kkr_panels *panels, const kkr_rect *panel, double x,
                         double y, double *s, double *t)
{
    double bohr = panels->width / panel->width;
    *s = panels->center_s + (x - panel->x - panel->width / 2) * bohr;
    *t = panels->center_t - (y - panel->y - panel->height / 2) * bohr;
}

kkr_rgb kkr_panels_pixel(const kkr_panels *panels, const kkr_panels_style *style,
                         kkr_quantity quantity, int i, int j)
{
    const kkr_slice *slice = panels->slice;
    size_t p = (size_t)j * (size_t)slice->width + (size_t)i;
    const float *values = values_of(slice, quantity);
    double value = values ? values[p] : NAN;
    if (isnan(value))
        return style->plot.unknown;
    if (is_absolute(quantity))
        value = fabs(value);
    kkr_rgb color = kkr_colormap_color(
        panels->map[quantity], kkr_scale_position(&panels->scale[quantity], value));
    if (slice->owner && slice->owner[p] < KKR_OWNER_NONE)
        color = kkr_rgb_mix(style->plot.paper, color, kkr_panels_dimmed);
    return color;
}

typedef struct painting {
    const kkr_panels *panels;
    const kkr_panels_style *style;
    kkr_quantity quantity;
    unsigned char *pixels;
    int stride;
} painting;

static void paint_row(void *user, int row, int thread)
{
    const painting *p = user;
    const kkr_slice *slice = p->panels->slice;
    const float *values = values_of(slice, p->quantity);
    uint32_t *out = (uint32_t *)(p->pixels + (size_t)row * (size_t)p->stride);
    int j = slice->height - 1 - row, hatch = (int)lround(p->style->hatch);
    for (int i = 0; i < slice->width; i++) {
        size_t at = (size_t)j * (size_t)slice->width + (size_t)i;
        kkr_rgb c;
        if (hatch > 0 && (!values || isnan(values[at])) && (i + row) % hatch == 0)
            c = p->style->plot.hatch;
        else
            c = kkr_panels_pixel(p->panels, p->style, p->quantity, i, j);
        out[i] = 0xff000000u | (uint32_t)c.r << 16 | (uint32_t)c.g << 8 | c.b;
    }
}

cairo_surface_t *kkr_panels_image(const kkr_panels *panels,
                                  const kkr_panels_style *style, kkr_quantity quantity,
                                  const kkr_job *job)
{
    panels = kkr_panels_of(panels, quantity);
    const kkr_slice *slice = panels->slice;
    int width = slice ? slice->width : 0, height = slice ? slice->height : 0;
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    if (!slice || cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        return surface;
    painting p = { panels, style, quantity, cairo_image_surface_get_data(surface),
                   cairo_image_surface_get_stride(surface) };
    cairo_surface_flush(surface);
    kkr_parallel_for(job, height, paint_row, &p, NULL);
    cairo_surface_mark_dirty(surface);
    return surface;
}
