// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/case.h"

#include "core/case_compare.h"
#include "core/case_files.h"
#include "core/case_sites.h"
#include "core/text.h"
#include "core/ylm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *kkr_role_name(kkr_role role)
{
    static const char *const names[KKR_ROLE_COUNT] = {
        "structure",           "host potential",     "host shapes",
        "cluster geometry",    "cluster potential",  "cluster shapes",
        "host in the cluster", "starting potential",
    };
    return names[role];
}

const char *kkr_role_option(kkr_role role)
{
    static const char *const options[KKR_ROLE_COUNT] = {
        "structure",     "potential",  "shapes",       "cluster",
        "imp-potential", "imp-shapes", "host-cluster", "start",
    };
    return options[role];
}

static void note_all(kkr_case *object, int n_notes, char *const *notes)
{
    for (int i = 0; i < n_notes; i++)
        kkr_note(&object->n_notes, &object->notes, "%s", notes[i]);
}

static void note_contents(kkr_case *object)
{
    const kkr_potential *potentials[] = { object->potential, object->imp_potential,
                                          object->host_cluster, object->start,
                                          object->reference_file };
    for (size_t i = 0; i < sizeof potentials / sizeof *potentials; i++)
        if (potentials[i])
            note_all(object, potentials[i]->n_notes, potentials[i]->notes);
    if (object->shapes)
        note_all(object, object->shapes->n_notes, object->shapes->notes);
    if (object->imp_shapes)
        note_all(object, object->imp_shapes->n_notes, object->imp_shapes->notes);
    if (object->crystal)
        note_all(object, object->crystal->n_notes, object->crystal->notes);
    if (object->cluster)
        note_all(object, object->cluster->n_notes, object->cluster->notes);
}

/* What the inputcard says counts, unless the number of entries contradicts it. */
static int spins_of(kkr_case *object, const kkr_potential *potential, int n_atoms,
                    int told)
{
    if (!potential)
        return told > 0 ? told : 1;
    bool told_fits = told > 0 && n_atoms > 0 && potential->n_entries >= told * n_atoms;
    if (told > 0 && (n_atoms == 0 || told_fits))
        return told;
    int n = kkr_potential_spins(potential, n_atoms);
    if (told > 0 && n != told && n > 0)
        kkr_note(&object->n_notes, &object->notes,
                 "NSPIN is %d but %s has %d entries for %d atoms: taken as %d spin%s",
                 told, potential->path, potential->n_entries, n_atoms, n,
                 n == 1 ? "" : "s");
    if (n == 0)
        kkr_note(
            &object->n_notes, &object->notes,
            "%s: %d entries in equal pairs: two spins or two atoms each? taken as one "
            "spin, --spins 2 says otherwise",
            potential->path, potential->n_entries);
    return n > 0 ? n : 1;
}

static void set_name(kkr_case *object)
{
    const char *impurity = object->n_sites ? object->sites[0].label : "?";
    if (!object->is_embedding) {
        // the distinct elements in order: "Cu", "NaCl", "SiVac"
        char name[128] = "";
        for (int i = 0; i < object->n_sites && strlen(name) < 100; i++) {
            bool seen = false;
            for (int k = 0; k < i; k++)
                seen =
                    seen || strcmp(object->sites[k].label, object->sites[i].label) == 0;
            if (!seen)
                strcat(name, object->sites[i].label);
        }
        object->name = kkr_strdup(*name ? name : "empty");
        return;
    }
    const char *host = "?";
    if (object->reference == KKR_REFERENCE_HOST && object->n_sites &&
        object->sites[0].reference[0])
        host = kkr_element_symbol(object->sites[0].reference[0]->z);
    else if (object->crystal && object->n_sites && object->sites[0].host_site >= 0) {
        int type = kkr_case_main_type(object->crystal, object->sites[0].host_site);
        double z = object->crystal->types[type].z;
        host = z >= 0 ? kkr_element_symbol(z) : host;
    }
    object->name = kkr_strdup_printf("%s:%s", host, impurity);
}

static bool is_comparison(const kkr_case_options *options)
{
    return options && options->reference == KKR_REFERENCE_FILE &&
           kkr_case_is_place(options->reference_path);
}

static bool compare(kkr_case *object, const char *path, kkr_error *err)
{
    if (!kkr_case_compare(object, path, err))
        return false;
    char *name = kkr_strdup_printf("%s − %s", object->name, object->compared->name);
    free(object->name);
    object->name = name;
    return true;
}

static double first_alat(const kkr_case *object)
{
    const kkr_potential *potentials[] = { object->imp_potential, object->potential,
                                          object->host_cluster, object->start };
    if (object->crystal) // positions are in its units
        return object->crystal->alat;
    for (size_t i = 0; i < sizeof potentials / sizeof *potentials; i++)
        if (potentials[i] && potentials[i]->n_entries &&
            potentials[i]->entries[0].alat > 0)
            return potentials[i]->entries[0].alat;
    return 0;
}

static void make_gaunt(kkr_case *object)
{
    const kkr_potential *potentials[] = {
        object->potential,
        object->imp_potential,
        object->host_cluster,
        object->start,
        object->reference_file,
        object->compared ? object->compared->imp_potential : NULL
    };
    int l_max = -1; // spherical ones are divided by the shape, too
    for (size_t i = 0; i < sizeof potentials / sizeof *potentials; i++)
        for (int k = 0; potentials[i] && k < potentials[i]->n_entries; k++) {
            const kkr_potential_entry *entry = &potentials[i]->entries[k];
            int l = entry->full_potential && entry->lm_max > 1
                        ? kkr_lm_l(entry->lm_max - 1)
                        : 0;
            l_max = l > l_max ? l : l_max;
        }
    if (l_max >= 0)
        object->gaunt = kkr_gaunt_new(l_max);
}

static bool set_origin(kkr_case *object, const kkr_case_options *options,
                       kkr_error *err)
{
    int site = options ? options->origin_site : 0;
    if (site > object->n_sites)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "site:%d is not there: the case has %d sites", site,
                        object->n_sites);
    if (site > 0)
        object->origin = object->sites[site - 1].position;
    else if (object->is_embedding && object->n_sites)
        object->origin = object->sites[0].position;
    for (int i = 0; i < object->n_sites; i++)
        object->sites[i].position =
            kkr_vec3_sub(object->sites[i].position, object->origin);
    if (object->host_sites != object->sites)
        for (int i = 0; i < object->n_host_sites; i++)
            object->host_sites[i].position =
                kkr_vec3_sub(object->host_sites[i].position, object->origin);
    return true;
}

static bool bind(kkr_case *object, const kkr_case_options *options, kkr_error *err)
{
    bool has_imp = object->imp_potential || object->imp_shapes;
    object->is_embedding = object->cluster && object->cluster->n_sites > 0 &&
                           (has_imp || !object->potential);
    if (object->cluster && !object->is_embedding)
        kkr_note(&object->n_notes, &object->notes,
                 "%s: a cluster without its potential: the host is shown "
                 "(give one with --imp-potential)",
                 object->cluster->path);
    const kkr_potential *main_potential =
        object->is_embedding ? object->imp_potential : object->potential;
    if (!main_potential && !object->crystal && !object->cluster &&
        !object->imp_potential) {
        for (int role = 0; role < KKR_ROLE_COUNT; role++)
            if (object->files[role].defect)
                return kkr_fail(err, KKR_ERROR_FORMAT, "%s",
                                object->files[role].defect);
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "%s: neither a structure nor a potential, nothing can be shown",
                        object->shapes       ? object->shapes->path
                        : object->imp_shapes ? object->imp_shapes->path
                                             : "these files");
    }
    if (!main_potential && !object->crystal && !object->is_embedding)
        main_potential = object->imp_potential; // no cluster file: radial curves only
    object->alat = first_alat(object);
    int n_atoms = object->is_embedding ? kkr_cluster_active_sites(object->cluster)
                  : object->crystal    ? object->crystal->n_types
                                       : 0;
    int told = options && options->n_spin ? options->n_spin
               : object->crystal          ? object->crystal->n_spin
                                          : 0;
    object->n_spin = spins_of(object, main_potential, n_atoms, told);
    if (main_potential && n_atoms &&
        main_potential->n_entries != n_atoms * object->n_spin)
        kkr_note(&object->n_notes, &object->notes,
                 "%s: %d entries, expected %d (%d atoms x %d spins)",
                 main_potential->path, main_potential->n_entries,
                 n_atoms * object->n_spin, n_atoms, object->n_spin);

    if (object->is_embedding) {
        kkr_case_make_cluster_sites(object);
        if (object->crystal) {
            object->host_sites = kkr_case_make_crystal_sites(object, object->potential);
            object->n_host_sites = object->crystal->n_sites;
        }
    } else if (object->crystal) {
        object->sites = object->host_sites =
            kkr_case_make_crystal_sites(object, main_potential);
        object->n_sites = object->n_host_sites = object->crystal->n_sites;
    } else {
        kkr_case_make_lone_sites(object, main_potential,
                                 object->potential ? object->shapes
                                                   : object->imp_shapes);
    }
    if (main_potential && main_potential->n_entries)
        object->e_fermi = main_potential->entries[0].e_fermi;
    if (!kkr_case_set_references(object, options, err))
        return false;
    set_name(object);
    if (is_comparison(options) && !compare(object, options->reference_path, err))
        return false;
    make_gaunt(object);
    if (object->alat <= 0)
        kkr_note(
            &object->n_notes, &object->notes,
            "the lattice constant is not known (no structure, no potential): there "
            "are no positions in bohr and no cells");
    else if ((object->crystal || object->is_embedding) &&
             !kkr_case_make_cells(object, err))
        return false;
    kkr_case_compare_zeros(object);
    note_contents(object);
    return set_origin(object, options, err);
}

kkr_case *kkr_case_open(const char *const *paths, int n_paths,
                        const kkr_case_options *options, const kkr_job *job,
                        kkr_error *err)
{
    KKR_AUTO(kkr_case) object = kkr_alloc(1, sizeof *object);
    if (!kkr_job_step(job, 0, "reading files")) {
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    if (!kkr_case_find_files(object, paths, n_paths, options, err))
        return NULL;
    if (!kkr_job_step(job, 0.5, "making cells")) {
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    return bind(object, options, err) ? KKR_STEAL(object) : NULL;
}

static void free_sites(kkr_case_site *sites, int n)
{
    for (int i = 0; i < n; i++) {
        kkr_voronoi_free(sites[i].cell);
        free(sites[i].defect);
    }
    free(sites);
}

void kkr_case_free(kkr_case *object)
{
    if (!object)
        return;
    if (object->host_sites != object->sites)
        free_sites(object->host_sites, object->n_host_sites);
    free_sites(object->sites, object->n_sites);
    kkr_tessellation_free(object->tessellation);
    kkr_gaunt_free(object->gaunt);
    kkr_potential_free(object->potential);
    kkr_potential_free(object->imp_potential);
    kkr_potential_free(object->host_cluster);
    kkr_potential_free(object->start);
    kkr_potential_free(object->reference_file);
    kkr_case_free(object->compared);
    kkr_shapefun_free(object->shapes);
    kkr_shapefun_free(object->imp_shapes);
    kkr_crystal_free(object->crystal);
    kkr_cluster_free(object->cluster);
    for (int role = 0; role < KKR_ROLE_COUNT; role++) {
        free(object->files[role].path);
        free(object->files[role].reason);
        free(object->files[role].defect);
    }
    kkr_notes_free(object->n_notes, object->notes);
    free(object->name);
    free(object);
}

bool kkr_case_is_whole(const kkr_case *object, kkr_error *err)
{
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        if (object->files[role].defect)
            return kkr_fail(err, KKR_ERROR_FORMAT, "%s", object->files[role].defect);
    return true;
}

bool kkr_case_has_reference(const kkr_case *object, kkr_error *err)
{
    if (object->reference == KKR_REFERENCE_ZERO)
        return true;
    for (int i = 0; i < object->n_sites; i++)
        if (object->sites[i].reference[0])
            return true;
    if (object->reference == KKR_REFERENCE_START)
        return kkr_fail(
            err, KKR_ERROR_MISSING,
            "V0 is not known: no starting potential among the files (give one "
            "with --start)");
    if (object->is_embedding)
        return kkr_fail(
            err, KKR_ERROR_MISSING,
            "V0 is not known: no host potential for this cluster (give "
            "potential_host_cluster, or a host folder beside it, or --v0 FILE)");
    return kkr_fail(
        err, KKR_ERROR_MISSING,
        "V0 is not known: a crystal has no host (choose --v0 start, --v0 zero or "
        "--v0 FILE)");
}

bool kkr_case_parse_point(const kkr_case *object, const char *text, kkr_vec3 *point,
                          kkr_error *err)
{
    if (strncmp(text, "site:", 5) == 0) {
        char *end;
        long site = strtol(text + 5, &end, 10);
        if (*end || end == text + 5 || site < 1 || site > object->n_sites)
            return kkr_fail(err, KKR_ERROR_MISSING,
                            "'%s' is not a site, expected site:1 to site:%d", text,
                            object->n_sites);
        *point = object->sites[site - 1].position;
        return true;
    }
    double x[3];
    const char *at = text;
    for (int k = 0; k < 3; k++) {
        size_t length = strcspn(at, ",");
        bool last = at[length] == '\0';
        if (kkr_parse_fortran(at, length, &x[k]) != KKR_NUMBER_OK || !isfinite(x[k]) ||
            last != (k == 2))
            return kkr_fail(err, KKR_ERROR_FORMAT,
                            "'%s' is not a point, expected x,y,z in bohr or site:K",
                            text);
        at += length + 1;
    }
    *point = (kkr_vec3){ x[0], x[1], x[2] };
    return true;
}
