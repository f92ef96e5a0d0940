// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_picture.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/word.h"

enum { STATIONS = 401 };

/** From the natural point to the atom nearest to it. */
static bool nearest_atom(const kkr_case *object, kkr_vec3 from, kkr_vec3 *to)
{
    kkr_owner *owners = NULL;
    double *weights = NULL, best = INFINITY;
    size_t n = 0;
    double radius = object->alat > 0 ? 2 * object->alat : 20;
    if (!object->tessellation ||
        !kkr_tessellation_sites(object->tessellation,
                                kkr_vec3_add(from, object->origin), radius, &owners,
                                &weights, &n, NULL))
        return false;
    for (size_t i = 0; i < n; i++) {
        kkr_vec3 x = kkr_vec3_sub(owners[i].center, object->origin);
        double d = kkr_vec3_length(kkr_vec3_sub(x, from));
        // the first of equals, whatever the last bit says
        if (d > 1e-3 && d < best - 1e-6) {
            best = d;
            *to = x;
        }
    }
    free(owners);
    free(weights);
    return isfinite(best);
}

kkr_vec3 kkr_jl_natural_point(const kkr_case *object, const kkr_recipe *recipe)
{
    const kkr_plane *plane = &recipe->plane;
    kkr_vec3 from = kkr_case_natural_point(object), to;
    double d =
        nearest_atom(object, from, &to) ? kkr_vec3_length(kkr_vec3_sub(to, from)) : 5;
    return kkr_plane_point(plane, recipe->center_s + 0.30 * d,
                           recipe->center_t + 0.14 * d);
}

bool kkr_jl_natural_line(const kkr_case *object, kkr_vec3 *from, kkr_vec3 *to)
{
    *from = kkr_case_natural_point(object);
    if (!nearest_atom(object, *from, to))
        return false;
    *to = kkr_vec3_add(*to, kkr_vec3_sub(*to, *from));
    return true;
}

static kkr_jl_naming naming_of(const kkr_jl_settings *s)
{
    bool roles = kkr_jl_settings_species(s, "host") >= 0 ||
                 kkr_jl_settings_species(s, "imp") >= 0;
    return roles ? KKR_JL_ROLES : KKR_JL_ELEMENTS;
}

static bool settle(const kkr_recipe *recipe, const kkr_case *object,
                   kkr_jl_settings *settings, kkr_error *err)
{
    if (!kkr_jl_look_settings(&recipe->jl, settings, err))
        return false;
    return settings->n_species > 0 ||
           kkr_jl_settings_add_case(settings, object, KKR_JL_ELEMENTS, err);
}

/** The column that is asked for; -1: a sheet; -2: there is none. */
static int find_feature(const kkr_jl_look *look, const kkr_jl_settings *settings,
                        kkr_error *err)
{
    if (strcmp(look->feature, "overview") == 0)
        return -1;
    int n = kkr_jl_n_features(settings), found = -2;
    enum { SIZE = 64 };
    char *labels = kkr_alloc((size_t)n, SIZE);
    const char **names = kkr_alloc((size_t)n + 1, sizeof *names);
    for (int f = 0; f < n; f++) {
        kkr_jl_column_label(settings, f, labels + (size_t)f * SIZE, SIZE);
        names[f] = labels + (size_t)f * SIZE;
        if (strcmp(names[f], look->feature) == 0)
            found = f;
    }
    names[n] = "overview";
    if (found < 0) {
        const char *near = kkr_word_nearest(look->feature, names, n + 1);
        kkr_fail(err, KKR_ERROR_USAGE, "there is no feature %s%s%s%s", look->feature,
                 near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    }
    free(names);
    free(labels);
    return found;
}

bool kkr_jl_picture_check(const kkr_recipe *recipe, const kkr_case *object,
                          kkr_error *err)
{
    kkr_jl_settings settings;
    return settle(recipe, object, &settings, err) &&
           find_feature(&recipe->jl, &settings, err) > -2;
}

/** The column with these numbers, -1: there is none. */
static int column_of(const kkr_jl_settings *s, kkr_jl_column want)
{
    int n = kkr_jl_n_features(s);
    for (int f = 0; f < n; f++) {
        kkr_jl_column c = kkr_jl_column_at(s, f);
        if (c.body == want.body && c.a == want.a && c.b == want.b && c.n1 == want.n1 &&
            c.n2 == want.n2 && c.l == want.l)
            return f;
    }
    return -1;
}

/**
 * A sheet: one-body terms above, then a row for each l with n1 = n2 rising to the
 * right; a species with itself at the left, with another at the right.
 */
static void lay_out_sheet(kkr_jl_picture *p)
{
    const kkr_jl_settings *s = &p->settings;
    const int half = s->n_species > 1 ? KKR_JL_SHEET_COLUMNS / 2 : KKR_JL_SHEET_COLUMNS;
    const int first = s->single_vanishing ? 1 : 2;
    bool one = s->body & KKR_JL_ONE_BODY, two = s->body & KKR_JL_TWO_BODY;
    p->n_columns = KKR_JL_SHEET_COLUMNS;
    if (one)
        for (int k = 0; k < p->n_columns; k++) {
            kkr_jl_column c = { 1, k / half, -1, k % half + 1, 0, -1 };
            p->feature[k] = column_of(s, c);
        }
    p->n_rows = one;
    for (int l = 0; two && l <= s->l_max && p->n_rows < KKR_JL_SHEET_ROWS; l++) {
        for (int k = 0; k < p->n_columns; k++) {
            int n = first + k % half;
            kkr_jl_column c = { 2, 0, k / half, n, n, l };
            p->feature[p->n_rows * p->n_columns + k] = column_of(s, c);
        }
        p->n_rows++;
    }
}

static int compare_floats(const void *a, const void *b)
{
    float p = *(const float *)a, q = *(const float *)b;
    return (p > q) - (p < q);
}

/** Where `fraction` of the values lie below; inactive columns have none. */
static double quantile(const float *values, size_t n, double fraction, bool absolute)
{
    float *copy = kkr_alloc(n + 1, sizeof *copy);
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(values[i]))
            copy[m++] = absolute ? fabsf(values[i]) : values[i];
    qsort(copy, m, sizeof *copy, compare_floats);
    double value = m > 0 ? copy[(size_t)(fraction * (double)(m - 1))] : 0;
    free(copy);
    return value;
}

static bool make_layers(kkr_jl_picture *p, const kkr_job *job, kkr_error *err)
{
    const size_t size = (size_t)p->slice->width * (size_t)p->slice->height;
    int one = find_feature(&p->look, &p->settings, err);
    if (one < -1)
        return false;
    if (one >= 0) {
        p->n_rows = p->n_columns = 1;
        p->feature[0] = one;
    } else {
        lay_out_sheet(p);
    }
    // tiles without a column repeat the first, and are not drawn
    int n = p->n_rows * p->n_columns, asked[KKR_JL_SHEET_ROWS * KKR_JL_SHEET_COLUMNS];
    for (int i = 0; i < n; i++)
        asked[i] = p->feature[i] >= 0 ? p->feature[i] : 0;
    p->layers = kkr_alloc_large((size_t)n * size, sizeof *p->layers, err);
    bool as_z = one < 0 || !p->look.raw;
    if (!p->layers ||
        !kkr_feature_map_columns(p->map, asked, n, as_z, p->layers, job, err))
        return false;
    if (one >= 0 && as_z) {
        p->high = quantile(p->layers, size, 0.995, true);
        p->low = -p->high;
    } else if (one >= 0) {
        p->low = quantile(p->layers, size, 0.005, false);
        p->high = quantile(p->layers, size, 0.995, false);
    } else {
        p->high = 3;
        p->low = -3;
    }
    return true;
}

static bool make_components(kkr_jl_picture *p, const kkr_job *job, kkr_error *err)
{
    const size_t size = (size_t)p->slice->width * (size_t)p->slice->height;
    p->pca = kkr_feature_map_pca(p->map, KKR_JL_COMPONENTS, job, err);
    p->layers = kkr_alloc_large(KKR_JL_COMPONENTS * size, sizeof *p->layers, err);
    if (!p->pca || !p->layers ||
        !kkr_feature_map_scores(p->map, p->pca, p->layers, job, err))
        return false;
    for (int i = 0; i < KKR_JL_COMPONENTS; i++)
        kkr_feature_rank(p->layers + (size_t)i * size, size);
    p->scores = kkr_alloc(p->map->n_sample, KKR_JL_COMPONENTS * sizeof *p->scores);
    for (size_t i = 0; i < p->map->n_sample; i++)
        kkr_pca_project(p->pca, p->map->rows + i * (size_t)p->map->n_features,
                        p->scores + i * KKR_JL_COMPONENTS);
    return true;
}

static bool make_likeness(kkr_jl_picture *p, const kkr_job *job, kkr_error *err)
{
    const size_t size = (size_t)p->slice->width * (size_t)p->slice->height;
    p->layers = kkr_alloc_large(size, sizeof *p->layers, err);
    return p->layers && kkr_feature_map_similarity(p->map, p->point, p->look.likeness,
                                                   p->layers, job, err);
}

static bool make_fingerprint(kkr_jl_picture *p, const kkr_job *job, kkr_error *err)
{
    p->z = kkr_alloc((size_t)p->map->n_features, sizeof *p->z);
    if (!kkr_jl_features(p->jl, &p->point, 1, p->z, job, err))
        return false;
    for (int f = 0; f < p->map->n_features; f++)
        p->z[f] = kkr_columns_z(p->map->columns, f, p->z[f]);
    return true;
}

/** Nuclei that the line passes within half a bohr. */
static void find_marks(kkr_jl_picture *p, const kkr_case *object)
{
    const kkr_line *line = p->line;
    p->marks = kkr_alloc((size_t)line->n, sizeof *p->marks);
    for (int i = 0; i < line->n; i++) {
        const kkr_sample *s = &line->points[i].sample;
        bool falls = i == 0 || !(line->points[i - 1].sample.r < s->r);
        bool rises = i + 1 == line->n || line->points[i + 1].sample.r > s->r;
        bool host = s->site < 0 && s->host_site >= 0 && object->host_sites;
        if (!(s->r < 0.5) || !falls || !rises || (s->site < 0 && !host))
            continue;
        kkr_jl_mark *mark = &p->marks[p->n_marks++];
        mark->distance = line->points[i].distance;
        memcpy(mark->label,
               s->site >= 0 ? object->sites[s->site].label
                            : object->host_sites[s->host_site].label,
               sizeof mark->label);
    }
}

static bool make_waterfall(kkr_jl_picture *p, const kkr_vec3 *x, const kkr_job *job,
                           kkr_error *err)
{
    int n_features = kkr_jl_n_features(&p->settings);
    const size_t width = (size_t)n_features;
    double *rows = kkr_alloc_large(STATIONS * width, sizeof *rows, err);
    p->waterfall = kkr_alloc_large(STATIONS * width, sizeof *p->waterfall, err);
    p->shown = kkr_alloc(width, sizeof *p->shown);
    p->n_stations = STATIONS;
    bool good =
        rows && p->waterfall && kkr_jl_features(p->jl, x, STATIONS, rows, job, err);
    if (good) {
        KKR_AUTO(kkr_columns) columns = kkr_columns_new(rows, STATIONS, n_features);
        p->n_active = columns->n_active;
        for (int f = 0; f < n_features; f++) {
            if (!(columns->deviation[f] > 0))
                continue;
            float *to = p->waterfall + (size_t)p->n_shown * STATIONS;
            for (size_t i = 0; i < STATIONS; i++)
                to[i] = (float)kkr_columns_z(columns, f, rows[i * width + (size_t)f]);
            p->shown[p->n_shown++] = f;
        }
    }
    free(rows);
    return good;
}

/** Corners of the slice, after `n` points that must be seen, too. */
static size_t add_corners(const kkr_slice *slice, kkr_vec3 *x, size_t n)
{
    for (int i = 0; slice && i < 4; i++)
        x[n++] = kkr_plane_point(
            &slice->plane, slice->s0 + (i & 1 ? slice->pitch * (slice->width - 1) : 0),
            slice->t0 + (i & 2 ? slice->pitch * (slice->height - 1) : 0));
    return n;
}

/** As far as x[n] and the slice see; a map only for charts that ask for one. */
static kkr_jl_ground *ground_of(const kkr_recipe *recipe, const kkr_case *object,
                                const kkr_slice *slice, const kkr_vec3 *x, size_t n,
                                bool mapped, const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_jl_ground) ground = kkr_alloc(1, sizeof *ground);
    ground->slice = slice;
    if (!settle(recipe, object, &ground->settings, err))
        return NULL;
    KKR_AUTO(kkr_jl_environment)
    e = kkr_jl_environment_around(object, naming_of(&ground->settings),
                                  &ground->settings, x, n, err);
    if (!e || !(ground->jl = kkr_jl_new(&ground->settings, e, err)))
        return NULL;
    if (!mapped)
        return KKR_STEAL(ground);
    kkr_feature_window window = kkr_feature_window_of(slice);
    ground->map = kkr_feature_map_new(ground->jl, &window, job, err);
    return ground->map ? KKR_STEAL(ground) : NULL;
}

static kkr_vec3 point_of(const kkr_recipe *recipe, const kkr_case *object)
{
    return recipe->has_pin ? recipe->pin : kkr_jl_natural_point(object, recipe);
}

kkr_jl_ground *kkr_jl_ground_new(const kkr_recipe *recipe, const kkr_case *object,
                                 const kkr_slice *slice, const kkr_job *job,
                                 kkr_error *err)
{
    kkr_vec3 x[5] = { point_of(recipe, object) };
    size_t n = add_corners(slice, x, 1);
    return ground_of(recipe, object, slice, x, n, slice != NULL, job, err);
}

void kkr_jl_ground_free(kkr_jl_ground *ground)
{
    if (!ground)
        return;
    kkr_jl_free(ground->jl);
    kkr_feature_map_free(ground->map);
    free(ground);
}

/** The point, and what the chart makes of the ground; `line` is of a WATERFALL. */
static bool fill(kkr_jl_picture *p, const kkr_jl_ground *ground, const kkr_vec3 *line,
                 const kkr_job *job, kkr_error *err)
{
    kkr_jl_chart chart = p->look.chart;
    p->settings = ground->settings;
    p->jl = ground->jl;
    p->slice = ground->slice;
    p->map = ground->map;
    if (!kkr_jl_neighbours(p->jl, p->point, &p->near, &p->n_near, err))
        return false;
    if (chart == KKR_JL_WATERFALL)
        return make_waterfall(p, line, job, err);
    if (chart == KKR_JL_BASIS)
        return true;
    p->n_active = p->map->columns->n_active;
    return chart == KKR_JL_FINGERPRINT ? make_fingerprint(p, job, err)
           : chart == KKR_JL_MAP       ? make_layers(p, job, err)
           : chart == KKR_JL_PCA       ? make_components(p, job, err)
                                       : make_likeness(p, job, err);
}

kkr_jl_picture *kkr_jl_picture_on(const kkr_jl_ground *ground, const kkr_recipe *recipe,
                                  const kkr_case *object, const kkr_job *job,
                                  kkr_error *err)
{
    assert(ground->map && recipe->jl.chart != KKR_JL_WATERFALL);
    KKR_AUTO(kkr_jl_picture) p = kkr_alloc(1, sizeof *p);
    p->look = recipe->jl;
    p->point = point_of(recipe, object);
    return fill(p, ground, NULL, job, err) ? KKR_STEAL(p) : NULL;
}

/** Stations of a WATERFALL, and V along it. */
static bool lay_line(kkr_jl_picture *p, const kkr_recipe *recipe,
                     const kkr_case *object, const kkr_sampler *sampler, kkr_vec3 *x,
                     const kkr_job *job, kkr_error *err)
{
    kkr_vec3 from = recipe->line_from, to = recipe->line_to;
    if (recipe->line_ends != 2 && !kkr_jl_natural_line(object, &from, &to))
        return kkr_fail(err, KKR_ERROR_MISSING, "%s: no second atom for a line",
                        object->name);
    p->length = kkr_vec3_length(kkr_vec3_sub(to, from));
    p->line = kkr_line_new(object, sampler, from, to, STATIONS, job, err);
    if (!p->line)
        return false;
    find_marks(p, object);
    for (int i = 0; i < STATIONS; i++)
        x[i] = kkr_vec3_mad(from, (double)i / (STATIONS - 1), kkr_vec3_sub(to, from));
    return true;
}

kkr_jl_picture *kkr_jl_picture_new(const kkr_recipe *recipe, const kkr_case *object,
                                   const kkr_sampler *sampler, const kkr_slice *slice,
                                   const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_jl_picture) p = kkr_alloc(1, sizeof *p);
    p->look = recipe->jl;
    p->point = point_of(recipe, object);
    bool falls = p->look.chart == KKR_JL_WATERFALL;
    bool mapped = !falls && p->look.chart != KKR_JL_BASIS;
    kkr_vec3 *x = kkr_alloc(STATIONS + 5, sizeof *x);
    bool good = !falls || lay_line(p, recipe, object, sampler, x, job, err);
    size_t n = falls ? STATIONS : 0;
    x[n++] = p->point;
    n = add_corners(slice, x, n);
    if (good)
        p->own = ground_of(recipe, object, slice, x, n, mapped, job, err);
    good = p->own && fill(p, p->own, x, job, err);
    free(x);
    return good ? KKR_STEAL(p) : NULL;
}

void kkr_jl_picture_free(kkr_jl_picture *picture)
{
    if (!picture)
        return;
    kkr_jl_ground_free(picture->own);
    free(picture->near);
    free(picture->z);
    free(picture->layers);
    kkr_pca_free(picture->pca);
    free(picture->scores);
    kkr_line_free(picture->line);
    free(picture->marks);
    free(picture->shown);
    free(picture->waterfall);
    free(picture);
}
