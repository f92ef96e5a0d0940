// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/stored_file.h"

#include "core/h5.h"
#include "core/h5_packed.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// Level 1: on shuffled doubles the higher ones save less than one percent.
enum { DEFLATE_LEVEL = 1 };
static const size_t max_text = (size_t)1 << 30;

// ------------------------------------------------------------- making

/** A line that is one whole number, as above the blocks of non-spherical parts. */
static bool lone_number(const char *line, size_t length, int *value)
{
    size_t i = 0;
    while (i < length && line[i] == ' ')
        i++;
    size_t begin = i;
    *value = 0;
    for (; i < length && isdigit((unsigned char)line[i]) && i - begin < 6; i++)
        *value = 10 * *value + (line[i] - '0');
    return i > begin && i == length;
}

/** Of a potential, each run of numbers is a V_lm: lm stands above it, else it is V_1. */
static void find_blocks(kkr_stored_file *file)
{
    const char *at = file->packed->text;
    int entry = 0, lm = 0, first = 0;
    while (*at) {
        const char *stop = strchrnul(at, '\n');
        if (at[0] == '@' && at[1] != '@') {
            const char *blank = memchr(at, ' ', (size_t)(stop - at));
            int count = blank ? atoi(blank) : 0;
            entry += lm == 0;
            file->blocks = kkr_realloc(file->blocks, (size_t)file->n_blocks + 1,
                                       sizeof *file->blocks);
            file->blocks[file->n_blocks++] =
                (kkr_stored_block){ entry, lm == 0 ? 1 : lm, first, count };
            first += count;
            lm = 0;
        } else if (!lone_number(at, (size_t)(stop - at), &lm)) {
            lm = 0;
        }
        at = *stop ? stop + 1 : stop;
    }
}

/** Byte k of every number together, then deflated: HDF5's shuffle and gzip. */
static void make_chunk(kkr_stored_file *file)
{
    size_t n = file->packed->n, size = n * sizeof(double);
    const unsigned char *bytes = (const unsigned char *)file->packed->numbers;
    unsigned char *shuffled = kkr_alloc(size, 1);
    for (size_t k = 0; k < sizeof(double); k++)
        for (size_t i = 0; i < n; i++)
            shuffled[k * n + i] = bytes[i * sizeof(double) + k];
    uLongf room = compressBound((uLong)size);
    file->chunk = kkr_alloc(room, 1);
    compress2(file->chunk, &room, shuffled, (uLong)size, DEFLATE_LEVEL);
    if (size / KKR_H5_MOST_DEFLATED > room) { // readers would not believe it
        room = compressBound((uLong)size);
        compress2(file->chunk, &room, shuffled, (uLong)size, Z_NO_COMPRESSION);
    }
    file->chunk_size = room;
    file->chunk = kkr_realloc(file->chunk, room, 1);
    free(shuffled);
}

kkr_stored_file *kkr_stored_file_new(const char *name, kkr_role role, const char *text,
                                     size_t length)
{
    kkr_stored_file *file = kkr_alloc(1, sizeof *file);
    file->name = kkr_strdup(name);
    file->role = role;
    file->length = length;
    kkr_sha256 hash;
    kkr_sha256_init(&hash);
    kkr_sha256_add(&hash, text, length);
    kkr_sha256_finish(&hash, file->sha256);
    file->packed = kkr_packed_text_new(text, length);
    if (role == KKR_ROLE_POTENTIAL || role == KKR_ROLE_IMP_POTENTIAL ||
        role == KKR_ROLE_HOST_CLUSTER || role == KKR_ROLE_START)
        find_blocks(file);
    if (file->packed->n)
        make_chunk(file);
    return file;
}

void kkr_stored_file_free(kkr_stored_file *file)
{
    if (!file)
        return;
    free(file->name);
    kkr_packed_text_free(file->packed);
    free(file->blocks);
    free(file->chunk);
    free(file);
}

// ------------------------------------------------------------- writing

static bool write_blocks(hid_t object, const kkr_stored_file *file)
{
    hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(kkr_stored_block));
    H5Tinsert(type, "entry", offsetof(kkr_stored_block, entry), H5T_NATIVE_INT);
    H5Tinsert(type, "lm", offsetof(kkr_stored_block, lm), H5T_NATIVE_INT);
    H5Tinsert(type, "first", offsetof(kkr_stored_block, first), H5T_NATIVE_INT);
    H5Tinsert(type, "count", offsetof(kkr_stored_block, count), H5T_NATIVE_INT);
    hsize_t n = (hsize_t)file->n_blocks;
    hid_t space = H5Screate_simple(1, &n, NULL);
    hid_t id = H5Acreate2(object, "blocks", type, space, H5P_DEFAULT, H5P_DEFAULT);
    bool good = id >= 0 && H5Awrite(id, type, file->blocks) >= 0;
    if (id >= 0)
        good = H5Aclose(id) >= 0 && good;
    H5Sclose(space);
    H5Tclose(type);
    return good;
}

bool kkr_stored_file_write(const kkr_stored_file *file, hid_t group)
{
    hsize_t n = file->packed->n;
    hid_t space = H5Screate_simple(1, &n, NULL);
    hid_t layout = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(layout, false);
    if (n) {
        H5Pset_chunk(layout, 1, &n);
        H5Pset_shuffle(layout);
        H5Pset_deflate(layout, DEFLATE_LEVEL);
    }
    hid_t id = H5Dcreate2(group, file->name, H5T_IEEE_F64LE, space, H5P_DEFAULT, layout,
                          H5P_DEFAULT);
    hsize_t zero = 0;
    bool good = id >= 0 && kkr_h5_text(id, "sha256", file->sha256) &&
                kkr_h5_text(id, "text", file->packed->text) &&
                (file->n_blocks == 0 || write_blocks(id, file)) &&
                (n == 0 || H5Dwrite_chunk(id, H5P_DEFAULT, 0, &zero, file->chunk_size,
                                          file->chunk) >= 0);
    if (id >= 0)
        good = H5Dclose(id) >= 0 && good;
    H5Pclose(layout);
    H5Sclose(space);
    return good;
}

// ------------------------------------------------------------- reading

static bool read_numbers(hid_t id, kkr_packed_text *packed)
{
    hid_t type = H5Dget_type(id);
    hssize_t n = kkr_h5_packed_count(id);
    bool good = n >= 0 && (size_t)n < max_text / sizeof(double) &&
                kkr_h5_holds(id, (size_t)n / KKR_H5_MOST_DEFLATED) &&
                H5Tget_class(type) == H5T_FLOAT;
    if (good && n > 0) {
        packed->numbers = kkr_alloc_large((size_t)n, sizeof(double), NULL);
        packed->n = (size_t)n;
        good = packed->numbers &&
               kkr_h5_packed_read(id, H5T_NATIVE_DOUBLE, 0, (size_t)n, packed->numbers);
    }
    if (type >= 0)
        H5Tclose(type);
    return good;
}

static bool is_sound(const char *text, size_t length, const char *sha256)
{
    kkr_sha256 hash;
    char hex[KKR_SHA256_HEX];
    kkr_sha256_init(&hash);
    kkr_sha256_add(&hash, text, length);
    kkr_sha256_finish(&hash, hex);
    return strcmp(hex, sha256) == 0;
}

char *kkr_stored_file_read(hid_t group, const char *name, const char *path,
                           size_t *length, kkr_error *err)
{
    KKR_AUTO(kkr_packed_text) packed = kkr_alloc(1, sizeof *packed);
    hid_t id = H5Dopen2(group, name, H5P_DEFAULT);
    char *sha256 = id >= 0 ? kkr_h5_read_text(id, "sha256") : NULL;
    packed->text = sha256 ? kkr_h5_read_text(id, "text") : NULL;
    bool good = packed->text && read_numbers(id, packed);
    if (id >= 0)
        H5Dclose(id);
    char *text = NULL;
    if (good) {
        packed->length = strlen(packed->text);
        text = kkr_packed_text_unpack(packed, length, NULL);
    }
    if (text && !is_sound(text, *length, sha256)) {
        free(text);
        text = NULL;
    }
    free(sha256);
    if (!text)
        kkr_fail(err, KKR_ERROR_FORMAT,
                 "%s: is damaged in its data set: not the contents that were packed",
                 path);
    return text;
}
