// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/csv.h"

#include <math.h>

const char *const kkr_csv_sample_header = "x,y,z,value,site,r,inside";

void kkr_csv_number(FILE *file, double value)
{
    if (isnan(value)) // printf may write -nan
        fputs("nan", file);
    else
        fprintf(file, "%.17g", value);
}

void kkr_csv_sample(FILE *file, kkr_vec3 x, const kkr_sample *sample,
                    kkr_field_quantity quantity)
{
    const double numbers[4] = { x.x, x.y, x.z, kkr_field_value(quantity, sample) };
    for (int i = 0; i < 4; i++) {
        kkr_csv_number(file, numbers[i]);
        putc(',', file);
    }
    fprintf(file, "%d,", sample->site + 1);
    kkr_csv_number(file, sample->r);
    fputs(sample->inside ? ",1\n" : ",0\n", file);
}
