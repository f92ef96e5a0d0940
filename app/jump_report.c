// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/jump_report.h"

#include <math.h>

#include "core/csv.h"

static const char *const mode_names[KKR_JUMP_MODES] = { "cell", "stored" };

bool kkr_jump_report_make(kkr_jump_report *report, const kkr_case *object,
                          kkr_channel channel, const kkr_job *job, kkr_error *err)
{
    *report = (kkr_jump_report){ .object = object };
    for (int mode = 0; mode < KKR_JUMP_MODES; mode++) {
        kkr_sampler_params params = kkr_sampler_defaults;
        params.mode = (kkr_mode)mode;
        params.channel = channel;
        params.outside_host = true; // faces between the cluster and its host
        KKR_AUTO(kkr_sampler) sampler = kkr_sampler_new_v(object, params, job, err);
        if (!sampler)
            return false;
        report->jumps[mode] = kkr_face_jumps_new(sampler, job, err);
        if (!report->jumps[mode])
            return false;
    }
    return true;
}

void kkr_jump_report_clear(kkr_jump_report *report)
{
    for (int mode = 0; mode < KKR_JUMP_MODES; mode++)
        kkr_face_jumps_free(report->jumps[mode]);
    *report = (kkr_jump_report){ 0 };
}

static const kkr_face_jump *find(const kkr_jump_report *report, int mode, int site,
                                 int face)
{
    const kkr_face_jumps *jumps = report->jumps[mode];
    return &jumps->jumps[jumps->first[site] + face];
}

static void print_value(double value)
{
    if (isnan(value))
        printf(" %11s", "unknown");
    else
        printf(" %11.3e", value);
}

static void print_behind(const kkr_case *object, const kkr_face_jump *jump)
{
    if (jump->neighbour >= 0)
        printf(" %4d %-8s", jump->neighbour + 1, object->sites[jump->neighbour].label);
    else if (jump->host >= 0)
        printf(" host %-8s", object->host_sites[jump->host].label);
    else
        printf(" %-13s", "nothing known");
}

void kkr_jump_report_print(const kkr_jump_report *report)
{
    const kkr_case *object = report->object;
    printf("\njumps of V at the faces, |V(site) - V(site behind)| in Ry\n");
    printf("%5s %4s %-14s%10s %10s %23s %23s\n", "", "", "", "", "", "V in the cell",
           "as stored");
    printf("%5s %4s %-14s%10s %10s %11s %11s %11s %11s\n", "site", "face",
           " site behind", "area", "distance", "rms", "max", "rms", "max");
    const kkr_face_jumps *first = report->jumps[0];
    for (int k = 0; k < first->n; k++) {
        const kkr_face_jump *jump = &first->jumps[k];
        printf("%5d %4d", jump->site + 1, jump->face + 1);
        print_behind(object, jump);
        printf(" %10.6f %10.6f", jump->area, jump->distance);
        for (int mode = 0; mode < KKR_JUMP_MODES; mode++) {
            print_value(report->jumps[mode]->jumps[k].rms);
            print_value(report->jumps[mode]->jumps[k].max);
        }
        printf("\n");
    }
    printf("%47s", "all faces");
    for (int mode = 0; mode < KKR_JUMP_MODES; mode++) {
        print_value(report->jumps[mode]->rms);
        print_value(report->jumps[mode]->max);
    }
    printf("\n");
}

void kkr_jump_report_csv(const kkr_jump_report *report, FILE *file)
{
    fputs("site,face,neighbour,host,nx,ny,nz,area,distance", file);
    for (int mode = 0; mode < KKR_JUMP_MODES; mode++)
        fprintf(file, ",rms_%s,max_%s", mode_names[mode], mode_names[mode]);
    putc('\n', file);
    for (int k = 0; k < report->jumps[0]->n; k++) {
        const kkr_face_jump *jump = &report->jumps[0]->jumps[k];
        kkr_vec3 n = report->object->sites[jump->site].cell->faces[jump->face].normal;
        fprintf(file, "%d,%d,%d,%d", jump->site + 1, jump->face + 1,
                jump->neighbour + 1, jump->host + 1);
        const double numbers[] = { n.x, n.y, n.z, jump->area, jump->distance };
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
            putc(',', file);
            kkr_csv_number(file, numbers[i]);
        }
        for (int mode = 0; mode < KKR_JUMP_MODES; mode++) {
            putc(',', file);
            kkr_csv_number(file, report->jumps[mode]->jumps[k].rms);
            putc(',', file);
            kkr_csv_number(file, report->jumps[mode]->jumps[k].max);
        }
        putc('\n', file);
    }
}

void kkr_jump_report_json(const kkr_jump_report *report, int site, int face,
                          kkr_json *json)
{
    kkr_json_begin_object(json, "jump");
    for (int mode = 0; mode < KKR_JUMP_MODES; mode++) {
        const kkr_face_jump *jump = find(report, mode, site, face);
        kkr_json_begin_object(json, mode_names[mode]);
        kkr_json_number(json, "rms", jump->rms);
        kkr_json_number(json, "max", jump->max);
        kkr_json_number(json, "known", jump->known);
        if (isnan(jump->max))
            kkr_json_null(json, "max_at");
        else
            kkr_json_vec3(json, "max_at", jump->max_at);
        kkr_json_end_object(json);
    }
    kkr_json_end_object(json);
}

void kkr_jump_report_json_sum(const kkr_jump_report *report, kkr_json *json)
{
    kkr_json_begin_object(json, "jumps");
    kkr_json_string(json, "unit", "Ry");
    for (int mode = 0; mode < KKR_JUMP_MODES; mode++) {
        kkr_json_begin_object(json, mode_names[mode]);
        kkr_json_number(json, "rms", report->jumps[mode]->rms);
        kkr_json_number(json, "max", report->jumps[mode]->max);
        kkr_json_number(json, "area", report->jumps[mode]->area);
        kkr_json_end_object(json);
    }
    kkr_json_end_object(json);
}
