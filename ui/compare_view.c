// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/compare_view.h"

#include <math.h>

#include "shaders/color_bar.h"
#include "ui/controls.h"
#include "ui/units.h"

enum { OPEN, PINNED, DIFFERENCE, N_PICTURES };
enum { MARGIN = 24, SPACE = 16, HEAD = 24, BAR_WIDTH = 96, RAMP = 14, MOST_SIDE = 640 };

struct _KkrCompareView {
    GtkWidget parent;
    KkrDocument *document;
};

G_DEFINE_FINAL_TYPE(KkrCompareView, kkr_compare_view, GTK_TYPE_WIDGET)

/* --- where things lie ------------------------------------------------------ */

typedef struct Layout {
    kkr_rect picture[N_PICTURES], bar;
} Layout;

/* Three in a row where it is wide, else the difference below the two. */
static Layout place(double width, double height)
{
    Layout at = { 0 };
    double w = width - 2 * MARGIN, h = height - 2 * MARGIN;
    double row = fmin((w - BAR_WIDTH - 2 * SPACE) / 3, h - HEAD);
    double block = fmin((w - SPACE) / 2, (h - SPACE) / 2 - HEAD);
    int columns = row >= block ? 3 : 2, rows = columns == 3 ? 1 : 2;
    double side = floor(fmin(MOST_SIDE, fmax(row, block)));
    double all_w =
        columns * side + (columns - 1) * SPACE + (columns == 3 ? BAR_WIDTH : 0);
    double all_h = rows * (side + HEAD) + (rows - 1) * SPACE;
    double x0 = round((width - all_w) / 2), y0 = round((height - all_h) / 2) + HEAD;
    for (int i = 0; i < N_PICTURES; i++)
        at.picture[i] =
            (kkr_rect){ x0 + (i % columns) * (side + SPACE),
                        y0 + floor(i / columns) * (side + HEAD + SPACE), side, side };
    const kkr_rect *last = &at.picture[DIFFERENCE];
    at.bar =
        (kkr_rect){ last->x + side + SPACE, last->y + 0.1 * side, RAMP, 0.8 * side };
    return at;
}

/* --- drawing ---------------------------------------------------------------- */

static void pictures(KkrCompareView *self, const KkrWalk *walk, double side,
                     KkrThumbnail wishes[N_PICTURES])
{
    // coarse steps: another pixel or two need no new pictures
    int scale = gtk_widget_get_scale_factor(GTK_WIDGET(self));
    int pixels = MAX(64, 32 * (int)ceil(side * scale / 32));
    // the same piece of the plane in all of them, whatever their clusters
    double width = kkr_thumbnail_width(kkr_document_case(self->document));
    wishes[OPEN] = (KkrThumbnail){ walk->here, -1, pixels, true, width };
    wishes[PINNED] = (KkrThumbnail){ walk->pinned, -1, pixels, true, width };
    wishes[DIFFERENCE] =
        (KkrThumbnail){ walk->here, walk->pinned, pixels, true, width };
}

static void put_text(cairo_t *cr, const kkr_style *style, const char *markup, bool bold,
                     double x, double y, int anchor)
{
    kkr_plot_text text = { .markup = markup,
                           .size = style->text,
                           .bold = bold,
                           .color = bold ? style->ink : style->dim };
    kkr_plot_draw_text(cr, style, &text, anchor, x, y);
}

static void draw_failure(cairo_t *cr, const kkr_style *style, const kkr_rect *at,
                         const char *sentence)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_from_string(style->font);
    pango_font_description_set_absolute_size(font, style->text * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_width(layout, (int)(0.8 * at->width * PANGO_SCALE));
    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    pango_layout_set_text(layout, kkr_units_brief(sentence), -1);
    int height;
    pango_layout_get_pixel_size(layout, NULL, &height);
    cairo_move_to(cr, at->x + 0.1 * at->width, at->y + 0.5 * (at->height - height));
    kkr_plot_set_color(cr, style->dim, 1);
    pango_cairo_show_layout(cr, layout);
    pango_font_description_free(font);
    g_object_unref(layout);
}

static void draw_picture(KkrCompareView *self, cairo_t *cr, const kkr_style *style,
                         const KkrThumbnail *wish, const kkr_rect *at)
{
    const char *failure;
    if (!kkr_thumbnails_draw(kkr_thumbnails_of(self->document), wish, cr, at->x, at->y,
                             at->width, &failure) &&
        failure)
        draw_failure(cr, style, at, failure);
    cairo_rectangle(cr, at->x + 0.5, at->y + 0.5, at->width - 1, at->height - 1);
    cairo_set_line_width(cr, 1);
    kkr_plot_set_color(cr, style->line, 1);
    cairo_stroke(cr);
}

static void draw_bar(KkrCompareView *self, cairo_t *cr, const kkr_style *style,
                     const kkr_rect *at)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    kkr_scale scale = recipe->signed_scales.dv;
    double factor = kkr_energy_unit_factor(recipe->energy_unit);
    scale.low *= factor;
    scale.limit *= factor;
    scale.linear_to *= factor;
    kkr_color_bar bar = { kkr_colormap_get(recipe->diverging, recipe->dark), scale,
                          kkr_energy_unit_name(recipe->energy_unit), 7 };
    kkr_color_bar_draw(cr, style, at, &bar);
}

static void draw_titles(cairo_t *cr, const kkr_style *style, const KkrWalk *walk,
                        const Layout *at)
{
    g_autofree char *open = kkr_walk_name(&walk->dataset->rows[walk->here]);
    g_autofree char *pinned = kkr_walk_name(&walk->dataset->rows[walk->pinned]);
    g_autofree char *both = g_strdup_printf("%s − %s", open, pinned);
    const char *titles[N_PICTURES] = { open, pinned, both };
    const char *notes[N_PICTURES] = { "<i>V</i> − <i>V</i><sub>0</sub>",
                                      "<i>V</i> − <i>V</i><sub>0</sub>, pinned", "" };
    for (int i = 0; i < N_PICTURES; i++) {
        const kkr_rect *box = &at->picture[i];
        put_text(cr, style, titles[i], true, box->x, box->y - 10,
                 KKR_ANCHOR_LEFT | KKR_ANCHOR_MIDDLE);
        put_text(cr, style, notes[i], false, box->x + box->width, box->y - 10,
                 KKR_ANCHOR_RIGHT | KKR_ANCHOR_MIDDLE);
    }
}

static bool is_ready(const KkrWalk *walk)
{
    return walk && walk->here >= 0 && walk->pinned >= 0 && walk->here != walk->pinned;
}

static void draw_hint(cairo_t *cr, const kkr_style *style, const KkrWalk *walk,
                      double width, double height)
{
    bool same = walk && walk->pinned >= 0 && walk->pinned == walk->here;
    put_text(cr, style, same ? "This entry is the pinned one." : "Nothing is pinned.",
             true, width / 2, height / 2 - 12, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE);
    put_text(cr, style,
             same ? "Open another one to see both and their difference."
                  : "Pin an entry, then open another one to see both and their "
                    "difference.",
             false, width / 2, height / 2 + 12, KKR_ANCHOR_CENTER | KKR_ANCHOR_MIDDLE);
}

static void kkr_compare_view_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    KkrCompareView *self = KKR_COMPARE_VIEW(widget);
    const KkrWalk *walk = kkr_walk_of(self->document);
    double width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
    cairo_t *cr = kkr_control_begin_cairo(snapshot, 0, 0, width, height);
    if (!cr)
        return;
    kkr_style style = kkr_style_screen(kkr_document_recipe(self->document)->dark);
    kkr_control_font(widget, style.font, sizeof style.font);
    Layout at = place(width, height);
    if (is_ready(walk) && at.picture[0].width >= 64) {
        KkrThumbnail wishes[N_PICTURES];
        pictures(self, walk, at.picture[0].width, wishes);
        for (int i = 0; i < N_PICTURES; i++)
            draw_picture(self, cr, &style, &wishes[i], &at.picture[i]);
        draw_titles(cr, &style, walk, &at);
        draw_bar(self, cr, &style, &at.bar);
    } else {
        draw_hint(cr, &style, walk, width, height);
    }
    kkr_control_end_cairo(cr);
}

/* --- following ---------------------------------------------------------------- */

static void follow(KkrCompareView *self)
{
    const KkrWalk *walk = kkr_walk_of(self->document);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    Layout at = place(gtk_widget_get_width(GTK_WIDGET(self)),
                      gtk_widget_get_height(GTK_WIDGET(self)));
    KkrThumbnail wishes[N_PICTURES];
    bool looks = recipe->view == KKR_VIEW_DATASET &&
                 recipe->map.show == KKR_MAP_SHOW_COMPARE && is_ready(walk) &&
                 at.picture[0].width >= 64;
    if (looks)
        pictures(self, walk, at.picture[0].width, wishes);
    kkr_thumbnails_look(kkr_thumbnails_of(self->document), KKR_VIEWER_COMPARISON,
                        wishes, looks ? N_PICTURES : 0);
    gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void kkr_compare_view_size_allocate(GtkWidget *widget, int width, int height,
                                           int baseline)
{
    follow(KKR_COMPARE_VIEW(widget));
}

/* --- the widget ----------------------------------------------------------------- */

static void kkr_compare_view_dispose(GObject *object)
{
    g_clear_object(&KKR_COMPARE_VIEW(object)->document);
    G_OBJECT_CLASS(kkr_compare_view_parent_class)->dispose(object);
}

static void kkr_compare_view_class_init(KkrCompareViewClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_compare_view_dispose;
    widget->snapshot = kkr_compare_view_snapshot;
    widget->size_allocate = kkr_compare_view_size_allocate;
    gtk_widget_class_set_css_name(widget, "compareview");
    gtk_widget_class_set_accessible_role(widget, GTK_ACCESSIBLE_ROLE_IMG);
}

static void kkr_compare_view_init(KkrCompareView *self)
{
    gtk_widget_set_focusable(GTK_WIDGET(self), TRUE);
    kkr_control_name(GTK_WIDGET(self),
                     "The open entry, the pinned one, and their difference", NULL);
}

GtkWidget *kkr_compare_view_new(KkrDocument *document)
{
    KkrCompareView *self = g_object_new(KKR_TYPE_COMPARE_VIEW, NULL);
    self->document = g_object_ref(document);
    static const char *const signals[] = { "opened", "changed" };
    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
        g_signal_connect_object(document, signals[i], G_CALLBACK(follow), self,
                                G_CONNECT_SWAPPED);
    g_signal_connect_object(kkr_thumbnails_of(document), "changed",
                            G_CALLBACK(gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
    return GTK_WIDGET(self);
}
