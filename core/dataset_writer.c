// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/dataset_writer.h"

#include "core/dataset_layout.h"
#include "core/h5.h"
#include "core/h5_packed.h"
#include "core/word_map.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

// Smaller files cost less than the note that they are there.
enum { SHARED_FROM = 4096 };

struct kkr_dataset_writer {
    char *path, *target, *part, *lock_path;
    int lock;
    hid_t file; // FILE.part while something is being added, else negative
    bool begun; // FILE.part holds what FILE holds
    int n_rows, room;
    kkr_dataset_row *rows;
    kkr_word_map *names;  // of entries
    kkr_word_map *hashes; // of entries -> name
    kkr_word_map *hosts;  // hash -> name
    kkr_word_map *host_names;
    kkr_word_map *files; // SHA-256 of a file -> its path in the data set
};

// ------------------------------------------------------------- one writer at a time

/** The lock goes with the file that has the name now, not with one just removed. */
static bool take_lock(kkr_dataset_writer *w, kkr_error *err)
{
    for (int i = 0; i < 100; i++) {
        w->lock = open(w->lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (w->lock < 0)
            return kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written: %s", w->path,
                            strerror(errno));
        if (flock(w->lock, LOCK_EX | LOCK_NB) != 0) {
            int error = errno;
            close(w->lock);
            w->lock = -1;
            return kkr_fail(err, KKR_ERROR_FILE, "%s: %s", w->path,
                            error == EWOULDBLOCK
                                ? "another program is adding entries to it"
                                : strerror(error));
        }
        struct stat held, named;
        if (fstat(w->lock, &held) == 0 && stat(w->lock_path, &named) == 0 &&
            held.st_ino == named.st_ino && held.st_dev == named.st_dev)
            return true;
        close(w->lock);
        w->lock = -1;
    }
    return kkr_fail(err, KKR_ERROR_FILE, "%s: its lock changes all the time", w->path);
}

// ------------------------------------------------------------- FILE.part

static bool fail(const kkr_dataset_writer *w, kkr_error *err)
{
    int error = errno;
    return kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written: %s", w->path,
                    error ? strerror(error) : "the HDF5 library gave up");
}

/** FILE as FILE.part, sharing its blocks where the file system can. */
static bool copy_to_part(kkr_dataset_writer *w, kkr_error *err)
{
    errno = 0;
    int from = open(w->target, O_RDONLY | O_CLOEXEC);
    int to =
        from < 0 ? -1 : open(w->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    struct stat info;
    bool good = from >= 0 && to >= 0 && fstat(from, &info) == 0;
    if (good)
        fchmod(to, info.st_mode & 0777);
    for (off_t left = good ? info.st_size : 0; good && left > 0;) {
        ssize_t n = copy_file_range(from, NULL, to, NULL, (size_t)left, 0);
        if (n < 0 && (errno == EXDEV || errno == EINVAL || errno == ENOSYS)) {
            char block[1 << 16];
            n = read(from, block, sizeof block);
            n = n > 0 ? write(to, block, (size_t)n) : n;
        }
        good = n > 0;
        left -= n;
    }
    if (!good)
        fail(w, err);
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    return good;
}

static hid_t access_properties(void)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    // this format has a checksum on every piece of its own data
    H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
    H5Pset_file_locking(access, false, true); // FILE.lock does that
    return access;
}

static bool start_file(hid_t file)
{
    const long version = KKR_DATASET_VERSION;
    hid_t hosts = kkr_h5_group(file, "hosts");
    hid_t embeddings = kkr_h5_group(file, "embeddings");
    bool good = hosts >= 0 && embeddings >= 0 &&
                kkr_h5_text(file, "format", KKR_DATASET_FORMAT) &&
                kkr_h5_integers(file, "version", &version, 0, 0) &&
                kkr_h5_text(file, "program", "kkrscope " KKR_VERSION) &&
                kkr_h5_text(file, "energy_unit", "Ry") &&
                kkr_h5_text(file, "length_unit", "bohr");
    if (hosts >= 0)
        H5Gclose(hosts);
    if (embeddings >= 0)
        H5Gclose(embeddings);
    return good;
}

/** Makes w->file ready for additions; the lock of HDF5 is held. */
static bool open_part(kkr_dataset_writer *w, kkr_error *err)
{
    if (w->file >= 0)
        return true;
    bool exists = access(w->target, F_OK) == 0;
    if (exists && !w->begun && !copy_to_part(w, err))
        return false;
    w->begun = true;
    errno = 0;
    hid_t access_list = access_properties(), creation = H5Pcreate(H5P_FILE_CREATE);
    H5Pset_obj_track_times(creation, false); // of the root group
    w->file = exists ? H5Fopen(w->part, H5F_ACC_RDWR, access_list)
                     : H5Fcreate(w->part, H5F_ACC_TRUNC, creation, access_list);
    H5Pclose(access_list);
    H5Pclose(creation);
    return (w->file >= 0 && (exists || start_file(w->file))) || fail(w, err);
}

// ------------------------------------------------------------- what is there already

static void remember(kkr_dataset_writer *w, const kkr_dataset_row *row)
{
    kkr_word_map_set(w->names, row->name, row->path);
    kkr_word_map_set(w->hashes, row->hash, row->name);
}

/** The table of a group: "SHA-256 name" lines, for the hosts and the shared files. */
static void read_list(hid_t file, const char *name, kkr_word_map *map)
{
    hid_t id = H5Dopen2(file, name, H5P_DEFAULT);
    if (id < 0)
        return;
    hssize_t n = kkr_h5_packed_count(id);
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, 128);
    char(*lines)[128] = n > 0 && kkr_h5_holds(id, (size_t)n)
                            ? kkr_alloc_large((size_t)n, sizeof *lines, NULL)
                            : NULL;
    if (lines && kkr_h5_packed_read(id, type, 0, (size_t)n, lines))
        for (hssize_t i = 0; i < n; i++) {
            lines[i][127] = '\0';
            char *blank = strchr(lines[i], ' ');
            if (blank) {
                *blank = '\0';
                kkr_word_map_set(map, lines[i], blank + 1);
            }
        }
    free(lines);
    H5Tclose(type);
    H5Dclose(id);
}

static void add_line(void *user, const char *key, const char *value)
{
    char **to = user;
    snprintf(*to, 128, "%s %s", key, value);
    *to += 128;
}

static bool write_list(hid_t file, const char *name, const kkr_word_map *map)
{
    hsize_t n = (hsize_t)kkr_word_map_size(map), any = H5S_UNLIMITED, chunk = 256;
    char *lines = kkr_alloc(n ? n : 1, 128), *at = lines;
    kkr_word_map_each(map, add_line, &at);
    hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate_simple(1, &n, &any);
    H5Tset_size(type, 128);
    hid_t layout = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(layout, false);
    H5Pset_chunk(layout, 1, &chunk);
    H5Pset_deflate(layout, 4);
    bool exists = H5Lexists(file, name, H5P_DEFAULT) > 0;
    hid_t id =
        exists ? H5Dopen2(file, name, H5P_DEFAULT)
               : H5Dcreate2(file, name, type, space, H5P_DEFAULT, layout, H5P_DEFAULT);
    bool good =
        id >= 0 && H5Dset_extent(id, &n) >= 0 &&
        (n == 0 || H5Dwrite(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, lines) >= 0);
    if (id >= 0)
        good = H5Dclose(id) >= 0 && good;
    H5Pclose(layout);
    H5Sclose(space);
    H5Tclose(type);
    free(lines);
    return good;
}

static bool read_existing(kkr_dataset_writer *w, kkr_error *err)
{
    KKR_AUTO(kkr_dataset) dataset = kkr_dataset_open(w->target, err);
    if (!dataset)
        return false;
    if (dataset->n_notes) // a copy of it would be as damaged
        return kkr_fail(err, KKR_ERROR_FORMAT, "%s; entries are not added to it",
                        dataset->notes[0]);
    w->rows = dataset->rows;
    w->n_rows = w->room = dataset->n_rows;
    dataset->rows = NULL;
    dataset->n_rows = 0;
    for (int i = 0; i < w->n_rows; i++)
        remember(w, &w->rows[i]);
    for (int i = 0; i < dataset->n_hosts; i++)
        kkr_word_map_set(w->host_names, dataset->hosts[i], "");
    kkr_h5_lock();
    read_list(dataset->file, "host_hashes", w->hosts);
    read_list(dataset->file, "shared_files", w->files);
    kkr_h5_unlock();
    return true;
}

kkr_dataset_writer *kkr_dataset_writer_new(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_dataset_writer) w = kkr_alloc(1, sizeof *w);
    w->file = H5I_INVALID_HID;
    w->lock = -1;
    w->path = kkr_strdup(path);
    w->target = realpath(path, NULL); // NULL for a file that is not there yet
    if (!w->target)
        w->target = kkr_strdup(path);
    w->part = kkr_strdup_printf("%s.part", w->target);
    w->lock_path = kkr_strdup_printf("%s.lock", w->target);
    w->names = kkr_word_map_new();
    w->hashes = kkr_word_map_new();
    w->hosts = kkr_word_map_new();
    w->host_names = kkr_word_map_new();
    w->files = kkr_word_map_new();
    struct stat info;
    bool exists = stat(w->target, &info) == 0;
    if (exists && !S_ISREG(info.st_mode)) {
        kkr_fail(err, KKR_ERROR_FILE, "%s: is no regular file", path);
        return NULL;
    }
    if (exists && access(w->target, W_OK) != 0) {
        fail(w, err);
        return NULL;
    }
    if (!take_lock(w, err) || (exists && !read_existing(w, err)))
        return NULL;
    return KKR_STEAL(w);
}

static void close_part(kkr_dataset_writer *w)
{
    if (w->file < 0)
        return;
    kkr_h5_lock();
    H5Fclose(w->file);
    kkr_h5_unlock();
    w->file = H5I_INVALID_HID;
}

void kkr_dataset_writer_free(kkr_dataset_writer *w)
{
    if (!w)
        return;
    close_part(w);
    if (w->lock >= 0) {
        unlink(w->part);
        unlink(w->lock_path);
        close(w->lock);
    }
    kkr_word_map_free(w->names);
    kkr_word_map_free(w->hashes);
    kkr_word_map_free(w->hosts);
    kkr_word_map_free(w->host_names);
    kkr_word_map_free(w->files);
    free(w->rows);
    free(w->path);
    free(w->target);
    free(w->part);
    free(w->lock_path);
    free(w);
}

const char *kkr_dataset_writer_has(const kkr_dataset_writer *w, const char *hash)
{
    return kkr_word_map_get(w->hashes, hash);
}

const char *kkr_dataset_writer_host(const kkr_dataset_writer *w, const char *hash)
{
    return kkr_word_map_get(w->hosts, hash);
}

kkr_dataset_row *kkr_dataset_writer_rows(kkr_dataset_writer *w, int *n)
{
    *n = w->n_rows;
    return w->rows;
}

// ------------------------------------------------------------- adding

/** Writes a file into its group, or links it if the same is there already. */
static bool put_file(kkr_dataset_writer *w, hid_t group, const char *group_path,
                     const kkr_stored_file *file)
{
    const char *same =
        file->length >= SHARED_FROM ? kkr_word_map_get(w->files, file->sha256) : NULL;
    if (same)
        return H5Lcreate_hard(w->file, same, group, file->name, H5P_DEFAULT,
                              H5P_DEFAULT) >= 0;
    if (!kkr_stored_file_write(file, group))
        return false;
    char path[64];
    int n = snprintf(path, sizeof path, "%s/%s", group_path, file->name);
    if (file->length >= SHARED_FROM && n > 0 && (size_t)n < sizeof path)
        kkr_word_map_set(w->files, file->sha256, path);
    return true;
}

/** A group with its files and the list of what they are. */
static hid_t put_group(kkr_dataset_writer *w, const char *path, const kkr_file_set *set)
{
    char *list = kkr_strdup("");
    hid_t group = kkr_h5_group(w->file, path);
    bool good = group >= 0;
    for (int i = 0; good && i < set->n; i++) {
        const kkr_stored_file *file = set->files[i];
        good = put_file(w, group, path, file);
        const char *role =
            file->role < KKR_ROLE_COUNT ? kkr_role_option(file->role) : "-";
        char *longer = kkr_strdup_printf("%s%s %s\n", list, role, file->name);
        free(list);
        list = longer;
    }
    good = good && kkr_h5_text(group, "files", list) &&
           (!set->provenance || kkr_h5_text(group, "provenance", set->provenance));
    free(list);
    if (good || group < 0)
        return group;
    H5Gclose(group);
    return H5I_INVALID_HID;
}

/** "Cu", "Cu.2", "Cu.3", ...: the first that is not taken. */
static void free_name(const kkr_word_map *taken, const char *wish, char *name,
                      size_t size)
{
    snprintf(name, size, "%s", wish);
    for (int i = 2; kkr_word_map_get(taken, name); i++) {
        char *longer = kkr_strdup_printf("%.*s.%d", (int)size - 13, wish, i);
        snprintf(name, size, "%s", longer);
        free(longer);
    }
}

const char *kkr_dataset_writer_add_host(kkr_dataset_writer *w, const char *wish,
                                        const char *hash, const kkr_file_set *files,
                                        kkr_error *err)
{
    char name[sizeof((kkr_dataset_row *)NULL)->host], path[64];
    free_name(w->host_names, wish, name, sizeof name);
    snprintf(path, sizeof path, "/hosts/%s", name);
    kkr_h5_lock();
    bool good = open_part(w, err);
    if (good) {
        errno = 0;
        hid_t group = put_group(w, path, files);
        good = group >= 0 && H5Gclose(group) >= 0;
        if (!good)
            fail(w, err);
    }
    kkr_h5_unlock();
    if (!good)
        return NULL;
    kkr_word_map_set(w->host_names, name, "");
    kkr_word_map_set(w->hosts, hash, name);
    return kkr_word_map_get(w->hosts, hash);
}

static void name_row(kkr_dataset_writer *w, kkr_dataset_row *row)
{
    const char *host = row->host[0] ? row->host : "nohost";
    char *wish = kkr_strdup_printf("%s/%s", host, row->impurity);
    if (kkr_word_map_get(w->names, wish)) {
        free(wish);
        wish = kkr_strdup_printf("%s/%s@%d", host, row->impurity, row->n_sites);
    }
    free_name(w->names, wish, row->name, sizeof row->name);
    free(wish);
    snprintf(row->path, sizeof row->path, "/embeddings/%d", w->n_rows);
}

bool kkr_dataset_writer_add(kkr_dataset_writer *w, kkr_dataset_row *row,
                            const kkr_file_set *files, kkr_error *err)
{
    name_row(w, row);
    kkr_h5_lock();
    bool good = open_part(w, err);
    if (good) {
        errno = 0;
        hid_t group = put_group(w, row->path, files);
        char target[64];
        snprintf(target, sizeof target, "/hosts/%s", row->host);
        good = group >= 0 && kkr_h5_text(group, "name", row->name) &&
               kkr_h5_text(group, "host", row->host) &&
               (!row->host[0] || H5Lcreate_soft(target, group, "host_files",
                                                H5P_DEFAULT, H5P_DEFAULT) >= 0);
        if (group >= 0)
            good = H5Gclose(group) >= 0 && good;
        if (!good)
            fail(w, err);
    }
    kkr_h5_unlock();
    if (!good)
        return false;
    if (w->n_rows == w->room) {
        w->room = w->room ? 2 * w->room : 64;
        w->rows = kkr_realloc(w->rows, (size_t)w->room, sizeof *w->rows);
    }
    w->rows[w->n_rows++] = *row;
    remember(w, row);
    return true;
}

bool kkr_dataset_writer_commit(kkr_dataset_writer *w, kkr_error *err)
{
    kkr_h5_lock();
    bool good = open_part(w, err);
    if (good) {
        errno = 0;
        good = kkr_dataset_index_write(w->file, w->rows, w->n_rows) &&
               write_list(w->file, "host_hashes", w->hosts) &&
               write_list(w->file, "shared_files", w->files);
        good = H5Fclose(w->file) >= 0 && good;
        w->file = H5I_INVALID_HID;
        if (!good)
            fail(w, err);
    }
    kkr_h5_unlock();
    if (!good)
        return false;
    // on the disk before it has the name, also if the machine fails now
    int fd = open(w->part, O_RDONLY | O_CLOEXEC);
    errno = 0;
    good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    w->begun = false;
    return (good && rename(w->part, w->target) == 0) || fail(w, err);
}
