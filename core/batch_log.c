// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/batch_log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME ".kkrscope-done"

struct kkr_batch_log {
    char *path;
    size_t folder; // bytes of the outputs' names that all have in common
    int fd;
};

/** The line of an item as its output is now; NULL if there is none. */
static char *line_of(const kkr_batch_item *item, size_t folder)
{
    struct stat info;
    if (!item->key[0] || stat(item->output, &info) != 0 || !S_ISREG(info.st_mode))
        return NULL;
    return kkr_strdup_printf("%s %lld %lld.%09ld %s\n", item->key,
                             (long long)info.st_size, (long long)info.st_mtim.tv_sec,
                             info.st_mtim.tv_nsec, item->output + folder);
}

/** "./" stands before no output. */
static size_t folder_length(const kkr_batch *batch)
{
    return strcmp(batch->folder, "./") == 0 ? 0 : strlen(batch->folder);
}

// ------------------------------------------------------------- reading

typedef struct lines {
    size_t n;
    char **line;
} lines;

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_lines(const char *path, lines *all)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    while (file && getline(&line, &room, file) > 0) {
        all->line = kkr_realloc(all->line, all->n + 1, sizeof *all->line);
        all->line[all->n++] = kkr_strdup(line);
    }
    free(line);
    if (file)
        fclose(file);
}

void kkr_batch_log_read(kkr_batch *batch)
{
    lines all = { 0 };
    DIR *folder = opendir(batch->folder);
    for (struct dirent *e; folder && (e = readdir(folder));) {
        if (strncmp(e->d_name, NAME, strlen(NAME)) != 0)
            continue;
        char *path = kkr_strdup_printf("%s%s", batch->folder, e->d_name);
        read_lines(path, &all);
        free(path);
    }
    if (folder)
        closedir(folder);
    if (all.n)
        qsort(all.line, all.n, sizeof *all.line, by_text);
    for (int i = 0; all.n && i < batch->n; i++) {
        char *line = line_of(&batch->items[i], folder_length(batch));
        batch->items[i].is_done =
            line && bsearch(&line, all.line, all.n, sizeof *all.line, by_text);
        free(line);
    }
    for (size_t i = 0; i < all.n; i++)
        free(all.line[i]);
    free(all.line);
}

// ------------------------------------------------------------- writing

kkr_batch_log *kkr_batch_log_new(const kkr_batch *batch, kkr_error *err)
{
    KKR_AUTO(kkr_batch_log) log = kkr_alloc(1, sizeof *log);
    log->folder = folder_length(batch);
    log->path = batch->n_shards > 1
                    ? kkr_strdup_printf("%s" NAME "-%d-%d", batch->folder, batch->shard,
                                        batch->n_shards)
                    : kkr_strdup_printf("%s" NAME, batch->folder);
    log->fd = open(log->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    char last = '\n';
    if (log->fd < 0) {
        kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written: %s", log->path,
                 strerror(errno));
        return NULL;
    }
    // a line that was cut off by a crash stays alone
    off_t size = lseek(log->fd, 0, SEEK_END);
    if (size > 0 && pread(log->fd, &last, 1, size - 1) == 1 && last != '\n' &&
        write(log->fd, "\n", 1) != 1)
        kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written: %s", log->path,
                 strerror(errno));
    return KKR_STEAL(log);
}

void kkr_batch_log_free(kkr_batch_log *log)
{
    if (!log)
        return;
    if (log->fd >= 0)
        close(log->fd);
    free(log->path);
    free(log);
}

bool kkr_batch_log_add(kkr_batch_log *log, const kkr_batch_item *item, kkr_error *err)
{
    char *line = line_of(item, log->folder);
    // in one piece, so that tasks that share a file do not mix their lines
    bool good = !line || write(log->fd, line, strlen(line)) == (ssize_t)strlen(line);
    free(line);
    return good || kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written: %s", log->path,
                            strerror(errno));
}
