// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/quality.h"

#include "core/face_jump.h"
#include "core/sampler.h"
#include "core/symmetry.h"
#include "core/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846;
static const double same_shell = 1e-3; // bohr

kkr_quality kkr_quality_unknown(void)
{
    kkr_quality q = {
        .rms = NAN,
        .dv = NAN,
        .host_q = NAN,
        .vbc_shift = NAN,
        .face_jump = NAN,
        .symmetry = NAN,
        .core_shift = NAN,
    };
    for (int i = 0; i < KKR_QUALITY_SHELLS; i++)
        q.shell_r[i] = q.shell_dv[i] = NAN;
    for (int i = 0; i < KKR_QUALITY_CORE; i++)
        q.core_energy[i] = NAN;
    return q;
}

// ------------------------------------------------------------- norms of V - V0

/** Mean square of V - V0 in the muffin-tin sphere of a site; NaN: unknown. */
static double mean_square(const kkr_expansion *dv)
{
    if (!dv)
        return NAN;
    const kkr_radial_mesh *mesh = dv->mesh;
    int last = mesh->i_mt;
    double *f = kkr_alloc((size_t)last + 1, sizeof *f);
    for (int ir = 1; ir <= last; ir++) {
        const double *v = dv->values + (size_t)ir * (size_t)dv->n_lm;
        // the components are those of the electronic part: -2z/r is sqrt(4 pi) as much
        double spherical = v[0] - sqrt(4 * pi) * 2 * dv->z / mesh->r[ir];
        f[ir] = spherical * spherical;
        for (int j = 1; j < dv->n_lm; j++)
            f[ir] += v[j] * v[j];
    }
    double r_mt = mesh->r[last];
    double square = kkr_radial_mesh_integrate_r2(mesh, f, 0, last);
    free(f);
    return square / (4 * pi / 3 * r_mt * r_mt * r_mt);
}

double kkr_quality_norm(const kkr_expansion *dv)
{
    return sqrt(mean_square(dv));
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double distance(const kkr_case *object, int site)
{
    return kkr_vec3_length(
        kkr_vec3_sub(object->sites[site].position, object->sites[0].position));
}

static void find_norms(const kkr_case *object, const kkr_sampler *sampler,
                       kkr_quality *q)
{
    int n = object->n_sites, n_known = 0;
    double *r = kkr_alloc((size_t)n, sizeof *r), sum = 0;
    for (int i = 0; i < n; i++)
        r[i] = distance(object, i);
    qsort(r, (size_t)n, sizeof *r, compare);
    for (int i = 0; i < n && q->n_shells < KKR_QUALITY_SHELLS; i++)
        if (i == 0 || r[i] - r[i - 1] > same_shell)
            q->shell_r[q->n_shells++] = r[i];
    free(r);
    double shell[KKR_QUALITY_SHELLS] = { 0 };
    int count[KKR_QUALITY_SHELLS] = { 0 };
    for (int i = 0; i < n; i++) {
        double square = mean_square(kkr_sampler_dv(sampler, i));
        if (isnan(square))
            continue;
        sum += square;
        n_known++;
        for (int k = 0; k < q->n_shells; k++)
            if (fabs(distance(object, i) - q->shell_r[k]) <= 2 * same_shell) {
                shell[k] += square;
                count[k]++;
                break;
            }
    }
    if (n_known)
        q->dv = sqrt(sum / n_known);
    for (int k = 0; k < q->n_shells; k++)
        if (count[k])
            q->shell_dv[k] = sqrt(shell[k] / count[k]);
}

// ------------------------------------------------------------- single numbers

/** 4 pi int r^2 (v0 - 2Z/r) from r_MT on, which is that of V Theta. */
static double interstitial(const kkr_case_site *site)
{
    const kkr_potential_entry *entry = site->entry[0];
    if (!entry || site->content != KKR_CONTENT_CONVOLUTED)
        return NAN;
    KKR_AUTO(kkr_radial_mesh) mesh = kkr_radial_mesh_new(entry, site->shape, NULL);
    if (!mesh)
        return NAN;
    double *f = kkr_alloc((size_t)mesh->n_r, sizeof *f);
    for (int ir = 1; ir < mesh->n_r; ir++) {
        double v = entry->v0[ir];
        if (site->entry[1])
            v = 0.5 * (v + site->entry[1]->v0[ir]);
        f[ir] = v - 2 * entry->z / mesh->r[ir];
    }
    double q =
        mesh->i_mt + 1 < mesh->n_r
            ? kkr_radial_mesh_integrate_r2(mesh, f, mesh->i_mt + 1, mesh->n_r - 1)
            : NAN;
    free(f);
    return 4 * pi * q;
}

static double host_q(const kkr_case *object)
{
    if (!object->crystal || object->crystal->periodicity != 3 || !object->n_host_sites)
        return NAN;
    double q = 0;
    for (int i = 0; i < object->n_host_sites; i++)
        q += interstitial(&object->host_sites[i]);
    return q;
}

/** The largest |V(R x) - V(x)| around site 1, at radii and directions of no symmetry. */
static double asymmetry(const kkr_case *object, const kkr_sampler *sampler)
{
    static const kkr_vec3 directions[] = { { 0.8, 0.53, 0.28 },
                                           { 0.31, -0.45, 0.84 },
                                           { -0.13, 0.97, 0.2 } };
    static const double parts[] = { 0.5, 0.95 };
    kkr_symmetry group;
    const kkr_case_site *site = &object->sites[0];
    bool known = site->r_mt > 0 && kkr_symmetry_of_site(object, 0, &group, NULL);
    int n = known ? group.n_operations : 0;
    double worst = n > 1 ? 0 : NAN;
    for (size_t d = 0; n > 1 && d < sizeof directions / sizeof *directions; d++)
        for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
            kkr_vec3 x =
                kkr_vec3_scale(kkr_vec3_unit(directions[d]), parts[p] * site->r_mt);
            double v = kkr_sampler_site_value(sampler, 0,
                                              kkr_vec3_add(site->position, x), false);
            for (int i = 0; i < n; i++) {
                kkr_vec3 y = kkr_mat3_apply(&group.operations[i], x);
                double other = kkr_sampler_site_value(
                    sampler, 0, kkr_vec3_add(site->position, y), false);
                worst = fmax(worst, fabs(other - v));
            }
        }
    return worst;
}

static void find_core(const kkr_potential_entry *entry, kkr_quality *q)
{
    for (int i = 0; i < entry->n_core && q->n_core < KKR_QUALITY_CORE; i++) {
        q->core_l[q->n_core] = entry->core_l[i];
        q->core_energy[q->n_core++] = entry->core_energy[i];
    }
}

static void take_warning(char *warning, size_t size, const char *note)
{
    if (*warning)
        return;
    snprintf(warning, size, "%s", note);
    size_t end = strlen(warning); // whole characters only
    if (end + 1 == size)
        while (end > 0 && (unsigned char)warning[--end] >= 0x80)
            warning[end] = '\0';
}

bool kkr_quality_of_case(const kkr_case *object, const kkr_job *job,
                         kkr_quality *quality, char *warning, size_t size,
                         kkr_error *err)
{
    *quality = kkr_quality_unknown();
    *warning = '\0';
    kkr_sampler_params params = kkr_sampler_defaults;
    params.outside_host = true; // for the faces between the cluster and its host
    KKR_AUTO(kkr_sampler) sampler = kkr_sampler_new(object, params, job, err);
    if (!sampler)
        return false;
    char *const *notes;
    int n_notes = kkr_sampler_notes(sampler, &notes);
    quality->n_warnings = object->n_notes + n_notes;
    for (int i = 0; i < object->n_notes; i++)
        take_warning(warning, size, object->notes[i]);
    for (int i = 0; i < n_notes; i++)
        take_warning(warning, size, notes[i]);

    find_norms(object, sampler, quality);
    quality->host_q = host_q(object);
    const kkr_case_site *site = &object->sites[0];
    if (site->entry[0]) {
        find_core(site->entry[0], quality);
        if (site->reference[0])
            quality->vbc_shift = site->entry[0]->vbc - site->reference[0]->vbc;
    }
    quality->symmetry = asymmetry(object, sampler);
    KKR_AUTO(kkr_face_jumps) jumps = kkr_face_jumps_new(sampler, job, NULL);
    if (jumps)
        quality->face_jump = jumps->rms;
    return !kkr_job_cancelled(job) || kkr_fail(err, KKR_ERROR_CANCELLED, "cancelled");
}

// ------------------------------------------------------------- output files

/** "(45, 5, 0.05, 39, 2.3293e-07, '15.3s', 0)": the fifth is the last rms. */
static bool rms_of_run(kkr_line line, double *rms)
{
    line = kkr_line_trim(line);
    if (line.length < 2 || line.text[0] != '(')
        return false;
    size_t at = 1;
    for (int field = 0; field < 4; field++) {
        const char *comma = memchr(line.text + at, ',', line.length - at);
        if (!comma)
            return false;
        at = (size_t)(comma - line.text) + 1;
    }
    size_t end = at;
    while (end < line.length && line.text[end] != ',')
        end++;
    return kkr_parse_fortran(line.text + at, end - at, rms) == KKR_NUMBER_OK;
}

double kkr_quality_rms(const char *text, size_t length)
{
    KKR_AUTO(kkr_text) lines = kkr_text_new("", text, length);
    kkr_line line;
    double rms = NAN, value;
    bool runs = false;
    while (kkr_text_next(lines, &line)) {
        if (kkr_line_contains(line, "last_rms"))
            runs = true; // the header of convergence.txt
        if (runs && rms_of_run(line, &value))
            rms = value;
        if (!kkr_line_contains(line, "average rms-error"))
            continue;
        const char *equals = memrchr(line.text, '=', line.length);
        size_t at = equals ? (size_t)(equals - line.text) + 1 : line.length;
        if (kkr_parse_fortran(line.text + at, line.length - at, &value) ==
            KKR_NUMBER_OK)
            rms = value;
    }
    return rms;
}
