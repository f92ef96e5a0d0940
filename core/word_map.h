// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

/**
 * Texts found by texts, in constant time; what is set twice has the later value.
 * Threads: any number may look while none sets.
 */
typedef struct kkr_word_map kkr_word_map;

kkr_word_map *kkr_word_map_new(void);
void kkr_word_map_free(kkr_word_map *map);
KKR_DEFINE_AUTO(kkr_word_map)

/** Both are copied. */
void kkr_word_map_set(kkr_word_map *map, const char *key, const char *value);
/** NULL if it was never set; borrowed until it is set again. */
const char *kkr_word_map_get(const kkr_word_map *map, const char *key);
int kkr_word_map_size(const kkr_word_map *map);

/** Calls `visit` for each pair in the order in which the keys came. */
void kkr_word_map_each(const kkr_word_map *map,
                       void (*visit)(void *user, const char *key, const char *value),
                       void *user);
