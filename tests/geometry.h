// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/crystal.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/**
 * Crystals made by hand for the tests of geometry, and a random number source that
 * gives every run the same ones.
 */

static inline double random_between(double low, double high)
{
    static uint64_t state = 20261122; // xorshift64*
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return low + (high - low) * (double)(state * 2685821657736338717u >> 11) * 0x1p-53;
}

static inline kkr_vec3 random_point(double size)
{
    double x = random_between(-size, size), y = random_between(-size, size);
    return (kkr_vec3){ x, y, random_between(-size, size) };
}

static inline kkr_crystal *make_crystal(kkr_mat3 lattice, int periodicity, int n_sites,
                                        const kkr_vec3 *positions)
{
    kkr_crystal *crystal = kkr_alloc(1, sizeof *crystal);
    crystal->alat = 1;
    crystal->lattice = lattice;
    crystal->periodicity = periodicity;
    crystal->n_sites = n_sites;
    crystal->sites = kkr_alloc((size_t)n_sites, sizeof *crystal->sites);
    for (int i = 0; i < n_sites; i++)
        crystal->sites[i].position = positions[i];
    return crystal;
}

static inline kkr_crystal *make_sc(double a)
{
    kkr_mat3 lattice = { { { a, 0, 0 }, { 0, a, 0 }, { 0, 0, a } } };
    return make_crystal(lattice, 3, 1, (kkr_vec3[]){ { 0 } });
}

static inline kkr_crystal *make_fcc(double a)
{
    double h = a / 2;
    kkr_mat3 lattice = { { { h, h, 0 }, { h, 0, h }, { 0, h, h } } };
    return make_crystal(lattice, 3, 1, (kkr_vec3[]){ { 0 } });
}

static inline kkr_crystal *make_bcc(double a)
{
    double h = a / 2;
    kkr_mat3 lattice = { { { -h, h, h }, { h, -h, h }, { h, h, -h } } };
    return make_crystal(lattice, 3, 1, (kkr_vec3[]){ { 0 } });
}

static inline kkr_crystal *make_hcp(double a)
{
    double h = a * sqrt(3) / 2, c = a * sqrt(8.0 / 3);
    kkr_mat3 lattice = { { { a, 0, 0 }, { -a / 2, h, 0 }, { 0, 0, c } } };
    kkr_vec3 positions[] = { { 0 }, { 0, 2 * h / 3, c / 2 } };
    return make_crystal(lattice, 3, 2, positions);
}

/** Sites at least 1.5 bohr apart in a lattice that is anything but cubic. */
static inline kkr_crystal *make_random(int periodicity, int n_sites)
{
    double size = 4 * cbrt(n_sites);
    kkr_mat3 lattice;
    do {
        for (int i = 0; i < 3; i++)
            lattice.row[i] = random_point(1.5 * size);
    } while (fabs(kkr_mat3_determinant(&lattice)) < size * size * size / 2);

    kkr_crystal *crystal = make_crystal(lattice, periodicity, 0, (kkr_vec3[]){ { 0 } });
    crystal->sites = kkr_realloc(crystal->sites, (size_t)n_sites, sizeof(kkr_site));
    while (crystal->n_sites < n_sites) {
        // outside the cell as often as inside
        kkr_vec3 f = random_point(2), x = kkr_mat3_combine(&lattice, f);
        kkr_image *images;
        size_t n;
        if (!kkr_crystal_neighbours(crystal, x, 1.5, &images, &n, NULL))
            break;
        free(images);
        if (n == 0)
            crystal->sites[crystal->n_sites++] = (kkr_site){ .position = x };
    }
    return crystal;
}

static inline kkr_crystal *make_copy(const kkr_crystal *original)
{
    kkr_crystal *copy = kkr_alloc(1, sizeof *copy);
    *copy = *original;
    copy->sites = kkr_alloc((size_t)copy->n_sites, sizeof *copy->sites);
    memcpy(copy->sites, original->sites, (size_t)copy->n_sites * sizeof *copy->sites);
    return copy;
}

/** Another basis of the same lattice: whole multiples of rows added to rows. */
static inline void shear_basis(kkr_crystal *crystal, int strength)
{
    kkr_vec3 *row = crystal->lattice.row;
    for (int i = 0; i < 3; i++) {
        double m = round(random_between(-strength, strength));
        row[i] = kkr_vec3_mad(row[i], m, row[(i + 1) % 3]);
    }
}

static inline kkr_mat3 random_rotation(void)
{
    kkr_vec3 a = kkr_vec3_unit(random_point(1));
    kkr_vec3 b = kkr_vec3_unit(kkr_vec3_cross(a, random_point(1)));
    return (kkr_mat3){ { a, b, kkr_vec3_cross(a, b) } };
}

static inline void rotate_crystal(kkr_crystal *crystal, kkr_mat3 rotation)
{
    for (int i = 0; i < 3; i++)
        crystal->lattice.row[i] = kkr_mat3_apply(&rotation, crystal->lattice.row[i]);
    for (int i = 0; i < crystal->n_sites; i++)
        crystal->sites[i].position =
            kkr_mat3_apply(&rotation, crystal->sites[i].position);
}

/** A (001) slab of fcc, one site a plane, continued by `n_layers` planes each side. */
static inline kkr_crystal *make_slab(double a, int n_layers)
{
    double h = a / 2;
    kkr_mat3 lattice = { { { h, h, 0 }, { -h, h, 0 } } };
    kkr_vec3 positions[] = { { 0 }, { h, 0, h }, { 0, 0, a }, { h, 0, 3 * h } };
    kkr_crystal *slab = make_crystal(lattice, 2, 4, positions);
    for (int side = 0; side < 2; side++) {
        kkr_layers *layers = side ? &slab->right : &slab->left;
        layers->n_sites = 1;
        layers->n_layers = n_layers;
        layers->position = kkr_alloc(1, sizeof *layers->position);
        layers->weight = kkr_alloc(1, sizeof *layers->weight);
        layers->position[0] = side ? (kkr_vec3){ 0, 0, 4 * h } : (kkr_vec3){ h, 0, -h };
        layers->period = (kkr_vec3){ h, 0, side ? h : -h };
    }
    return slab;
}
