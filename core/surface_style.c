// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/surface_style.h"

#include "core/histogram.h"

#include <math.h>

const kkr_surface_style kkr_surface_style_default = {
    .pair = true,
    .opacity = 1,
    .n = 128,
    .cells = true,
    .atoms = true,
    .repeat = { 1, 1, 1 },
};

kkr_field_quantity kkr_surface_quantity(kkr_quantity panel)
{
    static const kkr_field_quantity quantities[KKR_QUANTITY_COUNT] = {
        [KKR_QUANTITY_V] = KKR_FIELD_V,
        [KKR_QUANTITY_DV] = KKR_FIELD_DV,
        [KKR_QUANTITY_ABS_V] = KKR_FIELD_ABS_V,
        [KKR_QUANTITY_ABS_DV] = KKR_FIELD_ABS_DV,
    };
    return quantities[panel];
}

void kkr_surface_style_params(const kkr_surface_style *style, const kkr_plane *plane,
                              kkr_quantity panel, int n, int *sites,
                              kkr_surface_params *params)
{
    static const kkr_field_quantity colors[] = {
        [KKR_SURFACE_BY_V] = KKR_FIELD_V,
        [KKR_SURFACE_BY_DV] = KKR_FIELD_DV,
        [KKR_SURFACE_BY_ABS_V] = KKR_FIELD_ABS_V,
        [KKR_SURFACE_BY_ABS_DV] = KKR_FIELD_ABS_DV,
    };
    *params = kkr_surface_defaults;
    params->quantity = kkr_surface_quantity(panel);
    params->n = n > 0 ? n : style->n;
    params->has_colour = style->color != KKR_SURFACE_BY_LEVEL;
    if (params->has_colour)
        params->colour = colors[style->color];
    params->extent = style->extent;
    for (int a = 0; a < 3; a++)
        params->repeat[a] = style->repeat[a] > 0 ? style->repeat[a] : 1;
    for (int i = 0; i < KKR_SURFACE_SITES && style->sites[i] > 0; i++)
        sites[params->n_sites++] = style->sites[i] - 1;
    params->sites = params->n_sites > 0 ? sites : NULL;
    if (style->cut != KKR_SURFACE_UNCUT) {
        double sign = style->cut == KKR_SURFACE_CUT_FRONT ? 1 : -1;
        params->planes[params->n_planes++] = (kkr_surface_plane){
            kkr_vec3_scale(plane->n, sign),
            sign * kkr_vec3_dot(plane->n, plane->origin),
        };
    }
}

/** The nearest of 1, 2 and 5 times a power of ten. */
static double round_number(double x)
{
    if (!(fabs(x) > 0) || !isfinite(x))
        return 0;
    double power = pow(10, floor(log10(fabs(x)))), digits = fabs(x) / power;
    double whole = digits < 1.5 ? 1 : digits < 3.5 ? 2 : digits < 7.5 ? 5 : 10;
    return copysign(whole * power, x);
}

double kkr_surface_level(kkr_quantity panel, const float *values, size_t n)
{
    KKR_AUTO(kkr_histogram) histogram = kkr_histogram_new(values, n);
    bool is_v = panel == KKR_QUANTITY_V || panel == KKR_QUANTITY_ABS_V;
    bool magnitude = panel != KKR_QUANTITY_V;
    double fraction = panel == KKR_QUANTITY_V ? 0.25 : is_v ? 0.75 : 0.95;
    double level = kkr_histogram_quantile(histogram, fraction, magnitude);
    double rounded = round_number(level);
    // rounding must not leave the range of the field
    double top = kkr_histogram_quantile(histogram, 1, magnitude);
    return magnitude && rounded > top ? level : rounded;
}

int kkr_surface_style_levels(const kkr_surface_style *style, kkr_quantity panel,
                             const kkr_surface *surface, double *levels)
{
    double wanted[KKR_SURFACE_LEVELS];
    int n_wanted = style->n_levels[panel], n = 0;
    for (int i = 0; i < n_wanted; i++)
        wanted[i] = style->level[panel][i];
    if (n_wanted == 0) {
        size_t n_values;
        const float *values = kkr_surface_values(surface, &n_values);
        wanted[n_wanted++] = kkr_surface_level(panel, values, n_values);
    }
    bool is_signed = panel == KKR_QUANTITY_V || panel == KKR_QUANTITY_DV;
    for (int i = 0; i < n_wanted; i++)
        for (int sign = 1; sign >= -1; sign -= 2) {
            double level = sign * wanted[i];
            bool again = sign < 0 && !(is_signed && style->pair && level != 0);
            for (int k = 0; k < n; k++)
                again |= levels[k] == level;
            if (!again)
                levels[n++] = level;
        }
    return n;
}
