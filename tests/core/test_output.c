// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/output.h"
#include "tests/check.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "output_XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[2][200];
    static int i;
    i = !i;
    snprintf(path[i], sizeof path[i], "%s/%s", folder, name);
    return path[i];
}

static int count_files(void)
{
    DIR *dir = opendir(folder);
    int n = -2; // . and ..
    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

static void read_file(const char *path, char *text, size_t size)
{
    FILE *file = fopen(path, "r");
    size_t n = file ? fread(text, 1, size - 1, file) : 0;
    text[n] = '\0';
    if (file)
        fclose(file);
}

static void write_file(const char *path, const char *text)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_output) output = kkr_output_new(path, &err);
    CHECK(output);
    if (output) {
        fputs(text, output->file);
        CHECK(kkr_output_commit(output, &err));
    }
}

static void test_all_or_nothing(void)
{
    char text[64];
    kkr_error err = { 0 };
    write_file(in_folder("a"), "one");
    read_file(in_folder("a"), text, sizeof text);
    CHECK_STRING(text, "one");
    CHECK(count_files() == 1);

    // who gives up leaves the old file as it was, and nothing beside it
    kkr_output *output = kkr_output_new(in_folder("a"), &err);
    fputs("two", output->file);
    CHECK(count_files() == 2);
    kkr_output_free(output);
    CHECK(count_files() == 1);
    read_file(in_folder("a"), text, sizeof text);
    CHECK_STRING(text, "one");

    // a link is followed and stays one; the file's mode is kept
    CHECK(symlink("a", in_folder("link")) == 0);
    CHECK(chmod(in_folder("a"), 0640) == 0);
    write_file(in_folder("link"), "three");
    struct stat info;
    CHECK(lstat(in_folder("link"), &info) == 0 && S_ISLNK(info.st_mode));
    CHECK(stat(in_folder("a"), &info) == 0 && (info.st_mode & 0777) == 0640);
    read_file(in_folder("a"), text, sizeof text);
    CHECK_STRING(text, "three");
    unlink(in_folder("link"));
    unlink(in_folder("a"));
    CHECK(count_files() == 0);
}

static void test_refusals(void)
{
    char text[300];
    snprintf(text, sizeof text, "%s/none/a", folder);
    CHECK_FAILS(kkr_output_new(text, &err), "none does not exist");
    CHECK_FAILS(kkr_output_new(folder, &err), "is a folder");
    // a full disk is found at the latest when the file is closed
    kkr_error err = { 0 };
    KKR_AUTO(kkr_output) output = kkr_output_new("/dev/full", &err);
    if (output) { // there is such a device
        CHECK(!output->is_regular);
        fputs("anything", output->file);
        CHECK(!kkr_output_commit(output, &err));
        CHECK(strstr(err.message, "No space left"));
    }
}

static void test_suffix(void)
{
    static const char *const suffixes[] = { ".csv", ".npy", ".h5", NULL };
    kkr_error err = { 0 };
    int which = -1;
    CHECK(kkr_output_suffix("a.b/c.h5", suffixes, &which, &err) && which == 2);
    CHECK(kkr_output_suffix("A.NPY", suffixes, &which, &err) && which == 1);
    bool good = kkr_output_suffix(".csv", suffixes, &which, &err); // a suffix, no name
    CHECK(!good);
    good = kkr_output_suffix("a.txt", suffixes, &which, &err);
    CHECK(!good && strstr(err.message, "must end in .csv, .npy or .h5"));
}

int main(void)
{
    if (!mkdtemp(folder)) {
        printf("skipped: no folder for files\n");
        return CHECK_SKIP;
    }
    test_all_or_nothing();
    test_refusals();
    test_suffix();
    rmdir(folder);
    return check_done();
}
