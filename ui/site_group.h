// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "ui/stage.h"

/**
 * The inspector's table of sites, the impurity first; sorts by any column. A click
 * (or the arrow keys) moves plane and view to a site, pointing at one marks its cell
 * in the panels. What is wrong with a site is in its tooltip.
 */
#define KKR_TYPE_SITE_GROUP kkr_site_group_get_type()
G_DECLARE_FINAL_TYPE(KkrSiteGroup, kkr_site_group, KKR, SITE_GROUP, GtkWidget)

GtkWidget *kkr_site_group_new(KkrDocument *document, KkrStage *stage);
