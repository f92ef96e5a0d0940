// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/cells.h"

#include <math.h>
#include <string.h>

enum { L_CURVES = 16, SLICE_PIXELS = 320 };
static const double LINE = 1.4; // px, of front edges

/* The shape function of a site; what depends on direction and plane stands beside. */
typedef struct Shape {
    int site;
    kkr_shape_curves *curves; // NULL: why
    char *message;
} Shape;

typedef struct Ray {
    kkr_vec3 direction;
    kkr_shape_ray *ray;
} Ray;

typedef struct Slice {
    kkr_vec3 u, v;
    int l;
    kkr_shape_slice *slice;
} Slice;

/* How V jumps: both modes, one channel. */
typedef struct Jumps {
    kkr_channel channel;
    int l_max;
    kkr_sampler *sampler[2];
    kkr_face_jumps *jumps[2];
} Jumps;

typedef struct Images {
    kkr_mode mode;
    kkr_cells_shown shown;
    int site;
    kkr_face_images *images;
} Images;

/* Counted boxes, NULL: not there. A later one borrows from earlier ones. */
typedef struct KkrCellsParts {
    Shape *shape;
    Ray *ray;
    Slice *slice;
    Jumps *jumps;
    Images *images;
    kkr_scene *scene; // of this one alone
    bool *shown;
    kkr_shape_plot *plot;
} KkrCellsParts;

static void clear_shape(void *box)
{
    Shape *shape = box;
    kkr_shape_curves_free(shape->curves);
    g_free(shape->message);
}

static void clear_ray(void *box)
{
    kkr_shape_ray_free(((Ray *)box)->ray);
}

static void clear_slice(void *box)
{
    kkr_shape_slice_free(((Slice *)box)->slice);
}

static void clear_jumps(void *box)
{
    Jumps *jumps = box;
    for (int i = 0; i < 2; i++) {
        kkr_face_jumps_free(jumps->jumps[i]);
        kkr_sampler_free(jumps->sampler[i]);
    }
}

static void clear_images(void *box)
{
    kkr_face_images_free(((Images *)box)->images);
}

static void drop(void *box, GDestroyNotify clear)
{
    if (box)
        g_atomic_rc_box_release_full(box, clear);
}

static void *keep(void *box)
{
    return box ? g_atomic_rc_box_acquire(box) : NULL;
}

static void clear_cells(void *box)
{
    KkrCells *cells = box;
    KkrCellsParts *parts = cells->parts;
    kkr_scene_free(parts->scene);
    free(parts->shown);
    kkr_shape_plot_free(parts->plot);
    drop(parts->ray, clear_ray);
    drop(parts->slice, clear_slice);
    drop(parts->shape, clear_shape);
    drop(parts->images, clear_images);
    drop(parts->jumps, clear_jumps);
    kkr_source_unref(cells->source);
    g_free(parts);
    g_free(cells->message);
}

KkrCells *kkr_cells_ref(KkrCells *cells)
{
    return g_atomic_rc_box_acquire(cells);
}

void kkr_cells_unref(KkrCells *cells)
{
    if (cells)
        g_atomic_rc_box_release_full(cells, clear_cells);
}

/* --- what the recipe asks for -------------------------------------------- */

static bool same_vector(kkr_vec3 a, kkr_vec3 b)
{
    return a.x == b.x && a.y == b.y && a.z == b.z;
}

bool kkr_cells_same(const kkr_recipe *one, const kkr_recipe *other)
{
    const kkr_cells_style *a = &one->cells, *b = &other->cells;
    return a->site == b->site && a->face == b->face && a->shown == b->shown &&
           a->color == b->color && a->opacity == b->opacity && a->hidden == b->hidden &&
           a->atoms == b->atoms && a->r_in == b->r_in && a->r_mt == b->r_mt &&
           a->r_out == b->r_out && a->sphere == b->sphere && a->radius == b->radius &&
           a->cut == b->cut && a->chart == b->chart && a->source == b->source &&
           a->l == b->l && same_vector(a->direction, b->direction) &&
           same_vector(one->plane.u, other->plane.u) &&
           same_vector(one->plane.v, other->plane.v) && one->dark == other->dark &&
           strcmp(one->diverging, other->diverging) == 0;
}

/* --- the shape function -------------------------------------------------- */

static bool make_shape(KkrCells *cells, const KkrCells *known, const kkr_job *job)
{
    const kkr_case *object = cells->source->object;
    int l_max = MAX(L_CURVES, cells->recipe.cells.l);
    const Shape *have = known ? known->parts->shape : NULL;
    if (have && known->source->object == object && have->site == cells->site &&
        (!have->curves || have->curves->l_max >= l_max)) {
        cells->parts->shape = keep(known->parts->shape);
        return true;
    }
    const kkr_case_site *site = &object->sites[cells->site];
    Shape *shape = g_atomic_rc_box_new0(Shape);
    kkr_error err = { 0 };
    shape->site = cells->site;
    shape->curves =
        kkr_shape_curves_new(site->cell, site->shape, object->alat, l_max, job, &err);
    cells->parts->shape = shape;
    if (!shape->curves)
        shape->message =
            g_strdup_printf("%s %d: %s", site->label, cells->site + 1, err.message);
    return err.code != KKR_ERROR_CANCELLED;
}

static void make_ray(KkrCells *cells, const KkrCells *known)
{
    kkr_vec3 direction = cells->recipe.cells.direction;
    const KkrCellsParts *have = known ? known->parts : NULL;
    if (have && have->ray && have->shape == cells->parts->shape &&
        same_vector(have->ray->direction, direction)) {
        cells->parts->ray = keep(have->ray);
        return;
    }
    cells->parts->ray = g_atomic_rc_box_new0(Ray);
    cells->parts->ray->direction = direction;
    cells->parts->ray->ray = kkr_shape_ray_new(
        cells->curves, cells->source->object->sites[cells->site].cell, direction);
}

static bool make_slice(KkrCells *cells, const KkrCells *known, const kkr_job *job)
{
    const kkr_recipe *recipe = &cells->recipe;
    const KkrCellsParts *have = known ? known->parts : NULL;
    if (have && have->slice && have->shape == cells->parts->shape &&
        have->slice->l == recipe->cells.l &&
        same_vector(have->slice->u, recipe->plane.u) &&
        same_vector(have->slice->v, recipe->plane.v)) {
        cells->parts->slice = keep(have->slice);
        return true;
    }
    Slice *slice = cells->parts->slice = g_atomic_rc_box_new0(Slice);
    slice->u = recipe->plane.u;
    slice->v = recipe->plane.v;
    slice->l = recipe->cells.l;
    slice->slice = kkr_shape_slice_new(
        cells->curves, cells->source->object->sites[cells->site].cell, slice->u,
        slice->v, slice->l, SLICE_PIXELS, job, NULL);
    return slice->slice != NULL;
}

static bool make_chart(KkrCells *cells, const KkrCells *known, const kkr_job *job)
{
    const kkr_recipe *recipe = &cells->recipe;
    KkrCellsParts *parts = cells->parts;
    if (cells->site < 0)
        return true;
    if (!make_shape(cells, known, job))
        return false;
    cells->curves = parts->shape->curves;
    if (!cells->curves) {
        cells->message = g_strdup(parts->shape->message);
        return true;
    }
    make_ray(cells, known);
    if (recipe->cells.chart == KKR_SHAPE_SLICE && !make_slice(cells, known, job))
        return false;
    cells->ray = parts->ray->ray;
    cells->slice = parts->slice ? parts->slice->slice : NULL;
    kkr_shape_view view = {
        .chart = recipe->cells.chart,
        .source = recipe->cells.source,
        .l = recipe->cells.l,
        .radius = recipe->cells.sphere ? cells->radius : 0,
        .r_mt = cells->source->object->sites[cells->site].r_mt,
        .dark = recipe->dark,
    };
    parts->plot = kkr_shape_plot_new(cells->curves, cells->ray, cells->slice, &view);
    cells->plot = parts->plot;
    return true;
}

/* --- jumps --------------------------------------------------------------- */

static bool same_channel(const Jumps *jumps, const KkrSource *source)
{
    return jumps->channel == source->params.channel &&
           jumps->l_max == source->params.l_max;
}

/* A case without a potential has no jumps: that is no failure here. */
static bool make_jumps(KkrCells *cells, const KkrCells *known, bool all,
                       const kkr_job *job)
{
    KkrSource *source = cells->source;
    const KkrCellsParts *have = known ? known->parts : NULL;
    cells->whole = true;
    if (have && have->jumps && known->source->object == source->object &&
        same_channel(have->jumps, source)) {
        cells->parts->jumps = keep(have->jumps);
    } else if (!all) {
        cells->whole = false;
        return true;
    } else {
        Jumps *jumps = cells->parts->jumps = g_atomic_rc_box_new0(Jumps);
        jumps->channel = source->params.channel;
        jumps->l_max = source->params.l_max;
        for (int mode = KKR_MODE_CELL; mode <= KKR_MODE_STORED; mode++) {
            kkr_error err = { 0 };
            kkr_sampler_params params = source->params;
            params.mode = (kkr_mode)mode;
            params.outside_host = true;
            jumps->sampler[mode] = kkr_sampler_new_v(source->object, params, job, &err);
            if (jumps->sampler[mode])
                jumps->jumps[mode] =
                    kkr_face_jumps_new(jumps->sampler[mode], job, &err);
            if (err.code == KKR_ERROR_CANCELLED)
                return false;
        }
    }
    for (int mode = 0; mode < 2; mode++)
        cells->jumps[mode] = cells->parts->jumps->jumps[mode];
    return true;
}

/* Pictures on the faces, as deep as the panels' mode says. */
static bool make_images(KkrCells *cells, const KkrCells *known, const kkr_job *job)
{
    const kkr_recipe *recipe = &cells->recipe;
    kkr_mode mode =
        recipe->sampler.mode == KKR_MODE_STORED ? KKR_MODE_STORED : KKR_MODE_CELL;
    const Jumps *jumps = cells->parts->jumps;
    if (recipe->cells.color != KKR_CELLS_JUMP || !jumps || !jumps->sampler[mode])
        return true;
    const KkrCellsParts *have = known ? known->parts : NULL;
    if (have && have->images && have->jumps == jumps && have->images->mode == mode &&
        have->images->shown == recipe->cells.shown &&
        have->images->site == cells->site) {
        cells->parts->images = keep(have->images);
        cells->images = have->images->images;
        return true;
    }
    Images *images = cells->parts->images = g_atomic_rc_box_new0(Images);
    images->mode = mode;
    images->shown = recipe->cells.shown;
    images->site = cells->site;
    images->images = kkr_face_images_new(cells->source->object, jumps->sampler[mode],
                                         cells->shown, job, NULL);
    cells->images = images->images;
    return images->images != NULL;
}

/* --- the scene ----------------------------------------------------------- */

static void make_scene(KkrCells *cells)
{
    const kkr_case *object = cells->source->object;
    const kkr_recipe *recipe = &cells->recipe;
    const kkr_face_images *images = cells->images;
    kkr_cells_jumps jumps = { 0 };
    double low, high;
    if (images) {
        jumps = kkr_face_images_jumps(
            images, kkr_colormap_get(recipe->diverging, recipe->dark));
        cells->map = jumps.map;
        cells->scale = jumps.scale;
    } else if (kkr_cells_volumes(object, &recipe->cells, &low, &high)) {
        cells->map = kkr_colormap_get("sequential", recipe->dark);
        cells->scale = (kkr_scale){ KKR_SCALE_LINEAR, false, low, high, high };
    }
    cells->parts->scene = kkr_cells_scene_new(
        object, &recipe->cells, images ? &jumps : NULL, LINE, recipe->dark);
    cells->scene = cells->parts->scene;
    if (!kkr_scene_bounds(cells->scene, &cells->center, &cells->reach))
        cells->reach = 1;
}

static void find_message(KkrCells *cells)
{
    const kkr_case *object = cells->source->object;
    int wanted = cells->recipe.cells.site;
    const char *hint =
        object->crystal ? "." : ": its surroundings are not known without a structure.";
    if (cells->site < 0 && wanted > 0 && wanted <= object->n_sites)
        cells->message = g_strdup_printf("%s %d has no closed cell%s",
                                         object->sites[wanted - 1].label, wanted, hint);
    else if (cells->site < 0)
        cells->message = g_strdup_printf("No site has a closed cell%s", hint);
}

KkrCells *kkr_cells_new(KkrSource *source, const kkr_recipe *recipe,
                        const KkrCells *known, bool all, const kkr_job *job)
{
    static atomic_uint serial;
    KkrCells *cells = g_atomic_rc_box_new0(KkrCells);
    cells->parts = g_new0(KkrCellsParts, 1);
    cells->recipe = *recipe;
    cells->source = kkr_source_ref(source);
    cells->serial = atomic_fetch_add(&serial, 1) + 1;
    cells->site = kkr_cells_site(source->object, &recipe->cells);
    cells->radius = kkr_cells_radius(source->object, &recipe->cells);
    cells->parts->shown = kkr_cells_shown_sites(source->object, &recipe->cells);
    cells->shown = cells->parts->shown;
    find_message(cells);
    if (!make_chart(cells, known, job) || !make_jumps(cells, known, all, job) ||
        !make_images(cells, known, job)) {
        kkr_cells_unref(cells);
        return NULL;
    }
    make_scene(cells);
    return cells;
}

/* --- faces --------------------------------------------------------------- */

const kkr_face_jump *kkr_cells_jump(const KkrCells *cells, kkr_mode mode, int face)
{
    const kkr_face_jumps *jumps = mode <= KKR_MODE_STORED ? cells->jumps[mode] : NULL;
    if (!jumps || cells->site < 0)
        return NULL;
    int k = jumps->first[cells->site] + face;
    return face >= 0 && k < jumps->first[cells->site + 1] ? &jumps->jumps[k] : NULL;
}

double kkr_cells_jump_at(const KkrCells *cells, kkr_mode mode, int site, int face,
                         kkr_vec3 at)
{
    const Jumps *jumps = cells->parts->jumps;
    double value = NAN;
    if (jumps && mode <= KKR_MODE_STORED && jumps->sampler[mode])
        kkr_face_jump_values(jumps->sampler[mode], site, face, &at, 1, &value);
    return value;
}

char *kkr_cells_behind(const KkrCells *cells, int site, int face)
{
    const kkr_case *object = cells->source->object;
    const kkr_case_site *own = &object->sites[site];
    kkr_vec3 x = kkr_vec3_add(own->position, own->cell->faces[face].neighbour.position);
    kkr_owner owner =
        kkr_tessellation_owner(object->tessellation, kkr_vec3_add(x, object->origin));
    bool is_case = !object->is_embedding || owner.in_cluster;
    if (is_case && owner.site >= 0 && owner.site < object->n_sites)
        return g_strdup_printf("%s %d", object->sites[owner.site].label,
                               owner.site + 1);
    if (!is_case && owner.site >= 0 && owner.site < object->n_host_sites)
        return g_strdup_printf("%s, host", object->host_sites[owner.site].label);
    return g_strdup("a layer beyond");
}
