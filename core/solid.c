// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * High symmetry makes many planes meet in one vertex, so a vertex may lie inside,
 * outside or on a plane, and what a cut leaves open is closed along the edges that
 * lost one side: the topology never depends on the order of almost equal angles.
 */

#include "core/solid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int add_vertex(kkr_solid *s, kkr_vec3 x)
{
    if (s->n_vertices == s->room_vertices) {
        size_t room = 2 * (size_t)s->room_vertices + 64;
        s->vertex = kkr_realloc(s->vertex, room, sizeof *s->vertex);
        s->side = kkr_realloc(s->side, room, sizeof *s->side);
        s->map = kkr_realloc(s->map, room, sizeof *s->map);
        s->next = kkr_realloc(s->next, room, sizeof *s->next);
        s->room_vertices = (int)room;
    }
    s->vertex[s->n_vertices] = x;
    return s->n_vertices++;
}

static void add_corner(kkr_polygon *p, int vertex)
{
    if (p->n == p->room) {
        p->room = 2 * p->room + 8;
        p->vertex = kkr_realloc(p->vertex, (size_t)p->room, sizeof *p->vertex);
    }
    p->vertex[p->n++] = vertex;
}

static kkr_polygon *add_polygon(kkr_solid *s, int number)
{
    if (s->n_polygons == s->room_polygons) {
        int room = 2 * s->room_polygons + 32;
        s->polygons = kkr_realloc(s->polygons, (size_t)room, sizeof *s->polygons);
        memset(s->polygons + s->room_polygons, 0,
               (size_t)(room - s->room_polygons) * sizeof *s->polygons);
        s->room_polygons = room;
    }
    kkr_polygon *p = &s->polygons[s->n_polygons++]; // keeps the memory of a dead one
    p->plane = number;
    p->n = 0;
    return p;
}

void kkr_solid_clear(kkr_solid *s)
{
    for (int i = 0; i < s->room_polygons; i++)
        free(s->polygons[i].vertex);
    free(s->polygons);
    free(s->vertex);
    free(s->side);
    free(s->map);
    free(s->next);
    *s = (kkr_solid){ 0 };
}

void kkr_solid_start(kkr_solid *s, double half)
{
    // corner bits: 1 = +x, 2 = +y, 4 = +z
    static const int corners[6][4] = { { 0, 4, 6, 2 }, { 1, 3, 7, 5 }, { 0, 1, 5, 4 },
                                       { 2, 6, 7, 3 }, { 0, 2, 3, 1 }, { 4, 5, 7, 6 } };
    s->n_vertices = s->n_polygons = 0;
    for (int i = 0; i < 8; i++)
        add_vertex(s, (kkr_vec3){ i & 1 ? half : -half, i & 2 ? half : -half,
                                  i & 4 ? half : -half });
    for (int i = 0; i < 6; i++) {
        kkr_polygon *p = add_polygon(s, -1);
        for (int k = 0; k < 4; k++)
            add_corner(p, corners[i][k]);
    }
}

/* The vertex where the plane cuts the edge a-b; new ones follow old_vertices. */
static int cut_edge(kkr_solid *s, int a, int b, int (*cuts)[2], int old_vertices)
{
    int low = a < b ? a : b, high = a < b ? b : a;
    for (int i = old_vertices; i < s->n_vertices; i++)
        if (cuts[i - old_vertices][0] == low && cuts[i - old_vertices][1] == high)
            return i;
    double t = s->side[low] / (s->side[low] - s->side[high]);
    kkr_vec3 along = kkr_vec3_sub(s->vertex[high], s->vertex[low]);
    int cut = add_vertex(s, kkr_vec3_mad(s->vertex[low], t, along));
    cuts[cut - old_vertices][0] = low;
    cuts[cut - old_vertices][1] = high;
    s->side[cut] = 0;
    return cut;
}

/* Cuts all polygons; those without a vertex truly inside disappear. */
static void cut_polygons(kkr_solid *s, double tolerance, int (*cuts)[2])
{
    const int old_vertices = s->n_vertices;
    int n_left = 0;

    for (int i = 0; i < s->n_polygons; i++) {
        kkr_polygon whole = s->polygons[i], part = { .plane = whole.plane };
        bool inside = false, outside = false;
        for (int k = 0; k < whole.n; k++) {
            inside |= s->side[whole.vertex[k]] < -tolerance;
            outside |= s->side[whole.vertex[k]] > tolerance;
        }
        for (int k = 0; k < whole.n && inside && outside; k++) {
            int a = whole.vertex[k], b = whole.vertex[(k + 1) % whole.n];
            double side_a = s->side[a], side_b = s->side[b];
            if (side_a <= tolerance)
                add_corner(&part, a);
            if (fabs(side_a) > tolerance && fabs(side_b) > tolerance &&
                (side_a > 0) != (side_b > 0))
                add_corner(&part, cut_edge(s, a, b, cuts, old_vertices));
        }
        if (inside && outside) {
            free(whole.vertex);
            whole = part;
        }
        s->polygons[i] = s->polygons[n_left];
        if (inside)
            s->polygons[n_left++] = whole;
        else
            s->polygons[i] = whole;
    }
    s->n_polygons = n_left;
}

static bool has_edge(const kkr_solid *s, int a, int b)
{
    for (int i = 0; i < s->n_polygons; i++) {
        const kkr_polygon *p = &s->polygons[i];
        for (int k = 0; k < p->n; k++)
            if (p->vertex[k] == a && p->vertex[k + 1 < p->n ? k + 1 : 0] == b)
                return true;
    }
    return false;
}

/* The new face runs backwards along the edges in the plane that lost one side. */
static bool close_cut(kkr_solid *s, int number, double tolerance)
{
    int n_open = 0, start = -1;

    for (int i = 0; i < s->n_vertices; i++)
        s->next[i] = -1;
    for (int i = 0; i < s->n_polygons; i++) {
        const kkr_polygon *p = &s->polygons[i];
        for (int k = 0; k < p->n; k++) {
            int a = p->vertex[k], b = p->vertex[k + 1 < p->n ? k + 1 : 0];
            if (s->side[a] < -tolerance || s->side[b] < -tolerance || has_edge(s, b, a))
                continue;
            if (s->next[b] >= 0)
                return false;
            s->next[b] = a;
            start = b;
            n_open++;
        }
    }
    if (n_open < 3)
        return false;
    kkr_polygon *face = add_polygon(s, number);
    for (int v = start; v >= 0 && face->n <= n_open; v = s->next[v]) {
        add_corner(face, v);
        if (s->next[v] == start)
            return face->n == n_open;
    }
    return false;
}

static void drop_unused_vertices(kkr_solid *s)
{
    int n = 0;
    for (int i = 0; i < s->n_vertices; i++)
        s->map[i] = -1;
    for (int i = 0; i < s->n_polygons; i++)
        for (int k = 0; k < s->polygons[i].n; k++)
            s->map[s->polygons[i].vertex[k]] = 0;
    for (int i = 0; i < s->n_vertices; i++) {
        if (s->map[i] < 0)
            continue;
        s->vertex[n] = s->vertex[i];
        s->map[i] = n++;
    }
    s->n_vertices = n;
    for (int i = 0; i < s->n_polygons; i++)
        for (int k = 0; k < s->polygons[i].n; k++)
            s->polygons[i].vertex[k] = s->map[s->polygons[i].vertex[k]];
}

kkr_solid_result kkr_solid_cut(kkr_solid *s, kkr_half_space plane, int number,
                               double tolerance)
{
    bool outside = false;
    int n_edges = 0;

    for (int i = 0; i < s->n_vertices; i++) {
        s->side[i] = kkr_vec3_dot(plane.normal, s->vertex[i]) - plane.distance;
        outside |= s->side[i] > tolerance;
    }
    if (!outside)
        return KKR_SOLID_MISSED;
    for (int i = 0; i < s->n_polygons; i++)
        n_edges += s->polygons[i].n;
    int(*cuts)[2] = kkr_alloc((size_t)n_edges, sizeof *cuts);
    cut_polygons(s, tolerance, cuts);
    free(cuts);
    if (!close_cut(s, number, tolerance))
        return KKR_SOLID_BROKEN;
    drop_unused_vertices(s);
    return KKR_SOLID_CUT;
}

double kkr_solid_reach(const kkr_solid *s)
{
    double r2 = 0;
    for (int i = 0; i < s->n_vertices; i++)
        r2 = fmax(r2, kkr_vec3_dot(s->vertex[i], s->vertex[i]));
    return sqrt(r2);
}

/* M move = sum n (d - n . x), M = sum n n^T over the planes through a vertex. */
void kkr_solid_refine(kkr_solid *s, const kkr_half_space *planes)
{
    for (int v = 0; v < s->n_vertices; v++) {
        kkr_mat3 m = { 0 };
        kkr_vec3 right = { 0 };
        for (int i = 0; i < s->n_polygons; i++) {
            const kkr_polygon *p = &s->polygons[i];
            bool touches = false;
            for (int k = 0; k < p->n; k++)
                touches |= p->vertex[k] == v;
            if (!touches || p->plane < 0)
                continue;
            kkr_vec3 n = planes[p->plane].normal;
            right = kkr_vec3_mad(
                right, planes[p->plane].distance - kkr_vec3_dot(n, s->vertex[v]), n);
            m.row[0] = kkr_vec3_mad(m.row[0], n.x, n);
            m.row[1] = kkr_vec3_mad(m.row[1], n.y, n);
            m.row[2] = kkr_vec3_mad(m.row[2], n.z, n);
        }
        if (kkr_mat3_determinant(&m) > 1e-8) {
            kkr_mat3 inverse = kkr_mat3_reciprocal(&m); // m is symmetric
            s->vertex[v] = kkr_vec3_add(s->vertex[v], kkr_mat3_apply(&inverse, right));
        }
    }
}

double kkr_solid_area(const kkr_solid *s, const kkr_polygon *p)
{
    kkr_vec3 sum = { 0 }, base = s->vertex[p->vertex[0]];
    for (int k = 1; k + 1 < p->n; k++)
        sum = kkr_vec3_add(
            sum, kkr_vec3_cross(kkr_vec3_sub(s->vertex[p->vertex[k]], base),
                                kkr_vec3_sub(s->vertex[p->vertex[k + 1]], base)));
    return kkr_vec3_length(sum) / 2;
}

void kkr_solid_contract(kkr_solid *s, double shortest)
{
    for (int i = 0; i < s->n_vertices; i++)
        s->next[i] = i; // towards the vertex that replaces it
    for (int i = 0; i < s->n_polygons; i++) {
        const kkr_polygon *p = &s->polygons[i];
        for (int k = 0; k < p->n; k++) {
            int a = p->vertex[k], b = p->vertex[(k + 1) % p->n];
            while (s->next[a] != a)
                a = s->next[a];
            while (s->next[b] != b)
                b = s->next[b];
            kkr_vec3 edge = kkr_vec3_sub(s->vertex[a], s->vertex[b]);
            if (kkr_vec3_length(edge) < shortest)
                s->next[a > b ? a : b] = a < b ? a : b;
        }
    }
    int n_left = 0;
    for (int i = 0; i < s->n_polygons; i++) {
        kkr_polygon p = s->polygons[i];
        int n = 0;
        for (int k = 0; k < p.n; k++) {
            int v = p.vertex[k];
            while (s->next[v] != v)
                v = s->next[v];
            if (n == 0 || p.vertex[n - 1] != v)
                p.vertex[n++] = v;
        }
        p.n = n > 1 && p.vertex[n - 1] == p.vertex[0] ? n - 1 : n;
        s->polygons[i] = s->polygons[n_left];
        if (p.n >= 3)
            s->polygons[n_left++] = p;
        else
            s->polygons[i] = p;
    }
    s->n_polygons = n_left;
    drop_unused_vertices(s);
}
