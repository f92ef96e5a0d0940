// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/watch.h"

#include <glib/gstdio.h>

#include "tests/check.h"

/* What the watch said last; "" if that all is as it was. */
typedef struct Heard {
    char text[256];
    int n;
} Heard;

static void hear(void *user, const char *sentence)
{
    Heard *heard = user;
    g_strlcpy(heard->text, sentence ? sentence : "", sizeof heard->text);
    heard->n++;
}

static gboolean late(void *user)
{
    *(bool *)user = true;
    return G_SOURCE_REMOVE;
}

/* Runs the main loop until something is said, or for so many seconds. */
static void listen_for(Heard *heard, double seconds)
{
    bool is_late = false;
    int before = heard->n;
    guint source = g_timeout_add((guint)(1000 * seconds), late, &is_late);
    while (heard->n == before && !is_late)
        g_main_context_iteration(NULL, TRUE);
    if (!is_late)
        g_source_remove(source);
}

int main(void)
{
    g_autofree char *folder = g_dir_make_tmp("kkrscope-watch-XXXXXX", NULL);
    if (!folder)
        return CHECK_SKIP;
    g_autofree char *path = g_build_filename(folder, "potential", NULL);
    g_autofree char *beside = g_build_filename(folder, "output.log", NULL);
    CHECK(g_file_set_contents(path, "first", -1, NULL));
    kkr_case object = { 0 };
    object.files[KKR_ROLE_POTENTIAL].path = path;
    Heard heard = { "", 0 };
    KkrWatch *watch = kkr_watch_new(hear, &heard);
    kkr_watch_set(watch, &object);

    // another file in the folder is nobody's business
    CHECK(g_file_set_contents(beside, "iteration 1", -1, NULL));
    listen_for(&heard, 1.6);
    CHECK(!strstr(heard.text, "changed"));

    CHECK(g_file_set_contents(path, "second, and longer", -1, NULL));
    listen_for(&heard, 20);
    CHECK_STRING(heard.text, "potential changed on disk.");

    g_unlink(path);
    listen_for(&heard, 20);
    CHECK(strstr(heard.text, "no longer there"));

    // read again: what is there now is what counts
    CHECK(g_file_set_contents(path, "third", -1, NULL));
    kkr_watch_set(watch, &object);
    heard = (Heard){ "", 0 };
    listen_for(&heard, 1.6);
    CHECK(!strstr(heard.text, "changed"));

    kkr_watch_set(watch, NULL);
    CHECK(g_file_set_contents(path, "fourth and unseen", -1, NULL));
    heard = (Heard){ "", 0 };
    listen_for(&heard, 1.6);
    CHECK(heard.n == 0 || heard.text[0] == '\0');
    kkr_watch_free(watch);
    g_unlink(path);
    g_unlink(beside);
    g_rmdir(folder);
    return check_done();
}
