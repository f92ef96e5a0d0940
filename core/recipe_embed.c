// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/recipe_embed.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_RECIPE = 1 << 20, MAX_FIGURE = 1 << 29, MAX_HEAD = 1024 };
static const char beginning[] = "kkrscope recipe ";

/** Bytes [size] and a position; everything below stays inside. */
typedef struct bytes {
    const unsigned char *at, *end;
} bytes;

static size_t left(const bytes *in)
{
    return (size_t)(in->end - in->at);
}

/** Behind the next `word`; false if there is none. */
static bool find(bytes *in, const char *word)
{
    const unsigned char *place = memmem(in->at, left(in), word, strlen(word));
    if (place)
        in->at = place + strlen(word);
    return place != NULL;
}

static bool starts_with(const bytes *in, const char *word)
{
    return left(in) >= strlen(word) && memcmp(in->at, word, strlen(word)) == 0;
}

/** A text that grows up to MAX_RECIPE bytes; what is longer is cut. */
typedef struct builder {
    char text[MAX_RECIPE + 1];
    size_t length;
} builder;

static void add(builder *out, unsigned c)
{
    if (out->length < MAX_RECIPE)
        out->text[out->length++] = (char)c;
}

/** A Unicode character as UTF-8. */
static void add_character(builder *out, uint32_t c)
{
    if (c < 0x80) {
        add(out, c);
        return;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned first[] = { 0, 0xc0, 0xe0, 0xf0 };
    add(out, first[more] | (c >> (6 * more) & 0x3f));
    while (more-- > 0)
        add(out, 0x80 | (c >> (6 * more) & 0x3f));
}

/** True if it is a recipe; line ends of other systems become ours. */
static bool finish(builder *out)
{
    size_t n = 0;
    for (size_t i = 0; i < out->length; i++) {
        unsigned char c = (unsigned char)out->text[i];
        if (c == '\r' && i + 1 < out->length && out->text[i + 1] == '\n')
            continue;
        if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f)
            return false;
        out->text[n++] = (char)c;
    }
    out->text[n] = 0;
    out->length = n;
    return strncmp(out->text, beginning, strlen(beginning)) == 0;
}

// --------------------------------------------------------------- PNG

static uint32_t word(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/** PNG specification 11.3.4.5: keyword, 0, compressed?, method, two texts, ours. */
static bool read_png(bytes in, builder *out)
{
    static const char keyword[] = KKR_RECIPE_EMBED_NAME "\0\0"; // not compressed
    for (in.at += 8; left(&in) >= 12;) {
        size_t length = word(in.at);
        if (length > left(&in) - 12)
            return false;
        bytes chunk = { in.at + 8, in.at + 8 + length };
        bool is_text = memcmp(in.at + 4, "iTXt", 4) == 0;
        in.at += length + 12;
        if (!is_text || length <= sizeof keyword ||
            memcmp(chunk.at, keyword, sizeof keyword - 1) != 0)
            continue;
        chunk.at += sizeof keyword;
        for (int i = 0; i < 2; i++) { // the language and the translated keyword
            const unsigned char *zero = memchr(chunk.at, 0, left(&chunk));
            if (!zero)
                return false;
            chunk.at = zero + 1;
        }
        while (chunk.at < chunk.end)
            add(out, *chunk.at++);
        return finish(out);
    }
    return false;
}

// --------------------------------------------------------------- PDF

/** "(...)", PDF 32000-1, 7.3.4.2. */
static void read_literal(bytes in, builder *out)
{
    static const char letters[] = "nrtbf", meant[] = "\n\r\t\b\f";
    int depth = 1;
    for (; in.at < in.end; in.at++) {
        unsigned c = *in.at;
        depth += (c == '(') - (c == ')');
        if (depth == 0)
            return;
        if (c != '\\') {
            add(out, c);
            continue;
        }
        if (++in.at == in.end)
            return;
        const char *letter = *in.at ? strchr(letters, *in.at) : NULL;
        if (letter) {
            add(out, (unsigned char)meant[letter - letters]);
        } else if (*in.at >= '0' && *in.at <= '7') {
            unsigned octal = 0;
            for (int i = 0; i < 3 && in.at < in.end && *in.at >= '0' && *in.at <= '7';
                 i++)
                octal = 8 * octal + (*in.at++ - '0');
            in.at--;
            add(out, octal & 0xff);
        } else if (*in.at != '\n') {
            add(out, *in.at);
        }
    }
}

/** "<...>", 7.3.4.3. */
static void read_hexadecimal(bytes in, builder *out)
{
    int digit = -1;
    for (; in.at < in.end && *in.at != '>'; in.at++) {
        const char *digits = "0123456789abcdef";
        const char *place = *in.at ? strchr(digits, *in.at | 0x20) : NULL;
        if (!place)
            continue;
        int value = (int)(place - digits);
        if (digit >= 0)
            add(out, (unsigned)(16 * digit + value));
        digit = digit >= 0 ? -1 : value;
    }
}

/** 7.9.2.2: a text beginning with FE FF is UTF-16BE. */
static void from_utf16(builder *out)
{
    const unsigned char *p = (const unsigned char *)out->text;
    size_t n = out->length;
    if (n < 2 || p[0] != 0xfe || p[1] != 0xff)
        return;
    builder *wide = kkr_alloc(1, sizeof *wide);
    memcpy(wide, out, sizeof *wide);
    p = (const unsigned char *)wide->text;
    out->length = 0;
    for (size_t i = 2; i + 1 < n; i += 2) {
        uint32_t c = (uint32_t)p[i] << 8 | p[i + 1];
        if (c >= 0xd800 && c < 0xdc00 && i + 3 < n) {
            uint32_t low = (uint32_t)p[i + 2] << 8 | p[i + 3];
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            i += 2;
        }
        add_character(out, c & 0x1fffff);
    }
    free(wide);
}

static bool read_pdf(bytes in, builder *out)
{
    enum { MOST = 64 }; // each may be as long as the file
    for (int n = 0; n < MOST && find(&in, "/Subject"); n++) {
        while (in.at < in.end && strchr(" \t\r\n", *in.at) && *in.at)
            in.at++;
        bytes inside = { in.at < in.end ? in.at + 1 : in.at, in.end };
        out->length = 0;
        if (starts_with(&in, "("))
            read_literal(inside, out);
        else if (starts_with(&in, "<"))
            read_hexadecimal(inside, out);
        from_utf16(out);
        if (finish(out))
            return true;
    }
    return false;
}

// --------------------------------------------------------------- SVG

/** "&amp;", "&#38;", "&#x26;" at in->at, which is behind the "&". */
static bool read_entity(bytes *in, builder *out)
{
    static const struct {
        const char *name;
        char meant;
    } names[] = { { "amp;", '&' },
                  { "lt;", '<' },
                  { "gt;", '>' },
                  { "quot;", '"' },
                  { "apos;", '\'' } };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (starts_with(in, names[i].name)) {
            add(out, (unsigned char)names[i].meant);
            in->at += strlen(names[i].name);
            return true;
        }
    }
    uint32_t value = 0;
    bool hexadecimal = starts_with(in, "#x");
    if (!starts_with(in, "#"))
        return false;
    for (in->at += 1 + hexadecimal; in->at < in->end && *in->at != ';'; in->at++) {
        const char *digits = "0123456789abcdef";
        const char *place = *in->at ? strchr(digits, *in->at | 0x20) : NULL;
        if (!place || value > 0x10ffff)
            return false;
        value = (hexadecimal ? 16 : 10) * value + (uint32_t)(place - digits);
    }
    in->at += in->at < in->end;
    add_character(out, value & 0x1fffff);
    return value != 0;
}

static bool read_svg(bytes in, builder *out)
{
    if (!find(&in, "<metadata id=\"" KKR_RECIPE_EMBED_NAME "\">"))
        return false;
    while (in.at < in.end && *in.at != '<') {
        if (*in.at != '&')
            add(out, *in.at++);
        else if (in.at++, !read_entity(&in, out))
            return false;
    }
    return finish(out);
}

// --------------------------------------------------------------- all

static bool load(const char *path, unsigned char **data, size_t *size, kkr_error *err)
{
    struct stat info; // first: a pipe would wait for its writer
    bool good = stat(path, &info) == 0;
    if (good && !S_ISREG(info.st_mode))
        return kkr_fail(err, KKR_ERROR_FILE, "%s: is not a file", path);
    FILE *file = good ? fopen(path, "re") : NULL;
    if (!file || fstat(fileno(file), &info) != 0) {
        int error = errno;
        if (file)
            fclose(file);
        return kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be read: %s", path,
                        strerror(error));
    }
    good = info.st_size <= MAX_FIGURE ||
           kkr_fail(err, KKR_ERROR_FILE, "%s: too long for a figure", path);
    *data = good ? kkr_alloc_large((size_t)info.st_size, 1, err) : NULL;
    *size = *data ? fread(*data, 1, (size_t)info.st_size, file) : 0;
    fclose(file);
    return *data != NULL;
}

char *kkr_recipe_embed_read(const char *path, kkr_error *err)
{
    unsigned char *data;
    size_t size;
    if (!load(path, &data, &size, err))
        return NULL;
    bytes all = { data, data + size };
    bytes head = { data, data + (size < MAX_HEAD ? size : MAX_HEAD) };
    builder *out = kkr_alloc(1, sizeof *out);
    bool is_png = starts_with(&head, "\x89PNG\r\n\x1a\n");
    bool is_pdf = starts_with(&head, "%PDF-"), is_svg = find(&head, "<svg");
    bool found = is_png   ? read_png(all, out)
                 : is_pdf ? read_pdf(all, out)
                          : is_svg && read_svg(all, out);
    if (!is_png && !is_pdf && !is_svg)
        kkr_fail(err, KKR_ERROR_FORMAT,
                 starts_with(&head, beginning)
                     ? "%s: is a recipe itself, expected a figure: PNG, PDF or SVG"
                     : "%s: is no figure, expected PNG, PDF or SVG",
                 path);
    else if (!found)
        kkr_fail(err, KKR_ERROR_MISSING,
                 "%s: no recipe inside; kkrscope puts one into its figures, "
                 "other programs drop it",
                 path);
    char *text = found ? kkr_strdup(out->text) : NULL;
    free(out);
    free(data);
    return text;
}
