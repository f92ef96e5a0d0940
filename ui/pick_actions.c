// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/pick_actions.h"

#include <math.h>

#include "ui/line_profile.h"
#include "ui/view.h"

/* What the actions act on; lives as long as the map that has them. */
typedef struct Picking {
    KkrDocument *document;
    KkrStage *stage;
    KkrPicker *picker;
} Picking;

static void picking_free(void *data)
{
    Picking *picking = data;
    g_object_unref(picking->document);
    g_object_unref(picking->stage);
    g_object_unref(picking->picker);
    g_free(picking);
}

static bool parse(const Picking *picking, GVariant *value, kkr_vec3 *point)
{
    const kkr_case *object = kkr_document_case(picking->document);
    return object &&
           kkr_case_parse_point(object, g_variant_get_string(value, NULL), point, NULL);
}

/* --- the probe ------------------------------------------------------------ */

static void pin(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    kkr_recipe next = *kkr_document_recipe(picking->document);
    next.has_pin = true;
    if (parse(picking, value, &next.pin))
        kkr_document_edit(picking->document, &next, NULL);
}

static void unpin(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    kkr_recipe next = *kkr_document_recipe(picking->document);
    next.has_pin = false;
    kkr_document_edit(picking->document, &next, NULL);
}

static void dismiss(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    const kkr_vec3 *atoms;
    if (kkr_document_loading(picking->document))
        kkr_document_cancel(picking->document);
    else if (kkr_picker_atoms(picking->picker, &atoms) > 0)
        kkr_picker_clear(picking->picker);
    else
        unpin(action, NULL, user);
}

static void copy_value(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    const kkr_recipe *recipe = kkr_document_recipe(picking->document);
    kkr_vec3 point;
    if (!parse(picking, value, &point))
        return;
    kkr_sample sample =
        kkr_sampler_point(kkr_document_sampler(picking->document), point);
    const double values[] = { sample.v, sample.dv, fabs(sample.v), fabs(sample.dv) };
    char number[40];
    g_ascii_formatd(number, sizeof number, "%.10g",
                    values[kkr_document_recipe(picking->document)->active] *
                        kkr_energy_unit_factor(recipe->energy_unit));
    g_autofree char *text =
        g_strdup_printf("%s %s", number, kkr_energy_unit_name(recipe->energy_unit));
    gdk_clipboard_set_text(gtk_widget_get_clipboard(GTK_WIDGET(picking->stage)), text);
}

/* --- the plane ------------------------------------------------------------ */

static void center(kkr_recipe *recipe, kkr_vec3 point)
{
    kkr_vec3 d = kkr_vec3_sub(point, recipe->plane.origin);
    recipe->center_s = kkr_vec3_dot(d, recipe->plane.u);
    recipe->center_t = kkr_vec3_dot(d, recipe->plane.v);
}

static void center_on(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    kkr_recipe next = *kkr_document_recipe(picking->document);
    kkr_vec3 point;
    if (!parse(picking, value, &point))
        return;
    center(&next, point);
    kkr_document_edit(picking->document, &next, NULL);
}

static void plane_at(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    kkr_recipe next = *kkr_document_recipe(picking->document);
    kkr_vec3 point;
    if (!parse(picking, value, &point))
        return;
    kkr_view_set_offset(&next, kkr_vec3_dot(point, next.plane.n));
    kkr_document_edit(picking->document, &next, NULL);
}

static void plane_through(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    const kkr_case *object = kkr_document_case(picking->document);
    g_auto(GStrv) words = g_strsplit(g_variant_get_string(value, NULL), ";", -1);
    kkr_vec3 points[3];
    if (!object || g_strv_length(words) != 3)
        return;
    for (int i = 0; i < 3; i++)
        if (!kkr_case_parse_point(object, words[i], &points[i], NULL))
            return;
    kkr_picker_clear(picking->picker);
    for (int i = 0; i < 3; i++)
        kkr_picker_add(picking->picker, points[i]);
}

static void pick_atom(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    kkr_vec3 point;
    if (parse(picking, value, &point))
        kkr_picker_add(picking->picker, point);
}

static void unpick(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    kkr_picker_clear(picking->picker);
}

/* --- the line ------------------------------------------------------------- */

/* A first line: from the atom to look at to the nearest other one in the picture. */
static void choose_line(const Picking *picking, kkr_recipe *recipe)
{
    const KkrPicture *picture = kkr_document_picture(picking->document);
    kkr_vec3 from = kkr_case_natural_point(kkr_document_case(picking->document));
    double nearest = INFINITY;
    recipe->line_ends = 2;
    recipe->line_from = from;
    recipe->line_to = kkr_vec3_mad(from, kkr_document_view_width(picking->document) / 3,
                                   recipe->plane.u);
    const kkr_slice *slice =
        picture ? kkr_panels_slice(picture->panels, recipe->active) : NULL;
    for (int i = 0; slice && i < slice->n_atoms; i++) {
        const kkr_slice_atom *atom = &slice->atoms[i];
        const kkr_plane *plane = &slice->plane;
        kkr_vec3 at = kkr_vec3_mad(kkr_plane_point(plane, atom->s, atom->t),
                                   atom->height, plane->n);
        double away = kkr_vec3_length(kkr_vec3_sub(at, from));
        if (away > 0.1 && away < nearest - 1e-6) {
            nearest = away;
            recipe->line_to = at;
        }
    }
}

static void change_profile(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    kkr_recipe next = *kkr_document_recipe(picking->document);
    next.show_line = g_variant_get_boolean(value);
    if (next.show_line && next.line_ends < 2)
        choose_line(picking, &next);
    kkr_document_edit(picking->document, &next, NULL);
}

static void profile_from(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    kkr_recipe next = *kkr_document_recipe(picking->document);
    if (!parse(picking, value, &next.line_from))
        return;
    next.line_ends = MAX(next.line_ends, 1);
    next.show_line = true;
    kkr_document_edit(picking->document, &next, NULL);
}

/* Without a beginning the line starts at the pin, or at the atom to look at. */
static void profile_to(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    kkr_recipe next = *kkr_document_recipe(picking->document);
    if (!parse(picking, value, &next.line_to))
        return;
    if (next.line_ends == 0)
        next.line_from =
            next.has_pin ? next.pin
                         : kkr_case_natural_point(kkr_document_case(picking->document));
    next.line_ends = 2;
    next.show_line = true;
    kkr_document_edit(picking->document, &next, NULL);
}

static void change_scale(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    kkr_recipe next = *kkr_document_recipe(picking->document);
    bool linear = g_str_equal(g_variant_get_string(value, NULL), "linear");
    next.line_scale = linear ? KKR_SCALE_LINEAR : KKR_SCALE_SYMLOG;
    kkr_document_edit(picking->document, &next, NULL);
}

static void copy_profile(GSimpleAction *action, GVariant *value, void *user)
{
    static const kkr_field_quantity fields[] = {
        [KKR_QUANTITY_V] = KKR_FIELD_V,
        [KKR_QUANTITY_DV] = KKR_FIELD_DV,
        [KKR_QUANTITY_ABS_V] = KKR_FIELD_ABS_V,
        [KKR_QUANTITY_ABS_DV] = KKR_FIELD_ABS_DV,
    };
    const Picking *picking = user;
    g_autofree char *text = kkr_line_profile_csv(
        picking->document, fields[kkr_document_recipe(picking->document)->active]);
    if (text)
        gdk_clipboard_set_text(gtk_widget_get_clipboard(GTK_WIDGET(picking->stage)),
                               text);
}

/* --- the view ------------------------------------------------------------- */

static void copy_view(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    g_autoptr(GdkTexture) texture = kkr_stage_render(picking->stage);
    if (texture)
        gdk_clipboard_set_texture(gtk_widget_get_clipboard(GTK_WIDGET(picking->stage)),
                                  texture);
}

static void context_menu(GSimpleAction *action, GVariant *value, void *user)
{
    const Picking *picking = user;
    kkr_picker_open_menu(picking->picker);
}

/* --- states ---------------------------------------------------------------- */

static const GActionEntry entries[] = {
    { .name = "pin", .activate = pin, .parameter_type = "s" },
    { .name = "unpin", .activate = unpin },
    { .name = "dismiss", .activate = dismiss },
    { .name = "copy-value", .activate = copy_value, .parameter_type = "s" },
    { .name = "center-on", .activate = center_on, .parameter_type = "s" },
    { .name = "plane-at", .activate = plane_at, .parameter_type = "s" },
    { .name = "plane-through", .activate = plane_through, .parameter_type = "s" },
    { .name = "pick-atom", .activate = pick_atom, .parameter_type = "s" },
    { .name = "unpick", .activate = unpick },
    { .name = "profile", .state = "false", .change_state = change_profile },
    { .name = "profile-from", .activate = profile_from, .parameter_type = "s" },
    { .name = "profile-to", .activate = profile_to, .parameter_type = "s" },
    { .name = "profile-scale",
      .parameter_type = "s",
      .state = "'symlog'",
      .change_state = change_scale },
    { .name = "copy-profile", .activate = copy_profile },
    { .name = "copy-view", .activate = copy_view },
    { .name = "context-menu", .activate = context_menu },
};

static GSimpleAction *find(GObject *map, const char *name)
{
    return G_SIMPLE_ACTION(g_action_map_lookup_action(G_ACTION_MAP(map), name));
}

static void update(GObject *map)
{
    const Picking *picking = g_object_get_data(map, "picking");
    const kkr_recipe *recipe = kkr_document_recipe(picking->document);
    const kkr_vec3 *atoms;
    bool open = kkr_document_case(picking->document) != NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(entries); i++)
        g_simple_action_set_enabled(find(map, entries[i].name), open);
    g_simple_action_set_enabled(find(map, "unpin"), open && recipe->has_pin);
    g_simple_action_set_enabled(find(map, "copy-profile"),
                                open && recipe->line_ends == 2);
    g_simple_action_set_enabled(find(map, "unpick"),
                                kkr_picker_atoms(picking->picker, &atoms) > 0);
    g_simple_action_set_enabled(find(map, "dismiss"), TRUE);
    g_simple_action_set_state(find(map, "profile"),
                              g_variant_new_boolean(kkr_line_profile_wanted(recipe)));
    g_simple_action_set_state(
        find(map, "profile-scale"),
        g_variant_new_string(recipe->line_scale == KKR_SCALE_LINEAR ? "linear"
                                                                    : "symlog"));
}

void kkr_pick_actions_add(GActionMap *map, KkrDocument *document, KkrStage *stage,
                          KkrPicker *picker)
{
    Picking *picking = g_new0(Picking, 1);
    picking->document = g_object_ref(document);
    picking->stage = g_object_ref(stage);
    picking->picker = g_object_ref(picker);
    g_action_map_add_action_entries(map, entries, G_N_ELEMENTS(entries), picking);
    g_object_set_data_full(G_OBJECT(map), "picking", picking, picking_free);
    static const char *const of_document[] = { "opened", "changed" };
    for (size_t i = 0; i < G_N_ELEMENTS(of_document); i++)
        g_signal_connect_object(document, of_document[i], G_CALLBACK(update), map,
                                G_CONNECT_SWAPPED);
    g_signal_connect_object(picker, "changed", G_CALLBACK(update), map,
                            G_CONNECT_SWAPPED);
    update(G_OBJECT(map));
}
