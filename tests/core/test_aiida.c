// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/aiida.h"
#include "core/archive.h"
#include "core/archive_form.h"
#include "core/place.h"

#include "tests/files.h"

/*
 * The seeds of the fuzzers, which tests/app/archives.py made: Ag in Hg, two runs of
 * KKRhost and two of KKRimp. What is refused is in tests/app/test_aiida.py.
 */

static const char *seed(const char *name)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", getenv("KKR_SEEDS"), name);
    return path;
}

static void test_archive(const char *name, int n_expected)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_archive) archive = kkr_archive_open(seed(name), &err);
    CHECK(archive);
    if (!archive)
        return;
    int n;
    const kkr_archive_member *members = kkr_archive_members(archive, &n);
    CHECK(n == n_expected);
    for (int i = 0; i < n; i++) {
        size_t length = 0;
        char *data = kkr_archive_read(archive, i, &length, &err);
        CHECK(data && length == members[i].size && data[length] == '\0');
        CHECK(kkr_archive_find(archive, members[i].name) == i);
        CHECK(i == 0 || strcmp(members[i - 1].name, members[i].name) < 0);
        free(data);
    }
    CHECK(kkr_archive_find(archive, "metadata.json") >= 0);
    CHECK(kkr_archive_find(archive, "metadata") == -1);
    CHECK(kkr_archive_find(archive, "") == -1);
}

static int count(const kkr_aiida *aiida, kkr_aiida_use use)
{
    int n = 0;
    for (int i = 0; i < aiida->n_cases; i++)
        n += aiida->cases[i].use == use;
    return n;
}

static void test_cases(const char *name, const char *schema)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_aiida) aiida = kkr_aiida_open(seed(name), NULL, &err);
    CHECK(aiida);
    if (!aiida)
        return;
    CHECK_STRING(aiida->schema, schema);
    CHECK(aiida->n_cases == 7);
    CHECK(count(aiida, KKR_AIIDA_EMBEDDING) == 1 && count(aiida, KKR_AIIDA_HOST) == 1 &&
          count(aiida, KKR_AIIDA_STEP) == 5);
    for (int i = 0; i < aiida->n_cases; i++) {
        const kkr_aiida_case *c = &aiida->cases[i];
        char begin[8];
        snprintf(begin, sizeof begin, "%.6s", c->uuid);
        CHECK(kkr_aiida_find(aiida, c->uuid) == i && kkr_aiida_find(aiida, begin) == i);
        begin[5] = '\0';
        CHECK(kkr_aiida_find(aiida, begin) == -1); // too short
        CHECK((c->reason != NULL) == (c->use == KKR_AIIDA_STEP));
        if (c->use != KKR_AIIDA_EMBEDDING)
            continue;
        CHECK_STRING(c->name, "Hg/Ag");
        CHECK_STRING(c->process, "kkr.kkrimp");
        CHECK_STRING(c->label, "KKRimp step 2");
        CHECK(c->exit_status == 0 && c->n_files == 5 && c->host >= 0);
        CHECK(aiida->cases[c->host].use == KKR_AIIDA_HOST);
        CHECK(aiida->cases[c->host].n_files == 3);
        CHECK(strstr(c->provenance, "\nworkchain_label Ag in Hg\n"));
        CHECK(c->files[0].role == KKR_ROLE_IMP_POTENTIAL);
        size_t length = 0;
        char *text = kkr_aiida_load(aiida, &c->files[0], &length, &err);
        CHECK_STRING(text, "Ag POTENTIAL exc: x\n");
        CHECK(length == 20);
        free(text);
    }
    CHECK(kkr_aiida_find(aiida, "") == -1 && kkr_aiida_find(aiida, "zzzzzzzz") == -1);
}

static void test_place(const char *name)
{
    char path[5000];
    kkr_error err = { 0 };
    snprintf(path, sizeof path, "%s#1/scoef", seed(name));
    size_t length = 0;
    CHECK(kkr_place_is(path) && kkr_place_exists(path));
    char *text = kkr_place_load(path, &length, &err);
    CHECK(text && length == 37 && strncmp(text, "    1\n", 6) == 0);
    free(text);
    snprintf(path, sizeof path, "%s#1/nothing", seed(name));
    CHECK(!kkr_place_exists(path));
    CHECK_FAILS(kkr_place_load(path, &length, &err), "not among the files");
    snprintf(path, sizeof path, "%s#1", seed(name));
    kkr_place_file *files;
    int n = kkr_place_files(path, &files, &err);
    CHECK(n == 8); // five of its own and three of its host
    int n_host = 0;
    for (int i = 0; i < n; i++)
        n_host += files[i].is_host;
    CHECK(n_host == 3);
    kkr_place_files_free(n, files);
    char *provenance = kkr_place_provenance(path);
    CHECK(provenance && strncmp(provenance, "archive ", 8) == 0);
    free(provenance);
}

static void test_form(void)
{
    CHECK(kkr_archive_form_of(seed("new.aiida")) == KKR_ARCHIVE_ZIP);
    CHECK(kkr_archive_form_of(seed("old.tar")) == KKR_ARCHIVE_TAR);
    CHECK(kkr_archive_form_of(seed("nothing")) == KKR_ARCHIVE_NONE);
    CHECK(kkr_archive_form_of(seed(".")) == KKR_ARCHIVE_NONE);
    CHECK(kkr_archive_form_of(files_write("PK", 2)) == KKR_ARCHIVE_NONE);
    CHECK(kkr_archive_form_of(files_write("\x1f\x8b\x08\0", 4)) == KKR_ARCHIVE_TAR);
    CHECK_FAILS(kkr_aiida_open(seed("nothing"), NULL, &err), "cannot open");
    CHECK_FAILS(kkr_aiida_open(files_write("text\n", 5), NULL, &err), "no archive");
}

int main(void)
{
    test_archive("new.aiida", 13);
    test_archive("old.aiida", 37);
    test_archive("old.tar", 37);
    test_archive("pax.tar", 38);
    test_cases("new.aiida", "main_0001");
    test_cases("old.aiida", "0.9");
    test_cases("old.tar", "0.12");
    test_cases("pax.tar", "0.9");
    test_place("new.aiida");
    test_place("old.tar");
    test_form();
    return check_done();
}
