// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/verb.h"

#include "app/shell.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool kkr_verb_begin(const kkr_verb *verb, int argc, char **argv,
                    const kkr_option_group *groups, kkr_arguments *arguments,
                    kkr_error *err)
{
    if (!kkr_options_parse(argc, argv, groups, arguments, err))
        return false;
    if (arguments->help) {
        printf("kkrscope %s: %s\n\nusage: kkrscope %s %s\n", verb->name, verb->summary,
               verb->name, verb->usage);
        if (verb->help)
            printf("\n%s\n", verb->help);
        kkr_options_print(groups);
        return true;
    }
    if (arguments->n_paths == 0)
        return kkr_fail(err, KKR_ERROR_USAGE, "%s needs %s: kkrscope %s %s", verb->name,
                        strstr(verb->usage, "CASE") ? "a case, a folder or files"
                                                    : "a file",
                        verb->name, verb->usage);
    return true;
}

kkr_job kkr_verb_job(int threads)
{
    return (kkr_job){
        .progress = kkr_shell_has_bar() ? kkr_shell_show_progress : NULL,
        .cancel = kkr_shell_cancel(),
        .threads = threads,
    };
}

void kkr_verb_warn(const char *format, ...)
{
    kkr_shell_clear_bar();
    fputs("kkrscope: warning: ", stderr);
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}
