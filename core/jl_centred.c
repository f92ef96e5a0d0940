// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_centred.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/jl_private.h"
#include "core/parallel.h"

enum { BATCH = 256, LM_MAX = (KKR_JL_L_MAX + 1) * (KKR_JL_L_MAX + 1) };

static const double no_direction = 1e-4; // angstrom; nearer to the centre v is +z

typedef struct centre {
    kkr_vec3 position;
    int block;       // index among the centre species
    bool is_known;   // all its neighbours are
    const double *b; // [species][n2][lm]
} centre;

struct kkr_jl_centred {
    kkr_jl *jl; // atoms and neighbours
    unsigned centres;
    int n_features, n_blocks; // columns, centre species
    kkr_jl_plan plan;         // with functions that vanish at rcut only
    int n;
    centre *list; // images of all centres that a point of the home cell can see
    double *b;    // what they point to
};

static int count_centres(const kkr_jl_settings *s, unsigned centres)
{
    return __builtin_popcount(centres & ((1u << s->n_species) - 1));
}

int kkr_jl_centred_n_features(const kkr_jl_settings *s, unsigned centres)
{
    int n = 0;
    if (s->body & KKR_JL_ONE_BODY)
        n += s->n_max[0];
    if (s->body & KKR_JL_TWO_BODY)
        n += s->n_species * s->n_max[0] * s->n_max[1] * s->l_max;
    return n * count_centres(s, centres);
}

static int centre_species(unsigned centres, int block)
{
    int species = 0;
    while (block > 0 || !(centres >> species & 1))
        block -= centres >> species++ & 1;
    return species;
}

void kkr_jl_centred_label(const kkr_jl_settings *s, unsigned centres, int f, char *text,
                          size_t size)
{
    int n1 = s->n_max[0], n2 = s->n_max[1], l = s->l_max;
    int one = s->body & KKR_JL_ONE_BODY ? count_centres(s, centres) * n1 : 0;
    if (f < one) {
        snprintf(text, size, "%s@n%d", s->species[centre_species(centres, f / n1)],
                 f % n1 + 1);
        return;
    }
    f -= one;
    int pair = f / (n1 * n2 * l);
    const char *a = s->species[centre_species(centres, pair / s->n_species)];
    const char *b = s->species[pair % s->n_species];
    snprintf(text, size, "%s-%s@n%d_n%d_l%d", a, b, f / (n2 * l) % n1 + 1,
             f / l % n2 + 1, f % l + 1);
}

/* B of one centre; false if it sees beyond what is known. */
static bool surroundings(const kkr_jl_centred *c, kkr_vec3 x, double *b)
{
    const int n_lm = (c->plan.l_max + 1) * (c->plan.l_max + 1), n2 = c->plan.n_two;
    kkr_jl_neighbour *near;
    int n;
    if (!kkr_jl_neighbours(c->jl, x, &near, &n, NULL))
        return false;
    for (int i = 0; i < n && n2; i++) {
        double radial[KKR_JL_N2_MAX], harmonics[LM_MAX];
        if (near[i].r < no_direction) // the centre itself
            continue;
        kkr_jl_radial_values(&c->plan.radial[1], near[i].r, radial);
        kkr_jl_harmonics(&c->plan, near[i].u, harmonics);
        double *to = b + near[i].species * n2 * n_lm;
        for (int k = 0; k < n2; k++)
            for (int lm = 0; lm < n_lm; lm++)
                to[k * n_lm + lm] += radial[k] * harmonics[lm];
    }
    free(near);
    return true;
}

kkr_jl_centred *kkr_jl_centred_new(const kkr_jl_settings *settings, unsigned centres,
                                   const kkr_jl_environment *environment,
                                   kkr_error *err)
{
    kkr_jl_settings s = *settings;
    s.single_vanishing = true;
    s.reference = false;
    KKR_AUTO(kkr_jl_centred) c = kkr_alloc(1, sizeof *c);
    c->jl = kkr_jl_new(&s, environment, err);
    if (!c->jl)
        return NULL;
    c->centres = centres;
    c->n_blocks = count_centres(&s, centres);
    c->n_features = kkr_jl_centred_n_features(&s, centres);
    if (c->n_features < 1 || s.n_max[0] < 1 || s.n_max[0] > KKR_JL_N1_MAX) {
        kkr_fail(err, KKR_ERROR_USAGE,
                 "atom-centred features need a species as centre, nmax of 1 to %d and, "
                 "without one-body terms, lmax above 0",
                 KKR_JL_N1_MAX);
        return NULL;
    }
    c->plan = kkr_jl_plan_of(&s, environment->unit);
    c->plan.radial[0] = kkr_jl_radial_of(&s, 1); // whatever body says
    const kkr_jl_source *sources = c->jl->sources;
    for (int i = 0; i < c->jl->n_sources; i++)
        c->n += centres >> sources[i].species & 1;
    size_t size = (size_t)(s.n_species * c->plan.n_two) *
                  (size_t)((c->plan.l_max + 1) * (c->plan.l_max + 1));
    c->list = kkr_alloc_large((size_t)c->n + 1, sizeof *c->list, err);
    c->b = kkr_alloc_large((size_t)c->n * size + 1, sizeof *c->b, err);
    if (!c->list || !c->b)
        return NULL;
    for (int i = 0, k = 0; i < c->jl->n_sources; i++) {
        int species = sources[i].species;
        if (!(centres >> species & 1))
            continue;
        double *b = c->b + (size_t)k * size;
        c->list[k++] = (centre){
            .position = sources[i].position,
            .block = __builtin_popcount(centres & ((1u << species) - 1)),
            .is_known = surroundings(c, sources[i].position, b),
            .b = b,
        };
    }
    return KKR_STEAL(c);
}

void kkr_jl_centred_free(kkr_jl_centred *jl)
{
    if (!jl)
        return;
    kkr_jl_free(jl->jl);
    free(jl->list);
    free(jl->b);
    free(jl);
}

static void add_centre(const kkr_jl_centred *c, const centre *i, double r, kkr_vec3 v,
                       double *out)
{
    const kkr_jl_settings *s = &c->jl->settings;
    const int n1 = s->n_max[0], n2 = c->plan.n_two, l_max = c->plan.l_max;
    const int n_lm = (l_max + 1) * (l_max + 1);
    double radial[KKR_JL_N1_MAX], harmonics[LM_MAX];
    kkr_jl_radial_values(&c->plan.radial[0], r, radial);
    if (s->body & KKR_JL_ONE_BODY) {
        for (int n = 0; n < n1; n++)
            out[i->block * n1 + n] += radial[n];
        out += c->n_blocks * n1;
    }
    if (!n2 || l_max < 1)
        return;
    kkr_jl_harmonics(&c->plan, v, harmonics);
    out += i->block * s->n_species * n1 * n2 * l_max;
    for (int species = 0; species < s->n_species; species++, out += n1 * n2 * l_max)
        for (int k = 0; k < n2; k++) {
            const double *b = i->b + (species * n2 + k) * n_lm;
            for (int l = 1; l <= l_max; l++) {
                double sum = 0;
                for (int lm = l * l; lm < (l + 1) * (l + 1); lm++)
                    sum += b[lm] * harmonics[lm];
                for (int n = 0; n < n1; n++)
                    out[(n * n2 + k) * l_max + l - 1] += radial[n] * sum;
            }
        }
}

typedef struct work {
    const kkr_jl_centred *c;
    const kkr_vec3 *x;
    size_t n;
    double *out;
    atomic_size_t bad; // the first point that could not be placed; n: none
} work;

static bool do_point(const kkr_jl_centred *c, kkr_vec3 x, double *out)
{
    memset(out, 0, (size_t)c->n_features * sizeof *out);
    if (!kkr_jl_place(c->jl, c->jl->settings.rcut, &x))
        return false;
    for (int k = 0; k < c->n; k++) {
        kkr_vec3 d = kkr_vec3_scale(kkr_vec3_sub(x, c->list[k].position), c->jl->unit);
        double r = kkr_vec3_length(d);
        if (r > c->jl->settings.rcut)
            continue;
        if (!c->list[k].is_known)
            return false;
        const kkr_vec3 up = { 0, 0, 1 };
        add_centre(c, &c->list[k], r, r < no_direction ? up : kkr_vec3_scale(d, 1 / r),
                   out);
    }
    return true;
}

static void do_batch(void *user, int i, int thread)
{
    work *w = user;
    (void)thread;
    size_t end = (size_t)(i + 1) * BATCH;
    for (size_t k = (size_t)i * BATCH; k < end && k < w->n; k++)
        if (!do_point(w->c, w->x[k], w->out + k * (size_t)w->c->n_features)) {
            size_t known = atomic_load(&w->bad);
            while (k < known && !atomic_compare_exchange_weak(&w->bad, &known, k))
                ;
            return;
        }
}

bool kkr_jl_centred_features(const kkr_jl_centred *c, const kkr_vec3 *x, size_t n,
                             double *out, const kkr_job *job, kkr_error *err)
{
    work w = { .c = c, .x = x, .n = n, .out = out };
    atomic_init(&w.bad, n);
    size_t batches = (n + BATCH - 1) / BATCH;
    if (batches > 1000 * 1000 * 1000)
        return kkr_fail(err, KKR_ERROR_MEMORY, "%zu points are too many at once", n);
    if (!kkr_parallel_for(job, (int)batches, do_batch, &w, "features"))
        return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    size_t bad = atomic_load(&w.bad);
    return bad == n || kkr_jl_fail_place(c->jl, x[bad], err);
}
