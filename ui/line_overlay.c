// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/line_overlay.h"
#include "ui/controls.h"

#include <math.h>

struct _KkrLineOverlay {
    GtkWidget parent;
    KkrDocument *document;
    KkrStage *stage; // shows the overlay, outlives it
    KkrPicker *picker;
    KkrLineProfile *profile;
};

G_DEFINE_FINAL_TYPE(KkrLineOverlay, kkr_line_overlay, GTK_TYPE_WIDGET)

static const double END = 4.5;  // px, radius of an end of the line
static const double PICK = 9.5; // px, radius of the ring about a picked atom

/* Of what one panel is drawn from. */
static void to_page(const kkr_panels *panels, const kkr_slice *slice,
                    const kkr_rect *panel, kkr_vec3 point, double *x, double *y)
{
    kkr_vec3 d = kkr_vec3_sub(point, slice->plane.origin);
    kkr_panels_to_page(panels, panel, kkr_vec3_dot(d, slice->plane.u),
                       kkr_vec3_dot(d, slice->plane.v), x, y);
}

/* A disc or, hollow, a ring, on a paper-coloured rim. */
static void draw_end(cairo_t *cr, const kkr_style *style, double x, double y,
                     double radius, bool hollow)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, x, y, radius + 1.5, 0, 2 * M_PI);
    kkr_plot_set_color(cr, style->paper, 0.9);
    cairo_fill(cr);
    cairo_new_sub_path(cr);
    cairo_arc(cr, x, y, hollow ? radius - 1 : radius, 0, 2 * M_PI);
    kkr_plot_set_color(cr, style->accent, 1);
    cairo_set_line_width(cr, 2);
    if (hollow)
        cairo_stroke(cr);
    else
        cairo_fill(cr);
}

static void draw_line(KkrLineOverlay *self, cairo_t *cr, const kkr_panels *panels,
                      const kkr_slice *slice, const kkr_rect *panel,
                      const kkr_style *style)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    double x0, y0, x1, y1;
    if (!recipe->show_line || recipe->line_ends == 0)
        return;
    to_page(panels, slice, panel, recipe->line_from, &x0, &y0);
    if (recipe->line_ends == 2) {
        to_page(panels, slice, panel, recipe->line_to, &x1, &y1);
        for (int rim = 1; rim >= 0; rim--) {
            cairo_move_to(cr, x0, y0);
            cairo_line_to(cr, x1, y1);
            cairo_set_line_width(cr, rim ? 4.5 : 2);
            kkr_plot_set_color(cr, rim ? style->paper : style->accent, rim ? 0.75 : 1);
            cairo_stroke(cr);
        }
        draw_end(cr, style, x1, y1, END, true);
    }
    draw_end(cr, style, x0, y0, END, false);
    const kkr_line *line = kkr_line_profile_line(self->profile);
    double cursor = kkr_line_profile_cursor(self->profile);
    if (recipe->line_ends == 2 && line && !isnan(cursor)) {
        double part = cursor / line->points[line->n - 1].distance;
        draw_end(cr, style, x0 + part * (x1 - x0), y0 + part * (y1 - y0), 3, false);
    }
}

static void draw_atoms(KkrLineOverlay *self, cairo_t *cr, const kkr_panels *panels,
                       const kkr_slice *slice, const kkr_rect *panel,
                       const kkr_style *style)
{
    const kkr_vec3 *atoms;
    int n = kkr_picker_atoms(self->picker, &atoms);
    for (int i = 0; i < n; i++) {
        double x, y;
        to_page(panels, slice, panel, atoms[i], &x, &y);
        for (int rim = 1; rim >= 0; rim--) {
            cairo_new_sub_path(cr);
            cairo_arc(cr, x, y, PICK, 0, 2 * M_PI);
            cairo_set_line_width(cr, rim ? 5 : 2.5);
            kkr_plot_set_color(cr, rim ? style->paper : style->accent, rim ? 0.8 : 1);
            cairo_stroke(cr);
        }
    }
}

/* What to do next, in the middle at the lower edge. */
static void add_hint(KkrLineOverlay *self, GtkSnapshot *snapshot, const char *hint,
                     const kkr_style *style)
{
    GtkWidget *widget = GTK_WIDGET(self);
    int width, height, room = gtk_widget_get_width(widget);
    g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout(widget, hint);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_get_pixel_size(layout, &width, &height);
    if (width > room - 56) {
        width = MAX(room - 56, 1);
        pango_layout_set_width(layout, width * PANGO_SCALE);
    }
    const GdkRGBA ground = { (float)style->accent.r / 255, (float)style->accent.g / 255,
                             (float)style->accent.b / 255, 1 };
    const GdkRGBA ink = { (float)style->paper.r / 255, (float)style->paper.g / 255,
                          (float)style->paper.b / 255, 1 };
    GskRoundedRect chip;
    graphene_rect_t rect =
        GRAPHENE_RECT_INIT(floorf((float)(room - width) / 2) - 12,
                           (float)(gtk_widget_get_height(widget) - height - 12 - 24),
                           (float)width + 24, (float)height + 12);
    gsk_rounded_rect_init_from_rect(&chip, &rect, 5);
    gtk_snapshot_push_rounded_clip(snapshot, &chip);
    gtk_snapshot_append_color(snapshot, &ground, &rect);
    gtk_snapshot_pop(snapshot);
    gtk_snapshot_save(snapshot);
    gtk_snapshot_translate(snapshot,
                           &GRAPHENE_POINT_INIT(rect.origin.x + 12, rect.origin.y + 6));
    gtk_snapshot_append_layout(snapshot, layout, &ink);
    gtk_snapshot_restore(snapshot);
}

static void kkr_line_overlay_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    KkrLineOverlay *self = KKR_LINE_OVERLAY(widget);
    const KkrPicture *picture = kkr_document_picture(self->document);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    const kkr_panels_layout *layout = kkr_stage_layout(self->stage);
    const kkr_style *style = &kkr_stage_style(self->stage)->plot;
    const char *hint = kkr_picker_hint(self->picker);
    const kkr_vec3 *atoms;
    bool empty = !recipe->show_line && kkr_picker_atoms(self->picker, &atoms) == 0;
    const kkr_case *object = kkr_document_case(self->document);
    bool has_reference = object && kkr_case_has_reference(object, NULL);
    for (int q = 0; picture && !empty && q < KKR_QUANTITY_COUNT; q++) {
        const kkr_rect *panel = &layout->panel[q];
        bool difference = q == KKR_QUANTITY_DV || q == KKR_QUANTITY_ABS_DV;
        if (difference && !has_reference)
            continue; // a sentence stands there
        if (!layout->shown[q] || panel->width < 1 || panel->height < 1)
            continue;
        graphene_rect_t area =
            GRAPHENE_RECT_INIT((float)panel->x, (float)panel->y, (float)panel->width,
                               (float)panel->height);
        gtk_snapshot_push_clip(snapshot, &area);
        cairo_t *cr = kkr_control_begin_cairo(snapshot, panel->x, panel->y,
                                              panel->width, panel->height);
        if (cr) {
            const kkr_panels *panels = kkr_panels_of(picture->panels, (kkr_quantity)q);
            const kkr_slice *slice = kkr_panels_slice(picture->panels, (kkr_quantity)q);
            draw_line(self, cr, panels, slice, panel, style);
            draw_atoms(self, cr, panels, slice, panel, style);
            kkr_control_end_cairo(cr);
        }
        gtk_snapshot_pop(snapshot);
    }
    if (picture && hint)
        add_hint(self, snapshot, hint, style);
}

static void kkr_line_overlay_dispose(GObject *object)
{
    KkrLineOverlay *self = KKR_LINE_OVERLAY(object);
    g_clear_object(&self->document);
    g_clear_object(&self->picker);
    g_clear_object(&self->profile);
    G_OBJECT_CLASS(kkr_line_overlay_parent_class)->dispose(object);
}

static void kkr_line_overlay_class_init(KkrLineOverlayClass *class)
{
    G_OBJECT_CLASS(class)->dispose = kkr_line_overlay_dispose;
    GTK_WIDGET_CLASS(class)->snapshot = kkr_line_overlay_snapshot;
    gtk_widget_class_set_css_name(GTK_WIDGET_CLASS(class), "lineoverlay");
}

static void kkr_line_overlay_init(KkrLineOverlay *self)
{
    gtk_widget_set_can_target(GTK_WIDGET(self), FALSE);
}

GtkWidget *kkr_line_overlay_new(KkrDocument *document, KkrStage *stage,
                                KkrPicker *picker, KkrLineProfile *profile)
{
    KkrLineOverlay *self = g_object_new(KKR_TYPE_LINE_OVERLAY, NULL);
    self->document = g_object_ref(document);
    self->stage = stage;
    self->picker = g_object_ref(picker);
    self->profile = g_object_ref(profile);
    const struct {
        void *object;
        const char *signal;
    } causes[] = {
        { document, "picture" }, { document, "changed" }, { picker, "changed" },
        { profile, "changed" },  { profile, "cursor" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(causes); i++)
        g_signal_connect_object(causes[i].object, causes[i].signal,
                                G_CALLBACK(gtk_widget_queue_draw), self,
                                G_CONNECT_SWAPPED);
    return GTK_WIDGET(self);
}
