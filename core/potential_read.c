// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/potential.h"

#include "core/text.h"
#include "core/ylm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/**
 * One entry after the other until the file ends. The codes read the header
 * list-directed and the numbers of a full potential in fixed columns; so do we.
 * Sizes found in the file are believed only as far as the file is long, so a
 * damaged header cannot ask for more memory than the file itself took.
 */

// No file of less than 1 GiB holds more entries than that.
enum {
    MAX_ENTRIES = 100000,
    MAX_CORE = 99,
    MAX_CORE_L = 20, // a line of something else has other numbers there
    MAX_LM = (KKR_L_MAX + 1) * (KKR_L_MAX + 1)
};

typedef struct entry_reader {
    kkr_text *text;
    kkr_potential *potential;
    kkr_buffer scratch; // components of one entry, before their number is known
} entry_reader;

static int quoted(kkr_line line)
{
    return (int)(line.length < 60 ? line.length : 60);
}

// The next line's first n numbers.
static bool read_numbers(kkr_text *text, double *values, int n, const char *what,
                         kkr_error *err)
{
    kkr_line line;
    if (!kkr_text_next(text, &line))
        return kkr_text_fail(text, err, "the file ends, expected %s", what);
    kkr_list list = kkr_list_of(line);
    int found = kkr_list_doubles(&list, values, n);
    if (found == n)
        return true;
    return kkr_text_fail(text, err, "expected %s, found %s\"%.*s\"", what,
                         found ? "only " : "", quoted(line), line.text);
}

static void copy_printable(char *out, size_t size, kkr_line line)
{
    line = kkr_line_trim(line);
    size_t length = line.length < size - 1 ? line.length : size - 1;
    for (size_t i = 0; i < length; i++)
        out[i] = line.text[i] >= ' ' && line.text[i] < 0x7f ? line.text[i] : '?';
    out[length] = 0;
}

static const char *find_word(kkr_line line, const char *word)
{
    return memmem(line.text, line.length, word, strlen(word));
}

// "Cu29 POTENTIAL SPIN DOWN     exc: Vosko,Wilk,Nusair    #serial: ..."
static void read_title(kkr_line line, kkr_potential_entry *entry)
{
    size_t leading = (size_t)(kkr_line_trim(line).text - line.text);
    copy_printable(entry->title, sizeof entry->title,
                   kkr_line_cut(line, leading, sizeof entry->title - 1));
    const char *exchange = find_word(line, "exc:");
    if (!exchange)
        return;
    kkr_line rest = kkr_line_cut(line, (size_t)(exchange - line.text) + 4, line.length);
    const char *serial = find_word(rest, "#");
    if (serial)
        rest.length = (size_t)(serial - rest.text);
    copy_printable(entry->exchange, sizeof entry->exchange, rest);
}

// NR, written in I3: *** beyond 999, then the record before the potential tells.
static bool read_n_r(kkr_text *text, kkr_potential_entry *entry, kkr_error *err)
{
    kkr_line line, token = { "", 0 };
    if (!kkr_text_next(text, &line))
        return kkr_text_fail(text, err, "the file ends, expected NR");
    kkr_list list = kkr_list_of(line);
    kkr_list_next(&list, &token);
    double overflow;
    if (kkr_parse_fortran(token.text, token.length, &overflow) == KKR_NUMBER_OVERFLOW) {
        entry->n_r = 0;
        return true;
    }
    if (!kkr_parse_int(token.text, token.length, &entry->n_r) || entry->n_r < 3)
        return kkr_text_fail(text, err,
                             "expected NR, the number of radial points, found \"%.*s\"",
                             quoted(line), line.text);
    return true;
}

// The core states: l and energy; full Dirac files add names and a second energy.
static bool read_core(kkr_text *text, kkr_potential_entry *entry, kkr_error *err)
{
    entry->core_l = kkr_alloc((size_t)entry->n_core, sizeof *entry->core_l);
    entry->core_energy = kkr_alloc((size_t)entry->n_core, sizeof *entry->core_energy);
    for (int i = 0; i < entry->n_core; i++) {
        kkr_line line;
        if (!kkr_text_next(text, &line))
            return kkr_text_fail(text, err, "the file ends, expected %d core states",
                                 entry->n_core);
        kkr_list list = kkr_list_of(line);
        if (!kkr_list_int(&list, &entry->core_l[i]) ||
            !kkr_list_double(&list, &entry->core_energy[i]) ||
            abs(entry->core_l[i]) > MAX_CORE_L)
            return kkr_text_fail(
                text, err,
                "expected l and energy of core state %d of %d, found \"%.*s\"", i + 1,
                entry->n_core, quoted(line), line.text);
    }
    return true;
}

// Lines 2 to 7 and the core states; *triples: INEW = 0, r, dr/di and V are stored.
static bool read_header(kkr_text *text, kkr_potential_entry *entry, bool *triples,
                        kkr_error *err)
{
    double x[3];
    if (!read_numbers(text, x, 3, "RMT, ALAT, RMTNEW", err))
        return false;
    entry->r_mt = x[0];
    entry->alat = x[1];
    entry->r_mt_new = x[2];
    if (!(x[1] >= 0) || !isfinite(x[0] + x[1] + x[2]))
        return kkr_text_fail(text, err, "RMT, ALAT, RMTNEW are %g, %g, %g", x[0], x[1],
                             x[2]);
    if (!read_numbers(text, &entry->z, 1, "the nuclear charge Z", err))
        return false;
    if (!(entry->z >= 0 && entry->z < 200))
        return kkr_text_fail(text, err, "the nuclear charge is %g", entry->z);
    if (!read_numbers(text, x, 3, "RWS, EF, VBC", err))
        return false;
    entry->r_ws = x[0];
    entry->e_fermi = x[1];
    entry->vbc = x[2];
    if (!read_n_r(text, entry, err) || !read_numbers(text, x, 2, "A and B", err))
        return false;
    entry->a = x[0];
    entry->b = x[1];
    if (!(x[0] > 0 && x[0] < 10 && x[1] > 0 && isfinite(x[1])))
        return kkr_text_fail(text, err,
                             "the radial mesh has A = %g and B = %g, expected A, B > 0",
                             x[0], x[1]);

    kkr_line line;
    if (!kkr_text_next(text, &line))
        return kkr_text_fail(text, err, "the file ends, expected NCORE and INEW");
    kkr_list list = kkr_list_of(line);
    int n_core, i_new = 1;
    if (!kkr_list_int(&list, &n_core) || n_core < 0 || n_core > MAX_CORE)
        return kkr_text_fail(
            text, err, "expected NCORE, the number of core states, found \"%.*s\"",
            quoted(line), line.text);
    kkr_list_int(&list, &i_new);
    *triples = i_new == 0;
    entry->n_core = n_core;
    return read_core(text, entry, err);
}

static bool read_spheres(kkr_text *text, kkr_potential_entry *entry, bool triples,
                         kkr_error *err)
{
    size_t n = (size_t)entry->n_r, n_read;
    if (n == 0)
        return kkr_text_fail(text, err, "NR did not fit into its columns (***)");
    entry->lm_max = 1;
    if (!kkr_text_holds(text, (triples ? 3.0 : 1.0) * entry->n_r, 2, err))
        return false;
    if (!triples) {
        entry->v0 = kkr_alloc_large(n, sizeof(double), err);
        return entry->v0 &&
               kkr_text_list(text, entry->v0, n, &n_read, &entry->n_nan, err);
    }
    entry->v0 = kkr_alloc_large(3 * n, sizeof(double), err); // r, dr/di, V
    if (!entry->v0 ||
        !kkr_text_columns(text, 3, 15, entry->v0, 3 * n, &n_read, &entry->n_nan, err))
        return false;
    for (size_t i = 0; i < n; i++)
        entry->v0[i] = entry->v0[3 * i + 2];
    return true;
}

// IRT1P IRNS LMPOT ISAVE
static bool read_sizes(kkr_text *text, kkr_potential_entry *entry, bool *indexed,
                       kkr_error *err)
{
    kkr_line line;
    int k[4] = { 0, 0, 0, 1 };
    kkr_text_next(text, &line);
    kkr_list list = kkr_list_of(line);
    if (kkr_list_ints(&list, k, 4) < 3)
        return kkr_text_fail(text, err, "expected IRT1P, IRNS, LMPOT, found \"%.*s\"",
                             quoted(line), line.text);
    if (entry->n_r && entry->n_r != k[0])
        return kkr_text_fail(text, err, "NR is %d above, but %d here", entry->n_r,
                             k[0]);
    if (k[0] < 3 || k[1] < 0 || k[1] >= k[0])
        return kkr_text_fail(text, err, "NR = %d points and IRNS = %d of them", k[0],
                             k[1]);
    int l_pot = (int)lround(sqrt(k[2] > 0 ? k[2] : 0)) - 1;
    if (k[2] < 1 || k[2] > MAX_LM || kkr_n_lm(l_pot) != k[2])
        return kkr_text_fail(text, err, "LMPOT = %d, expected (LPOT + 1)^2 up to %d",
                             k[2], MAX_LM);
    entry->n_r = k[0];
    entry->ir_min = k[0] - k[1] - 1;
    entry->lm_max = k[2];
    *indexed = k[3] != 0;
    return true;
}

static bool is_lone_one(kkr_line line)
{
    int value;
    return kkr_parse_int(line.text, line.length, &value) && value == 1;
}

// The file's next component, 0-based: 0 ends the list.
static bool read_lm(kkr_text *text, const kkr_potential_entry *entry, int previous,
                    int *lm, kkr_error *err)
{
    kkr_line line;
    if (!kkr_text_next(text, &line))
        return kkr_text_fail(text, err,
                             "the file ends after lm = %d, expected the next lm or 1",
                             previous + 1);
    int number = 0;
    if (!kkr_parse_int(line.text, line.length, &number))
        return kkr_text_fail(text, err,
                             "expected an lm or 1 after lm = %d, found \"%.*s\"",
                             previous + 1, quoted(line), line.text);
    *lm = number - 1; // from here on lm counts from 0
    if (*lm != 0 && (*lm <= previous || *lm >= entry->lm_max))
        return kkr_text_fail(text, err, "lm = %d after lm = %d, expected %d to %d or 1",
                             number, previous + 1, previous + 2, entry->lm_max);
    return true;
}

static bool fail_in_component(int lm, size_t n_read, size_t n, const kkr_error *cause,
                              kkr_error *err)
{
    return kkr_fail(err, cause->code, "%s (number %zu of %zu of lm = %d)",
                    cause->message, n_read + 1, n, lm + 1);
}

// Components until the terminator 1, which is left out when all of them are stored.
static bool read_components(entry_reader *reader, kkr_potential_entry *entry,
                            bool indexed, kkr_error *err)
{
    kkr_text *text = reader->text;
    size_t count = (size_t)(entry->n_r - entry->ir_min), n_read;
    size_t most = (text->length - text->position) / (20 * count) + 1;
    if (most > (size_t)entry->lm_max - 1)
        most = (size_t)entry->lm_max - 1;
    if (!kkr_buffer_reserve(&reader->scratch, (most + 1) * count * sizeof(double), err))
        return false;
    double *values = reader->scratch.data;
    int index[MAX_LM], n = 0, lm = 0;
    while (n < entry->lm_max - 1) {
        int previous = lm;
        lm++;
        if (indexed && !read_lm(text, entry, previous, &lm, err))
            return false;
        if (lm == 0)
            break;
        kkr_error cause = { 0 };
        if (!kkr_text_columns(text, 4, 20, values + (size_t)n * count, count, &n_read,
                              &entry->n_nan, &cause))
            return fail_in_component(lm, n_read, count, &cause, err);
        index[n++] = lm;
    }
    kkr_line line;
    if (lm != 0 && kkr_text_peek(text, &line) && is_lone_one(line))
        kkr_text_next(text, &line); // KKRnano ends complete lists, too

    entry->n_lm = n;
    entry->lm_index = kkr_alloc((size_t)n, sizeof *entry->lm_index);
    memcpy(entry->lm_index, index, (size_t)n * sizeof *index);
    entry->v_lm = kkr_alloc_large((size_t)n * count, sizeof(double), err);
    if (!entry->v_lm)
        return false;
    memcpy(entry->v_lm, values, (size_t)n * count * sizeof(double));
    return true;
}

static bool read_full_potential(entry_reader *reader, kkr_potential_entry *entry,
                                kkr_error *err)
{
    kkr_text *text = reader->text;
    bool indexed = true;
    size_t n_read;
    entry->full_potential = true;
    if (!read_sizes(text, entry, &indexed, err) ||
        !kkr_text_holds(text, entry->n_r, 20, err))
        return false;
    entry->v0 = kkr_alloc_large((size_t)entry->n_r, sizeof(double), err);
    if (!entry->v0)
        return false;
    kkr_error cause = { 0 };
    if (!kkr_text_columns(text, 4, 20, entry->v0, (size_t)entry->n_r, &n_read,
                          &entry->n_nan, &cause))
        return fail_in_component(0, n_read, (size_t)entry->n_r, &cause, err);
    return read_components(reader, entry, indexed, err);
}

// Four whole numbers announce a full potential, anything else is the potential itself.
static bool announces_full_potential(const kkr_text *text)
{
    kkr_line line;
    int k[3];
    if (!kkr_text_peek(text, &line))
        return false;
    kkr_list list = kkr_list_of(line);
    return kkr_list_ints(&list, k, 3) == 3;
}

// "Au79" in front of a potential with Z = 29, as copied titles are; 0 if there is none
static int title_element(const kkr_potential_entry *entry, int *z)
{
    int letters = (int)strspn(entry->title, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                            "abcdefghijklmnopqrstuvwxyz");
    if (letters < 1 || letters > 2)
        return 0;
    int length = letters;
    while (length < letters + 3 && strchr(" 0123456789", entry->title[length]) &&
           entry->title[length])
        length++;
    if (!kkr_parse_int(entry->title + letters, (size_t)(length - letters), z))
        return 0;
    while (entry->title[length - 1] == ' ')
        length--;
    return length;
}

static bool has_wrong_title(const kkr_potential_entry *entry)
{
    int z;
    return title_element(entry, &z) && z != (int)lround(entry->z);
}

// One sentence for each kind of surprise, whatever the number of entries.
static void note_surprises(kkr_potential *potential, int first_nan_line)
{
    int n_nan = 0, first_nan = 0, n_wrong = 0, first_wrong = 0, n_zero = 0;
    for (int i = potential->n_entries - 1; i >= 0; i--) {
        const kkr_potential_entry *entry = &potential->entries[i];
        if (entry->defect)
            continue;
        n_zero += entry->alat == 0;
        if (entry->n_nan) {
            n_nan++;
            first_nan = i;
        }
        if (has_wrong_title(entry)) {
            n_wrong++;
            first_wrong = i;
        }
    }
    if (n_nan)
        kkr_note(&potential->n_notes, &potential->notes,
                 "%d of %d entries cannot be shown: they hold numbers that are NaN or "
                 "did not fit their columns (entry %d has %d, the first in line %d)",
                 n_nan, potential->n_entries, first_nan + 1,
                 potential->entries[first_nan].n_nan, first_nan_line);
    if (n_wrong) {
        int z, length = title_element(&potential->entries[first_wrong], &z);
        kkr_note(&potential->n_notes, &potential->notes,
                 "%d of %d titles name another element than the nuclear charge (entry "
                 "%d: %.*s, but Z = %g); Z counts",
                 n_wrong, potential->n_entries, first_wrong + 1, length,
                 potential->entries[first_wrong].title,
                 potential->entries[first_wrong].z);
    }
    if (n_zero)
        kkr_note(&potential->n_notes, &potential->notes,
                 "ALAT is 0, as KKRnano writes it: the lattice constant is taken from "
                 "the shape functions");
    if (potential->n_entries >= 2 && strstr(potential->entries[0].title, "SPIN UP") &&
        strstr(potential->entries[1].title, "SPIN DOWN"))
        kkr_note(
            &potential->n_notes, &potential->notes,
            "the titles name spin up first; the order counts: entry 1 is spin down");
}

// The data base of voronoi has potentials, too, but in another format.
static bool is_data_base(kkr_line line)
{
    return kkr_line_contains(line, "GENERAL POTENTIAL MESH") ||
           kkr_line_contains(line, "SET HEADER");
}

static kkr_potential_entry *add_entry(kkr_potential *potential)
{
    int n = potential->n_entries++;
    if ((n & (n - 1)) == 0) // full at the powers of two
        potential->entries = kkr_realloc(potential->entries, n ? 2 * (size_t)n : 1,
                                         sizeof *potential->entries);
    potential->entries[n] = (kkr_potential_entry){ 0 };
    return &potential->entries[n];
}

static void mark_defect(kkr_potential_entry *entry, const kkr_error *err)
{
    free(entry->v0);
    free(entry->v_lm);
    entry->v0 = entry->v_lm = NULL;
    entry->n_r = entry->n_lm = entry->n_core = entry->ir_min = 0;
    entry->defect = kkr_strdup(err->message);
}

/**
 * Reads the entry that starts with `title`. False when it is damaged: then the
 * file cannot be followed any further.
 */
static bool read_entry(entry_reader *reader, kkr_line title, kkr_error *err)
{
    kkr_text *text = reader->text;
    kkr_potential *potential = reader->potential;
    kkr_potential_entry *entry = add_entry(potential);
    int k = potential->n_entries;
    bool triples = false, known_title = find_word(title, "exc:") ||
                                        kkr_line_contains(title, "POTENTIAL");
    entry->line = text->line;
    read_title(title, entry);
    bool header = read_header(text, entry, &triples, err);
    bool ok = header && (announces_full_potential(text)
                             ? read_full_potential(reader, entry, err)
                             : read_spheres(text, entry, triples, err));
    if (ok)
        return true;
    if (!header && !known_title && k > 1) {
        kkr_note(
            &potential->n_notes, &potential->notes,
            "what follows entry %d from line %d on is no potential and was left out",
            k - 1, entry->line);
        free(entry->core_l);
        free(entry->core_energy);
        potential->n_entries--;
    } else {
        mark_defect(entry, err);
    }
    return false;
}

static bool read_entries(entry_reader *reader, kkr_error *err)
{
    kkr_line line;
    while (kkr_text_next(reader->text, &line)) {
        if (!line.length)
            continue;
        if (is_data_base(line))
            return kkr_text_fail(
                reader->text, err,
                "is in voronoi's data-base format (\"%.*s\"), not a KKR potential",
                quoted(line), line.text);
        if (reader->potential->n_entries == MAX_ENTRIES)
            return kkr_text_fail(reader->text, err, "has more than %d entries",
                                 MAX_ENTRIES);
        kkr_error cause = { 0 };
        if (read_entry(reader, line, &cause))
            continue;
        if (reader->potential->entries[0].defect)
            return kkr_fail(err, cause.code, "%s", cause.message);
        break;
    }
    if (reader->potential->n_entries == 0)
        return kkr_fail(err, KKR_ERROR_FORMAT,
                        "%s: is empty, expected a potential file", reader->text->path);
    note_surprises(reader->potential, reader->text->nan_line);
    return true;
}

kkr_potential *kkr_potential_read(const char *path, kkr_error *err)
{
    KKR_AUTO(kkr_text) text = kkr_text_read(path, err);
    if (!text)
        return NULL;
    KKR_AUTO(kkr_potential) potential = kkr_alloc(1, sizeof *potential);
    potential->path = kkr_strdup(path);
    entry_reader reader = { .text = text, .potential = potential };
    bool ok = read_entries(&reader, err);
    kkr_buffer_clear(&reader.scratch);
    return ok ? KKR_STEAL(potential) : NULL;
}
