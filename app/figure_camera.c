// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "app/figure_camera.h"

#include "core/slice.h"

#include <stdio.h>
#include <string.h>

kkr_camera_arguments kkr_camera_arguments_of(const kkr_recipe *recipe)
{
    return (kkr_camera_arguments){ .span = recipe->camera.span,
                                   .fade = recipe->camera.fade,
                                   .projection = recipe->camera.perspective };
}

/** "-x", "c", "n" or three numbers. */
static bool parse_direction(const char *option, const char *text,
                            const kkr_case *object, const kkr_recipe *recipe,
                            kkr_vec3 *direction, kkr_error *err)
{
    static const kkr_vec3 axes[3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
    double sign = *text == '-' ? -1 : 1;
    const char *name = text + (*text == '-');
    if (strlen(name) == 1 && strchr("xyz", *name)) {
        *direction = kkr_vec3_scale(axes[*name - 'x'], sign);
        return true;
    }
    if (strcmp(name, "n") == 0) {
        *direction = kkr_vec3_scale(recipe->plane.n, sign);
        return true;
    }
    if (strlen(name) == 1 && strchr("abc", *name)) {
        if (!object->crystal)
            return kkr_fail(err, KKR_ERROR_MISSING,
                            "--%s %s: the lattice of %s is not known", option, text,
                            object->name);
        *direction = kkr_vec3_scale(object->crystal->lattice.row[*name - 'a'], sign);
        if (kkr_vec3_length(*direction) > 0)
            return true;
        return kkr_fail(err, KKR_ERROR_USAGE, "--%s %s: a slab has no such vector",
                        option, text);
    }
    char rest;
    if (sscanf(text, "%lf,%lf,%lf%c", &direction->x, &direction->y, &direction->z,
               &rest) == 3 &&
        kkr_vec3_length(*direction) > 1e-12 && kkr_vec3_length(*direction) < 1e6)
        return true;
    return kkr_fail(err, KKR_ERROR_USAGE,
                    "--%s needs x, y, z, a, b, c or n, with or without a minus, or "
                    "X,Y,Z, found \"%s\"",
                    option, text);
}

bool kkr_camera_arguments_take(const kkr_camera_arguments *own, const kkr_case *object,
                               kkr_recipe *recipe, kkr_error *err)
{
    kkr_camera *camera = &recipe->camera;
    kkr_vec3 from = camera->from, up = own->from ? (kkr_vec3){ 0, 0, 1 } : camera->up;
    if (own->from && !parse_direction("from", own->from, object, recipe, &from, err))
        return false;
    if (own->up && !parse_direction("up", own->up, object, recipe, &up, err))
        return false;
    if (own->from || own->up) {
        kkr_camera_look(camera, from, up);
        kkr_vec3 side = kkr_vec3_cross(kkr_vec3_unit(up), camera->from);
        if (own->up && kkr_vec3_length(side) < 1e-6)
            return kkr_fail(err, KKR_ERROR_USAGE,
                            "--up must not be the direction it is seen from");
    }
    camera->perspective = own->projection == 1;
    if (!(own->fade >= 0 && own->fade <= 1))
        return kkr_fail(err, KKR_ERROR_USAGE,
                        "--fade needs a number from 0 to 1, found %g", own->fade);
    camera->fade = own->fade;
    if (own->span < 0)
        return kkr_fail(err, KKR_ERROR_USAGE, "--span needs a number above 0");
    camera->span = own->span;
    if (!own->center)
        return true;
    if (!kkr_case_arguments_point(object, "look-at", own->center, &camera->target, err))
        return false;
    if (!(camera->span > 0))
        camera->span = kkr_slice_natural_width(object);
    return true;
}
