// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/pack.h"

#include "core/case.h"
#include "core/core_trend.h"
#include "core/dataset_writer.h"
#include "core/file_kind.h"
#include "core/parallel.h"
#include "core/place.h"
#include "core/text.h"
#include "core/utf8.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    PER_THREAD = 16, // cases in one round
    SHORT_LOG = 1 << 16
};

void kkr_pack_report_clear(kkr_pack_report *report)
{
    kkr_notes_free(report->n_skipped, report->skipped);
    *report = (kkr_pack_report){ 0 };
}

// ------------------------------------------------------------- one case

/** A file as it was found. */
typedef struct source_file {
    char *path, *name;
    kkr_role role;
    bool is_host;
    bool tells_rms; // the same calculation may have another one
    kkr_text *text;
    char sha256[KKR_SHA256_HEX];
} source_file;

static const char *const logs[] = { "out_kkrimp", "out_kkr", "convergence.txt", "out" };
enum { N_LOGS = sizeof logs / sizeof *logs };

static bool is_log(const char *path)
{
    const char *name = strrchr(path, '/') + 1;
    for (int i = 0; i < N_LOGS; i++)
        if (strcmp(name, logs[i]) == 0)
            return true;
    return false;
}

/** What a thread makes of a case. */
typedef struct packed_case {
    const kkr_tree_case *from;
    int n_files;
    source_file *files;
    bool has_host; // a structure or potential of a host is among the files
    char host_wish[16], host_hash[KKR_SHA256_HEX];
    kkr_dataset_row row;
    kkr_file_set own;                   // of an embedding that is not there yet
    char *provenance, *host_provenance; // NULL: none
    bool is_known, is_cancelled;
    char *skipped;
} packed_case;

static bool is_host_role(kkr_role role, bool is_embedding)
{
    return role == KKR_ROLE_STRUCTURE || role == KKR_ROLE_POTENTIAL ||
           role == KKR_ROLE_SHAPES || !is_embedding;
}

static bool add_file(packed_case *c, const char *path, kkr_role role, bool is_host,
                     kkr_error *err)
{
    for (int i = 0; i < c->n_files; i++)
        if (strcmp(c->files[i].path, path) == 0)
            return true;
    kkr_text *text = kkr_text_read(path, err);
    if (!text)
        return false;
    c->files = kkr_realloc(c->files, (size_t)c->n_files + 1, sizeof *c->files);
    source_file *file = &c->files[c->n_files++];
    const char *slash = strrchr(path, '/');
    *file = (source_file){ .path = kkr_strdup(path),
                           .name = kkr_strdup(slash ? slash + 1 : path),
                           .role = role,
                           .is_host = is_host,
                           .text = text };
    kkr_sha256 hash;
    kkr_sha256_init(&hash);
    kkr_sha256_add(&hash, text->data, text->length);
    kkr_sha256_finish(&hash, file->sha256);
    return true;
}

/**
 * Files without a role that one with a role is read together with: the atom list of
 * voronoi and KKRimp, the other files of a KKRnano run, and the output that tells rms.
 */
static bool is_companion(const char *name, kkr_role role, const char *main_name)
{
    if (role == KKR_ROLE_STRUCTURE)
        return strcmp(name, "atominfo.txt") == 0 || strcmp(name, "rbasis.xyz") == 0 ||
               strcmp(name, "voro_weights") == 0;
    if (role == KKR_ROLE_CLUSTER)
        return strstr(name, "atominfo") && strcmp(name, "atominfo.txt") != 0;
    size_t stem = strcspn(main_name, ".") + 1; // vpot.00001, vpot.00002, ...
    if (strncmp(main_name, "vpot.", 5) == 0 || strncmp(main_name, "shape.", 6) == 0)
        return strncmp(name, main_name, stem) == 0 &&
               strspn(name + stem, "0123456789") == strlen(name + stem);
    return false;
}

/** The files of an archive that none of its roles needs by itself. */
static bool add_archived(packed_case *c, kkr_error *err)
{
    kkr_place_file *files;
    int n = kkr_place_files(c->from->folder, &files, err);
    bool good = n >= 0;
    for (int i = 0; i < n && good; i++)
        if (files[i].role == KKR_ROLE_COUNT && !is_log(files[i].path))
            good = add_file(c, files[i].path, KKR_ROLE_COUNT, files[i].is_host, err);
    if (n >= 0)
        kkr_place_files_free(n, files);
    return good;
}

static bool add_companions(packed_case *c, const char *main_path, kkr_role role,
                           bool is_host, kkr_error *err)
{
    const char *slash = strrchr(main_path, '/');
    char *folder = slash
                       ? kkr_strdup_printf("%.*s", (int)(slash - main_path), main_path)
                       : kkr_strdup(".");
    DIR *directory = opendir(folder);
    bool good = true;
    for (struct dirent *e; good && directory && (e = readdir(directory));) {
        if (!is_companion(e->d_name, role, slash ? slash + 1 : main_path))
            continue;
        char *path = kkr_strdup_printf("%s/%s", folder, e->d_name);
        good = add_file(c, path, KKR_ROLE_COUNT, is_host, err);
        free(path);
    }
    if (directory)
        closedir(directory);
    free(folder);
    return good;
}

static int by_name(const void *a, const void *b)
{
    const source_file *x = a, *y = b;
    return strcmp(x->path, y->path);
}

static bool collect_files(packed_case *c, const kkr_case *object, kkr_error *err)
{
    bool good = true;
    for (int role = 0; role < KKR_ROLE_COUNT && good; role++)
        if (object->files[role].path)
            good = add_file(c, object->files[role].path, (kkr_role)role,
                            is_host_role((kkr_role)role, object->is_embedding), err);
    int n_main = c->n_files;
    if (good && c->from->uuid)
        good = add_archived(c, err);
    for (int i = 0; i < n_main && good && !c->from->uuid; i++) {
        char *path = c->files[i].path;
        good = add_companions(c, path, c->files[i].role, c->files[i].is_host, err);
    }
    // in an order that no folder listing decides
    qsort(c->files, (size_t)c->n_files, sizeof *c->files, by_name);
    return good;
}

/**
 * The rms from an output file by its usual name. A short one is kept, so that what is
 * unpacked can be packed again.
 */
static double find_rms(packed_case *c)
{
    double rms = NAN;
    for (size_t i = 0; isnan(rms) && i < N_LOGS; i++) {
        char *path = kkr_strdup_printf("%s/%s", c->from->folder, logs[i]);
        KKR_AUTO(kkr_text) text = kkr_text_read(path, NULL);
        if (text)
            rms = kkr_quality_rms(text->data, text->length);
        if (!isnan(rms) && text->length < SHORT_LOG &&
            add_file(c, path, KKR_ROLE_COUNT, false, NULL))
            c->files[c->n_files - 1].tells_rms = true;
        free(path);
    }
    return rms;
}

static void hash_files(const packed_case *c, bool host, kkr_sha256 *hash)
{
    for (int i = 0; i < c->n_files; i++) {
        const source_file *f = &c->files[i];
        if (f->is_host != host || f->tells_rms)
            continue;
        const char *role =
            f->role < KKR_ROLE_COUNT ? kkr_role_option(f->role) : f->name;
        kkr_sha256_add(hash, role, strlen(role) + 1);
        kkr_sha256_add(hash, f->sha256, sizeof f->sha256);
    }
}

static void hash_case(packed_case *c)
{
    kkr_sha256 hash;
    kkr_sha256_init(&hash);
    hash_files(c, true, &hash);
    kkr_sha256_finish(&hash, c->host_hash);
    kkr_sha256_init(&hash);
    kkr_sha256_add(&hash, c->host_hash, sizeof c->host_hash);
    hash_files(c, false, &hash);
    char hex[KKR_SHA256_HEX];
    kkr_sha256_finish(&hash, hex);
    snprintf(c->row.hash, sizeof c->row.hash, "%s", hex);
}

static kkr_file_set make_set(const packed_case *c, bool host)
{
    kkr_file_set set = { .provenance = host ? c->host_provenance : c->provenance };
    for (int i = 0; i < c->n_files; i++) {
        const source_file *f = &c->files[i];
        if (f->is_host != host)
            continue;
        set.files = kkr_realloc(set.files, (size_t)set.n + 1, sizeof *set.files);
        set.files[set.n++] =
            kkr_stored_file_new(f->name, f->role, f->text->data, f->text->length);
    }
    return set;
}

static void clear_set(kkr_file_set *set)
{
    for (int i = 0; i < set->n; i++)
        kkr_stored_file_free(set->files[i]);
    free(set->files);
    *set = (kkr_file_set){ 0 };
}

/** Copies the end of a path that is too long. */
static void copy_source(char *to, size_t size, const char *folder)
{
    size_t length = strlen(folder);
    const char *from = length < size ? folder : folder + (length - size + 1);
    while (((unsigned char)*from & 0xc0) == 0x80) // not in the middle of a character
        from++;
    snprintf(to, size, "%s", from);
}

/** Names of files need no folder: the row's source tells it. */
static void cut_folder(char *text, const char *folder)
{
    size_t length = strlen(folder);
    for (char *at; length && (at = strstr(text, folder)) && at[length] == '/';)
        memmove(at, at + length + 1, strlen(at + length + 1) + 1);
}

static void describe(packed_case *c, const kkr_case *object)
{
    kkr_dataset_row *row = &c->row;
    const char *colon = strchr(object->name, ':');
    snprintf(c->host_wish, sizeof c->host_wish, "%.*s",
             colon ? (int)(colon - object->name) : (int)strlen(object->name),
             object->name);
    for (char *p = c->host_wish; *p; p++)
        if (*p == '/' || *p == '?')
            *p = '_';
    snprintf(row->host_element, sizeof row->host_element, "%s", c->host_wish);
    const kkr_case_site *site = object->n_sites ? &object->sites[0] : NULL;
    if (!site)
        return;
    snprintf(row->impurity, sizeof row->impurity, "%s", site->label);
    row->impurity_z = site->z;
    if (site->reference[0])
        row->host_z = site->reference[0]->z;
    row->alat = object->alat > 0 ? object->alat : NAN;
    row->n_sites = object->n_sites;
    row->n_spin = object->n_spin;
    if (site->entry[0]) {
        row->e_fermi = object->e_fermi;
        row->l_pot = (int)lround(sqrt(site->entry[0]->lm_max)) - 1;
        row->n_r = site->entry[0]->n_r;
    }
}

static kkr_case *open_case(const kkr_tree_case *from, kkr_error *err)
{
    const char *paths[2] = { from->folder, NULL };
    int n = 1;
    if (from->host && !from->uuid) { // a place knows its host
        paths[0] = from->host;
        paths[n++] = from->folder;
    }
    const kkr_job alone = { .threads = 1 };
    KKR_AUTO(kkr_case) object = kkr_case_open(paths, n, NULL, &alone, err);
    if (!object || !kkr_case_is_whole(object, err))
        return NULL;
    if (object->is_embedding == from->is_host) {
        kkr_fail(err, KKR_ERROR_FORMAT, "%s: %s", from->folder,
                 from->is_host ? "an embedding, expected a host"
                               : "its cluster has no potential");
        return NULL;
    }
    return KKR_STEAL(object);
}

/** What an archive knows about its calculations. */
static void tell_source(packed_case *c)
{
    const kkr_tree_case *from = c->from;
    kkr_dataset_row *row = &c->row;
    copy_source(row->source, sizeof row->source, from->folder);
    if (!from->uuid)
        return;
    const char *host = from->is_host ? from->folder : from->host;
    c->host_provenance = host ? kkr_place_provenance(host) : NULL;
    c->provenance = kkr_place_provenance(from->folder);
    snprintf(row->uuid, sizeof row->uuid, "%s", from->uuid);
    snprintf(row->process, sizeof row->process, "%s", from->process);
    kkr_utf8_copy(row->label, sizeof row->label, from->label);
    row->exit_status = from->exit_status;
}

static bool fill_case(packed_case *c, const kkr_dataset_writer *writer,
                      const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_case) object = open_case(c->from, err);
    if (!object || !collect_files(c, object, err))
        return false;
    c->row = kkr_dataset_row_unknown();
    describe(c, object);
    for (int i = 0; i < c->n_files; i++)
        c->has_host = c->has_host || c->files[i].is_host;
    hash_case(c);
    tell_source(c);
    c->is_known = c->from->is_host
                      ? kkr_dataset_writer_host(writer, c->host_hash) != NULL
                      : kkr_dataset_writer_has(writer, c->row.hash) != NULL;
    if (c->is_known || c->from->is_host)
        return true;
    const kkr_job alone = { .threads = 1, .cancel = job ? job->cancel : NULL };
    kkr_quality quality;
    if (!kkr_quality_of_case(object, &alone, &quality, c->row.warning,
                             sizeof c->row.warning, err))
        return false;
    cut_folder(c->row.warning, c->from->folder);
    if (c->from->host)
        cut_folder(c->row.warning, c->from->host);
    quality.rms = find_rms(c);
    c->row.quality = quality;
    c->own = make_set(c, false);
    return true;
}

static void clear_case(packed_case *c)
{
    for (int i = 0; i < c->n_files; i++) {
        free(c->files[i].path);
        free(c->files[i].name);
        kkr_text_free(c->files[i].text);
    }
    free(c->files);
    clear_set(&c->own);
    free(c->provenance);
    free(c->host_provenance);
    free(c->skipped);
    *c = (packed_case){ 0 };
}

// ------------------------------------------------------------- all of them

typedef struct packer {
    kkr_dataset_writer *writer;
    const kkr_job *job;
    kkr_pack_report *report;
    packed_case *cases; // of this round
    double last_commit, commit_seconds;
    bool dirty;
} packer;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void work(void *user, int i, int thread)
{
    packer *p = user;
    packed_case *c = &p->cases[i];
    kkr_error err = { 0 };
    if (c->from->reason) {
        c->skipped = kkr_strdup(c->from->reason);
    } else if (!fill_case(c, p->writer, p->job, &err)) {
        c->is_cancelled = err.code == KKR_ERROR_CANCELLED;
        c->skipped = kkr_strdup(err.message);
    }
}

static double bytes_of(const packed_case *c, bool host)
{
    double sum = 0;
    for (int i = 0; i < c->n_files; i++)
        if (c->files[i].is_host == host)
            sum += (double)c->files[i].text->length;
    return sum;
}

/** The host's name in the data set, which gets it if it is new; NULL on failure. */
static const char *host_of(packer *p, const packed_case *c, kkr_error *err)
{
    if (!c->has_host)
        return "";
    const char *name = kkr_dataset_writer_host(p->writer, c->host_hash);
    if (name)
        return name;
    kkr_file_set set = make_set(c, true);
    name =
        kkr_dataset_writer_add_host(p->writer, c->host_wish, c->host_hash, &set, err);
    clear_set(&set);
    p->report->n_hosts++;
    p->report->text_bytes += bytes_of(c, true);
    p->dirty = true;
    return name;
}

static bool add_case(packer *p, packed_case *c, kkr_error *err)
{
    kkr_pack_report *report = p->report;
    if (c->skipped) {
        if (!c->is_cancelled)
            kkr_note(&report->n_skipped, &report->skipped, "%s", c->skipped);
        return true;
    }
    // two equal ones may have been in one round
    bool known = c->is_known ||
                 (!c->from->is_host && kkr_dataset_writer_has(p->writer, c->row.hash));
    if (known) {
        report->n_known += !c->from->is_host;
        return true;
    }
    const char *host = host_of(p, c, err);
    if (!host)
        return false;
    if (c->from->is_host)
        return true;
    snprintf(c->row.host, sizeof c->row.host, "%s", host);
    if (!kkr_dataset_writer_add(p->writer, &c->row, &c->own, err))
        return false;
    report->n_added++;
    report->text_bytes += bytes_of(c, false);
    p->dirty = true;
    return true;
}

static bool commit(packer *p, kkr_error *err)
{
    if (!p->dirty)
        return true;
    double begin = now();
    int n;
    kkr_dataset_row *rows = kkr_dataset_writer_rows(p->writer, &n);
    kkr_core_trend(rows, n);
    p->dirty = false;
    bool good = kkr_dataset_writer_commit(p->writer, err);
    p->last_commit = now();
    p->commit_seconds = p->last_commit - begin;
    return good;
}

bool kkr_pack(const kkr_case_tree *tree, const char *path, const kkr_job *job,
              kkr_pack_report *report, kkr_error *err)
{
    *report = (kkr_pack_report){ .n_cases = tree->n };
    KKR_AUTO(kkr_dataset_writer) writer = kkr_dataset_writer_new(path, err);
    if (!writer)
        return false;
    int round = PER_THREAD * kkr_parallel_threads(job);
    packer p = { .writer = writer,
                 .job = job,
                 .report = report,
                 .cases = kkr_alloc((size_t)round, sizeof *p.cases),
                 .last_commit = now() };
    // the bar counts cases, not those of a round
    const kkr_job inner = { .cancel = job ? job->cancel : NULL,
                            .threads = job ? job->threads : 0 };
    bool good = true, go_on = true;
    for (int first = 0; first < tree->n && good && go_on; first += round) {
        int n = tree->n - first < round ? tree->n - first : round;
        for (int i = 0; i < n; i++)
            p.cases[i] = (packed_case){ .from = &tree->cases[first + i] };
        go_on = kkr_parallel_for(&inner, n, work, &p, NULL);
        for (int i = 0; i < n; i++) {
            // a case that no thread came to has no files
            if (good && (p.cases[i].n_files || p.cases[i].skipped))
                good = add_case(&p, &p.cases[i], err);
            clear_case(&p.cases[i]);
        }
        go_on = kkr_job_step(job, (double)(first + n) / tree->n, "packing") && go_on;
        // often enough to lose little, seldom enough to cost little
        if (good && now() - p.last_commit > fmax(2, 20 * p.commit_seconds))
            good = commit(&p, err);
    }
    free(p.cases);
    good = good && commit(&p, err);
    if (good && !go_on)
        return kkr_fail(err, KKR_ERROR_CANCELLED, "interrupted");
    return good;
}
