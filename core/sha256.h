// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/base.h"

#include <stdint.h>

/**
 * SHA-256 (FIPS 180-4): tells whether a file is still the one that a recipe was
 * written for.
 *
 *     kkr_sha256 hash;
 *     kkr_sha256_init(&hash);
 *     kkr_sha256_add(&hash, data, length);   as often as there is data
 *     kkr_sha256_finish(&hash, hex);
 *
 * Threads: plain values.
 */
enum { KKR_SHA256_HEX = 65 }; // 64 lower-case hexadecimal digits and the end

typedef struct kkr_sha256 {
    uint32_t state[8];
    uint64_t length;   // bytes added so far
    uint8_t block[64]; // of which the last length % 64 wait here
    bool hardware;     // the processor's own instructions; the result is the same
} kkr_sha256;

void kkr_sha256_init(kkr_sha256 *hash);
void kkr_sha256_add(kkr_sha256 *hash, const void *data, size_t length);
void kkr_sha256_finish(kkr_sha256 *hash, char hex[KKR_SHA256_HEX]);

/** Of the contents of a file, also of one inside a data set (core/place.h). */
bool kkr_sha256_file(const char *path, char hex[KKR_SHA256_HEX], kkr_error *err);
