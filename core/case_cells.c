// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/case_sites.h"

#include <math.h>
#include <stdlib.h>

static bool make_tessellation(kkr_case *object, kkr_error *err)
{
    kkr_tessellation_site *sites = NULL;
    int n = 0;
    if (object->is_embedding) {
        const kkr_cluster *cluster = object->cluster;
        kkr_vec3 offset = kkr_case_cluster_offset(object);
        n = cluster->n_sites;
        sites = kkr_alloc((size_t)n, sizeof *sites);
        // removed sites last, so that the others keep their numbers
        for (int i = 0, active = 0, last = n; i < n; i++) {
            bool removed = cluster->sites[i].is_removed;
            kkr_tessellation_site *site = &sites[removed ? --last : active];
            site->is_removed = removed;
            site->position =
                kkr_vec3_mad(offset, object->alat, cluster->sites[i].position);
            site->weight = removed ? 0 : object->sites[active].weight;
            active += !removed;
        }
    }
    if (object->crystal || n > 0)
        object->tessellation = kkr_tessellation_new(
            object->crystal, sites, n, KKR_SITE_TOLERANCE_ALAT * object->alat, err);
    free(sites);
    return object->tessellation || (!object->crystal && n == 0);
}

/* The nearest sites around `position` as neighbours relative to it; caller frees. */
static bool neighbours_at(const kkr_case *object, kkr_vec3 position, double radius,
                          kkr_image **images, size_t *n_images, kkr_error *err)
{
    kkr_owner *owners = NULL;
    double *weights = NULL;
    size_t n = 0;
    if (!kkr_tessellation_sites(object->tessellation, position, radius, &owners,
                                &weights, &n, err))
        return false;
    *images = kkr_alloc(n, sizeof **images);
    *n_images = 0;
    int n_here = 0;
    for (size_t i = 0; i < n; i++) {
        kkr_vec3 r = kkr_vec3_sub(owners[i].center, position);
        if (kkr_vec3_length(r) > KKR_SITE_TOLERANCE_ALAT * object->alat)
            (*images)[(*n_images)++] = (kkr_image){ .site = owners[i].site,
                                                    .position = r,
                                                    .weight = weights[i] };
        else
            n_here++;
    }
    free(owners);
    free(weights);
    if (n_here < 2)
        return true;
    free(*images);
    *images = NULL;
    return kkr_fail(err, KKR_ERROR_GEOMETRY,
                    "another site lies at the same place, so it has no cell");
}

/* Beyond this distance no plane of weight <= w_max can cut a cell with this r_out. */
static double reach_of(const kkr_voronoi *cell, double weight, const kkr_image *images,
                       size_t n)
{
    double w_max = weight;
    for (size_t i = 0; i < n; i++)
        w_max = fmax(w_max, images[i].weight);
    return cell->r_out + sqrt(cell->r_out * cell->r_out + w_max - weight);
}

/* The cell of a site whose surroundings are what the tessellation holds. */
static kkr_voronoi *cell_at(const kkr_case *object, kkr_vec3 position, double weight,
                            kkr_error *err)
{
    bool finite = !object->crystal; // then every site may be a neighbour
    double radius = finite ? 1e4 * object->alat : 1.6 * object->alat;
    for (int attempt = 0; attempt < 8; attempt++, radius *= 1.5) {
        kkr_image *images = NULL;
        size_t n = 0;
        if (!neighbours_at(object, position, radius, &images, &n, err))
            return NULL;
        kkr_voronoi *cell = kkr_voronoi_new(weight, images, n, 4 * radius, err);
        bool done = !cell || finite ||
                    (cell->closed && reach_of(cell, weight, images, n) <= radius);
        free(images);
        if (done)
            return cell;
        kkr_voronoi_free(cell);
    }
    kkr_fail(err, KKR_ERROR_GEOMETRY, "its Voronoi cell is open");
    return NULL;
}

/* A wrong cell in the shape file goes unnoticed in KKR; only the volume shows it. */
static void compare_volume(kkr_case *object, const kkr_case_site *site, int index)
{
    double alat = object->alat;
    if (!site->shape || !site->cell || alat <= 0 ||
        kkr_shape_cell_end(site->shape) > 0.5)
        return;
    double volume = kkr_shape_cell_volume(site->shape) * alat * alat * alat;
    double off = volume / site->cell->volume - 1;
    if (fabs(off) > 1e-4)
        kkr_note(
            &object->n_notes, &object->notes,
            "site %d: its shape function holds %.5f bohr^3, the Voronoi cell of the "
            "structure %.5f (%+.2g %%)",
            index + 1, volume, site->cell->volume, 100 * off);
}

/* Without the host a cell is known if the cluster closes it as the shape has it. */
static bool is_closed_by_cluster(const kkr_case *object, const kkr_case_site *site)
{
    double alat3 = object->alat * object->alat * object->alat;
    return site->cell->closed && site->shape &&
           fabs(kkr_shape_cell_volume(site->shape) * alat3 / site->cell->volume - 1) <
               1e-4;
}

/* A slab whose outer layers are not given (kkrflex_hoststructure.dat has none). */
static void note_open(kkr_case *object, int index, const char *why)
{
    kkr_note(&object->n_notes, &object->notes,
             "site %d: %s: shown inside its muffin-tin sphere only", index + 1, why);
}

bool kkr_case_make_cells(kkr_case *object, kkr_error *err)
{
    if (!make_tessellation(object, err))
        return false;
    if (!object->tessellation)
        return true;
    for (int i = 0; i < object->n_sites; i++) {
        kkr_case_site *site = &object->sites[i];
        kkr_error why = { 0 };
        site->cell = cell_at(object, site->position, site->weight, &why);
        if (site->cell && !object->crystal && !is_closed_by_cluster(object, site)) {
            kkr_voronoi_free(site->cell);
            site->cell = NULL;
            kkr_note(
                &object->n_notes, &object->notes,
                "no structure file: sites at the rim of the cluster are shown "
                "inside their muffin-tin spheres only (give one with --structure)");
        } else if (!site->cell) {
            note_open(object, i, why.message);
        }
        compare_volume(object, site, i);
    }
    for (int i = 0; object->is_embedding && i < object->n_host_sites; i++) {
        kkr_error why = { 0 };
        object->host_sites[i].cell = kkr_voronoi_of_site(object->crystal, i, &why);
        if (!object->host_sites[i].cell)
            kkr_note(&object->n_notes, &object->notes, "host site %d: %s", i + 1,
                     why.message);
    }
    return true;
}
