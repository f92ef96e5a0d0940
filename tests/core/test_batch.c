// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/batch.h"
#include "core/field_stack.h"
#include "tests/files.h"

#include <fcntl.h>
#include <gsl/gsl_errno.h>

/** Many entries: the sample's data set, outputs in a folder of our own. */
static char set_path[4096];
static char work[4200]; // removed at the end

static int remove_one(const char *path, const struct stat *info, int kind,
                      struct FTW *where)
{
    return remove(path);
}

static void clean(void)
{
    nftw(work, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *in_work(const char *name)
{
    static char path[64][4400];
    static int next;
    next = (next + 1) % 64;
    snprintf(path[next], sizeof path[next], "%s/%s", work, name);
    return path[next];
}

static kkr_batch *open_batch(const char *query, kkr_error *err)
{
    const char *paths[] = { set_path };
    return kkr_batch_new(paths, 1, query, err);
}

// which entries: the query's, and those of single places
static void test_entries(void)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_batch) all = open_batch(NULL, &err);
    KKR_AUTO(kkr_batch) few = open_batch("Hg:A?", &err);
    CHECK(all && all->n == 81 && all->n_all == 81);
    CHECK(few && few->n > 3 && few->n < 8);
    for (int i = 0; few && i < few->n; i++) {
        CHECK_STRING(few->items[i].row->host, "Hg");
        CHECK(few->items[i].row == &few->sets[0]->rows[few->items[i].number - 1]);
        CHECK(strstr(few->items[i].path, few->items[i].row->name));
    }
    CHECK_FAILS(open_batch("Hg:Xx", &err), "none of its 81 entries is Hg:Xx");
    CHECK_FAILS(open_batch("rsm>1", &err), "did you mean rms");
    char one[4200], none[4200];
    snprintf(one, sizeof one, "%s::Hg/Ag", set_path);
    snprintf(none, sizeof none, "%s#82", set_path);
    const char *places[] = { one, set_path }, *bad[] = { none },
               *mixed[] = { set_path, work };
    KKR_AUTO(kkr_batch) two = kkr_batch_new(places, 2, NULL, &err);
    CHECK(two && two->n == 82);
    CHECK_FAILS(kkr_batch_new(bad, 1, NULL, &err), "no such entry");
    CHECK_FAILS(kkr_batch_new(mixed, 2, NULL, &err), "is no data set");
    CHECK(kkr_batch_is_meant(places, 2) && !kkr_batch_is_meant(places, 1));
}

// shards: disjoint, all together everything, as even as can be
static void test_shards(void)
{
    kkr_error err = { 0 };
    bool seen[82] = { false };
    int total = 0;
    for (int shard = 1; shard <= 7; shard++) {
        KKR_AUTO(kkr_batch) part = open_batch(NULL, &err);
        if (!part || !kkr_batch_shard(part, shard, 7, &err)) {
            CHECK(false);
            continue;
        }
        CHECK(part->n == 11 || part->n == 12);
        total += part->n;
        for (int i = 0; i < part->n; i++) {
            CHECK(!seen[part->items[i].number]);
            seen[part->items[i].number] = true;
        }
    }
    CHECK(total == 81);
    KKR_AUTO(kkr_batch) one = open_batch("Hg:Ag", &err);
    CHECK_FAILS(kkr_batch_shard(one, 2, 2, &err), "shard 2/2 of 1 case");
    int shard, n;
    CHECK(kkr_batch_parse_shard("3/16", &shard, &n, &err) && shard == 3 && n == 16);
    CHECK(kkr_batch_parse_shard(NULL, &shard, &n, &err) && shard == 1 && n == 1);
    static const char *const bad[] = { "0/4", "5/4",  "a",     "1/",   "/2",
                                       "1",   "1/2x", "1 / 2", "-1/2", "",
                                       "1/0", "+1/2", "1/2/3" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_FAILS(kkr_batch_parse_shard(bad[i], &shard, &n, &err), "needs I/N");
}

// what a pattern gives; two entries never have one file
static void test_names(void)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_batch) batch = open_batch("Hg:Ag", &err);
    const kkr_batch_item *item = &batch->items[0];
    static const char *const patterns[][2] = {
        { "a/{host}-{impurity}.h5", "a/Hg-Ag.h5" },
        { "{name}", "Hg/Ag" },
        { "{host}{host}.csv", "HgHg.csv" },
        { "x{n_sites}x", "x1x" },
        { "{impurity_z}", "47" },
        { "a}b{host}c{", "a}bHgc{" },
    };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        char *text = kkr_batch_expand(item, patterns[i][0], &err);
        CHECK_STRING(text ? text : err.message, patterns[i][1]);
        free(text);
    }
    CHECK_FAILS(kkr_batch_expand(item, "{hots}", &err), "did you mean {host}?");
    CHECK_FAILS(kkr_batch_expand(item, "{uuid}.h5", &err), "cannot be part");
    CHECK_FAILS(kkr_batch_expand(item, "{path}.h5", &err), "cannot be part");
    kkr_dataset_row evil = *item->row;
    strcpy(evil.name, "Hg/../../x");
    const kkr_batch_item bad = { .path = item->path, .row = &evil };
    CHECK_FAILS(kkr_batch_expand(&bad, "{name}", &err), "cannot be part");
    CHECK(kkr_batch_is_pattern("a{b}") && !kkr_batch_is_pattern("a}b{") &&
          !kkr_batch_is_pattern(NULL));
    KKR_AUTO(kkr_batch) all = open_batch(NULL, &err);
    CHECK_FAILS(kkr_batch_name(all, "{host}.h5", &err), "would be the file of");
    KKR_AUTO(kkr_batch) again = open_batch(NULL, &err);
    CHECK(kkr_batch_name(again, "x/{name}", &err));
    CHECK_STRING(again->folder, "x/");
}

// ------------------------------------------------------------- running

typedef struct counters {
    atomic_int made, running, most;
    int put, last, dropped;
    int bad;    // number of an entry that fails; 0: none
    int refuse; // number of an entry that put() does not take
    atomic_bool cancel;
    int cancel_after;
} counters;

static bool make(void *user, const kkr_batch_item *item, const kkr_job *job,
                 void **product, kkr_error *err)
{
    counters *c = user;
    int running = atomic_fetch_add(&c->running, 1) + 1;
    if (running > atomic_load(&c->most))
        atomic_store(&c->most, running);
    usleep(item->number % 3 * 300); // they end in another order than they begin
    atomic_fetch_sub(&c->running, 1);
    if (atomic_fetch_add(&c->made, 1) + 1 == c->cancel_after)
        atomic_store(&c->cancel, true);
    if (item->number == c->bad)
        return kkr_fail(err, KKR_ERROR_FILE, "it is bad");
    *product = kkr_alloc(1, 1);
    if (!item->output)
        return true;
    FILE *file = fopen(item->output, "w");
    bool good = file && fprintf(file, "%s\n", item->row->name) > 0;
    return file && fclose(file) == 0 && good;
}

static bool put(void *user, const kkr_batch_item *item, void *product, kkr_error *err)
{
    counters *c = user;
    CHECK(product && item->number > c->last);
    c->last = item->number;
    c->put++;
    return item->number != c->refuse ||
           kkr_fail(err, c->bad ? KKR_ERROR_GEOMETRY : KKR_ERROR_FILE, "not taken");
}

static counters *counted;

static void drop(void *product)
{
    counted->dropped++;
    free(product);
}

static bool run(kkr_batch *batch, counters *c, int threads, kkr_error *err)
{
    const kkr_batch_work w = {
        .make = make, .put = put, .drop = drop, .user = c, .doing = "trying"
    };
    const kkr_job job = { .cancel = &c->cancel, .threads = threads };
    counted = c;
    return kkr_batch_run(batch, &w, &job, err);
}

// several at once, put in order; a failure stops no other one
static void test_run(void)
{
    kkr_error err = { 0 };
    for (int threads = 1; threads <= 4; threads += 3) {
        KKR_AUTO(kkr_batch) batch = open_batch(NULL, &err);
        counters c = { .bad = 7 };
        CHECK(run(batch, &c, threads, &err));
        CHECK(c.made == 81 && c.put == 80 && c.dropped == 80);
        CHECK(c.most <= threads && (threads == 1 || c.most > 1));
        CHECK(batch->n_failed == 1);
        if (batch->n_failed == 1)
            CHECK(strstr(batch->failed[0], batch->items[6].row->name) &&
                  strstr(batch->failed[0], ": it is bad"));
        // what put() refuses has failed alone, but a full disk ends it all
        KKR_AUTO(kkr_batch) odd = open_batch(NULL, &err);
        counters d = { .bad = 7, .refuse = 9 };
        CHECK(run(odd, &d, threads, &err) && odd->n_failed == 2 && d.put == 80);
        KKR_AUTO(kkr_batch) full = open_batch(NULL, &err);
        counters e = { .refuse = 9 };
        CHECK_FAILS(run(full, &e, threads, &err), "not taken");
        CHECK(e.put == 9 && e.dropped == e.made && full->n_failed == 0);
        // an interruption
        KKR_AUTO(kkr_batch) cut = open_batch(NULL, &err);
        counters f = { .cancel_after = 20 };
        memset(&err, 0, sizeof err);
        CHECK(!run(cut, &f, threads, &err) && err.code == KKR_ERROR_CANCELLED);
        CHECK(f.put <= 24 && f.dropped == f.made && cut->n_failed == 0);
        memset(&err, 0, sizeof err);
    }
}

/** Names, begins and runs it; how many were made. */
static int make_files(const char *query, const char *digest, int shard, int n_shards,
                      bool force, int bad, int cancel_after)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_batch) batch = open_batch(query, &err);
    counters c = { .bad = bad, .cancel_after = cancel_after };
    CHECK(kkr_batch_name(batch, in_work("out/{host}/{index}.txt"), &err) &&
          kkr_batch_shard(batch, shard, n_shards, &err));
    kkr_batch_key(batch, digest);
    CHECK(kkr_batch_begin(batch, force, &err));
    int done = kkr_batch_n_done(batch);
    bool good = run(batch, &c, 2, &err);
    CHECK(good == !cancel_after);
    CHECK(!good || done + c.made == batch->n);
    return c.made;
}

// what is there is left alone, if it was made from the same and is as it was
static void test_resume(void)
{
    CHECK(make_files(NULL, "work", 1, 1, false, 5, 30) >= 30); // interrupted
    int rest = make_files(NULL, "work", 1, 1, false, 5, 0);
    CHECK(rest >= 50 && rest <= 56);
    CHECK(make_files(NULL, "work", 1, 1, false, 5, 0) == 1); // the one that fails
    CHECK(make_files(NULL, "work", 1, 1, false, 0, 0) == 1); // and then does not
    CHECK(make_files(NULL, "work", 1, 1, false, 0, 0) == 0);
    CHECK(make_files("Hg:A?", "work", 1, 1, false, 0, 0) == 0);
    CHECK(make_files(NULL, "work", 1, 1, true, 0, 0) == 81);
    CHECK(make_files(NULL, "work", 2, 3, false, 0, 0) == 0);
    CHECK(make_files(NULL, "other work", 2, 3, false, 0, 0) == 27);
    CHECK(make_files(NULL, "other work", 1, 1, false, 0, 0) == 54); // another sharding
    CHECK(make_files(NULL, "other work", 1, 1, false, 0, 0) == 0);
    char *text = files_load(in_work("out/.kkrscope-done-2-3"));
    int lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')); at++)
        lines++;
    CHECK(lines == 27);
    free(text);
    // a file that is gone, one that is another, one that only looks the same
    CHECK(remove(in_work("out/Hg/40.txt")) == 0);
    CHECK(truncate(in_work("out/Hg/41.txt"), 2) == 0);
    const struct timespec then[2] = { { 1, 0 }, { 1, 0 } };
    CHECK(utimensat(AT_FDCWD, in_work("out/Hg/42.txt"), then, 0) == 0);
    CHECK(make_files(NULL, "other work", 1, 1, false, 0, 0) == 3);
    // a line that was cut off, and rubbish, do no harm
    FILE *log = fopen(in_work("out/.kkrscope-done"), "a");
    fputs("0123 45 6.7 Hg/4", log);
    fclose(log);
    CHECK(remove(in_work("out/Hg/50.txt")) == 0);
    CHECK(make_files(NULL, "other work", 1, 1, false, 0, 0) == 1);
    CHECK(make_files(NULL, "other work", 1, 1, false, 0, 0) == 0);
}

// ------------------------------------------------------------- grids in one file

static kkr_field *grid(int number, int n)
{
    kkr_field *field = kkr_alloc(1, sizeof *field);
    size_t all = (size_t)n * (size_t)n * (size_t)n;
    field->quantity = KKR_FIELD_DV;
    field->grid = (kkr_grid){ .n = { n, n, n },
                              .origin = { number, 0, 0 },
                              .step = { { 1, 0, 0 }, { 0, 2, 0 }, { 0, 0, 3 } } };
    CHECK(kkr_buffer_reserve(&field->memory, all * sizeof(float), NULL));
    field->values = field->memory.data;
    for (size_t i = 0; i < all; i++)
        field->values[i] = (float)number + (float)i / 1000;
    return field;
}

typedef struct stacking {
    kkr_field_stack *stack;
    int odd; // an entry with another shape
    atomic_int made;
} stacking;

static bool make_grid(void *user, const kkr_batch_item *item, const kkr_job *job,
                      void **product, kkr_error *err)
{
    stacking *s = user;
    atomic_fetch_add(&s->made, 1);
    *product = grid(item->number, item->number == s->odd ? 3 : 4);
    return true;
}

static bool put_grid(void *user, const kkr_batch_item *item, void *product,
                     kkr_error *err)
{
    return kkr_field_stack_add(((stacking *)user)->stack, product, item, err);
}

static void drop_grid(void *product)
{
    kkr_field_free(product);
}

/** How many had to be made. */
static int stack(const char *query, const char *name, const char *digest, int shard,
                 int n_shards, int odd, bool commit)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_batch) batch = open_batch(query, &err);
    CHECK(kkr_batch_shard(batch, shard, n_shards, &err));
    kkr_batch_key(batch, digest);
    KKR_AUTO(kkr_field_stack)
    file = kkr_field_stack_new(in_work(name), batch, digest, "how", false, &err);
    CHECK(file != NULL);
    stacking s = { .stack = file, .odd = odd };
    const kkr_batch_work w = { .make = make_grid,
                               .put = put_grid,
                               .drop = drop_grid,
                               .user = &s,
                               .doing = "stacking" };
    const kkr_job job = { .threads = 2 };
    CHECK(kkr_batch_run(batch, &w, &job, &err));
    CHECK(batch->n_failed == (odd != 0));
    if (odd && batch->n_failed)
        CHECK(strstr(batch->failed[0], "its grid has 3 x 3 x 3 points"));
    if (commit)
        CHECK(kkr_field_stack_commit(file, &err));
    return s.made;
}

/** values[row][0][0][1] and the number of rows; the number of the entry. */
static int read_case(const char *name, int row, int *n_rows, float *value)
{
    hid_t file = H5Fopen(in_work(name), H5F_ACC_RDONLY, H5P_DEFAULT);
    hid_t values = H5Dopen2(file, "values", H5P_DEFAULT),
          numbers = H5Dopen2(file, "cases/number", H5P_DEFAULT);
    hid_t space = H5Dget_space(values), place = H5Dget_space(numbers),
          memory = H5Screate(H5S_SCALAR);
    hsize_t size[4] = { 0 }, at[4] = { (hsize_t)row, 0, 0, 1 }, one[4] = { 1, 1, 1, 1 };
    H5Sget_simple_extent_dims(space, size, NULL);
    *n_rows = (int)size[0];
    int number = -1;
    CHECK(H5Sselect_hyperslab(space, H5S_SELECT_SET, at, NULL, one, NULL) >= 0 &&
          H5Dread(values, H5T_NATIVE_FLOAT, memory, space, H5P_DEFAULT, value) >= 0);
    CHECK(H5Sselect_hyperslab(place, H5S_SELECT_SET, at, NULL, one, NULL) >= 0 &&
          H5Dread(numbers, H5T_NATIVE_INT, memory, place, H5P_DEFAULT, &number) >= 0);
    H5Sclose(space);
    H5Sclose(place);
    H5Sclose(memory);
    H5Dclose(values);
    H5Dclose(numbers);
    H5Fclose(file);
    return number;
}

// grids in one file: taken up again, added to, joined
static void test_stack(void)
{
    kkr_error err = { 0 };
    int n_rows;
    float value;
    CHECK(stack("Hg:A?", "a.h5", "w", 1, 1, 0, false) > 3);
    CHECK(access(in_work("a.h5"), F_OK) != 0 &&
          access(in_work("a.h5.part"), F_OK) == 0);
    CHECK(stack("Hg:A?", "a.h5", "w", 1, 1, 0, true) == 0); // all in PATH.part
    CHECK(access(in_work("a.h5.part"), F_OK) != 0);
    CHECK(stack("Hg:A?", "a.h5", "w", 1, 1, 0, true) == 0); // all in PATH
    CHECK(stack("Hg:A?", "a.h5", "v", 1, 1, 0, true) > 3);  // other work
    int more = stack("host=Hg", "a.h5", "v", 1, 1, 60, true);
    CHECK(more > 30 && stack("host=Hg", "a.h5", "v", 1, 1, 60, true) == 1);
    CHECK(stack("host=Hg", "a.h5", "v", 1, 1, 0, true) == 1);
    CHECK(stack("host=Cu", "a.h5", "v", 1, 1, 0, true) == 35); // others: begun anew
    CHECK(read_case("a.h5", 3, &n_rows, &value) == 4 && n_rows == 35);
    CHECK_NEAR(value, 4.001, 1e-6);

    const char *shards[3];
    int n = 0;
    for (int i = 0; i < 3; i++) {
        char name[20];
        snprintf(name, sizeof name, "s%d.h5", i + 1);
        n += stack(NULL, name, "v", i + 1, 3, 0, true);
        shards[i] = in_work(name);
    }
    size_t n_cases;
    CHECK(n == 81 && kkr_field_stack_join(shards, 3, in_work("j.h5"), &n_cases, &err));
    CHECK(n_cases == 81);
    for (int row = 0; row < 81; row += 20) {
        int number = read_case("j.h5", row, &n_rows, &value);
        CHECK(n_rows == 81 && number == row % 27 * 3 + row / 27 + 1);
        CHECK_NEAR(value, number + 0.001, 1e-5);
    }
    stack("Hg:Ag", "s3.h5", "w", 1, 1, 0, true);
    CHECK_FAILS(kkr_field_stack_join(shards, 3, in_work("j.h5"), &n_cases, &err),
                "other options");
    shards[2] = set_path;
    CHECK_FAILS(kkr_field_stack_join(shards, 3, in_work("j.h5"), &n_cases, &err),
                "expected a file that kkrscope convert");
    // a file that was damaged is begun anew
    CHECK(truncate(in_work("s1.h5"), 5000) == 0);
    CHECK(stack(NULL, "s1.h5", "v", 1, 3, 0, true) == 27);
}

int main(void)
{
    gsl_set_error_handler_off();
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    const char *sample = getenv("KKR_SAMPLE");
    if (!sample || !getcwd(work, sizeof work - 20) ||
        !mkdtemp(strcat(work, "/batch_XXXXXX")))
        return EXIT_FAILURE;
    atexit(clean);
    snprintf(set_path, sizeof set_path, "%s.h5", sample);
    test_entries();
    test_shards();
    test_names();
    test_run();
    test_resume();
    test_stack();
    return check_done();
}
