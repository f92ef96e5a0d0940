// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#ifdef KKR_HAVE_AIIDA
#include "core/aiida.h"
#include "core/aiida_nodes.h"
#endif
#include "core/case.h"
#include "core/check.h"
#include "core/cluster.h"
#include "core/crystal.h"
#include "core/dataset.h"
#include "core/jl_model.h"
#include "core/packed_text.h"
#include "core/potential.h"
#include "core/recipe_embed.h"
#include "core/recipe_text.h"
#include "core/shapefun.h"
#include "core/xyz.h"
#include "tests/fuzz/h5_edits.h"
#include "tests/meter.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Every reader may be given anything: it must come back with a result or a
 * sentence. One program per reader, KKR_FUZZ names it; libFuzzer calls it, or
 * tests/fuzz/mutate.c where there is no clang. What a reader hands out is used, so
 * that sizes and pointers inside it count, too.
 */

/* What a file may make its reader ask for: docs/formats/limits.md. */
enum { FLOOR = 4 << 20, MOST_TIMES = 128 };

/* Keeps the compiler from dropping what is only looked at. */
static volatile double sink;

static void must_explain(const void *result, const kkr_error *err)
{
    if (!result && (err->code == KKR_ERROR_NONE || !err->message[0])) {
        fprintf(stderr, "failed without a sentence\n");
        abort();
    }
}

static void read_potential(const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_potential) potential = kkr_potential_read(path, &err);
    must_explain(potential, &err);
    for (int i = 0; potential && i < potential->n_entries; i++) {
        const kkr_potential_entry *e = &potential->entries[i];
        for (int ir = 0; ir < e->n_r; ir++)
            sink += e->v0[ir];
        for (int j = 0; j < e->n_lm; j++)
            for (int k = 0; k < e->n_r - e->ir_min; k++)
                sink += kkr_potential_v_lm(e, j)[k];
        for (int k = 0; k < e->n_core; k++)
            sink += e->core_energy[k] + e->core_l[k];
    }
    if (potential)
        sink += kkr_potential_spins(potential, 1);
}

static void read_shapefun(const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_shapefun) file = kkr_shapefun_read(path, &err);
    must_explain(file, &err);
    for (int i = 0; file && i < file->n_cells; i++) {
        const kkr_shape_cell *cell = &file->cells[i];
        for (size_t k = 0; k < (size_t)cell->n_lm * (size_t)cell->n_mesh; k++)
            sink += cell->theta[k];
        sink += kkr_shape_cell_volume(cell) + kkr_shape_cell_end(cell);
    }
}

static void use_crystal(const kkr_crystal *crystal)
{
    kkr_mat3 reduced;
    int transform[3][3];
    for (int i = 0; crystal && i < crystal->n_types; i++)
        sink += crystal->sites[crystal->types[i].site].position.x +
                crystal->types[crystal->type_order[i]].z;
    if (crystal && kkr_crystal_reduce(crystal, &reduced, transform, NULL))
        sink += kkr_crystal_volume(crystal);
}

static void read_inputcard(const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_crystal) crystal = kkr_crystal_read_inputcard(path, &err);
    must_explain(crystal, &err);
    use_crystal(crystal);
}

static void read_kkrnano(const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_crystal) crystal = kkr_crystal_read_kkrnano(path, &err);
    must_explain(crystal, &err);
    use_crystal(crystal);
}

/* The sites: rbasis.xyz beside a good input.conf, both behind links. */
static char sites_folder[] = "fuzz_XXXXXX";

static void remove_links(void)
{
    char path[64];
    snprintf(path, sizeof path, "%s/input.conf", sites_folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/rbasis.xyz", sites_folder);
    unlink(path);
    rmdir(sites_folder);
}

static void read_kkrnano_sites(const char *path)
{
    static char input[64];
    if (!input[0]) {
        char sites[64];
        if (!mkdtemp(sites_folder))
            abort();
        atexit(remove_links);
        snprintf(input, sizeof input, "%s/input.conf", sites_folder);
        snprintf(sites, sizeof sites, "%s/rbasis.xyz", sites_folder);
        if (symlink(getenv("KKR_FUZZ_KKRNANO"), input) != 0 ||
            symlink(path, sites) != 0)
            abort();
    }
    read_kkrnano(input);
}

static void read_hoststructure(const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_crystal) crystal = kkr_crystal_read_hoststructure(path, 6.8, &err);
    must_explain(crystal, &err);
    use_crystal(crystal);
}

static void read_scoef(const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_cluster) cluster = kkr_cluster_read_scoef(path, &err);
    must_explain(cluster, &err);
    for (int i = 0; cluster && i < cluster->n_sites; i++)
        sink += cluster->sites[i].position.x;
}

static void read_xyz(const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_xyz) xyz = kkr_xyz_read(path, &err);
    must_explain(xyz, &err);
    for (int i = 0; xyz && i < xyz->n_atoms; i++)
        sink += xyz->atoms[i].position.x + (double)strlen(xyz->atoms[i].species);
}

static void read_atominfo(const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_cluster) cluster = kkr_cluster_read_atominfo(path, &err);
    must_explain(cluster, &err);
    for (int i = 0; cluster && i < cluster->n_sites; i++)
        sink += cluster->sites[i].position.x;
}

/* What is read and written again reads as the same. */
static void read_recipe(const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_recipe_text) text = kkr_recipe_text_read(path, &err);
    must_explain(text, &err);
    if (!text)
        return;
    char *written = kkr_recipe_text_write(text);
    KKR_AUTO(kkr_recipe_text)
    again = kkr_recipe_text_parse("again", written, strlen(written), &err);
    char *second = again ? kkr_recipe_text_write(again) : NULL;
    if (!second || strcmp(written, second) != 0) {
        fprintf(stderr, "not the same when read again: %s\n", err.message);
        abort();
    }
    free(written);
    free(second);
}

static void read_figure(const char *path)
{
    kkr_error err = { 0 };
    char *text = kkr_recipe_embed_read(path, &err);
    must_explain(text, &err);
    free(text);
}

/* A whole case: a folder with a good structure and shapes, and this potential. */
static void open_case(const char *path)
{
    kkr_error err = { 0 };
    const char *folder = getenv("KKR_FUZZ_CASE");
    kkr_case_options options = { .forced[KKR_ROLE_POTENTIAL] = path,
                                 .forced[KKR_ROLE_SHAPES] = getenv("KKR_FUZZ_SHAPES") };
    kkr_job job = { .threads = 1 };
    KKR_AUTO(kkr_case) object = kkr_case_open(&folder, 1, &options, &job, &err);
    must_explain(object, &err);
    if (!object)
        return;
    KKR_AUTO(kkr_check)
    check = kkr_check_new(object, (kkr_check_params){ .n_grid = 8 }, &job, &err);
    must_explain(check, &err);
}

static void read_files(const kkr_dataset *dataset, const char *group)
{
    kkr_error err = { 0 };
    kkr_dataset_file *files;
    int n = kkr_dataset_files(dataset, group, &files, &err);
    must_explain(n < 0 ? NULL : dataset, &err);
    for (int i = 0; i < n; i++) {
        size_t length = 0;
        char *text = kkr_dataset_load(dataset, group, files[i].name, &length, &err);
        must_explain(text, &err);
        if (text)
            sink += (double)strlen(text) + text[length];
        free(text);
    }
    if (n >= 0)
        kkr_dataset_files_free(n, files);
}

static void read_dataset(const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_dataset) dataset = kkr_dataset_open(path, &err);
    must_explain(dataset, &err);
    for (int i = 0; dataset && i < dataset->n_rows && i < 100; i++) {
        const kkr_dataset_row *row = &dataset->rows[i];
        bool found;
        for (int k = 0; kkr_dataset_number_column(k); k++)
            sink += kkr_dataset_row_number(row, kkr_dataset_number_column(k), &found);
        for (int k = 0; kkr_dataset_text_column(k); k++)
            sink +=
                (double)strlen(kkr_dataset_row_text(row, kkr_dataset_text_column(k)));
        sink += kkr_dataset_find(dataset, row->name);
        read_files(dataset, row->path);
    }
    for (int i = 0; dataset && i < dataset->n_hosts && i < 100; i++) {
        char *group = kkr_strdup_printf("/hosts/%s", dataset->hosts[i]);
        read_files(dataset, group);
        free(group);
    }
}

static void read_model(const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_jl_model) model = kkr_jl_model_read(path, &err);
    must_explain(model, &err);
    if (!model)
        return;
    double *w = kkr_alloc((size_t)model->n_features, sizeof *w);
    for (int z = 28; z < 32; z++) {
        bool exact;
        err = (kkr_error){ 0 };
        bool good = kkr_jl_model_coefficients(model, z, w, &exact, &err);
        must_explain(good ? model : NULL, &err);
        for (int f = 0; good && f < model->n_features; f++)
            sink += w[f] * model->rms[f] * model->active[f];
    }
    free(w);
}

/* Any text comes back as it was; what was packed by others comes back or is refused. */
static void read_packed(const char *path)
{
    static const double numbers[] = { 0, -1.5, 1e-300, 2e99, 0.1, NAN, 7, -0.0, 1e120 };
    FILE *file = fopen(path, "rbe");
    static char text[1 << 18];
    size_t n = fread(text, 1, sizeof text - 1, file), length = 0;
    fclose(file);
    KKR_AUTO(kkr_packed_text) packed = kkr_packed_text_new(text, n);
    char *again = kkr_packed_text_unpack(packed, &length, NULL);
    if (!again || length != n || memcmp(text, again, n) != 0) {
        fprintf(stderr, "not the same when unpacked\n");
        abort();
    }
    free(again);
    kkr_error err = { 0 };
    kkr_packed_text other = {
        .length = n, .text = text, .n = n % 10, .numbers = (double *)numbers
    };
    again = kkr_packed_text_unpack(&other, &length, &err);
    must_explain(again, &err);
    free(again);
}

#ifdef KKR_HAVE_AIIDA
/* Whole archives; of a tar nothing but its headers has a checksum. */
static void read_aiida(const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_aiida) aiida = kkr_aiida_open(path, NULL, &err);
    must_explain(aiida, &err);
    for (int i = 0; aiida && i < aiida->n_cases; i++) {
        const kkr_aiida_case *c = &aiida->cases[i];
        sink += c->exit_status + (double)(strlen(c->name) + strlen(c->provenance) +
                                          strlen(c->label) + strlen(c->process));
        if ((c->reason != NULL) != (c->use >= KKR_AIIDA_STEP) ||
            c->host >= aiida->n_cases) {
            fprintf(stderr, "a use without a reason\n");
            abort();
        }
        for (int k = 0; k < c->n_files; k++) {
            size_t length = 0;
            char *text = kkr_aiida_load(aiida, &c->files[k], &length, &err);
            must_explain(text, &err);
            sink += text && length ? text[length - 1] : 0;
            free(text);
        }
        sink += kkr_aiida_find(aiida, c->uuid);
    }
}

/* The bytes of db.sqlite3, which are deflated and have a CRC in an archive. */
static void read_database(const char *path)
{
    kkr_error err = { 0 };
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(1 << 20);
    size_t length = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    KKR_AUTO(kkr_aiida_nodes) nodes = kkr_alloc(1, sizeof *nodes);
    sqlite3 *db = kkr_aiida_database_open(bytes, length, path, &err);
    bool good = db && kkr_aiida_database_read(db, NULL, path, NULL, nodes, &err);
    must_explain(good ? nodes : NULL, &err);
    for (int i = 0; good && i < nodes->n; i++)
        sink += kkr_aiida_nodes_source(nodes, i, KKR_AIIDA_INPUT, "structure") +
                kkr_aiida_node_file(&nodes->nodes[i], "scoef");
    kkr_aiida_database_close(db);
    free(bytes);
}
#endif

static const struct {
    const char *name;
    void (*read)(const char *path);
    const char
        *base;     // the bytes are edits (h5_edits.h) of the file this variable names
    bool computes; // more than reading: its memory goes with the crystal, not the file
} readers[] = {
    { "dataset", read_dataset },
    { "dataset_edits", read_dataset, "KKR_FUZZ_DATASET" },
    { "model", read_model },
    { "model_edits", read_model, "KKR_FUZZ_MODEL" },
    { "packed", read_packed },
    { "potential", read_potential },
    { "shapefun", read_shapefun },
    { "inputcard", read_inputcard },
    { "kkrnano", read_kkrnano },
    { "kkrnano_sites", read_kkrnano_sites },
    { "hoststructure", read_hoststructure },
    { "scoef", read_scoef },
    { "atominfo", read_atominfo },
    { "xyz", read_xyz },
    { "recipe", read_recipe },
    { "figure", read_figure },
    { "case", open_case, .computes = true },
#ifdef KKR_HAVE_AIIDA
    { "aiida", read_aiida },
    { "aiida_database", read_database },
#endif
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char path[64];
    static int file = -1;
    static size_t reader;
    if (file < 0) {
        while (strcmp(readers[reader].name, KKR_FUZZ) != 0)
            assert(++reader < sizeof readers / sizeof *readers);
        file = memfd_create("fuzz", MFD_CLOEXEC);
        if (file < 0)
            abort();
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    }
    if (ftruncate(file, 0) != 0)
        abort();
    if (readers[reader].base)
        h5_edit(getenv(readers[reader].base), file, data, size);
    else if (pwrite(file, data, size, 0) != (ssize_t)size)
        abort();
    struct stat info;
    fstat(file, &info);
    meter_start();
    readers[reader].read(path);
    size_t peak = meter_peak();
    if (peak > FLOOR + MOST_TIMES * (size_t)info.st_size && !readers[reader].computes) {
        fprintf(stderr, "%zu bytes of memory for a file of %zu\n", peak,
                (size_t)info.st_size);
        abort();
    }
    return 0;
}
