// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

/*
 * A surface, cell by cell: found on the grid, moved onto the exact field, cut at the
 * faces, the new vertices moved within them; then the same for every image of the
 * cell that planes or sides of the unit cell cut; then all into one mesh.
 */

#include "core/surface_private.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "core/isosurface.h"
#include "core/parallel.h"

typedef struct sheet { // of one part, or of one image if it is cut
    kkr_piece piece;
    kkr_surface_quality quality;
    kkr_error error;
} sheet;

typedef struct making {
    const kkr_surface *surface;
    double level;
    bool exact;
    kkr_job inner;
    kkr_isosurface **makers; // [threads]
    kkr_mesh *meshes;        // [threads]
    int n_signs;             // 2: both sheets of an absolute value
    sheet *parts;            // [n_parts][n_signs]
    sheet *images;           // [n_images][n_signs]
} making;

/** The field of a site for core/surface_piece.h. */
typedef struct site_field {
    const kkr_expansion *expansion, *colour;
    bool nuclear, absolute_colour;
} site_field;

static double field_value(const void *user, kkr_vec3 x, kkr_vec3 *gradient)
{
    const site_field *f = user;
    return kkr_expansion_gradient(f->expansion, x, f->nuclear, gradient);
}

static double field_colour(const void *user, kkr_vec3 x)
{
    const site_field *f = user;
    kkr_vec3 ignored;
    if (!f->colour)
        return NAN;
    double v = kkr_expansion_gradient(f->colour, x, f->nuclear, &ignored);
    return f->absolute_colour ? fabs(v) : v;
}

static double signed_level(const making *m, int sign)
{
    return sign == 0 ? m->level : -m->level;
}

/** Vertices from `begin` on to the exact field of a part. */
static bool polish(const making *m, const kkr_surface_part *part, int sign, sheet *out,
                   size_t begin, const kkr_clip *clips, int n_clips)
{
    const kkr_surface *s = m->surface;
    const site_field own = {
        kkr_surface_expansion(s->sampler, part->site, s->params.quantity),
        s->params.has_colour
            ? kkr_surface_expansion(s->sampler, part->site, s->params.colour)
            : NULL,
        kkr_sampler_parameters(s->sampler)->nuclear,
        kkr_surface_is_absolute(s->params.colour),
    };
    const kkr_piece_field field = {
        .value = field_value,
        .user = &own,
        .level = signed_level(m, sign),
        .reach = s->spacing,
        .snap = 0.1 * s->spacing,
        .flipped = sign == 1,
        .colour = s->params.has_colour ? field_colour : NULL,
    };
    if (kkr_piece_polish(&out->piece, begin, clips, n_clips, &field, &m->inner,
                         &out->quality))
        return true;
    return kkr_fail(&out->error, KKR_ERROR_CANCELLED, "cancelled");
}

static void make_part(void *user, int task, int thread)
{
    const making *m = user;
    int p = task / m->n_signs, sign = task % m->n_signs;
    const kkr_surface_part *part = &m->surface->parts[p];
    sheet *out = &m->parts[task];
    kkr_mesh *mesh = &m->meshes[thread];
    if (!kkr_isosurface_make(m->makers[thread], &part->grid, part->values, part->second,
                             signed_level(m, sign), &m->inner, mesh, &out->error))
        return;
    kkr_piece_from_mesh(&out->piece, mesh, part->clips, part->n_clips, sign == 1);
    if (!m->exact && m->surface->params.has_colour &&
        kkr_surface_is_absolute(m->surface->params.colour))
        for (size_t i = 0; i < out->piece.n_vertices; i++)
            out->piece.value[i] = fabs(out->piece.value[i]);
    size_t n_old;
    if (m->exact && !polish(m, part, sign, out, 0, part->clips, part->n_clips))
        return;
    kkr_piece_cut(&out->piece, part->clips, 0, part->n_clips, &n_old);
    if (m->exact)
        polish(m, part, sign, out, n_old, part->clips, part->n_clips);
}

static bool is_cut(const kkr_surface *s, const kkr_surface_image *image)
{
    for (int i = 0; i < s->n_clips; i++)
        if (s->clips[i].distance - kkr_vec3_dot(s->clips[i].normal, image->center) <
            s->parts[image->part].r_out)
            return true;
    return false;
}

static void make_image(void *user, int task, int thread)
{
    (void)thread;
    const making *m = user;
    const kkr_surface *s = m->surface;
    const kkr_surface_image *image = &s->images[task / m->n_signs];
    const kkr_surface_part *part = &s->parts[image->part];
    int sign = task % m->n_signs;
    if (!is_cut(s, image))
        return;
    // the list that kkr_piece.on counts in goes on with the common clips
    kkr_clip clips[KKR_PIECE_MAX_CLIPS];
    int n = 0;
    for (; n < part->n_clips; n++)
        clips[n] = part->clips[n];
    for (int i = 0; i < s->n_clips; i++, n++) {
        clips[n] = s->clips[i];
        clips[n].distance -= kkr_vec3_dot(s->clips[i].normal, image->center);
    }
    sheet *out = &m->images[task];
    kkr_piece_copy(&out->piece, &m->parts[image->part * m->n_signs + sign].piece,
                   clips + part->n_clips, s->n_clips);
    size_t n_old;
    kkr_piece_cut(&out->piece, clips, part->n_clips, s->n_clips, &n_old);
    if (m->exact)
        polish(m, part, sign, out, n_old, clips, n);
}

static const kkr_piece *piece_of(const making *m, size_t task)
{
    const kkr_surface *s = m->surface;
    const kkr_surface_image *image = &s->images[task / m->n_signs];
    return is_cut(s, image)
               ? &m->images[task].piece
               : &m->parts[image->part * m->n_signs + task % m->n_signs].piece;
}

static bool join(const making *m, kkr_mesh *mesh, kkr_error *err)
{
    const kkr_surface *s = m->surface;
    size_t n_vertices = 0, n_triangles = 0, n_tasks = s->n_images * m->n_signs;
    for (size_t i = 0; i < n_tasks; i++) {
        n_vertices += piece_of(m, i)->n_vertices;
        n_triangles += piece_of(m, i)->n_triangles;
    }
    if (n_vertices > INT_MAX)
        return kkr_fail(err, KKR_ERROR_MEMORY,
                        "the surface has more than %d vertices: take a coarser grid",
                        INT_MAX);
    if (!kkr_mesh_reserve(mesh, n_vertices, n_triangles, s->params.has_colour, err))
        return false;
    mesh->origin = kkr_vec3_scale(kkr_vec3_add(s->box_low, s->box_high), 0.5);
    for (size_t i = 0; i < n_tasks; i++) {
        const kkr_piece *piece = piece_of(m, i);
        kkr_vec3 shift = kkr_vec3_sub(s->images[i / m->n_signs].center, mesh->origin);
        size_t first = mesh->n_vertices;
        for (size_t v = 0; v < piece->n_vertices; v++) {
            kkr_vec3 x = kkr_vec3_add(piece->x[v], shift), n = piece->normal[v];
            float *position = mesh->position[first + v];
            float *normal = mesh->normal[first + v];
            position[0] = (float)x.x;
            position[1] = (float)x.y;
            position[2] = (float)x.z;
            normal[0] = (float)n.x;
            normal[1] = (float)n.y;
            normal[2] = (float)n.z;
            if (mesh->value)
                mesh->value[first + v] = (float)piece->value[v];
        }
        for (size_t t = 0; t < piece->n_triangles; t++)
            for (int c = 0; c < 3; c++)
                mesh->triangle[mesh->n_triangles + t][c] =
                    (uint32_t)first + piece->triangle[t][c];
        mesh->n_vertices += piece->n_vertices;
        mesh->n_triangles += piece->n_triangles;
    }
    return true;
}

static bool check_level(const kkr_surface *s, double level, kkr_error *err)
{
    const char *name = kkr_field_name(s->params.quantity);
    if (kkr_surface_is_absolute(s->params.quantity) && !(level > 0))
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "the level of %s must be above 0 Ry, not %g", name, level);
    if (!isfinite(level) || level < s->low || level > s->high)
        return kkr_fail(err, KKR_ERROR_GEOMETRY,
                        "%s is nowhere %g Ry: in the cells shown it lies between %.6g "
                        "and %.6g Ry",
                        name, level, s->low, s->high);
    return true;
}

static bool run(making *m, const kkr_job *job, kkr_mesh *mesh,
                kkr_surface_quality *quality, kkr_error *err)
{
    const kkr_surface *s = m->surface;
    int n_parts = s->n_parts * m->n_signs, n_images = (int)s->n_images * m->n_signs;
    kkr_job outer = job ? *job : (kkr_job){ 0 };
    m->inner = (kkr_job){ .cancel = outer.cancel, .threads = outer.threads };
    if (n_parts >= 2 * kkr_parallel_threads(job))
        m->inner.threads = 1;
    else
        outer.threads = 1;
    kkr_error own = { 0 };
    bool good = kkr_parallel_for(&outer, n_parts, make_part, m, "finding the surface");
    for (int i = 0; good && i < n_parts; i++)
        if (m->parts[i].error.code)
            good =
                kkr_fail(err, m->parts[i].error.code, "%s", m->parts[i].error.message);
    if (!good) // a part says why, or there was no time for it
        return own.code ? kkr_fail(err, own.code, "%s", own.message)
                        : kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    if (s->n_clips > 0 && !kkr_parallel_for(&outer, n_images, make_image, m, "cutting"))
        return kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
    kkr_surface_quality sum = { 0 };
    for (int i = 0; i < n_parts + n_images; i++) {
        const sheet *one = i < n_parts ? &m->parts[i] : &m->images[i - n_parts];
        kkr_surface_quality_add(&sum, &one->quality);
    }
    if (quality)
        *quality = sum;
    return join(m, mesh, err);
}

bool kkr_surface_make(const kkr_surface *surface, double level, bool exact,
                      const kkr_job *job, kkr_mesh *mesh, kkr_surface_quality *quality,
                      kkr_error *err)
{
    const kkr_surface *s = surface;
    mesh->n_vertices = mesh->n_triangles = 0;
    if (!check_level(s, level, err))
        return false;
    making m = { .surface = s, .level = level, .exact = exact };
    m.n_signs = kkr_surface_is_absolute(s->params.quantity) ? 2 : 1;
    int n_threads = kkr_parallel_threads(job), n_parts = s->n_parts * m.n_signs;
    size_t n_images = s->n_images * m.n_signs;
    m.parts = kkr_alloc(n_parts, sizeof *m.parts);
    m.images = kkr_alloc(n_images, sizeof *m.images);
    m.makers = kkr_alloc(n_threads, sizeof *m.makers);
    m.meshes = kkr_alloc(n_threads, sizeof *m.meshes);
    for (int t = 0; t < n_threads; t++)
        m.makers[t] = kkr_isosurface_new(kkr_simd_best());
    bool good = run(&m, job, mesh, quality, err);
    for (int i = 0; i < n_parts; i++)
        kkr_piece_clear(&m.parts[i].piece);
    for (size_t i = 0; i < n_images; i++)
        kkr_piece_clear(&m.images[i].piece);
    for (int t = 0; t < n_threads; t++) {
        kkr_isosurface_free(m.makers[t]);
        kkr_mesh_clear(&m.meshes[t]);
    }
    free(m.parts);
    free(m.images);
    free(m.makers);
    free(m.meshes);
    return good;
}
