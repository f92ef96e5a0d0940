// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/recipe_keys.h"
#include "tests/files.h"

#include "core/colormap.h"

#include <locale.h>

#define HEAD "kkrscope recipe 1\n"
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

/** Reads back what is written; a second writing gives the same text. */
static kkr_recipe_text *there_and_back(const kkr_recipe_text *text)
{
    kkr_error err = { 0 };
    char *first = kkr_recipe_text_write(text);
    kkr_recipe_text *back = kkr_recipe_text_parse("a", first, strlen(first), &err);
    if (back) {
        char *second = kkr_recipe_text_write(back);
        CHECK_STRING(second, first);
        free(second);
    } else {
        printf("%s\n%s\n", err.message, first);
        CHECK(back);
    }
    free(first);
    return back;
}

static kkr_recipe_text *parse(const char *text, kkr_error *err)
{
    return kkr_recipe_text_parse("a.recipe", text, strlen(text), err);
}

// ------------------------------------------------------------- laws

static bool is_covered(size_t byte)
{
    for (int i = 0; i < kkr_recipe_n_keys; i++) {
        size_t offset = kkr_recipe_keys[i].offset, size = kkr_recipe_keys[i].size;
        if (byte >= offset && byte < offset + size)
            return true;
    }
    return false;
}

/** A field that somebody adds to kkr_recipe is a key, or this test fails. */
static void every_field_is_a_key(void)
{
#if defined __has_builtin && __has_builtin(__builtin_clear_padding)
    kkr_recipe recipe;
    memset(&recipe, 0xff, sizeof recipe);
    __builtin_clear_padding(&recipe);
    // The quantity itself says which scales are signed.
    bool *const fixed[] = { &recipe.signed_scales.v.is_signed,
                            &recipe.signed_scales.dv.is_signed,
                            &recipe.absolute_scales.v.is_signed,
                            &recipe.absolute_scales.dv.is_signed };
    for (int i = 0; i < 4; i++)
        memset(fixed[i], 0, sizeof(bool));
    const unsigned char *bytes = (const unsigned char *)&recipe;
    for (size_t i = 0; i < sizeof recipe; i++)
        if (bytes[i] && !is_covered(offsetof(kkr_recipe_text, recipe) + i)) {
            printf("no key for byte %zu of kkr_recipe\n", i);
            check_failures++;
            return;
        }
#endif
}

static double random_unit(void)
{
    return (double)random() / (double)RAND_MAX + (double)random() / 0x1p62;
}

static double random_number(double low, double high)
{
    double value = low + (high - low) * random_unit();
    if (random() % 2) // small numbers, too
        value = copysign(exp(log(1e-6) + random_unit() * log(high / 1e-6)), value);
    if (random() % 8 == 0)
        value = round(value);
    return fmin(fmax(value, low), high);
}

/** Any text: UTF-8 for a name, any bytes for a path. */
static void random_text(char *text, size_t most, bool path)
{
    static const char *const pieces[] = { "a",  "Z",  "0",    " ",   "  ",  "#",
                                          "\"", "\\", "/",    "=",   "[",   "]",
                                          "−",  "Å",  "鉄",   "😀",   "\\x", ".",
                                          "'",  ";",  "auto", "none" };
    enum { N = sizeof pieces / sizeof *pieces };
    *text = 0;
    for (long n = random() % 12; n >= 0; n--) {
        char byte[2] = { (char)(1 + random() % 255), 0 };
        const char *piece = path && random() % 2 ? byte : pieces[random() % N];
        if (strlen(text) + strlen(piece) <= most)
            strcat(text, piece);
    }
}

static void randomise_key(const kkr_recipe_key *key, kkr_recipe_text *text)
{
    char *place = (char *)text + key->offset, word[256] = "";
    int words[8], n_words = 0, index = 0, *whole = (int *)place;
    for (const char *c = key->words; c && *c; index++) {
        size_t length = strcspn(c, "|");
        if (length > 0 && n_words < 8)
            words[n_words++] = index;
        c += length + (c[length] != 0);
    }
    bool instead = key->instead && random() % 4 == 0;
    switch (key->value) {
    case KKR_RECIPE_CHOICE:
        if (key->size == sizeof(bool))
            *(bool *)place = random() % 2;
        else
            *whole = key->first + words[random() % n_words];
        return;
    case KKR_RECIPE_COUNT:
        *whole = instead
                     ? key->first
                     : (int)key->low + (int)(random_unit() * (key->high - key->low));
        return;
    case KKR_RECIPE_NUMBERS:
        for (size_t i = 0; i < key->size / sizeof(double); i++)
            ((double *)place)[i] =
                instead ? key->first : random_number(key->low, key->high);
        return;
    case KKR_RECIPE_NAME:
        memset(place, 0, key->size);
        random_text(place, key->size - 1, false);
        return;
    case KKR_RECIPE_MAP: {
        const char *const *names = kkr_colormap_names();
        int n = 0, i;
        while (names[n])
            n++;
        do
            i = (int)(random() % n);
        while (kkr_colormap_get(names[i], false)->diverging != (key->high != 0));
        memset(place, 0, key->size);
        strcpy(place, names[i]);
        return;
    }
    case KKR_RECIPE_PATH:
        random_text(word, sizeof word - 1, true);
        if (key->size == sizeof(char *))
            *(char **)place = random() % 2 ? kkr_strdup(word) : NULL;
        else // in the recipe itself
            snprintf(memset(place, 0, key->size), key->size, "%s",
                     random() % 2 ? word : "");
        return;
    case KKR_RECIPE_PATHS:
        text->n_paths = (int)(random() % (KKR_RECIPE_MAX_PATHS + 1));
        for (int i = 0; i < text->n_paths; i++) {
            random_text(word, sizeof word - 1, true);
            text->paths[i] = kkr_strdup(word);
        }
        return;
    case KKR_RECIPE_HASH:
        for (int i = 0; i < KKR_SHA256_HEX - 1 && random() % 1000; i++)
            place[i] = "0123456789abcdef"[random() % 16];
        place[KKR_SHA256_HEX - 1] = 0;
        if (strlen(place) < KKR_SHA256_HEX - 1)
            memset(place, 0, KKR_SHA256_HEX);
        return;
    case KKR_RECIPE_HASHES:
        text->n_path_sha256 = random() % 2 ? text->n_paths : 0;
        for (int i = 0; i < text->n_path_sha256; i++) {
            for (int k = 0; k < KKR_SHA256_HEX - 1; k++)
                word[k] = "0123456789abcdef"[random() % 16];
            word[KKR_SHA256_HEX - 1] = 0;
            text->path_sha256[i] = kkr_strdup(word);
        }
        return;
    case KKR_RECIPE_INDICES:
        return; // with the plane
    case KKR_RECIPE_LIST:
        memset(place, 0, key->size);
        for (size_t i = 0; i < key->size / sizeof(int) && random() % 8; i++)
            whole[i] = (int)key->low + (int)(random() % (long)key->high);
        if (!key->instead && !whole[0])
            whole[0] = (int)key->high;
        return;
    }
}

static kkr_vec3 random_direction(void)
{
    kkr_vec3 x = { random_number(-1, 1), random_number(-1, 1), random_number(-1, 1) };
    return kkr_vec3_unit(kkr_vec3_add(x, (kkr_vec3){ 0, 0, 1e-3 }));
}

static void random_plane(kkr_plane *plane)
{
    double offset = random() % 2 ? 0 : random_number(-1e3, 1e3);
    if (random() % 2) {
        int hkl[3];
        do
            for (int k = 0; k < 3; k++)
                hkl[k] = (int)(random() % (random() % 2 ? 3 : 1999)) - 1;
        while ((!hkl[0] && !hkl[1] && !hkl[2]) || hkl[0] > 999 || hkl[1] > 999 ||
               hkl[2] > 999);
        char name[sizeof plane->name];
        memcpy(name, plane->name, sizeof name);
        kkr_plane_from_miller(hkl[0], hkl[1], hkl[2], offset, plane, NULL);
        if (random() % 2) // as the user likes it
            memcpy(plane->name, name, sizeof name);
    } else {
        memset(plane->hkl, 0, sizeof plane->hkl);
        kkr_vec3 normal;
        do {
            plane->u = random_direction();
            normal = kkr_vec3_cross(plane->u, random_direction());
        } while (kkr_vec3_length(normal) < 0.01);
        plane->n = kkr_vec3_unit(normal);
        plane->v = kkr_vec3_cross(plane->n, plane->u);
        plane->origin =
            random() % 4 ? kkr_vec3_scale(plane->n, offset) : (kkr_vec3){ 0, 0, 0 };
        plane->offset = kkr_vec3_dot(plane->n, plane->origin);
    }
}

/** What randomise_key() cannot know: keys that must fit to each other. */
static void repair(kkr_recipe_text *text)
{
    kkr_recipe *recipe = &text->recipe;
    random_plane(&recipe->plane);
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        kkr_panel_view *own = &recipe->own[q];
        if (!own->unlinked) {
            memset(own, 0, sizeof *own);
            continue;
        }
        if (random() % 2)
            random_plane(&own->plane);
        else // the same, somewhere else
            own->plane = recipe->plane;
        if (random() % 2)
            kkr_plane_set_offset(&own->plane, random_number(-1e3, 1e3));
    }
    recipe->camera.from = random_direction();
    do {
        recipe->camera.up = random_direction();
    } while (!kkr_camera_straighten(
        &(kkr_camera){ .from = recipe->camera.from, .up = recipe->camera.up }));
    recipe->cells.direction = random_direction();
    kkr_scale_pair *pairs[] = { &recipe->signed_scales, &recipe->absolute_scales };
    static const kkr_scale_kind kinds[2][3] = {
        { KKR_SCALE_LINEAR, KKR_SCALE_SYMLOG, KKR_SCALE_ASINH },
        { KKR_SCALE_LINEAR, KKR_SCALE_LOG, KKR_SCALE_LOG }
    };
    for (int i = 0; i < 4; i++) {
        kkr_scale *scale = i % 2 ? &pairs[i / 2]->dv : &pairs[i / 2]->v;
        scale->is_signed = i / 2 == 0;
        scale->kind = kinds[i / 2][random() % 3];
        scale->low = random() % 2 && scale->is_signed
                         ? -scale->limit
                         : scale->limit * random_unit() / 2;
        scale->linear_to = scale->limit * random_unit() / 2;
    }
    bool needs = recipe->reference == KKR_REFERENCE_FILE;
    if (needs != (text->reference_path != NULL)) {
        free(text->reference_path);
        text->reference_path = needs ? kkr_strdup("its file") : NULL;
    }
}

static bool same_strings(const kkr_recipe_text *a, const kkr_recipe_text *b)
{
    bool same = a->n_paths == b->n_paths;
    for (int i = 0; same && i < a->n_paths; i++)
        same = strcmp(a->paths[i], b->paths[i]) == 0;
    for (int i = 0; same && i < KKR_ROLE_COUNT; i++)
        same = !a->forced[i] == !b->forced[i] &&
               (!a->forced[i] || strcmp(a->forced[i], b->forced[i]) == 0) &&
               strcmp(a->sha256[i], b->sha256[i]) == 0;
    return same && !a->reference_path == !b->reference_path &&
           (!a->reference_path || strcmp(a->reference_path, b->reference_path) == 0) &&
           strcmp(a->reference_sha256, b->reference_sha256) == 0 &&
           a->origin_site == b->origin_site && a->n_spin == b->n_spin &&
           a->kind == b->kind;
}

static bool is_pointer(const kkr_recipe_key *key)
{
    return key->value == KKR_RECIPE_PATH || key->value == KKR_RECIPE_PATHS ||
           key->value == KKR_RECIPE_HASHES;
}

/** Any recipe survives writing and reading, bit for bit. */
static void random_recipes_survive(void)
{
    srandom(5);
    for (int round = 0; round < 2000 && !check_failures; round++) {
        KKR_AUTO(kkr_recipe_text) text = kkr_recipe_text_new();
        memset(&text->recipe, 0, sizeof text->recipe);
        for (int i = 0; i < kkr_recipe_n_keys; i++)
            randomise_key(&kkr_recipe_keys[i], text);
        repair(text);
        KKR_AUTO(kkr_recipe_text) back = there_and_back(text);
        if (!back)
            continue;
        CHECK(same_strings(text, back));
        for (int i = 0; i < kkr_recipe_n_keys; i++) {
            const kkr_recipe_key *key = &kkr_recipe_keys[i];
            if (!is_pointer(key) &&
                memcmp((char *)text + key->offset, (char *)back + key->offset,
                       key->size) != 0) {
                printf("[%s] %s changed\n", key->section, key->name);
                check_failures++;
            }
        }
        CHECK(back->recipe.signed_scales.v.is_signed &&
              back->recipe.signed_scales.dv.is_signed &&
              !back->recipe.absolute_scales.v.is_signed &&
              !back->recipe.absolute_scales.dv.is_signed);
    }
}

static void words_are_those_of_the_program(void)
{
    const kkr_recipe_key *key = kkr_recipe_keys;
    char words[200], expected[200] = "";
    for (; strcmp(key->name, "profile"); key++)
        ;
    for (int i = 0; i < KKR_PROFILE_COUNT; i++)
        sprintf(expected + strlen(expected), "%s%s", i ? "|" : "", kkr_profile_name(i));
    CHECK_STRING(key->words, expected);
    for (key = kkr_recipe_keys; strcmp(key->name, "energy"); key++)
        ;
    *expected = 0;
    for (int i = 0; i < KKR_ENERGY_COUNT; i++)
        sprintf(expected + strlen(expected), "%s%s", i ? "|" : "",
                kkr_energy_unit_name(i));
    CHECK_STRING(key->words, expected);
    *expected = 0;
    for (int i = 0; i < KKR_LENGTH_COUNT; i++)
        sprintf(expected + strlen(expected), "%s%s", i ? "|" : "",
                kkr_length_unit_name(i));
    CHECK_STRING(key[1].words, expected);
    for (int role = 0; role < KKR_ROLE_COUNT; role++) {
        size_t file = offsetof(kkr_recipe_text, forced) + (size_t)role * sizeof(char *);
        size_t hash = offsetof(kkr_recipe_text, sha256) + (size_t)role * KKR_SHA256_HEX;
        snprintf(words, sizeof words, "%s.sha256", kkr_role_option(role));
        for (int i = 0; i < kkr_recipe_n_keys; i++) {
            if (kkr_recipe_keys[i].offset == file)
                CHECK_STRING(kkr_recipe_keys[i].name, kkr_role_option(role));
            if (kkr_recipe_keys[i].offset == hash)
                CHECK_STRING(kkr_recipe_keys[i].name, words);
        }
    }
}

// ---------------------------------------------------------- by hand

static void defaults_and_numbers(void)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_recipe_text) empty = parse(HEAD, &err);
    KKR_AUTO(kkr_recipe_text) fresh = kkr_recipe_text_new();
    CHECK(empty && memcmp(&empty->recipe, &fresh->recipe, sizeof fresh->recipe) == 0);
    CHECK(empty && empty->n_paths == 0 && empty->origin_site == 0);

    KKR_AUTO(kkr_recipe_text)
    text = parse(HEAD "# a comment\r\n kind = slices # slices\n\n[ plane ]# the plane\n"
                      "miller = 1 -1 0\noffset=0.1 bohr\n\twidth = 2E1 bohr\n"
                      "name = \"a \\\"plane\\\" # 1\"\n[page]\ndpi = 72.\n"
                      "[inputs]\ncase = host \"imp \\xff\\\\\" # two\n",
                 &err);
    CHECK_STRING(err.message, "");
    if (!text)
        return;
    CHECK(text->recipe.plane.hkl[1] == -1 && text->recipe.plane.offset == 0.1);
    CHECK(text->recipe.width == 20 && text->recipe.dpi == 72);
    CHECK_STRING(text->recipe.plane.name, "a \"plane\" # 1");
    CHECK_NEAR(text->recipe.plane.origin.x, 0.1 / sqrt(2), 1e-16);
    CHECK(text->n_paths == 2);
    CHECK_STRING(text->paths[0], "host");
    CHECK_STRING(text->paths[1], "imp \xff\\");
    char *written = kkr_recipe_text_write(text);
    CHECK(strstr(written, "\ncase = host \"imp \\xff\\\\\"\n"));
    CHECK(strstr(written, "\nmiller = 1 -1 0\noffset = 0.1 bohr\nname = \"a "));
    CHECK(strstr(written, "\nwidth = 20 bohr\n"));
    CHECK(!strstr(written, "normal"));
    free(written);

    // a plane through points: whatever follows may be left out
    KKR_AUTO(kkr_recipe_text)
    points = parse(HEAD "[plane]\nu = 0 1 0\nv = 0 0 1\norigin = 2 3 4 bohr\n", &err);
    CHECK(points && points->recipe.plane.n.x == 1 && points->recipe.plane.offset == 2);
    CHECK(points && points->recipe.plane.hkl[2] == 0);
}

static void fewest_digits(void)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = { { 0.1, "0.1" },
                  { 100, "100" },
                  { 1.0 / 3, "0.3333333333333333" },
                  { 0.1 + 0.2, "0.30000000000000004" },
                  { 1e-99, "1e-99" },
                  { 123456, "123456" },
                  { 1e20, "1e+20" },
                  { 0.00012, "0.00012" },
                  { 5e-9, "5e-09" } };
    const char *locales[] = { "C", "de_DE.UTF-8", "de_DE.utf8" };
    for (int k = 0; k < 3; k++) {
        if (!setlocale(LC_ALL, locales[k]))
            continue;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            KKR_AUTO(kkr_recipe_text) text = kkr_recipe_text_new();
            text->recipe.signed_scales.v.limit = cases[i].value;
            text->recipe.signed_scales.v.linear_to = cases[i].value / 4;
            char *written = kkr_recipe_text_write(text), line[80];
            snprintf(line, sizeof line, "\nV.limit = %s Ry\n", cases[i].text);
            if (!strstr(written, line)) {
                printf("no \"%s\" in\n%s", line + 1, written);
                check_failures++;
            }
            free(written);
            KKR_AUTO(kkr_recipe_text) back = there_and_back(text);
            CHECK(back && back->recipe.signed_scales.v.limit == cases[i].value);
        }
    }
    setlocale(LC_ALL, "C");
}

/** `text` fails in `line` with `part`. */
static void fails(const char *text, int line, const char *part)
{
    char place[40];
    kkr_error err = { 0 };
    snprintf(place, sizeof place, "a.recipe:%d: ", line);
    KKR_AUTO(kkr_recipe_text) parsed = parse(text, &err);
    if (parsed || strncmp(err.message, place, strlen(place)) ||
        !strstr(err.message, part)) {
        printf("%s: expected %s%s, got \"%s\"\n", text, place, part, err.message);
        check_failures++;
    }
}

static void mistakes_are_sentences(void)
{
    fails("", 1, "expected kkrscope recipe 1");
    fails("kkrscope recipes 1\n", 1, "expected kkrscope recipe 1");
    fails("\n" HEAD, 1, "expected kkrscope recipe 1");
    fails("kkrscope recipe 2\n", 1, "version 2; this kkrscope reads version 1");
    fails(HEAD "kind = slice\n", 2, ", found slice; did you mean slices?");
    fails(HEAD "[inputs]\ncase = a b\ncase.sha256 = " ZEROS "\n", 4,
          "one digest for each path of case, 2, found 1");
    fails(HEAD "[inputs]\ncase = a\ncase.sha256 = 0" ZEROS "\n", 4, "for each path 64");
    fails(HEAD "\n[plnae]\n", 3, "unknown section [plnae]; did you mean [plane]?");
    fails(HEAD "[plane\n", 2, "expected a section");
    fails(HEAD "[camera]\nfrom = 0 0 2\nup = 0 0 1\n", 4, "neither zero nor parallel");
    fails(HEAD "[camera]\nup = 0 0 0\n", 3, "neither zero nor parallel");
    fails(HEAD "[cells]\ndirection = 0 0 0\n", 3, "direction of the cells is zero");
    fails(HEAD "[cells]\ncolour = jumps\n", 3, "jump");
    fails(HEAD "[cells]\nl = 33\n", 3, "from 0 to 32");
    fails(HEAD "[plane] a\n", 2, "expected a section");
    fails(HEAD "[]\n", 2, "unknown section []");
    fails(HEAD "[plane]\nwidht = 1 bohr\n", 3,
          "unknown key widht in [plane]; did you mean width?");
    fails(HEAD "[plane]\ndpi = 300\n", 3, "there is dpi in [page]");
    fails(HEAD "[plane]\nnonsense = 300\n", 3, "unknown key nonsense in [plane]");
    fails(HEAD "dpi = 300\n", 2, "there is dpi in [page]");
    fails(HEAD "[page]\ndpi = 300\nwidth = auto\ndpi = 300\n", 5,
          "dpi stands twice, first in line 3");
    fails(HEAD "[page]\ndpi\n", 3, "expected key = value, found dpi");
    fails(HEAD "[page]\n= 3\n", 3, "expected key = value");
    fails(HEAD "[page]\ndpi =\n", 3, "found nothing");
    fails(HEAD "[page]\ndpi = # 300\n", 3, "dpi needs a number from 1 to 10000");
    const char *const not_numbers[] = { "0",     "1e5",   "nan",     "inf",  "3OO",
                                        "1.5D2", "10-20", "**",      "1 2",  "0x10",
                                        "-5",    "1,5",   "300 dpi", "\"\"", "1e999" };
    for (size_t i = 0; i < sizeof not_numbers / sizeof *not_numbers; i++) {
        char text[80];
        snprintf(text, sizeof text, HEAD "[page]\ndpi = %s\n", not_numbers[i]);
        fails(text, 3, "dpi needs a number from 1 to 10000");
    }
    fails(HEAD "[page]\nwidth = 20 cm\n", 3,
          "width needs auto or a number from 1 to 10000, then mm, "
          "found 20 cm");
    fails(HEAD "[page]\nwidth = 20\n", 3, "then mm");
    fails(HEAD "[plane]\nwidth = 20 mm\n", 3, "then bohr");
    fails(HEAD "[plane]\ncenter = 20 bohr\n", 3, "2 numbers");
    fails(HEAD "[plane]\nmiller = 0 0 0\n", 3, "none or 3 whole numbers");
    fails(HEAD "[plane]\nmiller = 1 1\n", 3, "none or 3 whole numbers");
    fails(HEAD "[plane]\nmiller = 1 1 1.5\n", 3, "none or 3 whole numbers");
    fails(HEAD "[plane]\nmiller = 1000 1 1\n", 3, "none or 3 whole numbers");
    fails(HEAD "[potential]\nmode = stroed\n", 3,
          "mode needs cell, stored or mt, found stroed; did you mean stored?");
    fails(HEAD "[potential]\nnuclear = yes\n", 3, "nuclear needs off or on");
    fails(HEAD "[colours]\ndiverging = viridis\n", 3, "a map: diverging vik");
    fails(HEAD "[inputs]\nspins = 3\n", 3, "from 1 to 2");
    fails(HEAD "[inputs]\npotential.sha256 = abc\n", 3, "64 digits");
    fails(HEAD "[inputs]\ncase = \"host\n", 3, "quotes");
    fails(HEAD "[inputs]\ncase = \"ho\\nst\"\n", 3, "quotes");
    fails(HEAD "[inputs]\ncase = \"\\x00\"\n", 3, "quotes");
    fails(HEAD "[inputs]\ncase = \"a\"b\n", 3, "quotes");
    fails(HEAD "[inputs]\ncase = a\"b\n", 3, "quotes");
    char crowd[4000] = HEAD "[inputs]\ncase =";
    for (int i = 0; i <= KKR_RECIPE_MAX_PATHS; i++)
        strcat(crowd, " a");
    fails(crowd, 3, "folders or files");
    fails(strcat(crowd, " a"), 3, "words behind");
    fails(HEAD "[inputs]\nv0 = file\n", 3, "v0 = file needs v0-file");
    fails(HEAD "[inputs]\nv0-file = a\n", 3, "v0-file needs v0 = file");
    fails(HEAD "[page]\ndpi = 1\001\n", 3, "a control character, \\x01");
    fails(HEAD "[plane]\nname = \"a\\x07\"\n", 3, "at most 47 bytes");
    fails(HEAD "[plane]\nname = \"a\\xff\"\n", 3, "at most 47 bytes");
    fails(HEAD "[plane]\nmiller = none\n", 3, "needs u and v");
    fails(HEAD "[plane]\nu = 0 1 0\n", 3, "needs u and v");
    fails(HEAD "[plane]\nu = 1 0 0\nv = 0.1 1 0\n", 4, "must have length 1");
    fails(HEAD "[plane]\nu = 1 0 0\nv = 1 0 0\n", 4, "must have length 1");
    fails(HEAD "[plane]\nmiller = 1 0 0\nu = 1 0 0\nv = 0 1 0\nnormal = 0 0 1\n", 6,
          "not along its Miller indices");
    fails(HEAD "[plane]\norigin = 0 0 2 bohr\noffset = 1 bohr\n", 4,
          "offset and origin disagree");
    fails(HEAD "[scales]\nV.scale = log\ndV.limit = 20 Ry\n", 3,
          "V.scale needs linear, symlog or asinh, found log");
    fails(HEAD "[scales]\nabsV.scale = \"\"\n", 3, "absV.scale needs linear or log");
    fails(HEAD "[scales]\nV.limit = 0.001 Ry\n", 3,
          "V.: colour scale: the linear part");
    fails(HEAD "[scales]\nabsV.low = 0 Ry\n", 3, "absV.: colour scale: a log scale");

    char *endless = malloc(2 << 20);
    memset(endless, 'a', 2 << 20);
    memcpy(endless, HEAD, strlen(HEAD));
    CHECK_FAILS(kkr_recipe_text_parse("a", endless, 2 << 20, &err), "too long");
    CHECK_FAILS(kkr_recipe_text_parse("a", endless, 1000, &err), "a:2: expected key");
    free(endless);
    CHECK_FAILS(kkr_recipe_text_parse("a", HEAD "dpi\0= 3", strlen(HEAD) + 7, &err),
                "a control character, \\x00");
}

/** docs/formats/recipe.md has a row for each key, with what it takes and its default. */
static void manual_is_complete(void)
{
    char *example = files_load(check_data("../../assets/recipes/sample.recipe"));
    char *manual = files_load(check_data("../../docs/formats/recipe.md"));
    KKR_AUTO(kkr_recipe_text) text = kkr_recipe_text_new();
    int n_rows = 0;
    for (const char *row = manual; (row = strstr(row, "\n| `")); row++)
        n_rows++;
    CHECK(n_rows == kkr_recipe_n_keys);
    for (int i = 0; i < kkr_recipe_n_keys; i++) {
        const kkr_recipe_key *key = &kkr_recipe_keys[i];
        char takes[256], *row = NULL, heading[80];
        size_t size;
        kkr_recipe_key_takes(key, takes, sizeof takes);
        FILE *file = open_memstream(&row, &size);
        fprintf(file, "\n| `%s` | %s | ", key->name, takes);
        if (key->derived)
            fputs("follows", file);
        else if (!kkr_recipe_key_is_set(key, text))
            fputs("none", file);
        else
            kkr_recipe_key_write(key, text, file);
        fputs(" |", file);
        fclose(file);
        snprintf(heading, sizeof heading, "\n## [%s]\n", key->section);
        const char *section = *key->section ? strstr(manual, heading) : manual;
        const char *place = section ? strstr(section, row) : NULL;
        const char *next = section ? strstr(section + 1, "\n## [") : NULL;
        if (!place || (next && *key->section && place > next)) {
            printf("docs/formats/recipe.md lacks%s\n", row);
            check_failures++;
        }
        free(row);
        snprintf(heading, sizeof heading, "\n%s = ", key->name);
        bool is_file = key->value == KKR_RECIPE_PATH || key->value == KKR_RECIPE_HASHES;
        bool is_plain = !key->derived && !is_file &&
                        strcmp(key->name, "v0-file.sha256") &&
                        strcmp(key->name, "model.sha256");
        if (is_plain && !strstr(example, heading)) {
            printf("assets/recipes/sample.recipe lacks %s\n", key->name);
            check_failures++;
        }
    }
    free(manual);
    free(example);
}

/** Damaged recipes are refused with file and line, or read and written as ever. */
static void damage_is_survived(void)
{
    char *whole = files_load(check_data("../../assets/recipes/sample.recipe"));
    const size_t length = strlen(whole);
    char *text = malloc(2 * length);
    int n_good = 0;
    for (int round = 0; round < 3000 && !check_failures; round++) {
        size_t n = length;
        memcpy(text, whole, n);
        for (long k = random() % 4; k >= 0; k--) {
            size_t at = (size_t)random() % n, from = (size_t)random() % n;
            size_t piece = (size_t)random() % 30;
            piece = piece < n - at ? piece : n - at;
            piece = piece < n - from ? piece : n - from;
            if (random() % 3 == 0)
                text[at] = (char)(text[at] ^ 1 << random() % 8);
            else
                memmove(text + at, text + from, piece);
        }
        if (random() % 10 == 0)
            n = (size_t)random() % n;
        kkr_error err = { 0 };
        KKR_AUTO(kkr_recipe_text) parsed = kkr_recipe_text_parse("a", text, n, &err);
        if (parsed) {
            KKR_AUTO(kkr_recipe_text) back = there_and_back(parsed);
            n_good++;
        } else {
            CHECK(strncmp(err.message, "a:", 2) == 0);
        }
    }
    CHECK(n_good > 50);
    free(text);
    free(whole);
}

static void replace_path(char **path, const char *by)
{
    free(*path);
    *path = kkr_strdup(by);
}

static void paths_count_from_the_recipe(void)
{
    const char *body = HEAD "[inputs]\ncase = a /b\npotential = ../c\nv0 = file\n"
                            "v0-file = d\n";
    const char *path = files_write(body, strlen(body));
    kkr_error err = { 0 };
    KKR_AUTO(kkr_recipe_text) text = kkr_recipe_text_read(path, &err);
    CHECK(kkr_recipe_text_is_one(path));
    if (!text)
        return;
    char expected[200];
    snprintf(expected, sizeof expected, "%s/a", files_folder);
    CHECK_STRING(text->paths[0], expected);
    CHECK_STRING(text->paths[1], "/b");
    snprintf(expected, sizeof expected, "%s/../c", files_folder);
    CHECK_STRING(text->forced[KKR_ROLE_POTENTIAL], expected);
    snprintf(expected, sizeof expected, "%s/d", files_folder);
    CHECK_STRING(text->reference_path, expected);
    // written as they were, others as they are seen from there
    free(text->reference_path);
    text->reference_path = kkr_strdup("/e");
    char *written = kkr_recipe_text_write(text);
    CHECK(strstr(written, "\ncase = a /b\n") && strstr(written, "= ../c\n") &&
          strstr(written, "\nv0-file = /e\n"));
    free(written);
    free(text->folder);
    text->folder = kkr_strdup("deep//er/");
    replace_path(&text->paths[0], "deep//er/a");
    replace_path(&text->paths[1], "case/b");
    replace_path(&text->forced[KKR_ROLE_POTENTIAL], "p");
    written = kkr_recipe_text_write(text);
    CHECK(strstr(written, "\ncase = a ../../case/b\n") &&
          strstr(written, "= ../../p\n"));
    free(written);

    // from its own folder they are what the file says
    CHECK(chdir(files_folder) == 0);
    for (int i = 0; i < 2; i++) {
        KKR_AUTO(kkr_recipe_text)
        here = kkr_recipe_text_read(i ? "./file" : "file", &err);
        CHECK(here);
        CHECK_STRING(here ? here->paths[0] : NULL, "a");
    }
    CHECK(chdir("/") == 0);
    CHECK_FAILS(kkr_recipe_text_read("/nowhere", &err), "/nowhere: ");
    CHECK(!kkr_recipe_text_is_one("/nowhere") && !kkr_recipe_text_is_one("/"));
}

int main(void)
{
    every_field_is_a_key();
    random_recipes_survive();
    words_are_those_of_the_program();
    defaults_and_numbers();
    fewest_digits();
    mistakes_are_sentences();
    manual_is_complete();
    damage_is_survived();
    paths_count_from_the_recipe();
    return check_done();
}
