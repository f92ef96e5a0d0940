// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/symmetry.h"

#include "core/radial_mesh.h"

#include <gsl/gsl_integration.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// positions in files are rounded to five digits and more; parts of the distance to
// the nearest face
static const double TOLERANCE = 2e-4;

// -------------------------------------------------------- the operations

static int by_distance(const void *left, const void *right)
{
    const kkr_neighbour *a = left, *b = right;
    double difference = kkr_vec3_length(a->position) - kkr_vec3_length(b->position);
    return (difference > 0) - (difference < 0);
}

typedef struct shells {
    size_t n;
    kkr_neighbour *atoms; // [n] by distance
    double *length;       // [n]
    double tolerance;
} shells;

/* The first atom at least this far from the site. */
static size_t first_at(const shells *s, double length)
{
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->length[middle] < length)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool has_atom(const shells *s, kkr_vec3 x, int kind)
{
    double length = kkr_vec3_length(x);
    for (size_t i = first_at(s, length - s->tolerance);
         i < s->n && s->length[i] <= length + s->tolerance; i++)
        if (s->atoms[i].kind == kind &&
            kkr_vec3_length(kkr_vec3_sub(s->atoms[i].position, x)) <= s->tolerance)
            return true;
    return false;
}

static bool carries_into_itself(const shells *s, const kkr_mat3 *operation)
{
    for (size_t i = 0; i < s->n; i++)
        if (!has_atom(s, kkr_mat3_apply(operation, s->atoms[i].position),
                      s->atoms[i].kind))
            return false;
    return true;
}

/* Three near atoms that span the space. */
static bool choose_basis(const shells *s, size_t basis[static 3])
{
    int found = 0;
    for (size_t i = 0; i < s->n && found < 3; i++) {
        kkr_vec3 x = kkr_vec3_unit(s->atoms[i].position);
        if (s->length[i] <= s->tolerance)
            continue;
        bool fresh = true;
        if (found == 1) {
            kkr_vec3 a = kkr_vec3_unit(s->atoms[basis[0]].position);
            fresh = kkr_vec3_length(kkr_vec3_cross(a, x)) > 0.05;
        } else if (found == 2) {
            kkr_vec3 a = kkr_vec3_unit(s->atoms[basis[0]].position);
            kkr_vec3 b = kkr_vec3_unit(s->atoms[basis[1]].position);
            fresh = fabs(kkr_vec3_dot(kkr_vec3_cross(a, b), x)) > 0.02;
        }
        if (fresh)
            basis[found++] = i;
    }
    return found == 3;
}

/* The nearest orthogonal matrix (Newton: M <- (M + M^-T) / 2); files round. */
static kkr_mat3 orthogonal(kkr_mat3 m)
{
    for (int step = 0; step < 6; step++) {
        kkr_mat3 inverse = kkr_mat3_reciprocal(&m); // its rows: the inverse transposed
        for (int i = 0; i < 3; i++)
            m.row[i] = kkr_vec3_scale(kkr_vec3_add(m.row[i], inverse.row[i]), 0.5);
    }
    return m;
}

/* M with M a_i = b_i. */
static kkr_mat3 mapping(const kkr_vec3 a[static 3], const kkr_vec3 b[static 3])
{
    kkr_mat3 columns = { { a[0], a[1], a[2] } };
    kkr_mat3 dual = kkr_mat3_reciprocal(&columns); // dual_i . a_j = delta_ij
    kkr_mat3 m = { 0 };
    for (int i = 0; i < 3; i++) {
        m.row[0] = kkr_vec3_mad(m.row[0], b[i].x, dual.row[i]);
        m.row[1] = kkr_vec3_mad(m.row[1], b[i].y, dual.row[i]);
        m.row[2] = kkr_vec3_mad(m.row[2], b[i].z, dual.row[i]);
    }
    return m;
}

/* Kinds of operations: -6 -4 -3 m -1 1 2 3 4 6, from determinant and trace. */
static int kind_of(const kkr_mat3 *m)
{
    double trace = m->row[0].x + m->row[1].y + m->row[2].z;
    bool proper = kkr_mat3_determinant(m) > 0;
    switch ((int)lround(proper ? trace : -trace)) {
    case 3:
        return proper ? 5 : 4;
    case -1:
        return proper ? 6 : 3;
    case 0:
        return proper ? 7 : 2;
    case 1:
        return proper ? 8 : 1;
    case 2:
        return proper ? 9 : 0;
    default:
        return -1;
    }
}

/* The 32 crystal classes by how many operations of each kind they have
 * (International Tables for Crystallography A, table 3.2.1.3). */
static const char *class_name(const kkr_symmetry *symmetry)
{
    static const struct {
        const char *name;
        int count[10]; // -6 -4 -3 m -1 1 2 3 4 6
    } classes[] = {
        { "1", { 0, 0, 0, 0, 0, 1, 0, 0, 0, 0 } },
        { "-1", { 0, 0, 0, 0, 1, 1, 0, 0, 0, 0 } },
        { "2", { 0, 0, 0, 0, 0, 1, 1, 0, 0, 0 } },
        { "m", { 0, 0, 0, 1, 0, 1, 0, 0, 0, 0 } },
        { "2/m", { 0, 0, 0, 1, 1, 1, 1, 0, 0, 0 } },
        { "222", { 0, 0, 0, 0, 0, 1, 3, 0, 0, 0 } },
        { "mm2", { 0, 0, 0, 2, 0, 1, 1, 0, 0, 0 } },
        { "mmm", { 0, 0, 0, 3, 1, 1, 3, 0, 0, 0 } },
        { "4", { 0, 0, 0, 0, 0, 1, 1, 0, 2, 0 } },
        { "-4", { 0, 2, 0, 0, 0, 1, 1, 0, 0, 0 } },
        { "4/m", { 0, 2, 0, 1, 1, 1, 1, 0, 2, 0 } },
        { "422", { 0, 0, 0, 0, 0, 1, 5, 0, 2, 0 } },
        { "4mm", { 0, 0, 0, 4, 0, 1, 1, 0, 2, 0 } },
        { "-42m", { 0, 2, 0, 2, 0, 1, 3, 0, 0, 0 } },
        { "4/mmm", { 0, 2, 0, 5, 1, 1, 5, 0, 2, 0 } },
        { "3", { 0, 0, 0, 0, 0, 1, 0, 2, 0, 0 } },
        { "-3", { 0, 0, 2, 0, 1, 1, 0, 2, 0, 0 } },
        { "32", { 0, 0, 0, 0, 0, 1, 3, 2, 0, 0 } },
        { "3m", { 0, 0, 0, 3, 0, 1, 0, 2, 0, 0 } },
        { "-3m", { 0, 0, 2, 3, 1, 1, 3, 2, 0, 0 } },
        { "6", { 0, 0, 0, 0, 0, 1, 1, 2, 0, 2 } },
        { "-6", { 2, 0, 0, 1, 0, 1, 0, 2, 0, 0 } },
        { "6/m", { 2, 0, 2, 1, 1, 1, 1, 2, 0, 2 } },
        { "622", { 0, 0, 0, 0, 0, 1, 7, 2, 0, 2 } },
        { "6mm", { 0, 0, 0, 6, 0, 1, 1, 2, 0, 2 } },
        { "-6m2", { 2, 0, 0, 4, 0, 1, 3, 2, 0, 0 } },
        { "6/mmm", { 2, 0, 2, 7, 1, 1, 7, 2, 0, 2 } },
        { "23", { 0, 0, 0, 0, 0, 1, 3, 8, 0, 0 } },
        { "m-3", { 0, 0, 8, 3, 1, 1, 3, 8, 0, 0 } },
        { "432", { 0, 0, 0, 0, 0, 1, 9, 8, 6, 0 } },
        { "-43m", { 0, 6, 0, 6, 0, 1, 3, 8, 0, 0 } },
        { "m-3m", { 0, 6, 8, 9, 1, 1, 9, 8, 6, 0 } },
    };
    int count[10] = { 0 };
    for (int i = 0; i < symmetry->n_operations; i++) {
        int kind = kind_of(&symmetry->operations[i]);
        if (kind < 0)
            return "?";
        count[kind]++;
    }
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (memcmp(count, classes[i].count, sizeof count) == 0)
            return classes[i].name;
    return "?"; // fivefold axes of a lone cluster
}

/* All candidates: where the three atoms of the basis may go. */
static bool find_operations(const shells *s, const size_t basis[static 3],
                            kkr_symmetry *symmetry, kkr_error *err)
{
    kkr_vec3 a[3], b[3];
    size_t first[3], last[3];
    for (int k = 0; k < 3; k++) {
        double length = s->length[basis[k]];
        a[k] = s->atoms[basis[k]].position;
        first[k] = first_at(s, length - s->tolerance);
        last[k] = first_at(s, length + s->tolerance);
    }
    const double allowed = 4 * s->tolerance * s->length[basis[2]];
    symmetry->n_operations = 0;
    for (size_t i = first[0]; i < last[0]; i++) {
        b[0] = s->atoms[i].position;
        if (s->atoms[i].kind != s->atoms[basis[0]].kind)
            continue;
        for (size_t j = first[1]; j < last[1]; j++) {
            b[1] = s->atoms[j].position;
            if (s->atoms[j].kind != s->atoms[basis[1]].kind ||
                fabs(kkr_vec3_dot(b[0], b[1]) - kkr_vec3_dot(a[0], a[1])) > allowed)
                continue;
            for (size_t k = first[2]; k < last[2]; k++) {
                b[2] = s->atoms[k].position;
                if (s->atoms[k].kind != s->atoms[basis[2]].kind ||
                    fabs(kkr_vec3_dot(b[0], b[2]) - kkr_vec3_dot(a[0], a[2])) >
                        allowed ||
                    fabs(kkr_vec3_dot(b[1], b[2]) - kkr_vec3_dot(a[1], a[2])) > allowed)
                    continue;
                kkr_mat3 m = orthogonal(mapping(a, b));
                if (!carries_into_itself(s, &m))
                    continue;
                if (symmetry->n_operations == KKR_SYMMETRY_MAX)
                    return kkr_fail(err, KKR_ERROR_GEOMETRY,
                                    "more than %d operations carry the atoms around "
                                    "the site into themselves",
                                    KKR_SYMMETRY_MAX);
                symmetry->operations[symmetry->n_operations++] = m;
            }
        }
    }
    return true;
}

bool kkr_symmetry_of_neighbours(const kkr_neighbour *neighbours, size_t n,
                                double tolerance, kkr_symmetry *symmetry,
                                kkr_error *err)
{
    shells s = { .n = n,
                 .atoms = kkr_alloc(n + 1, sizeof *s.atoms),
                 .length = kkr_alloc(n + 1, sizeof *s.length),
                 .tolerance = tolerance };
    for (size_t i = 0; i < n; i++)
        s.atoms[i] = neighbours[i];
    qsort(s.atoms, n, sizeof *s.atoms, by_distance);
    for (size_t i = 0; i < n; i++)
        s.length[i] = kkr_vec3_length(s.atoms[i].position);
    size_t basis[3];
    bool good = choose_basis(&s, basis) ||
                kkr_fail(err, KKR_ERROR_GEOMETRY,
                         "the atoms around the site lie in one plane: its point group "
                         "is not told by them");
    good = good && find_operations(&s, basis, symmetry, err);
    if (good)
        symmetry->name = class_name(symmetry);
    free(s.atoms);
    free(s.length);
    return good;
}

// ------------------------------------------------------------- of a site

/* Up minus down at the muffin-tin radius: its sign tells one magnetic atom from
 * another that is its mirror image. */
static int moment_sign(const kkr_case_site *site)
{
    const kkr_potential_entry *down = site->entry[0], *up = site->entry[1];
    if (!down || !up || down->n_r != up->n_r || down->n_r < 2)
        return 0;
    double difference = up->v0[down->n_r / 2] - down->v0[down->n_r / 2];
    return fabs(difference) < 1e-6 ? 0 : difference > 0 ? 1 : -1;
}

typedef struct kind {
    double z, weight;
    int moment;
    bool in_cluster;
} kind;

/* The number of a kind, new if it was not there. */
static int number_of(kind **kinds, int *n, kind k)
{
    for (int i = 0; i < *n; i++) {
        const kind *other = &(*kinds)[i];
        if (fabs(other->z - k.z) < 1e-6 && fabs(other->weight - k.weight) < 1e-4 &&
            other->moment == k.moment && other->in_cluster == k.in_cluster)
            return i;
    }
    *kinds = kkr_realloc(*kinds, (size_t)*n + 1, sizeof **kinds);
    (*kinds)[*n] = k;
    return (*n)++;
}

static kind kind_of_owner(const kkr_case *object, const kkr_owner *owner, double weight)
{
    kind k = { .z = -1 - owner->site, .weight = weight };
    k.in_cluster = owner->in_cluster;
    const kkr_case_site *site = NULL;
    if (owner->in_cluster && owner->site < object->n_sites)
        site = &object->sites[owner->site];
    else if (!owner->in_cluster && owner->site < object->n_host_sites)
        site = &object->host_sites[owner->site];
    if (site) {
        k.z = site->z;
        k.moment = moment_sign(site);
    }
    return k;
}

/* How far atoms count: all of the cluster, both ends of a slab, or enough of the lattice
 * that what carries this much into itself carries all. */
static double reach(const kkr_case *object, int site)
{
    kkr_vec3 center = object->sites[site].position;
    double radius = object->sites[site].cell ? 3.2 * object->sites[site].cell->r_in : 0;
    if (object->is_embedding) {
        double farthest = 0;
        for (int i = 0; i < object->n_sites; i++)
            farthest =
                fmax(farthest,
                     kkr_vec3_length(kkr_vec3_sub(object->sites[i].position, center)));
        radius += farthest;
    }
    const kkr_crystal *crystal = object->crystal;
    if (crystal && crystal->periodicity == 2 && !object->is_embedding) {
        // deep in its vacuum a slab looks alike on all sides; both ends must be seen
        kkr_vec3 normal = kkr_vec3_unit(
            kkr_vec3_cross(crystal->lattice.row[0], crystal->lattice.row[1]));
        double farthest = 0;
        for (int i = 0; i < object->n_sites; i++) {
            kkr_vec3 away = kkr_vec3_sub(object->sites[i].position, center);
            farthest = fmax(farthest, fabs(kkr_vec3_dot(away, normal)));
        }
        radius += farthest;
    }
    kkr_mat3 reduced;
    int transform[3][3];
    if (object->crystal &&
        kkr_crystal_reduce(object->crystal, &reduced, transform, NULL))
        for (int i = 0; i < object->crystal->periodicity; i++)
            radius = fmax(radius, 1.2 * kkr_vec3_length(reduced.row[i]));
    return radius;
}

bool kkr_symmetry_of_site(const kkr_case *object, int site, kkr_symmetry *symmetry,
                          kkr_error *err)
{
    const kkr_case_site *s = &object->sites[site];
    if (!object->tessellation || !s->cell || !s->cell->closed)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "the surroundings of site %d %s are not known", site + 1,
                        s->label);
    kkr_vec3 center = kkr_vec3_add(s->position, object->origin);
    kkr_owner *owners;
    double *weights;
    size_t n;
    if (!kkr_tessellation_sites(object->tessellation, center, reach(object, site),
                                &owners, &weights, &n, err))
        return false;
    kkr_neighbour *atoms = kkr_alloc(n + 1, sizeof *atoms);
    kind *kinds = NULL;
    int n_kinds = 0;
    for (size_t i = 0; i < n; i++) {
        atoms[i].position = kkr_vec3_sub(owners[i].center, center);
        atoms[i].kind =
            number_of(&kinds, &n_kinds, kind_of_owner(object, &owners[i], weights[i]));
    }
    double tolerance = TOLERANCE * s->cell->r_in;
    bool good = kkr_symmetry_of_neighbours(atoms, n, tolerance, symmetry, err);
    free(atoms);
    free(kinds);
    free(owners);
    free(weights);
    return good;
}

// ----------------------------------------------------------- what it allows

void kkr_symmetry_projector(const kkr_symmetry *symmetry, int l, double *projector)
{
    // Gauss points in cos(theta) times equal steps in phi: exact for Y_l Y_l'
    const int n_theta = l + 1, n_phi = 2 * l + 2, n_m = 2 * l + 1;
    gsl_integration_glfixed_table *gauss = gsl_integration_glfixed_table_alloc(n_theta);
    double y[(KKR_L_MAX + 1) * (KKR_L_MAX + 1)];
    double turned[(KKR_L_MAX + 1) * (KKR_L_MAX + 1)];
    memset(projector, 0, sizeof *projector * (size_t)(n_m * n_m));
    for (int i = 0; i < n_theta; i++) {
        double z, weight;
        gsl_integration_glfixed_point(-1, 1, (size_t)i, &z, &weight, gauss);
        weight *= 2 * M_PI / n_phi / symmetry->n_operations;
        for (int j = 0; j < n_phi; j++) {
            double phi = 2 * M_PI * (j + 0.5) / n_phi, s = sqrt(1 - z * z);
            kkr_vec3 x = { s * cos(phi), s * sin(phi), z };
            kkr_ylm(l, x.x, x.y, x.z, y);
            for (int k = 0; k < symmetry->n_operations; k++) {
                kkr_vec3 t = kkr_mat3_apply(&symmetry->operations[k], x);
                kkr_ylm(l, t.x, t.y, t.z, turned);
                for (int a = 0; a < n_m; a++)
                    for (int b = 0; b < n_m; b++)
                        projector[a * n_m + b] +=
                            weight * y[l * l + a] * turned[l * l + b];
            }
        }
    }
    gsl_integration_glfixed_table_free(gauss);
}

/* sqrt of the integral of f^2 r^2 dr from point `first` on; f is lost. */
static double norm_of(const kkr_radial_mesh *mesh, double *f, int first)
{
    for (int ir = first; ir < mesh->n_r; ir++)
        f[ir] *= f[ir];
    return sqrt(fmax(0, kkr_radial_mesh_integrate_r2(mesh, f, first, mesh->n_r - 1)));
}

/* f += factor V_L; nothing for an L that is not stored. */
static void add_component(const kkr_potential_entry *entry, const double *v,
                          double factor, double *f)
{
    for (int ir = entry->ir_min; v && ir < entry->n_r; ir++)
        f[ir] += factor * v[ir - entry->ir_min];
}

bool kkr_symmetry_audit_entry(const kkr_symmetry *symmetry,
                              const kkr_potential_entry *entry,
                              const kkr_shape_cell *shape, kkr_symmetry_audit *audit,
                              kkr_error *err)
{
    *audit = (kkr_symmetry_audit){ 0 };
    KKR_AUTO(kkr_radial_mesh) mesh = kkr_radial_mesh_new(entry, shape, err);
    if (!mesh)
        return false;
    int l_max = kkr_lm_l(entry->lm_max - 1);
    if (l_max > KKR_L_MAX || mesh->n_r != entry->n_r)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "its shape function does not belong to the potential");
    const int n_lm = kkr_n_lm(l_max), first = entry->ir_min > 0 ? entry->ir_min : 1;
    audit->n_lm = n_lm;
    audit->norm = kkr_alloc((size_t)n_lm, sizeof *audit->norm);
    audit->excess = kkr_alloc((size_t)n_lm, sizeof *audit->excess);
    double *f = kkr_alloc((size_t)mesh->n_r, sizeof *f);
    const double **v = kkr_alloc((size_t)n_lm, sizeof *v);
    for (int j = 0; j < entry->n_lm; j++)
        v[entry->lm_index[j]] = kkr_potential_v_lm(entry, j);
    double projector[(2 * KKR_L_MAX + 1) * (2 * KKR_L_MAX + 1)];
    for (int l = 1; l <= l_max; l++) {
        const int n_m = 2 * l + 1;
        kkr_symmetry_projector(symmetry, l, projector);
        for (int m = 0; m < n_m; m++) {
            const int lm = l * l + m;
            memset(f, 0, sizeof *f * (size_t)mesh->n_r);
            add_component(entry, v[lm], 1, f);
            audit->norm[lm] = norm_of(mesh, f, first);
            memset(f, 0, sizeof *f * (size_t)mesh->n_r);
            add_component(entry, v[lm], 1, f);
            for (int k = 0; k < n_m; k++)
                add_component(entry, v[l * l + k], -projector[m * n_m + k], f);
            audit->excess[lm] = norm_of(mesh, f, first);
            if (audit->excess[lm] > audit->excess[audit->worst_lm])
                audit->worst_lm = lm;
            audit->total += audit->norm[lm] * audit->norm[lm];
            audit->forbidden += audit->excess[lm] * audit->excess[lm];
        }
    }
    audit->total = sqrt(audit->total);
    audit->forbidden = sqrt(audit->forbidden);
    free(v);
    free(f);
    return true;
}

void kkr_symmetry_audit_clear(kkr_symmetry_audit *audit)
{
    free(audit->norm);
    free(audit->excess);
    *audit = (kkr_symmetry_audit){ 0 };
}
