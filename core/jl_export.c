// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/jl_export.h"

#include "core/h5_rows.h"
#include "core/jl_h5.h"
#include "core/jl_problem.h"
#include "core/output.h"
#include "core/sha256.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// The file's state is its attribute `cases_done`: rows beyond those of complete cases
// are cut off when it is taken up again. Flushing after each case puts all of it on
// disk before that number changes.

enum { BLOCK = 1024, NAME_SIZE = 64, PATH_SIZE = 512 };

typedef struct writer {
    const kkr_jl_source *sources;
    int n_sources;
    const kkr_case_options *options;
    kkr_sampler_params sampler;
    const kkr_jl_export_params *params;
    const kkr_job *job;
    char *part; // where it is written
    hid_t file, x, y, position, site, case_index, r_imp;
    hid_t case_name, case_path, case_hash, case_z, case_rows;
    hid_t name_type, path_type, hash_type;
    size_t n_rows; // complete
    long done;     // of this shard's cases
    long written;  // of them, cases with rows
    int width;
} writer;

// ---- what the file was begun with ------------------------------------------------

/** A digest of sources and parameters: the same, then the file may be continued. */
static void digest(const writer *w, char hex[KKR_SHA256_HEX])
{
    kkr_sha256 hash;
    kkr_sha256_init(&hash);
    const kkr_jl_export_params *p = w->params;
    const kkr_jl_settings *s = &p->features;
    for (int i = 0; i < w->n_sources; i++) {
        const kkr_jl_source *source = &w->sources[i];
        for (int k = 0; k < source->n_paths; k++)
            kkr_sha256_add(&hash, source->path[k], strlen(source->path[k]) + 1);
        if (source->hash)
            kkr_sha256_add(&hash, source->hash, strlen(source->hash));
    }
    for (int i = 0; i < s->n_species; i++)
        kkr_sha256_add(&hash, s->species[i], strlen(s->species[i]) + 1);
    char text[1000];
    int n = snprintf(
        text, sizeof text,
        "%a %d %d %d %a %a %a %a %a %a %d %d %d %d %d %d %d %d %d %d %d %a %a %a "
        "%" PRIu64 " %d %d %d %d %d %d",
        s->rcut, s->n_max[0], s->n_max[1], s->l_max, s->alpha[0], s->alpha[1],
        s->beta[0], s->beta[1], s->rmin, s->gamma, (int)s->body, s->single_vanishing,
        s->reference, (int)p->naming, p->only_impurity, p->impurity.volume,
        p->impurity.log_r, p->impurity.surface, p->neighbour.volume, p->neighbour.log_r,
        p->neighbour.surface, p->impurity.r_min, p->spacing, p->r_min, p->seed,
        p->shard, p->n_shards, (int)w->sampler.mode, (int)w->sampler.channel,
        w->sampler.nuclear, (int)w->options->reference);
    kkr_sha256_add(&hash, text, (size_t)n);
    kkr_sha256_finish(&hash, hex);
}

static bool write_head(writer *w)
{
    static const char *const modes[] = { "cell", "stored", "mt" };
    static const char *const channels[] = { "avg", "up", "down", "B" };
    static const char *const references[] = { "host", "start", "file", "zero" };
    const kkr_jl_export_params *p = w->params;
    char hex[KKR_SHA256_HEX];
    digest(w, hex);
    const long version = 1, shard[2] = { p->shard, p->n_shards }, zero = 0,
               seed = (long)p->seed,
               counts[6] = { p->impurity.volume,  p->impurity.log_r,
                             p->impurity.surface, p->neighbour.volume,
                             p->neighbour.log_r,  p->neighbour.surface };
    size_t n = w->width;
    char *labels = kkr_alloc(n, NAME_SIZE);
    for (size_t f = 0; f < n; f++)
        kkr_jl_column_label(&p->features, (int)f, labels + f * NAME_SIZE, NAME_SIZE);
    bool good = kkr_h5_text(w->file, "format", "kkrscope jl_export") &&
                kkr_h5_integers(w->file, "version", &version, 0, 0) &&
                kkr_h5_text(w->file, "program", "kkrscope " KKR_VERSION) &&
                kkr_h5_text(w->file, "begun_with", hex) &&
                kkr_h5_text(w->file, "energy_unit", "Ry") &&
                kkr_h5_text(w->file, "length_unit", "bohr") &&
                kkr_h5_text(w->file, "v0", references[w->options->reference]) &&
                kkr_h5_text(w->file, "mode", modes[w->sampler.mode]) &&
                kkr_h5_text(w->file, "channel", channels[w->sampler.channel]) &&
                kkr_h5_text(w->file, "cells", p->only_impurity ? "impurity" : "all") &&
                kkr_h5_doubles(w->file, "grid_spacing", &p->spacing, 0, 0) &&
                kkr_h5_integers(w->file, "counts", counts, 2, 3) &&
                kkr_h5_integers(w->file, "seed", &seed, 0, 0) &&
                kkr_h5_integers(w->file, "shard", shard, 0, 2) &&
                kkr_h5_integers(w->file, "cases_done", &zero, 0, 0) &&
                kkr_h5_integers(w->file, "cases_written", &zero, 0, 0) &&
                kkr_h5_integers(w->file, "rows_done", &zero, 0, 0) &&
                kkr_jl_settings_write(w->file, &p->features, p->naming) &&
                kkr_jl_texts_write(w->file, "labels", labels, n, NAME_SIZE);
    free(labels);
    return good;
}

static bool open_sets(writer *w, bool anew)
{
    const struct {
        hid_t *id;
        const char *name;
        hid_t type;
        int columns, chunk;
    } sets[] = {
        { &w->x, "X", H5T_NATIVE_DOUBLE, w->width, BLOCK },
        { &w->y, "y", H5T_NATIVE_DOUBLE, 0, BLOCK },
        { &w->position, "position", H5T_NATIVE_DOUBLE, 3, BLOCK },
        { &w->r_imp, "r_imp", H5T_NATIVE_DOUBLE, 0, BLOCK },
        { &w->site, "site", H5T_NATIVE_INT, 0, BLOCK },
        { &w->case_index, "case", H5T_NATIVE_INT, 0, BLOCK },
        { &w->case_name, "cases/name", w->name_type, 0, 64 },
        { &w->case_path, "cases/path", w->path_type, 0, 64 },
        { &w->case_hash, "cases/sha256", w->hash_type, 0, 64 },
        { &w->case_z, "cases/z", H5T_NATIVE_DOUBLE, 2, 64 },
        { &w->case_rows, "cases/rows", H5T_NATIVE_LONG, 2, 64 },
    };
    bool good = true;
    if (anew) {
        hid_t group = kkr_h5_group(w->file, "cases");
        good = group >= 0 && H5Gclose(group) >= 0;
    }
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        const size_t columns = (size_t)sets[i].columns,
                     chunk[2] = { (size_t)sets[i].chunk, columns };
        *sets[i].id = anew ? kkr_h5_rows_new(w->file, sets[i].name, sets[i].type,
                                             columns ? 2 : 1, &columns, chunk)
                           : H5Dopen2(w->file, sets[i].name, H5P_DEFAULT);
        good = good && *sets[i].id >= 0;
    }
    return good;
}

static void close_sets(writer *w)
{
    const hid_t ids[] = { w->x,         w->y,          w->position,  w->r_imp,
                          w->site,      w->case_index, w->case_name, w->case_path,
                          w->case_hash, w->case_z,     w->case_rows };
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (ids[i] > 0)
            H5Dclose(ids[i]);
}

/** True if PATH is there, and known to be what would be written now. */
static bool is_there(writer *w, const char *path)
{
    bool known = !w->params->anew && access(path, F_OK) == 0 && H5Fis_hdf5(path) > 0;
    for (int i = 0; i < w->n_sources; i++)
        known = known && w->sources[i].hash && w->sources[i].hash[0];
    hid_t file = known ? H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT) : H5I_INVALID_HID;
    if (file < 0)
        return false;
    char hex[KKR_SHA256_HEX];
    digest(w, hex);
    char *begun = kkr_h5_read_text(file, "begun_with");
    long rows = 0;
    bool same = begun && strcmp(begun, hex) == 0 &&
                kkr_h5_read_integer(file, "cases_written", &w->written) &&
                kkr_h5_read_integer(file, "rows_done", &rows);
    w->n_rows = same ? (size_t)rows : 0;
    w->written = same ? w->written : 0;
    free(begun);
    H5Fclose(file);
    return same;
}

/** An unfinished file of the same export, cut back to its complete cases. */
static bool resume(writer *w)
{
    char hex[KKR_SHA256_HEX];
    digest(w, hex);
    if (w->params->anew || access(w->part, F_OK) != 0 || H5Fis_hdf5(w->part) <= 0)
        return false;
    w->file = H5Fopen(w->part, H5F_ACC_RDWR, H5P_DEFAULT);
    if (w->file < 0)
        return false;
    char *begun = kkr_h5_read_text(w->file, "begun_with");
    long rows = 0;
    bool good = begun && strcmp(begun, hex) == 0 &&
                kkr_h5_read_integer(w->file, "cases_done", &w->done) &&
                kkr_h5_read_integer(w->file, "cases_written", &w->written) &&
                kkr_h5_read_integer(w->file, "rows_done", &rows) && rows >= 0 &&
                w->done >= 0 && w->written >= 0 && open_sets(w, false);
    free(begun);
    w->n_rows = good ? (size_t)rows : 0;
    if (!good) {
        close_sets(w);
        H5Fclose(w->file);
        w->x = w->y = w->position = w->r_imp = w->site = w->case_index = 0;
        w->case_name = w->case_path = w->case_hash = w->case_z = w->case_rows = 0;
        w->done = w->written = 0;
    }
    return good;
}

static bool begin(writer *w, kkr_error *err)
{
    if (resume(w))
        return true;
    w->file = H5Fcreate(w->part, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    if (w->file < 0)
        return kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be made an HDF5 file",
                        w->part);
    return (write_head(w) && open_sets(w, true)) ||
           kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written", w->part);
}

// ---- one case --------------------------------------------------------------------

typedef struct loaded {
    kkr_case *object;
    kkr_sampler *sampler;
    kkr_jl *jl;
    kkr_fit_points *points;
} loaded;

static void loaded_clear(loaded *l)
{
    kkr_jl_free(l->jl);
    kkr_fit_points_free(l->points);
    kkr_sampler_free(l->sampler);
    kkr_case_free(l->object);
}

static bool load(const writer *w, const kkr_jl_source *source, loaded *l,
                 kkr_error *err)
{
    const kkr_jl_export_params *p = w->params;
    kkr_job quiet = { .cancel = w->job ? w->job->cancel : NULL,
                      .threads = w->job ? w->job->threads : 0 };
    l->object = kkr_case_open(source->path, source->n_paths, w->options, &quiet, err);
    if (!l->object || !kkr_case_is_whole(l->object, err))
        return false;
    if (!l->object->is_embedding)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "%s is a crystal, expected an embedding", l->object->name);
    if (!kkr_case_has_reference(l->object, err))
        return false;
    l->sampler = kkr_sampler_new(l->object, w->sampler, &quiet, err);
    l->points = kkr_fit_points_new();
    int n = p->only_impurity ? 1 : l->object->n_sites;
    bool good = l->sampler;
    for (int site = 0; good && site < n; site++)
        good = p->spacing > 0 ? kkr_fit_points_add_grid(l->points, l->object, site,
                                                        p->spacing, p->r_min, err)
                              : kkr_fit_points_add(l->points, l->object, site,
                                                   site ? &p->neighbour : &p->impurity,
                                                   p->seed, err);
    if (good)
        l->jl = kkr_jl_of_embedding(l->object, p->naming, &p->features, n, err);
    return l->jl;
}

typedef struct block {
    kkr_vec3 *x;
    double *y, *r_imp, *features;
    int *site, *index;
} block;

/** The next points that have a value; returns how many. */
static int fill_block(const writer *w, const loaded *l, size_t *at, block *b)
{
    int n = 0;
    for (; *at < l->points->n && n < BLOCK; (*at)++) {
        const kkr_fit_point *p = &l->points->point[*at];
        double value = kkr_sampler_site_value(l->sampler, p->site, p->x, true);
        if (!isfinite(value))
            continue;
        b->x[n] = p->x;
        b->y[n] = value;
        b->site[n] = p->site + 1;
        b->index[n] = (int)w->written;
        b->r_imp[n++] =
            kkr_vec3_length(kkr_vec3_sub(p->x, l->object->sites[0].position));
    }
    return n;
}

static bool put_block(const writer *w, const block *b, size_t first, size_t n)
{
    kkr_h5_lock();
    bool good = kkr_h5_rows_put(w->x, H5T_NATIVE_DOUBLE, first, n, b->features) &&
                kkr_h5_rows_put(w->y, H5T_NATIVE_DOUBLE, first, n, b->y) &&
                kkr_h5_rows_put(w->position, H5T_NATIVE_DOUBLE, first, n, b->x) &&
                kkr_h5_rows_put(w->r_imp, H5T_NATIVE_DOUBLE, first, n, b->r_imp) &&
                kkr_h5_rows_put(w->site, H5T_NATIVE_INT, first, n, b->site) &&
                kkr_h5_rows_put(w->case_index, H5T_NATIVE_INT, first, n, b->index);
    kkr_h5_unlock();
    return good;
}

static bool write_rows(const writer *w, const loaded *l, size_t *n_rows, kkr_error *err)
{
    block b = { .x = kkr_alloc(BLOCK, sizeof *b.x),
                .y = kkr_alloc(BLOCK, sizeof *b.y),
                .r_imp = kkr_alloc(BLOCK, sizeof *b.r_imp),
                .features = kkr_alloc_large((size_t)BLOCK * w->width, 8, err),
                .site = kkr_alloc(BLOCK, sizeof *b.site),
                .index = kkr_alloc(BLOCK, sizeof *b.index) };
    kkr_job quiet = { .cancel = w->job ? w->job->cancel : NULL,
                      .threads = w->job ? w->job->threads : 0 };
    bool good = b.features;
    for (size_t at = 0; good && at < l->points->n;) {
        int n = fill_block(w, l, &at, &b);
        good = n == 0 || kkr_jl_features(l->jl, b.x, n, b.features, &quiet, err);
        if (good && n && !put_block(w, &b, w->n_rows + *n_rows, n))
            good = kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written: %s", w->part,
                            errno ? strerror(errno) : "the HDF5 library gave up");
        *n_rows += (size_t)n;
        double all = (double)w->done + (double)at / (double)l->points->n;
        int mine = (w->n_sources - w->params->shard) / w->params->n_shards + 1;
        good = good && (kkr_job_step(w->job, all / mine, "exporting") ||
                        kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled"));
    }
    free(b.x);
    free(b.y);
    free(b.r_imp);
    free(b.features);
    free(b.site);
    free(b.index);
    return good;
}

static bool write_case(writer *w, const kkr_jl_source *source, const loaded *l,
                       size_t n_rows)
{
    const kkr_case *object = l->object;
    const kkr_case_site *imp = &object->sites[0];
    char name[NAME_SIZE] = "", path[PATH_SIZE] = "", hex[KKR_SHA256_HEX] = "";
    snprintf(name, sizeof name, "%s", object->name);
    snprintf(path, sizeof path, "%s", source->path[source->n_paths - 1]);
    const char *file = object->files[KKR_ROLE_IMP_POTENTIAL].path;
    if (file && !kkr_sha256_file(file, hex, NULL))
        hex[0] = 0;
    bool known = imp->host_site >= 0 && imp->host_site < object->n_host_sites;
    const double z[2] = { imp->z, known ? object->host_sites[imp->host_site].z : NAN };
    const long rows[2] = { (long)w->n_rows, (long)n_rows };
    size_t at = (size_t)w->written;
    return kkr_h5_rows_put(w->case_name, w->name_type, at, 1, name) &&
           kkr_h5_rows_put(w->case_path, w->path_type, at, 1, path) &&
           kkr_h5_rows_put(w->case_hash, w->hash_type, at, 1, hex) &&
           kkr_h5_rows_put(w->case_z, H5T_NATIVE_DOUBLE, at, 1, z) &&
           kkr_h5_rows_put(w->case_rows, H5T_NATIVE_LONG, at, 1, rows);
}

/** All of it is on disk before the numbers say that it is there. */
static bool complete_case(writer *w, const kkr_jl_source *source, const loaded *l,
                          size_t n_rows, kkr_error *err)
{
    kkr_h5_lock();
    bool good = !l || write_case(w, source, l, n_rows);
    w->done++;
    w->written += l != NULL;
    w->n_rows += n_rows;
    good = good && H5Fflush(w->file, H5F_SCOPE_LOCAL) >= 0 &&
           kkr_h5_set_integer(w->file, "cases_done", w->done) &&
           kkr_h5_set_integer(w->file, "cases_written", w->written) &&
           kkr_h5_set_integer(w->file, "rows_done", (long)w->n_rows) &&
           H5Fflush(w->file, H5F_SCOPE_LOCAL) >= 0;
    kkr_h5_unlock();
    return good || kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written: %s", w->part,
                            errno ? strerror(errno) : "the HDF5 library gave up");
}

static bool export_one(writer *w, int i, kkr_jl_export_result *result, kkr_error *err)
{
    const kkr_jl_source *source = &w->sources[i];
    loaded l = { 0 };
    kkr_error why = { 0 };
    size_t n_rows = 0;
    bool good = load(w, source, &l, &why);
    if (!good && why.code != KKR_ERROR_CANCELLED) {
        kkr_note(&result->n_notes, &result->notes, "%s: left out: %s",
                 source->path[source->n_paths - 1], why.message);
        good = complete_case(w, source, NULL, 0, err);
    } else if (!good) {
        kkr_fail(err, why.code, "%s", why.message);
    } else {
        good = write_rows(w, &l, &n_rows, err) &&
               complete_case(w, source, &l, n_rows, err);
    }
    loaded_clear(&l);
    return good;
}

// ---- the file --------------------------------------------------------------------

/** Data sets may be longer than what is complete, after an interruption. */
static bool cut_back(writer *w)
{
    const hid_t rows[] = { w->x, w->y, w->position, w->r_imp, w->site, w->case_index };
    const hid_t cases[] = { w->case_name, w->case_path, w->case_hash, w->case_z,
                            w->case_rows };
    bool good = true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        good = good && kkr_h5_rows_cut(rows[i], w->n_rows);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        good = good && kkr_h5_rows_cut(cases[i], (size_t)w->written);
    return good;
}

static bool finish(writer *w, const char *path, bool good, kkr_error *err)
{
    kkr_h5_lock();
    if (w->file > 0) {
        bool cut = w->x <= 0 || cut_back(w);
        close_sets(w);
        if ((H5Fclose(w->file) < 0 || !cut) && good)
            good = kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be written", w->part);
    }
    H5Tclose(w->name_type);
    H5Tclose(w->path_type);
    H5Tclose(w->hash_type);
    kkr_h5_unlock();
    if (good && rename(w->part, path) != 0)
        good = kkr_fail(err, KKR_ERROR_FILE, "%s: cannot be put into place: %m", path);
    if (!good && w->n_rows == 0)
        unlink(w->part); // nothing in it that would be worth keeping
    free(w->part);
    return good;
}

bool kkr_jl_export(const kkr_jl_source *sources, int n, const kkr_case_options *options,
                   kkr_sampler_params sampler, const kkr_jl_export_params *params,
                   const char *path, kkr_jl_export_result *result, const kkr_job *job,
                   kkr_error *err)
{
    *result = (kkr_jl_export_result){ 0 };
    if (!kkr_jl_settings_check(&params->features, err))
        return false;
    if (params->shard < 1 || params->shard > params->n_shards || params->n_shards > n)
        return kkr_fail(err, KKR_ERROR_MISSING,
                        "shard %d/%d of %d case%s: expected a number from 1 to at most "
                        "as many as there are cases",
                        params->shard, params->n_shards, n, n == 1 ? "" : "s");
    // refuses, before anything is computed, what cannot be written
    KKR_AUTO(kkr_output) probe = kkr_output_new(path, err);
    if (!probe)
        return false;
    writer w = { .sources = sources,
                 .n_sources = n,
                 .options = options,
                 .sampler = sampler,
                 .params = params,
                 .job = job,
                 .width = kkr_jl_n_features(&params->features) };
    w.part = kkr_strdup_printf("%s.part", path);
    kkr_h5_lock();
    bool there = is_there(&w, path);
    kkr_h5_unlock();
    if (there) {
        *result = (kkr_jl_export_result){ .n_cases = (int)w.written,
                                          .n_resumed = (int)w.written,
                                          .n_rows = w.n_rows };
        free(w.part);
        return true;
    }
    kkr_h5_lock();
    w.name_type = kkr_h5_text_type(NAME_SIZE);
    w.path_type = kkr_h5_text_type(PATH_SIZE);
    w.hash_type = kkr_h5_text_type(KKR_SHA256_HEX);
    bool good = begin(&w, err);
    kkr_h5_unlock();
    result->n_resumed = (int)w.written;
    for (int i = params->shard - 1 + (int)w.done * params->n_shards; good && i < n;
         i += params->n_shards)
        good = export_one(&w, i, result, err);
    result->n_cases = (int)w.written;
    result->n_rows = w.n_rows;
    if (good && w.n_rows == 0)
        good = kkr_fail(err, KKR_ERROR_MISSING, "%s",
                        result->n_notes ? result->notes[0] : "there are no points");
    return finish(&w, path, good, err);
}

void kkr_jl_export_result_clear(kkr_jl_export_result *result)
{
    kkr_notes_free(result->n_notes, result->notes);
    *result = (kkr_jl_export_result){ 0 };
}
