// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/recipe_embed.h"
#include "tests/files.h"

#define HEAD "kkrscope recipe 1\n"

/** What is inside the file with these bytes, or the error's message. */
static const char *inside(const char *bytes, size_t length)
{
    static char text[2000];
    kkr_error err = { 0 };
    char *found = kkr_recipe_embed_read(files_write(bytes, length), &err);
    snprintf(text, sizeof text, "%s", found ? found : err.message);
    free(found);
    return text;
}

static const char *inside_text(const char *text)
{
    return inside(text, strlen(text));
}

static void pdf(void)
{
    CHECK_STRING(inside_text("%PDF-1.4\n<< /Subject (" HEAD ") >>"), HEAD);
    // escapes of PDF 32000-1, 7.3.4.2: octal, brackets, a line that goes on
    CHECK_STRING(
        inside_text("%PDF-1.4\n/Subject\n (kkrscope\\040recipe 1\\n\\(a\\)(b)\\\\"
                    "\\\nc\\53d) (no more)"),
        HEAD "(a)(b)\\c+d");
    // UTF-16BE with a pair of surrogates
    CHECK_STRING(
        inside_text("%PDF-1.4\n/Subject <FEFF006b006b0072007300630063006f> "
                    "/Subject <feff006B 006b 0072 0073 0063 006f 0070 0065 0020 "
                    "0072 0065 0063 0069 0070 0065 0020 0031 000a 00C5 2212 "
                    "D83D DE00>"),
        HEAD "Å−😀");
    CHECK(strstr(inside_text("%PDF-1.4\n/Subject (A thesis)"), "no recipe inside"));
    CHECK(strstr(inside_text("%PDF-1.4\n/Subject"), "no recipe inside"));
}

static void svg(void)
{
    CHECK_STRING(inside_text("<?xml version=\"1.0\"?>\n<svg width=\"1\">"
                             "<metadata id=\"kkrscope-recipe\">" HEAD
                             "&lt;a&gt; &amp;&quot;&apos;&#39;&#xC5;\r\n</metadata>"),
                 HEAD "<a> &\"''Å\n");
    CHECK(
        strstr(inside_text("<svg><metadata>" HEAD "</metadata>"), "no recipe inside"));
    const char *const bad[] = { "&none;", "&",     "&#",   "&#x;",
                                "&#0;",   "&#xx;", "\x01", "&#27;" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[200];
        snprintf(text, sizeof text,
                 "<svg><metadata id=\"kkrscope-recipe\">" HEAD "%s</metadata>", bad[i]);
        CHECK(strstr(inside_text(text), "no recipe inside"));
    }
}

#define CHUNK(length, type) "\0\0\0" length type
#define CRC "abcd"
#define SIGNATURE "\x89PNG\r\n\x1a\n"

static void png(void)
{
    static const char good[] = SIGNATURE CHUNK("\x01", "tEXt") "x" CRC CHUNK(
        "\x2b", "iTXt") "kkrscope-recipe\0\0\0en\0kk\0" HEAD "a" CRC CHUNK("\0", "IEND")
        CRC;
    CHECK_STRING(inside(good, sizeof good - 1), HEAD "a");
    // cut anywhere: an error, never more than there is
    for (size_t length = 8; length < sizeof good - 1 - 12; length++)
        CHECK(strstr(inside(good, length), "no recipe inside"));
    static const char packed[] =
        SIGNATURE CHUNK("\x26", "iTXt") "kkrscope-recipe\0\1\0\0\0" HEAD CRC;
    CHECK(strstr(inside(packed, sizeof packed - 1), "no recipe inside"));
    static const char endless[] = SIGNATURE "\xff\xff\xff\xffiTXt";
    CHECK(strstr(inside(endless, sizeof endless - 1), "no recipe inside"));
    static const char unended[] =
        SIGNATURE CHUNK("\x14", "iTXt") "kkrscope-recipe\0\0\0en" CRC;
    CHECK(strstr(inside(unended, sizeof unended - 1), "no recipe inside"));
}

int main(void)
{
    pdf();
    svg();
    png();
    CHECK(strstr(inside_text(""), "is no figure"));
    CHECK(strstr(inside_text(HEAD), "is a recipe itself"));
    CHECK_FAILS(kkr_recipe_embed_read("/nowhere", &err), "/nowhere: cannot be read");
    CHECK_FAILS(kkr_recipe_embed_read("/", &err), "/: is not a file");
    return check_done();
}
