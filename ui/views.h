// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/picker.h"
#include "ui/stage.h"

/**
 * The views of the window: what stands on the stage and beside it, a row each of the
 * table in ui/views.c. From it follow the header-bar switch, Ctrl+1 and so on, both
 * stacks of pages, focus and theme, and the action "view". To add a view:
 *
 *  1. core/recipe.h: KKR_VIEW_X before KKR_VIEW_COUNT; its word in recipe.c, in the key
 *     "view" of recipe_keys.c and in docs/formats/recipe.md
 *  2. two widgets made from a KkrViewParts: the page on the stage and its inspector
 *  3. a row in ui/views.c
 *  4. work in threads: kkr_document_set_work() from the page's constructor; the document
 *     then asks for it while the view is shown, and kkr_document_announce() ends it
 *  5. its own actions as in ui/radial_actions.h, their lines in tests/ui/actions.py, its
 *     keys in ui/help-overlay.ui
 */
typedef struct KkrViews KkrViews;

/** What pages are made from; borrowed, all outlive the pages. */
typedef struct KkrViewParts {
    KkrDocument *document;
    KkrStage *stage; // of the panels
    KkrPicker *picker;
} KkrViewParts;

/** Fills both stacks (pages named as the view) and the switch. */
KkrViews *kkr_views_new(const KkrViewParts *parts, GtkStack *pages,
                        GtkStack *inspectors, GtkBox *views_switch);
void kkr_views_free(KkrViews *views);

/** Ctrl+1 and so on. */
void kkr_views_add_keys(GtkApplication *application);
/** win.view: its state is the recipe's view. */
void kkr_views_add_action(GActionMap *map, KkrDocument *document);
void kkr_views_update_action(GActionMap *map, KkrDocument *document);

/** Page and inspector of the recipe's view. */
GtkWidget *kkr_views_page(KkrViews *views);
GtkWidget *kkr_views_inspector(KkrViews *views, kkr_recipe_view view);
/** The theme changed. */
void kkr_views_set_dark(KkrViews *views, bool dark);
