// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/archive_info.h"
#include "app/case_options.h"
#include "app/dataset_options.h"
#include "app/json.h"
#include "app/verb.h"
#include "core/archive_form.h"
#include "core/place.h"
#include "core/sampler.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct arguments {
    bool json;
} arguments;

static const kkr_option own_options[] = {
    { KKR_OPTION_FLAG, "json", NULL, "one JSON object", offsetof(arguments, json) },
    { 0 },
};

static const char *reference_name(kkr_reference reference)
{
    static const char *const names[] = { "host", "start", "file", "zero" };
    return names[reference];
}

/** LPOT, the largest l of the entry's expansion; -1 if unknown. */
static int entry_l_pot(const kkr_potential_entry *entry)
{
    return entry ? (int)lround(sqrt(entry->lm_max)) - 1 : -1;
}

/** The largest LPOT among the sites. */
static int case_l_pot(const kkr_case *object)
{
    int l_pot = -1;
    for (int i = 0; i < object->n_sites; i++) {
        int l = entry_l_pot(object->sites[i].entry[0]);
        l_pot = l > l_pot ? l : l_pot;
    }
    return l_pot;
}

static const kkr_potential_entry *first_entry(const kkr_case *object)
{
    for (int i = 0; i < object->n_sites; i++)
        if (object->sites[i].entry[0])
            return object->sites[i].entry[0];
    return NULL;
}

/** The next line "key value"; both are terminated in place. NULL at the end. */
static char *next_line(char **rest, char **value)
{
    char *key = strsep(rest, "\n");
    if (!key || !*key)
        return NULL;
    char *blank = strchr(key, ' ');
    if (blank)
        *blank = '\0';
    *value = blank ? blank + 1 : key + strlen(key);
    return key;
}

// ------------------------------------------------------------- text

static void print_structure(const kkr_case *object)
{
    const kkr_crystal *c = object->crystal;
    if (!c) {
        printf("structure: not known\n");
        return;
    }
    printf("structure: alat %.10g bohr, %s, %d %s, %d %s\n", c->alat,
           c->periodicity == 3 ? "bulk" : "slab", c->n_sites,
           c->n_sites == 1 ? "site" : "sites", c->n_types,
           c->n_types == 1 ? "atom type" : "atom types");
    for (int i = 0; i < c->periodicity; i++) {
        kkr_vec3 a = c->lattice.row[i];
        printf("  a%d = %14.9f %14.9f %14.9f bohr\n", i + 1, a.x, a.y, a.z);
    }
    if (c->periodicity == 3)
        printf("  volume %.9g bohr^3\n", kkr_crystal_volume(c));
}

static void print_sites(const kkr_case *object)
{
    printf("\n%5s %-6s %7s %34s %11s %9s %9s %5s %4s  %s\n", "site", "atom", "Z",
           "position / bohr", "volume", "r_MT", "r_out", "NR", "LPOT", "content");
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *s = &object->sites[i];
        const kkr_potential_entry *e = s->entry[0];
        printf("%5d %-6s %7.4g %11.6f %10.6f %10.6f ", i + 1, s->label, s->z,
               s->position.x, s->position.y, s->position.z);
        if (s->cell && s->cell->closed)
            printf("%12.5f ", s->cell->volume);
        else
            printf("%12s ", "-");
        printf("%9.6f ", s->r_mt);
        if (s->cell && s->cell->closed)
            printf("%9.6f ", s->cell->r_out);
        else
            printf("%9s ", "-");
        if (e)
            printf("%5d %4d  %s\n", e->n_r, entry_l_pot(e),
                   kkr_content_name(s->content));
        else
            printf("%5s %4s  no potential\n", "-", "-");
        if (s->defect && e)
            printf("      %s\n", s->defect);
    }
}

static void print_provenance(char *text)
{
    char *value, *key;
    printf("\nwhere it comes from:\n");
    while ((key = next_line(&text, &value)))
        printf("  %-30s %s\n", key, value);
}

static void print_text(const kkr_case *object, char *provenance)
{
    printf("%s: %s, %d %s, %s\n\n", object->name ? object->name : "case",
           object->is_embedding ? "embedding" : "crystal", object->n_sites,
           object->n_sites == 1 ? "site" : "sites",
           object->n_spin == 2 ? "two spins" : "one spin");
    for (int role = 0; role < KKR_ROLE_COUNT; role++) {
        const kkr_case_file *f = &object->files[role];
        if (!f->path)
            continue;
        printf("%-22s %s\n%22s   %s\n", kkr_role_name((kkr_role)role), f->path, "",
               f->reason ? f->reason : "");
        if (f->defect)
            printf("%22s   %s\n", "", f->defect);
    }
    printf("\n");
    print_structure(object);
    const kkr_potential_entry *e = first_entry(object);
    if (e)
        printf("energies:  E_F %.10g Ry, VBC %.10g Ry, exchange %s\n", object->e_fermi,
               e->vbc, *e->exchange ? e->exchange : "not told");
    kkr_error missing = { 0 };
    if (kkr_case_has_reference(object, &missing))
        printf("V0:        %s\n", reference_name(object->reference));
    else
        printf("%s\n", missing.message);
    print_sites(object);
    for (int i = 0; i < object->n_notes; i++)
        printf("%snote: %s\n", i == 0 ? "\n" : "", object->notes[i]);
    if (provenance)
        print_provenance(provenance);
}

// ------------------------------------------------------------- JSON

static void write_files(kkr_json *json, const kkr_case *object)
{
    kkr_json_begin_array(json, "files");
    for (int role = 0; role < KKR_ROLE_COUNT; role++) {
        const kkr_case_file *f = &object->files[role];
        if (!f->path)
            continue;
        kkr_json_begin_object(json, NULL);
        kkr_json_string(json, "role", kkr_role_option((kkr_role)role));
        kkr_json_string(json, "name", kkr_role_name((kkr_role)role));
        kkr_json_string(json, "path", f->path);
        kkr_json_string(json, "reason", f->reason);
        kkr_json_string(json, "defect", f->defect);
        kkr_json_end_object(json);
    }
    kkr_json_end_array(json);
}

static void write_structure(kkr_json *json, const kkr_case *object)
{
    const kkr_crystal *c = object->crystal;
    if (!c) {
        kkr_json_null(json, "structure");
        return;
    }
    kkr_json_begin_object(json, "structure");
    kkr_json_number(json, "alat", c->alat);
    kkr_json_integer(json, "periodicity", c->periodicity);
    kkr_json_begin_array(json, "lattice");
    for (int i = 0; i < c->periodicity; i++)
        kkr_json_vec3(json, NULL, c->lattice.row[i]);
    kkr_json_end_array(json);
    kkr_json_number(json, "volume", c->periodicity == 3 ? kkr_crystal_volume(c) : NAN);
    kkr_json_integer(json, "n_sites", c->n_sites);
    kkr_json_integer(json, "n_types", c->n_types);
    kkr_json_end_object(json);
}

static void write_entry(kkr_json *json, const kkr_potential_entry *e)
{
    kkr_json_string(json, "title", e->title);
    kkr_json_integer(json, "n_r", e->n_r);
    kkr_json_integer(json, "ir_min", e->full_potential ? e->ir_min + 1 : 1);
    kkr_json_integer(json, "l_pot", entry_l_pot(e));
    kkr_json_bool(json, "full_potential", e->full_potential);
    kkr_json_begin_array(json, "lm");
    kkr_json_integer(json, NULL, 1);
    for (int j = 0; j < e->n_lm; j++)
        kkr_json_integer(json, NULL, e->lm_index[j] + 1);
    kkr_json_end_array(json);
    kkr_json_number(json, "vbc", e->vbc);
    kkr_json_number(json, "e_fermi", e->e_fermi);
}

static void write_site(kkr_json *json, const kkr_case *object, int i)
{
    const kkr_case_site *s = &object->sites[i];
    kkr_json_begin_object(json, NULL);
    kkr_json_integer(json, "site", i + 1);
    kkr_json_string(json, "label", s->label);
    kkr_json_number(json, "z", s->z);
    kkr_json_vec3(json, "position", s->position);
    if (s->host_site >= 0)
        kkr_json_integer(json, "host_site", s->host_site + 1);
    else
        kkr_json_null(json, "host_site");
    bool closed = s->cell && s->cell->closed;
    kkr_json_number(json, "volume", closed ? s->cell->volume : NAN);
    kkr_json_number(json, "r_mt", s->r_mt > 0 ? s->r_mt : NAN);
    kkr_json_number(json, "r_in", s->cell ? s->cell->r_in : NAN);
    kkr_json_number(json, "r_out", closed ? s->cell->r_out : NAN);
    if (s->entry[0]) {
        kkr_json_string(json, "content", kkr_content_name(s->content));
        write_entry(json, s->entry[0]);
    }
    kkr_json_bool(json, "has_shape", s->shape != NULL);
    kkr_json_bool(json, "has_reference", s->reference[0] != NULL);
    kkr_json_string(json, "defect", s->defect);
    kkr_json_end_object(json);
}

static void write_provenance(kkr_json *json, char *text)
{
    char *value, *key;
    kkr_json_begin_object(json, "provenance");
    while ((key = next_line(&text, &value)))
        kkr_json_string(json, key, value);
    kkr_json_end_object(json);
}

static void print_json(const kkr_case *object, char *provenance)
{
    kkr_json json = { .file = stdout };
    const kkr_potential_entry *e = first_entry(object);
    kkr_json_begin_object(&json, NULL);
    kkr_json_string(&json, "name", object->name);
    kkr_json_string(&json, "kind", object->is_embedding ? "embedding" : "crystal");
    kkr_json_string(&json, "energy_unit", "Ry");
    kkr_json_string(&json, "length_unit", "bohr");
    kkr_json_integer(&json, "n_spin", object->n_spin);
    kkr_json_integer(&json, "l_pot", case_l_pot(object));
    kkr_json_number(&json, "alat", object->alat > 0 ? object->alat : NAN);
    kkr_json_number(&json, "e_fermi", e ? object->e_fermi : NAN);
    kkr_json_number(&json, "vbc", e ? e->vbc : NAN);
    kkr_json_string(&json, "exchange", e && *e->exchange ? e->exchange : NULL);
    kkr_json_vec3(&json, "origin", object->origin);
    write_files(&json, object);
    write_structure(&json, object);
    kkr_error missing = { 0 };
    bool has_reference = kkr_case_has_reference(object, &missing);
    kkr_json_string(&json, "v0",
                    has_reference ? reference_name(object->reference) : NULL);
    kkr_json_string(&json, "v0_missing", has_reference ? NULL : missing.message);
    kkr_json_begin_array(&json, "sites");
    for (int i = 0; i < object->n_sites; i++)
        write_site(&json, object, i);
    kkr_json_end_array(&json);
    kkr_json_begin_array(&json, "warnings");
    for (int i = 0; i < object->n_notes; i++)
        kkr_json_string(&json, NULL, object->notes[i]);
    kkr_json_end_array(&json);
    if (provenance)
        write_provenance(&json, provenance);
    kkr_json_end_object(&json);
    kkr_json_finish(&json);
}

/** Some things show only when the potential is put together in space. */
static void note_potential(kkr_case *object, const kkr_job *job)
{
    KKR_AUTO(kkr_sampler) sampler = NULL;
    sampler = kkr_sampler_new(object, kkr_sampler_defaults, job, NULL);
    char *const *notes;
    int n = sampler ? kkr_sampler_notes(sampler, &notes) : 0;
    for (int i = 0; i < n; i++)
        kkr_note(&object->n_notes, &object->notes, "%s", notes[i]);
}

bool kkr_verb_info(const kkr_verb *verb, int argc, char **argv, kkr_error *err)
{
    arguments own = { 0 };
    kkr_case_arguments options = { 0 };
    const kkr_option_group groups[] = {
        { "Options", own_options, &own },
        { "The case", kkr_case_options_open, &options },
        { 0 },
    };
    kkr_arguments paths;
    if (!kkr_verb_begin(verb, argc, argv, groups, &paths, err))
        return false;
    if (paths.help)
        return true;
    if (paths.n_paths == 1 && kkr_dataset_is_one(paths.paths[0]))
        return kkr_dataset_options_info(paths.paths[0], own.json, err);
    if (paths.n_paths == 1 && kkr_archive_form_of(paths.paths[0]))
        return kkr_archive_info(paths.paths[0], own.json, err);
    kkr_job job = kkr_verb_job(options.threads);
    KKR_AUTO(kkr_case) object = kkr_case_arguments_open(&options, &paths, &job, err);
    if (!object)
        return false;
    note_potential(object, &job);
    char *provenance = kkr_place_provenance(paths.n_paths ? paths.paths[0] : ".");
    if (own.json)
        print_json(object, provenance);
    else
        print_text(object, provenance);
    free(provenance);
    return true;
}
