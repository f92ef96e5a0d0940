// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/units.h"

#include "tests/check.h"

static void check_energy(double value, kkr_energy_unit unit, const char *expected)
{
    char text[64];
    kkr_units_energy(value, unit, text, sizeof text);
    CHECK_STRING(text, expected);
}

static void numbers_are_written(void)
{
    check_energy(-1.32971, KKR_ENERGY_RY, "−1.3297 Ry");
    check_energy(0.0452, KKR_ENERGY_RY, "0.0452 Ry");
    check_energy(1, KKR_ENERGY_EV, "13.6057 eV");
    check_energy(NAN, KKR_ENERGY_RY, "—");
    char text[64];
    kkr_units_length(-0.0001, KKR_LENGTH_BOHR, 0, text, sizeof text);
    CHECK_STRING(text, "0.000 bohr"); // no minus before zero
    kkr_units_length(-2.5, KKR_LENGTH_BOHR, 0, text, sizeof text);
    CHECK_STRING(text, "−2.500 bohr");
    kkr_units_limit(0.01, KKR_ENERGY_RY, text, sizeof text);
    CHECK_STRING(text, "0.01 Ry");
}

static void numbers_are_read(void)
{
    double x = 0;
    CHECK(kkr_units_parse_energy("−1.5", KKR_ENERGY_RY, &x));
    CHECK_NEAR(x, -1.5, 0);
    CHECK(kkr_units_parse_energy(" 10 mRy ", KKR_ENERGY_RY, &x));
    CHECK_NEAR(x, 0.01, 1e-17);
    CHECK(kkr_units_parse_energy("13.605693122994", KKR_ENERGY_EV, &x));
    CHECK_NEAR(x, 1, 1e-15);
    CHECK(!kkr_units_parse_energy("1 furlong", KKR_ENERGY_RY, &x));
    CHECK(!kkr_units_parse_energy("", KKR_ENERGY_RY, &x));
    CHECK(!kkr_units_parse_energy("inf", KKR_ENERGY_RY, &x));
    CHECK(!kkr_units_parse_energy("nan", KKR_ENERGY_RY, &x));
    CHECK(kkr_units_parse_length("0.529177210903 Å", KKR_LENGTH_BOHR, 0, &x));
    CHECK_NEAR(x, 1, 1e-15);
    CHECK(kkr_units_parse_length("0.5 a", KKR_LENGTH_BOHR, 6.8, &x));
    CHECK_NEAR(x, 3.4, 1e-15);
    CHECK(!kkr_units_parse_length("0.5 eV", KKR_LENGTH_BOHR, 6.8, &x));
    // what is written can be read again
    char text[64];
    kkr_units_energy(-0.5942, KKR_ENERGY_EV, text, sizeof text);
    CHECK(kkr_units_parse_energy(text, KKR_ENERGY_RY, &x));
    CHECK_NEAR(x, -0.5942, 1e-4);
}

static void sentences_lose_their_folder(void)
{
    CHECK_STRING(kkr_units_brief("/a/b/potential:17: short"), "potential:17: short");
    CHECK_STRING(kkr_units_brief("no files in a/b"), "no files in a/b");
    CHECK_STRING(kkr_units_brief("/a/b without a colon"), "/a/b without a colon");
}

int main(void)
{
    numbers_are_written();
    numbers_are_read();
    sentences_lose_their_folder();
    return check_done();
}
