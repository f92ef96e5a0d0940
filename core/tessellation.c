// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * A point is carried into the reduced unit cell, where a grid of bins knows the few
 * lattice sites that may own it. Where a cluster replaces lattice sites, the answer
 * stands unless a replaced site would have won over everything that is left: then
 * sites hidden behind it come to light, and all sites around are looked at.
 */

#include "core/tessellation.h"

#include "core/tessellation_sites.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

const double kkr_tessellation_tie = 1e-9;

static bool is_less(int site_a, const int a[3], int site_b, const int b[3])
{
    if (site_a != site_b)
        return site_a < site_b;
    for (int i = 0; i < 2; i++)
        if (a[i] != b[i])
            return a[i] < b[i];
    return a[2] < b[2];
}

static int compare_images(const void *a, const void *b)
{
    const kkr_image *p = a, *q = b;
    return is_less(q->site, q->cell, p->site, p->cell) -
           is_less(p->site, p->cell, q->site, q->cell);
}

static bool is_replaced(const kkr_tessellation *t, int site, const int cell[3])
{
    kkr_image key = { .site = site, .cell = { cell[0], cell[1], cell[2] } };
    return t->n_replaced && bsearch(&key, t->replaced, (size_t)t->n_replaced,
                                    sizeof *t->replaced, compare_images);
}

static int compare_distance(const void *a, const void *b)
{
    const kkr_tessellation_entry *p = a, *q = b;
    if (p->distance2 != q->distance2)
        return p->distance2 < q->distance2 ? -1 : 1;
    return kkr_tessellation_compare(a, b);
}

int kkr_tessellation_compare(const void *a, const void *b)
{
    const kkr_tessellation_entry *p = a, *q = b;
    if (p->owner.in_cluster != q->owner.in_cluster)
        return p->owner.in_cluster ? -1 : 1;
    return is_less(q->owner.site, q->cell, p->owner.site, p->cell) -
           is_less(p->owner.site, p->cell, q->owner.site, q->cell);
}

bool kkr_tessellation_collect(const kkr_tessellation *t, kkr_vec3 center, double radius,
                              kkr_tessellation_entry **entries, size_t *n,
                              kkr_error *err)
{
    kkr_image *images = NULL;
    size_t n_images = 0;

    if (t->crystal &&
        !kkr_crystal_neighbours(t->crystal, center, radius, &images, &n_images, err))
        return false;
    *n = 0;
    *entries = kkr_alloc_large(n_images + (size_t)t->n_cluster, sizeof **entries, err);
    for (size_t i = 0; i < n_images && *entries; i++) {
        const kkr_image *image = &images[i];
        if (is_replaced(t, image->site, image->cell))
            continue;
        kkr_vec3 d = kkr_vec3_sub(image->position, center);
        (*entries)[(*n)++] = (kkr_tessellation_entry){
            { image->site, false, image->position },
            image->weight,
            { image->cell[0], image->cell[1], image->cell[2] },
            kkr_vec3_dot(d, d),
        };
    }
    free(images);
    for (int i = 0; i < t->n_cluster && *entries; i++) {
        kkr_vec3 d = kkr_vec3_sub(t->cluster[i].owner.center, center);
        double distance2 = kkr_vec3_dot(d, d);
        if (!(distance2 <= radius * radius))
            continue;
        (*entries)[*n] = t->cluster[i];
        (*entries)[(*n)++].distance2 = distance2;
    }
    return *entries != NULL;
}

bool kkr_tessellation_sites(const kkr_tessellation *tessellation, kkr_vec3 center,
                            double radius, kkr_owner **owners, double **weights,
                            size_t *n, kkr_error *err)
{
    kkr_tessellation_entry *entries;
    *owners = NULL;
    *weights = NULL;
    *n = 0;
    if (!kkr_tessellation_collect(tessellation, center, radius, &entries, n, err))
        return false;
    qsort(entries, *n, sizeof *entries, compare_distance);
    *owners = kkr_alloc(*n, sizeof **owners);
    *weights = kkr_alloc(*n, sizeof **weights);
    for (size_t i = 0; i < *n; i++) {
        (*owners)[i] = entries[i].owner;
        (*weights)[i] = entries[i].weight;
    }
    free(entries);
    return true;
}

static int compare_doubles(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

/* Heights between which a slab and its layers lie; the widest gap between them. */
static double find_heights(kkr_tessellation *t)
{
    const kkr_crystal *crystal = t->crystal;
    const kkr_vec3 up = t->rows.row[2];
    int room = crystal->n_sites + crystal->left.n_sites + crystal->right.n_sites, n = 0;
    double *z = kkr_alloc((size_t)room, sizeof *z), gap = 0;

    for (int i = 0; i < crystal->n_sites; i++)
        z[n++] = kkr_vec3_dot(crystal->sites[i].position, up);
    for (int side = 0; side < 2; side++) {
        const kkr_layers *layers = side ? &crystal->right : &crystal->left;
        if (layers->n_layers > 1)
            gap = fmax(gap, fabs(kkr_vec3_dot(layers->period, up)));
        for (int k = 0; k < layers->n_sites && layers->n_layers > 0; k++)
            z[n++] = kkr_vec3_dot(layers->position[k], up);
    }
    qsort(z, (size_t)n, sizeof *z, compare_doubles);
    for (int i = 1; i < n; i++)
        gap = fmax(gap, z[i] - z[i - 1]);
    t->low = z[0] - 1;
    t->high = z[n - 1] + 1;
    for (int side = 0; side < 2; side++) {
        const kkr_layers *layers = side ? &crystal->right : &crystal->left;
        double rise = kkr_vec3_dot(layers->period, up) * fmax(0, layers->n_layers - 1);
        for (int k = 0; k < layers->n_sites; k++) {
            double end = kkr_vec3_dot(layers->position[k], up) + rise;
            t->low = fmin(t->low, end - 1);
            t->high = fmax(t->high, end + 1);
        }
    }
    free(z);
    return gap + 1;
}

/* Half the diagonal of the Gram-Schmidt box: every point is this near to an image of
 * every site (Babai's rounding), along the periodic directions. */
static double covering_radius(const kkr_mat3 *rows, int n)
{
    double sum = 0;
    kkr_vec3 frame[3];
    for (int i = 0; i < n; i++) {
        frame[i] = rows->row[i];
        for (int j = 0; j < i; j++)
            frame[i] = kkr_vec3_mad(frame[i],
                                    -kkr_vec3_dot(frame[i], frame[j]) /
                                        kkr_vec3_dot(frame[j], frame[j]),
                                    frame[j]);
        sum += kkr_vec3_dot(frame[i], frame[i]);
    }
    return sqrt(sum) / 2;
}

static bool is_usable(kkr_vec3 position, double weight)
{
    return kkr_vec3_length(position) < 1e9 && fabs(weight) < 1e9; // false for NaN
}

static void note_weight(kkr_tessellation *t, double weight, double *smallest)
{
    t->max_weight = fmax(t->max_weight, weight);
    *smallest = fmin(*smallest, weight);
}

/* Bins over the reduced unit cell, of the lattice without its cluster. */
static bool bin_lattice(kkr_tessellation *t, kkr_error *err)
{
    enum { MAX_BINS = 60000, MAX_ALONG = 128 };
    const kkr_crystal *crystal = t->crystal;
    double min_weight = INFINITY, gap = 0;

    if (!kkr_crystal_reduce(crystal, &t->rows, t->transform, err))
        return false;
    t->dual = kkr_mat3_reciprocal(&t->rows);
    for (int i = 0; i < crystal->n_sites; i++) {
        if (!is_usable(crystal->sites[i].position, crystal->sites[i].weight))
            return kkr_fail(err, KKR_ERROR_GEOMETRY,
                            "site %d has no usable position or weight", i + 1);
        note_weight(t, crystal->sites[i].weight, &min_weight);
    }
    for (int i = 0; i < crystal->left.n_sites; i++)
        note_weight(t, crystal->left.weight[i], &min_weight);
    for (int i = 0; i < crystal->right.n_sites; i++)
        note_weight(t, crystal->right.weight[i], &min_weight);

    kkr_vec3 axis[3] = { t->rows.row[0], t->rows.row[1], t->rows.row[2] };
    double reach = covering_radius(&t->rows, crystal->periodicity);
    double volume = kkr_crystal_volume(crystal), n_sites = crystal->n_sites;
    if (crystal->periodicity == 2) {
        gap = find_heights(t);
        t->origin = kkr_vec3_scale(t->rows.row[2], t->low);
        axis[2] = kkr_vec3_scale(axis[2], t->high - t->low);
        reach = sqrt(reach * reach + gap * gap + t->max_weight - min_weight);
        volume *= t->high - t->low;
        n_sites += (double)crystal->left.n_sites * crystal->left.n_layers +
                   (double)crystal->right.n_sites * crystal->right.n_layers;
    }

    kkr_vec3 center = t->origin;
    double half = 0, width = cbrt(volume / fmin(MAX_BINS, 16 * n_sites));
    int n[3];
    for (int k = 0; k < 3; k++) {
        double length = kkr_vec3_length(axis[k]);
        center = kkr_vec3_mad(center, 0.5, axis[k]);
        half += length / 2;
        n[k] = (int)fmax(1, fmin(MAX_ALONG, round(length / width)));
    }
    size_t n_images;
    reach = sqrt(reach * reach + 2 * kkr_bins_margin);
    if (!kkr_crystal_neighbours(crystal, center, half + reach, &t->images, &n_images,
                                err))
        return false;
    kkr_bin_site *sites = kkr_alloc(n_images, sizeof *sites);
    for (size_t i = 0; i < n_images; i++)
        sites[i] = (kkr_bin_site){ t->images[i].position, t->images[i].weight };
    bool good = kkr_bins_init(&t->bins, t->origin, axis, n, sites, n_images, err);
    free(sites);
    t->reach2 = t->bins.reach2;
    return good;
}

/* Finds the lattice sites that the cluster replaces, and how far that is felt. */
static bool place_cluster(kkr_tessellation *t, const kkr_tessellation_site *cluster,
                          int n, double tolerance, kkr_error *err)
{
    for (int i = 0; i < n; i++) {
        kkr_image *images = NULL;
        size_t n_images = 0;
        if (!is_usable(cluster[i].position, cluster[i].weight))
            return kkr_fail(err, KKR_ERROR_GEOMETRY,
                            "cluster site %d has no usable position or weight", i + 1);
        if (t->crystal && !kkr_crystal_neighbours(t->crystal, cluster[i].position,
                                                  tolerance, &images, &n_images, err))
            return false;
        t->replaced = kkr_realloc(t->replaced, (size_t)t->n_replaced + n_images + 1,
                                  sizeof *t->replaced);
        for (size_t k = 0; k < n_images; k++)
            t->replaced[t->n_replaced++] = images[k];
        free(images);
        t->zone_center = kkr_vec3_mad(t->zone_center, 1.0 / n, cluster[i].position);
        if (cluster[i].is_removed)
            continue;
        t->max_weight = fmax(t->max_weight, cluster[i].weight);
        t->cluster[t->n_cluster++] = (kkr_tessellation_entry){
            { i, true, cluster[i].position }, cluster[i].weight, { 0 }, 0
        };
    }
    if (t->n_replaced)
        qsort(t->replaced, (size_t)t->n_replaced, sizeof *t->replaced, compare_images);
    return true;
}

/* What is left around a hole must own it: how far may its new owners be? */
static bool widen_reach(kkr_tessellation *t, kkr_error *err)
{
    double widest = t->reach2;

    for (int i = 0; i < t->n_replaced; i++) {
        const kkr_image *hole = &t->replaced[i];
        double size = sqrt(fmax(0, t->bins.reach2 + hole->weight)), best = INFINITY;
        for (double radius = size + 1; best == INFINITY; radius *= 2) {
            kkr_tessellation_entry *entries;
            size_t n;
            if (!kkr_tessellation_collect(t, hole->position, radius, &entries, &n, err))
                return false;
            for (size_t k = 0; k < n; k++)
                best = fmin(best, pow(size + sqrt(entries[k].distance2), 2) -
                                      entries[k].weight);
            free(entries);
        }
        widest = fmax(widest, best);
    }
    t->reach2 = widest;
    double zone = 0;
    for (int i = 0; i < t->n_replaced; i++)
        zone = fmax(zone, kkr_vec3_length(
                              kkr_vec3_sub(t->replaced[i].position, t->zone_center)));
    for (int i = 0; i < t->n_cluster; i++)
        zone = fmax(zone, kkr_vec3_length(kkr_vec3_sub(t->cluster[i].owner.center,
                                                       t->zone_center)));
    if (t->n_replaced + t->n_cluster > 0)
        t->zone_radius =
            zone + sqrt(fmax(0, t->reach2 + t->max_weight)) * (1 + 1e-6) + 1e-6;
    return true;
}

kkr_tessellation *kkr_tessellation_new(const kkr_crystal *crystal,
                                       const kkr_tessellation_site *cluster, int n,
                                       double tolerance, kkr_error *err)
{
    KKR_AUTO(kkr_tessellation) t = kkr_alloc(1, sizeof *t);
    assert(n >= 0 && (n == 0 || cluster));

    t->crystal = crystal;
    t->max_weight = -INFINITY;
    t->zone_radius = -1;
    t->cluster = kkr_alloc((size_t)n, sizeof *t->cluster);
    if (crystal && crystal->n_sites < 1) {
        kkr_fail(err, KKR_ERROR_GEOMETRY, "the crystal has no sites");
        return NULL;
    }
    if (crystal && !bin_lattice(t, err))
        return NULL;
    if (!place_cluster(t, cluster, n, tolerance, err))
        return NULL;
    if (crystal && !widen_reach(t, err))
        return NULL;
    return KKR_STEAL(t);
}

void kkr_tessellation_free(kkr_tessellation *tessellation)
{
    if (!tessellation)
        return;
    kkr_bins_clear(&tessellation->bins);
    free(tessellation->images);
    free(tessellation->replaced);
    free(tessellation->cluster);
    free(tessellation);
}

double kkr_tessellation_reach(const kkr_tessellation *t, double outside)
{
    // Seen from outside, an owner of the nearest point inside bounds the distance:
    // (d + D)^2 - w with d^2 - w <= reach2.
    double power = t->reach2 + outside * outside +
                   2 * outside * sqrt(fmax(0, t->reach2 + t->max_weight));
    return sqrt(fmax(0, power + t->max_weight)) * (1 + 1e-9) + 1e-6;
}

double kkr_tessellation_outside(const kkr_tessellation *t, kkr_vec3 x)
{
    if (!t->crystal || t->crystal->periodicity == 3)
        return 0;
    double z = kkr_vec3_dot(x, t->rows.row[2]);
    return fmax(0, fmax(t->low - z, z - t->high));
}

static double power_distance(kkr_vec3 x, kkr_vec3 center, double weight)
{
    kkr_vec3 d = kkr_vec3_sub(x, center);
    return kkr_vec3_dot(d, d) - weight;
}

/* The rule itself, over a list. */
static kkr_owner choose(const kkr_tessellation_entry *entries, size_t n, kkr_vec3 x)
{
    const kkr_tessellation_entry *best = NULL;
    double smallest = INFINITY;

    for (size_t i = 0; i < n; i++)
        smallest = fmin(smallest,
                        power_distance(x, entries[i].owner.center, entries[i].weight));
    for (size_t i = 0; i < n; i++)
        if (power_distance(x, entries[i].owner.center, entries[i].weight) <=
                smallest + kkr_tessellation_tie &&
            (!best || kkr_tessellation_compare(&entries[i], best) < 0))
            best = &entries[i];
    return best ? best->owner : (kkr_owner){ .site = -1 };
}

/* Looks at every site that may be the owner. */
static kkr_owner search_owner(const kkr_tessellation *t, kkr_vec3 x)
{
    enum { FAR = 10000 }; // bohr; farther out in the vacuum nothing changes
    kkr_tessellation_entry *entries;
    size_t n;
    double outside = kkr_tessellation_outside(t, x);

    if (outside > FAR) {
        double z = kkr_vec3_dot(x, t->rows.row[2]);
        x = kkr_vec3_mad(x, z < t->low ? outside - FAR : FAR - outside, t->rows.row[2]);
        outside = FAR;
    }
    if (!kkr_tessellation_collect(t, x, kkr_tessellation_reach(t, outside), &entries,
                                  &n, NULL))
        return (kkr_owner){ .site = -1 };
    kkr_owner owner = choose(entries, n, x);
    free(entries);
    return owner;
}

/* The bin of a point, and the cell (of the given lattice) it was carried from. */
static bool find_bin(const kkr_tessellation *t, kkr_vec3 *x, int shift[3], int *bin)
{
    const kkr_vec3 f = kkr_mat3_apply(&t->dual, *x);
    const double fraction[3] = { f.x, f.y, f.z };
    const int *n = t->bins.n;
    int index[3];

    shift[0] = shift[1] = shift[2] = 0;
    for (int k = 0; k < 3; k++) {
        double part = fraction[k];
        if (k < t->crystal->periodicity) {
            double whole = floor(part);
            if (!(fabs(whole) < 1e5)) // also NaN
                return false;
            *x = kkr_vec3_mad(*x, -whole, t->rows.row[k]);
            part -= whole;
            for (int j = 0; j < 3; j++)
                shift[j] += (int)whole * t->transform[k][j];
        } else {
            part = (part - t->low) / (t->high - t->low);
            if (!(part >= 0 && part <= 1))
                return false;
        }
        index[k] = (int)(part * n[k]);
        if (index[k] > n[k] - 1)
            index[k] = n[k] - 1;
    }
    *bin = (index[2] * n[1] + index[1]) * n[0] + index[0];
    return true;
}

/* The lattice's owner, if the cluster is too far to matter. */
static kkr_owner owner_in_lattice(const kkr_tessellation *t, kkr_vec3 x, int bin,
                                  const int shift[3])
{
    const int *list = t->bins.list + t->bins.start[bin], n = t->bins.count[bin];
    double smallest = INFINITY, second = INFINITY;
    const kkr_image *best = NULL;

    for (int k = 0; k < n; k++) {
        const kkr_image *image = &t->images[list[k]];
        double power = power_distance(x, image->position, image->weight);
        if (power < smallest) {
            second = smallest;
            smallest = power;
            best = image;
        } else if (power < second) {
            second = power;
        }
    }
    for (int k = 0; k < n && second <= smallest + kkr_tessellation_tie; k++) {
        const kkr_image *image = &t->images[list[k]];
        if (power_distance(x, image->position, image->weight) <=
                smallest + kkr_tessellation_tie &&
            is_less(image->site, image->cell, best->site, best->cell))
            best = image;
    }
    int cell[3] = { best->cell[0] + shift[0], best->cell[1] + shift[1],
                    best->cell[2] + shift[2] };
    return (kkr_owner){ best->site, false,
                        kkr_crystal_image(t->crystal, best->site, cell).position };
}

/* Among cluster and bin; false if a site hidden by a replaced one may own x. */
static bool owner_in_zone(const kkr_tessellation *t, kkr_vec3 x, kkr_vec3 reduced,
                          int bin, const int shift[3], kkr_owner *owner)
{
    enum { MAX_LOCAL = 64 };
    const int *list = t->bins.list + t->bins.start[bin], n = t->bins.count[bin];
    kkr_tessellation_entry entries[MAX_LOCAL];
    double in_cluster = INFINITY, left = INFINITY, hidden = INFINITY;
    size_t n_entries = 0;

    if (n > MAX_LOCAL / 2)
        return false;
    for (int k = 0; k < n; k++) {
        const kkr_image *image = &t->images[list[k]];
        int cell[3] = { image->cell[0] + shift[0], image->cell[1] + shift[1],
                        image->cell[2] + shift[2] };
        double power = power_distance(reduced, image->position, image->weight);
        if (is_replaced(t, image->site, cell)) {
            hidden = fmin(hidden, power);
            continue;
        }
        left = fmin(left, power);
        kkr_image here = kkr_crystal_image(t->crystal, image->site, cell);
        entries[n_entries++] =
            (kkr_tessellation_entry){ { image->site, false, here.position },
                                      image->weight,
                                      { cell[0], cell[1], cell[2] },
                                      0 };
    }
    for (int i = 0; i < t->n_cluster; i++)
        in_cluster = fmin(in_cluster, power_distance(x, t->cluster[i].owner.center,
                                                     t->cluster[i].weight));
    // What the bin left out is beaten by kkr_bins_margin, perhaps by a replaced site.
    if (fmin(in_cluster, left) > hidden + 0.9 * kkr_bins_margin)
        return false;
    for (int i = 0; i < t->n_cluster; i++) {
        const kkr_tessellation_entry *site = &t->cluster[i];
        if (power_distance(x, site->owner.center, site->weight) <=
            fmin(in_cluster, left) + 2 * kkr_tessellation_tie) {
            if (n_entries == MAX_LOCAL)
                return false;
            entries[n_entries++] = *site;
        }
    }
    *owner = choose(entries, n_entries, x);
    return true;
}

kkr_owner kkr_tessellation_owner(const kkr_tessellation *tessellation, kkr_vec3 x)
{
    const kkr_tessellation *t = tessellation;
    if (!t->crystal)
        return choose(t->cluster, (size_t)t->n_cluster, x);
    kkr_vec3 reduced = x, d = kkr_vec3_sub(x, t->zone_center);
    kkr_owner owner;
    int shift[3], bin;
    if (!find_bin(t, &reduced, shift, &bin))
        return search_owner(t, x);
    if (t->zone_radius < 0 || kkr_vec3_dot(d, d) > t->zone_radius * t->zone_radius)
        return owner_in_lattice(t, reduced, bin, shift);
    if (owner_in_zone(t, x, reduced, bin, shift, &owner))
        return owner;
    return search_owner(t, x);
}
