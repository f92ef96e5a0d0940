// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"
#include "core/vec3.h"

#include <stdio.h>

/**
 * Writes one JSON value, piece by piece, commas and indentation by itself. Inside
 * an object every piece has a key; inside an array the key is NULL. Numbers have
 * 17 digits; NaN and infinities, which JSON lacks, become null. Text that is not
 * UTF-8 (paths may be anything) gets U+FFFD in place of bad bytes.
 */
typedef struct kkr_json {
    FILE *file;
    int depth;
    bool empty; // nothing written yet at this depth
} kkr_json;

void kkr_json_begin_object(kkr_json *json, const char *key);
void kkr_json_end_object(kkr_json *json);
void kkr_json_begin_array(kkr_json *json, const char *key);
void kkr_json_end_array(kkr_json *json);
void kkr_json_string(kkr_json *json, const char *key, const char *text); // NULL: null
void kkr_json_number(kkr_json *json, const char *key, double value);
void kkr_json_integer(kkr_json *json, const char *key, long value);
void kkr_json_bool(kkr_json *json, const char *key, bool value);
void kkr_json_null(kkr_json *json, const char *key);
/** [x, y, z] on one line. */
void kkr_json_vec3(kkr_json *json, const char *key, kkr_vec3 v);
/** After the last piece: the line end. */
void kkr_json_finish(kkr_json *json);
