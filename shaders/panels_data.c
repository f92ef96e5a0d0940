// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/panels_private.h"

#include <math.h>
#include <stdio.h>

static const char *const plain_names[] = { "V", "V - V0", "|V|", "|V - V0|" };

/** Of a panel that is unlinked: "plane, V - V0". */
static void name_table(const kkr_panels *panels, const char *what, char *name,
                       size_t size)
{
    int q = panels->recipe.only;
    bool own = q >= 0 && panels->recipe.own[q].unlinked;
    snprintf(name, size, "%s%s%s", what, own ? ", " : "", own ? plain_names[q] : "");
}

const char *kkr_panels_plain_name(kkr_quantity q)
{
    return plain_names[q];
}

/** To a table of this name. */
static void add_pixels(const char *table, const kkr_slice *slice, kkr_energy_unit unit,
                       kkr_plot_data *data)
{
    double factor = kkr_energy_unit_factor(unit);
    const char *name = kkr_energy_unit_name(unit);
    char columns[120];
    snprintf(columns, sizeof columns, "s (bohr)|t (bohr)|site|V (%s)|V - V0 (%s)", name,
             name);
    kkr_plot_data_begin(data, table, columns);
    for (int j = 0; j < slice->height; j++)
        for (int i = 0; i < slice->width; i++) {
            size_t at = (size_t)j * (size_t)slice->width + (size_t)i;
            int owner = slice->owner ? slice->owner[at] : KKR_OWNER_NONE;
            const double row[] = { slice->s0 + i * slice->pitch,
                                   slice->t0 + j * slice->pitch,
                                   owner >= 0 ? owner + 1 : 0,
                                   slice->v ? factor * slice->v[at] : NAN,
                                   slice->dv ? factor * slice->dv[at] : NAN };
            kkr_plot_data_row(data, row);
        }
}

void kkr_panels_plane_data(const kkr_slice *slice, kkr_energy_unit unit,
                           kkr_plot_data *data)
{
    add_pixels("plane", slice, unit, data);
}

static void add_contours(const kkr_panels *panels, int q, const char *unit,
                         double factor, kkr_plot_data *data)
{
    const kkr_slice *slice = panels->slice;
    char name[64], columns[96];
    if (panels->n_levels[q] == 0 ||
        (panels->recipe.only >= 0 && q != panels->recipe.only))
        return;
    snprintf(name, sizeof name, "contours of %s", plain_names[q]);
    snprintf(columns, sizeof columns, "level (%s)|line|s (bohr)|t (bohr)", unit);
    kkr_plot_data_begin(data, name, columns);
    int number = 0;
    for (int i = 0; i < panels->n_levels[q]; i++) {
        const kkr_contour *c = panels->level[q][i].contour;
        for (int line = 0; line < c->n_lines; line++, number++)
            for (int k = c->start[line]; k < c->start[line + 1]; k++) {
                const double row[] = { factor * c->level, number + 1,
                                       slice->s0 + c->points[k][0] * slice->pitch,
                                       slice->t0 + c->points[k][1] * slice->pitch };
                kkr_plot_data_row(data, row);
            }
    }
}

static void add_marks(const kkr_panels *panels, kkr_plot_data *data)
{
    const kkr_slice *slice = panels->slice;
    char name[64];
    name_table(panels, "cells", name, sizeof name);
    kkr_plot_data_begin(data, name, "site|s (bohr)|t (bohr)");
    for (int i = 0; i < slice->n_cells; i++)
        for (int k = 0; k < slice->cells[i].n; k++) {
            const kkr_slice_cell *cell = &slice->cells[i];
            const double row[] = { cell->site >= 0 ? cell->site + 1 : 0,
                                   cell->corner[k][0], cell->corner[k][1] };
            kkr_plot_data_row(data, row);
        }
    name_table(panels, "atoms", name, sizeof name);
    kkr_plot_data_begin(data, name, "site|s (bohr)|t (bohr)|height (bohr)");
    for (int i = 0; i < slice->n_atoms; i++) {
        const kkr_slice_atom *a = &slice->atoms[i];
        const double row[] = { a->site >= 0 ? a->site + 1 : 0, a->s, a->t, a->height };
        kkr_plot_data_row(data, row);
    }
}

void kkr_panels_data(const kkr_panels *panels, kkr_plot_data *data)
{
    const char *unit = kkr_energy_unit_name(panels->recipe.energy_unit);
    double factor = kkr_energy_unit_factor(panels->recipe.energy_unit);
    if (panels->slice) {
        char name[64];
        name_table(panels, "plane", name, sizeof name);
        add_pixels(name, panels->slice, panels->recipe.energy_unit, data);
        for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
            add_contours(panels, q, unit, factor, data);
        add_marks(panels, data);
    }
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        if (panels->own[q])
            kkr_panels_data(panels->own[q], data);
}
