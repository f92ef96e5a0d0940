// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/output.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_SIZE = 1 << 18 };

/** What lies beside its place now, of all outputs; more than these are not tracked. */
static char *_Atomic unfinished[64];

static void track(char *beside)
{
    for (size_t i = 0; i < sizeof unfinished / sizeof *unfinished; i++) {
        char *none = NULL;
        if (atomic_compare_exchange_strong(&unfinished[i], &none, beside))
            return;
    }
}

static void untrack(char *beside)
{
    for (size_t i = 0; beside && i < sizeof unfinished / sizeof *unfinished; i++) {
        char *same = beside;
        atomic_compare_exchange_strong(&unfinished[i], &same, NULL);
    }
}

void kkr_output_remove_all(void)
{
    for (size_t i = 0; i < sizeof unfinished / sizeof *unfinished; i++) {
        const char *beside = atomic_load(&unfinished[i]);
        if (beside)
            unlink(beside);
    }
}

/** Opens a new file beside `target`; the name is random enough to be free soon. */
static int open_beside(kkr_output *output, mode_t mode)
{
    static atomic_uint count;
    for (int i = 0; i < 100; i++) {
        char *beside = kkr_strdup_printf("%s.%ld-%u.part", output->target,
                                         (long)getpid(), atomic_fetch_add(&count, 1));
        int fd = open(beside, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd >= 0) {
            output->beside = beside;
            track(beside);
            return fd;
        }
        free(beside);
        if (errno != EEXIST)
            break;
    }
    return -1;
}

/** The sentence for an output that cannot be opened. */
static bool explain(const kkr_output *output, int error, kkr_error *err)
{
    char *copy = kkr_strdup(output->target);
    const char *folder = dirname(copy);
    struct stat info;
    if (stat(folder, &info) != 0 && errno == ENOENT)
        kkr_fail(err, KKR_ERROR_FILE, "%s: the folder %s does not exist", output->path,
                 folder);
    else
        kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written: %s", output->path,
                 strerror(error));
    free(copy);
    return false;
}

kkr_output *kkr_output_new(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_output) output = kkr_alloc(1, sizeof *output);
    output->path = kkr_strdup(path);
    output->target = realpath(path, NULL); // NULL for a file that is not there yet
    if (!output->target)
        output->target = kkr_strdup(path);

    struct stat info;
    bool exists = stat(output->target, &info) == 0;
    output->is_regular = !exists || S_ISREG(info.st_mode);
    int fd;
    if (exists && S_ISDIR(info.st_mode)) {
        kkr_fail(err, KKR_ERROR_FILE, "%s: is a folder, expected the name of a file",
                 path);
        return NULL;
    } else if (exists && output->is_regular && access(output->target, W_OK) != 0) {
        // a rename would replace it all the same, but it is protected for a reason
        explain(output, errno, err);
        return NULL;
    } else if (output->is_regular) {
        fd = open_beside(output, exists ? info.st_mode & 0777 : 0666);
    } else {
        fd = open(output->target, O_WRONLY | O_CLOEXEC);
    }
    if (fd < 0) {
        explain(output, errno, err);
        return NULL;
    }
    output->file = fdopen(fd, output->is_regular ? "w+" : "w");
    if (!output->file) {
        close(fd);
        explain(output, ENOMEM, err);
        return NULL;
    }
    setvbuf(output->file, NULL, _IOFBF, BUFFER_SIZE);
    return KKR_STEAL(output);
}

void kkr_output_free(kkr_output *output)
{
    if (!output)
        return;
    if (output->file)
        fclose(output->file);
    if (output->beside)
        unlink(output->beside);
    untrack(output->beside);
    free(output->path);
    free(output->target);
    free(output->beside);
    free(output);
}

bool kkr_output_commit(kkr_output *output, kkr_error *err)
{
    FILE *file = output->file;
    output->file = NULL;
    errno = 0;
    bool good = fflush(file) == 0 && !ferror(file);
    int error = errno;
    if (fclose(file) != 0 && good) {
        good = false;
        error = errno;
    }
    if (good && output->beside && rename(output->beside, output->target) != 0) {
        good = false;
        error = errno;
    }
    if (!good)
        return kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written: %s", output->path,
                        error ? strerror(error) : "input/output error");
    untrack(output->beside);
    free(output->beside);
    output->beside = NULL;
    return true;
}

bool kkr_output_suffix(const char *path, const char *const *suffixes, int *which,
                       kkr_error *err)
{
    size_t length = strlen(path);
    char known[200] = "";
    for (int i = 0; suffixes[i]; i++) {
        size_t n = strlen(suffixes[i]);
        if (length > n && strcasecmp(path + length - n, suffixes[i]) == 0) {
            *which = i;
            return true;
        }
        strncat(known,
                i == 0            ? ""
                : suffixes[i + 1] ? ", "
                                  : " or ",
                sizeof known - strlen(known) - 1);
        strncat(known, suffixes[i], sizeof known - strlen(known) - 1);
    }
    return kkr_fail(err, KKR_ERROR_FILE, "%s: the name must end in %s", path, known);
}
