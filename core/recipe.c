// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/recipe.h"

#include "core/check.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

const char *kkr_energy_unit_name(kkr_energy_unit unit)
{
    static const char *const names[] = { "Ry", "mRy", "Ha", "eV", "meV" };
    assert(unit >= 0 && unit < KKR_ENERGY_COUNT);
    return names[unit];
}

const char *kkr_length_unit_name(kkr_length_unit unit)
{
    static const char *const names[] = { "bohr", "Å", "a" };
    assert(unit >= 0 && unit < KKR_LENGTH_COUNT);
    return names[unit];
}

double kkr_energy_unit_factor(kkr_energy_unit unit)
{
    // CODATA 2018: Rydberg energy 13.605 693 122 994 eV.
    static const double factors[] = { 1, 1e3, 0.5, 13.605693122994, 13605.693122994 };
    assert(unit >= 0 && unit < KKR_ENERGY_COUNT);
    return factors[unit];
}

double kkr_length_unit_factor(kkr_length_unit unit, double alat)
{
    // CODATA 2018: Bohr radius 0.529 177 210 903 angstrom.
    assert(unit >= 0 && unit < KKR_LENGTH_COUNT);
    if (unit == KKR_LENGTH_ALAT)
        return alat > 0 ? 1 / alat : 1;
    return unit == KKR_LENGTH_ANGSTROM ? 0.529177210903 : 1;
}

const char *kkr_profile_name(kkr_profile profile)
{
    static const char *const names[] = { "journal-1col", "journal-2col", "beamer",
                                         "slide" };
    assert(profile >= 0 && profile < KKR_PROFILE_COUNT);
    return names[profile];
}

const char *kkr_recipe_view_name(kkr_recipe_view view)
{
    static const char *const names[] = { "panels",   "radial",  "cells",
                                         "features", "dataset", "check" };
    static_assert(sizeof names / sizeof *names == KKR_VIEW_COUNT, "every view has one");
    assert(view >= 0 && view < KKR_VIEW_COUNT);
    return names[view];
}

void kkr_recipe_init(kkr_recipe *recipe)
{
    *recipe = (kkr_recipe){
        .reference = KKR_REFERENCE_HOST,
        .plane = { .u = { 1, 0, 0 },
                   .v = { 0, 1, 0 },
                   .n = { 0, 0, 1 },
                   .hkl = { 0, 0, 1 },
                   .name = "(001), z = 0" },
        .auto_scales = true,
        .linked_scales = true,
        // four decades a side, ten times finer for V - V0
        .signed_scales = { { KKR_SCALE_SYMLOG, true, -100, 100, 0.01 },
                           { KKR_SCALE_SYMLOG, true, -10, 10, 0.001 } },
        .absolute_scales = { { KKR_SCALE_LOG, false, 0.01, 1000, 0.01 },
                             { KKR_SCALE_LOG, false, 0.0001, 10, 0.0001 } },
        .diverging = "diverging",
        .sequential = "sequential",
        .show_cells = true,
        .show_contours = true,
        .show_atoms = true,
        .show_labels = true,
        .show_tripod = true,
        .contours_per_decade = 2,
        .line_scale = KKR_SCALE_SYMLOG,
        .radial_lm = { 1 },
        .radial_marks = true,
        .camera = kkr_camera_default,
        .cells = kkr_cells_style_default,
        .surfaces = kkr_surface_style_default,
        .jl = kkr_jl_look_default,
        .fit = kkr_fit_look_default,
        .check = { .grid = kkr_check_defaults.n_grid },
        .map = kkr_map_style_default,
        .only = -1,
        .axes = -1,
        .profile = KKR_PROFILE_JOURNAL_2COL,
        .dpi = 300,
        // free, like Helvetica, which journals ask for; Debian: fonts-urw-base35
        .lettering = { .font = "Nimbus Sans" },
    };
    recipe->camera.span = 0;
    recipe->sampler = kkr_sampler_defaults;
    recipe->sampler.outside_host = true;
}

kkr_panel_view kkr_recipe_panel(const kkr_recipe *recipe, kkr_quantity panel)
{
    if (recipe->own[panel].unlinked)
        return recipe->own[panel];
    return (kkr_panel_view){ false, recipe->plane, recipe->center_s, recipe->center_t,
                             recipe->width };
}

static void look(kkr_recipe *recipe, const kkr_panel_view *view)
{
    recipe->plane = view->plane;
    recipe->center_s = view->center_s;
    recipe->center_t = view->center_t;
    recipe->width = view->width;
}

kkr_recipe kkr_recipe_seen_by(const kkr_recipe *recipe, kkr_quantity panel)
{
    kkr_recipe seen = *recipe;
    if (recipe->own[panel].unlinked)
        look(&seen, &recipe->own[panel]);
    return seen;
}

kkr_recipe kkr_recipe_changed_by(const kkr_recipe *recipe, const kkr_recipe *seen,
                                 kkr_quantity panel)
{
    kkr_recipe changed = *seen;
    kkr_panel_view *own = &changed.own[panel];
    if (own->unlinked) {
        own->plane = seen->plane;
        own->center_s = seen->center_s;
        own->center_t = seen->center_t;
        own->width = seen->width;
        const kkr_panel_view linked = { false, recipe->plane, recipe->center_s,
                                        recipe->center_t, recipe->width };
        look(&changed, &linked);
    }
    return changed;
}

void kkr_recipe_set_linked(kkr_recipe *recipe, kkr_quantity panel, bool linked)
{
    kkr_panel_view *own = &recipe->own[panel];
    if (linked) {
        memset(own, 0, sizeof *own); // recipes are compared byte by byte
    } else if (!own->unlinked) {
        own->unlinked = true;
        own->plane = recipe->plane;
        own->center_s = recipe->center_s;
        own->center_t = recipe->center_t;
        own->width = recipe->width;
    }
}

void kkr_recipe_settle_view(kkr_recipe *recipe)
{
    if (recipe->only < 0)
        return;
    *recipe = kkr_recipe_seen_by(recipe, (kkr_quantity)recipe->only);
    kkr_recipe_set_linked(recipe, (kkr_quantity)recipe->only, true);
}

bool kkr_recipe_is_unlinked(const kkr_recipe *recipe)
{
    for (int q = 0; q < KKR_QUANTITY_COUNT; q++)
        if (recipe->own[q].unlinked && (recipe->only < 0 || recipe->only == q))
            return true;
    return false;
}

kkr_camera kkr_recipe_camera(const kkr_recipe *recipe, kkr_vec3 center, double radius)
{
    kkr_camera camera = recipe->camera;
    if (!kkr_camera_straighten(&camera)) {
        camera.from = kkr_camera_default.from;
        camera.up = kkr_camera_default.up;
    }
    if (!(camera.span > 0))
        kkr_camera_fit(&camera, center, radius);
    return camera;
}

void kkr_recipe_model_name(const kkr_recipe *recipe, char *name, size_t size)
{
    const char *slash = strrchr(recipe->model, '/');
    const char *base = slash ? slash + 1 : recipe->model, *dot = strrchr(base, '.');
    size_t length = dot && dot > base ? (size_t)(dot - base) : strlen(base);
    if (length > 24) // a title is no place for more
        snprintf(name, size, "%.23s\u2026", base);
    else
        snprintf(name, size, "%.*s", (int)length, base);
}
