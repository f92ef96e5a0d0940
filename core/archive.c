// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/archive.h"

#include "core/archive_form.h"
#include "core/tar.h"
#include "core/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zip.h>

enum { MAX_MEMBERS = 4000000, PIECE = 1 << 16, MEMBER_RATIO = 256, RATIO = 64 };
static const uint64_t max_member = (uint64_t)1 << 30, free_bytes = 1 << 20;

struct kkr_archive {
    char *path;
    zip_t *zip; // NULL: a tar
    kkr_tar *tar;
    int n;
    kkr_archive_member *members; // by name
    int *source;                 // of a member: its number in the zip or tar
};

// ------------------------------------------------------------- the list

static bool leads_out(const char *name)
{
    if (name[0] == '/' || name[0] == '\\')
        return true;
    for (const char *part = name; *part;) {
        size_t length = strcspn(part, "/\\");
        if (length == 2 && part[0] == '.' && part[1] == '.')
            return true;
        part += length;
        part += *part != '\0';
    }
    return false;
}

static bool check_name(const kkr_archive *archive, const char *name, kkr_error *err)
{
    if (!kkr_utf8_is_plain(name))
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "%s: the name of a member is no text: not read", archive->path);
    return !leads_out(name) ||
           kkr_fail(err, KKR_ERROR_FORMAT,
                    "%s: \"%s\" in it leads out of the archive: not read",
                    archive->path, name);
}

static bool add_member(kkr_archive *archive, const char *name, uint64_t size,
                       int source, kkr_error *err)
{
    if (strncmp(name, "./", 2) == 0)
        name += 2;
    if (size > max_member)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "%s: \"%s\" in it has %.0f MB, expected less than %.0f MB: "
                        "not read",
                        archive->path, name, 1e-6 * (double)size,
                        1e-6 * (double)max_member);
    archive->members[archive->n] = (kkr_archive_member){ name, (size_t)size };
    archive->source[archive->n++] = source;
    return true;
}

/** Is it a link (the mode of Unix in the upper half of the attributes)? */
static bool is_zip_link(zip_t *zip, zip_uint64_t i)
{
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    zip_file_get_external_attributes(zip, i, 0, &system, &attributes);
    return system == ZIP_OPSYS_UNIX && S_ISLNK(attributes >> 16);
}

static bool list_zip(kkr_archive *archive, zip_uint64_t n, uint64_t max_bytes,
                     kkr_error *err)
{
    uint64_t sum = 0;
    for (zip_uint64_t i = 0; i < n; i++) {
        zip_stat_t info;
        const char *name = zip_get_name(archive->zip, i, ZIP_FL_ENC_RAW);
        if (!name || zip_stat_index(archive->zip, i, 0, &info) != 0 ||
            !(info.valid & ZIP_STAT_SIZE) || !(info.valid & ZIP_STAT_COMP_SIZE))
            return kkr_fail(err, KKR_ERROR_FORMAT, "%s: member %llu is damaged",
                            archive->path, (unsigned long long)i + 1);
        if (!check_name(archive, name, err))
            return false;
        size_t length = strlen(name);
        if (length && name[length - 1] == '/')
            continue;
        if (is_zip_link(archive->zip, i))
            return kkr_fail(
                err, KKR_ERROR_FORMAT,
                "%s: holds a link or a device, expected files and folders only: "
                "not read",
                archive->path);
        sum = info.size < max_bytes && sum < max_bytes ? sum + info.size : max_bytes;
        if (sum >= max_bytes ||
            (info.size > free_bytes && info.size / MEMBER_RATIO > info.comp_size))
            return kkr_fail(err, KKR_ERROR_FORMAT,
                            "%s: \"%s\" in it inflates beyond what archives of "
                            "calculations do (%d times its size, all together %d "
                            "times): not read",
                            archive->path, name, MEMBER_RATIO, RATIO);
        if (!add_member(archive, name, info.size, (int)i, err))
            return false;
    }
    return true;
}

static void make_room(kkr_archive *archive, size_t n)
{
    archive->members = kkr_alloc(n ? n : 1, sizeof *archive->members);
    archive->source = kkr_alloc(n ? n : 1, sizeof *archive->source);
}

static bool open_zip(kkr_archive *archive, uint64_t max_bytes, kkr_error *err)
{
    int code = 0;
    archive->zip = zip_open(archive->path, ZIP_RDONLY, &code);
    if (!archive->zip) {
        zip_error_t why;
        zip_error_init_with_code(&why, code);
        kkr_fail(err, KKR_ERROR_FORMAT,
                 "%s: the zip archive is cut or damaged and cannot be read (%s)",
                 archive->path, zip_error_strerror(&why));
        zip_error_fini(&why);
        return false;
    }
    zip_int64_t n = zip_get_num_entries(archive->zip, 0);
    if (n > MAX_MEMBERS)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "%s: %lld members, expected %d at most: not read",
                        archive->path, (long long)n, MAX_MEMBERS);
    make_room(archive, (size_t)n);
    return list_zip(archive, (zip_uint64_t)n, max_bytes, err);
}

static bool open_tar(kkr_archive *archive, uint64_t max_bytes, kkr_error *err)
{
    archive->tar = kkr_tar_open(archive->path, max_bytes, MAX_MEMBERS, err);
    if (!archive->tar)
        return false;
    make_room(archive, (size_t)archive->tar->n);
    for (int i = 0; i < archive->tar->n; i++)
        if (!check_name(archive, archive->tar->members[i].name, err) ||
            !add_member(archive, archive->tar->members[i].name,
                        archive->tar->members[i].size, i, err))
            return false;
    return true;
}

typedef struct sorted {
    kkr_archive_member member;
    int source;
} sorted;

static int by_name(const void *a, const void *b)
{
    return strcmp(((const sorted *)a)->member.name, ((const sorted *)b)->member.name);
}

static bool sort_members(kkr_archive *archive, kkr_error *err)
{
    sorted *all = kkr_alloc((size_t)archive->n + 1, sizeof *all);
    for (int i = 0; i < archive->n; i++)
        all[i] = (sorted){ archive->members[i], archive->source[i] };
    qsort(all, (size_t)archive->n, sizeof *all, by_name);
    bool good = true;
    for (int i = 0; i < archive->n; i++) {
        archive->members[i] = all[i].member;
        archive->source[i] = all[i].source;
        if (good && i > 0 && strcmp(all[i].member.name, all[i - 1].member.name) == 0)
            good = kkr_fail(err, KKR_ERROR_FORMAT,
                            "%s: two members have the name \"%s\": not read",
                            archive->path, all[i].member.name);
    }
    free(all);
    return good;
}

kkr_archive *kkr_archive_open(const char *path, kkr_error *err)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        kkr_fail(err, KKR_ERROR_FILE, "%s: cannot open: %s", path, strerror(errno));
        return NULL;
    }
    kkr_archive_form form = kkr_archive_form_of(path);
    if (form == KKR_ARCHIVE_NONE) {
        kkr_fail(err, KKR_ERROR_FORMAT, "%s: is no archive (zip or tar)", path);
        return NULL;
    }
    KKR_AUTO(kkr_archive) archive = kkr_alloc(1, sizeof *archive);
    archive->path = kkr_strdup(path);
    uint64_t max_bytes = (uint64_t)info.st_size * RATIO + free_bytes;
    bool good = form == KKR_ARCHIVE_ZIP ? open_zip(archive, max_bytes, err)
                                        : open_tar(archive, max_bytes, err);
    return good && sort_members(archive, err) ? KKR_STEAL(archive) : NULL;
}

void kkr_archive_free(kkr_archive *archive)
{
    if (!archive)
        return;
    if (archive->zip)
        zip_discard(archive->zip);
    kkr_tar_free(archive->tar);
    free(archive->members);
    free(archive->source);
    free(archive->path);
    free(archive);
}

const kkr_archive_member *kkr_archive_members(const kkr_archive *archive, int *n)
{
    *n = archive->n;
    return archive->members;
}

static int compare_name(const void *key, const void *member)
{
    return strcmp(key, ((const kkr_archive_member *)member)->name);
}

int kkr_archive_find(const kkr_archive *archive, const char *name)
{
    const kkr_archive_member *found = bsearch(
        name, archive->members, (size_t)archive->n, sizeof *found, compare_name);
    return found ? (int)(found - archive->members) : -1;
}

// ------------------------------------------------------------- reading

/** The memory grows with what comes, not with what was promised. */
static char *read_zip(kkr_archive *archive, const kkr_archive_member *member,
                      zip_file_t *file, kkr_error *err)
{
    size_t done = 0, room = 0;
    char *data = NULL;
    zip_int64_t n = 0;
    do {
        if (room - done < PIECE) {
            room = room ? 2 * room : PIECE;
            room = room > member->size + PIECE + 1 ? member->size + PIECE + 1 : room;
            data = kkr_realloc(data, room, 1);
        }
        n = zip_fread(file, data + done, PIECE);
        done += n > 0 ? (size_t)n : 0;
    } while (n > 0 && done <= member->size);
    if (n == 0 && done == member->size) {
        data[done] = '\0';
        return data;
    }
    free(data);
    const char *why = zip_error_strerror(zip_file_get_error(file));
    kkr_fail(err, KKR_ERROR_FORMAT, "%s: \"%s\" in it is damaged (%s)", archive->path,
             member->name, n < 0 ? why : "not as long as it says");
    return NULL;
}

char *kkr_archive_read(kkr_archive *archive, int i, size_t *length, kkr_error *err)
{
    const kkr_archive_member *member = &archive->members[i];
    *length = member->size;
    if (archive->tar) {
        char *data = kkr_alloc_large(member->size + 1, 1, err);
        if (data && !kkr_tar_read(archive->tar, archive->source[i], data, *length)) {
            kkr_fail(err, KKR_ERROR_FILE, "%s: \"%s\" in it cannot be read",
                     archive->path, member->name);
            free(data);
            data = NULL;
        }
        return data;
    }
    zip_stat_t info;
    zip_uint64_t number = (zip_uint64_t)archive->source[i];
    if (zip_stat_index(archive->zip, number, 0, &info) == 0 &&
        (info.valid & ZIP_STAT_ENCRYPTION_METHOD) &&
        info.encryption_method != ZIP_EM_NONE) {
        kkr_fail(err, KKR_ERROR_FORMAT, "%s: \"%s\" in it is encrypted: not read",
                 archive->path, member->name);
        return NULL;
    }
    zip_file_t *file = zip_fopen_index(archive->zip, number, 0);
    if (!file) {
        kkr_fail(err, KKR_ERROR_FORMAT, "%s: \"%s\" in it cannot be read (%s)",
                 archive->path, member->name, zip_strerror(archive->zip));
        return NULL;
    }
    char *data = read_zip(archive, member, file, err);
    zip_fclose(file);
    return data;
}
