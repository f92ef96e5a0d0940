// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/text.h"
#include "tests/check.h"

#include <locale.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

static double parsed(const char *text)
{
    double value = 12345;
    CHECK(kkr_parse_fortran(text, strlen(text), &value) == KKR_NUMBER_OK);
    return value;
}

static kkr_number kind(const char *text)
{
    double value = 0;
    kkr_number result = kkr_parse_fortran(text, strlen(text), &value);
    CHECK(result < KKR_NUMBER_NAN || isnan(value));
    return result;
}

static kkr_line line_of(const char *text)
{
    return (kkr_line){ text, strlen(text) };
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

// splitmix64: the same random numbers everywhere
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static void test_numbers(void)
{
    CHECK(same_bits(parsed("1"), 1.0));
    CHECK(same_bits(parsed("  -2.5D+01 "), -25.0));
    CHECK(same_bits(parsed(".5d0"), 0.5));
    CHECK(same_bits(parsed("5."), 5.0));
    CHECK(same_bits(parsed("+1q3"), 1000.0));
    CHECK(same_bits(parsed("-0.0E+00"), -0.0));
    CHECK(same_bits(parsed("1.234-101"), 1.234e-101)); // no room for the letter
    CHECK(same_bits(parsed("9.87654321+123"), 9.87654321e123));
    CHECK(same_bits(parsed("9007199254740993"), 9007199254740992.0)); // a tie: even
    CHECK(same_bits(parsed("9007199254740993.00000000000000000001"),
                    9007199254740994.0)); // just above the tie
    CHECK(same_bits(parsed("2.2250738585072011D-308"), 2.2250738585072011e-308));
    CHECK(same_bits(parsed("4.9D-324"), 0x1p-1074));
    CHECK(parsed("1D+400") == INFINITY && parsed("-Infinity") == -INFINITY);
    CHECK(parsed("1D-400") == 0);
    CHECK(parsed("1E99999999999999999999") == INFINITY);

    CHECK(kind("NaN") == KKR_NUMBER_NAN && kind("  -nan ") == KKR_NUMBER_NAN);
    CHECK(kind("NaN(quiet)") == KKR_NUMBER_NAN);
    CHECK(kind("****") == KKR_NUMBER_OVERFLOW);
    const char *wrong[] = { "",     " ",      "-",   ".",   "1.2.3", "1D",
                            "1D+",  "1 2",    "D+1", "0x1", "1,5",   "1.5D+0x",
                            "nano", "1.5--3", "**1", "--1", "T",     "1e5e5" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(kind(wrong[i]) == KKR_NUMBER_NONE);

    int i = -1;
    CHECK(kkr_parse_int(" 2147483647 ", 12, &i) && i == INT32_MAX);
    CHECK(kkr_parse_int("-7", 2, &i) && i == -7);
    CHECK(!kkr_parse_int("2147483648", 10, &i) && !kkr_parse_int("3.0", 3, &i));
    CHECK(!kkr_parse_int("", 0, &i) && !kkr_parse_int("-", 1, &i));
}

// What is printed with 17 digits comes back bit for bit, whatever the locale.
static void test_round_trip(void)
{
    const char *commas[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "C" };
    size_t i_locale = 0;
    while (!setlocale(LC_NUMERIC, commas[i_locale]))
        i_locale++;
    uint64_t state = 1;
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = next_random(&state);
        double value, back;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        char text[64];
        snprintf(text, sizeof text, "%.16e", value);
        text[strcspn(text, ",")] = text[strcspn(text, ",")] ? '.' : 0;
        CHECK(kkr_parse_fortran(text, strlen(text), &back) && same_bits(value, back));
    }
    setlocale(LC_NUMERIC, "C");
}

static void test_lines(void)
{
    static const char content[] = "first  \t \r\n\n  third\r\nlast";
    KKR_AUTO(kkr_text) text = kkr_text_new("a/b.txt", content, sizeof content - 1);
    kkr_line line = { 0 };
    CHECK(kkr_text_peek(text, &line) && line.length == 5 && text->line == 0);
    CHECK(kkr_text_next(text, &line) && line.length == 5 && text->line == 1);
    CHECK(kkr_text_next(text, &line) && line.length == 0 && text->line == 2);
    CHECK(kkr_text_next(text, &line) && line.length == 7);
    CHECK(memcmp(line.text, "  third", 7) == 0);
    CHECK(kkr_text_next(text, &line) && line.length == 4 && text->line == 4);
    CHECK(!kkr_text_next(text, &line) && text->line == 4);
    kkr_text_rewind(text);
    CHECK(kkr_text_next(text, &line) && text->line == 1);
    CHECK(kkr_line_contains(line, "RST") && !kkr_line_contains(line, "firsts"));
    CHECK(kkr_line_cut(line, 3, 9).length == 2 && kkr_line_cut(line, 7, 9).length == 0);
    CHECK(kkr_line_trim(line_of(" \tx ")).length == 1);
    CHECK_FAILS(kkr_text_fail(text, &err, "\"%s\"", "a\x01\xff"),
                "a/b.txt:1: \"a\?\?\"");
}

static void test_lists(void)
{
    double x[6] = { 9, 9, 9, 9, 9, 9 };
    kkr_list list = kkr_list_of(line_of(" 1.5 2,3D0\t-4 , 5 / 6"));
    CHECK(kkr_list_doubles(&list, x, 6) == 5);
    CHECK(x[0] == 1.5 && x[1] == 2 && x[2] == 3 && x[3] == -4 && x[4] == 5);

    // "," alone keeps a value, "3*" repeats one or keeps three
    list = kkr_list_of(line_of("2*7.0,,8 1*"));
    CHECK(kkr_list_doubles(&list, x, 6) == 5);
    CHECK(x[0] == 7 && x[1] == 7 && x[2] == 3 && x[3] == 8 && x[4] == 5);
    list = kkr_list_of(line_of("2000000000*1"));
    CHECK(kkr_list_doubles(&list, x, 6) == 6 && x[5] == 1);

    int k[3] = { 0 };
    list = kkr_list_of(line_of("4  135 NPAN,MESHN"));
    CHECK(kkr_list_ints(&list, k, 3) == 2 && k[0] == 4 && k[1] == 135);

    bool b[4] = { false, true, false, true };
    list = kkr_list_of(line_of("T .false. .TRUE., f"));
    for (int i = 0; i < 4; i++)
        CHECK(kkr_list_bool(&list, &b[i]) && b[i] == (i % 2 == 0));
    list = kkr_list_of(line_of("yes"));
    CHECK(!kkr_list_bool(&list, &b[0]));
    list = kkr_list_of(line_of(""));
    CHECK(!kkr_list_double(&list, x));
}

// A random number in 1P,D20.13 (or D20.12), now and then as something unusual.
static void print_field(char *field, bool wide, uint64_t *state)
{
    uint64_t bits = next_random(state);
    int exponent = (int)(bits % 34) - 22;
    double value = ((bits >> 8) % 2 ? 1 : -1) * (1 + (double)((bits >> 16) % 9)) *
                   pow(10, exponent) * (1 + (double)(bits >> 20) * 0x1p-48);
    char number[40];
    snprintf(number, sizeof number, "%*.*e", wide ? 20 : 20, wide ? 13 : 12, value);
    *strchr(number, 'e') = "DEd"[(bits >> 12) % 3];
    if ((bits >> 40) % 50 == 0)
        snprintf(number, sizeof number, "%20s", (bits >> 50) % 2 ? "NaN" : "1.5-101");
    memcpy(field, number, 20);
}

/**
 * Every version of the fast path reads exactly what the number parser reads, to
 * the last bit, and stops where it must.
 */
static void test_fields(void)
{
    enum { LINES = 3000, N = 4 * LINES };
    static char data[LINES * 81];
    static double slow[N], fast[N];
    uint64_t state = 7;
    for (int i = 0; i < LINES; i++) {
        for (int k = 0; k < 4; k++)
            print_field(data + 81 * i + 20 * k, i % 2, &state);
        data[81 * i + 80] = '\n';
    }
    for (int i = 0; i < N; i++)
        CHECK(kkr_parse_fortran(data + 81 * (i / 4) + 20 * (i % 4), 20, &slow[i]));

    kkr_fields_version versions[4];
    int n_versions = kkr_fields_versions(versions);
    CHECK(n_versions >= 1);
    for (int v = 0; v < n_versions; v++) {
        size_t position = 0, done = 0, used, skipped = 0;
        while (done < N) {
            size_t n = versions[v].read(data + position, sizeof data - position,
                                        fast + done, N - done, &used);
            CHECK(n % 4 == 0 && used == n / 4 * 81);
            for (size_t i = done; i < done + n; i++)
                CHECK(same_bits(fast[i], slow[i]));
            done += n + 4; // the line it did not want
            position += used + 81;
            skipped++;
        }
        CHECK(skipped > 10 && skipped < LINES / 4);

        // any single damaged character is noticed, or means what it says
        for (int i = 0; i < 81; i++) {
            char damaged[82];
            memcpy(damaged,
                   "-1.2345678901234D+00 9.8765432109876D-03"
                   "-1.0000000000000E-05 0.0000000000000D+00\n",
                   82);
            for (int c = 1; c < 128; c++) {
                char kept = damaged[i];
                damaged[i] = (char)c;
                size_t n = versions[v].read(damaged, 81, fast, 4, &used);
                double said;
                for (size_t k = 0; k < n; k++)
                    CHECK(kkr_parse_fortran(damaged + 20 * k, 20, &said) &&
                          same_bits(fast[k], said));
                CHECK(n == 0 || memchr(".DEde+- 0123456789\n", c, 19));
                damaged[i] = kept;
            }
            CHECK(versions[v].read(damaged, (size_t)i, fast, 4, &used) == 0);
        }
    }
}

static void test_columns(void)
{
    static const char good[] =
        " 3.7353247245807D-05 2.0491696329017D-05 1.0858026772363D-06"
        "-2.1327477930204D-05\r\n"
        "-1.5000000000000D+00                 NaN********************"
        " 4.0000000000000-101  \n"
        " 5.0000000000000D+00\n    1\n";
    KKR_AUTO(kkr_text) text = kkr_text_new("v", good, sizeof good - 1);
    kkr_error none = { 0 };
    double x[9];
    size_t n_read = 0;
    int n_nan = 0;
    kkr_line line;
    CHECK(kkr_text_columns(text, 4, 20, x, 9, &n_read, &n_nan, &none));
    CHECK(n_read == 9 && n_nan == 2 && text->line == 3);
    CHECK(x[2] == 1.0858026772363e-06 && x[3] == -2.1327477930204e-05);
    CHECK(x[4] == -1.5 && isnan(x[5]) && isnan(x[6]) && x[7] == 4e-101 && x[8] == 5);
    CHECK(kkr_text_next(text, &line) && line.length == 5);

    // the same numbers wanted twice: the whole number is not one of them
    kkr_text_rewind(text);
    CHECK_FAILS(kkr_text_columns(text, 4, 20, x, 10, &n_read, &n_nan, &err),
                "v:3: expected 2 numbers of 20 columns, found 1");
    CHECK(n_read == 9);
    static const char whole[] = "                  21\n";
    KKR_AUTO(kkr_text) other = kkr_text_new("w", whole, sizeof whole - 1);
    CHECK_FAILS(kkr_text_columns(other, 4, 20, x, 1, &n_read, &n_nan, &err),
                "w:1: expected a number with a dot, found \"21\"");
    kkr_text_rewind(other);
    kkr_text_next(other, &line);
    CHECK_FAILS(kkr_text_columns(other, 4, 20, x, 4, &n_read, &n_nan, &err),
                "the file ends within a block of numbers, expected 4, got 0");

    static const char list[] = " 1.0 -2.0,3.0\n\t4.0D+00 5.0\n";
    KKR_AUTO(kkr_text) free_form = kkr_text_new("l", list, sizeof list - 1);
    CHECK(kkr_text_list(free_form, x, 5, &n_read, &n_nan, &none) && n_read == 5);
    CHECK(x[1] == -2 && x[3] == 4 && x[4] == 5);

    // no line end behind the last number: whole, or cut off
    static const char whole_list[] = " 1.25D+00 -2.25D+00",
                      cut_list[] = " 1.25D+00 -2.2";
    KKR_AUTO(kkr_text) last = kkr_text_new("l", whole_list, sizeof whole_list - 1);
    CHECK(kkr_text_list(last, x, 2, &n_read, &n_nan, &none) && x[1] == -2.25);
    KKR_AUTO(kkr_text) cut = kkr_text_new("l", cut_list, sizeof cut_list - 1);
    CHECK_FAILS(kkr_text_list(cut, x, 2, &n_read, &n_nan, &err),
                "l:1: the file ends within the number \"-2.2\"");
}

static void write_file(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    CHECK(file && fwrite(data, 1, size, file) == size);
    if (file)
        fclose(file);
}

static void test_files(void)
{
    char folder[] = "text_XXXXXX", path[64];
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/file", folder);

    CHECK_FAILS(kkr_text_read(path, &err), "cannot open: No such file");
    CHECK_FAILS(kkr_text_read(folder, &err), "is a folder");
    CHECK_FAILS(kkr_text_read("/dev/zero", &err), "not a regular file");
    CHECK(mkfifo(path, 0600) == 0);
    CHECK_FAILS(kkr_text_read(path, &err), "not a regular file"); // and does not wait
    unlink(path);

    write_file(path, "", 0);
    kkr_line line;
    kkr_error none = { 0 };
    KKR_AUTO(kkr_text) empty = kkr_text_read(path, &none);
    CHECK(empty && empty->length == 0 && !kkr_text_next(empty, &line));

    write_file(path, "ab\0cd", 5);
    CHECK_FAILS(kkr_text_read(path, &err), "binary file (zero byte at 2)");
    write_file(path, "../VWN/shapefun", 15);
    CHECK_FAILS(kkr_text_read(path, &err),
                "looks like a link target (../VWN/shapefun), file not fetched");
    write_file(path, "Cu29 POTENTIAL\n", 15);
    KKR_AUTO(kkr_text) text = kkr_text_read(path, &none);
    CHECK(text && kkr_text_next(text, &line) && line.length == 14);

    // sysfs promises a page and gives a line, like a file that is cut while it is read
    const char *shrinking = "/sys/devices/system/cpu/online";
    if (access(shrinking, R_OK) == 0)
        CHECK_FAILS(kkr_text_read(shrinking, &err), "became shorter while it was read");

    // two gigabytes of nothing take no room on disk; they must not be read
    CHECK(truncate(path, (off_t)2 << 30) == 0);
    CHECK_FAILS(kkr_text_read(path, &err), "has 2147 MB");
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    test_numbers();
    test_round_trip();
    test_lines();
    test_lists();
    test_fields();
    test_columns();
    test_files();
    return check_done();
}
