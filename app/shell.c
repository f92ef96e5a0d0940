// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/shell.h"

#include "core/output.h"

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

/** Writes without asking for memory. */
static void say(const char *text)
{
    if (write(STDERR_FILENO, text, strlen(text)) < 0)
        return;
}

static void stop_for_memory(const char *sentence)
{
    kkr_output_remove_all();
    say("kkrscope: ");
    say(sentence);
    say("\n");
    _exit(EXIT_FAILURE);
}

static void on_crash(int signal_number)
{
    kkr_output_remove_all();
    say("kkrscope: crashed, perhaps for lack of memory; no half-written file is "
        "left\n");
    raise(signal_number); // its handler is the default again
}

void kkr_shell_leave_nothing(void)
{
    kkr_on_out_of_memory(stop_for_memory);
    static char stack[1 << 14]; // the usual one may be what overflowed
    sigaltstack(&(stack_t){ .ss_sp = stack, .ss_size = sizeof stack }, NULL);
    struct sigaction action = { .sa_handler = on_crash,
                                .sa_flags =
                                    (int)SA_RESETHAND | SA_NODEFER | SA_ONSTACK };
    sigemptyset(&action.sa_mask);
    // GLib, for one, ends by a trap where it gets no memory
    const int crash[] = { SIGABRT, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGILL };
    for (size_t i = 0; i < sizeof crash / sizeof *crash; i++) {
        struct sigaction old;
        // a sanitizer has handlers of its own
        if (sigaction(crash[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
            sigaction(crash[i], &action, NULL);
    }
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
