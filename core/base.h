// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * The four things every part of the core shares: how a call reports failure,
 * how slow work talks to its caller, how memory is asked for, and how it is
 * released at the end of a block. Nothing else belongs here.
 */

typedef enum kkr_error_code {
    KKR_ERROR_NONE = 0,
    KKR_ERROR_FILE,      // cannot open, read or write
    KKR_ERROR_FORMAT,    // the file says something we do not understand
    KKR_ERROR_GEOMETRY,  // the numbers are readable but describe no crystal
    KKR_ERROR_MISSING,   // what was asked for needs a file that is not there
    KKR_ERROR_MEMORY,    // a size chosen by the user or a file did not fit
    KKR_ERROR_CANCELLED, // kkr_job.cancel was set
    KKR_ERROR_GPU,       // set by shaders/ only
    KKR_ERROR_USAGE,     // what was asked for makes no sense; set above core only
} kkr_error_code;

/** Lives on the caller's stack, zeroed; nothing to free. */
typedef struct kkr_error {
    kkr_error_code code;
    char message[1000]; // one sentence a physicist can act on, without newline
} kkr_error;

/** Fills `err` unless it is NULL. Always false: `return kkr_fail(err, ...);` */
bool kkr_fail(kkr_error *err, kkr_error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Passed to anything that may take longer than a frame. NULL is a valid job. */
typedef struct kkr_job {
    // Called on a thread doing the work, rarely enough to cost nothing.
    void (*progress)(void *user, double fraction, const char *doing);
    void *user;
    const atomic_bool *cancel; // set it from any thread; NULL: never cancelled
    int threads;               // how many to use; 0: all cores
} kkr_job;

/** Reports progress; false means "stop now, tidy up, return KKR_ERROR_CANCELLED". */
bool kkr_job_step(const kkr_job *job, double fraction, const char *doing);

/** True once the job was cancelled; cheap enough for inner loops of a row. */
bool kkr_job_cancelled(const kkr_job *job);

/**
 * What kkr_alloc() and its like do where there is no memory: `stop` gets the sentence
 * and must not return. The default prints it and aborts. Call it before any thread.
 */
void kkr_on_out_of_memory(void (*stop)(const char *sentence));

/** Zeroed memory for `count` things of `size` bytes. Stops the program if there is none. */
void *kkr_alloc(size_t count, size_t size);

/** Grows (or makes, for NULL) an array; new bytes are not zeroed. Stops if there is none. */
void *kkr_realloc(void *old, size_t count, size_t size);

/** The same for sizes that come from a user or a file: NULL and `err` instead. */
void *kkr_alloc_large(size_t count, size_t size, kkr_error *err);

/** A copy of `text` that the caller frees with free(); NULL stays NULL. */
char *kkr_strdup(const char *text);

/** A printf into new memory that the caller frees with free(). */
char *kkr_strdup_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * The list of notes that readers keep: surprises that were handled, one sentence
 * each. Appends a printf; a sentence that is there already is not repeated.
 */
void kkr_note(int *n_notes, char ***notes, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void kkr_notes_free(int n_notes, char **notes);

/**
 * A block of memory that only grows and is reused: page faults of fresh memory
 * cost more than the conversion that fills it. 2 MiB aligned, huge pages where
 * the system gives them. Zero-initialise; release with kkr_buffer_clear().
 */
typedef struct kkr_buffer {
    void *data;
    size_t size; // bytes available at `data`
} kkr_buffer;

/** Makes `data` at least `bytes` long (contents are lost when it moves). */
bool kkr_buffer_reserve(kkr_buffer *buffer, size_t bytes, kkr_error *err);
void kkr_buffer_clear(kkr_buffer *buffer);

/**
 * KKR_AUTO(kkr_field) field = kkr_field_new(...);   freed when the block ends
 * return KKR_STEAL(field);                          handed over instead
 */
#define KKR_AUTO(type) __attribute__((cleanup(type##_auto))) type *
#define KKR_STEAL(pointer) ((__typeof__(pointer))kkr_steal(&(pointer)))

/** Once per type, after its _free: makes KKR_AUTO(type) work. */
#define KKR_DEFINE_AUTO(type)                      \
    static inline void type##_auto(type **pointer) \
    {                                              \
        type##_free(*pointer);                     \
    }

static inline void *kkr_steal(void *address)
{
    void **pointer = address;
    void *value = *pointer;
    *pointer = NULL;
    return value;
}
