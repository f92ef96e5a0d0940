// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/output.h"
#include "core/radial_curves.h"
#include "shaders/radial_plot.h"

/** Radial curves as a page: .png, .pdf or .svg, the same bytes every time. */
typedef struct kkr_radial_page {
    kkr_profile profile;
    double width_mm, height_mm; // 0: as the profile says
    double dpi;                 // of a PNG
    bool transparent;
} kkr_radial_page;

/**
 * Draws and writes; the caller commits the output. Fails (KKR_ERROR_FORMAT) for
 * pages that leave no room for the panels or are too large.
 */
bool kkr_radial_figure_write(const kkr_radial_curves *curves,
                             const kkr_radial_view *view, const kkr_radial_page *page,
                             kkr_output *output, kkr_error *err);
