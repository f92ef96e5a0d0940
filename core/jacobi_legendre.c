// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

// Points come in batches and these in blocks of a few neighbours, one per lane of a
// register (core/jl_kernel.h). Atoms are sorted by species and then along a space-
// filling curve, so that sixteen in a row fill a small box; a batch takes the boxes
// within its reach. Every point meets its atoms in this one order: its sums do not
// depend on the company it is in.

#include "core/jacobi_legendre.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/jl_private.h"
#include "core/parallel.h"

// angstrom; nearer to a nucleus u is +z (the public package: 0, no direction at all)
static const double no_direction = 1e-4;

enum { TILE = 16, FEW = 4 };

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
    jl->sources[jl->n_sources++] = (kkr_jl_source){ position, species, 0 };
    return true;
}

/* The lowest 21 bits of v with two free places after each. */
static uint64_t spread(double v)
{
    uint64_t in = (uint64_t)fmin(fmax(v, 0), 2097151), out = 0;
    for (int bit = 0; bit < 21; bit++)
        out |= (in >> bit & 1) << (3 * bit);
    return out;
}

static int compare_sources(const void *a, const void *b)
{
    const kkr_jl_source *p = a, *q = b;
    if (p->species != q->species)
        return p->species - q->species;
    if (p->key != q->key)
        return p->key < q->key ? -1 : 1;
    const double *u = &p->position.x, *v = &q->position.x;
    for (int i = 0; i < 3; i++)
        if (u[i] != v[i])
            return u[i] < v[i] ? -1 : 1;
    return 0;
}

static void make_tiles(kkr_jl *jl)
{
    kkr_vec3 low = { INFINITY, INFINITY, INFINITY };
    for (int i = 0; i < jl->n_sources; i++) {
        kkr_vec3 x = jl->sources[i].position;
        low = (kkr_vec3){ fmin(low.x, x.x), fmin(low.y, x.y), fmin(low.z, x.z) };
    }
    double pitch = jl->settings.rcut / jl->unit / 4; // of the curve's grid
    for (int i = 0; i < jl->n_sources; i++) {
        kkr_vec3 x = kkr_vec3_sub(jl->sources[i].position, low);
        jl->sources[i].key =
            spread(x.x / pitch) | spread(x.y / pitch) << 1 | spread(x.z / pitch) << 2;
    }
    if (jl->n_sources > 0)
        qsort(jl->sources, (size_t)jl->n_sources, sizeof *jl->sources, compare_sources);
    jl->tiles = kkr_alloc((size_t)(jl->n_sources / TILE + KKR_JL_SPECIES_MAX + 1),
                          sizeof *jl->tiles);
    kkr_jl_tile *t = NULL;
    for (int i = 0; i < jl->n_sources; i++) {
        const kkr_jl_source *s = &jl->sources[i];
        if (!t || i - t->first == TILE || s->species != jl->sources[t->first].species) {
            t = &jl->tiles[jl->n_tiles++];
            *t = (kkr_jl_tile){ i, i, s->position, s->position };
        }
        kkr_vec3 x = s->position;
        t->last = i + 1;
        t->low =
            (kkr_vec3){ fmin(t->low.x, x.x), fmin(t->low.y, x.y), fmin(t->low.z, x.z) };
        t->high = (kkr_vec3){ fmax(t->high.x, x.x), fmax(t->high.y, x.y),
                              fmax(t->high.z, x.z) };
    }
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
    jl->plan = kkr_jl_plan_of(settings, jl->unit);
    jl->kernel = kkr_jl_kernel_for(kkr_simd_best());
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
    make_tiles(jl);
    return KKR_STEAL(jl);
}

void kkr_jl_free(kkr_jl *jl)
{
    if (!jl)
        return;
    free(jl->sources);
    free(jl->tiles);
    free(jl);
}

void kkr_jl_set_simd(kkr_jl *jl, kkr_simd simd)
{
    assert(simd <= kkr_simd_best());
    jl->kernel = kkr_jl_kernel_for(simd);
}

const kkr_jl_settings *kkr_jl_settings_of(const kkr_jl *jl)
{
    return &jl->settings;
}

bool kkr_jl_place(const kkr_jl *jl, double reach, kkr_vec3 *x)
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
    return kkr_vec3_length(kkr_vec3_sub(*x, jl->center)) + reach / jl->unit <=
           jl->radius;
}

bool kkr_jl_fail_place(const kkr_jl *jl, kkr_vec3 x, kkr_error *err)
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
    if (!kkr_jl_place(jl, jl->settings.rcut, &home))
        return kkr_jl_fail_place(jl, x, err);
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

static int packed(int n, int a, int b)
{
    return a * n - a * (a - 1) / 2 + (b - a);
}

/* The two-body terms pair by pair. */
static void add_pairs(const kkr_jl *jl, const kkr_jl_neighbour *p, int n_p, double *out)
{
    const kkr_jl_settings *s = &jl->settings;
    int n = jl->plan.n_two, n_l = s->l_max + 1, n_s = s->n_species;
    int k = n * (n + 1) / 2;
    double *same = out + jl->plan.first_same, *cross = out + jl->plan.first_cross;
    double(*r)[KKR_JL_N2_MAX] = kkr_alloc((size_t)n_p + 1, sizeof *r);
    for (int i = 0; i < n_p; i++)
        kkr_jl_radial_values(&jl->plan.radial[1], p[i].r, r[i]);
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
}

/*
 * The public package of 2023 puts the pair (a, b), a >= b, of a species with itself
 * where a list of pairs a <= b has (a, b). Several share a place (the last one
 * stays), others have none.
 */
static void misplace(const kkr_jl *jl, double *row)
{
    int n = jl->plan.n_two, k = n * (n + 1) / 2;
    double right[KKR_JL_N2_MAX * (KKR_JL_N2_MAX + 1) / 2];
    for (double *same = row + jl->plan.first_same; same < row + jl->plan.first_cross;
         same += k) {
        memcpy(right, same, (size_t)k * sizeof *right);
        memset(same, 0, (size_t)k * sizeof *same);
        for (int a = 0; a < n; a++)
            for (int b = 0; b <= a; b++)
                same[packed(n, a, b)] = right[packed(n, b, a)];
    }
}

/** Memory of one thread. */
typedef struct desk {
    kkr_jl_candidates atoms;
    int first[KKR_JL_SPECIES_MAX + 1];
    double *rows;    // [KKR_JL_BATCH][n_features]
    double *out;     // [n_features][lanes]
    void *scratch;   // for the kernel
    kkr_buffer room; // all of it lies in here
} desk;

static size_t round_up(size_t bytes)
{
    return (bytes + 63) / 64 * 64;
}

static bool set_desk(const kkr_jl *jl, desk *d, kkr_error *err)
{
    size_t coordinate =
        round_up(((size_t)jl->n_sources + KKR_JL_LANES_MAX) * sizeof(double));
    size_t width = (size_t)jl->n_features * sizeof(double);
    size_t rows = round_up(KKR_JL_BATCH * width);
    size_t out = round_up(KKR_JL_LANES_MAX * width);
    size_t scratch = jl->kernel->scratch(&jl->plan, jl->n_sources);
    if (!kkr_buffer_reserve(&d->room, 3 * coordinate + rows + out + scratch, err))
        return false;
    char *at = d->room.data;
    memset(at, 0, 3 * coordinate); // what lies after the last atom is read, not used
    d->atoms = (kkr_jl_candidates){ (double *)at, (double *)(at + coordinate),
                                    (double *)(at + 2 * coordinate), d->first };
    d->rows = (double *)(at + 3 * coordinate);
    d->out = (double *)(at + 3 * coordinate + rows);
    d->scratch = at + 3 * coordinate + rows + out;
    return true;
}

typedef struct ball {
    kkr_vec3 center;
    double radius;
} ball;

static ball ball_of(const kkr_vec3 *x, int n)
{
    kkr_vec3 low = x[0], high = x[0];
    for (int i = 1; i < n; i++) {
        low =
            (kkr_vec3){ fmin(low.x, x[i].x), fmin(low.y, x[i].y), fmin(low.z, x[i].z) };
        high = (kkr_vec3){ fmax(high.x, x[i].x), fmax(high.y, x[i].y),
                           fmax(high.z, x[i].z) };
    }
    ball b = { kkr_vec3_scale(kkr_vec3_add(low, high), 0.5), 0 };
    for (int i = 0; i < n; i++)
        b.radius = fmax(b.radius, kkr_vec3_length(kkr_vec3_sub(x[i], b.center)));
    return b;
}

static double outside(double x, double low, double high)
{
    return fmax(fmax(low - x, x - high), 0);
}

/* All atoms that a point of the ball may see, in the order of the sources. */
static void take_candidates(const kkr_jl *jl, ball b, desk *d)
{
    double reach = (b.radius + jl->settings.rcut / jl->unit) * (1 + 1e-9);
    int n = 0, species = 0;
    d->first[0] = 0;
    for (int i = 0; i < jl->n_tiles; i++) {
        const kkr_jl_tile *t = &jl->tiles[i];
        kkr_vec3 gap = { outside(b.center.x, t->low.x, t->high.x),
                         outside(b.center.y, t->low.y, t->high.y),
                         outside(b.center.z, t->low.z, t->high.z) };
        while (species < jl->sources[t->first].species)
            d->first[++species] = n;
        if (kkr_vec3_dot(gap, gap) > reach * reach)
            continue;
        for (int k = t->first; k < t->last; k++, n++) {
            d->atoms.x[n] = jl->sources[k].position.x;
            d->atoms.y[n] = jl->sources[k].position.y;
            d->atoms.z[n] = jl->sources[k].position.z;
        }
    }
    while (species < jl->settings.n_species)
        d->first[++species] = n;
}

/* Neighbours of one species (of all: -1), in the order of the sources. */
static int candidates_near(const kkr_jl *jl, const desk *d, kkr_vec3 x, int species,
                           kkr_jl_neighbour *near, int max, bool *on_nucleus)
{
    const kkr_vec3 at_nucleus = { 0, 0, jl->settings.reference ? 0 : 1 };
    int n = 0;
    for (int k = 0; k < jl->settings.n_species; k++)
        for (int i = d->first[k]; i < d->first[k + 1]; i++) {
            if (species >= 0 && k != species)
                break;
            kkr_vec3 v = { (d->atoms.x[i] - x.x) * jl->unit,
                           (d->atoms.y[i] - x.y) * jl->unit,
                           (d->atoms.z[i] - x.z) * jl->unit };
            double r = kkr_vec3_length(v);
            if (!(r <= jl->settings.rcut))
                continue;
            *on_nucleus |= r < no_direction;
            if (n < max)
                near[n] = (kkr_jl_neighbour){
                    k, r, r < no_direction ? at_nucleus : kkr_vec3_scale(v, 1 / r)
                };
            n++;
        }
    return n;
}

/* Where rounding would be all that is left of a sum, it is done pair by pair. */
static void mend_row(const kkr_jl *jl, desk *d, kkr_vec3 x, const double *count,
                     int lane, double *row)
{
    const kkr_jl_plan *plan = &jl->plan;
    int block = plan->n_two * (plan->n_two + 1) / 2 * (plan->l_max + 1);
    bool on_nucleus = false;
    for (int k = 0; k < plan->n_species; k++) {
        double seen = count[k * jl->kernel->lanes + lane];
        if (seen < 2 || seen > FEW)
            continue;
        kkr_jl_neighbour near[FEW];
        int n = candidates_near(jl, d, x, k, near, FEW, &on_nucleus);
        memset(row + plan->first_same + k * block, 0, (size_t)block * sizeof *row);
        add_pairs(jl, near, n < FEW ? n : FEW, row);
    }
    if (!jl->settings.reference)
        return;
    int n = candidates_near(jl, d, x, -1, NULL, 0, &on_nucleus);
    if (on_nucleus) { // no direction, no harmonics
        kkr_jl_neighbour *near = kkr_alloc((size_t)n, sizeof *near);
        candidates_near(jl, d, x, -1, near, n, &on_nucleus);
        memset(row + plan->first_same, 0,
               (size_t)(jl->n_features - plan->first_same) * sizeof *row);
        add_pairs(jl, near, n, row);
        free(near);
    }
    misplace(jl, row);
}

static void do_block(const kkr_jl *jl, desk *d, const kkr_vec3 *x, int n, double *rows)
{
    const int lanes = jl->kernel->lanes;
    double p[3 * KKR_JL_LANES_MAX],
        count[KKR_JL_SPECIES_MAX * KKR_JL_LANES_MAX] __attribute__((aligned(64)));
    for (int k = 0; k < lanes; k++) { // a block that is not full repeats its last point
        const kkr_vec3 *from = &x[k < n ? k : n - 1];
        p[k] = from->x;
        p[lanes + k] = from->y;
        p[2 * lanes + k] = from->z;
    }
    ball b = ball_of(x, n);
    double center[3] = { b.center.x, b.center.y, b.center.z };
    jl->kernel->block(&jl->plan, &d->atoms, p, center, b.radius, d->scratch, d->out,
                      count);
    jl->kernel->rows(d->out, jl->n_features, n, rows);
    for (int k = 0; k < n && jl->plan.n_two; k++)
        mend_row(jl, d, x[k], count, k, rows + (size_t)k * (size_t)jl->n_features);
}

typedef struct work {
    const kkr_jl *jl;
    const kkr_vec3 *x;
    size_t n;
    desk *desks; // [threads]
    kkr_jl_take take;
    void *user;
    atomic_size_t bad; // the first point that could not be placed; n: none
} work;

static void do_batch(void *user, int i, int thread)
{
    work *w = user;
    const kkr_jl *jl = w->jl;
    desk *d = &w->desks[thread];
    kkr_vec3 x[KKR_JL_BATCH];
    size_t first = (size_t)i * KKR_JL_BATCH;
    int count = (int)(w->n - first < KKR_JL_BATCH ? w->n - first : KKR_JL_BATCH);
    for (int k = 0; k < count; k++) {
        size_t at = first + (size_t)k;
        x[k] = w->x[at];
        if (!kkr_jl_place(jl, jl->settings.rcut, &x[k])) {
            size_t known = atomic_load(&w->bad);
            while (at < known && !atomic_compare_exchange_weak(&w->bad, &known, at))
                ;
            return;
        }
    }
    take_candidates(jl, ball_of(x, count), d);
    const int lanes = jl->kernel->lanes;
    for (int k = 0; k < count; k += lanes)
        do_block(jl, d, x + k, count - k < lanes ? count - k : lanes,
                 d->rows + (size_t)k * (size_t)jl->n_features);
    w->take(w->user, first, count, d->rows, thread);
}

bool kkr_jl_stream(const kkr_jl *jl, const kkr_vec3 *x, size_t n, kkr_jl_take take,
                   void *user, const kkr_job *job, kkr_error *err)
{
    work w = { .jl = jl, .x = x, .n = n, .take = take, .user = user };
    atomic_init(&w.bad, n);
    size_t batches = (n + KKR_JL_BATCH - 1) / KKR_JL_BATCH;
    if (batches > 1000 * 1000 * 1000)
        return kkr_fail(err, KKR_ERROR_MEMORY, "%zu points are too many at once", n);
    int n_desks = kkr_parallel_threads(job);
    w.desks = kkr_alloc((size_t)n_desks, sizeof *w.desks);
    bool done = true;
    for (int i = 0; i < n_desks && done; i++)
        done = set_desk(jl, &w.desks[i], err);
    if (done && !kkr_parallel_for(job, (int)batches, do_batch, &w, "features"))
        done = kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    for (int i = 0; i < n_desks; i++)
        kkr_buffer_clear(&w.desks[i].room);
    free(w.desks);
    size_t bad = atomic_load(&w.bad);
    if (done && bad != n)
        done = kkr_jl_fail_place(jl, x[bad], err);
    return done;
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
