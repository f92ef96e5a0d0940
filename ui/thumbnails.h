// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <cairo.h>

#include "ui/walk.h"

/**
 * Small pictures of V - V0 of a data set's entries, all of one plane, range and mode:
 * those of the document's recipe. Made one after the other in a thread, what is looked
 * at first; what is no longer looked at is not begun, or given up. They are kept, up to
 * KKR_THUMBNAILS_MOST of them.
 *
 * Whoever draws says before each drawing what it looks at:
 *
 *     kkr_thumbnails_look(thumbnails, viewer, wishes, n);   // first what matters most
 *     kkr_thumbnails_draw(thumbnails, &wish, ...)           // false: not yet
 *
 * Threads: main thread only.
 */
#define KKR_TYPE_THUMBNAILS kkr_thumbnails_get_type()
G_DECLARE_FINAL_TYPE(KkrThumbnails, kkr_thumbnails, KKR, THUMBNAILS, GObject)

enum { KKR_THUMBNAILS_MOST = 512 };

/** Who looks; what comes first here is made first. */
typedef enum KkrThumbnailViewer {
    KKR_VIEWER_INSPECTOR,
    KKR_VIEWER_COMPARISON,
    KKR_VIEWER_STRIP,
    KKR_VIEWER_COUNT
} KkrThumbnailViewer;

/** One picture. */
typedef struct KkrThumbnail {
    int row;      // of the data set
    int against;  // V0 is the V of this row; -1: as the recipe says
    int pixels;   // a side
    bool marks;   // with contours, atoms and their names
    double width; // bohr; 0: the cluster's own, unless the recipe says one
} KkrThumbnail;

/** The width that shows all of a cluster, bohr. */
double kkr_thumbnail_width(const kkr_case *object);

/**
 * Those of a document, which owns them. Signal "changed": a picture is there, or could
 * not be made.
 */
KkrThumbnails *kkr_thumbnails_of(KkrDocument *document);

/** What a viewer looks at now. */
void kkr_thumbnails_look(KkrThumbnails *self, KkrThumbnailViewer viewer,
                         const KkrThumbnail *wishes, int n);
/**
 * Draws it into a square; after a change of the range the one before it, until the new
 * one is there. False if there is none; *failure tells why (a sentence; NULL: not yet).
 */
bool kkr_thumbnails_draw(KkrThumbnails *self, const KkrThumbnail *wish, cairo_t *cr,
                         double x, double y, double side, const char **failure);
/** Is there something to be made? */
bool kkr_thumbnails_busy(const KkrThumbnails *self);
