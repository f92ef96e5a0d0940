// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/dataset_writer.h"
#include "core/jl_model.h"
#include "core/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The smallest data set and the smallest model, as seeds for the fuzzers and to be
 * damaged by tests. Run again when a format changes:
 *
 *     fuzz_seeds DATASET.h5 MODEL.h5 INPUTCARD POTENTIAL SHAPES SCOEF
 */

static _Noreturn void stop(const kkr_error *err)
{
    fprintf(stderr, "%s\n", err->message);
    exit(EXIT_FAILURE);
}

static kkr_stored_file *stored(const char *name, kkr_role role, const char *path)
{
    kkr_error err = { 0 };
    KKR_AUTO(kkr_text) text = kkr_text_read(path, &err);
    if (!text)
        stop(&err);
    return kkr_stored_file_new(name, role, text->data, text->length);
}

static void make_dataset(const char *path, char *const *files)
{
    kkr_error err = { 0 };
    kkr_stored_file *host[3] = {
        stored("inputcard", KKR_ROLE_STRUCTURE, files[0]),
        stored("potential", KKR_ROLE_POTENTIAL, files[1]),
        stored("shapefun", KKR_ROLE_SHAPES, files[2]),
    };
    kkr_stored_file *entry[2] = {
        stored("potential_imp", KKR_ROLE_IMP_POTENTIAL, files[1]),
        stored("scoef", KKR_ROLE_CLUSTER, files[3]),
    };
    KKR_AUTO(kkr_dataset_writer) writer = kkr_dataset_writer_new(path, &err);
    const char *name = NULL;
    if (writer)
        name = kkr_dataset_writer_add_host(
            writer, "Cu", "host", &(kkr_file_set){ .n = 3, .files = host }, &err);
    for (int i = 0; name && i < 2; i++) {
        kkr_dataset_row row = kkr_dataset_row_unknown();
        snprintf(row.host, sizeof row.host, "%s", name);
        snprintf(row.host_element, sizeof row.host_element, "Cu");
        snprintf(row.impurity, sizeof row.impurity, "Ni");
        snprintf(row.hash, sizeof row.hash, "entry%d", i);
        if (!kkr_dataset_writer_add(writer, &row,
                                    &(kkr_file_set){ .n = 2, .files = entry }, &err))
            name = NULL;
    }
    if (!name || !kkr_dataset_writer_commit(writer, &err))
        stop(&err);
    for (int i = 0; i < 3; i++)
        kkr_stored_file_free(host[i]);
    for (int i = 0; i < 2; i++)
        kkr_stored_file_free(entry[i]);
}

static void make_model(const char *path)
{
    enum { MEMBERS = 3 };
    kkr_error err = { 0 };
    kkr_jl_model m = { .params = kkr_jl_model_defaults,
                       .problem = kkr_jl_problem_defaults(),
                       .reference = KKR_REFERENCE_HOST,
                       .n_members = MEMBERS };
    kkr_jl_settings *s = &m.problem.features;
    *s = kkr_jl_settings_defaults();
    s->n_max[0] = 2;
    s->n_max[1] = 2;
    s->l_max = 1;
    kkr_jl_settings_add_species(s, "host", NULL);
    kkr_jl_settings_add_species(s, "imp", NULL);
    m.params.rule = KKR_ELEMENT_TABLE;
    size_t n = (size_t)(m.n_features = kkr_jl_n_features(s));
    bool *active = kkr_alloc(n, sizeof *active);
    double *rms = kkr_alloc(n, sizeof *rms), w[MEMBERS * 100], gram[MEMBERS * MEMBERS];
    kkr_jl_member members[MEMBERS] = { 0 };
    for (size_t f = 0; f < n; f++) {
        active[f] = f % 5 != 4;
        rms[f] = 0.5 + (double)f;
        for (size_t i = 0; i < MEMBERS; i++)
            w[i * n + f] = (double)(i + f) / 7;
    }
    for (int i = 0; i < MEMBERS; i++) {
        snprintf(members[i].name, sizeof members[i].name, "Cu:%d", i);
        members[i].z = 28 + 2 * i;
        members[i].z_host = 29;
        for (int k = 0; k < MEMBERS; k++)
            gram[i * MEMBERS + k] = 1 + (i == k);
    }
    m.active = active;
    m.rms = rms;
    m.member = members;
    m.w = w;
    m.gram = gram;
    KKR_AUTO(kkr_output) output = kkr_output_new(path, &err);
    if (!output || !kkr_jl_model_write(&m, output, &err) ||
        !kkr_output_commit(output, &err))
        stop(&err);
    free(active);
    free(rms);
}

int main(int argc, char **argv)
{
    if (argc != 7) {
        fprintf(stderr,
                "usage: %s DATASET.h5 MODEL.h5 INPUTCARD POTENTIAL SHAPES SCOEF\n",
                argv[0]);
        return 2;
    }
    make_dataset(argv[1], argv + 3);
    make_model(argv[2]);
    return 0;
}
