// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/session.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".recipe"

enum { MAX_CASES = 200, MAX_LEFTOVERS = 8, KEY_LENGTH = 24 };

struct KkrSession {
    char *folder, *open, *cases, *recent;
    char *stem; // of the files in `open` that are ours
    int lock;   // -1: the folder cannot be written
};

/* --- life ---------------------------------------------------------------- */

static char *lock_path(const KkrSession *session)
{
    return g_strconcat(session->open, "/", session->stem, ".lock", NULL);
}

/* A lock that another program can take is no longer ours to rely on: try again. */
static void lock_stem(KkrSession *session)
{
    for (int attempt = 0; attempt < 10; attempt++) {
        struct stat info;
        g_free(session->stem);
        session->stem = g_strdup_printf("%d-%08x", (int)getpid(), g_random_int());
        g_autofree char *path = lock_path(session);
        session->lock = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (session->lock < 0)
            continue;
        if (flock(session->lock, LOCK_EX | LOCK_NB) == 0 &&
            fstat(session->lock, &info) == 0 && info.st_nlink > 0)
            return;
        close(session->lock);
        session->lock = -1;
        g_unlink(path);
    }
}

KkrSession *kkr_session_new(const char *folder)
{
    KkrSession *session = g_new0(KkrSession, 1);
    session->folder = folder
                          ? g_strdup(folder)
                          : g_build_filename(g_get_user_state_dir(), "kkrscope", NULL);
    session->open = g_build_filename(session->folder, "open", NULL);
    session->cases = g_build_filename(session->folder, "cases", NULL);
    session->recent = g_build_filename(session->folder, "recent.ini", NULL);
    g_mkdir_with_parents(session->open, 0700);
    g_mkdir_with_parents(session->cases, 0700);
    session->lock = -1;
    lock_stem(session);
    return session;
}

/* The windows' files of a program: full paths. */
static GPtrArray *list_windows(const KkrSession *session, const char *stem)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *start = g_strconcat(stem, ".", NULL);
    GDir *dir = g_dir_open(session->open, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));)
        if (g_str_has_prefix(name, start) && g_str_has_suffix(name, SUFFIX))
            g_ptr_array_add(paths, g_build_filename(session->open, name, NULL));
    g_clear_pointer(&dir, g_dir_close);
    return paths;
}

void kkr_session_free(KkrSession *session)
{
    if (!session)
        return;
    g_autoptr(GPtrArray) paths = list_windows(session, session->stem);
    for (guint i = 0; i < paths->len; i++)
        g_unlink(paths->pdata[i]);
    if (session->lock >= 0) {
        g_autofree char *path = lock_path(session);
        g_unlink(path);
        close(session->lock);
    }
    g_free(session->folder);
    g_free(session->open);
    g_free(session->cases);
    g_free(session->recent);
    g_free(session->stem);
    g_free(session);
}

/* --- windows ------------------------------------------------------------- */

char *kkr_session_window_path(const KkrSession *session, guint window)
{
    return g_strdup_printf("%s/%s.%u" SUFFIX, session->open, session->stem, window);
}

gboolean kkr_session_write(const char *path, const char *text)
{
    return g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                    0600, NULL);
}

/* Reads and removes what the holder of a lock left behind. */
static void collect(KkrSession *session, const char *name, GPtrArray *texts)
{
    g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".lock"));
    g_autoptr(GPtrArray) paths = list_windows(session, stem);
    for (guint i = 0; i < paths->len; i++) {
        kkr_recipe_text *text = kkr_recipe_text_read(paths->pdata[i], NULL);
        if (text && text->n_paths > 0)
            kkr_session_leave(session, text);
        if (text && text->n_paths > 0 && texts->len < MAX_LEFTOVERS)
            g_ptr_array_add(texts, text);
        else
            kkr_recipe_text_free(text);
        g_unlink(paths->pdata[i]);
    }
}

GPtrArray *kkr_session_take_leftovers(KkrSession *session, gboolean *steady)
{
    GPtrArray *texts =
        g_ptr_array_new_with_free_func((GDestroyNotify)kkr_recipe_text_free);
    g_autoptr(GPtrArray) locks = g_ptr_array_new_with_free_func(g_free);
    GDir *dir = g_dir_open(session->open, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));)
        if (g_str_has_suffix(name, ".lock"))
            g_ptr_array_add(locks, g_strdup(name));
    g_clear_pointer(&dir, g_dir_close);
    *steady = TRUE;
    for (guint i = 0; i < locks->len; i++) {
        g_autofree char *path = g_build_filename(session->open, locks->pdata[i], NULL);
        int lock = open(path, O_RDWR | O_CLOEXEC);
        if (lock < 0)
            continue;
        struct stat info;
        if (flock(lock, LOCK_EX | LOCK_NB) == 0) {
            if (fstat(lock, &info) == 0 && info.st_size > 0)
                *steady = FALSE;
            collect(session, locks->pdata[i], texts);
            g_unlink(path);
        }
        close(lock);
    }
    return texts;
}

void kkr_session_set_on_trial(KkrSession *session, gboolean on_trial)
{
    // a file that is not empty: nothing to lose if this fails
    if (session->lock >= 0 && ftruncate(session->lock, on_trial ? 1 : 0) != 0)
        g_debug("%s", g_strerror(errno));
}

/* --- cases --------------------------------------------------------------- */

char *kkr_session_key(const kkr_recipe_text *text)
{
    kkr_sha256 hash;
    char hex[KKR_SHA256_HEX];
    kkr_sha256_init(&hash);
    for (int i = 0; i < text->n_paths; i++)
        kkr_sha256_add(&hash, text->paths[i], strlen(text->paths[i]) + 1);
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        if (text->forced[role]) {
            kkr_sha256_add(&hash, &role, sizeof role);
            kkr_sha256_add(&hash, text->forced[role], strlen(text->forced[role]) + 1);
        }
    kkr_sha256_finish(&hash, hex);
    return g_strndup(hex, KEY_LENGTH);
}

static char *case_path(const KkrSession *session, const char *key)
{
    return g_strconcat(session->cases, "/", key, SUFFIX, NULL);
}

void kkr_session_leave(KkrSession *session, const kkr_recipe_text *text)
{
    g_autofree char *key = kkr_session_key(text);
    g_autofree char *path = case_path(session, key);
    char *written = kkr_recipe_text_write(text);
    kkr_session_write(path, written);
    free(written);
}

kkr_recipe_text *kkr_session_recall(KkrSession *session, const char *key)
{
    g_autofree char *path = case_path(session, key);
    kkr_recipe_text *text = kkr_recipe_text_read(path, NULL);
    // a file that was changed by hand may name something else
    g_autofree char *is = text ? kkr_session_key(text) : NULL;
    if (g_strcmp0(is, key) == 0 && text->n_paths > 0)
        return text;
    kkr_recipe_text_free(text);
    return NULL;
}

static GKeyFile *read_recent(const KkrSession *session)
{
    GKeyFile *file = g_key_file_new();
    g_key_file_load_from_file(file, session->recent, G_KEY_FILE_NONE, NULL);
    return file;
}

void kkr_session_push(KkrSession *session, const kkr_recipe_text *text,
                      const char *name)
{
    g_autoptr(GKeyFile) file = read_recent(session);
    g_autofree char *key = kkr_session_key(text);
    g_key_file_remove_group(file, key, NULL); // so that it becomes the last one
    // a path need not be UTF-8, a key file must be
    g_autofree char *place = g_uri_escape_string(text->paths[0], "/ ", TRUE);
    g_key_file_set_string(file, key, "name", name);
    g_key_file_set_string(file, key, "path", place);
    gsize n;
    g_auto(GStrv) keys = g_key_file_get_groups(file, &n);
    for (gsize i = 0; i + MAX_CASES < n; i++) {
        g_autofree char *path = case_path(session, keys[i]);
        g_key_file_remove_group(file, keys[i], NULL);
        g_unlink(path);
    }
    g_autofree char *data = g_key_file_to_data(file, NULL, NULL);
    kkr_session_write(session->recent, data);
}

static void recent_free(void *data)
{
    KkrRecent *recent = data;
    g_free(recent->key);
    g_free(recent->name);
    g_free(recent->place);
    g_free(recent);
}

GPtrArray *kkr_session_recent(KkrSession *session, guint most)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(recent_free);
    g_autoptr(GKeyFile) file = read_recent(session);
    gsize n;
    g_auto(GStrv) keys = g_key_file_get_groups(file, &n);
    while (n-- > 0 && list->len < most) {
        g_autofree char *name = g_key_file_get_string(file, keys[n], "name", NULL);
        g_autofree char *escaped = g_key_file_get_string(file, keys[n], "path", NULL);
        g_autofree char *path = escaped ? g_uri_unescape_string(escaped, NULL) : NULL;
        if (!name || !path || !g_file_test(path, G_FILE_TEST_EXISTS))
            continue;
        KkrRecent *recent = g_new0(KkrRecent, 1);
        recent->key = g_strdup(keys[n]);
        recent->name = g_steal_pointer(&name);
        recent->place = g_steal_pointer(&path);
        g_ptr_array_add(list, recent);
    }
    return list;
}
