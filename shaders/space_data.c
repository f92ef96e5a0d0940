// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "shaders/space_data.h"

#include "core/face_images.h"
#include "core/ylm.h"
#include "shaders/panels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// --------------------------------------------------------------- cells

static void add_corners(const kkr_case_site *site, int number, kkr_plot_data *data)
{
    for (int k = 0; k < site->cell->n_vertices; k++) {
        kkr_vec3 x = kkr_vec3_add(site->position, site->cell->vertices[k]);
        kkr_plot_data_row(data, (const double[]){ number, k + 1, x.x, x.y, x.z });
    }
}

/** The site of the case behind a face; 0: none of them. */
static int neighbour_of(const kkr_case *object, kkr_vec3 x)
{
    const double near = 1e-4; // bohr, as positions of clusters have ten digits
    for (int i = 0; i < object->n_sites; i++)
        if (kkr_vec3_length(kkr_vec3_sub(object->sites[i].position, x)) < near)
            return i + 1;
    return 0;
}

static void add_faces(const kkr_case *object, int i, kkr_plot_data *data)
{
    const kkr_case_site *site = &object->sites[i];
    for (int f = 0; f < site->cell->n_faces; f++) {
        const kkr_face *face = &site->cell->faces[f];
        kkr_vec3 n = face->normal;
        kkr_vec3 behind = kkr_vec3_add(site->position, face->neighbour.position);
        kkr_plot_data_row(data,
                          (const double[]){ i + 1, f + 1, n.x, n.y, n.z, face->distance,
                                            face->area, neighbour_of(object, behind) });
    }
}

static void add_rims(const kkr_voronoi *cell, int number, kkr_plot_data *data)
{
    for (int f = 0; f < cell->n_faces; f++)
        for (int k = 0; k < cell->faces[f].n_vertices; k++)
            kkr_plot_data_row(data, (const double[]){ number, f + 1,
                                                      cell->faces[f].vertices[k] + 1 });
}

/** Of the sites with shown[i]; those without a cell have a row only. */
static void add_cells(const kkr_case *object, const bool *shown, kkr_plot_data *data)
{
    kkr_plot_data_begin(data, "sites",
                        "site|$name|x (bohr)|y (bohr)|z (bohr)|volume (bohr^3)|"
                        "inner radius (bohr)|outer radius (bohr)");
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *s = &object->sites[i];
        if (!shown[i])
            continue;
        const double row[] = { i + 1,
                               s->position.x,
                               s->position.y,
                               s->position.z,
                               s->cell ? s->cell->volume : NAN,
                               s->cell ? s->cell->r_in : NAN,
                               s->cell ? s->cell->r_out : NAN };
        kkr_plot_data_words(data, row, (const char *const[]){ s->label });
    }
    kkr_plot_data_begin(data, "corners", "site|corner|x (bohr)|y (bohr)|z (bohr)");
    for (int i = 0; i < object->n_sites; i++)
        if (shown[i] && object->sites[i].cell)
            add_corners(&object->sites[i], i + 1, data);
    kkr_plot_data_begin(data, "faces",
                        "site|face|normal x|normal y|normal z|distance (bohr)|"
                        "area (bohr^2)|neighbour");
    for (int i = 0; i < object->n_sites; i++)
        if (shown[i] && object->sites[i].cell)
            add_faces(object, i, data);
    kkr_plot_data_begin(data, "rims of faces", "site|face|corner");
    for (int i = 0; i < object->n_sites; i++)
        if (shown[i] && object->sites[i].cell)
            add_rims(object->sites[i].cell, i + 1, data);
}

/** V behind minus V in front, where a face has colours. */
static void add_jumps(const kkr_cells_figure *figure, const bool *shown,
                      kkr_plot_data *data)
{
    const kkr_case *object = figure->object;
    kkr_energy_unit unit = figure->recipe->energy_unit;
    double factor = kkr_energy_unit_factor(unit);
    char columns[96];
    snprintf(columns, sizeof columns, "site|face|x (bohr)|y (bohr)|z (bohr)|jump (%s)",
             kkr_energy_unit_name(unit));
    kkr_plot_data_begin(data, "jump of V at faces", columns);
    for (int i = 0; i < object->n_sites; i++) {
        int n = shown[i] && object->sites[i].cell ? object->sites[i].cell->n_faces : 0;
        for (int f = 0; f < n; f++) {
            const kkr_face_image *image =
                figure->jumps->image(figure->jumps->user, i, f);
            for (int k = 0; image && k < image->width * image->height; k++) {
                kkr_vec3 x = kkr_vec3_mad(kkr_vec3_mad(image->origin,
                                                       k % image->width * image->pitch,
                                                       image->u),
                                          k / image->width * image->pitch, image->v);
                if (!isnan(image->jump[k]))
                    kkr_plot_data_row(data,
                                      (const double[]){ i + 1, f + 1, x.x, x.y, x.z,
                                                        factor * image->jump[k] });
            }
        }
    }
}

// ----------------------------------------------------- shape functions

static void add_component(int lm, int n, const double *r, const double *value,
                          kkr_plot_data *data)
{
    int l = 0;
    while (kkr_n_lm(l) <= lm)
        l++;
    for (int k = 0; k < n; k++)
        kkr_plot_data_row(data, (const double[]){ l, lm - l * l - l, r[k], value[k] });
}

/** As computed, as the file has them, and the difference: whatever is shown. */
static void add_curves(const kkr_shape_curves *c, int l_max, kkr_shape_source source,
                       kkr_plot_data *data)
{
    const char *columns = "l|m|r (bohr)|Theta_L";
    int lm[(KKR_L_MAX + 1) * (KKR_L_MAX + 1)];
    int n = kkr_shape_curves_largest(c, l_max, kkr_n_lm(KKR_L_MAX), lm);
    bool file = c->n_file > 0;
    if (source != KKR_SHAPE_FILE && source != KKR_SHAPE_DIFFERENCE) {
        kkr_plot_data_begin(data, "shape function, computed", columns);
        for (int i = 0; i < n; i++)
            add_component(lm[i], c->n_r, c->r, kkr_shape_curves_theta(c, lm[i]), data);
    }
    if (file && source != KKR_SHAPE_COMPUTED && source != KKR_SHAPE_DIFFERENCE) {
        kkr_plot_data_begin(data, "shape function, file", columns);
        for (int i = 0; i < n; i++)
            add_component(lm[i], c->n_file, c->r_file,
                          c->file + (size_t)lm[i] * c->n_file, data);
    }
    if (file && source == KKR_SHAPE_DIFFERENCE) {
        kkr_plot_data_begin(data, "shape function, file - computed", columns);
        for (int i = 0; i < n; i++)
            add_component(lm[i], c->n_file, c->r_file,
                          c->error + (size_t)lm[i] * c->n_file, data);
    }
}

static void add_chart(const kkr_cells_figure *figure, kkr_plot_data *data)
{
    const kkr_cells_style *cells = &figure->recipe->cells;
    const kkr_shape_curves *c = figure->curves;
    const kkr_shape_ray *ray = figure->ray;
    const kkr_shape_slice *slice = figure->slice;
    kkr_plot_data_begin(data, "critical radii",
                        "r (bohr)|part of the sphere inside|faces|edges|corners");
    for (int k = 0; k < c->n_critical; k++)
        kkr_plot_data_row(data, (const double[]){ c->critical[k], c->inside[k],
                                                  c->meets[k].faces, c->meets[k].edges,
                                                  c->meets[k].vertices });
    if (cells->chart == KKR_SHAPE_CURVES)
        add_curves(c, cells->l, cells->source, data);
    if (cells->chart == KKR_SHAPE_RAY && ray) {
        kkr_plot_data_begin(data, "shape function along the direction",
                            "l up to|r (bohr)|Theta");
        for (int l = 0; l <= cells->l; l++)
            for (int k = 0; k < ray->n_r; k++)
                kkr_plot_data_row(
                    data, (const double[]){ l, ray->r[k], ray->sum[l * ray->n_r + k] });
    }
    if (cells->chart == KKR_SHAPE_SLICE && slice) {
        kkr_plot_data_begin(data, "shape function on the plane",
                            "s (bohr)|t (bohr)|Theta");
        for (int k = 0; k < slice->size * slice->size; k++)
            kkr_plot_data_row(
                data, (const double[]){ k % slice->size * slice->pitch - slice->half,
                                        k / slice->size * slice->pitch - slice->half,
                                        slice->sum[k] });
    }
    if (cells->chart == KKR_SHAPE_GIBBS) {
        kkr_plot_data_begin(data, "error of the shape function", "l up to|rms|maximum");
        for (int l = 0; l <= c->l_max; l++)
            kkr_plot_data_row(data, (const double[]){ l, c->rms[l], c->max[l] });
    }
}

void kkr_cells_figure_data(const kkr_cells_figure *figure, kkr_plot_data *data)
{
    bool *shown = kkr_cells_shown_sites(figure->object, &figure->recipe->cells);
    add_cells(figure->object, shown, data);
    if (figure->jumps)
        add_jumps(figure, shown, data);
    free(shown);
    if (figure->curves)
        add_chart(figure, data);
}

// ------------------------------------------------------------ surfaces

/** All levels of a panel: a vertex is a row, triangles name three rows. */
static void add_surfaces(const kkr_surface_figure *figure, kkr_quantity q,
                         kkr_plot_data *data)
{
    const kkr_surface_set *set = figure->sets[q];
    const char *unit = kkr_energy_unit_name(figure->recipe->energy_unit);
    double factor = kkr_energy_unit_factor(figure->recipe->energy_unit);
    kkr_surface_color color = figure->recipe->surfaces.color;
    bool colored = color != KKR_SURFACE_BY_LEVEL;
    char name[80], columns[160], colour[48] = "";
    if (colored)
        snprintf(colour, sizeof colour, "|%s (%s)",
                 kkr_panels_plain_name((kkr_quantity)(color - KKR_SURFACE_BY_V)), unit);
    snprintf(name, sizeof name, "surfaces of %s, vertices", kkr_panels_plain_name(q));
    snprintf(columns, sizeof columns, "level (%s)|x (bohr)|y (bohr)|z (bohr)%s", unit,
             colour);
    kkr_plot_data_begin(data, name, columns);
    for (int i = 0; i < set->n; i++)
        for (size_t k = 0; k < set->mesh[i].n_vertices; k++) {
            const kkr_mesh *m = &set->mesh[i];
            const double row[] = { factor * set->level[i],
                                   m->origin.x + m->position[k][0],
                                   m->origin.y + m->position[k][1],
                                   m->origin.z + m->position[k][2],
                                   m->value ? factor * m->value[k] : NAN };
            kkr_plot_data_row(data, row);
        }
    snprintf(name, sizeof name, "surfaces of %s, triangles", kkr_panels_plain_name(q));
    snprintf(columns, sizeof columns, "level (%s)|vertex 1|vertex 2|vertex 3", unit);
    kkr_plot_data_begin(data, name, columns);
    double before = 1;
    for (int i = 0; i < set->n; before += (double)set->mesh[i++].n_vertices)
        for (size_t k = 0; k < set->mesh[i].n_triangles; k++) {
            const uint32_t *t = set->mesh[i].triangle[k];
            const double row[] = { factor * set->level[i], before + t[0], before + t[1],
                                   before + t[2] };
            kkr_plot_data_row(data, row);
        }
}

void kkr_surface_figure_data(const kkr_surface_figure *figure, kkr_plot_data *data)
{
    const kkr_recipe *r = figure->recipe;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        if (figure->sets[q])
            add_surfaces(figure, (kkr_quantity)q, data);
    if (figure->slice)
        kkr_panels_plane_data(figure->slice, r->energy_unit, data);
    bool *shown = kkr_alloc(figure->object->n_sites + 1, sizeof *shown);
    for (int i = 0; i < figure->object->n_sites; i++)
        shown[i] = true;
    if (r->surfaces.cells || r->surfaces.atoms)
        add_cells(figure->object, shown, data);
    free(shown);
}
