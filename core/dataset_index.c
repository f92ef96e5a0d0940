// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/dataset_index.h"

#include "core/h5_packed.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// A piece of the table is read, or found damaged, as a whole.
// An entry has a group and files besides: LEAST_ENTRY bytes and more of the file.
enum { CHUNK_ROWS = 128, DEFLATE_LEVEL = 4, LEAST_ENTRY = 64 };

typedef enum column_kind { TEXT, REAL, INTEGER } column_kind;

typedef struct column {
    const char *name;
    column_kind kind;
    size_t offset;
    int size; // of a text in bytes; else how many numbers
} column;

#define ROW(member) offsetof(kkr_dataset_row, member)
#define WIDTH(member) (int)sizeof(((kkr_dataset_row *)NULL)->member)

static const column columns[] = {
    { "name", TEXT, ROW(name), WIDTH(name) },
    { "host", TEXT, ROW(host), WIDTH(host) },
    { "host_element", TEXT, ROW(host_element), WIDTH(host_element) },
    { "impurity", TEXT, ROW(impurity), WIDTH(impurity) },
    { "host_z", REAL, ROW(host_z), 1 },
    { "impurity_z", REAL, ROW(impurity_z), 1 },
    { "alat", REAL, ROW(alat), 1 },
    { "e_fermi", REAL, ROW(e_fermi), 1 },
    { "n_sites", INTEGER, ROW(n_sites), 1 },
    { "n_spin", INTEGER, ROW(n_spin), 1 },
    { "l_pot", INTEGER, ROW(l_pot), 1 },
    { "n_r", INTEGER, ROW(n_r), 1 },
    { "rms", REAL, ROW(quality.rms), 1 },
    { "dv", REAL, ROW(quality.dv), 1 },
    { "host_q", REAL, ROW(quality.host_q), 1 },
    { "vbc_shift", REAL, ROW(quality.vbc_shift), 1 },
    { "face_jump", REAL, ROW(quality.face_jump), 1 },
    { "symmetry", REAL, ROW(quality.symmetry), 1 },
    { "core_shift", REAL, ROW(quality.core_shift), 1 },
    { "n_warnings", INTEGER, ROW(quality.n_warnings), 1 },
    { "n_shells", INTEGER, ROW(quality.n_shells), 1 },
    { "shell_r", REAL, ROW(quality.shell_r), KKR_QUALITY_SHELLS },
    { "shell_dv", REAL, ROW(quality.shell_dv), KKR_QUALITY_SHELLS },
    { "n_core", INTEGER, ROW(quality.n_core), 1 },
    { "core_l", INTEGER, ROW(quality.core_l), KKR_QUALITY_CORE },
    { "core_energy", REAL, ROW(quality.core_energy), KKR_QUALITY_CORE },
    { "path", TEXT, ROW(path), WIDTH(path) },
    { "source", TEXT, ROW(source), WIDTH(source) },
    { "uuid", TEXT, ROW(uuid), WIDTH(uuid) },
    { "process", TEXT, ROW(process), WIDTH(process) },
    { "label", TEXT, ROW(label), WIDTH(label) },
    { "exit_status", REAL, ROW(exit_status), 1 },
    { "hash", TEXT, ROW(hash), WIDTH(hash) },
    { "warning", TEXT, ROW(warning), WIDTH(warning) },
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

kkr_dataset_row kkr_dataset_row_unknown(void)
{
    return (kkr_dataset_row){ .host_z = NAN,
                              .impurity_z = NAN,
                              .alat = NAN,
                              .e_fermi = NAN,
                              .exit_status = NAN,
                              .quality = kkr_quality_unknown() };
}

static hid_t type_of(const column *c, bool in_file)
{
    hid_t base;
    if (c->kind == TEXT) {
        base = H5Tcopy(H5T_C_S1);
        H5Tset_size(base, (size_t)c->size);
        H5Tset_strpad(base, H5T_STR_NULLTERM);
        H5Tset_cset(base, H5T_CSET_UTF8);
        return base;
    }
    if (in_file)
        base = c->kind == REAL ? H5T_IEEE_F64LE : H5T_STD_I32LE;
    else
        base = c->kind == REAL ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT;
    hsize_t n = (hsize_t)c->size;
    return c->size == 1 ? H5Tcopy(base) : H5Tarray_create2(base, 1, &n);
}

static hid_t row_type(bool in_file)
{
    hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(kkr_dataset_row));
    for (int i = 0; i < N_COLUMNS; i++) {
        hid_t member = type_of(&columns[i], in_file);
        H5Tinsert(type, columns[i].name, columns[i].offset, member);
        H5Tclose(member);
    }
    if (in_file)
        H5Tpack(type);
    return type;
}

/** Texts end where they should, whatever the file says. */
static void make_safe(kkr_dataset_row *row)
{
    for (int i = 0; i < N_COLUMNS; i++)
        if (columns[i].kind == TEXT)
            ((char *)row)[columns[i].offset + (size_t)columns[i].size - 1] = '\0';
    kkr_quality *q = &row->quality;
    if (q->n_shells < 0 || q->n_shells > KKR_QUALITY_SHELLS)
        q->n_shells = 0;
    if (q->n_core < 0 || q->n_core > KKR_QUALITY_CORE)
        q->n_core = 0;
}

static void forget(kkr_dataset_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        rows[i] = kkr_dataset_row_unknown();
}

bool kkr_dataset_index_read(hid_t file, int min_rows, kkr_dataset_row **rows, int *n,
                            int *n_lost)
{
    hid_t id = H5Dopen2(file, "index", H5P_DEFAULT);
    hssize_t there = id >= 0 ? kkr_h5_packed_count(id) : 0;
    size_t n_read = there > 0 && there < INT_MAX ? (size_t)there : 0;
    if (!kkr_h5_holds(file, n_read * LEAST_ENTRY))
        n_read = 0; // a number made up
    size_t n_rows = n_read > (size_t)min_rows ? n_read : (size_t)min_rows;
    *rows = NULL;
    *n = (int)n_rows;
    *n_lost = (int)(n_rows - n_read);
    if (kkr_h5_holds(file, n_rows * LEAST_ENTRY))
        *rows = kkr_alloc_large(n_rows ? n_rows : 1, sizeof **rows, NULL);
    bool good = *rows != NULL;
    hid_t type = row_type(false);
    if (good)
        forget(*rows, n_rows);
    for (size_t first = 0; good && first < n_read; first += CHUNK_ROWS) {
        size_t count = n_read - first < CHUNK_ROWS ? n_read - first : CHUNK_ROWS;
        if (!kkr_h5_packed_read(id, type, first, count, *rows + first)) {
            *n_lost += (int)count;
            forget(*rows + first, count);
        }
    }
    for (size_t i = 0; good && i < n_rows; i++)
        make_safe(&(*rows)[i]);
    if (id >= 0)
        H5Dclose(id);
    H5Tclose(type);
    return good;
}

static hid_t make_index(hid_t file)
{
    hsize_t none = 0, any = H5S_UNLIMITED, chunk = CHUNK_ROWS;
    hid_t type = row_type(true);
    hid_t space = H5Screate_simple(1, &none, &any);
    hid_t layout = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(layout, false);
    H5Pset_chunk(layout, 1, &chunk);
    H5Pset_deflate(layout, DEFLATE_LEVEL);
    hid_t id = H5Dcreate2(file, "index", type, space, H5P_DEFAULT, layout, H5P_DEFAULT);
    H5Pclose(layout);
    H5Sclose(space);
    H5Tclose(type);
    return id;
}

bool kkr_dataset_index_write(hid_t file, const kkr_dataset_row *rows, int n)
{
    bool exists = H5Lexists(file, "index", H5P_DEFAULT) > 0;
    hid_t id = exists ? H5Dopen2(file, "index", H5P_DEFAULT) : make_index(file);
    hid_t type = row_type(false);
    hsize_t size = (hsize_t)n;
    bool good =
        id >= 0 && H5Dset_extent(id, &size) >= 0 &&
        (n == 0 || H5Dwrite(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, rows) >= 0);
    if (id >= 0)
        good = H5Dclose(id) >= 0 && good;
    H5Tclose(type);
    return good;
}

static const column *column_named(const char *name, bool text)
{
    for (int i = 0; i < N_COLUMNS; i++)
        if ((columns[i].kind == TEXT) == text && (text || columns[i].size == 1) &&
            strcmp(columns[i].name, name) == 0)
            return &columns[i];
    return NULL;
}

double kkr_dataset_row_number(const kkr_dataset_row *row, const char *name, bool *found)
{
    const column *c = column_named(name, false);
    *found = c != NULL;
    if (!c)
        return NAN;
    const char *at = (const char *)row + c->offset;
    return c->kind == REAL ? *(const double *)at : *(const int *)at;
}

const char *kkr_dataset_row_text(const kkr_dataset_row *row, const char *name)
{
    const column *c = column_named(name, true);
    return c ? (const char *)row + c->offset : NULL;
}

static const char *nth_column(int n, bool text)
{
    for (int i = 0; i < N_COLUMNS; i++)
        if ((columns[i].kind == TEXT) == text && (text || columns[i].size == 1) &&
            n-- == 0)
            return columns[i].name;
    return NULL;
}

const char *kkr_dataset_number_column(int i)
{
    return nth_column(i, false);
}

const char *kkr_dataset_text_column(int i)
{
    return nth_column(i, true);
}
