// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/film.h"

#include "core/output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct kkr_film {
    char *folder, *frames; // "F" and "F/frame.png"
    kkr_output *output;
    double fps;
    int format;
};

static const char *const suffixes[] = { ".mp4", ".webm", NULL };

bool kkr_film_is_one(const char *path)
{
    int which;
    kkr_error none = { 0 };
    return kkr_output_suffix(path, suffixes, &which, &none);
}

/** Runs a program without its talk; its exit status, -1 if it is not there. */
static int run(char *const *arguments)
{
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    for (int i = 0; i < 3; i++)
        posix_spawn_file_actions_addopen(&quiet, i, "/dev/null",
                                         i ? O_WRONLY : O_RDONLY, 0);
    pid_t process;
    int error = posix_spawnp(&process, arguments[0], &quiet, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&quiet);
    int status = -1;
    while (!error && waitpid(process, &status, 0) < 0 && errno == EINTR)
        ;
    return error || !WIFEXITED(status) || WEXITSTATUS(status) == 127
               ? -1
               : WEXITSTATUS(status);
}

kkr_film *kkr_film_new(const char *path, double fps, kkr_error *err)
{
    char *const version[] = { "ffmpeg", "-version", NULL };
    if (run(version) != 0) {
        kkr_fail(err, KKR_ERROR_MISSING,
                 "%s: a film needs the program ffmpeg, which is not there; -o FILE.png "
                 "writes its pictures",
                 path);
        return NULL;
    }
    KKR_AUTO(kkr_film) film = kkr_alloc(1, sizeof *film);
    film->fps = fps;
    if (!kkr_output_suffix(path, suffixes, &film->format, err) ||
        !(film->output = kkr_output_new(path, err)))
        return NULL;
    film->folder = kkr_strdup_printf("%s-XXXXXX", film->output->beside);
    if (!mkdtemp(film->folder)) {
        kkr_fail(err, KKR_ERROR_FILE, "%s: no folder for the pictures: %s", path,
                 strerror(errno));
        free(film->folder);
        film->folder = NULL;
        return NULL;
    }
    film->frames = kkr_strdup_printf("%s/frame.png", film->folder);
    return KKR_STEAL(film);
}

const char *kkr_film_frames(const kkr_film *film)
{
    return film->frames;
}

static void empty(const char *folder)
{
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        if (entry->d_name[0] == '.')
            continue;
        char *path = kkr_strdup_printf("%s/%s", folder, entry->d_name);
        unlink(path);
        free(path);
    }
    if (directory)
        closedir(directory);
    rmdir(folder);
}

void kkr_film_free(kkr_film *film)
{
    if (!film)
        return;
    if (film->folder)
        empty(film->folder);
    kkr_output_free(film->output);
    free(film->folder);
    free(film->frames);
    free(film);
}

/** How many digits the numbers of the pictures have. */
static int count_digits(const kkr_film *film)
{
    for (int digits = 3; digits < 9; digits++) {
        char *first = kkr_strdup_printf("%s/frame-%0*d.png", film->folder, digits, 1);
        bool there = access(first, R_OK) == 0;
        free(first);
        if (there)
            return digits;
    }
    return 3;
}

bool kkr_film_close(kkr_film *film, kkr_error *err)
{
    static char *const coders[] = { "libx264", "libvpx-vp9" };
    static char *const formats[] = { "mp4", "webm" };
    char rate[32];
    snprintf(rate, sizeof rate, "%g", film->fps);
    char *pictures =
        kkr_strdup_printf("%s/frame-%%0%dd.png", film->folder, count_digits(film));
    // Most players want even sides and this order of colours; no clock, no version.
    char *const arguments[] = { "ffmpeg",
                                "-nostdin",
                                "-y",
                                "-framerate",
                                rate,
                                "-i",
                                pictures,
                                "-vf",
                                "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white",
                                "-c:v",
                                coders[film->format],
                                "-pix_fmt",
                                "yuv420p",
                                "-crf",
                                "16",
                                "-fflags",
                                "+bitexact",
                                "-flags:v",
                                "+bitexact",
                                "-f",
                                formats[film->format],
                                film->output->beside,
                                NULL };
    int status = run(arguments);
    free(pictures);
    if (status != 0)
        return kkr_fail(err, KKR_ERROR_FILE, "%s: ffmpeg failed with status %d",
                        film->output->path, status);
    return kkr_output_commit(film->output, err);
}
