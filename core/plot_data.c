// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/plot_data.h"

#include "core/csv.h"
#include "core/h5.h"

#include <stdlib.h>
#include <string.h>

enum { CSV, H5 };
const char *const kkr_plot_data_suffixes[] = { ".csv", ".h5", NULL };

typedef struct table {
    char *name;
    int n_columns;
    char **columns;
    size_t n, room; // rows
    double *values; // [n][n_columns]
} table;

struct kkr_plot_data {
    int n;
    table *tables;
};

kkr_plot_data *kkr_plot_data_new(void)
{
    return kkr_alloc(1, sizeof(kkr_plot_data));
}

void kkr_plot_data_free(kkr_plot_data *data)
{
    if (!data)
        return;
    for (int i = 0; i < data->n; i++) {
        table *t = &data->tables[i];
        for (int k = 0; k < t->n_columns; k++)
            free(t->columns[k]);
        free(t->columns);
        free(t->values);
        free(t->name);
    }
    free(data->tables);
    free(data);
}

static bool is_taken(const kkr_plot_data *data, const char *name)
{
    for (int i = 0; i < data->n; i++)
        if (strcmp(data->tables[i].name, name) == 0)
            return true;
    return false;
}

void kkr_plot_data_begin(kkr_plot_data *data, const char *name, const char *columns)
{
    char *own = kkr_strdup(name);
    for (int number = 2; is_taken(data, own); number++) {
        free(own);
        own = kkr_strdup_printf("%s %d", name, number);
    }
    for (char *c = own; *c; c++)
        if (*c == '/' || *c == '\n') // a group of HDF5, a line of CSV
            *c = '_';
    data->tables = kkr_realloc(data->tables, data->n + 1, sizeof *data->tables);
    table *t = &data->tables[data->n++];
    *t = (table){ .name = own };
    char *copy = kkr_strdup(columns), *save = NULL;
    for (char *word = strtok_r(copy, "|", &save); word;
         word = strtok_r(NULL, "|", &save)) {
        t->columns = kkr_realloc(t->columns, t->n_columns + 1, sizeof *t->columns);
        t->columns[t->n_columns++] = kkr_strdup(word);
    }
    free(copy);
}

void kkr_plot_data_row(kkr_plot_data *data, const double *values)
{
    table *t = &data->tables[data->n - 1];
    size_t columns = (size_t)t->n_columns;
    if (t->n == t->room) {
        t->room = t->room ? 2 * t->room : 64;
        t->values = kkr_realloc(t->values, t->room * columns, sizeof *t->values);
    }
    memcpy(t->values + t->n++ * columns, values, columns * sizeof *values);
}

static void write_csv(const kkr_plot_data *data, FILE *file)
{
    for (int i = 0; i < data->n; i++) {
        const table *t = &data->tables[i];
        fprintf(file, "%s# %s\n", i ? "\n" : "", t->name);
        for (int k = 0; k < t->n_columns; k++)
            fprintf(file, "%s%s", k ? "," : "", t->columns[k]);
        putc('\n', file);
        for (size_t row = 0; row < t->n; row++)
            for (int k = 0; k < t->n_columns; k++) {
                kkr_csv_number(file, t->values[row * (size_t)t->n_columns + (size_t)k]);
                putc(k + 1 < t->n_columns ? ',' : '\n', file);
            }
    }
}

static bool write_table(hid_t file, const table *t)
{
    hid_t group = kkr_h5_group(file, t->name);
    bool good = group >= 0;
    double *column = kkr_alloc(t->n + 1, sizeof *column);
    for (int k = 0; good && k < t->n_columns; k++) {
        for (size_t row = 0; row < t->n; row++)
            column[row] = t->values[row * (size_t)t->n_columns + (size_t)k];
        good =
            kkr_h5_dataset(group, t->columns[k], H5T_NATIVE_DOUBLE, 1, &t->n, column);
    }
    free(column);
    if (group >= 0)
        H5Gclose(group);
    return good;
}

bool kkr_plot_data_write(const kkr_plot_data *data, kkr_output *output, kkr_error *err)
{
    int format;
    if (!kkr_output_suffix(output->path, kkr_plot_data_suffixes, &format, err))
        return false;
    if (format == CSV) {
        write_csv(data, output->file);
        return true; // the commit looks for errors
    }
    hid_t file = kkr_h5_file(output, err);
    if (file < 0)
        return false;
    bool good = kkr_h5_text(file, "program", "kkrscope " KKR_VERSION);
    for (int i = 0; good && i < data->n; i++)
        good = write_table(file, &data->tables[i]);
    return kkr_h5_close(file, good, output, err);
}
