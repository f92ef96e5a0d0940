// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/cluster.h"
#include "core/crystal.h"
#include "core/dataset.h"
#include "core/jl_model.h"
#include "core/potential.h"
#include "core/recipe_embed.h"
#include "core/recipe_text.h"
#include "core/shapefun.h"
#include "core/xyz.h"
#include "tests/files.h"
#include "tests/meter.h"

#include <hdf5.h>

/**
 * Small files that claim huge contents, for every reader: it must say what is wrong
 * without asking for more memory than docs/formats/limits.md promises. The fuzzers
 * (tests/fuzz) hold every damaged file to the same promise.
 */
enum { FLOOR = 4 << 20, MOST_TIMES = 128 };

static const char *folder; // of the fuzzers

// ------------------------------------------------------------- text

static bool potential(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_potential) object = kkr_potential_read(path, err);
    return object && !object->entries[0].defect;
}

static bool shapefun(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_shapefun) object = kkr_shapefun_read(path, err);
    return object;
}

static bool inputcard(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_crystal) object = kkr_crystal_read_inputcard(path, err);
    return object;
}

static bool hoststructure(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_crystal) object = kkr_crystal_read_hoststructure(path, 6.8, err);
    return object;
}

static bool scoef(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_cluster) object = kkr_cluster_read_scoef(path, err);
    return object;
}

static bool atominfo(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_cluster) object = kkr_cluster_read_atominfo(path, err);
    return object;
}

static bool xyz(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_xyz) object = kkr_xyz_read(path, err);
    return object;
}

static bool recipe(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_recipe_text) object = kkr_recipe_text_read(path, err);
    return object;
}

static bool figure(const char *path, kkr_error *err)
{
    char *text = kkr_recipe_embed_read(path, err);
    free(text);
    return text;
}

/** rbasis.xyz, beside a good input.conf */
static bool kkrnano(const char *path, kkr_error *err)
{
    char input[4096], conf[4096];
    const char *slash = strrchr(path, '/');
    snprintf(input, sizeof input, "%s/corpus/kkrnano/input.conf", folder);
    snprintf(conf, sizeof conf, "%.*sinput.conf", (int)(slash + 1 - path), path);
    char *atoms = kkr_strdup_printf("%.*srbasis.xyz", (int)(slash + 1 - path), path);
    CHECK(symlink(input, conf) == 0 && rename(path, atoms) == 0);
    KKR_AUTO(kkr_crystal) object = kkr_crystal_read_kkrnano(conf, err);
    unlink(conf);
    unlink(atoms);
    free(atoms);
    return object;
}

typedef bool reader(const char *path, kkr_error *err);

/** True within the promise; prints what went wrong. */
static bool is_modest(reader *read, const char *path, const char *what, bool must_fail)
{
    struct stat info;
    kkr_error err = { 0 };
    if (stat(path, &info) != 0)
        return false;
    meter_start();
    bool good = read(path, &err);
    size_t peak = meter_peak();
    bool modest = peak <= FLOOR + MOST_TIMES * (size_t)info.st_size;
    if (!modest || (must_fail && (good || !err.message[0])))
        printf("%s: %zu bytes of memory for %zu; %s\n", what, peak,
               (size_t)info.st_size, good ? "was read" : err.message);
    return modest && !(must_fail && (good || !err.message[0]));
}

static void test_claims(void)
{
    static const struct {
        reader *read;
        const char *file, *old, *claim; // of the fuzzers' corpus, and the change
    } claims[] = {
        { potential, "potential/full", "\n 20\n", "\n99999999\n" },
        { potential, "potential/asa", "\n 20\n", "\n2147483647\n" },
        { shapefun, "shapefun/one", "1", "2147483647" },
        { shapefun, "shapefun/two", "1    4 NPAN", "1 400000000 NPAN" },
        { potential, "potential/full", " 5 1\n", " 99999999 1\n" },
        { inputcard, "inputcard/new", "NAEZ", "NAEZ= 2147483647\nNOT" },
        { inputcard, "inputcard/cpa", "NATYP", "NATYP= 2147483647\nNOT" },
        { hoststructure, "hoststructure/hoststructure", "   2\n", "1000000\n" },
        { scoef, "scoef/cluster", "7", "99999999" },
        { atominfo, "atominfo/cluster", "           7           7",
          "2147483647 2147483647" },
        { xyz, "xyz/plain", NULL, "999999999\nclaims many\nCu 0 0 0\n" },
        { recipe, "recipe/sample.recipe", "\n\n", "\npanels = 99999999 x 99999999\n" },
        { figure, "figure/page.png", NULL,
          "\x89PNG\r\n\x1a\n\x7f\xff\xff\xff"
          "iTXtkkrscope" },
        { kkrnano, "xyz/plain", NULL, "1000000\nclaims many\nCu 0 0 0\n" },
    };
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/corpus/%s", folder, claims[i].file);
        char *good = claims[i].old ? files_load(path) : NULL;
        char *edited = good ? files_replace(good, claims[i].old, claims[i].claim)
                            : strdup(claims[i].claim);
        CHECK(is_modest(claims[i].read, files_write(edited, strlen(edited)),
                        claims[i].file, true));
        free(good);
        free(edited);
    }
}

// much of what is smallest: what a file can make of itself without a lie
static void test_many(void)
{
    static const struct {
        reader *read;
        const char *name, *head, *line;
    } many[] = {
        { xyz, "atoms", "40000\n\n", "H 3*0\n" },
        { scoef, "sites", "40000\n", "6*1\n" },
        { inputcard, "lines", "", "\n" },
        { recipe, "comments", "kkrscope recipe 1\n", "#\n" },
        { potential, "entries", "", "x\n1 1 1\n1\n1 1 1\n3\n1 1\n0 1\n1 1 1\n" },
        { shapefun, "cells", "40000\n", "\n" },
        { figure, "subjects", "%PDF-1.5\n", "/Subject<\n" },
        { figure, "svg", "<svg><metadata id=\"kkrscope\">", "&#x10ffff;" },
    };
    enum { LINES = 40000 };
    for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
        size_t head = strlen(many[i].head), line = strlen(many[i].line);
        char *text = malloc(head + LINES * line + 1);
        strcpy(text, many[i].head);
        for (size_t k = 0; k < LINES; k++)
            memcpy(text + head + k * line, many[i].line, line);
        CHECK(is_modest(many[i].read, files_write(text, head + LINES * line),
                        many[i].name, false));
        free(text);
    }
}

// ------------------------------------------------------------- HDF5

static bool dataset(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_dataset) object = kkr_dataset_open(path, err);
    kkr_dataset_file *files;
    int n = object ? kkr_dataset_files(object, "/embeddings/0", &files, err) : -1;
    bool good = n > 0;
    for (int i = 0; i < n; i++) {
        size_t length;
        char *text =
            kkr_dataset_load(object, "/embeddings/0", files[i].name, &length, err);
        good = text && good;
        free(text);
    }
    if (n >= 0)
        kkr_dataset_files_free(n, files);
    return good;
}

static bool model(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_jl_model) object = kkr_jl_model_read(path, err);
    return object;
}

/** The array `name` of a good file becomes one of `n` elements that nobody wrote. */
static void claim(const char *path, const char *name, hid_t type, int rank, hsize_t n,
                  bool chunked)
{
    const hsize_t size[2] = { n, n }, chunk[2] = { 1 << 12, 1 << 12 };
    hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    hid_t space = H5Screate_simple(rank, size, NULL);
    hid_t layout = H5Pcreate(H5P_DATASET_CREATE);
    if (chunked)
        H5Pset_chunk(layout, rank, chunk);
    H5Ldelete(file, name, H5P_DEFAULT);
    hid_t id = H5Dcreate2(file, name, type, space, H5P_DEFAULT, layout, H5P_DEFAULT);
    CHECK(id >= 0);
    if (strstr(name, "potential_imp")) { // as a file in a data set has them
        hid_t one = H5Screate(H5S_SCALAR), text = H5Tcopy(H5T_C_S1);
        H5Tset_size(text, 64);
        const char *const names[] = { "sha256", "text" };
        for (int i = 0; i < 2; i++) {
            char value[64] = "x";
            hid_t a = H5Acreate2(id, names[i], text, one, H5P_DEFAULT, H5P_DEFAULT);
            CHECK(H5Awrite(a, text, value) >= 0);
            H5Aclose(a);
        }
        H5Tclose(text);
        H5Sclose(one);
    }
    H5Dclose(id);
    H5Pclose(layout);
    H5Sclose(space);
    H5Fclose(file);
}

static void test_arrays(void)
{
    hid_t name = H5Tcopy(H5T_C_S1);
    H5Tset_size(name, 64);
    const struct {
        reader *read;
        const char *file, *array;
        hid_t type;
        int rank;
        hsize_t n;
        bool chunked, fails;
    } claims[] = {
        { dataset, "dataset", "index", H5T_NATIVE_DOUBLE, 1, 1u << 30, true, false },
        { dataset, "dataset", "index", H5T_NATIVE_DOUBLE, 1, 1u << 30, false, false },
        { dataset, "dataset", "index", H5T_NATIVE_DOUBLE, 2, 1u << 30, true, false },
        { dataset, "dataset", "embeddings/0/potential_imp", H5T_NATIVE_DOUBLE, 1,
          1u << 26, true, true },
        { dataset, "dataset", "embeddings/0/potential_imp", H5T_NATIVE_DOUBLE, 1,
          1u << 26, false, true },
        { model, "model", "members/name", name, 1, 10000, true, true },
        { model, "model", "members/name", name, 1, 1u << 30, false, true },
        { model, "model", "members/coefficients", H5T_NATIVE_DOUBLE, 2, 1u << 20, true,
          true },
        { model, "model", "columns/label", name, 1, 1u << 30, true, true },
    };
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/corpus/%s/small.h5", folder, claims[i].file);
        FILE *file = fopen(path, "rb");
        static char data[1 << 16];
        size_t n = file ? fread(data, 1, sizeof data, file) : 0;
        if (file)
            fclose(file);
        const char *copy = files_write(data, n);
        CHECK(is_modest(claims[i].read, copy, path, false));
        kkr_error err = { 0 };
        CHECK(claims[i].read(copy, &err)); // the seed itself is good
        claim(copy, claims[i].array, claims[i].type, claims[i].rank, claims[i].n,
              claims[i].chunked);
        CHECK(is_modest(claims[i].read, copy, claims[i].array, claims[i].fails));
    }
    H5Tclose(name);
}

int main(void)
{
    folder = getenv("KKR_FUZZ");
    if (!folder) {
        printf("KKR_FUZZ is not set\n");
        return EXIT_FAILURE;
    }
    test_claims();
    test_many();
    test_arrays();
    return check_done();
}
