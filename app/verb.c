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

static _Thread_local const char *subject; // of this thread's warnings; or NULL

void kkr_verb_warn_about(const char *name)
{
    subject = name;
}

static void write_line(const char *kind, const char *about, const char *format,
                       va_list args)
{
    flockfile(stderr);
    kkr_shell_clear_bar();
    fprintf(stderr, "kkrscope: %s", kind);
    if (about)
        fprintf(stderr, "%s: ", about);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    funlockfile(stderr);
}

void kkr_verb_warn(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_line("warning: ", subject, format, args);
    va_end(args);
}

void kkr_verb_tell(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_line("", NULL, format, args);
    va_end(args);
}
