// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "app/case_options.h"
#include "app/jl_options.h"
#include "core/jl_fit.h"

/** The options that describe a fit; shared by the verb and its figures. */
typedef struct kkr_fit_arguments {
    kkr_jl_arguments features;
    const char *points, *without;
    double lambda, cut; // NAN: default
    int target, cells, rule, seed;
} kkr_fit_arguments;

/** --target --cells --lambda --cut --rule --points --seed --without */
extern const kkr_option kkr_fit_options[];
/** --channel and --mode of kkr_case_arguments */
extern const kkr_option kkr_fit_options_sample[];

/** Nothing said yet. */
kkr_fit_arguments kkr_fit_arguments_none(void);

/** The embeddings that the paths name. */
typedef struct kkr_fit_sources {
    int n;
    kkr_jl_source *source; // borrows from the others and the arguments
    struct kkr_family *family;
    struct kkr_batch *batch; // entries of data sets
} kkr_fit_sources;

/**
 * A folder with a host and its impurities, such folders themselves, one case (in one
 * or two folders), several cases each of which is whole, or the entries of data sets
 * that fit `select` (NULL: all of them).
 */
bool kkr_fit_sources_find(const char *const *paths, int n_paths, const char *select,
                          kkr_fit_sources *out, kkr_error *err);
/** Takes away the impurities named in "V,Cr,Co" (symbols); all must be there. */
bool kkr_fit_sources_drop(kkr_fit_sources *sources, const char *names, kkr_error *err);
void kkr_fit_sources_clear(kkr_fit_sources *sources);

/** "V,L,S" of --points into the counts; NULL changes nothing. */
bool kkr_fit_points_option(const char *text, kkr_fit_counts *counts, kkr_error *err);

/** What was said, over the defaults for one or several embeddings. */
bool kkr_fit_arguments_apply(const kkr_fit_arguments *arguments, bool several,
                             kkr_jl_fit_params *params, kkr_error *err);
