// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/field_stack.h"
#include "core/field_stack_private.h"
#include "core/output.h"

#include <stdlib.h>
#include <string.h>

typedef struct shard {
    char *begun_with;
    long n_cases, n[3];
} shard;

static hid_t open_file(const char *path)
{
    return H5Fis_hdf5(path) > 0 ? H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT)
                                : H5I_INVALID_HID;
}

static bool read_shard(const char *path, shard *s, kkr_error *err)
{
    hid_t file = open_file(path);
    char *format = file >= 0 ? kkr_h5_read_text(file, "format") : NULL;
    bool good = format && strcmp(format, KKR_STACK_FORMAT) == 0 &&
                (s->begun_with = kkr_h5_read_text(file, "begun_with")) &&
                kkr_h5_read_integer(file, "cases_done", &s->n_cases) &&
                kkr_h5_read_integer(file, "nx", &s->n[0]) &&
                kkr_h5_read_integer(file, "ny", &s->n[1]) &&
                kkr_h5_read_integer(file, "nz", &s->n[2]);
    free(format);
    if (file >= 0)
        H5Fclose(file);
    return good || kkr_fail(err, KKR_ERROR_FORMAT,
                            "%s: expected a file that kkrscope convert has written for "
                            "a data set",
                            path);
}

static bool same_text(hid_t from, hid_t to, const char *name)
{
    char *text = kkr_h5_read_text(from, name);
    bool good = text && kkr_h5_text(to, name, text);
    free(text);
    return good;
}

static bool write_joined(hid_t file, const char *first_path, const shard *shards,
                         char *const *seen_from, int n)
{
    static const char *const texts[] = { "format", "program", "begun_with", "quantity",
                                         "how",    "unit",    "length_unit" };
    const long version = 1;
    hid_t first = open_file(first_path), group = kkr_h5_group(file, "cases");
    bool good = group >= 0 && H5Gclose(group) >= 0 && first >= 0 &&
                kkr_h5_integers(file, "version", &version, 0, 0);
    for (size_t i = 0; good && i < sizeof texts / sizeof *texts; i++)
        good = same_text(first, file, texts[i]);
    size_t *n_rows = kkr_alloc(n, sizeof *n_rows);
    long *begin = kkr_alloc(n, sizeof *begin), all = 0;
    for (int i = 0; i < n; i++) {
        n_rows[i] = (size_t)shards[i].n_cases;
        begin[i] = all;
        all += shards[i].n_cases;
    }
    const size_t count = (size_t)n;
    good = good && kkr_h5_dataset(file, "shards", H5T_NATIVE_LONG, 1, &count, begin) &&
           kkr_h5_integers(file, "cases_done", &all, 0, 0) &&
           kkr_h5_integers(file, "nx", &shards[0].n[0], 0, 0) &&
           kkr_h5_integers(file, "ny", &shards[0].n[1], 0, 0) &&
           kkr_h5_integers(file, "nz", &shards[0].n[2], 0, 0);
    for (int k = 0; good && kkr_field_stack_sets[k]; k++) {
        hid_t like = H5Dopen2(first, kkr_field_stack_sets[k], H5P_DEFAULT);
        good = like >= 0 && kkr_h5_rows_join(file, kkr_field_stack_sets[k], like,
                                             seen_from, n_rows, n);
        if (like >= 0)
            H5Dclose(like);
    }
    if (first >= 0)
        H5Fclose(first);
    free(n_rows);
    free(begin);
    return good;
}

bool kkr_field_stack_join(const char *const *paths, int n, const char *path,
                          size_t *n_cases, kkr_error *err)
{
    KKR_AUTO(kkr_output) output = kkr_output_new(path, err);
    if (!output)
        return false;
    shard *shards = kkr_alloc(n, sizeof *shards);
    char **seen_from = kkr_alloc(n, sizeof *seen_from);
    bool good = true;
    *n_cases = 0;
    kkr_h5_lock();
    for (int i = 0; good && i < n; i++) {
        seen_from[i] = kkr_h5_seen_from(paths[i], path);
        good = read_shard(paths[i], &shards[i], err) &&
               ((strcmp(shards[0].begun_with, shards[i].begun_with) == 0 &&
                 memcmp(shards[0].n, shards[i].n, sizeof shards[0].n) == 0) ||
                kkr_fail(err, KKR_ERROR_FORMAT,
                         "%s and %s: made with other options, expected shards of one "
                         "convert",
                         paths[0], paths[i]));
        *n_cases += good ? (size_t)shards[i].n_cases : 0;
    }
    kkr_h5_unlock();
    hid_t file = good ? kkr_h5_file(output, err) : H5I_INVALID_HID;
    good = file >= 0 &&
           kkr_h5_close(file, write_joined(file, paths[0], shards, seen_from, n),
                        output, err) &&
           kkr_output_commit(output, err);
    for (int i = 0; i < n; i++) {
        free(shards[i].begun_with);
        free(seen_from[i]);
    }
    free(shards);
    free(seen_from);
    return good;
}
