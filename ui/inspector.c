// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/inspector.h"

#include <math.h>
#include <string.h>

#include "core/colormap.h"
#include "ui/units.h"
#include "ui/view.h"

struct _KkrInspector {
    GtkWidget parent;
    KkrDocument *document;
    KkrStage *stage;
    bool updating; // controls follow the recipe now, not the other way

    GtkWidget *scroller;
    GtkLabel *plane_name;
    GtkEditable *h, *k, *l, *offset;
    GtkRange *offset_scale;
    GtkDropDown *through;
    GtkLabel *range_title, *range_hint, *limit_name, *inner_name;
    GtkWidget *inner_row, *channel_row;
    GtkWidget *kind_symlog, *kind_asinh, *kind_log;
    GtkEditable *limit, *inner;
    GtkDropDown *colormap, *reference, *channel, *energy_unit, *length_unit;
    GtkLabel *nuclear_hint;
    GtkWidget *files, *notes;
};

G_DEFINE_FINAL_TYPE(KkrInspector, kkr_inspector, GTK_TYPE_WIDGET)

static const char *const references[] = { "Host, same site", "Starting potential",
                                          "Zero", NULL };
static const char *const reference_words[] = { "host", "start", "zero" };
static const guint reference_places[] = {
    [KKR_REFERENCE_HOST] = 0, [KKR_REFERENCE_START] = 1, [KKR_REFERENCE_ZERO] = 2
};
static const char *const channels[] = { "Average", "Up", "Down", "B = (up − down) / 2",
                                        NULL };
static const char *const channel_words[] = { "avg", "up", "down", "B" };
static const char *const energies[] = { "Ry", "mRy", "Ha", "eV", "meV", NULL };
static const char *const lengths[] = { "bohr", "Å", "alat", NULL };
static const char *const length_words[] = { "bohr", "angstrom", "alat" };

static bool is_signed_row(KkrInspector *self)
{
    return kkr_stage_active(self->stage) <= KKR_QUANTITY_DV;
}

static bool is_difference(KkrInspector *self)
{
    kkr_quantity active = kkr_stage_active(self->stage);
    return active == KKR_QUANTITY_DV || active == KKR_QUANTITY_ABS_DV;
}

static kkr_scale_pair *active_pair(KkrInspector *self, kkr_recipe *recipe)
{
    return is_signed_row(self) ? &recipe->signed_scales : &recipe->absolute_scales;
}

/* --- from the recipe to the controls ------------------------------------- */

static void set_text(GtkEditable *entry, const char *text)
{
    if (strcmp(gtk_editable_get_text(entry), text) != 0)
        gtk_editable_set_text(entry, text);
}

/* The first site whose nucleus lies in the plane; 0: none. */
static guint site_in_plane(const kkr_case *object, const kkr_plane *plane)
{
    for (int i = 0; i < object->n_sites; i++)
        if (fabs(kkr_vec3_dot(object->sites[i].position, plane->n) - plane->offset) <
            1e-6)
            return (guint)i + 1;
    return 0;
}

static void show_plane(KkrInspector *self, const kkr_case *object,
                       const kkr_recipe *recipe)
{
    const kkr_plane *plane = &recipe->plane;
    GtkEditable *const entries[] = { self->h, self->k, self->l };
    char text[64];
    for (int i = 0; i < 3; i++) {
        // a plane through three points has no indices
        bool has = plane->hkl[0] || plane->hkl[1] || plane->hkl[2];
        g_snprintf(text, sizeof text, has ? "%d" : "", plane->hkl[i]);
        set_text(entries[i], text);
    }
    gtk_label_set_text(self->plane_name, plane->name);
    double low, high;
    kkr_view_reach(recipe, object, &low, &high);
    gtk_range_set_range(self->offset_scale, low, high);
    gtk_range_set_value(self->offset_scale, plane->offset);
    kkr_units_length(plane->offset, recipe->length_unit, object->alat, text,
                     sizeof text);
    set_text(self->offset, text);
    gtk_drop_down_set_selected(self->through, site_in_plane(object, plane));
}

static void show_range(KkrInspector *self, kkr_recipe recipe)
{
    bool is_signed = is_signed_row(self);
    const kkr_scale_pair *pair = active_pair(self, &recipe);
    bool difference = is_difference(self);
    const kkr_scale *scale = difference ? &pair->dv : &pair->v;
    char text[64];
    static const char *const titles[] = { "Range of <i>V</i>",
                                          "Range of <i>V</i> − <i>V</i>₀",
                                          "Range of |<i>V</i>|",
                                          "Range of |<i>V</i> − <i>V</i>₀|" };
    gtk_label_set_markup(self->range_title, titles[kkr_stage_active(self->stage)]);
    // the panel beside it follows with a fixed factor
    double factor =
        difference ? pair->v.limit / pair->dv.limit : pair->dv.limit / pair->v.limit;
    g_autofree char *hint = g_strdup_printf(
        "%s: × %g", difference ? "<i>V</i>" : "<i>V</i> − <i>V</i>₀", factor);
    bool both = recipe.only < 0 &&
                kkr_case_has_reference(kkr_document_case(self->document), NULL);
    gtk_widget_set_visible(GTK_WIDGET(self->range_hint), both);
    gtk_label_set_markup(self->range_hint, hint);
    gtk_widget_set_visible(self->kind_symlog, is_signed);
    gtk_widget_set_visible(self->kind_asinh, is_signed);
    gtk_widget_set_visible(self->kind_log, !is_signed);
    gtk_label_set_text(self->limit_name, is_signed ? "± Range" : "Up to");
    gtk_label_set_text(self->inner_name, is_signed ? "Linear to" : "From");
    gtk_widget_set_visible(self->inner_row, scale->kind != KKR_SCALE_LINEAR);
    kkr_units_limit(scale->limit, recipe.energy_unit, text, sizeof text);
    set_text(self->limit, text);
    kkr_units_limit(is_signed ? scale->linear_to : scale->low, recipe.energy_unit, text,
                    sizeof text);
    set_text(self->inner, text);

    const char *name = is_signed ? recipe.diverging : recipe.sequential;
    GListModel *model = gtk_drop_down_get_model(self->colormap);
    guint n = 0;
    g_autoptr(GtkStringList) list = gtk_string_list_new(NULL);
    guint selected = 0;
    for (const char *const *names = kkr_colormap_names(); *names; names++) {
        if (kkr_colormap_get(*names, false)->diverging != is_signed)
            continue;
        if (strcmp(*names, name) == 0)
            selected = n;
        gtk_string_list_append(list, *names);
        n++;
    }
    // a new model only when the row changed, an open list would close
    const char *first = n && model && g_list_model_get_n_items(model)
                            ? gtk_string_list_get_string(GTK_STRING_LIST(model), 0)
                            : "";
    if (n && strcmp(first, gtk_string_list_get_string(list, 0)) != 0)
        gtk_drop_down_set_model(self->colormap, G_LIST_MODEL(list));
    gtk_drop_down_set_selected(self->colormap, selected);
}

static void update(KkrInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    gtk_widget_set_sensitive(self->scroller, object != NULL);
    if (!object)
        return;
    self->updating = true;
    show_plane(self, object, recipe);
    show_range(self, *recipe);
    gtk_drop_down_set_selected(self->reference, reference_places[recipe->reference]);
    gtk_drop_down_set_selected(self->channel, (guint)recipe->sampler.channel);
    gtk_drop_down_set_selected(self->energy_unit, (guint)recipe->energy_unit);
    gtk_drop_down_set_selected(self->length_unit, (guint)recipe->length_unit);
    gtk_widget_set_visible(self->channel_row, object->n_spin == 2);
    gtk_label_set_markup(self->nuclear_hint, recipe->sampler.nuclear
                                                 ? "−2<i>Z</i> / <i>r</i> included"
                                                 : "−2<i>Z</i> / <i>r</i> left out");
    self->updating = false;
}

/* --- files and notes ----------------------------------------------------- */

static GtkWidget *line(const char *text, const char *class)
{
    GtkWidget *label = gtk_label_new(text);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_selectable(GTK_LABEL(label), FALSE);
    gtk_widget_add_css_class(label, class);
    return label;
}

static GtkWidget *file_row(const kkr_case_file *file, kkr_role role)
{
    GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 10);
    GtkWidget *icon = gtk_image_new_from_icon_name(file->defect ? "kkr-warning-symbolic"
                                                                : "kkr-check-symbolic");
    GtkWidget *text = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    g_autofree char *name = g_path_get_basename(file->path);
    GtkWidget *title = line(name, "file");
    gtk_label_set_ellipsize(GTK_LABEL(title), PANGO_ELLIPSIZE_MIDDLE);
    gtk_box_append(GTK_BOX(text), title);
    gtk_box_append(GTK_BOX(text), line(kkr_role_name(role), "hint"));
    if (file->defect) {
        gtk_box_append(GTK_BOX(text), line(kkr_units_brief(file->defect), "defect"));
        gtk_widget_add_css_class(row, "defective");
    }
    g_autofree char *tip =
        g_strdup_printf("%s\n%s", file->path, file->reason ? file->reason : "");
    gtk_widget_set_tooltip_text(row, g_strchomp(tip));
    gtk_widget_add_css_class(row, "file-row");
    gtk_widget_set_hexpand(text, TRUE);
    gtk_box_append(GTK_BOX(row), icon);
    gtk_box_append(GTK_BOX(row), text);
    return row;
}

/* What a file's own line already says is not said again. */
static void add_note(KkrInspector *self, const kkr_case *object, const char *text)
{
    for (int role = 0; role < KKR_ROLE_COUNT; role++) {
        const char *defect = object->files[role].defect;
        if (defect && strstr(text, kkr_units_brief(defect)))
            return;
    }
    gtk_box_append(GTK_BOX(self->notes), line(text, "note"));
}

static void clear_box(GtkWidget *box)
{
    GtkWidget *child;
    while ((child = gtk_widget_get_first_child(box)))
        gtk_box_remove(GTK_BOX(box), child);
}

static void on_opened(KkrInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    clear_box(self->files);
    clear_box(self->notes);
    if (!object)
        return;
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        if (object->files[role].path)
            gtk_box_append(GTK_BOX(self->files),
                           file_row(&object->files[role], (kkr_role)role));
    for (int i = 0; i < object->n_notes; i++)
        add_note(self, object, kkr_units_brief(object->notes[i]));
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *site = &object->sites[i];
        g_autofree char *note =
            g_strdup_printf("%s %d: %s", site->label, i + 1,
                            site->defect ? kkr_units_brief(site->defect) : "");
        if (site->defect)
            add_note(self, object, note);
    }

    g_autoptr(GtkStringList) sites = gtk_string_list_new(NULL);
    gtk_string_list_append(sites, "—");
    for (int i = 0; i < object->n_sites; i++) {
        g_autofree char *name = g_strdup_printf("%s %d", object->sites[i].label, i + 1);
        gtk_string_list_append(sites, name);
    }
    self->updating = true;
    gtk_drop_down_set_model(self->through, G_LIST_MODEL(sites));
    self->updating = false;
    update(self);
}

/* --- from the controls to the recipe ------------------------------------- */

static void on_hkl(KkrInspector *self)
{
    const kkr_plane *plane = &kkr_document_recipe(self->document)->plane;
    GtkEditable *const entries[] = { self->h, self->k, self->l };
    int hkl[3];
    if (self->updating || !kkr_document_case(self->document))
        return;
    for (int i = 0; i < 3; i++) {
        gint64 value = 0;
        const char *text = gtk_editable_get_text(entries[i]);
        if (*text && !g_ascii_string_to_signed(text, 10, -99, 99, &value, NULL)) {
            update(self);
            return;
        }
        hkl[i] = (int)value;
    }
    if (memcmp(hkl, plane->hkl, sizeof hkl) != 0)
        kkr_document_set_plane(self->document, hkl[0], hkl[1], hkl[2], plane->offset,
                               NULL);
    update(self);
}

static void on_offset(KkrInspector *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    char shown[64];
    double offset;
    if (self->updating || !object)
        return;
    kkr_units_length(recipe->plane.offset, recipe->length_unit, object->alat, shown,
                     sizeof shown);
    const char *text = gtk_editable_get_text(self->offset);
    // leaving the entry must not round the offset to its three digits
    if (strcmp(text, shown) != 0 &&
        kkr_units_parse_length(text, recipe->length_unit, object->alat, &offset))
        kkr_document_set_offset(self->document, offset, NULL);
    update(self);
}

static void on_offset_scale(KkrInspector *self)
{
    if (!self->updating)
        kkr_document_set_offset(
            self->document, round(gtk_range_get_value(self->offset_scale) * 100) / 100,
            "offset");
}

static void on_through(KkrInspector *self)
{
    guint selected = gtk_drop_down_get_selected(self->through);
    const kkr_case *object = kkr_document_case(self->document);
    if (self->updating || !object || selected == 0 || selected > (guint)object->n_sites)
        return;
    kkr_document_set_offset(self->document,
                            kkr_vec3_dot(object->sites[selected - 1].position,
                                         kkr_document_recipe(self->document)->plane.n),
                            NULL);
}

/* Both panels of the row keep their ratio. */
static void rescale(kkr_scale *scale, double limit_factor, double inner_factor)
{
    scale->limit *= limit_factor;
    scale->linear_to *= inner_factor;
    scale->low = scale->is_signed ? -scale->limit : scale->low * inner_factor;
}

static void on_range(KkrInspector *self)
{
    kkr_recipe next = *kkr_document_recipe(self->document);
    kkr_scale_pair *pair = active_pair(self, &next);
    kkr_scale old = is_difference(self) ? pair->dv : pair->v;
    double old_inner = old.is_signed ? old.linear_to : old.low;
    double limit, inner = old_inner;
    char shown[64];
    if (self->updating || !kkr_document_case(self->document))
        return;
    bool ok = kkr_units_parse_energy(gtk_editable_get_text(self->limit),
                                     next.energy_unit, &limit);
    kkr_units_limit(old.limit, next.energy_unit, shown, sizeof shown);
    if (strcmp(shown, gtk_editable_get_text(self->limit)) == 0)
        limit = old.limit;
    if (old.kind != KKR_SCALE_LINEAR) {
        ok = ok && kkr_units_parse_energy(gtk_editable_get_text(self->inner),
                                          next.energy_unit, &inner);
        kkr_units_limit(old_inner, next.energy_unit, shown, sizeof shown);
        if (strcmp(shown, gtk_editable_get_text(self->inner)) == 0)
            inner = old_inner;
    }
    ok = ok && limit > 0 &&
         (old.kind == KKR_SCALE_LINEAR || (inner > 0 && inner < limit));
    if (ok && (limit != old.limit || inner != old_inner)) {
        double inner_factor = old_inner > 0 ? inner / old_inner : 1;
        rescale(&pair->v, limit / old.limit, inner_factor);
        rescale(&pair->dv, limit / old.limit, inner_factor);
        next.auto_scales = false;
        kkr_document_edit(self->document, &next, NULL);
    }
    update(self);
}

static void on_colormap(KkrInspector *self)
{
    GtkStringObject *item = gtk_drop_down_get_selected_item(self->colormap);
    kkr_recipe next = *kkr_document_recipe(self->document);
    if (self->updating || !item)
        return;
    char *name = is_signed_row(self) ? next.diverging : next.sequential;
    g_strlcpy(name, gtk_string_object_get_string(item), sizeof next.diverging);
    kkr_document_edit(self->document, &next, NULL);
}

/* A drop-down of words is the action of that name. */
static void activate_word(KkrInspector *self, GtkDropDown *drop_down,
                          const char *action, const char *const *words)
{
    if (!self->updating)
        gtk_widget_activate_action(GTK_WIDGET(self), action, "s",
                                   words[gtk_drop_down_get_selected(drop_down)]);
}

static void on_reference(KkrInspector *self)
{
    activate_word(self, self->reference, "win.reference", reference_words);
}

static void on_channel(KkrInspector *self)
{
    activate_word(self, self->channel, "win.channel", channel_words);
}

static void on_energy_unit(KkrInspector *self)
{
    activate_word(self, self->energy_unit, "win.energy-unit", energies);
}

static void on_length_unit(KkrInspector *self)
{
    activate_word(self, self->length_unit, "win.length-unit", length_words);
}

/* --- the widget ---------------------------------------------------------- */

/* Return and leaving the entry both mean it. */
static void connect_entry(KkrInspector *self, GtkEditable *entry,
                          void (*callback)(KkrInspector *))
{
    GtkEventController *focus = gtk_event_controller_focus_new();
    g_signal_connect_swapped(focus, "leave", G_CALLBACK(callback), self);
    gtk_widget_add_controller(GTK_WIDGET(entry), focus);
    g_signal_connect_swapped(entry, "activate", G_CALLBACK(callback), self);
}

static void connect_drop_down(KkrInspector *self, GtkDropDown *drop_down,
                              const char *const *words,
                              void (*callback)(KkrInspector *))
{
    if (words) {
        g_autoptr(GtkStringList) list = gtk_string_list_new(words);
        gtk_drop_down_set_model(drop_down, G_LIST_MODEL(list));
    }
    g_signal_connect_swapped(drop_down, "notify::selected", G_CALLBACK(callback), self);
}

static void kkr_inspector_dispose(GObject *object)
{
    KkrInspector *self = KKR_INSPECTOR(object);
    self->updating = true; // closing controls change their values
    gtk_widget_dispose_template(GTK_WIDGET(self), KKR_TYPE_INSPECTOR);
    g_clear_object(&self->document);
    g_clear_object(&self->stage);
    G_OBJECT_CLASS(kkr_inspector_parent_class)->dispose(object);
}

static void kkr_inspector_class_init(KkrInspectorClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->dispose = kkr_inspector_dispose;
    gtk_widget_class_set_template_from_resource(widget,
                                                "/org/kkrscope/ui/inspector.ui");
    gtk_widget_class_set_layout_manager_type(widget, GTK_TYPE_BIN_LAYOUT);
#define BIND(name) gtk_widget_class_bind_template_child(widget, KkrInspector, name)
    BIND(scroller);
    BIND(plane_name);
    BIND(h);
    BIND(k);
    BIND(l);
    BIND(offset);
    BIND(offset_scale);
    BIND(through);
    BIND(range_title);
    BIND(range_hint);
    BIND(limit_name);
    BIND(inner_name);
    BIND(inner_row);
    BIND(channel_row);
    BIND(kind_symlog);
    BIND(kind_asinh);
    BIND(kind_log);
    BIND(limit);
    BIND(inner);
    BIND(colormap);
    BIND(reference);
    BIND(channel);
    BIND(energy_unit);
    BIND(length_unit);
    BIND(nuclear_hint);
    BIND(files);
    BIND(notes);
#undef BIND
}

static void kkr_inspector_init(KkrInspector *self)
{
    gtk_widget_init_template(GTK_WIDGET(self));
    connect_entry(self, self->h, on_hkl);
    connect_entry(self, self->k, on_hkl);
    connect_entry(self, self->l, on_hkl);
    connect_entry(self, self->offset, on_offset);
    connect_entry(self, self->limit, on_range);
    connect_entry(self, self->inner, on_range);
    g_signal_connect_swapped(self->offset_scale, "value-changed",
                             G_CALLBACK(on_offset_scale), self);
    self->updating = true;
    connect_drop_down(self, self->through, NULL, on_through);
    connect_drop_down(self, self->colormap, NULL, on_colormap);
    connect_drop_down(self, self->reference, references, on_reference);
    connect_drop_down(self, self->channel, channels, on_channel);
    connect_drop_down(self, self->energy_unit, energies, on_energy_unit);
    connect_drop_down(self, self->length_unit, lengths, on_length_unit);
    self->updating = false;
}

GtkWidget *kkr_inspector_new(KkrDocument *document, KkrStage *stage)
{
    KkrInspector *self = g_object_new(KKR_TYPE_INSPECTOR, NULL);
    self->document = g_object_ref(document);
    self->stage = g_object_ref(stage);
    g_signal_connect_object(document, "opened", G_CALLBACK(on_opened), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "changed", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(stage, "notify::active", G_CALLBACK(update), self,
                            G_CONNECT_SWAPPED);
    update(self);
    return GTK_WIDGET(self);
}
