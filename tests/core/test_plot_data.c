// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/plot_data.h"
#include "tests/check.h"
#include "tests/files.h"

#include <hdf5.h>

static kkr_plot_data *two_tables(void)
{
    kkr_plot_data *data = kkr_plot_data_new();
    kkr_plot_data_begin(data, "V of Ag", "r (bohr)|V (Ry)");
    for (int i = 0; i < 100; i++)
        kkr_plot_data_row(data, (const double[]){ i, -1. / (i + 1) });
    kkr_plot_data_begin(data, "V of Ag", "one"); // the name is there already
    kkr_plot_data_row(data, (const double[]){ NAN });
    kkr_plot_data_begin(data, "a/b\nc", "none|of|these");
    kkr_plot_data_prefix(data, "x/y: ");
    kkr_plot_data_begin(data, "checks", "value|$check/it|$verdict");
    kkr_plot_data_words(data, (const double[]){ 0.5 },
                        (const char *const[]){ "a, \"b\"", "ok" });
    kkr_plot_data_words(data, (const double[]){ 2 },
                        (const char *const[]){ "Θ", NULL });
    kkr_plot_data_begin(data, "checks", "$only");
    kkr_plot_data_words(data, NULL, (const char *const[]){ "word" });
    return data;
}

/** Writes it; `path` gets where it is. */
static void write_as(const char *suffix, char *path, size_t size)
{
    KKR_AUTO(kkr_plot_data) data = two_tables();
    kkr_error err = { 0 };
    snprintf(path, size, "%s/data%s", files_folder, suffix);
    KKR_AUTO(kkr_output) output = kkr_output_new(path, &err);
    CHECK(output && kkr_plot_data_write(data, output, &err) &&
          kkr_output_commit(output, &err));
    CHECK_STRING(err.message, "");
}

static void csv(void)
{
    char path[5000];
    write_as(".csv", path, sizeof path);
    char *text = files_load(path);
    CHECK(text && strncmp(text, "# V of Ag\nr (bohr),V (Ry)\n0,-1\n1,-0.5\n", 38) == 0);
    CHECK(text &&
          strstr(text, "\n\n# V of Ag 2\none\nnan\n\n# a_b_c\nnone,of,these\n"));
    CHECK(text && strstr(text, "\n\n# x_y: checks\nvalue,check_it,verdict\n"
                               "0.5,\"a, \"\"b\"\"\",ok\n2,Θ,\n\n"
                               "# x_y: checks 2\nonly\nword\n"));
    free(text);
}

static void hdf5(void)
{
    char path[5000];
    write_as(".h5", path, sizeof path);
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    CHECK(file >= 0);
    hid_t set = H5Dopen2(file, "V of Ag/V (Ry)", H5P_DEFAULT);
    double values[100] = { 0 };
    hid_t space = H5Dget_space(set);
    CHECK(H5Sget_simple_extent_npoints(space) == 100);
    CHECK(H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0);
    for (int i = 0; i < 100; i++)
        CHECK_NEAR(values[i], -1. / (i + 1), 0);
    CHECK(H5Lexists(file, "V of Ag 2", H5P_DEFAULT) > 0);
    H5Sclose(space);
    H5Dclose(set);
    set = H5Dopen2(file, "x_y: checks/check_it", H5P_DEFAULT);
    hid_t type = H5Dget_type(set);
    CHECK(H5Tget_size(type) == 6);
    char texts[2][6];
    CHECK(H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts) >= 0);
    CHECK(memcmp(texts[0], "a, \"b\"", 6) == 0);
    CHECK(memcmp(texts[1], "Θ\0\0\0\0", 6) == 0);
    H5Tclose(type);
    H5Dclose(set);
    H5Fclose(file);
}

int main(void)
{
    const char *path = files_write("x", 1); // makes the folder
    CHECK(path);
    csv();
    hdf5();
    return check_done();
}
