// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include <gio/gio.h>

#include "ui/document.h"

/**
 * The colour scales as actions of the window. They act on the active panel;
 * its neighbour follows while `link-scales` is on.
 *
 *   scale "linear|log|symlog|asinh"   next-scale
 *   range "full|percentile|decades"   its state may also be "fixed"
 *   fit-range                         the same as range "decades"
 *   limits (dd)                       upper end and inner end, Ry
 *   link-scales                       toggle
 *   colormap "NAME"                   for the signed or the absolute row, as it fits
 */
void kkr_range_actions_add(GActionMap *map, KkrDocument *document);
void kkr_range_actions_update(GActionMap *map, KkrDocument *document);
