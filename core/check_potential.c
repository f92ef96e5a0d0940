// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/check_private.h"

#include "core/radial_mesh.h"
#include "core/symmetry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ------------------------------------------------------ content, energy zero

static void check_content(kkr_check *check, const kkr_case *object)
{
    kkr_check_item *item = kkr_check_add(
        check, "content", "V times shape function at the cell's last radius", "Ry");
    snprintf(item->expected, sizeof item->expected, "below 1e-5 Ry");
    item->limit = 1e-5;
    kkr_content odd = KKR_CONTENT_CONVOLUTED;
    for (int i = 0; i < object->n_sites; i++) {
        const kkr_case_site *s = &object->sites[i];
        const kkr_potential_entry *e = s->entry[0];
        if (!e || e->n_r < 2)
            continue;
        KKR_AUTO(kkr_radial_mesh) mesh = kkr_radial_mesh_new(e, s->shape, NULL);
        if (!mesh || mesh->n_r != e->n_r)
            mesh = NULL;
        double end =
            mesh ? fabs(e->v0[e->n_r - 1] - 2 * e->z / mesh->r[e->n_r - 1]) : NAN;
        if (!isnan(end))
            kkr_check_tell_site(check, item, i, end);
        bool worse =
            s->content > odd ||
            (s->content == odd && end > (isnan(item->value) ? -1 : item->value));
        if (worse) {
            odd = s->content;
            item->value = end;
            item->site = i;
        }
    }
    switch (odd) {
    case KKR_CONTENT_CONVOLUTED:
        if (item->site < 0)
            kkr_check_say(item, KKR_VERDICT_NOTE, "no site has a potential");
        else
            kkr_check_say(item, KKR_VERDICT_OK,
                          "the files hold V times the shape function, as KKRhost and "
                          "KKRimp write it; V itself is recovered");
        break;
    case KKR_CONTENT_UNCONVOLUTED:
        kkr_check_say(item, KKR_VERDICT_NOTE,
                      "a file holds V itself, not V times the shape function: a start "
                      "potential");
        break;
    case KKR_CONTENT_PLACEHOLDER:
        kkr_check_say(item, KKR_VERDICT_NOTE,
                      "a start potential of voronoi: its non-spherical part is a "
                      "placeholder and is left out");
        break;
    case KKR_CONTENT_ASA:
        kkr_check_say(item, KKR_VERDICT_NOTE,
                      "spheres (ASA): there is no cell shape to test");
        break;
    case KKR_CONTENT_MISFIT:
        if (!object->sites[item->site].shape) {
            kkr_check_say(item, KKR_VERDICT_WARN,
                          "there is no shape function for a full potential: only r <= "
                          "r_MT can be used");
            break;
        }
        kkr_check_say(item, KKR_VERDICT_FAIL,
                      "the shape function does not belong to the potential: only r <= "
                      "r_MT can be used");
        break;
    }
}

double kkr_check_interstitial(const kkr_case_site *site)
{
    double sum = 0;
    int n = 0;
    for (int spin = 0; spin < 2; spin++) {
        const kkr_potential_entry *e = site->entry[spin];
        if (!e)
            continue;
        KKR_AUTO(kkr_radial_mesh) mesh = kkr_radial_mesh_new(e, site->shape, NULL);
        if (!mesh || mesh->n_r != e->n_r || e->n_nan > 0 ||
            site->content != KKR_CONTENT_CONVOLUTED)
            return NAN;
        double *f = kkr_alloc((size_t)e->n_r, sizeof *f);
        for (int ir = 1; ir < e->n_r; ir++)
            f[ir] = 4 * M_PI * (e->v0[ir] - 2 * e->z / mesh->r[ir]);
        sum += kkr_radial_mesh_integrate_r2(mesh, f, mesh->i_mt + 1, e->n_r - 1);
        free(f);
        n++;
    }
    return n ? sum / n : NAN;
}

static void check_energy_zero(kkr_check *check, const kkr_case *object)
{
    kkr_check_item *item =
        kkr_check_add(check, "energy-zero",
                      "integral of V between the spheres of the crystal", "Ry bohr^3");
    snprintf(item->expected, sizeof item->expected, "0, within 1e-3");
    double sum = 0;
    for (int i = 0; i < object->n_host_sites; i++)
        sum += kkr_check_interstitial(&object->host_sites[i]);
    for (int i = 0; object->crystal && i < object->crystal->n_sites; i++)
        if (object->crystal->sites[i].n_types > 1) {
            kkr_check_say(
                item, KKR_VERDICT_NOTE,
                "not told: it vanishes for the average over the atom types of "
                "an alloy's site (CPA), of which one is read");
            return;
        }
    bool is_bulk = object->crystal && object->crystal->periodicity == 3;
    if (!is_bulk || object->n_host_sites == 0 || isnan(sum)) {
        kkr_check_say(item, KKR_VERDICT_NOTE,
                      "not told: it needs the full potential of all sites of a bulk "
                      "crystal");
        return;
    }
    item->value = sum;
    if (fabs(sum) > 1e-3)
        kkr_check_say(item, KKR_VERDICT_WARN,
                      "V does not vanish on the average between the spheres: the "
                      "potential is not self-consistent, shifted, or of other cells");
    else
        kkr_check_say(item, KKR_VERDICT_OK,
                      "V vanishes on the average between the spheres: units, nuclear "
                      "term and shape functions are right");
}

// --------------------------------------------------------------- symmetry

typedef struct audits {
    kkr_check_item symmetry;
    int n_sites;
    char group[16];
} audits;

static void judge_site(const kkr_check *check, const kkr_case *object, int i,
                       audits *found)
{
    const kkr_case_site *s = &object->sites[i];
    kkr_symmetry symmetry;
    if (!kkr_symmetry_of_site(object, i, &symmetry, NULL))
        return;
    for (int spin = 0; spin < 2; spin++) {
        const kkr_potential_entry *e = s->entry[spin];
        kkr_symmetry_audit audit;
        if (!e || !e->full_potential || e->n_nan > 0 || e->n_lm == 0 ||
            s->content != KKR_CONTENT_CONVOLUTED ||
            !kkr_symmetry_audit_entry(&symmetry, e, s->shape, &audit, NULL))
            continue;
        found->n_sites++;
        double part = audit.total > 0 ? audit.forbidden / audit.total : 0;
        kkr_check_item *item = &found->symmetry;
        if (!item->by_site || !(item->by_site[i] > part))
            kkr_check_tell_site(check, item, i, part);
        if (isnan(found->symmetry.value) || part > found->symmetry.value) {
            found->symmetry.value = part;
            found->symmetry.site = i;
            snprintf(found->group, sizeof found->group, "%s", symmetry.name);
            int lm = audit.worst_lm, l = kkr_lm_l(lm);
            snprintf(found->symmetry.sentence, sizeof found->symmetry.sentence,
                     "V_L that the point group %s of the site forbids are there, most "
                     "of it at lm = %d (l = %d, m = %d)",
                     symmetry.name, lm + 1, l, lm - l * l - l);
        }
        kkr_symmetry_audit_clear(&audit);
    }
}

static bool check_symmetry(kkr_check *check, const kkr_case *object, const kkr_job *job)
{
    audits found = { .symmetry = { .value = NAN, .site = -1 } };
    for (int i = 0; i < object->n_sites; i++) {
        if (!kkr_job_step(job, (double)i / object->n_sites, "symmetry"))
            break;
        judge_site(check, object, i, &found);
    }
    kkr_check_item *item =
        kkr_check_add(check, "symmetry", "V_L that symmetry forbids, of all V_L", "");
    snprintf(item->expected, sizeof item->expected, "below 1e-3");
    item->limit = 1e-3;
    item->value = found.symmetry.value;
    item->site = found.symmetry.site;
    item->by_site = found.symmetry.by_site;
    if (kkr_job_cancelled(job))
        return false;
    if (found.n_sites == 0)
        kkr_check_say(item, KKR_VERDICT_NOTE,
                      "no site has both a full potential and known surroundings");
    else if (item->value > 1e-3)
        kkr_check_say(item, item->value > 0.1 ? KKR_VERDICT_WARN : KKR_VERDICT_NOTE,
                      "%s", found.symmetry.sentence);
    else
        kkr_check_say(item, KKR_VERDICT_OK,
                      "the potentials have the symmetry of their sites (the least "
                      "symmetric here: %s)",
                      found.group);
    return true;
}

bool kkr_check_potentials(kkr_check *check, const kkr_case *object, const kkr_job *job)
{
    check_content(check, object);
    check_energy_zero(check, object);
    return check_symmetry(check, object, job);
}
