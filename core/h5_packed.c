// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/h5_packed.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const size_t free_size = (size_t)1 << 20; // chunks of any ratio

typedef struct packed {
    hid_t id, type; // type: in the file
    size_t n, size; // elements, and bytes of one
    bool is_filtered, is_shuffled, is_deflated;
    size_t chunk; // elements
} packed;

bool kkr_h5_holds(hid_t object, size_t bytes)
{
    hid_t file = H5Iget_file_id(object);
    hsize_t length = 0;
    bool known = file >= 0 && H5Fget_filesize(file, &length) >= 0;
    if (file >= 0)
        H5Fclose(file);
    return known && bytes <= length;
}

hssize_t kkr_h5_packed_count(hid_t dataset)
{
    hid_t space = H5Dget_space(dataset);
    if (space < 0)
        return -1;
    hssize_t n = -1;
    if (H5Sget_simple_extent_ndims(space) == 1)
        n = H5Sget_simple_extent_npoints(space);
    H5Sclose(space);
    return n;
}

/** Texts of any length and references would lead anywhere in the file. */
static bool is_flat(hid_t type)
{
    return H5Tdetect_class(type, H5T_VLEN) == 0 &&
           H5Tdetect_class(type, H5T_REFERENCE) == 0 &&
           (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) == 0);
}

static bool read_filters(hid_t layout, packed *p)
{
    int n = H5Pget_nfilters(layout);
    for (int i = 0; i < n; i++) {
        unsigned flags, settings[8];
        size_t n_settings = 8;
        H5Z_filter_t filter = H5Pget_filter2(layout, (unsigned)i, &flags, &n_settings,
                                             settings, 0, NULL, NULL);
        if (filter == H5Z_FILTER_SHUFFLE && i == 0)
            p->is_shuffled = true;
        else if (filter == H5Z_FILTER_DEFLATE && !p->is_deflated)
            p->is_deflated = true;
        else
            return false;
    }
    p->is_filtered = n > 0;
    return n >= 0;
}

static bool examine(packed *p)
{
    hid_t layout = H5Dget_create_plist(p->id);
    bool good = layout >= 0 && read_filters(layout, p);
    hssize_t n = kkr_h5_packed_count(p->id);
    p->n = n > 0 ? (size_t)n : 0;
    p->size = p->type >= 0 ? H5Tget_size(p->type) : 0;
    p->chunk = p->n;
    if (good && H5Pget_layout(layout) == H5D_CHUNKED) {
        hsize_t chunk[1] = { 0 };
        good = H5Pget_chunk(layout, 1, chunk) == 1 && chunk[0] > 0;
        p->chunk = chunk[0];
    } else {
        good = good && !p->is_filtered;
    }
    if (layout >= 0)
        H5Pclose(layout);
    return good && n >= 0 && p->size > 0 && is_flat(p->type);
}

/** Byte k of every element together, apart again; what is over stays at the end. */
static void unshuffle(const unsigned char *in, unsigned char *out, size_t n,
                      size_t size)
{
    for (size_t k = 0; k < size; k++)
        for (size_t i = 0; i < n; i++)
            out[i * size + k] = in[k * n + i];
}

/** Chunk number k into new memory; NULL if it is not what it should be. */
static unsigned char *read_chunk(const packed *p, size_t k)
{
    const hsize_t offset = k * p->chunk;
    hsize_t stored = 0;
    size_t bytes;
    if (__builtin_mul_overflow(p->chunk, p->size, &bytes) ||
        H5Dget_chunk_storage_size(p->id, &offset, &stored) < 0 || stored == 0 ||
        !kkr_h5_holds(p->id, stored) ||
        (bytes > free_size && bytes / KKR_H5_MOST_DEFLATED > stored))
        return NULL;
    unsigned char *raw = kkr_alloc_large(stored, 1, NULL);
    unsigned char *whole = raw ? kkr_alloc_large(bytes, 1, NULL) : NULL;
    uint32_t skipped = 0; // filters that the writer left out for this chunk
    bool good = whole && H5Dread_chunk(p->id, H5P_DEFAULT, &offset, &skipped, raw) >= 0;
    if (good && p->is_deflated && !(skipped & (p->is_shuffled ? 2u : 1u))) {
        uLongf length = bytes;
        good = uncompress(whole, &length, raw, stored) == Z_OK && length == bytes;
    } else if (good) {
        good = stored == bytes;
        if (good)
            memcpy(whole, raw, bytes);
    }
    free(raw);
    if (good && p->is_shuffled && !(skipped & 1u)) {
        unsigned char *apart = kkr_alloc_large(bytes, 1, NULL);
        if (apart)
            unshuffle(whole, apart, p->chunk, p->size);
        free(whole);
        return apart;
    }
    if (!good)
        free(whole);
    return good ? whole : NULL;
}

static bool read_chunks(const packed *p, size_t first, size_t count, unsigned char *out)
{
    for (size_t k = first / p->chunk; k * p->chunk < first + count; k++) {
        unsigned char *chunk = read_chunk(p, k);
        if (!chunk)
            return false;
        size_t begin = k * p->chunk, end = begin + p->chunk;
        size_t from = begin < first ? first : begin;
        size_t to = end < first + count ? end : first + count;
        memcpy(out + (from - first) * p->size, chunk + (from - begin) * p->size,
               (to - from) * p->size);
        free(chunk);
    }
    return true;
}

static bool read_plain(const packed *p, size_t first, size_t count, unsigned char *out)
{
    hsize_t at = first, n = count;
    if (H5Dget_storage_size(p->id) / p->size < first + count ||
        !kkr_h5_holds(p->id, p->chunk * p->size))
        return false;
    hid_t memory = H5Screate_simple(1, &n, NULL), space = H5Dget_space(p->id);
    bool good = H5Sselect_hyperslab(space, H5S_SELECT_SET, &at, NULL, &n, NULL) >= 0 &&
                H5Dread(p->id, p->type, memory, space, H5P_DEFAULT, out) >= 0;
    H5Sclose(space);
    H5Sclose(memory);
    return good;
}

/** As many elements as there are chunks stored for, at most so many times larger. */
static bool is_credible(const packed *p, size_t count)
{
    size_t bytes;
    return !__builtin_mul_overflow(count, p->size, &bytes) &&
           (bytes <= free_size ||
            kkr_h5_holds(p->id, bytes / (p->is_deflated ? KKR_H5_MOST_DEFLATED : 1)));
}

bool kkr_h5_packed_read(hid_t dataset, hid_t memory, size_t first, size_t count,
                        void *out)
{
    packed p = { .id = dataset, .type = H5Dget_type(dataset) };
    bool good = examine(&p) && first <= p.n && count <= p.n - first;
    unsigned char *room = NULL;
    size_t size = H5Tget_size(memory);
    if (good && count > 0) {
        if (is_credible(&p, count))
            room = kkr_alloc_large(count, p.size > size ? p.size : size, NULL);
        good = room &&
               (p.is_filtered ? read_chunks(&p, first, count, room)
                              : read_plain(&p, first, count, room)) &&
               H5Tconvert(p.type, memory, count, room, out, H5P_DEFAULT) >= 0;
        if (good)
            memcpy(out, room, count * size);
    }
    free(room);
    if (p.type >= 0)
        H5Tclose(p.type);
    return good;
}
