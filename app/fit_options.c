// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/fit_options.h"

#include "core/batch.h"
#include "core/family.h"
#include "core/fit_look.h"
#include "core/place.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define OFFSET(member) offsetof(kkr_fit_arguments, member)

const kkr_option kkr_fit_options[] = {
    { KKR_OPTION_CHOICE, "target", "dV|dVstart",
      "V - V_host, or V - V_start (spherical part) [dV; several cases: dVstart]",
      OFFSET(target) },
    { KKR_OPTION_CHOICE, "cells", "all|impurity",
      "cells of the whole cluster, or site 1 alone [all]", OFFSET(cells) },
    { KKR_OPTION_REAL, "lambda", "L",
      "ridge on columns of unit rms [0; 1e-14 for several cases]", OFFSET(lambda) },
    { KKR_OPTION_REAL, "cut", "C", "relative cut of singular values [1e-13]",
      OFFSET(cut) },
    { KKR_OPTION_CHOICE, "rule", "mean|linear|quadratic|nearest|table|gp|gp-block",
      "how several cases make a further element [gp-block]", OFFSET(rule) },
    { KKR_OPTION_TEXT, "points", "V,L,S",
      "in the impurity's cell: volume, log r, surface [3000,1500,300]",
      OFFSET(points) },
    { KKR_OPTION_COUNT, "seed", "N", "of the points [1]", OFFSET(seed) },
    { KKR_OPTION_TEXT, "without", "A,B", "leave these impurities out",
      OFFSET(without) },
    { 0 },
};

const kkr_option kkr_fit_options_sample[] = {
    { KKR_OPTION_CHOICE, "channel", "avg|up|down|B", "spin; B = (up - down)/2 [avg]",
      offsetof(kkr_case_arguments, channel) },
    { KKR_OPTION_CHOICE, "mode", "cell|stored|mt",
      "V in the exact cell, as stored (V Theta), or in the muffin tin [cell]",
      offsetof(kkr_case_arguments, mode) },
    { 0 },
};

kkr_fit_arguments kkr_fit_arguments_none(void)
{
    return (kkr_fit_arguments){ .features = kkr_jl_arguments_none(),
                                .lambda = NAN,
                                .cut = NAN,
                                .target = -1,
                                .rule = KKR_ELEMENT_GP_BLOCK,
                                .seed = 1 };
}

// ---- which embeddings ------------------------------------------------------------

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static void take_paths(kkr_fit_sources *s, const char *const *paths, int n, int each)
{
    for (int i = 0; i < n; i += each) {
        kkr_jl_source *source = &s->source[s->n++];
        source->n_paths = each;
        for (int k = 0; k < each; k++)
            source->path[k] = paths[i + k];
    }
}

/** True if the path alone is an embedding with its host: a case of its own. */
static bool stands_alone(const char *path)
{
    kkr_case_options options = { 0 };
    KKR_AUTO(kkr_case) object = kkr_case_open(&path, 1, &options, NULL, NULL);
    return object && object->is_embedding && object->crystal;
}

static bool take_entries(kkr_fit_sources *s, const char *const *paths, int n_paths,
                         const char *select, kkr_error *err)
{
    s->batch = kkr_batch_new(paths, n_paths, select, err);
    if (!s->batch)
        return false;
    s->source = kkr_alloc(s->batch->n, sizeof *s->source);
    for (; s->n < s->batch->n; s->n++) {
        const kkr_batch_item *item = &s->batch->items[s->n];
        s->source[s->n] = (kkr_jl_source){ { item->path }, 1, item->row->hash };
    }
    return true;
}

bool kkr_fit_sources_find(const char *const *paths, int n_paths, const char *select,
                          kkr_fit_sources *out, kkr_error *err)
{
    *out = (kkr_fit_sources){ 0 };
    if (kkr_batch_is_meant(paths, n_paths))
        return take_entries(out, paths, n_paths, select, err);
    if (select)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--select is for data sets, and %s is none", paths[0]);
    bool folders = true, entries = n_paths > 1, alone = n_paths > 1;
    for (int i = 0; i < n_paths; i++) {
        folders = folders && is_folder(paths[i]);
        entries = entries && kkr_place_is(paths[i]);
    }
    for (int i = 0; i < n_paths && alone; i++)
        alone = !entries && stands_alone(paths[i]);
    if ((folders || entries) && !alone) {
        out->family = kkr_family_find(paths, n_paths, err);
        if (!out->family && err->code)
            return false;
    }
    int n = out->family ? out->family->n_members : n_paths;
    out->source = kkr_alloc(n, sizeof *out->source);
    for (int i = 0; out->family && i < n; i++) {
        kkr_jl_source *source = &out->source[out->n++];
        source->n_paths = kkr_family_member(out->family, i, source->path);
    }
    if (out->family)
        return true;
    if (!alone && n_paths > 2)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "fit needs one case, several cases that are whole by "
                        "themselves, or a host and its impurities, found %d paths",
                        n_paths);
    take_paths(out, paths, n_paths, alone ? 1 : n_paths);
    return true;
}

/** "Hg_series/Ag" and "Hg_series/Ag/" are named "Ag". */
static bool is_called(const kkr_jl_source *source, const char *name, size_t length)
{
    const char *path = source->path[source->n_paths - 1];
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/')
        end--;
    size_t begin = end;
    while (begin > 0 && path[begin - 1] != '/' && path[begin - 1] != ':')
        begin--;
    return end - begin == length && memcmp(path + begin, name, length) == 0;
}

bool kkr_fit_sources_drop(kkr_fit_sources *s, const char *names, kkr_error *err)
{
    for (const char *name = names; name && *name;) {
        size_t length = strcspn(name, ",");
        int found = -1;
        for (int i = 0; i < s->n; i++)
            if (is_called(&s->source[i], name, length))
                found = i;
        if (found < 0)
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "--without %.*s: no impurity has a folder of that name",
                            (int)length, name);
        memmove(&s->source[found], &s->source[found + 1],
                (size_t)(s->n - found - 1) * sizeof *s->source);
        s->n--;
        name += length + (name[length] == ',');
    }
    return s->n > 0 || kkr_fail(err, KKR_ERROR_USAGE, "--without leaves no case");
}

void kkr_fit_sources_clear(kkr_fit_sources *sources)
{
    free(sources->source);
    kkr_family_free(sources->family);
    kkr_batch_free(sources->batch);
    *sources = (kkr_fit_sources){ 0 };
}

// ---- what is fitted --------------------------------------------------------------

bool kkr_fit_points_option(const char *text, kkr_fit_counts *counts, kkr_error *err)
{
    int values[3], n = 0, used = 0;
    if (!text)
        return true;
    bool good =
        sscanf(text, "%d,%d,%d%n", &values[0], &values[1], &values[2], &used) == 3 &&
        text[used] == 0;
    for (int i = 0; good && i < 3; i++) {
        good = values[i] >= 0 && values[i] <= 100000000;
        n += values[i] > 0;
    }
    if (!good || n == 0)
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--points needs three counts like 3000,1500,300, found "
                        "\"%.80s\"",
                        text);
    counts->volume = values[0];
    counts->log_r = values[1];
    counts->surface = values[2];
    return true;
}

bool kkr_fit_arguments_apply(const kkr_fit_arguments *a, bool several,
                             kkr_jl_fit_params *params, kkr_error *err)
{
    kkr_fit_look look = kkr_fit_look_default;
    look.from_start = a->target >= 0 ? a->target : several;
    look.only_impurity = a->cells == 1;
    if (!kkr_fit_look_params(&look, several, params, err))
        return false;
    kkr_jl_problem_params *p = &params->problem;
    params->model.rule = (kkr_element_rule)a->rule;
    if (isfinite(a->lambda))
        params->model.lambda = a->lambda;
    if (isfinite(a->cut))
        params->model.cut = a->cut;
    if (params->model.lambda < 0 || params->model.cut < 0 || params->model.cut >= 1)
        return kkr_fail(
            err, KKR_ERROR_USAGE,
            "--lambda needs 0 or more and --cut a number from 0 to 1, found "
            "%g and %g",
            params->model.lambda, params->model.cut);
    p->seed = (uint64_t)a->seed;
    if (!kkr_fit_points_option(a->points, &p->impurity, err) ||
        !kkr_jl_arguments_apply(&a->features, &p->features, err))
        return false;
    if (p->features.n_species > 0 &&
        !(p->features.n_species == 2 &&
          kkr_jl_settings_species(&p->features, "host") >= 0 &&
          kkr_jl_settings_species(&p->features, "imp") >= 0))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--species of a fit are host,imp or imp,host: elements that "
                        "were not trained would have no coefficients");
    return true;
}
