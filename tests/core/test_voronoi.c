// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/voronoi.h"
#include "tests/check.h"
#include "tests/geometry.h"
#include "tests/json.h"

/* Euler, orientation, distances, each edge once: what any polyhedron must obey. */
static void check_body(const kkr_voronoi *cell)
{
    CHECK(cell->closed);
    CHECK(cell->n_vertices - cell->n_edges + cell->n_faces == 2);
    double volume = 0, r_out = 0, last = 0;
    kkr_vec3 sum = { 0 };
    for (int i = 0; i < cell->n_faces; i++) {
        const kkr_face *face = &cell->faces[i];
        CHECK(face->distance >= last);
        last = face->distance;
        CHECK_NEAR(kkr_vec3_length(face->normal), 1, 1e-14);
        kkr_vec3 area = { 0 };
        for (int k = 0; k < face->n_vertices; k++) {
            kkr_vec3 a = cell->vertices[face->vertices[k]];
            kkr_vec3 b = cell->vertices[face->vertices[(k + 1) % face->n_vertices]];
            area = kkr_vec3_mad(area, 0.5, kkr_vec3_cross(a, b));
            CHECK_NEAR(kkr_vec3_dot(a, face->normal), face->distance,
                       1e-6 * cell->r_in);
        }
        // counter-clockwise from outside
        CHECK_NEAR(kkr_vec3_dot(area, face->normal), face->area,
                   1e-6 * cell->r_in * cell->r_in);
        volume += face->area * face->distance / 3;
        sum = kkr_vec3_mad(sum, face->area, face->normal);
    }
    for (int i = 0; i < cell->n_vertices; i++)
        r_out = fmax(r_out, kkr_vec3_length(cell->vertices[i]));
    CHECK_NEAR(volume, cell->volume, 1e-12 * volume);
    CHECK_NEAR(kkr_vec3_length(sum), 0, 1e-11 * cell->r_out * cell->r_out);
    CHECK(cell->r_in == cell->faces[0].distance && cell->r_out == r_out);

    int twice = 0;
    for (int i = 0; i < cell->n_faces; i++)
        twice += cell->faces[i].n_vertices;
    CHECK(twice == 2 * cell->n_edges);
    CHECK_NEAR(kkr_voronoi_depth(cell, (kkr_vec3){ 0 }), -cell->r_in, 0);
}

/* The same face from the other side has the same area. */
static void check_mirrors(kkr_voronoi *const *cells, int n, const kkr_crystal *crystal)
{
    for (int i = 0; i < n; i++)
        for (int f = 0; f < cells[i]->n_faces; f++) {
            const kkr_face *face = &cells[i]->faces[f];
            if (face->neighbour.site >= n)
                continue; // a slab layer's own cell is not known
            const kkr_voronoi *other = cells[face->neighbour.site];
            int found = 0;
            for (int g = 0; g < other->n_faces; g++) {
                const kkr_face *mirror = &other->faces[g];
                kkr_vec3 round =
                    kkr_vec3_add(mirror->neighbour.position, face->neighbour.position);
                if (mirror->neighbour.site != i || kkr_vec3_length(round) > 1e-8)
                    continue;
                found++;
                CHECK_NEAR(mirror->area, face->area, 1e-10 * crystal->alat);
                CHECK_NEAR(mirror->distance + face->distance,
                           kkr_vec3_length(face->neighbour.position), 1e-11);
            }
            CHECK(found == 1);
        }
}

/* All cells of a crystal; their sum, off the unit cell, in relative units. */
static double check_crystal(const kkr_crystal *crystal)
{
    kkr_error err = { 0 };
    kkr_voronoi **cells = kkr_alloc((size_t)crystal->n_sites, sizeof(void *));
    double sum = 0;
    bool good = true;
    for (int i = 0; i < crystal->n_sites; i++) {
        cells[i] = kkr_voronoi_of_site(crystal, i, &err);
        if (!cells[i]) {
            printf("%s\n", err.message);
            good = false;
        } else {
            check_body(cells[i]);
            sum += cells[i]->volume;
        }
    }
    if (good)
        check_mirrors(cells, crystal->n_sites, crystal);
    CHECK(good);
    for (int i = 0; i < crystal->n_sites; i++)
        kkr_voronoi_free(cells[i]);
    free(cells);
    return sum / kkr_crystal_volume(crystal) - 1;
}

static void check_known_cells(void)
{
    struct {
        kkr_crystal *crystal;
        int faces, edges, vertices, radii;
        double r_in, r_out;
    } known[] = {
        { make_sc(1), 6, 12, 8, 3, 0.5, sqrt(0.75) },
        { make_fcc(1), 12, 24, 14, 4, sqrt(0.125), 0.5 },
        { make_bcc(1), 14, 36, 24, 4, sqrt(3) / 4, sqrt(5) / 4 },
        { make_hcp(1), 12, 24, 14, 4, 0.5, sqrt(0.5) },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        kkr_error err = { 0 };
        CHECK_NEAR(check_crystal(known[i].crystal), 0, 1e-12);
        KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(known[i].crystal, 0, &err);
        CHECK(cell->n_faces == known[i].faces);
        CHECK(cell->n_edges == known[i].edges);
        CHECK(cell->n_vertices == known[i].vertices);
        CHECK_NEAR(cell->r_in, known[i].r_in, 1e-15);
        CHECK_NEAR(cell->r_out, known[i].r_out, 1e-15);
        double *radii;
        CHECK(kkr_voronoi_critical_radii(cell, &radii) == known[i].radii);
        CHECK_NEAR(radii[0], cell->r_in, 1e-15);
        CHECK_NEAR(radii[known[i].radii - 1], cell->r_out, 1e-15);
        free(radii);
        kkr_crystal_free(known[i].crystal);
    }
}

/* Cells do not know how the lattice is written down, nor which way is up. */
static void check_invariance(void)
{
    for (int trial = 0; trial < 60; trial++) {
        KKR_AUTO(kkr_crystal)
        a = trial % 3 == 0   ? make_fcc(7)
            : trial % 3 == 1 ? make_hcp(5)
                             : make_random(3, 1 + trial % 5);
        CHECK_NEAR(check_crystal(a), 0, 1e-12);
        KKR_AUTO(kkr_crystal) b = make_copy(a);
        shear_basis(b, 1 + trial % 9);
        rotate_crystal(b, random_rotation());
        CHECK_NEAR(check_crystal(b), 0, 1e-12);

        for (int site = 0; site < a->n_sites; site++) {
            kkr_error err = { 0 };
            KKR_AUTO(kkr_voronoi) p = kkr_voronoi_of_site(a, site, &err);
            KKR_AUTO(kkr_voronoi) q = kkr_voronoi_of_site(b, site, &err);
            CHECK(p->n_faces == q->n_faces && p->n_vertices == q->n_vertices);
            CHECK_NEAR(q->volume, p->volume, 1e-11 * p->volume);
            CHECK_NEAR(q->r_in, p->r_in, 1e-11);
            CHECK_NEAR(q->r_out, p->r_out, 1e-10);
            double *rp, *rq;
            int np = kkr_voronoi_critical_radii(p, &rp);
            CHECK(np == kkr_voronoi_critical_radii(q, &rq));
            for (int i = 0; i < np; i++)
                CHECK_NEAR(rp[i], rq[i], 1e-10);
            free(rp);
            free(rq);
        }
    }
}

/* Weights, many sites, and positions that are almost but not quite symmetric. */
static void check_hard_crystals(void)
{
    for (int trial = 0; trial < 40; trial++) {
        KKR_AUTO(kkr_crystal) crystal = make_random(3, 2 + trial % 19);
        for (int i = 0; i < crystal->n_sites; i++)
            crystal->sites[i].weight = random_between(10, 11.1);
        shear_basis(crystal, 3);
        CHECK_NEAR(check_crystal(crystal), 0, 1e-12);
    }
    for (int trial = 0; trial < 60; trial++) {
        // fcc or hcp as a file gives it: rounded to 3 .. 12 digits
        KKR_AUTO(kkr_crystal) crystal = trial & 1 ? make_fcc(1) : make_hcp(1);
        double digit = pow(10, -(3 + trial / 6));
        for (int i = 0; i < 3; i++) {
            kkr_vec3 *row = &crystal->lattice.row[i];
            *row = kkr_vec3_mad(*row, digit, random_point(0.5));
        }
        for (int i = 0; i < crystal->n_sites; i++)
            crystal->sites[i].position =
                kkr_vec3_mad(crystal->sites[i].position, digit, random_point(0.5));
        CHECK_NEAR(check_crystal(crystal), 0, 1e-12);
    }
}

/* Every point is in the cell of its nearest site, and in no other's interior. */
static void check_points(void)
{
    for (int trial = 0; trial < 10; trial++) {
        KKR_AUTO(kkr_crystal) crystal = make_random(3, 1 + trial);
        for (int i = 0; i < crystal->n_sites; i++)
            crystal->sites[i].weight = random_between(0, 1);
        kkr_voronoi **cells = kkr_alloc((size_t)crystal->n_sites, sizeof(void *));
        for (int i = 0; i < crystal->n_sites; i++)
            cells[i] = kkr_voronoi_of_site(crystal, i, NULL);
        for (int k = 0; k < 500; k++) {
            kkr_vec3 x = random_point(20);
            kkr_image *images;
            size_t n;
            int owners = 0;
            kkr_crystal_neighbours(crystal, x, 20, &images, &n, NULL);
            for (size_t i = 0; i < n; i++)
                owners += kkr_voronoi_depth(cells[images[i].site],
                                            kkr_vec3_sub(x, images[i].position)) < 0;
            CHECK(owners == 1);
            free(images);
        }
        for (int i = 0; i < crystal->n_sites; i++)
            kkr_voronoi_free(cells[i]);
        free(cells);
    }
}

static double polygon_area(double (*corners)[2], int n)
{
    double area = 0;
    for (int k = 0; k < n; k++) {
        const double *p = corners[k], *q = corners[(k + 1) % n];
        area += (p[0] * q[1] - q[0] * p[1]) / 2;
    }
    return area;
}

/* Sections stacked along their normal make up the volume. */
static void check_sections(void)
{
    KKR_AUTO(kkr_crystal) fcc = make_fcc(2);
    KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(fcc, 0, NULL);
    kkr_vec3 x = { 1, 0, 0 }, y = { 0, 1, 0 };
    double corners[64][2];

    // (001) through the nucleus: a square of half the cube's face, corners at a/2
    CHECK(kkr_voronoi_section(cell, (kkr_vec3){ 0 }, x, y, corners, 64) == 4);
    CHECK_NEAR(polygon_area(corners, 4), 2, 1e-14);
    CHECK(kkr_voronoi_section(cell, (kkr_vec3){ 0, 0, 1.01 }, x, y, corners, 64) == 0);
    CHECK(kkr_voronoi_section(cell, (kkr_vec3){ 9, 9, 1 }, x, y, corners, 64) == 0);

    for (int trial = 0; trial < 5; trial++) {
        kkr_mat3 r = random_rotation();
        double sum = 0, step = 0.001;
        for (double h = -2; h < 2; h += step) {
            kkr_vec3 o = kkr_vec3_mad(kkr_vec3_scale(r.row[2], h), 3, r.row[0]);
            int n = kkr_voronoi_section(cell, o, r.row[0], r.row[1], corners, 64);
            sum += step * polygon_area(corners, n);
            for (int k = 0; k < n; k++) {
                kkr_vec3 p = kkr_vec3_mad(o, corners[k][0], r.row[0]);
                CHECK_NEAR(
                    kkr_voronoi_depth(cell, kkr_vec3_mad(p, corners[k][1], r.row[1])),
                    0, 1e-12);
            }
        }
        CHECK_NEAR(sum, cell->volume, 1e-5);
    }
}

static void check_open_and_wrong(void)
{
    // a lone site owns the cube, and says that it is not closed
    kkr_error err = { 0 };
    KKR_AUTO(kkr_voronoi) lone = kkr_voronoi_new(0, NULL, 0, 3, &err);
    CHECK(lone && !lone->closed && lone->n_faces == 0);
    CHECK_NEAR(lone->volume, 216, 1e-10);
    kkr_image one = { .position = { 2, 0, 0 } };
    KKR_AUTO(kkr_voronoi) half = kkr_voronoi_new(0, &one, 1, 3, &err);
    CHECK(half && !half->closed && half->n_faces == 1);
    CHECK_NEAR(half->volume, 4 * 36, 1e-10);

    // a slab closes where layers go on, and is open without them
    KKR_AUTO(kkr_crystal) slab = make_slab(5, 3);
    CHECK_NEAR(check_crystal(slab) * kkr_crystal_volume(slab) +
                   kkr_crystal_volume(slab),
               125, 1e-9);
    slab->right.n_sites = 0;
    KKR_AUTO(kkr_voronoi) surface = kkr_voronoi_of_site(slab, 3, &err);
    CHECK(surface && !surface->closed);
    slab->right.n_sites = 1;

    // too heavy a neighbour, and two sites in one place
    KKR_AUTO(kkr_crystal) hcp = make_hcp(5);
    hcp->sites[1].weight = 30;
    CHECK_FAILS(kkr_voronoi_of_site(hcp, 0, &err), "site 1: the site lies outside");
    hcp->sites[1] = hcp->sites[0];
    CHECK_FAILS(kkr_voronoi_of_site(hcp, 0, &err), "outside its own cell");
}

/* The structure that the manifest tells, in alat. */
static kkr_crystal *read_structure(const json *structure)
{
    kkr_mat3 lattice;
    double *row = &lattice.row[0].x;
    for (int i = 0; i < 9; i++)
        row[i] = json_number(json_get(structure, "bravais/%d/%d", i / 3, i % 3));
    const json *positions = json_get(structure, "positions_cart_alat");
    kkr_vec3 at[16];
    int n = json_count(positions);
    for (int i = 0; i < n && i < 16; i++) {
        at[i].x = json_number(json_get(positions, "%d/0", i));
        at[i].y = json_number(json_get(positions, "%d/1", i));
        at[i].z = json_number(json_get(positions, "%d/2", i));
    }
    if (n < 1 || n > 16 || !isfinite(kkr_mat3_determinant(&lattice)))
        return NULL;
    kkr_crystal *crystal = make_crystal(lattice, 3, n, at);
    double alat = json_number(json_get(structure, "alat_bohr"));
    const json *radii = json_get(structure, "weights_mtwau");
    for (int i = 0; i < n && json_count(radii) == n; i++)
        crystal->sites[i].weight = pow(json_number(json_item(radii, i)) / alat, 2);
    return crystal;
}

/* cellinfo.dat of the voronoi program: a x + b y + c z = d, and vertices, alat. */
static void check_cellinfo(const kkr_crystal *crystal, const char *path)
{
    FILE *file = fopen(path, "r");
    char line[256];
    kkr_voronoi *cell = NULL;
    kkr_vec3 shift = { 0 };
    int n_planes = 0, n_cells = 0, n_wrong = 0;

    while (file && fgets(line, sizeof line, file)) {
        int i;
        double a, b, c, d;
        if (strstr(line, "Atom:")) {
            CHECK(!cell || n_planes == cell->n_faces);
            kkr_voronoi_free(cell);
            cell = kkr_voronoi_of_site(crystal, n_cells++, NULL);
            n_planes = 0;
        } else if (sscanf(line, "%d %lf %lf %lf %lf", &i, &a, &b, &c, &d) == 5) {
            kkr_vec3 n = { a, b, c };
            double best = INFINITY, length = kkr_vec3_length(n);
            for (int f = 0; cell && f < cell->n_faces; f++) {
                const kkr_face *face = &cell->faces[f];
                kkr_vec3 dn = kkr_vec3_sub(face->normal, kkr_vec3_scale(n, 1 / length));
                best = fmin(
                    best, fmax(kkr_vec3_length(dn), fabs(face->distance - d / length)));
            }
            n_wrong += !(best < 6e-8);
            n_planes++;
        } else if (sscanf(line, "%d %lf %lf %lf", &i, &a, &b, &c) == 4) {
            kkr_vec3 x = kkr_vec3_add((kkr_vec3){ a, b, c }, shift);
            double best = INFINITY;
            for (int v = 0; cell && v < cell->n_vertices; v++)
                best = fmin(best, kkr_vec3_length(kkr_vec3_sub(cell->vertices[v], x)));
            n_wrong += !(best < 2e-8);
        }
    }
    CHECK(cell && n_planes == cell->n_faces);
    if (n_wrong)
        printf("%s: %d planes or vertices are elsewhere\n", path, n_wrong);
    CHECK(n_wrong == 0);
    kkr_voronoi_free(cell);
    if (file)
        fclose(file);
}

static void check_manifest(const char *shared)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/data/MANIFEST.json", shared);
    json *manifest = json_read(path);
    const json *cases = json_get(manifest, "cases");
    int n_cells = 0;
    for (int i = 0; i < json_count(cases); i++) {
        const json *item = json_item(cases, i);
        const json *volumes = json_get(item, "cell_volumes_alat3");
        const char *name = json_string(json_get(item, "case"));
        if (!json_count(volumes) || strstr(name, "nbshift")) // cells of other centres
            continue;
        KKR_AUTO(kkr_crystal) crystal = read_structure(json_get(item, "structure"));
        CHECK(crystal && crystal->n_sites == json_count(volumes));
        CHECK_NEAR(check_crystal(crystal), 0, 1e-12);
        for (int site = 0; site < crystal->n_sites; site++, n_cells++) {
            KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(crystal, site, NULL);
            CHECK_NEAR(cell->volume, json_number(json_item(volumes, site)), 6e-9);
        }
        snprintf(path, sizeof path, "%s/data/%s/cellinfo.dat", shared, name);
        check_cellinfo(crystal, path);
    }
    CHECK(n_cells >= 30);
    json_free(manifest);
}

/* Cells of the structures that inputcards tell, old style and new, slabs too. */
static void check_inputcards(const char *shared)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/data/MANIFEST.json", shared);
    json *manifest = json_read(path);
    const json *cases = json_get(manifest, "cases");
    int n_bulk = 0, n_slabs = 0;
    for (int i = 0; i < json_count(cases); i++) {
        const json *item = json_item(cases, i);
        const json *volumes = json_get(item, "cell_volumes_alat3");
        const char *name = json_string(json_get(item, "case"));
        snprintf(path, sizeof path, "%s/data/%s/inputcard", shared, name);
        KKR_AUTO(kkr_crystal) crystal = kkr_crystal_read_inputcard(path, NULL);
        if (!crystal || strstr(name, "nbshift")) // cells of other centres
            continue;
        double off = check_crystal(crystal), alat3 = pow(crystal->alat, 3);
        n_slabs += crystal->periodicity == 2;
        if (crystal->periodicity == 3) {
            CHECK_NEAR(off, 0, 1e-12);
            n_bulk++;
        }
        for (int site = 0; site < json_count(volumes); site++) {
            KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(crystal, site, NULL);
            CHECK_NEAR(cell->volume / alat3, json_number(json_item(volumes, site)),
                       6e-9);
        }
    }
    CHECK(n_bulk >= 40 && n_slabs >= 1);
    json_free(manifest);
}

static void check_golden_cell(const kkr_crystal *crystal, int site, const json *golden,
                              double alat)
{
    KKR_AUTO(kkr_voronoi) cell = kkr_voronoi_of_site(crystal, site, NULL);
    CHECK_NEAR(cell->r_in, json_number(json_get(golden, "r_in")), 2e-14 * alat);
    CHECK_NEAR(cell->r_out, json_number(json_get(golden, "r_out")), 2e-14 * alat);
    const json *faces = json_get(golden, "faces");
    CHECK(!faces || cell->n_faces == (int)json_number(faces));
    const json *volume = json_get(golden, "volume");
    if (!volume)
        volume = json_get(golden, "cell_volume_exact_polyhedron");
    CHECK_NEAR(cell->volume, json_number(volume), 1e-13 * pow(alat, 3));
    const json *expected = json_get(golden, "critical_radii");
    double *radii;
    int n = kkr_voronoi_critical_radii(cell, &radii);
    CHECK(n == json_count(expected));
    for (int i = 0; i < n; i++)
        CHECK_NEAR(radii[i], json_number(json_item(expected, i)), 1e-12 * alat);
    free(radii);
}

static void check_golden(const char *shared)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/golden/kkr.json", shared);
    json *golden = json_read(path);
    KKR_AUTO(kkr_crystal) sc = make_sc(1);
    KKR_AUTO(kkr_crystal) fcc = make_fcc(1);
    KKR_AUTO(kkr_crystal) bcc = make_bcc(1);
    check_golden_cell(sc, 0, json_get(golden, "theta/sc"), 1);
    check_golden_cell(fcc, 0, json_get(golden, "theta/fcc"), 1);
    check_golden_cell(bcc, 0, json_get(golden, "theta/bcc"), 1);

    // the weighted triclinic cells, in alat; radii 0.48 and 0.40
    kkr_mat3 lattice = { { { 1, 0, 0 }, { 0, 1.1, 0 }, { 0, 0.2, 1.05 } } };
    KKR_AUTO(kkr_crystal)
    triclinic = make_crystal(lattice, 3, 2, (kkr_vec3[]){ { 0 }, { 0.48, 0.6, 0.5 } });
    triclinic->sites[0].weight = 0.48 * 0.48;
    triclinic->sites[1].weight = 0.40 * 0.40;
    CHECK_NEAR(check_crystal(triclinic), 0, 1e-12);
    check_golden_cell(triclinic, 0, json_get(golden, "theta/triclinic_site1"), 1);
    check_golden_cell(triclinic, 1, json_get(golden, "theta/triclinic_site2"), 1);
    snprintf(path, sizeof path, "%s/golden/files/triclinic_weights/cellinfo.dat",
             shared);
    check_cellinfo(triclinic, path);

    KKR_AUTO(kkr_crystal) copper = make_fcc(6.83);
    check_golden_cell(copper, 0, json_get(golden, "cases/cu_fcc/sites/0"), 6.83);
    json_free(golden);
}

int main(void)
{
    check_known_cells();
    check_invariance();
    check_hard_crystals();
    check_points();
    check_sections();
    check_open_and_wrong();
    kkr_voronoi_free(NULL);
    const char *shared = check_shared();
    if (shared) {
        check_manifest(shared);
        check_inputcards(shared);
        check_golden(shared);
    }
    return check_done();
}
