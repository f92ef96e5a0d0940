// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jacobi_legendre.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/parallel.h"

// angstrom; nearer to a nucleus u is +z (the public package: 0, no direction at all)
static const double no_direction = 1e-4;

typedef struct source { // an atom of the settings' species
    kkr_vec3 position;  // environment's unit
    int species;
} source;

struct kkr_jl {
    kkr_jl_settings settings;
    int n_features;
    double unit; // angstrom per unit of length
    kkr_jl_radial radial[2];
    bool periodic[3];
    kkr_mat3 lattice, reciprocal;
    kkr_vec3 center;
    double radius;
    int n_sources;
    source *sources; // images of everything a point of the home cell can see
};

static bool add_source(kkr_jl *jl, int *room, kkr_vec3 position, int species,
                       kkr_error *err)
{
    if (jl->n_sources == *room) {
        if (*room >= 10 * 1000 * 1000)
            return kkr_fail(err, KKR_ERROR_MEMORY,
                            "more than ten million atoms within rcut = %g angstrom of "
                            "the unit cell",
                            jl->settings.rcut);
        *room = *room ? 2 * *room : 64;
        jl->sources = kkr_realloc(jl->sources, (size_t)*room, sizeof *jl->sources);
    }
    jl->sources[jl->n_sources++] = (source){ position, species };
    return true;
}

/* All images of an atom that a point of the home cell may see, wherever the atom is. */
static bool add_images(kkr_jl *jl, int *room, kkr_vec3 x, int species, kkr_error *err)
{
    kkr_vec3 f = kkr_mat3_apply(&jl->reciprocal, x);
    const double *at = &f.x;
    double first[3] = { 0 }, last[3] = { 0 };
    for (int k = 0; k < 3; k++) {
        if (!jl->periodic[k])
            continue;
        double margin =
            jl->settings.rcut / jl->unit * kkr_vec3_length(jl->reciprocal.row[k]) +
            1e-9;
        first[k] = ceil(-margin - at[k]);
        last[k] = floor(1 + margin - at[k]);
        if (!(fabs(first[k]) < 1e9 && fabs(last[k]) < 1e9))
            return kkr_fail(err, KKR_ERROR_GEOMETRY,
                            "an atom lies more than a billion cells away");
    }
    for (double i = first[0]; i <= last[0]; i++)
        for (double j = first[1]; j <= last[1]; j++)
            for (double k = first[2]; k <= last[2]; k++) {
                kkr_vec3 shift = kkr_mat3_combine(&jl->lattice, (kkr_vec3){ i, j, k });
                if (!add_source(jl, room, kkr_vec3_add(x, shift), species, err))
                    return false;
            }
    return true;
}

kkr_jl *kkr_jl_new(const kkr_jl_settings *settings,
                   const kkr_jl_environment *environment, kkr_error *err)
{
    if (!kkr_jl_settings_check(settings, err))
        return NULL;
    KKR_AUTO(kkr_jl) jl = kkr_alloc(1, sizeof *jl);
    jl->settings = *settings;
    jl->n_features = kkr_jl_n_features(settings);
    jl->unit = environment->unit;
    if (settings->body & KKR_JL_ONE_BODY)
        jl->radial[0] = kkr_jl_radial_of(settings, 1);
    if (settings->body & KKR_JL_TWO_BODY)
        jl->radial[1] = kkr_jl_radial_of(settings, 2);
    memcpy(jl->periodic, environment->periodic, sizeof jl->periodic);
    jl->lattice = environment->lattice;
    jl->reciprocal = kkr_mat3_reciprocal(&jl->lattice);
    jl->center = environment->center;
    jl->radius = environment->radius;
    int room = 0;
    for (int i = 0; i < environment->n_atoms; i++) {
        const kkr_jl_atom *atom = &environment->atoms[i];
        int species = kkr_jl_settings_species(settings, atom->name);
        if (species >= 0 && !add_images(jl, &room, atom->position, species, err))
            return NULL;
    }
    return KKR_STEAL(jl);
}

void kkr_jl_free(kkr_jl *jl)
{
    if (!jl)
        return;
    free(jl->sources);
    free(jl);
}

const kkr_jl_settings *kkr_jl_settings_of(const kkr_jl *jl)
{
    return &jl->settings;
}

/* Into the home cell; false if the point sees beyond what is known. */
static bool place(const kkr_jl *jl, kkr_vec3 *x)
{
    if (!(isfinite(x->x) && isfinite(x->y) && isfinite(x->z)))
        return false;
    kkr_vec3 f = kkr_mat3_apply(&jl->reciprocal, *x), shift = { 0, 0, 0 };
    if (jl->periodic[0])
        shift.x = -floor(f.x);
    if (jl->periodic[1])
        shift.y = -floor(f.y);
    if (jl->periodic[2])
        shift.z = -floor(f.z);
    *x = kkr_vec3_add(*x, kkr_mat3_combine(&jl->lattice, shift));
    double reach =
        kkr_vec3_length(kkr_vec3_sub(*x, jl->center)) + jl->settings.rcut / jl->unit;
    return reach <= jl->radius;
}

static bool fail_place(const kkr_jl *jl, kkr_vec3 x, kkr_error *err)
{
    if (!(isfinite(x.x) && isfinite(x.y) && isfinite(x.z)))
        return kkr_fail(err, KKR_ERROR_GEOMETRY, "a point is not finite");
    return kkr_fail(err, KKR_ERROR_GEOMETRY,
                    "the point %g %g %g sees atoms beyond the %g angstrom that are "
                    "known around %g %g %g",
                    x.x, x.y, x.z, jl->radius * jl->unit, jl->center.x, jl->center.y,
                    jl->center.z);
}

static int compare_neighbours(const void *a, const void *b)
{
    const kkr_jl_neighbour *p = a, *q = b;
    if (p->r != q->r)
        return p->r < q->r ? -1 : 1;
    return p->species - q->species;
}

bool kkr_jl_neighbours(const kkr_jl *jl, kkr_vec3 x, kkr_jl_neighbour **neighbours,
                       int *n, kkr_error *err)
{
    *neighbours = NULL;
    *n = 0;
    kkr_vec3 home = x;
    if (!place(jl, &home))
        return fail_place(jl, x, err);
    const kkr_vec3 at_nucleus = { 0, 0, jl->settings.reference ? 0 : 1 };
    int room = 0;
    for (int i = 0; i < jl->n_sources; i++) {
        kkr_vec3 d =
            kkr_vec3_scale(kkr_vec3_sub(jl->sources[i].position, home), jl->unit);
        double r = kkr_vec3_length(d);
        if (r > jl->settings.rcut)
            continue;
        if (*n == room) {
            room = 2 * room + 64;
            *neighbours = kkr_realloc(*neighbours, (size_t)room, sizeof **neighbours);
        }
        (*neighbours)[(*n)++] =
            (kkr_jl_neighbour){ jl->sources[i].species, r,
                                r < no_direction ? at_nucleus
                                                 : kkr_vec3_scale(d, 1 / r) };
    }
    if (*n > 0)
        qsort(*neighbours, (size_t)*n, sizeof **neighbours, compare_neighbours);
    return true;
}

/*
 * Where the public package of 2023 puts the pair (a, b), a >= b, of a species with
 * itself: the place of (a, b) in a list of pairs a <= b. Several pairs share a place
 * (the last one stays), others get none.
 */
static int packed(int n, int a, int b)
{
    return a * n - a * (a - 1) / 2 + (b - a);
}

static void add_pairs(const kkr_jl *jl, const kkr_jl_neighbour *p, int n_p, double *out)
{
    const kkr_jl_settings *s = &jl->settings;
    int n = jl->radial[1].last - jl->radial[1].first + 1, n_l = s->l_max + 1;
    int k = n * (n + 1) / 2, n_s = s->n_species;
    double *same = out, *cross = out + n_s * k * n_l;
    double(*r)[KKR_JL_N2_MAX] = kkr_alloc((size_t)n_p + 1, sizeof *r);
    for (int i = 0; i < n_p; i++)
        kkr_jl_radial_values(&jl->radial[1], p[i].r, r[i]);
    for (int i = 0; i < n_p; i++)
        for (int j = 0; j < n_p; j++) {
            double legendre[KKR_JL_L_MAX + 1];
            int a = p[i].species, b = p[j].species;
            if (i == j || a > b)
                continue;
            kkr_legendre(s->l_max, kkr_vec3_dot(p[i].u, p[j].u), legendre);
            int pair = a * n_s - a * (a + 1) / 2 + (b - a - 1);
            for (int n1 = 0; n1 < n; n1++)
                for (int n2 = a == b ? n1 : 0; n2 < n; n2++)
                    for (int l = 0; l < n_l; l++) {
                        double value = r[i][n1] * r[j][n2] * legendre[l];
                        if (a == b)
                            same[(a * n_l + l) * k + packed(n, n1, n2)] += value;
                        else
                            cross[((pair * n + n1) * n + n2) * n_l + l] += value;
                    }
        }
    free(r);
    if (s->reference) {
        double *right = kkr_alloc((size_t)k, sizeof *right);
        for (int block = 0; block < n_s * n_l; block++, same += k) {
            memcpy(right, same, (size_t)k * sizeof *right);
            memset(same, 0, (size_t)k * sizeof *same);
            for (int a = 0; a < n; a++)
                for (int b = 0; b <= a; b++)
                    same[packed(n, a, b)] = right[packed(n, b, a)];
        }
        free(right);
    }
}

static bool features_of(const kkr_jl *jl, kkr_vec3 x, double *out)
{
    const kkr_jl_settings *s = &jl->settings;
    kkr_jl_neighbour *p;
    int n_p;
    memset(out, 0, (size_t)jl->n_features * sizeof *out);
    if (!kkr_jl_neighbours(jl, x, &p, &n_p, NULL))
        return false;
    if (s->body & KKR_JL_ONE_BODY) {
        for (int i = 0; i < n_p; i++) {
            double r[KKR_JL_N1_MAX];
            kkr_jl_radial_values(&jl->radial[0], p[i].r, r);
            for (int n = 0; n < s->n_max[0]; n++)
                out[p[i].species * s->n_max[0] + n] += r[n];
        }
        out += s->n_species * s->n_max[0];
    }
    if (s->body & KKR_JL_TWO_BODY)
        add_pairs(jl, p, n_p, out);
    free(p);
    return true;
}

typedef struct work {
    const kkr_jl *jl;
    const kkr_vec3 *x;
    size_t n;
    double *scratch; // [threads][KKR_JL_BATCH][n_features]
    kkr_jl_take take;
    void *user;
    atomic_size_t bad; // the first point that could not be placed; n: none
} work;

static void do_batch(void *user, int i, int thread)
{
    work *w = user;
    const size_t width = (size_t)w->jl->n_features;
    double *rows = w->scratch + (size_t)thread * KKR_JL_BATCH * width;
    size_t first = (size_t)i * KKR_JL_BATCH;
    int count = (int)(w->n - first < KKR_JL_BATCH ? w->n - first : KKR_JL_BATCH);
    for (int k = 0; k < count; k++)
        if (!features_of(w->jl, w->x[first + (size_t)k], rows + (size_t)k * width)) {
            size_t bad = first + (size_t)k, known = atomic_load(&w->bad);
            while (bad < known && !atomic_compare_exchange_weak(&w->bad, &known, bad))
                ;
            return;
        }
    w->take(w->user, first, count, rows, thread);
}

bool kkr_jl_stream(const kkr_jl *jl, const kkr_vec3 *x, size_t n, kkr_jl_take take,
                   void *user, const kkr_job *job, kkr_error *err)
{
    work w = { .jl = jl, .x = x, .n = n, .take = take, .user = user };
    atomic_init(&w.bad, n);
    size_t batches = (n + KKR_JL_BATCH - 1) / KKR_JL_BATCH;
    if (batches > 1000 * 1000 * 1000)
        return kkr_fail(err, KKR_ERROR_MEMORY, "%zu points are too many at once", n);
    w.scratch = kkr_alloc_large((size_t)kkr_parallel_threads(job) * KKR_JL_BATCH,
                                (size_t)jl->n_features * sizeof *w.scratch, err);
    if (!w.scratch)
        return false;
    bool done = kkr_parallel_for(job, (int)batches, do_batch, &w, "features");
    free(w.scratch);
    if (!done)
        return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    size_t bad = atomic_load(&w.bad);
    return bad == n || fail_place(jl, x[bad], err);
}

typedef struct target {
    double *out;
    size_t width;
} target;

static void keep(void *user, size_t first, int count, const double *features,
                 int thread)
{
    const target *t = user;
    (void)thread;
    memcpy(t->out + first * t->width, features,
           (size_t)count * t->width * sizeof *features);
}

bool kkr_jl_features(const kkr_jl *jl, const kkr_vec3 *x, size_t n, double *out,
                     const kkr_job *job, kkr_error *err)
{
    target t = { out, (size_t)jl->n_features };
    return kkr_jl_stream(jl, x, n, keep, &t, job, err);
}
