// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/potential.h"

#include "core/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void kkr_potential_free(kkr_potential *potential)
{
    if (!potential)
        return;
    for (int i = 0; i < potential->n_entries; i++) {
        kkr_potential_entry *entry = &potential->entries[i];
        free(entry->core_l);
        free(entry->core_energy);
        free(entry->lm_index);
        free(entry->v0);
        free(entry->v_lm);
        free(entry->defect);
    }
    free(potential->entries);
    kkr_notes_free(potential->n_notes, potential->notes);
    free(potential->path);
    free(potential);
}

static bool names_spin(const kkr_potential_entry *entry)
{
    kkr_line title = { entry->title, strlen(entry->title) };
    return kkr_line_contains(title, "SPIN DOWN") || kkr_line_contains(title, "SPIN UP");
}

static bool look_alike(const kkr_potential_entry *a, const kkr_potential_entry *b)
{
    return a->z == b->z && a->n_r == b->n_r && a->a == b->a && a->b == b->b &&
           strcmp(a->title, b->title) == 0;
}

int kkr_potential_spins(const kkr_potential *potential, int n_atoms)
{
    int n = potential->n_entries;
    const kkr_potential_entry *entries = potential->entries;
    if (n % 2 == 1 && !entries[n - 1].defect)
        return 1;
    for (int i = 0; i < n; i++)
        if (names_spin(&entries[i]))
            return 2;
    if (n_atoms > 0 && n == 2 * n_atoms)
        return 2;
    if (n_atoms > 0 && n == n_atoms)
        return 1;
    for (int i = 0; i + 1 < n; i += 2)
        if (!look_alike(&entries[i], &entries[i + 1]))
            return 1;
    return 0;
}

// The next line's values: n reals with a dot, alone or with more behind them.
static bool holds_reals(kkr_text *text, int n, bool alone)
{
    kkr_line line, token;
    if (!kkr_text_next(text, &line))
        return false;
    kkr_list list = kkr_list_of(line);
    for (int i = 0; i < n; i++) {
        double value;
        if (!kkr_list_next(&list, &token) ||
            !kkr_parse_fortran(token.text, token.length, &value) ||
            (isfinite(value) && !memchr(token.text, '.', token.length)))
            return false;
    }
    return !alone || !kkr_list_next(&list, &token);
}

// One or more whole numbers (or ***), nothing else.
static bool holds_ints(kkr_text *text, int most)
{
    kkr_line line, token;
    if (!kkr_text_next(text, &line))
        return false;
    kkr_list list = kkr_list_of(line);
    int n = 0;
    while (kkr_list_next(&list, &token)) {
        int value;
        if (!kkr_parse_int(token.text, token.length, &value) && token.text[0] != '*')
            return false;
        n++;
    }
    return n >= 1 && n <= most;
}

bool kkr_potential_recognise(const char *head, size_t length)
{
    KKR_AUTO(kkr_text) text = kkr_text_new("", head, length);
    kkr_line title;
    // the title; RMT ALAT RMTNEW; Z; RWS EF VBC; NR; A B; NCORE INEW
    return kkr_text_next(text, &title) && holds_reals(text, 3, false) &&
           holds_reals(text, 1, true) && holds_reals(text, 3, false) &&
           holds_ints(text, 1) && holds_reals(text, 2, false) && holds_ints(text, 2);
}
