// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/watch.h"

#include <glib/gstdio.h>

enum { QUIET_MS = 1000 };

/* What a file looks like from outside. */
typedef struct Stamp {
    gint64 seconds, nanoseconds, size; // size -1: there is none
} Stamp;

typedef struct Watched {
    char *path;
    GFileMonitor *monitor; // NULL: the file system cannot
    Stamp stamp;           // when it was read
    Stamp last;            // when we last looked
} Watched;

struct KkrWatch {
    void (*tell)(void *user, const char *sentence);
    void *user;
    GArray *files;
    guint quiet; // source that will look
    bool told;   // and has not been taken back
};

static Stamp look(const char *path)
{
    GStatBuf info;
    if (g_stat(path, &info) != 0)
        return (Stamp){ 0, 0, -1 };
    return (Stamp){ info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_size };
}

static bool same(Stamp a, Stamp b)
{
    return a.seconds == b.seconds && a.nanoseconds == b.nanoseconds && a.size == b.size;
}

/* "a", "a and b", "3 files". */
static char *enumerate(GPtrArray *names)
{
    if (names->len == 1)
        return g_strdup(names->pdata[0]);
    if (names->len == 2)
        return g_strdup_printf("%s and %s", (char *)names->pdata[0],
                               (char *)names->pdata[1]);
    return g_strdup_printf("%u files of this case", names->len);
}

static void conclude(KkrWatch *watch)
{
    g_autoptr(GPtrArray) changed = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < watch->files->len; i++) {
        const Watched *file = &g_array_index(watch->files, Watched, i);
        if (!same(file->last, file->stamp))
            g_ptr_array_add(file->last.size < 0 ? gone : changed,
                            g_path_get_basename(file->path));
    }
    GPtrArray *which = gone->len ? gone : changed;
    if (which->len == 0) {
        if (watch->told)
            watch->tell(watch->user, NULL);
        watch->told = false;
        return;
    }
    g_autofree char *names = enumerate(which);
    g_autofree char *sentence = gone->len
                                    ? g_strdup_printf("%s %s no longer there.", names,
                                                      which->len == 1 ? "is" : "are")
                                    : g_strdup_printf("%s changed on disk.", names);
    watch->told = true;
    watch->tell(watch->user, sentence);
}

/* Quiet means: nothing was said for a second, and nothing has changed in it. */
static gboolean check(void *user)
{
    KkrWatch *watch = user;
    bool moving = false;
    for (guint i = 0; i < watch->files->len; i++) {
        Watched *file = &g_array_index(watch->files, Watched, i);
        Stamp now = look(file->path);
        moving = moving || !same(now, file->last);
        file->last = now;
    }
    if (moving)
        return G_SOURCE_CONTINUE;
    watch->quiet = 0;
    conclude(watch);
    return G_SOURCE_REMOVE;
}

static void on_event(KkrWatch *watch)
{
    g_clear_handle_id(&watch->quiet, g_source_remove);
    watch->quiet = g_timeout_add(QUIET_MS, check, watch);
}

static void watched_clear(void *data)
{
    Watched *file = data;
    if (file->monitor)
        g_file_monitor_cancel(file->monitor);
    g_clear_object(&file->monitor);
    g_free(file->path);
}

static void add(KkrWatch *watch, const char *path)
{
    g_autoptr(GFile) location = g_file_new_for_path(path);
    Watched file = { .path = g_strdup(path) };
    file.monitor =
        g_file_monitor_file(location, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
    file.stamp = file.last = look(path);
    if (file.monitor)
        g_signal_connect_swapped(file.monitor, "changed", G_CALLBACK(on_event), watch);
    g_array_append_val(watch->files, file);
}

void kkr_watch_set(KkrWatch *watch, const kkr_case *object)
{
    g_clear_handle_id(&watch->quiet, g_source_remove);
    g_array_set_size(watch->files, 0);
    watch->told = false;
    for (int role = 0; object && role < KKR_ROLE_COUNT; role++)
        if (object->files[role].path)
            add(watch, object->files[role].path);
}

KkrWatch *kkr_watch_new(void (*tell)(void *user, const char *sentence), void *user)
{
    KkrWatch *watch = g_new0(KkrWatch, 1);
    watch->tell = tell;
    watch->user = user;
    watch->files = g_array_new(FALSE, TRUE, sizeof(Watched));
    g_array_set_clear_func(watch->files, watched_clear);
    return watch;
}

void kkr_watch_free(KkrWatch *watch)
{
    if (!watch)
        return;
    kkr_watch_set(watch, NULL);
    g_array_unref(watch->files);
    g_free(watch);
}
