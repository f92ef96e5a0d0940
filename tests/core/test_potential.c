// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/potential.h"
#include "tests/files.h"
#include "tests/json.h"

#include <stdint.h>

static kkr_potential *read_text(const char *text, kkr_error *err)
{
    return kkr_potential_read(files_write(text, strlen(text)), err);
}

static bool has_note(const kkr_potential *potential, const char *part)
{
    for (int i = 0; i < potential->n_notes; i++)
        if (strstr(potential->notes[i], part))
            return true;
    return false;
}

static bool same_values(const kkr_potential_entry *a, const kkr_potential_entry *b)
{
    size_t n = a->full_potential ? (size_t)(a->n_r - a->ir_min) : 0;
    return a->n_r == b->n_r && a->ir_min == b->ir_min && a->n_lm == b->n_lm &&
           memcmp(a->lm_index, b->lm_index, (size_t)a->n_lm * sizeof(int)) == 0 &&
           memcmp(a->v0, b->v0, (size_t)a->n_r * sizeof(double)) == 0 &&
           memcmp(a->v_lm, b->v_lm, (size_t)a->n_lm * n * sizeof(double)) == 0;
}

/** The numbers and names of fcc copper, as one reads them in the file. */
static void test_copper(void)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_potential)
    potential = kkr_potential_read(check_data("cu_fcc.potential"), &err);
    CHECK_STRING(err.message, "");
    if (!potential)
        return;
    CHECK(potential->n_entries == 1 && potential->n_notes == 0);
    CHECK(kkr_potential_spins(potential, 0) == 1);
    const kkr_potential_entry *cu = &potential->entries[0];
    CHECK(strncmp(cu->title, "Cu29 POTENTIAL   ", 17) == 0 && cu->line == 1);
    CHECK_STRING(cu->exchange, "Vosko,Wilk,Nusair");
    CHECK(cu->z == 29 && cu->alat == 6.8219 && cu->r_mt == 2.387786816535372);
    CHECK(cu->r_mt_new == 2.387786816533045 && cu->r_ws == 3.41095);
    CHECK(cu->e_fermi == 0.593966474938107 && cu->vbc == 0.697930080936227);
    CHECK(cu->a == 0.025 && cu->b == 0.39783768e-03);
    CHECK(cu->n_core == 5 && cu->core_l[0] == 0 && cu->core_l[3] == 1);
    CHECK(cu->core_energy[0] == -6.48386659250e+02);
    CHECK(cu->full_potential && cu->n_r == 484 && cu->ir_min == 484 - 199 - 1);
    CHECK(cu->lm_max == 49 && cu->n_lm == 4 && cu->n_nan == 0 && !cu->defect);
    const int lm[] = { 20, 24, 42, 46 }; // what cubic symmetry leaves, from 0
    CHECK(memcmp(cu->lm_index, lm, sizeof lm) == 0);
    CHECK(cu->v0[0] == 2.1754688593559e+02 && cu->v0[1] == 2.1814721779628e+02);
    CHECK(kkr_potential_v_lm(cu, 3)[199] == 5.6951044164383e-13);
    // convoluted: at the cell's outermost corner only the nucleus is left
    CHECK_NEAR(cu->v0[483], 2 * 29 / (6.8219 * 0.5), 1e-9);
}

static void print_block(FILE *out, const double *values, int n)
{
    for (int i = 0; i < n; i++) {
        char field[40];
        snprintf(field, sizeof field, "%20.13e", values[i]);
        *strchr(field, 'e') = 'D';
        fprintf(out, "%s%s", field, i % 4 == 3 || i == n - 1 ? "\n" : "");
    }
}

enum { N_R = 11, N_CORE = 2, ALL_LM = 8 }; // of the small entry below

typedef struct small {
    const char *title; // NULL: "Cu29 POTENTIAL  exc: test"
    const char *sizes; // NULL: "   11    3    9    1"
    int n_lm;          // components 2, 3, ... n_lm + 1 of the 8 there may be
    bool end;          // the closing 1
    bool plain;        // ISAVE = 0: without lm lines
} small;

// A small entry of our own making; `text` has room for 8 kB.
static void print_small(char *text, small kind)
{
    FILE *out = fmemopen(text, 8192, "w");
    double values[N_R];
    fprintf(out, "%s\n", kind.title ? kind.title : "Cu29 POTENTIAL  exc: test");
    fprintf(out, "  2.30000000  6.80000000  2.30000000\n  29.00000\n"
                 "   3.41095     0.59396647     0.69793008\n 11\n"
                 " 0.25000000D-01 0.39783768D-03\n 2 1\n"
                 "    0  -6.48386659250D+02\n    1  -4.51847026780D+00\n");
    fprintf(out, "%s\n", kind.sizes ? kind.sizes : "   11    3    9    1");
    for (int i = 0; i < N_R; i++)
        values[i] = 10 + i;
    print_block(out, values, N_R);
    for (int j = 0; j < kind.n_lm; j++) {
        if (!kind.plain)
            fprintf(out, "%5d\n", j + 2);
        for (int k = 0; k < 4; k++)
            values[k] = -(j + 1) - 0.25 * k;
        print_block(out, values, 4);
    }
    if (kind.end)
        fprintf(out, "    1\n");
    fclose(out);
}

static void check_small(const kkr_potential_entry *entry, int n_lm)
{
    CHECK(!entry->defect && entry->n_r == N_R && entry->ir_min == N_R - 4);
    CHECK(entry->n_lm == n_lm && entry->n_core == N_CORE && entry->lm_max == 9);
    for (int i = 0; i < entry->n_r; i++)
        CHECK_NEAR(entry->v0[i], 10 + i, 0);
    for (int j = 0; j < entry->n_lm; j++)
        for (int k = 0; k < 4; k++)
            CHECK_NEAR(kkr_potential_v_lm(entry, j)[k], -(j + 1) - 0.25 * k, 0);
}

/** The list of components: with and without its end, complete or not. */
static void test_lists(void)
{
    const small kinds[] = {
        { .n_lm = 0, .end = true },
        { .n_lm = 3, .end = true },
        { .n_lm = ALL_LM },              // complete: KKRhost writes no end
        { .n_lm = ALL_LM, .end = true }, // KKRnano does
        { .n_lm = ALL_LM, .plain = true, .sizes = " 11 3 9 0" },
    };
    char text[3 * 8192];
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        // a second entry shows that the first ended in the right place
        print_small(text, kinds[i]);
        print_small(text + strlen(text), (small){ .n_lm = 2, .end = true });
        kkr_error err = { 0 };
        KKR_AUTO(kkr_potential) potential = read_text(text, &err);
        CHECK_STRING(err.message, "");
        CHECK(potential && potential->n_entries == 2);
        if (!potential || potential->n_entries != 2)
            continue;
        check_small(&potential->entries[0], kinds[i].n_lm);
        check_small(&potential->entries[1], 2);
    }
}

/** What may stand in a header, all of it seen in real files. */
static void test_headers(void)
{
    char text[8192];
    const struct {
        const char *old, *new;
    } edits[] = {
        { " 11\n", "***\n" }, // NR beyond 999 in I3
        { "  2.30000000  6.80000000  2.30000000",
          "   2.300000000000000   6.800000000000000   2.300000000000000" },
        { "    0  -6.48386659250D+02\n    1  -4.51847026780D+00\n",
          "    0  -6.48386659250D+02  s1/2\n"
          "    1  -4.51847026780D+00  p3/2  -5.59430101766D+01  p1/2\n" },
        { " 2 1\n", " 2 2\n" }, // KKRnano
        { "29.00000\n", "29.00000     \t  \n" },
        { "   11    3    9    1",
          "   11    3    9    1    0    0    0    0    0    0" },
    };
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        print_small(text, (small){ .n_lm = 3, .end = true });
        char *edited = files_replace(text, edits[i].old, edits[i].new);
        kkr_error err = { 0 };
        KKR_AUTO(kkr_potential) potential = read_text(edited, &err);
        CHECK_STRING(err.message, "");
        if (potential)
            check_small(&potential->entries[0], 3);
        CHECK(kkr_potential_recognise(edited, strlen(edited)));
        free(edited);
    }

    const struct {
        const char *old, *new, *complaint;
    } wrong[] = {
        { "  2.30000000  6.80000000  2.30000000", "  2.30000000  6.80000000",
          ":2: expected RMT, ALAT, RMTNEW, found only \"  2.30" },
        { "29.00000", "-3.0", ":3: the nuclear charge is -3" },
        { "29.00000", "copper",
          ":3: expected the nuclear charge Z, found \"  copper\"" },
        { " 11\n", " x1\n", ":5: expected NR" },
        { " 11\n", " 12\n", ":10: NR is 12 above, but 11 here" },
        { "0.39783768D-03", "0.0", ":6: the radial mesh has A = 0.025 and B = 0" },
        { "    1  -4.51847026780D+00", "  484  199   49    1",
          ":9: expected l and energy of core state 2 of 2" },
        { " 2 1\n", "12 1\n", ":11: expected l and energy of core state 4 of 12" },
        { " 2 1\n", "-1 1\n", ":7: expected NCORE" },
        { "   11    3    9    1", "   11    3    8    1", ":10: LMPOT = 8, expected" },
        { "   11    3    9    1", "   11   11    9    1", "IRNS = 11" },
        { "\n    2\n", "\n   10\n", ":14: lm = 10 after lm = 1, expected 2 to 9 or 1" },
        { "\n    3\n", "\n    2\n", ":16: lm = 2 after lm = 2" },
        { "\n    3\n", "\n", ":16: expected an lm or 1 after lm = 2, found" },
        { "\n    1\n", "\n", ":19: the file ends after lm = 4, expected the next lm" },
        { "D+01 1.1000000000000D+01", "D+01\n", ":11: expected 4 numbers of 20" },
        { "-2.5000000000000D+00", "-2.50000O0000000D+00",
          "expected a number with a dot, found \"-2.50000O0000000D+00\" "
          "(number 3 of 4 of lm = 3)" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        print_small(text, (small){ .n_lm = 3, .end = true });
        char *edited = files_replace(text, wrong[i].old, wrong[i].new);
        CHECK_FAILS(read_text(edited, &err), wrong[i].complaint);

        // behind a good entry, the damage costs only the damaged one
        char both[3 * 8192];
        snprintf(both, sizeof both, "%s%s", text, edited);
        kkr_error none = { 0 };
        KKR_AUTO(kkr_potential) potential = read_text(both, &none);
        CHECK(potential && potential->n_entries == 2);
        if (potential && potential->n_entries == 2) {
            check_small(&potential->entries[0], 3);
            CHECK(potential->entries[1].defect && potential->entries[1].n_r == 0);
            CHECK(potential->entries[1].line == 21 && !potential->entries[1].v0);
        }
        free(edited);
    }
}

/** ASA potentials, in the layout of today and in the oldest. */
static void test_spheres(void)
{
    char full[8192], text[3 * 8192];
    print_small(full, (small){ .n_lm = 3, .end = true });
    size_t header = (size_t)(strstr(full, "   11    3    9    1") - full);
    const char *bodies[] = {
        "  1.000000000000D+01  1.100000000000D+01  1.200000000000D+01  "
        "1.300000000000D+01\n"
        "  1.400000000000D+01  1.500000000000D+01  1.600000000000D+01  "
        "1.700000000000D+01\n"
        "  1.800000000000D+01  1.900000000000D+01  2.000000000000D+01\n",
        "10.0 11.0 12.0\n13.0,14.0\n15.0 16.0 17.0 18.0 19.0 20.0\n",
    };
    for (int i = 0; i < 2; i++) {
        memcpy(text, full, header);
        strcpy(text + header, bodies[i]);
        strcat(text, full);
        kkr_error err = { 0 };
        KKR_AUTO(kkr_potential) potential = read_text(text, &err);
        CHECK(potential && potential->n_entries == 2);
        if (!potential || potential->n_entries != 2)
            continue;
        const kkr_potential_entry *entry = &potential->entries[0];
        CHECK(!entry->full_potential && entry->n_lm == 0 && entry->lm_max == 1);
        CHECK(entry->n_r == N_R && entry->ir_min == 0 && !entry->v_lm);
        for (int k = 0; k < entry->n_r; k++)
            CHECK_NEAR(entry->v0[k], 10 + k, 0);
        check_small(&potential->entries[1], 3);
    }

    char *old = files_replace(full, " 2 1\n", " 2 0\n");
    size_t length = header;
    memcpy(text, old, header);
    for (int k = 0; k < N_R; k++) // r, dr/di, V
        length += (size_t)snprintf(text + length, sizeof text - length,
                                   "   %.6E   %.6E%15.8E\n", 0.1 * k, 0.5, -10.0 - k);
    kkr_error err = { 0 };
    KKR_AUTO(kkr_potential) triples = read_text(text, &err);
    CHECK_STRING(err.message, "");
    for (int k = 0; triples && k < N_R; k++)
        CHECK_NEAR(triples->entries[0].v0[k], -10 - k, 0);
    free(old);
}

/** Surprises become notes, one sentence each. */
static void test_notes(void)
{
    char text[3 * 8192];
    const small good = { .n_lm = 3, .end = true };
    kkr_error none = { 0 };
    print_small(text,
                (small){ .title = "Au79 POTENTIAL SPIN UP", .n_lm = 1, .end = 1 });
    print_small(text + strlen(text),
                (small){ .title = "Cu29 POTENTIAL SPIN DOWN", .n_lm = 1, .end = 1 });
    KKR_AUTO(kkr_potential) titles = read_text(text, &none);
    CHECK(titles && has_note(titles, "(entry 1: Au79, but Z = 29)") &&
          has_note(titles, "entry 1 is spin down"));
    CHECK(titles && kkr_potential_spins(titles, 0) == 2);

    print_small(text, good);
    print_small(text + strlen(text), good);
    KKR_AUTO(kkr_potential) alike = read_text(text, &none);
    CHECK(alike && alike->n_notes == 0);
    CHECK(alike && kkr_potential_spins(alike, 0) == 0); // two atoms or two spins?
    CHECK(alike && kkr_potential_spins(alike, 1) == 2);
    CHECK(alike && kkr_potential_spins(alike, 2) == 1);

    print_small(text, good);
    char *zero = files_replace(text, "6.80000000", "0.00000000");
    KKR_AUTO(kkr_potential) nano = read_text(zero, &none);
    CHECK(nano && nano->entries[0].alat == 0 && has_note(nano, "ALAT is 0"));
    free(zero);

    char *nan = files_replace(text, " 1.2000000000000D+01", "                 NaN");
    char *stars = files_replace(nan, "-2.5000000000000D+00", "********************");
    KKR_AUTO(kkr_potential) holes = read_text(stars, &none);
    CHECK(holes && holes->entries[0].n_nan == 2 && isnan(holes->entries[0].v0[2]));
    CHECK(holes && has_note(holes, "1 of 1 entries cannot be shown") &&
          has_note(holes, "(entry 1 has 2, the first in line 11)"));
    free(nan);
    free(stars);

    // damage further on does not silence what was seen before
    char *wrong = files_replace(text, "Cu29", "Zn30");
    wrong = realloc(wrong, 3 * 8192);
    strcat(wrong, text);
    wrong[strlen(wrong) - 100] = 0;
    KKR_AUTO(kkr_potential) cut = read_text(wrong, &none);
    CHECK(cut && cut->n_entries == 2 && cut->entries[1].defect &&
          has_note(cut, "Zn30, but Z = 29"));
    free(wrong);

    strcat(text, "\n\nthat is all\n");
    KKR_AUTO(kkr_potential) tail = read_text(text, &none);
    CHECK(tail && tail->n_entries == 1 && has_note(tail, "from line 23 on"));

    CHECK_FAILS(read_text("", &err), "is empty");
    CHECK_FAILS(read_text(" GENERAL POTENTIAL MESH\n", &err), "data-base format");
    CHECK_FAILS(read_text("# SET HEADER\n", &err), "data-base format");
    CHECK_FAILS(read_text("../host/potential", &err), "link target");
}

/**
 * However a file is cut or damaged: no crash, no absurd request for memory, and
 * entries in front of the damage stay as they were.
 */
static void test_damage(void)
{
    char *good = files_load(check_data("cu_fcc.potential"));
    size_t size = strlen(good);
    char *twice = malloc(2 * size + 1);
    memcpy(twice, good, size);
    memcpy(twice + size, good, size + 1);
    kkr_error err = { 0 };
    KKR_AUTO(kkr_potential) reference = read_text(good, &err);
    for (size_t cut = 0; cut < 2 * size; cut += cut % 700 < 690 ? 101 : 1) {
        kkr_potential *potential = kkr_potential_read(files_write(twice, cut), &err);
        // only the line end or blanks of the last 1 may be missing
        bool whole = cut + 1 >= size;
        CHECK(!!potential == whole);
        if (potential)
            CHECK(same_values(&potential->entries[0], &reference->entries[0]) &&
                  (potential->n_entries == 1 || potential->entries[1].defect ||
                   cut + 1 >= 2 * size));
        kkr_potential_free(potential);
    }

    uint64_t random = 88172645463325252;
    for (int i = 0; i < 1500; i++) {
        char *damaged = malloc(2 * size + 1);
        memcpy(damaged, twice, 2 * size + 1);
        for (int k = 0; k < 5; k++) {
            random ^= random << 13; // xorshift
            random ^= random >> 7;
            random ^= random << 17;
            // mostly in the second header, where the sizes are
            size_t place = k < 3 ? size + random % 800 : size + random % size;
            damaged[place] = "0123456789-*. \nD/"[(random >> 40) % 17];
        }
        KKR_AUTO(kkr_potential) potential = read_text(damaged, &err);
        CHECK(potential && same_values(&potential->entries[0], &reference->entries[0]));
        free(damaged);
    }
    free(twice);
    free(good);
}

// The block's lines as text must be what its numbers print as.
static const char *check_block(const char *text, const double *values, int n,
                               int digits)
{
    int n_wrong = 0;
    for (int i = 0; i < n; i++) {
        char field[40], found[40] = { 0 };
        snprintf(field, sizeof field, "%20.*e", digits, values[i]);
        memcpy(found, text, 20);
        for (char *c = found; *c; c++)
            *c = *c == 'D' || *c == 'E' ? 'e' : *c;
        n_wrong += strcmp(field, found) != 0 && !isnan(values[i]);
        text += 20;
        if (i % 4 == 3 || i == n - 1)
            text = strchr(text, '\n') + 1;
    }
    CHECK(n_wrong == 0);
    return text;
}

static const char *skip_lines(const char *text, int n)
{
    while (n-- > 0)
        text = strchr(text, '\n') + 1;
    return text;
}

/** Printed again in the writer's format, every number reads as in the file. */
static void check_rewritten(const char *path, const kkr_potential *potential)
{
    char *content = files_load(path);
    for (int i = 0; i < potential->n_entries; i++) {
        const kkr_potential_entry *entry = &potential->entries[i];
        const char *text = skip_lines(content, entry->line - 1 + 7 + entry->n_core);
        if (!entry->full_potential) {
            check_block(text, entry->v0, entry->n_r, 12);
            continue;
        }
        text = check_block(skip_lines(text, 1), entry->v0, entry->n_r, 13);
        for (int j = 0; j < entry->n_lm; j++)
            text = check_block(skip_lines(text, 1), kkr_potential_v_lm(entry, j),
                               entry->n_r - entry->ir_min, 13);
    }
    free(content);
}

static int n_potentials;

static int visit_potential(const char *path, const struct stat *info, int kind,
                           struct FTW *where)
{
    const char *name = path + where->base;
    (void)info;
    if (kind != FTW_F || !(strstr(name, "potential") || strstr(name, ".pot")))
        return 0;
    kkr_error err = { 0 };
    KKR_AUTO(kkr_potential) potential = kkr_potential_read(path, &err);
    CHECK_STRING(err.message, "");
    if (!potential)
        return 0;
    n_potentials++;
    bool nan_result = strstr(path, "Nan_result/out_pot") != NULL;
    for (int i = 0; i < potential->n_entries; i++) {
        const kkr_potential_entry *entry = &potential->entries[i];
        CHECK(!entry->defect && (entry->n_nan > 0) == nan_result);
        CHECK(!strstr(path, "mesh1049") || entry->n_r == 1049);
    }
    check_rewritten(path, potential);
    char *head = files_load(path);
    CHECK(kkr_potential_recognise(head, strlen(head) < 2000 ? strlen(head) : 2000));
    free(head);
    return 0;
}

static void check_number(const json *site, const char *name, double value)
{
    CHECK_NEAR(value, json_number(json_get(site, "%s", name)), 1e-13 * fabs(value));
}

static void check_golden_entry(const kkr_potential_entry *entry, const json *site)
{
    check_number(site, "Z", entry->z);
    check_number(site, "ALAT", entry->alat);
    check_number(site, "RMT", entry->r_mt);
    check_number(site, "RMTNEW", entry->r_mt_new);
    check_number(site, "RWS_header", entry->r_ws);
    check_number(site, "EF", entry->e_fermi);
    check_number(site, "VBC", entry->vbc);
    check_number(site, "NR", entry->n_r);
    check_number(site, "A", entry->a);
    check_number(site, "B_file", entry->b);
    check_number(site, "LMPOT", entry->lm_max);
    check_number(site, "IRMIN", entry->ir_min + 1);
    check_number(site, "NCORE", entry->n_core);
    for (int i = 0; i < entry->n_core; i++) {
        const json *state = json_get(site, "core/%d", i);
        CHECK_NEAR(entry->core_l[i], json_number(json_get(state, "0")), 0);
        CHECK_NEAR(entry->core_energy[i], json_number(json_get(state, "1/0")), 1e-9);
    }
    const json *stored = json_get(site, "stored_L");
    CHECK(json_count(stored) == entry->n_lm && entry->n_lm > 0);
    for (int j = 0; j < entry->n_lm; j++)
        CHECK_NEAR(entry->lm_index[j] + 1, json_number(json_item(stored, j)), 0);
    const json *v0 = json_get(site, "v0_at");
    CHECK(json_count(v0) > 5);
    for (int i = 0; i < json_count(v0); i++)
        CHECK_NEAR(entry->v0[atoi(json_key(v0, i)) - 1], json_number(json_item(v0, i)),
                   1e-12);
}

static void test_golden(const char *shared)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/golden/kkr.json", shared);
    json *golden = json_read(path);
    const char *names[] = { "cu_fcc", "fe_bcc_spin", "si_es", "zn_in_cu" };
    for (int c = 0; c < 4; c++) {
        snprintf(path, sizeof path, "%s/golden/files/%s", shared,
                 json_string(json_get(golden, "cases/%s/files/0", names[c])));
        kkr_error err = { 0 };
        KKR_AUTO(kkr_potential) potential = kkr_potential_read(path, &err);
        CHECK_STRING(err.message, "");
        const json *sites = json_get(golden, "cases/%s/sites", names[c]);
        CHECK(json_count(sites) > 0);
        for (int i = 0; potential && i < json_count(sites); i++) {
            const json *site = json_item(sites, i);
            const json *atom = json_get(site, "cluster_atom");
            int k = atom ? (int)json_number(atom) - 1 : i;
            if (k < potential->n_entries)
                check_golden_entry(&potential->entries[k], site);
            else
                CHECK(k < potential->n_entries);
        }
    }
    json_free(golden);
}

int main(void)
{
    test_copper();
    test_lists();
    test_headers();
    test_spheres();
    test_notes();
    test_damage();
    const char *shared = check_shared();
    if (shared) {
        char folder[4096];
        test_golden(shared);
        snprintf(folder, sizeof folder, "%s/data", shared);
        files_walk(folder, visit_potential);
        snprintf(folder, sizeof folder, "%s/golden/files", shared);
        files_walk(folder, visit_potential);
        CHECK(n_potentials > 280);
    }
    return check_done();
}
