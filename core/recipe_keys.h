// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/recipe_text.h"

#include <stdio.h>

/**
 * The keys of a recipe, one row each: reader, writer and the check of the
 * documentation use this table. Used by core/recipe_text.c and its test.
 */
typedef enum kkr_recipe_value {
    KKR_RECIPE_CHOICE,  // a bool or an enum, as one of `words`
    KKR_RECIPE_COUNT,   // int
    KKR_RECIPE_NUMBERS, // size / 8 doubles, then the unit
    KKR_RECIPE_INDICES, // int[3]; all zero is "none"
    KKR_RECIPE_LIST,    // int[size / 4] above 0, 0 behind the last; none is `instead`,
                        // which NULL forbids
    KKR_RECIPE_NAME,    // char[size]
    KKR_RECIPE_MAP,     // char[size], a colour map; high = 1: a diverging one
    KKR_RECIPE_PATH,    // char *
    KKR_RECIPE_PATHS,   // char *[KKR_RECIPE_MAX_PATHS], how many is in n_paths
    KKR_RECIPE_HASH,    // char[KKR_SHA256_HEX]
    KKR_RECIPE_HASHES,  // char *[KKR_RECIPE_MAX_PATHS], how many is in n_path_sha256
} kkr_recipe_value;

typedef struct kkr_recipe_key {
    const char *section; // "": before the first one
    const char *name;
    kkr_recipe_value value;
    const char *words;   // of a choice "a|b||d", empty: none; of numbers the unit
    int first;           // value of the first word of a choice, or of `instead`
    double low, high;    // of numbers, counts and indices, both included
    const char *instead; // a word for one value beyond the range: "auto" is 0
    bool derived;        // what follows from other keys is not written
    size_t offset, size;
} kkr_recipe_key;

enum { KKR_RECIPE_MAX_KEYS = 320 }; // there may be in the table

extern const kkr_recipe_key kkr_recipe_keys[];
extern const int kkr_recipe_n_keys;

/** "auto or a number from 1 to 100 in bohr": what may stand behind the "=". */
void kkr_recipe_key_takes(const kkr_recipe_key *key, char *text, size_t size);

/** Is it a colour map for a key that takes one? */
bool kkr_recipe_key_fits(const kkr_recipe_key *key, const char *name);

/** False for a file that is not given: such a key is not written. */
bool kkr_recipe_key_is_set(const kkr_recipe_key *key, const kkr_recipe_text *text);
/** What stands behind the "=". */
void kkr_recipe_key_write(const kkr_recipe_key *key, const kkr_recipe_text *text,
                          FILE *file);

/**
 * Sets the value from the words behind the "="; false if they are not what the
 * key takes.
 */
bool kkr_recipe_key_set(const kkr_recipe_key *key, kkr_recipe_text *text, int n,
                        char *const *words);
