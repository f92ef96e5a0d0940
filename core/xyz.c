// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/xyz.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"

/** Where the columns of an atom line are. */
typedef struct columns {
    int species, position; // first column of each
    int n;                 // how many there must be
} columns;

void kkr_xyz_free(kkr_xyz *xyz)
{
    if (!xyz)
        return;
    free(xyz->path);
    free(xyz->atoms);
    kkr_notes_free(xyz->n_notes, xyz->notes);
    free(xyz);
}

/** The next word of a line, without blanks around it; false at the end. */
static bool next_word(kkr_line *line, kkr_line *word)
{
    *line = kkr_line_trim(*line);
    size_t n = 0;
    while (n < line->length && !isspace((unsigned char)line->text[n]))
        n++;
    *word = kkr_line_cut(*line, 0, n);
    *line = kkr_line_cut(*line, n, line->length - n);
    return n > 0;
}

/**
 * The value of a key in the second line: key=value, key="va lue", key={va lue} or
 * with square brackets. Keys are compared without case.
 */
static bool find_value(kkr_line line, const char *key, kkr_line *value)
{
    size_t i = 0, n = strlen(key);
    while (i < line.length) {
        while (i < line.length && isspace((unsigned char)line.text[i]))
            i++;
        size_t begin = i;
        while (i < line.length && line.text[i] != '=' &&
               !isspace((unsigned char)line.text[i]))
            i++;
        size_t length = i - begin;
        if (i == line.length || line.text[i] != '=')
            continue; // a word without a value
        i++;
        char close = 0;
        if (i < line.length)
            close = line.text[i] == '"'   ? '"'
                    : line.text[i] == '{' ? '}'
                    : line.text[i] == '[' ? ']'
                                          : 0;
        i += close != 0;
        size_t from = i;
        while (i < line.length &&
               (close ? line.text[i] != close : !isspace((unsigned char)line.text[i])))
            i++;
        *value = kkr_line_cut(line, from, i - from);
        i += close != 0;
        if (length == n && strncasecmp(line.text + begin, key, n) == 0)
            return true;
    }
    return false;
}

static bool read_lattice(kkr_xyz *xyz, kkr_text *text, kkr_line value, kkr_error *err)
{
    double m[9];
    kkr_list list = kkr_list_of(value);
    kkr_line rest;
    bool good = kkr_list_doubles(&list, m, 9) == 9 && !kkr_list_next(&list, &rest);
    for (int i = 0; i < 9 && good; i++)
        good = isfinite(m[i]);
    if (!good)
        return kkr_text_fail(text, err,
                             "expected Lattice=\"...\" with 9 numbers, found \"%.*s\"",
                             (int)(value.length < 80 ? value.length : 80), value.text);
    for (int i = 0; i < 3; i++)
        xyz->lattice.row[i] = (kkr_vec3){ m[3 * i], m[3 * i + 1], m[3 * i + 2] };
    xyz->has_lattice = true;
    return true;
}

static bool read_pbc(kkr_xyz *xyz, kkr_text *text, kkr_line value, kkr_error *err)
{
    kkr_line rest = value, word;
    int n = 0;
    for (; next_word(&rest, &word); n++) {
        char c = (char)toupper((unsigned char)word.text[0]);
        if (n == 3 || (c != 'T' && c != 'F' && c != '1' && c != '0'))
            break;
        xyz->periodic[n] = c == 'T' || c == '1';
    }
    if (n != 3 || kkr_line_trim(rest).length > 0)
        return kkr_text_fail(text, err,
                             "expected pbc=\"...\" with T or F for each lattice "
                             "vector, found \"%.*s\"",
                             (int)(value.length < 80 ? value.length : 80), value.text);
    bool any = xyz->periodic[0] || xyz->periodic[1] || xyz->periodic[2];
    if (any && !xyz->has_lattice)
        return kkr_text_fail(text, err,
                             "pbc says that atoms repeat, but there is no Lattice");
    return true;
}

/** name:type:count triples. */
static bool read_properties(kkr_text *text, kkr_line value, columns *at, kkr_error *err)
{
    *at = (columns){ -1, -1, 0 };
    size_t i = 0;
    while (i < value.length) {
        kkr_line part[3];
        for (int k = 0; k < 3; k++) {
            size_t begin = i;
            while (i < value.length && value.text[i] != ':')
                i++;
            part[k] = kkr_line_cut(value, begin, i - begin);
            i += i < value.length;
        }
        int count = 0;
        if (!kkr_parse_int(part[2].text, part[2].length, &count) || count < 1 ||
            count > 1000 || at->n > 10000)
            return kkr_text_fail(text, err,
                                 "expected Properties=name:type:count:..., found "
                                 "\"%.*s\"",
                                 (int)(value.length < 80 ? value.length : 80),
                                 value.text);
        if (part[0].length == 7 && strncasecmp(part[0].text, "species", 7) == 0 &&
            count == 1)
            at->species = at->n;
        if (part[0].length == 3 && strncasecmp(part[0].text, "pos", 3) == 0 &&
            count == 3)
            at->position = at->n;
        at->n += count;
    }
    if (at->species < 0 || at->position < 0)
        return kkr_text_fail(text, err,
                             "Properties must hold species:S:1 and pos:R:3, found "
                             "\"%.*s\"",
                             (int)(value.length < 80 ? value.length : 80), value.text);
    return true;
}

static bool read_atom(kkr_text *text, kkr_line line, columns at, kkr_xyz_atom *atom,
                      kkr_error *err)
{
    kkr_line rest = line, word;
    double *x = &atom->position.x;
    int column = 0;
    for (; column < at.n && next_word(&rest, &word); column++) {
        int k = column - at.position;
        double value;
        if (column == at.species) {
            if (word.length >= sizeof atom->species)
                return kkr_text_fail(text, err,
                                     "the species \"%.*s\" has more than %zu letters",
                                     (int)(word.length < 40 ? word.length : 40),
                                     word.text, sizeof atom->species - 1);
            memcpy(atom->species, word.text, word.length);
            atom->species[word.length] = 0;
        } else if (k >= 0 && k < 3) {
            if (kkr_parse_fortran(word.text, word.length, &value) != KKR_NUMBER_OK ||
                !isfinite(value))
                return kkr_text_fail(text, err, "expected a coordinate, found \"%.*s\"",
                                     (int)(word.length < 40 ? word.length : 40),
                                     word.text);
            x[k] = value;
        }
    }
    if (column < at.n)
        return kkr_text_fail(text, err,
                             "expected %d columns of an atom (species and position "
                             "among them), found %d",
                             at.n, column);
    return true;
}

static bool read_header(kkr_xyz *xyz, kkr_text *text, int *n, columns *at,
                        kkr_error *err)
{
    kkr_line line = { 0 }, value;
    if (!kkr_text_next(text, &line) || !kkr_parse_int(line.text, line.length, n) ||
        *n < 1)
        return kkr_text_fail(text, err, "expected the number of atoms, found \"%.*s\"",
                             (int)(line.length < 60 ? line.length : 60), line.text);
    if (!kkr_text_next(text, &line))
        return kkr_text_fail(text, err, "the file ends before the second line");
    *at = (columns){ 0, 1, 4 };
    if (find_value(line, "Lattice", &value)) {
        if (!read_lattice(xyz, text, value, err))
            return false;
        for (int i = 0; i < 3; i++)
            xyz->periodic[i] = true;
    }
    if (find_value(line, "pbc", &value) && !read_pbc(xyz, text, value, err))
        return false;
    return !find_value(line, "Properties", &value) ||
           read_properties(text, value, at, err);
}

kkr_xyz *kkr_xyz_read(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_text) text = kkr_text_read(path, err);
    if (!text)
        return NULL;
    KKR_AUTO(kkr_xyz) xyz = kkr_alloc(1, sizeof *xyz);
    xyz->path = kkr_strdup(path);
    int n = 0, room = 0;
    columns at = { 0 };
    if (!read_header(xyz, text, &n, &at, err))
        return NULL;
    kkr_line line;
    while (xyz->n_atoms < n) { // room is made as atoms are found
        if (!kkr_text_next(text, &line)) {
            kkr_text_fail(text, err, "expected %d atoms, the file ends after %d", n,
                          xyz->n_atoms);
            return NULL;
        }
        if (xyz->n_atoms == room) {
            room = room ? 2 * room : 64;
            xyz->atoms = kkr_realloc(xyz->atoms, (size_t)room, sizeof *xyz->atoms);
        }
        kkr_xyz_atom *atom = &xyz->atoms[xyz->n_atoms++];
        *atom = (kkr_xyz_atom){ 0 };
        if (!read_atom(text, line, at, atom, err))
            return NULL;
    }
    while (kkr_text_next(text, &line))
        if (kkr_line_trim(line).length > 0) {
            kkr_note(&xyz->n_notes, &xyz->notes,
                     "%s: only the first structure of the file is read", path);
            break;
        }
    return KKR_STEAL(xyz);
}
