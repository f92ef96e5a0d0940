// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/case_compare.h"

#include "core/case_sites.h"
#include "core/place.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

bool kkr_case_is_place(const char *path)
{
    struct stat info;
    if (stat(path, &info) == 0)
        return S_ISDIR(info.st_mode);
    return kkr_place_is(path) && !kkr_place_exists(path);
}

// ------------------------------------------------------------- one host

/** Two calculations of a crystal agree to the last digit or are two. */
static bool same_entry(const kkr_potential_entry *a, const kkr_potential_entry *b)
{
    return a->z == b->z && a->n_r == b->n_r && !a->defect == !b->defect &&
           memcmp(a->v0, b->v0, (size_t)a->n_r * sizeof *a->v0) == 0;
}

static bool same_potential(const kkr_potential *a, const kkr_potential *b)
{
    if (!a || !b)
        return !a && !b;
    bool same = a->n_entries == b->n_entries;
    for (int i = 0; same && i < a->n_entries; i++)
        same = same_entry(&a->entries[i], &b->entries[i]);
    return same;
}

static bool same_lattice(const kkr_crystal *a, const kkr_crystal *b, double tolerance)
{
    bool same = a && b && a->n_sites == b->n_sites;
    for (int k = 0; same && k < 3; k++)
        same = kkr_vec3_length(kkr_vec3_sub(a->lattice.row[k], b->lattice.row[k])) <=
               tolerance;
    for (int i = 0; same && i < a->n_sites; i++)
        same = kkr_vec3_length(kkr_vec3_sub(a->sites[i].position,
                                            b->sites[i].position)) <= tolerance;
    return same;
}

static bool check_hosts(const kkr_case *a, const kkr_case *b, kkr_error *err)
{
    double tolerance = KKR_SITE_TOLERANCE_ALAT * a->alat;
    if (!a->is_embedding || !b->is_embedding)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "%s and %s cannot be compared: %s is a crystal, expected two "
                        "impurities in one host",
                        a->name, b->name, a->is_embedding ? b->name : a->name);
    if (!a->crystal || !b->crystal)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "%s and %s cannot be compared: the host of %s is not known",
                        a->name, b->name, a->crystal ? b->name : a->name);
    if (!same_lattice(a->crystal, b->crystal, tolerance))
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "%s and %s cannot be compared: their hosts have different "
                        "lattices (lattice constants %.4f and %.4f bohr)",
                        a->name, b->name, a->alat, b->alat);
    if (!same_potential(a->potential, b->potential))
        return kkr_fail(
            err, KKR_ERROR_MISSING,
            "%s and %s cannot be compared: their hosts are two calculations "
            "with different potentials",
            a->name, b->name);
    if (a->n_spin != b->n_spin)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "%s and %s cannot be compared: one has %d spin%s, the other %d",
                        a->name, b->name, a->n_spin, a->n_spin == 1 ? "" : "s",
                        b->n_spin);
    return true;
}

// ------------------------------------------------------------- the same sites

static kkr_vec3 from_first(const kkr_case *object, int site)
{
    return kkr_vec3_sub(object->sites[site].position, object->sites[0].position);
}

/** The site of b where a's site i is; -1: there is none. */
static int partner(const kkr_case *a, int i, const kkr_case *b)
{
    double tolerance = KKR_SITE_TOLERANCE_ALAT * a->alat;
    for (int k = 0; k < b->n_sites; k++)
        if (kkr_vec3_length(kkr_vec3_sub(from_first(a, i), from_first(b, k))) <=
                tolerance &&
            a->sites[i].host_site == b->sites[k].host_site)
            return k;
    return -1;
}

bool kkr_case_compare(kkr_case *object, const char *path, kkr_error *err)
{
    object->compared = kkr_case_open(&path, 1, NULL, NULL, err);
    const kkr_case *other = object->compared;
    if (!other || !check_hosts(object, other, err))
        return false;
    int n_common = 0;
    for (int i = 0; i < object->n_sites; i++) {
        kkr_case_site *site = &object->sites[i];
        int k = partner(object, i, other);
        if (k < 0 || !other->sites[k].entry[0])
            continue;
        memcpy(site->reference, other->sites[k].entry, sizeof site->reference);
        site->reference_shape = other->sites[k].shape;
        n_common++;
    }
    if (!n_common)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "%s and %s cannot be compared: their clusters share no site",
                        object->name, other->name);
    if (n_common < object->n_sites)
        kkr_note(&object->n_notes, &object->notes,
                 "%s has %d of the %d sites of %s: elsewhere their difference is not "
                 "known",
                 other->name, n_common, object->n_sites, object->name);
    return true;
}
