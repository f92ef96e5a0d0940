// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/case_options.h"
#include "app/json.h"
#include "app/jump_report.h"
#include "app/verb.h"
#include "core/output.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct arguments {
    bool json, jumps;
    int channel;
    const char *output;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_FLAG, "json", NULL, "one JSON object", offsetof(arguments, json) },
    { KKR_OPTION_FLAG, "jumps", NULL, "how V jumps at the faces, in Ry",
      offsetof(arguments, jumps) },
    { KKR_OPTION_CHOICE, "channel", "avg|up|down|B", "spin of the jumps [avg]",
      offsetof(arguments, channel) },
    { KKR_OPTION_TEXT, "o", "FILE.csv", "write the jumps here, one row a face",
      offsetof(arguments, output) },
    { 0 },
};

/** Sum of the volumes; false if a cell is open or unknown. */
static bool sum_volumes(const kkr_case *object, double *sum)
{
    bool complete = true;
    *sum = 0;
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_voronoi *cell = object->sites[i].cell;
        complete = complete && cell && cell->closed;
        *sum += cell && cell->closed ? cell->volume : 0;
    }
    return complete;
}

/** What the sum must be: a crystal's unit cell; NAN where there is none. */
static double unit_cell_volume(const kkr_case *object)
{
    bool has_one =
        !object->is_embedding && object->crystal && object->crystal->periodicity == 3;
    return has_one ? kkr_crystal_volume(object->crystal) : NAN;
}

/** The site behind a face: case site from 1 on, or 0 for one that is none. */
static int neighbour_site(const kkr_case *object, const kkr_case_site *site,
                          const kkr_face *face)
{
    if (!object->is_embedding)
        return face->neighbour.site < object->n_sites ? face->neighbour.site + 1 : 0;
    kkr_vec3 x = kkr_vec3_add(site->position, face->neighbour.position);
    for (int i = 0; i < object->n_sites; i++)
        if (kkr_vec3_length(kkr_vec3_sub(object->sites[i].position, x)) < 1e-5)
            return i + 1;
    return 0;
}

/** The volume that the shape functions of the file add up to, bohr^3. */
static double shape_volume(const kkr_case *object, const kkr_case_site *site)
{
    return site->shape && object->alat > 0
               ? kkr_shape_cell_volume(site->shape) * pow(object->alat, 3)
               : NAN;
}

static void print_text(const kkr_case *object)
{
    printf("%s: %d %s, lengths in bohr\n\n", object->name ? object->name : "case",
           object->n_sites, object->n_sites == 1 ? "cell" : "cells");
    printf("%5s %-8s %12s %12s %10s %10s %10s %6s %6s\n", "site", "atom", "volume",
           "by shapes", "r_MT", "r_in", "r_out", "faces", "corners");
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        printf("%5d %-8s ", i + 1, site->label);
        if (!site->cell) {
            printf("%12s  %s\n", "unknown", site->defect ? site->defect : "");
            continue;
        }
        printf("%12.6f ", site->cell->volume);
        double by_shapes = shape_volume(object, site);
        if (isfinite(by_shapes))
            printf("%12.6f ", by_shapes);
        else
            printf("%12s ", "-");
        printf("%10.6f %10.6f %10.6f %6d %6d%s\n", site->r_mt, site->cell->r_in,
               site->cell->r_out, site->cell->n_faces, site->cell->n_vertices,
               site->cell->closed ? "" : "  open");
    }
    double sum, whole = unit_cell_volume(object);
    bool complete = sum_volumes(object, &sum);
    printf("\nsum of the volumes %.9g bohr^3%s\n", sum,
           complete ? "" : " (without open and unknown cells)");
    if (isfinite(whole))
        printf("unit cell          %.9g bohr^3, difference %.2g\n", whole, sum - whole);

    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        if (!site->cell)
            continue;
        printf("\nsite %d %s: faces (normal, distance, area, site behind)\n", i + 1,
               site->label);
        for (int k = 0; k < site->cell->n_faces; k++) {
            const kkr_face *f = &site->cell->faces[k];
            int behind = neighbour_site(object, site, f);
            printf("  %10.6f %10.6f %10.6f  %10.6f %12.6f  ", f->normal.x, f->normal.y,
                   f->normal.z, f->distance, f->area);
            if (behind)
                printf("%d\n", behind);
            else
                printf("host\n");
        }
        double *radii = NULL;
        int n = kkr_voronoi_critical_radii(site->cell, &radii);
        printf("  critical radii");
        for (int k = 0; k < n; k++)
            printf(" %.6f", radii[k]);
        printf("\n");
        free(radii);
    }
}

static void write_cell(kkr_json *json, const kkr_case *object, int index,
                       const kkr_jump_report *jumps)
{
    const kkr_case_site *site = &object->sites[index];
    const kkr_voronoi *cell = site->cell;
    kkr_json_bool(json, "closed", cell->closed);
    kkr_json_number(json, "volume", cell->closed ? cell->volume : NAN);
    kkr_json_number(json, "volume_by_shapes", shape_volume(object, site));
    kkr_json_number(json, "r_in", cell->r_in);
    kkr_json_number(json, "r_out", cell->closed ? cell->r_out : NAN);
    kkr_json_begin_array(json, "faces");
    for (int k = 0; k < cell->n_faces; k++) {
        const kkr_face *f = &cell->faces[k];
        int behind = neighbour_site(object, site, f);
        kkr_json_begin_object(json, NULL);
        kkr_json_vec3(json, "normal", f->normal);
        kkr_json_number(json, "distance", f->distance);
        kkr_json_number(json, "area", f->area);
        if (behind)
            kkr_json_integer(json, "neighbour", behind);
        else
            kkr_json_null(json, "neighbour");
        kkr_json_vec3(json, "neighbour_position",
                      kkr_vec3_add(site->position, f->neighbour.position));
        kkr_json_begin_array(json, "vertices");
        for (int v = 0; v < f->n_vertices; v++)
            kkr_json_integer(json, NULL, f->vertices[v]);
        kkr_json_end_array(json);
        if (jumps)
            kkr_jump_report_json(jumps, index, k, json);
        kkr_json_end_object(json);
    }
    kkr_json_end_array(json);
    kkr_json_begin_array(json, "vertices");
    for (int v = 0; v < cell->n_vertices; v++)
        kkr_json_vec3(json, NULL, cell->vertices[v]);
    kkr_json_end_array(json);
    double *radii = NULL;
    int n = kkr_voronoi_critical_radii(cell, &radii);
    kkr_json_begin_array(json, "critical_radii");
    for (int k = 0; k < n; k++)
        kkr_json_number(json, NULL, radii[k]);
    kkr_json_end_array(json);
    free(radii);
}

static void print_json(const kkr_case *object, const kkr_jump_report *jumps)
{
    kkr_json json = { .file = stdout };
    kkr_json_begin_object(&json, NULL);
    kkr_json_string(&json, "name", object->name);
    kkr_json_string(&json, "length_unit", "bohr");
    kkr_json_begin_array(&json, "cells");
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        kkr_json_begin_object(&json, NULL);
        kkr_json_integer(&json, "site", i + 1);
        kkr_json_string(&json, "label", site->label);
        kkr_json_vec3(&json, "position", site->position);
        kkr_json_number(&json, "r_mt", site->r_mt > 0 ? site->r_mt : NAN);
        if (site->cell)
            write_cell(&json, object, i, jumps);
        kkr_json_string(&json, "defect", site->defect);
        kkr_json_end_object(&json);
    }
    kkr_json_end_array(&json);
    double sum;
    kkr_json_bool(&json, "complete", sum_volumes(object, &sum));
    kkr_json_number(&json, "volume_sum", sum);
    kkr_json_number(&json, "unit_cell_volume", unit_cell_volume(object));
    if (jumps)
        kkr_jump_report_json_sum(jumps, &json);
    kkr_json_end_object(&json);
    kkr_json_finish(&json);
}

bool kkr_verb_cells(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
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
    if (!own.jumps && (own.output || own.channel))
        return kkr_fail(err, KKR_ERROR_USAGE, "%s is about --jumps, which is not there",
                        own.output ? "-o" : "--channel");
    kkr_job job = kkr_verb_job(options.threads);
    KKR_AUTO(kkr_output) output = NULL;
    if (own.output && !(output = kkr_output_new(own.output, err)))
        return false;
    KKR_AUTO(kkr_case) object = kkr_case_arguments_open(&options, &paths, &job, err);
    if (!object)
        return false;
    bool any = false;
    for (int i = 0; i < object->n_sites; i++)
        any = any || object->sites[i].cell;
    if (!any)
        return kkr_fail(
            err, KKR_ERROR_MISSING,
            "no Voronoi cell is known; kkrscope info says why, and --structure FILE "
            "or --cluster FILE may help");
    if (!own.jumps) {
        if (own.json)
            print_json(object, NULL);
        else
            print_text(object);
        return true;
    }
    kkr_jump_report report = { 0 };
    bool good =
        kkr_case_is_whole(object, err) &&
        kkr_jump_report_make(&report, object, (kkr_channel)own.channel, &job, err);
    if (good && own.json)
        print_json(object, &report);
    else if (good && !output) {
        print_text(object);
        kkr_jump_report_print(&report);
    }
    if (good && output) {
        kkr_jump_report_csv(&report, output->file);
        good = kkr_output_commit(output, err);
    }
    kkr_jump_report_clear(&report);
    return good;
}
