// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/case.h"
#include "core/dataset.h"
#include "core/dataset_query.h"
#include "core/pack.h"
#include "core/place.h"
#include "core/sha256.h"
#include "core/text.h"
#include "tests/files.h"

#include <gsl/gsl_errno.h>
#include <pthread.h>

/**
 * Data sets of embeddings made from the sample's host: mercury in mercury, each with
 * another digit somewhere in its potential.
 */
static char work[4096]; // a folder of our own, removed at the end

static int remove_one(const char *path, const struct stat *info, int kind,
                      struct FTW *where)
{
    return remove(path);
}

static void clean(void)
{
    nftw(work, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *in_work(const char *format, ...)
{
    static char path[8][5000];
    static int next;
    char *to = path[next++ % 8];
    int n = snprintf(to, 5000, "%s/", work);
    va_list args;
    va_start(args, format);
    vsnprintf(to + n, 5000 - (size_t)n, format, args);
    va_end(args);
    return to;
}

static void write_to(const char *path, const char *text, size_t length)
{
    FILE *file = fopen(path, "wb");
    CHECK(file && fwrite(text, 1, length, file) == length);
    if (file)
        fclose(file);
}

static char *sample(const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", getenv("KKR_SAMPLE"), name);
    return files_load(path);
}

static const char scoef[] =
    "       1\n  0.0000000000000000000E+00  0.0000000000000000000E+00  "
    "0.0000000000000000000E+00    1 80.0  0.000000000E+00\n";

static void make_host(const char *tree)
{
    static const char *const names[] = { "inputcard", "potential", "shapefun" };
    mkdir(in_work("%s", tree), 0777);
    mkdir(in_work("%s/host", tree), 0777);
    for (int i = 0; i < 3; i++) {
        char *text = sample(names[i]);
        write_to(in_work("%s/host/%s", tree, names[i]), text, strlen(text));
        free(text);
    }
}

/** Embedding number `which`; equal numbers are equal calculations. */
static void make_embedding(const char *tree, const char *name, int which)
{
    mkdir(in_work("%s/%s", tree, name), 0777);
    char *text = sample("potential");
    // somewhere in v0 (behind the core levels), the last but one digit of a number
    char *digit = strstr(text, "D+0") - 2;
    for (int i = 0; i < 300 + which; i++)
        digit = strstr(digit + 3, "D+0") - 2;
    *digit = *digit == '5' ? '6' : '5';
    write_to(in_work("%s/%s/potential_imp", tree, name), text, strlen(text));
    write_to(in_work("%s/%s/scoef", tree, name), scoef, sizeof scoef - 1);
    free(text);
}

static bool pack(const char *tree, const char *file, kkr_pack_report *report)
{
    kkr_error err = { 0 };
    const char *paths[] = { in_work("%s", tree) };
    KKR_AUTO(kkr_case_tree) found = kkr_case_tree_walk(paths, 1, NULL, &err);
    bool good = found && kkr_pack(found, in_work("%s", file), NULL, report, &err);
    if (!good)
        printf("%s\n", err.message);
    return good;
}

static char *load_all(const kkr_dataset *dataset, const char *group, const char *name,
                      size_t *length)
{
    kkr_error err = { 0 };
    char *text = kkr_dataset_load(dataset, group, name, length, &err);
    if (!text)
        printf("%s\n", err.message);
    return text;
}

static bool same_as_disk(const kkr_dataset *dataset, const char *group,
                         const char *name, const char *path)
{
    size_t length;
    char *stored = load_all(dataset, group, name, &length);
    char *there = files_load(path);
    bool same = stored && strlen(there) == length && memcmp(stored, there, length) == 0;
    free(stored);
    free(there);
    return same;
}

static bool same_entry(const kkr_potential_entry *a, const kkr_potential_entry *b)
{
    return a->n_r == b->n_r && a->n_lm == b->n_lm && a->z == b->z &&
           memcmp(a->v0, b->v0, (size_t)a->n_r * sizeof *a->v0) == 0 &&
           memcmp(a->v_lm, b->v_lm,
                  (size_t)a->n_lm * (size_t)(a->n_r - a->ir_min) * sizeof *a->v_lm) ==
               0;
}

// what is packed comes back, byte for byte, and opens as the same case
static void test_round_trip(void)
{
    make_host("tree");
    make_embedding("tree", "one", 3);
    make_embedding("tree", "two", 7);
    kkr_pack_report report = { 0 };
    CHECK(pack("tree", "set.h5", &report));
    CHECK(report.n_added == 2 && report.n_hosts == 1 && report.n_skipped == 0);
    kkr_error err = { 0 };
    KKR_AUTO(kkr_dataset) set = kkr_dataset_open(in_work("set.h5"), &err);
    CHECK(set && set->n_rows == 2 && set->n_hosts == 1 && set->n_notes == 0);
    if (!set)
        return;
    CHECK_STRING(set->hosts[0], "Hg");
    CHECK_STRING(set->rows[0].name, "Hg/Hg");
    CHECK_STRING(set->rows[1].name, "Hg/Hg@1");
    CHECK(kkr_dataset_find(set, "Hg/Hg@1") == 1 &&
          kkr_dataset_find(set, "Hg/Ag") == -1);
    CHECK(set->rows[0].impurity_z == 80 && set->rows[0].n_sites == 1);
    CHECK_NEAR(set->rows[0].alat, 5.678627, 1e-6);
    CHECK(set->rows[0].quality.vbc_shift == 0);
    CHECK(set->rows[0].quality.dv > 0 && set->rows[0].quality.dv < 1e-6);
    CHECK_NEAR(set->rows[0].quality.host_q, 0, 1e-4);
    CHECK(isnan(set->rows[0].quality.rms)); // no output file tells it

    CHECK(same_as_disk(set, "/embeddings/0", "potential_imp",
                       in_work("tree/one/potential_imp")));
    CHECK(same_as_disk(set, "/embeddings/1", "potential_imp",
                       in_work("tree/two/potential_imp")));
    CHECK(same_as_disk(set, "/embeddings/1", "scoef", in_work("tree/two/scoef")));
    CHECK(same_as_disk(set, "/hosts/Hg", "shapefun", in_work("tree/host/shapefun")));
    CHECK_FAILS(kkr_dataset_load(set, "/hosts/Hg", "nothing", NULL, &err), "no such");
    CHECK_FAILS(kkr_dataset_load(set, "/", "hosts/Hg/potential", NULL, &err),
                "no such");

    const char *apart[] = { in_work("tree/host"), in_work("tree/two") };
    const char *together[] = { in_work("set.h5::Hg/Hg@1") };
    const char *by_number[] = { in_work("set.h5#2") };
    KKR_AUTO(kkr_case) a = kkr_case_open(apart, 2, NULL, NULL, &err);
    KKR_AUTO(kkr_case) b = kkr_case_open(together, 1, NULL, NULL, &err);
    KKR_AUTO(kkr_case) c = kkr_case_open(by_number, 1, NULL, NULL, &err);
    CHECK(a && b && c && b->n_sites == 1 && c->n_sites == 1);
    if (a && b && c) {
        CHECK(same_entry(a->sites[0].entry[0], b->sites[0].entry[0]));
        CHECK(same_entry(a->sites[0].entry[0], c->sites[0].entry[0]));
        CHECK(same_entry(a->sites[0].reference[0], b->sites[0].reference[0]));
        CHECK(b->is_embedding && b->sites[0].cell && b->sites[0].cell->closed);
    }
    const char *host[] = { in_work("set.h5::Hg") };
    KKR_AUTO(kkr_case) d = kkr_case_open(host, 1, NULL, NULL, &err);
    CHECK(d && !d->is_embedding && d->n_sites == 1);
    kkr_pack_report_clear(&report);
}

// an entry is a case by itself; wrong names say what there is
static void test_places(void)
{
    kkr_error err = { 0 };
    CHECK(kkr_place_is(in_work("set.h5::Hg/Hg")));
    CHECK(kkr_place_is(in_work("set.h5#1")));
    CHECK(!kkr_place_is(in_work("set.h5")));
    CHECK(!kkr_place_is(in_work("none.h5::Hg/Hg")));
    CHECK(!kkr_place_is(in_work("set.h5#")));
    CHECK(!kkr_place_is(in_work("set.h5#x")));
    CHECK(kkr_place_exists(in_work("set.h5::Hg/Hg/scoef")));
    CHECK(kkr_place_exists(in_work("set.h5::Hg/shapefun")));
    CHECK(!kkr_place_exists(in_work("set.h5::Hg/Hg")));
    const char *wrong[] = { in_work("set.h5::Hg/Ag"), in_work("set.h5#3"),
                            in_work("set.h5#0"), in_work("set.h5::Hg/Hg/potential") };
    for (int i = 0; i < 4; i++)
        CHECK_FAILS(kkr_case_open(&wrong[i], 1, NULL, NULL, &err), "no such");
    const char *whole[] = { in_work("set.h5") };
    CHECK_FAILS(kkr_case_open(whole, 1, NULL, NULL, &err), "holds many cases");
    const char *two[] = { in_work("set.h5::Hg/Hg"), in_work("set.h5::Hg/Hg@1") };
    CHECK_FAILS(kkr_case_open(two, 2, NULL, NULL, &err), "a case by itself");
    KKR_AUTO(kkr_text) text = kkr_text_read(in_work("set.h5::Hg/Hg/scoef"), &err);
    CHECK(text && text->length == sizeof scoef - 1);
    char there[KKR_SHA256_HEX], stored[KKR_SHA256_HEX];
    CHECK(kkr_sha256_file(in_work("set.h5::Hg/inputcard"), stored, &err));
    CHECK(kkr_sha256_file(in_work("tree/host/inputcard"), there, &err));
    CHECK_STRING(there, stored);
}

// nothing is added twice; who has the file open keeps what he opened
static void test_additions(void)
{
    kkr_error err = { 0 };
    kkr_pack_report report = { 0 };
    KKR_AUTO(kkr_dataset) before = kkr_dataset_open(in_work("set.h5"), &err);
    CHECK(pack("tree", "set.h5", &report));
    CHECK(report.n_added == 0 && report.n_known == 2 && report.n_hosts == 0);
    make_embedding("tree", "three", 11);
    make_embedding("tree", "three_again", 11);
    CHECK(pack("tree", "set.h5", &report));
    CHECK(report.n_added == 1 && report.n_known == 3 && report.n_hosts == 0);
    KKR_AUTO(kkr_dataset) after = kkr_dataset_open(in_work("set.h5"), &err);
    CHECK(before && before->n_rows == 2 && after && after->n_rows == 3);
    size_t length;
    char *text =
        before ? load_all(before, "/embeddings/1", "potential_imp", &length) : NULL;
    CHECK(text != NULL);
    free(text);
    CHECK(access(in_work("set.h5.part"), F_OK) != 0);
    CHECK(access(in_work("set.h5.lock"), F_OK) != 0);
    if (after) {
        struct stat info;
        stat(in_work("set.h5"), &info);
        char *potential = files_load(in_work("tree/one/potential_imp"));
        char *shapes = files_load(in_work("tree/host/shapefun"));
        double bytes = 4 * (double)strlen(potential) + (double)strlen(shapes);
        CHECK((double)info.st_size < 0.45 * bytes);
        free(potential);
        free(shapes);
    }
    kkr_pack_report_clear(&report);
}

// folders that are no case are told, and so is what is no data set
static void test_refusals(void)
{
    make_host("odd");
    mkdir(in_work("odd/no_potential"), 0777);
    write_to(in_work("odd/no_potential/scoef"), scoef, sizeof scoef - 1);
    make_embedding("odd", "cut", 5);
    CHECK(truncate(in_work("odd/cut/potential_imp"), 20000) == 0);
    make_embedding("odd", "good", 6);
    CHECK(symlink("..", in_work("odd/good/circle")) == 0);
    kkr_pack_report report = { 0 };
    CHECK(pack("odd", "odd.h5", &report));
    CHECK(report.n_added == 1 && report.n_skipped == 2);
    for (int i = 0; i < report.n_skipped; i++)
        CHECK(strstr(report.skipped[i], "no potential") ||
              strstr(report.skipped[i], "potential_imp:"));
    kkr_pack_report_clear(&report);

    write_to(in_work("text.h5"), "no HDF5 at all", 14);
    CHECK_FAILS(kkr_dataset_open(in_work("text.h5"), &err), "not a data set");
    CHECK_FAILS(kkr_dataset_open(in_work("none.h5"), &err), "cannot open");
    kkr_case_tree none = { 0 };
    CHECK_FAILS(kkr_pack(&none, in_work("text.h5"), NULL, &report, &err),
                "not a data set");
    CHECK_FAILS(kkr_pack(&none, in_work("no/folder.h5"), NULL, &report, &err),
                "cannot be written");
    hid_t other =
        H5Fcreate(in_work("other.h5"), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    H5Fclose(other);
    CHECK_FAILS(kkr_dataset_open(in_work("other.h5"), &err), "no data set of kkrscope");
}

/** Everything there is; the number of files that could be read. */
static int read_everything(const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_dataset) set = kkr_dataset_open(path, &err);
    int n = 0;
    for (int i = 0; set && i < set->n_rows; i++) {
        kkr_dataset_file *files;
        int n_files = kkr_dataset_files(set, set->rows[i].path, &files, &err);
        for (int k = 0; k < n_files; k++) {
            size_t length;
            char *text =
                kkr_dataset_load(set, set->rows[i].path, files[k].name, &length, &err);
            n += text != NULL;
            free(text);
        }
        if (n_files >= 0)
            kkr_dataset_files_free(n_files, files);
    }
    CHECK(set || err.message[0]);
    return n;
}

// two hundred kinds of damage: errors, and the rest stays readable
static void test_damage(void)
{
    struct stat info;
    stat(in_work("set.h5"), &info);
    size_t size = (size_t)info.st_size;
    FILE *file = fopen(in_work("set.h5"), "rb");
    char *whole = kkr_alloc(size, 1), *bad = kkr_alloc(size, 1);
    CHECK(file && fread(whole, 1, size, file) == size);
    fclose(file);
    int most = read_everything(in_work("set.h5")), sum = 0, n_variants = 200;
    CHECK(most == 6);
    unsigned seed = 12345;
    for (int i = 0; i < n_variants; i++) {
        size_t length = size;
        memcpy(bad, whole, size);
        int n_flips = i % 4 == 0 ? 0 : 1 << (i % 4 * 2); // 4, 16, 64
        for (int k = 0; k < n_flips; k++) {
            seed = seed * 1664525u + 1013904223u;
            bad[(size_t)((double)seed / 4294967296.0 * (double)size)] ^=
                (char)(1 << (seed >> 5 & 7));
        }
        if (n_flips == 0) {
            seed = seed * 1664525u + 1013904223u;
            length = (size_t)((double)seed / 4294967296.0 * (double)size);
        }
        write_to(in_work("bad.h5"), bad, length);
        int n = read_everything(in_work("bad.h5"));
        CHECK(n <= most);
        sum += n;
    }
    CHECK(sum > n_variants / 4); // something was left to read
    // a damaged table of rows: the files are there, and their names
    KKR_AUTO(kkr_dataset) set = kkr_dataset_open(in_work("set.h5"), NULL);
    hid_t index = H5Dopen2(set->file, "index", H5P_DEFAULT);
    hsize_t zero = 0, bytes;
    unsigned mask;
    haddr_t place;
    hid_t space = H5Dget_space(index);
    CHECK(H5Dget_chunk_info(index, space, 0, &zero, &mask, &place, &bytes) >= 0);
    H5Sclose(space);
    H5Dclose(index);
    memcpy(bad, whole, size);
    memset(bad + place + bytes / 2, 0, 40);
    write_to(in_work("bad.h5"), bad, size);
    KKR_AUTO(kkr_dataset) lost = kkr_dataset_open(in_work("bad.h5"), NULL);
    CHECK(lost && lost->n_rows == 3 && lost->n_notes == 1);
    CHECK(lost && kkr_dataset_find(lost, "Hg/Hg@1") == 1);
    CHECK(read_everything(in_work("bad.h5")) == most);
    free(whole);
    free(bad);
}

static atomic_bool stop_reading;
static atomic_int n_read;

static void *reader(void *data)
{
    while (!atomic_load(&stop_reading)) {
        kkr_error err = { 0 };
        KKR_AUTO(kkr_dataset) set = kkr_dataset_open(data, &err);
        if (!set)
            continue; // before the first commit
        for (int i = 0; i < set->n_rows; i++) {
            size_t length;
            char *text = kkr_dataset_load(set, set->rows[i].path, "potential_imp",
                                          &length, &err);
            if (!text)
                printf("%s\n", err.message);
            CHECK(text != NULL);
            free(text);
        }
        atomic_fetch_add(&n_read, set->n_rows);
    }
    return NULL;
}

// two readers while a writer adds: whatever they see is whole
static void test_readers(void)
{
    pthread_t thread[2];
    char *path = kkr_strdup(in_work("grow.h5"));
    make_host("grow");
    for (int i = 0; i < 2; i++)
        CHECK(pthread_create(&thread[i], NULL, reader, path) == 0);
    kkr_pack_report report = { 0 };
    for (int i = 0; i < 5; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%d", i);
        make_embedding("grow", name, i);
        CHECK(pack("grow", "grow.h5", &report));
        CHECK(report.n_added == 1);
    }
    while (atomic_load(&n_read) < 10)
        usleep(1000);
    atomic_store(&stop_reading, true);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    free(path);
    kkr_pack_report_clear(&report);
}

static bool fits(const char *query, const kkr_dataset_row *row)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_dataset_query) q = kkr_dataset_query_new(query, &err);
    if (!q)
        printf("%s\n", err.message);
    return q && kkr_dataset_query_matches(q, row);
}

static void test_queries(void)
{
    kkr_dataset_row row = kkr_dataset_row_unknown();
    strcpy(row.name, "Hg.2/Ag@13");
    strcpy(row.host, "Hg.2");
    strcpy(row.host_element, "Hg");
    strcpy(row.impurity, "Ag");
    row.n_sites = 13;
    row.quality.core_shift = -2;
    const char *good[] = { "",
                           "Hg:A*",
                           "hg:ag",
                           "Ag",
                           "Hg",
                           "*:Ag",
                           "Hg:",
                           "Hg/A?",
                           "host=Hg.2",
                           "Hg.2:Ag@13",
                           "n_sites=13 core_shift<-1",
                           "|core_shift|>1.5",
                           "rms=nan",
                           "impurity!=Au,n_sites>=13" };
    const char *bad[] = { "Cu:A*", "Hg:B*",  "Au",           "host=Hg", "n_sites<13",
                          "rms>0", "rms<=0", "core_shift>0", "rms!=1",  "impurity=Au" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!fits(good[i], &row)) {
            printf("does not fit: %s\n", good[i]);
            check_failures++;
        }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!fits(bad[i], &row));
    CHECK_FAILS(kkr_dataset_query_new("rsm>1", &err), "did you mean rms");
    CHECK_FAILS(kkr_dataset_query_new("rms>x", &err), "needs a number");
    CHECK_FAILS(kkr_dataset_query_new("host>x", &err), "is a text");
}

int main(void)
{
    gsl_set_error_handler_off();
    if (!getenv("KKR_SAMPLE") || !getcwd(work, sizeof work - 20) ||
        !mkdtemp(strcat(work, "/set_XXXXXX")))
        return EXIT_FAILURE;
    atexit(clean);
    test_round_trip();
    test_places();
    test_additions();
    test_refusals();
    test_damage();
    test_readers();
    test_queries();
    return check_done();
}
