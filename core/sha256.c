// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/sha256.h"

#include "core/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>
#endif

enum { BLOCK = 64, READ_SIZE = 1 << 18 };

// FIPS 180-4, 4.2.2: fractional parts of the cube roots of the first 64 primes
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2
};

static uint32_t rotate(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

#ifdef __x86_64__
/** The Intel SHA extensions: two rounds an instruction; bit 29 of EBX of leaf 7. */
static bool has_hardware(void)
{
    unsigned a, b, c, d;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
}

__attribute__((target("sha,sse4.1"))) static void
mix_hardware(uint32_t state[8], const uint8_t *data, size_t n_blocks)
{
    const __m128i big_endian =
        _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
    // The instructions want the state as a b e f and c d g h, highest first.
    const uint32_t *s = state;
    __m128i abef = _mm_set_epi32((int)s[0], (int)s[1], (int)s[4], (int)s[5]);
    __m128i cdgh = _mm_set_epi32((int)s[2], (int)s[3], (int)s[6], (int)s[7]);
    for (; n_blocks > 0; n_blocks--, data += BLOCK) {
        const __m128i abef_before = abef, cdgh_before = cdgh;
        __m128i w[4]; // the last 16 words of the schedule
#pragma GCC unroll 16
        for (int i = 0; i < 16; i++) {
            if (i < 4) {
                w[i] = _mm_loadu_si128((const __m128i *)(data + 16 * i));
                w[i] = _mm_shuffle_epi8(w[i], big_endian);
            } else {
                __m128i last = w[(i + 3) & 3];
                __m128i next = _mm_sha256msg1_epu32(w[i & 3], w[(i + 1) & 3]);
                next = _mm_add_epi32(next, _mm_alignr_epi8(last, w[(i + 2) & 3], 4));
                w[i & 3] = _mm_sha256msg2_epu32(next, last);
            }
            __m128i k = _mm_loadu_si128((const __m128i *)(constants + 4 * i));
            __m128i sum = _mm_add_epi32(w[i & 3], k);
            // Two rounds turn a b e f into c d g h.
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_srli_si128(sum, 8));
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    uint32_t ef[4], gh[4];
    _mm_storeu_si128((__m128i *)ef, abef);
    _mm_storeu_si128((__m128i *)gh, cdgh);
    const uint32_t after[8] = {
        ef[3], ef[2], gh[3], gh[2], ef[1], ef[0], gh[1], gh[0]
    };
    memcpy(state, after, sizeof after);
}
#else
static bool has_hardware(void)
{
    return false;
}
#endif

/** FIPS 180-4, 6.2.2; the schedule W_t lives in a ring of 16 words. */
static void mix_portable(uint32_t state[8], const uint8_t *data, size_t n_blocks)
{
    for (; n_blocks > 0; n_blocks--, data += BLOCK) {
        uint32_t w[16], a = state[0], b = state[1], c = state[2], d = state[3];
        uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
        for (int t = 0; t < 64; t++) {
            if (t < 16) {
                const uint8_t *p = data + 4 * t;
                w[t] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
                       (uint32_t)p[2] << 8 | p[3];
            } else {
                uint32_t x = w[(t + 1) & 15], y = w[(t + 14) & 15];
                w[t & 15] += (rotate(x, 7) ^ rotate(x, 18) ^ x >> 3) + w[(t + 9) & 15] +
                             (rotate(y, 17) ^ rotate(y, 19) ^ y >> 10);
            }
            uint32_t t1 = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
                          ((e & f) ^ (~e & g)) + constants[t] + w[t & 15];
            uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
                          ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        const uint32_t sum[8] = { a, b, c, d, e, f, g, h };
        for (int i = 0; i < 8; i++)
            state[i] += sum[i];
    }
}

static void mix(kkr_sha256 *hash, const uint8_t *data, size_t n_blocks)
{
#ifdef __x86_64__
    if (hash->hardware) {
        mix_hardware(hash->state, data, n_blocks);
        return;
    }
#endif
    mix_portable(hash->state, data, n_blocks);
}

void kkr_sha256_init(kkr_sha256 *hash)
{
    // 5.3.3: fractional parts of the square roots of the first 8 primes
    *hash = (kkr_sha256){ .state = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 },
                          .hardware = has_hardware() };
}

void kkr_sha256_add(kkr_sha256 *hash, const void *data, size_t length)
{
    const uint8_t *bytes = data;
    size_t waiting = hash->length % BLOCK;
    hash->length += length;
    if (waiting) {
        size_t take = BLOCK - waiting < length ? BLOCK - waiting : length;
        memcpy(hash->block + waiting, bytes, take);
        if (waiting + take < BLOCK)
            return;
        mix(hash, hash->block, 1);
        bytes += take;
        length -= take;
    }
    mix(hash, bytes, length / BLOCK);
    if (length % BLOCK)
        memcpy(hash->block, bytes + length / BLOCK * BLOCK, length % BLOCK);
}

void kkr_sha256_finish(kkr_sha256 *hash, char hex[KKR_SHA256_HEX])
{
    // 5.1.1: a one, zeros, and the length in bits in the last eight bytes
    uint64_t bits = 8 * hash->length;
    uint8_t end[2 * BLOCK] = { 0x80 };
    size_t n = BLOCK - hash->length % BLOCK;
    if (n < 9)
        n += BLOCK;
    for (size_t i = 0; i < 8; i++)
        end[n - 1 - i] = (uint8_t)(bits >> 8 * i);
    kkr_sha256_add(hash, end, n);
    for (int i = 0; i < 8; i++)
        snprintf(hex + 8 * i, 9, "%08x", hash->state[i]);
}

static bool hash_place(const char *path, char hex[KKR_SHA256_HEX], kkr_error *err)
{
    size_t length;
    char *text = kkr_place_load(path, &length, err);
    if (!text)
        return false;
    kkr_sha256 hash;
    kkr_sha256_init(&hash);
    kkr_sha256_add(&hash, text, length);
    kkr_sha256_finish(&hash, hex);
    free(text);
    return true;
}

bool kkr_sha256_file(const char *path, char hex[KKR_SHA256_HEX], kkr_error *err)
{
    if (kkr_place_is(path))
        return hash_place(path, hex, err);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    uint8_t *data = kkr_alloc(READ_SIZE, 1);
    kkr_sha256 hash;
    kkr_sha256_init(&hash);
    ssize_t n = -1;
    do {
        if (file >= 0)
            n = read(file, data, READ_SIZE);
        if (n > 0)
            kkr_sha256_add(&hash, data, (size_t)n);
    } while (n > 0 || (n < 0 && file >= 0 && errno == EINTR));
    int error = errno;
    if (file >= 0)
        close(file);
    free(data);
    if (n < 0)
        return kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be read: %s", path,
                        strerror(error));
    kkr_sha256_finish(&hash, hex);
    return true;
}
