// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/field.h"
#include "core/sampler.h"

#include <stdio.h>

/** What all CSV files share: bohr, Ry, 17 digits, one header line. */

/** 17 significant digits; "nan", "inf", "-inf" where the number is none. */
void kkr_csv_number(FILE *file, double value);

/** The header of kkr_csv_sample(), without line end. */
extern const char *const kkr_csv_sample_header;

/** x,y,z,value,site,r,inside and a line end; site 0 outside all known cells. */
void kkr_csv_sample(FILE *file, kkr_vec3 x, const kkr_sample *sample,
                    kkr_field_quantity quantity);
