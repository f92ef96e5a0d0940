// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/crystal.h"
#include "tests/check.h"

#include <sys/stat.h>
#include <unistd.h>

static void check_vec3(kkr_vec3 v, double x, double y, double z)
{
    CHECK_NEAR(v.x, x, 1e-12);
    CHECK_NEAR(v.y, y, 1e-12);
    CHECK_NEAR(v.z, z, 1e-12);
}

static void check_own(void)
{
    const double a = 10.68;
    kkr_error err = { 0 };
    KKR_AUTO(kkr_crystal)
    gaas = kkr_crystal_read_kkrnano(check_data("structure/kkrnano/input.conf"), &err);
    CHECK_STRING(err.message, "");
    if (!gaas)
        return;
    CHECK(gaas->n_sites == 4 && gaas->n_types == 4 && gaas->periodicity == 3);
    CHECK_NEAR(kkr_crystal_volume(gaas), a * a * a / 4, 1e-9);
    check_vec3(gaas->lattice.row[0], 0, a / 2, a / 2);
    // lattice coordinates: a quarter of the three fcc vectors is a quarter of the cube
    check_vec3(gaas->sites[1].position, a / 4, a / 4, a / 4);
    check_vec3(gaas->sites[3].position, 3 * a / 4, 3 * a / 4, 3 * a / 4);
    CHECK_NEAR(gaas->types[0].z, 31, 0);
    CHECK_NEAR(gaas->types[2].z, 0, 0);
    CHECK_NEAR(gaas->types[3].z, 99, 0); // Es is einsteinium
    CHECK_NEAR(gaas->sites[0].weight, a * a, 1e-12);
    CHECK_NEAR(gaas->sites[2].weight, 0.9 * a * a, 1e-12);
    CHECK(gaas->n_spin == 1 && gaas->l_max == 3 && gaas->n_notes == 0);
}

static void check_hoststructure(void)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_crystal)
    slab =
        kkr_crystal_read_hoststructure(check_data("structure/hoststructure"), 5, &err);
    CHECK_STRING(err.message, "");
    if (!slab)
        return;
    CHECK(slab->n_sites == 2 && slab->periodicity == 2 && slab->n_notes == 1);
    CHECK_NEAR(kkr_crystal_volume(slab), 25, 1e-12); // the area
    check_vec3(slab->sites[1].position, 2.5, 2.5, 2.5);
    CHECK_NEAR(slab->sites[1].weight, 0.81 * 25, 1e-12);
    CHECK_NEAR(slab->types[0].z, -1, 0);
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    CHECK(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

/** Whether a run with these two files can be read. */
static bool reads(const char *conf, const char *xyz, kkr_error *err)
{
    char folder[] = "kkrnano_XXXXXX", input[64], atoms[64];
    CHECK(mkdtemp(folder));
    snprintf(input, sizeof input, "%s/input.conf", folder);
    snprintf(atoms, sizeof atoms, "%s/rbasis.xyz", folder);
    put(input, conf);
    if (xyz)
        put(atoms, xyz);
    kkr_crystal *crystal = kkr_crystal_read_kkrnano(input, err);
    bool good = crystal != NULL;
    kkr_crystal_free(crystal);
    unlink(input);
    unlink(atoms);
    rmdir(folder);
    return good;
}

#define CONF "alat = 5\nbravais_a = 1 0 0\nbravais_b = 0 1 0\nbravais_c = 0 0 1\n"

static void check_broken(void)
{
    kkr_error none = { 0 };
    CHECK(reads(CONF, "1\n\nFe 0 0 0\n", &none));
    CHECK_FAILS(reads("", NULL, &err), "expected alat = a lattice constant");
    CHECK_FAILS(reads("alat = -1\n", NULL, &err),
                "input.conf:1: alat: expected a lattice");
    CHECK_FAILS(reads("alat = 5\nbravais_a = 1 0\n", NULL, &err),
                "input.conf:2: bravais_a: expected 3 numbers, found '1 0'");
    CHECK_FAILS(reads(CONF "cartesian = maybe\n", NULL, &err),
                ":5: cartesian: expected");
    CHECK_FAILS(reads(CONF "nspind = 3\n", NULL, &err), ":5: nspind: expected");
    CHECK_FAILS(reads(CONF, NULL, &err), "rbasis.xyz: cannot open");
    CHECK_FAILS(reads(CONF, "", &err), "expected the number of atoms");
    CHECK_FAILS(reads(CONF, "2000000000\n\nFe 0 0 0\n", &err), "number of atoms");
    CHECK_FAILS(reads(CONF, "2\n\nFe 0 0 0\n", &err), "atom 2 of 2: expected a symbol");
    CHECK_FAILS(reads(CONF, "1\n\nFe 0 0 inf\n", &err), "rbasis.xyz:3: atom 1 of 1");
}

static void check_real(const char *shared, const char *name, int n_sites, double volume)
{
    char path[4096], head[4096];
    kkr_error err = { 0 };
    snprintf(path, sizeof path, "%s/data/shipped/KKRnano_%s/input.conf", shared, name);
    KKR_AUTO(kkr_crystal) crystal = kkr_crystal_read_kkrnano(path, &err);
    CHECK_STRING(err.message, "");
    if (!crystal)
        return;
    CHECK(crystal->n_sites == n_sites && crystal->n_notes == 0);
    CHECK_NEAR(kkr_crystal_volume(crystal), volume, 1e-6);
    FILE *file = fopen(path, "r");
    size_t n = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    CHECK(kkr_crystal_recognise_kkrnano(head, n));
    CHECK(!kkr_crystal_recognise_inputcard(head, n));
}

static void check_all_real(const char *shared)
{
    check_real(shared, "Cu1", 1, pow(6.8335, 3) / 4);
    check_real(shared, "Cu4", 4, pow(6.8335, 3));
    check_real(shared, "Fe", 2, pow(5.423, 3));
    check_real(shared, "Fe8Co8", 16, pow(2 * 5.38, 3));
    check_real(shared, "GaN", 4, pow(8.54, 3) / 4);
    check_real(shared, "MnGeB20", 8, pow(9.061236115, 3));
    check_real(shared, "Si", 4, pow(10.26, 3) / 4);

    char path[4096];
    kkr_error err = { 0 };
    snprintf(
        path, sizeof path,
        "%s/data/shipped/Fe_bcc_host_in_host_2Fe_tmatnew/kkrflex_hoststructure.dat",
        shared);
    KKR_AUTO(kkr_crystal) slab = kkr_crystal_read_hoststructure(path, 5.42, &err);
    CHECK_STRING(err.message, "");
    CHECK(slab && slab->n_sites == 4 && slab->periodicity == 2);
}

int main(void)
{
    check_own();
    check_hoststructure();
    check_broken();
    const char *shared = check_shared();
    if (shared)
        check_all_real(shared);
    return check_done();
}
