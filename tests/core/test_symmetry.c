// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/symmetry.h"

#include "tests/check.h"

static const double A = 1; // nearest distances of a few bohr, tolerance far below

/* The Rodrigues rotation about an odd axis: nothing may depend on the axes. */
static kkr_vec3 turn(kkr_vec3 x)
{
    kkr_vec3 k = kkr_vec3_unit((kkr_vec3){ 0.3, -0.5, 0.8 });
    double c = cos(0.7), s = sin(0.7);
    kkr_vec3 t = kkr_vec3_scale(x, c);
    t = kkr_vec3_mad(t, s, kkr_vec3_cross(k, x));
    return kkr_vec3_mad(t, kkr_vec3_dot(k, x) * (1 - c), k);
}

static void check_group(const char *label, const kkr_neighbour *atoms, size_t n,
                        const char *name, int order)
{
    kkr_neighbour *turned = kkr_alloc(n, sizeof *turned);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < n; i++) {
            turned[i] = atoms[i];
            if (round)
                turned[i].position = turn(atoms[i].position);
        }
        kkr_symmetry symmetry;
        kkr_error err = { 0 };
        bool good = kkr_symmetry_of_neighbours(turned, n, 1e-6, &symmetry, &err);
        if (!good || symmetry.n_operations != order || strcmp(symmetry.name, name) != 0)
            printf("%s: %s, %d operations; %s\n", label, good ? symmetry.name : "none",
                   good ? symmetry.n_operations : 0, err.message);
        CHECK(good && symmetry.n_operations == order);
        CHECK(good && strcmp(symmetry.name, name) == 0);
    }
    free(turned);
}

/* All sites of a lattice with a basis within a radius. */
static size_t around(kkr_mat3 lattice, const kkr_vec3 *basis, const int *kind,
                     int n_basis, double radius, kkr_neighbour *out)
{
    size_t n = 0;
    for (int i = -4; i <= 4; i++)
        for (int j = -4; j <= 4; j++)
            for (int k = -4; k <= 4; k++)
                for (int b = 0; b < n_basis; b++) {
                    kkr_vec3 f = { i + basis[b].x, j + basis[b].y, k + basis[b].z };
                    kkr_vec3 x = kkr_mat3_combine(&lattice, f);
                    double r = kkr_vec3_length(x);
                    if (r > 1e-9 && r < radius)
                        out[n++] = (kkr_neighbour){ x, kind[b] };
                }
    return n;
}

static void check_lattices(void)
{
    static kkr_neighbour atoms[4000];
    const kkr_vec3 one[1] = { { 0 } };
    const int kinds[2] = { 0, 1 }, same[2] = { 0, 0 };
    kkr_mat3 sc = { { { A, 0, 0 }, { 0, A, 0 }, { 0, 0, A } } };
    kkr_mat3 fcc = { { { 0, A, A }, { A, 0, A }, { A, A, 0 } } };
    kkr_mat3 tetragonal = { { { A, 0, 0 }, { 0, A, 0 }, { 0, 0, 1.3 * A } } };
    kkr_mat3 orthorhombic = { { { A, 0, 0 }, { 0, 1.1 * A, 0 }, { 0, 0, 1.3 * A } } };
    kkr_mat3 triclinic = {
        { { A, 0, 0 }, { 0.3, 1.1 * A, 0 }, { 0.2, 0.4, 1.3 * A } }
    };
    kkr_mat3 hexagonal = {
        { { A, 0, 0 }, { -A / 2, sqrt(0.75) * A, 0 }, { 0, 0, 1.62 * A } }
    };
    // along (111), as rhombohedral Hg: a cube pulled at two corners
    kkr_mat3 rhombohedral = { { { A, 0.3, 0.3 }, { 0.3, A, 0.3 }, { 0.3, 0.3, A } } };
    const kkr_vec3 diamond[2] = { { 0 }, { 0.25, 0.25, 0.25 } };
    const kkr_vec3 hcp[2] = { { 0 }, { 2 / 3.0, 1 / 3.0, 0.5 } };
    const kkr_vec3 polar[2] = { { 0 }, { 0, 0, 0.3 } };
    struct {
        const char *label;
        kkr_mat3 lattice;
        const kkr_vec3 *basis;
        const int *kinds;
        int n_basis;
        const char *name;
        int order;
    } rows[] = {
        { "sc", sc, one, same, 1, "m-3m", 48 },
        { "fcc", fcc, one, same, 1, "m-3m", 48 },
        { "tetragonal", tetragonal, one, same, 1, "4/mmm", 16 },
        { "polar tetragonal", tetragonal, polar, kinds, 2, "4mm", 8 },
        { "orthorhombic", orthorhombic, one, same, 1, "mmm", 8 },
        { "triclinic", triclinic, one, same, 1, "-1", 2 },
        { "rhombohedral", rhombohedral, one, same, 1, "-3m", 12 },
        { "diamond", fcc, diamond, same, 2, "-43m", 24 },
        { "hexagonal", hexagonal, one, same, 1, "6/mmm", 24 },
        { "hcp", hexagonal, hcp, same, 2, "-6m2", 12 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = around(rows[i].lattice, rows[i].basis, rows[i].kinds,
                          rows[i].n_basis, 3.1, atoms);
        check_group(rows[i].label, atoms, n, rows[i].name, rows[i].order);
    }
    // one neighbour exchanged: only what keeps its direction remains
    size_t n = around(fcc, one, same, 1, 3.1, atoms);
    for (size_t i = 0; i < n; i++)
        if (fabs(atoms[i].position.x - A) + fabs(atoms[i].position.y - A) +
                fabs(atoms[i].position.z) <
            1e-9)
            atoms[i].kind = 7;
    check_group("impurity beside", atoms, n, "mm2", 4);
}

static void check_failures_told(void)
{
    kkr_symmetry symmetry;
    kkr_neighbour plane[3] = { { { 1, 0, 0 }, 0 },
                               { { 0, 1, 0 }, 0 },
                               { { 1, 1, 0 }, 0 } };
    CHECK_FAILS(kkr_symmetry_of_neighbours(plane, 3, 1e-6, &symmetry, &err),
                "lie in one plane");
    CHECK_FAILS(kkr_symmetry_of_neighbours(NULL, 0, 1e-6, &symmetry, &err),
                "lie in one plane");
}

/* A projector is symmetric, is its own square, and its trace counts the invariants:
 * 1 for l = 0, 4, 6, 8, 10, 2 for 12 in a cube (von der Lage, Bethe 1947). */
static void check_projector(void)
{
    static const int invariants[13] = { 1, 0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 0, 2 };
    static kkr_neighbour atoms[4000];
    kkr_mat3 fcc = { { { 0, A, A }, { A, 0, A }, { A, A, 0 } } };
    size_t n = around(fcc, (kkr_vec3[1]){ { 0 } }, (int[1]){ 0 }, 1, 3.1, atoms);
    kkr_symmetry symmetry;
    CHECK(kkr_symmetry_of_neighbours(atoms, n, 1e-6, &symmetry, NULL));
    for (int l = 0; l <= 12; l++) {
        double p[25 * 25], trace = 0, worst = 0;
        const int n_m = 2 * l + 1;
        kkr_symmetry_projector(&symmetry, l, p);
        for (int a = 0; a < n_m; a++) {
            trace += p[a * n_m + a];
            for (int b = 0; b < n_m; b++) {
                double square = 0;
                for (int c = 0; c < n_m; c++)
                    square += p[a * n_m + c] * p[c * n_m + b];
                worst = fmax(worst, fabs(square - p[a * n_m + b]));
                worst = fmax(worst, fabs(p[b * n_m + a] - p[a * n_m + b]));
            }
        }
        // l = 9 is odd: forbidden by inversion
        CHECK_NEAR(trace, l % 2 ? 0 : invariants[l], 1e-12);
        CHECK_NEAR(worst, 0, 1e-13);
    }
    // l = 4 of a cube: Y_40 and Y_44 as sqrt(7/12) to sqrt(5/12)
    double p[81];
    kkr_symmetry_projector(&symmetry, 4, p);
    CHECK_NEAR(p[4 * 9 + 4], 7 / 12.0, 1e-13);
    CHECK_NEAR(p[8 * 9 + 8], 5 / 12.0, 1e-13);
    CHECK_NEAR(p[4 * 9 + 8], sqrt(35) / 12, 1e-13);
}

/* The sites of a real embedding: the impurity keeps the host's group, the others
 * lose most of it; their potentials obey. */
static void check_sample(void)
{
    const char *paths[1] = { getenv("KKR_SAMPLE") };
    kkr_error err = { 0 };
    KKR_AUTO(kkr_case)
    object = kkr_case_open(paths, 1, &(kkr_case_options){ 0 }, NULL, &err);
    CHECK_STRING(err.message, "");
    if (!object)
        return;
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        kkr_symmetry symmetry;
        CHECK(kkr_symmetry_of_site(object, i, &symmetry, &err));
        CHECK_STRING(symmetry.name, i == 0 ? "-3m" : "m");
        kkr_symmetry_audit audit;
        CHECK(kkr_symmetry_audit_entry(&symmetry, site->entry[0], site->shape, &audit,
                                       &err));
        CHECK(audit.total > 0.1 && audit.forbidden < 1e-6 * audit.total);
        kkr_symmetry_audit_clear(&audit);
    }
    // inversion forbids l = 1: a component that is said to be one is found
    kkr_potential_entry *entry = (kkr_potential_entry *)object->sites[0].entry[0];
    entry->lm_index[0] = 1;
    kkr_symmetry symmetry;
    kkr_symmetry_audit audit;
    CHECK(kkr_symmetry_of_site(object, 0, &symmetry, &err));
    CHECK(kkr_symmetry_audit_entry(&symmetry, entry, object->sites[0].shape, &audit,
                                   &err));
    CHECK(audit.forbidden > 0.01 * audit.total && audit.worst_lm == 1);
    CHECK_NEAR(audit.excess[1], audit.norm[1], 1e-12);
    kkr_symmetry_audit_clear(&audit);
}

int main(void)
{
    check_lattices();
    check_failures_told();
    check_projector();
    check_sample();
    return check_done();
}
