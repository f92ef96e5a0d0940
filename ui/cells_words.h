// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/cells.h"

/** What the view Cells says in words, as markup; the caller frees it. */

/** "Ag 1  12 faces, 14 vertices, 24 edges" */
char *kkr_cells_title(const KkrCells *cells);
/** How much of the sphere's surface is in the cell; NULL: there is no sphere. */
char *kkr_cells_sphere_text(const KkrCells *cells);
/**
 * A face of a shown cell: normal, distance, area, who is behind, and the jump of V: at
 * a point (case's coordinates) or, with NULL, on the whole face.
 */
char *kkr_cells_face_text(const KkrCells *cells, int site, int face,
                          const kkr_vec3 *at);
/** "24 edges, 8 vertices": what a sphere of the k-th critical radius meets. */
char *kkr_cells_meeting_text(const kkr_shape_curves *curves, int k);

/** The colour bar at the right of a picture. */
void kkr_cells_draw_bar(cairo_t *cr, const kkr_style *style, const KkrCells *cells,
                        kkr_energy_unit unit, const kkr_rect *picture);
