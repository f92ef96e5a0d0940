// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/source.h"

#include "core/jl_prediction.h"

typedef struct KkrOpened {
    kkr_case *object;
} KkrOpened;

static void clear_opened(void *box)
{
    kkr_case_free(((KkrOpened *)box)->object);
}

static void clear_source(void *box)
{
    KkrSource *source = box;
    kkr_sampler_free((kkr_sampler *)source->sampler);
    g_atomic_rc_box_release_full(source->opened, clear_opened);
}

/* V0 and the model's prediction. */
static kkr_sampler *predict(const kkr_case *object, const kkr_recipe *recipe,
                            const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_jl_model) model = kkr_jl_model_read(recipe->model, err);
    KKR_AUTO(kkr_jl_prediction)
    prediction =
        model ? kkr_jl_prediction_new(model, object, recipe->sampler, job, err) : NULL;
    return prediction ? KKR_STEAL(prediction->sampler) : NULL;
}

/* Takes over a count of `opened`, also on failure. */
static KkrSource *sample(KkrOpened *opened, const kkr_recipe *recipe,
                         const kkr_job *job, kkr_error *err)
{
    kkr_sampler_params params = recipe->sampler;
    bool predicted = *recipe->model;
    kkr_sampler *sampler = predicted
                               ? predict(opened->object, recipe, job, err)
                               : kkr_sampler_new(opened->object, params, job, err);
    if (!sampler) {
        g_atomic_rc_box_release_full(opened, clear_opened);
        return NULL;
    }
    KkrSource *source = g_atomic_rc_box_new0(KkrSource);
    *source = (KkrSource){ opened->object, sampler, params, predicted, opened };
    return source;
}

KkrSource *kkr_source_open(const kkr_recipe_text *text, const kkr_job *job,
                           kkr_error *err)
{
    kkr_case_options options = { .reference = text->recipe.reference,
                                 .reference_path = text->reference_path,
                                 .origin_site = text->origin_site,
                                 .n_spin = text->n_spin };
    for (int role = 0; role < KKR_ROLE_COUNT; role++)
        options.forced[role] = text->forced[role];
    kkr_case *object = kkr_case_open((const char *const *)text->paths, text->n_paths,
                                     &options, job, err);
    if (!object)
        return NULL;
    KkrOpened *opened = g_atomic_rc_box_new0(KkrOpened);
    opened->object = object;
    return sample(opened, &text->recipe, job, err);
}

KkrSource *kkr_source_resample(KkrSource *source, const kkr_recipe *recipe,
                               const kkr_job *job, kkr_error *err)
{
    return sample(g_atomic_rc_box_acquire(source->opened), recipe, job, err);
}

KkrSource *kkr_source_ref(KkrSource *source)
{
    return g_atomic_rc_box_acquire(source);
}

void kkr_source_unref(KkrSource *source)
{
    if (source)
        g_atomic_rc_box_release_full(source, clear_source);
}
