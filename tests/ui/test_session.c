// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/session.h"

#include <glib/gstdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/check.h"

static char *folder; // of the state
static char *files;  // that cases are made of

static char *make_file(const char *name)
{
    char *path = g_build_filename(files, name, NULL);
    CHECK(g_file_set_contents(path, "potential", -1, NULL));
    return path;
}

static kkr_recipe_text *text_of(const char *path, double width)
{
    kkr_recipe_text *text = kkr_recipe_text_new();
    text->paths[text->n_paths++] = kkr_strdup(path);
    text->recipe.width = width;
    return text;
}

/* A case comes back as it was left, whatever was shown of it. */
static void cases_are_left_and_recalled(void)
{
    g_autofree char *path = make_file("a");
    KkrSession *session = kkr_session_new(folder);
    KKR_AUTO(kkr_recipe_text) one = text_of(path, 3);
    KKR_AUTO(kkr_recipe_text) two = text_of(path, 7);
    KKR_AUTO(kkr_recipe_text) forced = text_of(path, 3);
    forced->forced[KKR_ROLE_SHAPES] = kkr_strdup(path);
    g_autofree char *key = kkr_session_key(one);
    g_autofree char *same = kkr_session_key(two);
    g_autofree char *other = kkr_session_key(forced);
    CHECK_STRING(key, same);
    CHECK(strcmp(key, other) != 0);
    CHECK(!kkr_session_recall(session, key));
    kkr_session_push(session, one, "A");
    kkr_session_leave(session, one);
    kkr_session_leave(session, two);
    KKR_AUTO(kkr_recipe_text) back = kkr_session_recall(session, key);
    CHECK(back);
    if (back)
        CHECK_NEAR(back->recipe.width, 7, 0);
    CHECK(!kkr_session_recall(session, "../../../etc/passwd"));
    kkr_session_free(session);
}

/* The newest first, each once, and only those that are still there. */
static void recent_cases_are_in_order(void)
{
    const char *const names[] = { "b", "c", "d", "b" };
    KkrSession *session = kkr_session_new(folder);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = make_file(names[i]);
        KKR_AUTO(kkr_recipe_text) text = text_of(path, 1);
        kkr_session_push(session, text, names[i]);
        kkr_session_leave(session, text);
    }
    g_autofree char *gone = g_build_filename(files, "c", NULL);
    g_unlink(gone);
    g_autoptr(GPtrArray) recent = kkr_session_recent(session, 2);
    CHECK(recent->len == 2);
    for (guint i = 0; i < recent->len && i < 2; i++)
        CHECK_STRING(((KkrRecent *)recent->pdata[i])->name, i == 0 ? "b" : "d");
    kkr_session_free(session);
}

/* What a program has open is nobody else's, until it is gone without a good end. */
static void crashes_leave_something(void)
{
    gboolean steady;
    g_autofree char *path = make_file("e");
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) { // a program that crashes
        KkrSession *session = kkr_session_new(folder);
        KKR_AUTO(kkr_recipe_text) text = text_of(path, 5);
        char *data = kkr_recipe_text_write(text);
        g_autofree char *place = kkr_session_window_path(session, 1);
        _exit(kkr_session_write(place, data) ? 0 : 1);
    }
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    KkrSession *session = kkr_session_new(folder);
    KkrSession *other = kkr_session_new(folder); // runs beside it
    g_autofree char *own = kkr_session_window_path(other, 1);
    CHECK(kkr_session_write(own, "kkrscope recipe 1\n"));
    g_autoptr(GPtrArray) left = kkr_session_take_leftovers(session, &steady);
    CHECK(steady && left->len == 1);
    if (left->len == 1)
        CHECK_NEAR(((kkr_recipe_text *)left->pdata[0])->recipe.width, 5, 0);
    g_autoptr(GPtrArray) again = kkr_session_take_leftovers(session, &steady);
    CHECK(again->len == 0);
    kkr_session_free(other); // a good end leaves nothing
    g_autoptr(GPtrArray) nothing = kkr_session_take_leftovers(session, &steady);
    CHECK(nothing->len == 0);
    CHECK(!g_file_test(own, G_FILE_TEST_EXISTS));
    kkr_session_free(session);
}

/* A folder that cannot be had: everything works, nothing is kept. */
static void no_folder_is_no_error(void)
{
    g_autofree char *file = make_file("not-a-folder");
    KkrSession *session = kkr_session_new(file);
    KKR_AUTO(kkr_recipe_text) text = text_of(file, 2);
    g_autofree char *key = kkr_session_key(text);
    kkr_session_push(session, text, "X");
    kkr_session_leave(session, text);
    CHECK(!kkr_session_recall(session, key));
    g_autoptr(GPtrArray) recent = kkr_session_recent(session, 5);
    CHECK(recent->len == 0);
    kkr_session_free(session);
}

static void remove_all(const char *path)
{
    GDir *dir = g_dir_open(path, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *inside = g_build_filename(path, name, NULL);
        remove_all(inside);
    }
    if (dir)
        g_dir_close(dir);
    g_remove(path);
}

int main(void)
{
    files = g_dir_make_tmp("kkrscope-session-XXXXXX", NULL);
    if (!files)
        return CHECK_SKIP;
    folder = g_build_filename(files, "state", NULL);
    cases_are_left_and_recalled();
    recent_cases_are_in_order();
    crashes_leave_something();
    no_folder_is_no_error();
    remove_all(files);
    g_free(folder);
    g_free(files);
    return check_done();
}
