// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/case.h"
#include "tests/check.h"

#include <sys/stat.h>
#include <unistd.h>

static kkr_case *open_case(const char *a, const char *b,
                           const kkr_case_options *options)
{
    const char *paths[] = { a, b };
    kkr_error err = { 0 };
    kkr_case *object = kkr_case_open(paths, b ? 2 : 1, options, NULL, &err);
    if (!object) {
        printf("%s: %s\n", a, err.message);
        check_failures++;
    }
    return object;
}

static const char *name_of(const kkr_case *object, kkr_role role)
{
    const char *path = object->files[role].path;
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path ? path : "-";
}

static bool noted(const kkr_case *object, const char *part)
{
    for (int i = 0; i < object->n_notes; i++)
        if (strstr(object->notes[i], part))
            return true;
    printf("no note with \"%s\" among:\n", part);
    for (int i = 0; i < object->n_notes; i++)
        printf("    %s\n", object->notes[i]);
    return false;
}

static char *join(const char *folder, const char *name)
{
    static char path[8][9000];
    static int turn;
    turn = (turn + 1) % 8;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

/* The shipped sample: layout (a), everything in one folder. */
static void test_sample(void)
{
    const char *folder = getenv("KKR_SAMPLE");
    KKR_AUTO(kkr_case) sample = open_case(folder, NULL, NULL);
    if (!sample)
        return;
    CHECK_STRING(sample->name, "Hg:Ag");
    CHECK(sample->is_embedding && sample->n_sites == 7 && sample->n_spin == 1);
    CHECK_STRING(name_of(sample, KKR_ROLE_STRUCTURE), "inputcard");
    CHECK_STRING(name_of(sample, KKR_ROLE_POTENTIAL), "potential");
    CHECK_STRING(name_of(sample, KKR_ROLE_SHAPES), "shapefun");
    CHECK_STRING(name_of(sample, KKR_ROLE_CLUSTER), "scoef");
    CHECK_STRING(name_of(sample, KKR_ROLE_IMP_POTENTIAL), "potential_imp");
    CHECK_STRING(name_of(sample, KKR_ROLE_IMP_SHAPES), "shapefun_imp");
    CHECK_STRING(name_of(sample, KKR_ROLE_HOST_CLUSTER), "potential_host_cluster");
    CHECK_STRING(name_of(sample, KKR_ROLE_START), "potential_imp_start");
    CHECK(kkr_case_is_whole(sample, NULL) && kkr_case_has_reference(sample, NULL));
    CHECK_NEAR(sample->sites[0].z, 47, 0);
    CHECK_NEAR(sample->sites[1].z, 80, 0);
    CHECK_NEAR(sample->sites[0].reference[0]->z, 80, 0);
    CHECK_NEAR(kkr_vec3_length(sample->sites[0].position), 0, 0);
    CHECK_NEAR(kkr_vec3_length(sample->sites[3].position), 5.678627, 1e-6);
    CHECK(sample->sites[2].content == KKR_CONTENT_CONVOLUTED);
    for (int i = 0; i < sample->n_sites; i++) {
        // a cell of the cluster is a cell of the host, and one atom fills the unit cell
        CHECK_NEAR(sample->sites[i].cell->volume / kkr_crystal_volume(sample->crystal),
                   1, 1e-12);
        CHECK(!sample->sites[i].defect && sample->sites[i].host_site == 0);
    }
    kkr_vec3 x;
    CHECK(kkr_case_parse_point(sample, "1.5,-2,0.25", &x, NULL) && x.y == -2 &&
          x.z == 0.25);
    CHECK(kkr_case_parse_point(sample, "site:4", &x, NULL) &&
          x.x == sample->sites[3].position.x);
    CHECK_FAILS(kkr_case_parse_point(sample, "site:8", &x, &err), "site:1 to site:7");
    CHECK_FAILS(kkr_case_parse_point(sample, "1,2", &x, &err), "expected x,y,z");
    CHECK_FAILS(kkr_case_parse_point(sample, "1,2,3,4", &x, &err), "expected x,y,z");

    // the origin can be moved, and roles can be forced
    kkr_case_options options = { .origin_site = 4 };
    KKR_AUTO(kkr_case) moved = open_case(folder, NULL, &options);
    CHECK_NEAR(kkr_vec3_length(moved->sites[3].position), 0, 1e-14);
    options = (kkr_case_options){ .forced[KKR_ROLE_IMP_POTENTIAL] =
                                      join(folder, "potential_imp_start") };
    KKR_AUTO(kkr_case) forced = open_case(folder, NULL, &options);
    CHECK_STRING(name_of(forced, KKR_ROLE_IMP_POTENTIAL), "potential_imp_start");
    CHECK_STRING(forced->files[KKR_ROLE_IMP_POTENTIAL].reason,
                 "forced by --imp-potential");
    CHECK(forced->sites[0].content == KKR_CONTENT_PLACEHOLDER);
    options.forced[KKR_ROLE_IMP_POTENTIAL] = "no/such/file";
    const char *paths[] = { folder };
    CHECK_FAILS(kkr_case_open(paths, 1, &options, NULL, &err),
                "no/such/file: cannot open");

    // a lone file, whatever its name, is a potential somewhere
    KKR_AUTO(kkr_case) lone = open_case(join(folder, "potential_imp"), NULL, NULL);
    if (lone) {
        CHECK(!lone->is_embedding && lone->n_sites == 7 && !lone->tessellation);
        CHECK(strstr(lone->sites[0].defect, "position is not known"));
    }

    // V0 may be something else
    options = (kkr_case_options){ .reference = KKR_REFERENCE_START };
    KKR_AUTO(kkr_case) start = open_case(folder, NULL, &options);
    CHECK_NEAR(start->sites[0].reference[0]->z, 47, 0);
    options = (kkr_case_options){ .reference = KKR_REFERENCE_FILE,
                                  .reference_path = join(folder, "potential") };
    CHECK_FAILS(kkr_case_open(paths, 1, &options, NULL, &err), "1 entries, expected 7");
}

/* A folder as a user may have it: parts of the sample, whole, cut or missing. */
static void copy(const char *from, const char *to, double share)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    CHECK(in && out);
    if (!in || !out)
        return;
    fseek(in, 0, SEEK_END);
    long size = (long)((double)ftell(in) * share);
    rewind(in);
    for (long i = 0; i < size; i++)
        fputc(fgetc(in), out);
    fclose(in);
    fclose(out);
}

static void test_partial(void)
{
    const char *sample = getenv("KKR_SAMPLE");
    char folder[] = "case_XXXXXX";
    if (!mkdtemp(folder)) {
        CHECK(!"a temporary folder");
        return;
    }
    const char *paths[] = { folder };
    CHECK_FAILS(kkr_case_open(paths, 1, NULL, NULL, &err),
                "no files in this folder, expected KKR");
    copy(join(sample, "README.md"), join(folder, "README.md"), 1);
    CHECK_FAILS(kkr_case_open(paths, 1, NULL, NULL, &err), "no KKR file among 1");

    // an impurity alone: no structure, so no V0 and only closed cells
    copy(join(sample, "scoef"), join(folder, "scoef"), 1);
    copy(join(sample, "potential_imp"), join(folder, "potential_imp"), 1);
    copy(join(sample, "shapefun_imp"), join(folder, "shapefun_imp"), 1);
    KKR_AUTO(kkr_case) alone = open_case(folder, NULL, NULL);
    if (alone) {
        CHECK(alone->is_embedding && alone->n_sites == 7 && !alone->crystal);
        CHECK_FAILS(kkr_case_has_reference(alone, &err), "V0 is not known");
        CHECK(!alone->sites[3].cell);
        CHECK(noted(alone, "muffin-tin spheres only"));
    }

    // cut in the last entry: twelve sites of thirteen would be shown, here six of seven
    copy(join(sample, "inputcard"), join(folder, "inputcard"), 1);
    copy(join(sample, "potential_imp"), join(folder, "potential_imp"), 0.95);
    KKR_AUTO(kkr_case) cut = open_case(folder, NULL, NULL);
    if (cut) {
        CHECK_FAILS(kkr_case_is_whole(cut, &err), "potential_imp:");
        CHECK(!cut->sites[5].defect && cut->sites[6].defect);
    }

    // a file that is not what its name says keeps its role and says what is wrong
    copy(join(sample, "README.md"), join(folder, "shapefun_imp"), 1);
    KKR_AUTO(kkr_case) wrong = open_case(folder, NULL, NULL);
    if (wrong)
        CHECK(wrong->files[KKR_ROLE_IMP_SHAPES].defect != NULL);
    CHECK_FAILS(
        kkr_case_open((const char *[]){ "no/such/folder" }, 1, NULL, NULL, &err),
        "no/such/folder: No such file");
    const char *names[] = { "README.md", "scoef", "potential_imp", "shapefun_imp",
                            "inputcard" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(join(folder, names[i]));
    rmdir(folder);
}

/* Lines [first, last) of a file, counted from 1, into another file. */
static void copy_lines(const char *from, const char *to, int first, int last)
{
    FILE *in = fopen(from, "r"), *out = fopen(to, "w");
    CHECK(in && out);
    if (!in || !out)
        return;
    for (int c, line = 1; (c = fgetc(in)) != EOF; line += c == '\n')
        if (line >= first && line < last)
            fputc(c, out);
    fclose(in);
    fclose(out);
}

static int line_with(const char *path, const char *word, int count)
{
    FILE *in = fopen(path, "r");
    char text[400];
    int line = 0;
    while (in && count > 0 && fgets(text, sizeof text, in)) {
        line++;
        count -= strstr(text, word) != NULL;
    }
    if (in)
        fclose(in);
    return line;
}

/* (c) a KKRnano run writes one potential and one shape file per atom. */
static void test_kkrnano(const char *shared)
{
    char run[4096];
    snprintf(run, sizeof run, "%s/data/shipped/KKRnano_Fe", shared);
    char folder[] = "nano_XXXXXX";
    if (!mkdtemp(folder)) {
        CHECK(!"a temporary folder");
        return;
    }
    const char *potential = join(run, "potential"), *shapes = join(run, "shapefun");
    int end = 1 << 30, second = line_with(potential, "POTENTIAL", 3);
    int cell_1 = line_with(shapes, "    4  135", 1);
    int cell_2 = line_with(shapes, "    4  135", 2);
    copy(join(run, "input.conf"), join(folder, "input.conf"), 1);
    copy(join(run, "rbasis.xyz"), join(folder, "rbasis.xyz"), 1);
    potential = join(run, "potential");
    copy_lines(potential, join(folder, "vpot.00001"), 1, second);
    copy_lines(potential, join(folder, "vpot.00002"), second, end);
    shapes = join(run, "shapefun");
    copy_lines(shapes, join(folder, "shape.0000001"), cell_1, cell_2);
    copy_lines(shapes, join(folder, "shape.0000002"), cell_2, end);
    KKR_AUTO(kkr_case) whole = open_case(run, NULL, NULL);
    KKR_AUTO(kkr_case) parts = open_case(folder, NULL, NULL);
    if (whole && parts) {
        CHECK(parts->n_sites == 2 && parts->n_spin == 2);
        for (int i = 0; i < 2; i++) {
            CHECK(parts->sites[i].content == whole->sites[i].content);
            CHECK(parts->sites[i].entry[1] && parts->sites[i].shape);
            CHECK_NEAR(parts->sites[i].entry[1]->v0[300],
                       whole->sites[i].entry[1]->v0[300], 0);
        }
    }
    const char *names[] = { "input.conf", "rbasis.xyz",    "vpot.00001",
                            "vpot.00002", "shape.0000001", "shape.0000002" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(join(folder, names[i]));
    rmdir(folder);
}

/* Layouts and roles on real calculations. */
static void test_shared(const char *shared)
{
    char data[4096], series[4096];
    snprintf(data, sizeof data, "%s/data", shared);
    snprintf(series, sizeof series, "%s/data/computed/Hg_series", shared);

    // (b) a host folder and an impurity folder, either order, shapes from the host
    KKR_AUTO(kkr_case) one = open_case(join(series, "host"), join(series, "Ag"), NULL);
    KKR_AUTO(kkr_case) two = open_case(join(series, "Ag"), join(series, "host"), NULL);
    if (one && two) {
        CHECK_STRING(one->name, "Hg:Ag");
        CHECK_STRING(two->name, "Hg:Ag");
        CHECK(one->n_sites == 1 && one->n_host_sites == 1 && one->sites[0].shape);
        for (int role = 0; role < KKR_ROLE_COUNT; role++)
            CHECK_STRING(name_of(one, role), name_of(two, role));
        CHECK_NEAR(one->sites[0].z, 47, 0);
        CHECK_NEAR(one->sites[0].reference[0]->z, 80, 0);
    }
    // the host's own name for its files, an out_potential that is the cluster's
    char golden[4096];
    snprintf(golden, sizeof golden, "%s/golden/files", shared);
    KKR_AUTO(kkr_case) zinc = open_case(join(golden, "zn_in_cu"), NULL, NULL);
    if (zinc) {
        CHECK_STRING(zinc->name, "Cu:Zn");
        CHECK_STRING(name_of(zinc, KKR_ROLE_IMP_POTENTIAL), "out_potential");
        CHECK_STRING(name_of(zinc, KKR_ROLE_POTENTIAL), "host_potential");
        CHECK_STRING(name_of(zinc, KKR_ROLE_SHAPES), "host_shapefun");
        CHECK(zinc->n_sites == 13);
    }
    test_kkrnano(shared);

    static const struct {
        const char *folder, *name;
        bool embedding;
        int n_sites, n_spin;
        const char *note; // a part of one of its notes, NULL: any
    } cases[] = {
        { "computed/Cu_Ag_13", "Cu:Ag", true, 13, 1, NULL },
        { "computed/Cu_s2_Fe_1", "Cu:Fe", true, 1, 2, NULL },
        { "computed/host_dia_Si_ES", "SiVac", false, 4, 1, NULL },
        { "computed/host_bcc_Fe_s2", "Fe", false, 1, 2, NULL },
        { "computed/edge_mesh1049_nr_overflow", "Cu", false, 1, 1, NULL },
        { "voronoi/nacl_NaCl_w", "NaCl", false, 2, 1, "voronoi start potential" },
        { "voronoi/fcc_Cu_ASA", "Cu", false, 1, 1, "only ASA" },
        { "voronoi/hcp_Co_s2", "Co", false, 2, 2, "voronoi start potential" },
        { "shipped/FeCo_CPA", "Fe", false, 1, 2, "CPA" },
        { "shipped/Cu_host_in_host_aiida", "Cu:Cu", true, 13, 1, NULL },
        { "shipped/Cu111_slab_rhoq_imp", "Vac:", true, 2, 2, "host's shapes are used" },
        { "shipped/Si_diamond_ES_flex_scoef", "SiVac", false, 4, 1,
          "without its potential" },
        { "shipped/KKRnano_Cu4", "Cu", false, 4, 1, NULL },
        { "shipped/KKRnano_GaN", "GaNVac", false, 4, 1, NULL },
        { "shipped/KKRnano_Fe", "Fe", false, 2, 2, NULL },
        { "shipped/BXCSCL_24", "Fe", false, 2, 2, NULL },
        { "shipped/Au_ASA", "Au", false, 1, 1, NULL },
        { "shipped/godfrin_20", "VacCoW", false, 18, 2, NULL },
        { "shipped/Cu111_decimation", "VacCu", false, 12, 1, NULL },
        { "shipped/mt_parse_Nan_result", "", false, 20, 1, NULL },
        { "shipped/Sc_imp_scoef_unit_mismatch", "?:Sc", true, 29, 1, "length units" },
        { "shipped/mt_modpot_test2", "", true, 7, 1, NULL },
        { "shipped/mt_kkrimp_test2", "", true, 13, 1, NULL },
        { "shipped/Fe_bcc_host_in_host_2Fe_tmatnew", "?:Fe", true, 5, 2,
          "cell is open" },
        { "shipped/aiida_kkr_run_slab_nosoc", "VacFe", false, 6, 2, NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        KKR_AUTO(kkr_case) object = open_case(join(data, cases[i].folder), NULL, NULL);
        if (!object)
            continue;
        bool good = object->is_embedding == cases[i].embedding &&
                    object->n_sites == cases[i].n_sites &&
                    object->n_spin == cases[i].n_spin &&
                    strncmp(object->name, cases[i].name, strlen(cases[i].name)) == 0 &&
                    (!cases[i].note || noted(object, cases[i].note));
        if (!good) {
            printf("%s: %s, %s, %d sites, %d spins\n", cases[i].folder, object->name,
                   object->is_embedding ? "embedding" : "crystal", object->n_sites,
                   object->n_spin);
            check_failures++;
        }
    }
}

int main(void)
{
    test_sample();
    test_partial();
    const char *shared = check_shared();
    if (shared)
        test_shared(shared);
    return check_done();
}
