// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/recipe_text.h"

#include "core/recipe_derive.h"
#include "core/text.h"
#include "core/word.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FIRST_LINE "kkrscope recipe"
#define VERSION "1"
enum {
    MAX_WORDS = KKR_RECIPE_MAX_PATHS + 1,
    MAX_QUOTE = 60,     // bytes of a file that a message repeats
    MAX_SIZE = 1 << 20, // of a recipe; a real one has some thousand bytes
};

kkr_recipe_text *kkr_recipe_text_new(void)
{
    kkr_recipe_text *text = kkr_alloc(1, sizeof *text);
    kkr_recipe_init(&text->recipe);
    return text;
}

void kkr_recipe_text_free(kkr_recipe_text *text)
{
    if (!text)
        return;
    for (int i = 0; i < text->n_paths; i++)
        free(text->paths[i]);
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        free(text->forced[role]);
    for (int i = 0; i < text->n_path_sha256; i++)
        free(text->path_sha256[i]);
    free(text->reference_path);
    free(text->folder);
    free(text);
}

// -------------------------------------------------------- the case

/** `*owned` becomes a copy of `value`, unless it is that string. */
static void replace(char **owned, const char *value)
{
    if (*owned == value)
        return;
    char *copy = kkr_strdup(value);
    free(*owned);
    *owned = copy;
}

void kkr_recipe_text_set_case(kkr_recipe_text *text, const char *const *paths,
                              int n_paths, const kkr_case_options *options)
{
    assert(n_paths <= KKR_RECIPE_MAX_PATHS);
    for (int i = 0; i < n_paths; i++)
        replace(&text->paths[i], paths[i]);
    for (int i = n_paths; i < text->n_paths; i++)
        replace(&text->paths[i], NULL);
    text->n_paths = n_paths;
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        replace(&text->forced[role], options->forced[role]);
    bool is_file = options->reference == KKR_REFERENCE_FILE;
    replace(&text->reference_path, is_file ? options->reference_path : NULL);
    text->recipe.reference = options->reference;
    text->origin_site = options->origin_site;
    text->n_spin = options->n_spin;
}

kkr_recipe_text *kkr_recipe_text_copy(const kkr_recipe_text *text)
{
    kkr_recipe_text *copy = kkr_alloc(1, sizeof *copy);
    *copy = *text;
    for (int i = 0; i < text->n_paths; i++)
        copy->paths[i] = kkr_strdup(text->paths[i]);
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        if (text->forced[role])
            copy->forced[role] = kkr_strdup(text->forced[role]);
    for (int i = 0; i < text->n_path_sha256; i++)
        copy->path_sha256[i] = kkr_strdup(text->path_sha256[i]);
    if (text->reference_path)
        copy->reference_path = kkr_strdup(text->reference_path);
    if (text->folder)
        copy->folder = kkr_strdup(text->folder);
    return copy;
}

// -------------------------------------------------------------- read

/** Where the reader is. */
typedef struct reader {
    kkr_text *file;
    kkr_recipe_text *text;
    char section[32];
    kkr_recipe_places at;
} reader;

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef", *place = c ? strchr(digits, c) : NULL;
    return place ? (int)(place - digits) : -1;
}

/** Decodes one word from *in to out; false if its quotes or escapes are wrong. */
static bool take_word(const char **in, const char *end, char *out)
{
    const char *c = *in;
    bool quoted = *c == '"';
    for (c += quoted; c < end; c++) {
        if (quoted ? *c == '"' : *c == ' ' || *c == '\t')
            break;
        if (!quoted && *c == '"')
            return false;
        if (quoted && *c == '\\') {
            c++;
            if (c < end && (*c == '"' || *c == '\\')) {
                *out++ = *c;
                continue;
            }
            int high = end - c > 2 && *c == 'x' ? hex_digit(c[1]) : -1;
            int low = high >= 0 ? hex_digit(c[2]) : -1;
            if (low < 0 || high + low == 0)
                return false;
            *out++ = (char)(16 * high + low);
            c += 2;
            continue;
        }
        *out++ = *c;
    }
    *out = 0;
    if (quoted && (c == end || (c + 1 < end && c[1] != ' ' && c[1] != '\t')))
        return false;
    *in = c + quoted;
    return true;
}

/**
 * Cuts a value into at most MAX_WORDS words, which lie in `storage` (one byte
 * longer than the value for each word). A # that begins a word begins a comment.
 */
static bool take_words(reader *r, kkr_line value, char *storage, int *n, char **words,
                       kkr_error *err)
{
    const char *c = value.text, *end = value.text + value.length;
    for (*n = 0;; storage += strlen(storage) + 1) {
        while (c < end && (*c == ' ' || *c == '\t'))
            c++;
        if (c == end || *c == '#')
            return true;
        if (*n == MAX_WORDS)
            return kkr_text_fail(r->file, err, "more than %d words behind the \"=\"",
                                 MAX_WORDS);
        if (!take_word(&c, end, storage))
            return kkr_text_fail(
                r->file, err,
                "quotes: expected \"text\" with \\\" and \\\\ for a quote and a "
                "backslash and \\x01 to \\xff for other bytes, found %.*s",
                (int)(end - c < MAX_QUOTE ? end - c : MAX_QUOTE), c);
        words[(*n)++] = storage;
    }
}

/** "; did you mean X?" among the names that this section has, or where it belongs. */
static bool fail_key(reader *r, const char *name, kkr_error *err)
{
    const char *names[KKR_RECIPE_MAX_KEYS], *nearest;
    int n = 0;
    for (int i = 0; i < kkr_recipe_n_keys; i++)
        if (strcmp(kkr_recipe_keys[i].section, r->section) == 0)
            names[n++] = kkr_recipe_keys[i].name;
    if ((nearest = kkr_word_nearest(name, names, n)))
        return kkr_text_fail(r->file, err, "unknown key %s in [%s]; did you mean %s?",
                             name, r->section, nearest);
    for (int i = 0; i < kkr_recipe_n_keys; i++)
        names[i] = kkr_recipe_keys[i].name;
    nearest = kkr_word_nearest(name, names, kkr_recipe_n_keys);
    for (int i = 0; nearest && i < kkr_recipe_n_keys; i++)
        if (names[i] == nearest)
            return kkr_text_fail(r->file, err,
                                 "unknown key %s in [%s]; there is %s in [%s]", name,
                                 r->section, nearest, kkr_recipe_keys[i].section);
    return kkr_text_fail(r->file, err, "unknown key %s in [%s]", name, r->section);
}

static bool fail_value(reader *r, const kkr_recipe_key *key, kkr_line value, int n,
                       char **words, kkr_error *err)
{
    char takes[256], hint[64] = "";
    kkr_recipe_key_takes(key, takes, sizeof takes);
    if (key->value == KKR_RECIPE_CHOICE && n == 1)
        kkr_word_suggest(words[0], key->words, hint, sizeof hint);
    int length = (int)(value.length < MAX_QUOTE ? value.length : MAX_QUOTE);
    if (length == 0)
        return kkr_text_fail(r->file, err, "%s needs %s, found nothing", key->name,
                             takes);
    return kkr_text_fail(r->file, err, "%s needs %s, found %.*s%s", key->name, takes,
                         length, value.text, hint);
}

static bool read_key(reader *r, kkr_line name, kkr_line value, kkr_error *err)
{
    char *words[MAX_WORDS], spelling[MAX_QUOTE + 1];
    snprintf(spelling, sizeof spelling, "%.*s", (int)name.length, name.text);
    int i = 0;
    while (i < kkr_recipe_n_keys && (strcmp(kkr_recipe_keys[i].section, r->section) ||
                                     strcmp(kkr_recipe_keys[i].name, spelling)))
        i++;
    if (i == kkr_recipe_n_keys)
        return fail_key(r, spelling, err);
    const kkr_recipe_key *key = &kkr_recipe_keys[i];
    if (r->at.line[i])
        return kkr_text_fail(r->file, err, "%s stands twice, first in line %d",
                             key->name, r->at.line[i]);
    r->at.line[i] = r->file->line;
    char *storage = kkr_alloc(value.length + MAX_WORDS + 1, 1);
    int n;
    bool good = take_words(r, value, storage, &n, words, err) &&
                (kkr_recipe_key_set(key, r->text, n, words) ||
                 fail_value(r, key, value, n, words, err));
    free(storage);
    return good;
}

static bool read_section(reader *r, kkr_line line, kkr_error *err)
{
    const char *names[KKR_RECIPE_MAX_KEYS];
    int n = 0;
    for (int i = 0; i < kkr_recipe_n_keys; i++)
        if (*kkr_recipe_keys[i].section &&
            (n == 0 || strcmp(names[n - 1], kkr_recipe_keys[i].section)))
            names[n++] = kkr_recipe_keys[i].section;
    const char *close = memchr(line.text, ']', line.length);
    size_t length = close ? (size_t)(close - line.text) : line.length;
    kkr_line rest = kkr_line_trim(kkr_line_cut(line, length + 1, line.length));
    kkr_line inside = kkr_line_trim(kkr_line_cut(line, 1, length - 1));
    if (!close || inside.length >= sizeof r->section ||
        (rest.length && rest.text[0] != '#'))
        return kkr_text_fail(
            r->file, err, "expected a section like [plane], found %.*s",
            (int)(line.length < MAX_QUOTE ? line.length : MAX_QUOTE), line.text);
    snprintf(r->section, sizeof r->section, "%.*s", (int)inside.length, inside.text);
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], r->section) == 0)
            return true;
    const char *nearest = kkr_word_nearest(r->section, names, n);
    return kkr_text_fail(r->file, err, "unknown section [%s]%s%s%s", r->section,
                         nearest ? "; did you mean [" : "", nearest ? nearest : "",
                         nearest ? "]?" : "");
}

static bool read_first_line(reader *r, kkr_error *err)
{
    kkr_line line = { "", 0 };
    if (!kkr_text_next(r->file, &line))
        r->file->line = 1;
    const size_t length = strlen(FIRST_LINE);
    if (line.length <= length || memcmp(line.text, FIRST_LINE " ", length + 1) != 0)
        return kkr_text_fail(r->file, err,
                             "not a recipe: expected " FIRST_LINE " " VERSION
                             " as first line");
    kkr_line version = kkr_line_trim(kkr_line_cut(line, length, line.length));
    if (version.length == strlen(VERSION) &&
        memcmp(version.text, VERSION, version.length) == 0)
        return true;
    return kkr_text_fail(
        r->file, err, "a recipe of version %.*s; this kkrscope reads version " VERSION,
        (int)(version.length < 20 ? version.length : 20), version.text);
}

static bool read_line(reader *r, kkr_line line, kkr_error *err)
{
    for (size_t i = 0; i < line.length; i++)
        if ((unsigned char)line.text[i] < ' ' && line.text[i] != '\t')
            return kkr_text_fail(r->file, err, "a control character, \\x%02x",
                                 line.text[i]);
    line = kkr_line_trim(line);
    if (line.length == 0 || line.text[0] == '#')
        return true;
    if (line.text[0] == '[')
        return read_section(r, line, err);
    const char *equals = memchr(line.text, '=', line.length);
    size_t before = equals ? (size_t)(equals - line.text) : line.length;
    kkr_line name = kkr_line_trim(kkr_line_cut(line, 0, before));
    if (!equals || name.length == 0)
        return kkr_text_fail(r->file, err, "expected key = value, found %.*s",
                             (int)(line.length < MAX_QUOTE ? line.length : MAX_QUOTE),
                             line.text);
    return read_key(r, name, kkr_line_trim(kkr_line_cut(line, before + 1, line.length)),
                    err);
}

static kkr_recipe_text *read(kkr_text *file, kkr_error *err)
{
    if (file->length > MAX_SIZE) {
        kkr_fail(err, KKR_ERROR_FORMAT, "%s: %.3g MB, too long for a recipe",
                 file->path, (double)file->length / 1e6);
        return NULL;
    }
    KKR_AUTO(kkr_recipe_text) text = kkr_recipe_text_new();
    reader r = { .file = file, .text = text };
    if (!read_first_line(&r, err))
        return NULL;
    for (kkr_line line; kkr_text_next(file, &line);)
        if (!read_line(&r, line, err))
            return NULL;
    kkr_recipe_derive(&text->recipe, &r.at);
    return kkr_recipe_check(file, text, &r.at, err) ? KKR_STEAL(text) : NULL;
}

kkr_recipe_text *kkr_recipe_text_parse(const char *name, const char *data,
                                       size_t length, kkr_error *err)
{
    KKR_AUTO(kkr_text) file = kkr_text_new(name, data, length);
    return read(file, err);
}

/** A relative path as it is seen from where the program runs. */
static void locate(char **path, const char *recipe, size_t folder)
{
    if (!*path || **path == '/' || folder == 0)
        return;
    char *located = kkr_strdup_printf("%.*s%s", (int)folder, recipe, *path);
    free(*path);
    *path = located;
}

/** The same for the recipe's own array. */
static bool locate_model(kkr_recipe *recipe, const char *path, size_t folder,
                         kkr_error *err)
{
    char *located = kkr_strdup(recipe->model);
    if (*located)
        locate(&located, path, folder);
    size_t length = strlen(located);
    bool fits = length < sizeof recipe->model;
    memset(recipe->model, 0, sizeof recipe->model); // recipes are compared as a whole
    if (fits)
        memcpy(recipe->model, located, length);
    else
        kkr_fail(err, KKR_ERROR_FORMAT, "%s: the path of the model is too long: %s",
                 path, located);
    free(located);
    return fits;
}

kkr_recipe_text *kkr_recipe_text_read(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_text) file = kkr_text_read(path, err);
    kkr_recipe_text *text = file ? read(file, err) : NULL;
    if (!text)
        return NULL;
    while (strncmp(path, "./", 2) == 0) // "./a.recipe" is "a.recipe"
        path += 2;
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    for (int i = 0; i < text->n_paths; i++)
        locate(&text->paths[i], path, folder);
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        locate(&text->forced[role], path, folder);
    locate(&text->reference_path, path, folder);
    if (!locate_model(&text->recipe, path, folder, err)) {
        kkr_recipe_text_free(text);
        return NULL;
    }
    if (folder)
        text->folder = kkr_strdup_printf("%.*s", (int)folder, path);
    return text;
}

bool kkr_recipe_text_is_one(const char *path)
{
    char head[sizeof FIRST_LINE] = "";
    struct stat info; // a pipe would wait for its writer
    bool is_file = stat(path, &info) == 0 && S_ISREG(info.st_mode);
    FILE *file = is_file ? fopen(path, "re") : NULL;
    size_t n = file ? fread(head, 1, sizeof head - 1, file) : 0;
    if (file)
        fclose(file);
    return n == sizeof head - 1 && memcmp(head, FIRST_LINE, n) == 0;
}

// ------------------------------------------------------------- write

/** The keys from which all others follow, to the last bit. */
static void find_needed(const kkr_recipe_text *text, kkr_recipe_places *needed)
{
    for (int i = 0; i < kkr_recipe_n_keys; i++)
        needed->line[i] = !kkr_recipe_keys[i].derived ||
                          kkr_recipe_tells_panel(&kkr_recipe_keys[i], &text->recipe);
    for (bool more = true; more;) {
        kkr_recipe_text derived = *text;
        kkr_recipe_derive(&derived.recipe, needed);
        more = false;
        for (int i = 0; i < kkr_recipe_n_keys; i++) {
            size_t offset = kkr_recipe_keys[i].offset, size = kkr_recipe_keys[i].size;
            if (needed->line[i] || memcmp((char *)&derived + offset,
                                          (const char *)text + offset, size) == 0)
                continue;
            needed->line[i] = 1;
            more = true;
        }
    }
}

char *kkr_recipe_text_write(const kkr_recipe_text *text)
{
    kkr_recipe_places needed;
    find_needed(text, &needed);
    char *data = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&data, &length);
    fprintf(file, FIRST_LINE " " VERSION "\n");
    const char *section = "none yet";
    for (int i = 0; i < kkr_recipe_n_keys; i++) {
        const kkr_recipe_key *key = &kkr_recipe_keys[i];
        if (!needed.line[i] || !kkr_recipe_key_is_set(key, text))
            continue;
        if (strcmp(section, key->section) != 0)
            fprintf(file, *key->section ? "\n[%s]\n" : "\n", key->section);
        section = key->section;
        fprintf(file, "%s = ", key->name);
        kkr_recipe_key_write(key, text, file);
        putc('\n', file);
    }
    fclose(file);
    return data;
}
