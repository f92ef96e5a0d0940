// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/sha256.h"
#include "tests/files.h"

static bool allow_hardware;

static const char *hash_of(const char *text, size_t length)
{
    static char hex[KKR_SHA256_HEX];
    kkr_sha256 hash;
    kkr_sha256_init(&hash);
    hash.hardware = hash.hardware && allow_hardware;
    kkr_sha256_add(&hash, text, length);
    kkr_sha256_finish(&hash, hex);
    return hex;
}

/** NIST's examples for FIPS 180-4 and, for its block borders, sha256sum. */
static void vectors_agree(void)
{
    CHECK_STRING(hash_of("abc", 3),
                 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK_STRING(hash_of("", 0),
                 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const char *two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    CHECK_STRING(hash_of(two, strlen(two)),
                 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    char many[64];
    memset(many, 'a', sizeof many);
    CHECK_STRING(hash_of(many, 55),
                 "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
    CHECK_STRING(hash_of(many, 64),
                 "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

/** A million times "a" (FIPS 180-4's third example), in pieces of any length. */
static void pieces_do_not_matter(void)
{
    const size_t total = 1000000;
    char *text = malloc(total), hex[KKR_SHA256_HEX];
    memset(text, 'a', total);
    const char *expected =
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
    CHECK_STRING(hash_of(text, total), expected);
    kkr_sha256 hash;
    kkr_sha256_init(&hash);
    hash.hardware = hash.hardware && allow_hardware;
    for (size_t done = 0, piece = 1; done < total; piece = piece % 200 + 1) {
        size_t n = piece < total - done ? piece : total - done;
        kkr_sha256_add(&hash, text + done, n);
        done += n;
    }
    kkr_sha256_finish(&hash, hex);
    CHECK_STRING(hex, expected);
    kkr_error err = { 0 };
    CHECK(kkr_sha256_file(files_write(text, total), hex, &err));
    CHECK_STRING(hex, expected);
    CHECK_FAILS(kkr_sha256_file("/nowhere/at all", hex, &err), "/nowhere/at all: ");
    CHECK_FAILS(kkr_sha256_file("/", hex, &err), "/: ");
    free(text);
}

int main(void)
{
    for (int i = 0; i < 2; i++) {
        allow_hardware = i == 1;
        vectors_agree();
        pieces_do_not_matter();
    }
    return check_done();
}
