// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/text.h"

#include "core/place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// The largest potentials known have some 100 MB; a file beyond this is a mistake.
static const size_t max_size = (size_t)1 << 30;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

// Git stores a symbolic link as a file holding the target's path, without a newline.
static bool looks_like_link(const char *data, size_t length)
{
    if (length < 2 || length >= PATH_MAX || !memchr(data, '/', length))
        return false;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)data[i];
        if (c <= ' ' && !(c == '\n' && i == length - 1))
            return false;
    }
    return true;
}

static bool check_kind(const char *path, const struct stat *info, kkr_error *err)
{
    if (S_ISDIR(info->st_mode))
        return kkr_fail(err, KKR_ERROR_FILE, "%s: is a folder, expected a file", path);
    if (!S_ISREG(info->st_mode))
        return kkr_fail(err, KKR_ERROR_FILE,
                        "%s: is not a regular file (a device or a pipe)", path);
    if ((unsigned long long)info->st_size > max_size)
        return kkr_fail(
            err, KKR_ERROR_FILE,
            "%s: has %.0f MB, a KKR text file has less than %.0f MB: not read", path,
            (double)info->st_size / 1e6, (double)max_size / 1e6);
    return true;
}

static bool read_all(int file, char *data, size_t size, const char *path,
                     kkr_error *err)
{
    size_t done = 0;
    while (done < size) {
        ssize_t n = read(file, data + done, size - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return kkr_fail(err, KKR_ERROR_FILE, "%s: cannot read: %s", path,
                            strerror(errno));
        if (n == 0)
            return kkr_fail(err, KKR_ERROR_FILE,
                            "%s: became shorter while it was read (%zu of %zu bytes)",
                            path, done, size);
        done += (size_t)n;
    }
    return true;
}

static bool check_text(const kkr_text *text, kkr_error *err)
{
    const char *zero = text->length ? memchr(text->data, 0, text->length) : NULL;
    return !zero || kkr_fail(err, KKR_ERROR_FORMAT,
                             "%s: is a binary file (zero byte at %zu), expected text",
                             text->path, (size_t)(zero - text->data));
}

static bool load(kkr_text *text, int file, kkr_error *err)
{
    struct stat info;
    if (fstat(file, &info) < 0)
        return kkr_fail(err, KKR_ERROR_FILE, "%s: cannot read: %s", text->path,
                        strerror(errno));
    if (!check_kind(text->path, &info, err))
        return false;
    size_t size = (size_t)info.st_size;
    if (!kkr_buffer_reserve(&text->buffer, size, err) ||
        !read_all(file, text->buffer.data, size, text->path, err))
        return false;
    text->data = text->buffer.data;
    text->length = size;
    if (!check_text(text, err))
        return false;
    if (looks_like_link(text->data, size))
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "%s: looks like a link target (%.*s), file not fetched",
                        text->path, (int)(size < 200 ? size : 200), text->data);
    return true;
}

/** A file inside a data set or an archive. */
static bool load_place(kkr_text *text, kkr_error *err)
{
    char *data = kkr_place_load(text->path, &text->length, err);
    bool good = data && kkr_buffer_reserve(&text->buffer, text->length, err);
    if (good) {
        memcpy(text->buffer.data, data, text->length);
        text->data = text->buffer.data;
        good = check_text(text, err);
    }
    free(data);
    return good;
}

kkr_text *kkr_text_read(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_text) text = kkr_alloc(1, sizeof *text);
    text->path = kkr_strdup(path);
    if (kkr_place_is(path))
        return load_place(text, err) ? KKR_STEAL(text) : NULL;
    struct stat info; // asked before opening: opening a pipe would wait for a writer
    if (stat(path, &info) < 0) {
        kkr_fail(err, KKR_ERROR_FILE, "%s: cannot open: %s", path, strerror(errno));
        return NULL;
    }
    if (!check_kind(path, &info, err))
        return NULL;
    int file;
    do // on a disk of the network a signal may come first
        file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    while (file < 0 && errno == EINTR);
    if (file < 0) {
        kkr_fail(err, KKR_ERROR_FILE, "%s: cannot open: %s", path, strerror(errno));
        return NULL;
    }
    bool ok = load(text, file, err);
    close(file);
    return ok ? KKR_STEAL(text) : NULL;
}

kkr_text *kkr_text_new(const char *path, const char *data, size_t length)
{
    kkr_text *text = kkr_alloc(1, sizeof *text);
    text->path = kkr_strdup(path);
    text->data = data;
    text->length = length;
    return text;
}

void kkr_text_free(kkr_text *text)
{
    if (!text)
        return;
    kkr_buffer_clear(&text->buffer);
    free(text->path);
    free(text);
}

static size_t find_end(const kkr_text *text)
{
    const char *begin = text->data + text->position;
    const char *end = memchr(begin, '\n', text->length - text->position);
    return end ? (size_t)(end - text->data) : text->length;
}

bool kkr_text_peek(const kkr_text *text, kkr_line *line)
{
    if (text->position >= text->length)
        return false;
    size_t end = find_end(text);
    if (end > text->position && text->data[end - 1] == '\r')
        end--;
    while (end > text->position && is_blank(text->data[end - 1]))
        end--;
    *line = (kkr_line){ text->data + text->position, end - text->position };
    return true;
}

bool kkr_text_next(kkr_text *text, kkr_line *line)
{
    if (!kkr_text_peek(text, line))
        return false;
    size_t end = find_end(text);
    text->position = end < text->length ? end + 1 : end;
    text->line++;
    return true;
}

void kkr_text_rewind(kkr_text *text)
{
    text->position = 0;
    text->line = 0;
}

bool kkr_text_fail(const kkr_text *text, kkr_error *err, const char *format, ...)
{
    char message[sizeof err->message];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    for (char *c = message; *c; c++)
        if ((unsigned char)*c < ' ' || (unsigned char)*c >= 0x7f)
            *c = '?';
    return kkr_fail(err, KKR_ERROR_FORMAT, "%s:%d: %s", text->path, text->line,
                    message);
}

bool kkr_text_holds(const kkr_text *text, double n, int width, kkr_error *err)
{
    size_t left = text->length - text->position;
    if (n * width <= (double)left + width)
        return true;
    return kkr_text_fail(
        text, err, "expected %.0f numbers, but only %zu bytes of the file are left", n,
        left);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool equals(const char *text, const char *word, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (lower(text[i]) != lower(word[i]))
            return false;
    return true;
}

bool kkr_line_contains(kkr_line line, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= line.length; i++)
        if (equals(line.text + i, word, length))
            return true;
    return false;
}

kkr_line kkr_line_cut(kkr_line line, size_t begin, size_t length)
{
    if (begin > line.length)
        begin = line.length;
    if (length > line.length - begin)
        length = line.length - begin;
    return (kkr_line){ line.text + begin, length };
}

kkr_line kkr_line_trim(kkr_line line)
{
    while (line.length && is_blank(line.text[0])) {
        line.text++;
        line.length--;
    }
    while (line.length && is_blank(line.text[line.length - 1]))
        line.length--;
    return line;
}

kkr_list kkr_list_of(kkr_line line)
{
    if (line.length == 0) // { 0 } is an empty line, too
        line.text = "";
    return (kkr_list){ .next = line.text, .end = line.text + line.length };
}

static void skip_blanks(kkr_list *list)
{
    while (list->next < list->end && is_blank(*list->next))
        list->next++;
}

// "3*1.0": takes the "3*" away and leaves the repetitions to come in `repeat`.
static void take_repeat(kkr_list *list)
{
    const char *star = list->next;
    while (star < list->end && *star >= '0' && *star <= '9')
        star++;
    int count;
    if (star == list->end || *star != '*' || star == list->next ||
        !kkr_parse_int(list->next, (size_t)(star - list->next), &count) || count < 1)
        return;
    list->repeat = count - 1;
    list->next = star + 1;
}

bool kkr_list_next(kkr_list *list, kkr_line *token)
{
    if (list->repeat > 0) {
        list->repeat--;
        *token = list->token;
        return true;
    }
    skip_blanks(list);
    if (list->next == list->end || *list->next == '/') {
        list->end = list->next;
        return false;
    }
    take_repeat(list);
    const char *begin = list->next;
    while (list->next < list->end && !is_blank(*list->next) && *list->next != ',' &&
           *list->next != '/')
        list->next++;
    *token = list->token = (kkr_line){ begin, (size_t)(list->next - begin) };
    skip_blanks(list);
    if (list->next < list->end && *list->next == ',')
        list->next++;
    return true;
}

bool kkr_list_double(kkr_list *list, double *value)
{
    kkr_line token;
    if (!kkr_list_next(list, &token))
        return false;
    return !token.length || kkr_parse_fortran(token.text, token.length, value);
}

bool kkr_list_int(kkr_list *list, int *value)
{
    kkr_line token;
    if (!kkr_list_next(list, &token))
        return false;
    return !token.length || kkr_parse_int(token.text, token.length, value);
}

bool kkr_list_bool(kkr_list *list, bool *value)
{
    kkr_line token;
    if (!kkr_list_next(list, &token))
        return false;
    if (!token.length)
        return true;
    char first = lower(token.text[token.text[0] == '.' && token.length > 1]);
    if (first != 't' && first != 'f')
        return false;
    *value = first == 't';
    return true;
}

int kkr_list_doubles(kkr_list *list, double *values, int n)
{
    int i = 0;
    while (i < n && kkr_list_double(list, &values[i]))
        i++;
    return i;
}

int kkr_list_ints(kkr_list *list, int *values, int n)
{
    int i = 0;
    while (i < n && kkr_list_int(list, &values[i]))
        i++;
    return i;
}
