// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/crystal.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

// The inputcard has no grammar: KKR looks a keyword up wherever it stands. The
// first line that has it counts. Behind "KEY=" the rest of that line is the value;
// without "=" the value stands in the lines below, from the keyword's own column
// on. Everything here goes through find() and value_of(), which do the same, tabs
// being one column wide. docs/formats/inputcard.md has the keywords.

static const size_t LONGEST = (size_t)16 << 20; // bytes

typedef struct inputcard {
    kkr_text *text;
    int n_lines;
    kkr_line *lines;      // without comments
    kkr_crystal *crystal; // gets the notes; NULL until NAEZ is known
    kkr_error *err;
} inputcard;

static bool open_card(inputcard *card, const char *path)
{
    card->text = kkr_text_read(path, card->err);
    if (!card->text)
        return false;
    if (card->text->length > LONGEST)
        return kkr_fail(card->err, KKR_ERROR_FORMAT,
                        "%s: an inputcard has a few kilobytes, this file has %zu MB",
                        path, card->text->length / 1000000);
    kkr_line line;
    while (kkr_text_next(card->text, &line))
        card->n_lines++;
    card->lines = kkr_alloc(card->n_lines, sizeof *card->lines);
    kkr_text_rewind(card->text);
    for (int i = 0; kkr_text_next(card->text, &line); i++) {
        const char *comment = memchr(line.text, '#', line.length);
        if (comment)
            line.length = (size_t)(comment - line.text);
        card->lines[i] = line;
    }
    return true;
}

static void close_card(inputcard *card)
{
    free(card->lines);
    kkr_text_free(card->text);
}

typedef struct keyword {
    const char *name;
    int line; // index into card.lines
    size_t column;
    bool equals; // "KEY="
} keyword;

static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '<' || c == '>';
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool stands_at(kkr_line line, size_t at, const char *name, bool any_case)
{
    size_t i = 0;
    for (; name[i]; i++) {
        if (at + i >= line.length)
            return false;
        char c = line.text[at + i];
        if ((any_case ? upper(c) : c) != name[i])
            return false;
    }
    // KKR would also find INS in INSREF or ATOMINFO in ATOMINFOC; that is never
    // what a file means.
    return at + i == line.length || !is_letter(line.text[at + i]);
}

static bool search(const inputcard *card, const char *name, bool any_case,
                   keyword *found)
{
    for (int i = 0; i < card->n_lines; i++) {
        kkr_line line = card->lines[i];
        for (size_t at = 0; at < line.length; at++) {
            if (!stands_at(line, at, name, any_case))
                continue;
            size_t end = at + strlen(name);
            bool equals = end < line.length && line.text[end] == '=';
            *found = (keyword){ name, i, at, equals };
            return true;
        }
    }
    return false;
}

static bool find(const inputcard *card, const char *name, keyword *found)
{
    return search(card, name, name[0] == '<', found); // <key> may be in any case
}

/** The value in row `row` of a table, 1 for the line below the keyword. */
static kkr_line value_of(const inputcard *card, const keyword *key, int row)
{
    int i = key->equals ? key->line : key->line + row;
    card->text->line = i < card->n_lines ? i + 1 : card->n_lines;
    if (i >= card->n_lines)
        return (kkr_line){ "", 0 };
    size_t begin = key->equals ? key->column + strlen(key->name) + 1 : key->column;
    return kkr_line_cut(card->lines[i], begin, SIZE_MAX);
}

/** Says so where KKR will not read what is there. */
static void warn(const inputcard *card, const keyword *key, int n_rows)
{
    kkr_crystal *crystal = card->crystal;
    if (key->equals)
        return;
    kkr_line line = card->lines[key->line];
    kkr_line rest =
        kkr_line_trim(kkr_line_cut(line, key->column + strlen(key->name), SIZE_MAX));
    if (rest.length && rest.text[0] == '=')
        kkr_note(&crystal->n_notes, &crystal->notes,
                 "%s:%d: there is a blank between %s and '=': KKR, and so this "
                 "program, takes the value from the line below",
                 crystal->path, key->line + 1, key->name);
    for (int row = 1; row <= n_rows && key->line + row < card->n_lines; row++) {
        line = card->lines[key->line + row];
        if (key->column == 0 || key->column >= line.length ||
            isspace((unsigned char)line.text[key->column - 1]) ||
            isspace((unsigned char)line.text[key->column]))
            continue;
        kkr_note(&crystal->n_notes, &crystal->notes,
                 "%s:%d: the value of %s begins left of its keyword: KKR, and so this "
                 "program, reads it only from column %zu on",
                 crystal->path, key->line + row + 1, key->name, key->column + 1);
        return; // one row says it all
    }
}

static bool fail_value(const inputcard *card, const keyword *key, kkr_line value,
                       const char *expected)
{
    value = kkr_line_trim(value);
    if (value.length > 60)
        value.length = 60;
    return kkr_text_fail(card->text, card->err, "%s: expected %s, found '%.*s'",
                         key->name, expected, (int)value.length, value.text);
}

static bool read_doubles(const inputcard *card, const keyword *key, int row, double *x,
                         int n)
{
    static const char *const expected[] = { "", "a number", "2 numbers", "3 numbers" };
    kkr_line value = value_of(card, key, row);
    kkr_list list = kkr_list_of(value);
    bool good = kkr_list_doubles(&list, x, n) == n;
    for (int i = 0; i < n; i++)
        good = good && isfinite(x[i]);
    return good || fail_value(card, key, value, expected[n]);
}

static bool read_int(const inputcard *card, const keyword *key, int row, int low,
                     int high, int *x)
{
    kkr_line value = value_of(card, key, row);
    kkr_list list = kkr_list_of(value);
    if (kkr_list_int(&list, x) && *x >= low && *x <= high)
        return true;
    char expected[60];
    snprintf(expected, sizeof expected, "a whole number from %d to %d", low, high);
    return fail_value(card, key, value, expected);
}

// The optional ones leave *x alone where the keyword is missing.

static bool optional_int(const inputcard *card, const char *name, int low, int high,
                         int *x)
{
    keyword key;
    if (!find(card, name, &key))
        return true;
    warn(card, &key, 1);
    return read_int(card, &key, 1, low, high, x);
}

static bool optional_bool(const inputcard *card, const char *name, bool *x)
{
    keyword key;
    if (!find(card, name, &key))
        return true;
    warn(card, &key, 1);
    kkr_line value = value_of(card, &key, 1);
    kkr_list list = kkr_list_of(value);
    return kkr_list_bool(&list, x) || fail_value(card, &key, value, "T or F");
}

static bool require(const inputcard *card, const char *name, const char *meaning,
                    keyword *key)
{
    if (find(card, name, key))
        return true;
    if (search(card, name, true, key)) {
        card->text->line = key->line + 1;
        return kkr_text_fail(card->text, card->err,
                             "%s, %s, must be written in capitals for KKR to see it",
                             name, meaning);
    }
    return kkr_fail(card->err, KKR_ERROR_FORMAT,
                    "%s: there is no %s, %s, in this inputcard", card->text->path, name,
                    meaning);
}

/** Keywords that KKR misses because of their small letters. */
static void warn_small_letters(const inputcard *card)
{
    static const char *const names[] = { "NATYP",     "CARTESIAN", "BASISCALE", "NSPIN",
                                         "INTERFACE", "LMAX",      "INS" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        keyword key;
        if (!search(card, names[i], false, &key) &&
            search(card, names[i], true, &key) && key.equals)
            kkr_note(&card->crystal->n_notes, &card->crystal->notes,
                     "%s:%d: KKR, and so this program, ignores %s because it is not in "
                     "capitals",
                     card->crystal->path, key.line + 1, names[i]);
    }
}

/** How many sites and types there are; makes the crystal. */
static bool read_counts(inputcard *card)
{
    keyword sites, types;
    int n_sites = 0, n_types;
    if (!require(card, "NAEZ", "the number of sites", &sites) ||
        !read_int(card, &sites, 1, 1, INT_MAX, &n_sites))
        return false;
    // Every site has a line, so a wild number needs no memory to be found out.
    if (n_sites > card->n_lines)
        return kkr_text_fail(card->text, card->err,
                             "NAEZ is %d, but the file has only %d lines", n_sites,
                             card->n_lines);
    n_types = n_sites;
    bool has_types = find(card, "NATYP", &types);
    if (has_types && !read_int(card, &types, 1, n_sites, card->n_lines, &n_types))
        return false;
    card->crystal = kkr_crystal_new(card->text->path, n_sites, n_types);
    warn(card, &sites, 1);
    if (has_types)
        warn(card, &types, 1);
    warn_small_letters(card);
    return true;
}

/** Lattice vectors in bohr. */
static bool read_lattice(const inputcard *card)
{
    kkr_crystal *crystal = card->crystal;
    keyword key;
    bool slab = false;
    if (!optional_bool(card, "INTERFACE", &slab) ||
        !require(card, "ALATBASIS", "the lattice constant", &key) ||
        !read_doubles(card, &key, 1, &crystal->alat, 1))
        return false;
    warn(card, &key, 1);
    if (!(crystal->alat > 0))
        return kkr_text_fail(card->text, card->err,
                             "ALATBASIS: the lattice constant must be positive");
    crystal->periodicity = slab ? 2 : 3;
    if (!require(card, "BRAVAIS", "the lattice vectors", &key))
        return false;
    warn(card, &key, crystal->periodicity);
    for (int i = 0; i < crystal->periodicity; i++) {
        double x[3] = { 0 };
        if (!read_doubles(card, &key, i + 1, x, crystal->periodicity))
            return false;
        crystal->lattice.row[i] =
            kkr_vec3_scale((kkr_vec3){ x[0], x[1], x[2] }, crystal->alat);
    }
    kkr_mat3 cell = crystal->lattice;
    double scale = kkr_vec3_length(cell.row[0]) * kkr_vec3_length(cell.row[1]);
    if (slab)
        cell.row[2] = (kkr_vec3){ 0, 0, 1 };
    else
        scale *= kkr_vec3_length(cell.row[2]);
    if (!(fabs(kkr_mat3_determinant(&cell)) > 1e-9 * scale)) {
        card->text->line = key.line + 1;
        kkr_text_fail(card->text, card->err,
                      "BRAVAIS: the lattice vectors do not span a cell");
        if (card->err)
            card->err->code = KKR_ERROR_GEOMETRY;
        return false;
    }
    return true;
}

/** What turns numbers of the file into positions in bohr. */
typedef struct coordinates {
    const kkr_crystal *crystal;
    bool cartesian;
    double scale[3]; // BASISCALE
} coordinates;

static bool read_frame(const inputcard *card, coordinates *frame)
{
    *frame = (coordinates){ card->crystal, false, { 1, 1, 1 } };
    keyword key;
    if (find(card, "BASISCALE", &key)) {
        warn(card, &key, 1);
        if (!read_doubles(card, &key, 1, frame->scale, 3))
            return false;
    }
    return optional_bool(card, "CARTESIAN", &frame->cartesian);
}

static kkr_vec3 place(const coordinates *frame, const double x[3])
{
    const kkr_crystal *crystal = frame->crystal;
    kkr_vec3 p = { x[0] * frame->scale[0], x[1] * frame->scale[1],
                   x[2] * frame->scale[2] };
    if (frame->cartesian)
        return kkr_vec3_scale(p, crystal->alat);
    kkr_vec3 r = kkr_mat3_combine(&crystal->lattice, p);
    if (crystal->periodicity == 2) // z is Cartesian even then
        r.z = p.z * crystal->alat;
    return r;
}

static bool read_positions(const inputcard *card, const coordinates *frame)
{
    keyword key;
    if (!find(card, "<RBASIS>", &key) &&
        !require(card, "RBASIS", "the positions of the sites", &key))
        return false;
    warn(card, &key, card->crystal->n_sites);
    for (int i = 0; i < card->crystal->n_sites; i++) {
        double x[3] = { 0 };
        if (!read_doubles(card, &key, i + 1, x, 3))
            return false;
        card->crystal->sites[i].position = place(frame, x);
    }
    return true;
}

/** w of the power diagram from a wished muffin-tin radius; rows as in the table. */
static bool read_weights(const inputcard *card, const char *in_alat,
                         const char *in_bohr, int n, double *weights)
{
    const char *const names[] = { in_alat, in_bohr };
    double alat = card->crystal->alat;
    for (int i = 0; i < n; i++)
        weights[i] = alat * alat;
    for (int k = 0; k < 2; k++) { // the second overrides
        keyword key;
        if (!find(card, names[k], &key))
            continue;
        warn(card, &key, n);
        for (int i = 0; i < n; i++) {
            double radius = 0;
            if (!read_doubles(card, &key, i + 1, &radius, 1))
                return false;
            if (k == 0)
                radius *= alat;
            weights[i] = radius * radius;
        }
    }
    return true;
}

static bool read_site_weights(const inputcard *card)
{
    kkr_crystal *crystal = card->crystal;
    double *weights = kkr_alloc(crystal->n_sites, sizeof *weights);
    bool good = read_weights(card, "<MTWAL>", "<MTWAU>", crystal->n_sites, weights);
    for (int i = 0; i < crystal->n_sites; i++)
        crystal->sites[i].weight = weights[i];
    free(weights);
    keyword key;
    if (find(card, "NBSHIFT", &key))
        kkr_note(&crystal->n_notes, &crystal->notes,
                 "%s:%d: NBSHIFT: voronoi centred cells away from their atoms; here "
                 "every cell is around its atom",
                 crystal->path, key.line + 1);
    return good;
}

/** Z LMXC KFG(4) CLS REFPOT NTC FAC IRNS RMT, then WGHT or SITE CONC. */
static bool read_atominfo(const inputcard *card)
{
    enum { Z, NTC = 8, RMT = 11, WEIGHT_OR_SITE = 12, CONC = 13, MOST = 14 };
    kkr_crystal *crystal = card->crystal;
    keyword key;
    bool with_sites = find(card, "ATOMINFOC", &key);
    if (!with_sites && !find(card, "ATOMINFO", &key))
        return true;
    warn(card, &key, crystal->n_types + 1);
    for (int i = 0; i < crystal->n_types; i++) {
        kkr_atom_type *type = &crystal->types[i];
        double x[MOST] = { 0 };
        kkr_line value = value_of(card, &key, i + 2); // below a line of headings
        kkr_list list = kkr_list_of(value);
        int n = kkr_list_doubles(&list, x, MOST);
        if (n < (with_sites ? MOST : NTC + 1))
            return fail_value(card, &key, value,
                              with_sites ? "14 numbers" : "at least 9 numbers");
        if (!(x[NTC] >= 1 && x[NTC] <= INT_MAX))
            return fail_value(card, &key, value, "a shape number NTC of at least 1");
        type->z = x[Z];
        type->shape = (int)x[NTC] - 1;
        if (with_sites) {
            if (!(x[WEIGHT_OR_SITE] >= 1 && x[WEIGHT_OR_SITE] <= crystal->n_sites))
                return fail_value(card, &key, value, "a SITE between 1 and NAEZ");
            type->site = (int)x[WEIGHT_OR_SITE] - 1;
            type->concentration = x[CONC];
        } else if (n > WEIGHT_OR_SITE && i < crystal->n_sites) {
            // here it is w itself, not a radius
            crystal->sites[i].weight =
                x[WEIGHT_OR_SITE] * crystal->alat * crystal->alat;
        }
    }
    return true;
}

/**
 * voronoi leaves a proposal beside its inputcard: which cell of the shapefun is
 * whose. It has the same syntax. What it does not tell stays as it was.
 */
static void read_proposed_shapes(const inputcard *card)
{
    kkr_crystal *crystal = card->crystal;
    const char *slash = strrchr(crystal->path, '/');
    int folder = slash ? (int)(slash - crystal->path) + 1 : 0;
    char *path = kkr_strdup_printf("%.*satominfo.txt", folder, crystal->path);
    inputcard proposal = { .crystal = crystal };
    keyword key;
    bool told = open_card(&proposal, path) && find(&proposal, "<SHAPE>", &key);
    for (int i = 0; told && i < crystal->n_types; i++) {
        int number = 1;
        told = read_int(&proposal, &key, i + 1, 1, INT_MAX, &number);
        if (told)
            crystal->types[i].shape = number - 1;
    }
    if (told)
        kkr_note(&crystal->n_notes, &crystal->notes,
                 "%s: no <SHAPE> in it; which cell belongs to which atom is taken from "
                 "atominfo.txt beside it",
                 crystal->path);
    close_card(&proposal);
    free(path);
}

/** <SITE>, <CPA-CONC>, <ZATOM> and <SHAPE>; these win over ATOMINFO. */
static bool read_types(const inputcard *card)
{
    kkr_crystal *crystal = card->crystal;
    keyword site, concentration, z, shape, old;
    bool is_cpa = crystal->n_types > crystal->n_sites;
    bool has_sites = is_cpa && find(card, "<SITE>", &site) &&
                     find(card, "<CPA-CONC>", &concentration);
    bool has_atominfo = find(card, "ATOMINFO", &old);
    bool has_z = find(card, "<ZATOM>", &z), has_shape = find(card, "<SHAPE>", &shape);
    if (is_cpa && !has_sites && !find(card, "ATOMINFOC", &old))
        return kkr_fail(
            card->err, KKR_ERROR_FORMAT,
            "%s: NATYP = %d is more than NAEZ = %d, but neither <SITE> with "
            "<CPA-CONC> nor ATOMINFOC says which types share a site",
            crystal->path, crystal->n_types, crystal->n_sites);
    if (has_sites) {
        warn(card, &site, crystal->n_types);
        warn(card, &concentration, crystal->n_types);
    }
    if (has_z)
        warn(card, &z, crystal->n_types);
    if (has_shape)
        warn(card, &shape, crystal->n_types);
    for (int i = 0; i < crystal->n_types; i++) {
        kkr_atom_type *type = &crystal->types[i];
        int number = 1;
        if (has_sites) {
            if (!read_int(card, &site, i + 1, 1, crystal->n_sites, &number) ||
                !read_doubles(card, &concentration, i + 1, &type->concentration, 1))
                return false;
            type->site = number - 1;
            if (!has_atominfo)
                type->shape = type->site;
        }
        if (has_z && !read_doubles(card, &z, i + 1, &type->z, 1))
            return false;
        if (has_shape) {
            if (!read_int(card, &shape, i + 1, 1, INT_MAX, &number))
                return false;
            type->shape = number - 1;
        }
    }
    if (!has_shape && !has_atominfo && !find(card, "ATOMINFOC", &old))
        read_proposed_shapes(card);
    return kkr_crystal_group_types(crystal, card->err);
}

typedef struct side_names { // the keywords of one half-infinite crystal
    const char *n_sites, *old_n_sites, *sites, *old_sites;
    const char *period, *n_layers, *weight_alat, *weight_bohr;
} side_names;

static bool read_side(const inputcard *card, const coordinates *frame,
                      const side_names *side, kkr_layers *layers)
{
    keyword key, sites;
    if (!find(card, side->n_sites, &key) &&
        !require(card, side->old_n_sites,
                 "the number of sites in a layer beside the slab", &key))
        return false;
    if (!find(card, side->sites, &sites) &&
        !require(card, side->old_sites, "the layer beside the slab", &sites))
        return false;
    int n = 0;
    if (!read_int(card, &key, 1, 1, card->n_lines, &n))
        return false;
    layers->n_sites = n;
    layers->position = kkr_alloc(n, sizeof *layers->position);
    layers->weight = kkr_alloc(n, sizeof *layers->weight);
    warn(card, &sites, n);
    for (int i = 0; i < n; i++) {
        double x[3] = { 0 };
        if (!read_doubles(card, &sites, i + 1, x, 3))
            return false;
        layers->position[i] = place(frame, x);
    }
    double period[3] = { 0 };
    if (!require(card, side->period, "the step to the next layer", &key) ||
        !read_doubles(card, &key, 1, period, 3))
        return false;
    layers->period = place(frame, period);
    if (!(fabs(layers->period.z) > 1e-9 * card->crystal->alat))
        return kkr_text_fail(card->text, card->err,
                             "%s: the step to the next layer must lead out of the slab",
                             side->period);
    layers->n_layers = 10; // what KKR takes
    return optional_int(card, side->n_layers, 0, 10000, &layers->n_layers) &&
           read_weights(card, side->weight_alat, side->weight_bohr, n, layers->weight);
}

static bool read_sides(const inputcard *card, const coordinates *frame)
{
    static const side_names left = {
        "<NLBASIS>", "NLBASIS",  "<RBLEFT>",  "LEFTBASIS",
        "ZPERIODL",  "NLEFTHOS", "<LFMTWAL>", "<LFMTWAU>"
    };
    static const side_names right = {
        "<NRBASIS>", "NRBASIS",  "<RBRIGHT>", "RIGHBASIS",
        "ZPERIODR",  "NRIGHTHO", "<RTMTWAL>", "<RTMTWAU>"
    };
    return card->crystal->periodicity == 3 ||
           (read_side(card, frame, &left, &card->crystal->left) &&
            read_side(card, frame, &right, &card->crystal->right));
}

static bool read_card(inputcard *card)
{
    coordinates frame;
    if (!read_counts(card))
        return false;
    kkr_crystal *crystal = card->crystal;
    return read_lattice(card) && read_frame(card, &frame) &&
           read_positions(card, &frame) && read_site_weights(card) &&
           read_atominfo(card) && read_types(card) && read_sides(card, &frame) &&
           optional_int(card, "NSPIN", 1, 2, &crystal->n_spin) &&
           optional_int(card, "LMAX", 0, 20, &crystal->l_max) &&
           optional_int(card, "INS", 0, 9, &crystal->full_potential);
}

kkr_crystal *kkr_crystal_read_inputcard(const char *path, kkr_error *err)
{
    inputcard card = { .err = err };
    bool good = open_card(&card, path) && read_card(&card);
    close_card(&card);
    if (!good) {
        kkr_crystal_free(card.crystal);
        return NULL;
    }
    return card.crystal;
}

bool kkr_crystal_recognise_inputcard(const char *head, size_t length)
{
    static const char *const names[] = { "ALATBASIS", "BRAVAIS",   "NAEZ",
                                         "RBASIS",    "<RBASIS>",  "NSPIN",
                                         "LMAX",      "CARTESIAN", "<ZATOM>" };
    int found = 0;
    bool lattice = false;
    KKR_AUTO(kkr_text) text = kkr_text_new("", head, length);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        kkr_line line;
        bool here = false;
        kkr_text_rewind(text);
        while (!here && kkr_text_next(text, &line))
            for (size_t at = 0; !here && at < line.length; at++)
                here = stands_at(line, at, names[i], false);
        found += here;
        lattice = lattice || (here && i < 2);
    }
    return lattice && found >= 3;
}
