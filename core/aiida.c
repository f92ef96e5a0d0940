// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/aiida.h"

#include "core/aiida_nodes.h"
#include "core/sha256.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CHAIN = 10000, MIN_UUID = 6 };

/** Nodes with their way forwards, too, and what became of each calculation. */
typedef struct graph {
    const kkr_aiida_nodes *nodes;
    int *outgoing;  // links by where they come from
    int *first_out; // [n + 1]
    int *retrieved; // [n] folder with what came back from a calculation; -1
    int *next;      // [n] the calculation that went on from this one; -1
    int *case_of;   // [n] -1: none
} graph;

// ------------------------------------------------------------- the graph

static void turn_round(graph *g)
{
    const kkr_aiida_nodes *nodes = g->nodes;
    g->first_out = kkr_alloc((size_t)nodes->n + 2, sizeof *g->first_out);
    g->outgoing = kkr_alloc((size_t)nodes->n_links + 1, sizeof *g->outgoing);
    for (int k = 0; k < nodes->n_links; k++)
        g->first_out[nodes->links[k].from + 2]++;
    for (int i = 2; i <= nodes->n + 1; i++)
        g->first_out[i] += g->first_out[i - 1];
    for (int k = 0; k < nodes->n_links; k++)
        g->outgoing[g->first_out[nodes->links[k].from + 1]++] = k;
}

static bool is_calculation(const graph *g, int node, const char *process)
{
    const kkr_aiida_node *n = node >= 0 ? &g->nodes->nodes[node] : NULL;
    return n && n->kind == KKR_AIIDA_CALCULATION && n->process &&
           strcmp(n->process, process) == 0;
}

static bool is_crystal(const graph *g, int node)
{
    return is_calculation(g, node, "kkr.kkr") || is_calculation(g, node, "kkr.voro");
}

static int input(const graph *g, int node, const char *label)
{
    return node < 0 ? -1
                    : kkr_aiida_nodes_source(g->nodes, node, KKR_AIIDA_INPUT, label);
}

/** The calculation in whose folder this one found its files. */
static int parent(const graph *g, int node, const char *label)
{
    int folder = input(g, node, label);
    return folder < 0
               ? -1
               : kkr_aiida_nodes_source(g->nodes, folder, KKR_AIIDA_CREATE, NULL);
}

/** A file of a calculation, as it came back or as it was given: see
 *  kkr_aiida_node_file(). */
static int file_of(const graph *g, int node, const char *name)
{
    if (node < 0)
        return -2;
    int member = -2;
    if (g->retrieved[node] >= 0)
        member = kkr_aiida_node_file(&g->nodes->nodes[g->retrieved[node]], name);
    int given = kkr_aiida_node_file(&g->nodes->nodes[node], name);
    return member >= 0 || given < -1 ? member : given;
}

/** The same of what came back only. */
static int result_of(const graph *g, int node, const char *name)
{
    return node < 0 || g->retrieved[node] < 0
               ? -2
               : kkr_aiida_node_file(&g->nodes->nodes[g->retrieved[node]], name);
}

static bool is_real_axis(const graph *g, int node)
{
    int parameters = input(g, node, "parameters");
    return parameters >= 0 && g->nodes->nodes[parameters].is_real_axis;
}

/** Does this run of KKRhost write what others need, instead of a new potential? */
static bool is_side_run(const graph *g, int node)
{
    return input(g, node, "impurity_info") >= 0 || input(g, node, "kpoints") >= 0 ||
           is_real_axis(g, node);
}

/** Is it a step towards self-consistency whose potential is here? */
static bool is_sound_step(const graph *g, int node)
{
    if (is_calculation(g, node, "kkr.kkr"))
        return !is_side_run(g, node) && result_of(g, node, "out_potential") >= 0;
    return is_calculation(g, node, "kkr.kkrimp") &&
           !is_real_axis(g, parent(g, node, "host_Greenfunction_folder")) &&
           result_of(g, node, "out_potential") >= 0;
}

static void follow_chains(graph *g)
{
    const kkr_aiida_nodes *nodes = g->nodes;
    size_t n = (size_t)nodes->n + 1;
    g->retrieved = kkr_alloc(n, sizeof *g->retrieved);
    g->next = kkr_alloc(n, sizeof *g->next);
    g->case_of = kkr_alloc(n, sizeof *g->case_of);
    for (int i = 0; i < nodes->n; i++)
        g->retrieved[i] = g->next[i] = g->case_of[i] = -1;
    for (int i = 0; i < nodes->n; i++)
        if (nodes->nodes[i].kind == KKR_AIIDA_FOLDER) {
            int from = kkr_aiida_nodes_source(nodes, i, KKR_AIIDA_CREATE, "retrieved");
            if (from >= 0)
                g->retrieved[from] = i;
        }
    for (int i = 0; i < nodes->n; i++) {
        if (!is_sound_step(g, i))
            continue;
        bool host = is_calculation(g, i, "kkr.kkr");
        int before = parent(g, i, host ? "parent_folder" : "parent_calc_folder");
        if (before >= 0 && before != i &&
            (host ? is_crystal(g, before) : is_calculation(g, before, "kkr.kkrimp")))
            g->next[before] = i;
    }
}

/** Was this voronoi run made for the start potential of an impurity? */
static bool is_for_impurity(const graph *g, int node)
{
    int structure = input(g, node, "structure");
    int maker = structure < 0 ? -1
                              : kkr_aiida_nodes_source(g->nodes, structure,
                                                       KKR_AIIDA_CREATE, NULL);
    const char *process = maker >= 0 ? g->nodes->nodes[maker].process : NULL;
    if (process && strstr(process, "change_struc_imp_aux"))
        return true;
    for (int k = g->first_out[node]; k < g->first_out[node + 1]; k++) {
        int folder = g->nodes->links[g->outgoing[k]].to;
        if (g->nodes->nodes[folder].kind != KKR_AIIDA_REMOTE)
            continue;
        for (int j = g->first_out[folder]; j < g->first_out[folder + 1]; j++)
            if (strcmp(g->nodes->links[g->outgoing[j]].label, "parent_calc_folder2") ==
                0)
                return true;
    }
    return false;
}

/** The voronoi run at the beginning of a host's chain; -1: not in the archive. */
static int voronoi_of(const graph *g, int node)
{
    for (int i = 0; node >= 0 && i < MAX_CHAIN; i++) {
        if (is_calculation(g, node, "kkr.voro"))
            return node;
        node = parent(g, node, "parent_folder");
    }
    return -1;
}

// ------------------------------------------------------------- cases

static void add_file(kkr_aiida_case *c, const char *name, kkr_role role, int member)
{
    if (member >= 0 && c->n_files < KKR_AIIDA_FILES)
        c->files[c->n_files++] = (kkr_aiida_file){ name, role, member };
}

static void refuse(kkr_aiida_case *c, kkr_aiida_use use, char *reason)
{
    c->use = use;
    if (!c->reason)
        c->reason = reason;
    else
        free(reason);
}

/** Why a file that is needed is not there. */
static void miss(const graph *g, kkr_aiida_case *c, int node, const char *name,
                 int member)
{
    const kkr_aiida_node *n = &g->nodes->nodes[node];
    char *state =
        !n->state || strcmp(n->state, "finished") == 0
            ? isnan(n->exit_status) || n->exit_status == 0
                  ? kkr_strdup("")
                  : kkr_strdup_printf(" (it ended with exit status %g)", n->exit_status)
            : kkr_strdup_printf(" (it is %s)", n->state);
    refuse(c, KKR_AIIDA_UNUSABLE,
           kkr_strdup_printf(member == -1             ? "its %s is not in the archive%s"
                             : g->retrieved[node] < 0 ? "nothing came back from it, "
                                                        "expected %s%s"
                                                      : "no %s among its files%s",
                             name, state));
    free(state);
}

static void fill_host(const graph *g, kkr_aiida_case *c, int node)
{
    int voronoi = voronoi_of(g, node);
    bool is_start = voronoi == node;
    const char *potential = is_start ? "output.pot" : "out_potential";
    int member = result_of(g, node, potential);
    if (member < 0)
        miss(g, c, node, potential, member);
    add_file(c, potential, KKR_ROLE_POTENTIAL, member);
    member = file_of(g, node, "inputcard");
    if (member < 0)
        miss(g, c, node, "inputcard", member);
    add_file(c, "inputcard", KKR_ROLE_STRUCTURE, member);
    member = file_of(g, node, "shapefun");
    if (member < 0)
        member = result_of(g, voronoi, "shapefun");
    add_file(c, "shapefun", KKR_ROLE_SHAPES, member);
    add_file(c, "atominfo.txt", KKR_ROLE_COUNT, result_of(g, voronoi, "atominfo.txt"));
}

static const char *elements_of(const graph *g, int host)
{
    int structure = input(g, voronoi_of(g, host), "structure");
    const char *all = structure >= 0 ? g->nodes->nodes[structure].elements : NULL;
    return all && *all ? all : "?";
}

static void name_case(const graph *g, kkr_aiida_case *c, int node, int host)
{
    if (c->use == KKR_AIIDA_HOST || is_crystal(g, node)) {
        c->name = kkr_strdup(elements_of(g, node));
        return;
    }
    int info = input(g, node, "impurity_info");
    if (info < 0)
        info = input(g, parent(g, node, "host_Greenfunction_folder"), "impurity_info");
    double z = info >= 0 ? g->nodes->nodes[info].z_impurity : NAN;
    const char *symbol = z >= 0 && z < 200 ? kkr_element_symbol(z) : NULL;
    c->name = kkr_strdup_printf("%s/%s", elements_of(g, host), symbol ? symbol : "?");
}

static void fill_embedding(const graph *g, kkr_aiida_case *c, int node)
{
    int green = parent(g, node, "host_Greenfunction_folder");
    int potential = result_of(g, node, "out_potential");
    if (potential < 0)
        miss(g, c, node, "out_potential", potential);
    add_file(c, "out_potential", KKR_ROLE_IMP_POTENTIAL, potential);
    int scoef = file_of(g, node, "scoef"), info = file_of(g, node, "kkrflex_atominfo");
    if (scoef < 0)
        scoef = file_of(g, green, "scoef");
    if (scoef < 0 && info < 0)
        miss(g, c, node, "scoef", scoef);
    add_file(c, "scoef", KKR_ROLE_CLUSTER, scoef);
    add_file(c, "kkrflex_atominfo", scoef < 0 ? KKR_ROLE_CLUSTER : KKR_ROLE_COUNT,
             info);
    add_file(c, "shapefun", KKR_ROLE_IMP_SHAPES, file_of(g, node, "shapefun"));
    add_file(c, "out_kkrimp", KKR_ROLE_COUNT, result_of(g, node, "out_kkrimp"));
    if (c->host < 0)
        refuse(c, KKR_AIIDA_UNUSABLE,
               kkr_strdup(green < 0 ? "the run that wrote the Green function of its "
                                      "host is not in the archive"
                                    : "the calculation of its host is not in the "
                                      "archive"));
}

// ------------------------------------------------------------- provenance

static void tell(FILE *out, const graph *g, const char *what, int node)
{
    if (node < 0)
        return;
    const kkr_aiida_node *n = &g->nodes->nodes[node];
    fprintf(out, "%suuid %s\n", what, n->uuid);
    if (n->process)
        fprintf(out, "%sprocess_type %s\n", what, n->process);
    if (n->label && *n->label)
        fprintf(out, "%slabel %s\n", what, n->label);
    if (n->time)
        fprintf(out, "%sctime %s\n", what, n->time);
    if (n->state)
        fprintf(out, "%sprocess_state %s\n", what, n->state);
    if (!isnan(n->exit_status))
        fprintf(out, "%sexit_status %g\n", what, n->exit_status);
    if (n->elements)
        fprintf(out, "%selements %s\n", what, n->elements);
}

/** The outermost work chain that called a calculation; -1: it was run by itself. */
static int caller_of(const graph *g, int node)
{
    int caller = -1;
    for (int i = 0; i < MAX_CHAIN; i++) {
        int above = kkr_aiida_nodes_source(g->nodes, caller < 0 ? node : caller,
                                           KKR_AIIDA_CALL, NULL);
        if (above < 0)
            break;
        caller = above;
    }
    return caller;
}

static char *provenance_of(const graph *g, const char *path, int node, int host)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out)
        return kkr_strdup("");
    const char *slash = strrchr(path, '/');
    fprintf(out, "archive %s\naiida_version %s\nexport_version %s\n",
            slash ? slash + 1 : path, g->nodes->program, g->nodes->schema);
    tell(out, g, "", node);
    tell(out, g, "workchain_", caller_of(g, node));
    tell(out, g, "green_function_", parent(g, node, "host_Greenfunction_folder"));
    if (host != node)
        tell(out, g, "host_", host);
    int voronoi = voronoi_of(g, host);
    if (voronoi != node)
        tell(out, g, "voronoi_", voronoi);
    tell(out, g, "structure_", input(g, voronoi, "structure"));
    fclose(out);
    return text;
}

// ------------------------------------------------------------- all of them

static kkr_aiida_case *add_case(kkr_aiida *aiida, graph *g, int node, kkr_aiida_use use)
{
    if ((aiida->n_cases & (aiida->n_cases - 1)) == 0)
        aiida->cases =
            kkr_realloc(aiida->cases, aiida->n_cases ? 2 * (size_t)aiida->n_cases : 1,
                        sizeof *aiida->cases);
    const kkr_aiida_node *n = &g->nodes->nodes[node];
    aiida->cases[aiida->n_cases] =
        (kkr_aiida_case){ .use = use,
                          .uuid = n->uuid,
                          .process = n->process ? n->process : "",
                          .label = n->label ? n->label : "",
                          .state = n->state ? n->state : "",
                          .exit_status = n->exit_status,
                          .host = -1 };
    g->case_of[node] = aiida->n_cases;
    return &aiida->cases[aiida->n_cases++];
}

/** What a run of KKRhost or voronoi is to the others, apart from a host. */
static char *part_of_host(const graph *g, int node)
{
    const kkr_aiida_node *nodes = g->nodes->nodes;
    if (input(g, node, "impurity_info") >= 0)
        return kkr_strdup("writes the Green function of its host");
    if (is_calculation(g, node, "kkr.kkr") && is_side_run(g, node))
        return kkr_strdup("a density of states or band structure, with the potential "
                          "of another calculation");
    if (g->next[node] >= 0)
        return kkr_strdup_printf("continued by %s", nodes[g->next[node]].uuid);
    if (is_calculation(g, node, "kkr.voro") && is_for_impurity(g, node))
        return kkr_strdup("makes the start potential of an impurity");
    return NULL;
}

static void judge_host(kkr_aiida *aiida, graph *g, int node, const bool *is_needed)
{
    kkr_aiida_case *c = add_case(aiida, g, node, KKR_AIIDA_HOST);
    char *part = is_needed[node] ? NULL : part_of_host(g, node);
    if (part)
        refuse(c, KKR_AIIDA_STEP, part);
    else
        fill_host(g, c, node);
    name_case(g, c, node, node);
    c->provenance = provenance_of(g, aiida->path, node, node);
}

static void judge_embedding(kkr_aiida *aiida, graph *g, int node)
{
    kkr_aiida_case *c = add_case(aiida, g, node, KKR_AIIDA_EMBEDDING);
    int green = parent(g, node, "host_Greenfunction_folder");
    int host = parent(g, green, "parent_folder");
    c->host = is_crystal(g, host) ? g->case_of[host] : -1;
    if (is_real_axis(g, green))
        refuse(c, KKR_AIIDA_STEP,
               kkr_strdup("a density of states, with the potential of another "
                          "calculation"));
    else if (g->next[node] >= 0)
        refuse(
            c, KKR_AIIDA_STEP,
            kkr_strdup_printf("continued by %s", g->nodes->nodes[g->next[node]].uuid));
    else
        fill_embedding(g, c, node);
    if (c->use == KKR_AIIDA_EMBEDDING &&
        aiida->cases[c->host].use == KKR_AIIDA_UNUSABLE)
        refuse(c, KKR_AIIDA_UNUSABLE,
               kkr_strdup_printf("its host, calculation %s: %s",
                                 aiida->cases[c->host].uuid,
                                 aiida->cases[c->host].reason));
    name_case(g, c, node, host);
    c->provenance = provenance_of(g, aiida->path, node, host);
}

static void find_cases(kkr_aiida *aiida, graph *g)
{
    int n = g->nodes->n;
    bool *is_needed = kkr_alloc((size_t)n + 1, sizeof *is_needed);
    for (int i = 0; i < n; i++) {
        if (!is_calculation(g, i, "kkr.kkrimp"))
            continue;
        int host =
            parent(g, parent(g, i, "host_Greenfunction_folder"), "parent_folder");
        if (is_crystal(g, host))
            is_needed[host] = true;
    }
    for (int i = 0; i < n; i++)
        if (is_crystal(g, i))
            judge_host(aiida, g, i, is_needed);
    for (int i = 0; i < n; i++) {
        const kkr_aiida_node *node = &g->nodes->nodes[i];
        if (is_calculation(g, i, "kkr.kkrimp"))
            judge_embedding(aiida, g, i);
        else if (node->kind == KKR_AIIDA_CALCULATION && g->case_of[i] < 0 &&
                 node->process && strncmp(node->process, "kkr.", 4) == 0) {
            kkr_aiida_case *c = add_case(aiida, g, i, KKR_AIIDA_UNUSABLE);
            c->name = kkr_strdup("?");
            c->reason = kkr_strdup_printf(
                "a calculation of the kind %s, expected kkr.voro, kkr.kkr or "
                "kkr.kkrimp",
                node->process);
            c->provenance = provenance_of(g, aiida->path, i, -1);
        }
    }
    free(is_needed);
}

static int compare_uuids(const void *a, const void *b, void *user)
{
    const kkr_aiida_case *cases = user;
    return strcmp(cases[*(const int *)a].uuid, cases[*(const int *)b].uuid);
}

kkr_aiida *kkr_aiida_open(const char *path, const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_aiida) aiida = kkr_alloc(1, sizeof *aiida);
    aiida->path = kkr_strdup(path);
    aiida->archive = kkr_archive_open(path, err);
    if (!aiida->archive)
        return NULL;
    aiida->nodes = kkr_aiida_nodes_read(aiida->archive, path, job, err);
    if (!aiida->nodes)
        return NULL;
    aiida->program = kkr_strdup(aiida->nodes->program);
    aiida->schema = kkr_strdup(aiida->nodes->schema);
    aiida->n_nodes = aiida->nodes->n;
    graph g = { .nodes = aiida->nodes };
    turn_round(&g);
    follow_chains(&g);
    find_cases(aiida, &g);
    aiida->by_uuid = kkr_alloc((size_t)aiida->n_cases + 1, sizeof *aiida->by_uuid);
    for (int i = 0; i < aiida->n_cases; i++)
        aiida->by_uuid[i] = i;
    qsort_r(aiida->by_uuid, (size_t)aiida->n_cases, sizeof *aiida->by_uuid,
            compare_uuids, aiida->cases);
    free(g.outgoing);
    free(g.first_out);
    free(g.retrieved);
    free(g.next);
    free(g.case_of);
    return KKR_STEAL(aiida);
}

void kkr_aiida_free(kkr_aiida *aiida)
{
    if (!aiida)
        return;
    for (int i = 0; i < aiida->n_cases; i++) {
        free(aiida->cases[i].name);
        free(aiida->cases[i].reason);
        free(aiida->cases[i].provenance);
    }
    free(aiida->cases);
    free(aiida->by_uuid);
    kkr_aiida_nodes_free(aiida->nodes);
    kkr_archive_free(aiida->archive);
    free(aiida->path);
    free(aiida->program);
    free(aiida->schema);
    free(aiida);
}

int kkr_aiida_find(const kkr_aiida *aiida, const char *uuid)
{
    size_t length = strlen(uuid);
    int low = 0, high = aiida->n_cases;
    while (low < high) { // the first that is not before it
        int middle = (low + high) / 2;
        if (strcmp(aiida->cases[aiida->by_uuid[middle]].uuid, uuid) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found[2];
    for (int i = 0; i < 2; i++)
        found[i] =
            low + i < aiida->n_cases &&
            strncmp(aiida->cases[aiida->by_uuid[low + i]].uuid, uuid, length) == 0;
    return length >= MIN_UUID && found[0] && !found[1] ? aiida->by_uuid[low] : -1;
}

char *kkr_aiida_load(kkr_aiida *aiida, const kkr_aiida_file *file, size_t *length,
                     kkr_error *err)
{
    char *text = kkr_archive_read(aiida->archive, file->member, length, err);
    int n;
    const char *name = kkr_archive_members(aiida->archive, &n)[file->member].name;
    if (!text || strncmp(name, "repo/", 5) != 0)
        return text;
    kkr_sha256 hash;
    char hex[KKR_SHA256_HEX];
    kkr_sha256_init(&hash);
    kkr_sha256_add(&hash, text, *length);
    kkr_sha256_finish(&hash, hex);
    if (strcmp(hex, name + 5) == 0)
        return text;
    free(text);
    kkr_fail(err, KKR_ERROR_FORMAT,
             "%s: \"%s\" in it (%s of a calculation) does not have the SHA-256 that is "
             "its name: damaged or changed",
             aiida->path, name, file->name);
    return NULL;
}
