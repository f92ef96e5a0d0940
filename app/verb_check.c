// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/case_options.h"
#include "app/json.h"
#include "app/verb.h"
#include "core/check.h"

#include <math.h>
#include <stdio.h>

typedef struct arguments {
    bool json;
    int n_grid;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_FLAG, "json", NULL, "one JSON object", offsetof(arguments, json) },
    { KKR_OPTION_COUNT, "grid", "N", "points along the longest axis of the grid [96]",
      offsetof(arguments, n_grid) },
    { 0 },
};

static void print_value(const kkr_check_item *item)
{
    if (isnan(item->value))
        printf("%12s %-10s", "-", "");
    else
        printf("%12.4g %-10s", item->value, item->unit);
}

static void print_text(const kkr_case *object, const kkr_check *check)
{
    printf("%s: %s\n\n", object->name ? object->name : "case",
           object->is_embedding ? "embedding" : "crystal");
    printf("%-4s  %-56s %12s %-10s %s\n", "", "", "value", "", "expected");
    for (int i = 0; i < check->n_items; i++) {
        const kkr_check_item *item = &check->items[i];
        printf("%-4s  %-56s ", kkr_verdict_name(item->verdict), item->what);
        print_value(item);
        printf(" %s\n      ", item->expected);
        if (item->site >= 0)
            printf("site %d %s: ", item->site + 1, object->sites[item->site].label);
        printf("%s\n", item->sentence);
    }
    printf("\n");
    if (check->has_grid) {
        printf("%s\n", check->grid_description);
        printf("%-30s %8s %12s %12s %12s\n", "linear interpolation, Ry", "points",
               "rms", "max", "largest V");
        for (int i = 0; i < KKR_CERTIFICATE_REGIONS; i++) {
            const kkr_deviation *d = &check->grid.between[i];
            if (d->n > 0)
                printf("%-30s %8ld %12.4g %12.4g %12.4g\n", d->name, d->n, d->rms,
                       d->max, d->max_value);
        }
        printf("\n");
    }
    printf("verdict: %s\n", kkr_verdict_name(kkr_check_verdict(check)));
}

static void print_json(const kkr_case *object, const kkr_check *check)
{
    kkr_json json = { .file = stdout };
    kkr_json_begin_object(&json, NULL);
    kkr_json_string(&json, "name", object->name);
    kkr_json_string(&json, "energy_unit", "Ry");
    kkr_json_string(&json, "length_unit", "bohr");
    kkr_json_string(&json, "verdict", kkr_verdict_name(kkr_check_verdict(check)));
    kkr_json_begin_array(&json, "checks");
    for (int i = 0; i < check->n_items; i++) {
        const kkr_check_item *item = &check->items[i];
        kkr_json_begin_object(&json, NULL);
        kkr_json_string(&json, "id", item->id);
        kkr_json_string(&json, "what", item->what);
        kkr_json_number(&json, "value", item->value);
        kkr_json_string(&json, "unit", item->unit);
        kkr_json_string(&json, "expected", item->expected);
        kkr_json_string(&json, "verdict", kkr_verdict_name(item->verdict));
        if (item->site >= 0)
            kkr_json_integer(&json, "site", item->site + 1);
        else
            kkr_json_null(&json, "site");
        kkr_json_string(&json, "sentence", item->sentence);
        kkr_json_end_object(&json);
    }
    kkr_json_end_array(&json);
    if (check->has_grid) {
        kkr_json_string(&json, "grid", check->grid_description);
        kkr_json_begin_array(&json, "linear_interpolation");
        for (int i = 0; i < KKR_CERTIFICATE_REGIONS; i++) {
            const kkr_deviation *d = &check->grid.between[i];
            kkr_json_begin_object(&json, NULL);
            kkr_json_string(&json, "where", d->name);
            kkr_json_integer(&json, "points", d->n);
            kkr_json_number(&json, "rms", d->n ? d->rms : NAN);
            kkr_json_number(&json, "max", d->n ? d->max : NAN);
            kkr_json_end_object(&json);
        }
        kkr_json_end_array(&json);
    }
    kkr_json_end_object(&json);
    kkr_json_finish(&json);
}

bool kkr_verb_check(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    kkr_check_params params = kkr_check_defaults;
    arguments own = { .n_grid = params.n_grid };
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
    if (own.n_grid < KKR_CHECK_GRID_LEAST || own.n_grid > KKR_CHECK_GRID_MOST)
        return kkr_fail(err, KKR_ERROR_USAGE, "--grid needs %d to %d points, found %d",
                        KKR_CHECK_GRID_LEAST, KKR_CHECK_GRID_MOST, own.n_grid);
    params.n_grid = own.n_grid;
    kkr_job job = kkr_verb_job(options.threads);
    KKR_AUTO(kkr_case) object = kkr_case_arguments_open(&options, &paths, &job, err);
    if (!object)
        return false;
    KKR_AUTO(kkr_check) check = kkr_check_new(object, params, &job, err);
    if (!check)
        return false;
    if (own.json)
        print_json(object, check);
    else
        print_text(object, check);
    for (int i = 0; i < check->n_items; i++) {
        const kkr_check_item *item = &check->items[i];
        if (item->verdict == KKR_VERDICT_FAIL)
            return kkr_fail(err, KKR_ERROR_FORMAT, "%s: %s: %s",
                            object->name ? object->name : "case", item->what,
                            item->sentence);
    }
    return true;
}
