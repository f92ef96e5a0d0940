// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/case_files.h"

#include "core/file_pool.h"

#include <stdlib.h>
#include <string.h>

int kkr_cluster_active_sites(const kkr_cluster *cluster)
{
    int n = 0;
    for (int i = 0; i < cluster->n_sites; i++)
        n += !cluster->sites[i].is_removed;
    return n;
}

static void set_defect(kkr_case *object, kkr_role role, const char *message)
{
    free(object->files[role].defect);
    object->files[role].defect = kkr_strdup(message);
}

static void give_role(kkr_case *object, kkr_found *file, kkr_role role, char *reason)
{
    file->role = role;
    object->files[role].path = kkr_strdup(file->path);
    object->files[role].reason = reason;
}

static kkr_found *best(kkr_file_pool *pool,
                       int (*score)(const kkr_file_pool *, const kkr_found *))
{
    kkr_found *winner = NULL;
    int high = 0;
    for (int i = 0; i < pool->n; i++) {
        if (pool->file[i].role != KKR_ROLE_COUNT)
            continue;
        int s = score(pool, &pool->file[i]);
        if (s > high) {
            high = s;
            winner = &pool->file[i];
        }
    }
    return winner;
}

static int score_structure(const kkr_file_pool *pool, const kkr_found *file)
{
    switch (file->kind) {
    case KKR_KIND_INPUTCARD: // voronoi's input stays behind as inputcard_voronoi
        return kkr_found_is(file, "inputcard")  ? 100
               : kkr_found_has(file, "voronoi") ? 60
                                                : 80;
    case KKR_KIND_KKRNANO_INPUT:
        return 70;
    case KKR_KIND_HOSTSTRUCTURE:
        return 50;
    default:
        return 0;
    }
}

static int score_cluster(const kkr_file_pool *pool, const kkr_found *file)
{
    if (file->kind == KKR_KIND_SCOEF)
        return kkr_found_is(file, "scoef") ? 100 : 80;
    return file->kind == KKR_KIND_ATOMINFO ? 60 : 0;
}

static int score_atominfo(const kkr_file_pool *pool, const kkr_found *file)
{
    return file->kind == KKR_KIND_ATOMINFO;
}

/* Could this file belong to the host / to the cluster, by where it lies? */
static bool place_of_host(const kkr_file_pool *pool, const kkr_found *file)
{
    return file->folder < 0 || pool->n_folders < 2 ||
           pool->has_structure[file->folder] || !pool->has_cluster[file->folder];
}

static bool place_of_cluster(const kkr_file_pool *pool, const kkr_found *file)
{
    return file->folder < 0 || pool->n_folders < 2 || pool->has_cluster[file->folder];
}

/* An impurity's own folder: "potential" there is the cluster's. */
static bool pure_cluster_folder(const kkr_file_pool *pool, const kkr_found *file)
{
    return file->folder >= 0 && pool->has_cluster[file->folder] &&
           !pool->has_structure[file->folder];
}

static int score_host_potential(const kkr_file_pool *pool, const kkr_found *file)
{
    if (file->kind != KKR_KIND_POTENTIAL || !place_of_host(pool, file) ||
        kkr_found_has(file, "imp") || kkr_found_has(file, "cluster"))
        return 0;
    if (kkr_found_has(file, "start") || kkr_found_is(file, "output.pot"))
        return 10; // better than nothing
    if (kkr_found_has(file, "host"))
        return 100;
    if (kkr_found_is(file, "potential"))
        return pure_cluster_folder(pool, file) ? 5 : 90;
    if (kkr_found_is(file, "out_potential"))
        return pure_cluster_folder(pool, file) ? 4 : 80;
    return kkr_found_has(file, "vpot") ? 75 : kkr_found_ends(file, ".pot") ? 70 : 40;
}

static int score_imp_potential(const kkr_file_pool *pool, const kkr_found *file)
{
    if (file->kind != KKR_KIND_POTENTIAL || !place_of_cluster(pool, file) ||
        kkr_found_has(file, "host") || kkr_found_has(file, "start"))
        return 0;
    if (kkr_found_has(file, "imp"))
        return kkr_found_has(file, "out") ? 100 : 90;
    if (kkr_found_is(file, "out_potential"))
        return pure_cluster_folder(pool, file) ? 85 : 30;
    return pure_cluster_folder(pool, file) ? 60 : 20;
}

/* A potential all by itself has no wrong name. */
static int score_any_potential(const kkr_file_pool *pool, const kkr_found *file)
{
    return file->kind == KKR_KIND_POTENTIAL;
}

static int score_host_cluster(const kkr_file_pool *pool, const kkr_found *file)
{
    return file->kind == KKR_KIND_POTENTIAL && kkr_found_has(file, "host") &&
           kkr_found_has(file, "cluster");
}

static int score_start(const kkr_file_pool *pool, const kkr_found *file)
{
    if (file->kind != KKR_KIND_POTENTIAL)
        return 0;
    return kkr_found_has(file, "start")       ? 90
           : kkr_found_is(file, "output.pot") ? 50
                                              : 0;
}

static int score_host_shapes(const kkr_file_pool *pool, const kkr_found *file)
{
    if (file->kind != KKR_KIND_SHAPEFUN || !place_of_host(pool, file) ||
        kkr_found_has(file, "imp"))
        return 0;
    if (pure_cluster_folder(pool, file) && !kkr_found_has(file, "host"))
        return 0;
    return kkr_found_has(file, "host") ? 100 : kkr_found_is(file, "shapefun") ? 90 : 40;
}

static int score_imp_shapes(const kkr_file_pool *pool, const kkr_found *file)
{
    if (file->kind != KKR_KIND_SHAPEFUN || !place_of_cluster(pool, file) ||
        kkr_found_has(file, "host"))
        return 0;
    if (kkr_found_has(file, "imp"))
        return 100;
    return pure_cluster_folder(pool, file) ? 90 : 0;
}

static bool fits(const kkr_potential *potential, int n_atoms)
{
    return potential && n_atoms > 0 &&
           (potential->n_entries == n_atoms || potential->n_entries == 2 * n_atoms);
}

/* The best-named potential, unless only a less well-named one has the right size. */
static kkr_found *best_potential(kkr_file_pool *pool,
                                 int (*score)(const kkr_file_pool *, const kkr_found *),
                                 int n_atoms, int sure)
{
    kkr_found *winner = NULL;
    int high = 0;
    for (int i = 0; i < pool->n; i++) {
        kkr_found *file = &pool->file[i];
        int s = file->role == KKR_ROLE_COUNT ? score(pool, file) : 0;
        if (s <= 0)
            continue;
        bool good = n_atoms <= 0 || fits(kkr_found_potential(pool, file), n_atoms);
        if (!good && s < sure)
            continue; // only its name could speak for it, and that does not
        s += good ? 1000 : 0;
        if (s > high) {
            high = s;
            winner = file;
        }
    }
    return winner;
}

static void take_potential(kkr_case *object, kkr_file_pool *pool, kkr_found *file,
                           kkr_role role, kkr_potential **slot)
{
    if (!file)
        return;
    const kkr_potential *potential = kkr_found_potential(pool, file);
    give_role(object, file, role,
              potential
                  ? kkr_strdup_printf("potential file, %d entr%s", potential->n_entries,
                                      potential->n_entries == 1 ? "y" : "ies")
                  : kkr_strdup("potential file"));
    if (!potential) {
        set_defect(object, role, file->error.message);
        return;
    }
    for (int i = 0; i < potential->n_entries && !object->files[role].defect; i++)
        if (potential->entries[i].defect)
            set_defect(object, role, potential->entries[i].defect);
    *slot = file->potential;
    file->potential = NULL;
}

static void take_shapes(kkr_case *object, const kkr_file_pool *pool, kkr_found *file,
                        kkr_role role, kkr_shapefun **slot)
{
    if (!file)
        return;
    kkr_error err = { 0 };
    *slot = kkr_found_shapes(pool, file, &err);
    give_role(object, file, role,
              *slot ? kkr_strdup_printf("shape functions, %d cell%s", (*slot)->n_cells,
                                        (*slot)->n_cells == 1 ? "" : "s")
                    : kkr_strdup("shape functions"));
    if (!*slot)
        set_defect(object, role, err.message);
}

static void mark_forced(kkr_case *object, kkr_role role)
{
    free(object->files[role].reason);
    object->files[role].reason =
        kkr_strdup_printf("forced by --%s", kkr_role_option(role));
}

static kkr_crystal *read_structure(const kkr_found *file, double alat, kkr_error *err)
{
    switch (file->kind) {
    case KKR_KIND_KKRNANO_INPUT:
        return kkr_crystal_read_kkrnano(file->path, err);
    case KKR_KIND_HOSTSTRUCTURE:
        return kkr_crystal_read_hoststructure(file->path, alat, err);
    default:
        return kkr_crystal_read_inputcard(file->path, err);
    }
}

static const char *structure_word(kkr_file_kind kind)
{
    switch (kind) {
    case KKR_KIND_KKRNANO_INPUT:
        return "KKRnano input";
    case KKR_KIND_HOSTSTRUCTURE:
        return "host structure of kkrflex";
    default:
        return "inputcard";
    }
}

static void take_structure(kkr_case *object, kkr_found *file, double alat)
{
    if (!file)
        return;
    kkr_error err = { 0 };
    object->crystal = read_structure(file, alat, &err);
    give_role(object, file, KKR_ROLE_STRUCTURE,
              object->crystal
                  ? kkr_strdup_printf("%s, %d site%s", structure_word(file->kind),
                                      object->crystal->n_sites,
                                      object->crystal->n_sites == 1 ? "" : "s")
                  : kkr_strdup(structure_word(file->kind)));
    if (!object->crystal)
        set_defect(object, KKR_ROLE_STRUCTURE, err.message);
}

/*
 * scoef says where the sites are and which host atom sits there; atominfo knows
 * the impurity's Z and which sites are virtual or removed. Lengths may be in
 * different units, so only flags and Z are taken over.
 */
static void add_atominfo(kkr_case *object, const kkr_found *file)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_cluster) info = kkr_cluster_read_atominfo(file->path, &err);
    kkr_cluster *cluster = object->cluster;
    if (!info) {
        kkr_note(&object->n_notes, &object->notes, "%s", err.message);
        return;
    }
    if (info->n_sites != cluster->n_sites) {
        kkr_note(&object->n_notes, &object->notes,
                 "%s has %d positions, %s has %d: only the latter is used", info->path,
                 info->n_sites, cluster->path, cluster->n_sites);
        return;
    }
    double ratio = 0;
    bool same_shape = true;
    for (int i = 0; i < info->n_sites; i++) {
        cluster->sites[i].is_virtual = info->sites[i].is_virtual;
        cluster->sites[i].is_removed = info->sites[i].is_removed;
        cluster->sites[i].z = info->sites[i].z;
        double a = kkr_vec3_length(cluster->sites[i].position);
        double b = kkr_vec3_length(info->sites[i].position);
        if (ratio == 0 && a > 1e-6 && b > 1e-6)
            ratio = a / b;
        kkr_vec3 gap = kkr_vec3_sub(cluster->sites[i].position,
                                    kkr_vec3_scale(info->sites[i].position, ratio));
        same_shape = same_shape && kkr_vec3_length(gap) < 1e-5;
    }
    if (!same_shape)
        kkr_note(&object->n_notes, &object->notes,
                 "%s and %s list different positions: those of the latter are used",
                 info->path, cluster->path);
    else if (ratio > 0 && fabs(ratio - 1) > 1e-5)
        kkr_note(
            &object->n_notes, &object->notes,
            "%s and %s use different length units (ratio %.4f): those of the latter "
            "are used",
            info->path, cluster->path, ratio);
}

static void take_cluster(kkr_case *object, kkr_file_pool *pool, kkr_found *file)
{
    if (!file)
        return;
    kkr_error err = { 0 };
    bool scoef = file->kind != KKR_KIND_ATOMINFO;
    object->cluster = scoef ? kkr_cluster_read_scoef(file->path, &err)
                            : kkr_cluster_read_atominfo(file->path, &err);
    give_role(object, file, KKR_ROLE_CLUSTER,
              object->cluster
                  ? kkr_strdup_printf("%s, %d position%s",
                                      scoef ? "scoef" : "kkrflex_atominfo",
                                      object->cluster->n_sites,
                                      object->cluster->n_sites == 1 ? "" : "s")
                  : kkr_strdup("cluster geometry"));
    if (!object->cluster)
        set_defect(object, KKR_ROLE_CLUSTER, err.message);
    kkr_found *info = scoef ? best(pool, score_atominfo) : NULL;
    if (object->cluster && info)
        add_atominfo(object, info);
}

/* A potential and shape functions may be all that tells the lattice constant. */
static double alat_of(const kkr_potential *potential)
{
    return potential && potential->n_entries ? potential->entries[0].alat : 0;
}

static void assign_roles(kkr_case *object, kkr_file_pool *pool, kkr_found *forced,
                         const bool *is_forced)
{
#define CHOOSE(role, otherwise) (is_forced[role] ? &forced[role] : (otherwise))

    take_cluster(object, pool, CHOOSE(KKR_ROLE_CLUSTER, best(pool, score_cluster)));
    int n_cluster = object->cluster ? kkr_cluster_active_sites(object->cluster) : 0;
    kkr_found *structure = CHOOSE(KKR_ROLE_STRUCTURE, best(pool, score_structure));
    bool late = structure && structure->kind == KKR_KIND_HOSTSTRUCTURE;
    if (!late)
        take_structure(object, structure, 0);
    int n_types = object->crystal ? object->crystal->n_types : 0;

    take_potential(object, pool,
                   CHOOSE(KKR_ROLE_HOST_CLUSTER, best(pool, score_host_cluster)),
                   KKR_ROLE_HOST_CLUSTER, &object->host_cluster);
    if (object->cluster)
        take_potential(object, pool,
                       CHOOSE(KKR_ROLE_IMP_POTENTIAL,
                              best_potential(pool, score_imp_potential, n_cluster, 85)),
                       KKR_ROLE_IMP_POTENTIAL, &object->imp_potential);
    else if (is_forced[KKR_ROLE_IMP_POTENTIAL])
        take_potential(object, pool, &forced[KKR_ROLE_IMP_POTENTIAL],
                       KKR_ROLE_IMP_POTENTIAL, &object->imp_potential);
    take_potential(object, pool,
                   CHOOSE(KKR_ROLE_POTENTIAL,
                          best_potential(pool, score_host_potential, n_types, 10)),
                   KKR_ROLE_POTENTIAL, &object->potential);
    take_potential(
        object, pool,
        CHOOSE(KKR_ROLE_START,
               best_potential(pool, score_start,
                              object->imp_potential ? n_cluster : n_types, 50)),
        KKR_ROLE_START, &object->start);
    if (!object->files[KKR_ROLE_POTENTIAL].path && !object->cluster && !structure &&
        !object->imp_potential)
        take_potential(object, pool, best(pool, score_any_potential),
                       KKR_ROLE_POTENTIAL, &object->potential);
    if (late) // its lengths are in alat, which only a potential tells
        take_structure(
            object, structure,
            alat_of(object->imp_potential ? object->imp_potential : object->potential));

    take_shapes(object, pool, CHOOSE(KKR_ROLE_SHAPES, best(pool, score_host_shapes)),
                KKR_ROLE_SHAPES, &object->shapes);
    take_shapes(object, pool, CHOOSE(KKR_ROLE_IMP_SHAPES, best(pool, score_imp_shapes)),
                KKR_ROLE_IMP_SHAPES, &object->imp_shapes);
#undef CHOOSE
}

/** In a data set the roles were found when it was made, and stay. */
static void take_told(kkr_file_pool *pool, const kkr_case_options *options,
                      kkr_found *forced, bool *is_forced)
{
    for (int i = 0; i < pool->n; i++) {
        kkr_found *file = &pool->file[i];
        if (file->told == KKR_ROLE_COUNT)
            continue;
        file->role = file->told; // nobody else looks at it
        if (options && options->forced[file->told])
            continue;
        forced[file->told] = *file;
        forced[file->told].path = kkr_strdup(file->path);
        forced[file->told].name = file->name;
        is_forced[file->told] = true;
    }
}

bool kkr_case_find_files(kkr_case *object, const char *const *paths, int n_paths,
                         const kkr_case_options *options, kkr_error *err)
{
    kkr_file_pool pool = { 0 };
    if (!kkr_file_pool_fill(&pool, object, paths, n_paths, options, err)) {
        kkr_file_pool_clear(&pool);
        return false;
    }
    kkr_found forced[KKR_ROLE_COUNT] = { 0 };
    bool is_forced[KKR_ROLE_COUNT] = { false };
    bool found_all = true;
    take_told(&pool, options, forced, is_forced);
    for (int role = 0; role < KKR_ROLE_COUNT && found_all; role++)
        if (options && options->forced[role]) {
            is_forced[role] = true;
            found_all =
                kkr_found_forced(&forced[role], options->forced[role], object, err);
        }
    if (found_all)
        assign_roles(object, &pool, forced, is_forced);
    for (int role = 0; role < KKR_ROLE_COUNT; role++) {
        if (options && options->forced[role] && object->files[role].path)
            mark_forced(object, role);
        free(forced[role].path);
        kkr_potential_free(forced[role].potential);
    }
    kkr_file_pool_clear(&pool);
    return found_all;
}
