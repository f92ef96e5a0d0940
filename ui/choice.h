// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

/**
 * A drop-down that is an action: its texts are what is read, its words, in the same
 * order, what the action is told.
 *
 * Threads: main thread only.
 */
typedef struct KkrChoice {
    const char *action;       // with a string for its parameter
    const char *const *texts; // ends with NULL
    const char *const *words;
} KkrChoice;

/** What several inspectors let choose; in the order of the recipe's enums. */
extern const KkrChoice kkr_choice_channel, kkr_choice_energy, kkr_choice_length;

/**
 * Fills the drop-down and has it activate the action, unless *quiet: then it follows
 * the recipe. Choice and `quiet` must outlive the drop-down.
 */
void kkr_choice_connect(const KkrChoice *choice, GtkDropDown *drop_down,
                        const bool *quiet);
/** The same by hand, for a drop-down that is more than that. */
void kkr_choice_activate(const KkrChoice *choice, GtkDropDown *drop_down);
