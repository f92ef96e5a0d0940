// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * Along a row x_i = start + i step the power distance of a site is
 * |start - R|^2 - w + 2 i step . (start - R), plus |i step|^2 which is the same for
 * all sites: one line per site, and the owners are their lower envelope. Sites come
 * sorted by slope, so the envelope is a stack (as in Graham's scan).
 *
 * Wherever two lines come within reach of a tie, the points are decided by the rule
 * itself: the envelope only says where nothing needs to be decided.
 */

#include "core/tessellation.h"

#include "core/tessellation_sites.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A site as rows want it; id is its place in the order of ties. */
typedef struct near_site {
    kkr_vec3 center;
    double weight;
    int id;
} near_site;

/* Rows of one bundle have the same few sites, sorted along `a`. */
typedef struct bundle {
    int start, count;
} bundle;

struct kkr_tessellation_region {
    kkr_vec3 origin, a;
    kkr_vec3 dual[2];  // of b and c: which bundle a point is in
    int n[2];          // bundles along b and c
    bundle *bundles;   // [n[0] n[1]], then one of all sites
    near_site *sites;  // of the bundles
    kkr_owner *owners; // by id
};

enum { MAX_WINDOWS = 24, MAX_LOCAL = 96 };

/* How the box is cut: along `a` only to find who matters, along b and c for good. */
static void choose_bins(const kkr_tessellation *t, const kkr_vec3 axis[3],
                        size_t n_sites, int n[3])
{
    static const double width[3] = { 0.8, 0.35, 0.35 };
    double longest = 0, reach;

    for (int k = 0; k < 3; k++)
        longest = fmax(longest, kkr_vec3_length(axis[k]));
    reach = t->crystal ? sqrt(fmax(0, t->bins.reach2 + t->max_weight))
                       : longest / (1 + cbrt((double)n_sites));
    for (int k = 0; k < 3; k++) {
        double bins = ceil(kkr_vec3_length(axis[k]) / (width[k] * reach));
        n[k] = bins >= 1 ? (int)fmin(48, bins) : 1;
    }
}

/* The part of `v` across two others, scaled so that dual . v = 1; 0 if there is none. */
static kkr_vec3 make_dual(kkr_vec3 v, kkr_vec3 p, kkr_vec3 q)
{
    kkr_vec3 e = kkr_vec3_unit(p);
    kkr_vec3 f = kkr_vec3_unit(kkr_vec3_mad(q, -kkr_vec3_dot(q, e), e));
    kkr_vec3 across = kkr_vec3_mad(v, -kkr_vec3_dot(v, e), e);
    across = kkr_vec3_mad(across, -kkr_vec3_dot(across, f), f);
    double size2 = kkr_vec3_dot(across, v);
    if (!(size2 > 1e-12 * kkr_vec3_dot(v, v)))
        return (kkr_vec3){ 0 };
    return kkr_vec3_scale(across, 1 / size2);
}

typedef struct sortable {
    double along;
    near_site site;
} sortable;

static int compare_along(const void *a, const void *b)
{
    const sortable *p = a, *q = b;
    if (p->along != q->along)
        return p->along < q->along ? -1 : 1;
    return (p->site.id > q->site.id) - (p->site.id < q->site.id);
}

/* Adds the sites of bins first .. first + n - 1, each once. */
static bundle add_bundle(kkr_tessellation_region *region, const kkr_bins *bins,
                         int first, int n, const kkr_tessellation_entry *entries,
                         size_t n_entries, char *seen, size_t *used, size_t *room)
{
    bundle made = { (int)*used, 0 };
    size_t n_found = 0, most = 0;

    for (int k = first; k < first + n; k++)
        most += (size_t)bins->count[k];
    sortable *found = kkr_alloc(most, sizeof *found);
    memset(seen, 0, n_entries);
    for (int k = first; k < first + n; k++)
        for (int m = 0; m < bins->count[k]; m++) {
            int id = bins->list[bins->start[k] + m];
            const kkr_tessellation_entry *entry = &entries[id];
            if (seen[id])
                continue;
            seen[id] = 1;
            found[n_found++] = (sortable){ kkr_vec3_dot(region->a, entry->owner.center),
                                           { entry->owner.center, entry->weight, id } };
        }
    qsort(found, n_found, sizeof *found, compare_along);
    if (*used + n_found > *room) {
        *room = 2 * (*used + n_found);
        region->sites = kkr_realloc(region->sites, *room, sizeof *region->sites);
    }
    for (size_t k = 0; k < n_found; k++)
        region->sites[(*used)++] = found[k].site;
    made.count = (int)n_found;
    free(found);
    return made;
}

static void make_bundles(kkr_tessellation_region *region, const kkr_bins *bins,
                         const kkr_tessellation_entry *entries, size_t n_entries)
{
    const int n_rows = bins->n[1] * bins->n[2];
    char *seen = kkr_alloc(n_entries, 1);
    size_t used = 0, room = 0;

    region->n[0] = bins->n[1];
    region->n[1] = bins->n[2];
    region->bundles = kkr_alloc((size_t)n_rows + 1, sizeof *region->bundles);
    for (int k = 0; k < n_rows; k++)
        region->bundles[k] = add_bundle(region, bins, k * bins->n[0], bins->n[0],
                                        entries, n_entries, seen, &used, &room);
    region->bundles[n_rows] = add_bundle(region, bins, 0, n_rows * bins->n[0], entries,
                                         n_entries, seen, &used, &room);
    free(seen);
}

kkr_tessellation_region *
kkr_tessellation_region_new(const kkr_tessellation *tessellation, kkr_vec3 origin,
                            kkr_vec3 a, kkr_vec3 b, kkr_vec3 c, kkr_error *err)
{
    const kkr_vec3 axis[3] = { a, b, c };
    kkr_vec3 center = origin;
    double radius = 0, outside = 0;

    for (int k = 0; k < 3; k++)
        center = kkr_vec3_mad(center, 0.5, axis[k]);
    for (int i = 0; i < 8; i++) {
        kkr_vec3 corner = origin;
        for (int k = 0; k < 3; k++)
            corner = kkr_vec3_mad(corner, i >> k & 1, axis[k]);
        radius = fmax(radius, kkr_vec3_length(kkr_vec3_sub(corner, center)));
        outside = fmax(outside, kkr_tessellation_outside(tessellation, corner));
    }
    radius = tessellation->crystal
                 ? radius + kkr_tessellation_reach(tessellation, outside)
                 : INFINITY;
    kkr_tessellation_entry *entries;
    size_t n;
    if (!kkr_tessellation_collect(tessellation, center, radius, &entries, &n, err))
        return NULL;
    qsort(entries, n, sizeof *entries, kkr_tessellation_compare);

    kkr_tessellation_region *region = NULL;
    kkr_bin_site *sites = kkr_alloc(n, sizeof *sites);
    for (size_t i = 0; i < n; i++)
        sites[i] = (kkr_bin_site){ entries[i].owner.center, entries[i].weight };
    int n_bins[3];
    kkr_bins bins;
    kkr_vec3 dual[2] = { make_dual(b, a, c), make_dual(c, a, b) };
    choose_bins(tessellation, axis, n, n_bins);
    for (int k = 0; k < 2; k++)
        if (kkr_vec3_dot(dual[k], dual[k]) == 0)
            n_bins[k + 1] = 1;
    if (kkr_bins_init(&bins, origin, axis, n_bins, sites, n, err)) {
        region = kkr_alloc(1, sizeof *region);
        region->origin = origin;
        region->a = a;
        memcpy(region->dual, dual, sizeof dual);
        region->owners = kkr_alloc(n, sizeof *region->owners);
        for (size_t i = 0; i < n; i++)
            region->owners[i] = entries[i].owner;
        make_bundles(region, &bins, entries, n);
        kkr_bins_clear(&bins);
    }
    free(sites);
    free(entries);
    return region;
}

void kkr_tessellation_region_free(kkr_tessellation_region *region)
{
    if (!region)
        return;
    free(region->bundles);
    free(region->sites);
    free(region->owners);
    free(region);
}

/* The bundle that holds both ends of a row, else all sites. */
static bundle find_bundle(const kkr_tessellation_region *region, kkr_vec3 start,
                          kkr_vec3 end)
{
    int index[2];

    start = kkr_vec3_sub(start, region->origin);
    end = kkr_vec3_sub(end, region->origin);
    for (int k = 0; k < 2; k++) {
        // A row on a border is in both bundles: their sites have a margin.
        double from = kkr_vec3_dot(region->dual[k], start) * region->n[k];
        double to = kkr_vec3_dot(region->dual[k], end) * region->n[k];
        double middle = fmin(fmax((from + to) / 2, 0), region->n[k] - 0.5);
        index[k] = (int)middle;
        const double loose = 1e-7, low = index[k] - loose, high = index[k] + 1 + loose;
        if (!(fmin(from, to) >= low && fmax(from, to) <= high))
            return region->bundles[region->n[0] * region->n[1]];
    }
    return region->bundles[index[1] * region->n[0] + index[0]];
}

typedef struct line { // power distance a + b i, less what all lines share
    double a, b;
    double from; // where it takes over from the line below it in the stack
    int id;
} line;

/* One row while its envelope is made. */
typedef struct envelope {
    double last; // n - 1
    line *stack;
    int n_lines;
    int n_windows; // where the rule decides; -1: everywhere
    int windows[MAX_WINDOWS][2];
} envelope;

static void add_window(envelope *e, double low, double high)
{
    low = fmax(0, ceil(low));
    high = fmin(e->last, floor(high));
    if (!(low <= high) || e->n_windows < 0)
        return;
    if (e->n_windows == MAX_WINDOWS) {
        e->n_windows = -1;
        return;
    }
    int k = e->n_windows++;
    for (; k > 0 && e->windows[k - 1][0] > (int)low; k--)
        memcpy(e->windows[k], e->windows[k - 1], sizeof *e->windows);
    e->windows[k][0] = (int)low;
    e->windows[k][1] = (int)high;
}

static void push(envelope *e, line new)
{
    const double reach = 2 * kkr_tessellation_tie,
                 parallel = 0.1 * kkr_tessellation_tie;

    new.from = 0;
    while (e->n_lines > 0) {
        line *top = &e->stack[e->n_lines - 1];
        double fall = top->b - new.b, gap = new.a - top->a;
        if (fall * e->last <= parallel) {
            if (fabs(gap) <= parallel) { // one line: the order of ties decides
                if (new.id < top->id)
                    top->id = new.id;
                return;
            }
            if (fabs(gap) <= reach)
                add_window(e, 0, e->last);
            if (gap > 0)
                return;
            e->n_lines--;
            continue;
        }
        double cross = gap / fall;
        if (cross > e->last) {
            if (gap - fall * e->last <= reach)
                add_window(e, cross - reach / fall, e->last);
            return;
        }
        if (cross > top->from) {
            new.from = cross;
            break;
        }
        // `top` is nowhere lowest; where it nearly is, the rule decides.
        double low = 0;
        if (e->n_lines > 1)
            low = top->from - reach / (e->stack[e->n_lines - 2].b - top->b);
        if (cross + reach / fall >= low)
            add_window(e, low, cross + reach / fall);
        e->n_lines--;
    }
    e->stack[e->n_lines++] = new;
}

/* The rule of ties at one point. */
static int decide(const near_site *sites, int n, kkr_vec3 x)
{
    double smallest = INFINITY;
    int id = -1;

    for (int k = 0; k < n; k++) {
        kkr_vec3 d = kkr_vec3_sub(x, sites[k].center);
        smallest = fmin(smallest, kkr_vec3_dot(d, d) - sites[k].weight);
    }
    for (int k = 0; k < n; k++) {
        kkr_vec3 d = kkr_vec3_sub(x, sites[k].center);
        if (kkr_vec3_dot(d, d) - sites[k].weight <= smallest + kkr_tessellation_tie &&
            (id < 0 || sites[k].id < id))
            id = sites[k].id;
    }
    return id;
}

/* Sites in the order of falling slopes for any direction of the row. */
static void sort_lines(line *lines, int n)
{
    for (int i = 1; i < n; i++) {
        line moved = lines[i];
        int k = i;
        for (; k > 0 && lines[k - 1].b < moved.b; k--)
            lines[k] = lines[k - 1];
        lines[k] = moved;
    }
}

static void make_envelope(envelope *e, const kkr_tessellation_region *region,
                          const near_site *sites, int n_sites, kkr_vec3 start,
                          kkr_vec3 step)
{
    kkr_vec3 twice = kkr_vec3_scale(step, 2);
    kkr_vec3 across = kkr_vec3_cross(step, region->a);
    bool sorted =
        kkr_vec3_dot(across, across) <=
            1e-24 * kkr_vec3_dot(step, step) * kkr_vec3_dot(region->a, region->a) &&
        kkr_vec3_dot(step, region->a) > 0;
    line *lines = e->stack + n_sites; // room for both, and the stack never overtakes

    for (int k = 0; k < n_sites; k++) {
        kkr_vec3 d = kkr_vec3_sub(start, sites[k].center);
        lines[k].a = kkr_vec3_dot(d, d) - sites[k].weight;
        lines[k].b = kkr_vec3_dot(twice, d);
        lines[k].id = sites[k].id;
    }
    if (!sorted)
        sort_lines(lines, n_sites);
    for (int k = 0; k < n_sites; k++)
        push(e, lines[k]);
    for (int k = 1; k < e->n_lines; k++) {
        double width = 2 * kkr_tessellation_tie / (e->stack[k - 1].b - e->stack[k].b);
        double t = e->stack[k].from;
        if (floor(t + width) >= t - width)
            add_window(e, t - width, t + width);
    }
}

static int add_run(kkr_run *runs, int n_runs, int max, int begin, int end,
                   const kkr_owner *owner)
{
    if (n_runs > 0 && runs[n_runs - 1].owner.site == owner->site &&
        runs[n_runs - 1].owner.in_cluster == owner->in_cluster &&
        memcmp(&runs[n_runs - 1].owner.center, &owner->center, sizeof owner->center) ==
            0) {
        runs[n_runs - 1].end = end;
        return n_runs;
    }
    assert(n_runs < max);
    if (n_runs < max)
        runs[n_runs++] = (kkr_run){ begin, end, *owner };
    return n_runs;
}

int kkr_tessellation_row(const kkr_tessellation_region *region, kkr_vec3 start,
                         kkr_vec3 step, int n, kkr_run *runs, int max)
{
    if (n <= 0 || max <= 0)
        return 0;
    bundle chosen = find_bundle(region, start, kkr_vec3_mad(start, n - 1, step));
    const near_site *sites = region->sites + chosen.start;
    if (chosen.count == 0) {
        runs[0] = (kkr_run){ 0, n, { .site = -1 } };
        return 1;
    }

    line local[2 * MAX_LOCAL], *large = NULL;
    if (chosen.count > MAX_LOCAL)
        large = kkr_alloc(2 * (size_t)chosen.count, sizeof *large);
    envelope e = { .last = n - 1, .stack = large ? large : local };
    make_envelope(&e, region, sites, chosen.count, start, step);
    if (e.n_windows < 0) {
        e.n_windows = 1;
        e.windows[0][0] = 0;
        e.windows[0][1] = n - 1;
    }

    int n_runs = 0, segment = 0, window = 0;
    for (int i = 0; i < n;) {
        while (window < e.n_windows && e.windows[window][1] < i)
            window++;
        if (window < e.n_windows && e.windows[window][0] <= i) {
            int id = decide(sites, chosen.count, kkr_vec3_mad(start, i, step));
            n_runs = add_run(runs, n_runs, max, i, i + 1, &region->owners[id]);
            i++;
            continue;
        }
        while (segment + 1 < e.n_lines && e.stack[segment + 1].from < i)
            segment++;
        int end = segment + 1 < e.n_lines ? (int)e.stack[segment + 1].from + 1 : n;
        if (window < e.n_windows && end > e.windows[window][0])
            end = e.windows[window][0];
        n_runs =
            add_run(runs, n_runs, max, i, end, &region->owners[e.stack[segment].id]);
        i = end;
    }
    free(large);
    return n_runs;
}
