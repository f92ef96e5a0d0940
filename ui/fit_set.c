// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/fit_set.h"

static void clear_fit(void *box)
{
    KkrFit *fit = box;
    kkr_jl_fit_free(fit->fit);
    kkr_source_unref(fit->of);
    kkr_source_unref(fit->source);
}

KkrFit *kkr_fit_ref(KkrFit *fit)
{
    return g_atomic_rc_box_acquire(fit);
}

void kkr_fit_unref(KkrFit *fit)
{
    if (fit)
        g_atomic_rc_box_release_full(fit, clear_fit);
}

/* The case with another V0, sampled in the same way. */
static KkrSource *source_with(KkrSource *source, const kkr_recipe_text *text,
                              kkr_reference reference, const kkr_job *job,
                              kkr_error *err)
{
    if (source->object->reference == reference && !source->predicted)
        return kkr_source_ref(source);
    KKR_AUTO(kkr_recipe_text) other = kkr_recipe_text_copy(text);
    free(other->reference_path);
    other->reference_path = NULL;
    other->recipe.reference = reference;
    other->recipe.model[0] = 0; // a fit is one of what the files hold
    other->recipe.sampler = source->params;
    return kkr_source_open(other, job, err);
}

KkrFit *kkr_fit_new(KkrSource *source, const kkr_recipe_text *text,
                    const kkr_fit_look *look, const kkr_job *job, kkr_error *err)
{
    static const kkr_reference references[] = { KKR_REFERENCE_HOST,
                                                KKR_REFERENCE_START };
    kkr_jl_fit_params params;
    const int n_targets = source->object->start ? 2 : 1;
    KkrSource *sources[2] = { NULL };
    const kkr_sampler *samplers[2];
    bool good = kkr_fit_look_params(look, false, &params, err);
    for (int t = 0; good && t < n_targets; t++) {
        sources[t] = source_with(source, text, references[t], job, err);
        good = sources[t] != NULL;
        samplers[t] = good ? sources[t]->sampler : NULL;
    }
    params.brief = true;
    kkr_jl_fit *made = good ? kkr_jl_fit_of(sources[0]->object, samplers, n_targets,
                                            source->params, &params, job, err)
                            : NULL;
    KkrFit *fit = NULL;
    if (made) {
        fit = g_atomic_rc_box_new0(KkrFit);
        *fit = (KkrFit){ *look, made, kkr_source_ref(source),
                         kkr_source_ref(sources[made->target]) };
    }
    kkr_source_unref(sources[0]);
    kkr_source_unref(sources[1]);
    return fit;
}

bool kkr_fit_serves(const KkrFit *fit, const KkrSource *source,
                    const kkr_fit_look *look)
{
    const kkr_fit_look *a = &fit->look;
    return fit->of == source && a->from_start == look->from_start &&
           a->only_impurity == look->only_impurity && a->n_one == look->n_one &&
           a->n_two == look->n_two && a->l_max == look->l_max &&
           a->rcut == look->rcut && a->lambda == look->lambda &&
           a->points == look->points;
}

static void clear_fitted(void *box)
{
    KkrFitted *fitted = box;
    kkr_fit_picture_free(fitted->picture);
    kkr_slice_free(fitted->slice);
    kkr_fit_unref(fitted->fit);
}

KkrFitted *kkr_fitted_new(KkrFit *fit, const kkr_slice *like, const kkr_job *job,
                          kkr_error *err)
{
    const kkr_case *object = fit->source->object;
    const kkr_slice *s = like;
    const double faint = 1; // bohr: atoms nearer to the plane than this are drawn
    KkrFitted *fitted = g_atomic_rc_box_new0(KkrFitted);
    fitted->fit = kkr_fit_ref(fit);
    fitted->slice = kkr_slice_new(fit->source->sampler, object, &s->plane,
                                  s->s0 + s->pitch * (s->width - 1) / 2,
                                  s->t0 + s->pitch * (s->height - 1) / 2, s->pitch,
                                  s->width, s->height, true, faint, job, err);
    if (fitted->slice)
        fitted->picture = kkr_fit_picture_new(fit->fit, object, fit->source->sampler,
                                              fitted->slice, job, err);
    if (fitted->picture)
        return fitted;
    kkr_fitted_unref(fitted);
    return NULL;
}

KkrFitted *kkr_fitted_ref(KkrFitted *fitted)
{
    return g_atomic_rc_box_acquire(fitted);
}

void kkr_fitted_unref(KkrFitted *fitted)
{
    if (fitted)
        g_atomic_rc_box_release_full(fitted, clear_fitted);
}
