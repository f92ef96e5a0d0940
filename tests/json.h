// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <stdbool.h>

/**
 * A strict JSON reader (RFC 8259) for tests: golden numbers, nothing else.
 *
 *     json *golden = json_read(path);
 *     const json *site = json_get(golden, "cases/%s/sites/%d", name, i);
 *     CHECK_NEAR(json_number(json_get(site, "Z")), 29, 0);
 *     json_free(golden);
 *
 * Every question may be asked of NULL or of a value of another kind: it answers
 * NULL, NAN or 0, so that a missing number fails the check that wanted it.
 * Values are borrowed from the tree. \u escapes outside ASCII become '?'.
 */
typedef struct json json;

/** Prints why and returns NULL if the file is absent or not JSON. */
json *json_read(const char *path);
/** The same for a text in memory; `name` stands in messages. */
json *json_parse(const char *text, const char *name);
void json_free(json *value);

/** Follows member names and array indices from 0, separated by '/'. */
const json *json_get(const json *value, const char *path, ...)
    __attribute__((format(printf, 2, 3)));

/** Members of an object or elements of an array. */
int json_count(const json *value);
/** The i-th of them, and the i-th member's name. */
const json *json_item(const json *value, int i);
const char *json_key(const json *value, int i);

double json_number(const json *value);      // else NAN
const char *json_string(const json *value); // else NULL
bool json_true(const json *value);
