// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/packed_text.h"
#include "core/text.h"
#include "tests/files.h"

/** Packs and unpacks; returns how many numbers were taken out. */
static size_t round_trip(const char *text, size_t length)
{
    KKR_AUTO(kkr_packed_text) packed = kkr_packed_text_new(text, length);
    size_t again;
    kkr_error err = { 0 };
    char *out = kkr_packed_text_unpack(packed, &again, &err);
    CHECK(out && again == length && memcmp(out, text, length) == 0);
    free(out);
    return packed->n;
}

static size_t round_trip_of(const char *text)
{
    return round_trip(text, strlen(text));
}

#define LINE_1P                                 \
    " 1.2345678901234D+00-9.9999999999999D-01 " \
    "0.0000000000000D+00-0.0000000000000D+00\n"
#define LINE_0P                                                      \
    "  0.494999999983D+00  0.555555555536D-03 -0.495555555538D+00  " \
    "0.555555555536D-99\n"

static void test_runs(void)
{
    CHECK(round_trip_of("") == 0);
    CHECK(round_trip_of("no numbers\n") == 0);
    CHECK(round_trip_of("@ and no line end") == 0);
    CHECK(round_trip_of("@@1P4D20.13 8\n@\n\n@x") == 0);
    CHECK(round_trip_of("head\n" LINE_1P LINE_1P "    7\n") == 8);
    CHECK(round_trip_of(LINE_0P LINE_0P LINE_0P) == 12);
    // formats change, lines are short, the last has no end
    CHECK(round_trip_of(LINE_1P LINE_1P LINE_0P LINE_0P) == 16);
    CHECK(round_trip_of(LINE_1P LINE_1P " 1.2345678901234D+00\n" LINE_1P LINE_1P) ==
          17);
    CHECK(round_trip_of(LINE_1P LINE_1P " 1.2345678901234D+00") == 8);
    // what cannot be written again stays text: three digits of exponent, NaN, tabs
    CHECK(round_trip_of(LINE_1P LINE_1P " 1.2345678901234-101 1.2345678901234D+00\n") ==
          8);
    CHECK(round_trip_of(LINE_1P "                 NaN\n" LINE_1P) == 0);
    CHECK(round_trip_of(LINE_1P LINE_1P "\t1.2345678901234D+00\n") == 8);
    // a run that mixes scales is not faithful to one format: all of it stays text
    CHECK(round_trip_of(" 0.2345678901234D+00 1.2345678901234D+00\n" LINE_1P LINE_1P) ==
          8);
}

/** Every number of fourteen digits comes back, whatever its exponent. */
static void test_digits(void)
{
    char text[40 * 81 + 1], *at = text;
    unsigned seed = 1;
    for (int i = 0; i < 160; i++) {
        long long digits = 0;
        for (int k = 0; k < 13; k++) {
            seed = seed * 1664525u + 1013904223u;
            digits = 10 * digits + (seed >> 16) % 10;
        }
        int exponent = (int)((seed >> 8) % 199) - 99;
        at += sprintf(at, "%c%u.%013lldD%c%02d%s", i % 3 ? ' ' : '-',
                      1 + (seed >> 24) % 9, i % 7 == 0 ? 9999999999999LL : digits,
                      exponent < 0 ? '-' : '+', abs(exponent), i % 4 == 3 ? "\n" : "");
    }
    CHECK(round_trip_of(text) == 160);
    KKR_AUTO(kkr_packed_text) packed = kkr_packed_text_new(text, strlen(text));
    for (int i = 0; i < 160; i++) {
        double value;
        kkr_parse_fortran(text + 20 * i + i / 4, 20, &value);
        CHECK(packed->numbers[i] == value);
    }
}

static void test_damage(void)
{
    size_t length;
    double numbers[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    const char *bad[] = { "@1P4D20.13 9\n",
                          "@1P4D20.13 7\n",
                          "@1P4D20.13 8",
                          "@1P4D20.99 8\n",
                          "@4X20.13 8\n",
                          "@1P4D20.13 -8\n",
                          "@1P4D20.13 8 9\n",
                          "no line of \"@\"",
                          "@\n",
                          "@1P4D20.13 18446744073709551615\n",
                          "@4D20.14 8\n" }; // wider than its field
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        kkr_packed_text packed = { strlen(bad[i]), (char *)bad[i], 8, numbers };
        CHECK_FAILS(kkr_packed_text_unpack(&packed, &length, &err), "does not fit");
    }
    numbers[3] = 1e300; // no such exponent in two digits
    kkr_packed_text packed = { 13, (char *)"@1P4D20.13 8\n", 8, numbers };
    CHECK_FAILS(kkr_packed_text_unpack(&packed, &length, &err), "does not fit");
}

static size_t n_files, n_bytes, n_numbers;

static int visit(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    KKR_AUTO(kkr_text) text = NULL;
    kkr_error err = { 0 };
    if (kind == FTW_F)
        text = kkr_text_read(path, &err);
    if (text) {
        n_files++;
        n_bytes += text->length;
        n_numbers += round_trip(text->data, text->length);
    }
    return 0;
}

int main(void)
{
    test_runs();
    test_digits();
    test_damage();
    const char *sample = getenv("KKR_SAMPLE");
    if (sample) {
        files_walk(sample, visit);
        CHECK(n_numbers * 20 > n_bytes * 9 / 10); // nearly all of it is numbers
    }
    if (check_shared()) {
        char folder[4096];
        snprintf(folder, sizeof folder, "%s/data/computed", check_shared());
        files_walk(folder, visit);
        snprintf(folder, sizeof folder, "%s/data/shipped", check_shared());
        files_walk(folder, visit);
        CHECK(n_files > 500);
    }
    return check_done();
}
