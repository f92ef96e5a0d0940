// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/plot_data.h"

#include "core/csv.h"
#include "core/h5.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { CSV, H5 };
const char *const kkr_plot_data_suffixes[] = { ".csv", ".h5", NULL };

typedef struct column {
    char *name;
    bool is_text;
    int place; // among the numbers or the texts of a row
} column;

typedef struct table {
    char *name;
    int n_columns, n_numbers, n_texts;
    column *columns;
    size_t n, room; // rows
    double *values; // [n][n_numbers]
    char **texts;   // [n][n_texts]
} table;

struct kkr_plot_data {
    char *prefix;
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
            free(t->columns[k].name);
        for (size_t k = 0; k < t->n * (size_t)t->n_texts; k++)
            free(t->texts[k]);
        free(t->columns);
        free(t->values);
        free(t->texts);
        free(t->name);
    }
    free(data->tables);
    free(data->prefix);
    free(data);
}

void kkr_plot_data_prefix(kkr_plot_data *data, const char *prefix)
{
    free(data->prefix);
    data->prefix = kkr_strdup(prefix);
}

static bool is_taken(const kkr_plot_data *data, const char *name)
{
    for (int i = 0; i < data->n; i++)
        if (strcmp(data->tables[i].name, name) == 0)
            return true;
    return false;
}

static void add_column(table *t, const char *word)
{
    t->columns = kkr_realloc(t->columns, t->n_columns + 1, sizeof *t->columns);
    column *c = &t->columns[t->n_columns++];
    *c = (column){ .is_text = *word == '$' };
    c->name = kkr_strdup(word + c->is_text);
    for (char *slash = c->name; (slash = strchr(slash, '/'));)
        *slash = '_'; // a group of HDF5
    c->place = c->is_text ? t->n_texts++ : t->n_numbers++;
}

void kkr_plot_data_begin(kkr_plot_data *data, const char *name, const char *columns)
{
    const char *prefix = data->prefix ? data->prefix : "";
    char *own = kkr_strdup_printf("%s%s", prefix, name);
    for (char *c = own; *c; c++)
        if (*c == '/' || *c == '\n') // a group of HDF5, a line of CSV
            *c = '_';
    char *first = kkr_strdup(own);
    for (int number = 2; is_taken(data, own); number++) {
        free(own);
        own = kkr_strdup_printf("%s %d", first, number);
    }
    free(first);
    data->tables = kkr_realloc(data->tables, data->n + 1, sizeof *data->tables);
    table *t = &data->tables[data->n++];
    *t = (table){ .name = own };
    char *copy = kkr_strdup(columns), *save = NULL;
    for (char *word = strtok_r(copy, "|", &save); word;
         word = strtok_r(NULL, "|", &save))
        add_column(t, word);
    free(copy);
}

void kkr_plot_data_words(kkr_plot_data *data, const double *values,
                         const char *const *texts)
{
    table *t = &data->tables[data->n - 1];
    size_t numbers = (size_t)t->n_numbers, words = (size_t)t->n_texts;
    if (t->n == t->room) {
        t->room = t->room ? 2 * t->room : 64;
        t->values = kkr_realloc(t->values, t->room * numbers, sizeof *t->values);
        t->texts = kkr_realloc(t->texts, t->room * words, sizeof *t->texts);
    }
    if (numbers > 0)
        memcpy(t->values + t->n * numbers, values, numbers * sizeof *values);
    for (size_t k = 0; k < words; k++)
        t->texts[t->n * words + k] = kkr_strdup(texts[k] ? texts[k] : "");
    t->n++;
}

void kkr_plot_data_row(kkr_plot_data *data, const double *values)
{
    assert(data->tables[data->n - 1].n_texts == 0);
    kkr_plot_data_words(data, values, NULL);
}

static const char *text_at(const table *t, size_t row, const column *c)
{
    return t->texts[row * (size_t)t->n_texts + (size_t)c->place];
}

static double value_at(const table *t, size_t row, const column *c)
{
    return t->values[row * (size_t)t->n_numbers + (size_t)c->place];
}

static void write_text(FILE *file, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, file);
        return;
    }
    putc('"', file);
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            putc('"', file);
        putc(*c, file);
    }
    putc('"', file);
}

static void write_csv(const kkr_plot_data *data, FILE *file)
{
    for (int i = 0; i < data->n; i++) {
        const table *t = &data->tables[i];
        fprintf(file, "%s# %s\n", i ? "\n" : "", t->name);
        for (int k = 0; k < t->n_columns; k++)
            fprintf(file, "%s%s", k ? "," : "", t->columns[k].name);
        putc('\n', file);
        for (size_t row = 0; row < t->n; row++)
            for (int k = 0; k < t->n_columns; k++) {
                const column *c = &t->columns[k];
                if (c->is_text)
                    write_text(file, text_at(t, row, c));
                else
                    kkr_csv_number(file, value_at(t, row, c));
                putc(k + 1 < t->n_columns ? ',' : '\n', file);
            }
    }
}

static bool write_numbers(hid_t group, const table *t, const column *c)
{
    double *values = kkr_alloc(t->n + 1, sizeof *values);
    for (size_t row = 0; row < t->n; row++)
        values[row] = value_at(t, row, c);
    bool good = kkr_h5_dataset(group, c->name, H5T_NATIVE_DOUBLE, 1, &t->n, values);
    free(values);
    return good;
}

/** As long as the longest of them. */
static bool write_texts(hid_t group, const table *t, const column *c)
{
    size_t longest = 1;
    for (size_t row = 0; row < t->n; row++) {
        size_t length = strlen(text_at(t, row, c));
        longest = length > longest ? length : longest;
    }
    char *texts = kkr_alloc(t->n + 1, longest);
    for (size_t row = 0; row < t->n; row++) {
        const char *text = text_at(t, row, c);
        memcpy(texts + row * longest, text, strlen(text));
    }
    hid_t type = H5Tcopy(H5T_C_S1);
    bool good = H5Tset_size(type, longest) >= 0 &&
                H5Tset_cset(type, H5T_CSET_UTF8) >= 0 &&
                H5Tset_strpad(type, H5T_STR_NULLPAD) >= 0 &&
                kkr_h5_dataset(group, c->name, type, 1, &t->n, texts);
    H5Tclose(type);
    free(texts);
    return good;
}

static bool write_table(hid_t file, const table *t)
{
    hid_t group = kkr_h5_group(file, t->name);
    bool good = group >= 0;
    for (int k = 0; good && k < t->n_columns; k++)
        good = t->columns[k].is_text ? write_texts(group, t, &t->columns[k])
                                     : write_numbers(group, t, &t->columns[k]);
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
