// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/word_map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct pair {
    char *key, *value;
} pair;

struct kkr_word_map {
    int n, room;
    pair *pairs; // [n] as they came
    int n_slots; // a power of two, at least twice n
    int *slots;  // [n_slots] index into pairs + 1; 0: free
};

static uint32_t hash_of(const char *text) // FNV-1a
{
    uint32_t hash = 2166136261u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

/** Where the key is, or the free slot where it would be. */
static int *slot_of(const kkr_word_map *map, const char *key)
{
    uint32_t mask = (uint32_t)map->n_slots - 1;
    for (uint32_t i = hash_of(key) & mask;; i = (i + 1) & mask) {
        int *slot = &map->slots[i];
        if (*slot == 0 || strcmp(map->pairs[*slot - 1].key, key) == 0)
            return slot;
    }
}

static void grow(kkr_word_map *map)
{
    free(map->slots);
    map->n_slots *= 2;
    map->slots = kkr_alloc((size_t)map->n_slots, sizeof *map->slots);
    for (int i = 0; i < map->n; i++)
        *slot_of(map, map->pairs[i].key) = i + 1;
}

kkr_word_map *kkr_word_map_new(void)
{
    kkr_word_map *map = kkr_alloc(1, sizeof *map);
    map->n_slots = 32;
    map->slots = kkr_alloc((size_t)map->n_slots, sizeof *map->slots);
    return map;
}

void kkr_word_map_free(kkr_word_map *map)
{
    if (!map)
        return;
    for (int i = 0; i < map->n; i++) {
        free(map->pairs[i].key);
        free(map->pairs[i].value);
    }
    free(map->pairs);
    free(map->slots);
    free(map);
}

void kkr_word_map_set(kkr_word_map *map, const char *key, const char *value)
{
    int *slot = slot_of(map, key);
    if (*slot) {
        char *old = map->pairs[*slot - 1].value;
        map->pairs[*slot - 1].value = kkr_strdup(value);
        free(old);
        return;
    }
    if (map->n == map->room) {
        map->room = map->room ? 2 * map->room : 16;
        map->pairs = kkr_realloc(map->pairs, (size_t)map->room, sizeof *map->pairs);
    }
    map->pairs[map->n++] = (pair){ kkr_strdup(key), kkr_strdup(value) };
    *slot = map->n;
    if (2 * map->n > map->n_slots)
        grow(map);
}

const char *kkr_word_map_get(const kkr_word_map *map, const char *key)
{
    int slot = *slot_of(map, key);
    return slot ? map->pairs[slot - 1].value : NULL;
}

int kkr_word_map_size(const kkr_word_map *map)
{
    return map->n;
}

void kkr_word_map_each(const kkr_word_map *map,
                       void (*visit)(void *user, const char *key, const char *value),
                       void *user)
{
    for (int i = 0; i < map->n; i++)
        visit(user, map->pairs[i].key, map->pairs[i].value);
}
