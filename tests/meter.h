// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <stddef.h>

/**
 * How much memory this program holds, counted at every allocation of every library in
 * it: by taking the place of malloc() and its like, or by the hooks of a sanitizer.
 *
 * Threads: any.
 */

/** Counting begins anew: what is held now is 0. */
void meter_start(void);

/** The most that was held at once since then, bytes. */
size_t meter_peak(void);
