// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/recipe.h"
#include "tests/check.h"

static void units_agree(void)
{
    // One Ry is half a Hartree, 13.6057 eV, a thousand mRy.
    CHECK_NEAR(kkr_energy_unit_factor(KKR_ENERGY_RY), 1, 0);
    CHECK_NEAR(kkr_energy_unit_factor(KKR_ENERGY_HA), 0.5, 0);
    CHECK_NEAR(kkr_energy_unit_factor(KKR_ENERGY_EV), 13.605693122994, 1e-12);
    CHECK_NEAR(kkr_energy_unit_factor(KKR_ENERGY_MEV),
               1000 * kkr_energy_unit_factor(KKR_ENERGY_EV), 1e-9);
    CHECK_NEAR(kkr_energy_unit_factor(KKR_ENERGY_MRY), 1000, 0);
    CHECK_STRING(kkr_energy_unit_name(KKR_ENERGY_MEV), "meV");

    CHECK_NEAR(kkr_length_unit_factor(KKR_LENGTH_BOHR, 6.8), 1, 0);
    CHECK_NEAR(kkr_length_unit_factor(KKR_LENGTH_ANGSTROM, 6.8), 0.529177210903, 1e-12);
    CHECK_NEAR(kkr_length_unit_factor(KKR_LENGTH_ALAT, 6.8) * 6.8, 1, 1e-15);
    CHECK_NEAR(kkr_length_unit_factor(KKR_LENGTH_ALAT, 0), 1, 0);
}

/** A span of 0 sees a whole sphere; directions need not be straight. */
static void camera_of_a_recipe(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    kkr_vec3 center = { 1, 2, 3 };
    CHECK(recipe.camera.span == 0);
    kkr_camera camera = kkr_recipe_camera(&recipe, center, 5);
    CHECK(camera.span >= 10 && camera.target.z == 3);
    recipe.camera = (kkr_camera){ .from = { 0, 0, 2 }, .up = { 0, 3, 1 }, .span = 7 };
    camera = kkr_recipe_camera(&recipe, center, 5);
    CHECK(camera.span == 7 && camera.target.x == 0);
    CHECK_NEAR(camera.from.z, 1, 0);
    CHECK_NEAR(camera.up.y, 1, 1e-15);
    CHECK_NEAR(camera.up.z, 0, 1e-15);
    recipe.camera.up = recipe.camera.from; // no camera at all: the usual one
    camera = kkr_recipe_camera(&recipe, center, 5);
    CHECK_NEAR(camera.from.x, kkr_camera_default.from.x, 0);
}

static void defaults_make_sense(void)
{
    kkr_recipe recipe;
    kkr_recipe_init(&recipe);
    CHECK(recipe.only == -1);
    CHECK(recipe.sampler.nuclear && recipe.sampler.outside_host);
    CHECK(recipe.sampler.mode == KKR_MODE_CELL);
    CHECK(recipe.sampler.l_max == -1); // all of the potential
    CHECK(recipe.axes == -1);

    // The plane is right-handed and horizontal.
    kkr_vec3 n = kkr_vec3_cross(recipe.plane.u, recipe.plane.v);
    CHECK_NEAR(kkr_vec3_dot(n, recipe.plane.n), 1, 0);
    CHECK(recipe.plane.hkl[2] == 1);

    // Each pair of default scales is a whole power of ten apart, ticks shared.
    CHECK_NEAR(recipe.signed_scales.v.limit / recipe.signed_scales.dv.limit, 10, 0);
    CHECK_NEAR(recipe.signed_scales.v.linear_to / recipe.signed_scales.dv.linear_to, 10,
               1e-12);
    CHECK_NEAR(recipe.absolute_scales.v.limit / recipe.absolute_scales.v.low,
               recipe.absolute_scales.dv.limit / recipe.absolute_scales.dv.low, 1e-6);

    // A plain value: a copy compares equal.
    kkr_recipe copy = recipe;
    CHECK(memcmp(&copy, &recipe, sizeof copy) == 0);
    CHECK_STRING(kkr_profile_name(recipe.profile), "journal-2col");
}

int main(void)
{
    units_agree();
    camera_of_a_recipe();
    defaults_make_sense();
    return check_done();
}
