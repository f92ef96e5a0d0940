// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/units.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/scale.h"

void kkr_units_energy(double value, kkr_energy_unit unit, char *text, size_t size)
{
    // four digits after the point keep read-outs as wide as they are; small values
    // still show three that count
    value *= kkr_energy_unit_factor(unit);
    int digits = value == 0 || isinf(value) ? 3 : 5 + (int)floor(log10(fabs(value)));
    if (isnan(value)) {
        g_strlcpy(text, "—", size);
        return;
    }
    char number[40];
    kkr_format_number(value, CLAMP(digits, 3, 9), number, sizeof number);
    g_snprintf(text, size, "%s %s", number, kkr_energy_unit_name(unit));
}

void kkr_units_limit(double value, kkr_energy_unit unit, char *text, size_t size)
{
    char number[40];
    g_ascii_formatd(number, sizeof number, "%.6g",
                    value * kkr_energy_unit_factor(unit));
    g_snprintf(text, size, "%s %s", number, kkr_energy_unit_name(unit));
}

void kkr_units_length(double value, kkr_length_unit unit, double alat, char *text,
                      size_t size)
{
    char number[40];
    g_ascii_formatd(number, sizeof number, "%.3f",
                    value * kkr_length_unit_factor(unit, alat));
    if (strcmp(number, "-0.000") == 0)
        memmove(number, number + 1, sizeof "0.000");
    bool negative = number[0] == '-';
    g_snprintf(text, size, "%s%s %s", negative ? "−" : "", number + negative,
               kkr_length_unit_name(unit));
}

void kkr_units_place(kkr_vec3 x, kkr_length_unit unit, double alat, char *text,
                     size_t size)
{
    const double along[] = { x.x, x.y, x.z };
    *text = '\0';
    for (int i = 0; i < 3; i++) {
        char part[64];
        kkr_units_length(along[i], unit, alat, part, sizeof part);
        if (i < 2)
            *strchr(part, ' ') = '\0';
        g_strlcat(text, i ? ", " : "", size);
        g_strlcat(text, part, size);
    }
}

/* A number with ASCII or true minus; *rest is what follows, without blanks. */
static bool parse_number(const char *text, double *value, char **rest)
{
    static const char minus[] = "−";
    g_autofree char *copy = g_strstrip(g_strdup(text));
    double sign = 1;
    char *start = copy;
    if (g_str_has_prefix(copy, minus)) {
        sign = -1;
        start += sizeof minus - 1;
    }
    char *end = NULL;
    *value = sign * g_ascii_strtod(start, &end);
    if (end == start || !isfinite(*value))
        return false;
    *rest = g_strstrip(g_strdup(end));
    return true;
}

bool kkr_units_parse_energy(const char *text, kkr_energy_unit unit, double *value)
{
    g_autofree char *name = NULL;
    if (!parse_number(text, value, &name))
        return false;
    for (int u = 0; *name && u <= KKR_ENERGY_COUNT; u++) {
        if (u == KKR_ENERGY_COUNT)
            return false;
        if (strcmp(name, kkr_energy_unit_name((kkr_energy_unit)u)) == 0) {
            unit = (kkr_energy_unit)u;
            break;
        }
    }
    *value /= kkr_energy_unit_factor(unit);
    return true;
}

bool kkr_units_parse_length(const char *text, kkr_length_unit unit, double alat,
                            double *value)
{
    g_autofree char *name = NULL;
    if (!parse_number(text, value, &name))
        return false;
    if (strcmp(name, "A") == 0 || strcmp(name, "Ang") == 0) {
        unit = KKR_LENGTH_ANGSTROM;
    } else if (*name) {
        int u = 0;
        while (u < KKR_LENGTH_COUNT &&
               strcmp(name, kkr_length_unit_name((kkr_length_unit)u)) != 0)
            u++;
        if (u == KKR_LENGTH_COUNT)
            return false;
        unit = (kkr_length_unit)u;
    }
    *value /= kkr_length_unit_factor(unit, alat);
    return true;
}

const char *kkr_units_brief(const char *sentence)
{
    const char *end = strstr(sentence, ": ");
    const char *slash = end ? g_strrstr_len(sentence, end - sentence, "/") : NULL;
    return sentence[0] == '/' && slash ? slash + 1 : sentence;
}
