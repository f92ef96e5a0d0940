// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/xyz.h"

#include "tests/files.h"

static const char good[] =
    "2\n"
    "Lattice=\"3.6 0 0 0.1 3.7 0 0 0.2 3.8\" Properties=species:S:1:pos:R:3:forces:R:3 "
    "energy=-1.5 pbc=\"T T F\" name={two atoms}\n"
    "Cu 0.0 0.0 0.0   0 0 0.1\n"
    "Au\t1.8 -1.8 1.5d0  0 0 0\n";

static kkr_xyz *read_text(const char *text, kkr_error *err)
{
    return kkr_xyz_read(files_write(text, strlen(text)), err);
}

static void test_good(void)
{
    KKR_AUTO(kkr_xyz) xyz = read_text(good, NULL);
    CHECK(xyz);
    CHECK(xyz->n_atoms == 2 && xyz->has_lattice && xyz->n_notes == 0);
    CHECK_STRING(xyz->atoms[0].species, "Cu");
    CHECK_STRING(xyz->atoms[1].species, "Au");
    CHECK(xyz->atoms[1].position.y == -1.8 && xyz->atoms[1].position.z == 1.5);
    CHECK(xyz->lattice.row[1].x == 0.1 && xyz->lattice.row[2].z == 3.8);
    CHECK(xyz->periodic[0] && xyz->periodic[1] && !xyz->periodic[2]);
}

/* Columns in another order, line ends of another system, more than one structure. */
static void test_variants(void)
{
    KKR_AUTO(kkr_xyz)
    moved = read_text("1\r\nproperties=id:I:1:pos:R:3:species:S:1\r\n"
                      "7 1 2 3 Zn\r\n1\r\nanother\r\nCu 0 0 0\r\n",
                      NULL);
    CHECK(moved);
    CHECK(moved->n_atoms == 1 && moved->n_notes == 1 && !moved->has_lattice);
    CHECK_STRING(moved->atoms[0].species, "Zn");
    CHECK(moved->atoms[0].position.z == 3 && !moved->periodic[0]);

    KKR_AUTO(kkr_xyz)
    plain = read_text("1\na comment with = and \"quotes\nH 0.5 .5 -1e-3", NULL);
    CHECK(plain && plain->atoms[0].position.z == -1e-3);

    KKR_AUTO(kkr_xyz)
    all = read_text("1\nlattice=\"1 0 0 0 1 0 0 0 1\"\nH 0 0 0 anything else\n", NULL);
    CHECK(all && all->periodic[0] && all->periodic[1] && all->periodic[2]);
}

static void test_bad(void)
{
#define REFUSED(old, new, part)                     \
    do {                                            \
        char *text = files_replace(good, old, new); \
        CHECK_FAILS(read_text(text, &err), part);   \
        free(text);                                 \
    } while (0)
    REFUSED("2\n", "two\n", ":1: expected the number of atoms, found \"two\"");
    REFUSED("2\n", "-2\n", ":1: expected the number of atoms");
    REFUSED("2\n", "0\n", ":1: expected the number of atoms");
    REFUSED("2\n", "2000000000\n", ":4: expected 2000000000 atoms, the file ends");
    REFUSED("2\n", "99999999999\n", ":1: expected the number of atoms");
    REFUSED("0 0.2 3.8", "0 0.2", ":2: expected Lattice=\"...\" with 9 numbers");
    REFUSED("3.7", "nan", ":2: expected Lattice");
    REFUSED("T T F", "T T", ":2: expected pbc");
    REFUSED("T T F", "T T maybe", ":2: expected pbc");
    REFUSED("Lattice=", "Grid=", "no Lattice");
    REFUSED("pos:R:3", "pos:R:2", "must hold species:S:1 and pos:R:3");
    REFUSED("pos:R:3", "pos:R:-3", "expected Properties");
    REFUSED("forces:R:3", "forces:R", "expected Properties");
    REFUSED("1.8 -1.8", "1.8 x", ":4: expected a coordinate, found \"x\"");
    REFUSED("1.8 -1.8", "1.8 inf", ":4: expected a coordinate");
    REFUSED("  0 0 0\n", "\n", ":4: expected 7 columns");
    REFUSED("Au", "A_very_long_element", ":4: the species \"A_very_long");
    CHECK_FAILS(read_text("", &err), "expected the number of atoms");
    CHECK_FAILS(read_text("1", &err), "ends before the second line");
    CHECK_FAILS(kkr_xyz_read("/nonexistent/file.xyz", &err), "/nonexistent/file.xyz");
    CHECK_FAILS(kkr_xyz_read(files_write("1\n\0\n", 4), &err), "binary");
}

/* Every truncation and many damaged bytes: an answer or a sentence, never a crash. */
static void test_damage(void)
{
    char text[sizeof good];
    for (size_t n = 0; n < sizeof good; n++) {
        KKR_AUTO(kkr_xyz) xyz = kkr_xyz_read(files_write(good, n), NULL);
        CHECK(!xyz || xyz->n_atoms == 2);
    }
    static const char bytes[] = { ' ', '"', '=', ':', '9', '-', '\n', 'x', (char)0xff };
    for (size_t i = 0; i + 1 < sizeof good; i++)
        for (size_t k = 0; k < sizeof bytes; k += 1 + i % 3) {
            kkr_error err = { 0 };
            memcpy(text, good, sizeof good);
            text[i] = bytes[k];
            KKR_AUTO(kkr_xyz)
            xyz = kkr_xyz_read(files_write(text, sizeof good - 1), &err);
            CHECK(xyz || err.message[0]);
        }
}

int main(void)
{
    test_good();
    test_variants();
    test_bad();
    test_damage();
    return check_done();
}
