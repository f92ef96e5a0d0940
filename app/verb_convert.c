// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/batch_options.h"
#include "app/case_options.h"
#include "app/json.h"
#include "app/verb.h"
#include "core/certificate.h"
#include "core/field.h"
#include "core/field_stack.h"
#include "core/output.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct arguments {
    const char *output, *grid, *box, *region, *certificate;
    double spacing;
    bool join;
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
    { KKR_OPTION_FLAG, "join", NULL,
      "the paths are .h5 files of shards: one file that shows them all",
      offsetof(arguments, join) },
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
    char steps[400] = "";
    for (int i = 0; i < 3; i++) {
        kkr_vec3 step = field->grid.step[i];
        size_t n = strlen(steps);
        snprintf(steps + n, sizeof steps - n, " + %c (%.10g, %.10g, %.10g)", "ijk"[i],
                 step.x, step.y, step.z);
    }
    kkr_verb_tell("%s: value[k][j][i] at (%.10g, %.10g, %.10g)%s bohr, in Ry", path,
                  origin.x, origin.y, origin.z, steps);
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

/** Opens a case and samples its grid; the caller frees all three. */
static kkr_field *sample(const arguments *own, const kkr_case_arguments *options,
                         const kkr_arguments *paths, kkr_field_params params,
                         kkr_case **object, kkr_sampler **sampler, const kkr_job *job,
                         kkr_error *err)
{
    kkr_grid grid; // judged before the potentials are deconvoluted
    bool periodic;
    *object = kkr_case_arguments_open(options, paths, job, err);
    if (!*object || !parse_box(own, *object, &params, err) ||
        !kkr_field_grid(*object, &params, &grid, &periodic, err) ||
        !(*sampler = kkr_case_arguments_sampler(options, *object, job, err)))
        return NULL;
    return kkr_field_new(*object, *sampler, &params, job, err);
}

/** One case into files of its own. */
static bool convert(const arguments *own, const kkr_case_arguments *options,
                    const kkr_arguments *paths, const kkr_field_params *params,
                    const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_output) output = kkr_output_new(own->output, err);
    if (!output)
        return false;
    KKR_AUTO(kkr_output) report = NULL;
    if (own->certificate && !(report = kkr_output_new(own->certificate, err)))
        return false;
    KKR_AUTO(kkr_case) object = NULL;
    KKR_AUTO(kkr_sampler) sampler = NULL;
    KKR_AUTO(kkr_field)
    field = sample(own, options, paths, *params, &object, &sampler, job, err);
    if (!field)
        return false;

    char *warning = NULL;
    bool good = kkr_field_export(field, object, output, &warning, job, err);
    kkr_certificate certificate;
    if (good && report) {
        good = kkr_certificate_make(field, object, sampler, job, &certificate) ||
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

// ------------------------------------------------------------- data sets

typedef struct shared {
    const arguments *own;
    const kkr_case_arguments *options;
    const kkr_field_params *params;
    kkr_field_stack *stack; // NULL: a file for each
} shared;

static bool make_files(void *user, const kkr_batch_item *item, const kkr_job *job,
                       void **product, kkr_error *err)
{
    const shared *s = user;
    const kkr_arguments paths = kkr_batch_arguments_paths(item);
    arguments own = *s->own;
    own.output = item->output;
    char *certificate = NULL;
    if (own.certificate &&
        !(own.certificate = certificate = kkr_batch_expand(item, own.certificate, err)))
        return false;
    bool good = convert(&own, s->options, &paths, s->params, job, err);
    free(certificate);
    return good;
}

static bool make_field(void *user, const kkr_batch_item *item, const kkr_job *job,
                       void **product, kkr_error *err)
{
    const shared *s = user;
    const kkr_arguments paths = kkr_batch_arguments_paths(item);
    KKR_AUTO(kkr_case) object = NULL;
    KKR_AUTO(kkr_sampler) sampler = NULL;
    *product =
        sample(s->own, s->options, &paths, *s->params, &object, &sampler, job, err);
    return *product;
}

static bool put_field(void *user, const kkr_batch_item *item, void *product,
                      kkr_error *err)
{
    return kkr_field_stack_add(((shared *)user)->stack, product, item, err);
}

static void drop_field(void *product)
{
    kkr_field_free(product);
}

/** All into one .h5. */
static bool convert_stack(const kkr_batch_call *call, shared *s, kkr_error *err)
{
    char work[KKR_SHA256_HEX];
    if (s->own->certificate)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--certificate is of one grid: a pattern in -o gives each case "
                        "files of its own");
    kkr_batch_arguments_digest(call, work);
    KKR_AUTO(kkr_batch) batch = kkr_batch_arguments_open(call, err);
    KKR_AUTO(kkr_field_stack)
    stack = batch ? kkr_field_stack_new(s->own->output, batch, work, s->params->how,
                                        call->own->force, err)
                  : NULL;
    s->stack = stack;
    const kkr_batch_work all = { .make = make_field,
                                 .put = put_field,
                                 .drop = drop_field,
                                 .user = s,
                                 .doing = "converting" };
    if (!stack)
        return false;
    bool good = kkr_batch_arguments_run(call, batch, &all, err);
    // what failed is left out, and said
    if (good || (batch->n_failed > 0 && batch->n_failed < batch->n &&
                 err->code == KKR_ERROR_FORMAT))
        good = kkr_field_stack_commit(stack, err) && good;
    return good;
}

static bool join(const arguments *own, const kkr_arguments *paths, kkr_error *err)
{
    size_t n_cases;
    if (!kkr_field_stack_join(paths->paths, paths->n_paths, own->output, &n_cases, err))
        return false;
    printf("%zu cases in %d shard%s\n", n_cases, paths->n_paths,
           paths->n_paths == 1 ? "" : "s");
    return true;
}

bool kkr_verb_convert(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { 0 };
    kkr_case_arguments options = { 0 };
    kkr_batch_arguments many = { 0 };
    const kkr_option_group groups[] = {
        { "Options", own_options, &own },
        { "Data sets", kkr_batch_options, &many },
        { "What is sampled", kkr_case_options_sample, &options },
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
    int format;
    if ((!own.join && !parse_size(&own, &params, err)))
        return false;
    if (!kkr_output_suffix(own.output, kkr_field_suffixes, &format, err)) {
        err->code = KKR_ERROR_USAGE;
        return false;
    }
    if (own.join)
        return format == 0 ? join(&own, &paths, err)
                           : kkr_fail(err, KKR_ERROR_USAGE,
                                      "--join makes a .h5, found -o %s", own.output);
    bool several;
    if (!kkr_batch_arguments_many(&many, &paths, &several, err))
        return false;
    options.only_v = !kkr_field_needs_reference(params.quantity);
    kkr_job job = kkr_batch_arguments_job(&many, options.threads);
    if (!several)
        return convert(&own, &options, &paths, &params, &job, err);
    shared user = { .own = &own, .options = &options, .params = &params };
    bool each = kkr_batch_is_pattern(own.output);
    const kkr_batch_call call = {
        verb, &many, groups, &paths, each ? own.output : NULL, NULL, options.threads
    };
    const kkr_batch_work work = { .make = make_files,
                                  .user = &user,
                                  .doing = "converting" };
    if (each && own.certificate && !kkr_batch_is_pattern(own.certificate))
        return kkr_fail(err, KKR_ERROR_USAGE, "--certificate needs a pattern, too");
    if (!each && format == 0)
        return convert_stack(&call, &user, err);
    return kkr_batch_arguments_files(&call, strrchr(own.output, '.'), &work, err);
}
