// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <stdint.h>

/**
 * Numbers that look random and are the same everywhere: xorshift64* (Vigna, ACM
 * TOMS 42 (2016) 30). `state` must not be 0; equal states give equal numbers.
 *
 * Threads: plain values.
 */
static inline uint64_t kkr_random_bits(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545F4914F6CDD1DULL;
}

/** In [0, 1), 53 bits. */
static inline double kkr_random_uniform(uint64_t *state)
{
    return (double)(kkr_random_bits(state) >> 11) * 0x1p-53;
}
