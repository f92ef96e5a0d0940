// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/potential.h"

#include "core/text.h"

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

static bool holds_numbers(kkr_text *text, int n)
{
    double values[3];
    kkr_line line;
    if (!kkr_text_next(text, &line))
        return false;
    kkr_list list = kkr_list_of(line);
    return kkr_list_doubles(&list, values, n) == n;
}

bool kkr_potential_recognise(const char *head, size_t length)
{
    KKR_AUTO(kkr_text) text = kkr_text_new("", head, length);
    kkr_line title;
    // the title; RMT ALAT RMTNEW; Z; RWS EF VBC; NR; A B; NCORE (INEW)
    return kkr_text_next(text, &title) && holds_numbers(text, 3) &&
           holds_numbers(text, 1) && holds_numbers(text, 3) && holds_numbers(text, 1) &&
           holds_numbers(text, 2) && holds_numbers(text, 1);
}
