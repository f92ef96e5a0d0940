// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_model.h"

#include "core/h5.h"
#include "core/h5_packed.h"
#include "core/jl_h5.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The layout is docs/formats/model.md. Everything a reader needs stands in three
// attributes lists and four arrays; what a human wants to see are columns of text.

static const char format[] = "kkrscope jl_model";
enum { VERSION = 1, NAME_SIZE = 64, N_ERRORS = 10 };

// ---- writing ---------------------------------------------------------------------

bool kkr_jl_settings_write(hid_t file, const kkr_jl_settings *s, kkr_jl_naming naming)
{
    char species[KKR_JL_SPECIES_MAX * KKR_JL_NAME_SIZE] = "";
    for (int i = 0; i < s->n_species; i++) {
        strcat(species, i ? "," : "");
        strcat(species, s->species[i]);
    }
    const long n_max[2] = { s->n_max[0], s->n_max[1] }, l_max = s->l_max,
               body = (long)s->body, single = s->single_vanishing,
               reference = s->reference;
    hid_t group = kkr_h5_group(file, "settings");
    bool good =
        group >= 0 && kkr_h5_text(group, "species", species) &&
        kkr_h5_text(group, "naming", naming == KKR_JL_ROLES ? "roles" : "elements") &&
        kkr_h5_doubles(group, "rcut_angstrom", &s->rcut, 0, 0) &&
        kkr_h5_doubles(group, "rmin_angstrom", &s->rmin, 0, 0) &&
        kkr_h5_doubles(group, "gamma", &s->gamma, 0, 0) &&
        kkr_h5_doubles(group, "alpha", s->alpha, 0, 2) &&
        kkr_h5_doubles(group, "beta", s->beta, 0, 2) &&
        kkr_h5_integers(group, "n_max", n_max, 0, 2) &&
        kkr_h5_integers(group, "l_max", &l_max, 0, 0) &&
        kkr_h5_integers(group, "body", &body, 0, 0) &&
        kkr_h5_integers(group, "single_vanishing", &single, 0, 0) &&
        kkr_h5_integers(group, "reference_package", &reference, 0, 0);
    return group >= 0 && H5Gclose(group) >= 0 && good;
}

static const char *const modes[] = { "cell", "stored", "mt" };
static const char *const channels[] = { "avg", "up", "down", "B" };

static bool write_fit(hid_t file, const kkr_jl_model *m)
{
    const kkr_jl_problem_params *p = &m->problem;
    const kkr_fit_counts *c[4] = { &p->impurity, &p->neighbour, &p->test[0],
                                   &p->test[1] };
    long counts[12], seed = (long)p->seed;
    for (int i = 0; i < 12; i++)
        counts[i] = i % 3 == 0   ? c[i / 3]->volume
                    : i % 3 == 1 ? c[i / 3]->log_r
                                 : c[i / 3]->surface;
    bool start = m->reference == KKR_REFERENCE_START;
    hid_t group = kkr_h5_group(file, "fit");
    bool good = group >= 0 && kkr_h5_text(group, "target", "r_c (V - V0), Ry bohr") &&
                kkr_h5_text(group, "v0", start ? "start" : "host") &&
                kkr_h5_text(group, "mode", modes[m->mode]) &&
                kkr_h5_text(group, "channel", channels[m->channel]) &&
                kkr_h5_text(group, "cells", p->only_impurity ? "impurity" : "all") &&
                kkr_h5_text(group, "rule", kkr_element_rule_name(m->params.rule)) &&
                kkr_h5_doubles(group, "lambda", &m->params.lambda, 0, 0) &&
                kkr_h5_doubles(group, "cut", &m->params.cut, 0, 0) &&
                kkr_h5_doubles(group, "r_min", &p->impurity.r_min, 0, 0) &&
                kkr_h5_doubles(group, "r_scored", &p->r_scored, 0, 0) &&
                kkr_h5_integers(group, "counts", counts, 4, 3) &&
                kkr_h5_integers(group, "seed", &seed, 0, 0);
    return group >= 0 && H5Gclose(group) >= 0 && good;
}

bool kkr_jl_texts_write(hid_t group, const char *name, const char *text, size_t n,
                        size_t size)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, size);
    H5Tset_strpad(type, H5T_STR_NULLPAD);
    bool good = kkr_h5_dataset(group, name, type, 1, &n, text);
    H5Tclose(type);
    return good;
}

static bool write_columns(hid_t file, const kkr_jl_model *m)
{
    size_t n = m->n_features;
    char *labels = kkr_alloc(n, NAME_SIZE);
    signed char *active = kkr_alloc(n, 1);
    for (size_t f = 0; f < n; f++) {
        kkr_jl_column_label(&m->problem.features, (int)f, labels + f * NAME_SIZE,
                            NAME_SIZE);
        active[f] = m->active[f];
    }
    hid_t group = kkr_h5_group(file, "columns");
    bool good = group >= 0 &&
                kkr_jl_texts_write(group, "label", labels, n, NAME_SIZE) &&
                kkr_h5_dataset(group, "active", H5T_NATIVE_SCHAR, 1, &n, active) &&
                kkr_h5_dataset(group, "rms", H5T_NATIVE_DOUBLE, 1, &n, m->rms);
    free(labels);
    free(active);
    return group >= 0 && H5Gclose(group) >= 0 && good;
}

static void errors_out(const kkr_fit_errors *e, double *out)
{
    const double values[N_ERRORS] = {
        (double)e->n, e->mae,        e->rmse,      e->max,       e->mean,
        e->shape_mae, e->shape_rmse, e->shape_max, e->rms_truth, e->r2,
    };
    memcpy(out, values, sizeof values);
}

static kkr_fit_errors errors_in(const double *in)
{
    return (kkr_fit_errors){
        .n = (size_t)in[0],
        .mae = in[1],
        .rmse = in[2],
        .max = in[3],
        .mean = in[4],
        .shape_mae = in[5],
        .shape_rmse = in[6],
        .shape_max = in[7],
        .rms_truth = in[8],
        .r2 = in[9],
    };
}

static bool write_members(hid_t file, const kkr_jl_model *m)
{
    size_t n = m->n_members, shape[3] = { n, KKR_JL_REGION_COUNT, N_ERRORS };
    char *names = kkr_alloc(n, NAME_SIZE), *hashes = kkr_alloc(n, KKR_SHA256_HEX);
    double *z = kkr_alloc(2 * n, sizeof *z), *rms = kkr_alloc(n, sizeof *rms);
    double *errors = kkr_alloc(n * shape[1] * shape[2], sizeof *errors);
    for (size_t i = 0; i < n; i++) {
        const kkr_jl_member *member = &m->member[i];
        memcpy(names + i * NAME_SIZE, member->name, NAME_SIZE);
        memcpy(hashes + i * KKR_SHA256_HEX, member->sha256, KKR_SHA256_HEX);
        z[2 * i] = member->z;
        z[2 * i + 1] = member->z_host;
        rms[i] = member->training_rms;
        for (size_t k = 0; k < shape[1]; k++)
            errors_out(&member->errors[k], errors + (i * shape[1] + k) * N_ERRORS);
    }
    const size_t pairs[2] = { n, 2 }, square[2] = { n, n };
    const size_t wide[2] = { n, m->n_features };
    hid_t group = kkr_h5_group(file, "members");
    bool good =
        group >= 0 && kkr_jl_texts_write(group, "name", names, n, NAME_SIZE) &&
        kkr_jl_texts_write(group, "sha256", hashes, n, KKR_SHA256_HEX) &&
        kkr_h5_dataset(group, "z", H5T_NATIVE_DOUBLE, 2, pairs, z) &&
        kkr_h5_dataset(group, "training_rms", H5T_NATIVE_DOUBLE, 1, &n, rms) &&
        kkr_h5_dataset(group, "errors", H5T_NATIVE_DOUBLE, 3, shape, errors) &&
        kkr_h5_dataset(group, "coefficients", H5T_NATIVE_DOUBLE, 2, wide, m->w) &&
        kkr_h5_dataset(group, "gram", H5T_NATIVE_DOUBLE, 2, square, m->gram);
    free(names);
    free(hashes);
    free(z);
    free(rms);
    free(errors);
    return group >= 0 && H5Gclose(group) >= 0 && good;
}

bool kkr_jl_model_write(const kkr_jl_model *m, const kkr_output *output, kkr_error *err)
{
    hid_t file = kkr_h5_file(output, err);
    if (file < 0)
        return false;
    const long version = VERSION;
    bool good = kkr_h5_text(file, "format", format) &&
                kkr_h5_integers(file, "version", &version, 0, 0) &&
                kkr_h5_text(file, "program", "kkrscope " KKR_VERSION) &&
                kkr_jl_settings_write(file, &m->problem.features, KKR_JL_ROLES) &&
                write_fit(file, m) && write_columns(file, m) && write_members(file, m);
    return kkr_h5_close(file, good, output, err);
}

// ---- reading ---------------------------------------------------------------------

typedef struct reader {
    const char *path;
    hid_t file, group;
    const char *where; // name of the group
    kkr_error *err;
    bool good;
} reader;

static void complain(reader *r, const char *name, const char *expected)
{
    if (r->good)
        kkr_fail(r->err, KKR_ERROR_FORMAT, "%s: %s/%s: expected %s", r->path, r->where,
                 name, expected);
    r->good = false;
}

static void enter(reader *r, const char *group)
{
    if (r->group >= 0)
        H5Gclose(r->group);
    r->where = group;
    r->group = H5I_INVALID_HID;
    if (r->good && H5Lexists(r->file, group, H5P_DEFAULT) > 0)
        r->group = H5Gopen2(r->file, group, H5P_DEFAULT);
    if (r->group < 0)
        complain(r, "", "a group");
}

/** `n` numbers of an attribute; `type` is that of the memory. */
static void numbers(reader *r, const char *name, hid_t type, int n, void *out)
{
    hid_t id = r->good && H5Aexists(r->group, name) > 0
                   ? H5Aopen(r->group, name, H5P_DEFAULT)
                   : H5I_INVALID_HID;
    hid_t space = id >= 0 ? H5Aget_space(id) : H5I_INVALID_HID;
    hid_t stored = id >= 0 ? H5Aget_type(id) : H5I_INVALID_HID;
    bool fits = space >= 0 && H5Sget_simple_extent_npoints(space) == n &&
                (H5Tget_class(stored) == H5T_INTEGER ||
                 (H5Tget_class(stored) == H5T_FLOAT && type == H5T_NATIVE_DOUBLE));
    if (!fits || H5Aread(id, type, out) < 0) {
        char expected[64];
        snprintf(expected, sizeof expected, "%d number%s", n, n == 1 ? "" : "s");
        complain(r, name, expected);
    }
    if (stored >= 0)
        H5Tclose(stored);
    if (space >= 0)
        H5Sclose(space);
    if (id >= 0)
        H5Aclose(id);
}

/** A text attribute into out[size]. */
static void text(reader *r, hid_t object, const char *name, char *out, size_t size)
{
    memset(out, 0, size);
    hid_t id = r->good && H5Aexists(object, name) > 0
                   ? H5Aopen(object, name, H5P_DEFAULT)
                   : H5I_INVALID_HID;
    hid_t stored = id >= 0 ? H5Aget_type(id) : H5I_INVALID_HID;
    bool fits = stored >= 0 && H5Tget_class(stored) == H5T_STRING &&
                !H5Tis_variable_str(stored) && H5Tget_size(stored) < size;
    if (!fits || H5Aread(id, stored, out) < 0)
        complain(r, name, "a text");
    if (stored >= 0)
        H5Tclose(stored);
    if (id >= 0)
        H5Aclose(id);
}

static int choice(reader *r, const char *name, const char *const *words, int n)
{
    char found[32];
    text(r, r->group, name, found, sizeof found);
    for (int i = 0; i < n; i++)
        if (strcmp(found, words[i]) == 0)
            return i;
    complain(r, name, "a word that the format knows");
    return 0;
}

/** An array; the shape must be the one given. */
static void array(reader *r, const char *name, hid_t type, int rank,
                  const size_t *shape, void *out)
{
    hid_t id = r->good && H5Lexists(r->group, name, H5P_DEFAULT) > 0
                   ? H5Dopen2(r->group, name, H5P_DEFAULT)
                   : H5I_INVALID_HID;
    hid_t space = id >= 0 ? H5Dget_space(id) : H5I_INVALID_HID;
    hsize_t found[8] = { 0 };
    bool fits = space >= 0 && H5Sget_simple_extent_ndims(space) == rank &&
                H5Sget_simple_extent_dims(space, found, NULL) == rank;
    for (int i = 0; fits && i < rank; i++)
        fits = found[i] == shape[i];
    // filters and empty places would let a small file claim anything
    size_t n = 1;
    for (int i = 0; i < rank; i++)
        n *= shape[i];
    fits =
        fits && H5Dget_storage_size(id) / H5Tget_size(type) >= n && kkr_h5_holds(id, n);
    if (!fits || H5Dread(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) < 0)
        complain(r, name, "an array as large as the settings say");
    if (space >= 0)
        H5Sclose(space);
    if (id >= 0)
        H5Dclose(id);
}

static void texts(reader *r, const char *name, size_t n, size_t size, char *out)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, size);
    H5Tset_strpad(type, H5T_STR_NULLPAD);
    array(r, name, type, 1, &n, out);
    H5Tclose(type);
    for (size_t i = 0; i < n; i++)
        out[(i + 1) * size - 1] = 0;
}

static int whole(reader *r, const char *name)
{
    long value = 0;
    numbers(r, name, H5T_NATIVE_LONG, 1, &value);
    if (value < -1000000 || value > 1000000)
        complain(r, name, "a small number");
    return (int)value;
}

static void read_settings(reader *r, kkr_jl_settings *s)
{
    char species[KKR_JL_SPECIES_MAX * KKR_JL_NAME_SIZE], *save = NULL;
    enter(r, "settings");
    text(r, r->group, "species", species, sizeof species);
    *s = kkr_jl_settings_defaults();
    for (char *word = strtok_r(species, ",", &save); r->good && word;
         word = strtok_r(NULL, ",", &save))
        r->good = kkr_jl_settings_add_species(s, word, r->err);
    long n_max[2] = { 0 };
    numbers(r, "n_max", H5T_NATIVE_LONG, 2, n_max);
    for (int i = 0; i < 2; i++)
        s->n_max[i] = n_max[i] > 0 && n_max[i] < 1000 ? (int)n_max[i] : 0;
    numbers(r, "rcut_angstrom", H5T_NATIVE_DOUBLE, 1, &s->rcut);
    numbers(r, "rmin_angstrom", H5T_NATIVE_DOUBLE, 1, &s->rmin);
    numbers(r, "gamma", H5T_NATIVE_DOUBLE, 1, &s->gamma);
    numbers(r, "alpha", H5T_NATIVE_DOUBLE, 2, s->alpha);
    numbers(r, "beta", H5T_NATIVE_DOUBLE, 2, s->beta);
    s->l_max = whole(r, "l_max");
    int body = whole(r, "body");
    if (body < KKR_JL_ONE_BODY || body > KKR_JL_BOTH_BODIES)
        complain(r, "body", "1, 2 or 3");
    s->body = (kkr_jl_body)body;
    s->single_vanishing = whole(r, "single_vanishing") != 0;
    s->reference = whole(r, "reference_package") != 0;
    kkr_error why = { 0 };
    if (r->good && !kkr_jl_settings_check(s, &why))
        r->good = kkr_fail(r->err, KKR_ERROR_FORMAT, "%s: settings: %s", r->path,
                           why.message);
}

static void read_fit(reader *r, kkr_jl_model *m)
{
    static const char *const v0[] = { "host", "start" }, *const cells[] = {
        "all", "impurity"
    };
    const char *rules[KKR_ELEMENT_RULE_COUNT];
    for (int i = 0; i < KKR_ELEMENT_RULE_COUNT; i++)
        rules[i] = kkr_element_rule_name((kkr_element_rule)i);
    enter(r, "fit");
    m->reference = choice(r, "v0", v0, 2) ? KKR_REFERENCE_START : KKR_REFERENCE_HOST;
    m->mode = (kkr_mode)choice(r, "mode", modes, 3);
    m->channel = (kkr_channel)choice(r, "channel", channels, 4);
    m->problem.only_impurity = choice(r, "cells", cells, 2);
    m->params.rule = (kkr_element_rule)choice(r, "rule", rules, KKR_ELEMENT_RULE_COUNT);
    numbers(r, "lambda", H5T_NATIVE_DOUBLE, 1, &m->params.lambda);
    numbers(r, "cut", H5T_NATIVE_DOUBLE, 1, &m->params.cut);
    long counts[12] = { 0 }, seed = 0;
    double r_min = 0;
    numbers(r, "r_min", H5T_NATIVE_DOUBLE, 1, &r_min);
    numbers(r, "r_scored", H5T_NATIVE_DOUBLE, 1, &m->problem.r_scored);
    numbers(r, "counts", H5T_NATIVE_LONG, 12, counts);
    numbers(r, "seed", H5T_NATIVE_LONG, 1, &seed);
    for (int i = 0; i < 12; i++)
        if (counts[i] < 0 || counts[i] > 1000000000)
            complain(r, "counts", "numbers of points");
    kkr_jl_problem_params *p = &m->problem;
    kkr_fit_counts *c[4] = { &p->impurity, &p->neighbour, &p->test[0], &p->test[1] };
    for (int i = 0; i < 4; i++)
        *c[i] = (kkr_fit_counts){ (int)counts[3 * i], (int)counts[3 * i + 1],
                                  (int)counts[3 * i + 2], r_min };
    p->seed = (uint64_t)seed;
}

static void read_columns(reader *r, kkr_jl_model *m)
{
    size_t n = m->n_features;
    signed char *active = kkr_alloc(n, 1);
    char *labels = kkr_alloc(n, NAME_SIZE);
    enter(r, "columns");
    texts(r, "label", n, NAME_SIZE, labels);
    array(r, "active", H5T_NATIVE_SCHAR, 1, &n, active);
    array(r, "rms", H5T_NATIVE_DOUBLE, 1, &n, m->rms);
    for (size_t f = 0; r->good && f < n; f++) {
        char label[NAME_SIZE];
        kkr_jl_column_label(&m->problem.features, (int)f, label, sizeof label);
        if (strcmp(label, labels + f * NAME_SIZE) != 0)
            complain(r, "label", "the columns in the order of this program");
        m->active[f] = active[f] != 0;
    }
    free(active);
    free(labels);
}

/** How many members there are, before anything is allocated for them. */
static int count_members(reader *r, size_t n_features)
{
    hid_t id = r->good && H5Lexists(r->group, "name", H5P_DEFAULT) > 0
                   ? H5Dopen2(r->group, "name", H5P_DEFAULT)
                   : H5I_INVALID_HID;
    hid_t space = id >= 0 ? H5Dget_space(id) : H5I_INVALID_HID;
    hssize_t n = space >= 0 ? H5Sget_simple_extent_npoints(space) : 0;
    if (space >= 0)
        H5Sclose(space);
    if (id >= 0)
        H5Dclose(id);
    if (n < 1 || n > 10000) {
        complain(r, "name", "1 to 10000 names");
        n = 0;
    } else if (!kkr_h5_holds(r->file,
                             (size_t)n * ((size_t)n + n_features) * sizeof(double))) {
        complain(r, "name", "as many names as the file has members");
        n = 0;
    }
    return (int)n;
}

static void check_finite(reader *r, const char *name, const double *x, size_t n)
{
    for (size_t i = 0; r->good && i < n; i++)
        if (!isfinite(x[i]))
            complain(r, name, "finite numbers");
}

static void read_members(reader *r, kkr_jl_model *m)
{
    enter(r, "members");
    size_t n = m->n_members = count_members(r, (size_t)m->n_features);
    if (!r->good)
        return;
    m->member = kkr_alloc(n, sizeof *m->member);
    m->w = kkr_alloc(n * m->n_features, sizeof *m->w);
    m->gram = kkr_alloc(n * n, sizeof *m->gram);
    const size_t shape[3] = { n, KKR_JL_REGION_COUNT, N_ERRORS }, pairs[2] = { n, 2 },
                 square[2] = { n, n }, wide[2] = { n, m->n_features };
    char *names = kkr_alloc(n, NAME_SIZE), *hashes = kkr_alloc(n, KKR_SHA256_HEX);
    double *z = kkr_alloc(2 * n, sizeof *z), *rms = kkr_alloc(n, sizeof *rms);
    double *errors = kkr_alloc(n * shape[1] * shape[2], sizeof *errors);
    texts(r, "name", n, NAME_SIZE, names);
    texts(r, "sha256", n, KKR_SHA256_HEX, hashes);
    array(r, "z", H5T_NATIVE_DOUBLE, 2, pairs, z);
    array(r, "training_rms", H5T_NATIVE_DOUBLE, 1, &n, rms);
    array(r, "errors", H5T_NATIVE_DOUBLE, 3, shape, errors);
    array(r, "coefficients", H5T_NATIVE_DOUBLE, 2, wide, m->w);
    array(r, "gram", H5T_NATIVE_DOUBLE, 2, square, m->gram);
    check_finite(r, "coefficients", m->w, n * m->n_features);
    check_finite(r, "gram", m->gram, n * n);
    for (size_t i = 0; i < n; i++) {
        kkr_jl_member *member = &m->member[i];
        memcpy(member->name, names + i * NAME_SIZE, NAME_SIZE);
        memcpy(member->sha256, hashes + i * KKR_SHA256_HEX, KKR_SHA256_HEX);
        member->z = z[2 * i];
        member->z_host = z[2 * i + 1];
        member->training_rms = rms[i];
        for (size_t k = 0; k < shape[1]; k++)
            member->errors[k] = errors_in(errors + (i * shape[1] + k) * N_ERRORS);
    }
    free(names);
    free(hashes);
    free(z);
    free(rms);
    free(errors);
}

static bool read_all(reader *r, kkr_jl_model *m)
{
    char found[64] = "";
    long version = 0;
    enter(r, "/");
    if (r->good && H5Aexists(r->group, "format") > 0)
        text(r, r->group, "format", found, sizeof found);
    if (strcmp(found, format) != 0)
        return kkr_fail(r->err, KKR_ERROR_FORMAT,
                        "%s: expected a model that kkrscope fit has written", r->path);
    numbers(r, "version", H5T_NATIVE_LONG, 1, &version);
    if (version != VERSION)
        return kkr_fail(r->err, KKR_ERROR_FORMAT,
                        "%s: version %ld of the format, expected %d", r->path, version,
                        VERSION);
    read_settings(r, &m->problem.features);
    if (!r->good)
        return false;
    m->n_features = kkr_jl_n_features(&m->problem.features);
    m->active = kkr_alloc(m->n_features, sizeof *m->active);
    m->rms = kkr_alloc(m->n_features, sizeof *m->rms);
    read_fit(r, m);
    read_columns(r, m);
    read_members(r, m);
    return r->good;
}

kkr_jl_model *kkr_jl_model_read(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_jl_model) m = kkr_alloc(1, sizeof *m);
    FILE *probe = fopen(path, "rb"); // for the system's own words
    if (!probe) {
        kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be read: %m", path);
        return NULL;
    }
    fclose(probe);
    kkr_h5_lock();
    hid_t file = H5Fis_hdf5(path) > 0 ? H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT)
                                      : H5I_INVALID_HID;
    if (file < 0) {
        kkr_h5_unlock();
        kkr_fail(err, KKR_ERROR_FORMAT, "%s: expected an HDF5 file with a model", path);
        return NULL;
    }
    reader r = { path, file, H5I_INVALID_HID, "", err, true };
    bool good = read_all(&r, m);
    if (r.group >= 0)
        H5Gclose(r.group);
    H5Fclose(file);
    kkr_h5_unlock();
    return good ? KKR_STEAL(m) : NULL;
}
