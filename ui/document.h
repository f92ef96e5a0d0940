// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gio/gio.h>

#include "core/recipe_text.h"
#include "ui/picture_task.h"
#include "ui/probe.h"
#include "ui/radial_task.h"
#include "ui/reader.h"
#include "ui/view_work.h"

/**
 * What the window looks at: one opened case, the recipe of its picture with undo,
 * and the picture itself. The only part of the window that starts work: reading
 * and sampling run in threads, the newest request wins, the old one is cancelled.
 *
 * Signals, all without arguments, all from the main thread:
 *   opened   another case (or none) is here, or its notes changed
 *   changed  the recipe is another one
 *   picture  a new picture is here
 *   probe    the probed point or its values moved
 *   status   busy, doing, or failure changed
 *
 * Borrowed pointers live until the signal that announces their successor.
 *
 * Threads: main thread only.
 */
#define KKR_TYPE_DOCUMENT kkr_document_get_type()
G_DECLARE_FINAL_TYPE(KkrDocument, kkr_document, KKR, DOCUMENT, GObject)

KkrDocument *kkr_document_new(void);

/** Forced roles and the like; the strings must live as long as the document. */
void kkr_document_set_options(KkrDocument *self, const kkr_case_options *options);
/** Units for what will be opened; no step of undo. */
void kkr_document_set_units(KkrDocument *self, kkr_energy_unit energy,
                            kkr_length_unit length);

/** V0 from a file, from now on; an edit of the recipe as any other. */
void kkr_document_set_reference_file(KkrDocument *self, const char *path);
/** NULL: none was ever chosen. */
const char *kkr_document_reference_file(KkrDocument *self);

/**
 * Reads in the background; what is shown stays until that has worked. Edits meanwhile
 * are of what is shown: they wait with what needs other samples.
 */
void kkr_document_open(KkrDocument *self, const char *const *paths);
/** Paths and options as a recipe without a picture; the caller frees it. */
kkr_recipe_text *kkr_document_inputs(KkrDocument *self, const char *const *paths);
/** Takes `text` over. */
void kkr_document_open_recipe(KkrDocument *self, kkr_recipe_text *text,
                              KkrOpening opening);
/**
 * How to come back to what is shown: the inputs as they were named, and the recipe.
 * The caller frees it; NULL: nothing is open.
 */
kkr_recipe_text *kkr_document_text(KkrDocument *self);
/** Reads the same files again, keeping plane and view; not while others are opened. */
void kkr_document_reload(KkrDocument *self);
/**
 * Stops reading; what was open stays, and its V0, mode, channel and l cut-off are again
 * those of what is shown.
 */
void kkr_document_cancel(KkrDocument *self);

/** NULL: nothing is open. */
const kkr_case *kkr_document_case(KkrDocument *self);
const kkr_sampler *kkr_document_sampler(KkrDocument *self);
/** Both, for workers, who count a reference of their own. */
KkrSource *kkr_document_source(KkrDocument *self);

/**
 * As the active panel sees it: plane, middle and width are those of that panel, whether
 * it is linked or not. Never NULL.
 */
const kkr_recipe *kkr_document_recipe(KkrDocument *self);
/** Where a panel looks, with its width resolved. */
kkr_panel_view kkr_document_panel(KkrDocument *self, kkr_quantity panel);
/** Unlinks a panel from the others, or links it again; an edit as any other. */
void kkr_document_set_linked(KkrDocument *self, kkr_quantity panel, bool linked);

/**
 * Replaces the recipe, as the active panel sees it. Edits of the same `step` in quick succession (a drag, a
 * slider) are undone as one; NULL never joins.
 */
void kkr_document_edit(KkrDocument *self, const kkr_recipe *recipe, const char *step);
/** What a case looks like that was never open before; units stay. */
void kkr_document_start_over(KkrDocument *self);
/** Light or dark is the theme's affair: no step of its own, not undone either. */
void kkr_document_set_dark(KkrDocument *self, bool dark);
/** The panel that range controls act on: no step of its own, but comes back with them. */
void kkr_document_set_active(KkrDocument *self, kkr_quantity quantity);
void kkr_document_undo(KkrDocument *self);
void kkr_document_redo(KkrDocument *self);
bool kkr_document_can_undo(KkrDocument *self);
bool kkr_document_can_redo(KkrDocument *self);

/** Moves the plane along its normal. */
void kkr_document_set_offset(KkrDocument *self, double offset, const char *step);
/** Width of the active panel in bohr, resolved; 1 if nothing is open. */
double kkr_document_view_width(KkrDocument *self);

/** Device pixels of one panel; asks for a new picture when they changed. */
void kkr_document_set_panel_size(KkrDocument *self, int width, int height);

/** NULL: there is none yet. */
const KkrPicture *kkr_document_picture(KkrDocument *self);

/** The curves of the radial view; "picture" and "probe" tell of them, too. */
KkrRadialTask *kkr_document_radial_task(KkrDocument *self);

/** The point (s, t) of a panel's plane; does nothing while one is pinned. */
void kkr_document_set_probe(KkrDocument *self, kkr_quantity panel, double s, double t);
/** The same for a point that need not lie on the plane. */
void kkr_document_set_probe_point(KkrDocument *self, kkr_vec3 x);
const KkrProbe *kkr_document_probe(KkrDocument *self);

/** Has `work` done while `view` is shown; `user` must outlive the document's last signal. */
void kkr_document_set_work(KkrDocument *self, kkr_recipe_view view,
                           const KkrViewWork *work, void *user);
/** Work began, or a result is here: tells with "status" and "picture". */
void kkr_document_announce(KkrDocument *self);

/**
 * What a view other than Panels and Radial says in the probe line, as markup, and at
 * its end; NULL: nothing. Told with "probe".
 */
void kkr_document_set_note(KkrDocument *self, const char *markup, const char *hint);
const char *kkr_document_note(KkrDocument *self);
const char *kkr_document_hint(KkrDocument *self);

/** Reading or refining; `what` is a few words, `fraction` in [0, 1]. */
bool kkr_document_busy(KkrDocument *self, const char **what, double *fraction);
/** True if what is shown is what the recipe asks for, exactly. */
bool kkr_document_settled(KkrDocument *self);
/** True while a case is being read or deconvoluted. */
bool kkr_document_loading(KkrDocument *self);
/** Why the last request failed, a sentence; NULL: it did not. */
const char *kkr_document_failure(KkrDocument *self);

/**
 * Writes the picture as the page that `text` describes, in the background; `text` is
 * taken over. Ends with kkr_document_export_finish() in `done`.
 */
void kkr_document_export(KkrDocument *self, kkr_recipe_text *text, const char *path,
                         GAsyncReadyCallback done, void *user);
bool kkr_document_export_finish(KkrDocument *self, GAsyncResult *result,
                                GError **error);
/** Likewise the recipe; NULL: no file. Ends with kkr_recipe_file_write_finish(). */
void kkr_document_write_recipe(KkrDocument *self, const char *path,
                               GAsyncReadyCallback done, void *user);
