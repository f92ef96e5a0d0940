// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#include "ui/views.h"

#include "ui/actions.h"
#include "ui/cells_inspector.h"
#include "ui/cells_stage.h"
#include "ui/check_inspector.h"
#include "ui/check_stage.h"
#include "ui/dataset_inspector.h"
#include "ui/dataset_stage.h"
#include "ui/features_inspector.h"
#include "ui/features_stage.h"
#include "ui/inspector.h"
#include "ui/profile_pane.h"
#include "ui/radial_inspector.h"
#include "ui/radial_stage.h"

/* --- a row each ----------------------------------------------------------- */

typedef struct Row {
    const char *label, *tooltip;
    GtkWidget *(*page)(const KkrViewParts *parts);
    GtkWidget *(*inspector)(const KkrViewParts *parts);
    // NULL: it asks the recipe whenever it draws
    void (*set_dark)(GtkWidget *page, const KkrViewParts *parts, bool dark);
} Row;

static GtkWidget *panels_page(const KkrViewParts *parts)
{
    return kkr_profile_pane_new(parts->document, parts->stage, parts->picker);
}

static GtkWidget *panels_inspector(const KkrViewParts *parts)
{
    return kkr_inspector_new(parts->document, parts->stage);
}

static void panels_set_dark(GtkWidget *page, const KkrViewParts *parts, bool dark)
{
    kkr_stage_set_dark(parts->stage, dark);
}

static GtkWidget *radial_page(const KkrViewParts *parts)
{
    return kkr_radial_stage_new(parts->document);
}

static GtkWidget *radial_inspector(const KkrViewParts *parts)
{
    return kkr_radial_inspector_new(parts->document);
}

static void radial_set_dark(GtkWidget *page, const KkrViewParts *parts, bool dark)
{
    kkr_radial_stage_set_dark(KKR_RADIAL_STAGE(page), dark);
}

static GtkWidget *cells_page(const KkrViewParts *parts)
{
    return kkr_cells_stage_new(parts->document);
}

static GtkWidget *cells_inspector(const KkrViewParts *parts)
{
    return kkr_cells_inspector_new(parts->document);
}

static void cells_set_dark(GtkWidget *page, const KkrViewParts *parts, bool dark)
{
    kkr_cells_stage_set_dark(KKR_CELLS_STAGE(page), dark);
}

static GtkWidget *features_page(const KkrViewParts *parts)
{
    return kkr_features_stage_new(parts->document);
}

static GtkWidget *features_inspector(const KkrViewParts *parts)
{
    return kkr_features_inspector_new(parts->document);
}

static void features_set_dark(GtkWidget *page, const KkrViewParts *parts, bool dark)
{
    kkr_features_stage_set_dark(KKR_FEATURES_STAGE(page), dark);
}

static GtkWidget *dataset_page(const KkrViewParts *parts)
{
    return kkr_dataset_stage_new(parts->document);
}

static GtkWidget *dataset_inspector(const KkrViewParts *parts)
{
    return kkr_dataset_inspector_new(parts->document);
}

static GtkWidget *check_page(const KkrViewParts *parts)
{
    return kkr_check_stage_new(parts->document);
}

static GtkWidget *check_inspector(const KkrViewParts *parts)
{
    return kkr_check_inspector_new(parts->document);
}

static void check_set_dark(GtkWidget *page, const KkrViewParts *parts, bool dark)
{
    kkr_check_stage_set_dark(KKR_CHECK_STAGE(page), dark);
}

static const Row rows[KKR_VIEW_COUNT] = {
    [KKR_VIEW_PANELS] = { "Panels", "Slices in four panels", panels_page,
                          panels_inspector, panels_set_dark },
    [KKR_VIEW_RADIAL] = { "Radial", "Curves against r", radial_page, radial_inspector,
                          radial_set_dark },
    [KKR_VIEW_CELLS] = { "Cells", "Cells and shape functions", cells_page,
                         cells_inspector, cells_set_dark },
    [KKR_VIEW_FEATURES] = { "Features", "Jacobi-Legendre features", features_page,
                            features_inspector, features_set_dark },
    [KKR_VIEW_DATASET] = { "Data set", "All entries of the data set", dataset_page,
                           dataset_inspector, NULL },
    [KKR_VIEW_CHECK] = { "Check", "Is the conversion right?", check_page,
                         check_inspector, check_set_dark },
};

/* --- all of them ---------------------------------------------------------- */

struct KkrViews {
    KkrViewParts parts;
    GtkWidget *page[KKR_VIEW_COUNT], *inspector[KKR_VIEW_COUNT];
};

static GtkWidget *new_button(int view)
{
    const char *word = kkr_recipe_view_name((kkr_recipe_view)view);
    GtkWidget *button = gtk_toggle_button_new_with_label(rows[view].label);
    g_autofree char *tooltip =
        g_strdup_printf("%s (Ctrl+%d)", rows[view].tooltip, view + 1);
    gtk_widget_set_tooltip_text(button, tooltip);
    gtk_actionable_set_action_name(GTK_ACTIONABLE(button), "win.view");
    gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", word);
    return button;
}

static void add(GtkStack *stack, GtkWidget *widget, int view)
{
    gtk_widget_set_hexpand(widget, TRUE);
    gtk_widget_set_vexpand(widget, TRUE);
    gtk_stack_add_named(stack, widget, kkr_recipe_view_name((kkr_recipe_view)view));
}

KkrViews *kkr_views_new(const KkrViewParts *parts, GtkStack *pages,
                        GtkStack *inspectors, GtkBox *views_switch)
{
    KkrViews *views = g_new0(KkrViews, 1);
    views->parts = *parts;
    for (int view = 0; view < KKR_VIEW_COUNT; view++) {
        views->page[view] = rows[view].page(parts);
        views->inspector[view] = rows[view].inspector(parts);
        add(pages, views->page[view], view);
        add(inspectors, views->inspector[view], view);
        gtk_box_append(views_switch, new_button(view));
    }
    return views;
}

void kkr_views_free(KkrViews *views)
{
    g_free(views);
}

void kkr_views_add_keys(GtkApplication *application)
{
    for (int view = 0; view < KKR_VIEW_COUNT; view++) {
        g_autofree char *action = g_strconcat(
            "win.view::", kkr_recipe_view_name((kkr_recipe_view)view), NULL);
        g_autofree char *key = g_strdup_printf("<Ctrl>%d", view + 1);
        gtk_application_set_accels_for_action(application, action,
                                              (const char *[]){ key, NULL });
    }
}

static void change_view(GSimpleAction *action, GVariant *value, void *user)
{
    KkrDocument *document = kkr_action_document(action);
    kkr_recipe next = *kkr_document_recipe(document);
    for (int view = 0; view < KKR_VIEW_COUNT; view++) {
        if (g_str_equal(kkr_recipe_view_name((kkr_recipe_view)view),
                        g_variant_get_string(value, NULL))) {
            next.view = (kkr_recipe_view)view;
            kkr_document_edit(document, &next, NULL);
        }
    }
}

static GVariant *state_of(KkrDocument *document)
{
    return g_variant_new_string(
        kkr_recipe_view_name(kkr_document_recipe(document)->view));
}

void kkr_views_add_action(GActionMap *map, KkrDocument *document)
{
    kkr_action_add(
        map, document,
        g_simple_action_new_stateful("view", G_VARIANT_TYPE_STRING, state_of(document)),
        "change-state", G_CALLBACK(change_view), NULL);
}

void kkr_views_update_action(GActionMap *map, KkrDocument *document)
{
    kkr_action_set_state(map, "view", state_of(document));
    kkr_action_enable(map, "view", kkr_document_case(document) != NULL);
}

GtkWidget *kkr_views_page(KkrViews *views)
{
    return views->page[kkr_document_recipe(views->parts.document)->view];
}

GtkWidget *kkr_views_inspector(KkrViews *views, kkr_recipe_view view)
{
    return views->inspector[view];
}

void kkr_views_set_dark(KkrViews *views, bool dark)
{
    for (int view = 0; view < KKR_VIEW_COUNT; view++)
        if (rows[view].set_dark)
            rows[view].set_dark(views->page[view], &views->parts, dark);
}
