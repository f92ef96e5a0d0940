// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/shape_check.h"

#include "core/shape_function.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { L_TRUSTED = 16 }; // voronoi loses digits beyond: 1e-7 at l = 24

static const double volume_tolerance = 5e-5; // relative; Simpson's rule costs 3e-6
static const double end_tolerance = 1e-6;
static const double value_tolerance = 1e-6;   // voronoi's quadrature costs 2e-8
static const double missing_tolerance = 2e-6; // files leave out what is below 1e-6
static const double turned_tolerance = 2e-5;  // what is left out counts here
static const double mesh_tolerance = 2e-4;    // of r_in; voronoi's own is 1e-4 alat

static void compare_values(const kkr_shape_cell *file, const double *theta,
                           kkr_shape_check *check)
{
    const size_t n = (size_t)file->n_mesh;
    double *power = kkr_alloc(2 * n, sizeof *power); // of the file, of the cell
    for (int lm = 0, k = 0; lm < kkr_n_lm(check->l_max); lm++) {
        const double *ours = theta + (size_t)lm * n, *theirs = NULL;
        if (k < file->n_lm && file->lm_index[k] == lm)
            theirs = file->theta + (size_t)k++ * n;
        const int l = kkr_lm_l(lm);
        double worst = 0;
        for (size_t i = 0; i < n; i++) {
            double value = theirs ? theirs[i] : 0;
            worst = fmax(worst, fabs(ours[i] - value));
            power[i] += value * value;
            power[n + i] += ours[i] * ours[i];
        }
        if (theirs) {
            check->difference[l] = fmax(check->difference[l], worst);
        } else if (worst > check->missing) {
            check->missing = worst;
            check->missing_lm = lm;
        }
        if (lm + 1 < (l + 1) * (l + 1))
            continue;
        for (size_t i = 0; i < n; i++)
            check->power[l] =
                fmax(check->power[l], fabs(sqrt(power[i]) - sqrt(power[n + i])));
        memset(power, 0, 2 * n * sizeof *power);
    }
    free(power);
}

// The critical radius that is farthest from every border between two panels.
static void compare_mesh(const kkr_shape_cell *file, const kkr_voronoi *cell,
                         double unit, kkr_shape_check *check)
{
    double *critical;
    int n = kkr_voronoi_critical_radii(cell, &critical);
    for (int i = 0; i < n; i++) {
        double nearest = fabs(critical[i] - file->xrn[0] * unit);
        for (int p = 0, last = -1; p < file->n_panels; p++) {
            last += file->panel_size[p];
            nearest = fmin(nearest, fabs(critical[i] - file->xrn[last] * unit));
        }
        if (nearest > check->mesh) {
            check->mesh = nearest;
            check->mesh_radius = critical[i];
        }
    }
    free(critical);
}

// The l <= 16, or above, that is farthest off; `worst` is by how much.
static int worst_l(const kkr_shape_check *check, const double *list, bool above,
                   double *worst)
{
    int from = above ? L_TRUSTED + 1 : 0, to = above ? KKR_L_MAX : L_TRUSTED,
        l_worst = 0;
    *worst = 0;
    for (int l = from; l <= to && l <= check->l_max; l++)
        if (list[l] > *worst) {
            *worst = list[l];
            l_worst = l;
        }
    return l_worst;
}

static void judge(kkr_shape_check *check, const kkr_voronoi *cell)
{
    double low, high, power;
    worst_l(check, check->difference, false, &low);
    worst_l(check, check->difference, true, &high);
    worst_l(check, check->power, false, &power);
    bool turned =
        fmax(low, check->missing) > 50 * turned_tolerance && power < turned_tolerance;
    const struct {
        bool wrong;
        unsigned finding;
    } list[] = {
        { fabs(check->volume / check->cell_volume - 1) > volume_tolerance,
          KKR_SHAPE_VOLUME },
        { fabs(check->end) > end_tolerance, KKR_SHAPE_END },
        { turned, KKR_SHAPE_TURNED },
        { !turned && low > value_tolerance, KKR_SHAPE_VALUES },
        { !turned && check->missing > missing_tolerance, KKR_SHAPE_MISSING },
        { !turned && high > value_tolerance, KKR_SHAPE_HIGH_L },
        { check->mesh > mesh_tolerance * cell->r_in, KKR_SHAPE_MESH },
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        check->findings |= list[i].wrong ? list[i].finding : 0;
}

bool kkr_shape_check_cell(const kkr_shape_cell *file, const kkr_voronoi *cell,
                          double alat, const kkr_job *job, kkr_shape_check *check,
                          kkr_error *err)
{
    const double unit = alat * file->scale;
    *check = (kkr_shape_check){ 0 };
    check->l_max = kkr_lm_l(file->lm_index[file->n_lm - 1]);
    check->volume = kkr_shape_cell_volume(file) * alat * alat * alat;
    check->cell_volume = cell->volume;
    check->end = kkr_shape_cell_end(file) * sqrt(4 * M_PI);
    for (int i = 0; i < cell->n_faces; i++) {
        const kkr_face *f = &cell->faces[i];
        kkr_vec3 foot = kkr_vec3_scale(f->normal, f->distance);
        check->n_missed += kkr_voronoi_depth(cell, foot) > 1e-6 * cell->r_in;
    }
    if (kkr_shape_cell_end(file) > 0.5) {
        check->findings = KKR_SHAPE_ATOMIC_SPHERE;
        return true;
    }
    KKR_AUTO(kkr_shape_function)
    shape = kkr_shape_function_new(cell, check->l_max, err);
    if (!shape)
        return false;
    const int n = file->n_mesh;
    size_t n_values = (size_t)kkr_n_lm(check->l_max) * (size_t)n;
    double *theta = kkr_alloc_large(n_values, sizeof *theta, err);
    if (!theta)
        return false;
    double *radii = kkr_alloc((size_t)n, sizeof *radii);
    for (int i = 0; i < n; i++)
        radii[i] = file->xrn[i] * unit;
    bool good = kkr_shape_function_values(shape, radii, n, theta, job, err);
    if (good) {
        compare_values(file, theta, check);
        compare_mesh(file, cell, unit, check);
        judge(check, cell);
    }
    free(radii);
    free(theta);
    return good;
}

// Why voronoi went wrong, by what is known of the cell.
static const char *explain(const kkr_shape_check *check, char *text, size_t size)
{
    if (check->findings & KKR_SHAPE_MESH)
        return "it is another cell, or faces are missing (too few neighbours)";
    if (check->n_missed == 0)
        return "faces are missing (too few neighbours), or it is another cell";
    snprintf(text, size,
             "the perpendiculars of %d faces miss them, which the voronoi program can "
             "get wrong",
             check->n_missed);
    return text;
}

void kkr_shape_check_sentence(const kkr_shape_check *check, unsigned finding,
                              char *text, size_t size)
{
    char room[200];
    const char *why = explain(check, room, sizeof room);
    double worst;
    int l;
    switch (finding) {
    case KKR_SHAPE_ATOMIC_SPHERE:
        snprintf(text, size,
                 "an atomic sphere, not a cell: there is nothing to compare");
        break;
    case KKR_SHAPE_VOLUME:
        snprintf(text, size, "its volume is %.6f bohr^3 instead of %.6f: %s",
                 check->volume, check->cell_volume, why);
        break;
    case KKR_SHAPE_END:
        snprintf(text, size, "Theta_00 at the last radius is %.2e instead of 0: %s",
                 check->end, why);
        break;
    case KKR_SHAPE_TURNED:
        snprintf(text, size,
                 "the right cell, but turned: the file belongs to a structure in other "
                 "axes");
        break;
    case KKR_SHAPE_VALUES:
        l = worst_l(check, check->difference, false, &worst);
        snprintf(text, size, "wrong by up to %.2e (l = %d): %s", worst, l, why);
        break;
    case KKR_SHAPE_MISSING:
        snprintf(text, size, "lm = %d is not in the file but reaches %.2e",
                 check->missing_lm + 1, check->missing);
        break;
    case KKR_SHAPE_HIGH_L:
        l = worst_l(check, check->difference, true, &worst);
        snprintf(text, size,
                 "wrong by up to %.2e for l > %d (l = %d): the voronoi program loses "
                 "digits there",
                 worst, L_TRUSTED, l);
        break;
    default: // KKR_SHAPE_MESH
        snprintf(
            text, size,
            "no panel ends at the critical radius %.6f bohr, where Theta bends; the "
            "nearest end is %.2e away",
            check->mesh_radius, check->mesh);
    }
}
