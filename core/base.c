// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/base.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

bool kkr_fail(kkr_error *err, kkr_error_code code, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        char message[sizeof err->message]; // arguments may point into err->message
        vsnprintf(message, sizeof message, format, args);
        va_end(args);
        err->code = code;
        memcpy(err->message, message, sizeof message);
    }
    return false;
}

bool kkr_job_cancelled(const kkr_job *job)
{
    return job && job->cancel &&
           atomic_load_explicit(job->cancel, memory_order_relaxed);
}

bool kkr_job_step(const kkr_job *job, double fraction, const char *doing)
{
    if (kkr_job_cancelled(job))
        return false;
    if (job && job->progress)
        job->progress(job->user, fraction, doing);
    return true;
}

static void (*stop_for_memory)(const char *sentence);

void kkr_on_out_of_memory(void (*stop)(const char *sentence))
{
    stop_for_memory = stop;
}

static _Noreturn void out_of_memory(size_t count, size_t size)
{
    char sentence[100]; // a printf to a stream might ask for memory
    snprintf(sentence, sizeof sentence, "out of memory (%zu x %zu bytes)", count, size);
    if (stop_for_memory)
        stop_for_memory(sentence);
    fprintf(stderr, "kkrscope: %s\n", sentence);
    abort();
}

void *kkr_alloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory)
        out_of_memory(count, size);
    return memory;
}

void *kkr_realloc(void *old, size_t count, size_t size)
{
    size_t bytes;
    void *memory = NULL;
    if (!__builtin_mul_overflow(count, size, &bytes))
        memory = realloc(old, bytes ? bytes : 1);
    if (!memory)
        out_of_memory(count, size);
    return memory;
}

void *kkr_alloc_large(size_t count, size_t size, kkr_error *err)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory)
        kkr_fail(err, KKR_ERROR_MEMORY, "no memory for %.3g MB",
                 (double)count * (double)size / 1e6);
    return memory;
}

char *kkr_strdup(const char *text)
{
    if (!text)
        return NULL;
    size_t size = strlen(text) + 1;
    return memcpy(kkr_alloc(size, 1), text, size);
}

char *kkr_strdup_printf(const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    char *text = kkr_alloc((size_t)length + 1, 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}

void kkr_note(int *n_notes, char ***notes, const char *format, ...)
{
    char note[1000];
    va_list args;
    va_start(args, format);
    vsnprintf(note, sizeof note, format, args);
    va_end(args);
    for (int i = 0; i < *n_notes; i++)
        if (strcmp((*notes)[i], note) == 0)
            return;
    *notes = kkr_realloc(*notes, (size_t)*n_notes + 1, sizeof **notes);
    (*notes)[(*n_notes)++] = kkr_strdup(note);
}

void kkr_notes_free(int n_notes, char **notes)
{
    for (int i = 0; i < n_notes; i++)
        free(notes[i]);
    free(notes);
}

bool kkr_buffer_reserve(kkr_buffer *buffer, size_t bytes, kkr_error *err)
{
    const size_t huge = (size_t)2 << 20;
    if (bytes <= buffer->size)
        return true;
    if (bytes > SIZE_MAX - huge)
        return kkr_fail(err, KKR_ERROR_MEMORY, "no memory for %.3g MB",
                        (double)bytes / 1e6);
    kkr_buffer_clear(buffer);
    // Small blocks would waste most of a huge page.
    size_t align = bytes < huge ? 64 : huge;
    size_t size = (bytes + align - 1) / align * align;
    buffer->data = aligned_alloc(align, size);
    if (!buffer->data)
        return kkr_fail(err, KKR_ERROR_MEMORY, "no memory for %.3g MB",
                        (double)bytes / 1e6);
    if (align == huge)
        madvise(buffer->data, size, MADV_HUGEPAGE);
    buffer->size = size;
    return true;
}

void kkr_buffer_clear(kkr_buffer *buffer)
{
    free(buffer->data);
    *buffer = (kkr_buffer){ 0 };
}
