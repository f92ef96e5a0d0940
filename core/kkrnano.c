// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/crystal.h"

#include "core/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/text.h"

// A KKRnano run keeps its structure in three files of one folder:
//
//     input.conf     name = value, comments after # or !; names in any case here
//     rbasis.xyz     n, a comment line, n rows "symbol x y z"; "__" is a vacancy
//     voro_weights   optional: one weight of the power diagram per site, alat^2

// So that a wild number needs no memory; the shortest line of an atom is "H 3*0\n".
enum { MOST_SITES = 1000000, LEAST_ROW = 6 };

typedef struct setting {
    kkr_line value;
    int line; // 0: not there
} setting;

static kkr_line before(kkr_line line, const char *stops)
{
    size_t n = 0;
    while (n < line.length && !strchr(stops, line.text[n]))
        n++;
    return kkr_line_cut(line, 0, n);
}

static bool next_setting(kkr_text *text, kkr_line *name, kkr_line *value)
{
    kkr_line line;
    while (kkr_text_next(text, &line)) {
        line = before(line, "#!");
        kkr_line left = before(line, "=");
        if (left.length == line.length)
            continue;
        *name = kkr_line_trim(left);
        *value = kkr_line_cut(line, left.length + 1, line.length);
        return true;
    }
    return false;
}

static setting find(kkr_text *text, const char *wanted)
{
    kkr_line name, value;
    kkr_text_rewind(text);
    while (next_setting(text, &name, &value))
        if (name.length == strlen(wanted) && kkr_line_contains(name, wanted))
            return (setting){ value, text->line };
    return (setting){ 0 };
}

static bool fail(kkr_text *text, setting place, const char *name, const char *expected,
                 kkr_error *err)
{
    if (!place.line)
        return kkr_fail(err, KKR_ERROR_FORMAT, "%s: expected %s = %s, it is not there",
                        text->path, name, expected);
    kkr_line value = kkr_line_trim(place.value);
    text->line = place.line;
    return kkr_text_fail(text, err, "%s: expected %s, found '%.*s'", name, expected,
                         value.length < 60 ? (int)value.length : 60, value.text);
}

static bool read_vector(kkr_text *text, const char *name, double x[3], kkr_error *err)
{
    setting place = find(text, name);
    kkr_list list = kkr_list_of(place.value);
    bool good = place.line && kkr_list_doubles(&list, x, 3) == 3 && isfinite(x[0]) &&
                isfinite(x[1]) && isfinite(x[2]);
    return good || fail(text, place, name, "3 numbers", err);
}

static bool read_int(kkr_text *text, const char *name, int low, int high, int *x,
                     kkr_error *err)
{
    setting place = find(text, name);
    kkr_list list = kkr_list_of(place.value);
    if (!place.line || (kkr_list_int(&list, x) && *x >= low && *x <= high))
        return true;
    return fail(text, place, name, "a small whole number", err);
}

typedef struct settings {
    double alat, scale[3];
    kkr_mat3 lattice; // bohr
    bool cartesian;
    int n_spin, l_max;
} settings;

static bool read_config(kkr_text *text, settings *config, kkr_error *err)
{
    static const char *const rows[] = { "bravais_a", "bravais_b", "bravais_c" };
    *config = (settings){ .scale = { 1, 1, 1 }, .cartesian = true, .l_max = -1 };
    setting place = find(text, "alat");
    kkr_list list = kkr_list_of(place.value);
    if (!place.line || !kkr_list_double(&list, &config->alat) || !(config->alat > 0) ||
        !isfinite(config->alat))
        return fail(text, place, "alat", "a lattice constant in bohr", err);
    for (int i = 0; i < 3; i++) {
        double x[3] = { 0 };
        if (!read_vector(text, rows[i], x, err))
            return false;
        config->lattice.row[i] =
            kkr_vec3_scale((kkr_vec3){ x[0], x[1], x[2] }, config->alat);
    }
    place = find(text, "cartesian");
    list = kkr_list_of(place.value);
    if (place.line && !kkr_list_bool(&list, &config->cartesian))
        return fail(text, place, "cartesian", "t or f", err);
    return (!find(text, "basisscale").line ||
            read_vector(text, "basisscale", config->scale, err)) &&
           read_int(text, "nspind", 1, 2, &config->n_spin, err) &&
           read_int(text, "lmax", 0, 20, &config->l_max, err);
}

static double charge_of(kkr_line symbol)
{
    if (symbol.length == 2 && memcmp(symbol.text, "__", 2) == 0)
        return 0;
    for (int z = 0; z <= 118; z++) {
        const char *name = kkr_element_symbol(z);
        if (strlen(name) == symbol.length && kkr_line_contains(symbol, name))
            return z;
    }
    return -1;
}

static kkr_crystal *read_sites(kkr_text *text, const char *path, const settings *config,
                               kkr_error *err)
{
    kkr_line line = { 0 }, token;
    int n = 0, unknown = 0;
    kkr_text_next(text, &line);
    kkr_list list = kkr_list_of(line);
    if (!kkr_list_int(&list, &n) || n < 1 || n > MOST_SITES) {
        kkr_text_fail(text, err,
                      "expected the number of atoms, at most %d, found '%.*s'",
                      MOST_SITES, line.length < 60 ? (int)line.length : 60,
                      line.text ? line.text : "");
        return NULL;
    }
    kkr_text_next(text, &line);
    if (!kkr_text_holds(text, n, LEAST_ROW, err))
        return NULL;
    KKR_AUTO(kkr_crystal) crystal = kkr_crystal_new(path, n, n);
    for (int i = 0; i < n; i++) {
        double x[3] = { 0 };
        bool more = kkr_text_next(text, &line);
        list = kkr_list_of(more ? line : (kkr_line){ 0 });
        if (!kkr_list_next(&list, &token) || kkr_list_doubles(&list, x, 3) < 3 ||
            !(isfinite(x[0]) && isfinite(x[1]) && isfinite(x[2]))) {
            kkr_text_fail(text, err, "atom %d of %d: expected a symbol and x y z",
                          i + 1, n);
            return NULL;
        }
        kkr_vec3 p = { x[0] * config->scale[0], x[1] * config->scale[1],
                       x[2] * config->scale[2] };
        crystal->sites[i].position = config->cartesian
                                         ? kkr_vec3_scale(p, config->alat)
                                         : kkr_mat3_combine(&config->lattice, p);
        crystal->sites[i].weight = config->alat * config->alat;
        crystal->types[i].z = charge_of(token);
        if (crystal->types[i].z < 0 && unknown++ == 0)
            kkr_note(&crystal->n_notes, &crystal->notes,
                     "%s:%d: '%.*s' is no element; the potential has to tell",
                     text->path, text->line, token.length < 20 ? (int)token.length : 20,
                     token.text);
    }
    return kkr_crystal_group_types(crystal, err) ? KKR_STEAL(crystal) : NULL;
}

static bool read_weights(const char *path, kkr_crystal *crystal, kkr_error *err)
{
    if (access(path, F_OK) != 0 && !(kkr_place_is(path) && kkr_place_exists(path)))
        return true;
    KKR_AUTO(kkr_text) text = kkr_text_read(path, err);
    if (!text)
        return false;
    for (int i = 0; i < crystal->n_sites; i++) {
        kkr_line line;
        double w = 0;
        bool more = kkr_text_next(text, &line);
        kkr_list list = kkr_list_of(more ? line : (kkr_line){ 0 });
        if (!kkr_list_double(&list, &w) || !isfinite(w))
            return kkr_text_fail(text, err, "expected the weight of atom %d of %d",
                                 i + 1, crystal->n_sites);
        crystal->sites[i].weight = w * crystal->alat * crystal->alat;
    }
    return true;
}

/** The file `name` in the folder of `path`. */
static char *beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    int length = slash ? (int)(slash - path) + 1 : 0;
    return kkr_strdup_printf("%.*s%s", length, path, name);
}

kkr_crystal *kkr_crystal_read_kkrnano(const char *input_conf, kkr_error *err)
{
    settings config;
    KKR_AUTO(kkr_text) text = kkr_text_read(input_conf, err);
    if (!text || !read_config(text, &config, err))
        return NULL;
    char *path = beside(input_conf, "rbasis.xyz");
    KKR_AUTO(kkr_text) atoms = kkr_text_read(path, err);
    free(path);
    KKR_AUTO(kkr_crystal)
    crystal = atoms ? read_sites(atoms, input_conf, &config, err) : NULL;
    if (!crystal)
        return NULL;
    crystal->alat = config.alat;
    crystal->lattice = config.lattice;
    crystal->n_spin = config.n_spin;
    crystal->l_max = config.l_max;
    crystal->full_potential = 1; // KKRnano knows nothing else
    path = beside(input_conf, "voro_weights");
    bool good = read_weights(path, crystal, err);
    free(path);
    return good ? KKR_STEAL(crystal) : NULL;
}

bool kkr_crystal_recognise_kkrnano(const char *head, size_t length)
{
    KKR_AUTO(kkr_text) text = kkr_text_new("", head, length);
    return find(text, "bravais_a").line && find(text, "bravais_b").line;
}
