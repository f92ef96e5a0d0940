// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/h5.h"
#include "core/h5_packed.h"
#include "tests/check.h"
#include "tests/meter.h"

#include <zlib.h>

/** Every file here lives in memory: nothing is written. */
static hid_t memory_file(void)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fapl_core(access, 1 << 16, false);
    hid_t file = H5Fcreate("packed", H5F_ACC_TRUNC, H5P_DEFAULT, access);
    H5Pclose(access);
    return file;
}

static hid_t make(hid_t file, const char *name, hid_t type, hsize_t n, hsize_t chunk,
                  bool shuffle, bool deflate)
{
    hid_t layout = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(1, &n, NULL);
    if (chunk)
        H5Pset_chunk(layout, 1, &chunk);
    if (shuffle)
        H5Pset_shuffle(layout);
    if (deflate)
        H5Pset_deflate(layout, 6);
    hid_t id = H5Dcreate2(file, name, type, space, H5P_DEFAULT, layout, H5P_DEFAULT);
    H5Sclose(space);
    H5Pclose(layout);
    return id;
}

enum { N = 1000 };

// what the library would read, in pieces, whatever the layout and the type in the file
static void test_same(hid_t file)
{
    double numbers[N], read[N];
    for (int i = 0; i < N; i++)
        numbers[i] = sin(i);
    const hsize_t chunks[] = { 0, 1, 7, 128, N };
    const hid_t types[] = { H5T_IEEE_F64LE, H5T_IEEE_F64BE, H5T_IEEE_F32LE };
    int made = 0;
    for (size_t c = 0; c < 5; c++)
        for (int filters = 0; filters < (chunks[c] ? 4 : 1); filters++)
            for (size_t t = 0; t < 3; t++) {
                char name[32];
                snprintf(name, sizeof name, "same%d", made++);
                hid_t id =
                    make(file, name, types[t], N, chunks[c], filters & 1, filters & 2);
                CHECK(H5Dwrite(id, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                               numbers) >= 0);
                CHECK(kkr_h5_packed_count(id) == N);
                for (size_t first = 0, count = 1; first < N;
                     first += count, count *= 3) {
                    if (count > N - first)
                        count = N - first;
                    CHECK(kkr_h5_packed_read(id, H5T_NATIVE_DOUBLE, first, count,
                                             read + first));
                }
                double allowed = types[t] == H5T_IEEE_F32LE ? 1e-7 : 0;
                for (int i = 0; i < N; i++)
                    CHECK_NEAR(read[i], numbers[i], allowed);
                CHECK(!kkr_h5_packed_read(id, H5T_NATIVE_DOUBLE, N, 1, read));
                CHECK(!kkr_h5_packed_read(id, H5T_NATIVE_DOUBLE, 1, SIZE_MAX, read));
                H5Dclose(id);
            }
    CHECK(made == 51);
}

// fields by their names; one that the file lacks keeps what was there
static void test_records(hid_t file)
{
    struct two {
        int a;
        double b;
    } in[3] = { { 1, 0.5 }, { 2, 1.5 }, { 3, 2.5 } }, out[3];
    hid_t type = H5Tcreate(H5T_COMPOUND, sizeof *in);
    H5Tinsert(type, "a", offsetof(struct two, a), H5T_NATIVE_INT);
    hid_t id = make(file, "records", type, 3, 2, true, true);
    CHECK(H5Dwrite(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, in) >= 0);
    H5Tinsert(type, "b", offsetof(struct two, b), H5T_NATIVE_DOUBLE);
    for (int i = 0; i < 3; i++)
        out[i] = (struct two){ -1, -7 };
    CHECK(kkr_h5_packed_read(id, type, 0, 3, out));
    for (int i = 0; i < 3; i++)
        CHECK(out[i].a == in[i].a && out[i].b == -7);
    H5Dclose(id);
    H5Tclose(type);
}

// claims, bombs and holes: refused, and before any memory is asked for
static void test_hostile(hid_t file)
{
    static double out[1 << 17];
    enum { LARGE = 1 << 26 };
    meter_start();
    hid_t id =
        make(file, "claim", H5T_IEEE_F64LE, (hsize_t)1 << 40, 1 << 16, true, true);
    CHECK(kkr_h5_packed_count(id) == (hssize_t)1 << 40);
    CHECK(!kkr_h5_packed_read(id, H5T_NATIVE_DOUBLE, 0, (size_t)1 << 40, out));
    CHECK(!kkr_h5_packed_read(id, H5T_NATIVE_DOUBLE, 0, 10, out)); // a hole
    H5Dclose(id);

    // a chunk of 64 kB that inflates to 64 MB, in a data set of one megabyte
    size_t n = sizeof out / sizeof *out;
    uLongf length = compressBound(LARGE);
    void *zeros = calloc(LARGE, 1), *small = malloc(length);
    CHECK(compress2(small, &length, zeros, LARGE, 9) == Z_OK);
    free(zeros);
    hsize_t zero = 0;
    id = make(file, "bomb", H5T_IEEE_F64LE, n, n, false, true);
    CHECK(H5Dwrite_chunk(id, H5P_DEFAULT, 0, &zero, length, small) >= 0);
    free(small);
    meter_start();
    CHECK(!kkr_h5_packed_read(id, H5T_NATIVE_DOUBLE, 0, n, out));
    CHECK(meter_peak() < (size_t)4 << 20);
    H5Dclose(id);

    // two megabytes of zeros, honestly: more than the ratio that writers keep
    id = make(file, "zeros", H5T_IEEE_F64LE, 2 * n, 2 * n, false, true);
    double *nothing = calloc(2 * n, sizeof *nothing);
    CHECK(H5Dwrite(id, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, nothing) >= 0);
    CHECK(!kkr_h5_packed_read(id, H5T_NATIVE_DOUBLE, 0, 1, out));
    free(nothing);
    H5Dclose(id);

    hid_t text = H5Tcopy(H5T_C_S1);
    H5Tset_size(text, H5T_VARIABLE);
    id = make(file, "texts", text, 3, 0, false, false);
    char *texts[3];
    CHECK(!kkr_h5_packed_read(id, text, 0, 3, texts));
    H5Dclose(id);
    H5Tclose(text);

    const hsize_t square[2] = { 3, 3 };
    hid_t space = H5Screate_simple(2, square, NULL);
    id = H5Dcreate2(file, "square", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT,
                    H5P_DEFAULT);
    CHECK(kkr_h5_packed_count(id) == -1);
    CHECK(!kkr_h5_packed_read(id, H5T_NATIVE_DOUBLE, 0, 3, out));
    H5Dclose(id);
    H5Sclose(space);
}

int main(void)
{
    kkr_h5_lock();
    hid_t file = memory_file();
    test_same(file);
    test_records(file);
    test_hostile(file);
    H5Fclose(file);
    kkr_h5_unlock();
    return check_done();
}
