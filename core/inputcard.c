// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/crystal.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/keywords.h"

/** Keywords that KKR misses because of their small letters. */
static void warn_small_letters(const kkr_keywords *card)
{
    static const char *const names[] = { "NATYP",     "CARTESIAN", "BASISCALE", "NSPIN",
                                         "INTERFACE", "LMAX",      "INS" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        kkr_keyword key;
        if (!kkr_keywords_search(card, names[i], false, &key) &&
            kkr_keywords_search(card, names[i], true, &key) && key.equals)
            kkr_note(&card->crystal->n_notes, &card->crystal->notes,
                     "%s:%d: KKR, and so this program, ignores %s because it is not in "
                     "capitals",
                     card->crystal->path, key.line + 1, names[i]);
    }
}

/** How many sites and types there are; makes the crystal. */
static bool read_counts(kkr_keywords *card)
{
    kkr_keyword sites, types;
    int n_sites = 0, n_types;
    if (!kkr_keywords_require(card, "NAEZ", "the number of sites", &sites) ||
        !kkr_keywords_int(card, &sites, 1, 1, INT_MAX, &n_sites))
        return false;
    // Every site has a line, so a wild number needs no memory to be found out.
    if (n_sites > card->n_lines)
        return kkr_text_fail(card->text, card->err,
                             "NAEZ is %d, but the file has only %d lines", n_sites,
                             card->n_lines);
    n_types = n_sites;
    bool has_types = kkr_keywords_find(card, "NATYP", &types);
    if (has_types &&
        !kkr_keywords_int(card, &types, 1, n_sites, card->n_lines, &n_types))
        return false;
    card->crystal = kkr_crystal_new(card->text->path, n_sites, n_types);
    kkr_keywords_warn(card, &sites, 1);
    if (has_types)
        kkr_keywords_warn(card, &types, 1);
    warn_small_letters(card);
    return true;
}

/** Lattice vectors in bohr. */
static bool read_lattice(const kkr_keywords *card)
{
    kkr_crystal *crystal = card->crystal;
    kkr_keyword key;
    bool slab = false;
    if (!kkr_keywords_optional_bool(card, "INTERFACE", &slab) ||
        !kkr_keywords_require(card, "ALATBASIS", "the lattice constant", &key) ||
        !kkr_keywords_doubles(card, &key, 1, &crystal->alat, 1))
        return false;
    kkr_keywords_warn(card, &key, 1);
    if (!(crystal->alat > 0))
        return kkr_text_fail(card->text, card->err,
                             "ALATBASIS: the lattice constant must be positive");
    crystal->periodicity = slab ? 2 : 3;
    if (!kkr_keywords_require(card, "BRAVAIS", "the lattice vectors", &key))
        return false;
    kkr_keywords_warn(card, &key, crystal->periodicity);
    for (int i = 0; i < crystal->periodicity; i++) {
        double x[3] = { 0 };
        if (!kkr_keywords_doubles(card, &key, i + 1, x, crystal->periodicity))
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

static bool read_frame(const kkr_keywords *card, coordinates *frame)
{
    *frame = (coordinates){ card->crystal, false, { 1, 1, 1 } };
    kkr_keyword key;
    if (kkr_keywords_find(card, "BASISCALE", &key)) {
        kkr_keywords_warn(card, &key, 1);
        if (!kkr_keywords_doubles(card, &key, 1, frame->scale, 3))
            return false;
    }
    return kkr_keywords_optional_bool(card, "CARTESIAN", &frame->cartesian);
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

static bool read_positions(const kkr_keywords *card, const coordinates *frame)
{
    kkr_keyword key;
    if (!kkr_keywords_find(card, "<RBASIS>", &key) &&
        !kkr_keywords_require(card, "RBASIS", "the positions of the sites", &key))
        return false;
    kkr_keywords_warn(card, &key, card->crystal->n_sites);
    for (int i = 0; i < card->crystal->n_sites; i++) {
        double x[3] = { 0 };
        if (!kkr_keywords_doubles(card, &key, i + 1, x, 3))
            return false;
        card->crystal->sites[i].position = place(frame, x);
    }
    return true;
}

/** w of the power diagram from a wished muffin-tin radius; rows as in the table. */
static bool read_weights(const kkr_keywords *card, const char *in_alat,
                         const char *in_bohr, int n, double *weights)
{
    const char *const names[] = { in_alat, in_bohr };
    double alat = card->crystal->alat;
    for (int i = 0; i < n; i++)
        weights[i] = alat * alat;
    for (int k = 0; k < 2; k++) { // the second overrides
        kkr_keyword key;
        if (!kkr_keywords_find(card, names[k], &key))
            continue;
        kkr_keywords_warn(card, &key, n);
        for (int i = 0; i < n; i++) {
            double radius = 0;
            if (!kkr_keywords_doubles(card, &key, i + 1, &radius, 1))
                return false;
            if (k == 0)
                radius *= alat;
            weights[i] = radius * radius;
        }
    }
    return true;
}

static bool read_site_weights(const kkr_keywords *card)
{
    kkr_crystal *crystal = card->crystal;
    double *weights = kkr_alloc(crystal->n_sites, sizeof *weights);
    bool good = read_weights(card, "<MTWAL>", "<MTWAU>", crystal->n_sites, weights);
    for (int i = 0; i < crystal->n_sites; i++)
        crystal->sites[i].weight = weights[i];
    free(weights);
    kkr_keyword key;
    if (kkr_keywords_find(card, "NBSHIFT", &key))
        kkr_note(&crystal->n_notes, &crystal->notes,
                 "%s:%d: NBSHIFT: voronoi centred cells away from their atoms; here "
                 "every cell is around its atom",
                 crystal->path, key.line + 1);
    return good;
}

/** Z LMXC KFG(4) CLS REFPOT NTC FAC IRNS RMT, then WGHT or SITE CONC. */
static bool read_atominfo(const kkr_keywords *card)
{
    enum { Z, NTC = 8, RMT = 11, WEIGHT_OR_SITE = 12, CONC = 13, MOST = 14 };
    kkr_crystal *crystal = card->crystal;
    kkr_keyword key;
    bool with_sites = kkr_keywords_find(card, "ATOMINFOC", &key);
    if (!with_sites && !kkr_keywords_find(card, "ATOMINFO", &key))
        return true;
    kkr_keywords_warn(card, &key, crystal->n_types + 1);
    for (int i = 0; i < crystal->n_types; i++) {
        kkr_atom_type *type = &crystal->types[i];
        double x[MOST] = { 0 };
        kkr_line value =
            kkr_keywords_value(card, &key, i + 2); // below a line of headings
        kkr_list list = kkr_list_of(value);
        int n = kkr_list_doubles(&list, x, MOST);
        if (n < (with_sites ? MOST : NTC + 1))
            return kkr_keywords_fail(card, &key, value,
                                     with_sites ? "14 numbers" : "at least 9 numbers");
        if (!(x[NTC] >= 1 && x[NTC] <= INT_MAX))
            return kkr_keywords_fail(card, &key, value,
                                     "a shape number NTC of at least 1");
        type->z = x[Z];
        type->shape = (int)x[NTC] - 1;
        if (with_sites) {
            if (!(x[WEIGHT_OR_SITE] >= 1 && x[WEIGHT_OR_SITE] <= crystal->n_sites))
                return kkr_keywords_fail(card, &key, value,
                                         "a SITE between 1 and NAEZ");
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
static void read_proposed_shapes(const kkr_keywords *card)
{
    kkr_crystal *crystal = card->crystal;
    const char *slash = strrchr(crystal->path, '/');
    int folder = slash ? (int)(slash - crystal->path) + 1 : 0;
    char *path = kkr_strdup_printf("%.*satominfo.txt", folder, crystal->path);
    kkr_keywords proposal = { .crystal = crystal };
    kkr_keyword key;
    bool told = kkr_keywords_open(&proposal, path) &&
                kkr_keywords_find(&proposal, "<SHAPE>", &key);
    for (int i = 0; told && i < crystal->n_types; i++) {
        int number = 1;
        told = kkr_keywords_int(&proposal, &key, i + 1, 1, INT_MAX, &number);
        if (told)
            crystal->types[i].shape = number - 1;
    }
    if (told)
        kkr_note(&crystal->n_notes, &crystal->notes,
                 "%s: no <SHAPE> in it; which cell belongs to which atom is taken from "
                 "atominfo.txt beside it",
                 crystal->path);
    kkr_keywords_close(&proposal);
    free(path);
}

/** <SITE>, <CPA-CONC>, <ZATOM> and <SHAPE>; these win over ATOMINFO. */
static bool read_types(const kkr_keywords *card)
{
    kkr_crystal *crystal = card->crystal;
    kkr_keyword site, concentration, z, shape, old;
    bool is_cpa = crystal->n_types > crystal->n_sites;
    bool has_sites = is_cpa && kkr_keywords_find(card, "<SITE>", &site) &&
                     kkr_keywords_find(card, "<CPA-CONC>", &concentration);
    bool has_atominfo = kkr_keywords_find(card, "ATOMINFO", &old);
    bool has_z = kkr_keywords_find(card, "<ZATOM>", &z),
         has_shape = kkr_keywords_find(card, "<SHAPE>", &shape);
    if (is_cpa && !has_sites && !kkr_keywords_find(card, "ATOMINFOC", &old))
        return kkr_fail(
            card->err, KKR_ERROR_FORMAT,
            "%s: NATYP = %d is more than NAEZ = %d, but neither <SITE> with "
            "<CPA-CONC> nor ATOMINFOC says which types share a site",
            crystal->path, crystal->n_types, crystal->n_sites);
    if (has_sites) {
        kkr_keywords_warn(card, &site, crystal->n_types);
        kkr_keywords_warn(card, &concentration, crystal->n_types);
    }
    if (has_z)
        kkr_keywords_warn(card, &z, crystal->n_types);
    if (has_shape)
        kkr_keywords_warn(card, &shape, crystal->n_types);
    for (int i = 0; i < crystal->n_types; i++) {
        kkr_atom_type *type = &crystal->types[i];
        int number = 1;
        if (has_sites) {
            if (!kkr_keywords_int(card, &site, i + 1, 1, crystal->n_sites, &number) ||
                !kkr_keywords_doubles(card, &concentration, i + 1, &type->concentration,
                                      1))
                return false;
            type->site = number - 1;
            if (!has_atominfo)
                type->shape = type->site;
        }
        if (has_z && !kkr_keywords_doubles(card, &z, i + 1, &type->z, 1))
            return false;
        if (has_shape) {
            if (!kkr_keywords_int(card, &shape, i + 1, 1, INT_MAX, &number))
                return false;
            type->shape = number - 1;
        }
    }
    if (!has_shape && !has_atominfo && !kkr_keywords_find(card, "ATOMINFOC", &old))
        read_proposed_shapes(card);
    return kkr_crystal_group_types(crystal, card->err);
}

typedef struct side_names { // the keywords of one half-infinite crystal
    const char *n_sites, *old_n_sites, *sites, *old_sites;
    const char *period, *n_layers, *weight_alat, *weight_bohr;
} side_names;

static bool read_side(const kkr_keywords *card, const coordinates *frame,
                      const side_names *side, kkr_layers *layers)
{
    kkr_keyword key, sites;
    if (!kkr_keywords_find(card, side->n_sites, &key) &&
        !kkr_keywords_require(card, side->old_n_sites,
                              "the number of sites in a layer beside the slab", &key))
        return false;
    if (!kkr_keywords_find(card, side->sites, &sites) &&
        !kkr_keywords_require(card, side->old_sites, "the layer beside the slab",
                              &sites))
        return false;
    int n = 0;
    if (!kkr_keywords_int(card, &key, 1, 1, card->n_lines, &n))
        return false;
    layers->n_sites = n;
    layers->position = kkr_alloc(n, sizeof *layers->position);
    layers->weight = kkr_alloc(n, sizeof *layers->weight);
    kkr_keywords_warn(card, &sites, n);
    for (int i = 0; i < n; i++) {
        double x[3] = { 0 };
        if (!kkr_keywords_doubles(card, &sites, i + 1, x, 3))
            return false;
        layers->position[i] = place(frame, x);
    }
    double period[3] = { 0 };
    if (!kkr_keywords_require(card, side->period, "the step to the next layer", &key) ||
        !kkr_keywords_doubles(card, &key, 1, period, 3))
        return false;
    layers->period = place(frame, period);
    if (!(fabs(layers->period.z) > 1e-9 * card->crystal->alat))
        return kkr_text_fail(card->text, card->err,
                             "%s: the step to the next layer must lead out of the slab",
                             side->period);
    layers->n_layers = 10; // what KKR takes
    return kkr_keywords_optional_int(card, side->n_layers, 0, 10000,
                                     &layers->n_layers) &&
           read_weights(card, side->weight_alat, side->weight_bohr, n, layers->weight);
}

static bool read_sides(const kkr_keywords *card, const coordinates *frame)
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

static bool read_card(kkr_keywords *card)
{
    coordinates frame;
    if (!read_counts(card))
        return false;
    kkr_crystal *crystal = card->crystal;
    return read_lattice(card) && read_frame(card, &frame) &&
           read_positions(card, &frame) && read_site_weights(card) &&
           read_atominfo(card) && read_types(card) && read_sides(card, &frame) &&
           kkr_keywords_optional_int(card, "NSPIN", 1, 2, &crystal->n_spin) &&
           kkr_keywords_optional_int(card, "LMAX", 0, 20, &crystal->l_max) &&
           kkr_keywords_optional_int(card, "INS", 0, 9, &crystal->full_potential);
}

kkr_crystal *kkr_crystal_read_inputcard(const char *path, kkr_error *err)
{
    kkr_keywords card = { .err = err };
    bool good = kkr_keywords_open(&card, path) && read_card(&card);
    kkr_keywords_close(&card);
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
                here = kkr_keyword_stands_at(line, at, names[i], false);
        found += here;
        lattice = lattice || (here && i < 2);
    }
    return lattice && found >= 3;
}
