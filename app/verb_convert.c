// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/case_options.h"
#include "app/json.h"
#include "app/verb.h"
#include "core/certificate.h"
#include "core/field.h"
#include "core/output.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct arguments {
    const char *output, *grid, *box, *region, *certificate;
    double spacing;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "o", "FILE", "where to: .h5 .cube .xsf .vti .npy",
      offsetof(arguments, output) },
    { KKR_OPTION_TEXT, "grid", "N[xMxK]", "points along each axis",
      offsetof(arguments, grid) },
    { KKR_OPTION_REAL, "spacing", "H", "or: bohr between points, at most",
      offsetof(arguments, spacing) },
    { KKR_OPTION_TEXT, "box", "cell|cluster|P;P",
      "unit cell, box around the cluster, or two corners", offsetof(arguments, box) },
    { KKR_OPTION_TEXT, "region", "all|site:K", "values of all cells or of one [all]",
      offsetof(arguments, region) },
    { KKR_OPTION_TEXT, "certificate", "FILE.json", "how well the grid stands for V",
      offsetof(arguments, certificate) },
    { 0 },
};

/** What can be judged without the case: --grid and --spacing. */
static bool parse_size(const arguments *own, kkr_field_params *params, kkr_error *err)
{
    if ((own->grid != NULL) == (own->spacing != 0))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "convert needs either --grid N[xMxK] or --spacing H");
    if (own->grid) {
        int n = kkr_option_counts(own->grid, params->n, 3);
        if (n != 1 && n != 3)
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "--grid needs N or NxMxK, found \"%s\"", own->grid);
        if (n == 1)
            params->n[1] = params->n[2] = params->n[0];
    } else if (own->spacing < 0) {
        return kkr_fail(err, KKR_ERROR_USAGE, "--spacing needs a length above 0");
    }
    params->spacing = own->spacing;
    return true;
}

/** "P;P" */
static bool parse_corners(const kkr_case *object, const char *text,
                          kkr_vec3 corner[static 2], kkr_error *err)
{
    char *first = kkr_strdup(text);
    char *second = strchr(first, ';');
    bool good;
    if (second) {
        *second++ = '\0';
        good = kkr_case_arguments_point(object, "--box", first, &corner[0], err) &&
               kkr_case_arguments_point(object, "--box", second, &corner[1], err);
    } else {
        good = kkr_fail(err, KKR_ERROR_USAGE,
                        "--box needs cell, cluster or two corners P;P, found \"%s\"",
                        text);
    }
    free(first);
    return good;
}

static bool parse_box(const arguments *own, const kkr_case *object,
                      kkr_field_params *params, kkr_error *err)
{
    params->box = KKR_BOX_DEFAULT;
    if (own->box && strcmp(own->box, "cell") == 0) {
        params->box = KKR_BOX_CELL;
    } else if (own->box && strcmp(own->box, "cluster") == 0) {
        params->box = KKR_BOX_CLUSTER;
    } else if (own->box) {
        params->box = KKR_BOX_CORNERS;
        if (!parse_corners(object, own->box, params->corner, err))
            return false;
    }
    params->only_site = -1;
    return !own->region || strcmp(own->region, "all") == 0 ||
           kkr_case_arguments_site(object, "--region", own->region, &params->only_site,
                                   err);
}

/** .npy holds numbers only; where they lie is told on standard error. */
static void tell_geometry(const kkr_field *field, const char *path)
{
    kkr_vec3 origin = field->grid.origin;
    fprintf(stderr, "kkrscope: %s: value[k][j][i] at (%.10g, %.10g, %.10g)", path,
            origin.x, origin.y, origin.z);
    for (int i = 0; i < 3; i++) {
        kkr_vec3 step = field->grid.step[i];
        fprintf(stderr, " + %c (%.10g, %.10g, %.10g)", "ijk"[i], step.x, step.y,
                step.z);
    }
    fprintf(stderr, " bohr, in Ry\n");
}

static void write_deviation(kkr_json *json, const kkr_deviation *d)
{
    kkr_json_begin_object(json, NULL);
    kkr_json_string(json, "where", d->name);
    kkr_json_integer(json, "points", d->n);
    kkr_json_number(json, "rms", d->n ? d->rms : NAN);
    kkr_json_number(json, "max", d->n ? d->max : NAN);
    kkr_json_number(json, "largest_value", d->n ? d->max_value : NAN);
    kkr_json_end_object(json);
}

static void write_certificate(FILE *file, const kkr_field *field, const char *path,
                              const kkr_certificate *c)
{
    kkr_json json = { .file = file };
    kkr_json_begin_object(&json, NULL);
    kkr_json_string(&json, "file", path);
    kkr_json_string(&json, "field", field->description);
    kkr_json_string(&json, "units", "Ry, bohr");
    kkr_json_bool(&json, "periodic", field->periodic);
    kkr_json_begin_array(&json, "points");
    for (int axis = 0; axis < 3; axis++)
        kkr_json_integer(&json, NULL, field->grid.n[axis]);
    kkr_json_end_array(&json);
    kkr_json_vec3(&json, "origin", field->grid.origin);
    kkr_json_begin_array(&json, "steps");
    for (int axis = 0; axis < 3; axis++)
        kkr_json_vec3(&json, NULL, field->grid.step[axis]);
    kkr_json_end_array(&json);
    kkr_json_begin_array(&json, "grid_against_exact");
    write_deviation(&json, &c->nodes);
    kkr_json_end_array(&json);
    kkr_json_begin_array(&json, "trilinear_against_exact");
    for (int i = 0; i < KKR_CERTIFICATE_REGIONS; i++)
        write_deviation(&json, &c->between[i]);
    kkr_json_end_array(&json);
    kkr_json_integer(&json, "points_without_value", c->n_unknown);
    kkr_json_begin_object(&json, "registration");
    kkr_json_integer(&json, "atoms_inside", c->n_atoms);
    kkr_json_integer(&json, "atoms_at_their_grid_point", c->n_registered);
    kkr_json_number(&json, "farthest_from_grid_point", c->worst_offset);
    kkr_json_bool(&json, "good", c->n_registered == c->n_atoms);
    kkr_json_end_object(&json);
    kkr_json_end_object(&json);
    kkr_json_finish(&json);
}

/** Everything after the command line has been read. */
static bool convert(const arguments *own, const kkr_case_arguments *options,
                    const kkr_arguments *paths, kkr_field_params *params,
                    kkr_error *err)
{
    kkr_job job = kkr_verb_job(options->threads);
    KKR_AUTO(kkr_output) output = kkr_output_new(own->output, err);
    if (!output)
        return false;
    KKR_AUTO(kkr_output) report = NULL;
    if (own->certificate && !(report = kkr_output_new(own->certificate, err)))
        return false;
    KKR_AUTO(kkr_case) object = kkr_case_arguments_open(options, paths, &job, err);
    if (!object || !parse_box(own, object, params, err))
        return false;
    kkr_grid grid; // judged before the potentials are deconvoluted
    bool periodic;
    if (!kkr_field_grid(object, params, &grid, &periodic, err))
        return false;
    KKR_AUTO(kkr_sampler) sampler = NULL;
    if (!(sampler = kkr_case_arguments_sampler(options, object, &job, err)))
        return false;
    KKR_AUTO(kkr_field) field = kkr_field_new(object, sampler, params, &job, err);
    if (!field)
        return false;

    char *warning = NULL;
    bool good = kkr_field_export(field, object, output, &warning, &job, err);
    kkr_certificate certificate;
    if (good && report) {
        good = kkr_certificate_make(field, object, sampler, &job, &certificate) ||
               kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
        if (good)
            write_certificate(report->file, field, own->output, &certificate);
    }
    good = good && kkr_output_commit(output, err) &&
           (!report || kkr_output_commit(report, err));
    if (good && warning)
        kkr_verb_warn("%s", warning);
    int format;
    if (good &&
        kkr_output_suffix(own->output, (const char *[]){ ".npy", NULL }, &format, NULL))
        tell_geometry(field, own->output);
    free(warning);
    return good;
}

bool kkr_verb_convert(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { 0 };
    kkr_case_arguments options = { 0 };
    const kkr_option_group groups[] = {
        { "Options", own_options, &own },
        { "What is sampled", kkr_case_options_sample, &options },
        { "Instead of what the files hold", kkr_case_options_model, &options },
        { "The case", kkr_case_options_open, &options },
        { 0 },
    };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    if (!own.output)
        return kkr_fail(err, KKR_ERROR_USAGE, "convert needs -o FILE");
    char how[100];
    kkr_case_arguments_describe(&options, how, sizeof how);
    kkr_field_params params = { .quantity = (kkr_field_quantity)options.field,
                                .how = how };
    if (!parse_size(&own, &params, err))
        return false;
    int format;
    if (!kkr_output_suffix(own.output, kkr_field_suffixes, &format, err)) {
        err->code = KKR_ERROR_USAGE;
        return false;
    }
    options.only_v = !kkr_field_needs_reference(params.quantity);
    return convert(&own, &options, &paths, &params, err);
}
