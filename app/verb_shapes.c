// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/case_options.h"
#include "app/verb.h"
#include "core/shape_check.h"
#include "core/shape_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct arguments {
    const char *output, *compare, *l_max;
    int n_points;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "o", "FILE", "writes a shapefun file there",
      offsetof(arguments, output) },
    { KKR_OPTION_TEXT, "compare", "FILE", "or: judges this shapefun file",
      offsetof(arguments, compare) },
    { KKR_OPTION_TEXT, "lmax", "L", "largest l written, 0 to 32 [4 LMAX, else 16]",
      offsetof(arguments, l_max) },
    { KKR_OPTION_COUNT, "npoi", "N", "radial points of a cell, at least [125]",
      offsetof(arguments, n_points) },
    { 0 },
};

/* Whose cells a file holds: those of the cluster in its order, or of the crystal. */
typedef struct owners {
    const kkr_case_site *sites;
    const kkr_crystal *crystal; // NULL: cell i belongs to site i
    int n_sites, n_shapes;
} owners;

static owners cluster_owners(const kkr_case *object)
{
    return (owners){ object->sites, NULL, object->n_sites, object->n_sites };
}

static owners crystal_owners(const kkr_case *object)
{
    owners o = { object->host_sites, object->crystal, object->n_host_sites, 0 };
    if (!object->is_embedding) {
        o.sites = object->sites;
        o.n_sites = object->n_sites;
    }
    for (int i = 0; i < o.crystal->n_types; i++)
        if (o.crystal->types[i].shape >= o.n_shapes)
            o.n_shapes = o.crystal->types[i].shape + 1;
    return o;
}

/** The first site from `site` on that has cell `shape` of a file; -1: none. */
static int next_site(const owners *o, int shape, int site)
{
    if (!o->crystal)
        return shape >= site ? shape : -1;
    for (; site < o->n_sites; site++) {
        const kkr_site *s = &o->crystal->sites[site];
        for (int k = 0; k < s->n_types; k++)
            if (o->crystal->types[o->crystal->type_order[s->first_type + k]].shape ==
                shape)
                return site;
    }
    return -1;
}

/** Structure and cluster must be known; shapes and potentials need not. */
static bool check_case(const kkr_case *object, kkr_error *err)
{
    const kkr_role needed[] = { KKR_ROLE_STRUCTURE, KKR_ROLE_CLUSTER };
    for (int i = 0; i < 2; i++)
        if (object->files[needed[i]].defect)
            return kkr_fail(err, KKR_ERROR_FORMAT, "%s",
                            object->files[needed[i]].defect);
    if (object->n_sites < 1 || !object->crystal || !(object->alat > 0))
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "shape functions need the crystal structure: --structure FILE");
    return true;
}

static bool check_cells(const owners *o, kkr_error *err)
{
    for (int i = 0; i < o->n_sites; i++) {
        const kkr_case_site *site = &o->sites[i];
        if (!site->cell)
            return kkr_fail(err, KKR_ERROR_GEOMETRY, "site %d %s has no cell: %s",
                            i + 1, site->label,
                            site->defect ? site->defect
                                         : "its surroundings are unknown");
        if (!site->cell->closed)
            return kkr_fail(
                err, KKR_ERROR_GEOMETRY,
                "the cell of site %d %s is open: there is nothing beyond it", i + 1,
                site->label);
    }
    return true;
}

/** Sites with one shape must have one cell; the file cannot know it otherwise. */
static void warn_of_different_cells(const owners *o, int shape, int first)
{
    const kkr_voronoi *a = o->sites[first].cell;
    for (int i = next_site(o, shape, first + 1); i >= 0;
         i = next_site(o, shape, i + 1)) {
        const kkr_voronoi *b = o->sites[i].cell;
        if (fabs(a->volume - b->volume) > 1e-6 * a->volume ||
            fabs(a->r_in - b->r_in) > 1e-6 * a->r_in ||
            fabs(a->r_out - b->r_out) > 1e-6 * a->r_out)
            kkr_verb_warn("sites %d and %d share shape %d, but their cells differ; the "
                          "first is written",
                          first + 1, i + 1, shape + 1);
    }
}

static bool parse_l_max(const arguments *own, const kkr_case *object, int *l_max,
                        kkr_error *err)
{
    int told = object->crystal->l_max;
    *l_max = told >= 0 ? 4 * told : 16;
    if (*l_max > KKR_L_MAX)
        *l_max = KKR_L_MAX;
    double value = *l_max;
    if (own->l_max && (!kkr_option_number(own->l_max, &value) ||
                       value != floor(value) || value < 0 || value > KKR_L_MAX))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--lmax needs a whole number from 0 to %d, found \"%s\"",
                        KKR_L_MAX, own->l_max);
    *l_max = (int)value;
    return true;
}

static bool write_shapes(const kkr_case *object, const arguments *own,
                         const kkr_job *job, kkr_error *err)
{
    int l_max;
    if (!parse_l_max(own, object, &l_max, err))
        return false;
    owners o = object->is_embedding ? cluster_owners(object) : crystal_owners(object);
    if (!check_cells(&o, err))
        return false;
    const int n = o.n_shapes;
    kkr_shape_mesh_params params = kkr_shape_mesh_defaults;
    if (own->n_points)
        params.n_points = own->n_points;
    const kkr_voronoi **cells = kkr_alloc((size_t)n, sizeof *cells);
    bool good = true;
    for (int k = 0; k < n && good; k++) {
        int site = next_site(&o, k, 0);
        if (site < 0) {
            good = kkr_fail(err, KKR_ERROR_GEOMETRY,
                            "no site has shape %d, but one has shape %d", k + 1, n);
        } else {
            cells[k] = o.sites[site].cell;
            warn_of_different_cells(&o, k, site);
        }
    }
    kkr_shapefun *file =
        good ? kkr_shape_file_new(cells, n, object->alat, l_max, &params, job, err)
             : NULL;
    good = file && kkr_shape_file_write(file, object->is_embedding, own->output, err);
    kkr_shapefun_free(file);
    free(cells);
    return good;
}

/* What is known of all cells when the last one was compared. */
typedef struct summary {
    double difference[KKR_L_MAX + 1];
    int l_max, n_findings;
} summary;

static void print_site(const owners *o, int site, int shape,
                       const kkr_shape_check *check, summary *all)
{
    double low = 0, high = 0;
    for (int l = 0; l <= check->l_max; l++) {
        double *worst = l <= 16 ? &low : &high;
        *worst = fmax(*worst, check->difference[l]);
        all->difference[l] = fmax(all->difference[l], check->difference[l]);
    }
    if (check->l_max > all->l_max)
        all->l_max = check->l_max;
    printf("%5d %-8s %5d %14.6f %14.6f %12.2e", site + 1, o->sites[site].label,
           shape + 1, check->cell_volume, check->volume, check->end);
    if (check->findings & KKR_SHAPE_ATOMIC_SPHERE)
        printf(" %12s %12s\n", "-", "-");
    else if (check->l_max > 16)
        printf(" %12.2e %12.2e\n", low, high);
    else
        printf(" %12.2e %12s\n", low, "-");
    for (unsigned f = KKR_SHAPE_ATOMIC_SPHERE; f <= KKR_SHAPE_LAST; f <<= 1) {
        char text[400];
        if (!(check->findings & f))
            continue;
        kkr_shape_check_sentence(check, f, text, sizeof text);
        printf("      cell %d at site %d: %s\n", shape + 1, site + 1, text);
        all->n_findings++;
    }
}

static bool compare_shapes(const kkr_case *object, const char *path, const kkr_job *job,
                           kkr_error *err)
{
    KKR_AUTO(kkr_shapefun) file = kkr_shapefun_read(path, err);
    if (!file)
        return false;
    bool of_cluster = object->is_embedding && file->n_cells == object->n_sites;
    owners o = of_cluster ? cluster_owners(object) : crystal_owners(object);
    const int n = o.n_shapes;
    if (file->n_cells < n || o.n_sites == 0)
        return kkr_fail(err, KKR_ERROR_GEOMETRY, "%s: %d %s, but %d sites need %d",
                        path, file->n_cells, file->n_cells == 1 ? "cell" : "cells",
                        o.n_sites ? o.n_sites : object->n_sites,
                        o.n_sites ? n : object->n_sites);
    if (!check_cells(&o, err))
        return false;
    printf("%s: %d %s of the %s, lengths in bohr\n\n", path, file->n_cells,
           file->n_cells == 1 ? "cell" : "cells", of_cluster ? "cluster" : "crystal");
    printf("%5s %-8s %5s %14s %14s %12s %12s %12s\n", "site", "atom", "cell", "volume",
           "of the file", "Theta_00 end", "l <= 16", "l > 16");
    summary all = { 0 };
    for (int k = 0; k < n; k++)
        for (int site = next_site(&o, k, 0); site >= 0;
             site = next_site(&o, k, site + 1)) {
            kkr_shape_check check;
            if (!kkr_shape_check_cell(&file->cells[k], o.sites[site].cell, object->alat,
                                      job, &check, err))
                return false;
            print_site(&o, site, k, &check, &all);
        }
    if (file->n_cells > n)
        printf("\n%d more cells of the file belong to no site\n", file->n_cells - n);
    printf("\n%5s %12s\n", "l", "difference");
    for (int l = 0; l <= all.l_max; l++)
        if (all.difference[l] > 0)
            printf("%5d %12.2e\n", l, all.difference[l]);
    if (all.n_findings > 0)
        return kkr_fail(err, KKR_ERROR_GEOMETRY, "%s: %d %s", path, all.n_findings,
                        all.n_findings == 1 ? "finding" : "findings");
    printf("\nnothing is wrong with this file\n");
    return true;
}

bool kkr_verb_shapes(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { 0 };
    kkr_case_arguments options = { 0 };
    const kkr_option_group groups[] = {
        { "Options", own_options, &own },
        { "The case", kkr_case_options_open, &options },
        { 0 },
    };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    if ((own.output != NULL) == (own.compare != NULL))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "shapes needs either -o FILE or --compare FILE");
    if (own.n_points == 1)
        return kkr_fail(err, KKR_ERROR_USAGE, "--npoi needs at least 2 points");
    if (own.n_points > 99000)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--npoi: the columns of the file hold no more than 99000");
    kkr_job job = kkr_verb_job(options.threads);
    KKR_AUTO(kkr_case) object = kkr_case_arguments_open(&options, &paths, &job, err);
    if (!object || !check_case(object, err))
        return false;
    return own.compare ? compare_shapes(object, own.compare, &job, err)
                       : write_shapes(object, &own, &job, err);
}
