// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "tests/check.h"
#include "tests/json.h"

int main(void)
{
    json *v =
        json_parse(" {\"a\": [1, -2.5e3, {\"b\\\"c\": \"x\\ty\\u0041\"}], \"d\": true,"
                   " \"empty\": {}, \"n\": null, \"z\": 0} \n",
                   "text");
    CHECK(json_count(v) == 5);
    CHECK_NEAR(json_number(json_get(v, "a/%d", 1)), -2500, 0);
    CHECK_STRING(json_string(json_get(v, "a/2/b\"c")), "x\tyA");
    CHECK_STRING(json_key(v, 1), "d");
    CHECK(json_true(json_get(v, "d")));
    CHECK(!json_true(json_get(v, "n")));
    CHECK(json_count(json_get(v, "empty")) == 0);
    CHECK_NEAR(json_number(json_item(v, 4)), 0, 0);

    // what is not there is never a number
    CHECK(json_get(v, "a/3") == NULL && json_get(v, "a/x/y") == NULL);
    CHECK(isnan(json_number(json_get(v, "d"))) && isnan(json_number(NULL)));
    json_free(v);

    static const char *const wrong[] = {
        "",    "[1,]", "{\"a\" 1}", "[1 2]", "nul",    "01",      "+1", "1.",   "[1",
        "\"a", "NaN",  "{1:2}",     "0x1",   "[1] []", "\"\\q\"", "-",  "1.e5", "1e"
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if ((v = json_parse(wrong[i], "refused"))) {
            printf("accepted: %s\n", wrong[i]);
            CHECK(v == NULL);
            json_free(v);
        }
    return check_done();
}
