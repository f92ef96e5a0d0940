// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/archive_info.h"

#include "app/json.h"
#include "core/aiida.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *word, *one, *many;
} uses[] = {
    [KKR_AIIDA_EMBEDDING] = { "embedding", "embedding", "embeddings" },
    [KKR_AIIDA_HOST] = { "host", "host", "hosts" },
    [KKR_AIIDA_STEP] = { "step", "step on the way to these",
                         "steps on the way to these" },
    [KKR_AIIDA_UNUSABLE] = { "unusable", "that cannot be used", "that cannot be used" },
};
enum { N_USES = sizeof uses / sizeof *uses };

static int count(const kkr_aiida *aiida, int use)
{
    int n = 0;
    for (int i = 0; i < aiida->n_cases; i++)
        n += (int)aiida->cases[i].use == use;
    return n;
}

/** As many digits as tell it from the others: eight, or all. */
static int uuid_width(const kkr_aiida *aiida, const char *uuid)
{
    char *eight = kkr_strdup_printf("%.8s", uuid);
    bool enough = kkr_aiida_find(aiida, eight) >= 0;
    free(eight);
    return enough ? 8 : 36;
}

static void print_case(const kkr_aiida *aiida, const kkr_aiida_case *c)
{
    printf("  %.*s  %-10s %-7s", uuid_width(aiida, c->uuid), c->uuid, c->process,
           c->name);
    if (isnan(c->exit_status))
        printf(" %4s", *c->state ? "" : "-");
    else
        printf(" %4g", c->exit_status);
    if (c->host >= 0) {
        const char *host = aiida->cases[c->host].uuid;
        printf("  host %.*s", uuid_width(aiida, host), host);
    }
    printf("  %s\n", c->label);
    if (c->reason)
        printf("%12s%s\n", "", c->reason);
}

static void print_text(const kkr_aiida *aiida)
{
    printf("%s: archive of AiiDA%s%s (%s), %d nodes, %d KKR %s\n", aiida->path,
           *aiida->program ? " " : "", aiida->program, aiida->schema, aiida->n_nodes,
           aiida->n_cases, aiida->n_cases == 1 ? "calculation" : "calculations");
    for (int use = 0; use < N_USES; use++) {
        int n = count(aiida, use);
        if (n)
            printf("\n%d %s: UUID, kind, name, exit status, label\n", n,
                   n == 1 ? uses[use].one : uses[use].many);
        for (int i = 0; n && i < aiida->n_cases; i++)
            if ((int)aiida->cases[i].use == use)
                print_case(aiida, &aiida->cases[i]);
    }
}

static void write_case(kkr_json *json, const kkr_aiida *aiida, const kkr_aiida_case *c)
{
    kkr_json_begin_object(json, NULL);
    kkr_json_string(json, "use", uses[c->use].word);
    kkr_json_string(json, "uuid", c->uuid);
    kkr_json_string(json, "process", c->process);
    kkr_json_string(json, "name", c->name);
    kkr_json_string(json, "label", c->label);
    kkr_json_string(json, "state", *c->state ? c->state : NULL);
    kkr_json_number(json, "exit_status", c->exit_status);
    kkr_json_string(json, "host", c->host >= 0 ? aiida->cases[c->host].uuid : NULL);
    kkr_json_string(json, "reason", c->reason);
    kkr_json_begin_array(json, "files");
    for (int i = 0; i < c->n_files; i++)
        kkr_json_string(json, NULL, c->files[i].name);
    kkr_json_end_array(json);
    kkr_json_end_object(json);
}

static void print_json(const kkr_aiida *aiida)
{
    kkr_json json = { .file = stdout };
    kkr_json_begin_object(&json, NULL);
    kkr_json_string(&json, "kind", "archive");
    kkr_json_string(&json, "path", aiida->path);
    kkr_json_string(&json, "aiida_version", *aiida->program ? aiida->program : NULL);
    kkr_json_string(&json, "export_version", aiida->schema);
    kkr_json_integer(&json, "n_nodes", aiida->n_nodes);
    kkr_json_begin_array(&json, "calculations");
    for (int i = 0; i < aiida->n_cases; i++)
        write_case(&json, aiida, &aiida->cases[i]);
    kkr_json_end_array(&json);
    kkr_json_end_object(&json);
    kkr_json_finish(&json);
}

bool kkr_archive_info(const char *path, bool json, kkr_error *err)
{
    KKR_AUTO(kkr_aiida) aiida = kkr_aiida_open(path, NULL, err);
    if (!aiida)
        return false;
    if (json)
        print_json(aiida);
    else
        print_text(aiida);
    return true;
}
