// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

#pragma once

#include "core/surface.h"
#include "core/surface_piece.h"

/** What surface.c (sampling) shares with surface_make.c (surfaces of the samples). */

/** The cell of one site, with a grid around it. */
typedef struct kkr_surface_part {
    int site;
    kkr_grid grid; // its origin relative to the site
    kkr_buffer memory[2];
    float *values, *second; // second NULL: no colour
    kkr_clip *clips;        // faces; the sphere beyond which V is not known
    int n_clips;
    kkr_vec3 low, high; // box around the cell, relative to the site
    double r_out;       // nothing of it is farther from the site
} kkr_surface_part;

typedef struct kkr_surface_image {
    int part;
    kkr_vec3 center; // of its site, case coordinates
} kkr_surface_image;

struct kkr_surface {
    const kkr_case *object;
    const kkr_sampler *sampler;
    kkr_surface_params params; // but not its list of sites
    double spacing;
    int n_parts;
    kkr_surface_part *parts;
    size_t n_images;
    kkr_surface_image *images;
    int n_clips; // that cut images: those of the params, sides of the unit cell
    kkr_clip clips[KKR_SURFACE_MAX_PLANES + 6]; // case coordinates
    float *inside;                              // values in the cells
    size_t n_inside;
    double low, high;
    kkr_vec3 box_low, box_high;
};

/** The expansion behind a quantity at a site, NULL: unknown; its sign is ignored. */
const kkr_expansion *kkr_surface_expansion(const kkr_sampler *sampler, int site,
                                           kkr_field_quantity quantity);

static inline bool kkr_surface_is_absolute(kkr_field_quantity quantity)
{
    return quantity == KKR_FIELD_ABS_V || quantity == KKR_FIELD_ABS_DV;
}
