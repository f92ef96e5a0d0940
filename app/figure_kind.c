// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_kind.h"

#include <string.h>

static const kkr_figure_kind *const kinds[] = {
    [KKR_RECIPE_SLICES] = &kkr_figure_slices,
    [KKR_RECIPE_RADIAL] = &kkr_figure_radial,
    [KKR_RECIPE_CELLS] = &kkr_figure_cells,
    [KKR_RECIPE_SURFACES] = &kkr_figure_surfaces,
};

const kkr_figure_kind *kkr_figure_kind_of(kkr_recipe_kind kind)
{
    return kinds[kind];
}

bool kkr_figure_two(const char *option, const char *text, char separator,
                    double value[2], kkr_error *err)
{
    char first[64];
    const char *cut = strchr(text, separator);
    if (cut && (size_t)(cut - text) < sizeof first) {
        memcpy(first, text, (size_t)(cut - text));
        first[cut - text] = 0;
        if (kkr_option_number(first, &value[0]) &&
            kkr_option_number(cut + 1, &value[1]))
            return true;
    }
    return kkr_fail(err, KKR_ERROR_USAGE,
                    "--%s needs two numbers with \"%c\" between, found \"%s\"", option,
                    separator, text);
}
