// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_environment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const double kkr_angstrom_per_bohr = 0.529177210903;

static const char vacancy[] = "Vac";

static bool is_finite(kkr_vec3 v)
{
    return isfinite(v.x) && isfinite(v.y) && isfinite(v.z);
}

/*
 * Rows without periodicity become unit vectors at right angles to the others, so that
 * lattice coordinates exist whatever is repeated.
 */
static bool complete_lattice(kkr_jl_environment *e, kkr_error *err)
{
    kkr_vec3 *row = e->lattice.row;
    static const kkr_vec3 axes[3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
    for (int i = 0; i < 3; i++) {
        if (e->periodic[i] && !is_finite(row[i]))
            return kkr_fail(err, KKR_ERROR_GEOMETRY, "lattice vector %d is not finite",
                            i + 1);
        if (!e->periodic[i])
            row[i] = (kkr_vec3){ 0, 0, 0 };
    }
    double scale = 1;
    for (int i = 0; i < 3; i++) {
        if (!e->periodic[i]) {
            // the axis farthest from the rows that are there, made normal to them
            kkr_vec3 best = { 0, 0, 0 };
            for (int k = 0; k < 3; k++) {
                kkr_vec3 v = axes[k], p = { 0, 0, 0 }, q = { 0, 0, 0 };
                int n = 0;
                for (int j = 0; j < 3; j++)
                    if (j != i && kkr_vec3_length(row[j]) > 0)
                        *(n++ ? &q : &p) = row[j];
                kkr_vec3 a = kkr_vec3_unit(p);
                kkr_vec3 b = kkr_vec3_unit(kkr_vec3_mad(q, -kkr_vec3_dot(q, a), a));
                v = kkr_vec3_mad(v, -kkr_vec3_dot(v, a), a);
                v = kkr_vec3_mad(v, -kkr_vec3_dot(v, b), b);
                if (kkr_vec3_length(v) > kkr_vec3_length(best) + 1e-12)
                    best = v;
            }
            row[i] = kkr_vec3_unit(best);
        }
        scale *= kkr_vec3_length(row[i]);
    }
    if (!(fabs(kkr_mat3_determinant(&e->lattice)) > 1e-9 * scale))
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "the lattice vectors are not independent");
    return true;
}

kkr_jl_environment *kkr_jl_environment_new(const kkr_jl_atom *atoms, int n_atoms,
                                           const kkr_mat3 *lattice,
                                           const bool periodic[3], double unit,
                                           kkr_error *err)
{
    for (int i = 0; i < n_atoms; i++)
        if (!is_finite(atoms[i].position)) {
            kkr_fail(err, KKR_ERROR_GEOMETRY, "the position of atom %d is not finite",
                     i + 1);
            return NULL;
        }
    KKR_AUTO(kkr_jl_environment) e = kkr_alloc(1, sizeof *e);
    e->unit = unit;
    e->n_atoms = n_atoms;
    e->atoms = kkr_alloc((size_t)n_atoms, sizeof *e->atoms);
    memcpy(e->atoms, atoms, (size_t)n_atoms * sizeof *atoms);
    e->radius = INFINITY;
    for (int i = 0; lattice && i < 3; i++) {
        e->periodic[i] = periodic[i];
        e->lattice.row[i] = lattice->row[i];
    }
    if (!complete_lattice(e, err))
        return NULL;
    return KKR_STEAL(e);
}

void kkr_jl_environment_free(kkr_jl_environment *environment)
{
    if (!environment)
        return;
    free(environment->atoms);
    free(environment);
}

/* An atom of the half-infinite sides is what the slab has further in. */
static int inner_site(const kkr_case *object, kkr_owner owner)
{
    const kkr_crystal *crystal = object->crystal;
    int n = crystal->n_sites, left = crystal->left.n_sites;
    kkr_vec3 x = owner.center;
    int site = owner.site;
    // once per layer at most; far more layers than anybody has
    for (int step = 0; site >= n && step < 1000; step++) {
        const kkr_layers *side = site < n + left ? &crystal->left : &crystal->right;
        kkr_image *images = NULL;
        size_t n_images = 0;
        x = kkr_vec3_sub(x, side->period);
        if (!kkr_crystal_neighbours(crystal, x, 0.5, &images, &n_images, NULL) ||
            n_images == 0) {
            free(images);
            return -1;
        }
        site = images[0].site;
        free(images);
    }
    return site < n ? site : -1;
}

static const char *name_of(const kkr_case *object, kkr_jl_naming naming,
                           kkr_owner owner)
{
    bool in_cluster = object->is_embedding && owner.in_cluster;
    if (naming == KKR_JL_ROLES && in_cluster && owner.site == 0)
        return "imp";
    const kkr_case_site *site = NULL;
    if (in_cluster)
        site = owner.site < object->n_sites ? &object->sites[owner.site] : NULL;
    else {
        int k = inner_site(object, owner);
        site = k >= 0 && object->host_sites ? &object->host_sites[k] : NULL;
    }
    if (!site || !(site->z >= 0))
        return NULL;
    return site->z < 0.5 ? vacancy : naming == KKR_JL_ROLES ? "host" : site->label;
}

kkr_jl_environment *kkr_jl_environment_of_case(const kkr_case *object,
                                               kkr_jl_naming naming, kkr_vec3 center,
                                               double radius, kkr_error *err)
{
    if (!object->tessellation || !object->crystal) {
        kkr_fail(err, KKR_ERROR_MISSING,
                 "%s: the host's structure is not known, so neither are the atoms "
                 "around a point; give it with --structure",
                 object->name);
        return NULL;
    }
    kkr_owner *owners = NULL;
    double *weights = NULL;
    size_t n = 0;
    if (!kkr_tessellation_sites(object->tessellation,
                                kkr_vec3_add(center, object->origin), radius, &owners,
                                &weights, &n, err))
        return NULL;
    free(weights);
    KKR_AUTO(kkr_jl_environment) e = kkr_alloc(1, sizeof *e);
    e->unit = kkr_angstrom_per_bohr;
    e->center = center;
    e->radius = radius;
    e->atoms = kkr_alloc(n, sizeof *e->atoms);
    bool known = complete_lattice(e, err);
    for (size_t i = 0; i < n && known; i++) {
        const char *name = name_of(object, naming, owners[i]);
        if (!name) {
            known = kkr_fail(err, KKR_ERROR_MISSING,
                             "%s: it is not known which atom sits at %.3f %.3f %.3f "
                             "bohr (no potential)",
                             object->name, owners[i].center.x - object->origin.x,
                             owners[i].center.y - object->origin.y,
                             owners[i].center.z - object->origin.z);
            break;
        }
        kkr_jl_atom *atom = &e->atoms[e->n_atoms++];
        atom->position = kkr_vec3_sub(owners[i].center, object->origin);
        memcpy(atom->name, name, strlen(name) + 1);
    }
    free(owners);
    return known ? KKR_STEAL(e) : NULL;
}

kkr_jl_environment *kkr_jl_environment_around(const kkr_case *object,
                                              kkr_jl_naming naming,
                                              const kkr_jl_settings *settings,
                                              const kkr_vec3 *x, size_t n,
                                              kkr_error *err)
{
    kkr_vec3 low = { INFINITY, INFINITY, INFINITY },
             high = { -INFINITY, -INFINITY, -INFINITY };
    for (size_t i = 0; i < n; i++) {
        if (!is_finite(x[i])) {
            kkr_fail(err, KKR_ERROR_GEOMETRY, "point %zu is not finite", i + 1);
            return NULL;
        }
        low =
            (kkr_vec3){ fmin(low.x, x[i].x), fmin(low.y, x[i].y), fmin(low.z, x[i].z) };
        high = (kkr_vec3){ fmax(high.x, x[i].x), fmax(high.y, x[i].y),
                           fmax(high.z, x[i].z) };
    }
    kkr_vec3 center =
        n ? kkr_vec3_scale(kkr_vec3_add(low, high), 0.5) : (kkr_vec3){ 0, 0, 0 };
    double reach = 0;
    for (size_t i = 0; i < n; i++)
        reach = fmax(reach, kkr_vec3_length(kkr_vec3_sub(x[i], center)));
    // a little more, for points a rounding error away
    double radius = (settings->rcut / kkr_angstrom_per_bohr + reach) * (1 + 1e-9);
    return kkr_jl_environment_of_case(object, naming, center, radius, err);
}

bool kkr_jl_settings_add_case(kkr_jl_settings *settings, const kkr_case *object,
                              kkr_jl_naming naming, kkr_error *err)
{
    if (naming == KKR_JL_ROLES)
        return kkr_jl_settings_add_species(settings, "host", err) &&
               (!object->is_embedding ||
                kkr_jl_settings_add_species(settings, "imp", err));
    for (int i = 0; i < object->n_host_sites; i++)
        if (object->host_sites[i].z >= 0.5 &&
            !kkr_jl_settings_add_species(settings, object->host_sites[i].label, err))
            return false;
    for (int i = object->n_sites - 1; i >= 0; i--)
        if (object->sites[i].z >= 0.5 &&
            !kkr_jl_settings_add_species(settings, object->sites[i].label, err))
            return false;
    return true;
}
