// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "tests/meter.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined __has_feature
#if __has_feature(address_sanitizer)
#define KKR_SANITIZED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define KKR_SANITIZED
#endif

static atomic_ptrdiff_t held, most;

static void count(size_t bytes)
{
    ptrdiff_t now = atomic_fetch_add(&held, (ptrdiff_t)bytes) + (ptrdiff_t)bytes;
    ptrdiff_t old = atomic_load(&most);
    while (now > old && !atomic_compare_exchange_weak(&most, &old, now))
        continue;
}

static void uncount(size_t bytes)
{
    atomic_fetch_sub(&held, (ptrdiff_t)bytes);
}

size_t meter_peak(void)
{
    ptrdiff_t peak = atomic_load(&most);
    return peak > 0 ? (size_t)peak : 0;
}

#ifdef KKR_SANITIZED

int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void *, size_t),
                                              void (*)(const volatile void *));
size_t __sanitizer_get_allocated_size(const volatile void *);

static void was_given(const volatile void *memory, size_t size)
{
    count(size);
}

static void is_taken(const volatile void *memory)
{
    if (memory)
        uncount(__sanitizer_get_allocated_size(memory));
}

void meter_start(void)
{
    static atomic_bool installed;
    if (!atomic_exchange(&installed, true))
        __sanitizer_install_malloc_and_free_hooks(was_given, is_taken);
    atomic_store(&held, 0);
    atomic_store(&most, 0);
}

#else

// glibc's own, under their other names
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

void meter_start(void)
{
    atomic_store(&held, 0);
    atomic_store(&most, 0);
}

static void *given(void *memory)
{
    if (memory)
        count(malloc_usable_size(memory));
    return memory;
}

void *malloc(size_t size)
{
    return given(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
    return given(__libc_calloc(n, size));
}

void *realloc(void *old, size_t size)
{
    size_t had = old ? malloc_usable_size(old) : 0;
    void *memory = __libc_realloc(old, size);
    if (memory || size == 0)
        uncount(had);
    return given(memory);
}

void *memalign(size_t align, size_t size)
{
    return given(__libc_memalign(align, size));
}

void *aligned_alloc(size_t align, size_t size)
{
    return given(__libc_memalign(align, size));
}

int posix_memalign(void **memory, size_t align, size_t size)
{
    *memory = given(__libc_memalign(align, size));
    return *memory ? 0 : ENOMEM;
}

void free(void *memory)
{
    if (memory)
        uncount(malloc_usable_size(memory));
    __libc_free(memory);
}

#endif
