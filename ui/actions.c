// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/actions.h"

#include <math.h>

#include "ui/case_actions.h"
#include "ui/cells_actions.h"
#include "ui/check_actions.h"
#include "ui/dataset_actions.h"
#include "ui/features_actions.h"
#include "ui/page_actions.h"
#include "ui/radial_actions.h"
#include "ui/range_actions.h"
#include "ui/surface_actions.h"
#include "ui/view.h"
#include "ui/views.h"

/* A bool of the recipe. */
typedef struct Toggle {
    const char *name;
    size_t offset;
} Toggle;

static const Toggle toggles[] = {
    { "cells", offsetof(kkr_recipe, show_cells) },
    { "contours", offsetof(kkr_recipe, show_contours) },
    { "atoms", offsetof(kkr_recipe, show_atoms) },
    { "labels", offsetof(kkr_recipe, show_labels) },
    { "muffin-tin", offsetof(kkr_recipe, show_r_mt) },
    { "owners", offsetof(kkr_recipe, show_owners) },
    { "tripod", offsetof(kkr_recipe, show_tripod) },
    { "host", offsetof(kkr_recipe, sampler.outside_host) },
    { "nuclear", offsetof(kkr_recipe, sampler.nuclear) },
    { "keep-scales", offsetof(kkr_recipe, keep_scales) },
    { "radial-log", offsetof(kkr_recipe, radial_log) },
    { "radial-marks", offsetof(kkr_recipe, radial_marks) },
    { "cells-hidden", offsetof(kkr_recipe, cells.hidden) },
    { "cells-atoms", offsetof(kkr_recipe, cells.atoms) },
    { "cells-r-in", offsetof(kkr_recipe, cells.r_in) },
    { "cells-r-mt", offsetof(kkr_recipe, cells.r_mt) },
    { "cells-r-out", offsetof(kkr_recipe, cells.r_out) },
    { "cells-sphere", offsetof(kkr_recipe, cells.sphere) },
    { "cells-cut", offsetof(kkr_recipe, cells.cut) },
    { "perspective", offsetof(kkr_recipe, camera.perspective) },
    { "surface-pair", offsetof(kkr_recipe, surfaces.pair) },
    { "surface-slice", offsetof(kkr_recipe, surfaces.slice) },
    { "surface-cells", offsetof(kkr_recipe, surfaces.cells) },
    { "surface-atoms", offsetof(kkr_recipe, surfaces.atoms) },
    { "surface-box", offsetof(kkr_recipe, surfaces.box) },
};

/* An enum of the recipe; all are as wide as an int. */
typedef struct Choice {
    const char *name;
    size_t offset;
    const char *words[6];
} Choice;

static const Choice choices[] = {
    { "radial-parts",
      offsetof(kkr_recipe, radial_parts),
      { "spherical", "one", "nonspherical" } },
    { "radial-overlay",
      offsetof(kkr_recipe, radial_overlay),
      { "none", "modes", "spins" } },
    { "plane-axes", offsetof(kkr_recipe, plane_axes), { "cartesian", "lattice" } },
    { "cells-shown",
      offsetof(kkr_recipe, cells.shown),
      { "one", "neighbours", "all" } },
    { "cells-chart",
      offsetof(kkr_recipe, cells.chart),
      { "curves", "direction", "slice", "error" } },
    { "cells-source",
      offsetof(kkr_recipe, cells.source),
      { "both", "computed", "file", "difference" } },
    { "cells-table", offsetof(kkr_recipe, cells.table), { "faces", "radii" } },
    { "mode", offsetof(kkr_recipe, sampler.mode), { "cell", "stored", "mt" } },
    { "reference",
      offsetof(kkr_recipe, reference),
      { "host", "start", "file", "zero" } },
    { "channel", offsetof(kkr_recipe, sampler.channel), { "avg", "up", "down", "B" } },
    { "energy-unit",
      offsetof(kkr_recipe, energy_unit),
      { "Ry", "mRy", "Ha", "eV", "meV" } },
    { "length-unit",
      offsetof(kkr_recipe, length_unit),
      { "bohr", "angstrom", "alat" } },
    { "surface-colour",
      offsetof(kkr_recipe, surfaces.color),
      { "level", "V", "dV", "absV", "absdV" } },
    { "surface-cut", offsetof(kkr_recipe, surfaces.cut), { "none", "front", "back" } },
    { "surface-extent",
      offsetof(kkr_recipe, surfaces.extent),
      { "cells", "unit-cell" } },
};

_Static_assert(sizeof(kkr_radial_parts) == sizeof(int) &&
                   sizeof(kkr_radial_overlay) == sizeof(int) &&
                   sizeof(kkr_cells_shown) == sizeof(int) &&
                   sizeof(kkr_shape_chart) == sizeof(int) &&
                   sizeof(kkr_shape_source) == sizeof(int) &&
                   sizeof(kkr_cells_table) == sizeof(int) &&
                   sizeof(kkr_mode) == sizeof(int) &&
                   sizeof(kkr_plane_axes) == sizeof(int) &&
                   sizeof(kkr_reference) == sizeof(int) &&
                   sizeof(kkr_channel) == sizeof(int) &&
                   sizeof(kkr_energy_unit) == sizeof(int) &&
                   sizeof(kkr_length_unit) == sizeof(int) &&
                   sizeof(kkr_surface_color) == sizeof(int) &&
                   sizeof(kkr_surface_cut) == sizeof(int) &&
                   sizeof(kkr_surface_extent) == sizeof(int),
               "choices are read and written as int");

static bool *toggle_of(kkr_recipe *recipe, const Toggle *toggle)
{
    return (bool *)((char *)recipe + toggle->offset);
}

static int *choice_of(kkr_recipe *recipe, const Choice *choice)
{
    return (int *)((char *)recipe + choice->offset);
}

KkrDocument *kkr_action_document(GSimpleAction *action)
{
    return g_object_get_data(G_OBJECT(action), "document");
}

static void change_toggle(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(kkr_action_document(action));
    *toggle_of(&next, user) = g_variant_get_boolean(value);
    kkr_document_edit(kkr_action_document(action), &next, NULL);
}

static void change_choice(GSimpleAction *action, GVariant *value, void *user)
{
    const Choice *choice = user;
    const char *word = g_variant_get_string(value, NULL);
    kkr_recipe next = *kkr_document_recipe(kkr_action_document(action));
    for (int i = 0; choice->words[i]; i++) {
        if (g_str_equal(choice->words[i], word)) {
            *choice_of(&next, choice) = i;
            kkr_document_edit(kkr_action_document(action), &next, NULL);
        }
    }
}

static void change_panel(GSimpleAction *action, GVariant *value, void *user)
{
    int only = g_variant_get_int32(value);
    kkr_recipe next = *kkr_document_recipe(kkr_action_document(action));
    if (only < -1 || only >= KKR_QUANTITY_COUNT)
        return;
    // the same key again goes back to all four
    next.only = only == next.only ? -1 : only;
    if (only >= 0)
        next.active = (kkr_quantity)only;
    kkr_document_edit(kkr_action_document(action), &next, NULL);
}

/* The active panel from the others. */
static void change_unlink(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    kkr_document_set_linked(document, kkr_document_recipe(document)->active,
                            !g_variant_get_boolean(value));
}

static void change_plane(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    const kkr_case *object = kkr_document_case(document);
    kkr_recipe next = *kkr_document_recipe(document);
    if (!object ||
        !kkr_plane_parse(object, g_variant_get_string(value, NULL), &next.plane, NULL))
        return;
    double width = next.width;
    kkr_view_center(&next, object);
    next.width = width;
    kkr_document_edit(document, &next, NULL);
}

static void move_plane(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    const kkr_case *object = kkr_document_case(document);
    if (object)
        kkr_document_set_offset(document,
                                kkr_view_step(kkr_document_recipe(document), object,
                                              g_variant_get_double(value)),
                                "offset");
}

static bool is_radial(GSimpleAction *action)
{
    return kkr_document_recipe(kkr_action_document(action))->view == KKR_VIEW_RADIAL;
}

static void zoom(GSimpleAction *action, GVariant *value, void *user)
{
    if (is_radial(action))
        kkr_radial_zoom_middle(kkr_action_document(action),
                               g_variant_get_double(value));
    else if (kkr_document_recipe(kkr_action_document(action))->view == KKR_VIEW_CELLS)
        kkr_cells_zoom(kkr_action_document(action), g_variant_get_double(value));
    else if (kkr_document_case(kkr_action_document(action)) &&
             g_variant_get_double(value) > 0)
        kkr_stage_zoom(user, g_variant_get_double(value));
}

static void reset_view(GSimpleAction *action, GVariant *value, void *user)
{
    const kkr_case *object = kkr_document_case(kkr_action_document(action));
    kkr_recipe next = *kkr_document_recipe(kkr_action_document(action));
    if (!object)
        return;
    if (is_radial(action))
        next.radial_from = next.radial_to = 0;
    else if (next.view == KKR_VIEW_CELLS)
        next.camera.span = 0; // everything is seen
    else
        kkr_view_center(&next, object);
    kkr_document_edit(kkr_action_document(action), &next, NULL);
}

/* The next way to undo the shape function: what blinks is what it changes. */
static void next_mode(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    kkr_recipe next = *kkr_document_recipe(document);
    const kkr_mode after[] = { [KKR_MODE_CELL] = KKR_MODE_STORED,
                               [KKR_MODE_STORED] = KKR_MODE_MT,
                               [KKR_MODE_MT] = KKR_MODE_CELL };
    next.sampler.mode = after[next.sampler.mode];
    kkr_document_edit(document, &next, NULL);
}

static void undo(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_document_undo(kkr_action_document(action));
}

static void redo(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_document_redo(kkr_action_document(action));
}

static void reload(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_document_reload(kkr_action_document(action));
}

static void cancel(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_document_cancel(kkr_action_document(action));
}

void kkr_action_add(GActionMap *map, KkrDocument *document, GSimpleAction *action,
                    const char *signal, GCallback callback, const void *user)
{
    g_object_set_data_full(G_OBJECT(action), "document", g_object_ref(document),
                           g_object_unref);
    g_signal_connect(action, signal, callback, (void *)user);
    g_action_map_add_action(map, G_ACTION(action));
    g_object_unref(action);
}

void kkr_actions_add(GActionMap *map, KkrDocument *document, KkrStage *stage)
{
    kkr_recipe recipe = *kkr_document_recipe(document);
    for (size_t i = 0; i < G_N_ELEMENTS(toggles); i++)
        kkr_action_add(map, document,
                       g_simple_action_new_stateful(
                           toggles[i].name, NULL,
                           g_variant_new_boolean(*toggle_of(&recipe, &toggles[i]))),
                       "change-state", G_CALLBACK(change_toggle), &toggles[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(choices); i++)
        kkr_action_add(map, document,
                       g_simple_action_new_stateful(
                           choices[i].name, G_VARIANT_TYPE_STRING,
                           g_variant_new_string(
                               choices[i].words[*choice_of(&recipe, &choices[i])])),
                       "change-state", G_CALLBACK(change_choice), &choices[i]);
    kkr_action_add(map, document,
                   g_simple_action_new_stateful("panel", G_VARIANT_TYPE_INT32,
                                                g_variant_new_int32(recipe.only)),
                   "change-state", G_CALLBACK(change_panel), stage);
    kkr_action_add(
        map, document,
        g_simple_action_new_stateful("unlink", NULL, g_variant_new_boolean(false)),
        "change-state", G_CALLBACK(change_unlink), stage);
    const struct {
        const char *name;
        const char *type;
        void (*activate)(GSimpleAction *, GVariant *, void *);
    } plain[] = {
        { "plane", "s", change_plane },
        { "move-plane", "d", move_plane },
        { "zoom", "d", zoom },
        { "reset-view", NULL, reset_view },
        { "undo", NULL, undo },
        { "redo", NULL, redo },
        { "reload", NULL, reload },
        { "cancel", NULL, cancel },
        { "next-mode", NULL, next_mode },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
        kkr_action_add(
            map, document,
            g_simple_action_new(plain[i].name, (const GVariantType *)plain[i].type),
            "activate", G_CALLBACK(plain[i].activate), stage);
    kkr_range_actions_add(map, document);
    kkr_case_actions_add(map, document, stage);
    kkr_radial_actions_add(map, document);
    kkr_cells_actions_add(map, document);
    kkr_surface_actions_add(map, document);
    kkr_features_actions_add(map, document);
    kkr_check_actions_add(map, document);
    kkr_page_actions_add(map, document);
    kkr_dataset_actions_add(map, document);
    kkr_views_add_action(map, document);
}

void kkr_action_set_state(GActionMap *map, const char *name, GVariant *state)
{
    g_simple_action_set_state(G_SIMPLE_ACTION(g_action_map_lookup_action(map, name)),
                              state);
}

void kkr_action_enable(GActionMap *map, const char *name, bool enabled)
{
    g_simple_action_set_enabled(G_SIMPLE_ACTION(g_action_map_lookup_action(map, name)),
                                enabled);
}

void kkr_actions_update(GActionMap *map, KkrDocument *document)
{
    static const char *const need_case[] = {
        "zoom",        "reset-view",   "reload",       "mode",           "next-mode",
        "reference",   "channel",      "radial-parts", "radial-overlay", "cells-shown",
        "cells-chart", "cells-source", "cells-table"
    };
    static const char *const need_panels[] = { "plane",    "plane-axes", "move-plane",
                                               "panel",    "unlink",     "cells",
                                               "contours", "atoms",      "labels",
                                               "host",     "muffin-tin" };
    kkr_recipe recipe = *kkr_document_recipe(document);
    bool open = kkr_document_case(document) != NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(toggles); i++) {
        kkr_action_set_state(map, toggles[i].name,
                             g_variant_new_boolean(*toggle_of(&recipe, &toggles[i])));
        kkr_action_enable(map, toggles[i].name, open);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(choices); i++)
        kkr_action_set_state(
            map, choices[i].name,
            g_variant_new_string(choices[i].words[*choice_of(&recipe, &choices[i])]));
    kkr_action_set_state(map, "panel", g_variant_new_int32(recipe.only));
    kkr_action_set_state(map, "unlink",
                         g_variant_new_boolean(recipe.own[recipe.active].unlinked));
    for (size_t i = 0; i < G_N_ELEMENTS(need_case); i++)
        kkr_action_enable(map, need_case[i], open);
    for (size_t i = 0; i < G_N_ELEMENTS(need_panels); i++)
        kkr_action_enable(map, need_panels[i], open && recipe.view == KKR_VIEW_PANELS);
    if (open && recipe.view == KKR_VIEW_CHECK) { // its slice is of that plane
        kkr_action_enable(map, "plane", true);
        kkr_action_enable(map, "move-plane", true);
    }
    kkr_action_enable(map, "undo", kkr_document_can_undo(document));
    kkr_action_enable(map, "redo", kkr_document_can_redo(document));
    kkr_action_enable(map, "cancel", kkr_document_loading(document));
    kkr_range_actions_update(map, document);
    kkr_case_actions_update(map, document);
    kkr_radial_actions_update(map, document);
    kkr_cells_actions_update(map, document);
    kkr_surface_actions_update(map, document);
    kkr_features_actions_update(map, document);
    kkr_check_actions_update(map, document);
    kkr_page_actions_update(map, document);
    kkr_dataset_actions_update(map, document);
    kkr_views_update_action(map, document);
}
