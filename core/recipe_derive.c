// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/recipe_derive.h"

#include <math.h>
#include <string.h>

static int line_of(const kkr_recipe_places *at, size_t offset_in_recipe)
{
    for (int i = 0; i < kkr_recipe_n_keys; i++)
        if (kkr_recipe_keys[i].offset ==
            offsetof(kkr_recipe_text, recipe) + offset_in_recipe)
            return at->line[i];
    return 0;
}

#define LINE(member) line_of(at, offsetof(kkr_recipe, member))

/** Of a field of a plane that begins at `plane` in the recipe. */
#define FIELD(member) line_of(at, plane_at + offsetof(kkr_plane, member))

static void derive_plane(kkr_plane *plane, size_t plane_at, const kkr_recipe_places *at)
{
    kkr_plane whole = { .name = "through 3 points" };
    if (!FIELD(hkl) && (FIELD(u) || FIELD(v)))
        memset(plane->hkl, 0, sizeof plane->hkl);
    const int *hkl = plane->hkl;
    bool miller =
        kkr_plane_from_miller(hkl[0], hkl[1], hkl[2], plane->offset, &whole, NULL);
    if (!FIELD(u))
        plane->u = whole.u;
    if (!FIELD(v))
        plane->v = whole.v;
    if (!FIELD(n))
        plane->n = miller ? whole.n : kkr_vec3_cross(plane->u, plane->v);
    if (!FIELD(offset) && FIELD(origin))
        plane->offset = kkr_vec3_dot(plane->n, plane->origin);
    if (!FIELD(origin))
        plane->origin = kkr_vec3_scale(plane->n, plane->offset);
    if (!FIELD(name))
        memcpy(plane->name, whole.name, sizeof plane->name);
}

static size_t panel_at(int panel)
{
    return offsetof(kkr_recipe, own) + (size_t)panel * sizeof(kkr_panel_view);
}

static size_t panel_plane_at(int panel)
{
    return panel_at(panel) + offsetof(kkr_panel_view, plane);
}

/** Does anything stand there of the plane of a panel? */
static bool tells_plane(size_t plane_at, const kkr_recipe_places *at)
{
    return FIELD(hkl) || FIELD(offset) || FIELD(u) || FIELD(v) || FIELD(n) ||
           FIELD(origin) || FIELD(name);
}

/** Of a linked panel nothing is kept; what an unlinked one does not say is common. */
static void derive_panel(kkr_recipe *recipe, int panel, const kkr_recipe_places *at)
{
    kkr_panel_view *own = &recipe->own[panel];
    size_t plane_at = panel_plane_at(panel);
    if (!line_of(at, panel_at(panel) + offsetof(kkr_panel_view, unlinked)))
        own->unlinked = false;
    if (!own->unlinked)
        return; // check() wants to see what was said in vain
    if (!tells_plane(plane_at, at)) {
        own->plane = recipe->plane;
    } else {
        if (!FIELD(hkl) && !FIELD(u) && !FIELD(v))
            memcpy(own->plane.hkl, recipe->plane.hkl, sizeof own->plane.hkl);
        derive_plane(&own->plane, plane_at, at);
    }
    if (!line_of(at, panel_at(panel) + offsetof(kkr_panel_view, center_s))) {
        own->center_s = recipe->center_s;
        own->center_t = recipe->center_t;
    }
    if (!line_of(at, panel_at(panel) + offsetof(kkr_panel_view, width)))
        own->width = recipe->width;
}

void kkr_recipe_derive(kkr_recipe *recipe, const kkr_recipe_places *at)
{
    derive_plane(&recipe->plane, offsetof(kkr_recipe, plane), at);
    for (int panel = 0; panel < KKR_QUANTITY_COUNT; panel++)
        derive_panel(recipe, panel, at);
    if (!LINE(signed_scales.v.low))
        recipe->signed_scales.v.low = -recipe->signed_scales.v.limit;
    if (!LINE(signed_scales.dv.low))
        recipe->signed_scales.dv.low = -recipe->signed_scales.dv.limit;
    if (!LINE(absolute_scales.v.linear_to))
        recipe->absolute_scales.v.linear_to = recipe->absolute_scales.v.low;
    if (!LINE(absolute_scales.dv.linear_to))
        recipe->absolute_scales.dv.linear_to = recipe->absolute_scales.dv.low;
}

// ------------------------------------------------------------- check

/** The last line that says something about the keys of a section. */
static int last_line(const kkr_recipe_places *at, const char *section,
                     const char *beginning)
{
    int line = 1;
    for (int i = 0; i < kkr_recipe_n_keys; i++) {
        const kkr_recipe_key *key = &kkr_recipe_keys[i];
        if (strcmp(key->section, section) == 0 &&
            strncmp(key->name, beginning, strlen(beginning)) == 0 && at->line[i] > line)
            line = at->line[i];
    }
    return line;
}

static bool is_near(kkr_vec3 a, kkr_vec3 b)
{
    return kkr_vec3_length(kkr_vec3_sub(a, b)) < 1e-6;
}

static bool check_plane(kkr_text *file, const kkr_plane *plane, size_t plane_at,
                        const kkr_recipe_places *at, int line, kkr_error *err)
{
    const int *hkl = plane->hkl;
    bool miller = hkl[0] || hkl[1] || hkl[2];
    file->line = line;
    if (!miller && !(FIELD(u) && FIELD(v)))
        return kkr_text_fail(file, err, "a plane without Miller indices needs u and v");
    double uu = kkr_vec3_dot(plane->u, plane->u);
    double vv = kkr_vec3_dot(plane->v, plane->v);
    if (!(fabs(uu - 1) < 1e-6 && fabs(vv - 1) < 1e-6 &&
          is_near(plane->n, kkr_vec3_cross(plane->u, plane->v)) &&
          fabs(kkr_vec3_dot(plane->u, plane->v)) < 1e-6))
        return kkr_text_fail(file, err,
                             "u, v and normal must have length 1 and be perpendicular, "
                             "with normal = u x v");
    if (miller &&
        !is_near(plane->n, kkr_vec3_unit((kkr_vec3){ hkl[0], hkl[1], hkl[2] })))
        return kkr_text_fail(file, err,
                             "the normal of the plane is not along its Miller indices");
    double offset = kkr_vec3_dot(plane->n, plane->origin);
    if (!(fabs(offset - plane->offset) < 1e-6 * (1 + fabs(plane->offset))))
        return kkr_text_fail(file, err,
                             "offset and origin disagree: the origin lies %.7g bohr "
                             "along the normal, not %.7g",
                             offset, plane->offset);
    return true;
}

static const char *const panel_names[] = { "V.", "dV.", "absV.", "absdV." };

static bool check_panel(kkr_text *file, const kkr_recipe *recipe, int panel,
                        const kkr_recipe_places *at, kkr_error *err)
{
    const kkr_panel_view *own = &recipe->own[panel];
    const char *name = panel_names[panel];
    size_t plane_at = panel_plane_at(panel);
    bool plane = tells_plane(plane_at, at);
    bool told = plane ||
                line_of(at, panel_at(panel) + offsetof(kkr_panel_view, center_s)) ||
                line_of(at, panel_at(panel) + offsetof(kkr_panel_view, width));
    int line = last_line(at, "panels", name);
    file->line = line;
    if (!own->unlinked)
        return !told ||
               kkr_text_fail(file, err,
                             "a panel that looks elsewhere needs %slinked = off", name);
    if (!plane)
        return true;
    if (own->plane.hkl[0] || own->plane.hkl[1] || own->plane.hkl[2] || FIELD(u) ||
        FIELD(v))
        return check_plane(file, &own->plane, plane_at, at, line, err);
    return kkr_text_fail(file, err,
                         "[plane] has no Miller indices, so that this panel needs "
                         "%smiller, or %su and %sv",
                         name, name, name);
}

bool kkr_recipe_check(kkr_text *file, const kkr_recipe_text *text,
                      const kkr_recipe_places *at, kkr_error *err)
{
    const kkr_recipe *recipe = &text->recipe;
    if (!check_plane(file, &recipe->plane, offsetof(kkr_recipe, plane), at,
                     last_line(at, "plane", ""), err))
        return false;
    const kkr_scale *const scales[] = { &recipe->signed_scales.v,
                                        &recipe->signed_scales.dv,
                                        &recipe->absolute_scales.v,
                                        &recipe->absolute_scales.dv };
    for (int i = 0; i < KKR_QUANTITY_COUNT; i++) {
        kkr_error inner = { 0 };
        if (!check_panel(file, recipe, i, at, err))
            return false;
        if (!kkr_scale_check(scales[i], &inner)) {
            file->line = last_line(at, "scales", panel_names[i]);
            return kkr_text_fail(file, err, "%s: %s", panel_names[i], inner.message);
        }
    }
    kkr_camera camera = recipe->camera;
    if (!kkr_camera_straighten(&camera)) {
        file->line = last_line(at, "camera", "");
        return kkr_text_fail(
            file, err,
            "from and up of the camera must be two directions, neither "
            "zero nor parallel to each other");
    }
    if (!(kkr_vec3_length(recipe->cells.direction) > 0)) {
        file->line = last_line(at, "cells", "direction");
        return kkr_text_fail(file, err, "the direction of the cells is zero");
    }
    bool needs_file = recipe->reference == KKR_REFERENCE_FILE;
    if (needs_file != (text->reference_path != NULL)) {
        file->line = last_line(at, "inputs", "v0");
        return kkr_text_fail(file, err,
                             needs_file ? "v0 = file needs v0-file"
                                        : "v0-file needs v0 = file");
    }
    if (text->n_path_sha256 > 0 && text->n_path_sha256 != text->n_paths) {
        file->line = last_line(at, "inputs", "case");
        return kkr_text_fail(file, err,
                             "case.sha256 needs one digest for each path of case, %d, "
                             "found %d",
                             text->n_paths, text->n_path_sha256);
    }
    return true;
}

bool kkr_recipe_tells_panel(const kkr_recipe_key *key, const kkr_recipe *recipe)
{
    for (int panel = 0; panel < KKR_QUANTITY_COUNT; panel++) {
        const size_t of_text = offsetof(kkr_recipe_text, recipe);
        const size_t told[] = {
            panel_at(panel) + offsetof(kkr_panel_view, unlinked),
            panel_plane_at(panel) + offsetof(kkr_plane, hkl),
            panel_plane_at(panel) + offsetof(kkr_plane, offset),
            panel_at(panel) + offsetof(kkr_panel_view, center_s),
            panel_at(panel) + offsetof(kkr_panel_view, width),
        };
        for (size_t i = 0; i < sizeof told / sizeof *told; i++)
            if (recipe->own[panel].unlinked && key->offset == of_text + told[i])
                return true;
    }
    return false;
}
