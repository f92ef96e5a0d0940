// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/cells_actions.h"

#include <math.h>
#include <string.h>

#include "core/cells_scene.h"
#include "core/ylm.h"

static const char *const colors[] = { "plain", "element", "site", "volume", "jump" };
static const double FAINT = 0.2, READABLE = 1; // opacity of faces

static void activate_site(GSimpleAction *action, GVariant *value, void *user)
{
    const kkr_case *object = kkr_document_case(user);
    int site = g_variant_get_int32(value);
    kkr_recipe next = *kkr_document_recipe(user);
    if (!object || site < 0 || site > object->n_sites || site == next.cells.site)
        return;
    next.cells.site = site;
    next.cells.face = 0; // it was one of another cell
    kkr_document_edit(user, &next, NULL);
}

static void activate_face(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(user);
    if (g_variant_get_int32(value) < 0 || g_variant_get_int32(value) == next.cells.face)
        return;
    next.cells.face = g_variant_get_int32(value);
    kkr_document_edit(user, &next, NULL);
}

static void change_color(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(user);
    for (size_t i = 0; i < G_N_ELEMENTS(colors); i++) {
        if (!g_str_equal(colors[i], g_variant_get_string(value, NULL)))
            continue;
        bool was_jump = next.cells.color == KKR_CELLS_JUMP;
        next.cells.color = (kkr_cells_color)i;
        if (!was_jump && next.cells.color == KKR_CELLS_JUMP && next.cells.opacity < 0.5)
            next.cells.opacity = READABLE;
        else if (was_jump && next.cells.opacity == READABLE)
            next.cells.opacity = FAINT;
        kkr_document_edit(user, &next, NULL);
    }
}

static void activate_opacity(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(user);
    double opacity = g_variant_get_double(value);
    if (!(opacity >= 0 && opacity <= 1))
        return;
    next.cells.opacity = opacity;
    kkr_document_edit(user, &next, "cells-opacity");
}

static void activate_radius(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(user);
    double radius = g_variant_get_double(value);
    if (!(radius == 0 || (radius >= 1e-3 && radius < 1e6)))
        return;
    next.cells.radius = radius;
    next.cells.sphere = true;
    kkr_document_edit(user, &next, "cells-radius");
}

static void activate_l(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(user);
    int l = g_variant_get_int32(value);
    if (l < 0 || l > KKR_L_MAX || l == next.cells.l)
        return;
    next.cells.l = l;
    kkr_document_edit(user, &next, NULL);
}

static void activate_direction(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(user);
    kkr_vec3 d;
    g_variant_get(value, "(ddd)", &d.x, &d.y, &d.z);
    double length = kkr_vec3_length(d);
    if (!(length > 0 && length < 1e6))
        return;
    next.cells.direction = d;
    kkr_document_edit(user, &next, NULL);
}

/* --- the camera ---------------------------------------------------------- */

/* False: there is no such direction. */
static bool direction_of(const char *word, const kkr_case *object,
                         const kkr_recipe *recipe, kkr_vec3 *from)
{
    double sign = *word == '-' ? -1 : 1;
    const char *axis = *word == '-' ? word + 1 : word;
    if (g_str_equal(axis, "normal"))
        *from = recipe->plane.n;
    else if (strlen(axis) == 1 && *axis >= 'x' && *axis <= 'z')
        *from = (kkr_vec3){ *axis == 'x', *axis == 'y', *axis == 'z' };
    else if (strlen(axis) == 1 && *axis >= 'a' && *axis <= 'c' && object->crystal)
        *from = object->crystal->lattice.row[*axis - 'a'];
    else
        return false;
    *from = kkr_vec3_scale(*from, sign);
    return kkr_vec3_length(*from) > 0; // the third row of a slab is zero
}

static void activate_look(GSimpleAction *action, GVariant *value, void *user)
{
    const kkr_case *object = kkr_document_case(user);
    kkr_recipe next = *kkr_document_recipe(user);
    const char *word = g_variant_get_string(value, NULL);
    kkr_vec3 from;
    if (!object || !direction_of(word, object, &next, &from))
        return;
    kkr_vec3 up = g_str_equal(word, "normal") ? next.plane.v : (kkr_vec3){ 0, 0, 1 };
    kkr_camera_look(&next.camera, from, up);
    kkr_document_edit(user, &next, NULL);
}

void kkr_cells_zoom(KkrDocument *document, double factor)
{
    kkr_recipe next = *kkr_document_recipe(document);
    const kkr_case *object = kkr_document_case(document);
    if (!object || !(factor > 0))
        return;
    if (!(next.camera.span > 0)) { // what "everything" is: made again from the scene
        kkr_scene *scene = kkr_cells_scene_new(object, &next.cells, NULL, 1, next.dark);
        kkr_vec3 center;
        double reach;
        if (kkr_scene_bounds(scene, &center, &reach))
            next.camera = kkr_recipe_camera(&next, center, reach);
        kkr_scene_free(scene);
    }
    next.camera.span = CLAMP(next.camera.span / factor, 0.5, 500);
    kkr_document_edit(document, &next, "camera");
}

static void activate_fit(GSimpleAction *action, GVariant *value, void *user)
{
    kkr_recipe next = *kkr_document_recipe(user);
    next.camera.span = 0;
    next.camera.target = (kkr_vec3){ 0, 0, 0 };
    kkr_document_edit(user, &next, NULL);
}

static const GActionEntry entries[] = {
    { .name = "cells-site", .activate = activate_site, .parameter_type = "i" },
    { .name = "cells-face", .activate = activate_face, .parameter_type = "i" },
    { .name = "cells-colour",
      .state = "'plain'",
      .change_state = change_color,
      .parameter_type = "s" },
    { .name = "cells-opacity", .activate = activate_opacity, .parameter_type = "d" },
    { .name = "cells-radius", .activate = activate_radius, .parameter_type = "d" },
    { .name = "cells-l", .state = "8", .activate = activate_l, .parameter_type = "i" },
    { .name = "cells-direction",
      .activate = activate_direction,
      .parameter_type = "(ddd)" },
    { .name = "look", .activate = activate_look, .parameter_type = "s" },
    { .name = "fit", .activate = activate_fit },
};

void kkr_cells_actions_add(GActionMap *map, KkrDocument *document)
{
    g_action_map_add_action_entries(map, entries, G_N_ELEMENTS(entries), document);
}

void kkr_cells_actions_update(GActionMap *map, KkrDocument *document)
{
    const kkr_recipe *recipe = kkr_document_recipe(document);
    bool open = kkr_document_case(document) != NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(entries); i++)
        g_simple_action_set_enabled(
            G_SIMPLE_ACTION(g_action_map_lookup_action(map, entries[i].name)), open);
    g_simple_action_set_state(
        G_SIMPLE_ACTION(g_action_map_lookup_action(map, "cells-colour")),
        g_variant_new_string(colors[recipe->cells.color]));
    g_simple_action_set_state(
        G_SIMPLE_ACTION(g_action_map_lookup_action(map, "cells-l")),
        g_variant_new_int32(recipe->cells.l));
}
