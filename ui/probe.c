// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/probe.h"

#include <glib.h>
#include <math.h>

#include "core/ylm.h"

/* The two largest terms beyond the spherical one, the larger first. */
static void find_leading(KkrProbe *probe, const kkr_expansion *v)
{
    g_autofree double *f = g_new(double, v->n_lm);
    int best[2] = { -1, -1 };
    kkr_expansion_radial(v, probe->sample.r, f);
    for (int j = 0; j < v->n_lm; j++) {
        if (v->lm_index[j] == 0 || fabs(f[j]) < 1e-12)
            continue;
        if (best[0] < 0 || fabs(f[j]) > fabs(f[best[0]])) {
            best[1] = best[0];
            best[0] = j;
        } else if (best[1] < 0 || fabs(f[j]) > fabs(f[best[1]])) {
            best[1] = j;
        }
    }
    for (int i = 0; i < 2 && best[i] >= 0; i++) {
        int lm = v->lm_index[best[i]], l = kkr_lm_l(lm);
        probe->leading[i].l = l;
        probe->leading[i].m = lm - l * l - l;
        probe->leading[i].value = f[best[i]];
        probe->n_leading = i + 1;
    }
}

static KkrProbe fill(KkrProbe probe, const kkr_sampler *sampler)
{
    probe.sample = kkr_sampler_point(sampler, probe.x);
    bool host = probe.sample.site < 0 && probe.sample.host_site >= 0;
    int site = host ? probe.sample.host_site : probe.sample.site;
    const kkr_expansion *v = site < 0 ? NULL : kkr_sampler_v(sampler, site, host);
    if (v && probe.sample.r <= v->r_max)
        find_leading(&probe, v);
    return probe;
}

KkrProbe kkr_probe_at(const kkr_sampler *sampler, const kkr_plane *plane, double s,
                      double t)
{
    return fill(
        (KkrProbe){ .set = true, .s = s, .t = t, .x = kkr_plane_point(plane, s, t) },
        sampler);
}

double kkr_probe_foot(const KkrProbe *probe, const kkr_plane *plane, double *s,
                      double *t)
{
    kkr_vec3 d = kkr_vec3_sub(probe->x, plane->origin);
    *s = kkr_vec3_dot(d, plane->u);
    *t = kkr_vec3_dot(d, plane->v);
    return kkr_vec3_dot(d, plane->n);
}

KkrProbe kkr_probe_at_point(const kkr_sampler *sampler, const kkr_plane *plane,
                            kkr_vec3 x)
{
    KkrProbe probe = { .set = true, .x = x };
    probe.height = kkr_probe_foot(&probe, plane, &probe.s, &probe.t);
    return fill(probe, sampler);
}
