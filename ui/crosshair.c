// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/crosshair.h"

#include <math.h>
#include <string.h>

#include "ui/controls.h"
#include "ui/units.h"

struct _KkrCrosshair {
    GtkWidget parent;
    KkrDocument *document;
    kkr_panels_layout layout;
    kkr_panels_style style;
    kkr_quantity active;
    int highlighted; // site; -1: none
};

G_DEFINE_FINAL_TYPE(KkrCrosshair, kkr_crosshair, GTK_TYPE_WIDGET)

static const float GAP = 6; // px around the centre that stay free
static const float RING = 5;
static const double IN_PLANE = 1e-4; // bohr

static GdkRGBA rgba(kkr_rgb color, float alpha)
{
    return (GdkRGBA){ (float)color.r / 255, (float)color.g / 255, (float)color.b / 255,
                      alpha };
}

/* A part of the vertical or horizontal line, dark on a light rim. */
static void add_line(GtkSnapshot *snapshot, const kkr_panels_style *style, float x,
                     float y, float width, float height)
{
    if (width <= 0 || height <= 0)
        return;
    GdkRGBA rim = rgba(style->plot.paper, 0.6f), core = rgba(style->plot.ink, 0.9f);
    bool vertical = width < height;
    graphene_rect_t line = GRAPHENE_RECT_INIT(x, y, width, height);
    graphene_rect_t wide = line;
    graphene_rect_inset(&wide, vertical ? -1 : 0, vertical ? 0 : -1);
    gtk_snapshot_append_color(snapshot, &rim, &wide);
    gtk_snapshot_append_color(snapshot, &core, &line);
}

static void add_ring(GtkSnapshot *snapshot, kkr_rgb color, float alpha, float x,
                     float y, float radius, float width)
{
    GskRoundedRect outline;
    GdkRGBA paint = rgba(color, alpha);
    gsk_rounded_rect_init_from_rect(
        &outline, &GRAPHENE_RECT_INIT(x - radius, y - radius, 2 * radius, 2 * radius),
        radius);
    gtk_snapshot_append_border(snapshot, &outline,
                               (float[4]){ width, width, width, width },
                               (GdkRGBA[4]){ paint, paint, paint, paint });
}

/*
 * A pinned point has an accent-coloured ring; of one `height` beside the plane, that
 * is all.
 */
static void add_crosshair(GtkSnapshot *snapshot, const kkr_panels_style *style,
                          const kkr_rect *panel, const KkrProbe *probe, double height,
                          double at_x, double at_y)
{
    float left = (float)panel->x, right = left + (float)panel->width;
    float top = (float)panel->y, bottom = top + (float)panel->height;
    float x = floorf((float)at_x), y = floorf((float)at_y);
    gtk_snapshot_push_clip(snapshot,
                           &GRAPHENE_RECT_INIT(left, top, right - left, bottom - top));
    if (fabs(height) < IN_PLANE) {
        add_line(snapshot, style, left, y, x - GAP - left, 1);
        add_line(snapshot, style, x + GAP + 1, y, right - x - GAP - 1, 1);
        add_line(snapshot, style, x, top, 1, y - GAP - top);
        add_line(snapshot, style, x, y + GAP + 1, 1, bottom - y - GAP - 1);
    }
    float line = probe->pinned ? 2 : 1;
    add_ring(snapshot, style->plot.paper, 0.6f, x + 0.5f, y + 0.5f, RING + 1, line + 2);
    add_ring(snapshot, probe->pinned ? style->plot.accent : style->plot.ink, 0.9f,
             x + 0.5f, y + 0.5f, RING, line);
    gtk_snapshot_pop(snapshot);
}

/* Text on a paper-coloured chip; `right`, `top` is its upper right corner. */
static void add_chip(GtkSnapshot *snapshot, const kkr_panels_style *style,
                     PangoLayout *layout, float right, float top, float pad_y)
{
    int width, height;
    pango_layout_get_pixel_size(layout, &width, &height);
    float pad = roundf((float)(0.6 * style->plot.text));
    GskRoundedRect chip;
    GdkRGBA ground = rgba(style->plot.paper, 0.88f), ink = rgba(style->plot.ink, 1);
    graphene_rect_t rect =
        GRAPHENE_RECT_INIT(right - (float)width - 2 * pad, top, (float)width + 2 * pad,
                           (float)height + 2 * pad_y);
    gsk_rounded_rect_init_from_rect(&chip, &rect, 2);
    gtk_snapshot_push_rounded_clip(snapshot, &chip);
    gtk_snapshot_append_color(snapshot, &ground, &rect);
    gtk_snapshot_pop(snapshot);
    gtk_snapshot_save(snapshot);
    gtk_snapshot_translate(
        snapshot, &GRAPHENE_POINT_INIT(rect.origin.x + pad, rect.origin.y + pad_y));
    gtk_snapshot_append_layout(snapshot, layout, &ink);
    gtk_snapshot_restore(snapshot);
}

static void add_frame(GtkSnapshot *snapshot, const kkr_panels_style *style,
                      const kkr_rect *panel)
{
    GdkRGBA accent = rgba(style->plot.accent, 1);
    GskRoundedRect outline = GSK_ROUNDED_RECT_INIT(
        (float)panel->x, (float)panel->y, (float)panel->width, (float)panel->height);
    gtk_snapshot_append_border(snapshot, &outline, (float[4]){ 2, 2, 2, 2 },
                               (GdkRGBA[4]){ accent, accent, accent, accent });
}

static void add_values(KkrCrosshair *self, GtkSnapshot *snapshot,
                       const KkrPicture *picture, const KkrProbe *probe)
{
    const double v = probe->sample.v, dv = probe->sample.dv;
    const double values[] = { v, dv, fabs(v), fabs(dv) };
    kkr_energy_unit unit = kkr_document_recipe(self->document)->energy_unit;
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++) {
        const kkr_rect *panel = &self->layout.panel[q];
        double x, y;
        if (!self->layout.shown[q])
            continue;
        double s, t;
        const kkr_panel_view view = kkr_document_panel(self->document, (kkr_quantity)q);
        double height = kkr_probe_foot(probe, &view.plane, &s, &t);
        kkr_panels_to_page(kkr_panels_of(picture->panels, (kkr_quantity)q), panel, s, t,
                           &x, &y);
        add_crosshair(snapshot, &self->style, panel, probe, height, x, y);
        // what a panel of another plane does not show has no value there
        if (isnan(values[q]) || (view.unlinked && fabs(height) >= IN_PLANE))
            continue;
        char text[64];
        kkr_units_energy(values[q], unit, text, sizeof text);
        g_autoptr(PangoLayout) layout =
            gtk_widget_create_pango_layout(GTK_WIDGET(self), text);
        add_chip(snapshot, &self->style, layout, (float)(panel->x + panel->width - 8),
                 (float)panel->y + 8, 3);
    }
}

/* The cells of the highlighted site: an accent on a rim of paper. */
static void add_highlight(KkrCrosshair *self, GtkSnapshot *snapshot,
                          const kkr_panels *panels, const kkr_slice *slice,
                          const kkr_rect *panel)
{
    cairo_t *cr = kkr_control_begin_cairo(snapshot, panel->x, panel->y, panel->width,
                                          panel->height);
    if (!cr)
        return;
    for (int i = 0; i < slice->n_cells; i++) {
        const kkr_slice_cell *cell = &slice->cells[i];
        for (int k = 0; cell->site == self->highlighted && k < cell->n; k++) {
            double x, y;
            kkr_panels_to_page(panels, panel, cell->corner[k][0], cell->corner[k][1],
                               &x, &y);
            if (k == 0)
                cairo_new_sub_path(cr);
            cairo_line_to(cr, x, y);
            if (k == cell->n - 1)
                cairo_close_path(cr);
        }
    }
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    kkr_plot_set_color(cr, self->style.plot.paper, 0.9);
    cairo_set_line_width(cr, 5);
    cairo_stroke_preserve(cr);
    kkr_plot_set_color(cr, self->style.plot.accent, 1);
    cairo_set_line_width(cr, 2.5);
    cairo_stroke(cr);
    kkr_control_end_cairo(cr);
}

/* A sentence in the middle of the panels that have nothing to show. */
static void add_reason(KkrCrosshair *self, GtkSnapshot *snapshot, const char *reason)
{
    for (int q = KKR_QUANTITY_DV; q < KKR_QUANTITY_COUNT;
         q += KKR_QUANTITY_ABS_DV - KKR_QUANTITY_DV) {
        const kkr_rect *panel = &self->layout.panel[q];
        int width, height;
        if (!self->layout.shown[q] || panel->width < 100)
            continue;
        g_autoptr(PangoLayout) layout =
            gtk_widget_create_pango_layout(GTK_WIDGET(self), reason);
        pango_layout_set_width(layout, (int)(0.8 * panel->width) * PANGO_SCALE);
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_get_pixel_size(layout, &width, &height);
        pango_layout_set_width(layout, width * PANGO_SCALE);
        pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
        float pad = roundf((float)(0.6 * self->style.plot.text));
        add_chip(snapshot, &self->style, layout,
                 roundf((float)(panel->x + panel->width / 2 + width / 2.0)) + pad,
                 roundf((float)(panel->y + panel->height / 2 - height / 2.0)) - 8, 8);
    }
}

static void kkr_crosshair_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    KkrCrosshair *self = KKR_CROSSHAIR(widget);
    const KkrPicture *picture = kkr_document_picture(self->document);
    const KkrProbe *probe = kkr_document_probe(self->document);
    kkr_error err = { 0 };
    if (!picture)
        return;
    for (int q = 0; q < KKR_QUANTITY_COUNT && self->highlighted >= 0; q++)
        if (self->layout.shown[q])
            add_highlight(self, snapshot,
                          kkr_panels_of(picture->panels, (kkr_quantity)q),
                          kkr_panels_slice(picture->panels, (kkr_quantity)q),
                          &self->layout.panel[q]);
    if (probe->set)
        add_values(self, snapshot, picture, probe);
    if (!kkr_case_has_reference(kkr_document_case(self->document), &err)) {
        // the core's advice in brackets is for the shell
        g_autofree char *why = g_strndup(err.message, strcspn(err.message, "("));
        bool named = g_str_has_prefix(why, "V0");
        g_autofree char *reason =
            g_strdup_printf("%s%s\nChoose another V₀ in the inspector.",
                            named ? "V₀" : "", g_strchomp(why) + (named ? 2 : 0));
        add_reason(self, snapshot, reason);
    }
    if (self->layout.shown[self->active] && picture->recipe.only < 0)
        add_frame(snapshot, &self->style, &self->layout.panel[self->active]);
}

void kkr_crosshair_place(KkrCrosshair *self, const kkr_panels_layout *layout,
                         const kkr_panels_style *style, kkr_quantity active)
{
    self->layout = *layout;
    self->style = *style;
    self->active = active;
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

void kkr_crosshair_highlight(KkrCrosshair *self, int site)
{
    if (site == self->highlighted)
        return;
    self->highlighted = site;
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void kkr_crosshair_dispose(GObject *object)
{
    g_clear_object(&KKR_CROSSHAIR(object)->document);
    G_OBJECT_CLASS(kkr_crosshair_parent_class)->dispose(object);
}

static void kkr_crosshair_class_init(KkrCrosshairClass *class)
{
    G_OBJECT_CLASS(class)->dispose = kkr_crosshair_dispose;
    GTK_WIDGET_CLASS(class)->snapshot = kkr_crosshair_snapshot;
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "crosshair");
}

static void kkr_crosshair_init(KkrCrosshair *self)
{
    self->highlighted = -1;
    gtk_widget_set_can_target(GTK_WIDGET(self), FALSE);
}

GtkWidget *kkr_crosshair_new(KkrDocument *document)
{
    static const char *const signals[] = { "picture", "probe", "changed" };
    KkrCrosshair *self = g_object_new(KKR_TYPE_CROSSHAIR, NULL);
    self->document = g_object_ref(document);
    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
        g_signal_connect_object(document, signals[i], G_CALLBACK(gtk_widget_queue_draw),
                                self, G_CONNECT_SWAPPED);
    return GTK_WIDGET(self);
}
