// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/view_work.h"

void kkr_view_works_set(KkrViewWorks *works, kkr_recipe_view view,
                        const KkrViewWork *work, void *user)
{
    works->of[view].work = work;
    works->of[view].user = user;
}

void kkr_view_works_want(const KkrViewWorks *works, KkrSource *source,
                         const kkr_recipe *recipe)
{
    const KkrViewWork *work = works->of[recipe->view].work;
    if (work)
        work->want(works->of[recipe->view].user, source, recipe);
}

void kkr_view_works_forget(const KkrViewWorks *works)
{
    for (int view = 0; view < KKR_VIEW_COUNT; view++)
        if (works->of[view].work)
            works->of[view].work->forget(works->of[view].user);
}

bool kkr_view_works_busy(const KkrViewWorks *works, kkr_recipe_view view)
{
    const KkrViewWork *work = works->of[view].work;
    return work && work->busy(works->of[view].user);
}

bool kkr_view_works_there(const KkrViewWorks *works, kkr_recipe_view view)
{
    const KkrViewWork *work = works->of[view].work;
    return !work || work->there(works->of[view].user);
}
