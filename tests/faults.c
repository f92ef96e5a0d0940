// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

// both names of open() and its like are needed, not one for the other
#undef _FILE_OFFSET_BITS

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/*
 * Things that go wrong, on order: a library for LD_PRELOAD. KKR_FAULT says which,
 * KKR_FAULT_PATH (a piece of a path) to which files.
 *
 *     malloc:N     no memory from the program's own N-th call for it on
 *     once:N       no memory for that call alone
 *     short        every read() gives at most seven bytes
 *     eintr        every second read() or open() is interrupted first
 *     vanish       a file is gone when it is opened
 *     cut          a file is half as long once it has been opened
 *     grow         a file is longer once it has been opened
 *     eio:N        the N-th read() of such a file fails
 *     unwritable   files cannot be made: EROFS
 *     count        writes how often the program itself asked for memory to KKR_FAULT_COUNT
 *
 * Calls inside the C library (fread, fopen) do not come here but for open by name.
 */

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

typedef enum fault {
    UNKNOWN, // not looked at yet
    NONE,
    FROM,
    ONCE,
    SHORT,
    INTERRUPT,
    VANISH,
    CUT,
    GROW,
    BROKEN,
    UNWRITABLE,
    COUNT
} fault;

static fault kind;
static long at;
static uintptr_t begin, end; // of the program
static atomic_long n_allocated, n_read, n_opened;

static int look_at(struct dl_phdr_info *info, size_t size, void *user)
{
    for (int i = 0; i < info->dlpi_phnum; i++) {
        uintptr_t from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
        if (info->dlpi_phdr[i].p_type == PT_LOAD && info->dlpi_phdr[i].p_flags & PF_X) {
            begin = from;
            end = from + info->dlpi_phdr[i].p_memsz;
        }
    }
    return 1; // the first object is the program
}

/* Before main(): getenv() needs no memory. */
__attribute__((constructor)) static void look(void)
{
    static const char *const names[] = { "malloc",     "once", "short", "eintr",
                                         "vanish",     "cut",  "grow",  "eio",
                                         "unwritable", "count" };
    const char *text = getenv("KKR_FAULT");
    kind = NONE;
    for (size_t i = 0; text && i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i]);
        if (strncmp(text, names[i], n) == 0 && (text[n] == ':' || !text[n])) {
            at = text[n] ? atol(text + n + 1) : 0;
            kind = (fault)(FROM + (int)i);
        }
    }
    dl_iterate_phdr(look_at, NULL);
    atomic_store(&n_allocated, 0);
}

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("KKR_FAULT_COUNT");
    FILE *file = kind == COUNT && path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%ld\n", atomic_load(&n_allocated));
        fclose(file);
    }
}

/** Is it the program itself that asks? Its libraries crash without memory. */
static bool is_own(const void *caller)
{
    return (uintptr_t)caller >= begin && (uintptr_t)caller < end;
}

static bool fails(const void *caller)
{
    if (!is_own(caller))
        return false;
    long n = atomic_fetch_add(&n_allocated, 1) + 1;
    bool now = kind == FROM ? n >= at : kind == ONCE && n == at;
    if (now)
        errno = ENOMEM;
    return now;
}

void *malloc(size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t align, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_memalign(align, size);
}

int posix_memalign(void **memory, size_t align, size_t size)
{
    if (fails(__builtin_return_address(0)))
        return ENOMEM;
    *memory = __libc_memalign(align, size);
    return *memory ? 0 : ENOMEM;
}

static bool concerns(const char *path)
{
    const char *piece = getenv("KKR_FAULT_PATH");
    return piece && path && strstr(path, piece);
}

static bool is_open_here(int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = '\0';
    return concerns(path);
}

/** What happens to a file when it is opened; false: open() fails with errno. */
static bool before_open(const char *path, int flags)
{
    if (kind == VANISH && concerns(path))
        unlink(path);
    if (kind == UNWRITABLE && flags & O_CREAT && concerns(path)) {
        errno = EROFS;
        return false;
    }
    return true;
}

static void after_open(const char *path)
{
    struct stat info;
    if ((kind != CUT && kind != GROW) || !concerns(path) || stat(path, &info) != 0)
        return;
    if (atomic_fetch_add(&n_opened, 1) < at) // so many openings are let pass
        return;
    if (truncate(path, kind == CUT ? info.st_size / 2 : info.st_size + 4096) != 0)
        abort();
}

typedef int opener(const char *path, int flags, ...);

static int open_by(const char *name, const char *path, int flags, mode_t mode)
{
    opener *original = (opener *)(uintptr_t)dlsym(RTLD_NEXT, name);
    if (kind == INTERRUPT && concerns(path) &&
        atomic_fetch_add(&n_opened, 1) % 2 == 0) {
        errno = EINTR;
        return -1;
    }
    if (!before_open(path, flags))
        return -1;
    int fd = original(path, flags, mode);
    int error = errno;
    if (fd >= 0)
        after_open(path);
    errno = error;
    return fd;
}

#define OPEN(name)                                                \
    int name(const char *path, int flags, ...)                    \
    {                                                             \
        va_list more;                                             \
        va_start(more, flags);                                    \
        mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0; \
        va_end(more);                                             \
        return open_by(#name, path, flags, mode);                 \
    }
#undef open
#undef open64
OPEN(open)
OPEN(open64)

#define FOPEN(name)                                                        \
    FILE *name(const char *path, const char *mode)                         \
    {                                                                      \
        typedef FILE *fopener(const char *, const char *);                 \
        fopener *original = (fopener *)(uintptr_t)dlsym(RTLD_NEXT, #name); \
        if (!before_open(path, mode[0] == 'r' ? O_RDONLY : O_CREAT))       \
            return NULL;                                                   \
        FILE *file = original(path, mode);                                 \
        if (file)                                                          \
            after_open(path);                                              \
        return file;                                                       \
    }
#undef fopen
#undef fopen64
FOPEN(fopen)
FOPEN(fopen64)

/** How many bytes read() may give now; -1: it fails. */
static ssize_t allowed(int fd, size_t size)
{
    if (kind == SHORT && is_open_here(fd))
        return size < 7 ? (ssize_t)size : 7;
    if (kind == INTERRUPT && is_open_here(fd) &&
        atomic_fetch_add(&n_read, 1) % 2 == 0) {
        errno = EINTR;
        return -1;
    }
    if (kind == BROKEN && is_open_here(fd) && atomic_fetch_add(&n_read, 1) + 1 >= at) {
        errno = EIO;
        return -1;
    }
    return (ssize_t)size;
}

ssize_t read(int fd, void *data, size_t size)
{
    typedef ssize_t reader(int, void *, size_t);
    reader *original = (reader *)(uintptr_t)dlsym(RTLD_NEXT, "read");
    ssize_t n = allowed(fd, size);
    return n < 0 ? n : original(fd, data, (size_t)n);
}

#define PREAD(name)                                                      \
    ssize_t name(int fd, void *data, size_t size, off_t where)           \
    {                                                                    \
        typedef ssize_t reader(int, void *, size_t, off_t);              \
        reader *original = (reader *)(uintptr_t)dlsym(RTLD_NEXT, #name); \
        ssize_t n = allowed(fd, size);                                   \
        return n < 0 ? n : original(fd, data, (size_t)n, where);         \
    }
#undef pread
#undef pread64
PREAD(pread)
PREAD(pread64)
