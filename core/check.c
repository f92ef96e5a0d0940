// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/check_private.h"

#include "core/shape_check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const kkr_check_params kkr_check_defaults = { .n_grid = 96 };

const char *kkr_verdict_name(kkr_verdict verdict)
{
    static const char *const names[] = { "ok", "note", "warn", "fail" };
    return names[verdict];
}

kkr_check_item *kkr_check_add(kkr_check *check, const char *id, const char *what,
                              const char *unit)
{
    check->items =
        kkr_realloc(check->items, (size_t)check->n_items + 1, sizeof *check->items);
    kkr_check_item *item = &check->items[check->n_items++];
    *item = (kkr_check_item){
        .id = id, .what = what, .unit = unit, .value = NAN, .site = -1, .limit = NAN
    };
    return item;
}

void kkr_check_tell_site(const kkr_check *check, kkr_check_item *item, int site,
                         double value)
{
    if (!item->by_site) {
        item->by_site = kkr_alloc((size_t)check->n_sites + 1, sizeof *item->by_site);
        for (int i = 0; i < check->n_sites; i++)
            item->by_site[i] = NAN;
    }
    item->by_site[site] = value;
}

void kkr_check_say(kkr_check_item *item, kkr_verdict verdict, const char *format, ...)
{
    item->verdict = verdict;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(item->sentence, sizeof item->sentence, format, arguments);
    va_end(arguments);
}

// ----------------------------------------------------------------- files

static void check_files(kkr_check *check, const kkr_case *object)
{
    kkr_check_item *item = kkr_check_add(check, "files", "files with a role", "");
    int n = 0;
    const char *defect = NULL;
    for (int role = 0; role < KKR_ROLE_COUNT; role++) {
        n += object->files[role].path != NULL;
        if (!defect)
            defect = object->files[role].defect;
    }
    item->value = n;
    snprintf(item->expected, sizeof item->expected, "all read to the end");
    if (defect)
        kkr_check_say(item, KKR_VERDICT_FAIL, "%s", defect);
    else
        kkr_check_say(item, KKR_VERDICT_OK, "every file was read to its end");

    item = kkr_check_add(check, "sites", "sites that cannot be shown", "");
    snprintf(item->expected, sizeof item->expected, "0");
    item->value = 0;
    for (int i = object->n_sites - 1; i >= 0; i--)
        if (object->sites[i].defect) {
            item->value++;
            item->site = i;
        }
    if (item->site >= 0)
        kkr_check_say(item, KKR_VERDICT_WARN, "%s", object->sites[item->site].defect);
    else
        kkr_check_say(item, KKR_VERDICT_OK, "every site has a cell and a potential");

    item = kkr_check_add(check, "numbers", "numbers that are NaN or overflowed", "");
    snprintf(item->expected, sizeof item->expected, "0");
    item->value = 0;
    for (int i = object->n_sites - 1; i >= 0; i--)
        for (int spin = 0; spin < 2; spin++) {
            const kkr_potential_entry *e = object->sites[i].entry[spin];
            if (e && e->n_nan > 0) {
                item->value += e->n_nan;
                item->site = i;
            }
        }
    if (item->value > 0)
        kkr_check_say(item, KKR_VERDICT_FAIL,
                      "the calculation did not finish: these sites have no potential");
    else
        kkr_check_say(item, KKR_VERDICT_OK, "all numbers are finite");

    item = kkr_check_add(check, "surprises", "surprises in the files", "");
    item->value = object->n_notes;
    snprintf(item->expected, sizeof item->expected, "0");
    if (object->n_notes > 0)
        kkr_check_say(item, KKR_VERDICT_NOTE, "%s", object->notes[0]);
    else
        kkr_check_say(item, KKR_VERDICT_OK, "the files are as the codes write them");
}

// -------------------------------------------------------------- geometry

static void check_volume_sum(kkr_check *check, const kkr_case *object)
{
    kkr_check_item *item = kkr_check_add(check, "volume-sum",
                                         "volumes of all cells, off the unit cell", "");
    snprintf(item->expected, sizeof item->expected, "below 1e-9, relative");
    const kkr_crystal *crystal = object->crystal;
    if (!crystal || crystal->periodicity != 3) {
        kkr_check_say(item, KKR_VERDICT_NOTE,
                      "there is no bulk crystal whose unit cell the cells could fill");
        return;
    }
    // of an embedding: the host's, which its own cells continue
    double sum = 0;
    for (int i = 0; i < object->n_host_sites; i++) {
        const kkr_voronoi *cell = object->host_sites[i].cell;
        KKR_AUTO(kkr_voronoi)
        own = cell ? NULL : kkr_voronoi_of_site(crystal, i, NULL);
        sum += cell ? cell->volume : own ? own->volume : NAN;
    }
    if (object->n_host_sites == 0)
        sum = NAN;
    double whole = kkr_crystal_volume(crystal);
    item->value = fabs(sum / whole - 1);
    if (isnan(item->value))
        kkr_check_say(item, KKR_VERDICT_NOTE, "not every cell of the host is known");
    else if (item->value > 1e-9)
        kkr_check_say(item, KKR_VERDICT_FAIL,
                      "the cells do not fill the unit cell of %.9g bohr^3", whole);
    else
        kkr_check_say(item, KKR_VERDICT_OK,
                      "the cells fill the unit cell of %.9g bohr^3", whole);
}

static void check_cell_volumes(kkr_check *check, const kkr_case *object)
{
    kkr_check_item *item =
        kkr_check_add(check, "cell-volumes",
                      "cell volume by the shape functions, off the polyhedron", "");
    snprintf(item->expected, sizeof item->expected, "0 to 3e-6, relative");
    item->limit = 3e-6;
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *s = &object->sites[i];
        if (!s->shape || !s->cell || !s->cell->closed || !(object->alat > 0) ||
            kkr_shape_cell_end(s->shape) > 0.5) // a sphere has no cell
            continue;
        double off =
            kkr_shape_cell_volume(s->shape) * pow(object->alat, 3) / s->cell->volume -
            1;
        kkr_check_tell_site(check, item, i, off);
        if (isnan(item->value) || fabs(off) > fabs(item->value)) {
            item->value = off;
            item->site = i;
        }
    }
    // Simpson's rule of the file's own mesh: 3e-6 (27 real files)
    if (item->site < 0)
        kkr_check_say(item, KKR_VERDICT_NOTE,
                      "no site has both a shape function and a closed cell");
    else if (fabs(item->value) > 1e-3)
        kkr_check_say(item, KKR_VERDICT_FAIL,
                      "the shape function is that of another cell: faces are missing, "
                      "or it belongs to another site");
    else if (fabs(item->value) > 2e-5)
        kkr_check_say(item, KKR_VERDICT_WARN,
                      "the shape function is not quite that of the cell");
    else
        kkr_check_say(item, KKR_VERDICT_OK, "shape functions and polyhedra agree");
}

static bool check_shapes(kkr_check *check, const kkr_case *object, const kkr_job *job)
{
    kkr_check_item *item = kkr_check_add(
        check, "shape-functions", "shape functions, off the exact ones, l <= 16", "");
    snprintf(item->expected, sizeof item->expected, "below 2e-8");
    item->limit = 2e-8;
    int n = 0;
    unsigned worst = 0;
    kkr_shape_check found;
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *s = &object->sites[i];
        if (!s->shape || !s->cell || !s->cell->closed || !(object->alat > 0))
            continue;
        if (kkr_job_cancelled(job))
            return false;
        kkr_shape_check one;
        if (!kkr_shape_check_cell(s->shape, s->cell, object->alat, job, &one, NULL))
            continue;
        double off = 0;
        for (int l = 0; l <= one.l_max && l <= 16; l++)
            off = fmax(off, one.difference[l]);
        n++;
        kkr_check_tell_site(check, item, i, off);
        if (isnan(item->value) || one.findings > worst ||
            (one.findings == worst && off > item->value)) {
            item->value = off;
            item->site = i;
            worst = one.findings;
            found = one;
        }
    }
    if (n == 0) {
        kkr_check_say(item, KKR_VERDICT_NOTE,
                      "no site has both a shape function and a closed cell");
        return true;
    }
    if (!worst) {
        kkr_check_say(item, KKR_VERDICT_OK,
                      "shape functions are those of the polyhedra");
        return true;
    }
    const unsigned harmless =
        KKR_SHAPE_ATOMIC_SPHERE | KKR_SHAPE_HIGH_L | KKR_SHAPE_MESH;
    unsigned finding = 1; // the first that matters, else the first
    unsigned list = worst & ~harmless ? worst & ~harmless : worst;
    while (!(list & finding))
        finding <<= 1;
    char text[400];
    kkr_shape_check_sentence(&found, finding, text, sizeof text);
    kkr_check_say(item, list & ~harmless ? KKR_VERDICT_WARN : KKR_VERDICT_NOTE, "%s",
                  text);
    return true;
}

// ------------------------------------------------------- host and impurity

static void check_levels(kkr_check *check, const kkr_case *object)
{
    if (!object->is_embedding)
        return;
    double vbc = NAN, fermi = NAN;
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_potential_entry *e = object->sites[i].entry[0];
        const kkr_potential_entry *e0 = object->sites[i].reference[0];
        if (e && e0) {
            vbc = fmax(isnan(vbc) ? 0 : vbc, fabs(e->vbc - e0->vbc));
            fermi = fmax(isnan(fermi) ? 0 : fermi, fabs(e->e_fermi - e0->e_fermi));
        }
    }
    kkr_check_item *item = kkr_check_add(
        check, "energy-zero-shift", "muffin-tin zero (VBC), impurity minus host", "Ry");
    snprintf(item->expected, sizeof item->expected, "below 1e-6 Ry");
    item->value = vbc;
    if (isnan(vbc))
        kkr_check_say(item, KKR_VERDICT_NOTE, "there is no V0 to compare with");
    else if (vbc > 1e-6)
        kkr_check_say(item, KKR_VERDICT_WARN,
                      "V and V0 have different zeros of energy: V - V0 holds this "
                      "constant");
    else
        kkr_check_say(item, KKR_VERDICT_OK, "V and V0 have the same zero of energy");
    item =
        kkr_check_add(check, "fermi-level", "Fermi energy, impurity minus host", "Ry");
    snprintf(item->expected, sizeof item->expected, "below 1e-4 Ry");
    item->value = fermi;
    if (isnan(fermi))
        kkr_check_say(item, KKR_VERDICT_NOTE, "there is no V0 to compare with");
    else if (fermi > 1e-4)
        kkr_check_say(item, KKR_VERDICT_WARN,
                      "impurity and host were not calculated with one Fermi energy");
    else
        kkr_check_say(item, KKR_VERDICT_OK, "impurity and host share the Fermi energy");
}

kkr_check *kkr_check_new(const kkr_case *object, kkr_check_params params,
                         const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_check) check = kkr_alloc(1, sizeof *check);
    check->n_sites = object->n_sites;
    check_files(check, object);
    check_volume_sum(check, object);
    check_cell_volumes(check, object);
    bool done = check_shapes(check, object, job);
    if (done)
        check_levels(check, object);
    done = done && kkr_check_potentials(check, object, job);
    // the faces between cluster and host count; grids end where the cluster ends
    kkr_sampler_params everywhere = kkr_sampler_defaults;
    everywhere.outside_host = true;
    KKR_AUTO(kkr_sampler) space = NULL;
    KKR_AUTO(kkr_sampler) inside = NULL;
    kkr_field *field = NULL;
    kkr_error why = { 0 };
    if (done &&
        (!(space = kkr_sampler_new(object, everywhere, job, &why)) ||
         !(inside = kkr_sampler_new(object, kkr_sampler_defaults, job, &why)))) {
        kkr_check_item *item =
            kkr_check_add(check, "space", "the potential in space", "");
        snprintf(item->expected, sizeof item->expected, "known");
        kkr_check_say(item, KKR_VERDICT_WARN, "%.300s", why.message);
    }
    if (done && inside)
        done = kkr_check_space(check, object, space, job) &&
               (params.n_grid == 0 ||
                kkr_check_grid(check, object, inside, params, &field, job, err));
    kkr_field_free(field);
    if (!done || kkr_job_cancelled(job)) {
        if (!err || err->code == KKR_ERROR_NONE)
            kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        return NULL;
    }
    return KKR_STEAL(check);
}

kkr_check *kkr_check_new_grid(const kkr_case *object, const kkr_sampler *sampler,
                              kkr_check_params params, kkr_field **field,
                              const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_check) check = kkr_alloc(1, sizeof *check);
    check->n_sites = object->n_sites;
    *field = NULL;
    if (kkr_check_grid(check, object, sampler, params, field, job, err))
        return KKR_STEAL(check);
    kkr_field_free(*field);
    *field = NULL;
    if (!err || err->code == KKR_ERROR_NONE)
        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    return NULL;
}

void kkr_check_free(kkr_check *check)
{
    if (!check)
        return;
    for (int i = 0; i < check->n_items; i++)
        free(check->items[i].by_site);
    free(check->items);
    kkr_face_jumps_free(check->jumps);
    free(check);
}

kkr_verdict kkr_check_verdict(const kkr_check *check)
{
    kkr_verdict worst = KKR_VERDICT_OK;
    for (int i = 0; i < check->n_items; i++)
        if (check->items[i].verdict > worst)
            worst = check->items[i].verdict;
    return worst;
}

const kkr_check_item *kkr_check_find(const kkr_check *check, const char *id)
{
    for (int i = 0; i < check->n_items; i++)
        if (strcmp(check->items[i].id, id) == 0)
            return &check->items[i];
    return NULL;
}
