// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * The command line as tables. An option is one row that says its name, what it
 * takes, what it means and where the value goes; a verb gives its tables in
 * groups, the common ones shared with other verbs. --help is made from them.
 *
 *     --name value   --name=value   -o value   --   (what follows is no option)
 *
 * A value is what follows, even if it begins with a minus: --from -1,0,0.
 */
typedef enum kkr_option_kind {
    KKR_OPTION_END,    // the last row of a table
    KKR_OPTION_FLAG,   // takes nothing; sets a bool to true
    KKR_OPTION_TEXT,   // const char *, borrowed from argv
    KKR_OPTION_COUNT,  // int, 1 or more
    KKR_OPTION_REAL,   // double, finite
    KKR_OPTION_CHOICE, // int, the index among the words of `takes`: "on|off"
} kkr_option_kind;

typedef struct kkr_option {
    kkr_option_kind kind;
    const char *name;  // without "--"; a single letter is written -o
    const char *takes; // "FILE", "H", or all words of a choice; NULL for a flag
    const char *help;  // one line, without full stop; says the default
    size_t offset;     // of the value in the group's target
} kkr_option;

typedef struct kkr_option_group {
    const char *title;         // above its options in --help
    const kkr_option *options; // ends with KKR_OPTION_END
    void *target;              // the struct that the offsets count in
} kkr_option_group;

enum { KKR_OPTIONS_MAX_PATHS = 1024 };

/** What is left when the options are taken away. */
typedef struct kkr_arguments {
    int n_paths;
    const char *paths[KKR_OPTIONS_MAX_PATHS];
    bool help; // --help was there; nothing else counts then
} kkr_arguments;

/**
 * Reads argv[1] .. argv[argc - 1] into the groups' targets (`groups` ends with a
 * title of NULL). False with a sentence that has the nearest valid spelling.
 */
bool kkr_options_parse(int argc, char **argv, const kkr_option_group *groups,
                       kkr_arguments *arguments, kkr_error *err);

/** The options as the text of --help, on standard output. */
void kkr_options_print(const kkr_option_group *groups);

/** The whole of `text` as a finite number; the shell part keeps the C locale. */
bool kkr_option_number(const char *text, double *value);

/** "128" or "128x64x32" as counts >= 1; returns how many there are, 0 if bad. */
int kkr_option_counts(const char *text, int *count, int max);
