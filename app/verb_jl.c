// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/batch_options.h"
#include "app/case_options.h"
#include "app/jl_options.h"
#include "app/points.h"
#include "app/verb.h"
#include "core/csv.h"
#include "core/jacobi_legendre.h"
#include "core/jl_centred.h"
#include "core/output.h"
#include "core/xyz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct arguments {
    const char *points, *output, *periodic, *centres;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_TEXT, "points", "FILE|-",
      "the points (bohr; angstrom with a .xyz); - reads standard input",
      offsetof(arguments, points) },
    { KKR_OPTION_TEXT, "o", "FILE.csv", "write here instead of standard output",
      offsetof(arguments, output) },
    { KKR_OPTION_TEXT, "periodic", "xyz|none",
      "lattice vectors along which a .xyz repeats: x, y, z of them [as it says]",
      offsetof(arguments, periodic) },
    { KKR_OPTION_TEXT, "centres", "A,B",
      "atom-centred features instead, around atoms of these species",
      offsetof(arguments, centres) },
    { 0 },
};

static bool is_xyz(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && (strcmp(dot, ".xyz") == 0 || strcmp(dot, ".extxyz") == 0);
}

static bool set_periodic(const char *text, const kkr_xyz *xyz, bool periodic[3],
                         kkr_error *err)
{
    memcpy(periodic, xyz->periodic, sizeof xyz->periodic);
    if (!text)
        return true;
    bool none = strcmp(text, "none") == 0;
    if (!none && (!text[0] || strspn(text, "xyz") != strlen(text)))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--periodic needs none, or some of x, y and z together, found "
                        "\"%.80s\"",
                        text);
    for (int i = 0; i < 3; i++)
        periodic[i] = !none && strchr(text, "xyz"[i]);
    if (!none && !xyz->has_lattice)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "%s has no Lattice, so --periodic %s is not possible",
                        xyz->path, text);
    return true;
}

/** Adds the species that are there if none were named; warns of those left out. */
static bool settle_species(kkr_jl_settings *settings, const kkr_jl_environment *e,
                           kkr_error *err)
{
    bool named = settings->n_species > 0;
    for (int i = 0; i < e->n_atoms; i++) {
        const char *name = e->atoms[i].name;
        bool is_known = kkr_jl_settings_species(settings, name) >= 0, is_new = true;
        if (is_known || strcmp(name, "Vac") == 0)
            continue;
        if (!named && !kkr_jl_settings_add_species(settings, name, err))
            return false;
        for (int k = 0; k < i && is_new; k++)
            is_new = strcmp(e->atoms[k].name, name) != 0;
        if (named && is_new)
            kkr_verb_warn("atoms of %s are not seen: --species does not name them",
                          name);
    }
    return true;
}

static kkr_jl_environment *environment_of_xyz(const char *path, const char *periodic,
                                              kkr_error *err)
{
    KKR_AUTO(kkr_xyz) xyz = kkr_xyz_read(path, err);
    bool repeats[3];
    if (!xyz || !set_periodic(periodic, xyz, repeats, err))
        return NULL;
    for (int i = 0; i < xyz->n_notes; i++)
        kkr_verb_warn("%s", xyz->notes[i]);
    kkr_jl_atom *atoms = kkr_alloc((size_t)xyz->n_atoms, sizeof *atoms);
    for (int i = 0; i < xyz->n_atoms; i++) {
        atoms[i].position = xyz->atoms[i].position;
        strcpy(atoms[i].name, xyz->atoms[i].species);
    }
    kkr_jl_environment *e = kkr_jl_environment_new(
        atoms, xyz->n_atoms, xyz->has_lattice ? &xyz->lattice : NULL, repeats, 1, err);
    free(atoms);
    return e;
}

static kkr_jl_environment *environment_of_case(const kkr_case_arguments *options,
                                               const kkr_arguments *paths,
                                               kkr_jl_settings *settings, double reach,
                                               const kkr_vec3 *x, size_t n,
                                               const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_case) object = kkr_case_arguments_open(options, paths, job, err);
    if (!object || !kkr_case_is_whole(object, err))
        return NULL;
    kkr_jl_naming naming = kkr_jl_arguments_naming(settings);
    // in the case's own order, not in that of distance
    if (settings->n_species == 0 &&
        !kkr_jl_settings_add_case(settings, object, naming, err))
        return NULL;
    kkr_jl_settings far = *settings;
    far.rcut *= reach;
    return kkr_jl_environment_around(object, naming, &far, x, n, err);
}

/** What computes the features of some points. */
typedef struct machine {
    kkr_jl *jl;
    kkr_jl_centred *centred;
    unsigned centres;
    kkr_jl_settings settings;
} machine;

static bool set_centres(const char *list, const kkr_jl_settings *settings,
                        unsigned *centres, kkr_error *err)
{
    *centres = 0;
    while (list) {
        char name[KKR_JL_NAME_SIZE] = "";
        const char *comma = strchr(list, ',');
        size_t n = comma ? (size_t)(comma - list) : strlen(list);
        if (n < sizeof name)
            memcpy(name, list, n);
        int k = kkr_jl_settings_species(settings, name);
        if (k < 0)
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "--centres: %.*s is not among the species",
                            (int)(n < 80 ? n : 80), list);
        *centres |= 1u << k;
        list = comma ? comma + 1 : NULL;
    }
    return true;
}

static void write_header(const machine *m, int n_features, FILE *file)
{
    for (int f = 0; f < n_features; f++) {
        char label[100];
        if (m->centred)
            kkr_jl_centred_label(&m->settings, m->centres, f, label, sizeof label);
        else
            kkr_jl_column_label(&m->settings, f, label, sizeof label);
        fprintf(file, "%s%s", f ? "," : "", label);
    }
    fputc('\n', file);
}

/** Blocks of points, so that memory stays small and Ctrl-C is heard. */
static bool write_features(const machine *m, const kkr_vec3 *x, size_t n, FILE *file,
                           const kkr_job *job, kkr_error *err)
{
    int width = m->centred ? kkr_jl_centred_n_features(&m->settings, m->centres)
                           : kkr_jl_n_features(&m->settings);
    size_t block = 1 + 4000000 / (size_t)width;
    if (block > n)
        block = n;
    double *rows = kkr_alloc_large(block + 1, (size_t)width * sizeof *rows, err);
    if (!rows)
        return false;
    write_header(m, width, file);
    bool good = true;
    for (size_t i = 0; good && i < n; i += block) {
        size_t count = n - i < block ? n - i : block;
        if (m->centred)
            good = kkr_jl_centred_features(m->centred, x + i, count, rows, job, err);
        else
            good = kkr_jl_features(m->jl, x + i, count, rows, job, err);
        for (size_t k = 0; good && k < count * (size_t)width; k++) {
            kkr_csv_number(file, rows[k]);
            fputc(k % (size_t)width == (size_t)width - 1 ? '\n' : ',', file);
        }
    }
    free(rows);
    return good;
}

/** What is asked for, of any case. */
typedef struct request {
    const arguments *own;
    const kkr_case_arguments *options;
    kkr_jl_settings settings; // species may come with the case
    const kkr_vec3 *x;        // [n] the points
    size_t n;
} request;

/** One case or structure; `path` is that of the table, NULL: standard output. */
static bool write_one(const request *r, const kkr_arguments *paths, const char *path,
                      const kkr_job *job, kkr_error *err)
{
    const arguments *own = r->own;
    machine m = { .settings = r->settings };
    KKR_AUTO(kkr_output) output = NULL;
    if (path && !(output = kkr_output_new(path, err)))
        return false;
    kkr_jl_environment *e =
        is_xyz(paths->paths[0])
            ? environment_of_xyz(paths->paths[0], own->periodic, err)
            : environment_of_case(r->options, paths, &m.settings, own->centres ? 2 : 1,
                                  r->x, r->n, job, err);
    bool good = e && settle_species(&m.settings, e, err) &&
                set_centres(own->centres, &m.settings, &m.centres, err);
    if (good && own->centres)
        good = (m.centred = kkr_jl_centred_new(&m.settings, m.centres, e, err));
    else if (good)
        good = (m.jl = kkr_jl_new(&m.settings, e, err));
    if (good)
        good = write_features(&m, r->x, r->n, output ? output->file : stdout, job, err);
    kkr_jl_free(m.jl);
    kkr_jl_centred_free(m.centred);
    kkr_jl_environment_free(e);
    return good && (!output || kkr_output_commit(output, err));
}

static bool make_file(void *user, const kkr_batch_item *item, const kkr_job *job,
                      void **product, kkr_error *err)
{
    const kkr_arguments paths = kkr_batch_arguments_paths(item);
    return write_one(user, &paths, item->output, job, err);
}

/** The points as text, for the digest of the work. */
static char *points_digest(const kkr_vec3 *x, size_t n)
{
    char hex[KKR_SHA256_HEX];
    kkr_sha256 hash;
    kkr_sha256_init(&hash);
    kkr_sha256_add(&hash, x, n * sizeof *x);
    kkr_sha256_finish(&hash, hex);
    return kkr_strdup(hex);
}

bool kkr_verb_jl(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { 0 };
    kkr_jl_arguments jl_options = kkr_jl_arguments_none();
    kkr_case_arguments options = { .only_v = true };
    kkr_batch_arguments many = { 0 };
    const kkr_option_group groups[] = {
        { "Options", own_options, &own },
        { "Data sets", kkr_batch_options, &many },
        { "What features are made of", kkr_jl_options, &jl_options },
        { "The case", kkr_case_options_open, &options },
        { 0 },
    };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    if (!own.points)
        return kkr_fail(err, KKR_ERROR_USAGE, "jl needs --points FILE or --points -");
    bool from_xyz = is_xyz(paths.paths[0]), several;
    if (from_xyz && paths.n_paths > 1)
        return kkr_fail(err, KKR_ERROR_USAGE, "jl takes one .xyz file, found %d paths",
                        paths.n_paths);
    if (own.periodic && !from_xyz)
        return kkr_fail(
            err, KKR_ERROR_USAGE,
            "--periodic is for .xyz files: a case goes on as its host does");

    request r = { &own, &options, kkr_jl_settings_defaults(), NULL, 0 };
    if (!kkr_batch_arguments_many(&many, &paths, &several, err) ||
        !kkr_jl_arguments_apply(&jl_options, &r.settings, err))
        return false;
    kkr_jl_settings probe = r.settings; // bad numbers are found before files are read
    if (probe.n_species == 0)
        kkr_jl_settings_add_species(&probe, "X", NULL);
    if (!kkr_jl_settings_check(&probe, err))
        return false;
    kkr_job job = kkr_batch_arguments_job(&many, options.threads);
    kkr_vec3 *x = kkr_points_read(own.points, &r.n, &job, err);
    if (!x)
        return false;
    r.x = x;
    bool good;
    if (several) {
        char *digest = points_digest(x, r.n);
        const kkr_batch_call call = { verb,       &many,  groups,         &paths,
                                      own.output, digest, options.threads };
        const kkr_batch_work work = { .make = make_file,
                                      .user = &r,
                                      .doing = "describing" };
        good = kkr_batch_arguments_files(&call, ".csv", &work, err);
        free(digest);
    } else {
        good = write_one(&r, &paths, own.output, &job, err);
    }
    free(x);
    return good;
}
