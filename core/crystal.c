// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * The lattice, and who is near a point of it.
 *
 * Lattice vectors in input files may be as skewed as they like. Translations are
 * therefore counted in a reduced basis, level by level in its Gram-Schmidt frame
 * (U. Fincke, M. Pohst, Math. Comp. 44 (1985) 463): nothing is missed, and what
 * is visited is about what is found.
 */

#include "core/crystal.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_IMAGES = 10000000 };

kkr_crystal *kkr_crystal_new(const char *path, int n_sites, int n_types)
{
    kkr_crystal *crystal = kkr_alloc(1, sizeof *crystal);
    crystal->path = kkr_strdup(path);
    crystal->periodicity = 3;
    crystal->l_max = crystal->full_potential = -1;
    crystal->n_sites = n_sites;
    crystal->sites = kkr_alloc(n_sites, sizeof *crystal->sites);
    crystal->n_types = n_types;
    crystal->types = kkr_alloc(n_types, sizeof *crystal->types);
    crystal->type_order = kkr_alloc(n_types, sizeof *crystal->type_order);
    for (int i = 0; i < n_types; i++)
        crystal->types[i] = (kkr_atom_type){ .site = i < n_sites ? i : n_sites - 1,
                                             .z = -1,
                                             .concentration = 1,
                                             .shape = i };
    return crystal;
}

bool kkr_crystal_group_types(kkr_crystal *crystal, kkr_error *err)
{
    for (int i = 0; i < crystal->n_sites; i++)
        crystal->sites[i].n_types = 0;
    for (int i = 0; i < crystal->n_types; i++)
        crystal->sites[crystal->types[i].site].n_types++;
    int first = 0;
    for (int i = 0; i < crystal->n_sites; i++) {
        kkr_site *site = &crystal->sites[i];
        if (site->n_types == 0)
            return kkr_fail(err, KKR_ERROR_FORMAT, "%s: no atom type is on site %d",
                            crystal->path, i + 1);
        site->first_type = first;
        first += site->n_types;
        site->n_types = 0; // counts again while the list is filled
    }
    for (int i = 0; i < crystal->n_types; i++) {
        kkr_site *site = &crystal->sites[crystal->types[i].site];
        crystal->type_order[site->first_type + site->n_types++] = i;
    }
    return true;
}

void kkr_crystal_free(kkr_crystal *crystal)
{
    if (!crystal)
        return;
    free(crystal->path);
    free(crystal->sites);
    free(crystal->types);
    free(crystal->type_order);
    free(crystal->left.position);
    free(crystal->left.weight);
    free(crystal->right.position);
    free(crystal->right.weight);
    kkr_notes_free(crystal->n_notes, crystal->notes);
    free(crystal);
}

double kkr_crystal_volume(const kkr_crystal *crystal)
{
    const kkr_mat3 *a = &crystal->lattice;
    if (crystal->periodicity == 2)
        return kkr_vec3_length(kkr_vec3_cross(a->row[0], a->row[1]));
    return fabs(kkr_mat3_determinant(a));
}

const char *kkr_element_symbol(double z)
{
    static const char symbols[][4] = {
        "Vac", "H",  "He", "Li", "Be", "B",  "C",  "N",  "O",  "F",  "Ne", "Na",
        "Mg",  "Al", "Si", "P",  "S",  "Cl", "Ar", "K",  "Ca", "Sc", "Ti", "V",
        "Cr",  "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Ge", "As", "Se", "Br",
        "Kr",  "Rb", "Sr", "Y",  "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag",
        "Cd",  "In", "Sn", "Sb", "Te", "I",  "Xe", "Cs", "Ba", "La", "Ce", "Pr",
        "Nd",  "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu",
        "Hf",  "Ta", "W",  "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi",
        "Po",  "At", "Rn", "Fr", "Ra", "Ac", "Th", "Pa", "U",  "Np", "Pu", "Am",
        "Cm",  "Bk", "Cf", "Es", "Fm", "Md", "No", "Lr", "Rf", "Db", "Sg", "Bh",
        "Hs",  "Mt", "Ds", "Rg", "Cn", "Nh", "Fl", "Mc", "Lv", "Ts", "Og",
    };
    static _Thread_local char fraction[16]; // virtual-crystal charges such as 29.5
    const int n = sizeof symbols / sizeof *symbols;

    if (z > -0.5 && z < n - 0.5 && fabs(z - round(z)) < 1e-6)
        return symbols[(int)round(z)];
    snprintf(fraction, sizeof fraction, "Z%.5g", z);
    return fraction;
}

kkr_image kkr_crystal_image(const kkr_crystal *crystal, int site, const int cell[3])
{
    const kkr_mat3 *a = &crystal->lattice;
    const kkr_layers *left = &crystal->left;
    kkr_image image = { .site = site, .cell = { cell[0], cell[1], cell[2] } };

    if (site < crystal->n_sites) {
        image.position =
            kkr_vec3_mad(crystal->sites[site].position, cell[2], a->row[2]);
        image.weight = crystal->sites[site].weight;
    } else {
        int k = site - crystal->n_sites;
        const kkr_layers *layers = k < left->n_sites ? left : &crystal->right;
        if (layers != left)
            k -= left->n_sites;
        assert(k >= 0 && k < layers->n_sites);
        image.position = kkr_vec3_mad(layers->position[k], cell[2], layers->period);
        image.weight = layers->weight[k];
    }
    image.position = kkr_vec3_mad(image.position, cell[0], a->row[0]);
    image.position = kkr_vec3_mad(image.position, cell[1], a->row[1]);
    return image;
}

/* Rows transform . lattice, shortest first among the first `n`. */
static void combine_rows(const kkr_mat3 *lattice, int transform[3][3], int n,
                         kkr_mat3 *rows)
{
    for (int i = 0; i < n; i++)
        rows->row[i] = kkr_mat3_combine(
            lattice, (kkr_vec3){ transform[i][0], transform[i][1], transform[i][2] });
    for (int pass = 1; pass < n; pass++) {
        for (int i = 0; i + 1 < n; i++) {
            if (kkr_vec3_length(rows->row[i]) <= kkr_vec3_length(rows->row[i + 1]))
                continue;
            kkr_vec3 row = rows->row[i];
            rows->row[i] = rows->row[i + 1];
            rows->row[i + 1] = row;
            for (int j = 0; j < 3; j++) {
                int t = transform[i][j];
                transform[i][j] = transform[i + 1][j];
                transform[i + 1][j] = t;
            }
        }
    }
}

/*
 * Takes whole multiples of shorter rows off longer ones: row n-1 loses its part
 * along all the shorter ones (Babai's nearest plane), 0: nothing to gain, 1: gained,
 * -1: the numbers have grown too large.
 */
static int shorten_row(const kkr_mat3 *rows, int transform[3][3], int i)
{
    kkr_vec3 rest = rows->row[i];
    double before = kkr_vec3_length(rest);
    long multiple[3] = { 0 };

    for (int j = i - 1; j >= 0; j--) {
        kkr_vec3 along = rows->row[j];
        for (int k = 0; k < j; k++) { // j is at most 1, so one step orthogonalises
            kkr_vec3 base = rows->row[k];
            along = kkr_vec3_mad(
                along, -kkr_vec3_dot(along, base) / kkr_vec3_dot(base, base), base);
        }
        double steps = round(kkr_vec3_dot(rest, along) / kkr_vec3_dot(along, along));
        if (!(fabs(steps) < 1e6))
            return -1;
        multiple[j] = (long)steps;
        rest = kkr_vec3_mad(rest, -steps, rows->row[j]);
    }
    if (!(kkr_vec3_length(rest) < before * (1 - 1e-10)))
        return 0;
    for (int m = 0; m < 3; m++) {
        long t = transform[i][m];
        for (int j = 0; j < i; j++)
            t -= multiple[j] * transform[j][m];
        if (labs(t) > 1000000)
            return -1;
        transform[i][m] = (int)t;
    }
    return 1;
}

bool kkr_crystal_reduce(const kkr_crystal *crystal, kkr_mat3 *reduced,
                        int transform[3][3], kkr_error *err)
{
    const int n = crystal->periodicity;
    assert(n == 2 || n == 3);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            transform[i][j] = i == j;

    // Volume against the longest vectors: catches NaN, zero and parallel rows.
    double volume = kkr_crystal_volume(crystal), product = 1;
    for (int i = 0; i < n; i++)
        product *= kkr_vec3_length(crystal->lattice.row[i]);
    if (!(product > 1e-30 && product < 1e30 && volume > 1e-11 * product))
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "the %d lattice vectors are not independent (volume %.3g, "
                        "product of lengths %.3g)",
                        n, volume, product);

    bool changed = true;
    for (int pass = 0; changed; pass++) {
        changed = false;
        combine_rows(&crystal->lattice, transform, n, reduced);
        for (int i = 1; i < n && !changed; i++) {
            int gain = shorten_row(reduced, transform, i);
            if (gain < 0 || pass > 1000)
                return kkr_fail(err, KKR_ERROR_GEOMETRY,
                                "the lattice vectors are too skewed to work with");
            changed = gain > 0;
        }
    }
    if (n == 2)
        reduced->row[2] =
            kkr_vec3_unit(kkr_vec3_cross(reduced->row[0], reduced->row[1]));
    return true;
}

/* A list under construction, and what it collects. */
typedef struct search {
    const kkr_crystal *crystal;
    kkr_vec3 center;
    double radius;
    kkr_mat3 rows, frame; // reduced basis; its Gram-Schmidt vectors
    double length2[3];    // of the frame
    int transform[3][3];
    struct found {
        double distance2;
        kkr_image image;
    } * found;
    size_t n, room;
} search;

/* First and last integer of an interval; false if there is none or too many. */
static bool range_around(double middle, double half, int *first, int *last)
{
    half += 1e-9 * (1 + half + fabs(middle) * 1e-3);
    if (!(half < 1e8 && fabs(middle) < 1e9))
        return false;
    *first = (int)ceil(middle - half);
    *last = (int)floor(middle + half);
    return true;
}

static bool add_image(search *s, int site, const int n[3], int layer)
{
    int cell[3] = { 0, 0, layer };
    for (int j = 0; j < s->crystal->periodicity; j++) {
        long sum = 0;
        for (int i = 0; i < s->crystal->periodicity; i++)
            sum += (long)n[i] * s->transform[i][j];
        if (labs(sum) > INT_MAX)
            return false;
        cell[j] = (int)sum;
    }
    kkr_image image = kkr_crystal_image(s->crystal, site, cell);
    kkr_vec3 d = kkr_vec3_sub(image.position, s->center);
    double distance2 = kkr_vec3_dot(d, d);
    if (!(distance2 <= s->radius * s->radius))
        return true;
    if (s->n == s->room) {
        if (s->n >= MAX_IMAGES)
            return false;
        s->room = 2 * s->room + 64;
        s->found = kkr_realloc(s->found, s->room, sizeof *s->found);
    }
    s->found[s->n++] = (struct found){ distance2, image };
    return true;
}

/* All translations of one site: rest = center - position - what is chosen so far. */
static bool add_translations(search *s, int site, int layer, kkr_vec3 rest)
{
    const kkr_vec3 *row = s->rows.row, *frame = s->frame.row;
    int n[3] = { 0 }, first[3] = { 0 }, last[3] = { 0 };
    double r2 = s->radius * s->radius;

    if (s->crystal->periodicity == 3 &&
        !range_around(kkr_vec3_dot(rest, frame[2]) / s->length2[2],
                      s->radius / sqrt(s->length2[2]), &first[2], &last[2]))
        return false;
    for (n[2] = first[2]; n[2] <= last[2]; n[2]++) {
        kkr_vec3 rest2 =
            s->crystal->periodicity == 3 ? kkr_vec3_mad(rest, -n[2], row[2]) : rest;
        double part = kkr_vec3_dot(rest2, frame[2]);
        double left2 = fmax(0, r2 - part * part / s->length2[2]);
        if (!range_around(kkr_vec3_dot(rest2, frame[1]) / s->length2[1],
                          sqrt(left2 / s->length2[1]), &first[1], &last[1]))
            return false;
        for (n[1] = first[1]; n[1] <= last[1]; n[1]++) {
            kkr_vec3 rest1 = kkr_vec3_mad(rest2, -n[1], row[1]);
            part = kkr_vec3_dot(rest1, frame[1]);
            double left1 = fmax(0, left2 - part * part / s->length2[1]);
            if (!range_around(kkr_vec3_dot(rest1, frame[0]) / s->length2[0],
                              sqrt(left1 / s->length2[0]), &first[0], &last[0]))
                return false;
            for (n[0] = first[0]; n[0] <= last[0]; n[0]++)
                if (!add_image(s, site, n, layer))
                    return false;
        }
    }
    return true;
}

/* The layers of one half-infinite side; their sites count from `first_site`. */
static bool add_layers(search *s, const kkr_layers *layers, int first_site)
{
    double rise = kkr_vec3_dot(layers->period, s->rows.row[2]);

    for (int k = 0; k < layers->n_sites; k++) {
        kkr_vec3 rest = kkr_vec3_sub(s->center, layers->position[k]);
        double height = kkr_vec3_dot(rest, s->rows.row[2]);
        int first = 0, last = layers->n_layers - 1;
        if (fabs(rise) > 1e-9 * s->radius) { // else every layer is equally near
            double near = (height - copysign(s->radius, rise)) / rise;
            double far = (height + copysign(s->radius, rise)) / rise;
            first = (int)fmax(first, fmin(ceil(near - 1e-6), 1e9));
            last = (int)fmin(last, fmax(floor(far + 1e-6), -1));
        }
        if (last - first >= MAX_IMAGES)
            return false;
        for (int n = first; n <= last; n++)
            if (!add_translations(s, first_site + k, n,
                                  kkr_vec3_mad(rest, -n, layers->period)))
                return false;
    }
    return true;
}

static int compare_found(const void *a, const void *b)
{
    const struct found *p = a, *q = b;
    if (p->distance2 != q->distance2)
        return p->distance2 < q->distance2 ? -1 : 1;
    if (p->image.site != q->image.site)
        return p->image.site < q->image.site ? -1 : 1;
    for (int i = 0; i < 3; i++)
        if (p->image.cell[i] != q->image.cell[i])
            return p->image.cell[i] < q->image.cell[i] ? -1 : 1;
    return 0;
}

/* Everything within the radius, unsorted. */
static bool find_all(search *s)
{
    const kkr_crystal *crystal = s->crystal;

    s->frame = s->rows;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < i; j++)
            s->frame.row[i] = kkr_vec3_mad(
                s->frame.row[i],
                -kkr_vec3_dot(s->frame.row[i], s->frame.row[j]) / s->length2[j],
                s->frame.row[j]);
        s->length2[i] = kkr_vec3_dot(s->frame.row[i], s->frame.row[i]);
    }
    // Lines along the shortest vector that the search will look at.
    double lines =
        (double)crystal->n_sites + crystal->left.n_sites + crystal->right.n_sites;
    for (int i = 1; i < crystal->periodicity; i++)
        lines *= 1 + 2 * s->radius / sqrt(s->length2[i]);
    double expected =
        crystal->n_sites * 4.19 * pow(s->radius, 3) / kkr_crystal_volume(crystal);
    if (!(lines < 10.0 * MAX_IMAGES) ||
        (crystal->periodicity == 3 && expected > 2.0 * MAX_IMAGES))
        return false;

    for (int i = 0; i < crystal->n_sites; i++)
        if (!add_translations(s, i, 0,
                              kkr_vec3_sub(s->center, crystal->sites[i].position)))
            return false;
    return crystal->periodicity == 3 ||
           (add_layers(s, &crystal->left, crystal->n_sites) &&
            add_layers(s, &crystal->right, crystal->n_sites + crystal->left.n_sites));
}

bool kkr_crystal_neighbours(const kkr_crystal *crystal, kkr_vec3 center, double radius,
                            kkr_image **images, size_t *n_images, kkr_error *err)
{
    search s = { .crystal = crystal, .center = center, .radius = fmax(radius, 0) };

    *images = NULL;
    *n_images = 0;
    if (!kkr_crystal_reduce(crystal, &s.rows, s.transform, err))
        return false;
    if (!find_all(&s)) {
        free(s.found);
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "more than %d lattice sites within %g bohr", MAX_IMAGES,
                        radius);
    }
    if (s.n)
        qsort(s.found, s.n, sizeof *s.found, compare_found);
    *images = kkr_alloc(s.n, sizeof **images);
    for (size_t i = 0; i < s.n; i++)
        (*images)[i] = s.found[i].image;
    *n_images = s.n;
    free(s.found);
    return true;
}
