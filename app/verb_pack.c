// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/verb.h"
#include "core/archive_form.h"
#include "core/pack.h"

#include <stdio.h>
#include <sys/stat.h>

typedef struct arguments {
    const char *output;
    int threads;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "o", "FILE.h5", "the data set; entries are added if it exists",
      offsetof(arguments, output) },
    { KKR_OPTION_COUNT, "threads", "N", "threads to use [all cores]",
      offsetof(arguments, threads) },
    { 0 },
};

static void print_report(const kkr_pack_report *report, const char *path, int n_steps)
{
    for (int i = 0; i < report->n_skipped; i++)
        kkr_verb_warn("skipped: %s", report->skipped[i]);
    printf("%s: %d %s added", path, report->n_added,
           report->n_added == 1 ? "entry" : "entries");
    if (report->n_hosts)
        printf(", %d host%s", report->n_hosts, report->n_hosts == 1 ? "" : "s");
    if (report->n_known)
        printf(", %d there already", report->n_known);
    if (report->n_skipped)
        printf(", %d skipped", report->n_skipped);
    struct stat info;
    if (report->text_bytes > 0 && stat(path, &info) == 0)
        printf("; %.1f MB of text, the file has %.1f MB", 1e-6 * report->text_bytes,
               1e-6 * (double)info.st_size);
    printf("\n");
    if (n_steps)
        printf("%d %s of the archive led to these and %s left out; kkrscope info shows "
               "which\n",
               n_steps, n_steps == 1 ? "calculation" : "calculations",
               n_steps == 1 ? "is" : "are");
}

bool kkr_verb_pack(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { 0 };
    const kkr_option_group groups[] = { { "Options", own_options, &own }, { 0 } };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    if (!own.output)
        return kkr_fail(err, KKR_ERROR_USAGE, "pack needs -o FILE.h5");
    kkr_job job = kkr_verb_job(own.threads);
    KKR_AUTO(kkr_case_tree)
    tree = kkr_case_tree_walk(paths.paths, paths.n_paths, &job, err);
    if (!tree)
        return false;
    if (tree->n == 0)
        return kkr_fail(
            err, KKR_ERROR_FILE, "%s: no KKR files in this %s", paths.paths[0],
            kkr_archive_form_of(paths.paths[0]) ? "archive" : "folder nor below it");
    kkr_pack_report report;
    bool good = kkr_pack(tree, own.output, &job, &report, err);
    if (good || err->code == KKR_ERROR_CANCELLED)
        print_report(&report, own.output, tree->n_steps);
    if (good && report.n_added + report.n_known + report.n_hosts == 0 &&
        report.n_skipped)
        good =
            kkr_fail(err, KKR_ERROR_FORMAT, "nothing to pack: %s", report.skipped[0]);
    kkr_pack_report_clear(&report);
    return good;
}
