// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/cluster.h"
#include "tests/check.h"
#include "tests/files.h"
#include "tests/json.h"

typedef kkr_cluster *(*reader)(const char *path, kkr_error *err);

static kkr_cluster *read_own(reader read, const char *name)
{
    char path[200];
    kkr_error err = { 0 };
    snprintf(path, sizeof path, "structure/%s", name);
    kkr_cluster *cluster = read(check_data(path), &err);
    CHECK_STRING(err.message, "");
    CHECK(cluster);
    return cluster;
}

static bool reads(reader read, const char *text, kkr_error *err)
{
    kkr_cluster *cluster = read(files_write(text, strlen(text)), err);
    kkr_cluster_free(cluster);
    return cluster != NULL;
}

static bool has_note(const kkr_cluster *cluster, const char *part)
{
    for (int i = 0; i < cluster->n_notes; i++)
        if (strstr(cluster->notes[i], part))
            return true;
    return false;
}

static void check_scoef(void)
{
    kkr_cluster *sample =
        read_own(kkr_cluster_read_scoef, "../../../assets/sample/scoef");
    if (sample) {
        CHECK(sample->n_sites == 7 && sample->n_notes == 0);
        CHECK_NEAR(sample->sites[6].position.z, -0.7453470098, 1e-15);
        CHECK(sample->sites[6].host_site == 0);
        CHECK_NEAR(sample->sites[0].z, 80, 0);
    }
    kkr_cluster_free(sample);

    // blank lines do not count, lines beyond the count are not read
    kkr_cluster *odd = read_own(kkr_cluster_read_scoef, "scoef_long");
    if (odd) {
        CHECK(odd->n_sites == 3 && odd->sites[0].host_site == 1);
        CHECK_NEAR(odd->sites[2].position.x, -0.5, 0);
        CHECK(has_note(odd, "1 more line after the 3 positions that line 1 promises"));
    }
    kkr_cluster_free(odd);

    odd = read_own(kkr_cluster_read_scoef, "scoef_without_count");
    if (odd) {
        CHECK(odd->n_sites == 2 && odd->sites[1].host_site == 0);
        CHECK_NEAR(odd->sites[1].z, -1, 0);
        CHECK(has_note(odd, "no line with the number of positions"));
    }
    kkr_cluster_free(odd);

    const reader read = kkr_cluster_read_scoef;
    CHECK_FAILS(reads(read, "", &err), "the file is empty");
    CHECK_FAILS(reads(read, "2\n0 0 0 1\n", &err), ":1: expected 2 positions, found 1");
    CHECK_FAILS(reads(read, "2000000000\n0 0 0 1\n", &err), "found 1");
    CHECK_FAILS(reads(read, "0\n", &err), "expected the number of positions, found 0");
    CHECK_FAILS(reads(read, "1\n0 0 nan 1\n", &err),
                ":2: expected x y z and the index");
    CHECK_FAILS(reads(read, "1\n0 0 0 first\n", &err), "found '0 0 0 first'");
}

static void check_atominfo(void)
{
    kkr_cluster *sample =
        read_own(kkr_cluster_read_atominfo, "../../../assets/sample/kkrflex_atominfo");
    if (sample) {
        CHECK(sample->n_sites == 7 && sample->n_notes == 0);
        CHECK_NEAR(sample->sites[0].z, 47, 0);
        CHECK_NEAR(sample->sites[1].position.x, -0.5773589665, 0);
        CHECK(sample->sites[0].host_site == -1);
    }
    kkr_cluster_free(sample);

    // comments anywhere, columns that touch, a removed and a virtual atom
    kkr_cluster *odd = read_own(kkr_cluster_read_atominfo, "atominfo");
    if (odd) {
        CHECK(odd->n_sites == 4 && odd->n_notes == 0);
        CHECK(odd->sites[1].is_removed && !odd->sites[1].is_virtual);
        CHECK(odd->sites[2].is_virtual && !odd->sites[2].is_removed);
        CHECK_NEAR(odd->sites[1].z, 118, 0);
        CHECK_NEAR(odd->sites[1].position.z, 0.75, 0);
        CHECK_NEAR(odd->sites[3].position.x, 0.5, 0);
        CHECK_NEAR(odd->sites[3].position.y, -1000000.5, 0);
        CHECK_NEAR(odd->sites[3].z, 80, 0);
    }
    kkr_cluster_free(odd);

    const reader read = kkr_cluster_read_atominfo;
    CHECK_FAILS(reads(read, "# nothing\n", &err), "found the end of the file");
    CHECK_FAILS(reads(read, "# c\nmany\n", &err), ":2: expected two counts");
    CHECK_FAILS(reads(read, "2 2\n0 0 0 29. 0 0 3\n", &err), "2 positions, found 1");
    CHECK_FAILS(reads(read, "2000000000 1\n0 0 0 29. 0 0 3\n", &err), "found 1");
    CHECK_FAILS(reads(read, "1 1\n0 0 0\n", &err),
                ":2: expected x y z Z and two flags");
}

// whatever happens to a file, reading it ends with a cluster or a sentence
static void check_damaged(reader read, const char *name)
{
    static const char spoil[] = "0-9.# \t\nE*";
    char path[200];
    snprintf(path, sizeof path, "structure/%s", name);
    char *text = files_load(check_data(path));
    size_t n = strlen(text);
    char *copy = kkr_alloc(n + 1, 1);
    srand(1);
    for (int round = 0; round < 500; round++) {
        memcpy(copy, text, n + 1);
        for (int hit = 0; hit < 1 + round % 4; hit++)
            copy[(size_t)rand() % n] = spoil[(size_t)rand() % (sizeof spoil - 1)];
        if (round % 3 == 0)
            copy[(size_t)rand() % n] = 0; // some end early
        kkr_error err = { 0 };
        bool good = reads(read, copy, &err);
        CHECK(good != (err.message[0] != 0));
    }
    free(copy);
    free(text);
}

static void check_recognise(void)
{
    const char *scoef = "   7\n  0.0 0.0 0.0  1 80.0 0.0\n  0.5";
    const char *bare = " 0.0 0.0 0.5  1 80.0 0.0\n";
    const char *atominfo = "# serial\n#NATOM\n  7  7\n#Imp\n 0.0 0.0 0.0 47.0 0 0 3\n";
    const char *shapefun = "    1\n  0.1D+01  0.1D+01  0.1D+01  0.1D+01\n    4  135\n";
    const char *xyz = "2\ncomment\nFe 0.0 0.0 0.0\n";
    CHECK(kkr_cluster_recognise_scoef(scoef, strlen(scoef)));
    CHECK(kkr_cluster_recognise_scoef(bare, strlen(bare)));
    CHECK(!kkr_cluster_recognise_scoef(atominfo, strlen(atominfo)));
    CHECK(!kkr_cluster_recognise_scoef(shapefun, strlen(shapefun)));
    CHECK(!kkr_cluster_recognise_scoef(xyz, strlen(xyz)));
    CHECK(!kkr_cluster_recognise_scoef("", 0));
    CHECK(kkr_cluster_recognise_atominfo(atominfo, strlen(atominfo)));
    CHECK(!kkr_cluster_recognise_atominfo(scoef, strlen(scoef)));
    CHECK(!kkr_cluster_recognise_atominfo(shapefun, strlen(shapefun)));
    CHECK(!kkr_cluster_recognise_atominfo("", 0));
}

typedef enum format { SCOEF, ATOMINFO, OTHER } format;

static format format_of(const char *path)
{
    char head[4096];
    FILE *file = fopen(path, "r");
    size_t n = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    bool scoef = kkr_cluster_recognise_scoef(head, n);
    bool atominfo = kkr_cluster_recognise_atominfo(head, n);
    CHECK(!(scoef && atominfo));
    return scoef ? SCOEF : atominfo ? ATOMINFO : OTHER;
}

/** Reads the file; compares with the positions unless the manifest has none. */
static void check_real(reader read, const char *path, const json *positions)
{
    kkr_error err = { 0 };
    kkr_cluster *cluster = read(path, &err);
    CHECK_STRING(err.message, "");
    if (!cluster)
        return;
    CHECK(!positions || cluster->n_sites == json_count(positions));
    for (int i = 0; positions && i < cluster->n_sites; i++) {
        const kkr_vec3 p = cluster->sites[i].position;
        const json *expected = json_item(positions, i);
        CHECK_NEAR(p.x, json_number(json_item(expected, 0)), 1e-9);
        CHECK_NEAR(p.y, json_number(json_item(expected, 1)), 1e-9);
        CHECK_NEAR(p.z, json_number(json_item(expected, 2)), 1e-9);
    }
    for (int i = 0; i < cluster->n_notes; i++)
        printf("note: %s\n", cluster->notes[i]);
    kkr_cluster_free(cluster);
}

// every file of every case is recognised as what it is, and read if it is ours
static void check_all_real(const char *shared)
{
    char path[4096];
    int n_read[2] = { 0, 0 };
    snprintf(path, sizeof path, "%s/data/MANIFEST.json", shared);
    json *manifest = json_read(path);
    const json *cases = json_get(manifest, "cases");
    for (int i = 0; i < json_count(cases); i++) {
        const json *entry = json_item(cases, i), *files = json_get(entry, "files");
        const char *folder = json_string(json_get(entry, "case"));
        const json *positions = json_get(entry, "cluster_positions_alat");
        // there the two files differ in their unit, on purpose
        bool mismatch = strstr(folder, "unit_mismatch") != NULL;
        for (int k = 0; k < json_count(files); k++) {
            const char *name = json_string(json_get(files, "%d/file", k));
            if (!name)
                continue;
            bool scoef = strcmp(name, "scoef") == 0 || strcmp(name, "scoef_excl") == 0;
            bool atominfo = strcmp(name, "kkrflex_atominfo") == 0;
            snprintf(path, sizeof path, "%s/data/%s/%s", shared, folder, name);
            format found = format_of(path);
            if (found != (scoef ? SCOEF : atominfo ? ATOMINFO : OTHER))
                printf("taken for something else: %s\n", path);
            CHECK(found == (scoef ? SCOEF : atominfo ? ATOMINFO : OTHER));
            if (scoef)
                check_real(kkr_cluster_read_scoef, path,
                           strcmp(name, "scoef") == 0 ? positions : NULL);
            if (atominfo)
                check_real(kkr_cluster_read_atominfo, path,
                           mismatch ? NULL : positions);
            n_read[0] += scoef;
            n_read[1] += atominfo;
        }
    }
    json_free(manifest);
    printf("%d scoef and %d kkrflex_atominfo read\n", n_read[0], n_read[1]);
    CHECK(n_read[0] >= 12 && n_read[1] >= 11);
}

static int n_walked;

static int read_walked(const char *path, const struct stat *info, int type,
                       struct FTW *place)
{
    const char *name = path + place->base;
    if (type == FTW_F && strcmp(name, "scoef") == 0)
        check_real(kkr_cluster_read_scoef, path, NULL);
    else if (type == FTW_F && strcmp(name, "kkrflex_atominfo") == 0)
        check_real(kkr_cluster_read_atominfo, path, NULL);
    else
        return 0;
    n_walked++;
    return 0;
}

// the series of impurities, which the manifest does not list one by one
static void check_series(const char *shared)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/data/computed", shared);
    files_walk(path, read_walked);
    printf("%d files read on a walk\n", n_walked);
    CHECK(n_walked > 150);
}

int main(void)
{
    check_scoef();
    check_atominfo();
    check_recognise();
    check_damaged(kkr_cluster_read_scoef, "scoef_long");
    check_damaged(kkr_cluster_read_atominfo, "atominfo");
    const char *shared = check_shared();
    if (shared) {
        check_all_real(shared);
        check_series(shared);
    }
    return check_done();
}
