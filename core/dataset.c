// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/dataset.h"

#include "core/dataset_layout.h"
#include "core/h5.h"
#include "core/output.h"
#include "core/stored_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool kkr_dataset_is_one(const char *path)
{
    static const char mark[8] = "\211HDF\r\n\032\n";
    char head[sizeof mark];
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return false;
    FILE *file = fopen(path, "rbe");
    bool is = file && fread(head, 1, sizeof head, file) == sizeof head &&
              memcmp(head, mark, sizeof head) == 0;
    if (file)
        fclose(file);
    return is;
}

// ------------------------------------------------------------- opening

static bool check_format(hid_t file, const char *path, kkr_error *err)
{
    char *format = kkr_h5_read_text(file, "format");
    bool ours = format && strcmp(format, KKR_DATASET_FORMAT) == 0;
    free(format);
    if (!ours)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "%s: an HDF5 file, but no data set of kkrscope", path);
    long version = 0;
    if (!kkr_h5_read_integer(file, "version", &version) || version < 1 ||
        version > KKR_DATASET_VERSION)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "%s: a data set of version %ld, this kkrscope reads up to %d",
                        path, version, KKR_DATASET_VERSION);
    return true;
}

static int compare_names(const void *a, const void *b, void *user)
{
    const kkr_dataset_row *rows = user;
    int i = *(const int *)a, k = *(const int *)b;
    int order = strcmp(rows[i].name, rows[k].name);
    return order ? order : i - k;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static herr_t add_host(hid_t group, const char *name, const H5L_info_t *info,
                       void *user)
{
    kkr_dataset *dataset = user;
    dataset->hosts = kkr_realloc(dataset->hosts, (size_t)dataset->n_hosts + 1,
                                 sizeof *dataset->hosts);
    dataset->hosts[dataset->n_hosts++] = kkr_strdup(name);
    return 0;
}

static void read_hosts(kkr_dataset *dataset)
{
    hid_t group = H5Gopen2(dataset->file, "hosts", H5P_DEFAULT);
    if (group < 0 ||
        H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, add_host, dataset) < 0)
        kkr_note(&dataset->n_notes, &dataset->notes,
                 "%s: the list of its hosts is damaged", dataset->path);
    if (group >= 0)
        H5Gclose(group);
    if (dataset->n_hosts)
        qsort(dataset->hosts, (size_t)dataset->n_hosts, sizeof *dataset->hosts,
              compare_texts);
}

/** What a row without its piece of the table still has: its group tells the name. */
static void rescue_row(kkr_dataset *dataset, int i)
{
    kkr_dataset_row *row = &dataset->rows[i];
    if (row->path[0])
        return;
    snprintf(row->path, sizeof row->path, "/embeddings/%d", i);
    snprintf(row->name, sizeof row->name, "#%d", i + 1);
    hid_t group = H5Gopen2(dataset->file, row->path, H5P_DEFAULT);
    if (group < 0)
        return;
    char *name = kkr_h5_read_text(group, "name"),
         *host = kkr_h5_read_text(group, "host");
    if (name) {
        snprintf(row->name, sizeof row->name, "%s", name);
        const char *slash = strchr(name, '/');
        if (slash) {
            snprintf(row->host_element, sizeof row->host_element, "%.*s",
                     (int)strcspn(name, "/."), name);
            snprintf(row->impurity, sizeof row->impurity, "%.*s",
                     (int)strcspn(slash + 1, "@."), slash + 1);
        }
    }
    if (host)
        snprintf(row->host, sizeof row->host, "%s", host);
    free(name);
    free(host);
    H5Gclose(group);
}

static bool read_index(kkr_dataset *dataset, kkr_error *err)
{
    hid_t group = H5Gopen2(dataset->file, "embeddings", H5P_DEFAULT);
    H5G_info_t info;
    int n_groups = 0, n_lost = 0;
    if (group >= 0 && H5Gget_info(group, &info) >= 0 && info.nlinks < INT_MAX)
        n_groups = (int)info.nlinks;
    else
        kkr_note(&dataset->n_notes, &dataset->notes,
                 "%s: the list of its entries is damaged", dataset->path);
    if (group >= 0)
        H5Gclose(group);
    if (!kkr_dataset_index_read(dataset->file, n_groups, &dataset->rows,
                                &dataset->n_rows, &n_lost))
        return kkr_fail(err, KKR_ERROR_MEMORY, "%s: its %d entries do not fit",
                        dataset->path, n_groups);
    if (n_lost)
        kkr_note(&dataset->n_notes, &dataset->notes,
                 "%s: the rows of %d of its %d entries are damaged: nothing but their "
                 "files is known",
                 dataset->path, n_lost, dataset->n_rows);
    size_t n = (size_t)dataset->n_rows;
    dataset->by_name = kkr_alloc(n ? n : 1, sizeof *dataset->by_name);
    for (int i = 0; i < dataset->n_rows; i++) {
        rescue_row(dataset, i);
        dataset->by_name[i] = i;
    }
    if (n)
        qsort_r(dataset->by_name, n, sizeof *dataset->by_name, compare_names,
                dataset->rows);
    return true;
}

kkr_dataset *kkr_dataset_open(const char *path, kkr_error *err)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        kkr_fail(err, KKR_ERROR_FILE, "%s: cannot open: %s", path, strerror(errno));
        return NULL;
    }
    if (!kkr_dataset_is_one(path)) {
        kkr_fail(err, KKR_ERROR_FORMAT, "%s: not a data set (an HDF5 file)", path);
        return NULL;
    }
    KKR_AUTO(kkr_dataset) dataset = kkr_alloc(1, sizeof *dataset);
    dataset->path = kkr_strdup(path);
    kkr_h5_lock();
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    // it never changes in place; locks would only keep it from read-only disks
    H5Pset_file_locking(access, false, true);
    // else what was read of ten thousand entries stays in memory
    H5Pset_evict_on_close(access, true);
    dataset->file = H5Fopen(path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    bool good = false;
    if (dataset->file < 0)
        kkr_fail(err, KKR_ERROR_FORMAT, "%s: a damaged or incomplete HDF5 file", path);
    else if (check_format(dataset->file, path, err))
        good = read_index(dataset, err);
    if (good)
        read_hosts(dataset);
    kkr_h5_unlock();
    return good ? KKR_STEAL(dataset) : NULL;
}

void kkr_dataset_free(kkr_dataset *dataset)
{
    if (!dataset)
        return;
    if (dataset->file > 0) {
        kkr_h5_lock();
        H5Fclose(dataset->file);
        kkr_h5_unlock();
    }
    for (int i = 0; i < dataset->n_hosts; i++)
        free(dataset->hosts[i]);
    free(dataset->hosts);
    free(dataset->rows);
    free(dataset->by_name);
    kkr_notes_free(dataset->n_notes, dataset->notes);
    free(dataset->path);
    free(dataset);
}

// ------------------------------------------------------------- finding

int kkr_dataset_find(const kkr_dataset *dataset, const char *name)
{
    int low = 0, high = dataset->n_rows;
    while (low < high) {
        int middle = (low + high) / 2;
        if (strcmp(dataset->rows[dataset->by_name[middle]].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < dataset->n_rows &&
        strcmp(dataset->rows[dataset->by_name[low]].name, name) == 0)
        return dataset->by_name[low];
    return -1;
}

bool kkr_dataset_has_host(const kkr_dataset *dataset, const char *name)
{
    return dataset->n_hosts && bsearch(&name, dataset->hosts, (size_t)dataset->n_hosts,
                                       sizeof *dataset->hosts, compare_texts);
}

static kkr_role role_named(const char *word, size_t length)
{
    for (int role = 0; role < KKR_ROLE_COUNT; role++) {
        const char *name = kkr_role_option((kkr_role)role);
        if (strlen(name) == length && memcmp(name, word, length) == 0)
            return (kkr_role)role;
    }
    return KKR_ROLE_COUNT;
}

void kkr_dataset_files_free(int n, kkr_dataset_file *files)
{
    for (int i = 0; i < n; i++)
        free(files[i].name);
    free(files);
}

int kkr_dataset_files(const kkr_dataset *dataset, const char *group,
                      kkr_dataset_file **files, kkr_error *err)
{
    kkr_h5_lock();
    hid_t id = H5Gopen2(dataset->file, group, H5P_DEFAULT);
    char *list = id >= 0 ? kkr_h5_read_text(id, "files") : NULL;
    if (id >= 0)
        H5Gclose(id);
    kkr_h5_unlock();
    if (!list) {
        kkr_fail(err, KKR_ERROR_FORMAT, "%s: %s is damaged or missing", dataset->path,
                 group);
        return -1;
    }
    int n = 0;
    *files = NULL;
    for (const char *at = list; *at;) { // "imp-potential out_potential\n"
        size_t length = strcspn(at, "\n"), word = strcspn(at, " \n");
        if (word > 0 && word + 1 < length) {
            *files = kkr_realloc(*files, (size_t)n + 1, sizeof **files);
            (*files)[n++] = (kkr_dataset_file){
                .name =
                    kkr_strdup_printf("%.*s", (int)(length - word - 1), at + word + 1),
                .role = role_named(at, word),
            };
        }
        at += length + (at[length] == '\n');
    }
    free(list);
    return n;
}

char *kkr_dataset_load(const kkr_dataset *dataset, const char *group, const char *name,
                       size_t *length, kkr_error *err)
{
    char *path = kkr_strdup_printf("%s:%s/%s", dataset->path, group, name);
    char *text = NULL;
    kkr_h5_lock();
    hid_t id = H5Gopen2(dataset->file, group, H5P_DEFAULT);
    if (id < 0 || strchr(name, '/') || H5Lexists(id, name, H5P_DEFAULT) <= 0)
        kkr_fail(err, KKR_ERROR_FILE, "%s: no such file in the data set", path);
    else
        text = kkr_stored_file_read(id, name, path, length, err);
    if (id >= 0)
        H5Gclose(id);
    kkr_h5_unlock();
    free(path);
    return text;
}

char *kkr_dataset_provenance(const kkr_dataset *dataset, const char *group)
{
    kkr_h5_lock();
    hid_t id = H5Gopen2(dataset->file, group, H5P_DEFAULT);
    char *text = id >= 0 && H5Aexists(id, "provenance") > 0
                     ? kkr_h5_read_text(id, "provenance")
                     : NULL;
    if (id >= 0)
        H5Gclose(id);
    kkr_h5_unlock();
    return text;
}

// ------------------------------------------------------------- files again

static bool is_plain_name(const char *name)
{
    return *name && name[0] != '.' && !strchr(name, '/');
}

static bool write_file(const char *folder, const char *name, const char *text,
                       size_t length, kkr_error *err)
{
    char *path = kkr_strdup_printf("%s/%s", folder, name);
    KKR_AUTO(kkr_output) output = kkr_output_new(path, err);
    free(path);
    if (!output)
        return false;
    fwrite(text, 1, length, output->file);
    return kkr_output_commit(output, err);
}

/** mkdir -p */
static bool make_folder(const char *folder, kkr_error *err)
{
    char *path = kkr_strdup(folder);
    for (char *at = path + 1;; at++) {
        if (*at != '/' && *at != '\0')
            continue;
        char was = *at;
        *at = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST) {
            kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be made a folder: %s", path,
                     strerror(errno));
            free(path);
            return false;
        }
        *at = was;
        if (!was)
            break;
    }
    free(path);
    return true;
}

bool kkr_dataset_unpack(const kkr_dataset *dataset, const char *group,
                        const char *folder, kkr_error *err)
{
    if (!make_folder(folder, err))
        return false;
    kkr_dataset_file *files;
    int n = kkr_dataset_files(dataset, group, &files, err);
    bool good = n >= 0;
    for (int i = 0; good && i < n; i++) {
        size_t length;
        if (!is_plain_name(files[i].name)) {
            good = kkr_fail(err, KKR_ERROR_FORMAT,
                            "%s: %s holds a file \"%s\", which is no name for one",
                            dataset->path, group, files[i].name);
            break;
        }
        char *text = kkr_dataset_load(dataset, group, files[i].name, &length, err);
        good = text && write_file(folder, files[i].name, text, length, err);
        free(text);
    }
    if (n >= 0)
        kkr_dataset_files_free(n, files);
    return good;
}
