// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "app/options.h"
#include "core/case.h"
#include "core/sampler.h"

/** The options that open a case and say what is looked at; shared by the verbs. */
typedef struct kkr_case_arguments {
    const char *forced[KKR_ROLE_COUNT];
    const char *v0;     // "host", "start", "zero" or a file
    const char *origin; // "site:K"; NULL: origin_site
    int origin_site;    // 0: default
    int spins;          // 0: decide
    int threads;        // 0: all cores
    // what is sampled, as indices of the choices
    int field, channel, mode, nuclear, outside;
    const kkr_sampler_params *base; // for what they do not say; NULL: the defaults
    const char *model;              // a file; NULL: none
    bool only_v; // set by a verb that never asks for V0: half the memory
} kkr_case_arguments;

/** --structure ... --v0 --origin --spins --threads */
extern const kkr_option kkr_case_options_open[];
/** --field --channel --mode --nuclear --outside --model */
extern const kkr_option kkr_case_options_sample[];

/** How `options` open a case; without --v0 a model's own one is V0. */
bool kkr_case_arguments_options(const kkr_case_arguments *options,
                                kkr_case_options *open, kkr_error *err);

/** The paths of `arguments` opened as `options` say. */
kkr_case *kkr_case_arguments_open(const kkr_case_arguments *options,
                                  const kkr_arguments *arguments, const kkr_job *job,
                                  kkr_error *err);

/** How to sample. */
kkr_sampler_params kkr_case_arguments_params(const kkr_case_arguments *options);

/**
 * A sampler for the case; fails if a file could not be read to its end, or if the
 * field needs a V0 that is not there.
 */
kkr_sampler *kkr_case_arguments_sampler(const kkr_case_arguments *options,
                                        const kkr_case *object, const kkr_job *job,
                                        kkr_error *err);

/** "cell mode, channel avg, nuclear on": how it is sampled, for files. */
void kkr_case_arguments_describe(const kkr_case_arguments *options, char *text,
                                 size_t size);

/** "site:K" or "K" with 1 <= K <= n_sites as an index from 0. */
bool kkr_case_arguments_site(const kkr_case *object, const char *option,
                             const char *text, int *site, kkr_error *err);

/** kkr_case_parse_point() with the option's name in the message. */
bool kkr_case_arguments_point(const kkr_case *object, const char *option,
                              const char *text, kkr_vec3 *point, kkr_error *err);
