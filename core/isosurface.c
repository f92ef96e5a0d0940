// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * Three passes, each shared out over the threads. One: every value becomes a bit,
 * and from here on 64 points are one word. Two: bits of neighbouring points that
 * differ are vertices; they are counted row by row, so that the number of every
 * vertex is known before any is made: its row's first number plus the bits before
 * it (as W. Schroeder, R. Maynard, B. Geveci, "Flying edges", LDAV 2015, who count
 * along edges). Three: slabs of cubes make their vertices in place and their
 * triangles side by side; no two threads write to the same number.
 */

#include "core/isosurface_private.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/parallel.h"

enum {
    MAX_SIDE = 32767, // fifteen bits in kkr_grid_edge
    MAX_SLICE = 1 << 29,
    GROUPS_PER_THREAD = 4,
    X = 0,
    Y = 1,
    Z = 2,
};

struct kkr_isosurface {
    const kkr_isosurface_kernel *kernel;
    kkr_cube_table table[2]; // [1]: corners the other way round, for left-handed axes
    kkr_buffer above, known, valid, first, edges;
};

static const kkr_isosurface_kernel *find_kernel(kkr_simd simd)
{
#if defined(__x86_64__)
    if (simd == KKR_SIMD_AVX512)
        return &kkr_isosurface_avx512;
    if (simd == KKR_SIMD_AVX2)
        return &kkr_isosurface_avx2;
#endif
    return &kkr_isosurface_plain;
}

kkr_isosurface *kkr_isosurface_new(kkr_simd simd)
{
    kkr_isosurface *isosurface = aligned_alloc(64, (sizeof *isosurface + 63) / 64 * 64);
    if (!isosurface)
        return kkr_alloc(SIZE_MAX, 1); // says so, and stops
    *isosurface = (kkr_isosurface){ .kernel = find_kernel(simd) };
    kkr_cube_table *table = isosurface->table;
    kkr_isosurface_table(&table[0]);
    for (int c = 0; c < KKR_CUBE_CASES; c++) {
        table[1].n[c] = table[0].n[c];
        for (int t = 0; t < 3 * table[0].n[c]; t++)
            table[1].edge[c][t] = table[0].edge[c][t / 3 * 3 + 2 - t % 3];
    }
    return isosurface;
}

void kkr_isosurface_free(kkr_isosurface *isosurface)
{
    if (!isosurface)
        return;
    kkr_buffer_clear(&isosurface->above);
    kkr_buffer_clear(&isosurface->known);
    kkr_buffer_clear(&isosurface->valid);
    kkr_buffer_clear(&isosurface->first);
    kkr_buffer_clear(&isosurface->edges);
    free(isosurface);
}

// ---- a surface ------------------------------------------------------------------

typedef struct group { // of slabs of cubes
    int begin, end;    // cubes between slices k and k + 1
    size_t n_active;   // at most so many cubes
    size_t room;       // first triangle of its place
    size_t n_triangles;
} group;

typedef struct making {
    const kkr_isosurface *self;
    const kkr_cube_table *table;
    kkr_vertex_source source;
    int n[3], n_words;
    uint64_t *above, *known, *valid; // [n2][n1][n_words]; valid NULL: all are
    uint32_t *first;                 // [n2][n1][3], of the edges that start there
    size_t *slice_active;            // [n2 - 1] cubes
    atomic_bool all_known;
    uint64_t *edges; // [threads][2][3][n1][n_words + 1]
    size_t edges_of_thread;
    int n_groups;
    group *groups;
    const kkr_job *job;
    kkr_mesh *mesh;
} making;

static size_t row_at(const making *m, int j, int k)
{
    return ((size_t)k * m->n[1] + j) * m->n_words;
}

static void compare_slice(void *user, int k, int thread)
{
    (void)thread;
    making *m = user;
    bool all_known = true;
    for (int j = 0; j < m->n[1]; j++) {
        size_t at = row_at(m, j, k);
        const float *row = m->source.values + ((size_t)k * m->n[1] + j) * m->n[0];
        all_known &= m->self->kernel->compare(row, m->n[0], m->source.level,
                                              m->above + at, m->known + at);
    }
    if (!all_known)
        atomic_store_explicit(&m->all_known, false, memory_order_relaxed);
}

/** Bit i becomes the one of i + 1; words run on into the next row, see last_cube(). */
static uint64_t shifted(const uint64_t *word)
{
    return word[0] >> 1 | word[1] << 63;
}

/** The bits of a row's last word that have a point behind them. */
static uint64_t last_cube(const making *m)
{
    return ((uint64_t)1 << (m->n[0] - 1) % 64) - 1;
}

/** Words of a row that hold cubes: with 64 points and one the last has none. */
static uint64_t cube_bits(const making *m, int w)
{
    return w == (m->n[0] - 1) / 64  ? last_cube(m)
           : w < (m->n[0] - 1) / 64 ? ~(uint64_t)0
                                    : 0;
}

static void validate_slice(void *user, int k, int thread)
{
    (void)thread;
    making *m = user;
    for (int j = 0; j < m->n[1]; j++)
        for (int w = 0; w < m->n_words; w++) {
            uint64_t bits = 0;
            if (j + 1 < m->n[1] && k + 1 < m->n[2]) {
                bits = cube_bits(m, w);
                for (int corner = 0; corner < 4; corner++) {
                    const uint64_t *word =
                        m->known + row_at(m, j + corner % 2, k + corner / 2) + w;
                    bits &= word[0] & shifted(word);
                }
            }
            m->valid[row_at(m, j, k) + w] = bits;
        }
}

/** Cubes of row (j, k) with all corners known; none outside the grid. */
static uint64_t valid_cubes(const making *m, int j, int k, int w)
{
    return j < 0 || k < 0 ? 0 : m->valid[row_at(m, j, k) + w];
}

/** The same and those before them along x: the cubes around points. */
static uint64_t valid_around(const making *m, int j, int k, int w)
{
    uint64_t bits = valid_cubes(m, j, k, w);
    uint64_t carry = w > 0 ? valid_cubes(m, j, k, w - 1) >> 63 : 0;
    return bits | bits << 1 | carry;
}

/** Edges with a vertex that start in word w of row (j, k), by direction. */
static void find_edges(const making *m, int j, int k, int w, uint64_t edge[3])
{
    const uint64_t *word = m->above + row_at(m, j, k) + w;
    const size_t row = m->n_words, slice = row * m->n[1];
    edge[X] = (word[0] ^ shifted(word)) & cube_bits(m, w);
    edge[Y] = j + 1 < m->n[1] ? word[0] ^ word[row] : 0;
    edge[Z] = k + 1 < m->n[2] ? word[0] ^ word[slice] : 0;
    if (m->valid) {
        edge[X] &= valid_cubes(m, j, k, w) | valid_cubes(m, j - 1, k, w) |
                   valid_cubes(m, j, k - 1, w) | valid_cubes(m, j - 1, k - 1, w);
        edge[Y] &= valid_around(m, j, k, w) | valid_around(m, j, k - 1, w);
        edge[Z] &= valid_around(m, j, k, w) | valid_around(m, j - 1, k, w);
    }
}

static void count_slice(void *user, int k, int thread)
{
    (void)thread;
    making *m = user;
    size_t n_active = 0;
    for (int j = 0; j < m->n[1]; j++) {
        uint32_t count[3] = { 0 };
        const uint64_t *word = m->above + row_at(m, j, k);
        const size_t row = m->n_words, slice = row * m->n[1];
        for (int w = 0; w < m->n_words; w++) {
            uint64_t edge[3];
            find_edges(m, j, k, w, edge);
            for (int d = 0; d < 3; d++)
                count[d] += edge[d] ? (uint32_t)__builtin_popcountll(edge[d]) : 0;
            if (j + 1 == m->n[1] || k + 1 == m->n[2])
                continue;
            // a cube with a vertex has one on an edge of these
            const uint64_t *b = word + w;
            uint64_t any = b[0] | b[row] | b[slice] | b[slice + row];
            uint64_t all = b[0] & b[row] & b[slice] & b[slice + row];
            any |= shifted(b) | shifted(b + row) | shifted(b + slice) |
                   shifted(b + slice + row);
            all &= shifted(b) & shifted(b + row) & shifted(b + slice) &
                   shifted(b + slice + row);
            uint64_t active = any & ~all & cube_bits(m, w);
            n_active += active ? (size_t)__builtin_popcountll(active) : 0;
        }
        memcpy(m->first + 3 * ((size_t)k * m->n[1] + j), count, sizeof count);
    }
    if (k + 1 < m->n[2])
        m->slice_active[k] = n_active;
}

/** Counts become first numbers; false if there are too many. */
static bool number_vertices(making *m, size_t *n_vertices, kkr_error *err)
{
    size_t n = 0, n_rows = (size_t)m->n[1] * m->n[2];
    for (size_t i = 0; i < 3 * n_rows; i++) {
        uint32_t count = m->first[i];
        m->first[i] = (uint32_t)n;
        n += count;
        if (n > INT_MAX)
            return kkr_fail(
                err, KKR_ERROR_MEMORY,
                "the surface has more than %d vertices: take a coarser grid", INT_MAX);
    }
    *n_vertices = n;
    return true;
}

static uint64_t *edges_of(const making *m, int thread, int k, int direction)
{
    return m->edges + thread * m->edges_of_thread +
           (size_t)(3 * (k % 2) + direction) * m->n[1] * m->n_words;
}

/** The edges that start in slice k, where slabs look for them. */
static void keep_edges(const making *m, int thread, int k)
{
    uint64_t *kept[3];
    for (int d = 0; d < 3; d++)
        kept[d] = edges_of(m, thread, k, d);
    for (int j = 0; j < m->n[1]; j++)
        for (int w = 0; w < m->n_words; w++) {
            uint64_t edge[3];
            find_edges(m, j, k, w, edge);
            for (int d = 0; d < 3; d++)
                kept[d][(size_t)j * m->n_words + w] = edge[d];
        }
}

static uint32_t first_of(const making *m, int j, int k, int direction)
{
    return m->first[3 * ((size_t)k * m->n[1] + j) + direction];
}

static void flush(const making *m, int k, kkr_grid_edge *list, int *n, size_t *first)
{
    if (*n == 0)
        return;
    kkr_mesh *mesh = m->mesh;
    m->self->kernel->vertices(&m->source, k, list, *n, mesh->position + *first,
                              mesh->normal + *first,
                              mesh->value ? mesh->value + *first : NULL);
    *first += *n;
    *n = 0;
}

static void make_vertices(const making *m, int thread, int k)
{
    kkr_grid_edge list[KKR_EDGE_CHUNK];
    int n = 0;
    size_t first = first_of(m, 0, k, X);
    for (int j = 0; j < m->n[1]; j++)
        for (int d = 0; d < 3; d++) {
            const uint64_t *edge = edges_of(m, thread, k, d) + (size_t)j * m->n_words;
            for (int w = 0; w < m->n_words; w++)
                for (uint64_t bits = edge[w]; bits; bits &= bits - 1) {
                    int i = 64 * w + __builtin_ctzll(bits);
                    list[n++] = (uint32_t)d << 30 | (uint32_t)j << 15 | (uint32_t)i;
                    if (n == KKR_EDGE_CHUNK)
                        flush(m, k, list, &n, &first);
                }
        }
    flush(m, k, list, &n, &first);
}

/** Rows of cubes between the slices k and k + 1. */
static size_t make_triangles(const making *m, int thread, int k, uint32_t (*out)[3])
{
    size_t n = 0;
    kkr_cube_row row = { .n_words = (m->n[0] - 1) / 64 + 1, .last = last_cube(m) };
    for (int j = 0; j + 1 < m->n[1]; j++) {
        static const int of[8][3] = { { X, 0, 0 }, { X, 1, 0 }, { X, 0, 1 },
                                      { X, 1, 1 }, { Y, 0, 0 }, { Y, 0, 1 },
                                      { Z, 0, 0 }, { Z, 1, 0 } };
        bool any = false;
        for (int r = 0; r < 8; r++) {
            int d = of[r][0], at_j = j + of[r][1], at_k = k + of[r][2];
            row.edge[r] = edges_of(m, thread, at_k, d) + (size_t)at_j * m->n_words;
            row.first[r] = first_of(m, at_j, at_k, d);
            // numbers go on with the next direction, row and slice
            size_t next = 3 * ((size_t)at_k * m->n[1] + at_j) + d + 1;
            any |=
                next == 3 * (size_t)m->n[1] * m->n[2] || m->first[next] != row.first[r];
        }
        if (!any)
            continue;
        for (int r = 0; r < 4; r++)
            row.above[r] = m->above + row_at(m, j + r % 2, k + r / 2);
        row.valid = m->valid ? m->valid + row_at(m, j, k) : NULL;
        n += m->self->kernel->cubes(m->table, &row, out + n);
    }
    return n;
}

static void make_group(void *user, int i, int thread)
{
    making *m = user;
    group *g = &m->groups[i];
    keep_edges(m, thread, g->begin);
    for (int k = g->begin; k < g->end && !kkr_job_cancelled(m->job); k++) {
        make_vertices(m, thread, k);
        keep_edges(m, thread, k + 1);
        g->n_triangles +=
            make_triangles(m, thread, k, m->mesh->triangle + g->room + g->n_triangles);
    }
    if (g->end == m->n[2] - 1)
        make_vertices(m, thread, g->end);
}

/** Slabs in groups of about equal work; one group for one thread. */
static void divide_slabs(making *m)
{
    int n_slabs = m->n[2] - 1, n_threads = kkr_parallel_threads(m->job);
    size_t total = 0, sum = 0;
    for (int k = 0; k < n_slabs; k++)
        total += m->slice_active[k];
    int n = n_threads > 1 ? GROUPS_PER_THREAD * n_threads : 1;
    n = n < n_slabs ? n : n_slabs;
    m->groups = kkr_alloc(n, sizeof *m->groups);
    m->n_groups = 1;
    group *g = m->groups;
    for (int k = 0; k < n_slabs; k++) {
        bool full = sum > total / n * m->n_groups && m->n_groups < n;
        if (full) {
            // a cube has at most 5 triangles, and the last store may reach beyond
            size_t room = g->room + KKR_CUBE_TRIANGLES * g->n_active + 6;
            g = &m->groups[m->n_groups++];
            *g = (group){ .begin = k, .room = room };
        }
        g->end = k + 1;
        g->n_active += m->slice_active[k];
        sum += m->slice_active[k];
    }
}

static bool check(const kkr_grid *grid, double level, kkr_error *err)
{
    for (int a = 0; a < 3; a++)
        if (grid->n[a] < 1 || grid->n[a] > MAX_SIDE)
            return kkr_fail(err, KKR_ERROR_GEOMETRY,
                            "a surface needs a grid with 1 to %d points a side, not "
                            "%d x %d x %d",
                            MAX_SIDE, grid->n[0], grid->n[1], grid->n[2]);
    if ((size_t)grid->n[0] * grid->n[1] > MAX_SLICE)
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "a surface needs a grid with at most %d points in a plane, not "
                        "%d x %d",
                        MAX_SLICE, grid->n[0], grid->n[1]);
    kkr_mat3 steps = { { grid->step[0], grid->step[1], grid->step[2] } };
    if (!isnormal(kkr_mat3_determinant(&steps)))
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "a surface needs a grid whose axes span a volume");
    if (!(fabs(level) < 1e38))
        return kkr_fail(err, KKR_ERROR_GEOMETRY, "the level of a surface is %g", level);
    return true;
}

static kkr_vertex_source make_source(const kkr_grid *grid, const float *values,
                                     const float *second, double level)
{
    kkr_vertex_source s = { .values = values, .second = second, .level = (float)level };
    kkr_mat3 steps = { { grid->step[0], grid->step[1], grid->step[2] } };
    kkr_mat3 reciprocal = kkr_mat3_reciprocal(&steps);
    for (int a = 0; a < 3; a++) {
        const kkr_vec3 *v = &steps.row[a], *b = &reciprocal.row[a];
        s.n[a] = grid->n[a];
        s.step[a][0] = (float)v->x;
        s.step[a][1] = (float)v->y;
        s.step[a][2] = (float)v->z;
        s.reciprocal[a][0] = (float)b->x;
        s.reciprocal[a][1] = (float)b->y;
        s.reciprocal[a][2] = (float)b->z;
    }
    return s;
}

static bool reserve(making *m, kkr_isosurface *self, kkr_error *err)
{
    size_t n_rows = (size_t)m->n[1] * m->n[2];
    // two words behind the last row: one is read, one is for the compiler's vectors
    size_t bits = (n_rows * m->n_words + 2) * sizeof(uint64_t);
    m->edges_of_thread = 6 * (size_t)m->n[1] * m->n_words + 8;
    size_t edges = m->edges_of_thread * kkr_parallel_threads(m->job);
    if (!kkr_buffer_reserve(&self->above, bits, err) ||
        !kkr_buffer_reserve(&self->known, bits, err) ||
        !kkr_buffer_reserve(&self->first, 3 * n_rows * sizeof(uint32_t), err) ||
        !kkr_buffer_reserve(&self->edges, edges * sizeof(uint64_t), err))
        return false;
    m->above = self->above.data;
    m->known = self->known.data;
    m->first = self->first.data;
    m->edges = self->edges.data;
    memset(m->above + n_rows * m->n_words, 0, 2 * sizeof(uint64_t));
    memset(m->known + n_rows * m->n_words, 0, 2 * sizeof(uint64_t));
    return true;
}

static bool reserve_mesh(making *m, size_t n_vertices, kkr_error *err)
{
    divide_slabs(m);
    const group *last = &m->groups[m->n_groups - 1];
    size_t n_triangles = last->room + KKR_CUBE_TRIANGLES * last->n_active + 6;
    return kkr_mesh_reserve(m->mesh, n_vertices, n_triangles, m->source.second, err);
}

static bool run(making *m, kkr_isosurface *self, kkr_error *err)
{
    const kkr_job *job = m->job;
    size_t n_vertices = 0;
    atomic_store(&m->all_known, true);
    bool go_on = kkr_parallel_for(job, m->n[2], compare_slice, m, NULL);
    if (go_on && !atomic_load(&m->all_known)) {
        if (!kkr_buffer_reserve(&self->valid, self->known.size, err))
            return false;
        m->valid = self->valid.data;
        m->source.has_unknown = true;
        go_on = kkr_parallel_for(job, m->n[2], validate_slice, m, NULL);
    }
    go_on = go_on && kkr_parallel_for(job, m->n[2], count_slice, m, NULL);
    if (go_on) {
        if (!number_vertices(m, &n_vertices, err) || !reserve_mesh(m, n_vertices, err))
            return false;
        go_on = n_vertices == 0 || kkr_parallel_for(job, m->n_groups, make_group, m,
                                                    "finding the surface");
    }
    if (!go_on)
        return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    kkr_mesh *mesh = m->mesh;
    mesh->n_vertices = n_vertices;
    for (int i = 0; i < m->n_groups; i++) {
        const group *g = &m->groups[i];
        if (g->room != mesh->n_triangles)
            memmove(mesh->triangle + mesh->n_triangles, mesh->triangle + g->room,
                    g->n_triangles * sizeof *mesh->triangle);
        mesh->n_triangles += g->n_triangles;
    }
    return true;
}

bool kkr_isosurface_make(kkr_isosurface *isosurface, const kkr_grid *grid,
                         const float *values, const float *second, double level,
                         const kkr_job *job, kkr_mesh *mesh, kkr_error *err)
{
    mesh->origin = grid->origin;
    mesh->n_vertices = mesh->n_triangles = 0;
    if (!check(grid, level, err))
        return false;
    if (grid->n[0] < 2 || grid->n[1] < 2 || grid->n[2] < 2)
        return true; // there is no cube
    kkr_mat3 steps = { { grid->step[0], grid->step[1], grid->step[2] } };
    making m = {
        .self = isosurface,
        .table = &isosurface->table[kkr_mat3_determinant(&steps) < 0],
        .source = make_source(grid, values, second, level),
        .n = { grid->n[0], grid->n[1], grid->n[2] },
        .n_words = (grid->n[0] + 63) / 64,
        .job = job,
        .mesh = mesh,
    };
    m.slice_active = kkr_alloc(m.n[2] - 1, sizeof *m.slice_active);
    bool good = reserve(&m, isosurface, err) && run(&m, isosurface, err);
    free(m.slice_active);
    free(m.groups);
    return good;
}
