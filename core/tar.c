// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/tar.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
    BLOCK = 512,
    MAX_NAME = 4096,
    MAX_EXTENSION = 1 << 20, // the records of pax before one file
    PIECE = 1 << 17,
};

/** The fields of a ustar header (POSIX.1-1988). */
typedef struct header {
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], kind,
        link[100], magic[8], user[32], group[32], major[8], minor[8], prefix[155],
        rest[12];
} header;
_Static_assert(sizeof(header) == BLOCK, "a header is one block");

typedef struct walk {
    kkr_tar *tar;
    const char *path;
    uint64_t at, length;
    char *next_name; // from an extension before the file
    uint64_t next_size;
    bool has_next_size;
    int max_members;
    kkr_error *err;
} walk;

// ------------------------------------------------------------- inflated

/** A file that nobody else can open and that is gone when it is closed. */
static int nameless_file(void)
{
    const char *folder = getenv("TMPDIR");
    int file = open(folder && *folder ? folder : "/tmp",
                    O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    return file >= 0 ? file : memfd_create("archive", MFD_CLOEXEC);
}

static bool write_all(int file, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t n = write(file, data, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        length -= (size_t)n;
    }
    return true;
}

/** zlib hands a file that is not gzip's through as it is. */
static bool inflate_all(walk *w, gzFile from, uint64_t max_bytes)
{
    char *piece = kkr_alloc(PIECE, 1);
    bool good = true;
    int n;
    while (good && (n = gzread(from, piece, PIECE)) > 0) {
        w->length += (uint64_t)n;
        if (w->length > max_bytes)
            good = kkr_fail(w->err, KKR_ERROR_FORMAT,
                            "%s: inflates to more than %.0f MB, which no archive of "
                            "calculations of its size does: not read",
                            w->path, 1e-6 * (double)max_bytes);
        else if (!write_all(w->tar->file, piece, (size_t)n))
            good = kkr_fail(w->err, KKR_ERROR_FILE,
                            "%s: cannot be inflated into the folder for temporary "
                            "files: %s",
                            w->path, strerror(errno));
    }
    free(piece);
    int code = Z_OK;
    gzerror(from, &code);
    if (good && code != Z_OK && code != Z_STREAM_END)
        good = kkr_fail(w->err, KKR_ERROR_FORMAT, "%s: %s", w->path,
                        code == Z_BUF_ERROR ? "ends in the middle of its gzip data"
                                            : "its gzip data are damaged");
    return good;
}

// ------------------------------------------------------------- headers

static bool fetch(const walk *w, uint64_t first, void *data, size_t length)
{
    if (first > w->length || length > w->length - first)
        return false;
    for (char *to = data; length > 0;) {
        ssize_t n = pread(w->tar->file, to, length, (off_t)first);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        to += n;
        first += (uint64_t)n;
        length -= (size_t)n;
    }
    return true;
}

static bool is_cut(const walk *w)
{
    return kkr_fail(w->err, KKR_ERROR_FORMAT, "%s: ends in the middle of a member",
                    w->path);
}

static bool is_damaged(const walk *w, const char *what)
{
    return kkr_fail(w->err, KKR_ERROR_FORMAT,
                    "%s: is no tar archive, or damaged: %s at byte %llu", w->path, what,
                    (unsigned long long)w->at);
}

/** Octal digits, or GNU's binary numbers, whose first bit is set. */
static bool read_number(const char *field, size_t width, uint64_t *value)
{
    const unsigned char *f = (const unsigned char *)field;
    *value = 0;
    if (f[0] & 0x80) {
        for (size_t i = 0; i < width; i++) {
            if (*value >> 54)
                return false;
            *value = *value << 8 | (i == 0 ? f[0] & 0x7f : f[i]);
        }
        return true;
    }
    size_t i = 0, digits = 0;
    while (i < width && field[i] == ' ')
        i++;
    for (; i < width && field[i] >= '0' && field[i] <= '7'; i++, digits++)
        *value = *value << 3 | (uint64_t)(field[i] - '0');
    return digits > 0 && (i == width || field[i] == ' ' || field[i] == '\0');
}

static bool checksum_fits(const header *h)
{
    const unsigned char *bytes = (const unsigned char *)h;
    uint64_t sum = 0, told;
    for (size_t i = 0; i < BLOCK; i++) {
        bool own = i >= offsetof(header, checksum) &&
                   i < offsetof(header, checksum) + sizeof h->checksum;
        sum += own ? ' ' : bytes[i];
    }
    return read_number(h->checksum, sizeof h->checksum, &told) && told == sum;
}

/** "25 path=some/name\n" records; only the name and the size concern us. */
static void read_pax(walk *w, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t n = 0, digits = 0;
        while (at + digits < length && digits < 8 && text[at + digits] >= '0' &&
               text[at + digits] <= '9')
            n = 10 * n + (size_t)(text[at + digits++] - '0');
        if (n < digits + 3 || n > length - at || text[at + digits] != ' ' ||
            text[at + n - 1] != '\n')
            return;
        const char *key = text + at + digits + 1, *end = text + at + n - 1;
        if (end - key > 5 && memcmp(key, "path=", 5) == 0) {
            free(w->next_name);
            w->next_name = kkr_strdup_printf("%.*s", (int)(end - key - 5), key + 5);
        } else if (end - key > 5 && end - key < 24 && memcmp(key, "size=", 5) == 0) {
            w->next_size = strtoull(key + 5, NULL, 10); // ends at the newline
            w->has_next_size = true;
        }
        at += n;
    }
}

static bool read_extension(walk *w, char kind, uint64_t size)
{
    if (size > MAX_EXTENSION)
        return is_damaged(w, "an oversized extension");
    char *text = kkr_alloc((size_t)size + 1, 1);
    bool good = fetch(w, w->at + BLOCK, text, (size_t)size) || is_cut(w);
    if (good && kind == 'L') {
        free(w->next_name);
        w->next_name = kkr_strdup(text);
    } else if (good && kind == 'x') {
        read_pax(w, text, (size_t)size);
    }
    free(text);
    return good;
}

static char *full_name(const header *h)
{
    bool has_prefix = memcmp(h->magic, "ustar", 6) == 0 && h->prefix[0];
    return kkr_strdup_printf("%.*s%s%.*s",
                             has_prefix ? (int)strnlen(h->prefix, sizeof h->prefix) : 0,
                             h->prefix, has_prefix ? "/" : "",
                             (int)strnlen(h->name, sizeof h->name), h->name);
}

static bool add_file(walk *w, const header *h, uint64_t size)
{
    kkr_tar *tar = w->tar;
    char *name = w->next_name ? w->next_name : full_name(h);
    w->next_name = NULL;
    if (tar->n == w->max_members || strlen(name) > MAX_NAME) {
        free(name);
        return kkr_fail(w->err, KKR_ERROR_FORMAT,
                        "%s: more than %d members, or names longer than %d: not read",
                        w->path, w->max_members, MAX_NAME);
    }
    if ((tar->n & (tar->n - 1)) == 0)
        tar->members = kkr_realloc(tar->members, tar->n ? 2 * (size_t)tar->n : 1,
                                   sizeof *tar->members);
    tar->members[tar->n++] = (kkr_tar_member){ name, w->at + BLOCK, size };
    return true;
}

/** The member at w->at; *skip are the bytes behind its header. */
static bool read_member(walk *w, const header *h, uint64_t *skip)
{
    uint64_t size;
    if (!checksum_fits(h) || !read_number(h->size, sizeof h->size, &size))
        return is_damaged(w, "a header that does not fit its checksum");
    bool is_extension =
        h->kind == 'L' || h->kind == 'K' || h->kind == 'x' || h->kind == 'g';
    if (!is_extension && w->has_next_size)
        size = w->next_size;
    if (!is_extension)
        w->has_next_size = false;
    if (size > w->length)
        return is_cut(w);
    *skip = size;
    if (is_extension)
        return read_extension(w, h->kind, size);
    switch (h->kind) {
    case '0':
    case '\0':
    case '7':
        return size <= w->length - w->at - BLOCK ? add_file(w, h, size) : is_cut(w);
    case '5':
        free(w->next_name);
        w->next_name = NULL;
        *skip = 0;
        return true;
    default:
        return kkr_fail(
            w->err, KKR_ERROR_FORMAT,
            "%s: holds a link or a device, expected files and folders only: "
            "not read",
            w->path);
    }
}

static bool read_headers(walk *w)
{
    header h;
    static const char zero[BLOCK];
    while (w->at < w->length) {
        uint64_t skip = 0;
        if (!fetch(w, w->at, &h, BLOCK))
            return is_cut(w);
        if (memcmp(&h, zero, BLOCK) == 0)
            return true;
        if (!read_member(w, &h, &skip))
            return false;
        w->at += BLOCK + (skip + BLOCK - 1) / BLOCK * BLOCK;
    }
    // the two empty blocks at the end are missing: more may be, too
    return is_cut(w);
}

// ------------------------------------------------------------- the archive

kkr_tar *kkr_tar_open(const char *path, uint64_t max_bytes, int max_members,
                      kkr_error *err)
{
    KKR_AUTO(kkr_tar) tar = kkr_alloc(1, sizeof *tar);
    tar->file = nameless_file();
    walk w = { .tar = tar, .path = path, .max_members = max_members, .err = err };
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    gzFile from = file >= 0 && tar->file >= 0 ? gzdopen(file, "rb") : NULL;
    if (!from) {
        kkr_fail(err, KKR_ERROR_FILE, "%s: cannot open: %s", path, strerror(errno));
        if (file >= 0)
            close(file);
        return NULL;
    }
    gzbuffer(from, PIECE);
    bool good = inflate_all(&w, from, max_bytes) && read_headers(&w);
    gzclose(from);
    free(w.next_name);
    return good ? KKR_STEAL(tar) : NULL;
}

void kkr_tar_free(kkr_tar *tar)
{
    if (!tar)
        return;
    for (int i = 0; i < tar->n; i++)
        free(tar->members[i].name);
    free(tar->members);
    if (tar->file >= 0)
        close(tar->file);
    free(tar);
}

bool kkr_tar_read(const kkr_tar *tar, int member, void *data, size_t length)
{
    const kkr_tar_member *m = &tar->members[member];
    walk w = { .tar = (kkr_tar *)tar, .length = m->first + m->size };
    return fetch(&w, m->first, data, length);
}
