// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/batch_options.h"
#include "app/case_options.h"
#include "app/json.h"
#include "app/verb.h"
#include "core/check.h"
#include "core/output.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct arguments {
    const char *output;
    bool json;
    int n_grid;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_FLAG, "json", NULL, "one JSON object", offsetof(arguments, json) },
    { KKR_OPTION_COUNT, "grid", "N", "points along the longest axis of the grid [96]",
      offsetof(arguments, n_grid) },
    { KKR_OPTION_TEXT, "o", "FILE", "write here instead of standard output",
      offsetof(arguments, output) },
    { 0 },
};

static void print_value(FILE *file, const kkr_check_item *item)
{
    if (isnan(item->value))
        fprintf(file, "%12s %-10s", "-", "");
    else
        fprintf(file, "%12.4g %-10s", item->value, item->unit);
}

static void print_text(FILE *file, const kkr_case *object, const kkr_check *check)
{
    fprintf(file, "%s: %s\n\n", object->name ? object->name : "case",
            object->is_embedding ? "embedding" : "crystal");
    fprintf(file, "%-4s  %-56s %12s %-10s %s\n", "", "", "value", "", "expected");
    for (int i = 0; i < check->n_items; i++) {
        const kkr_check_item *item = &check->items[i];
        fprintf(file, "%-4s  %-56s ", kkr_verdict_name(item->verdict), item->what);
        print_value(file, item);
        fprintf(file, " %s\n      ", item->expected);
        if (item->site >= 0)
            fprintf(file, "site %d %s: ", item->site + 1,
                    object->sites[item->site].label);
        fprintf(file, "%s\n", item->sentence);
    }
    fprintf(file, "\n");
    if (check->has_grid) {
        fprintf(file, "%s\n", check->grid_description);
        fprintf(file, "%-30s %8s %12s %12s %12s\n", "linear interpolation, Ry",
                "points", "rms", "max", "largest V");
        for (int i = 0; i < KKR_CERTIFICATE_REGIONS; i++) {
            const kkr_deviation *d = &check->grid.between[i];
            if (d->n > 0)
                fprintf(file, "%-30s %8ld %12.4g %12.4g %12.4g\n", d->name, d->n,
                        d->rms, d->max, d->max_value);
        }
        fprintf(file, "\n");
    }
    fprintf(file, "verdict: %s\n", kkr_verdict_name(kkr_check_verdict(check)));
}

/** The object of one case; in a list of them without an end. */
static void write_object(kkr_json *json, const kkr_case *object, const kkr_check *check)
{
    kkr_json_begin_object(json, NULL);
    kkr_json_string(json, "name", object->name);
    kkr_json_string(json, "energy_unit", "Ry");
    kkr_json_string(json, "length_unit", "bohr");
    kkr_json_string(json, "verdict", kkr_verdict_name(kkr_check_verdict(check)));
    kkr_json_begin_array(json, "checks");
    for (int i = 0; i < check->n_items; i++) {
        const kkr_check_item *item = &check->items[i];
        kkr_json_begin_object(json, NULL);
        kkr_json_string(json, "id", item->id);
        kkr_json_string(json, "what", item->what);
        kkr_json_number(json, "value", item->value);
        kkr_json_string(json, "unit", item->unit);
        kkr_json_string(json, "expected", item->expected);
        kkr_json_string(json, "verdict", kkr_verdict_name(item->verdict));
        if (item->site >= 0)
            kkr_json_integer(json, "site", item->site + 1);
        else
            kkr_json_null(json, "site");
        kkr_json_string(json, "sentence", item->sentence);
        kkr_json_end_object(json);
    }
    kkr_json_end_array(json);
    if (check->has_grid) {
        kkr_json_string(json, "grid", check->grid_description);
        kkr_json_begin_array(json, "linear_interpolation");
        for (int i = 0; i < KKR_CERTIFICATE_REGIONS; i++) {
            const kkr_deviation *d = &check->grid.between[i];
            kkr_json_begin_object(json, NULL);
            kkr_json_string(json, "where", d->name);
            kkr_json_integer(json, "points", d->n);
            kkr_json_number(json, "rms", d->n ? d->rms : NAN);
            kkr_json_number(json, "max", d->n ? d->max : NAN);
            kkr_json_end_object(json);
        }
        kkr_json_end_array(json);
    }
    kkr_json_end_object(json);
}

static void print(FILE *file, bool as_json, const kkr_case *object,
                  const kkr_check *check)
{
    if (!as_json) {
        print_text(file, object, check);
        return;
    }
    kkr_json json = { .file = file };
    write_object(&json, object, check);
    kkr_json_finish(&json);
}

/** False with the sentence of the first check that failed. */
static bool is_sound(const kkr_case *object, const kkr_check *check, kkr_error *err)
{
    for (int i = 0; i < check->n_items; i++) {
        const kkr_check_item *item = &check->items[i];
        if (item->verdict == KKR_VERDICT_FAIL)
            return kkr_fail(err, KKR_ERROR_FORMAT, "%s: %s: %s",
                            object->name ? object->name : "case", item->what,
                            item->sentence);
    }
    return true;
}

/** A case and its checks; the caller frees both. */
static bool check_case(const kkr_case_arguments *options, const kkr_arguments *paths,
                       kkr_check_params params, kkr_case **object, kkr_check **check,
                       const kkr_job *job, kkr_error *err)
{
    *object = kkr_case_arguments_open(options, paths, job, err);
    *check = *object ? kkr_check_new(*object, params, job, err) : NULL;
    return *check;
}

/** To `path`, or standard output. */
static bool check_one(const arguments *own, const kkr_case_arguments *options,
                      const kkr_arguments *paths, const char *path, const kkr_job *job,
                      kkr_error *err)
{
    const kkr_check_params params = { .n_grid = own->n_grid };
    KKR_AUTO(kkr_output) output = NULL;
    if (path && !(output = kkr_output_new(path, err)))
        return false;
    KKR_AUTO(kkr_case) object = NULL;
    KKR_AUTO(kkr_check) check = NULL;
    if (!check_case(options, paths, params, &object, &check, job, err))
        return false;
    print(output ? output->file : stdout, own->json, object, check);
    return (!output || kkr_output_commit(output, err)) && is_sound(object, check, err);
}

// ------------------------------------------------------------- data sets

typedef struct shared {
    const arguments *own;
    const kkr_case_arguments *options;
    kkr_json json;
    int n[KKR_VERDICT_FAIL + 1]; // cases of each verdict
} shared;

typedef struct checked {
    kkr_case *object;
    kkr_check *check;
} checked;

static bool make_file(void *user, const kkr_batch_item *item, const kkr_job *job,
                      void **product, kkr_error *err)
{
    const shared *s = user;
    const kkr_arguments paths = kkr_batch_arguments_paths(item);
    return check_one(s->own, s->options, &paths, item->output, job, err);
}

static bool make_check(void *user, const kkr_batch_item *item, const kkr_job *job,
                       void **product, kkr_error *err)
{
    const shared *s = user;
    const kkr_arguments paths = kkr_batch_arguments_paths(item);
    const kkr_check_params params = { .n_grid = s->own->n_grid };
    checked *c = *product = kkr_alloc(1, sizeof *c);
    return check_case(s->options, &paths, params, &c->object, &c->check, job, err);
}

static void drop_check(void *product)
{
    checked *c = product;
    kkr_case_free(c->object);
    kkr_check_free(c->check);
    free(c);
}

/** One line: the verdict, and the first sentence that is as bad. */
static void print_line(const kkr_batch_item *item, const kkr_check *check)
{
    kkr_verdict worst = kkr_check_verdict(check);
    const kkr_check_item *why = NULL;
    for (int i = check->n_items - 1; i >= 0; i--)
        if (worst > KKR_VERDICT_OK && check->items[i].verdict == worst)
            why = &check->items[i];
    printf("%6d  %-16s %-4s  %s%s%s\n", item->number, item->row->name,
           kkr_verdict_name(worst), why ? why->what : "", why ? ": " : "",
           why ? why->sentence : "");
}

static bool put_check(void *user, const kkr_batch_item *item, void *product,
                      kkr_error *err)
{
    shared *s = user;
    const checked *c = product;
    s->n[kkr_check_verdict(c->check)]++;
    if (s->own->json)
        write_object(&s->json, c->object, c->check);
    else
        print_line(item, c->check);
    return is_sound(c->object, c->check, err);
}

/** A line for each case, or one JSON object. */
static bool check_all(const kkr_batch_call *call, shared *s, kkr_error *err)
{
    const kkr_batch_work work = { .make = make_check,
                                  .put = put_check,
                                  .drop = drop_check,
                                  .user = s,
                                  .doing = "checking" };
    KKR_AUTO(kkr_batch) batch = kkr_batch_arguments_open(call, err);
    if (!batch)
        return false;
    if (s->own->json) {
        kkr_json_begin_object(&s->json, NULL);
        kkr_json_begin_array(&s->json, "cases");
    }
    bool good = kkr_batch_arguments_run(call, batch, &work, err);
    if (s->own->json) {
        kkr_json_end_array(&s->json);
        kkr_json_end_object(&s->json);
        kkr_json_finish(&s->json);
    } else if (good || batch->n_failed) {
        printf("\n");
        for (kkr_verdict v = KKR_VERDICT_OK; v <= KKR_VERDICT_FAIL; v++)
            printf("%s%s: %d", v ? ", " : "", kkr_verdict_name(v), s->n[v]);
        printf("\n");
    }
    return good;
}

bool kkr_verb_check(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { .n_grid = kkr_check_defaults.n_grid };
    kkr_case_arguments options = { 0 };
    kkr_batch_arguments many = { 0 };
    const kkr_option_group groups[] = {
        { "Options", own_options, &own },
        { "Data sets", kkr_batch_options, &many },
        { "The case", kkr_case_options_open, &options },
        { 0 },
    };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    if (own.n_grid < KKR_CHECK_GRID_LEAST || own.n_grid > KKR_CHECK_GRID_MOST)
        return kkr_fail(err, KKR_ERROR_USAGE, "--grid needs %d to %d points, found %d",
                        KKR_CHECK_GRID_LEAST, KKR_CHECK_GRID_MOST, own.n_grid);
    bool several;
    if (!kkr_batch_arguments_many(&many, &paths, &several, err))
        return false;
    kkr_job job = kkr_batch_arguments_job(&many, options.threads);
    if (!several)
        return check_one(&own, &options, &paths, own.output, &job, err);
    shared user = { .own = &own, .options = &options, .json = { .file = stdout } };
    const kkr_batch_call call = { verb,       &many, groups,         &paths,
                                  own.output, NULL,  options.threads };
    const kkr_batch_work work = { .make = make_file,
                                  .user = &user,
                                  .doing = "checking" };
    return own.output ? kkr_batch_arguments_files(&call, own.json ? ".json" : ".txt",
                                                  &work, err)
                      : check_all(&call, &user, err);
}
