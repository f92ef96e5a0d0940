// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/field_stack.h"

#include "core/field_stack_private.h"
#include "core/h5_packed.h"
#include "core/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The file's state is its attribute `cases_done`: rows beyond that are cut off when it
// is taken up again. Flushing after each case puts all of it on disk before that
// number changes.

enum { MAX_CHUNK = 1 << 24 }; // numbers

enum { NAME, PATH, NUMBER, HASH, Z, ORIGIN, STEPS, UNKNOWN, VALUES };

const char *const kkr_field_stack_sets[] = {
    "cases/name",   "cases/path",  "cases/number",    "cases/sha256", "cases/z",
    "cases/origin", "cases/steps", "cases/n_unknown", "values",       NULL,
};

enum { N_SETS = VALUES + 1 };

struct kkr_field_stack {
    char *path, *part, *how, *work;
    hid_t file; // PATH.part; 0: none is needed
    hid_t set[N_SETS];
    hid_t name_type, path_type, hash_type;
    int n[3]; // points; 0: no case yet
    size_t n_cases;
};

// ------------------------------------------------------------- opening

static bool open_sets(kkr_field_stack *s)
{
    bool good = true;
    for (int i = 0; i < N_SETS; i++) {
        s->set[i] = H5Dopen2(s->file, kkr_field_stack_sets[i], H5P_DEFAULT);
        good = good && s->set[i] >= 0;
    }
    return good;
}

static void close_file(kkr_field_stack *s)
{
    for (int i = 0; i < N_SETS; i++)
        if (s->set[i] > 0)
            H5Dclose(s->set[i]);
    memset(s->set, 0, sizeof s->set);
    if (s->file > 0)
        H5Fclose(s->file);
    s->file = 0;
}

/** The first n texts of an array of texts, each `size` bytes. */
static char *read_texts(hid_t rows, hid_t type, size_t size, size_t n)
{
    char *texts = kkr_h5_holds(rows, n * size) ? kkr_alloc(n + 1, size) : NULL;
    if (texts && kkr_h5_packed_read(rows, type, 0, n, texts))
        return texts;
    free(texts);
    return NULL;
}

/** Marks the items that are there; false if there is anything else. */
static bool match(kkr_field_stack *s, kkr_batch *batch, bool *done)
{
    char *names = read_texts(s->set[NAME], s->name_type, KKR_STACK_NAME, s->n_cases);
    char *paths = read_texts(s->set[PATH], s->path_type, KKR_STACK_PATH, s->n_cases);
    char *hashes = read_texts(s->set[HASH], s->hash_type, KKR_STACK_HASH, s->n_cases);
    bool good = names && hashes && paths;
    int at = 0; // rows are mostly in the order of the items
    for (size_t k = 0; good && k < s->n_cases; k++) {
        int tried = 0;
        const kkr_batch_item *item = NULL;
        for (; tried < batch->n; tried++, at = (at + 1) % batch->n) {
            item = &batch->items[at];
            if (!done[at] &&
                strncmp(names + k * KKR_STACK_NAME, item->row->name, KKR_STACK_NAME) ==
                    0 &&
                strncmp(paths + k * KKR_STACK_PATH, item->path, KKR_STACK_PATH) == 0)
                break;
        }
        good =
            tried < batch->n && item->row->hash[0] &&
            strncmp(hashes + k * KKR_STACK_HASH, item->row->hash, KKR_STACK_HASH) == 0;
        if (good)
            done[at] = true;
    }
    free(names);
    free(paths);
    free(hashes);
    return good;
}

/** Opens an earlier file of the same work with nothing but items of the batch in it. */
static bool take_up(kkr_field_stack *s, const char *path, unsigned mode,
                    kkr_batch *batch, bool *done)
{
    memset(done, 0, (size_t)batch->n * sizeof *done);
    if (access(path, F_OK) != 0 || H5Fis_hdf5(path) <= 0)
        return false;
    s->file = H5Fopen(path, mode, H5P_DEFAULT);
    if (s->file <= 0) {
        s->file = 0;
        return false;
    }
    long n_cases = 0, n[3];
    char *begun = kkr_h5_read_text(s->file, "begun_with");
    bool good = begun && strcmp(begun, s->work) == 0 &&
                kkr_h5_read_integer(s->file, "cases_done", &n_cases) && n_cases > 0 &&
                kkr_h5_read_integer(s->file, "nx", &n[0]) &&
                kkr_h5_read_integer(s->file, "ny", &n[1]) &&
                kkr_h5_read_integer(s->file, "nz", &n[2]) && open_sets(s);
    free(begun);
    s->n_cases = good ? (size_t)n_cases : 0;
    good = good && match(s, batch, done);
    if (!good) {
        close_file(s);
        s->n_cases = 0;
    }
    for (int i = 0; good && i < 3; i++)
        s->n[i] = (int)n[i];
    return good;
}

static bool copy_file(const char *from, const char *to, kkr_error *err)
{
    enum { SIZE = 1 << 20 };
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    char *data = kkr_alloc(SIZE, 1);
    bool good = in && out;
    for (size_t n; good && (n = fread(data, 1, SIZE, in)) > 0;)
        good = fwrite(data, 1, n, out) == n;
    good = good && !ferror(in);
    int error = errno;
    free(data);
    if (in)
        fclose(in);
    if (out && fclose(out) != 0 && good) {
        good = false;
        error = errno;
    }
    return good || kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written: %s", to,
                            strerror(error));
}

static bool all_done(const kkr_batch *batch, const bool *done)
{
    for (int i = 0; i < batch->n; i++)
        if (!done[i])
            return false;
    return true;
}

static bool begin(kkr_field_stack *s, kkr_batch *batch, bool force, bool *done,
                  kkr_error *err)
{
    if (!force && take_up(s, s->part, H5F_ACC_RDWR, batch, done))
        return true;
    if (!force && take_up(s, s->path, H5F_ACC_RDONLY, batch, done)) {
        bool complete = all_done(batch, done);
        close_file(s);
        if (complete)
            return true;
        if (!copy_file(s->path, s->part, err))
            return false;
        if (take_up(s, s->part, H5F_ACC_RDWR, batch, done))
            return true;
    }
    memset(done, 0, (size_t)batch->n * sizeof *done);
    s->n_cases = 0;
    s->file = H5Fcreate(s->part, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    return s->file > 0 ||
           kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be made an HDF5 file", s->part);
}

kkr_field_stack *kkr_field_stack_new(const char *path, kkr_batch *batch,
                                     const char *work, const char *how, bool force,
                                     kkr_error *err)
{
    KKR_AUTO(kkr_output) probe = kkr_output_new(path, err); // refuses early
    if (!probe)
        return NULL;
    KKR_AUTO(kkr_field_stack) s = kkr_alloc(1, sizeof *s);
    s->path = kkr_strdup(path);
    s->part = kkr_strdup_printf("%s.part", path);
    s->how = kkr_strdup(how ? how : "");
    s->work = kkr_strdup(work);
    bool *done = kkr_alloc(batch->n, sizeof *done);
    kkr_h5_lock();
    s->name_type = kkr_h5_text_type(KKR_STACK_NAME);
    s->path_type = kkr_h5_text_type(KKR_STACK_PATH);
    s->hash_type = kkr_h5_text_type(KKR_STACK_HASH);
    bool good = begin(s, batch, force, done, err);
    kkr_h5_unlock();
    for (int i = 0; i < batch->n; i++)
        batch->items[i].is_done = done[i];
    free(done);
    return good ? KKR_STEAL(s) : NULL;
}

void kkr_field_stack_free(kkr_field_stack *s)
{
    if (!s)
        return;
    kkr_h5_lock();
    bool is_open = s->file > 0;
    close_file(s);
    if (s->name_type > 0) {
        H5Tclose(s->name_type);
        H5Tclose(s->path_type);
        H5Tclose(s->hash_type);
    }
    kkr_h5_unlock();
    if (is_open && s->n_cases == 0)
        unlink(s->part); // nothing in it that would be worth keeping
    free(s->path);
    free(s->part);
    free(s->how);
    free(s->work);
    free(s);
}

// ------------------------------------------------------------- adding

/** The first case tells the shape of all. */
static bool write_head(kkr_field_stack *s, const kkr_field *field)
{
    const long version = 1, zero = 0,
               n[3] = { field->grid.n[0], field->grid.n[1], field->grid.n[2] };
    const size_t shape[3] = { (size_t)n[2], (size_t)n[1], (size_t)n[0] };
    size_t plane = shape[1] * shape[2];
    size_t thick = plane >= MAX_CHUNK ? 1 : MAX_CHUNK / plane;
    const size_t chunk[4] = { 1, thick < shape[0] ? thick : shape[0], shape[1],
                              shape[2] };
    static const size_t two[1] = { 2 }, three[2] = { 3, 3 };
    static const size_t few[3] = { 64, 3, 3 };
    const struct {
        hid_t type;
        int rank;
        const size_t *shape, *chunk;
    } sets[N_SETS] = {
        [NAME] = { s->name_type, 1, NULL, few },
        [PATH] = { s->path_type, 1, NULL, few },
        [NUMBER] = { H5T_NATIVE_INT, 1, NULL, few },
        [HASH] = { s->hash_type, 1, NULL, few },
        [Z] = { H5T_NATIVE_DOUBLE, 2, two, (const size_t[]){ 64, 2 } },
        [ORIGIN] = { H5T_NATIVE_DOUBLE, 2, three, few },
        [STEPS] = { H5T_NATIVE_DOUBLE, 3, three, few },
        [UNKNOWN] = { H5T_NATIVE_LONG, 1, NULL, few },
        [VALUES] = { H5T_NATIVE_FLOAT, 4, shape, chunk },
    };
    hid_t group = kkr_h5_group(s->file, "cases");
    bool good = group >= 0 && H5Gclose(group) >= 0 &&
                kkr_h5_text(s->file, "format", KKR_STACK_FORMAT) &&
                kkr_h5_integers(s->file, "version", &version, 0, 0) &&
                kkr_h5_text(s->file, "program", "kkrscope " KKR_VERSION) &&
                kkr_h5_text(s->file, "begun_with", s->work) &&
                kkr_h5_text(s->file, "quantity", kkr_field_name(field->quantity)) &&
                kkr_h5_text(s->file, "how", s->how) &&
                kkr_h5_text(s->file, "unit", "Ry") &&
                kkr_h5_text(s->file, "length_unit", "bohr") &&
                kkr_h5_integers(s->file, "nx", &n[0], 0, 0) &&
                kkr_h5_integers(s->file, "ny", &n[1], 0, 0) &&
                kkr_h5_integers(s->file, "nz", &n[2], 0, 0) &&
                kkr_h5_integers(s->file, "cases_done", &zero, 0, 0);
    for (int i = 0; good && i < N_SETS; i++) {
        s->set[i] = kkr_h5_rows_new(s->file, kkr_field_stack_sets[i], sets[i].type,
                                    sets[i].rank, sets[i].shape, sets[i].chunk);
        good = s->set[i] >= 0;
    }
    for (int i = 0; i < 3; i++)
        s->n[i] = (int)n[i];
    return good;
}

static bool put_case(kkr_field_stack *s, const kkr_field *field,
                     const kkr_batch_item *item)
{
    char name[KKR_STACK_NAME] = "", path[KKR_STACK_PATH] = "",
         hash[KKR_STACK_HASH] = "";
    snprintf(name, sizeof name, "%s", item->row->name);
    snprintf(path, sizeof path, "%s", item->path);
    snprintf(hash, sizeof hash, "%s", item->row->hash);
    const double z[2] = { item->row->impurity_z, item->row->host_z };
    const kkr_vec3 rows[4] = { field->grid.origin, field->grid.step[0],
                               field->grid.step[1], field->grid.step[2] };
    double place[12];
    for (int i = 0; i < 4; i++) {
        place[3 * i] = rows[i].x;
        place[3 * i + 1] = rows[i].y;
        place[3 * i + 2] = rows[i].z;
    }
    const long unknown = (long)field->n_unknown;
    const struct {
        hid_t type;
        const void *data;
    } data[N_SETS] = {
        [NAME] = { s->name_type, name },
        [PATH] = { s->path_type, path },
        [NUMBER] = { H5T_NATIVE_INT, &item->number },
        [HASH] = { s->hash_type, hash },
        [Z] = { H5T_NATIVE_DOUBLE, z },
        [ORIGIN] = { H5T_NATIVE_DOUBLE, place },
        [STEPS] = { H5T_NATIVE_DOUBLE, place + 3 },
        [UNKNOWN] = { H5T_NATIVE_LONG, &unknown },
        [VALUES] = { H5T_NATIVE_FLOAT, field->values },
    };
    bool good = true;
    for (int i = 0; good && i < N_SETS; i++)
        good = kkr_h5_rows_put(s->set[i], data[i].type, s->n_cases, 1, data[i].data);
    return good && H5Fflush(s->file, H5F_SCOPE_LOCAL) >= 0 &&
           kkr_h5_set_integer(s->file, "cases_done", (long)s->n_cases + 1) &&
           H5Fflush(s->file, H5F_SCOPE_LOCAL) >= 0;
}

bool kkr_field_stack_add(kkr_field_stack *s, const kkr_field *field,
                         const kkr_batch_item *item, kkr_error *err)
{
    const int *n = field->grid.n;
    if (s->n_cases && memcmp(n, s->n, sizeof s->n) != 0)
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "%s: its grid has %d x %d x %d points, those before it have %d "
                        "x %d x %d: --grid makes them equal",
                        item->path, n[0], n[1], n[2], s->n[0], s->n[1], s->n[2]);
    kkr_h5_lock();
    bool good = (s->n_cases || write_head(s, field)) && put_case(s, field, item);
    kkr_h5_unlock();
    s->n_cases += good;
    return good || kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written: %s", s->part,
                            errno ? strerror(errno) : "the HDF5 library gave up");
}

bool kkr_field_stack_commit(kkr_field_stack *s, kkr_error *err)
{
    if (s->file <= 0)
        return true; // PATH had it all
    kkr_h5_lock();
    bool good = true;
    for (int i = 0; i < N_SETS; i++)
        good = good && s->set[i] > 0 && kkr_h5_rows_cut(s->set[i], s->n_cases);
    good = good && H5Fflush(s->file, H5F_SCOPE_LOCAL) >= 0;
    close_file(s);
    kkr_h5_unlock();
    return (good && rename(s->part, s->path) == 0) ||
           kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written", s->path);
}
