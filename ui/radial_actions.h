// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/document.h"

/**
 * What can be done to the radial view, beside the plain keys of ui/actions.h:
 *
 *   radial-site N          the curves of site N alone, from 1 on
 *   radial-toggle-site N   of site N too, or no more
 *   radial-lm N            the component l*l + l + m + 1 alone
 *   radial-range (A, B)    from A to B, bohr; 0: from and to the end
 */
void kkr_radial_actions_add(GActionMap *map, KkrDocument *document);
void kkr_radial_actions_update(GActionMap *map, KkrDocument *document);

/** The curves of a site (from 0) alone. */
void kkr_radial_set_site(kkr_recipe *recipe, int site);
/** Is it among those that are shown? */
bool kkr_radial_has_site(KkrDocument *document, int site);

/** Zooms about a radius; > 1 shows less. */
void kkr_radial_zoom(KkrDocument *document, double r, double factor);
/** The same about the middle. */
void kkr_radial_zoom_middle(KkrDocument *document, double factor);
/** Shows from one radius to another, in bohr; `step` as in kkr_document_edit(). */
void kkr_radial_set_range(KkrDocument *document, double from, double to,
                          const char *step);
/** Moves what is shown by a part of it. */
void kkr_radial_move(KkrDocument *document, double part);
