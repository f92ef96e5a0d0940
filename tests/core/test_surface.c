// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/surface.h"

#include "tests/check.h"
#include "tests/surface_laws.h"

/** The sample: silver and six neighbours in mercury; and its host alone. */
typedef struct opened {
    kkr_case *object;
    kkr_sampler *sampler;
} opened;

static opened open_case(bool host, kkr_sampler_params params)
{
    static char name[3][4096];
    const char *const files[3] = { "inputcard", "potential", "shapefun" };
    const char *paths[3], *folder = check_data("../../assets/sample");
    for (int i = 0; i < 3; i++) {
        snprintf(name[i], sizeof name[i], "%.4000s/%s", folder, files[i]);
        paths[i] = name[i];
    }
    kkr_error err = { 0 };
    opened o = { kkr_case_open(host ? paths : &folder, host ? 3 : 1, NULL, NULL,
                               &err) };
    if (o.object)
        o.sampler = kkr_sampler_new(o.object, params, NULL, &err);
    CHECK_STRING(err.message, "");
    return o;
}

static void close_case(opened o)
{
    kkr_sampler_free(o.sampler);
    kkr_case_free(o.object);
}

static kkr_surface *sample(opened o, kkr_surface_params params)
{
    kkr_error err = { 0 };
    kkr_surface *surface = kkr_surface_new(o.object, o.sampler, &params, NULL, &err);
    CHECK_STRING(err.message, "");
    return surface;
}

static kkr_surface_params with(kkr_field_quantity quantity, int n)
{
    kkr_surface_params params = kkr_surface_defaults;
    params.quantity = quantity;
    params.n = n;
    return params;
}

static void make(const kkr_surface *surface, double level, bool exact, kkr_mesh *mesh)
{
    kkr_error err = { 0 };
    kkr_surface_quality quality = { .worst = 1 };
    CHECK(kkr_surface_make(surface, level, exact, NULL, mesh, &quality, &err));
    CHECK_STRING(err.message, "");
    CHECK(mesh->n_triangles > 0);
    CHECK(quality.worst < 1e-8);
    CHECK(quality.n_lost <= mesh->n_vertices / 30); // where V is almost constant
    CHECK(quality.n_on_jumps <= mesh->n_vertices / 30);
    CHECK(surface_unused_vertices(mesh) == 0);
    CHECK(surface_crowded_edges(mesh) == 0);
    CHECK(surface_turned(mesh) <= mesh->n_triangles / 100);
}

static double area(opened o, kkr_surface_params params, double level)
{
    KKR_AUTO(kkr_surface) surface = sample(o, params);
    kkr_mesh mesh = { 0 };
    make(surface, level, true, &mesh);
    double result = kkr_mesh_area(&mesh);
    kkr_mesh_clear(&mesh);
    return result;
}

static kkr_vec3 vertex(const kkr_mesh *mesh, size_t i)
{
    const float *p = mesh->position[i];
    return kkr_vec3_add(mesh->origin, (kkr_vec3){ p[0], p[1], p[2] });
}

/** Of the nearest cell: how far inside it x lies (negative) or outside. */
static double depth(const kkr_case *object, kkr_vec3 x)
{
    double best = INFINITY;
    for (int i = 0; i < object->n_sites; i++)
        best =
            fmin(best, kkr_voronoi_depth(object->sites[i].cell,
                                         kkr_vec3_sub(x, object->sites[i].position)));
    return best;
}

/** Closed inside the cells: vertices on the exact V, with its gradient and dV. */
static void test_vertices_are_exact(opened o)
{
    kkr_surface_params params = with(KKR_FIELD_V, 64);
    params.has_colour = true;
    params.colour = KKR_FIELD_DV;
    KKR_AUTO(kkr_surface) surface = sample(o, params);
    kkr_mesh mesh = { 0 };
    make(surface, -0.5, true, &mesh);
    CHECK(surface_open_edges(&mesh) == 0);
    CHECK(kkr_mesh_volume(&mesh) > 0); // V rises outwards
    for (size_t i = 0; i < mesh.n_vertices; i++) {
        kkr_vec3 x = vertex(&mesh, i);
        kkr_sample exact = kkr_sampler_point(o.sampler, x);
        CHECK_NEAR(exact.v, -0.5, 2e-6); // positions are floats
        CHECK_NEAR(exact.dv, mesh.value[i], 2e-6 * (1 + fabs(exact.dv)));
        const float *n = mesh.normal[i];
        double up = kkr_sampler_point(o.sampler,
                                      (kkr_vec3){ x.x + 1e-3 * n[0], x.y + 1e-3 * n[1],
                                                  x.z + 1e-3 * n[2] })
                        .v;
        CHECK(up > -0.5);
    }
    kkr_mesh_clear(&mesh);
}

/** Cut by faces: it ends exactly there, nowhere else, and no wall runs along one. */
static void test_ends_on_faces(opened o)
{
    KKR_AUTO(kkr_surface) surface = sample(o, with(KKR_FIELD_V, 64));
    kkr_mesh mesh = { 0 };
    for (int exact = 0; exact < 2; exact++) {
        make(surface, 0.1, exact, &mesh);
        size_t n_open, n_crowded, n_on_faces = 0, n_walls = 0;
        surface_count_edges(&mesh, &n_open, &n_crowded);
        bool *on_face = kkr_alloc(mesh.n_vertices, sizeof *on_face);
        for (size_t i = 0; i < mesh.n_vertices; i++) {
            double d = depth(o.object, vertex(&mesh, i));
            CHECK(d < 2e-6);
            on_face[i] = d > -2e-6;
            n_on_faces += on_face[i];
        }
        CHECK(n_open > 500 && n_on_faces > 500);
        CHECK(fabs((double)n_on_faces / (double)n_open - 1) < 0.01);
        double mean = kkr_mesh_area(&mesh) / (double)mesh.n_triangles;
        for (size_t t = 0; t < mesh.n_triangles; t++) {
            const uint32_t *c = mesh.triangle[t];
            kkr_vec3 a = vertex(&mesh, c[0]);
            kkr_vec3 normal = kkr_vec3_cross(kkr_vec3_sub(vertex(&mesh, c[1]), a),
                                             kkr_vec3_sub(vertex(&mesh, c[2]), a));
            kkr_vec3 middle = kkr_vec3_scale(
                kkr_vec3_add(a, kkr_vec3_add(vertex(&mesh, c[1]), vertex(&mesh, c[2]))),
                1.0 / 3);
            n_walls += on_face[c[0]] && on_face[c[1]] && on_face[c[2]] &&
                       kkr_vec3_length(normal) > mean &&
                       depth(o.object, middle) > -1e-4;
        }
        CHECK(n_walls == 0);
        free(on_face);
    }
    kkr_mesh_clear(&mesh);
}

static void test_area_converges(opened o)
{
    const double levels[2] = { -0.5, 0.1 }; // closed, and cut by faces
    for (int i = 0, n = 33; i < 2; i++, n = 65) {
        double a = area(o, with(KKR_FIELD_V, n), levels[i]);
        double b = area(o, with(KKR_FIELD_V, 2 * n - 1), levels[i]);
        double c = area(o, with(KKR_FIELD_V, 4 * n - 3), levels[i]);
        CHECK_NEAR((b - a) / (c - b), 4, 1);
        CHECK_NEAR(b / c, 1, 5e-3);
    }
}

/** |V - V0| has the sheets of both signs, its normals point to larger values. */
static void test_absolute_value(opened o)
{
    KKR_AUTO(kkr_surface) absolute = sample(o, with(KKR_FIELD_ABS_DV, 64));
    KKR_AUTO(kkr_surface) plain = sample(o, with(KKR_FIELD_DV, 64));
    kkr_mesh mesh = { 0 };
    double low, high, sum = 0;
    kkr_surface_range(plain, &low, &high);
    CHECK(low < -0.0015 && high > 1000);
    for (int sign = -1; sign <= 1; sign += 2) {
        make(plain, 0.0015 * sign, true, &mesh);
        sum += kkr_mesh_area(&mesh);
    }
    make(absolute, 0.0015, true, &mesh);
    CHECK_NEAR(kkr_mesh_area(&mesh), sum, 1e-4 * sum);
    size_t n_wrong = 0;
    for (size_t i = 0; i < mesh.n_vertices; i++) {
        kkr_vec3 x = vertex(&mesh, i);
        const float *n = mesh.normal[i];
        kkr_vec3 up = { x.x + 1e-4 * n[0], x.y + 1e-4 * n[1], x.z + 1e-4 * n[2] };
        kkr_sample at = kkr_sampler_point(o.sampler, up);
        n_wrong += depth(o.object, x) < -1e-3 && !(fabs(at.dv) > 0.0015);
    }
    CHECK(n_wrong < mesh.n_vertices / 200);
    CHECK_FAILS(kkr_surface_make(absolute, -1, true, NULL, &mesh, NULL, &err),
                "above 0");
    kkr_mesh_clear(&mesh);
}

/** Both sides of a plane together are the whole; both end on it. */
static void test_planes(opened o)
{
    kkr_surface_params params = with(KKR_FIELD_V, 64);
    double whole = area(o, params, -0.5), sum = 0;
    params.n_planes = 1;
    for (int sign = -1; sign <= 1; sign += 2) {
        kkr_vec3 normal = { sign * 2.0, sign * 1.0, sign * 0.5 };
        params.planes[0] = (kkr_surface_plane){ normal, sign * 0.7 };
        KKR_AUTO(kkr_surface) surface = sample(o, params);
        kkr_mesh mesh = { 0 };
        make(surface, -0.5, true, &mesh);
        sum += kkr_mesh_area(&mesh);
        size_t n_open, n_crowded, n_on = 0;
        surface_count_edges(&mesh, &n_open, &n_crowded);
        for (size_t i = 0; i < mesh.n_vertices; i++) {
            double d = kkr_vec3_dot(normal, vertex(&mesh, i)) - sign * 0.7;
            CHECK(d < 5e-6);
            n_on += d > -5e-6;
        }
        CHECK(n_on == n_open && n_open > 100); // rings
        kkr_mesh_clear(&mesh);
    }
    CHECK_NEAR(sum, whole, 2e-4 * whole);
}

/** Of chosen cells only; a part of the space that others do not share. */
static void test_chosen_cells(opened o)
{
    kkr_surface_params params = with(KKR_FIELD_V, 64);
    params.spacing = 0.2;
    double whole = area(o, params, 0.1), sum = 0;
    for (int i = 0; i < o.object->n_sites; i++) {
        params.sites = (const int[]){ i, i };
        params.n_sites = 2;
        sum += area(o, params, 0.1);
    }
    CHECK_NEAR(sum, whole, 1e-7 * whole); // positions are floats
}

/** Beyond the muffin-tin sphere nothing is shown: the surface ends on it. */
static void test_muffin_tin(void)
{
    kkr_sampler_params params = kkr_sampler_defaults;
    params.mode = KKR_MODE_MT;
    opened o = open_case(false, params);
    KKR_AUTO(kkr_surface) surface = sample(o, with(KKR_FIELD_DV, 96));
    kkr_mesh mesh = { 0 };
    make(surface, 0.003, true, &mesh);
    size_t n_on = 0, n_open, n_crowded;
    surface_count_edges(&mesh, &n_open, &n_crowded);
    for (size_t i = 0; i < mesh.n_vertices; i++) {
        double least = INFINITY;
        for (int k = 0; k < o.object->n_sites; k++) {
            const kkr_case_site *site = &o.object->sites[k];
            kkr_vec3 x = kkr_vec3_sub(vertex(&mesh, i), site->position);
            least = fmin(least, kkr_vec3_length(x) - site->r_mt);
        }
        CHECK(least < 1e-5);
        n_on += least > -1e-5;
    }
    CHECK(n_open > 100 && n_on > n_open - n_open / 100);
    kkr_mesh_clear(&mesh);
    close_case(o);
}

/**
 * Of a crystal: the cells of the sites and the unit cell hold the same area, eight
 * times as much in eight cells, and edges are open on faces and sides only.
 */
static void test_crystal(void)
{
    opened o = open_case(true, kkr_sampler_defaults);
    const kkr_case *object = o.object;
    CHECK(!object->is_embedding && object->crystal);
    kkr_surface_params params = with(KKR_FIELD_V, 0);
    params.spacing = 0.15;
    double cell = area(o, params, 0.1);
    params.extent = KKR_SURFACE_UNIT_CELL;
    CHECK_NEAR(area(o, params, 0.1), cell, 1e-3 * cell);
    for (int a = 0; a < 3; a++)
        params.repeat[a] = 2;
    CHECK_NEAR(area(o, params, 0.1), 8 * cell, 8e-3 * cell);
    KKR_AUTO(kkr_surface) surface = sample(o, params);
    kkr_mesh mesh = { 0 };
    make(surface, 0.1, true, &mesh);
    kkr_mat3 reciprocal = kkr_mat3_reciprocal(&object->crystal->lattice);
    size_t n_open, n_crowded, n_border = 0;
    surface_count_edges(&mesh, &n_open, &n_crowded);
    for (size_t i = 0; i < mesh.n_vertices; i++) {
        kkr_vec3 x = vertex(&mesh, i);
        kkr_vec3 f = kkr_mat3_apply(&reciprocal, kkr_vec3_add(x, object->origin));
        const double c[3] = { f.x, f.y, f.z };
        bool on_side = false;
        for (int a = 0; a < 3; a++) {
            CHECK(c[a] > -1e-6 && c[a] < 2 + 1e-6);
            on_side |= c[a] < 1e-6 || c[a] > 2 - 1e-6;
        }
        // on a face two sites are equally near (the weights are equal here)
        kkr_owner owner = kkr_tessellation_owner(object->tessellation,
                                                 kkr_vec3_add(x, object->origin));
        kkr_vec3 r = kkr_vec3_sub(kkr_vec3_add(x, object->origin), owner.center);
        n_border +=
            on_side || kkr_voronoi_depth(object->sites[owner.site].cell, r) > -3e-6;
    }
    CHECK(n_open > 1000);
    CHECK(fabs((double)n_border / (double)n_open - 1) < 0.01);
    kkr_mesh_clear(&mesh);
    params.extent = KKR_SURFACE_CELLS;
    CHECK_NEAR(area(o, params, 0.1), 8 * cell, 1e-6 * cell);
    close_case(o);
}

/** A spherical V around equal sites is continuous at their faces: so is its surface. */
static void test_continuous_across_faces(void)
{
    kkr_sampler_params params = kkr_sampler_defaults;
    params.l_max = 0;
    opened o = open_case(true, params);
    kkr_surface_params cells = with(KKR_FIELD_V, 48);
    cells.repeat[0] = cells.repeat[1] = cells.repeat[2] = 2;
    KKR_AUTO(kkr_surface) surface = sample(o, cells);
    kkr_mesh mesh = { 0 };
    make(surface, -0.1, true, &mesh);
    size_t n = 0;
    for (size_t i = 0; i < mesh.n_vertices; i++) {
        kkr_vec3 x = vertex(&mesh, i);
        kkr_owner owner = kkr_tessellation_owner(o.object->tessellation,
                                                 kkr_vec3_add(x, o.object->origin));
        kkr_vec3 r = kkr_vec3_sub(kkr_vec3_add(x, o.object->origin), owner.center);
        const kkr_voronoi *cell = o.object->sites[owner.site].cell;
        for (int f = 0; f < cell->n_faces; f++)
            if (fabs(kkr_vec3_dot(cell->faces[f].normal, r) - cell->faces[f].distance) <
                2e-6) {
                kkr_vec3 beyond = kkr_vec3_mad(x, 1e-5, cell->faces[f].normal);
                CHECK_NEAR(kkr_sampler_point(o.sampler, beyond).v, -0.1, 2e-5);
                n++;
            }
    }
    CHECK(n > 1000);
    kkr_mesh_clear(&mesh);
    close_case(o);
}

static void test_threads(opened o)
{
    kkr_surface_params params = with(KKR_FIELD_V, 48);
    kkr_mesh mesh[2] = { 0 };
    for (int i = 0; i < 2; i++) {
        const kkr_job job = { .threads = i ? 3 : 1 };
        KKR_AUTO(kkr_surface)
        surface = kkr_surface_new(o.object, o.sampler, &params, &job, NULL);
        CHECK(surface &&
              kkr_surface_make(surface, 0.1, true, &job, &mesh[i], NULL, NULL));
    }
    CHECK(mesh[0].n_vertices == mesh[1].n_vertices);
    CHECK(mesh[0].n_triangles == mesh[1].n_triangles);
    CHECK(!memcmp(mesh[0].position, mesh[1].position,
                  mesh[0].n_vertices * sizeof *mesh[0].position));
    CHECK(!memcmp(mesh[0].triangle, mesh[1].triangle,
                  mesh[0].n_triangles * sizeof *mesh[0].triangle));
    kkr_mesh_clear(&mesh[0]);
    kkr_mesh_clear(&mesh[1]);
}

static void test_refusals(opened o)
{
    kkr_surface_params bad = with(KKR_FIELD_V, 32);
    KKR_AUTO(kkr_surface) surface = sample(o, bad);
    kkr_mesh mesh = { 0 };
    CHECK_FAILS(kkr_surface_make(surface, 9, true, NULL, &mesh, NULL, &err),
                "V is nowhere 9 Ry: in the cells shown it lies between");
    CHECK_FAILS(kkr_surface_make(surface, NAN, true, NULL, &mesh, NULL, &err),
                "nowhere nan");
    atomic_bool cancel = true;
    const kkr_job job = { .cancel = &cancel };
    CHECK_FAILS(kkr_surface_make(surface, 0.1, true, &job, &mesh, NULL, &err),
                "cancelled");
    CHECK_FAILS(kkr_surface_new(o.object, o.sampler, &bad, &job, &err), "cancelled");
#define REFUSED(change, sentence)                                              \
    do {                                                                       \
        kkr_surface_params params = bad;                                       \
        change;                                                                \
        CHECK_FAILS(kkr_surface_new(o.object, o.sampler, &params, NULL, &err), \
                    sentence);                                                 \
    } while (0)
    REFUSED(params.repeat[1] = 2, "no cell to be repeated");
    REFUSED(params.repeat[0] = 0, "1 to 16 times, not 0");
    REFUSED(params.extent = KKR_SURFACE_UNIT_CELL, "no unit cell");
    REFUSED(params.n = 1, "2 to 512 points");
    REFUSED(params.spacing = 1e-3, "points across the cell");
    REFUSED(params.n_planes = 1, "plane 1 has no direction");
    REFUSED((params.sites = (const int[]){ 7 }, params.n_sites = 1),
            "site 8 does not exist: there are 7");
    kkr_mesh_clear(&mesh);

    opened host = open_case(true, kkr_sampler_defaults);
    bad.quantity = KKR_FIELD_DV; // a crystal has no V0
    CHECK_FAILS(kkr_surface_new(host.object, host.sampler, &bad, NULL, &err),
                "dV is not known in any of the cells");
    close_case(host);
}

int main(void)
{
    opened o = open_case(false, kkr_sampler_defaults);
    if (o.sampler) {
        test_vertices_are_exact(o);
        test_ends_on_faces(o);
        test_area_converges(o);
        test_absolute_value(o);
        test_planes(o);
        test_chosen_cells(o);
        test_muffin_tin();
        test_crystal();
        test_continuous_across_faces();
        test_threads(o);
        test_refusals(o);
    }
    close_case(o);
    return check_done();
}
