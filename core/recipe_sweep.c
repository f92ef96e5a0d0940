// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/recipe_sweep.h"

#include "core/recipe_keys.h"
#include "core/text.h"
#include "core/word.h"

#include <math.h>
#include <string.h>

enum { MAX_NAME = 64 };

static bool is_number(const kkr_recipe_key *key)
{
    return key->value == KKR_RECIPE_NUMBERS || key->value == KKR_RECIPE_COUNT;
}

static const kkr_recipe_key *find(const char *name)
{
    const char *point = strchr(name, '.');
    size_t length = point ? (size_t)(point - name) : 0;
    for (int i = 0; point && i < kkr_recipe_n_keys; i++) {
        const kkr_recipe_key *key = &kkr_recipe_keys[i];
        if (is_number(key) && strlen(key->section) == length &&
            memcmp(key->section, name, length) == 0 &&
            strcmp(key->name, point + 1) == 0)
            return key;
    }
    return NULL;
}

static bool fail_key(const char *name, kkr_error *err)
{
    enum { MOST = 256 };
    static char names[MOST][MAX_NAME];
    const char *list[MOST];
    int n = 0;
    for (int i = 0; i < kkr_recipe_n_keys && n < MOST; i++) {
        const kkr_recipe_key *key = &kkr_recipe_keys[i];
        if (!is_number(key))
            continue;
        snprintf(names[n], MAX_NAME, "%s.%s", key->section, key->name);
        list[n] = names[n];
        n++;
    }
    const char *nearest = kkr_word_nearest(name, list, n);
    return kkr_fail(err, KKR_ERROR_USAGE,
                    "--sweep: %s is no key of a recipe with a number%s%s%s", name,
                    nearest ? "; did you mean " : "", nearest ? nearest : "",
                    nearest ? "?" : "");
}

/** As many numbers as there are, with commas between; returns how many, 0 if bad. */
static int read_numbers(const char *text, size_t length,
                        double value[KKR_SWEEP_MAX_NUMBERS])
{
    int n = 0;
    for (const char *end = text + length; n < KKR_SWEEP_MAX_NUMBERS; n++) {
        const char *comma = memchr(text, ',', (size_t)(end - text));
        size_t one = (size_t)((comma ? comma : end) - text);
        if (kkr_parse_fortran(text, one, &value[n]) != KKR_NUMBER_OK)
            return 0;
        if (!comma)
            return n + 1;
        text = comma + 1;
    }
    return 0;
}

/** Whose level of a surface the key holds; -1: nobody's. */
static int panel_of_level(const kkr_recipe_key *key)
{
    for (int panel = 0; panel < KKR_QUANTITY_COUNT; panel++)
        if (key->offset == offsetof(kkr_recipe_text, recipe.surfaces.level) +
                               (size_t)panel * KKR_SURFACE_LEVELS * sizeof(double))
            return panel;
    return -1;
}

static kkr_vec3 turned(kkr_vec3 v, double degrees)
{
    double angle = degrees * M_PI / 180, c = cos(angle), s = sin(angle);
    return (kkr_vec3){ c * v.x - s * v.y, s * v.x + c * v.y, v.z };
}

bool kkr_recipe_sweep_parse(const char *text, kkr_recipe_sweep *sweep, kkr_error *err)
{
    const char *equals = strchr(text, '='),
               *colon = equals ? strchr(equals, ':') : NULL;
    char name[MAX_NAME];
    *sweep = (kkr_recipe_sweep){ 0 };
    if (!colon || (size_t)(equals - text) >= sizeof name)
        return kkr_fail(
            err, KKR_ERROR_USAGE,
            "--sweep needs SECTION.KEY=FROM:TO, as plane.offset=-3:3, found "
            "\"%s\"",
            text);
    snprintf(name, sizeof name, "%.*s", (int)(equals - text), text);
    static const kkr_recipe_key turn = { .low = -36000, .high = 36000 };
    bool turns = strcmp(name, "camera.turn") == 0;
    const kkr_recipe_key *key = turns ? &turn : find(name);
    if (!key)
        return fail_key(name, err);
    sweep->key = turns ? NULL : key;
    bool one = turns || key->value == KKR_RECIPE_COUNT || panel_of_level(key) >= 0;
    int n = one ? 1 : (int)(key->size / sizeof(double));
    int from = read_numbers(equals + 1, (size_t)(colon - equals - 1), sweep->from);
    int to = read_numbers(colon + 1, strlen(colon + 1), sweep->to);
    bool good = from == n && to == n && n <= KKR_SWEEP_MAX_NUMBERS;
    for (int i = 0; good && i < n; i++)
        good = fmin(sweep->from[i], sweep->to[i]) >= key->low &&
               fmax(sweep->from[i], sweep->to[i]) <= key->high;
    sweep->n = n;
    return good ||
           kkr_fail(err, KKR_ERROR_USAGE,
                    "--sweep: %s needs %d number%s from %g to %g on either side "
                    "of the \":\", found \"%s\"",
                    name, n, n == 1 ? "" : "s", key->low, key->high, equals + 1);
}

void kkr_recipe_sweep_set(const kkr_recipe_sweep *sweep, double fraction,
                          kkr_recipe_text *text)
{
    double value[KKR_SWEEP_MAX_NUMBERS];
    for (int i = 0; i < sweep->n; i++)
        value[i] = sweep->from[i] + fraction * (sweep->to[i] - sweep->from[i]);
    if (!sweep->key) {
        kkr_camera *camera = &text->recipe.camera;
        camera->from = turned(camera->from, value[0]);
        camera->up = turned(camera->up, value[0]);
        return;
    }
    void *place = (char *)text + sweep->key->offset;
    int panel = panel_of_level(sweep->key);
    if (panel >= 0) {
        text->recipe.surfaces.n_levels[panel] = 1;
        text->recipe.surfaces.level[panel][0] = value[0];
    } else if (place == &text->recipe.plane.offset) {
        kkr_plane_set_offset(&text->recipe.plane, value[0]);
    } else if (sweep->key->value == KKR_RECIPE_COUNT) {
        *(int *)place = (int)lround(value[0]);
    } else {
        memcpy(place, value, sweep->key->size);
    }
}
