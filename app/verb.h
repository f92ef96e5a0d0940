// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "app/options.h"

/**
 * What `kkrscope NAME ...` does. The table is in main.c, one line a verb; each
 * verb has a file of its own.
 */
typedef struct kkr_verb kkr_verb;
struct kkr_verb {
    const char *name;
    /**
     * argv[0] is the verb's name. False with the sentence to print; its code makes
     * the exit status: 2 for KKR_ERROR_USAGE, 130 for _CANCELLED, else 1.
     */
    bool (*run)(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
    const char *summary; // one line, for the list of verbs
    const char *usage;   // what follows the name: "CASE --points FILE|- [options]"
    const char *help;    // a paragraph for --help, with line ends; NULL: none
};

bool kkr_verb_info(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_probe(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_radial(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_line(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_plane(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_convert(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_cells(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_check(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_jl(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_fit(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_export(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_list(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_pack(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_unpack(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_recipe(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
bool kkr_verb_shapes(const kkr_verb *verb, int argc, char **argv, kkr_error *err);
/** Only with pictures: KKR_HAVE_RENDER. */
bool kkr_verb_figure(const kkr_verb *verb, int argc, char **argv, kkr_error *err);

/**
 * The first lines of every verb: reads the options, prints --help, and asks for
 * at least `min_paths` paths. False: return *status at once.
 */
bool kkr_verb_begin(const kkr_verb *verb, int argc, char **argv,
                    const kkr_option_group *groups, kkr_arguments *arguments,
                    kkr_error *err);

/**
 * A job that Ctrl-C cancels and, on a terminal, shows as a bar on standard error.
 * `threads` 0: all cores.
 */
kkr_job kkr_verb_job(int threads);

/** A sentence on standard error: "kkrscope: warning: ...". Any thread. */
void kkr_verb_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Until NULL is given, the warnings of this thread begin with this name (borrowed). */
void kkr_verb_warn_about(const char *name);

/** A line on standard error: "kkrscope: ...". Any thread. */
void kkr_verb_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));
