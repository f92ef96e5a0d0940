// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/cells_side.h"

#include <math.h>

#include "core/ylm.h"
#include "ui/cells_words.h"
#include "ui/number_table.h"
#include "ui/units.h"

struct _KkrCellsSide {
    GtkWidget parent;
    KkrDocument *document;
    const KkrCells *cells; // borrowed from the stage
    GtkWidget *box, *chart;
    GtkStack *tables;
    KkrNumberTable *faces, *radii;
    GtkLabel *summary;
    kkr_shape_style style;
    char *font;
    bool dragging;
    double drag_x; // where that began
    // what the rows were made from
    const kkr_face_jumps *filled_jumps;
    const kkr_shape_curves *filled_curves;
    kkr_energy_unit filled_unit;
    int filled_site;
};

G_DEFINE_FINAL_TYPE(KkrCellsSide, kkr_cells_side, GTK_TYPE_WIDGET)

enum { SNAP = 4, REACH = 8 }; // px

/* --- tables -------------------------------------------------------------- */

static char *number(const char *format, double value)
{
    char text[40];
    if (isnan(value))
        return g_strdup("—");
    g_ascii_formatd(text, sizeof text, format, fabs(value) < 5e-5 ? 0 : value);
    return g_strdup(text);
}

static char *jump_text(double value, kkr_energy_unit unit)
{
    char text[48];
    kkr_format_number(value * kkr_energy_unit_factor(unit), 3, text, sizeof text);
    return g_strdup(fabs(value) < 1e-9 ? "0" : text);
}

static void fill_faces(KkrCellsSide *self)
{
    const KkrCells *cells = self->cells;
    kkr_energy_unit unit = kkr_document_recipe(self->document)->energy_unit;
    const kkr_voronoi *cell = cells && cells->site >= 0
                                  ? cells->source->object->sites[cells->site].cell
                                  : NULL;
    int n = cell ? cell->n_faces : 0;
    g_autofree KkrTableRow *rows = g_new0(KkrTableRow, n + 1);
    for (int k = 0; k < n; k++) {
        const kkr_face *f = &cell->faces[k];
        KkrTableRow *row = &rows[k];
        row->key = k;
        row->value[0] = k;
        row->value[1] = f->neighbour.site;
        row->value[2] = f->distance;
        row->value[3] = f->area;
        row->text[0] = g_strdup_printf("%d", k + 1);
        row->text[1] = kkr_cells_behind(cells, cells->site, k);
        row->text[2] = number("%.4f", f->distance);
        row->text[3] = number("%.3f", f->area);
        for (int mode = 0; mode < 2; mode++) {
            const kkr_face_jump *jump = kkr_cells_jump(cells, (kkr_mode)mode, k);
            double values[2] = { jump ? jump->rms : NAN, jump ? jump->max : NAN };
            for (int i = 0; i < 2; i++) {
                row->value[4 + 2 * mode + i] = values[i];
                row->text[4 + 2 * mode + i] = jump_text(values[i], unit);
            }
        }
    }
    kkr_number_table_fill(self->faces, rows, n);
}

/* What the cell and its neighbours have in common, below the table. */
static void show_summary(KkrCellsSide *self)
{
    const KkrCells *cells = self->cells;
    kkr_energy_unit unit = kkr_document_recipe(self->document)->energy_unit;
    g_autoptr(GString) text = g_string_new(NULL);
    if (cells && cells->jumps[0] && !isnan(cells->jumps[0]->rms)) {
        const char *name = kkr_energy_unit_name(unit);
        for (int mode = 0; mode < 2; mode++) {
            const kkr_face_jumps *j = cells->jumps[mode];
            g_autofree char *rms = jump_text(j ? j->rms : NAN, unit);
            g_autofree char *max = jump_text(j ? j->max : NAN, unit);
            g_string_append_printf(text, "%s rms %s %s, max %s %s%s",
                                   mode ? ";" : "All faces:", rms, name, max, name,
                                   mode ? " as stored" : " in the cell");
        }
    } else if (cells) {
        g_string_append(text, cells->site < 0 ? "No faces are known"
                              : cells->whole  ? "Without a potential there are no jumps"
                                              : "Comparing potentials at the faces…");
    }
    gtk_label_set_markup(self->summary, text->str);
}

static void fill_radii(KkrCellsSide *self)
{
    const kkr_shape_curves *c = self->cells ? self->cells->curves : NULL;
    int n = c ? c->n_critical : 0;
    g_autofree KkrTableRow *rows = g_new0(KkrTableRow, n + 1);
    for (int k = 0; k < n; k++) {
        rows[k].key = k;
        rows[k].value[0] = c->critical[k];
        rows[k].value[1] = k;
        rows[k].value[2] = c->inside[k];
        rows[k].text[0] = number("%.4f", c->critical[k]);
        rows[k].text[1] = kkr_cells_meeting_text(c, k);
        rows[k].text[2] = number("%.4f", c->inside[k]);
    }
    kkr_number_table_fill(self->radii, rows, n);
}

static void show_titles(KkrCellsSide *self)
{
    const char *unit =
        kkr_energy_unit_name(kkr_document_recipe(self->document)->energy_unit);
    static const char *const names[] = { "rms", "max", "rms VΘ", "max VΘ" };
    for (int i = 0; i < 4; i++) {
        g_autofree char *title = g_strdup_printf("%s/%s", names[i], unit);
        kkr_number_table_set_title(self->faces, 4 + i, title);
    }
}

static void update_tables(KkrCellsSide *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const KkrCells *cells = self->cells;
    const kkr_face_jumps *jumps = cells ? cells->jumps[0] : NULL;
    const kkr_shape_curves *curves = cells ? cells->curves : NULL;
    int site = cells ? cells->site : -1;
    if (jumps != self->filled_jumps || recipe->energy_unit != self->filled_unit ||
        site != self->filled_site || curves != self->filled_curves) {
        show_titles(self);
        fill_faces(self);
        fill_radii(self);
        self->filled_jumps = jumps;
        self->filled_curves = curves;
        self->filled_unit = recipe->energy_unit;
        self->filled_site = site;
    }
    kkr_number_table_select(self->faces, recipe->cells.face - 1);
    show_summary(self);
}

static void on_face(KkrNumberTable *table, int key, KkrCellsSide *self)
{
    gtk_widget_activate_action(GTK_WIDGET(self), "win.cells-face", "i", key + 1);
}

static void on_radius(KkrNumberTable *table, int key, KkrCellsSide *self)
{
    if (self->cells && self->cells->curves && key >= 0)
        gtk_widget_activate_action(GTK_WIDGET(self), "win.cells-radius", "d",
                                   self->cells->curves->critical[key]);
}

/* --- the chart ----------------------------------------------------------- */

static bool chart_panel(KkrCellsSide *self, kkr_rect *panel)
{
    kkr_rect area = { 0, 0, gtk_widget_get_width(self->chart),
                      gtk_widget_get_height(self->chart) };
    if (!self->cells || !self->cells->plot || area.width < 2 || area.height < 2)
        return false;
    kkr_shape_plot_place(self->cells->plot, &self->style, &area, panel);
    return true;
}

static void draw_chart(GtkDrawingArea *area, cairo_t *cr, int width, int height,
                       void *user)
{
    KkrCellsSide *self = user;
    const kkr_rect whole = { 0, 0, width, height };
    if (self->cells && self->cells->plot && width > 1 && height > 1)
        kkr_shape_plot_draw(cr, self->cells->plot, &self->style, &whole);
}

/* The radius at x; near a critical one that. */
static double radius_at(KkrCellsSide *self, const kkr_rect *panel, double x)
{
    const KkrCells *cells = self->cells;
    double r = kkr_shape_plot_r(cells->plot, panel, x);
    for (int k = 0; k < cells->curves->n_critical; k++) {
        double c = cells->curves->critical[k];
        if (fabs(kkr_shape_plot_x(cells->plot, panel, c) - x) < SNAP)
            return c;
    }
    return r;
}

static void set_radius(KkrCellsSide *self, double x)
{
    kkr_rect panel;
    if (!chart_panel(self, &panel))
        return;
    double r = radius_at(self, &panel, x);
    kkr_recipe next = *kkr_document_recipe(self->document);
    if (isnan(r))
        return;
    next.cells.radius = r;
    next.cells.sphere = true;
    kkr_document_edit(self->document, &next, "cells-radius");
}

/* The gesture is the widget's, its place that of the chart. */
static void on_drag_begin(GtkGestureDrag *drag, double x, double y, KkrCellsSide *self)
{
    kkr_rect panel;
    double left, top;
    gtk_widget_translate_coordinates(GTK_WIDGET(self), self->chart, x, y, &left, &top);
    self->dragging = chart_panel(self, &panel) && left >= panel.x - SNAP &&
                     left <= panel.x + panel.width + SNAP && top >= panel.y &&
                     top <= panel.y + panel.height + 24;
    self->drag_x = left;
    if (self->dragging)
        set_radius(self, left);
    else
        gtk_gesture_set_state(GTK_GESTURE(drag), GTK_EVENT_SEQUENCE_DENIED);
}

static void on_drag_update(GtkGestureDrag *drag, double dx, double dy,
                           KkrCellsSide *self)
{
    if (self->dragging)
        set_radius(self, self->drag_x + dx);
}

static gboolean on_tooltip(GtkWidget *widget, int x, int y, gboolean keyboard,
                           GtkTooltip *tooltip, KkrCellsSide *self)
{
    kkr_rect panel;
    if (keyboard || !chart_panel(self, &panel))
        return FALSE;
    int lm = kkr_shape_plot_pick(self->cells->plot, &panel, x, y, REACH);
    if (lm < 0)
        return FALSE;
    int l = kkr_lm_l(lm), m = lm - l * l - l;
    double r = kkr_shape_plot_r(self->cells->plot, &panel, x);
    char value[48];
    kkr_format_number(kkr_shape_curves_value(self->cells->curves, lm, r), 4, value,
                      sizeof value);
    g_autofree char *text = g_strdup_printf("(%d, %s%d): Θ = %s at r = %.3f bohr", l,
                                            m < 0 ? "−" : "", ABS(m), value, r);
    gtk_tooltip_set_text(tooltip, text);
    return TRUE;
}

/* --- what is shown ------------------------------------------------------- */

void kkr_cells_side_set(KkrCellsSide *self, const KkrCells *cells)
{
    self->cells = cells;
    update_tables(self);
    gtk_widget_queue_draw(self->chart);
}

static void on_changed(KkrCellsSide *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    gtk_stack_set_visible_child_name(
        self->tables, recipe->cells.table == KKR_CELLS_RADII ? "radii" : "faces");
    update_tables(self);
}

void kkr_cells_side_set_dark(KkrCellsSide *self, bool dark)
{
    self->style = kkr_shape_style_screen(dark);
    g_strlcpy(self->style.plot.font, self->font, sizeof self->style.plot.font);
    self->style.snap = 1.0 / gtk_widget_get_scale_factor(GTK_WIDGET(self));
    gtk_widget_queue_draw(self->chart);
}

/* --- the widget ---------------------------------------------------------- */

static GtkWidget *add_choices(const char *action, const char *const (*choices)[3])
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(box, "linked");
    gtk_widget_add_css_class(box, "segmented");
    gtk_widget_set_halign(box, GTK_ALIGN_START);
    for (int i = 0; choices[i][0]; i++) {
        GtkWidget *button = gtk_toggle_button_new_with_label(choices[i][1]);
        gtk_actionable_set_action_name(GTK_ACTIONABLE(button), action);
        gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", choices[i][0]);
        gtk_widget_set_tooltip_text(button, choices[i][2]);
        gtk_box_append(GTK_BOX(box), button);
    }
    return box;
}

static void kkr_cells_side_dispose(GObject *object)
{
    KkrCellsSide *self = KKR_CELLS_SIDE(object);
    self->cells = NULL;
    g_clear_pointer(&self->box, gtk_widget_unparent);
    g_clear_object(&self->document);
    G_OBJECT_CLASS(kkr_cells_side_parent_class)->dispose(object);
}

static void kkr_cells_side_finalize(GObject *object)
{
    g_free(KKR_CELLS_SIDE(object)->font);
    G_OBJECT_CLASS(kkr_cells_side_parent_class)->finalize(object);
}

static void kkr_cells_side_class_init(KkrCellsSideClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_cells_side_dispose;
    G_OBJECT_CLASS(class)->finalize = kkr_cells_side_finalize;
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
    gtk_widget_class_set_css_name(widget, "cellsside");
}

static void add_chart(KkrCellsSide *self)
{
    self->chart = gtk_drawing_area_new();
    gtk_widget_set_vexpand(self->chart, TRUE);
    gtk_widget_set_size_request(self->chart, 300, 200);
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->chart),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   "Chart of the shape function", -1);
    gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(self->chart), draw_chart, self,
                                   NULL);
    gtk_widget_set_has_tooltip(self->chart, TRUE);
    g_signal_connect(self->chart, "query-tooltip", G_CALLBACK(on_tooltip), self);
    GtkGesture *drag = gtk_gesture_drag_new();
    g_signal_connect(drag, "drag-begin", G_CALLBACK(on_drag_begin), self);
    g_signal_connect(drag, "drag-update", G_CALLBACK(on_drag_update), self);
    gtk_widget_add_controller(GTK_WIDGET(self), GTK_EVENT_CONTROLLER(drag));
}

static void add_tables(KkrCellsSide *self)
{
    static const char *const face_titles[] = { "Face",    "Behind", "d/bohr",
                                               "A/bohr²", "",       "",
                                               "",        "",       NULL };
    static const char *const radius_titles[] = { "r/bohr", "Sphere meets", "Inside",
                                                 NULL };
    self->faces = KKR_NUMBER_TABLE(
        kkr_number_table_new(face_titles, 3, "Faces and how V jumps there"));
    self->radii =
        KKR_NUMBER_TABLE(kkr_number_table_new(radius_titles, 3, "Critical radii"));
    self->tables = GTK_STACK(gtk_stack_new());
    gtk_stack_add_named(self->tables, GTK_WIDGET(self->faces), "faces");
    gtk_stack_add_named(self->tables, GTK_WIDGET(self->radii), "radii");
    gtk_widget_set_size_request(GTK_WIDGET(self->tables), -1, 170);
    gtk_widget_set_vexpand(GTK_WIDGET(self->tables), FALSE);
    g_signal_connect(self->faces, "chosen", G_CALLBACK(on_face), self);
    g_signal_connect(self->radii, "chosen", G_CALLBACK(on_radius), self);
}

static void kkr_cells_side_init(KkrCellsSide *self)
{
    static const char *const charts[][3] = {
        { "curves", "Θ(r)", "Components of the shape function against r" },
        { "direction", "Direction", "Their sum along a direction, and the exact step" },
        { "slice", "Slice", "Their sum on the panels' plane through the site" },
        { "error", "Error", "How far the sum up to l is from the cell" },
        { NULL },
    };
    static const char *const tables[][3] = {
        { "faces", "Faces", "Faces of the cell, and how V jumps there" },
        { "radii", "Radii", "Where a growing sphere meets faces, edges and corners" },
        { NULL },
    };
    self->filled_site = -2;
    self->box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 8);
    gtk_widget_set_parent(self->box, GTK_WIDGET(self));
    gtk_widget_add_css_class(self->box, "cells-side");
    GtkWidget *head = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
    GtkWidget *switch_tables = add_choices("win.cells-table", tables);
    gtk_box_append(GTK_BOX(head), add_choices("win.cells-chart", charts));
    gtk_box_append(GTK_BOX(self->box), head);
    add_chart(self);
    gtk_box_append(GTK_BOX(self->box), self->chart);
    gtk_box_append(GTK_BOX(self->box), switch_tables);
    add_tables(self);
    gtk_box_append(GTK_BOX(self->box), GTK_WIDGET(self->tables));
    self->summary = GTK_LABEL(gtk_label_new(NULL));
    gtk_label_set_wrap(self->summary, TRUE);
    gtk_label_set_xalign(self->summary, 0);
    gtk_widget_add_css_class(GTK_WIDGET(self->summary), "dim");
    gtk_widget_add_css_class(GTK_WIDGET(self->summary), "summary");
    gtk_box_append(GTK_BOX(self->box), GTK_WIDGET(self->summary));
    const PangoFontDescription *font = pango_context_get_font_description(
        gtk_widget_get_pango_context(GTK_WIDGET(self)));
    self->font = g_strdup(pango_font_description_get_family(font));
}

GtkWidget *kkr_cells_side_new(KkrDocument *document)
{
    KkrCellsSide *self = g_object_new(KKR_TYPE_CELLS_SIDE, NULL);
    self->document = g_object_ref(document);
    g_signal_connect_object(document, "changed", G_CALLBACK(on_changed), self,
                            G_CONNECT_SWAPPED);
    kkr_cells_side_set_dark(self, false);
    return GTK_WIDGET(self);
}
