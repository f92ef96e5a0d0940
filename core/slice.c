// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/slice.h"

#include "core/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CORNERS = 256 };

/* ------------------------------------------------------------------ plane */

static void name_miller(kkr_plane *plane)
{
    const int *hkl = plane->hkl;
    bool plain = true; // single digits can stand together
    for (int k = 0; k < 3; k++)
        plain = plain && hkl[k] >= 0 && hkl[k] <= 9;
    char indices[32] = "", *at = indices;
    for (int k = 0; k < 3; k++)
        at += snprintf(at, sizeof indices - (size_t)(at - indices), "%s%s%d",
                       k && !plain ? " " : "", hkl[k] < 0 ? "−" : "", abs(hkl[k]));
    int n_axes = (hkl[0] != 0) + (hkl[1] != 0) + (hkl[2] != 0);
    double offset = fabs(plane->offset) < 5e-7 ? 0 : plane->offset;
    const char *sign = offset < 0 ? "−" : "";
    if (n_axes == 1 && hkl[0] + hkl[1] + hkl[2] > 0) {
        const char *axis = hkl[0] ? "x" : hkl[1] ? "y" : "z";
        if (offset == 0)
            snprintf(plane->name, sizeof plane->name, "(%s), %s = 0", indices, axis);
        else
            snprintf(plane->name, sizeof plane->name, "(%s), %s = %s%.3f bohr", indices,
                     axis, sign, fabs(offset));
    } else if (offset == 0) {
        snprintf(plane->name, sizeof plane->name, "(%s)", indices);
    } else {
        snprintf(plane->name, sizeof plane->name, "(%s) %s %.3f bohr", indices,
                 offset < 0 ? "−" : "+", fabs(offset));
    }
}

static void orient(kkr_plane *plane, kkr_vec3 normal, double offset)
{
    plane->n = kkr_vec3_unit(normal);
    kkr_vec3 horizontal = kkr_vec3_cross((kkr_vec3){ 0, 0, 1 }, plane->n);
    bool flat = kkr_vec3_length(horizontal) < 1e-12;
    plane->u = flat ? (kkr_vec3){ 1, 0, 0 } : kkr_vec3_unit(horizontal);
    plane->v = kkr_vec3_cross(plane->n, plane->u);
    plane->offset = offset;
    plane->origin = kkr_vec3_scale(plane->n, offset);
}

bool kkr_plane_from_miller(int h, int k, int l, double offset, kkr_plane *plane,
                           kkr_error *err)
{
    if (h == 0 && k == 0 && l == 0)
        return kkr_fail(
            err, KKR_ERROR_GEOMETRY,
            "0,0,0 is no plane, expected at least one index that is not zero");
    *plane = (kkr_plane){ .hkl = { h, k, l }, .offset = offset };
    orient(plane, (kkr_vec3){ h, k, l }, offset);
    name_miller(plane);
    return true;
}

#define NORMAL "⊥ " // how names of planes with a given normal begin

kkr_vec3 kkr_plane_plain_normal(const kkr_plane *plane)
{
    const kkr_vec3 n = plane->n;
    return kkr_vec3_scale(n, 1 / fmax(fabs(n.x), fmax(fabs(n.y), fabs(n.z))));
}

static void name_normal(kkr_plane *plane)
{
    const kkr_vec3 n = kkr_plane_plain_normal(plane);
    char offset[24] = "";
    if (fabs(plane->offset) >= 5e-7)
        snprintf(offset, sizeof offset, " %s %.3f bohr", plane->offset < 0 ? "−" : "+",
                 fabs(plane->offset));
    snprintf(plane->name, sizeof plane->name, NORMAL "%.3g %.3g %.3g%s", n.x, n.y, n.z,
             offset);
}

bool kkr_plane_from_normal(kkr_vec3 normal, double offset, kkr_plane *plane,
                           kkr_error *err)
{
    double length = kkr_vec3_length(normal);
    if (!(length > 1e-9 && length < 1e9))
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "%g,%g,%g is no normal of a plane, expected a length that is "
                        "neither 0 nor endless",
                        normal.x, normal.y, normal.z);
    *plane = (kkr_plane){ 0 };
    orient(plane, normal, offset);
    // no -0 in names
    plane->n = kkr_vec3_add(plane->n, (kkr_vec3){ 0, 0, 0 });
    name_normal(plane);
    return true;
}

void kkr_plane_set_offset(kkr_plane *plane, double offset)
{
    const int *hkl = plane->hkl;
    if (!kkr_plane_from_miller(hkl[0], hkl[1], hkl[2], offset, plane, NULL)) {
        // a plane through three points has no indices, only a normal
        plane->origin = kkr_vec3_mad(plane->origin, offset - plane->offset, plane->n);
        plane->offset = offset;
        bool by_normal = strncmp(plane->name, NORMAL, strlen(NORMAL)) == 0;
        memset(plane->name, 0, sizeof plane->name); // recipes are compared bytewise
        if (by_normal)
            name_normal(plane);
        else
            snprintf(plane->name, sizeof plane->name, "offset %.3f bohr", offset);
    }
}

bool kkr_plane_from_points(kkr_vec3 a, kkr_vec3 b, kkr_vec3 c, kkr_plane *plane,
                           kkr_error *err)
{
    kkr_vec3 ab = kkr_vec3_sub(b, a), ac = kkr_vec3_sub(c, a);
    kkr_vec3 normal = kkr_vec3_cross(ab, ac);
    double area = kkr_vec3_length(normal);
    if (!(area > 1e-9 * kkr_vec3_length(ab) * kkr_vec3_length(ac)) || area == 0)
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "three points on one line make no plane");
    *plane = (kkr_plane){ .name = "through 3 points" };
    plane->n = kkr_vec3_unit(normal);
    plane->u = kkr_vec3_unit(ab);
    plane->v = kkr_vec3_cross(plane->n, plane->u);
    plane->origin = kkr_vec3_scale(kkr_vec3_add(kkr_vec3_add(a, b), c), 1.0 / 3);
    plane->offset = kkr_vec3_dot(plane->n, plane->origin);
    return true;
}

kkr_vec3 kkr_case_natural_point(const kkr_case *object)
{
    kkr_vec3 middle = { 0 };
    if (object->n_sites == 0)
        return middle;
    const kkr_case_site *best = &object->sites[0];
    if (object->is_embedding)
        return best->position;
    for (int i = 0; i < object->n_sites; i++)
        middle = kkr_vec3_mad(middle, 1.0 / object->n_sites, object->sites[i].position);
    for (int i = 1; i < object->n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        double nearer = kkr_vec3_length(kkr_vec3_sub(best->position, middle)) -
                        kkr_vec3_length(kkr_vec3_sub(site->position, middle));
        if (site->z > 0 && (best->z == 0 || nearer > 1e-6))
            best = site;
    }
    return best->position;
}

static int count_sites(const kkr_case *object, const kkr_plane *plane,
                       const kkr_owner *owners, size_t n)
{
    const double in_plane = 0.05; // bohr: of relaxed atoms, too
    int count = 0;
    for (size_t i = 0; i < n; i++) {
        kkr_vec3 x = kkr_vec3_sub(owners[i].center, object->origin);
        bool counts = owners[i].in_cluster || !object->is_embedding;
        count += counts && fabs(kkr_vec3_dot(x, plane->n) - plane->offset) < in_plane;
    }
    return count;
}

void kkr_plane_natural(const kkr_case *object, kkr_plane *plane)
{
    static const int hkl[][3] = {
        { 1, 0, 0 },  { 0, 1, 0 },  { 1, 1, 0 },  { 1, -1, 0 }, // along z, for slabs
        { 0, 0, 1 },  { 1, 0, 0 },  { 0, 1, 0 },  { 1, 1, 0 },  { 1, -1, 0 },
        { 1, 0, 1 },  { 0, 1, 1 },  { 1, 0, -1 }, { 0, 1, -1 }, { 1, 1, 1 },
        { 1, 1, -1 }, { 1, -1, 1 }, { -1, 1, 1 },
    };
    bool slab = object->crystal && object->crystal->periodicity == 2;
    kkr_vec3 point = kkr_case_natural_point(object);
    kkr_plane_from_miller(0, 0, 1, point.z, plane, NULL);
    double reach = 1.5 * object->alat; // of a crystal: the next unit cells
    for (int i = 0; object->is_embedding && i < object->n_sites; i++)
        reach = fmax(reach, kkr_vec3_length(object->sites[i].position));
    kkr_owner *owners = NULL;
    double *weights = NULL;
    size_t n = 0;
    if (!object->tessellation ||
        !kkr_tessellation_sites(object->tessellation,
                                kkr_vec3_add(point, object->origin), reach + 1e-6,
                                &owners, &weights, &n, NULL))
        return;
    int most = 0;
    for (size_t i = slab ? 0 : 4; i < sizeof hkl / sizeof *hkl && most < 3; i++) {
        kkr_plane tried;
        kkr_plane_from_miller(hkl[i][0], hkl[i][1], hkl[i][2], 0, &tried, NULL);
        double offset = kkr_vec3_dot(point, tried.n);
        kkr_plane_from_miller(hkl[i][0], hkl[i][1], hkl[i][2], offset, &tried, NULL);
        int count = count_sites(object, &tried, owners, n);
        if (count > most) {
            most = count;
            *plane = tried;
        }
    }
    free(owners);
    free(weights);
}

static bool parse_points(const kkr_case *object, const char *text, kkr_plane *plane,
                         kkr_error *err)
{
    kkr_vec3 point[3];
    const char *at = text;
    for (int k = 0; k < 3; k++) {
        size_t length = strcspn(at, ";");
        bool last = at[length] == '\0';
        if (last != (k == 2))
            return kkr_fail(err, KKR_ERROR_FORMAT,
                            "'%s' is not a plane, expected h,k,l[@offset], "
                            "a:h,k,l[@offset] or three points P;P;P",
                            text);
        char part[128];
        snprintf(part, sizeof part, "%.*s", (int)length, at);
        if (!kkr_case_parse_point(object, part, &point[k], err))
            return false;
        at += length + 1;
    }
    return kkr_plane_from_points(point[0], point[1], point[2], plane, err);
}

static bool parse_number(const char *text, size_t length, double *value)
{
    return length > 0 && kkr_parse_fortran(text, length, value) == KKR_NUMBER_OK &&
           isfinite(*value);
}

/* "1,0.5,0@2": three numbers and perhaps an offset. */
static bool parse_normal(const char *text, double h[3], double *offset)
{
    const char *at = text, *end = text + strcspn(text, "@");
    *offset = 0;
    for (int k = 0; k < 3; k++) {
        size_t length = strcspn(at, ",@");
        if (!parse_number(at, length, &h[k]) || (at + length == end) != (k == 2))
            return false;
        at += length + 1;
    }
    return *end == '\0' || parse_number(end + 1, strlen(end + 1), offset);
}

bool kkr_plane_parse(const kkr_case *object, const char *text, kkr_plane *plane,
                     kkr_error *err)
{
    if (strchr(text, ';'))
        return parse_points(object, text, plane, err);
    bool direct = strncmp(text, "a:", 2) == 0;
    double h[3], offset;
    if (!parse_normal(text + (direct ? 2 : 0), h, &offset))
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "'%s' is not a plane, expected h,k,l[@offset], "
                        "a:h,k,l[@offset] or three points P;P;P",
                        text);
    if (direct && !object->crystal)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "'%s' counts along the axes of the lattice, which needs a "
                        "structure file (give one with --structure)",
                        text);
    if (direct) {
        const kkr_mat3 *lattice = &object->crystal->lattice;
        kkr_vec3 normal = { 0 };
        for (int k = 0; k < 3; k++)
            normal = kkr_vec3_mad(normal, h[k], lattice->row[k]);
        return kkr_plane_from_normal(normal, offset, plane, err);
    }
    bool whole = true;
    for (int k = 0; k < 3; k++)
        whole = whole && h[k] == rint(h[k]) && fabs(h[k]) < 1000;
    return whole ? kkr_plane_from_miller((int)h[0], (int)h[1], (int)h[2], offset, plane,
                                         err)
                 : kkr_plane_from_normal((kkr_vec3){ h[0], h[1], h[2] }, offset, plane,
                                         err);
}

kkr_vec3 kkr_plane_point(const kkr_plane *plane, double s, double t)
{
    return kkr_vec3_mad(kkr_vec3_mad(plane->origin, s, plane->u), t, plane->v);
}

/* ------------------------------------------------------------------ slice */

static bool sample(kkr_slice *slice, const kkr_sampler *sampler, const kkr_job *job,
                   kkr_error *err)
{
    size_t n = (size_t)slice->width * (size_t)slice->height;
    slice->v = kkr_alloc_large(n, sizeof *slice->v, err);
    slice->dv = slice->v ? kkr_alloc_large(n, sizeof *slice->dv, err) : NULL;
    slice->owner = slice->dv ? kkr_alloc_large(n, sizeof *slice->owner, err) : NULL;
    if (!slice->owner)
        return false;
    const kkr_plane *plane = &slice->plane;
    kkr_grid grid = {
        .origin = kkr_plane_point(plane, slice->s0, slice->t0),
        .step = { kkr_vec3_scale(plane->u, slice->pitch),
                  kkr_vec3_scale(plane->v, slice->pitch) },
        .n = { slice->width, slice->height, 1 },
    };
    return kkr_sampler_grid(sampler, &grid, slice->exact, kkr_sampler_r_display,
                            slice->v, slice->dv, slice->owner, job, err);
}

static void add_cell(kkr_slice *slice, const kkr_voronoi *cell, kkr_vec3 center,
                     int site, bool is_impurity)
{
    double corners[MAX_CORNERS][2];
    const kkr_plane *plane = &slice->plane;
    int n = kkr_voronoi_section(cell, kkr_vec3_sub(plane->origin, center), plane->u,
                                plane->v, corners, MAX_CORNERS);
    if (n < 3)
        return;
    slice->cells =
        kkr_realloc(slice->cells, (size_t)slice->n_cells + 1, sizeof *slice->cells);
    kkr_slice_cell *made = &slice->cells[slice->n_cells++];
    *made = (kkr_slice_cell){ .site = site, .is_impurity = is_impurity, .n = n };
    made->corner = kkr_alloc((size_t)n, sizeof *made->corner);
    memcpy(made->corner, corners, (size_t)n * sizeof *made->corner);
}

static void add_atom(kkr_slice *slice, const kkr_case_site *site, kkr_vec3 center,
                     int code, bool is_impurity, double range)
{
    const kkr_plane *plane = &slice->plane;
    kkr_vec3 x = kkr_vec3_sub(center, plane->origin);
    double height = kkr_vec3_dot(x, plane->n);
    if (fabs(height) > range)
        return;
    slice->atoms =
        kkr_realloc(slice->atoms, (size_t)slice->n_atoms + 1, sizeof *slice->atoms);
    kkr_slice_atom *atom = &slice->atoms[slice->n_atoms++];
    *atom = (kkr_slice_atom){
        .site = code,
        .s = kkr_vec3_dot(x, plane->u),
        .t = kkr_vec3_dot(x, plane->v),
        .height = height,
        .r_mt = site->r_mt,
        .is_impurity = is_impurity,
    };
    if (code >= 0)
        snprintf(atom->label, sizeof atom->label, "%.3s %d", site->label, code + 1);
    else
        snprintf(atom->label, sizeof atom->label, "%s", site->label);
}

static int farther_first(const void *a, const void *b)
{
    const kkr_slice_atom *p = a, *q = b;
    double d = fabs(q->height) - fabs(p->height);
    if (d != 0)
        return d < 0 ? -1 : 1;
    return p->site != q->site ? (p->site < q->site ? -1 : 1)
                              : (p->s > q->s) - (p->s < q->s);
}

static bool add_sites(kkr_slice *slice, const kkr_case *object, double range,
                      kkr_error *err)
{
    const double MANY = 1e5; // sites: their outlines would be a grey veil
    if (!object->tessellation)
        return true;
    double half_s = 0.5 * slice->width * slice->pitch;
    double half_t = 0.5 * slice->height * slice->pitch;
    double reach = range; // how far from the plane a cell may still be cut by it
    for (int i = 0; i < object->n_sites; i++)
        if (object->sites[i].cell)
            reach = fmax(reach, object->sites[i].cell->r_out);
    for (int i = 0; i < object->n_host_sites; i++)
        if (object->host_sites[i].cell)
            reach = fmax(reach, object->host_sites[i].cell->r_out);
    double radius = hypot(half_s, half_t) + reach;
    if (object->crystal) {
        double volume = kkr_crystal_volume(object->crystal);
        if (object->crystal->periodicity == 2)
            volume *= radius; // it is the area of a slab
        if (4 * radius * radius * radius * object->crystal->n_sites > MANY * volume)
            return true;
    }
    kkr_vec3 middle =
        kkr_plane_point(&slice->plane, slice->s0 + half_s, slice->t0 + half_t);
    kkr_owner *owners = NULL;
    double *weights = NULL;
    size_t n = 0;
    if (!kkr_tessellation_sites(object->tessellation,
                                kkr_vec3_add(middle, object->origin), radius, &owners,
                                &weights, &n, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        bool own = owners[i].in_cluster || !object->is_embedding;
        int site = owners[i].site;
        if (site < 0 || site >= (own ? object->n_sites : object->n_host_sites))
            continue; // a half-infinite layer beside a slab
        const kkr_case_site *from =
            own ? &object->sites[site] : &object->host_sites[site];
        kkr_vec3 center = kkr_vec3_sub(owners[i].center, object->origin);
        int code = own ? site : -2 - site;
        bool is_impurity = object->is_embedding && own && site == 0;
        if (from->cell)
            add_cell(slice, from->cell, center, code, is_impurity);
        add_atom(slice, from, center, code, is_impurity, range);
    }
    free(owners);
    free(weights);
    if (slice->n_atoms)
        qsort(slice->atoms, (size_t)slice->n_atoms, sizeof *slice->atoms,
              farther_first);
    return true;
}

kkr_slice *kkr_slice_new(const kkr_sampler *sampler, const kkr_case *object,
                         const kkr_plane *plane, double center_s, double center_t,
                         double pitch, int width, int height, bool exact,
                         double atom_range, const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_slice) slice = kkr_alloc(1, sizeof *slice);
    slice->plane = *plane;
    slice->pitch = pitch;
    slice->width = width;
    slice->height = height;
    slice->exact = exact;
    slice->s0 = center_s - 0.5 * (width - 1) * pitch;
    slice->t0 = center_t - 0.5 * (height - 1) * pitch;
    if (!sample(slice, sampler, job, err) || !add_sites(slice, object, atom_range, err))
        return NULL;
    return KKR_STEAL(slice);
}

void kkr_slice_free(kkr_slice *slice)
{
    if (!slice)
        return;
    for (int i = 0; i < slice->n_cells; i++)
        free(slice->cells[i].corner);
    free(slice->cells);
    free(slice->atoms);
    free(slice->v);
    free(slice->dv);
    free(slice->owner);
    free(slice);
}

const float *kkr_slice_values(const kkr_slice *slice, kkr_quantity quantity)
{
    bool difference = quantity == KKR_QUANTITY_DV || quantity == KKR_QUANTITY_ABS_DV;
    return difference ? slice->dv : slice->v;
}

double kkr_slice_natural_width(const kkr_case *object)
{
    double r_out = 0, extent = 0;
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        r_out = fmax(r_out, site->cell ? site->cell->r_out : 1.2 * site->r_mt);
        if (object->is_embedding)
            extent = fmax(extent, kkr_vec3_length(site->position));
    }
    if (object->crystal && !object->is_embedding)
        for (int k = 0; k < object->crystal->periodicity; k++)
            extent =
                fmax(extent, 0.5 * kkr_vec3_length(object->crystal->lattice.row[k]));
    // a lone cell is shown with its neighbours; a cluster with half of its rim cells
    double width = fmax(2 * (extent + 0.6 * r_out), 3.6 * r_out);
    return width > 0 ? fmin(width, 80) : 12;
}
