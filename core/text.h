// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * A text file in memory, line by line, and the numbers Fortran writes into it.
 *
 * Lines end with \n or \r\n (or the end of the file) and come without their end
 * and without trailing blanks; they count from 1. All errors about the content
 * read "path:line: ...", with the line handed out last.
 *
 *     kkr_line line;
 *     while (kkr_text_next(text, &line)) {
 *         kkr_list list = kkr_list_of(line);
 *         if (kkr_list_doubles(&list, x, 3) < 3) {
 *             kkr_text_fail(text, err, "expected 3 numbers");
 *             return NULL;
 *         }
 *     }
 *
 * Nothing here looks at the locale: 0.5 is a half everywhere.
 *
 * Threads: kkr_text has a reading position, one thread at a time; the rest are
 * pure functions.
 */
typedef struct kkr_text {
    char *path;
    const char *data; // [length]
    size_t length;
    size_t position;   // where the next line starts
    int line;          // number of the line handed out last; 0 before the first
    int nan_line;      // where the first NaN or **** was since this was set to 0
    kkr_buffer buffer; // what `data` lies in; empty if it is borrowed
} kkr_text;

typedef struct kkr_line {
    const char *text; // [length], not terminated; lives as long as the kkr_text
    size_t length;    // without line end and trailing blanks
} kkr_line;

/**
 * Reads a whole file. Refuses folders, devices, files over 1 GiB, binary files
 * (a zero byte), files that shrink meanwhile, and the stand-in that git leaves
 * for a symbolic link. An empty file is fine: it has no lines. A file inside a data
 * set has a path like FILE.h5::Hg/Ag/scoef (core/place.h).
 */
kkr_text *kkr_text_read(const char *path, kkr_error *err);

/** The same for text in memory, which must live longer; `path` is for messages. */
kkr_text *kkr_text_new(const char *path, const char *data, size_t length);

/** Does nothing for NULL. */
void kkr_text_free(kkr_text *text);
KKR_DEFINE_AUTO(kkr_text)

/** The next line and a step forwards; false at the end. */
bool kkr_text_next(kkr_text *text, kkr_line *line);
/** The next line without a step. */
bool kkr_text_peek(const kkr_text *text, kkr_line *line);
/** Back to the first line. */
void kkr_text_rewind(kkr_text *text);

/**
 * Before memory is asked for: can what is left of the file hold n numbers, each at
 * least `width` characters long? If not, fails.
 */
bool kkr_text_holds(const kkr_text *text, double n, int width, kkr_error *err);

/**
 * Always false; the message is "path:line: " and the rest, without control
 * characters, so that pieces of the file may be quoted with %.*s.
 */
bool kkr_text_fail(const kkr_text *text, kkr_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** True if the line contains `word`, letters compared without case (ASCII). */
bool kkr_line_contains(kkr_line line, const char *word);
/** `length` characters from column `begin` (0-based), as far as there are any. */
kkr_line kkr_line_cut(kkr_line line, size_t begin, size_t length);
/** Without leading and trailing blanks and tabs. */
kkr_line kkr_line_trim(kkr_line line);

/** What a field was. */
typedef enum kkr_number {
    KKR_NUMBER_NONE,     // not a number
    KKR_NUMBER_OK,       // finite or infinite
    KKR_NUMBER_NAN,      // the file says NaN
    KKR_NUMBER_OVERFLOW, // "****": it did not fit into its columns; the value is NaN
} kkr_number;

/**
 * One number in text[length], blanks around it allowed: 1, -.5, 1.5D+02, 1E5,
 * 1q3, 1.234-101 (a Fortran exponent of three digits), NaN, Infinity, ****.
 * Correctly rounded: the same bits as Python's float() of the number.
 */
kkr_number kkr_parse_fortran(const char *text, size_t length, double *value);

/** A whole number that fits into an int; blanks around it allowed. */
bool kkr_parse_int(const char *text, size_t length, int *value);

/**
 * List-directed input as Fortran reads it: values separated by blanks, tabs or
 * a comma, "3*1.0" three times the value, ",," a value that stays as it was,
 * "/" the end.
 */
typedef struct kkr_list {
    const char *next, *end;
    kkr_line token; // the value handed out last
    int repeat;     // how many more times it stands there
} kkr_list;

kkr_list kkr_list_of(kkr_line line);

/**
 * The next value as text; length 0: one that stays as it was. False at the end
 * of the line or at "/".
 */
bool kkr_list_next(kkr_list *list, kkr_line *token);

/**
 * The next value as number, whole number, or T / F / .TRUE. / false. A value
 * that stays as it was leaves `value` alone. False at the end, or if the value
 * is something else (and then it is used up).
 */
bool kkr_list_double(kkr_list *list, double *value);
bool kkr_list_int(kkr_list *list, int *value);
bool kkr_list_bool(kkr_list *list, bool *value);

/** Up to n values; how many were read before the first that was not. */
int kkr_list_doubles(kkr_list *list, double *values, int n);
int kkr_list_ints(kkr_list *list, int *values, int n);

/**
 * n numbers in lines of `per_line` fields of `width` columns, the last line
 * shorter; neighbours may touch ("1.0D-06-2.1D-05"). NaN and **** give NaN and
 * are counted into *n_nan and nan_line. If the block ends early or a field is no number: false,
 * a message, and *n_read tells how many numbers there were. 4 fields of 20
 * columns, the 1P,4D20.13 of KKR potentials, take a fast path.
 */
bool kkr_text_columns(kkr_text *text, int per_line, int width, double *values, size_t n,
                      size_t *n_read, int *n_nan, kkr_error *err);

/** The same for blank-separated numbers, however many in a line. */
bool kkr_text_list(kkr_text *text, double *values, size_t n, size_t *n_read, int *n_nan,
                   kkr_error *err);

/**
 * The fast path itself: full lines of four plain fields (4D20.13 or 4D20.12)
 * from the beginning of `data`, at most n / 4 of them. Stops before the first
 * line that needs more care. Returns how many numbers it read and in *used how
 * many characters that were. Every version gives the same bits.
 */
typedef size_t (*kkr_fields_read)(const char *data, size_t length, double *values,
                                  size_t n, size_t *used);

typedef struct kkr_fields_version {
    const char *name; // "portable", "AVX2"
    kkr_fields_read read;
} kkr_fields_version;

/** What this machine can run, fastest last; returns how many, at most 4. */
int kkr_fields_versions(kkr_fields_version versions[4]);
