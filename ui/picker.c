// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/picker.h"

#include <math.h>

#include "ui/radial_actions.h"

enum { MAX_MENU_SITES = 40 };

static const double NEAR_ATOM = 8;   // px from a nucleus that still mean it
static const double NEAR_END = 9;    // px from an end of the line
static const double CLICK = 4;       // px that a click may wander
static const double IN_PLANE = 1e-4; // bohr; a nucleus nearer than this is in it

typedef enum Drag { NOTHING, POINT, LINE, END_FROM, END_TO } Drag;

struct _KkrPicker {
    GObject parent;
    KkrDocument *document;
    KkrStage *stage; // owns the picker
    Drag drag;
    kkr_vec3 begin; // of a new line
    bool has_pin;   // the pin before the last click, for a double click
    kkr_vec3 pin;   // that has another meaning
    bool doubled;   // the second click of two: not a click of its own
    int n_atoms;
    kkr_vec3 atoms[2];
    const char *complaint;
    GtkWidget *menu;
};

G_DEFINE_FINAL_TYPE(KkrPicker, kkr_picker, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- where ---------------------------------------------------------------- */

static kkr_vec3 atom_position(const kkr_slice *slice, const kkr_slice_atom *atom)
{
    return kkr_vec3_mad(kkr_plane_point(&slice->plane, atom->s, atom->t), atom->height,
                        slice->plane.n);
}

/* The atom drawn nearest to a place on the stage, and where; NULL: none is near. */
static const kkr_slice_atom *atom_at(KkrPicker *self, double x, double y,
                                     kkr_vec3 *position)
{
    const KkrPicture *picture = kkr_document_picture(self->document);
    const kkr_panels_layout *layout = kkr_stage_layout(self->stage);
    int q = kkr_panels_pick(layout, x, y);
    const kkr_slice_atom *best = NULL;
    double nearest = NEAR_ATOM;
    if (!picture || q < 0)
        return NULL;
    const kkr_panels *panels = kkr_panels_of(picture->panels, (kkr_quantity)q);
    const kkr_slice *slice = kkr_panels_slice(picture->panels, (kkr_quantity)q);
    for (int i = 0; i < slice->n_atoms; i++) {
        const kkr_slice_atom *atom = &slice->atoms[i];
        double at_x, at_y;
        kkr_panels_to_page(panels, &layout->panel[q], atom->s, atom->t, &at_x, &at_y);
        double away = hypot(at_x - x, at_y - y);
        if (away <= nearest) {
            nearest = away;
            best = atom;
            *position = atom_position(slice, atom);
        }
    }
    return best;
}

/* The point of the plane there; a nucleus in the plane attracts. */
static bool point_at(KkrPicker *self, double x, double y, kkr_vec3 *point)
{
    kkr_vec3 nucleus;
    const kkr_slice_atom *atom = atom_at(self, x, y, &nucleus);
    if (!kkr_document_picture(self->document) ||
        !kkr_stage_to_point(self->stage, x, y, point))
        return false;
    if (atom && fabs(atom->height) < IN_PLANE)
        *point = nucleus;
    return true;
}

static bool is_near(KkrPicker *self, kkr_vec3 point, double x, double y)
{
    const KkrPicture *picture = kkr_document_picture(self->document);
    const kkr_panels_layout *layout = kkr_stage_layout(self->stage);
    int q = kkr_panels_pick(layout, x, y);
    if (!picture || q < 0)
        return false;
    const kkr_panel_view view = kkr_recipe_panel(&picture->recipe, (kkr_quantity)q);
    const kkr_plane *plane = &view.plane;
    kkr_vec3 d = kkr_vec3_sub(point, plane->origin);
    double at_x, at_y;
    kkr_panels_to_page(kkr_panels_of(picture->panels, (kkr_quantity)q),
                       &layout->panel[q], kkr_vec3_dot(d, plane->u),
                       kkr_vec3_dot(d, plane->v), &at_x, &at_y);
    return hypot(at_x - x, at_y - y) <= NEAR_END;
}

/* --- atoms ---------------------------------------------------------------- */

int kkr_picker_atoms(KkrPicker *self, const kkr_vec3 **atoms)
{
    *atoms = self->atoms;
    return self->n_atoms;
}

const char *kkr_picker_hint(KkrPicker *self)
{
    static const char *const hints[] = {
        NULL,
        "One of three atoms for a plane is picked. Ctrl+click two more; Escape drops "
        "it.",
        "Two of three atoms for a plane are picked. Ctrl+click one more; Escape drops "
        "them.",
    };
    if (self->n_atoms == 0 && kkr_document_recipe(self->document)->show_line &&
        kkr_document_recipe(self->document)->line_ends == 1)
        return "The profile begins here. Choose its end from the menu there.";
    return self->complaint ? self->complaint : hints[self->n_atoms];
}

void kkr_picker_clear(KkrPicker *self)
{
    self->n_atoms = 0;
    self->complaint = NULL;
    g_signal_emit(self, signals[CHANGED], 0);
}

/* A plane with small indices gets its name and its usual directions. */
static void name_plane(kkr_plane *plane)
{
    enum { MAX_INDEX = 4 };
    const double same = 1e-14; // of cosines: a millionth of a bohr within a cluster
    for (int most = 1; most <= MAX_INDEX; most++)
        for (int h = most; h >= -most; h--)
            for (int k = most; k >= -most; k--)
                for (int l = most; l >= -most; l--) {
                    kkr_vec3 n = kkr_vec3_unit((kkr_vec3){ h, k, l });
                    double along = kkr_vec3_dot(n, plane->n);
                    double offset = copysign(plane->offset, along * plane->offset);
                    if (1 - fabs(along) < same &&
                        kkr_plane_from_miller(h, k, l, offset, plane, NULL))
                        return;
                }
}

/* The picture's middle goes to the middle of the atoms. */
static bool show_plane(KkrPicker *self, kkr_vec3 third)
{
    kkr_recipe next = *kkr_document_recipe(self->document);
    if (!kkr_plane_from_points(self->atoms[0], self->atoms[1], third, &next.plane,
                               NULL))
        return false;
    name_plane(&next.plane);
    kkr_vec3 sum = kkr_vec3_add(kkr_vec3_add(self->atoms[0], self->atoms[1]), third);
    kkr_vec3 d = kkr_vec3_sub(kkr_vec3_scale(sum, 1 / 3.), next.plane.origin);
    next.center_s = kkr_vec3_dot(d, next.plane.u);
    next.center_t = kkr_vec3_dot(d, next.plane.v);
    kkr_document_edit(self->document, &next, NULL);
    return true;
}

void kkr_picker_add(KkrPicker *self, kkr_vec3 atom)
{
    self->complaint = NULL;
    for (int i = 0; i < self->n_atoms; i++) {
        if (kkr_vec3_length(kkr_vec3_sub(self->atoms[i], atom)) < IN_PLANE) {
            self->atoms[i] = self->atoms[--self->n_atoms];
            g_signal_emit(self, signals[CHANGED], 0);
            return;
        }
    }
    if (self->n_atoms < 2)
        self->atoms[self->n_atoms++] = atom;
    else if (show_plane(self, atom))
        self->n_atoms = 0;
    else
        self->complaint = "These three atoms lie on one line. Pick another third one.";
    g_signal_emit(self, signals[CHANGED], 0);
}

/* --- mouse ---------------------------------------------------------------- */

static void toggle_pin(KkrPicker *self, double x, double y)
{
    kkr_recipe next = *kkr_document_recipe(self->document);
    kkr_vec3 point;
    self->has_pin = next.has_pin;
    self->pin = next.pin;
    if (next.has_pin && is_near(self, next.pin, x, y)) {
        next.has_pin = false;
    } else if (point_at(self, x, y, &point)) {
        next.has_pin = true;
        next.pin = point;
        const kkr_slice_atom *atom = atom_at(self, x, y, &point);
        if (atom && atom->site >= 0)
            kkr_radial_set_site(&next, atom->site);
    }
    kkr_document_edit(self->document, &next, "click");
}

static void move_line(KkrPicker *self, double x, double y)
{
    kkr_recipe next = *kkr_document_recipe(self->document);
    kkr_vec3 point;
    if (!point_at(self, x, y, &point))
        return;
    if (self->drag == LINE) {
        next.line_from = self->begin;
        next.line_ends = 2;
        next.show_line = true;
    }
    *(self->drag == END_FROM ? &next.line_from : &next.line_to) = point;
    kkr_document_edit(self->document, &next, "line");
}

static GdkModifierType modifiers(GtkGestureDrag *drag)
{
    return gtk_event_controller_get_current_event_state(GTK_EVENT_CONTROLLER(drag));
}

static void on_drag_begin(GtkGestureDrag *drag, double x, double y, KkrPicker *self)
{
    const kkr_recipe *recipe = kkr_document_recipe(self->document);
    bool has_line = recipe->show_line && recipe->line_ends == 2;
    self->drag = NOTHING;
    if (kkr_panels_pick(kkr_stage_layout(self->stage), x, y) < 0 ||
        !kkr_document_picture(self->document))
        return;
    if (modifiers(drag) & GDK_SHIFT_MASK)
        self->drag = point_at(self, x, y, &self->begin) ? LINE : NOTHING;
    else if (modifiers(drag) & GDK_CONTROL_MASK)
        self->drag = POINT; // an atom, even below an end of the line
    else if (has_line && is_near(self, recipe->line_to, x, y))
        self->drag = END_TO;
    else if (has_line && is_near(self, recipe->line_from, x, y))
        self->drag = END_FROM;
    else
        self->drag = POINT;
    if (self->drag > POINT) { // or the panels would move, too
        gtk_widget_grab_focus(GTK_WIDGET(self->stage));
        gtk_gesture_set_state(GTK_GESTURE(drag), GTK_EVENT_SEQUENCE_CLAIMED);
    }
}

static void on_drag_update(GtkGestureDrag *drag, double dx, double dy, KkrPicker *self)
{
    double x, y;
    if (hypot(dx, dy) > CLICK && self->drag == POINT)
        self->drag = NOTHING; // that pans
    if (self->drag > POINT && hypot(dx, dy) > CLICK &&
        gtk_gesture_drag_get_start_point(drag, &x, &y))
        move_line(self, x + dx, y + dy);
}

static void on_drag_end(GtkGestureDrag *drag, double dx, double dy, KkrPicker *self)
{
    double x, y;
    bool click = self->drag == POINT && !self->doubled;
    self->drag = NOTHING;
    self->doubled = false;
    if (!click || !gtk_gesture_drag_get_start_point(drag, &x, &y))
        return;
    if (modifiers(drag) & GDK_CONTROL_MASK) {
        kkr_vec3 nucleus;
        if (atom_at(self, x, y, &nucleus))
            kkr_picker_add(self, nucleus);
    } else {
        toggle_pin(self, x, y);
    }
}

static void on_cancel(GtkGesture *drag, GdkEventSequence *sequence, KkrPicker *self)
{
    self->drag = NOTHING;
}

static void on_pressed(GtkGestureClick *click, int n, double x, double y,
                       KkrPicker *self)
{
    int q = kkr_panels_pick(kkr_stage_layout(self->stage), x, y);
    if (q < 0 || n != 2)
        return;
    kkr_recipe next = *kkr_document_recipe(self->document);
    next.only = next.only < 0 ? q : -1;
    // the first click of the two was not meant for the pin
    next.has_pin = self->has_pin;
    next.pin = self->pin;
    self->doubled = true;
    kkr_document_edit(self->document, &next, "click");
}

/* --- the menu ------------------------------------------------------------- */

static void append_item(GMenu *menu, const char *label, const char *action,
                        const char *target)
{
    g_autoptr(GMenuItem) item = g_menu_item_new(label, NULL);
    g_menu_item_set_action_and_target(item, action, target ? "s" : NULL, target);
    g_menu_append_item(menu, item);
}

static GMenu *sites_menu(KkrPicker *self)
{
    const kkr_case *object = kkr_document_case(self->document);
    GMenu *menu = g_menu_new();
    for (int i = 0; i < object->n_sites && i < MAX_MENU_SITES; i++) {
        g_autofree char *label =
            g_strdup_printf("%s %d", object->sites[i].label, i + 1);
        g_autofree char *target = g_strdup_printf("site:%d", i + 1);
        append_item(menu, label, "win.profile-to", target);
    }
    return menu;
}

static GMenu *make_menu(KkrPicker *self, double x, double y, kkr_vec3 point)
{
    const kkr_slice_atom *atom = atom_at(self, x, y, &point);
    char target[3][40];
    g_ascii_dtostr(target[0], sizeof target[0], point.x);
    g_ascii_dtostr(target[1], sizeof target[1], point.y);
    g_ascii_dtostr(target[2], sizeof target[2], point.z);
    g_autofree char *here = g_strjoin(",", target[0], target[1], target[2], NULL);
    g_autofree char *from =
        g_strdup_printf("Profile _From %s", atom ? atom->label : "Here");
    g_autofree char *to =
        g_strdup_printf("Profile _To %s", atom ? atom->label : "Here");

    GMenu *menu = g_menu_new();
    g_autoptr(GMenu) view = g_menu_new();
    append_item(view, "Centre _Here", "win.center-on", here);
    if (atom) {
        g_autofree char *plane = g_strdup_printf("_Plane Through %s", atom->label);
        g_autofree char *pick =
            g_strdup_printf("Pick %s for a P_lane Through Three", atom->label);
        append_item(view, plane, "win.plane-at", here);
        append_item(view, pick, "win.pick-atom", here);
    }
    append_item(view, "_Unlink This Panel", "win.unlink", NULL);
    g_menu_append_section(menu, NULL, G_MENU_MODEL(view));
    g_autoptr(GMenu) line = g_menu_new();
    if (kkr_document_recipe(self->document)->has_pin)
        append_item(line, "_Release the Probe", "win.unpin", NULL);
    append_item(line, "Pro_be Here", "win.pin", here);
    append_item(line, from, "win.profile-from", here);
    append_item(line, to, "win.profile-to", here);
    g_autoptr(GMenu) sites = sites_menu(self);
    g_menu_append_submenu(line, "Profile to _Site", G_MENU_MODEL(sites));
    g_menu_append_section(menu, NULL, G_MENU_MODEL(line));
    g_autoptr(GMenu) copy = g_menu_new();
    append_item(copy, "Copy _Value", "win.copy-value", here);
    append_item(copy, "Copy Profile as _CSV", "win.copy-profile", NULL);
    append_item(copy, "Copy View as _Image", "win.copy-view", NULL);
    g_menu_append_section(menu, NULL, G_MENU_MODEL(copy));
    return menu;
}

static void close_menu(KkrPicker *self)
{
    g_clear_pointer(&self->menu, gtk_widget_unparent);
}

static void open_menu(KkrPicker *self, double x, double y)
{
    kkr_vec3 point;
    if (!point_at(self, x, y, &point))
        return;
    close_menu(self);
    g_autoptr(GMenu) model = make_menu(self, x, y, point);
    self->menu = gtk_popover_menu_new_from_model(G_MENU_MODEL(model));
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->menu),
                                   GTK_ACCESSIBLE_PROPERTY_LABEL, "This point", -1);
    gtk_popover_set_has_arrow(GTK_POPOVER(self->menu), FALSE);
    gtk_widget_set_halign(self->menu, GTK_ALIGN_START);
    gtk_popover_set_pointing_to(GTK_POPOVER(self->menu),
                                &(GdkRectangle){ (int)x, (int)y, 1, 1 });
    gtk_widget_set_parent(self->menu, GTK_WIDGET(self->stage));
    gtk_popover_popup(GTK_POPOVER(self->menu));
}

static void on_secondary(GtkGestureClick *click, int n, double x, double y,
                         KkrPicker *self)
{
    int q = kkr_panels_pick(kkr_stage_layout(self->stage), x, y);
    if (q < 0)
        return;
    gtk_gesture_set_state(GTK_GESTURE(click), GTK_EVENT_SEQUENCE_CLAIMED);
    kkr_document_set_active(self->document, (kkr_quantity)q);
    open_menu(self, x, y);
}

void kkr_picker_open_menu(KkrPicker *self)
{
    const KkrPicture *picture = kkr_document_picture(self->document);
    const KkrProbe *probe = kkr_document_probe(self->document);
    const kkr_panels_layout *layout = kkr_stage_layout(self->stage);
    kkr_quantity q = kkr_document_recipe(self->document)->active;
    const kkr_rect *panel = &layout->panel[q];
    if (!picture || !layout->shown[q])
        return;
    double x = panel->x + panel->width / 2, y = panel->y + panel->height / 2;
    if (probe->set) {
        double s, t;
        const kkr_panel_view view = kkr_document_panel(self->document, q);
        kkr_probe_foot(probe, &view.plane, &s, &t);
        kkr_panels_to_page(kkr_panels_of(picture->panels, q), panel, s, t, &x, &y);
        x = CLAMP(x, panel->x, panel->x + panel->width - 1);
        y = CLAMP(y, panel->y, panel->y + panel->height - 1);
    }
    open_menu(self, x, y);
}

/* --- life ----------------------------------------------------------------- */

static void kkr_picker_dispose(GObject *object)
{
    g_clear_object(&KKR_PICKER(object)->document);
    G_OBJECT_CLASS(kkr_picker_parent_class)->dispose(object);
}

static void kkr_picker_class_init(KkrPickerClass *class)
{
    G_OBJECT_CLASS(class)->dispose = kkr_picker_dispose;
    signals[CHANGED] = g_signal_new("changed", KKR_TYPE_PICKER, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void kkr_picker_init(KkrPicker *self)
{
}

KkrPicker *kkr_picker_new(KkrDocument *document, KkrStage *stage)
{
    KkrPicker *self = g_object_new(KKR_TYPE_PICKER, NULL);
    GtkWidget *widget = GTK_WIDGET(stage);
    self->document = g_object_ref(document);
    self->stage = stage;
    g_signal_connect_object(stage, "unrealize", G_CALLBACK(close_menu), self,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(document, "opened", G_CALLBACK(kkr_picker_clear), self,
                            G_CONNECT_SWAPPED);

    // before the stage's own gestures: what is claimed here does not pan
    GtkGesture *drag = gtk_gesture_drag_new();
    gtk_event_controller_set_propagation_phase(GTK_EVENT_CONTROLLER(drag),
                                               GTK_PHASE_CAPTURE);
    g_signal_connect_object(drag, "drag-begin", G_CALLBACK(on_drag_begin), self, 0);
    g_signal_connect_object(drag, "drag-update", G_CALLBACK(on_drag_update), self, 0);
    g_signal_connect_object(drag, "drag-end", G_CALLBACK(on_drag_end), self, 0);
    g_signal_connect_object(drag, "cancel", G_CALLBACK(on_cancel), self, 0);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(drag));

    GtkGesture *click = gtk_gesture_click_new();
    g_signal_connect_object(click, "pressed", G_CALLBACK(on_pressed), self, 0);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(click));

    GtkGesture *secondary = gtk_gesture_click_new();
    gtk_gesture_single_set_button(GTK_GESTURE_SINGLE(secondary), GDK_BUTTON_SECONDARY);
    gtk_event_controller_set_propagation_phase(GTK_EVENT_CONTROLLER(secondary),
                                               GTK_PHASE_CAPTURE);
    g_signal_connect_object(secondary, "pressed", G_CALLBACK(on_secondary), self, 0);
    gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(secondary));
    return self;
}
