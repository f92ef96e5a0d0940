// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/crystal.h"
#include "tests/check.h"
#include "tests/files.h"
#include "tests/json.h"

static kkr_crystal *read_text(const char *text, kkr_error *err)
{
    return kkr_crystal_read_inputcard(files_write(text, strlen(text)), err);
}

static bool reads(const char *text, kkr_error *err)
{
    kkr_crystal *crystal = read_text(text, err);
    kkr_crystal_free(crystal);
    return crystal != NULL;
}

static kkr_crystal *read_own(const char *name)
{
    char path[200];
    kkr_error err = { 0 };
    snprintf(path, sizeof path, "structure/%s", name);
    kkr_crystal *crystal = kkr_crystal_read_inputcard(check_data(path), &err);
    CHECK_STRING(err.message, "");
    CHECK(crystal);
    return crystal;
}

static void check_vec3(kkr_vec3 v, double x, double y, double z)
{
    CHECK_NEAR(v.x, x, 1e-12);
    CHECK_NEAR(v.y, y, 1e-12);
    CHECK_NEAR(v.z, z, 1e-12);
}

static bool has_note(const kkr_crystal *crystal, const char *part)
{
    for (int i = 0; i < crystal->n_notes; i++)
        if (strstr(crystal->notes[i], part))
            return true;
    return false;
}

static void check_sample(void)
{
    kkr_crystal *hg = read_own("../../../assets/sample/inputcard");
    if (!hg)
        return;
    CHECK_NEAR(hg->alat, 5.678627, 0);
    CHECK(hg->n_sites == 1 && hg->n_types == 1 && hg->periodicity == 3);
    CHECK_NEAR(hg->lattice.row[1].y, 5.678627 * 0.6666767095, 1e-12);
    CHECK_NEAR(hg->types[0].z, 80, 0);
    CHECK(hg->types[0].shape == 0 && hg->sites[0].n_types == 1);
    CHECK(hg->n_spin == 1 && hg->l_max == 3 && hg->full_potential == 1);
    CHECK_NEAR(hg->sites[0].weight, 5.678627 * 5.678627, 1e-12);
    CHECK(hg->n_notes == 0);
    kkr_crystal_free(hg);
}

static void check_slab(const kkr_crystal *slab)
{
    const double a = 5.42;
    CHECK(slab->periodicity == 2 && slab->n_sites == 3 && slab->n_types == 3);
    check_vec3(slab->lattice.row[1], 0.5 * a, a, 0);
    check_vec3(slab->lattice.row[2], 0, 0, 0);
    check_vec3(slab->sites[0].position, 0, 0, 0);
    check_vec3(slab->sites[1].position, 0.75 * a, 0.5 * a, 0.5 * a);
    check_vec3(slab->sites[2].position, 0, 0, a);
    CHECK(slab->left.n_sites == 1 && slab->right.n_sites == 2);
    CHECK(slab->left.n_layers == 5 && slab->right.n_layers == 7);
    check_vec3(slab->left.position[0], -0.75 * a, -0.5 * a, -0.5 * a);
    check_vec3(slab->left.period, -0.75 * a, -0.5 * a, -0.5 * a);
    check_vec3(slab->right.position[0], 0.75 * a, 0.5 * a, 1.5 * a);
    check_vec3(slab->right.position[1], 0, 0, 2 * a);
    check_vec3(slab->right.period, 0.75 * a, 0.5 * a, a);
    CHECK_NEAR(slab->right.weight[1], a * a, 1e-12);
    CHECK_NEAR(slab->types[0].z, 0, 0);
    CHECK_NEAR(slab->types[2].z, 26, 0);
    CHECK(slab->types[0].shape == 1 && slab->types[1].shape == 0);
    CHECK(slab->n_spin == 2 && slab->l_max == 2 && slab->full_potential == 1);
}

// two styles, tabs or blanks, lattice or Cartesian coordinates: the same slab
static void check_slabs(void)
{
    const double a = 5.42;
    kkr_crystal *old = read_own("inputcard_old_slab");
    kkr_crystal *new = read_own("inputcard_new_slab");
    if (old && new) {
        check_slab(old);
        check_slab(new);
        // ATOMINFO gives w itself, <MTWAL> and <MTWAU> its root; 1 if neither does
        CHECK_NEAR(old->sites[0].weight, 0.9 * a * a, 1e-12);
        CHECK_NEAR(old->sites[2].weight, a * a, 1e-12);
        CHECK_NEAR(new->sites[0].weight, 4, 1e-12);
        CHECK_NEAR(new->sites[1].weight, 6.25, 1e-12);
        CHECK_NEAR(new->left.weight[0], 0.25 * a * a, 1e-12);
        CHECK(old->n_notes == 0 && new->n_notes == 0);
    }
    kkr_crystal_free(old);
    kkr_crystal_free(new);
}

// an alloy: types keep their order in the file, sites know theirs
static void check_alloy(const char *name)
{
    kkr_crystal *alloy = read_own(name);
    if (!alloy)
        return;
    CHECK(alloy->n_sites == 2 && alloy->n_types == 3);
    CHECK(alloy->sites[0].n_types == 1 && alloy->sites[1].n_types == 2);
    CHECK(alloy->type_order[alloy->sites[0].first_type] == 1);
    const int *on_second = &alloy->type_order[alloy->sites[1].first_type];
    CHECK(on_second[0] == 0 && on_second[1] == 2);
    CHECK_NEAR(alloy->types[0].concentration, 0.7, 0);
    CHECK_NEAR(alloy->types[1].concentration, 1, 0);
    CHECK_NEAR(alloy->types[2].z, 78, 0);
    CHECK(alloy->types[0].shape == 1 && alloy->types[1].shape == 0);
    CHECK(alloy->types[2].shape == 1 && alloy->types[2].site == 1);
    CHECK(alloy->full_potential == 0);
    kkr_crystal_free(alloy);
}

// voronoi says beside its inputcard which atoms share a cell
static void check_proposal(void)
{
    kkr_crystal *iron = read_own("voronoi/inputcard");
    if (!iron)
        return;
    CHECK(iron->types[0].shape == 0 && iron->types[1].shape == 0);
    CHECK(has_note(iron, "taken from atominfo.txt"));
    kkr_crystal_free(iron);
}

#define CELL "BRAVAIS\n1 0 0\n0 1 0\n0 0 1\n"

static void check_surprises(void)
{
    // a blank before "=" sends KKR to the line below, silently
    kkr_crystal *odd = read_text(
        "ALATBASIS= 6\n" CELL "NAEZ= 1\nRBASIS\n0 0 0\nLMAX = 3\n2 4\n", NULL);
    CHECK(odd && odd->l_max == 2 && has_note(odd, ":9: there is a blank between LMAX"));
    kkr_crystal_free(odd);

    // a value that begins left of its keyword loses its head
    odd = read_text(
        "ALATBASIS= 6\n" CELL "NAEZ= 1\n<RBASIS>   <ZATOM>\n0 0 0       29.0\n", NULL);
    CHECK(odd && odd->n_notes == 0);
    kkr_crystal_free(odd);
    odd = read_text(
        "ALATBASIS= 6\n" CELL "NAEZ= 1\n<RBASIS>   <ZATOM>\n0 0 0     129.0\n", NULL);
    CHECK_NEAR(odd ? odd->types[0].z : 0, 29.0, 0);
    CHECK(odd && has_note(odd, ":8: the value of <ZATOM> begins left"));
    kkr_crystal_free(odd);

    // KKR does not see a keyword in small letters, and says nothing
    odd =
        read_text("ALATBASIS= 6\n" CELL "NAEZ= 1\ncartesian= T\nRBASIS\n0 0 0\n", NULL);
    CHECK(odd && has_note(odd, ":7: KKR, and so this program, ignores CARTESIAN"));
    CHECK(odd && odd->n_spin == 0 && odd->l_max == -1 && odd->full_potential == -1);
    CHECK_NEAR(odd ? odd->types[0].z : 0, -1, 0);
    kkr_crystal_free(odd);

    // INSREF is not INS, ATOMINFOC not ATOMINFO; windows line ends; no last newline
    odd =
        read_text("INSREF= 0\r\nINS= 1\r\nALATBASIS= 6\r\nBRAVAIS\r\n1 0 0\r\n0 1 0\r\n"
                  "0 0 1\r\nNAEZ= 1\r\nRBASIS\r\n0 0 0",
                  NULL);
    CHECK(odd && odd->full_potential == 1);
    kkr_crystal_free(odd);
}

static void check_broken(void)
{
    CHECK_FAILS(kkr_crystal_read_inputcard("nowhere/inputcard", &err), "nowhere");
    CHECK_FAILS(reads("", &err), "there is no NAEZ, the number of sites");
    CHECK_FAILS(reads("naez= 1\n", &err), ":1: NAEZ, the number of sites, must be");
    CHECK_FAILS(reads("NAEZ= two\n", &err), ":1: NAEZ: expected a whole number");
    CHECK_FAILS(reads("NAEZ= 1000000000\n", &err), "has only 1 lines");
    CHECK_FAILS(reads("NAEZ= -1\n", &err), "found '-1'");
    CHECK_FAILS(reads("NAEZ= 1\n", &err), "there is no ALATBASIS");
    CHECK_FAILS(reads("NAEZ= 1\nALATBASIS= 0\n", &err), "must be positive");
    CHECK_FAILS(reads("NAEZ= 1\nALATBASIS= nan\n", &err), "expected a number");
    CHECK_FAILS(reads("NAEZ= 1\nALATBASIS= 6\nBRAVAIS\n1 0 0\n", &err),
                ":4: BRAVAIS: expected 3 numbers, found ''");
    CHECK_FAILS(reads("NAEZ= 1\nALATBASIS= 6\nBRAVAIS\n1 0 0\n1 1 0\n2 1 0\n", &err),
                ":3: BRAVAIS: the lattice vectors do not span");
    CHECK_FAILS(reads("NAEZ= 1\nALATBASIS= 6\n" CELL, &err), "there is no RBASIS");
    CHECK_FAILS(reads("NAEZ= 2\nALATBASIS= 6\n" CELL "RBASIS\n0 0 0\n", &err),
                ":8: RBASIS: expected 3 numbers");
    CHECK_FAILS(reads("NAEZ= 1\nALATBASIS= 6\n" CELL "RBASIS\n0 0 x\n", &err),
                ":8: RBASIS: expected 3 numbers, found '0 0 x'");
    CHECK_FAILS(reads("NAEZ= 1 NATYP= 2\nALATBASIS= 6\n" CELL "RBASIS\n0 0 0\n", &err),
                "which types share a site");
    CHECK_FAILS(reads("NAEZ= 1\nALATBASIS= 6\n" CELL "RBASIS\n0 0 0\nNSPIN= 3\n", &err),
                ":9: NSPIN: expected a whole number from 1 to 2, found '3'");
    CHECK_FAILS(reads("NAEZ= 2 NATYP= 3\nALATBASIS= 6\n" CELL
                      "<RBASIS> <SITE> <CPA-CONC>\n"
                      "0 0 0    1      1\n0 0 1    1      1\n         1      1\n",
                      &err),
                "no atom type is on site 2");
    CHECK_FAILS(
        reads("INTERFACE= T\nNAEZ= 1\nALATBASIS= 6\n" CELL "RBASIS\n0 0 0\n", &err),
        "there is no NLBASIS");
}

// whatever happens to a file, reading it ends with a crystal or a sentence
static void check_damaged(const char *name)
{
    static const char spoil[] = "0-9.=<>#* \t\nTDE,/";
    char path[200];
    snprintf(path, sizeof path, "structure/%s", name);
    char *text = files_load(check_data(path));
    size_t n = strlen(text);
    char *copy = kkr_alloc(n + 1, 1);
    srand(1);
    for (int round = 0; round < 1000; round++) {
        memcpy(copy, text, n + 1);
        for (int hit = 0; hit < 1 + round % 5; hit++)
            copy[(size_t)rand() % n] = spoil[(size_t)rand() % (sizeof spoil - 1)];
        if (round % 3 == 0)
            copy[(size_t)rand() % n] = 0; // some end early
        kkr_error err = { 0 };
        bool good = reads(copy, &err);
        CHECK(good != (err.message[0] != 0));
    }
    free(copy);
    free(text);
}

static void check_recognise(void)
{
    const char *yes = "  LMAX=2    NSPIN=1\nALATBASIS= 6\nBRAVAIS\n";
    const char *config = "RUNFLAG= \nNSPIN= 1\nINS= 1\nKVREL= 1\n";
    const char *atominfo = "ATOMINFO\nZAT LMXC\n<SHAPE>\n     1\nLEFTBASIS\n";
    CHECK(kkr_crystal_recognise_inputcard(yes, strlen(yes)));
    CHECK(!kkr_crystal_recognise_inputcard(config, strlen(config)));
    CHECK(!kkr_crystal_recognise_inputcard(atominfo, strlen(atominfo)));
    CHECK(!kkr_crystal_recognise_inputcard("", 0));
}

static bool is_recognised(const char *path)
{
    char head[8192];
    FILE *file = fopen(path, "r");
    size_t n = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    return kkr_crystal_recognise_inputcard(head, n);
}

/** NAN where the manifest is silent, which check_known() then skips. */
static void check_known(double value, double expected, double tolerance)
{
    if (!isnan(expected))
        CHECK_NEAR(value, expected, tolerance);
}

static void check_real(const char *path, const json *structure)
{
    kkr_error err = { 0 };
    kkr_crystal *crystal = kkr_crystal_read_inputcard(path, &err);
    if (!crystal) {
        printf("%s\n", err.message);
        CHECK(crystal);
        return;
    }
    const json *positions = json_get(structure, "positions_cart_alat");
    const double alat = crystal->alat;
    check_known(alat, json_number(json_get(structure, "alat_bohr")), 1e-9);
    CHECK(crystal->n_sites == json_count(positions));
    for (int i = 0; i < crystal->n_sites && i < json_count(positions); i++) {
        const kkr_vec3 p = crystal->sites[i].position;
        const double x[3] = { p.x, p.y, p.z };
        for (int k = 0; k < 3; k++)
            CHECK_NEAR(x[k] / alat, json_number(json_get(positions, "%d/%d", i, k)),
                       1e-9);
        check_known(crystal->types[i].z, json_number(json_get(structure, "Z/%d", i)),
                    0);
        double radius = json_number(json_get(structure, "weights_mtwau/%d", i));
        check_known(crystal->sites[i].weight, radius * radius, 1e-9);
    }
    const json *bravais = json_get(structure, "bravais");
    CHECK(crystal->periodicity == json_count(bravais));
    for (int i = 0; i < crystal->periodicity; i++) {
        const kkr_vec3 a = crystal->lattice.row[i];
        const double x[3] = { a.x, a.y, a.z };
        for (int k = 0; k < crystal->periodicity; k++)
            CHECK_NEAR(x[k] / alat, json_number(json_get(bravais, "%d/%d", i, k)),
                       1e-9);
    }
    check_known(crystal->n_types, json_number(json_get(structure, "natyp")), 0);
    check_known(crystal->n_spin, json_number(json_get(structure, "nspin")), 0);
    check_known(crystal->l_max, json_number(json_get(structure, "lmax")), 0);
    if (crystal->full_potential >= 0)
        check_known(crystal->full_potential, json_number(json_get(structure, "ins")),
                    0);
    for (int i = 0; i < crystal->n_notes; i++)
        printf("note: %s\n", crystal->notes[i]);
    kkr_crystal_free(crystal);
}

static void check_all_real(const char *shared)
{
    char path[4096];
    int n_read = 0;
    snprintf(path, sizeof path, "%s/data/MANIFEST.json", shared);
    json *manifest = json_read(path);
    const json *cases = json_get(manifest, "cases");
    for (int i = 0; i < json_count(cases); i++) {
        const json *entry = json_item(cases, i), *files = json_get(entry, "files");
        const json *structure = json_get(entry, "structure");
        for (int k = 0; k < json_count(files); k++) {
            const char *name = json_string(json_get(files, "%d/file", k));
            if (!name)
                continue;
            bool ours = strncmp(name, "inputcard", 9) == 0;
            snprintf(path, sizeof path, "%s/data/%s/%s", shared,
                     json_string(json_get(entry, "case")), name);
            if (is_recognised(path) != ours)
                printf("taken for something else: %s\n", path);
            CHECK(is_recognised(path) == ours);
            if (ours)
                check_real(path, structure);
            n_read += ours;
        }
    }
    json_free(manifest);
    printf("%d inputcards read\n", n_read);
    CHECK(n_read > 60);
}

int main(void)
{
    check_sample();
    check_slabs();
    check_alloy("inputcard_cpa");
    check_alloy("inputcard_cpa_old");
    check_proposal();
    check_surprises();
    check_broken();
    check_damaged("inputcard_old_slab");
    check_damaged("inputcard_new_slab");
    check_damaged("inputcard_cpa_old");
    check_recognise();
    const char *shared = check_shared();
    if (shared)
        check_all_real(shared);
    return check_done();
}
