// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gtk/gtk.h>

#include "ui/document.h"
#include "ui/keeper.h"
#include "ui/session.h"
#include "ui/theme.h"

/** The one window: header bar, stage, inspector, probe line, and their actions. */
#define KKR_TYPE_WINDOW kkr_window_get_type()
G_DECLARE_FINAL_TYPE(KkrWindow, kkr_window, KKR, WINDOW, GtkApplicationWindow)

/**
 * `settings` gives the size and is kept up to date; it and `session`, which may be
 * NULL, must outlive the window.
 */
GtkWidget *kkr_window_new(GtkApplication *application, KkrThemeWatch *theme,
                          KkrSettings *settings, KkrSession *session);

KkrDocument *kkr_window_document(KkrWindow *self);
KkrKeeper *kkr_window_keeper(KkrWindow *self);

/** What the message above the stage says; NULL: there is none. */
const char *kkr_window_message(KkrWindow *self);

/** A sentence above the stage, and a second one or NULL. */
void kkr_window_say(KkrWindow *self, GtkMessageType type, const char *title,
                    const char *text);

/**
 * Opens a folder, two folders, or files; or one recipe or figure that carries one.
 * NULL-terminated.
 */
void kkr_window_open(KkrWindow *self, const char *const *paths);

/** Takes over what a program that crashed has shown, and says so. */
void kkr_window_restore(KkrWindow *self, kkr_recipe_text *text);
