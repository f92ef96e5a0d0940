// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/recipe.h"

/**
 * Numbers with their unit, as the window shows and reads them: a true minus sign,
 * a point as decimal separator in every language, "—" where nothing is known. And
 * sentences without the folder of the file they are about.
 *
 * Threads: pure functions.
 */

/** "−1.3297 Ry" of a value in Ry. */
void kkr_units_energy(double value, kkr_energy_unit unit, char *text, size_t size);
/** The same as short as can be, for limits: "0.01 Ry". */
void kkr_units_limit(double value, kkr_energy_unit unit, char *text, size_t size);
/** "1.773 bohr" of a value in bohr; `alat` in bohr for that unit. */
void kkr_units_length(double value, kkr_length_unit unit, double alat, char *text,
                      size_t size);

/** "0.000, 2.080, −2.058 bohr" of a point in bohr. */
void kkr_units_place(kkr_vec3 x, kkr_length_unit unit, double alat, char *text,
                     size_t size);

/**
 * Reads "0.5", "-1.2 eV", "10 mRy" into Ry; without a unit, `unit` is meant. False
 * if it is no number or has another unit.
 */
bool kkr_units_parse_energy(const char *text, kkr_energy_unit unit, double *value);
bool kkr_units_parse_length(const char *text, kkr_length_unit unit, double alat,
                            double *value);

/** "potential:17: ..." of "/a/long/way/potential:17: ..."; part of `sentence`. */
const char *kkr_units_brief(const char *sentence);
