// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/recipe.h"
#include "ui/source.h"

/** Work of a view for its picture, in threads of its own; the panels need none. */
typedef struct KkrViewWork {
    /** Makes what the recipe asks for if that is not what is there; newest wins. */
    void (*want)(void *self, KkrSource *source, const kkr_recipe *recipe);
    /** Another case is here: the old result is nothing to look at any more. */
    void (*forget)(void *self);
    bool (*busy)(const void *self);
    /** Whether there is a result. */
    bool (*there)(const void *self);
} KkrViewWork;

/**
 * The works of all views; only that of the shown one is wanted. A view without work is
 * never busy and always there. Borrows everything.
 *
 * Threads: main thread only.
 */
typedef struct KkrViewWorks {
    struct {
        const KkrViewWork *work; // NULL: nothing to be done
        void *user;
    } of[KKR_VIEW_COUNT];
} KkrViewWorks;

void kkr_view_works_set(KkrViewWorks *works, kkr_recipe_view view,
                        const KkrViewWork *work, void *user);
/** What the recipe's view shows. */
void kkr_view_works_want(const KkrViewWorks *works, KkrSource *source,
                         const kkr_recipe *recipe);
/** All of them. */
void kkr_view_works_forget(const KkrViewWorks *works);
bool kkr_view_works_busy(const KkrViewWorks *works, kkr_recipe_view view);
bool kkr_view_works_there(const KkrViewWorks *works, kkr_recipe_view view);
