// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/shell.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static atomic_bool cancelled;
static atomic_bool bar_is_drawn;

static void on_signal(int signal_number)
{
    atomic_store(&cancelled, true);
}

void kkr_shell_catch_signals(void)
{
    // without SA_RESTART, so that a read from a terminal or pipe ends, too
    struct sigaction action = { .sa_handler = on_signal };
    sigemptyset(&action.sa_mask);
    const int stop[] = { SIGINT, SIGTERM, SIGHUP };
    for (size_t i = 0; i < sizeof stop / sizeof *stop; i++) {
        struct sigaction old;
        // what was started with `nohup` or in the background stays deaf
        if (sigaction(stop[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(stop[i], &action, NULL);
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

const atomic_bool *kkr_shell_cancel(void)
{
    return &cancelled;
}

bool kkr_shell_has_bar(void)
{
    const char *term = getenv("TERM");
    return isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

void kkr_shell_show_progress(void *user, double fraction, const char *doing)
{
    static atomic_long last; // in twentieths of a second
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long tick = now.tv_sec * 20 + now.tv_nsec / 50000000;
    if (atomic_exchange(&last, tick) == tick)
        return;
    enum { WIDTH = 30 };
    int full = (int)(fraction * WIDTH + 0.5);
    full = full < 0 ? 0 : full > WIDTH ? WIDTH : full;
    atomic_store(&bar_is_drawn, true);
    fprintf(stderr, "\r\033[K[%.*s%.*s] %3.0f %%  %s", full,
            "##############################", WIDTH - full,
            "                              ", 100 * fraction, doing ? doing : "");
    fflush(stderr);
}

void kkr_shell_clear_bar(void)
{
    if (atomic_exchange(&bar_is_drawn, false))
        fputs("\r\033[K", stderr);
}
