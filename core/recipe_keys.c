// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/recipe_keys.h"

#include "core/colormap.h"
#include "core/text.h"
#include "core/word.h"
#include "core/ylm.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// ------------------------------------------------------------ table

static_assert(offsetof(kkr_recipe, center_t) ==
                  offsetof(kkr_recipe, center_s) + sizeof(double),
              "center is read as two numbers");

#define AT(member) .offset = offsetof(kkr_recipe_text, member)
#define IN(member) AT(member), .size = sizeof(((kkr_recipe_text *)0)->member)
#define R(member) IN(recipe.member)

#define PATH(s, k, member)                \
    {                                     \
        s, k, KKR_RECIPE_PATH, IN(member) \
    }
#define HASH(s, k, member)                \
    {                                     \
        s, k, KKR_RECIPE_HASH, IN(member) \
    }
#define CHOICE(s, k, w, ...)                             \
    {                                                    \
        s, k, KKR_RECIPE_CHOICE, .words = w, __VA_ARGS__ \
    }
#define SWITCH(s, k, member) CHOICE(s, k, "off|on", R(member))
#define NUMBER(s, k, unit, least, most, ...)                                 \
    {                                                                        \
        s, k, KKR_RECIPE_NUMBERS, .words = unit, .low = least, .high = most, \
                                  __VA_ARGS__                                \
    }
#define COUNT(s, k, least, most, ...)                                   \
    {                                                                   \
        s, k, KKR_RECIPE_COUNT, .low = least, .high = most, __VA_ARGS__ \
    }
#define SCALE(k, member, kinds, low_derived, linear_derived)                     \
    CHOICE("scales", k ".scale", kinds, R(member.kind)),                         \
        NUMBER("scales", k ".limit", "Ry", 1e-99, 1e99, R(member.limit)),        \
        NUMBER("scales", k ".low", "Ry", -1e99, 1e99, R(member.low),             \
               .derived = low_derived),                                          \
        NUMBER("scales", k ".linear-to", "Ry", -1e99, 1e99, R(member.linear_to), \
               .derived = linear_derived)

// Words of kkr_scale_kind, without those that make no sense.
#define SIGNED "linear||symlog|asinh"
#define ABSOLUTE "linear|log"
#define FAR 1e6 // bohr
#define MAX_LM ((KKR_L_MAX + 1) * (KKR_L_MAX + 1))

const kkr_recipe_key kkr_recipe_keys[] = {
    CHOICE("", "kind", "slices", IN(kind)),

    { "inputs", "case", KKR_RECIPE_PATHS, IN(paths) },
    PATH("inputs", "structure", forced[KKR_ROLE_STRUCTURE]),
    PATH("inputs", "potential", forced[KKR_ROLE_POTENTIAL]),
    PATH("inputs", "shapes", forced[KKR_ROLE_SHAPES]),
    PATH("inputs", "cluster", forced[KKR_ROLE_CLUSTER]),
    PATH("inputs", "imp-potential", forced[KKR_ROLE_IMP_POTENTIAL]),
    PATH("inputs", "imp-shapes", forced[KKR_ROLE_IMP_SHAPES]),
    PATH("inputs", "host-cluster", forced[KKR_ROLE_HOST_CLUSTER]),
    PATH("inputs", "start", forced[KKR_ROLE_START]),
    CHOICE("inputs", "v0", "host|start|file|zero", R(reference)),
    PATH("inputs", "v0-file", reference_path),
    COUNT("inputs", "origin-site", 1, 1e9, IN(origin_site), .instead = "auto"),
    COUNT("inputs", "spins", 1, 2, IN(n_spin), .instead = "auto"),
    HASH("inputs", "structure.sha256", sha256[KKR_ROLE_STRUCTURE]),
    HASH("inputs", "potential.sha256", sha256[KKR_ROLE_POTENTIAL]),
    HASH("inputs", "shapes.sha256", sha256[KKR_ROLE_SHAPES]),
    HASH("inputs", "cluster.sha256", sha256[KKR_ROLE_CLUSTER]),
    HASH("inputs", "imp-potential.sha256", sha256[KKR_ROLE_IMP_POTENTIAL]),
    HASH("inputs", "imp-shapes.sha256", sha256[KKR_ROLE_IMP_SHAPES]),
    HASH("inputs", "host-cluster.sha256", sha256[KKR_ROLE_HOST_CLUSTER]),
    HASH("inputs", "start.sha256", sha256[KKR_ROLE_START]),
    HASH("inputs", "v0-file.sha256", reference_sha256),

    CHOICE("potential", "field", "all|V|dV|absV|absdV", R(only), .first = -1),
    CHOICE("potential", "channel", "avg|up|down|B", R(sampler.channel)),
    CHOICE("potential", "mode", "cell|stored|mt", R(sampler.mode)),
    SWITCH("potential", "nuclear", sampler.nuclear),
    COUNT("potential", "l-max", 0, 99, R(sampler.l_max), .first = -1, .instead = "all"),
    CHOICE("potential", "outside", "none|host", R(sampler.outside_host)),

    { "plane", "miller", KKR_RECIPE_INDICES, .low = -999, .high = 999,
      .instead = "none", R(plane.hkl) },
    NUMBER("plane", "offset", "bohr", -2 * FAR, 2 * FAR, R(plane.offset)),
    NUMBER("plane", "u", NULL, -1, 1, R(plane.u), .derived = true),
    NUMBER("plane", "v", NULL, -1, 1, R(plane.v), .derived = true),
    NUMBER("plane", "normal", NULL, -1, 1, R(plane.n), .derived = true),
    NUMBER("plane", "origin", "bohr", -FAR, FAR, R(plane.origin), .derived = true),
    { "plane", "name", KKR_RECIPE_NAME, .derived = true, R(plane.name) },
    NUMBER("plane", "center", "bohr", -FAR, FAR, AT(recipe.center_s),
           .size = 2 * sizeof(double)),
    NUMBER("plane", "width", "bohr", 1e-6, FAR, R(width), .instead = "auto"),

    SWITCH("scales", "auto", auto_scales),
    SWITCH("scales", "linked", linked_scales),
    SWITCH("scales", "keep", keep_scales),
    SCALE("V", signed_scales.v, SIGNED, true, false),
    SCALE("dV", signed_scales.dv, SIGNED, true, false),
    SCALE("absV", absolute_scales.v, ABSOLUTE, false, true),
    SCALE("absdV", absolute_scales.dv, ABSOLUTE, false, true),

    { "colours", "diverging", KKR_RECIPE_MAP, .high = 1, R(diverging) },
    { "colours", "sequential", KKR_RECIPE_MAP, R(sequential) },
    CHOICE("colours", "ground", "light|dark", R(dark)),

    SWITCH("marks", "cells", show_cells),
    SWITCH("marks", "contours", show_contours),
    COUNT("marks", "contours-per-decade", 1, 3, R(contours_per_decade)),
    SWITCH("marks", "atoms", show_atoms),
    SWITCH("marks", "labels", show_labels),
    SWITCH("marks", "muffin-tins", show_r_mt),
    SWITCH("marks", "owners", show_owners),
    SWITCH("marks", "tripod", show_tripod),
    SWITCH("marks", "pin", has_pin),
    NUMBER("marks", "pin-at", "bohr", -FAR, FAR, R(pin)),
    SWITCH("marks", "line", show_line),
    COUNT("marks", "line-ends", 0, 2, R(line_ends)),
    NUMBER("marks", "line-from", "bohr", -FAR, FAR, R(line_from)),
    NUMBER("marks", "line-to", "bohr", -FAR, FAR, R(line_to)),
    CHOICE("marks", "line-scale", "linear||symlog", R(line_scale)),

    CHOICE("radial", "shown", "off|on", R(view)),
    { "radial", "sites", KKR_RECIPE_LIST, .low = 1, .high = 1e9, .instead = "auto",
      R(radial_sites) },
    CHOICE("radial", "parts", "spherical|one|nonspherical", R(radial_parts)),
    COUNT("radial", "lm", 1, MAX_LM, R(radial_lm)),
    CHOICE("radial", "overlay", "none|modes|spins", R(radial_overlay)),
    CHOICE("radial", "axis", "linear|log", R(radial_log)),
    SWITCH("radial", "marks", radial_marks),
    NUMBER("radial", "from", "bohr", 1e-6, FAR, R(radial_from), .instead = "auto"),
    NUMBER("radial", "to", "bohr", 1e-6, FAR, R(radial_to), .instead = "auto"),

    CHOICE("units", "energy", "Ry|mRy|Ha|eV|meV", R(energy_unit)),
    CHOICE("units", "length", "bohr|Å|a", R(length_unit)),

    CHOICE("page", "profile", "journal-1col|journal-2col|beamer|slide", R(profile)),
    CHOICE("page", "axes", "auto|off|on", R(axes), .first = -1),
    NUMBER("page", "width", "mm", 1, 1e4, R(width_mm), .instead = "auto"),
    NUMBER("page", "height", "mm", 1, 1e4, R(height_mm), .instead = "auto"),
    NUMBER("page", "dpi", NULL, 1, 1e4, R(dpi)),
    SWITCH("page", "transparent", transparent),
};

const int kkr_recipe_n_keys = sizeof kkr_recipe_keys / sizeof *kkr_recipe_keys;

// -------------------------------------------------------- in words

static void list_words(const kkr_recipe_key *key, char *text, size_t size)
{
    size_t n = 0;
    for (const char *word = key->words; word && n < size;) {
        const char *end = strchr(word, '|');
        int length = end ? (int)(end - word) : (int)strlen(word);
        if (length > 0)
            n += (size_t)snprintf(text + n, size - n, "%s%.*s",
                                  n == 0 ? ""
                                  : end  ? ", "
                                         : " or ",
                                  length, word);
        word = end ? end + 1 : NULL;
    }
}

static bool fits(const kkr_recipe_key *key, const char *name)
{
    const kkr_colormap *map = kkr_colormap_get(name, false);
    return map && map->diverging == (key->high != 0);
}

static void list_maps(const kkr_recipe_key *key, char *text, size_t size)
{
    size_t n = (size_t)snprintf(text, size, "a map:");
    for (const char *const *name = kkr_colormap_names(); *name && n < size; name++)
        if (fits(key, *name))
            n += (size_t)snprintf(text + n, size - n, " %s", *name);
}

void kkr_recipe_key_takes(const kkr_recipe_key *key, char *text, size_t size)
{
    int n = (int)(key->size / sizeof(double));
    char instead[16] = "";
    if (key->instead)
        snprintf(instead, sizeof instead, "%s or ", key->instead);
    switch (key->value) {
    case KKR_RECIPE_CHOICE:
        list_words(key, text, size);
        return;
    case KKR_RECIPE_COUNT:
        snprintf(text, size, "%sa whole number from %.0f to %.0f", instead, key->low,
                 key->high);
        return;
    case KKR_RECIPE_NUMBERS:
        if (n == 1)
            snprintf(text, size, "%sa number from %g to %g", instead, key->low,
                     key->high);
        else
            snprintf(text, size, "%d numbers from %g to %g", n, key->low, key->high);
        if (key->words)
            snprintf(text + strlen(text), size - strlen(text), ", then %s", key->words);
        return;
    case KKR_RECIPE_INDICES:
        snprintf(text, size, "%s3 whole numbers from %.0f to %.0f", instead, key->low,
                 key->high);
        return;
    case KKR_RECIPE_LIST:
        snprintf(text, size, "%s1 to %zu whole numbers from %.0f to %.0f", instead,
                 key->size / sizeof(int), key->low, key->high);
        return;
    case KKR_RECIPE_NAME:
        snprintf(text, size, "a text of at most %zu bytes, in quotes", key->size - 1);
        return;
    case KKR_RECIPE_MAP:
        list_maps(key, text, size);
        return;
    case KKR_RECIPE_PATH:
        snprintf(text, size, "a file");
        return;
    case KKR_RECIPE_PATHS:
        snprintf(text, size, "1 to %d folders or files", KKR_RECIPE_MAX_PATHS);
        return;
    case KKR_RECIPE_HASH:
        snprintf(text, size, "64 digits 0 to 9 and a to f");
        return;
    }
}

// ------------------------------------------------------------ write

/** The point of whatever locale becomes a full stop. */
static void use_point(char *text)
{
    char *out = text;
    for (const char *c = text; *c; c++) {
        if (strchr("+-0123456789e", *c))
            *out++ = *c;
        else if (out == text || out[-1] != '.') // it may have several bytes
            *out++ = '.';
    }
    *out = 0;
}

/** The fewest digits that read back to the same double. */
static void write_number(double value, FILE *file)
{
    assert(isfinite(value));
    char text[64];
    double back = 0;
    int digits = -1; // behind the first one
    do {
        snprintf(text, sizeof text, "%.*e", ++digits, value);
        use_point(text);
        kkr_parse_fortran(text, strlen(text), &back);
    } while (back != value && digits < 17);
    int exponent = atoi(strchr(text, 'e') + 1);
    if (exponent >= -5 && exponent <= 15) {
        int decimals = digits > exponent ? digits - exponent : 0;
        snprintf(text, sizeof text, "%.*f", decimals, value);
        use_point(text);
    }
    fputs(text, file);
}

/** Bytes of the UTF-8 character at `text`, 0 if it is none (RFC 3629). */
static int character(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    if (c[0] < 0x80)
        return 1;
    int n = c[0] >= 0xf0 ? 4 : c[0] >= 0xe0 ? 3 : 2;
    if (c[0] < 0xc2 || c[0] > 0xf4)
        return 0;
    for (int i = 1; i < n; i++)
        if ((c[i] & 0xc0) != 0x80)
            return 0;
    bool wrong = (c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xed && c[1] > 0x9f) ||
                 (c[0] == 0xf0 && c[1] < 0x90) || (c[0] == 0xf4 && c[1] > 0x8f);
    return wrong ? 0 : n;
}

static bool is_control(char c)
{
    return ((unsigned char)c < ' ') || c == 0x7f;
}

static bool is_plain(const char *word)
{
    const char *c = word;
    for (int n; *c; c += n) {
        n = character(c);
        if (n == 0 || is_control(*c) || strchr(" \"#\\", *c))
            return false;
    }
    return c > word;
}

/** A word with quotes and \xHH where it needs them. */
static void write_word(const char *word, FILE *file)
{
    if (is_plain(word)) {
        fputs(word, file);
        return;
    }
    putc('"', file);
    while (*word) {
        int n = character(word);
        if (n == 0 || is_control(*word)) {
            fprintf(file, "\\x%02x", (unsigned char)*word++);
            continue;
        }
        if (*word == '"' || *word == '\\')
            putc('\\', file);
        fwrite(word, 1, (size_t)n, file);
        word += n;
    }
    putc('"', file);
}

/** A bool or an enum, whatever its size. */
static int get_choice(const kkr_recipe_key *key, const char *place)
{
    int index;
    if (key->size == sizeof(bool))
        return *(const bool *)place;
    assert(key->size == sizeof index);
    memcpy(&index, place, sizeof index);
    return index - key->first;
}

bool kkr_recipe_key_is_set(const kkr_recipe_key *key, const kkr_recipe_text *text)
{
    const char *place = (const char *)text + key->offset;
    switch (key->value) {
    case KKR_RECIPE_PATH:
        return *(char *const *)place != NULL;
    case KKR_RECIPE_PATHS:
        return text->n_paths > 0;
    case KKR_RECIPE_HASH:
        return *place != 0;
    default:
        return true;
    }
}

void kkr_recipe_key_write(const kkr_recipe_key *key, const kkr_recipe_text *text,
                          FILE *file)
{
    const char *place = (const char *)text + key->offset;
    const double *numbers = (const double *)place;
    const int *whole = (const int *)place;
    size_t n = key->size / sizeof(double);
    switch (key->value) {
    case KKR_RECIPE_CHOICE: {
        const char *word = key->words;
        for (int i = get_choice(key, place); i > 0; i--)
            word = strchr(word, '|') + 1;
        fprintf(file, "%.*s", (int)strcspn(word, "|"), word);
        return;
    }
    case KKR_RECIPE_COUNT:
        if (key->instead && *whole == key->first)
            fputs(key->instead, file);
        else
            fprintf(file, "%d", *whole);
        return;
    case KKR_RECIPE_NUMBERS:
        if (key->instead && numbers[0] == key->first) {
            fputs(key->instead, file);
            return;
        }
        for (size_t i = 0; i < n; i++) {
            if (i > 0)
                putc(' ', file);
            write_number(numbers[i], file);
        }
        if (key->words)
            fprintf(file, " %s", key->words);
        return;
    case KKR_RECIPE_INDICES:
        if (whole[0] == 0 && whole[1] == 0 && whole[2] == 0)
            fputs(key->instead, file);
        else
            fprintf(file, "%d %d %d", whole[0], whole[1], whole[2]);
        return;
    case KKR_RECIPE_LIST:
        if (whole[0] == 0)
            fputs(key->instead, file);
        for (size_t i = 0; i < key->size / sizeof(int) && whole[i] != 0; i++)
            fprintf(file, i > 0 ? " %d" : "%d", whole[i]);
        return;
    case KKR_RECIPE_PATH:
        write_word(*(char *const *)place, file);
        return;
    case KKR_RECIPE_PATHS:
        for (int i = 0; i < text->n_paths; i++) {
            if (i > 0)
                putc(' ', file);
            write_word(text->paths[i], file);
        }
        return;
    case KKR_RECIPE_NAME:
    case KKR_RECIPE_MAP:
    case KKR_RECIPE_HASH:
        write_word(place, file);
        return;
    }
}

// -------------------------------------------------------------- set

/** A decimal number as C writes it, and nothing of Fortran's further spellings. */
static bool parse_number(const kkr_recipe_key *key, const char *word, double *value)
{
    for (const char *c = word; *c; c++)
        if (!strchr("+-.0123456789eE", *c) ||
            (c > word && strchr("+-", *c) && !strchr("eE", c[-1])))
            return false;
    return kkr_parse_fortran(word, strlen(word), value) == KKR_NUMBER_OK &&
           *value >= key->low && *value <= key->high;
}

static bool parse_whole(const kkr_recipe_key *key, const char *word, int *value)
{
    return !strchr(word, ' ') && kkr_parse_int(word, strlen(word), value) &&
           *value >= key->low && *value <= key->high;
}

static bool set_choice(const kkr_recipe_key *key, char *place, const char *word)
{
    int index = *word ? kkr_word_index(word, key->words) : -1;
    if (index < 0)
        return false;
    if (key->size == sizeof(bool)) {
        *(bool *)place = index == 1;
    } else {
        index += key->first;
        memcpy(place, &index, sizeof index);
    }
    return true;
}

static bool set_numbers(const kkr_recipe_key *key, double *place, int n,
                        char *const *words)
{
    int n_numbers = (int)(key->size / sizeof(double));
    double numbers[3] = { 0 };
    assert(n_numbers <= 3);
    if (key->instead && n == 1 && strcmp(words[0], key->instead) == 0) {
        *place = key->first;
        return true;
    }
    if (n != n_numbers + (key->words != NULL))
        return false;
    for (int i = 0; i < n_numbers; i++)
        if (!parse_number(key, words[i], &numbers[i]))
            return false;
    if (key->words && strcmp(words[n - 1], key->words) != 0)
        return false;
    memcpy(place, numbers, key->size);
    return true;
}

static bool set_indices(const kkr_recipe_key *key, int *place, int n,
                        char *const *words)
{
    int whole[3] = { 0 };
    if (n != 1 || strcmp(words[0], key->instead) != 0) {
        for (int i = 0; i < 3; i++)
            if (n != 3 || !parse_whole(key, words[i], &whole[i]))
                return false;
        if (whole[0] == 0 && whole[1] == 0 && whole[2] == 0)
            return false;
    }
    memcpy(place, whole, sizeof whole);
    return true;
}

static bool set_list(const kkr_recipe_key *key, int *place, int n, char *const *words)
{
    int list[KKR_RECIPE_MAX_SITES] = { 0 };
    assert(key->size <= sizeof list);
    if (n != 1 || strcmp(words[0], key->instead) != 0)
        for (int i = 0; i < n; i++)
            if (n > (int)(key->size / sizeof(int)) ||
                !parse_whole(key, words[i], &list[i]))
                return false;
    memcpy(place, list, key->size);
    return true;
}

/** Text that may be drawn: it fits, is UTF-8 and has no control characters. */
static bool set_text(const kkr_recipe_key *key, char *place, const char *word)
{
    if (strlen(word) >= key->size)
        return false;
    for (const char *c = word; *c; c += character(c))
        if (character(c) == 0 || is_control(*c))
            return false;
    memset(place, 0, key->size);
    strcpy(place, word);
    return true;
}

bool kkr_recipe_key_set(const kkr_recipe_key *key, kkr_recipe_text *text, int n,
                        char *const *words)
{
    void *place = (char *)text + key->offset;
    int *whole = place;
    if (n < 1)
        return false;
    if (key->value == KKR_RECIPE_NUMBERS)
        return set_numbers(key, place, n, words);
    if (key->value == KKR_RECIPE_INDICES)
        return set_indices(key, place, n, words);
    if (key->value == KKR_RECIPE_LIST)
        return set_list(key, place, n, words);
    if (key->value == KKR_RECIPE_PATHS) {
        for (int i = 0; i < n; i++)
            if (n > KKR_RECIPE_MAX_PATHS || !words[i][0])
                return false;
        for (int i = 0; i < n; i++)
            text->paths[i] = kkr_strdup(words[i]);
        text->n_paths = n;
        return true;
    }
    if (n != 1)
        return false;
    const char *word = words[0];
    switch (key->value) {
    case KKR_RECIPE_CHOICE:
        return set_choice(key, place, word);
    case KKR_RECIPE_COUNT:
        if (!key->instead || strcmp(word, key->instead) != 0)
            return parse_whole(key, word, whole);
        *whole = key->first;
        return true;
    case KKR_RECIPE_PATH:
        if (!*word)
            return false;
        *(char **)place = kkr_strdup(word);
        return true;
    case KKR_RECIPE_HASH:
        return strspn(word, "0123456789abcdef") == key->size - 1 &&
               set_text(key, place, word);
    case KKR_RECIPE_MAP:
        return fits(key, word) && set_text(key, place, word);
    default:
        return set_text(key, place, word);
    }
}
