// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/case_sites.h"

#include "core/case_files.h"
#include "core/radial_mesh.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Spin 1 of the file is down, spin 2 up; an entry that is not there stays NULL. */
static void set_entries(const kkr_potential_entry *entry[2],
                        const kkr_potential *potential, int n_spin, int atom)
{
    entry[0] = entry[1] = NULL;
    for (int s = 0; potential && atom >= 0 && s < n_spin; s++)
        if (n_spin * atom + s < potential->n_entries)
            entry[s] = &potential->entries[n_spin * atom + s];
}

static const kkr_shape_cell *shape_at(const kkr_shapefun *shapes, int index)
{
    return shapes && index >= 0 && index < shapes->n_cells ? &shapes->cells[index]
                                                           : NULL;
}

/* The atom type of a CPA site that is there most. */
int kkr_case_main_type(const kkr_crystal *crystal, int site)
{
    const kkr_site *s = &crystal->sites[site];
    int best = crystal->type_order[s->first_type];
    for (int k = 1; k < s->n_types; k++) {
        int type = crystal->type_order[s->first_type + k];
        if (crystal->types[type].concentration > crystal->types[best].concentration)
            best = type;
    }
    return best;
}

static void set_defect(kkr_case_site *site, const char *format, const char *text)
{
    if (!site->defect)
        site->defect = kkr_strdup_printf(format, text);
}

/* What the entry and the shape say about each other. */
static void judge_site(kkr_case *object, kkr_case_site *site, int index,
                       const kkr_potential *potential)
{
    const kkr_potential_entry *entry = site->entry[0];
    if (!entry) {
        set_defect(site, "%s", "no potential");
        return;
    }
    for (int s = 0; s < 2 && site->entry[s]; s++)
        if (site->entry[s]->defect)
            set_defect(site, "%s", site->entry[s]->defect);
        else if (site->entry[s]->n_nan) {
            char *text = kkr_strdup_printf("%s:%d: %d values of this entry are NaN",
                                           potential->path, site->entry[s]->line,
                                           site->entry[s]->n_nan);
            set_defect(site, "%s", text);
            free(text);
        }
    site->r_mt = entry->r_mt_new > 0 ? entry->r_mt_new : entry->r_mt;
    if (entry->defect)
        return;
    kkr_error why = { 0 };
    KKR_AUTO(kkr_radial_mesh) mesh = kkr_radial_mesh_new(entry, site->shape, &why);
    if (mesh) {
        site->content = kkr_expansion_content(entry, site->shape, mesh);
        site->r_mt = mesh->r[mesh->i_mt];
        if (entry->full_potential && !site->shape) {
            site->content = KKR_CONTENT_MISFIT;
            kkr_note(&object->n_notes, &object->notes,
                     "site %d: full potential without shape function: shown inside the "
                     "muffin-tin sphere only",
                     index + 1);
        }
    } else {
        site->content = KKR_CONTENT_MISFIT;
        kkr_note(&object->n_notes, &object->notes,
                 "site %d: %s: shown inside the muffin-tin sphere only", index + 1,
                 why.message);
    }
    if (site->content == KKR_CONTENT_PLACEHOLDER)
        kkr_note(
            &object->n_notes, &object->notes,
            "voronoi start potential: the non-spherical part is a placeholder and not "
            "shown");
}

static void set_label(kkr_case_site *site)
{
    snprintf(site->label, sizeof site->label, "%s",
             site->z >= 0 ? kkr_element_symbol(site->z) : "?");
}

/* The basis sites of a crystal with the given potential, or bare (NULL). */
kkr_case_site *kkr_case_make_crystal_sites(kkr_case *object,
                                           const kkr_potential *potential)
{
    const kkr_crystal *crystal = object->crystal;
    kkr_case_site *sites = kkr_alloc((size_t)crystal->n_sites, sizeof *sites);
    for (int i = 0; i < crystal->n_sites; i++) {
        kkr_case_site *site = &sites[i];
        int type = kkr_case_main_type(crystal, i);
        site->position = crystal->sites[i].position;
        site->weight = crystal->sites[i].weight;
        site->host_site = i;
        site->shape = shape_at(object->shapes, crystal->types[type].shape);
        set_entries(site->entry, potential, object->n_spin, type);
        double z_told = crystal->types[type].z;
        site->z =
            site->entry[0] && !site->entry[0]->defect ? site->entry[0]->z : z_told;
        if (site->entry[0] && z_told >= 0 && fabs(site->z - z_told) > 1e-3)
            kkr_note(&object->n_notes, &object->notes,
                     "site %d: Z = %g in %s but %g in %s: the potential's is used",
                     i + 1, site->z, potential->path, z_told, crystal->path);
        if (object->shapes && !site->shape && potential)
            kkr_note(&object->n_notes, &object->notes,
                     "site %d wants shape %d, %s has %d", i + 1,
                     crystal->types[type].shape + 1, object->shapes->path,
                     object->shapes->n_cells);
        if (crystal->sites[i].n_types > 1)
            kkr_note(
                &object->n_notes, &object->notes,
                "site %d holds %d atom types (CPA): the one with most concentration "
                "is shown (%s, %g)",
                i + 1, crystal->sites[i].n_types, kkr_element_symbol(site->z),
                crystal->types[type].concentration);
        judge_site(object, site, i, potential);
        set_label(site);
    }
    return sites;
}

/* Potentials without a structure: one site per atom, nowhere in space. */
void kkr_case_make_lone_sites(kkr_case *object, const kkr_potential *potential,
                              const kkr_shapefun *shapes)
{
    object->n_sites = potential->n_entries / object->n_spin;
    object->sites = kkr_alloc((size_t)object->n_sites, sizeof *object->sites);
    for (int i = 0; i < object->n_sites; i++) {
        kkr_case_site *site = &object->sites[i];
        site->host_site = -1;
        set_entries(site->entry, potential, object->n_spin, i);
        site->z = site->entry[0]->z;
        int cell =
            shapes && shapes->n_cells == 1 ? 0 : i; // one shape serves equal atoms
        site->shape = shape_at(shapes, cell);
        judge_site(object, site, i, potential);
        set_label(site);
        set_defect(site, "%s",
                   "its position is not known: no structure file "
                   "(give one with --structure)");
    }
}

/* Absolute position in the crystal, bohr (scoef: relative to site 1 if that is 0). */
static kkr_vec3 cluster_offset(const kkr_case *object)
{
    const kkr_cluster *cluster = object->cluster;
    const kkr_cluster_site *first = &cluster->sites[0];
    if (!object->crystal || kkr_vec3_length(first->position) > 1e-9)
        return (kkr_vec3){ 0, 0, 0 };
    int host = first->host_site;
    if (host < 0 || host >= object->crystal->n_sites)
        host = 0; // atominfo does not say: the basis sites are tried in turn
    return object->crystal->sites[host].position;
}

/* The lattice site at a place, or -1. */
static int host_site_at(const kkr_crystal *crystal, kkr_vec3 x)
{
    kkr_image *images = NULL;
    size_t n = 0;
    int site = -1;
    if (kkr_crystal_neighbours(crystal, x, KKR_SITE_TOLERANCE_ALAT * crystal->alat,
                               &images, &n, NULL) &&
        n > 0 && images[0].site < crystal->n_sites)
        site = images[0].site;
    free(images);
    return site;
}

/*
 * atominfo alone gives no host site: shift the cluster over the basis until all
 * its sites lie on lattice sites.
 */
kkr_vec3 kkr_case_cluster_offset(const kkr_case *object)
{
    const kkr_cluster *cluster = object->cluster;
    kkr_vec3 offset = cluster_offset(object);
    if (!object->crystal || cluster->sites[0].host_site >= 0 ||
        kkr_vec3_length(cluster->sites[0].position) > 1e-9)
        return offset;
    int most = -1;
    for (int k = 0; k < object->crystal->n_sites; k++) {
        kkr_vec3 shift = object->crystal->sites[k].position;
        int hits = 0;
        for (int i = 0; i < cluster->n_sites; i++)
            hits += host_site_at(object->crystal,
                                 kkr_vec3_mad(shift, object->alat,
                                              cluster->sites[i].position)) >= 0;
        if (hits > most) {
            most = hits;
            offset = shift;
        }
    }
    return offset;
}

static void place_site(kkr_case *object, kkr_case_site *site,
                       const kkr_cluster_site *from, kkr_vec3 offset, int index)
{
    kkr_vec3 absolute = kkr_vec3_mad(offset, object->alat, from->position);
    site->position = absolute; // the origin is taken off at the end
    site->host_site = -1;
    site->weight = object->alat * object->alat;
    if (!object->crystal)
        return;
    site->host_site = host_site_at(object->crystal, absolute);
    if (site->host_site >= 0) {
        site->weight = object->crystal->sites[site->host_site].weight;
        if (from->host_site >= 0 && from->host_site != site->host_site)
            kkr_note(&object->n_notes, &object->notes,
                     "%s: site %d lies on host site %d, the file says %d: the position "
                     "counts",
                     object->cluster->path, index + 1, site->host_site + 1,
                     from->host_site + 1);
    } else if (!from->is_virtual) {
        kkr_note(
            &object->n_notes, &object->notes,
            "%s: site %d lies on no host site: its cell and those around it are not "
            "those of the calculation",
            object->cluster->path, index + 1);
    }
}

void kkr_case_make_cluster_sites(kkr_case *object)
{
    const kkr_cluster *cluster = object->cluster;
    kkr_vec3 offset = kkr_case_cluster_offset(object);
    object->n_sites = kkr_cluster_active_sites(cluster);
    object->sites = kkr_alloc((size_t)object->n_sites, sizeof *object->sites);
    bool whole = object->imp_shapes && object->imp_shapes->n_cells == object->n_sites;
    if (object->imp_shapes && !whole)
        kkr_note(
            &object->n_notes, &object->notes,
            "%s has %d cells, the cluster has %d sites: the host's shapes are used",
            object->imp_shapes->path, object->imp_shapes->n_cells, object->n_sites);
    for (int i = 0, k = 0; i < cluster->n_sites; i++) {
        if (cluster->sites[i].is_removed)
            continue;
        kkr_case_site *site = &object->sites[k];
        place_site(object, site, &cluster->sites[i], offset, i);
        set_entries(site->entry, object->imp_potential, object->n_spin, k);
        site->z = site->entry[0] && !site->entry[0]->defect ? site->entry[0]->z
                                                            : cluster->sites[i].z;
        site->shape = whole ? shape_at(object->imp_shapes, k) : NULL;
        if (!whole && object->crystal && site->host_site >= 0) {
            int type = kkr_case_main_type(object->crystal, site->host_site);
            site->shape = shape_at(object->shapes, object->crystal->types[type].shape);
        }
        judge_site(object, site, k, object->imp_potential);
        set_label(site);
        k++;
    }
}

/* V0 of a cluster site: the host's own potential, in one of two files. */
static void set_host_reference(kkr_case *object, kkr_case_site *site, int index)
{
    const kkr_crystal *crystal = object->crystal;
    int type = crystal && site->host_site >= 0
                   ? kkr_case_main_type(crystal, site->host_site)
                   : -1;
    site->reference_shape = site->shape;
    if (object->host_cluster) {
        set_entries(site->reference, object->host_cluster, object->n_spin, index);
    } else if (type >= 0) {
        set_entries(site->reference, object->potential, object->n_spin, type);
        const kkr_shape_cell *shape =
            shape_at(object->shapes, crystal->types[type].shape);
        if (shape)
            site->reference_shape = shape;
    }
}

bool kkr_case_set_references(kkr_case *object, const kkr_case_options *options,
                             kkr_error *err)
{
    kkr_reference kind = options ? options->reference : KKR_REFERENCE_HOST;
    object->reference = kind;
    bool file =
        kind == KKR_REFERENCE_FILE && !kkr_case_is_place(options->reference_path);
    if (file) {
        object->reference_file = kkr_potential_read(options->reference_path, err);
        if (!object->reference_file)
            return false;
        int need = object->n_sites * object->n_spin;
        if (object->is_embedding && object->reference_file->n_entries < need)
            return kkr_fail(err, KKR_ERROR_FORMAT,
                            "%s: %d entries, expected %d (%d sites x %d spins) for V0",
                            options->reference_path, object->reference_file->n_entries,
                            need, object->n_sites, object->n_spin);
    }
    for (int i = 0; i < object->n_sites; i++) {
        kkr_case_site *site = &object->sites[i];
        // order of entries: cluster sites, or atom types of a crystal
        int atom = object->is_embedding || !object->crystal
                       ? i
                       : kkr_case_main_type(object->crystal, i);
        site->reference_shape = site->shape;
        if (kind == KKR_REFERENCE_HOST && object->is_embedding)
            set_host_reference(object, site, i);
        else if (kind == KKR_REFERENCE_START)
            set_entries(site->reference, object->start, object->n_spin, atom);
        else if (file)
            set_entries(site->reference, object->reference_file, object->n_spin, atom);
    }
    return true;
}

/* VBC is in both potentials: a difference would shift all of V - V0. */
void kkr_case_compare_zeros(kkr_case *object)
{
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_potential_entry *v = object->sites[i].entry[0];
        const kkr_potential_entry *v0 = object->sites[i].reference[0];
        if (!v || !v0 || v->defect || v0->defect)
            continue;
        if (fabs(v->vbc - v0->vbc) > 1e-6) {
            kkr_note(&object->n_notes, &object->notes,
                     "site %d: VBC of V and V0 differ by %.3g Ry: V - V0 contains this "
                     "constant",
                     i + 1, v->vbc - v0->vbc);
            return;
        }
    }
}
