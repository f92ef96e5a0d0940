// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "core/slice_set.h"

#include <assert.h>
#include <stdlib.h>

kkr_slice_set *kkr_slice_set_new(const kkr_sampler *sampler, const kkr_case *object,
                                 const kkr_recipe *recipe, double pitch, int columns,
                                 int rows, bool exact, double atom_range,
                                 const kkr_job *job, kkr_error *err)
{
    KKR_AUTO(kkr_slice_set) set = kkr_alloc(1, sizeof *set);
    const kkr_slice *common = NULL;
    assert(recipe->width > 0);
    for (int i = 0; i < KKR_QUANTITY_COUNT; i++) {
        int q = recipe->only >= 0 ? recipe->only : i;
        kkr_panel_view view = kkr_recipe_panel(recipe, (kkr_quantity)q);
        bool alone = view.unlinked && recipe->only < 0;
        assert(view.width > 0);
        if (alone || !common) {
            kkr_slice *slice =
                kkr_slice_new(sampler, object, &view.plane, view.center_s,
                              view.center_t, pitch * view.width / recipe->width,
                              columns, rows, exact, atom_range, job, err);
            if (!slice)
                return NULL;
            set->slice[set->n++] = slice;
            set->of[i] = slice;
            if (!alone)
                common = slice;
        } else {
            set->of[i] = common;
        }
    }
    return KKR_STEAL(set);
}

void kkr_slice_set_free(kkr_slice_set *set)
{
    if (!set)
        return;
    for (int i = 0; i < set->n; i++)
        kkr_slice_free(set->slice[i]);
    free(set);
}
