// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/jl_plot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL = 64 };

/** "s|t|" and a column for each of n names, which `name` gives. */
static char *columns_of(const char *first, int n,
                        void (*name)(const kkr_jl_picture *, int, char *),
                        const kkr_jl_picture *p)
{
    size_t size = strlen(first) + (size_t)n * (LABEL + 1) + 1, used;
    char *text = kkr_alloc(size, 1), one[LABEL];
    used = (size_t)snprintf(text, size, "%s", first);
    for (int i = 0; i < n; i++) {
        name(p, i, one);
        used += (size_t)snprintf(text + used, size - used, "|%s", one);
    }
    return text;
}

static void tell_functions(const kkr_jl_picture *p, kkr_plot_data *data)
{
    enum {
        N = 401,
        MOST = KKR_JL_N1_MAX > KKR_JL_N2_MAX ? KKR_JL_N1_MAX : KKR_JL_N2_MAX
    };
    for (int body = 1; body <= 2; body++) {
        if (!(p->settings.body & (body == 1 ? KKR_JL_ONE_BODY : KKR_JL_TWO_BODY)))
            continue;
        const kkr_jl_radial radial = kkr_jl_radial_of(&p->settings, body);
        kkr_plot_data_begin(data, body == 1 ? "one body" : "two bodies",
                            "n|r (angstrom)|R");
        for (int k = radial.first; k <= radial.last; k++)
            for (int i = 0; i < N; i++) {
                double r = 1.05 * radial.rcut * i / (N - 1), values[MOST + 1];
                kkr_jl_radial_values(&radial, r, values);
                kkr_plot_data_row(data,
                                  (const double[]){ k, r, values[k - radial.first] });
            }
    }
}

static void tell_neighbours(const kkr_jl_picture *p, kkr_plot_data *data)
{
    kkr_plot_data_begin(data, "neighbours", "$species|r (angstrom)|ux|uy|uz");
    for (int i = 0; i < p->n_near; i++) {
        const kkr_jl_neighbour *a = &p->near[i];
        kkr_plot_data_words(data, (const double[]){ a->r, a->u.x, a->u.y, a->u.z },
                            (const char *const[]){ p->settings.species[a->species] });
    }
}

static void tell_fingerprint(const kkr_jl_picture *p, kkr_plot_data *data)
{
    kkr_plot_data_begin(data, "point", "x (bohr)|y (bohr)|z (bohr)");
    kkr_plot_data_row(data, (const double[]){ p->point.x, p->point.y, p->point.z });
    kkr_plot_data_begin(data, "fingerprint", "$feature|z");
    for (int f = 0; f < p->map->n_features; f++) {
        char label[LABEL];
        kkr_jl_column_label(&p->settings, f, label, sizeof label);
        kkr_plot_data_words(data, &p->z[f], (const char *const[]){ label });
    }
}

static void tile_name(const kkr_jl_picture *p, int tile, char *name)
{
    if (p->feature[tile] >= 0)
        kkr_jl_column_label(&p->settings, p->feature[tile], name, LABEL);
    else
        snprintf(name, LABEL, "empty %d", tile + 1);
}

static void component_name(const kkr_jl_picture *p, int i, char *name)
{
    (void)p;
    snprintf(name, LABEL, "rank of PC %d", i + 1);
}

static void likeness_name(const kkr_jl_picture *p, int i, char *name)
{
    (void)p;
    (void)i;
    snprintf(name, LABEL, "likeness");
}

/** Layers [n][height][width] as columns, a row for each pixel. */
static void tell_layers(const kkr_jl_picture *p, const char *table, int n,
                        void (*name)(const kkr_jl_picture *, int, char *),
                        kkr_plot_data *data)
{
    const kkr_slice *s = p->slice;
    const size_t size = (size_t)s->width * (size_t)s->height;
    char *columns = columns_of("s (bohr)|t (bohr)", n, name, p);
    double *row = kkr_alloc((size_t)n + 2, sizeof *row);
    kkr_plot_data_begin(data, table, columns);
    for (size_t i = 0; i < size; i++) {
        row[0] = s->s0 + s->pitch * (double)(i % (size_t)s->width);
        row[1] = s->t0 + s->pitch * (double)(i / (size_t)s->width);
        for (int k = 0; k < n; k++)
            row[2 + k] = p->layers[(size_t)k * size + i];
        kkr_plot_data_row(data, row);
    }
    free(row);
    free(columns);
}

static void tell_components(const kkr_jl_picture *p, kkr_plot_data *data)
{
    kkr_plot_data_begin(data, "explained", "component|share");
    for (int i = 0; i < p->pca->n_components; i++)
        kkr_plot_data_row(data, (const double[]){ i + 1, p->pca->share[i] });
    kkr_plot_data_begin(data, "points", "x (bohr)|y (bohr)|z (bohr)|PC 1|PC 2|PC 3");
    for (size_t i = 0; i < p->map->n_sample; i++) {
        const kkr_vec3 x = p->map->sample[i];
        const double *s = p->scores + i * KKR_JL_COMPONENTS;
        kkr_plot_data_row(data, (const double[]){ x.x, x.y, x.z, s[0], s[1], s[2] });
    }
    tell_layers(p, "components", KKR_JL_COMPONENTS, component_name, data);
}

static void shown_name(const kkr_jl_picture *p, int i, char *name)
{
    kkr_jl_column_label(&p->settings, p->shown[i], name, LABEL);
}

static void tell_waterfall(const kkr_jl_picture *p, kkr_plot_data *data)
{
    kkr_plot_data_begin(data, "line", "distance (bohr)|site|V (Ry)|V - V0 (Ry)");
    for (int i = 0; i < p->line->n; i++) {
        const kkr_line_point *at = &p->line->points[i];
        kkr_plot_data_row(data, (const double[]){ at->distance, at->sample.site + 1,
                                                  at->sample.v, at->sample.dv });
    }
    char *columns = columns_of("distance (bohr)", p->n_shown, shown_name, p);
    double *row = kkr_alloc((size_t)p->n_shown + 1, sizeof *row);
    kkr_plot_data_begin(data, "z-scores", columns);
    for (int i = 0; i < p->n_stations; i++) {
        row[0] = p->length * i / (p->n_stations - 1);
        for (int k = 0; k < p->n_shown; k++)
            row[1 + k] = p->waterfall[(size_t)k * (size_t)p->n_stations + (size_t)i];
        kkr_plot_data_row(data, row);
    }
    free(row);
    free(columns);
}

void kkr_jl_tell(const kkr_jl_picture *p, kkr_plot_data *data)
{
    switch (p->look.chart) {
    case KKR_JL_BASIS:
        tell_functions(p, data);
        tell_neighbours(p, data);
        return;
    case KKR_JL_FINGERPRINT:
        tell_fingerprint(p, data);
        return;
    case KKR_JL_MAP:
        tell_layers(p, "features", p->n_rows * p->n_columns, tile_name, data);
        return;
    case KKR_JL_WATERFALL:
        tell_waterfall(p, data);
        return;
    case KKR_JL_SIMILARITY:
        tell_layers(p, "likeness", 1, likeness_name, data);
        return;
    case KKR_JL_PCA:
        tell_components(p, data);
        return;
    }
}
